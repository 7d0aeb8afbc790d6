"""From an operation and the task it is about to the call that carries it out, with the reason for the log."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from core.agent.listing import due_of
from core.language.operations import Due, Intent, Operation, TaskFilter
from core.text import shorten
from core.tools.registry import Request

LIST_LIMIT = 25
_HOUR = r"(?:\d{1,2}(?:[:.]\d\d)?|noon|midday|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_ONLY_A_TIME = re.compile(
    rf"(?:(?:at|by|around|from|@) ?)?(?:(?:half|quarter)(?: past| to)? )?{_HOUR} ?(?:[ap]\.?m\.?|o'clock)?",
    re.IGNORECASE,
)
_SEARCH_LIMIT = 200  # characters that `list_tasks` searches for
ReadTask = Callable[[int], dict[str, Any] | None]  # one task as tools show it; None where there is none


def add_request(operation: Operation) -> Request:
    """A new task, with what was said of it."""
    arguments: dict[str, Any] = {
        "title": operation.title,
        "description": operation.description,
        "priority": operation.priority,
        "due": operation.due.isoformat() if operation.due else None,
        "repeat": operation.repeat,
        "tags": list(operation.tags),
    }
    given = {name: value for name, value in arguments.items() if value}
    return Request("add_task", given, f"Read as a new task: {operation.rule}.")


def copied(operation: Operation, task: dict[str, Any]) -> Operation:
    """The request for a copy as one for a new task that says what this one says."""
    return replace(
        operation,
        reference=None,
        title=task["title"],
        description=task["description"] or None,
        priority=task["priority"],
        due=operation.due or due_of(task),
        repeat=task["rrule"],
        tags=tuple(task["tags"]),
    )


def list_request(operation: Operation) -> Request:
    """A list; open tasks unless another status was named."""
    asked = operation.filter or TaskFilter()
    if asked.status is None:
        asked = replace(asked, status="done" if asked.completed_from or asked.completed_to else "open")
    arguments = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in vars(asked).items()
        if value is not None
    }
    if operation.sort or asked.status == "done":
        arguments["sort"] = operation.sort or "completed"
    arguments["limit"] = max(1, min(operation.limit or LIST_LIMIT, 100))
    return Request("list_tasks", arguments, f"Read as a question about tasks: {operation.rule}.")


def look_up_request(operation: Operation, title: str, how: str) -> Request:
    """One task, looked up by its title, because a list knows no numbers."""
    words = shorten(title, _SEARCH_LIMIT).rstrip("…")
    reason = f"Read as a question about a task: {operation.rule}; {how}."
    return Request("list_tasks", {"search": words, "limit": 100}, reason)


def task_request(operation: Operation, number: int, task: ReadTask, now: datetime, how: str) -> Request:
    """The call on one task that is there, or was said to be. `how` says why this task."""
    arguments: dict[str, Any] = {"number": number}
    match operation.intent:
        case Intent.COMPLETE:
            return Request("complete_task", arguments, f"Read as something that is done: {operation.rule}; {how}.")
        case Intent.REOPEN:
            reason = f"Read as something that is not done after all: {operation.rule}; {how}."
            return Request("complete_task", arguments | {"completed": False}, reason)
        case Intent.DELETE:
            return Request("delete_task", arguments, f"Read as something that can go: {operation.rule}; {how}.")
    changes = _update_arguments(operation, task(number), now)
    return Request("update_task", arguments | changes, f"Read as a change: {operation.rule}; {how}.")


def _update_arguments(operation: Operation, task: dict[str, Any] | None, now: datetime) -> dict[str, Any]:
    """The changes as `update_task` takes them; what is added, dropped or shifted starts from what the task has."""
    arguments, task = dict(operation.changes), task or {}
    if operation.shift:
        arguments["due"] = shifted(due_of(task), *operation.shift, now)
    if isinstance(due := arguments.get("due"), date):
        was = due_of(task)
        if was and isinstance(due, datetime) and _ONLY_A_TIME.fullmatch(operation.due_text or ""):
            day = was.date() if isinstance(was, datetime) else was
            due = datetime.combine(day, due.time()) if day > now.date() else due
        if isinstance(was, datetime) and not isinstance(due, datetime):  # to another day, not to another hour
            due = datetime.combine(due, was.time())
        arguments["due"] = due.isoformat()
    if operation.append_description:
        more = operation.append_description[:1].upper() + operation.append_description[1:]
        arguments["description"] = "\n".join(part for part in (task.get("description"), more) if part)
    if operation.tags or operation.drop_tags:
        dropped = {tag.lower().lstrip("#") for tag in operation.drop_tags}
        tags = dict.fromkeys([*task.get("tags", ()), *operation.tags])
        arguments["tags"] = [tag for tag in tags if tag.lower() not in dropped]
    return arguments


def shifted(due: Due | None, amount: int, unit: str, now: datetime) -> Due:
    """A due date moved by so much; from now on where it has passed or there is none."""
    if unit in ("minutes", "hours"):
        start = due if isinstance(due, datetime) else now
        return (max(start, now) if amount > 0 else start).replace(second=0, microsecond=0) + timedelta(**{unit: amount})
    step: Any = relativedelta(**{unit: amount})
    if isinstance(due, datetime):
        late = due < now and amount > 0
        moved: Due = (datetime.combine(now.date(), due.time()) if late else due) + step
    else:
        day = due or now.date()
        moved = (max(day, now.date()) if amount > 0 else day) + step
    return moved


def reworded(title: str, old: str, new: str) -> str | None:
    """The title with the new words in place of the old ones; None where it has no such words."""
    found = re.search(rf"(?<!\w){re.escape(old)}(?!\w)", title, re.IGNORECASE)
    if found is None:
        return None
    words = new[:1].upper() + new[1:] if found.group()[:1].isupper() else new
    return f"{title[: found.start()]}{words}{title[found.end() :]}"


def says_what_to_change(operation: Operation) -> bool:
    """True where an update holds a change."""
    more = operation.append_description or operation.tags or operation.drop_tags or operation.shift
    return bool(operation.changes or more)
