"""Requests about tasks that are there: complete, reopen, update, delete."""

import re
from datetime import timedelta
from typing import Any

from core.language import lexicon
from core.language.dates import find_date
from core.language.grammar import Clause, Operations, Rule, pattern
from core.language.normalise import Said
from core.language.operations import Intent, Operation, Reference
from core.language.pointing import read_reference
from core.language.recurrence import find_recurrence
from core.language.slots import as_title, clean_title, read_priority, read_slots

_REF = r"(?P<ref>.+?)"
_POINTS = pattern(r"(?:.*\b(?:@task|lists?|shopping cart)\b|.*#\d|\d+\b|@pronoun\b|(?:the )?(?:first|second|third|last|next|\d+(?:st|nd|rd|th))\b|everything|all\b|.*¤|.*\bitems?\b)")


def _reference(match: re.Match[str], clause: Clause, name: str = "ref") -> Reference | None:
    said = clause.said.group(match, name)
    return read_reference(said, clause.context) if said else None


def _is_foreign(said: Said) -> bool:
    return any(word in lexicon.FOREIGN_WORDS for word in re.findall(r"[\w']+", said.low))


def _known(said: Said, clause: Clause) -> bool:
    """True where an open task's title shares a telling word with these words."""
    words = {word for word in re.findall(r"[^\W\d_]{4,}", said.low)}
    return any(words & set(re.findall(r"[^\W\d_]{4,}", title.lower())) for title in clause.context.titles)


def _deletes(rule: str, *, sure: bool):
    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        said = clause.said.group(match, "ref") if "ref" in match.groupdict() else Said("", "")
        pointed = bool(_POINTS.match(said.low))
        if _is_foreign(said) and not pointed and not _known(said, clause):
            return None
        if not sure and not pointed and not _known(said, clause):
            return None
        return (Operation(Intent.DELETE, rule, reference=read_reference(said, clause.context) if said else None),)

    return build


def _completes(rule: str, *, sure: bool = True, offer: bool = False):
    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        said = clause.said.group(match, "ref")
        pointed = bool(_POINTS.match(said.low))
        if (not sure or _is_foreign(said)) and not pointed and not _known(said, clause):
            return None
        return (Operation(Intent.COMPLETE, rule, reference=_reference(match, clause), is_offer=offer),)

    return build


def _reopens(match: re.Match[str], clause: Clause) -> Operations | None:
    return (Operation(Intent.REOPEN, "opens a task again", reference=_reference(match, clause)),)


def _update(rule: str, reference: Reference | None, changes: dict[str, Any], **more: Any) -> Operations:
    return (Operation(Intent.UPDATE, rule, reference=reference, changes=changes, **more),)


def _retitles(match: re.Match[str], clause: Clause) -> Operations | None:
    new = clause.said.group(match, "new")
    title = new.quote if new.is_quote and new.quote else as_title(new)
    return _update("gives a new title", _reference(match, clause), {"title": title})


def _describes(match: re.Match[str], clause: Clause) -> Operations | None:
    new = clause.said.group(match, "new")
    text = new.quote if new.is_quote and new.quote else new.text
    verb = match.groupdict().get("how") or "to"
    reference = _reference(match, clause)
    if verb.startswith(("to include", "to also", "include", "add", "append", "with also", "to mention", "to add")):
        return _update("adds to the description", reference, {}, append_description=text)
    return _update("gives a new description", reference, {"description": text})


def _notes(match: re.Match[str], clause: Clause) -> Operations | None:
    new = clause.said.group(match, "new")
    text = new.quote if new.is_quote and new.quote else new.text
    return _update("adds a note", _reference(match, clause), {}, append_description=text)


def _prioritises(match: re.Match[str], clause: Clause) -> Operations | None:
    level = match.groupdict().get("level") or "high"
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
    return _update("moves the due date", reference, changes, due=due.start if due else None, due_text=due.text if due else None, due_note=due.note if due else None)


def _changes_to(match: re.Match[str], clause: Clause) -> Operations | None:
    """"Change X to Y": Y is a date, a priority, a status, or a new title."""
    new = clause.said.group(match, "new")
    reference = _reference(match, clause)
    if reference is None:
        return None
    pointed = bool(_POINTS.match(clause.said.group(match, "ref").low))
    if _is_foreign(clause.said.group(match, "ref")) and not pointed and not _known(clause.said.group(match, "ref"), clause):
        return None
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
                return _update("changes the task", reference, changes, due=slots.due.start if slots.due else None, due_text=slots.due.text if slots.due else None, due_note=slots.due.note if slots.due else None)
    return _update("gives a new title", reference, {"title": new.quote if new.is_quote and new.quote else as_title(new)})


def _status(status: str):
    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        return _update("changes the status", _reference(match, clause), {"status": status})

    return build


def _open_ended(match: re.Match[str], clause: Clause) -> Operations | None:
    said = clause.said.group(match, "ref")
    if not _POINTS.match(said.low) and not _known(said, clause):
        return None
    return _update("wants to change a task", _reference(match, clause), {})


_OFF = r"(?:off(?: of)?|out of|from|of)"
_LISTED = r"(?:(?:my|the|our|this|that|there|a) ?)?(?:[\w'-]+ ){0,3}?(?:lists?(?: (?:of|for) .{1,40})?|shopping cart|to-?dos?|there)"
_PRIO = r"(?P<level>@priority|urgent|critical|important|none)(?:[ -](?:priority|prio|importance))?"

UPDATE_RULES: tuple[Rule, ...] = tuple(
    Rule(name, pattern(template), build)
    for name, template, build in (
        ("title", rf"(?:@update) (?:the )?(?:title|name) (?:of|for|on) {_REF} (?:to|as|into|with) (?P<new>.+)", _retitles),
        ("title", rf"(?:@update) {_REF}(?:'s)? (?:title|name) (?:to|as|into|with) (?P<new>.+)", _retitles),
        ("rename", rf"(?:@rename) {_REF} (?:to|as|into|with) (?P<new>.+)", _retitles),
        ("description", rf"(?:@update|add) (?:the |a )?(?:description|notes?|details?) (?:of|for|on|to) {_REF}(?P<how> to include| to also include| to mention| to add| to say| to read| to| as| with|:| saying| that says| which says| that) (?P<new>.+)", _describes),
        ("description", rf"(?:@update) {_REF}(?:'s)? (?:description|notes?|details?) (?P<how>to include|to also include|to mention|to add|to say|to read|to|as|with|include) (?P<new>.+)", _describes),
        ("note", rf"(?:add|append|attach|put|include) (?P<new>.+) (?:to|in|on|into|as) (?:the )?(?:description|notes?|details?|a note) (?:of|for|on|to|in) (?P<ref>.+)", _notes),
        ("note", rf"(?:add|append|attach|put|include) (?P<new>.+) (?:to|in|on|into) (?P<ref>.+?)(?:'s)? (?:description|notes?|details?)$", _notes),
        ("priority", rf"(?:@update|raise|increase|bump|lower|reduce|make|mark) (?:the )?(?:priority|prio|importance) (?:of|for|on) {_REF} (?:to|as|at|up to|down to|is) {_PRIO}$", _prioritises),
        ("priority", rf"(?:@update|raise|increase|bump|lower|reduce) {_REF}(?:'s)? (?:priority|prio|importance) (?:to|as|at|up to|down to) {_PRIO}$", _prioritises),
        ("priority", rf"(?:@update|make|mark|flag|give|label|treat|bump|raise|lower|tag|put) {_REF}(?: up| down)?(?: as| to| a| at| to be| with| is)*(?: an?| the)? {_PRIO}(?: task| one| item)?(?: please| now)?[.!]*$", _prioritises),
        ("priority", rf"{_REF} (?:is|are|should be|needs to be|must be|has|is now) (?:now |a |very |really |the )*(?:(?P<level>(?:high|low|medium|top|highest|lowest))(?:[ -](?:priority|prio))|(?P<level2>urgent))$", _prioritises),
        ("priority", rf"(?:prioriti[sz]e) {_REF}$", _prioritises),
        ("status", rf"(?:start|begin)(?: working on| work on)? (?P<ref>(?:the )?(?:task|#|number) ?.+)$", _status("doing")),
        ("status", rf"(?:i am|i'm|im|i've|i have)? ?(?:started(?: working on)?|starting|working on|begun) (?P<ref>(?:the )?(?:task|#|number) ?.+)$", _status("doing")),
        ("status", rf"(?:@mark|@update) {_REF} (?:as|to|into) (?:the )?(?:in[ -]progress|doing|started|under way|underway|ongoing)(?: column| status)?$", _status("doing")),
        ("due", rf"(?:@update) (?:the |a )?(?:due date|deadline|due|date|time|reminder time) (?:of|for|on) {_REF} (?:to|as|at|for|is) (?P<when>.+)", _moves),
        ("due", rf"(?:@update|add) {_REF}(?:'s)? (?:due date|deadline|date|time) (?:to|as|at|for) (?P<when>.+)", _moves),
        ("due", rf"(?:@reschedule) {_REF} (?:to|until|till|for|by|on|at|as|back to|forward to|due|so it is due|in) (?P<when>.+)", _moves),
        ("due", rf"(?:@reschedule) (?P<ref>@pronoun) (?P<when>.+)", _moves),
        ("due", rf"(?:@reschedule) (?P<ref>(?:the )?(?:task |#)\d+) (?P<when>.+)", _moves),
        ("change", rf"(?:change|update|edit|modify|replace|correct|amend|turn|switch|swap|make|set) {_REF} (?:to|into|with|for|as) (?P<new>.+)", _changes_to),
        ("change", rf"(?:update|edit|modify|change|alter|revise|amend) (?P<ref>.+)", _open_ended),
    )
)  # fmt: skip

REOPEN_RULES: tuple[Rule, ...] = tuple(
    Rule("reopen", pattern(template), _reopens)
    for template in (
        r"(?:@reopen) (?P<ref>.+)",
        r"(?:@mark) (?P<ref>.+?) (?:back )?(?:as |to )?(?:@undone)$",
        r"(?P<ref>.+?) (?:is|are|was|were)(?:n't| not) (?:actually |really )?(?:done|finished|complete|completed)(?: yet| after all)?$",
        r"(?:i )?(?:haven't|have not|did not|didn't) (?:actually |really )?(?:finish|finished|complete|completed|done)(?: with)? (?P<ref>.+?)(?: yet| after all)?$",
    )
)

DELETE_RULES: tuple[Rule, ...] = tuple(
    Rule(name, pattern(template), build)
    for name, template, build in (
        ("takes off the list", rf"(?:@off_list|@delete) (?P<ref>.+?) {_OFF} {_LISTED}(?: please| now| for me| for good)?$", _deletes("takes it off the list", sure=True)),
        ("takes off the list", rf"(?:@off_list|@delete) off (?P<ref>.+?) {_OFF} {_LISTED}$", _deletes("takes it off the list", sure=True)),
        ("delete", r"(?:@delete)(?: me)? (?P<ref>.+)", _deletes("starts with a word for deleting", sure=False)),
    )
)  # fmt: skip
DELETE_BARE_RULES: tuple[Rule, ...] = tuple(
    Rule(name, pattern(template), build)
    for name, template, build in (
        ("delete", r"(?:@delete_bare) (?P<ref>.+)", _deletes("starts with a word for deleting", sure=True)),
        ("delete", r"(?:delete|remove|erase)[.!]*$", _deletes("a word for deleting alone", sure=True)),
    )
)

COMPLETE_RULES: tuple[Rule, ...] = tuple(
    Rule(name, pattern(template), build)
    for name, template, build in (
        ("said and marked", r"(?:i |i've |i have |we |we've )(?:already |just |finally )*(?P<ref>.+?)[,.;]? (?:so |and |please |can you |now )*(?:mark|check|tick|set|flag|cross|put) (?:it|that|this|them|the task)(?: off)?(?: as)? (?:@done)$", _completes("marks it done")),
        ("marks it done", r"(?:@mark) (?P<ref>.+?)(?: (?:on|from|in|off) (?:my|the) [\w ]{0,20}list)? (?:@done)(?: now| please| for me| today)*[.!]*$", _completes("marks it done")),
        ("marks it done", r"(?:@mark) (?:as )?(?:@done):? (?P<ref>.+)", _completes("marks it done")),
        ("checks it off", rf"(?:check|tick|mark|cross) (?P<ref>.+?) off(?: {_OFF}| of| on| in| from)?(?: {_LISTED})?$", _completes("ticks it off")),
        ("checks it off", r"(?:check off|tick off|tick|cross off|mark off)(?: that)? (?P<ref>.+)", _completes("ticks it off")),
        ("completes", r"(?:complete|finish|close out|wrap up|close) (?P<ref>.+)", _completes("starts with a word for completing")),
        ("is done", r"(?P<ref>.+?) (?:is|are|was|were|has been|have been|got|just|been|'s)?(?: all| now| already| finally| just| been)* ?(?:@done)(?: now| already| today| yesterday)*[.!]*$", _completes("says it is done", sure=False)),
        ("is done", r"(?P<ref>@task .+?|.+? (?:@task)) (?:@done)[.!]*$", _completes("says it is done")),
        ("done with", r"(?:@task )?(?:completed|finished|done|done with|all done with|finished with|complete):? (?P<ref>.+)", _completes("says it is done")),
        ("finished", r"(?:i|we)(?:'m|'ve|'re| am| have| are)?(?: just| now| already| finally| all)* (?:finished|completed|done with|through with|finished with|wrapped up|ticked off|crossed off|checked off|got done with)(?: with| up)? (?P<ref>.+)", _completes("says it is finished")),
    )
)  # fmt: skip
OFFER_RULES: tuple[Rule, ...] = (
    Rule(
        "tells a deed",
        pattern(
            r"(?:i|we|i've|we've|i have|we have)(?: just| already| finally| now| also)* (?P<ref>(?:did|made|bought|went|got|paid|called|cleaned|washed|sent|wrote|read|took|picked|prepared|submitted|booked|ordered|visited|met|"
            r"returned|fixed|watered|fed|walked|studied|practi[sc]ed|painted|packed|signed|renewed|renewed|emailed|texted|posted|mailed|cooked|baked|ran|exercised|handed|turned|dropped|cut|mowed|repaired|replaced|scheduled|registered|applied|updated|"
            r"reviewed|printed|organi[sz]ed|tidied|vacuumed|ironed|folded|sorted|attended|watched|planned|drafted|edited|filed|collected|grabbed|done|been to|gone)\b.*)"
        ),
        _completes("tells what was done", sure=True, offer=True),
    ),
)
