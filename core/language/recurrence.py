"""Finding a repeat in a sentence: "standup every weekday at 9 until june" is a rule (RFC 5545), a time and a title.

How often is read by `core.language.repeat_phrases`; this module adds what stands around it, a time of day before or
behind, a count, an end and a beginning. What a rule means once written is `core.language.repeats`'s part, whose
functions are offered here too.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from core.language.dates.almanac import part_of_day
from core.language.dates.merging import candidate_at, combined, phrases
from core.language.dates.offsets import moved
from core.language.dates.phrase import Phrase
from core.language.dates.resolving import resolve
from core.language.patterns import compile_pattern
from core.language.reading import Reading, without
from core.language.repeat_phrases import Core, cores, weekday_codes
from core.language.repeats import check_rrule, next_occurrence, remaining_rule, rule_of
from core.language.words import WEEKDAY_CODES, amount_value, unit_name

__all__ = ["FoundRecurrence", "check_rrule", "find_recurrence", "next_occurrence", "remaining_rule"]


@dataclass(frozen=True)
class FoundRecurrence:
    """A repeat found in a text."""

    rrule: str
    text: str
    span: tuple[int, int]  # of `text` in the input
    rest: str  # the input without it, tidied: a clean title
    first: date | datetime | None  # the first occurrence from now on, where a day or time was said


_COUNT = compile_pattern(
    r",? ?(for )?(up to )?((?P<n><:cardinal>) ?(x|times|occurrences|more times)|(?P<word>once|twice|thrice))"
)
_COUNT_WORDS = {"once": 1, "twice": 2, "thrice": 3}
_FOR = compile_pattern(r",? ?for (up to )?(the )?(next )?((?P<n><:amount>) )?<unit>")
_UNTIL = re.compile(r",? ?(?:until|till|til|through|thru|ending|up to|ends|to) (?:on )?(?:the )?")
_STARTING = re.compile(r",? ?(?:starting|beginning|from|as of|start|begin)(?: on| from)? ")
_EXCEPT = compile_pattern(r",? ?(except|excluding|but not|apart from)( on| for)? <days>")
_MORE_TIMES = re.compile(r"(?: ?,| and| ?, ?and) ?\d{1,2}(?: ?[ap]m)?(?![\d:])")  # "at 10, 12 and 17": the first counts
_GLUE = re.compile(r"[ ,]*")
_LEAD = re.compile(r"(?:(?<=\s)|^)(?:on|at|for|in)\s$")
_TIME_LENGTH = 40  # characters before a repeat in which a time may stand


@dataclass
class _Surroundings:
    """What stands around a core, gathered step by step."""

    parts: dict[str, str]
    start: int
    end: int
    clock: Phrase | None = None
    begins: date | None = None


def find_recurrence(text: str, now: datetime) -> FoundRecurrence | None:
    """The first repeat the text asks for, or None. `now` is naive local time."""
    reading = Reading(text)
    for core in cores(reading.plain):
        try:
            around = _surroundings(core, reading.plain, now)
            first = _first(around, now)
        except (ValueError, OverflowError):  # a day beyond the calendar
            continue
        span = reading.span(around.start, around.end)
        return FoundRecurrence(
            rrule=rule_of(around.parts),
            text=text[span[0] : span[1]],
            span=span,
            rest=without(text, span),
            first=first,
        )
    return None


def _surroundings(core: Core, plain: str, now: datetime) -> _Surroundings:
    around = _Surroundings(dict(core.parts), core.start, core.end)
    if core.part:
        around.clock = Phrase(day_part=part_of_day(core.part))
    while _extended(around, plain, now):
        pass
    if around.clock is None or around.clock.clock is None:
        ahead = _time_ahead(plain, around.start, now)
        if ahead:
            around.start = ahead.start
            around.clock = _with_part(ahead, around.clock)
    if lead := _LEAD.search(plain[max(0, around.start - 5) : around.start]):
        around.start -= len(lead.group())
    return around


def _extended(around: _Surroundings, plain: str, now: datetime) -> bool:
    """One more thing said behind the repeat taken in; each kind only once."""
    parts, end = around.parts, around.end
    is_open = "COUNT" not in parts and "UNTIL" not in parts
    if is_open and (match := _COUNT.match(plain, end)):
        parts["COUNT"] = str(_COUNT_WORDS[match["word"]] if match["word"] else max(1, int(amount_value(match["n"]))))
        around.end = match.end()
        return True
    if is_open and (match := _FOR.match(plain, end)):
        try:
            last = moved(now, [(amount_value(match["n"] or "1"), unit_name(match["unit"]))], 1)[0]
        except (ValueError, OverflowError):
            return False
        parts["UNTIL"] = _compact(last)
        around.end = match.end()
        return True
    if is_open and (match := _UNTIL.match(plain, end)):
        last_day = candidate_at(plain, match.end(), now)
        if last_day and last_day.phrase.is_day:
            until = resolve(last_day.phrase, now)
            has_begun = _compact(until.start) <= _compact(now)  # "until november", said in November
            parts["UNTIL"] = _compact(until.end if has_begun and until.end else until.start)
            around.end = last_day.phrase.end
            return True
    if match := _EXCEPT.match(plain, end):
        days = parts.get("BYDAY", ",".join(WEEKDAY_CODES) if parts["FREQ"] == "DAILY" else "").split(",")
        kept = [code for code in days if code not in weekday_codes(match["days"])]
        if not kept or len(kept) == len(days):
            return False
        parts |= {"FREQ": "WEEKLY" if parts["FREQ"] == "DAILY" else parts["FREQ"], "BYDAY": ",".join(kept)}
        around.end = match.end()
        return True
    if around.begins is None and (match := _STARTING.match(plain, end)):
        first_day = candidate_at(plain, match.end(), now)
        if first_day and (first_day.phrase.is_day or first_day.phrase.moment):
            begins = resolve(first_day.phrase, now).start
            around.begins = begins.date() if isinstance(begins, datetime) else begins
            if first_day.phrase.clock:
                around.clock = first_day.phrase
            around.end = first_day.phrase.end
            return True
    if around.clock is None or around.clock.clock is None:
        behind = _time_at(plain, end, now)
        if behind:
            around.clock = _with_part(behind, around.clock)
            around.end = behind.end
            while more := _MORE_TIMES.match(plain, around.end):
                around.end = more.end()
            return True
    return False


def _compact(day: date) -> str:
    """A day as RFC 5545 writes it: 20261125."""
    return day.isoformat()[:10].replace("-", "")


def _with_part(clock: Phrase, known: Phrase | None) -> Phrase:
    """A time that keeps the part of the day already known: "every evening at 7"."""
    return replace(clock, day_part=clock.day_part or (known.day_part if known else None))


def _is_time(phrase: Phrase) -> bool:
    return bool(phrase.clock or phrase.day_part) and not phrase.is_day and phrase.moment is None


def _time_at(plain: str, at: int, now: datetime) -> Phrase | None:
    """The time of day said right there, of one or two phrases: "at 9", "at 9 in the morning"."""
    glue = _GLUE.match(plain, at)
    assert glue is not None  # it may be empty
    found: Phrase | None = None
    for phrase in phrases(plain, now, glue.end()):
        if found is None:
            if phrase.start != glue.end() or not _is_time(phrase):
                return None
            found = phrase
            continue
        joint = combined(found, phrase, now) if _is_time(phrase) and phrase.start <= found.end + 1 else None
        return joint or found
    return found


def _time_ahead(plain: str, start: int, now: datetime) -> Phrase | None:
    """The time of day that ends right before the repeat: "6am every day"."""
    offset = max(0, start - _TIME_LENGTH)
    window = plain[offset:start].rstrip(" ,")
    for phrase in phrases(window, now):
        if phrase.end == len(window) and phrase.clock and _is_time(phrase):
            return replace(phrase, start=phrase.start + offset, end=phrase.end + offset)
    return None


def _first(around: _Surroundings, now: datetime) -> date | datetime | None:
    """The first occurrence from now on; None for "every week", which names neither a day nor a time."""
    parts = {name: value for name, value in around.parts.items() if name not in ("COUNT", "UNTIL", "INTERVAL")}
    names_day = any(name.startswith("BY") for name in parts)
    if parts["FREQ"] == "MINUTELY" or not (names_day or around.clock or around.begins):
        return None
    day = around.begins or now.date()
    at: time | None = None
    if around.clock:
        said = resolve(replace(around.clock, day=day, weekday=None), now).start
        at = said.time() if isinstance(said, datetime) else None
    if at is None:
        return next_occurrence(rule_of(parts), day - timedelta(1)) if names_day else day
    first: datetime | None = datetime.combine(day, at)
    if names_day:
        first = next_occurrence(rule_of(parts), datetime.combine(day - timedelta(1), at))
    if first is not None and first < now:
        first = next_occurrence(rule_of(parts), first) if names_day else first + timedelta(1)
    return first
