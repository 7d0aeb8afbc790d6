"""The tool calls of a session: a table of them, and everything that is known of the chosen one."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

import streamlit as st

from core.store.models import ToolCall, ToolCallStatus
from core.text import shorten
from pages.components.steps import as_json, object_of, say_duration
from pages.components.table import Cell, Column, Row, Tone, said, table

_COLUMNS = (
    Column("Tool", width=138),
    Column("Input"),
    Column("Status", width=96),
    Column("Took", width=70, is_number=True),
    Column("When", width=92),
    Column("By", width=84),
)
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"  # what reads right to left does not turn what stands around it
_HEIGHT = 320  # pixels: the chosen call's own panel begins on the first screen
_TONES: dict[ToolCallStatus, Tone] = {
    ToolCallStatus.SUCCESS: "done",
    ToolCallStatus.ERROR: "danger",
    ToolCallStatus.PENDING: "waiting",
    ToolCallStatus.DECLINED: "dim",
}
_BADGES: dict[Tone, Literal["green", "red", "orange", "gray"]] = {
    "done": "green",
    "danger": "red",
    "waiting": "orange",
    "dim": "gray",
}
_COUNTERS = ("version", "updated_at", "position")  # differ after every change, and say nothing of it


def draw_calls(
    calls: Sequence[ToolCall],
    chosen: ToolCall | None,
    zone: ZoneInfo,
    href: Callable[[int], str],
    *,
    key: str,
    on_pick: Callable[[int], None],
) -> None:
    """The table. `href` is the address of a call; `on_pick` gets the id of the call that was chosen."""
    rows = [
        Row(
            str(call.id), href(call.id or 0), _cells(call, zone), is_current=chosen is not None and call.id == chosen.id
        )
        for call in calls
    ]
    table("Tool calls", _COLUMNS, rows, key=key, max_height=_HEIGHT, on_pick=lambda call_id: on_pick(int(call_id)))


def _cells(call: ToolCall, zone: ZoneInfo) -> list[Cell]:
    local = call.created_at.astimezone(zone)
    took = "" if call.execution_time_ms is None else say_duration(call.execution_time_ms)
    short = in_short(call)
    return [
        Cell(said(call.tool_name), is_code=True),
        Cell(said(short), title=short, phone=shorten(short, 80)),
        Cell(said(call.status.value), tone=_TONES[call.status], is_badge=True, phone=call.status.value),
        Cell(said(took or "–"), tone="dim", phone=took or None),
        Cell(said(f"{local:%H:%M:%S}"), tone="dim", title=_moment(local), phone=f"{local:%H:%M:%S}"),
        Cell(said(call.actor), tone="dim", title=call.actor, phone=call.actor),
    ]


def in_short(call: ToolCall) -> str:
    """A call's input on one line, a task by number and title: "#4 Quarterly report · due 2026-11-27"."""
    given = {name: value for name, value in call.tool_input.items() if value not in (None, "", [])}
    number, title = given.pop("number", None), given.pop("title", None)
    title = title or (call.tool_output or {}).get("title")
    task = " ".join(str(part) for part in (f"#{number}" if number else None, title) if part)
    parts = [task] if task else []
    for name, value in given.items():
        parts.append(f"{name} {', '.join(map(str, value)) if isinstance(value, list) else value}")
    return shorten(" · ".join(parts) or "everything", 200)


# -- one call --------------------------------------------------------------------------------------------------------


def draw_call(call: ToolCall, asked: str, zone: ZoneInfo) -> None:
    """Everything the log knows of one call; `asked` is what the person said in its turn."""
    with st.container(key="history-call"):
        with st.container(key="history-call-head", horizontal=True, vertical_alignment="center"):
            st.text(call.tool_name)
            st.badge(call.status.value, color=_BADGES[_TONES[call.status]])
        _draw_line("about", shorten(object_of(call), 160))
        if asked:
            _draw_line("asked", f"“{_ISOLATE}{shorten(' '.join(asked.split()), 280)}{_END_ISOLATE}”")
        _draw_line("facts", " · ".join(_facts(call, zone)))
        if call.reasoning:
            _draw_line("why", f"Why: {call.reasoning}")
        _draw_json("Input", call.tool_input)
        if changes := differences(call.before, call.after):
            _draw_label("Before and after")
            st.code(changes, language="diff", wrap_lines=True)
        if call.tool_output is not None:
            _draw_json("Output", call.tool_output)


def _draw_line(name: str, text: str) -> None:
    with st.container(key=f"history-call-{name}"):
        st.text(text)


def _draw_label(text: str) -> None:
    _draw_line(f"label-{text[:2].lower()}", text)


def _draw_json(label: str, value: dict[str, Any]) -> None:
    text = as_json(value)
    _draw_label(label)
    st.code(text, language="json", wrap_lines=True, height=320 if text.count("\n") > 16 else "content")


def _facts(call: ToolCall, zone: ZoneInfo) -> list[str]:
    """When, how long, by whom, and what became of it."""
    facts = [_moment(call.created_at.astimezone(zone)), f"by {call.actor}"]
    if call.execution_time_ms is not None:
        facts.append(f"took {say_duration(call.execution_time_ms)}")
    if call.confirmed_at:
        facts.append(f"confirmed {call.confirmed_at.astimezone(zone):%H:%M:%S}")
    if call.status is ToolCallStatus.PENDING:
        facts.append("waits for a yes")
    if call.undone_by:
        facts.append("undone later")
    facts.append(f"call {call.id}")
    return facts


def differences(before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    """What a call changed, as the lines of a diff; all that is filled in where the task is new, "" for no change."""
    if after is None:
        return ""
    lines = []
    for name in {**(before or {}), **after}:
        old, new = (before or {}).get(name), after.get(name)
        if old == new or name in _COUNTERS or (before is None and new in (None, "", [], False)):
            continue
        if before is not None and name in before:
            lines.append(f"- {name}: {json.dumps(old, ensure_ascii=False)}")
        lines.append(f"+ {name}: {json.dumps(new, ensure_ascii=False)}")
    return "\n".join(lines)


def _moment(local: datetime) -> str:
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M:%S}"
