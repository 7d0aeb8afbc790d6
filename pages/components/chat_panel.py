"""The conversation beside the board: the newest one, or another, or a new one, in a panel of its own."""

from uuid import UUID

import streamlit as st

from core.errors import NotFound
from core.services import services
from core.store import conversations
from core.store.conversations import ConversationRow
from core.store.database import reading
from core.text import shorten
from pages.components.chat_box import draw_chat_box
from pages.components.conversation import Desk, draw_conversation
from pages.components.fresh import fresh_container
from pages.components.sessions import UNTITLED
from pages.components.sign_in import SignedIn
from pages.components.starters import draw_empty
from pages.components.style import apply_chat_style

_NEW = "new"
_LISTED = 20


def draw_chat_panel(user: SignedIn, *, height: int = 560) -> None:
    """Draw the panel; it keeps its own open conversation, apart from the chat page's."""
    apply_chat_style()
    desk = Desk(user, key="board-chat", is_beside=True)
    with reading(services().engine) as session:
        rows = conversations.list_conversations(session, user.id, limit=_LISTED)
    if "board-chat-conversation" not in st.session_state:
        desk.open(rows[0].id if rows else None)
    titles = _distinct_titles(rows)
    current = str(desk.conversation_id) if desk.conversation_id else _NEW
    if current != _NEW and current not in titles:
        titles[current] = "This session"
    with st.container(key="chat-panel"):
        _draw_chooser(desk, titles, current)
        with fresh_container(
            desk.conversation_id, key="chat-panel-messages", height=height, border=False, autoscroll=True
        ):
            try:
                if desk.conversation_id is None:
                    draw_empty(desk)
                else:
                    draw_conversation(desk)
            except NotFound as error:
                st.warning(error.sentence)
                desk.open(None)
        draw_chat_box(desk, "Tell me what to do")


def _distinct_titles(rows: list[ConversationRow]) -> dict[str, str]:
    """A label for each session, no two alike: a select box tells its options apart by their labels."""
    titles: dict[str, str] = {}
    for row in rows:
        title = label = shorten(row.title or UNTITLED, 60)
        count = 1
        while label in titles.values() or label == UNTITLED:
            count += 1
            label = f"{title} ({count})"
        titles[str(row.id)] = label
    return titles


def _draw_chooser(desk: Desk, titles: dict[str, str], current: str) -> None:
    st.session_state["board-chat-chosen"] = current
    with st.container(horizontal=True, vertical_alignment="center", key="chat-panel-top"):
        st.selectbox(
            "Session",
            [_NEW, *titles],
            key="board-chat-chosen",
            format_func=lambda chosen: UNTITLED if chosen == _NEW else titles.get(chosen, UNTITLED),
            label_visibility="collapsed",
            on_change=_choose,
            args=(desk,),
        )
        st.button("New chat", key="board-chat-new-button", icon=":material/add:", on_click=desk.open, args=(None,))


def _choose(desk: Desk) -> None:
    chosen = st.session_state["board-chat-chosen"]
    desk.open(None if chosen == _NEW else UUID(chosen))
