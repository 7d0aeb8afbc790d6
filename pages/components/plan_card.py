"""The card that waits for a yes: the exact rows, each of which can be unticked, and what became of them."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.agent.plans import Answer
from core.store.models import Message, MessageStatus, ToolCall, ToolCallStatus
from pages.components.text import plain

_BECAME = {
    ToolCallStatus.SUCCESS: ":green[✓]",
    ToolCallStatus.ERROR: ":red[✗]",
    ToolCallStatus.DECLINED: ":gray[–]",
    ToolCallStatus.PENDING: ":orange[…]",
}
_KEEP = {
    "Delete": "Keep them",
    "Add": "Don’t add",
    "Complete": "Leave them",
    "Reopen": "Leave them",
    "Change": "Leave them",
}


def draw_plan(message: Message, calls: list[ToolCall], answer: Callable[[str, Answer], None], *, key: str) -> None:
    """Draw the plan of this message; `answer` is called back with the words to send and the decision."""
    plan = (message.question or {}).get("plan")
    if not plan:
        return
    by_id = {call.id: call for call in calls}
    rows = [row for row in plan["rows"] if row["call_id"] in by_id]
    with st.container(key=f"plan-card-{key}-{message.id}", border=True):
        st.markdown(f"**{plain(plan['title'])}**")
        if message.status is MessageStatus.WAITING:
            _draw_waiting(message, plan, rows, answer, key)
        else:
            for row in rows:
                st.markdown(f"{_BECAME[by_id[row['call_id']].status]} {_label(row)}")


@st.fragment
def _draw_waiting(
    message: Message, plan: dict[str, Any], rows: list[dict[str, Any]], answer: Callable[[str, Answer], None], key: str
) -> None:
    ticked = [row for row in rows if st.checkbox(_label(row), value=True, key=f"tick-{key}-{row['call_id']}")]
    verb = plan["verb"]
    one = len(rows) == 1
    yes = verb if one else f"{verb} {len(ticked)}"
    said = f"Yes, {verb.lower()} it" if one else f"Yes, {verb.lower()} {_how_many(len(ticked), len(rows))}"
    no = _KEEP[verb].replace("them", "it") if one else _KEEP[verb]
    with st.container(horizontal=True, vertical_alignment="center", key=f"plan-buttons-{key}-{message.id}"):
        st.button(
            yes,
            key=f"plan-yes-{key}-{message.id}",
            disabled=not ticked,
            on_click=answer,
            args=(said, Answer(True, tuple(row["call_id"] for row in ticked))),
        )
        st.button(no, key=f"plan-no-{key}-{message.id}", on_click=answer, args=(f"No, {no.lower()}", Answer(False)))
        hint = "or answer yes / no"
        st.caption(f"{hint} · stays in the trash for 30 days" if verb == "Delete" else hint)


def _how_many(ticked: int, total: int) -> str:
    return f"all {total}" if ticked == total else f"{ticked} of {total}"


def _label(row: dict[str, Any]) -> str:
    return plain(f"#{row['number']} {row['title']}" if row.get("number") else row["title"])
