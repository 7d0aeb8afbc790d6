"""Which tasks a question or a set means: status, priority, due dates and tags read into a `TaskFilter`.

`read_filter` also hands back what it did not use, so that "the overdue report" still has a title to look for.
"""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.language.days_meant import days_meant
from core.language.grammar import pattern
from core.language.normalise import Said
from core.language.operations import TaskFilter

_PRIORITY_NOUN = r"[ -]?(priority|priorities|prio|importance)"
_PHRASES: dict[str, dict[str, str]] = {
    "status": {
        "todo": r"still waiting|not started|unstarted|not begun|"
        r"(haven't|have not|'ve not) (i |we )?(yet |even )?(started|begun|touched)"
        r"( yet)?",
        "done": r"(already |been |recently )?(completed|complete|done|finished|closed|ticked off|ticked|checked off|"
        r"checked|crossed off|accomplished)",
        "doing": r"in[ -]progress|in the middle of|under ?way|ongoing|started|(am |i'm )?working on|doing",
        "open": r"open|left to do|left|pending|remaining|remain|outstanding|unfinished|incomplete|uncompleted|undone|"
        r"(haven't|have not|'ve not) (i |we )?(yet )?(done|finished|completed)( yet)?|active|current|currently|not "
        r"(yet )?(done|finished|completed)|yet to (do|complete|finish)|to go",
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
        "overdue": r"over[ -]?due|past due|past (its|their|the) (due date|deadline)|late(?! (today|tonight))|"
        r"((have|did) (i|we)|(i|we)('ve| have)?) miss(ed)?|missed (deadlines?|ones)|slipped|behind (on|with)",
        "none": r"(without|with no|that have no|having no|no|(don't|do not|doesn't|does not|haven't|have not) (yet )?"
        r"(have|got|have got))( yet)? (a |any )?(due dates?|deadlines?|dates?)( set| yet)?|undated|unscheduled",
        "today": r"(due |for |of |by |from )?(the rest of )?(today's|todays|today|the day|my day)",
        "tomorrow": r"(due |for |of |by |from )?(tomorrow's|tomorrows|tomorrow)",
        "week": r"(by |at |until |till )?(the )?end of (the|this) week|"
        r"(due |for |of |in |by )?(the |this )?(rest of )?(this week's|this week|the week|my week)",
    },
}
_TABLE = {
    field: tuple((value, pattern(rf"(?<![\w#-])({phrase})(?![\w-])")) for value, phrase in phrases.items())
    for field, phrases in _PHRASES.items()
}
_REPEATS = pattern(
    r"(?<![\w#-])((that |which |do |does )*(repeats?|recurs?|come (round|around|back) again)|repeating|recurring|"
    r"repeated|(daily|weekly|monthly|yearly|annual)(?= (tasks|ones|to-?dos|chores|reminders|jobs|things)\b))(?![\w-])"
)
_ADDED = pattern(
    r"(?<![\w#-])(that |which )?((did|have|had) (i|you|we) |(i|you|we)('ve| have|'d| had)? )(just |already |newly |"
    r"all )*(add(ed)?|created?|made|put (in|on|down)|noted? down|wr(o|i)te down|written down|entered|enter)(?![\w-])|"
    r"(?<![\w#-])((that |which )?(were |was |got )?(newly |recently )?(added|created)|new since)(?![\w-])"
)
_NEGATED = pattern(r"(not|n't|haven't|have not|never|yet to) (i |we )?(yet |been |actually |even )*$")
_NOT = pattern(
    r"\b(not|isn't|aren't|except|excluding|other than|apart from)( the| my| very| really| so| that| "
    r"all)* $"
)
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
    if match := _REPEATS.search(said.low):
        found["repeats"] = True
        said = said.without(*match.span())
    if (match := _ADDED.search(said.low)) and (added := _days_added(said, match, now)):
        narrowed, said = added
        found |= narrowed
    for field, table in _TABLE.items():
        if field == "due" and (completed or found.get("status") == "done"):
            continue
        for value, phrase in table:
            match = phrase.search(said.low)
            if not match or (_NEGATED if value == "done" else _NOT).search(said.low, 0, match.start()):
                continue
            found[field] = value
            said = said.without(*match.span())
            break
    if completed or found.get("status") == "done":
        if days := days_meant(said, now, is_over=True):
            found |= {"status": "done", "completed_from": days.first, "completed_to": days.last}
            said = said.without(*days.span)
    elif "due" not in found and (days := days_meant(said, now)):
        found |= {"due_from": days.first, "due_to": days.last}
        said = said.without(*days.span)
    return replace(TaskFilter(), **found), said


def _days_added(said: Said, match: re.Match[str], now: datetime) -> tuple[dict[str, Any], Said] | None:
    """ "Added yesterday": when the tasks meant were added; None where no day is said."""
    without = said.without(*match.span())
    days = days_meant(without, now, is_over=True)
    if days is None or (days.first or now.date()) > now.date():
        return None
    return {"created_from": days.first, "created_to": days.last}, without.without(*days.span)
