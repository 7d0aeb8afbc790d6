"""Finding the one date or time a sentence names, and the sentence without it.

    find_date("call the dentist by friday 5pm", now).start      # datetime(2026, 11, 27, 17, 0)

Stages, each a module: phrase rules (`days`, `periods`, `offsets`, `clocks`, `holiday_rules`, written in the notation of
`phrase`), `merging` neighbours and weighing them, `resolving` what the words left open. Repeats ("every monday") are
`core.language.recurrence`'s: cut them out first. Policies are listed in docs/understanding.md.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

# they register their rules; of two phrases of one length the first registered wins
from core.language.dates import clocks, days, holiday_rules, offsets, periods, weekdays  # noqa: F401
from core.language.dates.merging import candidates, trusted
from core.language.dates.resolving import resolve
from core.language.reading import Reading, without

__all__ = ["FoundDate", "find_date"]


@dataclass(frozen=True)
class FoundDate:
    """A date found in a text. Values are naive local time; a datetime only where a time of day was said or implied."""

    start: date | datetime
    end: date | datetime | None  # of a range
    text: str  # the words, with the preposition that leads them
    span: tuple[int, int]  # of `text` in the input
    rest: str  # the input without them, tidied: a clean title
    note: str | None  # what was guessed where the words left it open
    is_past: bool
    due: date | datetime  # when a task said so is due: the start, or the end of a period that has begun ("this week")


_LEAD = re.compile(
    r"(?:(?:(?<=[\s,(])|^)(?:on|at|by|in|for|from|due|until|till?|before|after|starting|around|about|approximately|circa|during|"
    r"@|to|the|sometime|between|this|no later than|due by|due on)\s*)+$"
)
_LEAD_LENGTH = 40  # a preposition or three


def find_date(text: str, now: datetime) -> FoundDate | None:
    """The first date the text names, or None. `now` is naive local time."""
    reading = Reading(text)
    plain = reading.plain
    for candidate in candidates(plain, now):
        if not trusted(candidate, plain):
            continue
        try:
            resolved = resolve(candidate.phrase, now)
        except (ValueError, OverflowError):
            continue
        start = candidate.phrase.start
        window = max(0, start - _LEAD_LENGTH)
        if lead := _LEAD.search(plain[window:start]):
            start = window + lead.start()
        span = reading.span(start, candidate.phrase.end)
        return FoundDate(
            start=resolved.start,
            end=resolved.end,
            text=text[span[0] : span[1]],
            span=span,
            rest=without(text, span),
            note=resolved.note,
            is_past=_is_before(resolved.end if candidate.phrase.is_running and resolved.end else resolved.start, now),
            due=resolved.end if candidate.phrase.is_running and resolved.end else resolved.start,
        )
    return None


def _is_before(value: date | datetime, now: datetime) -> bool:
    return value < now.replace(second=0, microsecond=0) if isinstance(value, datetime) else value < now.date()
