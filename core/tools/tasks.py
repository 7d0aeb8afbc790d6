"""The five tools. Each class is a tool's arguments, each function its deed; the docstrings are prompt text."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from core.errors import ToolFailed
from core.language.recurrence import check_rrule, next_occurrence, remaining_rule
from core.store import tasks as store
from core.store.models import Priority, Task, TaskStatus, utc_now
from core.store.tasks import TaskQuery, snapshot
from core.text import DESCRIPTION_LIMIT, TAG_LIMIT, TITLE_LIMIT, clean, clean_line
from core.tools.registry import Arguments, Effect, Tool, Work

FIRST_YEAR, LAST_YEAR = 1970, 9998  # leaves room for every time zone on both databases
MAX_TAGS = 20


def _title(text: str) -> str:
    text = clean_line(text)
    if not text:
        raise ValueError("a task needs a title: say in a few words what to do")
    if len(text) > TITLE_LIMIT:
        raise ValueError(f"a title has at most {TITLE_LIMIT} characters, this one has {len(text):,}")
    return text


def _description(text: str) -> str:
    text = clean(text).strip()
    if len(text) > DESCRIPTION_LIMIT:
        raise ValueError(f"a description has at most {DESCRIPTION_LIMIT:,} characters, this one has {len(text):,}")
    return text


def _tags(tags: list[str]) -> list[str]:
    tidy = [clean_line(tag).lstrip("#").lower().replace(" ", "-")[:TAG_LIMIT] for tag in tags]
    return list(dict.fromkeys(tag for tag in tidy if tag))[:MAX_TAGS]


Number = Annotated[int, Field(ge=1, description="The task's number, as the person says it")]
Title = Annotated[str, AfterValidator(_title), Field(description="What to do, in a few words")]
Description = Annotated[str, AfterValidator(_description), Field(description="Details")]
Due = Annotated[str, Field(description="ISO date, or ISO date-time in the person's time zone", max_length=40)]
Repeat = Annotated[
    str, AfterValidator(check_rrule), Field(description="RRULE, for example FREQ=WEEKLY;BYDAY=MO", max_length=300)
]
Tags = Annotated[list[str], AfterValidator(_tags), Field(description="Short labels without #")]
PriorityName = Literal["low", "medium", "high"]
StatusName = Literal["todo", "doing", "done"]
Day = Annotated[date, Field(description="ISO date")]


class AddTask(Arguments):
    title: Title
    description: Description | None = None
    priority: PriorityName | None = None
    due: Due | None = None
    repeat: Repeat | None = None
    tags: Tags | None = None


class ListTasks(Arguments):
    status: Literal["todo", "doing", "done", "open"] | None = None
    priority: Literal["low", "medium", "high", "none"] | None = None
    due: Literal["overdue", "today", "tomorrow", "week", "none"] | None = None
    due_from: Day | None = None
    due_to: Day | None = None
    completed_from: Day | None = None
    completed_to: Day | None = None
    created_from: Day | None = None
    created_to: Day | None = None
    repeats: bool | None = None
    tag: str | None = None
    search: str | None = Field(default=None, max_length=200)
    sort: Literal["due", "priority", "created", "number", "completed"] = "due"
    limit: int = Field(default=25, ge=1, le=100)
    cursor: str | None = Field(default=None, pattern=r"^\d{1,9}$")


class CompleteTask(Arguments):
    number: Number
    completed: bool = Field(default=True, description="false opens it again")


class UpdateTask(Arguments):
    number: Number
    title: Title | None = None
    description: Description | None = None
    priority: PriorityName | None = None
    due: Due | None = None
    repeat: Repeat | None = None
    tags: Tags | None = None
    status: StatusName | None = None


class DeleteTask(Arguments):
    number: Number


def add_task(work: Work, a: AddTask) -> Effect:
    """Add a task to the person's list."""
    due_at, has_time = _read_due(a.due, work.caller.zone)
    if a.repeat and due_at is None:
        due_at, has_time = _first_due(a.repeat, work.caller.zone)
    task = store.create_task(
        work.session,
        work.caller.user_id,
        title=a.title,
        description=a.description or "",
        priority=Priority(a.priority) if a.priority else None,
        due_at=due_at,
        due_has_time=has_time,
        rrule=a.repeat,
        tags=a.tags or [],
    )
    return Effect(task_view(task, work.caller.zone), task.id, None, snapshot(task))


def list_tasks(work: Work, a: ListTasks) -> Effect:
    """List the person's tasks, newest due first; filter by status, priority, due date, tag or words."""
    query = TaskQuery(
        **a.model_dump(exclude={"cursor"}),
        offset=int(a.cursor or 0),
    )
    page = store.find_tasks(work.session, work.caller.user_id, query, work.caller.zone)
    return Effect(
        {
            "tasks": [task_view(task, work.caller.zone) for task in page.tasks],
            "total": page.total,
            "next_cursor": str(page.next_offset) if page.next_offset is not None else None,
        }
    )


def complete_task(work: Work, a: CompleteTask) -> Effect:
    """Mark a task as done, or open it again. A repeating task leaves its next occurrence on the list."""
    task = store.get_task(work.session, work.caller.user_id, a.number, for_update=True)
    is_done = task.status is TaskStatus.DONE
    if is_done == a.completed:
        return _change(work, task, {})
    return _change(work, task, {"status": TaskStatus.DONE if a.completed else TaskStatus.TODO})


def update_task(work: Work, a: UpdateTask) -> Effect:
    """Change a task: give only what changes; null clears a field."""
    given = a.model_fields_set - {"number"}
    if not given:
        raise ToolFailed("Say what to change: title, description, priority, due, repeat, tags or status.")
    if "title" in given and a.title is None:
        raise ToolFailed("A task needs a title.")
    task = store.get_task(work.session, work.caller.user_id, a.number, for_update=True)
    changes: dict[str, Any] = {}
    for name in given:
        value = getattr(a, name)
        match name:
            case "title":
                changes["title"] = value
            case "description":
                changes["description"] = value or ""
            case "priority":
                changes["priority"] = Priority(value) if value else None
            case "due":
                changes["due_at"], changes["due_has_time"] = _read_due(value, work.caller.zone)
            case "repeat":
                changes["rrule"] = value
            case "tags":
                changes["tags"] = value or []
            case "status":
                changes["status"] = TaskStatus(value or "todo")
    if changes.get("rrule") and task.due_at is None and "due_at" not in changes:
        changes["due_at"], changes["due_has_time"] = _first_due(changes["rrule"], work.caller.zone)
    return _change(work, task, changes)


def delete_task(work: Work, a: DeleteTask) -> Effect:
    """Move a task to the trash, where it stays for 30 days. The person is asked first."""
    task = store.get_task(work.session, work.caller.user_id, a.number, for_update=True)
    before = snapshot(task)
    store.change_task(work.session, task, {"deleted_at": utc_now()})
    return Effect(task_view(task, work.caller.zone), task.id, before, snapshot(task))


TOOLS = {
    tool.name: tool
    for tool in (
        Tool("add_task", add_task.__doc__ or "", AddTask, add_task),
        Tool("list_tasks", list_tasks.__doc__ or "", ListTasks, list_tasks, is_read_only=True),
        Tool("complete_task", complete_task.__doc__ or "", CompleteTask, complete_task),
        Tool("update_task", update_task.__doc__ or "", UpdateTask, update_task),
        Tool("delete_task", delete_task.__doc__ or "", DeleteTask, delete_task, is_destructive=True),
    )
}

_ARGUMENT = {"due_at": "due", "due_has_time": "due", "rrule": "repeat"}  # of a column, where the name differs


def task_view(task: Task, zone: ZoneInfo) -> dict[str, Any]:
    """A task as every caller gets it: JSON, `due_at` an ISO date or a date-time with the zone's offset."""
    due = due_in(task, zone)
    return {
        "number": task.number,
        "title": task.title,
        "description": task.description,
        "status": task.status.value,
        "priority": task.priority.value if task.priority else None,
        "tags": list(task.tags),
        "due_at": due.isoformat() if due else None,
        "due_has_time": task.due_has_time,
        "rrule": task.rrule,
        "created_at": task.created_at.isoformat(),
        "updated_at": task.updated_at.isoformat(),
        "completed_at": task.completed_at.isoformat() if task.completed_at else None,
    }


def due_in(task: Task, zone: ZoneInfo) -> date | datetime | None:
    """When a task is due in the person's zone: a date, an aware date-time, or None."""
    if task.due_at is None:
        return None
    return task.due_at.astimezone(zone) if task.due_has_time else task.due_at.astimezone(UTC).date()


def _read_due(text: str | None, zone: ZoneInfo) -> tuple[datetime | None, bool]:
    """(`due_at` in UTC, `due_has_time`) of an ISO date or date-time; one without an offset is in the person's zone."""
    if not text:
        return None, False
    try:
        value: date | datetime = date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ValueError
    except ValueError:
        raise ToolFailed(f"{text!r} is not a date I know. Use 2026-11-27 or 2026-11-27T17:00.") from None
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC), False
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC), True


def _first_due(rule: str, zone: ZoneInfo) -> tuple[datetime | None, bool]:
    """The first day, from today on, that a rule given without a due date names."""
    yesterday = utc_now().astimezone(zone).date() - timedelta(1)
    first = next_occurrence(rule, yesterday)
    return (datetime.combine(first, time(), UTC), False) if first else (None, False)


def _change(work: Work, task: Task, changes: dict[str, Any]) -> Effect:
    """Change the columns that differ; completing a repeating task leaves its next occurrence."""
    before = snapshot(task)
    changes = {name: value for name, value in changes.items() if getattr(task, name) != value}
    finishes = changes.get("status") is TaskStatus.DONE
    if changes:
        store.change_task(work.session, task, dict(changes))
    after = snapshot(task)
    changed = sorted({_ARGUMENT.get(name, name) for name in changes})
    output = task_view(task, work.caller.zone) | {"changed": changed}
    if finishes and (successor := _successor(work, task)):
        output["next"] = task_view(successor, work.caller.zone)
        after["next"] = snapshot(successor) | {"id": successor.id}
    # A call that changed nothing leaves nothing to undo.
    return Effect(output, task.id, before if changes else None, after if changes else None)


def _successor(work: Work, task: Task) -> Task | None:
    """The next occurrence of a repeating task that was just completed, as a task of its own; None where it ends."""
    if not task.rrule:
        return None
    rule = remaining_rule(task.rrule)
    following = (
        _next_due(rule, due_in(task, work.caller.zone), utc_now().astimezone(work.caller.zone)) if rule else None
    )
    if following is None:
        return None
    due_at, has_time = _read_due(following.isoformat(), work.caller.zone)
    return store.create_task(
        work.session,
        work.caller.user_id,
        title=task.title,
        description=task.description,
        priority=task.priority,
        tags=list(task.tags),
        due_at=due_at,
        due_has_time=has_time,
        rrule=rule,
    )


def _next_due(rule: str, due: date | datetime | None, now: datetime) -> date | datetime | None:
    """The first occurrence after `due` that is not past: missed ones are skipped, the rhythm is kept."""
    today = now.date()
    if due is None:
        return next_occurrence(rule, today)
    step: date | datetime | None = due.replace(tzinfo=None) if isinstance(due, datetime) else due
    while step is not None:
        step = next_occurrence(rule, step)
        if step is None or (step.date() if isinstance(step, datetime) else step) >= today:
            break
    return step
