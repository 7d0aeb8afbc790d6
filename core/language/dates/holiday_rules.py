"""Phrases that name a holiday: christmas, Easter 2027, thanksgiving of next year."""

from datetime import datetime

from core.language.dates.almanac import direction
from core.language.dates.holidays import HOLIDAYS, HOURS
from core.language.dates.offsets import moved
from core.language.dates.phrase import Phrase, add_seeds, rule
from core.language.patterns import FRAGMENTS, Said
from core.language.words import amount_value, one_of, unit_name

# "the novel Jonas lent me" is no fasting
FRAGMENTS["holiday"] = r"(?!lent (?:me|us|you|him|her|them|it|to|out|by)\b)" + one_of(HOLIDAYS) + r"(?![a-z'])"
add_seeds(name[:4] for name in HOLIDAYS)
_SPELLED = {name.replace("-", " "): of_year for name, of_year in HOLIDAYS.items()}


# "christmas presents": the holiday only says what kind, not when.
_KIND_OF = (
    r"( (?:presents?|gifts?|cards?|shopping|dinner|lunch|brunch|party|parties|songs?|music|carols?|movies?|films?|tree"
    r"|lights|decorations?|costumes?|cand(?:y|ies)|eggs?|bunny|hunt|sales?|deals?|break|holidays?|vacation|jumper|sweater"
    r"|cakes?|cookies|pudding|turkey|pie|market|play|concert|bonus|parade|special|episode|theme|outfit|hat|stockings?"
    r"|dress|flowers|chocolates?|resolutions?|menu|recipes?|wreath|greetings?|speech|fireworks|bbq|barbecue|post|mail"
    r"|list|island)\b)"
)


@rule(r"(the )?<holiday>" + _KIND_OF)
def _kind_of_thing(said: Said, now: datetime) -> Phrase:
    return Phrase()


@rule(
    r"(over (?!the ))?(the )?((?P<which>this|next|last|on|upcoming|coming) )?<holiday>(,? (of |in )?<year:full_year>)?",
    r"(the )?<holiday> (of |in )?(?P<of_which>this|next|last) year",
    r"(the )?<holiday> in (?P<n><:amount>) <unit>",
)
def _holiday(said: Said, now: datetime) -> Phrase:
    """The next one from today on; "in a year", "of next year": the one of that year."""
    name = said.words("holiday").replace("-", " ")
    of_year, year = _SPELLED[name], now.year
    if said["year"]:
        day = of_year(int(said["year"]))
    elif said["of_which"]:
        day = of_year(year + direction(said["of_which"]))
    elif said["n"]:
        day = of_year(moved(now, [(amount_value(said["n"]), unit_name(said.words("unit")))], 1)[0].year)
    else:
        day = of_year(year)
        if said["which"] == "last":
            day = day if day < now.date() else of_year(year - 1)
        elif day < now.date():
            day = of_year(year + 1)
    return Phrase(
        day=day, clock=HOURS.get(name), is_name=not (said["year"] or said["which"] or said["of_which"] or said["n"])
    )
