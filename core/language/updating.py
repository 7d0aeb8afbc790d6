"""Requests to change a task that is there: its priority and status, one field emptied, or several parts at once.

What it says is changed by `rewording`, `noting` and `tagging`, when it is due by `rescheduling`, how far it has come by
`progress`; `UPDATE_RULES` puts all of them in order. `FIRST_RULES` go before those that add.
"""

import re

from core.language.changes import before_adding, new_words, update, update_from, update_rules
from core.language.fields import CLEAR_RULES, FIELD_RULES, UNFINISHED_RULES
from core.language.grammar import Clause, Operations, Rule, pattern
from core.language.normalise import Said
from core.language.noting import NOTE_RULES
from core.language.parts_there import GIVING_RULES, PARTS_RULES
from core.language.progress import COLUMN_RULES, STATUS_RULES
from core.language.rescheduling import DUE_RULES, SHIFT_RULES
from core.language.rewording import REWORD_RULES, WORDING_RULES
from core.language.slots import as_title, clean_title, read_priority, read_slots
from core.language.tagging import TAG_RULES
from core.language.tasks_or_not import points_at_tasks, reference_of


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


def _makes_less(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Less urgent" is low; "not urgent" is nothing in particular."""
    level = "low" if match.groupdict().get("level") == "less" else None
    return update("changes the priority", reference_of(match, clause), {"priority": level})


def _raises(match: re.Match[str], clause: Clause) -> Operations | None:
    level = "low" if match.group("lower") else "high"
    return update("changes the priority", reference_of(match, clause), {"priority": level})


def _changes_to(match: re.Match[str], clause: Clause) -> Operations | None:
    """ "Change X to Y": Y is a date, a priority, a status, or a new title."""
    new = new_words(match, clause)
    reference = reference_of(match, clause)
    if reference is None or match.group("ref").startswith("sure "):
        return None
    pointed = points_at_tasks(clause.said.group(match, "ref"), clause)
    if not new.quote:
        if level := _ONLY_A_LEVEL.match(new.low):
            return update(
                "changes the priority", reference, {"priority": read_priority(Said.of(f"{level['level']} priority"))[0]}
            )
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


_ONLY_A_LEVEL = pattern(r"(?P<level>@level)( priority| prio)?$")
_TO_DONE = pattern(r" (to|as|into) (@done)$")
_DONE = pattern(r"(@done|@undone|started|in progress|doing)$")
_LOWERS = pattern(r"(lower|reduce|decrease|downgrade|demote|de-?prioriti[sz]e|drop)")
_PRIO = r"(?P<level>@priority|urgent|critical|important|none)([ -](priority|prio|importance))?"
_WAS = r"( from \w+([ -](priority|prio))?)?"
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
        (
            "less",
            r"(make|set|mark|consider) <ref> (?P<level>less|not( so| that)?|no longer) "
            r"(urgent|important|critical|pressing)$",
            _makes_less,
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
        (
            "urgent",
            r"<ref>( is| are|'s) (super|really|very|so|extremely|quite|pretty|terribly|absolutely) "
            r"(?P<level>urgent|important|critical)( now| too)?$",
            _prioritises,
        ),
        (
            "urgent",
            r"((there's |there is )?no (rush|hurry) (with|on|for|about)|take your time with) <ref>,? "
            r"((so |and |make it |just )*(?P<level>@level)([ -](priority|prio))?)$",
            _prioritises,
        ),
        ("less", r"(there's |there is )?nothing (urgent|important|pressing) about <ref>$", _makes_less),
        ("raise", r"(raise|(?P<lower>lower)) <ref>( a bit| please)*$", _raises),
        ("urgent", r"(make|consider) <ref> (a|my|the|our) (top |high )?priority$", _prioritises),
        ("priority", r"(prioriti[sz]e|de-?prioriti[sz]e) <ref>$", _prioritises),
        ("urgent", r"(upgrade|downgrade|promote|demote|escalate) <ref>$", _prioritises),
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
FIRST_RULES: tuple[Rule, ...] = before_adding(
    (*TAG_RULES, *NOTE_RULES, *COLUMN_RULES, *REWORD_RULES, *FIELD_RULES, *GIVING_RULES)
)
UPDATE_RULES: tuple[Rule, ...] = (
    *PARTS_RULES,
    *CLEAR_RULES,
    *TAG_RULES,
    *SHIFT_RULES,
    *WORDING_RULES,
    *NOTE_RULES,
    *_PRIORITY_RULES,
    *STATUS_RULES,
    *COLUMN_RULES,
    *DUE_RULES,
    *UNFINISHED_RULES,
    *_CHANGE_RULES,
)
