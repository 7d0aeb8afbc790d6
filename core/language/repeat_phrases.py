"""The phrases that say how often ("every 2 weeks on monday", "the 31st of each month"), and the rule parts they mean.

Only the core of a repeat; the time of day, the end and the beginning around it are `core.language.recurrence`'s part.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.language.patterns import FRAGMENTS, Said, compile_pattern
from core.language.repeats import check_days
from core.language.words import (
    MONTH,
    ORDINAL,
    ORDINAL_DIGITS,
    ORDINALS,
    WEEKDAY_CODES,
    WEEKDAYS,
    amount_value,
    month_number,
    one_of,
    ordinal_value,
    unit_name,
    weekday_number,
)

# The frequency and the interval of units and of adverbs.
_UNITS = {
    "minute": ("MINUTELY", 1),
    "hour": ("HOURLY", 1),
    "day": ("DAILY", 1),
    "week": ("WEEKLY", 1),
    "fortnight": ("WEEKLY", 2),
    "month": ("MONTHLY", 1),
    "quarter": ("MONTHLY", 3),
    "half year": ("MONTHLY", 6),
    "year": ("YEARLY", 1),
    "decade": ("YEARLY", 10),
}
_ADVERBS = {
    "hourly": ("HOURLY", 1),
    "daily": ("DAILY", 1),
    "everyday": ("DAILY", 1),
    "nightly": ("DAILY", 1),
    "weekly": ("WEEKLY", 1),
    "fortnightly": ("WEEKLY", 2),
    "biweekly": ("WEEKLY", 2),
    "bi weekly": ("WEEKLY", 2),
    "monthly": ("MONTHLY", 1),
    "bimonthly": ("MONTHLY", 2),
    "bi monthly": ("MONTHLY", 2),
    "quarterly": ("MONTHLY", 3),
    "biannually": ("MONTHLY", 6),
    "semiannually": ("MONTHLY", 6),
    "semi annually": ("MONTHLY", 6),
    "yearly": ("YEARLY", 1),
    "annual": ("YEARLY", 1),
    "annually": ("YEARLY", 1),
    "biennially": ("YEARLY", 2),
}
_WORKDAYS, _WEEKEND = WEEKDAY_CODES[:5], WEEKDAY_CODES[5:]
_CLAMPED_FROM = 29  # "the 31st" of a shorter month is its last day
_LONGEST_INTERVAL = 999

_PLURAL_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days"
_DAY = rf"(?:{WEEKDAYS}|week-?ends?|week ?-?days?(?! of)|(?:work(?:ing)?|business) ?days?)"
_AND = r"(?: ?(?:,|and|&|or|\+|/) ?(?:and |on )?(?:the )?)"
_NTH = rf"(?:(?:{ORDINAL}|last)(?:[ -](?:to|from)(?:[ -]the)?[ -]last|[ -]last)?)"
_MONTH_DAY = rf"(?:{ORDINAL}|\d{{1,2}}(?![\d:]))"
_NTHS = rf"{_NTH}(?:{_AND}{_NTH}){{0,6}}"
_TO = r"(?:-|to|thru|through|till|until)"
FRAGMENTS |= {
    "days": rf"{_DAY}(?:(?:{_AND}| ){_DAY}){{0,6}}",
    "day_range": rf"{WEEKDAYS} ?{_TO} ?{WEEKDAYS}",
    "plural_days": rf"(?:{_PLURAL_DAY}|week-?ends|week-?days)(?:{_AND}{_DAY}){{0,6}}",
    "plural_range": rf"{_PLURAL_DAY} {_TO} {_PLURAL_DAY}",
    "nths": _NTHS,
    "nth_digits": rf"{ORDINAL_DIGITS}(?:{_AND}(?:{ORDINAL_DIGITS}|last)){{0,6}}",
    "nth_days": rf"{_NTHS} {_DAY}(?:{_AND}{_NTHS} {_DAY}){{0,4}}",
    "edge_days": rf"(?:first|last) {_DAY}",
    "month_days": rf"{_MONTH_DAY}(?:{_AND}{_MONTH_DAY}){{0,11}}",
    "months": rf"{MONTH}(?:{_AND}{MONTH}){{0,11}}",
    "each": r"(?:every single|every|each|once an?|once every)",
    "step": (
        rf"(?:other|alternate|couple(?: of)?|few|second|third|fourth|fifth|{FRAGMENTS['cardinal']}|{ORDINAL_DIGITS})"
    ),
    "listed_days": rf"{WEEKDAYS}(?:{_AND}| ){WEEKDAYS}(?:{_AND}| ){WEEKDAYS}(?:(?:{_AND}| ){WEEKDAYS}){{0,4}}",
    "every_unit": r"(?:half[ -]year|min(?:ute)?|hour|day|week|fortnight|month|quarter|year|decade)s?(?![a-z])",
    "adverb": one_of(_ADVERBS) + r"(?![a-z])",
}

# What may follow "every month" or "monthly".
_TAILS = (
    r",? (on |at |in |during )?(the )?<nth_days>( (of|in) (the )?(<months>|month))?",
    r",? (on |at |in )?<months> (the )?<month_days>",
    r",? (on |at |in )?(the )?<month_days> (of|in)? ?<months>",
    r",? (on |at )?(the )?<nths>( day| instance)?( of the month| of month)?",
    r",? (on |at |in )?<day_range>",
    r",? (on |at |in |during )?(the )?<days>",
    r",? (on |at |in )?(the )?(?P<edge>start|beginning|begin|end)( of the month)?",
    r",? in <months>",
    "",
)
_EDGE = r"(?P<edge>beginning|begin|start|end)"
_CORES = [
    compile_pattern(pattern)
    for pattern in (
        *(rf"<each> (<step>( of)? )?<every_unit>{tail}" for tail in _TAILS),
        *(rf"(once )?<adverb>{tail}" for tail in _TAILS),
        rf"(on |at )?(the )?(<nth_days>|<nths>|{_EDGE})( day)?( of)?( the month,?)? <each> (<step> )?<every_unit>",
        r"((on |from )?<day_range>|(on )?<days>),? <each> (<step> )?(?P<every_unit>week)",
        r"<each> (?P<nths>last) day",
        r"(on |at )?(the )?(<nth_days>|<nths>( day)?) (of )?<each> <months>",
        r"(on )?(the )?<month_days> (of )?<months>,? (of )?<each> (<step> )?<every_unit>",
        r"(on )?<months> (the )?<month_days>,? (of )?<each> (<step> )?<every_unit>",
        r"(on )?(the )?(<nth_days>|<nths>) monthly",
        r"<each> (<nth_days>|<nths>( day)?) (of|in) (the |each |every )?(month|<months>)",
        r"<each> (?P<nth_days><:edge_days>)",
        r"<each> (?P<nths><:nth_digits>)",
        r"<each> <months>( (the )?<month_days>)?",
        r"<each> (<step> )?(<day_range>|<days>)",
        r"(on )?(?P<alternating>alternate|alternating) <days>",
        r"<each> (<step> )?(?P<part>morning|afternoon|evening|night|lunch ?time)",
        r"(on )?(<plural_range>|<plural_days>)",
        r"(on )?<listed_days>",
        r"(it is|it's|this is|is|make it|make this|as) an? <adverb> (routine|habit|ritual|thing|chore|task|job|event)",
    )
]
_SEED = re.compile(
    r"(?<![\w'/-])(?:every|each|once|on |at |the |as |is |it|this |make |last|begin|start|end|alternat|\d|week|"
    rf"{WEEKDAYS}|{MONTH}|{one_of(ORDINALS)}|{one_of(_ADVERBS)})"
)
_MAY_REPEAT = re.compile(
    rf"\b(?:every|each|once|alternat)|ly\b|annual|{_PLURAL_DAY}|week-?(?:days|ends)\b|\b{WEEKDAYS}.{{1,6}}{WEEKDAYS}.{{1,6}}{WEEKDAYS}"
)
_MOST_SEEDS = 250  # places looked at

# "every task", "each day's page": a word that makes the phrase an ordinary one.
_NO_REPEAT_BEHIND = re.compile(
    r"'s| from now| ago| in a row|"
    r" (?:tasks?|time|thing|one|person|page|item|bit|planner|report|newspaper|paper|pass|digest|newsletter|of)\b"
)
_ADVERB_ENDS_WELL = re.compile(
    r"\s*(?:$|[.,;:!?)#@]|(?:at|on|until|till|from|starting|for|in|except|by|and|with|before|after|beginning|around|please|\d)\b)"
)
_NOUN_AHEAD = re.compile(r"\b(?:the|an?|our|my|your|their|not)\s$")


@dataclass(frozen=True)
class Core:
    """How often, as rule parts, and the span that says so; `part` is the part of the day named in it."""

    parts: dict[str, str]
    start: int
    end: int
    part: str | None


def cores(plain: str) -> Iterator[Core]:
    """The phrases of a text from left to right, the longest at each place."""
    if not _MAY_REPEAT.search(plain):
        return
    at = 0
    for _ in range(_MOST_SEEDS):
        seed = _SEED.search(plain, at)
        if seed is None:
            return
        matches = [match for pattern in _CORES if (match := pattern.match(plain, seed.start()))]
        if not matches:
            at = seed.end()
            continue
        core = _longest(matches, plain)
        if core:
            yield core
        at = core.end if core else max(match.end() for match in matches)


def _longest(matches: list[re.Match[str]], plain: str) -> Core | None:
    """The longest of the matches that makes sense; None where the longest is an ordinary phrase after all."""
    for match in sorted(matches, key=lambda match: -match.end()):
        said = Said(match)
        if not _is_meant(
            said, plain[max(0, match.start() - 20) : match.start()], plain[match.end() : match.end() + 20]
        ):
            return None
        try:
            parts = _parts(said)
            check_days(parts)
        except (ValueError, StopIteration):
            continue
        part = "night" if said["adverb"] == "nightly" else said["part"]
        return Core(parts, match.start(), match.end(), part)
    return None


def _is_meant(said: Said, before: str, after: str) -> bool:
    """Whether the phrase asks for a repeat; an adverb before a noun ("the monthly report") does not."""
    if before.endswith("not "):
        return False
    if said["adverb"] == said.text.removeprefix("once "):
        return bool(_ADVERB_ENDS_WELL.match(after)) and said["adverb"] != "annual" and not _NOUN_AHEAD.search(before)
    if said["nths"] and said.text.endswith(said["nths"]) and not _ADVERB_ENDS_WELL.match(after):
        return False  # "every 2nd thought"
    return not _NO_REPEAT_BEHIND.match(after)


def _parts(said: Said) -> dict[str, str]:
    """The rule parts a phrase says. Raises ValueError where it says none that make sense."""
    frequency, times = "WEEKLY", 1
    if said["adverb"]:
        frequency, times = _ADVERBS[said["adverb"].replace("-", " ")]
    elif said["every_unit"]:
        word = said["every_unit"]
        word = "half year" if word.startswith("half") else "minute" if word.startswith("min") else unit_name(word)
        frequency, times = _UNITS[word]
    elif said["part"]:
        frequency = "DAILY"
    elif said["months"]:
        frequency = "YEARLY"
    elif said["nth_days"] or said["nths"]:
        frequency = "MONTHLY"
    interval = times * _step(said["step"] or ("other" if said["alternating"] else None))
    if not 1 <= interval <= _LONGEST_INTERVAL:
        raise ValueError(f"an interval of {interval}")
    parts = {"FREQ": frequency, "INTERVAL": str(interval)}
    if said["months"]:
        parts["FREQ"] = "YEARLY"
        parts["BYMONTH"] = _joined(str(month_number(word)) for word in re.findall(MONTH, said["months"]))
    parts |= _days_parts(said, parts["FREQ"])
    if parts["FREQ"] == "DAILY" and "BYDAY" in parts:
        parts["FREQ"] = "WEEKLY"
    return parts


def _days_parts(said: Said, frequency: str) -> dict[str, str]:
    """The parts for the days named in the phrase."""
    if days := said["day_range"] or said["plural_range"]:
        return {"BYDAY": _joined(_weekday_range(days))}
    if days := said["days"] or said["plural_days"] or said["listed_days"]:
        return {"BYDAY": _joined(weekday_codes(days))}
    if said["nth_days"]:
        return {"BYDAY": _joined(_nth_weekdays(said["nth_days"]))}
    if said["month_days"]:
        return _month_days([ordinal_value(word) for word in re.findall(_MONTH_DAY, said["month_days"])])
    if said["nths"]:
        numbers = _positions(said["nths"])
        if frequency == "WEEKLY":  # "every week on the 2nd": weeks so counted begin on Sunday
            return {"BYDAY": _joined(WEEKDAY_CODES[(number - 2) % 7] for number in numbers)}
        if frequency == "YEARLY" and not said["months"]:
            return {"BYYEARDAY": _joined(map(str, numbers))}
        return _month_days(numbers)
    if said["edge"]:
        return {"BYMONTHDAY" if frequency == "MONTHLY" else "BYYEARDAY": "-1" if said["edge"] == "end" else "1"}
    return {"BYMONTHDAY": "1"} if said["months"] else {}


def _step(step: str | None) -> int:
    if not step:
        return 1
    if step in ("other", "alternate", "second"):
        return 2
    return ordinal_value(step) if re.fullmatch(ORDINAL, step) else int(amount_value(step))


def _joined(values: Iterable[str]) -> str:
    return ",".join(dict.fromkeys(values))


def weekday_codes(text: str) -> list[str]:
    """The codes of the weekdays listed: "weekdays and sat" -> MO … SA."""
    codes: list[str] = []
    for word in re.findall(_DAY, text):
        if word.startswith(("weekend", "week-end")):
            codes += _WEEKEND
        elif word.startswith(("week", "work", "business")):
            codes += _WORKDAYS
        else:
            codes.append(WEEKDAY_CODES[weekday_number(word)])
    return codes


def _weekday_range(text: str) -> list[str]:
    first, last = (weekday_number(word) for word in re.findall(WEEKDAYS, text)[:2])
    return [WEEKDAY_CODES[(first + step) % 7] for step in range((last - first) % 7 + 1)]


def _positions(text: str) -> list[int]:
    """ "first and 2nd to the last" -> [1, -2]; "last" -> [-1]."""
    found = []
    for word in re.findall(_NTH, text):
        ordinal = re.match(ORDINAL, word)
        number = ordinal_value(ordinal.group()) if ordinal else 1
        found.append(-number if "last" in word else number)
    return found


def _nth_weekdays(text: str) -> list[str]:
    """ "first and third friday and second tuesday" -> 1FR, 3FR, 2TU."""
    return [
        f"{number}{code}"
        for nths, day in re.findall(rf"({_NTHS}) ({_DAY})", text)
        for number in _positions(nths)
        for code in weekday_codes(day)
    ]


def _month_days(days: list[int]) -> dict[str, str]:
    """Days of a month; the 29th to 31st of a shorter month mean its last day. Raises ValueError for the 32nd."""
    if any(not 1 <= abs(day) <= 31 for day in days):
        raise ValueError("no such day of a month")
    if len(days) == 1 and days[0] >= _CLAMPED_FROM:
        return {"BYMONTHDAY": _joined(map(str, range(28, days[0] + 1))), "BYSETPOS": "-1"}
    return {"BYMONTHDAY": _joined(map(str, days))}
