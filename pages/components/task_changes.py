"""What the board changes about tasks. Every change goes through the five tools, so that it lands in the log of calls.

Plain functions of an engine and a caller: no Streamlit in here. Each opens its own transaction and raises an AppError
whose sentence a person can read; nothing is half done then.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from core.errors import Conflict, NotSignedIn
from core.store import tasks as store
from core.store.database import begin
from core.store.models import TaskStatus, ToolCall
from core.tools.registry import Caller, call_or_raise
from core.tools.undo import undo_calls
from pages.components.board import Move
from pages.components.sign_in import SignedIn, still_signed_in

ACTOR = "board"


def caller_of(user: SignedIn) -> Caller:
    """The signed-in person, acting through the board."""
    return Caller(user.id, ACTOR, ZoneInfo(user.time_zone))


def require_login(user: SignedIn) -> None:
    """Before every write: raises NotSignedIn once this login was revoked, however long the page has been open."""
    if not still_signed_in(user):
        raise NotSignedIn()


def move_card(engine: Engine, caller: Caller, move: Move) -> ToolCall | None:
    """Move a card into a column and, where the order is the person's own, between its new neighbours.

    A move within a column only changes the order, which the log doesn't keep: then there is no call.
    """
    with begin(engine) as session:
        task = store.get_task(session, caller.user_id, move.number, for_update=True)
        call = None
        if task.status is not move.to:
            call = call_or_raise(session, caller, *_status_call(task.status, move))
        if move.is_placed and move.to is not TaskStatus.DONE:
            store.place_task(session, task, move.to, before=move.below, after=move.above)
        return call


def _status_call(now: TaskStatus, move: Move) -> tuple[str, dict[str, Any]]:
    """The tool that brings a task from this status into the column."""
    if move.to is TaskStatus.DONE:
        return "complete_task", {"number": move.number}
    if now is TaskStatus.DONE and move.to is TaskStatus.TODO:
        return "complete_task", {"number": move.number, "completed": False}
    return "update_task", {"number": move.number, "status": move.to.value}


def tick_card(engine: Engine, caller: Caller, number: int, completed: bool) -> ToolCall:
    """Complete a task, or open it again."""
    with begin(engine) as session:
        return call_or_raise(session, caller, "complete_task", {"number": number, "completed": completed})


def add_cards(engine: Engine, caller: Caller, adds: Sequence[Mapping[str, Any]]) -> list[ToolCall]:
    """Add tasks, given as `add_task` arguments: all of them or none."""
    with begin(engine) as session:
        return [call_or_raise(session, caller, "add_task", dict(arguments)) for arguments in adds]


def save_card(
    engine: Engine, caller: Caller, number: int, changes: Mapping[str, Any], seen: Mapping[str, Any]
) -> ToolCall | None:
    """Change these fields, given as `update_task` arguments, of a task that still is what the person saw of it.

    `seen` is its snapshot. Raises Conflict where somebody changed it since: nothing of theirs is overwritten unseen.
    """
    if not changes:
        return None
    with begin(engine) as session:
        task = store.get_task(session, caller.user_id, number, for_update=True)
        if not store.is_unchanged_since(task, dict(seen)):
            raise Conflict(f"Task {number} was changed while you had it open. Nothing was saved.")
        return call_or_raise(session, caller, "update_task", {"number": number, **changes})


def delete_card(engine: Engine, caller: Caller, number: int) -> ToolCall:
    """Move a task to the trash. The person has been asked."""
    with begin(engine) as session:
        return call_or_raise(session, caller, "delete_task", {"number": number})


def undo(engine: Engine, caller: Caller, call_ids: Sequence[int]) -> ToolCall:
    """Put back what these calls changed: all of it or nothing."""
    with begin(engine) as session:
        return undo_calls(session, caller, call_ids)
