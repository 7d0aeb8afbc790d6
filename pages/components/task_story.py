"""A task's history in words: who changed what, through which door, and how to get to where it was said."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from core.language.say import say_due, say_repeat
from core.store.board import StoryEntry
from core.text import shorten
from pages.components.board_news import deed_of

_DOORS = {
    "offline": "in chat",
    "gemini": "in chat",
    "chat": "in chat",
    "board": "on the board",
    "cli": "in the terminal",
}
_HEADS = {
    "added": "Added",
    "done": "Done",
    "reopened": "Moved back to To do",
    "started": "Moved to In progress",
    "changed": "Changed",
    "deleted": "Moved to the trash",
}


@dataclass(frozen=True)
class StoryLine:
    """One line of the history."""

    head: str
    details: tuple[str, ...]
    where_and_when: str
    call_id: int
    conversation_id: UUID | None
    is_undone: bool


def tell(entries: list[StoryEntry], zone: ZoneInfo, now: datetime) -> list[StoryLine]:
    """The entries as lines, in their order."""
    local = now.astimezone(zone).replace(tzinfo=None)
    lines = []
    for entry in entries:
        call = entry.call
        happened = (call.completed_at or call.created_at).astimezone(zone).replace(tzinfo=None)
        lines.append(
            StoryLine(
                _HEADS[deed_of(call)],
                tuple(differences(call.before or {}, call.after or {}, zone, local)) if call.before else (),
                f"{_door(call.actor)} · {say_due(happened, local)}",
                call.id or 0,
                entry.conversation_id,
                call.undone_by is not None,
            )
        )
    return lines


def differences(before: dict[str, Any], after: dict[str, Any], zone: ZoneInfo, local: datetime) -> list[str]:
    """What differs between two snapshots, but for the column: "due tomorrow → Friday 27 Nov"."""
    found = []
    if before["title"] != after["title"]:
        found.append(f"title “{shorten(before['title'], 60)}” → “{shorten(after['title'], 60)}”")
    old, new = _words(before, zone, local), _words(after, zone, local)
    found += [f"{name} {old[name]} → {new[name]}" for name in old if old[name] != new[name]]
    if before["description"] != after["description"]:
        found.append("notes written" if not before["description"] else "notes rewritten")
    return found


def _words(snapshot: dict[str, Any], zone: ZoneInfo, local: datetime) -> dict[str, str]:
    due = due_of_snapshot(snapshot, zone)
    return {
        "priority": snapshot["priority"] or "none",
        "due": say_due(due, local) if due else "none",
        "repeat": say_repeat(snapshot["rrule"]) if snapshot["rrule"] else "none",
        "tags": " ".join(f"#{tag}" for tag in snapshot["tags"]) or "none",
    }


def due_of_snapshot(snapshot: dict[str, Any], zone: ZoneInfo) -> date | datetime | None:
    """When a snapshot's task was due: a date, a naive date-time in the zone, or None."""
    if not snapshot["due_at"]:
        return None
    moment = datetime.fromisoformat(snapshot["due_at"])
    return moment.astimezone(zone).replace(tzinfo=None) if snapshot["due_has_time"] else moment.astimezone(UTC).date()


def _door(actor: str) -> str:
    return f"by {actor.removeprefix('mcp:')}" if actor.startswith("mcp:") else _DOORS.get(actor, actor)
