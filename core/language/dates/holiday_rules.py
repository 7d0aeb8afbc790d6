"""Phrases that name a holiday: christmas, Easter 2027, thanksgiving of next year."""

import re
from datetime import datetime

from core.language.dates.holidays import HOLIDAYS
from core.language.dates.phrase import Phrase, add_seeds, rule
from core.language.patterns import FRAGMENTS, Said

FRAGMENTS["holiday"] = "(?:" + "|".join(sorted(HOLIDAYS, key=len, reverse=True)) + ")(?![a-z])"
add_seeds(
    name[:3]
    for name in (
        "christmas",
        "xmas",
        "new year",
        "halloween",
        "st",
        "saint",
        "valentine",
        "boxing",
        "independence",
        "april",
        "earth",
        "thanksgiving",
        "black",
        "easter",
        "good friday",
    )
)


@rule(r"(the )?((?P<which>this|next|last|on) )?<holiday>(,? (of |in )?<year:full_year>)?")
def _holiday(said: Said, now: datetime) -> Phrase:
    of_year = next(of for pattern, of in HOLIDAYS.items() if re.fullmatch(pattern, said["holiday"] or ""))
    if said["year"]:
        return Phrase(day=of_year(int(said["year"])))
    day = of_year(now.year)
    if said["which"] == "last":
        return Phrase(day=day if day < now.date() else of_year(now.year - 1))
    return Phrase(day=day if day >= now.date() else of_year(now.year + 1))
