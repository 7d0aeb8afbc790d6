"""The history page: every session in a table to search, and one session with its tool calls beside the transcript.

`?session=<id>` opens a session and `?call=<id>` a tool call; the other parts of the address are the table's filters.
"""

from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st
from sqlmodel import Session

from core.errors import NotFound
from core.services import services
from core.session_view import NAMES, View, read_view
from core.store import conversations
from core.store.containing import words_of
from core.store.conversations import PAGE_MESSAGES, Thread
from core.store.database import reading
from core.store.models import MessageRole, ToolCall, utc_now
from core.store.search import FoundCall, SessionPage, SessionRow, find_sessions, get_call, get_session
from pages.components.header import page_header
from pages.components.session_actions import (
    draw_dialog,
    draw_export_of_filter,
    draw_export_of_session,
    draw_menu,
    draw_undo,
)
from pages.components.session_filters import clear_filters, draw_filters, draw_pages
from pages.components.session_table import UNTITLED, counted, draw_sessions, say_when
from pages.components.sign_in import require_user, still_signed_in
from pages.components.steps import say_duration
from pages.components.text import plain
from pages.components.tool_calls import draw_call, draw_calls
from pages.components.transcript import transcript
from pages.components.trouble import say_refused_export

PAGE_SESSIONS = 25
CHECK_SECONDS = 2.0
_STYLESHEET = Path(__file__).parent / "components" / "history.css"

user = require_user()
zone = ZoneInfo(user.time_zone)
engine = services().engine


# -- the address -----------------------------------------------------------------------------------------------------


def address(**opened: object) -> str:
    """The address of this page with the filters as they are and something opened."""
    kept = {name: value for name, value in st.query_params.items() if name in NAMES}
    return "?" + urlencode({**kept, **opened})


def open_session(session_id: UUID) -> None:
    close()
    st.query_params["session"] = str(session_id)


def open_call(call_id: int) -> None:
    st.query_params["call"] = str(call_id)


def close() -> None:
    """Back to the table, with its filters."""
    for name in ("session", "call"):
        st.query_params.pop(name, None)
    st.session_state.pop("history-shown", None)


def show_earlier() -> None:
    st.session_state["history-shown"] = st.session_state.get("history-shown", PAGE_MESSAGES) + PAGE_MESSAGES


# -- all sessions ----------------------------------------------------------------------------------------------------


def draw_table() -> None:
    view = read_view(st.query_params, zone)
    now = utc_now()
    found, page = read_page(view)
    with page_header("History"):
        draw_export_of_filter(found.total)
    say_refused_export()
    draw_undo(user, open_session)
    if not found.total and not view.is_filtered:
        draw_nothing_yet()
        return
    draw_filters(view, now.astimezone(zone).date())
    if not found.total:
        draw_no_match()
        return
    with st.container(key="history-panel", gap=None):
        with st.container(key="history-panel-head", horizontal=True, vertical_alignment="center"):
            st.text(f"Sessions · {found.total:,}")
        draw_sessions(
            found.rows,
            words_of(view.wanted.words),
            zone,
            now,
            lambda session_id: address(session=session_id),
            key="history-sessions",
            on_pick=open_session,
        )
    pages = -(-found.total // PAGE_SESSIONS)
    if pages > 1:
        with st.container(key="history-pages", horizontal_alignment="center"):
            draw_pages(page, pages)


def read_page(view: View) -> tuple[SessionPage, int]:
    """The page the address asks for and its number; the last one where there are fewer."""
    page = view.page
    with reading(engine) as session:
        found = find_sessions(session, user.id, view.wanted, offset=(page - 1) * PAGE_SESSIONS, limit=PAGE_SESSIONS)
        if found.total and not found.rows:
            page = -(-found.total // PAGE_SESSIONS)
            found = find_sessions(session, user.id, view.wanted, offset=(page - 1) * PAGE_SESSIONS, limit=PAGE_SESSIONS)
    return found, page


def draw_nothing_yet() -> None:
    with st.container(key="violet-empty-history"):
        st.header("Nothing to look back on yet", anchor=False)
        st.write("Every talk you have is kept here, with each step that was taken in it.")
        if st.button("Start a chat", key="history-start", type="primary"):
            st.switch_page("chat.py")


def draw_no_match() -> None:
    with st.container(key="violet-empty-history"):
        st.header("No session matches", anchor=False)
        st.write("Try fewer or other words, or look at all sessions again.")
        st.button("Clear the filters", key="history-clear-all", on_click=clear_filters)


# -- one session -----------------------------------------------------------------------------------------------------


def draw_session(session_id: UUID, call_id: int | None) -> None:
    words = words_of(st.query_params.get("q", ""))
    with reading(engine) as session:
        row = get_session(session, user.id, session_id)
        wanted = find_call(session, session_id, call_id) if call_id else None
        shown = max(st.session_state.get("history-shown", PAGE_MESSAGES), depth_of(wanted, row))
        thread = conversations.read_thread(session, user.id, session_id, limit=shown)
    calls = [call for message in thread.messages for call in thread.tool_calls.get(message.id or 0, [])]
    in_view = calls[-1:] if thread.has_earlier else calls[:1]  # a long transcript opens at its end, a short one on top
    chosen = next((call for call in calls if call.id == call_id), in_view[0] if in_view else None)
    with page_header(row.title or UNTITLED):
        if st.button("Continue in chat", key="history-continue", type="primary", icon=":material/chat_bubble:"):
            st.switch_page("chat.py", query_params={"session": str(session_id)})
        draw_export_of_session(row)
        draw_menu(user, row)
    say_refused_export()
    draw_dialog(user, row)
    with st.container(key="history-about", horizontal=True, vertical_alignment="center"):
        st.button("All sessions", key="history-back", type="tertiary", icon=":material/arrow_back:", on_click=close)
        st.text(" · ".join(about(row, utc_now())))
    if call_id and (chosen is None or chosen.id != call_id):
        st.warning("I can’t find that tool call in this session.")
    with st.container(key="history-session"):
        with st.container(key="history-transcript", gap=None):
            transcript(
                thread,
                zone,
                words,
                chosen,
                is_asked_for=call_id is not None,
                key=f"history-transcript-{session_id}",
                on_pick=open_call,
                on_earlier=show_earlier,
            )
        with st.container(key="history-steps"):
            draw_steps(thread, calls, chosen, row)


def find_call(session: Session, session_id: UUID, call_id: int) -> FoundCall | None:
    """The call the address names, where it is one of this session."""
    try:
        found = get_call(session, user.id, call_id)
    except NotFound:
        return None
    return found if found.message and found.message.conversation_id == session_id else None


def depth_of(found: FoundCall | None, row: SessionRow) -> int:
    """How many of the newest messages must be shown to see the call's own, and what was said before it."""
    return row.messages - found.message.sequence_number + 1 if found and found.message else 0


def about(row: SessionRow, now: datetime) -> list[str]:
    facts = [f"Started {say_when(row.created_at, zone, now)}", f"last activity {say_when(row.updated_at, zone, now)}"]
    facts += [counted(row.messages, "message"), counted(row.tool_calls, "tool call")]
    facts += [counted(row.errors, "error")] if row.errors else []
    facts += [f"{say_duration(row.duration_ms)} in turns"] if row.duration_ms else []
    facts += [", ".join(row.agents)] if row.agents else []
    facts += ["archived"] if row.archived_at else []
    return facts


def draw_steps(thread: Thread, calls: list[ToolCall], chosen: ToolCall | None, row: SessionRow) -> None:
    with st.container(key="history-panel", gap=None):
        with st.container(key="history-panel-head", horizontal=True, vertical_alignment="center"):
            of_all = f" of {row.tool_calls:,}" if row.tool_calls > len(calls) else ""
            st.text(f"Tool calls · {len(calls):,}{of_all}")
        if calls:
            draw_calls(
                calls,
                chosen,
                zone,
                lambda call_id: address(session=row.id, call=call_id),
                key="history-calls",
                on_pick=open_call,
            )
        else:
            st.caption("Nothing was done with your tasks here: it was all talk.")
    if chosen:
        draw_call(chosen, asked_in(thread, chosen), zone)


def asked_in(thread: Thread, call: ToolCall) -> str:
    """What the person said in the turn of this call."""
    said = ""
    for message in thread.messages:
        if message.role is MessageRole.USER:
            said = message.content
        if message.id == call.message_id:
            return said
    return ""


# -- one call outside any session ------------------------------------------------------------------------------------


def draw_lone_call(call: ToolCall) -> None:
    page_header("Tool call")
    with st.container(key="history-about", horizontal=True, vertical_alignment="center"):
        st.button("All sessions", key="history-back", type="tertiary", icon=":material/arrow_back:", on_click=close)
        st.text("Made outside any session")
    with st.container(key="history-lone"):
        draw_call(call, "", zone)


def draw_not_found(sentence: str) -> None:
    page_header("History")
    with st.container(key="violet-empty-history"):
        st.header("Not here", anchor=False)
        st.write(plain(sentence))
        st.button("All sessions", key="history-back", on_click=close)


@st.fragment(run_every=CHECK_SECONDS)
def stay_signed_in() -> None:
    """Leave an open page once its login has ended."""
    if not still_signed_in(user):
        st.rerun()


def draw_page() -> None:
    """Whatever the address names. What isn't there and what isn't theirs look alike."""
    named, call_named = st.query_params.get("session"), st.query_params.get("call", "")
    call_id = int(call_named) if call_named.isascii() and call_named.isdigit() and len(call_named) < 19 else None
    try:
        if named:
            draw_session(uuid_of(named), call_id)
        elif call_named:
            with reading(engine) as session:
                found = get_call(session, user.id, call_id or 0)
            if found.message:
                draw_session(found.message.conversation_id, call_id)
            else:
                draw_lone_call(found.call)
        else:
            draw_table()
    except NotFound as error:
        draw_not_found(error.sentence)


def uuid_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("I can't find that session. It may have been deleted, or it belongs to somebody else.") from None


st.html(_STYLESHEET)
draw_page()
stay_signed_in()
