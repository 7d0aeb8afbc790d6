"""Finding a repeat in a sentence ("every 2 weeks on monday at 9") and writing it as an RRULE of RFC 5545.

A repeat is a core phrase (`_CORES`), with a time of day before or behind it and an end or a beginning behind it. What a
rule means once written is `core.language.repeats`'s part; its functions are offered here too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from core.language.dates.almanac import part_of_day
from core.language.dates.merging import candidate_at, candidates
from core.language.dates.offsets import moved
from core.language.dates.phrase import Phrase
from core.language.dates.resolving import resolve
from core.language.patterns import FRAGMENTS, Said, compile_pattern
from core.language.reading import Reading, without
from core.language.repeats import check_rrule, next_occurrence, remaining_rule, rule_of
from core.language.words import (
    MONTH,
    ORDINAL,
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

__all__ = ["FoundRecurrence", "check_rrule", "find_recurrence", "next_occurrence", "remaining_rule"]


@dataclass(frozen=True)
class FoundRecurrence:
    """A repeat found in a text."""

    rrule: str
    text: str
    span: tuple[int, int]  # of `text` in the input
    rest: str  # the input without it, tidied: a clean title
    first: date | datetime | None  # the first occurrence from now on, where a day or time was said


_FREQUENCIES = {
    "minute": ("MINUTELY", 1), "hour": ("HOURLY", 1), "day": ("DAILY", 1), "week": ("WEEKLY", 1), "fortnight": ("WEEKLY", 2),
    "month": ("MONTHLY", 1), "quarter": ("MONTHLY", 3), "year": ("YEARLY", 1), "decade": ("YEARLY", 10),
}  # fmt: skip
_ADVERBS = {
    "hourly": ("HOURLY", 1), "daily": ("DAILY", 1), "everyday": ("DAILY", 1), "nightly": ("DAILY", 1), "weekly": ("WEEKLY", 1),
    "fortnightly": ("WEEKLY", 2), "biweekly": ("WEEKLY", 2), "bi weekly": ("WEEKLY", 2), "monthly": ("MONTHLY", 1), "bimonthly": ("MONTHLY", 2),
    "bi monthly": ("MONTHLY", 2), "quarterly": ("MONTHLY", 3), "biannually": ("MONTHLY", 6), "semiannually": ("MONTHLY", 6),
    "semi annually": ("MONTHLY", 6), "yearly": ("YEARLY", 1), "annually": ("YEARLY", 1), "biennially": ("YEARLY", 2),
}  # fmt: skip
_WORKDAYS, _WEEKEND = ("MO", "TU", "WE", "TH", "FR"), ("SA", "SU")
_CLAMPED_FROM = 29  # "the 31st" of a shorter month is its last day

_DAY = rf"(?:{WEEKDAYS}|week-?ends?|week ?-?days?(?! of)|(?:work(?:ing)?|business) ?days?)"
_AND = r"(?: ?(?:,|and|&|or|\+) ?(?:and |on )?)"
_NTH = rf"(?:(?:{ORDINAL}|last)(?:[ -](?:to|from)(?:[ -]the)?[ -]last|[ -]last)?)"
FRAGMENTS |= {
    "days": rf"{_DAY}(?:{_AND}{_DAY}){{0,6}}",
    "day_range": rf"{WEEKDAYS} ?(?:-|to|thru|through|till|until) ?{WEEKDAYS}",
    "plural_days": rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days|week-?ends|week-?days)(?:{_AND}{_DAY}){{0,6}}",
    "plural_range": r"(?:mon|tues|wednes|thurs|fri|satur|sun)days (?:-|to|thru|through|till|until) (?:mon|tues|wednes|thurs|fri|satur|sun)days",
    "nths": rf"{_NTH}(?:{_AND}{_NTH}){{0,6}}",
    "nth_days": rf"{_NTH}(?:{_AND}{_NTH}){{0,6}} {_DAY}(?:{_AND}(?:the )?{_NTH}(?:{_AND}{_NTH}){{0,6}} {_DAY}){{0,4}}",
    "month_days": rf"(?:{ORDINAL}|\d{{1,2}})(?:{_AND}(?:the )?(?:{ORDINAL}|\d{{1,2}})){{0,11}}",
    "months": rf"{MONTH}(?:{_AND}{MONTH}){{0,11}}",
    "each": r"(?:every single|every|each|once an?|once every|once per|per)",
    "step": rf"(?:other|alternate|alternating|second|third|fourth|fifth|{FRAGMENTS['cardinal']}|{FRAGMENTS['ordinal_digits']})",
    "every_unit": r"(?:min(?:ute)?|hour|day|week|fortnight|month|quarter|year|decade)s?(?![a-z])",
    "adverb": one_of(_ADVERBS) + r"(?![a-z])",
}
_TAILS = (
    r"(,? (on |at |in |during )?(the )?<nth_days>( (of|in) (the )?(<months>|month))?)",
    r"(,? (on |at |in )?<months> (the )?<month_days>)",
    r"(,? (on |at |in )?(the )?<month_days> (of|in) <months>)",
    r"(,? (on |at )?(the )?<nths>( day| instance)?( of the month| of month)?)",
    r"(,? (on |at |in )?<day_range>)",
    r"(,? (on |at |in |during )?(the )?<days>)",
    r"(,? (on |at |in )?(the )?(?P<edge>start|beginning|begin|end)( of the month)?)",
    "",
)
_CORES = [
    compile_pattern(pattern)
    for pattern in (
        *(rf"<each> (<step>( of)? )?<every_unit>{tail}" for tail in _TAILS),
        *(rf"<adverb>{tail}" for tail in _TAILS),
        r"(on |at )?(the )?(<nth_days>|<nths>|(?P<edge>beginning|begin|start|end))( day)?( of)? <each> (<step> )?<every_unit>",
        r"(on |at )?(the )?(<nth_days>|<nths>( day)?) (of )?<each> <months>",
        r"(on )?(the )?(<nth_days>|<nths>) monthly",
        r"<each> (<nth_days>|<nths>( day)?) (of|in) (the |each |every )?(month|<months>)",
        r"<each> <months>( (the )?<month_days>)?",
        r"<each> (<step> )?(<day_range>|<days>)",
        r"(on )?(alternate|alternating) (?P<alternate>)<days>",
        r"<each> (<step> )?(?P<part>morning|afternoon|evening|night|lunch ?time)",
        r"(on )?(<plural_range>|<plural_days>)",
    )
]
_SEED = re.compile(
    rf"(?<![\w'/-])(?:every|each|once|per |on |at |the |last|begin|start|end|alternat|\d|{WEEKDAYS}|week|{one_of(ORDINALS)}|{one_of(_ADVERBS)})"
)
_MOST_SEEDS = 250  # places looked at
_MAY_REPEAT = re.compile(r"every|each|once|per |ly\b|days|ends|alternat")
_NOT_A_REPEAT_BEHIND = re.compile(
    r" (?:task|tasks|time|thing|one|person|page|item|single|bit|planner|report|newspaper|paper|pass|digest|newsletter|of)\b"
)
_ADVERB_ENDS_WELL = re.compile(
    r"\s*(?:$|[.,;:!?)#]|(?:at|on|until|till|from|starting|for|in|except|by|and|with|before|after|beginning|around|please|\d)\b|@)"
)


def _weekdays(text: str) -> list[str]:
    """The codes of the weekdays listed, each once: "weekdays and sat" -> MO … SA."""
    codes: list[str] = []
    for word in re.findall(_DAY, text):
        if word.startswith(("weekend", "week-end")):
            codes += _WEEKEND
        elif word.startswith(("week", "work", "business")):
            codes += _WORKDAYS
        else:
            codes.append(WEEKDAY_CODES[weekday_number(word)])
    return list(dict.fromkeys(codes))


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
    codes = []
    for nths, day in re.findall(rf"({_NTH}(?:{_AND}{_NTH}){{0,6}}) ({_DAY})", text):
        codes += [f"{number}{code}" for number in _positions(nths) for code in _weekdays(day)]
    return codes


def _interval(step: str | None) -> int:
    if not step:
        return 1
    if step in ("other", "alternate", "alternating", "second"):
        return 2
    return int(ordinal_value(step)) if re.fullmatch(ORDINAL, step) else int(amount_value(step))


def month_days_parts(days: list[int]) -> dict[str, str]:
    """Days of a month as rule parts; the 29th to 31st of a shorter month mean its last day."""
    if len(days) == 1 and days[0] >= _CLAMPED_FROM:
        return {"BYMONTHDAY": ",".join(str(day) for day in range(28, days[0] + 1)), "BYSETPOS": "-1"}
    return {"BYMONTHDAY": ",".join(map(str, days))}


def _joined(values: list[str]) -> str:
    return ",".join(dict.fromkeys(values))


def _parts(said: Said) -> dict[str, str] | None:
    """The rule parts a core phrase says."""
    frequency, times = "WEEKLY", 1
    if said["adverb"]:
        frequency, times = _ADVERBS[said["adverb"].replace("-", " ")]
    elif said["every_unit"]:
        word = said["every_unit"]
        frequency, times = _FREQUENCIES["minute" if word.startswith("min") else unit_name(word)]
    elif said["part"]:
        frequency = "DAILY"
    elif said["months"]:
        frequency = "YEARLY"
    elif said["nth_days"] or said["nths"]:
        frequency = "MONTHLY"
    interval = _interval(said["step"]) * times * (2 if said["alternate"] is not None else 1)
    if not 1 <= interval <= 999:
        return None
    parts = {"FREQ": frequency, "INTERVAL": str(interval)}
    if said["months"]:
        parts["FREQ"] = "YEARLY"
        parts["BYMONTH"] = _joined([str(month_number(word)) for word in re.findall(MONTH, said["months"])])
    days = said["day_range"] or said["plural_range"]
    if days:
        parts["BYDAY"] = ",".join(_weekday_range(days))
    elif said["days"] or said["plural_days"]:
        parts["BYDAY"] = ",".join(_weekdays(said["days"] or said["plural_days"] or ""))
    elif said["nth_days"]:
        parts["BYDAY"] = _joined(_nth_weekdays(said["nth_days"]))
    elif said["month_days"]:
        parts |= month_days_parts(
            [ordinal_value(word) for word in re.findall(rf"{ORDINAL}|\d{{1,2}}", said["month_days"])]
        )
    elif said["nths"]:
        parts |= _nth_parts(_positions(said["nths"]), parts["FREQ"], bool(said["months"]))
    elif said["edge"]:
        day = "-1" if said["edge"] == "end" else "1"
        parts |= {"BYMONTHDAY": day} if parts["FREQ"] == "MONTHLY" else {"BYYEARDAY": day}
    elif said["months"]:
        parts["BYMONTHDAY"] = "1"
    if parts["FREQ"] == "DAILY" and "BYDAY" in parts:
        parts["FREQ"] = "WEEKLY"
    return parts


def _nth_parts(numbers: list[int], frequency: str, has_month: bool) -> dict[str, str]:
    if frequency == "WEEKLY":
        return {"BYDAY": ",".join(WEEKDAY_CODES[(number - 2) % 7] for number in numbers)}
    if frequency == "YEARLY" and not has_month:
        return {"BYYEARDAY": ",".join(map(str, numbers))}
    return month_days_parts(numbers)


@dataclass(frozen=True)
class _Core:
    parts: dict[str, str]
    start: int
    end: int
    part: str | None


def _cores(plain: str) -> Iterator[_Core]:
    """Core phrases from left to right, the longest at each place."""
    at = 0
    for _ in range(_MOST_SEEDS):
        seed = _SEED.search(plain, at)
        if seed is None:
            return
        matches = [match for pattern in _CORES if (match := pattern.match(plain, seed.start()))]
        if not matches:
            at = seed.end()
            continue
        best = max(matches, key=lambda match: match.end())
        said = Said(best)
        try:
            parts = _parts(said)
        except (ValueError, StopIteration, KeyError):
            parts = None
        if parts and _is_meant(said, plain[: best.start()], plain[best.end() :]):
            yield _Core(parts, best.start(), best.end(), said["part"])
        at = best.end()


def _is_meant(said: Said, before: str, after: str) -> bool:
    if re.search(r"[\w'/-]$", before[-1:]) or before.endswith("not "):
        return False
    if said["adverb"]:
        return bool(
            _ADVERB_ENDS_WELL.match(after[:20])
            and (len(said.text.split()) > 1 or not before.endswith(("the ", " a ", "our ", "my ")))
        )
    return not _NOT_A_REPEAT_BEHIND.match(after[:20])


_COUNT = compile_pattern(
    r",? ?(for )?(up to )?((?P<n><:cardinal>) ?(x|times|occurrences|more times)|(?P<word>once|twice|thrice))"
)
_FOR = compile_pattern(r",? ?for (up to )?(the )?(next )?((?P<n><:amount>) )?<unit>")
_UNTIL = re.compile(r",? ?(?:until|till|til|through|thru|ending|up to|ends|to) (?:on )?(?:the )?")
_STARTING = re.compile(r",? ?(?:starting|beginning|from|as of|start|begin)(?: on| from)? ")
_MORE_TIMES = re.compile(r"(?: ?,| and| ?, ?and)( ?\d{1,2}(?: ?[ap]m)?)(?![\d:])")
_COUNT_WORDS = {"once": 1, "twice": 2, "thrice": 3}


def find_recurrence(text: str, now: datetime) -> FoundRecurrence | None:
    """The first repeat the text asks for, or None. `now` is naive local time."""
    reading = Reading(text)
    plain = reading.plain
    if not _MAY_REPEAT.search(plain):
        return None
    for core in _cores(plain):
        parts = dict(core.parts)
        clock = Phrase(day_part=part_of_day(core.part)) if core.part else None
        start, end = core.start, core.end
        begins: date | None = None
        for _ in range(4):  # a time, a count or an end, a beginning: in any order
            if match := _COUNT.match(plain, end):
                parts["COUNT"] = str(_COUNT_WORDS[match["word"]] if match["word"] else int(amount_value(match["n"])))
                end = match.end()
            elif match := _FOR.match(plain, end):
                parts["UNTIL"] = _after_a_while(match["n"], unit_name(match["unit"]), now).strftime("%Y%m%d")
                end = match.end()
            elif (
                (match := _UNTIL.match(plain, end))
                and (found := candidate_at(plain, match.end(), now))
                and found.phrase.clock is None
            ):
                until = resolve(found.phrase, now)
                parts["UNTIL"] = f"{until.start:%Y%m%d}"
                end = found.phrase.end
            elif (match := _STARTING.match(plain, end)) and (found := candidate_at(plain, match.end(), now)):
                resolved = resolve(found.phrase, now)
                begins = resolved.start.date() if isinstance(resolved.start, datetime) else resolved.start
                if found.phrase.clock:
                    clock = found.phrase
                end = found.phrase.end
            elif (behind := _time_behind(plain, end, now)) and (clock is None or clock.clock is None):
                clock = replace(behind, day_part=behind.day_part or (clock.day_part if clock else None))
                end = behind.end
                while more := _MORE_TIMES.match(plain, end):
                    end = more.end()
            else:
                break
        if (clock is None or clock.clock is None) and (ahead := _time_ahead(plain, start, now)):
            clock, start = replace(ahead, day_part=ahead.day_part or (clock.day_part if clock else None)), ahead.start
        start = _with_lead(plain, start)
        span = reading.span(start, end)
        return FoundRecurrence(
            rrule=rule_of(parts),
            text=text[span[0] : span[1]],
            span=span,
            rest=without(text, span),
            first=_first(parts, clock, begins, now),
        )
    return None


def _after_a_while(count: str | None, unit: str, now: datetime) -> date:
    return moved(now, [(amount_value(count or "1"), unit)], 1)[0].date()


def _time_behind(plain: str, end: int, now: datetime) -> Phrase | None:
    glue = re.compile(r"[ ,]*(?:in the )?").match(plain, end)
    assert glue is not None
    for at in dict.fromkeys((glue.end(), len(plain) - len(plain[end:].lstrip(" ,")))):
        found = candidate_at(plain, at, now)
        if (
            found
            and found.phrase.day is None
            and found.phrase.weekday is None
            and (found.phrase.clock or found.phrase.day_part)
        ):
            return found.phrase
    return None


_WINDOW = 40


def _time_ahead(plain: str, start: int, now: datetime) -> Phrase | None:
    """A time of day that ends right before the repeat: "6am every day"."""
    offset = max(0, start - _WINDOW)
    window = plain[offset:start].rstrip(" ,")
    for found in candidates(window, now):
        phrase = found.phrase
        if phrase.end == len(window) and phrase.clock and phrase.day is None and phrase.weekday is None:
            return replace(phrase, start=phrase.start + offset, end=phrase.end + offset)
    return None


def _with_lead(plain: str, start: int) -> int:
    match = re.search(r"(?:(?<=\s)|^)(?:on|at|for|in)\s$", plain[max(0, start - 6) : start])
    return start - len(match.group()) if match else start


def _first(parts: dict[str, str], clock: Phrase | None, begins: date | None, now: datetime) -> date | datetime | None:
    """The first occurrence from now on; None for "every week", which names neither a day nor a time."""
    names_day = any(name in parts for name in ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYMONTH"))
    if not names_day and clock is None and begins is None:
        return None
    start_day = begins or now.date()
    rule = rule_of({name: value for name, value in parts.items() if name not in ("COUNT", "INTERVAL")})
    at: time | None = None
    if clock:
        resolved = resolve(replace(clock, day=start_day, weekday=None), now).start
        at = resolved.time() if isinstance(resolved, datetime) else None
    if parts["FREQ"] == "MINUTELY":
        return None
    if not names_day:
        candidate = datetime.combine(start_day, at) if at else start_day
        if isinstance(candidate, datetime) and candidate < now and begins is None:
            candidate += timedelta(1)
        return candidate
    if at is None:
        return next_occurrence(rule, start_day - timedelta(1))
    first = next_occurrence(rule, datetime.combine(start_day - timedelta(1), at))
    if first is not None and first < now:
        first = next_occurrence(rule, first)
    return first
