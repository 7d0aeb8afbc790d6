"""Requests to change a task that is there: its priority and status, one field emptied, or several parts at once.

What it says is changed by `rewording`, when it is due by `rescheduling`; `UPDATE_RULES` puts all of them in order.
"""

import re

from core.language.changes import new_words, update, update_from, update_rules
from core.language.grammar import Build, Clause, Operations, Rule, pattern
from core.language.lexicon import CHORES
from core.language.normalise import Said
from core.language.pointing import read_reference
from core.language.rescheduling import DUE_RULES, SHIFT_RULES
from core.language.rewording import TAG_RULES, WORDING_RULES
from core.language.slots import as_title, clean_title, read_priority, read_slots
from core.language.tasks_or_not import is_known, is_known_whole, points_at_tasks, reference_of

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
    if match.group("field") == "time":  # of a date that stays: which it is, only an answer can tell
        return update("wants to change a task", reference_of(match, clause), {})
    return update("empties a field", reference_of(match, clause), {_FIELDS[match.group("field")[:3]]: None})


def _prioritises(match: re.Match[str], clause: Clause) -> Operations | None:
    level = match.groupdict().get("level") or ("low" if _LOWERS.match(match.group(0)) else "high")
    priority, _ = read_priority(Said.of(f"{level} priority" if "priority" not in level else level))
    if level in ("none", "no"):
        return update("takes the priority off", reference_of(match, clause), {"priority": None})
    return update("changes the priority", reference_of(match, clause), {"priority": priority or "high"})


def _prioritises_less(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "The offsite isn't urgent any more, make it low": the level said last, or none."""
    level = match.group("new")
    priority, _ = read_priority(Said.of(f"{level} priority")) if level else (None, None)
    return update("changes the priority", reference_of(match, clause), {"priority": priority})


def _status(status: str) -> Build:
    def build(match: re.Match[str], clause: Clause) -> Operations | None:
        return update("changes the status", reference_of(match, clause), {"status": status})

    return build


def _changes_to(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Change X to Y": Y is a date, a priority, a status, or a new title."""
    new = new_words(match, clause)
    reference = reference_of(match, clause)
    if reference is None or match.group("ref").startswith("sure "):
        return None
    pointed = points_at_tasks(clause.said.group(match, "ref"), clause)
    if not new.quote:
        slots = read_slots(new, clause.context.now)
        if not clean_title(slots.title) or re.fullmatch(r"(?:be )?(?:due|a|the)*", slots.title.low):
            if slots.tags:
                return update("changes the tags", reference, {}, tags=slots.tags)
            if changed := update_from(slots, "changes the task", reference):
                return changed
    verb = clause.said.low.split(" ", 1)[0]
    if match.groupdict().get("joint") == "for":  # "change the reminder for my pills"
        return None
    if (not pointed and not new.quote) or verb in ("make", "set", "switch") or _DONE.match(new.low):
        return None
    return update("gives a new title", reference, {"title": new.quote if new.is_quote and new.quote else as_title(new)})


def _open_ended(match: re.Match[str], clause: Clause) -> Operations | None:
    if _TO_DONE.search(clause.said.low):
        return None
    return update("wants to change a task", reference_of(match, clause), {})


def part_of_a_task_there(clause: Clause) -> Operations | None:
    """ "Dentist: tuesday at 3", "task 5 for sunday, high", "rent -> friday": a task there, and parts of one beside it.

    Besides these there may only stand words that join them ("should be", "instead"). Where the words before them could
    be a new job ("call mum tomorrow") something must say that the task there is meant.
    """
    said = clause.said
    if len(said.low) > 120 or clause.asked or clause.wished or _PAST_OR_WISH.search(said.low):
        return None
    lead = _LEADS.match(said.low)
    words = said.part(lead.end() if lead else 0)
    if _BARE_LEVEL.search(words.low):
        words = Said(f"{words.text} priority", f"{words.low} priority")
    named, rest = _title_first(words, clause)
    slots = read_slots(rest, clause.context.now)
    left, joined = _without_joints(slots.title)
    if named and left:
        return None
    named = named or left
    if not named or named.quote or _TELLS_OF_SOMEBODY.match(named.low):
        return None
    reference = read_reference(named, clause.context)
    if reference is None:
        return None
    if reference.kind == "title" and reference.text:
        told = bool(lead and lead.group("verb")) or _TELLS.search(joined)
        known = is_known(named, clause) if "instead" in joined else is_known_whole(named, clause)
        if not known or (named.low.split()[0] in CHORES and not told):
            return None
        if slots.priority and not (slots.due or slots.repeat) and joined.split() in (["is"], ["are"]):
            return None  # "the rent is high"
    elif reference.kind not in ("number", "title"):
        return None
    return update_from(slots, "names a task and what changes", reference)


def _title_first(words: Said, clause: Clause) -> tuple[Said, Said]:
    """The words apart where they begin with a whole title: "parents evening" and "7pm"."""
    start = 4 if words.low.startswith("the ") else 0
    fitting = (
        len(title)
        for title in clause.context.titles
        if words.low.startswith(title.lower(), start)
        and not words.low[start + len(title) : start + len(title) + 1].isalnum()
    )
    end = start + max(fitting, default=-start)
    return words.part(start if end else 0, end), words.part(end)


def _without_joints(said: Said) -> tuple[Said, str]:
    """The words without those at their end that only join them to a change ("should be"), and these."""
    joined = ""
    while match := _JOINS.search(said.low):
        said, joined = said.part(0, match.start()), f"{match.group('join')} {joined}"
    return said, joined


_BARE_LEVEL = pattern(r"[ :=>-](high|medium|low|urgent)$")
_LEADS = pattern(r"(and |also |now |ok |so |then |for |(?P<verb>make|set|put|have|get) )*(?=\S)")
_JOINS = pattern(
    r"(^|[ ,;]+|(?<=[^ ,;a-z]))"
    r"(?P<join>\b(will be|will|is|are|deadline|due date|date|time|should be|should|needs to be|need to be|has to be|"
    r"must be|can be|to be|be|to|for|now|as|by|at|on|due|instead|please|too|then|rather|actually|better|"
    r"with|a|an|priority)|->|=>|→|=|:|-)[ ,;:]*$"
)
_TELLS = pattern(r"\b(instead|should|needs|has to|must|is|are|now|rather)\b|->|=>|→|=|:")
_TELLS_OF_SOMEBODY = pattern(r"(i|we|you|he|she|they|it|there|this|that|these|what|who|not|no|don't)('|\b)")
_PAST_OR_WISH = pattern(r"\b(was|were|yesterday|ago|last|hope|wish|if|when|because|did|had)\b")
_TO_DONE = pattern(r" (to|as|into) (@done)$")
_DONE = pattern(r"(@done|@undone|started|in progress|doing)$")
_LOWERS = pattern(r"(lower|reduce|decrease|downgrade|demote|de-?prioriti[sz]e|drop)")
_PRIO = r"(?P<level>@priority|urgent|critical|important|none)([ -](priority|prio|importance))?"
_WAS = r"( from \w+([ -](priority|prio))?)?"
_FIELD = (
    r"(?P<field>due date|due time|due|deadline|date|time|priority|description|notes?|details|repeat|repetition|"
    r"recurrence|recurring|schedule|tags|labels)"
)
_CLEAR_RULES = update_rules(
    (
        (
            "clear",
            r"(remove|clear|delete|drop|take off|erase|unset|cancel|get rid of|take) (the |its |any )?"
            rf"((high|low|medium|top|urgent|current|old) )?{_FIELD} (from|of|on|for|off|off of) <ref...>",
            _clears,
        ),
        ("clear", rf"(remove|clear|delete|drop|erase) <ref>'s {_FIELD}$", _clears),
        (
            "clear",
            rf"(don't|do not|dont) (give|set|put) <ref> (a |an |any |the )*{_FIELD}( on it)?$",
            _clears,
        ),
        (
            "cleared",
            r"<ref> (doesn't|does not|don't|do not|shouldn't|should not|no longer|needn't) (needs?|has|have|get) "
            rf"(a |an |any |the )*{_FIELD}( any ?more| any longer| after all)?$",
            _clears,
        ),
        ("clear", rf"(no|without( a| any)?) {_FIELD} (for|on) <ref>$", _clears),
        ("clear", rf"(make|leave|set) <ref> (have no|with no|without( a| any)?|to no) {_FIELD}$", _clears),
    )
)
_PRIORITY_RULES = update_rules(
    (
        (
            "priority",
            r"(@update|raise|increase|bump|lower|reduce|decrease|make|mark) (the )?(priority|prio|importance) "
            rf"(of|for|on) <ref>{_WAS} (to|as|at|up to|down to|is) {_PRIO}$",
            _prioritises,
        ),
        (
            "priority",
            rf"(@update|raise|increase|bump|lower|reduce) <ref>('s)? (priority|prio|importance){_WAS} "
            rf"(to|as|at|up to|down to) {_PRIO}$",
            _prioritises,
        ),
        (
            "priority",
            r"(@update|make|mark|flag|give|label|treat|bump|raise|lower|tag|put) <ref>( up| down)?"
            r"( as| to| a| at| to be| with| is)*( an?| the)? (?P<level>@priority)[ -](priority|prio|importance)"
            r"( task| one| item)?( please| now)?[.!]*$",
            _prioritises,
        ),
        ("urgent", r"(flag|star|highlight) (?P<ref>(?!.* as ).+)", _prioritises),
        (
            "urgent",
            r"(@update|make|mark|flag|label|treat|tag|bump|knock|bring|raise|lower|drop|put) <ref>"
            r"( as| to be| to| down| up| at)*( an?| the)? (?P<level>urgent|critical|important|high|low|medium|p[1-4])"
            r"( task| one| item)?( please| now)?[.!]*$",
            _prioritises,
        ),
        (
            "priority",
            r"(raise|increase|bump up|bump|lower|reduce|decrease) (the )?(priority|prio|importance) (of|for|on) "
            r"<ref...>",
            _prioritises,
        ),
        (
            "urgent",
            r"<ref>(?P<no>( is| are|'s| has)?( not|n't| no longer)( a| an| so| that| very| really| all that)*) "
            r"(?P<level>urgent|critical|important|high|low|medium|a priority)([ -](priority|prio|importance))?"
            r"( any ?more| any longer| now)?"
            r"([,;.] ?(so |and |please |then )*(make|set|mark|put|change) (it|that|them)( as| to| to be)* "
            r"(?P<new>@priority)([ -](priority|prio|importance))?)?$",
            _prioritises_less,
        ),
        (
            "urgent",
            r"<ref>( is| are|'s)? (should be|can be|could be|needs to be|must be|has to be|is now|are now|is|are|has) "
            r"(now |a |very |really |the )*"
            r"((?P<level>(high|low|medium|top|highest|lowest))([ -](priority|prio))|urgent)$",
            _prioritises,
        ),
        (
            "urgent",
            r"<ref> (should be|needs to be|must be|has to be|ought to be)( a| an| of| really| very)* "
            r"(?P<level>high|low|medium|urgent|important|critical)( too| now)?$",
            _prioritises,
        ),
        ("urgent", r"(make|consider) <ref> (a|my|the|our) (top |high )?priority$", _prioritises),
        ("priority", r"(prioriti[sz]e|de-?prioriti[sz]e) <ref>$", _prioritises),
        ("urgent", r"(upgrade|downgrade|promote|demote|escalate) <ref>$", _prioritises),
    )
)
_STATUS_RULES = update_rules(
    (
        (
            "status",
            r"(stop|stopped|pause|quit|i'm not|i am not) (working|work) on <ref>( now| for now| any ?more)*$",
            _status("todo"),
        ),
        ("status", r"<ref>( is| are|'s)( now| already)? (in progress|under ?way)$", _status("doing")),
        ("status", r"(pause|put on hold) <ref>( for now)?$", _status("todo")),
        (
            "status",
            r"(@mark|put|get|bring) <ref>(?<! to)(?<! as)(?<! be) (back )?(in|into|under) (the )?progress( column)?"
            r"( now| please)*$",
            _status("doing"),
        ),
        (
            "status",
            r"(move|put|set|send|change|get) <ref> (back )?(as|to|in|into|on) (the )?(to[ -]?do|not started)"
            r"( column| list)?$",
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
            r"(i am|i'm|im|i've|i have)? ?(started( working on)?|starting|working on|begun) "
            r"(?P<ref>(the )?(task|#|number) ?.+)$",
            _status("doing"),
        ),
        (
            "status",
            r"(i am|i'm|im|i've|i have|currently|now)( now| currently| just| already)* "
            r"(started( on| with| working on)?|starting( on| with)?|working on|doing|busy with|begun|in the middle of|"
            r"half ?way through|getting on with|getting started (on|with)|making a start on|cracking on with) <ref>"
            r"( now)?$",
            _status("doing"),
        ),
        (
            "status",
            r"(getting started (on|with)|making a start on|half ?way through|in the middle of|started( on| with)?) "
            r"<ref>( now)?$",
            _status("doing"),
        ),
        ("status", r"(start|begin|get started)( on| with| working on| work on)? <ref...>", _status("doing")),
        (
            "status",
            r"(@mark|@update) <ref> (as|to|into) (the )?(in[ -]progress|doing|started|under way|underway|ongoing)"
            r"( column| status)?$",
            _status("doing"),
        ),
        (
            "status",
            r"(@update|put) (the )?status (of|for|on) <ref> (to|as|into) (in[ -]progress|doing|started|under ?way)$",
            _status("doing"),
        ),
        (
            "status",
            r"(@update|put) (the )?status (of|for|on) <ref> (back )?(to|as|into) (to[ -]?do|not started|open)$",
            _status("todo"),
        ),
    )
)
_CHANGE_RULES = update_rules(
    (
        ("arrow", r"<ref> ?(->|=>|→) ?<new...>", _changes_to),
        (
            "change",
            r"(change|update|edit|modify|replace|correct|amend|make|set|switch) <ref> (?P<joint>to|into|with|for|as) "
            r"<new...>",
            _changes_to,
        ),
        (
            "change",
            r"(update|edit|modify|change|alter|revise|amend|reschedule|postpone|snooze|rename) <ref...>",
            _open_ended,
        ),
    )
)
UPDATE_RULES: tuple[Rule, ...] = (
    *_CLEAR_RULES,
    *TAG_RULES,
    *SHIFT_RULES,
    *WORDING_RULES,
    *_PRIORITY_RULES,
    *_STATUS_RULES,
    *DUE_RULES,
    *_CHANGE_RULES,
)
