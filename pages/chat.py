"""The chat page: the open conversation, its header, the sessions in the sidebar, and the place to type."""

from uuid import UUID

import streamlit as st

from core.errors import DatabaseUnavailable, NotFound
from core.services import services
from core.store import conversations
from core.store.database import reading
from core.store.models import Conversation, ToolCall
from core.text import shorten
from pages.components import task_card
from pages.components.agent_choice import draw_agent
from pages.components.chat_box import draw_chat_box
from pages.components.connection import draw_connection
from pages.components.conversation import Desk, draw_conversation, is_answering
from pages.components.fresh import fresh_container
from pages.components.header import page_header
from pages.components.sessions import UNTITLED, draw_menu, draw_sessions, follow_menu
from pages.components.sign_in import require_user, still_signed_in
from pages.components.starters import draw_empty
from pages.components.steps import object_of
from pages.components.style import apply_chat_style
from pages.components.task_changes import caller_of
from pages.components.text import plain

desk = Desk(require_user(), key="chat")
apply_chat_style()


def open_linked() -> None:
    """Open the conversation the address names, if it isn't the one shown already."""
    linked = st.query_params.get("session")
    if linked and linked != st.session_state.get("chat-linked"):
        try:
            desk.open(UUID(linked))
        except ValueError:
            desk.open(None)
            st.session_state["chat-missing"] = True


def keep_address() -> None:
    """Let the address name what is open, so that it can be passed on."""
    current = str(desk.conversation_id) if desk.conversation_id else None
    st.session_state["chat-linked"] = current
    if current:
        st.query_params["session"] = current
    else:
        st.query_params.pop("session", None)


def load() -> Conversation | None:
    """The open conversation; None for a new one and for one that isn't there or isn't theirs."""
    if desk.conversation_id is None:
        return None
    try:
        with reading(services().engine) as session:
            return conversations.get_conversation(session, desk.user.id, desk.conversation_id)
    except NotFound:
        desk.open(None)
        st.session_state["chat-missing"] = True
        return None


def draw_header(conversation: Conversation | None) -> None:
    with page_header((conversation.title or UNTITLED) if conversation else UNTITLED):
        draw_connection()
        draw_agent(desk.person)
        if conversation:
            draw_menu(
                desk,
                conversation.id,
                conversation.title,
                is_archived=conversation.archived_at is not None,
                key="chat-menu",
            )


def card_done(call: ToolCall | None) -> None:
    """A card opened from a chip was saved or deleted."""
    if call is not None:
        st.toast(
            f"“{plain(shorten(object_of(call), 60))}” is saved." if call.tool_name != "delete_task" else "Deleted."
        )


@st.fragment(run_every=2.0)
def stay_current(seen: str) -> None:
    """Notice that this login ended, or that another tab went on in this conversation."""
    try:
        if not still_signed_in(desk.user):
            st.rerun()
        if desk.conversation_id is None or is_answering(desk):
            return
        with reading(services().engine) as session:
            now = conversations.get_conversation(session, desk.user.id, desk.conversation_id).updated_at.isoformat()
    except NotFound:
        st.rerun()
    except DatabaseUnavailable:
        return  # the chip in the header says so; what is on the page stays readable
    if now != seen:
        st.rerun()


open_linked()
conversation = load()
keep_address()
draw_sessions(desk)
follow_menu(desk)
draw_header(conversation)
draw_chat_box(desk, "Tell me what to do, or just talk")
with fresh_container(desk.conversation_id, key="chat-column"):
    if st.session_state.pop("chat-missing", False):
        st.warning("I can’t find that conversation. It may have been deleted, or it belongs to somebody else.")
    if conversation is None:
        draw_empty(desk)
        if refused := st.session_state.get("chat-refused"):
            st.warning(refused)
    else:
        draw_conversation(desk)
task_card.draw_open_card(task_card.Desk(desk.user, caller_of(desk.user), card_done))
stay_current(conversation.updated_at.isoformat() if conversation else "")
