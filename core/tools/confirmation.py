"""Which calls wait for the person's yes, and the plan card that asks for it (`interfaces.md`, "The tools")."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from core.errors import NotFound
from core.store import tasks as store
from core.store.models import ToolCall
from core.tools.registry import Request

BULK_CHANGES = 5  # completing, updating or moving so many at once asks first
BULK_ADDS = 11


@dataclass(frozen=True)
class PlanRow:
    """One call of a plan: what it would do to which task."""

    call_id: int
    tool_name: str
    number: int | None
    title: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Plan:
    """What waits for a yes."""

    title: str  # "Delete 3 tasks?"
    verb: str  # "Delete"
    rows: tuple[PlanRow, ...]

    def to_json(self) -> dict[str, Any]:
        return {"title": self.title, "verb": self.verb, "rows": [row.to_json() for row in self.rows]}


def must_ask(
    session: Session, user_id: UUID, requests: Sequence[Request], earlier: Sequence[Request] = ()
) -> list[bool]:
    """For each call of one step, whether it waits for a yes; one on a task that isn't there just fails.

    `earlier` are the calls the turn made before: many small steps are as much as one large one.
    """
    counts = Counter(request.name for request in (*earlier, *requests))
    changes = counts["complete_task"] + counts["update_task"]

    def asks(request: Request) -> bool:
        match request.name:
            case "delete_task":
                return _title_of(session, user_id, request.arguments.get("number")) is not None
            case "complete_task" | "update_task":
                return changes >= BULK_CHANGES
            case "add_task":
                return counts["add_task"] >= BULK_ADDS
        return False

    return [asks(request) for request in requests]


def make_plan(session: Session, user_id: UUID, rows: Sequence[ToolCall]) -> Plan:
    """The card for these pending calls."""
    plan_rows = tuple(
        PlanRow(
            row.id or 0,
            row.tool_name,
            number if isinstance(number := row.tool_input.get("number"), int) else None,
            _title_of(session, user_id, row.tool_input.get("number")) or str(row.tool_input.get("title") or "a task"),
        )
        for row in rows
    )
    names = {row.tool_name for row in rows}
    reopens = all(row.tool_input.get("completed") is False for row in rows)
    verb = "Change"
    if names == {"delete_task"}:
        verb = "Delete"
    elif names == {"complete_task"}:
        verb = "Reopen" if reopens else "Complete"
    elif names == {"add_task"}:
        verb = "Add"
    what = f"“{plan_rows[0].title}”" if len(plan_rows) == 1 else f"{len(plan_rows)} tasks"
    return Plan(f"{verb} {what}?", verb, plan_rows)


def _title_of(session: Session, user_id: UUID, number: Any) -> str | None:
    if not isinstance(number, int):
        return None
    try:
        return store.get_task(session, user_id, number).title
    except NotFound:
        return None
