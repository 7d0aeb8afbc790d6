"""The sessions in the sidebar: new, open, rename, archive, delete with undo; grouped by the person's days."""

from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st

from core.errors import AppError
from core.services import services
from core.store import conversations
from core.store.conversations import ConversationRow
from core.store.database import begin, reading
from core.store.models import utc_now
from core.text import CONVERSATION_TITLE_LIMIT, shorten
from pages.components.conversation import Desk
from pages.components.task_changes import require_login
from pages.components.text import plain
from pages.components.trouble import errors_said

SHOWN = 30
UNTITLED = "New chat"


def draw_sessions(desk: Desk) -> None:
    """Draw the list. The callbacks change the database and the open conversation; the run after them draws both."""
    shown = st.session_state.get("sessions-shown", SHOWN)
    archived = bool(st.session_state.get("sessions-archived", False))
    with reading(services().engine) as session:
        rows = conversations.list_conversations(session, desk.user.id, archived=archived, limit=shown + 1)
    with st.sidebar.container(key="violet-sessions", gap=None):
        st.button("New chat", key="new-chat", icon=":material/add:", width="stretch", on_click=desk.open, args=(None,))
        _draw_deleted(desk)
        if archived and not rows:
            st.caption("Nothing is archived.")
        zone = ZoneInfo(desk.user.time_zone)
        today = utc_now().astimezone(zone).date()
        for heading, group in groupby(
            rows[:shown], key=lambda row: day_group(row.updated_at.astimezone(zone).date(), today)
        ):
            st.caption(heading)
            for row in group:
                _draw_row(desk, row)
        if len(rows) > shown:
            st.button("More", key="sessions-more", type="tertiary", on_click=_show_more, args=(shown,))
        st.button(
            "Back to all sessions" if archived else "Archived",
            key="sessions-archive",
            type="tertiary",
            on_click=_show_archived,
            args=(not archived,),
        )


def day_group(day: date, today: date) -> str:
    """The heading a session stands under."""
    if day >= today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return "Last 7 days" if day > today - timedelta(days=7) else "Older"


def _draw_row(desk: Desk, row: ConversationRow) -> None:
    is_open = row.id == desk.conversation_id
    name = "open" if is_open else "row"
    with st.container(key=f"session-{name}-{row.id}", horizontal=True, gap=None, vertical_alignment="center"):
        st.button(
            f"{plain(shorten(row.title or UNTITLED, 60))} :small[{row.message_count}]",
            key=f"session-{row.id}",
            type="tertiary",
            width="stretch",
            help=None,
            on_click=desk.open,
            args=(row.id,),
        )
        draw_menu(desk, row.id, row.title, is_archived=row.archived_at is not None, key=f"session-menu-{row.id}")


def draw_menu(desk: Desk, conversation_id: UUID, title: str, *, is_archived: bool, key: str) -> None:
    """What one may do with a session."""

    def act() -> None:
        match st.session_state[key]:
            case "Rename":
                st.session_state["sessions-rename"] = (str(conversation_id), title)
            case "Archive" | "Unarchive":
                _archive(desk, conversation_id, archived=not is_archived)
            case "Delete":
                _delete(desk, conversation_id, title)
            case "Show in history":
                st.session_state["sessions-history"] = str(conversation_id)

    st.menu_button(
        f"Options for “{plain(shorten(title or UNTITLED, 60))}”",  # the stylesheet shows three dots
        ["Rename", "Unarchive" if is_archived else "Archive", "Show in history", "Delete"],
        key=key,
        type="tertiary",
        on_click=act,
    )


def follow_menu(desk: Desk) -> None:
    """What a menu asked for and only a run of the page can do: the dialog, the other page."""
    if conversation_id := st.session_state.pop("sessions-history", None):
        st.switch_page("history.py", query_params={"session": conversation_id})
    if renaming := st.session_state.pop("sessions-rename", None):
        _rename_dialog(desk, UUID(renaming[0]), renaming[1])


@st.dialog("Rename this session")
def _rename_dialog(desk: Desk, conversation_id: UUID, title: str) -> None:
    with st.form("rename-session", border=False), errors_said():
        name = st.text_input("Name", value=title, max_chars=CONVERSATION_TITLE_LIMIT)
        if st.form_submit_button("Save", type="primary"):
            with begin(services().engine) as session:
                conversations.rename(session, desk.user.id, conversation_id, name or "")
            st.rerun()


def _archive(desk: Desk, conversation_id: UUID, *, archived: bool) -> None:
    try:
        require_login(desk.user)
        with begin(services().engine) as session:
            conversations.archive(session, desk.user.id, conversation_id, archived=archived)
    except AppError as error:
        st.toast(error.sentence, icon=":material/warning:")
        return
    st.toast("Archived." if archived else "Back among your sessions.", icon=":material/inventory_2:")


def _delete(desk: Desk, conversation_id: UUID, title: str) -> None:
    try:
        require_login(desk.user)
        with begin(services().engine) as session:
            conversations.trash(session, desk.user.id, conversation_id)
    except AppError as error:
        st.toast(error.sentence, icon=":material/warning:")
        return
    st.session_state["sessions-deleted"] = (str(conversation_id), title, utc_now())
    if desk.conversation_id == conversation_id:
        desk.open(None)


def _draw_deleted(desk: Desk) -> None:
    """The way back from a deletion, for a minute."""
    deleted: tuple[str, str, datetime] | None = st.session_state.get("sessions-deleted")
    if not deleted or utc_now() - deleted[2] > timedelta(minutes=1):
        return
    with st.container(key="session-deleted", horizontal=True, vertical_alignment="center"):
        st.caption(f"Deleted “{plain(shorten(deleted[1] or UNTITLED, 28))}”")
        st.button("Undo", key="session-restore", type="tertiary", on_click=_restore, args=(desk, UUID(deleted[0])))


def _restore(desk: Desk, conversation_id: UUID) -> None:
    try:
        require_login(desk.user)
        with begin(services().engine) as session:
            conversations.restore(session, desk.user.id, conversation_id)
    except AppError as error:
        st.toast(error.sentence, icon=":material/warning:")
        return
    st.session_state.pop("sessions-deleted", None)
    desk.open(conversation_id)


def _show_more(shown: int) -> None:
    st.session_state["sessions-shown"] = shown + SHOWN


def _show_archived(archived: bool) -> None:
    st.session_state["sessions-archived"] = archived
