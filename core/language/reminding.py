"""What is made of requests to be reminded, told or nudged: when, and of what."""

import re
from dataclasses import replace

from core.language.dates import find_date
from core.language.grammar import Clause, Operations, pattern
from core.language.lead_ins import date_last, lead_in
from core.language.new_task import new_tasks
from core.language.normalise import Said
from core.language.recurrence import find_recurrence

NUDGE = (
    r"(notify|alert|ping|nudge|buzz|poke|prompt|warn|wake) me( up)?|"
    r"(give|send|set|get|create|make|schedule|need|want|add|put)( me)?( up)?( (a|an|the|one|some))? "
    r"(heads?[ -]?up|nudge|alert|warning|shout|notice|ping|notification)( set)?(?! (off|to (repeat|snooze)))"
)
_OF_THE_WORLD = pattern(r"\b(news|weather|prices?|stocks?|scores?|traffic)\b")
_BEFORE = pattern(
    r"(an?|one|two|three|five|ten|fifteen|twenty|thirty|half an|a few|\d+) ?(minutes?|mins?|hours?|hrs?|days?|weeks?) "
    r"(before|prior to|ahead of|until) "
)
_ASKS_TO_RECALL = pattern(
    r"(of |about )?(what|which|where|who|if|whether|why)\b|"
    r"(of |about )?(all )?(of )?((the|my|all|those) )+"
    r"(things|tasks|items|stuff|to-?dos|reminders|appointments|events)\b|me |again$"
)
_CONDITION = pattern(
    r"(?P<when>(on (my|the) way|when|whenever|once|after|before|as soon as|the next time|next time|if|while|until) "
    r".{3,80}?),? (to|that|about) (?P<body>(?!(the|my|a|work|school|bed|home)\b).+)"
)
_TIMELY = pattern(
    r"(when|whenever|once|after|before|as soon as|the next time|next time|if|on|at|in|every|each|by|the day) "
)


def reminds(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Remind me tomorrow to call mum"; "remind me what I have to do" asks for a list."""
    body = clause.said.group(match, "body")
    if _ASKS_TO_RECALL.match(body.low):
        return None
    if condition := _CONDITION.match(body.low):  # the app cannot tell when one gets home: the words are kept
        done = new_tasks(body.group(condition, "body"), clause.context, "starts with 'remind me'")
        return tuple(replace(one, description=one.description or body.group(condition, "when").text) for one in done)
    body, thing = date_last(body, clause.context.now)
    return new_tasks(body, clause.context, "starts with 'remind me'", event=thing)


def reminds_when(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "at 4 tomorrow remind me to …", "when I get home remind me to …"."""
    when, body = clause.said.group(match, "when"), clause.said.group(match, "body")
    now = clause.context.now
    if not (_TIMELY.match(when.low) or find_date(when.low, now) or find_recurrence(when.low, now)):
        return None
    body, thing = lead_in(body)
    return new_tasks(
        Said(f"{body.text} {when.text}", f"{body.low} {when.low}"), clause.context, "says 'remind me'", event=thing
    )


def reminds_somebody(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Remind dad to lock up": a task of mine, because the app reaches nobody else."""
    if re.match(r"remind (you|me|us|it|the (app|assistant))\b", clause.said.low):
        return None
    return new_tasks(clause.said.group(match, "body"), clause.context, "asks to remind somebody")


def nudges(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Alert me an hour before the meeting": only with a time, because an alert may also be one for the news."""
    body = clause.said.group(match, "body")
    timed = (
        _BEFORE.match(body.low)
        or find_date(body.low, clause.context.now)
        or find_recurrence(body.low, clause.context.now)
    )
    if not timed or _OF_THE_WORLD.search(body.low) or re.search(r"\b(?:if|when|whenever)\b", body.low):
        return None
    body, thing = date_last(body, clause.context.now)
    return new_tasks(body, clause.context, "asks to be told", event=thing)


def nudges_when(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Ping me when I get home to water the ferns", but not "alert me when there's news about tesla"."""
    return None if _OF_THE_WORLD.search(clause.said.low) else reminds_when(match, clause)


def remembers(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Remember the dog's pills on friday": with a date it is a task."""
    body = clause.said.group(match, "body")
    if not find_date(body.low, clause.context.now):
        return None
    return new_tasks(body, clause.context, "asks to remember")


def tells_at(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Let me know at 5 that I should start dinner": only where the words say when."""
    when = clause.said.group(match, "when")
    found = find_date(when.low, clause.context.now)
    return reminds_when(match, clause) if found and found.span == (0, len(when.low)) else None
