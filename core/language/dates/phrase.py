"""What one matched phrase says about a date, and the register of the rules that match phrases.

A rule is one or more patterns (in the notation of `core.language.patterns`) and a function. The function gets the words
a pattern kept and the clock, and returns a `Phrase`, or None where the words say no date after all; a `ValueError`
("31 June") means the same.

The rules themselves are in `days`, `periods`, `offsets`, `clocks` and `holiday_rules`; putting phrases together is
`merging`'s part.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from typing import Literal

from core.language import words
from core.language.patterns import Said, compile_pattern

DayPart = Literal["morning", "noon", "afternoon", "evening", "night"]
Shift = Callable[[date], date]


@dataclass(frozen=True)
class Phrase:
    """One phrase's share of a date; what it says nothing about is None."""

    day: date | None = None
    day_end: date | None = None  # "13 to 15 July"
    weekday: int | None = None  # a bare weekday: a date on its own, a confirmation beside a day
    clock: time | None = None
    clock_end: time | None = None  # "3-4pm"
    is_vague: bool = False  # the hour may be before or after noon
    day_part: DayPart | None = None
    moment: datetime | None = None  # "in 2 hours"
    moment_end: datetime | None = None
    shift: Shift | None = None  # "3 days after …" and the day it is said of
    is_week: bool = False  # the day stands for its week: a weekday beside it picks the day
    is_running: bool = False  # "this week": due at its end, for it has begun
    is_weak: bool = False  # a date only at an edge of the sentence or beside other phrases
    lacks_year: bool = False
    is_name: bool = False  # a weekday or a holiday on its own: before a noun it only says what kind ("sunday roast")
    is_deadline: bool = False  # the end of a period: "by" it is a range from now to then
    note: str | None = None
    start: int = 0
    end: int = 0

    @property
    def is_day(self) -> bool:
        """Whether it names a day."""
        return self.day is not None or self.weekday is not None

    @property
    def is_decoy(self) -> bool:
        """Whether it only keeps its words from being read as a date: "black friday song"."""
        return not (self.is_day or self.clock or self.day_part or self.moment or self.shift)

    @property
    def is_complete(self) -> bool:
        """Whether no other phrase could add to it."""
        return self.moment is not None or self.day_end is not None or (self.is_day and self.clock is not None)

    def completes(self, other: "Phrase") -> bool:
        """Whether it names the time to the other's day, or the day to the other's time."""
        if self.moment or self.shift or self.day_end:
            return False
        if other.is_day:
            return self.clock is not None and not self.is_day
        return self.is_day and self.clock is None and self.day_part is None


Rule = Callable[[Said, datetime], Phrase | None]

_BEFORE = r"(?<![\w/$£€.#%+-])(?<!\d:)"
# Where a phrase may begin. A sentence without any of these needs no rule tried.
_STARTS = (
    *(name[:3] for name in (*words.MONTH_NAMES, *words.WEEKDAY_NAMES)),
    *words.CARDINALS, *words.ORDINALS, *words.SMALL_AMOUNTS,
    "the", "this", "next", "last", "past", "prev", "coming", "upcoming", "following", "current",
    "tod", "tom", "ton", "tmr", "tmw", "yes", "yda", "now", "right now", "just now", "asap",
    "at", "@", "by", "in", "on", "for", "from", "until", "till", "before", "after", "within", "since", "during",
    "between", "around", "about", "approximately", "circa", "over",
    "end", "start", "beginning", "middle", "mid", "early", "late", "very", "eod", "eow", "eom", "eoy", "cob",
    "close of", "day", "week", "month", "year", "calendar", "q1", "q2", "q3", "q4",
    "rest of", "remainder of", "all ",
    "spring", "summer", "autumn", "fall", "winter", "morning", "noon", "midday", "midnight", "lunch", "afternoon",
    "evening", "eve", "night", "nite", "quarter", "closest", "nearest",
)  # fmt: skip
_seeds = set(_STARTS)


def add_seeds(starts: Iterable[str]) -> None:
    """Let phrases also begin with these."""
    _seeds.update(starts)
    _seed_pattern.cache_clear()


@cache
def _seed_pattern() -> re.Pattern[str]:
    return re.compile(_BEFORE + "(?:[0-9+]|" + "|".join(map(re.escape, sorted(_seeds))) + ")")


def next_seed(plain: str, at: int) -> re.Match[str] | None:
    """The next place where a phrase may begin."""
    return _seed_pattern().search(plain, at)


RULES: list[tuple[re.Pattern[str], Rule]] = []


def rule(*patterns: str) -> Callable[[Rule], Rule]:
    """Register a function for phrases that match one of the patterns."""

    def register(function: Rule) -> Rule:
        RULES.extend((compile_pattern(pattern), function) for pattern in patterns)
        return function

    return register


def longest_phrase(plain: str, at: int, now: datetime) -> Phrase | None:
    """The longest phrase that starts exactly there."""
    best: Phrase | None = None
    for pattern, function in RULES:
        match = pattern.match(plain, at)
        if match is None or (best is not None and match.end() <= best.end):
            continue
        try:
            phrase = function(Said(match), now)
        except (ValueError, OverflowError):
            continue
        if phrase is not None:
            best = replace(phrase, start=at, end=match.end())
    return best
