"""The board's reads: its columns in one query, and what the log says happened lately and to one task.

Everything else about tasks is in `core.store.tasks`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, or_, select
from sqlmodel import Session

from core.store.models import CONVERSATION, MESSAGE, TASK, TOOL_CALL, Task, TaskStatus, ToolCall, ToolCallStatus
from core.store.tasks import TaskQuery, conditions, order_by

_RECENT = 200  # calls looked through for news: a page polls every second, so more never pile up in a person's hands


@dataclass(frozen=True)
class Column:
    """The first tasks of a column, and how many match in all."""

    tasks: list[Task]
    total: int


def read_columns(
    session: Session, user_id: UUID, query: TaskQuery, zone: ZoneInfo, limits: Mapping[TaskStatus, int], now: datetime
) -> dict[TaskStatus, Column]:
    """Every column, each in the query's order and at most as long as its limit; done tasks the newest first."""
    newest_done = case((TASK.status == TaskStatus.DONE, TASK.completed_at)).desc().nulls_last()
    ranked = (
        select(
            TASK.id,
            func.row_number()
            .over(partition_by=TASK.status, order_by=[newest_done, *order_by(query.sort)])
            .label("place"),
            func.count().over(partition_by=TASK.status).label("total"),
        )
        .where(*conditions(session, user_id, query, zone, now))
        .subquery()
    )
    is_shown = or_(*((TASK.status == status) & (ranked.c.place <= limit) for status, limit in limits.items()))
    rows = session.execute(
        select(TASK, ranked.c.total).join(ranked, ranked.c.id == TASK.id).where(is_shown).order_by(ranked.c.place)
    ).all()
    tasks: dict[TaskStatus, list[Task]] = {status: [] for status in TaskStatus}
    totals = dict.fromkeys(TaskStatus, 0)
    for task, total in rows:
        tasks[task.status].append(task)
        totals[task.status] = total
    return {status: Column(tasks[status], totals[status]) for status in TaskStatus}


def changes_since(session: Session, user_id: UUID, since: datetime) -> list[ToolCall]:
    """The calls completed at or after this moment that changed tasks, and the undos, in the order they happened.

    By the time of completion: a call planned long ago is news when the person says yes.
    """
    newest = (
        select(TOOL_CALL.id)
        .where(TOOL_CALL.user_id == user_id)
        .order_by(TOOL_CALL.created_at.desc(), TOOL_CALL.id.desc())
        .limit(_RECENT)
    )
    rows = session.scalars(
        select(TOOL_CALL)
        .where(
            TOOL_CALL.id.in_(newest.scalar_subquery()),
            TOOL_CALL.status == ToolCallStatus.SUCCESS,
            TOOL_CALL.completed_at >= since,
            or_(TOOL_CALL.after.is_not(None), TOOL_CALL.tool_name == "undo_turn"),
        )
        .order_by(TOOL_CALL.completed_at, TOOL_CALL.id)
    )
    return list(rows)


@dataclass(frozen=True)
class StoryEntry:
    """One thing that happened to a task; the conversation it was said in, where there is one."""

    call: ToolCall
    conversation_id: UUID | None


def story_of(session: Session, user_id: UUID, task_id: int, limit: int = 20) -> list[StoryEntry]:
    """What made and changed this task, the newest first."""
    rows = session.execute(
        select(TOOL_CALL, CONVERSATION.id)
        .outerjoin(MESSAGE, MESSAGE.id == TOOL_CALL.message_id)
        .outerjoin(CONVERSATION, (CONVERSATION.id == MESSAGE.conversation_id) & CONVERSATION.deleted_at.is_(None))
        .where(
            TOOL_CALL.user_id == user_id,
            TOOL_CALL.task_id == task_id,
            TOOL_CALL.status == ToolCallStatus.SUCCESS,
            TOOL_CALL.after.is_not(None),
        )
        .order_by(TOOL_CALL.completed_at.desc(), TOOL_CALL.id.desc())
        .limit(limit)
    ).all()
    return [StoryEntry(call, conversation_id) for call, conversation_id in rows]


@dataclass(frozen=True)
class Trashed:
    """A task in the trash, and the call that put it there: undoing that call is the way back."""

    task: Task
    call_id: int


def read_trash(session: Session, user_id: UUID, limit: int = 100) -> list[Trashed]:
    """The owner's deleted tasks, the last one first. A task whose adding was undone is not among them."""
    rows = session.execute(
        select(TASK, func.max(TOOL_CALL.id))
        .join(TOOL_CALL, TOOL_CALL.task_id == TASK.id)
        .where(
            TASK.user_id == user_id,
            TASK.deleted_at.is_not(None),
            TOOL_CALL.user_id == user_id,
            TOOL_CALL.tool_name == "delete_task",
            TOOL_CALL.status == ToolCallStatus.SUCCESS,
            TOOL_CALL.undone_by.is_(None),
        )
        .group_by(TASK)
        .order_by(TASK.deleted_at.desc(), TASK.id.desc())
        .limit(limit)
    ).all()
    return [Trashed(task, call_id) for task, call_id in rows]
