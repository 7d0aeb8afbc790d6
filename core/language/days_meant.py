"""Which days a question or a set of tasks means: "before Friday", "this month so far", "since Monday".

A date in a task is one day to be done by; here it is an end or a stretch of days. What is over is looked for in the
past: "what did I do on Monday" means the last one.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.language.dates import find_date
from core.language.grammar import pattern
from core.language.normalise import Said

_RUNNING = pattern(r"(so far )?(in |of |for )?\bthis (?P<period>week|month|year)\b( so far)?")
_BEFORE = pattern(r"(due )?(before|earlier than|prior to)\b")
_UNTIL = pattern(r"(due )?(by|until|till|up to|no later than)\b(?! the end of)")
_AFTER = pattern(r"(due )?(after|later than)\b")
_FROM = pattern(r"(due )?from\b(?!.*\b(to|until|till|through)\b)")
_SINCE = pattern(r".*\bsince $")
_ON = pattern(r" (on|onwards?|onward)\b")


@dataclass(frozen=True)
class Days:
    """The days meant, first and last, both included; None where the words leave that end open."""

    first: date | None
    last: date | None
    span: tuple[int, int]  # where they were said


def days_meant(said: Said, now: datetime, *, is_over: bool = False) -> Days | None:
    """The days in these words. `is_over`: of what has happened, so "this week" means the part that is over."""
    if is_over and (running := _RUNNING.search(said.low)):
        today = now.date()
        first = {
            "week": today - timedelta(days=today.weekday()),
            "month": today.replace(day=1),
            "year": today.replace(month=1, day=1),
        }
        return Days(first[running.group("period")], today, running.span())
    when = find_date(said.low, now)
    if when is None:
        return None
    start = as_day(when.start)
    end = as_day(when.end) if when.end else start
    if end > start and isinstance(when.end, datetime) and when.end == datetime.combine(end, datetime.min.time()):
        end -= timedelta(days=1)  # a range that ends at midnight ends on the day before
    end = max(start, end)
    if is_over and start > now.date() and (end - start).days < 7:
        start, end = start - timedelta(days=7), end - timedelta(days=7)
    day, span, words = timedelta(days=1), when.span, said.low[slice(*when.span)]
    if _BEFORE.match(words):
        return Days(None, start - day, span)
    if _UNTIL.match(words):
        return Days(None, end, span)
    if _AFTER.match(words):
        return Days(end + day, None, span)
    since, on = _SINCE.match(said.low[: span[0]]), _ON.match(said.low, span[1])
    if since or (on and _FROM.match(words)):
        first_word = since.end() - len("since ") if since else span[0]
        return Days(start, now.date() if is_over else None, (first_word, on.end() if on else span[1]))
    return Days(start, end, span)


def as_day(value: date | datetime) -> date:
    """The calendar day of a date or date-time."""
    return value.date() if isinstance(value, datetime) else value
