"""What is made of requests to be reminded, told or nudged: when, and of what."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

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
_AHEAD = pattern(
    r"(?P<ahead>(?P<amount>\d{1,3}|half an|a couple of|a few|an?|the|one|two|three|four|five|six|seven|ten|fifteen|"
    r"twenty|thirty|forty-five) ?(?P<unit>(minute|min|hour|hr|day|night|evening|week)s?) "
    r"(before|prior to|ahead of|in advance of)) (the )?(?P<event>.+?)( (is|are) due)?[.!]*$"
)
_AMOUNTS = {
    "half an": 0.5, "a couple of": 2, "a few": 3, "a": 1, "an": 1, "the": 1, "one": 1, "two": 2, "three": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty-five": 45,
}  # fmt: skip
_UNITS = {"min": "minutes", "hou": "hours", "hr": "hours", "day": "days", "nig": "days", "eve": "days", "wee": "weeks"}
_TO_DO_IT = pattern(r"(?P<event>.{3,80}?),? (to|that i (should|need to|have to|must)) (?P<body>[a-z]+.*)")
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
    if tasks := _ahead(body, clause, "starts with 'remind me'"):
        return tasks
    body, thing = date_last(body, clause.context.now)
    return new_tasks(body, clause.context, "starts with 'remind me'", event=thing)


def _ahead(body: Said, clause: Clause, rule: str) -> Operations | None:
    """ "An hour before the meeting tomorrow at 3": the event is the task, due so much earlier; the words are kept.

    None where the words are a date of their own ("a week before christmas").
    """
    match = _AHEAD.match(body.low)
    when = find_date(body.low, clause.context.now)
    if not match or (when and when.span[0] == 0 and when.span[1] >= match.start("event")):
        return None
    event = body.group(match, "event")
    if (to_do := _TO_DO_IT.match(event.low)) and not find_date(event.group(to_do, "body").low, clause.context.now):
        named, event = event.group(to_do, "body"), event.group(to_do, "event")
        tasks = new_tasks(named, clause.context, rule)
    else:
        tasks = new_tasks(event, clause.context, rule, event=True)
    words = body.part(0, match.start("event") + len(event.low)).text
    note = f"{words[0].upper()}{words[1:]}"
    (dated, *_) = new_tasks(event, clause.context, rule)
    unit = _UNITS[match.group("unit")[:3].rstrip("s")]
    said = match.group("amount")
    amount = float(said) if said.isdigit() else _AMOUNTS[said]
    due, is_exact = dated.due, unit in ("days", "weeks") or isinstance(dated.due, datetime)
    if due and is_exact:
        due = due - timedelta(**{unit: amount})
    return tuple(replace(one, due=due, due_text=dated.due_text, description=one.description or note) for one in tasks)


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
    if tasks := _ahead(body, clause, "asks to be told"):
        return tasks
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
