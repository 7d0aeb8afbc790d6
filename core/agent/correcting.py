"""What puts the last change right: other words in its title, another task instead, or all of it taken back.

Read off the newest message of the conversation. Where it changed nothing, the same words are talk.
"""

from dataclasses import replace

from core.agent.calls import reworded, says_what_to_change
from core.agent.pending import read_due
from core.agent.protocol import Outcome, TurnInput
from core.agent.resolving import Found, Scene, resolve
from core.language.commands import understand
from core.language.correcting import MEANS_ANOTHER, SAME_FOR
from core.language.grammar import Operations
from core.language.lexicon import CHORES
from core.language.normalise import Said
from core.language.operations import Context, Intent, Operation, Reference
from core.language.slots import as_title
from core.store.models import MessageRole, ToolCallStatus

_SAME_FOR_ALL = frozenset({"due", "priority", "status", "repeat"})


def is_correction(operations: Operations) -> bool:
    """True for words that only make sense after a change."""
    (first, *more) = operations
    return not more and (first.reword is not None or first.rule in (MEANS_ANOTHER, SAME_FOR) or _is_oops(first))


def put_right(operation: Operation, turn: TurnInput, context: Context, scene: Scene) -> Operations:
    """What the correction comes to; the text as talk where there is nothing it could put right."""
    changed = _last_changes(turn)
    if _is_oops(operation) and changed:
        return (operation,)
    if len(changed) == 1 and (righted := _righted(operation, changed[0], turn, context, scene)):
        return righted
    return understand(turn.text, replace(context, touched=(), listed=()))


def _is_oops(operation: Operation) -> bool:
    return operation.intent is Intent.UNDO and operation.is_offer


def _last_changes(turn: TurnInput) -> list[Outcome]:
    """The calls of the newest message that changed tasks and were not taken back in it."""
    changes: list[Outcome] = []
    for call in turn.history[-1].calls if turn.history else ():
        if call.name == "undo_turn":
            changes = []
        elif call.name != "list_tasks" and call.status is ToolCallStatus.SUCCESS:
            changes.append(call)
    return changes


def _righted(operation: Operation, last: Outcome, turn: TurnInput, context: Context, scene: Scene) -> Operations:
    number = last.output.get("number") or last.arguments.get("number")
    if not isinstance(number, int):
        return ()
    if operation.rule == SAME_FOR:
        other = _other_task(operation.reference, number, scene)
        return _on_another(other, last, turn, context)[1:] if other else ()
    was_added = last.name == "add_task"
    new = operation.reword[1] if operation.reword else operation.reference.text if operation.reference else ""
    meant = operation.reference if operation.rule == MEANS_ANOTHER else Reference("title", new)
    if not was_added and (other := _other_task(meant, number, scene)):
        return _on_another(other, last, turn, context)
    title = scene.book.titles.get(number)
    if title is None:
        return ()
    was_titled = was_added or "title" in last.arguments
    retitled = _renamed(title, new) if was_titled else None
    if operation.reword:
        retitled = reworded(title, *operation.reword)
    return (_new_title(number, retitled),) if retitled and retitled != title else ()


def _other_task(meant: Reference | None, number: int, scene: Scene) -> int | None:
    resolved = resolve(meant, Intent.UPDATE, scene) if meant else None
    if isinstance(resolved, Found) and len(resolved.numbers) == 1 and resolved.numbers != (number,):
        return resolved.numbers[0] if resolved.numbers[0] in scene.book.titles else None
    return None


def _on_another(number: int, last: Outcome, turn: TurnInput, context: Context) -> Operations:
    """The change before taken back, then what was asked for done to the task meant; empty where that is unclear."""
    meant = _asked_for(last, turn, context)
    if meant is None:
        return ()
    pointed = Reference("number", f"#{number}", numbers=(number,))
    undo = Operation(Intent.UNDO, "another task was meant")
    return (undo, replace(meant, reference=pointed, rule=f"{meant.rule}, another task was meant"))


def _asked_for(last: Outcome, turn: TurnInput, context: Context) -> Operation | None:
    """The request that made this call, as it was said; what ticks off or deletes says it all itself."""
    match last.name:
        case "delete_task":
            return Operation(Intent.DELETE, "asks to delete it")
        case "complete_task":
            reopens = last.arguments.get("completed") is False
            return Operation(Intent.REOPEN if reopens else Intent.COMPLETE, "marks it")
    said = next((message.text for message in reversed(turn.history) if message.role is MessageRole.USER), "")
    asked = understand(said, replace(context, question=None, touched=(), listed=()))
    if len(asked) == 1 and asked[0].intent is Intent.UPDATE and says_what_to_change(asked[0]):
        return asked[0]
    changes = {name: value for name, value in last.arguments.items() if name != "number"}
    if not changes.keys() <= _SAME_FOR_ALL:  # tags and notes also hold what the other task had before
        return None
    if changes.get("due"):
        changes["due"] = read_due(changes["due"])
    return Operation(Intent.UPDATE, "changes the task", changes=changes)


def _renamed(title: str, new: str) -> str:
    """ "I meant oat milk", said of "Buy milk": the verb stays where the new words have none."""
    verb, *rest = title.split(" ")
    keeps_verb = bool(rest) and verb.lower() in CHORES and new.split(" ")[0].lower() not in CHORES
    return f"{verb} {new}" if keeps_verb else as_title(Said.of(new))


def _new_title(number: int, title: str) -> Operation:
    reference = Reference("number", f"#{number}", numbers=(number,))
    return Operation(Intent.UPDATE, "puts words right", reference, changes={"title": title})
