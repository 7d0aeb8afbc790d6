"""The chat page: the open conversation, its header, the sessions in the sidebar, and the place to type."""

from uuid import UUID

import streamlit as st
from pages.components.task_card import draw_open_card

from core.errors import NotFound
from core.services import services
from core.store import conversations
from core.store.database import reading
from core.store.models import Conversation
from pages.components.conversation import Desk, draw_conversation, is_answering
from pages.components.header import page_header
from pages.components.sessions import UNTITLED, draw_menu, draw_sessions, follow_menu
from pages.components.sign_in import require_user, still_signed_in
from pages.components.starters import draw_empty
from pages.components.style import apply_chat_style

desk = Desk(require_user(), key="chat")
apply_chat_style()


def open_linked() -> None:
    """Open the conversation the address names, and keep the address true to what is open."""
    linked, shown = st.query_params.get("session"), st.session_state.get("chat-linked")
    if linked and linked != shown:
        try:
            desk.open(UUID(linked))
        except ValueError:
            desk.open(None)
            st.session_state["chat-missing"] = True
    current = desk.conversation_id
    st.session_state["chat-linked"] = str(current) if current else None
    if current:
        st.query_params["session"] = str(current)
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
        agent = services().runner.default
        st.badge(f"{agent.capitalize()} agent · ready", icon=":material/check_circle:", color="green")
        if conversation:
            draw_menu(
                desk,
                conversation.id,
                conversation.title,
                is_archived=conversation.archived_at is not None,
                key="chat-menu",
            )


def send_typed() -> None:
    """The input's callback."""
    desk.send(st.session_state["chat-input"] or "")


@st.fragment(run_every=2.0)
def stay_current(seen: str) -> None:
    """Notice that this login ended, or that another tab went on in this conversation."""
    if not still_signed_in(desk.user):
        st.rerun()
    if desk.conversation_id is None or is_answering(desk):
        return
    try:
        with reading(services().engine) as session:
            now = conversations.get_conversation(session, desk.user.id, desk.conversation_id).updated_at.isoformat()
    except NotFound:
        st.rerun()
    if now != seen:
        st.rerun()


open_linked()
conversation = load()
draw_sessions(desk)
follow_menu(desk)
draw_header(conversation)
typed = st.chat_input(
    "Tell me what to do, or just talk",
    key="chat-input",
    on_submit=send_typed,
)
with st.container(key="chat-column"):
    if st.session_state.pop("chat-missing", False):
        st.warning("I can’t find that conversation. It may have been deleted, or it belongs to somebody else.")
    if conversation is None:
        draw_empty(desk)
        if refused := st.session_state.get("chat-refused"):
            st.warning(refused)
    else:
        draw_conversation(desk)
draw_open_card(desk.user)
stay_current(conversation.updated_at.isoformat() if conversation else "")
