"""The steps of a reply: one collapsed line for each tool call, which opens to its input and output."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from core.language.say import say_due_short
from core.store.models import Message, ToolCall, ToolCallStatus
from core.text import shorten
from core.tools.undo import UNDO
from pages.components.text import plain

_DOTS = {
    ToolCallStatus.SUCCESS: ":green[●]",
    ToolCallStatus.ERROR: ":red[●]",
    ToolCallStatus.PENDING: ":orange[●]",
    ToolCallStatus.DECLINED: ":gray[●]",
}


def steps_of(message: Message, calls: dict[int, list[ToolCall]]) -> list[ToolCall]:
    """What the turn of this message did, in order: its own calls, and those of an earlier plan that it confirmed.

    Calls that wait for a yes, and those another turn decided, are on the plan card instead.
    """
    confirmed = [
        call
        for each in calls.values()
        for call in each
        if call.decided_in_message_id == message.id and call.confirmed_at
    ]
    own = [
        call
        for call in calls.get(message.id or 0, [])
        if call.decided_in_message_id is None and call.status is not ToolCallStatus.PENDING
    ]
    return sorted([*confirmed, *own], key=lambda call: call.id or 0)


def draw_steps(calls: Sequence[ToolCall]) -> None:
    """Each call as a line; its details are sent to the browser only once it is opened."""
    for call in calls:
        with st.expander(_headline(call), key=f"step-{call.id}", type="compact", on_change="rerun") as step:
            if step.open:
                draw_details(call)


def draw_details(call: ToolCall) -> None:
    """Input, output and why, as they were recorded."""
    st.caption("Input")
    st.code(as_json(call.tool_input), language="json", wrap_lines=True)
    st.caption("Output")
    st.code(as_json(call.tool_output), language="json", wrap_lines=True)
    if call.reasoning:
        st.caption("Why")
        st.text(call.reasoning)


def draw_running_step(tool_name: str) -> None:
    """A call that has started and not come back yet."""
    st.markdown(f":orange[●] `{tool_name}` …")


def as_json(value: Any) -> str:
    """Indented JSON for people; letters of every script stay readable."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def _headline(call: ToolCall) -> str:
    name = plain(call.tool_name) if "`" in call.tool_name else f"`{call.tool_name}`"
    took = "" if call.execution_time_ms is None else f" · {say_duration(call.execution_time_ms)}"
    undone = " · undone" if call.undone_by else ""
    return f"{_DOTS[call.status]} {name} {plain(shorten(object_of(call), 60))}{took}{undone}"


def object_of(call: ToolCall) -> str:
    """What a call was about, in a few words: a task's title, or how many tasks it listed."""
    output = call.tool_output or {}
    if call.status is ToolCallStatus.ERROR:
        return call.error_message or "failed"
    if call.tool_name == "list_tasks":
        total = output.get("total", 0)
        return "1 task" if total == 1 else f"{total} tasks"
    if call.tool_name == UNDO:
        count = len(output.get("tasks", []))
        return "1 task put back" if count == 1 else f"{count} tasks put back"
    title = output.get("title") or call.tool_input.get("title")
    return str(title or f"task {call.tool_input.get('number', '')}".strip())


def say_duration(milliseconds: float) -> str:
    """ "3 ms", "250 ms", "1.25 s", "12.4 s"."""
    if milliseconds < 999.5:
        return f"{max(milliseconds, 1):.0f} ms"
    seconds = milliseconds / 1000
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"


def notes_on(message: Message) -> list[str]:
    """What a turn took: "2.1 s", "first word 0.80 s", "1,900 tokens: 1,800 in, 600 cached, 40 thought, 60 out"."""
    tokens = message.tokens or {}
    notes = [say_duration(message.duration_ms)] if message.duration_ms is not None else []
    if (first := tokens.get("first_token_ms")) is not None:
        notes.append(f"first word {say_duration(first)}")
    if total := tokens.get("total"):
        kinds = {"in": "prompt", "cached": "cached", "thought": "thoughts", "out": "output"}
        parts = [f"{tokens[key]:,} {name}" for name, key in kinds.items() if tokens.get(key)]
        notes.append(f"{total:,} tokens" + (f": {', '.join(parts)}" if parts else ""))
    return notes


@dataclass(frozen=True)
class Chip:
    """A task a reply touched, as it was afterwards."""

    number: int
    label: str
    is_gone: bool


def chips_of(calls: Sequence[ToolCall], zone: ZoneInfo, now: datetime) -> list[Chip]:
    """The tasks these calls changed, each once, as the last call left it; gone is what an undo took away again."""
    views: dict[int, tuple[dict[str, Any], bool]] = {}
    for call in calls:
        if call.status is not ToolCallStatus.SUCCESS or call.tool_name == "list_tasks":
            continue
        output = call.tool_output or {}
        is_undone = call.undone_by is not None
        is_gone = call.tool_name == ("add_task" if is_undone else "delete_task")
        for view in output.get("tasks", [output]):
            if "number" in view:
                views[view["number"]] = (view, is_gone or bool(view.get("removed")))
        if following := output.get("next"):
            views[following["number"]] = (following, is_undone)
    return [Chip(number, _chip_label(view, zone, now), is_gone) for number, (view, is_gone) in views.items()]


def _chip_label(view: dict[str, Any], zone: ZoneInfo, now: datetime) -> str:
    label = f"#{view['number']} {shorten(str(view['title']), 40)}"
    if view.get("due_at") and view.get("status") != "done":
        due: date | datetime = (
            datetime.fromisoformat(view["due_at"]).astimezone(zone).replace(tzinfo=None)
            if view.get("due_has_time")
            else date.fromisoformat(view["due_at"])
        )
        label += f" · {say_due_short(due, now.astimezone(zone).replace(tzinfo=None))}"
    return label
