"""From an operation and the task it is about to the call that carries it out, with the reason for the log."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from core.agent.listing import LIST_LIMIT, MOST_LISTED, due_of
from core.agent.protocol import Outcome
from core.language.operations import Due, Intent, Operation, TaskFilter
from core.text import shorten
from core.tools.registry import Request

_HOUR = r"(?:\d{1,2}(?:[:.]\d\d)?|noon|midday|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_ONLY_A_TIME = re.compile(
    rf"(?:(?:at|by|around|from|@) ?)?(?:(?:half|quarter)(?: past| to)? )?{_HOUR} ?(?:[ap]\.?m\.?|o'clock)?",
    re.IGNORECASE,
)
_SEARCH_LIMIT = 200  # characters that `list_tasks` searches for
_DAYS_DUE, _DAYS_DONE = {"due", "due_from", "due_to"}, {"completed_from", "completed_to"}
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
    if asked.status is None and not (asked.created_from or asked.created_to or operation.any_status):
        asked = replace(asked, status="done" if asked.completed_from or asked.completed_to else "open")
    arguments = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in vars(asked).items()
        if value is not None
    }
    if operation.sort or asked.status == "done":
        arguments["sort"] = operation.sort or "completed"
    arguments["limit"] = max(1, min(operation.limit or LIST_LIMIT, MOST_LISTED))
    return Request("list_tasks", arguments, f"Read as a question about tasks: {operation.rule}.")


def narrowed_request(operation: Operation, last: Outcome) -> Request:
    """The list shown last, with what this request adds to it or puts in the place of what it said before."""
    days = operation.filter
    if (
        days and days.due_to and last.arguments.get("status") == "done"
    ):  # "and last week?", after what was done in this one
        operation = replace(
            operation,
            filter=replace(days, due_from=None, due_to=None, completed_from=days.due_from, completed_to=days.due_to),
        )
    asked = list_request(replace(operation, filter=operation.filter or TaskFilter()))
    named = {name for name, value in vars(operation.filter or TaskFilter()).items() if value is not None}
    dropped = {"cursor", "limit"}
    if named & _DAYS_DUE:
        dropped |= _DAYS_DUE | _DAYS_DONE
    kept = {name: value for name, value in last.arguments.items() if name not in dropped}
    if named & _DAYS_DUE and kept.get("status") == "done":
        kept |= {"status": "open", "sort": "due"}
    arguments = kept | {
        name: value for name, value in asked.arguments.items() if name in named or name in ("limit", "sort")
    }
    return replace(asked, arguments=arguments)


def next_page_request(operation: Operation, last: Outcome, shown: int) -> Request | None:
    """What comes after the tasks `shown` of the list shown last; None where that was all."""
    after = int(last.arguments.get("cursor") or 0) + shown
    if after >= last.output.get("total", 0):
        return None
    arguments = last.arguments | {"cursor": str(after)}
    return Request("list_tasks", arguments, f"Read as a question about tasks: {operation.rule}.")


def overview_requests(operation: Operation, now: datetime) -> tuple[Request, Request]:
    """What was finished since Monday, and what is open."""
    today = now.date()
    finished = TaskFilter(status="done", completed_from=today - timedelta(days=today.weekday()), completed_to=today)
    return (
        list_request(replace(operation, filter=finished)),
        list_request(replace(operation, filter=None, limit=MOST_LISTED)),
    )


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
