"""A task as the card's fields hold it, and from what was edited there the arguments of `update_task`.

Pure functions of values; a field the person did not touch never becomes a change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import InvalidInput
from core.language.recurrence import find_recurrence
from core.language.say import say_repeat
from core.text import clean, clean_line
from pages.components.task_story import due_of_snapshot

REPEATS = ("every day", "every weekday", "every week", "every month", "every year")


@dataclass(frozen=True)
class Draft:
    """The fields of a card. `repeat` is in words; `clock` without a `day` means nothing."""

    title: str
    notes: str
    status: str
    priority: str | None
    day: date | None
    clock: time | None
    repeat: str | None
    tags: tuple[str, ...]


def draft_of(snapshot: Mapping[str, Any], zone: ZoneInfo) -> Draft:
    """The fields as they are to begin with."""
    due = due_of_snapshot(dict(snapshot), zone)
    return Draft(
        title=snapshot["title"],
        notes=snapshot["description"],
        status=snapshot["status"],
        priority=snapshot["priority"],
        day=due.date() if isinstance(due, datetime) else due,
        clock=due.time() if isinstance(due, datetime) else None,
        repeat=say_repeat(snapshot["rrule"]) if snapshot["rrule"] else None,
        tags=tuple(snapshot["tags"]),
    )


def changes_between(opened: Draft, edited: Draft, now: datetime) -> dict[str, Any]:
    """What to change: `update_task` arguments. `now` is naive, in the person's zone.

    Raises InvalidInput for a time without a day, and for a repeat that isn't understood.
    """
    changes: dict[str, Any] = {}
    if clean_line(edited.title) != opened.title:
        changes["title"] = edited.title
    if clean(edited.notes).strip() != opened.notes:
        changes["description"] = edited.notes
    if edited.status != opened.status:
        changes["status"] = edited.status
    if edited.priority != opened.priority:
        changes["priority"] = edited.priority
    if (edited.day, edited.clock) != (opened.day, opened.clock):
        changes["due"] = _due(edited.day, edited.clock)
    if (edited.repeat or None) != opened.repeat:
        changes["repeat"] = _rule(edited.repeat, now)
    if edited.tags != opened.tags:
        changes["tags"] = list(edited.tags)
    return changes


def _due(day: date | None, clock: time | None) -> str | None:
    if day is None:
        if clock is not None:
            raise InvalidInput("Which day is that time on? Pick a due date too, or clear the time.")
        return None
    return (datetime.combine(day, clock) if clock else day).isoformat()


def _rule(words: str | None, now: datetime) -> str | None:
    if not words or not words.strip():
        return None
    found = find_recurrence(words, now)
    if found is None or found.rest.strip(" .,"):
        raise InvalidInput(f"I can’t read “{words}” as a repeat. Try “every Monday” or “every 2 weeks”.")
    return found.rrule
