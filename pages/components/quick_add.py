"""Quick add: one line in words becomes a task, and what was understood shows before it is added.

Here every sentence is a new task, whatever else it might mean in the chat: "mark the invoice as paid" is something
to do. The field is our own component because Streamlit's cannot tell a pause in typing from Enter.
"""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import streamlit as st

from core.errors import AppError
from core.language.adding import new_tasks
from core.language.commands import understand
from core.language.normalise import Said, tidy
from core.language.operations import Context, Intent, Operation
from core.language.say import say_due, say_repeat
from core.text import MESSAGE_LIMIT, TITLE_LIMIT, clean_line, shorten
from pages.components.draft import with_drafts
from pages.components.outbox import done_ids, new_deeds, with_outbox
from pages.components.sign_in import SignedIn

# "add …", "remind me to …": the words of asking, which the understanding of the chat takes off. Everything else is
# read as the task's own words ("buy milk" stays "Buy milk").
_ASKS = re.compile(
    r"(?:please )?(?:add|create|make|new|remind|remember|don'?t (?:let me )?forget|note)\b", re.IGNORECASE
)
_TYPED, _REFUSED = "quick_add_typed", "quick_add_refused"

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "violet_quick_add",
    html=(
        '<div class="line"><input type="text" aria-label="Add a task" aria-describedby="understood" autocomplete="off"'
        ' enterkeyhint="done" placeholder="Add a task: “pay rent on the 1st !high”">'
        '<button type="button" hidden>Add</button>'
        '<div class="understood" id="understood" aria-live="polite" hidden></div></div>'
    ),
    css=(_HERE / "quick_add.css").read_text(),
    js=with_drafts(with_outbox(_HERE / "quick_add.js")),
)


@dataclass(frozen=True)
class Chip:
    """One thing understood besides the title."""

    text: str
    tone: str


def read_tasks(text: str, now: datetime) -> list[Operation]:
    """The tasks in a line, at least one unless it is empty. `now` is naive, in the person's zone."""
    line = clean_line(text)
    if not line:
        return []
    if len(line) > TITLE_LIMIT:  # understanding would cut it; adding it as it is says how long it may be
        return [Operation(Intent.ADD, "typed into quick add", title=line)]
    context = Context(now)
    operations = understand(line, context) if _ASKS.match(line) else ()
    if not operations or any(operation.intent is not Intent.ADD for operation in operations):
        operations = new_tasks(Said.of(tidy(line)).part(0), context, "typed into quick add")
    if not operations or any(not operation.title for operation in operations):
        return [Operation(Intent.ADD, "typed into quick add", title=line)]
    return list(operations)


def add_arguments(operation: Operation) -> dict[str, Any]:
    """The arguments of `add_task` for one task read from a line."""
    given = {
        "title": operation.title,
        "description": operation.description,
        "priority": operation.priority,
        "due": operation.due.isoformat() if operation.due else None,
        "repeat": operation.repeat,
        "tags": list(operation.tags) or None,
    }
    return {name: value for name, value in given.items() if value is not None}


def preview(text: str, now: datetime) -> dict[str, Any]:
    """What the line would add, for the component: each task's title and chips."""
    operations = read_tasks(text, now)
    count = len(operations)
    tasks = [
        {"title": shorten(operation.title or "", 120), "chips": [asdict(chip) for chip in chips_of(operation, now)]}
        for operation in operations
    ]
    hint = "Enter adds it" if count == 1 else f"Enter adds {count} tasks"
    notes = [operation.due_note for operation in operations if operation.due_note]
    return {"text": text, "tasks": tasks, "hint": " · ".join([hint, *notes]) if tasks else ""}


def chips_of(operation: Operation, now: datetime) -> list[Chip]:
    """Due date, repeat, priority, tags and notes, in words."""
    chips = []
    if operation.due:
        chips.append(Chip(say_due(operation.due, now), "due"))
    if operation.repeat:
        chips.append(Chip(f"↻ {say_repeat(operation.repeat)}", "repeat"))
    if operation.priority:
        chips.append(Chip(operation.priority, operation.priority))
    chips += [Chip(f"#{tag}", "tag") for tag in operation.tags]
    if operation.description:
        chips.append(Chip(f"notes: {shorten(operation.description, 60)}", "notes"))
    return chips


def quick_add(
    user: SignedIn, now: Callable[[], datetime], add: Callable[[list[dict[str, Any]]], None], *, key: str
) -> None:
    """Draw the line. `add` gets the arguments of each task to add and raises AppError where it can't."""

    def typed() -> None:
        text = st.session_state[key].get("typed")
        st.session_state[_TYPED] = text[:MESSAGE_LIMIT] if isinstance(text, str) else ""

    def did() -> None:
        st.session_state[_TYPED] = ""
        for deed in new_deeds(key):
            st.session_state[_REFUSED] = take(str(deed.get("text", "")), deed["id"], now(), add)

    text = st.session_state.get(_TYPED, "")
    _component(
        key=key,
        data={
            "person": str(user.id),
            "draft": text,
            "preview": preview(text, now()) if text.strip() else None,
            "refused": st.session_state.get(_REFUSED),
            "done": done_ids(key),
        },
        on_typed_change=typed,
        on_did_change=did,
        height="content",
    )


def take(text: str, entry_id: str, now: datetime, add: Callable[[list[dict[str, Any]]], None]) -> dict[str, str] | None:
    """Add what a line says; returns the line with the reason where that failed, so that nothing typed is lost."""
    try:
        add([add_arguments(operation) for operation in read_tasks(text, now)])
    except AppError as error:
        return {"id": entry_id, "text": text, "sentence": error.sentence}
    return None
