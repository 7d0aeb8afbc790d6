"""Undo: everything one turn, or some calls, changed is put back, or nothing with the reason.

Itself an entry of the log.
"""

import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session

from core.errors import Conflict, NotFound
from core.store import tasks as store
from core.store.models import (
    CONVERSATION,
    MESSAGE,
    TASK,
    TOOL_CALL,
    Message,
    MessageRole,
    Task,
    ToolCall,
    ToolCallStatus,
    utc_now,
)
from core.tools.registry import Caller
from core.tools.tasks import task_view

UNDO = "undo_turn"


def last_change(session: Session, user_id: UUID, conversation_id: UUID) -> int | None:
    """The id of the newest assistant message here whose turn changed tasks and isn't undone; None if there is none."""
    turn = func.coalesce(TOOL_CALL.decided_in_message_id, TOOL_CALL.message_id)
    found = session.scalar(
        select(func.max(turn))
        .join(MESSAGE, MESSAGE.id == TOOL_CALL.message_id)
        .where(MESSAGE.conversation_id == conversation_id, *_undoable(user_id))
    )
    return int(found) if found is not None else None


def undo_turn(
    session: Session, caller: Caller, turn_id: int, *, message_id: int | None = None, call_number: int | None = None
) -> ToolCall:
    """Put back everything the turn with this assistant message changed; returns the log entry of the undo.

    `message_id` and `call_number` place the entry in the turn that asked for it. Raises NotFound where the turn isn't
    theirs or has nothing to undo, Conflict where somebody changed one of its tasks since.
    """
    began = time.perf_counter()
    _require_turn(session, caller.user_id, turn_id)
    of_turn = func.coalesce(TOOL_CALL.decided_in_message_id, TOOL_CALL.message_id) == turn_id
    calls = _calls_to_undo(session, caller.user_id, of_turn)
    if not calls:
        raise NotFound("There is nothing to undo in that turn.")
    entry = ToolCall(
        user_id=caller.user_id,
        actor=caller.actor,
        message_id=message_id,
        call_number=call_number,
        tool_name=UNDO,
        tool_input={"turn": turn_id},
        status=ToolCallStatus.SUCCESS,
    )
    return _put_back(session, caller, calls, entry, began)


def undo_calls(session: Session, caller: Caller, call_ids: Sequence[int]) -> ToolCall:
    """Put back what these calls changed, through whatever door they came: all of it or nothing.

    Raises NotFound where none of them is theirs and can be undone, Conflict as `undo_turn` does.
    """
    began = time.perf_counter()
    calls = _calls_to_undo(session, caller.user_id, TOOL_CALL.id.in_(call_ids))
    if not calls:
        raise NotFound("There is nothing left to undo.")
    entry = ToolCall(
        user_id=caller.user_id,
        actor=caller.actor,
        tool_name=UNDO,
        tool_input={"calls": [call.id for call in calls]},
        status=ToolCallStatus.SUCCESS,
    )
    return _put_back(session, caller, calls, entry, began)


def _calls_to_undo(session: Session, user_id: UUID, which: Any) -> Sequence[ToolCall]:
    return session.scalars(
        select(TOOL_CALL)
        .where(which, *_undoable(user_id))
        .order_by(TOOL_CALL.completed_at, TOOL_CALL.id)
        .with_for_update()
    ).all()


def _put_back(session: Session, caller: Caller, calls: Sequence[ToolCall], entry: ToolCall, began: float) -> ToolCall:
    """Restore every task these calls touched to what it was before the first of them, and store the entry."""
    first_before: dict[int, dict[str, Any] | None] = {}
    last_after: dict[int, dict[str, Any]] = {}
    for call in calls:
        for task_id, before, after in _touched(call):
            first_before.setdefault(task_id, before)
            last_after[task_id] = after
    tasks = {task_id: _unchanged_task(session, caller.user_id, task_id, after) for task_id, after in last_after.items()}
    for task_id, task in tasks.items():
        before = first_before[task_id]
        if before is None:
            store.change_task(session, task, {"deleted_at": utc_now()})
        else:
            store.restore(session, task, before)
    entry.tool_output = {
        "undone": [call.tool_name for call in calls],
        "tasks": [task_view(task, caller.zone) | {"removed": task.deleted_at is not None} for task in tasks.values()],
    }
    entry.execution_time_ms = round(1000 * (time.perf_counter() - began), 3)
    entry.completed_at = utc_now()
    entry.created_at = entry.completed_at
    session.add(entry)
    session.flush()
    for call in calls:
        call.undone_by = entry.id
        session.add(call)
    session.flush()
    return entry


def _undoable(user_id: UUID) -> list[Any]:
    return [
        TOOL_CALL.user_id == user_id,
        TOOL_CALL.status == ToolCallStatus.SUCCESS,
        TOOL_CALL.after.is_not(None),
        TOOL_CALL.undone_by.is_(None),
        TOOL_CALL.tool_name != UNDO,
    ]


def _touched(call: ToolCall) -> list[tuple[int, dict[str, Any] | None, dict[str, Any]]]:
    """(task id, snapshot before, snapshot after) of the call's task, and of the next occurrence it left behind."""
    after = dict(call.after or {})
    successor = after.pop("next", None)
    touched = [(call.task_id or 0, call.before, after)]
    if successor:
        touched.append((successor["id"], None, successor))  # read, not taken out: the row stays as it is
    return touched


def _unchanged_task(session: Session, user_id: UUID, task_id: int, after: dict[str, Any]) -> Task:
    task: Task | None = session.scalars(
        select(TASK).where(TASK.id == task_id, TASK.user_id == user_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()
    if task is None:
        raise Conflict("I can't undo that: one of its tasks has been deleted for good since.")
    if not store.is_unchanged_since(task, after):
        raise Conflict(
            f"I can't undo that: task {task.number}, “{task.title}”, was changed again since. Nothing was touched."
        )
    return task


def _require_turn(session: Session, user_id: UUID, turn_id: int) -> Message:
    message: Message | None = session.scalar(
        select(MESSAGE)
        .join(CONVERSATION, CONVERSATION.id == MESSAGE.conversation_id)
        .where(MESSAGE.id == turn_id, MESSAGE.role == MessageRole.ASSISTANT, CONVERSATION.user_id == user_id)
    )
    if message is None:
        raise NotFound("I can't find that turn.")
    return message
