"""A session's messages to read, each reply with the tool calls it made, as a component.

One element instead of hundreds, which can also bring the message of a chosen call into view. The browser's half is
transcript.js; it sets text as text.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from core.attachments import described
from core.store.conversations import Thread
from core.store.excerpts import marked
from core.store.models import Message, MessageRole, MessageStatus, ToolCall
from core.text import shorten
from pages.components.attachments import ATTACHMENTS_CSS, for_browser, with_attachments
from pages.components.steps import notes_on, object_of, say_duration

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "violet_transcript",
    html='<div class="transcript" role="log" aria-label="Transcript" tabindex="0"></div>',
    css="\n".join([ATTACHMENTS_CSS, (_HERE / "transcript.css").read_text()]),
    js=with_attachments(_HERE / "transcript.js"),
)

_ENDINGS = {
    MessageStatus.RUNNING: "Still working on it.",
    MessageStatus.WAITING: "Waits for an answer.",
    MessageStatus.INTERRUPTED: "Was interrupted.",
    MessageStatus.FAILED: "Failed.",
    MessageStatus.STOPPED: "Was stopped.",
}


def transcript(
    thread: Thread,
    zone: ZoneInfo,
    words: Sequence[str],
    call: ToolCall | None,
    *,
    is_asked_for: bool,
    key: str,
    on_pick: Callable[[int], None],
    on_earlier: Callable[[], None],
) -> None:
    """Draw the messages with `words` marked and the chosen call too, its message in view where it was asked for.

    The callbacks run before the next run of the page.
    """

    def picked() -> None:
        if call_id := st.session_state[key].get("picked"):
            on_pick(int(call_id))

    def earlier() -> None:
        if st.session_state[key].get("earlier"):
            on_earlier()

    _component(
        key=key,
        data={
            "has_earlier": thread.has_earlier,
            "messages": [_message(each, thread, zone, words) for each in thread.messages],
            "call": call.id if call else None,
            "message": call.message_id if call and is_asked_for else None,
        },
        on_picked_change=picked,
        on_earlier_change=earlier,
        height="content",
    )


def _message(message: Message, thread: Thread, zone: ZoneInfo, words: Sequence[str]) -> dict[str, Any]:
    local = message.created_at.astimezone(zone)
    return {
        "id": message.id,
        "by": "you" if message.role is MessageRole.USER else "agent",
        "text": marked(message.content, words),
        "day": f"{local:%A} {local.day} {local:%B %Y}",
        "when": f"{local:%H:%M}",
        "files": [for_browser(each) for each in described(message.attachments)],
        "note": " · ".join(filter(None, [_ENDINGS.get(message.status, ""), *notes_on(message)])),
        "is_trouble": message.status in (MessageStatus.FAILED, MessageStatus.INTERRUPTED),
        "rating": message.rating,
        "comment": message.rating_comment or "",
        "calls": [
            {
                "id": each.id,
                "tool": each.tool_name,
                "about": shorten(object_of(each), 60),
                "took": "" if each.execution_time_ms is None else say_duration(each.execution_time_ms),
                "status": each.status.value,
            }
            for each in thread.tool_calls.get(message.id or 0, [])
        ],
    }
