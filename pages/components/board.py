"""The kanban board as a component: what a card shows, in words, and what the person did with one.

Our own code, because none of the ready-made boards shows a change made elsewhere or works without a mouse. The
browser's half (board.js, board_carry.js) draws text as text and never repaints under a card that is being carried.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import streamlit as st

from core.language.say import say_due_short, say_repeat
from core.store.board import Column
from core.store.models import Task, TaskStatus
from core.tools.tasks import due_in
from pages.components.outbox import done_ids, new_deeds, with_outbox

Tone = Literal["overdue", "today", "later", "done"]

TITLES = {TaskStatus.TODO: "To do", TaskStatus.DOING: "In progress", TaskStatus.DONE: "Done"}
_EMPTY = {
    TaskStatus.TODO: ("All clear", "Add something above, or tell me about it in the chat."),
    TaskStatus.DOING: ("Nothing under way", "Drag a card here when you start on it."),
    TaskStatus.DONE: ("Nothing finished yet", "What you tick off lands here."),
}
_FIRST = ("A fresh start", "Write your first task above, or tell me about it in the chat.")
_NO_MATCH = ("Nothing matches", "Try other words, or clear the filters.")

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "violet_board",
    html=(
        '<div class="frame"><div class="board" role="group" aria-label="Task board">'
        '<div class="tabs" role="group" aria-label="Columns"></div><div class="lanes"></div></div></div>'
        '<p class="away" id="hint">Enter opens the card. Space picks it up; then the arrow keys move it.</p>'
        '<div class="away voice" aria-live="assertive"></div>'
    ),
    css=(_HERE / "board.css").read_text(),
    js=with_outbox(_HERE / "board.js", _HERE / "board_carry.js"),
)


@dataclass(frozen=True)
class Due:
    """When, in words, and how it looks."""

    text: str
    tone: Tone


@dataclass(frozen=True)
class Card:
    """One task as the board shows it. `spoken` is what a screen reader says."""

    number: int
    title: str
    status: str
    priority: str | None
    due: Due | None
    tags: list[str]
    repeat: str
    has_notes: bool
    spoken: str


@dataclass(frozen=True)
class Move:
    """A card was dropped: into which column, and between which neighbours where the order is the person's own."""

    number: int
    to: TaskStatus
    above: int | None
    below: int | None
    is_placed: bool


def card_of(task: Task, zone: ZoneInfo, now: datetime) -> Card:
    """The card of a task, as of this moment in the person's zone."""
    local = now.astimezone(zone).replace(tzinfo=None)
    due = due_of(task, zone, local)
    repeat = say_repeat(task.rrule) if task.rrule else ""
    spoken = [f"{task.number}: {task.title}"]
    spoken += [f"{task.priority.value} priority"] if task.priority else []
    spoken += [due.text if due.tone in ("overdue", "done") else f"due {due.text}"] if due else []
    spoken += [repeat] if repeat else []
    return Card(
        task.number,
        task.title,
        task.status.value,
        task.priority.value if task.priority else None,
        due,
        list(task.tags),
        repeat,
        bool(task.description),
        ", ".join(spoken),
    )


def due_of(task: Task, zone: ZoneInfo, local: datetime) -> Due | None:
    """The due date in words, or for a finished task when it was finished. `local` is naive, in the person's zone."""
    if task.status is TaskStatus.DONE:
        finished = (task.completed_at or task.updated_at).astimezone(zone).date()
        return Due(_say_finished(finished, local.date()), "done")
    due = due_in(task, zone)
    if due is None:
        return None
    if isinstance(due, datetime):
        due = due.replace(tzinfo=None)
        is_today, is_over = due.date() == local.date(), due < local
    else:
        is_today, is_over = due == local.date(), due < local.date()
    words = say_due_short(due, local)
    if is_over and "overdue" not in words:
        words += " · overdue"
    return Due(words, "overdue" if is_over else "today" if is_today else "later")


def _say_finished(day: date, today: date) -> str:
    days = (today - day).days
    if days <= 1:
        return "today" if days <= 0 else "yesterday"
    if days < 7:
        return f"{day:%a}"
    return f"{day.day} {day:%b}" + (f" {day.year}" if day.year != today.year else "")


def board(
    columns: Mapping[TaskStatus, Column],
    zone: ZoneInfo,
    now: datetime,
    *,
    key: str,
    can_order: bool,
    is_filtered: bool,
    flash: Sequence[int],
    flash_id: int,
    run: int,
    on_move: Callable[[Move], None],
    on_tick: Callable[[int, bool], None],
    on_open: Callable[[int], None],
) -> None:
    """Draw the columns; the three callbacks run before the next run of the page.

    `flash` names cards that just changed; `flash_id` makes the same ones flash only once. `run` must differ after every
    deed, so that a move that failed is taken back on the screen.
    """

    def did() -> None:
        for deed in new_deeds(key):
            if move := read_move(deed):
                on_move(move)
            elif _is_number(deed.get("number")) and isinstance(deed.get("done"), bool):
                on_tick(deed["number"], deed["done"])

    def opened() -> None:
        if _is_number(number := st.session_state[key].get("opened")):
            on_open(number)

    _component(
        key=key,
        data={
            "columns": [
                _column(status, column, zone, now, _empty_words(status, columns, is_filtered))
                for status, column in columns.items()
            ],
            "canOrder": can_order,
            "flash": {"numbers": list(flash), "id": flash_id},
            "run": run,
            "done": done_ids(key),
        },
        on_did_change=did,
        on_opened_change=opened,
        height="content",
    )


def read_move(said: Any) -> Move | None:
    """What the browser reported, checked: it is only a browser."""
    if not isinstance(said, Mapping) or not _is_number(said.get("number")):
        return None
    try:
        to = TaskStatus(str(said.get("to")))
    except ValueError:
        return None
    above, below = (number if _is_number(number := said.get(name)) else None for name in ("above", "below"))
    return Move(said["number"], to, above, below, said.get("placed") is True)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _empty_words(status: TaskStatus, columns: Mapping[TaskStatus, Column], is_filtered: bool) -> tuple[str, str]:
    """What an empty column says: a title and a hint."""
    if is_filtered:
        return _NO_MATCH
    is_new = len(columns) == len(TaskStatus) and not any(column.total for column in columns.values())
    return _FIRST if is_new and status is TaskStatus.TODO else _EMPTY[status]


def _column(
    status: TaskStatus, column: Column, zone: ZoneInfo, now: datetime, empty: tuple[str, str]
) -> dict[str, Any]:
    hidden = column.total - len(column.tasks)
    return {
        "id": status.value,
        "title": TITLES[status],
        "total": column.total,
        "cards": [asdict(card_of(task, zone, now)) for task in column.tasks],
        "more": f"and {hidden:,} more: search to find them" if hidden > 0 else "",
        "empty": {"title": empty[0], "text": empty[1]},
    }
