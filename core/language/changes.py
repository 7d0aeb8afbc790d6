"""What the rules for tasks that are there share: the update they make, and how a table of them is read.

`rewording`, `rescheduling` and `updating` each hold the phrases for one kind of change.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from core.language.grammar import Build, Clause, Operations, Rule, pattern
from core.language.normalise import Said
from core.language.operations import Intent, Operation, Reference
from core.language.pointing import read_reference
from core.language.slots import Slots
from core.language.split import split_names
from core.language.tasks_or_not import as_meant, gated, is_known_whole

# Names of rules that say something of nothing but tasks, whatever these are about.
_PLAIN = frozenset({"priority"})
# Names of rules whose phrases say enough for any title; the others need words that point at a task there is.
_SURE = frozenset(
    {"rename", "reschedule", "title", "description", "note", "priority", "clear", "tag", "shift", "repeat"}
)
_TAIL = pattern(r",? (instead|please|now|for me)$")
_A_LIST = pattern(r"\b(lists?|cart)$")


def update(rule: str, reference: Reference | None, changes: dict[str, Any], **more: Any) -> Operations:
    return (Operation(Intent.UPDATE, rule, reference=reference, changes=changes, **more),)


def update_rules(table: Iterable[tuple[str, str, Build]]) -> tuple[Rule, ...]:
    """The rules of a table of (name, phrase, what to make of it)."""
    return tuple(
        Rule(name, pattern(phrase), gated(_on_each(build), sure=name in _SURE, plain=name in _PLAIN))
        for name, phrase, build in table
    )


def before_adding(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """These rules as they may stand before those that add: only for a task there that nothing else can be meant by."""
    return tuple(Rule(rule.name, rule.phrase, _only_there(rule.build)) for rule in rules)


def _only_there(build: Build) -> Build:
    def there(match: re.Match[str], clause: Clause) -> Operations | None:
        said = as_meant(clause.said.group(match, "ref"))
        if _A_LIST.search(said.low):
            return None
        reference = read_reference(said, clause.context)
        if reference is None or reference.kind == "set":
            return None
        is_title = reference.kind == "title" and not reference.quoted
        return build(match, clause) if not is_title or is_known_whole(said, clause) else None

    return there


def _on_each(build: Build) -> Build:
    """The builder, giving one update for each task where several titles there are named: "the essay and the rent"."""

    def each(match: re.Match[str], clause: Clause) -> Operations | None:
        operations = build(match, clause)
        if operations is None or len(operations) != 1:
            return operations
        reference = operations[0].reference
        if reference is None or reference.kind != "title" or reference.quoted or "title" in operations[0].changes:
            return operations
        said = Said.of(reference.text)
        pieces = split_names(said.part(5) if said.low.startswith("both ") else said)
        if len(pieces) < 2 or is_known_whole(said, clause):
            return operations
        named = [read_reference(piece, clause.context) for piece in pieces]
        for piece, one in zip(pieces, named, strict=True):
            if one is None or (one.kind == "title" and not one.quoted and not is_known_whole(piece, clause)):
                return operations
        return tuple(replace(operations[0], reference=one) for one in named)

    return each


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
