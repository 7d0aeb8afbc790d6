"""Which tasks a question or a set means: status, priority, due dates and tags read into a `TaskFilter`.

`read_filter` also hands back what it did not use, so that "the overdue report" still has a title to look for.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from core.language.dates import find_date
from core.language.grammar import pattern
from core.language.normalise import Said
from core.language.operations import TaskFilter

_PRIORITY_NOUN = r"[ -]?(priority|priorities|prio|importance)"
_PHRASES: dict[str, dict[str, str]] = {
    "status": {
        "done": r"(already |been |recently )?(completed|complete|done|finished|closed|ticked off|ticked|checked off|"
        r"checked|crossed off|accomplished)",
        "doing": r"in[ -]progress|under ?way|ongoing|started|(am |i'm )?working on|doing",
        "todo": r"not started|unstarted|not begun",
        "open": r"open|left to do|left|pending|remaining|remain|outstanding|unfinished|incomplete|uncompleted|undone|"
        r"active|current|currently|not (yet )?(done|finished|completed)|yet to (do|complete|finish)|to go",
    },
    "priority": {
        "high": rf"(high|higher|highest|top|!high){_PRIORITY_NOUN}|p1|!high|urgent|important|critical|priority high|"
        rf"high(?= (ones?|tasks?|items?|stuff|things?)\b)",
        "medium": rf"(medium|mid|normal|moderate){_PRIORITY_NOUN}|p2|!medium|priority medium|medium(?= (ones?|tasks?|"
        rf"items?|stuff|things?)\b)",
        "low": rf"(low|lower|lowest){_PRIORITY_NOUN}|p3|!low|unimportant|priority low|low(?= (ones?|tasks?|items?|"
        rf"stuff|things?)\b)",
        "none": r"(without|with no|no) (a )?(priority|prio)",
    },
    "due": {
        "overdue": r"over[ -]?due|past due|past (its|their|the) (due date|deadline)|late",
        "none": r"(without|with no|that have no|having no|no) (a |any )?(due dates?|deadlines?|dates?)|undated",
        "today": r"(due |for |of |by |from )?(the rest of )?(today's|todays|today|the day)",
        "tomorrow": r"(due |for |of |by |from )?(tomorrow's|tomorrows|tomorrow)",
        "week": r"(due |for |of |in |by )?(this week's|this week|the week)",
    },
}
_TABLE = {
    field: tuple((value, pattern(rf"(?<![\w#-])({phrase})(?![\w-])")) for value, phrase in phrases.items())
    for field, phrases in _PHRASES.items()
}
_RUNNING = pattern(r"(so far )?(in )?\bthis (?P<period>week|month|year)\b( so far)?")
_NEGATED = pattern(r"(not|n't|haven't|have not|never|yet to) (yet |been )*$")
_TAG = pattern(
    r"((with|under|in) )?(the )?(tags? )?#(?P<hash>[^\W\d][\w/-]*)|"
    r"(tagged|labell?ed) (with |as )?(?P<tag>[^\W\d][\w/-]*)"
)


def read_filter(said: Said, now: datetime, *, completed: bool = False) -> tuple[TaskFilter, Said]:
    """The filter in these words, and the words left over. `completed`: a date tells when tasks were completed."""
    found: dict[str, Any] = {}
    if match := _TAG.search(said.low):
        found["tag"] = match.group("hash") or match.group("tag")
        said = said.without(*match.span())
    for field, table in _TABLE.items():
        if field == "due" and (completed or found.get("status") == "done"):
            continue
        for value, phrase in table:
            match = phrase.search(said.low)
            if not match or (value == "done" and _NEGATED.search(said.low, 0, match.start())):
                continue
            found[field] = value
            said = said.without(*match.span())
            break
    if completed or found.get("status") == "done":
        if range_ := _dates(said, now, so_far=True):
            found |= {"status": "done", "completed_from": range_[0], "completed_to": range_[1]}
            said = said.without(*range_[2])
    elif "due" not in found and (range_ := _dates(said, now)):
        found |= {"due_from": range_[0], "due_to": range_[1]}
        said = said.without(*range_[2])
    return replace(TaskFilter(), **found), said


def _dates(said: Said, now: datetime, *, so_far: bool = False) -> tuple[date, date, tuple[int, int]] | None:
    """The days meant, first and last, and where they were said. `so_far`: "this week" means the part that is over."""
    if so_far and (running := _RUNNING.search(said.low)):
        today = now.date()
        first = {
            "week": today - timedelta(days=today.weekday()),
            "month": today.replace(day=1),
            "year": today.replace(month=1, day=1),
        }
        return first[running.group("period")], today, running.span()
    when = find_date(said.low, now)
    if when is None:
        return None
    start = as_day(when.start)
    end = as_day(when.end) if when.end else start
    if end > start and isinstance(when.end, datetime) and when.end == datetime.combine(end, datetime.min.time()):
        end -= timedelta(days=1)  # a range that ends at midnight ends on the day before
    return start, max(start, end), when.span


def as_day(value: date | datetime) -> date:
    """The calendar day of a date or date-time."""
    return value.date() if isinstance(value, datetime) else value
