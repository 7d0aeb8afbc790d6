"""Requests to change a task that is there: title, description, priority, tags, due date, repeat, status."""

import re
from typing import Any, Literal

from core.language.dates import find_date
from core.language.grammar import Build, Clause, Operations, Rule, pattern
from core.language.normalise import Said
from core.language.operations import Intent, Operation, Reference
from core.language.pointing import read_reference
from core.language.recurrence import find_recurrence
from core.language.slots import as_title, clean_title, read_priority, read_slots
from core.language.tasks_or_not import (
    gated,
    is_about_tasks,
    points_at_tasks,
    reference_of,
)

Unit = Literal["minutes", "hours", "days", "weeks", "months"]


def _update(rule: str, reference: Reference | None, changes: dict[str, Any], **more: Any) -> Operations:
    return (Operation(Intent.UPDATE, rule, reference=reference, changes=changes, **more),)


_TAIL = pattern(r",? (instead|please|now|for me)$")
_AMOUNTS = {
    "a": 1,
    "an": 1,
    "another": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
    "a few": 3,
    "a couple": 2,
    "a couple of": 2,
    "half an": 30,
}
_UNITS: dict[str, Unit] = {
    "min": "minutes",
    "hou": "hours",
    "day": "days",
    "wee": "weeks",
    "mon": "months",
    "for": "weeks",
}


def _new_words(match: re.Match[str], clause: Clause) -> Said:
    new = clause.said.group(match, "new")
    tail = _TAIL.search(new.low)
    return new.part(0, tail.start()) if tail else new


def _shifts(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Push it back by two days": from where it is due now."""
    if match.group(0).startswith("extend ") and not is_about_tasks(match, clause, sure=False):
        return None  # "extend my stay by one day"
    earlier = bool(match.groupdict().get("sooner")) or match.group(0).startswith(("bring", "pull"))
    shift = shift_of(match.group("amount"), match.group("unit"), earlier=earlier)
    return _update("moves the due date by so much", reference_of(match, clause), {}, shift=shift)


def shift_of(said: str, unit: str, *, earlier: bool) -> tuple[int, Unit]:
    """ "Two", "fortnights" -> (4, "weeks")."""
    amount = int(said) if said.isdigit() else _AMOUNTS[said]
    if unit.startswith("fortnight"):
        amount *= 2
    name: Unit = "minutes" if said == "half an" else _UNITS[unit[:3]]
    return (-amount if earlier else amount), name


def _tags(match: re.Match[str], clause: Clause) -> Operations | None:
    words = re.split(r",? and |, ?| ", match.group("tags"))
    tags = tuple(word.lstrip("#") for word in words if word.strip("# ") and word not in ("tag", "tags", "the", "and"))
    if match.group(0).startswith(("remove", "take", "drop", "untag", "delete", "clear")):
        return _update("takes a tag off", reference_of(match, clause), {}, drop_tags=tags)
    return _update("adds a tag", reference_of(match, clause), {}, tags=tags)


_FIELDS = {
    "due": "due",
    "dea": "due",
    "dat": "due",
    "tim": "due",
    "pri": "priority",
    "des": "description",
    "not": "description",
    "det": "description",
    "rep": "repeat",
    "rec": "repeat",
    "sch": "repeat",
    "tag": "tags",
    "lab": "tags",
}


def _clears(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Remove the due date from task 2" empties one field; the task stays."""
    return _update("empties a field", reference_of(match, clause), {_FIELDS[match.group("field")[:3]]: None})


def _stops_repeating(match: re.Match[str], clause: Clause) -> Operations | None:
    return _update("stops repeating it", reference_of(match, clause), {"repeat": None})


def _retitles(match: re.Match[str], clause: Clause) -> Operations | None:
    new = _new_words(match, clause)
    title = new.quote if new.is_quote and new.quote else as_title(new)
    return _update("gives a new title", reference_of(match, clause), {"title": title})


def _describes(match: re.Match[str], clause: Clause) -> Operations | None:
    new = clause.said.group(match, "new")
    text = new.quote if new.is_quote and new.quote else new.text
    verb = (match.groupdict().get("how") or "to").strip()
    if match.group(0).startswith(("add ", "append ", "attach ")):
        verb = "add"
    reference = reference_of(match, clause)
    if verb.startswith(("to include", "to also", "include", "add", "append", "with also", "to mention", "to add")):
        return _update("adds to the description", reference, {}, append_description=text)
    return _update("gives a new description", reference, {"description": text})


def _notes(match: re.Match[str], clause: Clause) -> Operations | None:
    new = clause.said.group(match, "new")
    text = new.quote if new.is_quote and new.quote else new.text
    return _update("adds a note", reference_of(match, clause), {}, append_description=text)


def _prioritises(match: re.Match[str], clause: Clause) -> Operations | None:
    level = match.groupdict().get("level") or (
        "low" if match.group(0).startswith(("lower", "reduce", "decrease")) else "high"
    )
    priority, _ = read_priority(Said.of(f"{level} priority" if "priority" not in level else level))
    if level in ("none", "no"):
        return _update("takes the priority off", reference_of(match, clause), {"priority": None})
    return _update("changes the priority", reference_of(match, clause), {"priority": priority or "high"})


def _prioritises_less(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "The offsite isn't urgent any more, make it low": the level said last, or none."""
    level = match.group("new")
    priority, _ = read_priority(Said.of(f"{level} priority")) if level else (None, None)
    return _update("changes the priority", reference_of(match, clause), {"priority": priority})


def _repeats(match: re.Match[str], clause: Clause) -> Operations | None:
    found = find_recurrence(match.group("when"), clause.context.now)
    if found is None:
        return None
    return _update("repeats it", reference_of(match, clause), {"repeat": found.rrule})


def _moves_only(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Thursday at 4 for the physio": nothing but a date before what it is for."""
    found = find_date(match.group("when"), clause.context.now)
    is_all = found and found.span[0] == 0 and found.span[1] >= len(match.group("when").rstrip())
    return _moves(match, clause) if is_all else None


def _moves(match: re.Match[str], clause: Clause) -> Operations | None:
    pointed, when = _apart(match, clause)
    now = clause.context.now
    repeat = find_recurrence(when.low, now)
    due = find_date(when.low, now) or (find_date(f"at {when.low}", now) if _HOUR.match(when.low) else None)
    if due is None and repeat is None:
        return None
    changes: dict[str, Any] = {}
    if repeat:
        changes["repeat"] = repeat.rrule
    if due:
        changes["due"] = due.due
    return _update(
        "moves the due date",
        read_reference(pointed, clause.context) if pointed else None,
        changes,
        due=due.due if due else None,
        due_text=when.text if due else None,
        due_note=due.note if due else None,
    )


def _apart(match: re.Match[str], clause: Clause) -> tuple[Said, Said]:
    """Which task, and when: "my reminder to call mum to 7 pm" comes apart at its last "to"."""
    start, end = match.span("ref")[0], match.span("when")[1]
    whole = clause.said.part(start, end)
    cut = whole.low.rfind(" to ")
    if cut > 0 and cut + start > match.span("ref")[1]:
        tail = whole.part(cut + 4)
        if find_date(tail.low, clause.context.now) or _HOUR.match(tail.low):
            before = whole.part(0, cut)
            if old := _FROM.search(before.low):
                before = before.part(0, old.start())
            return before, tail
    pointed = clause.said.group(match, "ref")
    if (old := _FROM.search(pointed.low)) and old.start():
        pointed = pointed.part(0, old.start())
    return pointed, clause.said.group(match, "when")


def _changes_to(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Change X to Y": Y is a date, a priority, a status, or a new title."""
    new = _new_words(match, clause)
    reference = reference_of(match, clause)
    if reference is None:
        return None
    pointed = points_at_tasks(clause.said.group(match, "ref"), clause)
    if not new.quote:
        slots = read_slots(new, clause.context.now)
        if not clean_title(slots.title) or re.fullmatch(r"(?:be )?(?:due|a|the)*", slots.title.low):
            changes: dict[str, Any] = {}
            if slots.priority:
                changes["priority"] = slots.priority
            if slots.due:
                changes["due"] = slots.due.due
            if slots.repeat:
                changes["repeat"] = slots.repeat.rrule
            if slots.tags:
                return _update("changes the tags", reference, changes, tags=slots.tags)
            if changes:
                return _update(
                    "changes the task",
                    reference,
                    changes,
                    due=slots.due.due if slots.due else None,
                    due_text=slots.due.text if slots.due else None,
                    due_note=slots.due.note if slots.due else None,
                )
    verb = clause.said.low.split(" ", 1)[0]
    if (not pointed and not new.quote) or verb in ("make", "set", "switch") or _DONE.match(new.low):
        return None
    return _update(
        "gives a new title", reference, {"title": new.quote if new.is_quote and new.quote else as_title(new)}
    )


_HOUR = pattern(r"\d{1,2}([:.]\d\d)?$|(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)$")
_FROM = pattern(r" from [\w :]{1,20}$")
_DONE = pattern(r"(@done|@undone|started|in progress|doing)$")


def _status(status: str) -> Build:
    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        return _update("changes the status", reference_of(match, clause), {"status": status})

    return build


def _open_ended(match: re.Match[str], clause: Clause) -> Operations | None:
    return _update("wants to change a task", reference_of(match, clause), {})


_PRIO = r"(?P<level>@priority|urgent|critical|important|none)([ -](priority|prio|importance))?"

_SURE = frozenset(
    {"rename", "reschedule", "title", "description", "note", "priority", "clear", "tag", "shift"}
)  # enough said for any title
AMOUNT = (
    r"(?P<amount>\d{1,3}|half an|a couple of|a couple|a few|another|an|a|one|two|three|four|five|six|seven|"
    r"ten) (?P<unit>(minute|min|hour|day|week|fortnight|month)s?)"
)
_FIELD = (
    r"(?P<field>due date|due time|due|deadline|date|time|priority|description|notes?|details|repeat|"
    r"repetition|recurrence|recurring|schedule|tags|labels)"
)
UPDATE_RULES: tuple[Rule, ...] = tuple(
    Rule(name, pattern(template), gated(build, sure=name in _SURE))
    for name, template, build in (
        (
            "clear",
            r"(remove|clear|delete|drop|take off|erase|unset|cancel|get rid of|take) (the |its |"
            rf"any )?{_FIELD} (from|of|on|for|off|off of) <ref...>",
            _clears,
        ),
        ("clear", rf"(remove|clear|delete|drop|erase) <ref>'s {_FIELD}$", _clears),
        ("clear", r"(stop (repeating|recurring)|make (?P<again>it )?not repeat:?) <ref...>", _stops_repeating),
        (
            "clear",
            r"(make|set) <ref> (not repeat|non-?recurring|a one[- ]off|not recurring|"
            r"no longer repeat)( any ?more)?$",
            _stops_repeating,
        ),
        (
            "tag",
            r"(remove|take|drop|delete|clear) (the )?(tags? |labels? )?(?P<tags>((?<=tag )|(?<=tags )|"
            r"(?<=label )|(?=#))#?[\w-]+)( tag| label)? (from|off|off of) <ref...>",
            _tags,
        ),
        (
            "tag",
            r"(remove|take|drop|delete|clear) (the )?(?P<tags>#?[\w-]+) (tag|label) (from|off|off of) <ref...>",
            _tags,
        ),
        ("tag", r"(tag|label) <ref> (?P<tags>#[\w-]+(,? (and )?#[\w-]+)*)$", _tags),
        ("tag", r"untag <ref> (from|as|with) (?P<tags>#?[\w-]+)$", _tags),
        (
            "tag",
            r"(tag|label) <ref> (with|as|under) (the )?(tags? |labels? )?(?P<tags>#?[\w-]+((, ?| and |,? and |"
            r" )#?[\w-]+)*)$",
            _tags,
        ),
        (
            "tag",
            r"(add|put|attach|give) (the )?(?P<tags>(tags? )?#[\w-]+((, ?|,? and | (?=#))#[\w-]+)*|(tags?|"
            r"labels?) [\w-]+)( tag| label)? (to|on|onto) <ref...>",
            _tags,
        ),
        (
            "shift",
            r"(push|move|delay|postpone|defer|snooze|shift|put off|bump|bring|pull|reschedule|"
            r"extend) <ref>(?<! to)(?<! in)( back| off| out| on| forward| ahead| along)?( by|"
            rf" for)? {AMOUNT}(?P<sooner> earlier| sooner)?( later| back| forward| more| from now)?$",
            _shifts,
        ),
        (
            "shift",
            rf"(push back|put off|bring forward|pull forward|move back|push out) <ref> (by|for) {AMOUNT}$",
            _shifts,
        ),
        ("title", r"(@update) (the )?(title|name) (of|for|on) <ref> (to|as|into|with) <new...>", _retitles),
        ("title", r"(@update) <ref>('s)? (title|name) (to|as|into|with) <new...>", _retitles),
        (
            "rename",
            r"(call|name) (?P<ref>it|that one|this one|(the|that|this) task) (?!a day|quits|off|back)<new...>",
            _retitles,
        ),
        ("rename", r"(@rename) <ref> (to|as|into|with) <new...>", _retitles),
        (
            "description",
            r"(@update|add) (the |a )?(description|notes?|details?) (of|for|on|to) <ref>(?P<how> to include|"
            r" to also include| to mention| to add| to say| to read| to| as| with|:| saying| that says|"
            r" which says| that) <new...>",
            _describes,
        ),
        (
            "description",
            r"(@update) <ref>('s)? (description|notes?|details?) (?P<how>to include|to also include|"
            r"to mention|to add|to say|to read|to|as|with|include) <new...>",
            _describes,
        ),
        (
            "note",
            r"(add|append|attach|put|include) <new...> (to|in|on|into|as) (the )?(description|notes?|details?|"
            r"a note) (of|for|on|to|in) <ref...>",
            _notes,
        ),
        (
            "note",
            r"(add|append|attach|put|include) <new...> (to|in|on|into) <ref>('s)? (description|notes?|"
            r"details?)$",
            _notes,
        ),
        (
            "priority",
            r"(@update|raise|increase|bump|lower|reduce|decrease|make|mark) (the )?(priority|prio|"
            rf"importance) (of|for|on) <ref> (to|as|at|up to|down to|is) {_PRIO}$",
            _prioritises,
        ),
        (
            "priority",
            r"(@update|raise|increase|bump|lower|reduce) <ref>('s)? (priority|prio|importance) (to|as|at|"
            rf"up to|down to) {_PRIO}$",
            _prioritises,
        ),
        (
            "priority",
            r"(@update|make|mark|flag|give|label|treat|bump|raise|lower|tag|put) <ref>( up| down)?( as| to| a|"
            r" at| to be| with| is)*( an?| the)? (?P<level>@priority)[ -](priority|prio|importance)( task|"
            r" one| item)?( please| now)?[.!]*$",
            _prioritises,
        ),
        ("urgent", r"(flag|star|highlight) (?P<ref>(?!.* as ).+)", _prioritises),
        (
            "urgent",
            r"(@update|make|mark|flag|label|treat|tag|bump|raise|lower|drop|put) <ref>( as| to be| to| down| up| at)*"
            r"( an?| the)? (?P<level>urgent|critical|important|high|low|medium|p[1-4])( task| one| item)?( please|"
            r" now)?[.!]*$",
            _prioritises,
        ),
        (
            "priority",
            r"(raise|increase|bump up|bump|lower|reduce|decrease) (the )?(priority|prio|importance) (of|for|"
            r"on) <ref...>",
            _prioritises,
        ),
        (
            "urgent",
            r"<ref>(?P<no>( is| are|'s| has)?( not|n't| no longer)( a| an| so| that| very| really|"
            r" all that)*) (?P<level>"
            r"urgent|critical|important|high|low|medium|a priority)([ -](priority|prio|importance))?( any ?more|"
            r" any longer|"
            r" now)?([,;.] ?(so |and |please |then )*(make|set|mark|put|change) (it|that|them)( as| to|"
            r" to be)* (?P<new>@priority)"
            r"([ -](priority|prio|importance))?)?$",
            _prioritises_less,
        ),
        (
            "urgent",
            r"<ref> (is|are|should be|can be|could be|needs to be|must be|has|is now) (now |a |very |really |"
            r"the )*((?P<level>(high|low|medium|top|highest|lowest))([ -](priority|prio))|"
            r"(?P<level2>urgent))$",
            _prioritises,
        ),
        ("priority", r"(prioriti[sz]e) <ref>$", _prioritises),
        (
            "status",
            r"(stop|stopped|pause|quit|i'm not|i am not) (working|work) on <ref>( now| for now| any ?more)*$",
            _status("todo"),
        ),
        (
            "status",
            r"(@mark|put|get|bring) <ref>(?<! to)(?<! as)(?<! be) (back )?(in|into|"
            r"under) (the )?progress( column)?( now| please)*$",
            _status("doing"),
        ),
        (
            "status",
            r"(move|put|set|send|change|get) <ref> (back )?(as|to|in|into|on) (the )?(to[ -]?do|"
            r"not started)( column| list)?$",
            _status("todo"),
        ),
        (
            "status",
            r"(i am|i'm|we're|we are) (now )?on <ref> (now|at the moment|right now)$",
            _status("doing"),
        ),
        ("status", r"(start|begin)( working on| work on)? (?P<ref>(the )?(task|#|number) ?.+)$", _status("doing")),
        (
            "status",
            r"(i am|i'm|im|i've|i have)? ?(started( working on)?|starting|working on|"
            r"begun) (?P<ref>(the )?(task|#|number) ?.+)$",
            _status("doing"),
        ),
        (
            "status",
            r"(i am|i'm|im|i've|i have|currently|now)( now| currently| just| already)* (started( on| with|"
            r" working on)?|starting( on| with)?|working on|doing|busy with|begun) <ref...>",
            _status("doing"),
        ),
        ("status", r"(start|begin)( on| with| working on| work on)? <ref...>", _status("doing")),
        (
            "status",
            r"(@mark|@update) <ref> (as|to|into) (the )?(in[ -]progress|doing|started|under way|underway|"
            r"ongoing)( column| status)?$",
            _status("doing"),
        ),
        ("due", r"<ref> (is|are|should be)( now)? due( on| by| at)? <when...>", _moves),
        ("due", r"<ref>( is| are|'s| has been| got| was)( now| moved)+( on| at| to)? <when...>", _moves),
        (
            "due",
            r"(set|give|add|put) (a |an |the )?(new )?(deadline|due date)( of| to| on| for|:)? <when> (for|on|"
            r"to) <ref...>",
            _moves_only,
        ),
        ("due", r"(give|set) <ref> (a |an |the )?(new )?(deadline|due date)( of| on| for|:)? <when...>", _moves),
        ("due", r"(put|pencil|book|schedule) <ref> (down |in )(for|on) <when...>", _moves),
        ("due", r"(?P<when>.{3,40}?) for <ref>( please| instead| then)*$", _moves_only),
        (
            "repeat",
            r"(make|have|set|let) <ref> (to )?(repeat|recur|happen)(ing)? (?P<when>.+)$",
            _repeats,
        ),
        (
            "due",
            r"(@update) (the |a )?(due date|deadline|due|date|time|reminder time) (of|for|on) <ref>( to| as|"
            r" at| for| is|:) <when...>",
            _moves,
        ),
        ("due", r"(@update|add) <ref>('s)? (due date|deadline|date|time) (to|as|at|for) <when...>", _moves),
        (
            "reschedule",
            r"(@reschedule) <ref> (to(?= in )|to|until|till|for|by|on|at|as|back to|forward to|due|so it is due|"
            r"in) <when...>",
            _moves,
        ),
        ("due", r"(@reschedule) (?P<ref>@pronoun) <when...>", _moves),
        ("due", r"(@reschedule) (?P<ref>(the )?(task |#)\d+) <when...>", _moves),
        (
            "change",
            r"(change|update|edit|modify|replace|correct|amend|make|set|switch) <ref> (to|into|with|for|"
            r"as) <new...>",
            _changes_to,
        ),
        (
            "change",
            r"(update|edit|modify|change|alter|revise|amend|reschedule|postpone|snooze|rename) <ref...>",
            _open_ended,
        ),
    )
)
