"""What the rules for tasks that are there share: the update they make, and how a table of them is read.

`rewording`, `rescheduling` and `updating` each hold the phrases for one kind of change.
"""

import re
from collections.abc import Iterable
from typing import Any

from core.language.grammar import Build, Clause, Operations, Rule, pattern
from core.language.normalise import Said
from core.language.operations import Intent, Operation, Reference
from core.language.slots import Slots
from core.language.tasks_or_not import gated

# Names of rules that say something of nothing but tasks, whatever these are about.
_PLAIN = frozenset({"priority"})
# Names of rules whose phrases say enough for any title; the others need words that point at a task there is.
_SURE = frozenset(
    {"rename", "reschedule", "title", "description", "note", "priority", "clear", "tag", "shift", "repeat"}
)
_TAIL = pattern(r",? (instead|please|now|for me)$")


def update(rule: str, reference: Reference | None, changes: dict[str, Any], **more: Any) -> Operations:
    return (Operation(Intent.UPDATE, rule, reference=reference, changes=changes, **more),)


def update_rules(table: Iterable[tuple[str, str, Build]]) -> tuple[Rule, ...]:
    """The rules of a table of (name, phrase, what to make of it)."""
    return tuple(
        Rule(name, pattern(phrase), gated(build, sure=name in _SURE, plain=name in _PLAIN))
        for name, phrase, build in table
    )


def update_from(slots: Slots, rule: str, reference: Reference | None) -> Operations | None:
    """The update that these parts of a task ask for; None where there are none."""
    changes = {
        "priority": slots.priority,
        "due": slots.due.due if slots.due else None,
        "repeat": slots.repeat.rrule if slots.repeat else None,
    }
    changes = {name: value for name, value in changes.items() if value is not None}
    if not changes and not slots.tags:
        return None
    return update(
        rule,
        reference,
        changes,
        tags=slots.tags,
        due=slots.due.due if slots.due else None,
        due_text=slots.due.text if slots.due else None,
        due_note=slots.due.note if slots.due else None,
    )


def new_words(match: re.Match[str], clause: Clause) -> Said:
    """The words of the group "new", without politeness after them."""
    new = clause.said.group(match, "new")
    tail = _TAIL.search(new.low)
    return new.part(0, tail.start()) if tail else new


def unquoted(new: Said) -> str:
    """The words as typed; a quotation without its marks."""
    return new.quote if new.is_quote and new.quote else new.text
