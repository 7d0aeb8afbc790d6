"""Phrases found from left to right, and neighbours put together into one.

"monday", "20 nov" and "at 5" become one `Phrase` by folding `combined` over them; "monday" "-" "friday" become a range
by `ranged`. Whether the words mean a date at all is decided in `trust`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from dateutil.relativedelta import relativedelta

from core.language.dates.almanac import monday_of, weekday_after
from core.language.dates.phrase import Phrase, longest_phrase, next_seed

_GLUE = re.compile(r"(?: |,|@|-|\(|\)|at |on |the |in |of |by |around |about |for |from |starting |sometime )*")
_RANGE = re.compile(r"(?: ?- ?| to | till? | until | through | thru )(?:the )?")
_RANGE_BETWEEN = re.compile(r" (?:and|to) (?:the )?| ?- ?")
# Bounds on the work for one text: places looked at, and phrases found. A sentence has a dozen and three of them.
_MOST_SEEDS, _MOST_PHRASES = 250, 60


@dataclass(frozen=True)
class Candidate:
    """A date the text may mean: one phrase made of several, and how many."""

    phrase: Phrase
    count: int


def phrases(plain: str, now: datetime, at: int = 0) -> Iterator[Phrase]:
    """Every phrase of the text from left to right, the longest at each place, none overlapping."""
    joint_at = -1  # right behind a phrase another may begin where no seed is looked for: "22 May-11:30"
    for _ in range(_MOST_SEEDS):
        seed = next_seed(plain, at)
        starts = seed.start() if seed else len(plain)
        if at <= joint_at < starts and (phrase := longest_phrase(plain, joint_at, now)):
            pass
        elif seed is None:
            return
        else:
            phrase = longest_phrase(plain, starts, now)
            at = seed.end()
        if phrase:
            if not phrase.is_decoy:
                yield phrase
            at = phrase.end
            glue = _GLUE.match(plain, at)
            joint_at = glue.end() if glue else -1


def candidates(plain: str, now: datetime, at: int = 0) -> Iterator[Candidate]:
    """The phrases, neighbours put together."""
    pending: Candidate | None = None
    for phrase in islice(phrases(plain, now, at), _MOST_PHRASES):
        if pending:
            joint = _joined(pending, phrase, plain, now)
            if joint:
                pending = joint
                continue
            yield pending
        pending = Candidate(phrase, 1)
    if pending:
        yield pending


def candidate_at(plain: str, at: int, now: datetime) -> Candidate | None:
    """The date whose words start exactly there."""
    found = next(candidates(plain, now, at), None)
    return found if found and found.phrase.start == at else None


def _joined(left: Candidate, right: Phrase, plain: str, now: datetime) -> Candidate | None:
    between_start, between_end = left.phrase.end, right.start
    is_between = plain.startswith("between ", max(0, left.phrase.start - 8))
    as_range = (_RANGE_BETWEEN if is_between else _RANGE).fullmatch(plain, between_start, between_end) is not None
    if left.phrase.clock and right.clock and plain.startswith(("till ", "until "), right.start):
        as_range = True
    joint = None
    try:
        if as_range:
            joint = ranged(left.phrase, right, now)
        if joint is None and _GLUE.fullmatch(plain, between_start, between_end):
            joint = combined(left.phrase, right, now)
    except (ValueError, OverflowError):  # together they name no day: "2 years before 5 may 0001"
        return None
    return Candidate(joint, left.count + 1) if joint else None


def _day_of(phrase: Phrase, now: datetime) -> date | None:
    if phrase.weekday is not None and phrase.day is None:
        return weekday_after(now.date(), phrase.weekday)
    return phrase.day


def combined(left: Phrase, right: Phrase, now: datetime) -> Phrase | None:
    """Two neighbours as one phrase, or None where they contradict each other."""
    if left.shift:
        day = _day_of(right, now)
        if day is None or right.shift:
            return None
        shifted = replace(right, day=left.shift(day), day_end=None, weekday=None, is_weak=False)
        return _spanning(shifted, left, right)
    if right.shift:
        return None
    if right.moment:
        is_today = left.day == now.date() and not left.clock  # "today in one hour"
        return _spanning(replace(right, is_weak=False), left, right) if is_today else None
    if left.moment:
        return None
    both_days = left.day is not None and right.day is not None
    both_weekdays = left.weekday is not None and right.weekday is not None
    both_clocks = left.clock is not None and right.clock is not None
    both_parts = left.day_part is not None and right.day_part is not None and not right.is_day
    if both_days or both_weekdays or both_clocks or both_parts:
        return None
    joint = Phrase(
        day=left.day or right.day,
        day_end=left.day_end or right.day_end,
        weekday=left.weekday if left.weekday is not None else right.weekday,
        clock=left.clock or right.clock,
        clock_end=left.clock_end or right.clock_end,
        is_vague=left.is_vague or right.is_vague,
        day_part=left.day_part or right.day_part,
        is_week=left.is_week or right.is_week,
        is_running=left.is_running or right.is_running,
        is_weak=left.is_weak and right.is_weak,
        lacks_year=left.lacks_year or right.lacks_year,
        note=left.note or right.note,
        is_deadline=left.is_deadline or right.is_deadline,
        start=left.start,
        end=right.end,
    )
    if joint.day is not None and joint.weekday is not None:
        return _agreed(joint, left if left.day else right)
    return joint


def _agreed(joint: Phrase, dated: Phrase) -> Phrase:
    """A weekday beside a day: it picks the day of a week, or the year or month in which both agree."""
    day, weekday = joint.day, joint.weekday
    assert day is not None and weekday is not None
    if joint.is_week:
        return replace(joint, day=monday_of(day) + timedelta(weekday), day_end=None, weekday=None, is_running=False)
    if dated.day_end:
        return replace(joint, day=weekday_after(day - timedelta(1), weekday), day_end=None, weekday=None)
    step = relativedelta(years=1) if dated.lacks_year else relativedelta(months=1) if dated.is_weak else None
    if step:
        for times in range(2):
            other = day + step * times
            if other.weekday() == weekday and other.day == day.day:
                return replace(joint, day=other, weekday=None)
    return replace(joint, weekday=None)


def ranged(left: Phrase, right: Phrase, now: datetime) -> Phrase | None:
    """Two neighbours as start and end; what one leaves out it takes from the other."""
    if left.shift or right.shift or left.moment or right.moment or left.clock_end:
        return None
    if left.is_day and right.is_day:
        if right.day_end and not left.day_end:
            right = replace(right, day=right.day_end)
        first, last = _day_of(left, now), _day_of(right, now)
        assert first is not None and last is not None
        if left.lacks_year and not right.lacks_year and right.weekday is None:  # "from December to May 2028"
            is_earlier_in_year = (first.month, first.day) <= (last.month, last.day)
            first = _with_year(first, last.year if is_earlier_in_year else last.year - 1)
        elif last < first and right.lacks_year:
            last = _with_year(last, last.year + 1)
        elif last < first and right.weekday is not None:
            last = weekday_after(first, right.weekday)
        if last < first:
            return None
        whole = replace(left, day=first, day_end=last, weekday=None, clock_end=right.clock, is_weak=False)
        return _spanning(whole, left, right)
    if left.clock and right.clock:
        day = left.day or right.day
        weekday = left.weekday if left.weekday is not None else right.weekday
        whole = replace(
            left, day=day, weekday=weekday, clock_end=right.clock, is_vague=left.is_vague and right.is_vague,
            is_weak=left.is_weak and right.is_weak,
        )  # fmt: skip
        return _spanning(whole, left, right)
    return None


def _with_year(day: date, year: int) -> date:
    moved: date = day + relativedelta(years=year - day.year)
    return moved


def _spanning(phrase: Phrase, left: Phrase, right: Phrase) -> Phrase:
    return replace(phrase, start=left.start, end=right.end)
