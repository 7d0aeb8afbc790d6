"""Finding the one date or time a sentence names, and the sentence without it.

    find_date("call the dentist by friday 5pm", now).start      # datetime(2026, 11, 27, 17, 0)

Stages, each a module: phrase rules (`days`, `weekdays`, `periods`, `offsets`, `clocks`, `holiday_rules`), `merging`
neighbours, `trust` in what may be something else, `resolving` what the words left open. Repeats ("every monday") are
`core.language.recurrence`'s: cut them out first. Policies are listed in docs/understanding.md.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

# they register their rules; of two phrases of one length the first registered wins
from core.language.dates import clocks, days, holiday_rules, offsets, periods, weekdays  # noqa: F401
from core.language.dates.merging import Candidate, candidates, combined
from core.language.dates.phrase import Phrase
from core.language.dates.resolving import resolve
from core.language.dates.trust import trusted
from core.language.reading import Reading, without
from core.language.repeat_phrases import cores

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
    r"(?:(?:(?<=[\s,(])|^)(?:on|at|by|for|from|due|until|till?|before|after|starting|around|about|approximately|circa|during|"
    r"@|to|the|sometime|between|this|no later than|due by|due on)\s*)+$"
)
_LEAD_LENGTH = 40  # a preposition or three
# In "drop by tomorrow" the preposition belongs to the verb.
_PHRASAL = re.compile(r"\b(?:(?:drop|stop|swing|come|pass|go) by|(?:log|carry|move|turn|get|work|try|switch) on) $")
_IS_OVER = re.compile(r" is (?:out|over|up)\b")
_BY = re.compile(r"(?:due )?(?:by|before|within|no later than|until)\b")
_NEW_CLAUSE = re.compile(r"[.;!?] |\b(?:and|then|but|or)\b")


def find_date(text: str, now: datetime) -> FoundDate | None:
    """The first date the text names, or None. `now` is naive local time.

    A day and a time of day may stand apart: "call Ann at 5 about the party tomorrow". Then `text` has both, with " … "
    between, `span` is the first one's, and `rest` lacks both.
    """
    reading = Reading(text)
    plain = reading.plain
    try:
        phrase, found = _meant(plain, now)
        if phrase is None:
            return None
        resolved = resolve(phrase, now)
    except (ValueError, OverflowError):  # beyond the year 9999
        return None
    spans = [reading.span(_lead_start(plain, each.phrase.start), each.phrase.end) for each in found]
    last = found[-1].phrase.end
    if over := _IS_OVER.match(plain, last):  # "before the week is out"
        spans[-1] = (spans[-1][0], reading.span(last, over.end())[1])
    due = resolved.end if phrase.is_running and resolved.end else resolved.start
    start, end = resolved.start, resolved.end
    if phrase.is_deadline and found[0].count == 1 and _BY.match(plain[_lead_start(plain, phrase.start) : phrase.end]):
        start, end = now.replace(second=0, microsecond=0), due
    return FoundDate(
        start=start,
        end=end,
        text=" … ".join(text[start:end] for start, end in spans),
        span=spans[0],
        rest=without(text, *spans),
        note=resolved.note,
        is_past=due < now.replace(second=0, microsecond=0) if isinstance(due, datetime) else due < now.date(),
        due=due,
    )


def _meant(plain: str, now: datetime) -> tuple[Phrase | None, list[Candidate]]:
    """The first date, completed by what stands further on: the day to a time or the time to a day."""
    first: Candidate | None = None
    repeats = list(cores(plain))
    for candidate in candidates(plain, now):
        phrase = candidate.phrase
        if not trusted(candidate, plain) or any(
            phrase.start < core.end and core.start < phrase.end for core in repeats
        ):
            continue
        if first is None:
            first = candidate
            if phrase.is_complete:
                break
        elif phrase.completes(first.phrase) and not _NEW_CLAUSE.search(plain[first.phrase.end : phrase.start]):
            joint = combined(first.phrase, phrase, now)
            if joint:
                return joint, [first, candidate]
        elif phrase.completes(first.phrase):
            break
    return (first.phrase, [first]) if first else (None, [])


def _lead_start(plain: str, start: int) -> int:
    """Where the prepositions before a phrase begin."""
    window = plain[max(0, start - _LEAD_LENGTH) : start]
    lead = _LEAD.search(window)
    if lead is None or _PHRASAL.search(window):
        return start
    return start - len(lead.group())
