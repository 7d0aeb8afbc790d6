"""What changed on the board since the person last looked, in one line, with a way to undo it.

The log of calls is what tells: whatever door a change came through, it is an entry there.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from core.store.models import ToolCall
from core.text import shorten
from core.tools.undo import UNDO

_DOORS = {"offline": "from chat", "gemini": "from chat", "chat": "from chat", "board": "in another window"}
_ORDER = ("added", "done", "reopened", "started", "changed", "deleted", "put back")


@dataclass(frozen=True)
class News:
    """The line, the cards it is about, and the calls that Undo would take back (none: there is no Undo)."""

    sentence: str
    numbers: tuple[int, ...]
    call_ids: tuple[int, ...]


def news_of(calls: Sequence[ToolCall], own: Collection[int]) -> News | None:
    """What these calls did; `own` are the ids of those made in this window, whose door goes without saying."""
    deeds = [(call, deed_of(call)) for call in calls]
    numbers: dict[int, None] = {}
    for call, _ in deeds:
        numbers |= dict.fromkeys(_numbers(call))
    if not deeds:
        return None
    if len(deeds) == 1 and deeds[0][1] != "put back":
        call, deed = deeds[0]
        title = str((call.tool_output or {}).get("title", ""))
        sentence = f"“{shorten(title, 48)}” {_ALONE[deed]}"
    else:
        counts = Counter[str]()
        for call, deed in deeds:
            counts[deed] += len(_numbers(call)) if deed == "put back" else 1
        sentence = ", ".join(f"{counts[deed]} {deed}" for deed in _ORDER if counts[deed])
    doors = {_door(call) for call in calls if call.id not in own}
    if len(doors) == 1 and len([call for call in calls if call.id not in own]) == len(calls):
        sentence += f" {doors.pop()}"
    can_undo = all(call.tool_name != UNDO and call.undone_by is None for call in calls)
    return News(sentence, tuple(numbers), tuple(call.id or 0 for call in calls) if can_undo else ())


_ALONE = {
    "added": "added",
    "done": "done",
    "reopened": "reopened",
    "started": "started",
    "changed": "changed",
    "deleted": "moved to the trash",
}


def deed_of(call: ToolCall) -> str:
    """What a call did, in a word."""
    if call.tool_name == UNDO:
        return "put back"
    if call.tool_name == "add_task":
        return "added"
    if call.tool_name == "delete_task":
        return "deleted"
    before, after = call.before or {}, call.after or {}
    if before.get("status") != after.get("status"):
        if after.get("status") == "done":
            return "done"
        return "started" if after.get("status") == "doing" else "reopened"
    return "changed"


def _numbers(call: ToolCall) -> list[int]:
    """The tasks a call touched, the next occurrence it left behind among them."""
    output: dict[str, Any] = call.tool_output or {}
    views = [*output.get("tasks", [output]), output.get("next") or {}]
    return [view["number"] for view in views if "number" in view]


def _door(call: ToolCall) -> str:
    if call.actor.startswith("mcp:"):
        return f"by {call.actor.removeprefix('mcp:')}"
    return _DOORS.get(call.actor, "from the terminal")
