"""Requests about tasks that are there: complete, reopen, update, delete."""

import re
from typing import Any

from core.language.dates import find_date
from core.language.grammar import Build, Clause, Operations, Rule, pattern
from core.language.normalise import Said
from core.language.operations import Intent, Operation, Reference
from core.language.pointing import read_reference
from core.language.recurrence import find_recurrence
from core.language.slots import as_title, clean_title, read_priority, read_slots
from core.language.split import split_names
from core.language.tasks_or_not import (
    foreign_word,
    is_foreign_list,
    is_known,
    is_known_whole,
    may_be_a_task,
    points_at_tasks,
)

_REF = r"<ref>"


_NEVER_COMPLETED = frozenset({"banking", "travel", "device"})


_LONG_AGO = pattern(r"\b(last (year|month|summer|winter|spring|autumn|fall|century)|in (19|20)\d\d|(years?|months|decades) ago)\b")
_NEVER_TASKS = pattern(r"your (?!list)|(yourself|you|me|myself|us|him|her|everyone)\b|that from|this (conversation|chat|nonsense|game)")


def _reference(match: re.Match[str], clause: Clause, name: str = "ref") -> Reference | None:
    said = clause.said.group(match, name)
    return read_reference(said, clause.context) if said else None


def _references(match: re.Match[str], clause: Clause) -> tuple[Reference | None, ...]:
    """One reference, or several where the words name several open tasks: "the laundry and the dishes"."""
    said = clause.said.group(match, "ref")
    whole = read_reference(said, clause.context)
    if whole is None or whole.kind != "title" or whole.quoted:
        return (whole,)
    pieces = split_names(said)
    if len(pieces) > 1 and not is_known_whole(said, clause):
        each = [read_reference(piece, clause.context) for piece in pieces]
        if all(is_known(piece, clause) or (one and one.kind != "title") or (one and one.quoted) for piece, one in zip(pieces, each, strict=True)):
            return tuple(each)
    return (whole,)


def _is_about_tasks(match: re.Match[str], clause: Clause, *, sure: bool) -> bool:
    """True where the words may be written to: a `sure` verb only needs that nothing foreign is named."""
    said = clause.said.group(match, "ref")
    if (
        _NEVER_TASKS.match(said.low)
        or (re.match(r"(?:an?|some) (?!@?(?:task|reminder|to-?do|item)\b)", said.low)
        and not is_known(said, clause))
    ):
        return False
    return may_be_a_task(said, clause) if sure else points_at_tasks(said, clause)


def _deletes(rule: str, *, sure: bool) -> Build:
    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        if "ref" not in match.groupdict():
            return (Operation(Intent.DELETE, rule),)
        if match.groupdict().get("list") and is_foreign_list(match.group("list")):
            return None
        if not _is_about_tasks(match, clause, sure=sure):
            return None
        return tuple(Operation(Intent.DELETE, rule, reference=one) for one in _references(match, clause))

    return build


def _completes(rule: str, *, sure: bool = True, offer: bool = False) -> Build:
    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        if match.groupdict().get("list") and is_foreign_list(match.group("list")):
            return None
        if match.group(0).startswith(("complete ", "finish ")):  # said of nearly anything but accounts, bookings and devices
            if not may_be_a_task(clause.said.group(match, "ref"), clause, foreign=_NEVER_COMPLETED):
                return None
        elif not _is_about_tasks(match, clause, sure=sure) or _LONG_AGO.search(clause.said.low):
            return None
        return tuple(Operation(Intent.COMPLETE, rule, reference=one, is_offer=offer) for one in _references(match, clause))

    return build


def _tells_a_deed(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "I did groceries today": when it was done is no part of what was done."""
    said = clause.said.group(match, "ref")
    if foreign_word(said.low) and not is_known(said, clause):
        return None
    if (when := find_date(said.low, clause.context.now)) and when.span[1] >= len(said.low) - 1 and when.span[0]:
        said = said.without(*when.span).part(0)
    return (
        Operation(
            Intent.COMPLETE, "tells what was done", reference=read_reference(said, clause.context), is_offer=True
        ),
    )


def _only_known(build: Build) -> Build:
    """The builder, only where the words are those of an open task's title."""

    def known(match: re.Match[str], clause: Clause) -> Operations | None:
        return build(match, clause) if is_known(clause.said.group(match, "ref"), clause) else None

    return known


def _gated(build: Build, *, sure: bool) -> Build:
    """The builder, only where the words may mean a task."""

    def gated(match: re.Match[str], clause: Clause) -> Operations | None:
        return build(match, clause) if _is_about_tasks(match, clause, sure=sure) else None

    return gated


def _reopens(match: re.Match[str], clause: Clause) -> Operations | None:
    return (Operation(Intent.REOPEN, "opens a task again", reference=_reference(match, clause)),)


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
_UNITS = {"min": "minutes", "hou": "hours", "day": "days", "wee": "weeks", "mon": "months", "for": "weeks"}


def _new_words(match: re.Match[str], clause: Clause) -> Said:
    new = clause.said.group(match, "new")
    tail = _TAIL.search(new.low)
    return new.part(0, tail.start()) if tail else new


def _shifts(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Push it back by two days": from where it is due now."""
    said, unit = match.group("amount"), match.group("unit")
    amount = int(said) if said.isdigit() else _AMOUNTS[said]
    name = "minutes" if said == "half an" else _UNITS[unit[:3]]
    if unit.startswith("fortnight"):
        amount *= 2
    groups = match.groupdict()
    earlier = bool(groups.get("sooner")) or match.group(0).startswith(("bring", "pull"))
    return _update(
        "moves the due date by so much", _reference(match, clause), {}, shift=(-amount if earlier else amount, name)
    )


def _tags(match: re.Match[str], clause: Clause) -> Operations | None:
    words = re.split(r",? and |, ?| ", match.group("tags"))
    tags = tuple(word.lstrip("#") for word in words if word.strip("# ") and word not in ("tag", "tags", "the", "and"))
    if match.group(0).startswith(("remove", "take", "drop", "untag", "delete", "clear")):
        return _update("takes a tag off", _reference(match, clause), {}, drop_tags=tags)
    return _update("adds a tag", _reference(match, clause), {}, tags=tags)


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
    return _update("empties a field", _reference(match, clause), {_FIELDS[match.group("field")[:3]]: None})


def _stops_repeating(match: re.Match[str], clause: Clause) -> Operations | None:
    return _update("stops repeating it", _reference(match, clause), {"repeat": None})


def _retitles(match: re.Match[str], clause: Clause) -> Operations | None:
    new = _new_words(match, clause)
    title = new.quote if new.is_quote and new.quote else as_title(new)
    return _update("gives a new title", _reference(match, clause), {"title": title})


def _describes(match: re.Match[str], clause: Clause) -> Operations | None:
    new = clause.said.group(match, "new")
    text = new.quote if new.is_quote and new.quote else new.text
    verb = (match.groupdict().get("how") or "to").strip()
    if match.group(0).startswith(("add ", "append ", "attach ")):
        verb = "add"
    reference = _reference(match, clause)
    if verb.startswith(("to include", "to also", "include", "add", "append", "with also", "to mention", "to add")):
        return _update("adds to the description", reference, {}, append_description=text)
    return _update("gives a new description", reference, {"description": text})


def _notes(match: re.Match[str], clause: Clause) -> Operations | None:
    new = clause.said.group(match, "new")
    text = new.quote if new.is_quote and new.quote else new.text
    return _update("adds a note", _reference(match, clause), {}, append_description=text)


def _prioritises(match: re.Match[str], clause: Clause) -> Operations | None:
    level = match.groupdict().get("level") or (
        "low" if match.group(0).startswith(("lower", "reduce", "decrease")) else "high"
    )
    priority, _ = read_priority(Said.of(f"{level} priority" if "priority" not in level else level))
    if level in ("none", "no"):
        return _update("takes the priority off", _reference(match, clause), {"priority": None})
    return _update("changes the priority", _reference(match, clause), {"priority": priority or "high"})


def _moves(match: re.Match[str], clause: Clause) -> Operations | None:
    when = clause.said.group(match, "when")
    reference = _reference(match, clause)
    repeat = find_recurrence(when.low, clause.context.now)
    due = find_date(when.low, clause.context.now)
    if due is None and repeat is None:
        return None
    changes: dict[str, Any] = {}
    if repeat:
        changes["repeat"] = repeat.rrule
    if due:
        changes["due"] = due.start
    return _update(
        "moves the due date",
        reference,
        changes,
        due=due.start if due else None,
        due_text=due.text if due else None,
        due_note=due.note if due else None,
    )


def _changes_to(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Change X to Y": Y is a date, a priority, a status, or a new title."""
    new = _new_words(match, clause)
    reference = _reference(match, clause)
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
                changes["due"] = slots.due.start
            if slots.repeat:
                changes["repeat"] = slots.repeat.rrule
            if slots.tags:
                return _update("changes the tags", reference, changes, tags=slots.tags)
            if changes:
                return _update(
                    "changes the task",
                    reference,
                    changes,
                    due=slots.due.start if slots.due else None,
                    due_text=slots.due.text if slots.due else None,
                    due_note=slots.due.note if slots.due else None,
                )
    verb = clause.said.low.split(" ", 1)[0]
    if (not pointed and not new.quote) or verb in ("make", "set", "switch") or _DONE.match(new.low):
        return None
    return _update(
        "gives a new title", reference, {"title": new.quote if new.is_quote and new.quote else as_title(new)}
    )


_DONE = pattern(r"(@done|@undone|started|in progress|doing)$")


def _status(status: str):
    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        return _update("changes the status", _reference(match, clause), {"status": status})

    return build


def _open_ended(match: re.Match[str], clause: Clause) -> Operations | None:
    return _update("wants to change a task", _reference(match, clause), {})


_PRIO = r"(?P<level>@priority|urgent|critical|important|none)([ -](priority|prio|importance))?"

_SURE = frozenset(
    {"rename", "reschedule", "title", "description", "note", "priority", "clear", "tag", "shift"}
)  # enough said for any title
_AMOUNT = r"(?P<amount>\d{1,3}|half an|a couple of|a couple|a few|another|an|a|one|two|three|four|five|six|seven|ten) (?P<unit>(minute|min|hour|day|week|fortnight|month)s?)"
_FIELD = r"(?P<field>due date|due time|due|deadline|date|time|priority|description|notes?|details|repeat|repetition|recurrence|recurring|schedule|tags|labels)"
UPDATE_RULES: tuple[Rule, ...] = tuple(
    Rule(name, pattern(template), _gated(build, sure=name in _SURE))
    for name, template, build in (
        ("clear", rf"(remove|clear|delete|drop|take off|erase|unset|cancel|get rid of|take) (the |its |any )?{_FIELD} (from|of|on|for|off|off of) <ref...>", _clears),
        ("clear", rf"(remove|clear|delete|drop|erase) <ref>'s {_FIELD}$", _clears),
        ("clear", r"(stop (repeating|recurring)|make (?P<again>it )?not repeat:?) <ref...>", _stops_repeating),
        ("clear", r"(make|set) <ref> (not repeat|non-?recurring|a one[- ]off|not recurring|no longer repeat)( any ?more)?$", _stops_repeating),
        ("tag", r"(remove|take|drop|delete|clear) (the )?(tags? |labels? )?(?P<tags>((?<=tag )|(?<=tags )|(?<=label )|(?=#))#?[\w-]+)( tag| label)? (from|off|off of) <ref...>", _tags),
        ("tag", r"untag <ref> (from|as|with) (?P<tags>#?[\w-]+)$", _tags),
        ("tag", r"(tag|label) <ref> (with|as|under) (the )?(tags? |labels? )?(?P<tags>#?[\w-]+((, ?| and |,? and | )#?[\w-]+)*)$", _tags),
        ("tag", r"(add|put|attach|give) (the )?(?P<tags>(tags? )?#[\w-]+((, ?| and |,? and | )#[\w-]+)*|(tags?|labels?) [\w-]+)( tag| label)? (to|on|onto) <ref...>", _tags),
        ("shift", rf"(push|move|delay|postpone|defer|snooze|shift|put off|bump|bring|pull|reschedule|extend) <ref>( back| off| out| on| forward| ahead| along)?( by| for)? {_AMOUNT}(?P<sooner> earlier| sooner)?( later| back| forward| more| from now)?$", _shifts),
        ("shift", rf"(push back|put off|bring forward|pull forward|move back|push out) <ref> (by|for) {_AMOUNT}$", _shifts),
        ("title", r"(@update) (the )?(title|name) (of|for|on) <ref> (to|as|into|with) <new...>", _retitles),
        ("title", r"(@update) <ref>('s)? (title|name) (to|as|into|with) <new...>", _retitles),
        ("rename", r"(@rename) <ref> (to|as|into|with) <new...>", _retitles),
        ("description", r"(@update|add) (the |a )?(description|notes?|details?) (of|for|on|to) <ref>(?P<how> to include| to also include| to mention| to add| to say| to read| to| as| with|:| saying| that says| which says| that) <new...>", _describes),
        ("description", r"(@update) <ref>('s)? (description|notes?|details?) (?P<how>to include|to also include|to mention|to add|to say|to read|to|as|with|include) <new...>", _describes),
        ("note", r"(add|append|attach|put|include) <new...> (to|in|on|into|as) (the )?(description|notes?|details?|a note) (of|for|on|to|in) <ref...>", _notes),
        ("note", r"(add|append|attach|put|include) <new...> (to|in|on|into) <ref>('s)? (description|notes?|details?)$", _notes),
        ("priority", rf"(@update|raise|increase|bump|lower|reduce|decrease|make|mark) (the )?(priority|prio|importance) (of|for|on) <ref> (to|as|at|up to|down to|is) {_PRIO}$", _prioritises),
        ("priority", rf"(@update|raise|increase|bump|lower|reduce) <ref>('s)? (priority|prio|importance) (to|as|at|up to|down to) {_PRIO}$", _prioritises),
        ("priority", r"(@update|make|mark|flag|give|label|treat|bump|raise|lower|tag|put) <ref>( up| down)?( as| to| a| at| to be| with| is)*( an?| the)? (?P<level>@priority)[ -](priority|prio|importance)( task| one| item)?( please| now)?[.!]*$", _prioritises),
        ("urgent", r"(@update|make|mark|flag|label|treat|tag) <ref>( as| to be)*( an?| the)? (?P<level>urgent|critical|important|high|low|medium)( task| one| item)?( please| now)?[.!]*$", _prioritises),
        ("priority", r"(raise|increase|bump up|bump|lower|reduce|decrease) (the )?(priority|prio|importance) (of|for|on) <ref...>", _prioritises),
        ("urgent", r"<ref> (is|are|should be|needs to be|must be|has|is now) (now |a |very |really |the )*((?P<level>(high|low|medium|top|highest|lowest))([ -](priority|prio))|(?P<level2>urgent))$", _prioritises),
        ("priority", r"(prioriti[sz]e) <ref>$", _prioritises),
        ("status", r"(start|begin)( working on| work on)? (?P<ref>(the )?(task|#|number) ?.+)$", _status("doing")),
        ("status", r"(i am|i'm|im|i've|i have)? ?(started( working on)?|starting|working on|begun) (?P<ref>(the )?(task|#|number) ?.+)$", _status("doing")),
        ("status", r"(i am|i'm|im|i've|i have|currently|now)( now| currently| just| already)* (started( on| with| working on)?|starting( on| with)?|working on|doing|busy with|begun) <ref...>", _status("doing")),
        ("status", r"(start|begin)( on| with| working on| work on)? <ref...>", _status("doing")),
        ("status", r"(@mark|@update) <ref> (as|to|into) (the )?(in[ -]progress|doing|started|under way|underway|ongoing)( column| status)?$", _status("doing")),
        ("due", r"<ref> (is|are|should be)( now)? due( on| by| at)? <when...>", _moves),
        ("due", r"(@update) (the |a )?(due date|deadline|due|date|time|reminder time) (of|for|on) <ref>( to| as| at| for| is|:) <when...>", _moves),
        ("due", r"(@update|add) <ref>('s)? (due date|deadline|date|time) (to|as|at|for) <when...>", _moves),
        ("reschedule", r"(@reschedule) <ref> (to|until|till|for|by|on|at|as|back to|forward to|due|so it is due|in) <when...>", _moves),
        ("due", r"(@reschedule) (?P<ref>@pronoun) <when...>", _moves),
        ("due", r"(@reschedule) (?P<ref>(the )?(task |#)\d+) <when...>", _moves),
        ("change", r"(change|update|edit|modify|replace|correct|amend|make|set|switch) <ref> (to|into|with|for|as) <new...>", _changes_to),
        ("change", r"(update|edit|modify|change|alter|revise|amend|reschedule|postpone|snooze|rename) <ref...>", _open_ended),
    )
)  # fmt: skip

REOPEN_RULES: tuple[Rule, ...] = tuple(
    Rule("reopen", pattern(template), _gated(_reopens, sure=False))
    for template in (
        r"(@reopen) <ref...>",
        r"(@mark) <ref> (back )?(as |to )?(@undone)$",
        r"<ref> (is|are|was|were)(n't| not) (actually |really )?(done|finished|complete|completed)( yet| after all)?$",
        r"(i )?(haven't|have not|did not|didn't) (actually |really )?(finish|finished|complete|completed|done)( with)? <ref>( yet| after all)?$",
    )
)

_GONE = r"( please| now| for me| for good| too| as well)*[.!]*$"
_LISTED = r"((my|the|our|this|that|a|me) )?(?P<list>((?!list\b)[\w'-]+ ){0,4}?(lists?( (of|for|with) (my |the )?@list_of( to [\w-]+)?)?|shopping cart|to-?dos?|to dos?|there)|there)"
OFF_LIST_RULES: tuple[Rule, ...] = tuple(
    Rule("delete", pattern(template), build)
    for template, build in (
        (
            rf"(@off_list) (off )?<ref>,? (off( of)?|out of|from) {_LISTED}{_GONE}",
            _deletes("takes it off the list", sure=True),
        ),
        (rf"(take) off <ref> (from|of) {_LISTED}{_GONE}", _deletes("takes it off the list", sure=True)),
        (
            rf"(@delete) (off )?<ref>,? (off( of)?|out of|from|of|on|in|for) {_LISTED}{_GONE}",
            _deletes("takes it off the list", sure=True),
        ),
        (rf"take <ref> (of|off) {_LISTED}{_GONE}", _deletes("takes it off the list", sure=True)),
        (
            rf"(on|from|in) {_LISTED},? (please )?(@delete) <ref...>",
            _deletes("takes it off the list", sure=True),
        ),
        (
            r"(?P<list>([\w'-]+ ){0,3}lists?),? (please )?(@delete_bare|take off) <ref...>",
            _deletes("takes it off the list", sure=True),
        ),
        (r"(make|leave|set) <ref> (blank|empty|clear|clean)$", _deletes("empties the list", sure=False)),
        (
            r"(move|send|put|throw) <ref> (to|in|into) (the )?(trash|bin|rubbish|garbage|recycle bin|waste)\b.*",
            _deletes("moves it to the trash", sure=True),
        ),
    )
)
NOT_NEEDED_RULES: tuple[Rule, ...] = tuple(
    Rule("delete", pattern(template), build)
    for template, build in (
        (
            r"(i |we )?(do not|don't|dont|no longer|won't|will not) (need|want|have to) (to )?<ref> (on|in) (?P<list>((my|the|our) )?([\w'-]+ ){0,3}(lists?|tasks|to-?dos|reminders))( anymore| any more| any longer)?$",
            _deletes("not needed on the list any more", sure=True),
        ),
        (
            rf"(there('s| is) )?no (longer )?need (to|for) <ref> (on|in|from) {_LISTED}{_GONE}",
            _deletes("not needed on the list any more", sure=True),
        ),
        (r"(there('s| is) )?no (longer )?need to <ref...>", _deletes("not needed any more", sure=False)),
        (r"(i |we )?(do not|don't|dont|no longer) (need|have) (to )?<ref>( any ?more| any longer| after all)+$", _deletes("not needed any more", sure=False)),
        (r"never ?mind (on |about )?<ref...>", _deletes("takes it back", sure=False)),
    )
)
DELETE_RULES: tuple[Rule, ...] = tuple(
    Rule("delete", pattern(template), build)
    for template, build in (
        (rf"(take|strike|scratch) <ref> off{_GONE}", _deletes("takes it off the list", sure=False)),
        (
            r"<ref>,? (please )?(@delete_bare) (it|that|them|this)( please)?$",
            _deletes("asks to delete it", sure=False),
        ),
        (r"(@delete)( me)? <ref...>", _deletes("starts with a word for deleting", sure=False)),
    )
)
DELETE_BARE_RULES: tuple[Rule, ...] = tuple(
    Rule("delete", pattern(template), build)
    for template, build in (
        (r"(@delete_bare) <ref...>", _deletes("starts with a word for deleting", sure=True)),
        (r"(delete|remove|erase)[.!]*$", _deletes("a word for deleting alone", sure=True)),
    )
)

_NOT_NEW = r"(now|already|finally|just|all|been|has|have|is|are|was|were|got|'s|should be|can be)"
COMPLETE_RULES: tuple[Rule, ...] = tuple(
    Rule("complete", pattern(template), build)
    for template, build in (
        (
            r"(i |i've |i have |we |we've )(already |just |finally )*<ref>[,.;]? (so |and |please |can you |now )*(mark|check|tick|set|flag|cross|put) (it|that|this|them|the task)( off)?( as)? (@done)$",
            _completes("marks it done"),
        ),
        (
            rf"(@mark) <ref>( (on|in|from|off) {_LISTED})? (@done)( now| please| for me| today| too)*[.!]*$",
            _completes("marks it done"),
        ),
        (r"(@mark) (as )?(@done):? <ref...>", _completes("marks it done")),
        (
            rf"(check|tick|mark|cross) <ref> off(( of| from| on| in| off)* {_LISTED})?{_GONE}",
            _completes("ticks it off"),
        ),
        (
            rf"(check off|tick off|tick|mark|mark off|cross off|cross out|cross) <ref> (off of|off|from|on|in|of) {_LISTED}{_GONE}",
            _completes("ticks it off"),
        ),
        (r"(check off|tick off|cross off|cross out|mark off)( that)? <ref...>", _completes("ticks it off")),
        (r"(tick|cross) <ref...>", _completes("ticks it off", sure=False)),
        (r"(complete|finish|wrap up|close out) <ref...>", _completes("starts with a word for completing")),
        (r"(close|resolve) <ref...>", _completes("starts with a word for completing", sure=False)),
        (
            r"(?P<ref>(the|my|our) ([\w'-]+ ?){1,4}) (is|are|has been|have been|was|were)( now| all| already| finally)* (done|finished|completed|complete|ticked off)( now| already)*[.!]*$",
            _completes("says it is done"),
        ),
        (
            rf"<ref>('s)?(,? (i )?{_NOT_NEW})* ?(@done)( now| already| today| yesterday)*[.!]*$",
            _completes("says it is done", sure=False),
        ),
        (rf"<ref> ({_NOT_NEW} )+(@done) (on|in|from) {_LISTED}$", _completes("says it is done")),
        (r"(completed|finished|done|all done|finished up)( with)? <ref...>", _completes("says it is done")),
        (r"(@task) (completed|finished|done|complete):? <ref...>", _completes("says it is done")),
        (
            r"(i|we)('m|'ve|'re| am| have| are)?( just| now| already| finally| all)* (finished|completed|done with|through with|finished with|wrapped up|ticked off|crossed off|checked off|got done with)( with| up)? <ref...>",
            _completes("says it is finished"),
        ),
    )
)
_DEEDS = (
    "did(?! not|n't|,| you| it right| i)|made|bought|went|got (the|my|a|an|some|all)|paid|called|cleaned|washed|sent|wrote|read|took|picked|prepared|submitted|booked|ordered|visited|met|returned|fixed|watered|fed|walked|"
    "studied|practised|practiced|painted|packed|signed|renewed|emailed|texted|posted|mailed|cooked|baked|ran|exercised|handed|turned|dropped|cut|mowed|repaired|replaced|"
    "scheduled|registered|applied|updated|reviewed|printed|organised|organized|tidied|vacuumed|ironed|folded|sorted|attended|watched|planned|drafted|edited|filed|"
    "collected|grabbed|done|been to|gone|swept|mopped|dusted|hoovered|phoned|rang|spoke|asked|told|changed|swam|jogged|built|installed|set up|took out|put"
)
OFFER_RULES: tuple[Rule, ...] = (
    Rule(
        "tells a deed",
        pattern(
            rf"((i|we)('ve| have)?|just|finally|already)( just| already| finally| now| also)* (?P<ref>({_DEEDS})\b.*)"
        ),
        _tells_a_deed,
    ),
    Rule("tells a deed", pattern(rf"(?P<ref>({_DEEDS})\b.*)"), _only_known(_tells_a_deed)),
    Rule("tells a deed", pattern(r"(?P<ref>(the |my )?[\w' -]{2,60}?) (is|are|has been|have been|was|were|got)( now| all| already| finally| just)* (paid|bought|cleaned|washed|sent|booked|ordered|submitted|fixed|signed|posted|written|sorted|renewed|returned|delivered|called|fed|watered|painted|mailed|emailed|printed|packed)( now| already| today)*[.!]*$"), _only_known(_tells_a_deed)),
)
