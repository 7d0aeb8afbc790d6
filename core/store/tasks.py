"""Tasks: rows in, rows out. Every query takes the owner; every change moves the owner's revision.

What a tool promises (arguments, results, confirmation) lives in `core.tools`; this module knows only the table.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, case, cast, delete, false, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session

from core.errors import Conflict, NotFound
from core.store.models import REVISION, TASK, TOOL_CALL, Priority, Task, TaskStatus, utc_now
from core.text import SEARCH_LIMIT, clean

TRASH_DAYS = 30
_GAP = 1024.0  # between neighbours in a column, so that a move seldom renumbers

# What a snapshot holds: everything a person can see or change, and what undo needs to put back.
_KEPT = ("number", "title", "description", "status", "priority", "tags", "due_has_time", "rrule", "position", "version")
_KEPT_TIMES = ("due_at", "created_at", "updated_at", "completed_at", "deleted_at")
_OWN_TIME = ("version", "updated_at", "created_at", "position")  # may differ without anybody having changed the task

# Run with every change, so built once (see `core.store.turns`).
_TASKS = TASK.__table__
_REVISIONS = REVISION.__table__
_BUMP = (
    update(_REVISIONS).where(_REVISIONS.c.user_id == bindparam("owner")).values(tasks_rev=_REVISIONS.c.tasks_rev + 1)
)
_NEXT_NUMBER = _BUMP.values(last_task_number=_REVISIONS.c.last_task_number + 1).returning(_REVISIONS.c.last_task_number)
_FIRST_POSITION = select(func.min(_TASKS.c.position)).where(
    _TASKS.c.user_id == bindparam("owner"), _TASKS.c.status == bindparam("column"), _TASKS.c.deleted_at.is_(None)
)


@dataclass(frozen=True)
class TaskQuery:
    """Which tasks, in which order. Dates are days in the person's zone, both ends included."""

    status: Literal["todo", "doing", "done", "open"] | None = None
    priority: Literal["low", "medium", "high", "none"] | None = None
    due: Literal["overdue", "today", "tomorrow", "week", "none"] | None = None
    due_from: date | None = None
    due_to: date | None = None
    completed_from: date | None = None
    completed_to: date | None = None
    created_from: date | None = None
    created_to: date | None = None
    repeats: bool | None = None
    tag: str | None = None
    search: str | None = None
    sort: Literal["due", "priority", "created", "number", "position", "completed"] = "due"
    limit: int = 25
    offset: int = 0
    trashed: bool = False


@dataclass(frozen=True)
class TaskPage:
    """A page of tasks and how many there are in all."""

    tasks: list[Task]
    total: int
    next_offset: int | None


def create_task(session: Session, user_id: UUID, *, title: str, **fields: Any) -> Task:
    """Add a task at the top of its column, with the owner's next number. Fields as the table has them."""
    number = _next_number(session, user_id)
    status = fields.get("status", TaskStatus.TODO)
    task = Task(user_id=user_id, number=number, title=title, position=_top(session, user_id, status), **fields)
    if task.status == TaskStatus.DONE and task.completed_at is None:
        task.completed_at = utc_now()
    session.add(task)
    session.flush()
    return task


def get_task(session: Session, user_id: UUID, number: int, *, for_update: bool = False, trashed: bool = False) -> Task:
    """The owner's task with this number; with `for_update` nobody else changes it before this transaction ends.

    Raises NotFound, also for somebody else's task and, unless `trashed`, for one in the trash.
    """
    # Numbers are small; a made-up huge one must not reach the driver as an integer it cannot hold.
    query = select(TASK).where(TASK.user_id == user_id, TASK.number == number if number < 2**31 else false())
    if not trashed:
        query = query.where(TASK.deleted_at.is_(None))
    if for_update:
        query = query.with_for_update()
    # Read afresh: on PostgreSQL another transaction may have changed the row while this one waited for its lock.
    task: Task | None = session.scalars(query, execution_options={"populate_existing": True}).one_or_none()
    if task is None:
        raise NotFound(f"There is no task {number} on your list.")
    return task


def change_task(session: Session, task: Task, changes: dict[str, Any], *, expected_version: int | None = None) -> Task:
    """Set these columns, keeping `completed_at` and the position true to the status, and count the version up.

    Raises Conflict where `expected_version` is given and somebody changed the task since it was read.
    """
    if expected_version is not None and task.version != expected_version:
        raise Conflict(f"Task {task.number} was changed in the meantime. Here is how it looks now.")
    status = changes.get("status", task.status)
    if status != task.status:
        changes.setdefault("completed_at", utc_now() if status == TaskStatus.DONE else None)
        changes.setdefault("position", _top(session, task.user_id, status))
    for name, value in changes.items():
        setattr(task, name, value)
    task.version += 1
    task.updated_at = utc_now()
    session.add(task)
    bump_revision(session, task.user_id)
    session.flush()
    return task


def place_task(session: Session, task: Task, status: TaskStatus, before: int | None, after: int | None) -> Task:
    """Move a task into a column between two neighbours, given by number; None is the column's edge."""
    upper = _position_of(session, task.user_id, after)
    lower = _position_of(session, task.user_id, before)
    if upper is not None and lower is not None and lower - upper < 1e-6:
        _renumber(session, task.user_id, status)
        upper, lower = _position_of(session, task.user_id, after), _position_of(session, task.user_id, before)
    if upper is None and lower is None:
        position = _top(session, task.user_id, status)
    elif upper is None:
        position = (lower or 0.0) - _GAP
    elif lower is None:
        position = upper + _GAP
    else:
        position = (upper + lower) / 2
    return change_task(session, task, {"status": status, "position": position})


def find_tasks(
    session: Session, user_id: UUID, query: TaskQuery, zone: ZoneInfo, now: datetime | None = None
) -> TaskPage:
    """The owner's tasks that match, a page at a time, with the total."""
    where = conditions(session, user_id, query, zone, now or utc_now())
    total = session.scalar(select(func.count()).select_from(TASK).where(*where)) or 0
    rows = session.scalars(
        select(TASK).where(*where).order_by(*order_by(query.sort)).limit(query.limit).offset(query.offset)
    ).all()
    more = query.offset + len(rows)
    return TaskPage(list(rows), total, more if more < total else None)


def count_by_status(session: Session, user_id: UUID) -> dict[TaskStatus, int]:
    """How many tasks each column holds, the trash left out."""
    rows = session.execute(
        select(TASK.status, func.count())
        .where(TASK.user_id == user_id, TASK.deleted_at.is_(None))
        .group_by(TASK.status)
    ).all()
    return dict.fromkeys(TaskStatus, 0) | {TaskStatus(status): count for status, count in rows}


def titles(session: Session, user_id: UUID) -> list[tuple[int, str, TaskStatus, Priority | None]]:
    """Number, title, status and priority of every task outside the trash: what references are matched against."""
    rows = session.execute(
        select(TASK.number, TASK.title, TASK.status, TASK.priority).where(
            TASK.user_id == user_id,
            TASK.deleted_at.is_(None),
        )
    ).all()
    return [(number, title, status, priority) for number, title, status, priority in rows]


def tags_in_use(session: Session, user_id: UUID) -> list[str]:
    """Every tag on the owner's tasks, sorted."""
    rows = session.scalars(select(TASK.tags).where(TASK.user_id == user_id, TASK.deleted_at.is_(None)))
    return sorted({tag for tags in rows for tag in tags})


def revision(session: Session, user_id: UUID) -> int:
    """A number that moves with every change of the owner's tasks; cheap enough to poll."""
    return session.scalar(select(REVISION.tasks_rev).where(REVISION.user_id == user_id)) or 0


def bump_revision(session: Session, user_id: UUID) -> None:
    """Tell every open page that the owner's tasks changed, from the moment this transaction commits."""
    session.execute(_BUMP, {"owner": user_id})


def purge_trash(session: Session, before: datetime | None = None, *, at_most: int | None = None) -> int:
    """Really delete what went into the trash before this time (30 days ago); returns how many.

    What the log says of such a task goes with it, but for what was said in a conversation: that is deleted there.
    """
    limit = before or utc_now() - timedelta(days=TRASH_DAYS)
    due = list(session.scalars(select(TASK.id).where(TASK.deleted_at < limit).order_by(TASK.id).limit(at_most)))
    session.execute(delete(TOOL_CALL).where(TOOL_CALL.task_id.in_(due), TOOL_CALL.message_id.is_(None)))
    is_due = (TASK.id.in_(due), TASK.deleted_at < limit)  # still: somebody may have restored one meanwhile
    return len(session.scalars(delete(TASK).where(*is_due).returning(TASK.id)).all())


# -- snapshots: what the log keeps of a task, and how undo puts it back ------------------------------------------------


def snapshot(task: Task) -> dict[str, Any]:
    """The task as JSON, complete enough to restore it."""
    kept: dict[str, Any] = {name: getattr(task, name) for name in _KEPT}
    kept |= {name: value.isoformat() if (value := getattr(task, name)) else None for name in _KEPT_TIMES}
    return kept


def is_unchanged_since(task: Task, after: dict[str, Any]) -> bool:
    """True where the task still says what `after`, a snapshot, says: nobody's later work would be lost."""
    now = snapshot(task)
    return all(now[name] == after.get(name) for name in now if name not in _OWN_TIME)


def restore(session: Session, task: Task, earlier: dict[str, Any]) -> Task:
    """Put a task back to what the snapshot says; the version still counts up."""
    changes: dict[str, Any] = {name: earlier[name] for name in _KEPT if name not in ("number", "version")}
    changes |= {
        name: datetime.fromisoformat(earlier[name]) if earlier.get(name) else None
        for name in ("due_at", "completed_at", "deleted_at")
    }
    changes["status"] = TaskStatus(changes["status"])
    changes["priority"] = Priority(changes["priority"]) if changes["priority"] else None
    return change_task(session, task, changes)


# -- inside ----------------------------------------------------------------------------------------------------------


def _next_number(session: Session, user_id: UUID) -> int:
    """Count the owner's numbers up, and the revision with it: one row, so that two adds at once wait for each other."""
    number = session.scalar(_NEXT_NUMBER, {"owner": user_id})
    if number is None:
        raise NotFound("I can't find your account. Please sign in again.")
    return int(number)


def _top(session: Session, user_id: UUID, status: TaskStatus) -> float:
    first = session.scalar(_FIRST_POSITION, {"owner": user_id, "column": status})
    return (first or 0.0) - _GAP


def _position_of(session: Session, user_id: UUID, number: int | None) -> float | None:
    if number is None:
        return None
    return session.scalar(select(TASK.position).where(TASK.user_id == user_id, TASK.number == number))


def _renumber(session: Session, user_id: UUID, status: TaskStatus) -> None:
    rows: Iterable[Task] = session.scalars(
        select(TASK).where(TASK.user_id == user_id, TASK.status == status).order_by(TASK.position, TASK.id)
    )
    for place, row in enumerate(rows):
        row.position = place * _GAP
    session.flush()


def conditions(
    session: Session, user_id: UUID, query: TaskQuery, zone: ZoneInfo, now: datetime
) -> list[ColumnElement[bool]]:
    """What a row must satisfy to match the query; the owner and the trash are among it."""
    where: list[ColumnElement[bool]] = [
        TASK.user_id == user_id,
        TASK.deleted_at.is_not(None) if query.trashed else TASK.deleted_at.is_(None),
    ]
    if query.status == "open":
        where.append(TASK.status != TaskStatus.DONE)
    elif query.status:
        where.append(TASK.status == TaskStatus(query.status))
    if query.priority == "none":
        where.append(TASK.priority.is_(None))
    elif query.priority:
        where.append(TASK.priority == Priority(query.priority))
    today = now.astimezone(zone).date()
    if query.due == "overdue":
        where += [
            TASK.status != TaskStatus.DONE,
            or_(_all_day() & (TASK.due_at < _midnight(today)), TASK.due_has_time & (TASK.due_at < now)),
        ]
    elif query.due == "none":
        where.append(TASK.due_at.is_(None))
    elif query.due:
        first, last = {
            "today": (today, today),
            "tomorrow": (today + timedelta(1), today + timedelta(1)),
            "week": (today, today + timedelta(6 - today.weekday())),
        }[query.due]
        where += _due_between(first, last, zone)
    where += _due_between(query.due_from, query.due_to, zone)
    if query.completed_from:
        where.append(TASK.completed_at >= datetime.combine(query.completed_from, time(), zone))
    if query.completed_to:
        where.append(TASK.completed_at < datetime.combine(query.completed_to + timedelta(1), time(), zone))
    if query.created_from:
        where.append(TASK.created_at >= datetime.combine(query.created_from, time(), zone))
    if query.created_to:
        where.append(TASK.created_at < datetime.combine(query.created_to + timedelta(1), time(), zone))
    if query.repeats is not None:
        where.append(TASK.rrule.is_not(None) if query.repeats else TASK.rrule.is_(None))
    if query.tag:
        where.append(_has_tag(session, clean(query.tag.lower())[:SEARCH_LIMIT]))
    for word in clean(query.search or "")[:SEARCH_LIMIT].split():
        where.append(
            or_(TASK.title.icontains(word, autoescape=True), TASK.description.icontains(word, autoescape=True))
        )
    return where


def _all_day() -> ColumnElement[bool]:
    return and_(TASK.due_at.is_not(None), TASK.due_has_time.is_(False))


def _midnight(day: date) -> datetime:
    """How a due date without a time is stored."""
    return datetime.combine(day, time(), UTC)


def _due_between(first: date | None, last: date | None, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    where = []
    if first:
        where.append(
            or_(
                _all_day() & (TASK.due_at >= _midnight(first)),
                TASK.due_has_time & (TASK.due_at >= datetime.combine(first, time(), zone)),
            )
        )
    if last:
        after = last + timedelta(1)
        where.append(
            or_(
                _all_day() & (TASK.due_at < _midnight(after)),
                TASK.due_has_time & (TASK.due_at < datetime.combine(after, time(), zone)),
            )
        )
    return where


def _has_tag(session: Session, tag: str) -> ColumnElement[bool]:
    if session.get_bind().dialect.name == "postgresql":
        return cast(TASK.tags, JSONB).contains([tag])
    each = func.json_each(TASK.tags).table_valued("value")
    return select(literal(1)).select_from(each).where(each.c.value == tag).exists()


def order_by(sort: str) -> list[Any]:
    """The ORDER BY of a sort, the same on every run: ties are told apart by number or id."""
    urgency = case(
        (TASK.priority == Priority.HIGH, 0),
        (TASK.priority == Priority.MEDIUM, 1),
        (TASK.priority == Priority.LOW, 3),
        else_=2,
    )
    return {
        "due": [TASK.due_at.asc().nulls_last(), urgency, TASK.number],
        "priority": [urgency, TASK.due_at.asc().nulls_last(), TASK.number],
        "created": [TASK.created_at.desc(), TASK.id.desc()],
        "number": [TASK.number],
        "position": [TASK.position, TASK.id.desc()],
        "completed": [TASK.completed_at.desc().nulls_last(), TASK.id.desc()],
    }[sort]
