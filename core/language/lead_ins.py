"""Words that lead to those of a task: "about my haircut", "tomorrow to call mum", "a high priority task".

What they say of the task (a date, a priority) is put behind its words, where `slots` reads it; the rest goes.
"""

import re
from datetime import datetime

from core.language.dates import find_date
from core.language.grammar import pattern
from core.language.normalise import Said
from core.language.recurrence import find_recurrence
from core.language.slots import read_slots

_LEVEL = pattern(r".*?\b(?P<level>(@priority|urgent|important|critical)([ -](priority|prio))?|p[1-4])\b")
_DAILY = pattern(r"\b(daily|weekly|monthly|yearly|hourly)\b")
_KIND_START = pattern(
    r"^((a|an|another|one|some|my|this|new|brand new|quick|following|first|repeat|repeating|recurring|playback|up|"
    r"event|calendar) )+"
)
_KIND_END = pattern(r"(@task|(grocery |shopping |list |action |to-?do )?(item|entry)s?)$")
_LEADS_IN = pattern(
    r"(,? ?(to|about|of|for|that|on|regarding|concerning|at|:|-|the fact that|i (have|need|must|should|got) to|"
    r"i('ve)? (got|have)|there('s| is)|we have( to)?|i am supposed to|i'm supposed to|it's|it is)(?= |:|-|$))+ ?"
)


def lead_in(body: Said) -> tuple[Said, bool]:
    """ "about my haircut" -> ("my haircut", said as a thing); "to cut hair" -> ("cut hair", no thing)."""
    match = _LEADS_IN.match(body.low)
    if not match or match.end() == len(body.low):
        return body, False
    lead = match.group().split()
    rest = body.part(match.end())
    thing = bool(lead) and (lead[-1] not in ("to", "that", ":", "-") or bool(re.match(r"(?:my|the|our) ", rest.low)))
    return rest, thing


def words_around(kind: Said, body: Said) -> Said:
    """The body with what stood before the noun: "a high priority task", "a 7 am reminder", "a daily reminder"."""
    words = _KIND_START.sub("", kind.low)
    words = _KIND_END.sub("", words).strip()
    if not words:
        return body
    after = []
    if level := _LEVEL.match(words):
        said = level.group("level")
        after.append(said if "prio" in said or said in ("urgent", "important", "critical") else f"{said} priority")
        words = words.replace(said, "").strip()
    if rate := _DAILY.search(words):
        after.append(rate.group())
        words = words.replace(rate.group(), "").strip()
    before = f"{words} " if words else ""
    end = "".join(
        f", {said}" if "prio" in said or said in ("urgent", "important", "critical") else f" {said}" for said in after
    )
    return Said(before + body.text + end, before + body.low + end)


def date_last(body: Said, now: datetime, depth: int = 2) -> tuple[Said, bool]:
    """ "tomorrow to call mum" -> "call mum tomorrow", so that no word that leads in stays in the title.

    True beside it where the task was said as a thing ("about my haircut").
    """
    if (whole := find_date(body.low, now)) and whole.span == (0, len(body.low)):  # "at 5" alone leads to nothing
        return body, False
    led, thing = lead_in(body)
    for words in (body, led) if led is not body else (body,):
        for found in (find_recurrence(words.low, now), find_date(words.low, now)):
            if found and found.span[0] == 0 and found.span[1] < len(words.low):
                when = words.part(*found.span)
                after = words.part(found.span[1])
                rest, thing = date_last(after, now, depth - 1) if depth else lead_in(after)
                return Said(f"{rest.text} {when.text}", f"{rest.low} {when.low}"), thing
    return led, thing


def tells_more(said: Said, now: datetime) -> bool:
    """True where the words are nothing but the date, priority or tags of a task: "tomorrow", "with high priority"."""
    slots = read_slots(said, now)
    return not slots.title and bool(slots.due or slots.repeat or slots.priority or slots.tags)
