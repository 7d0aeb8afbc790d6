"""What one may do with a session on the history page: rename, archive, delete with undo, continue, export."""

from collections.abc import Callable
from html import escape
from urllib.parse import urlencode
from uuid import UUID

import streamlit as st

from core.errors import AppError
from core.services import services
from core.session_view import NAMES
from core.store import conversations
from core.store.database import begin
from core.store.search import SessionRow
from core.text import CONVERSATION_TITLE_LIMIT, shorten
from pages.components.session_table import UNTITLED
from pages.components.sign_in import SignedIn
from pages.components.task_changes import require_login
from pages.components.text import plain
from pages.components.trouble import errors_said

_ASKED = "history-asked"  # the dialog a menu asked for
_DELETED = "history-deleted"  # (id, title) of the session deleted last


def draw_menu(user: SignedIn, row: SessionRow) -> None:
    """Rename, archive and delete, behind three dots."""
    archive = "Unarchive" if row.archived_at else "Archive"

    def act() -> None:
        match st.session_state["history-menu"]:
            case "Rename" | "Delete" as asked:
                st.session_state[_ASKED] = (asked, str(row.id))
            case "Archive" | "Unarchive":
                _attempt(user, lambda: _archive(user, row.id, archived=row.archived_at is None))

    # The stylesheet shows three dots.
    st.menu_button("Options for this session", ["Rename", archive, "Delete"], key="history-menu", on_click=act)


def draw_dialog(user: SignedIn, row: SessionRow) -> None:
    """The dialog the menu asked for, if it asked for one about this session."""
    asked, session_id = st.session_state.pop(_ASKED, ("", ""))
    if session_id != str(row.id):
        return
    if asked == "Rename":
        _rename_dialog(user, row)
    else:
        _delete_dialog(user, row)


@st.dialog("Rename this session")
def _rename_dialog(user: SignedIn, row: SessionRow) -> None:
    with st.form("history-rename", border=False), errors_said():
        name = st.text_input("Name", value=row.title, max_chars=CONVERSATION_TITLE_LIMIT)
        if st.form_submit_button("Save", type="primary"):
            require_login(user)
            with begin(services().engine) as session:
                conversations.rename(session, user.id, row.id, name or "")
            st.rerun()


@st.dialog("Delete this session?")
def _delete_dialog(user: SignedIn, row: SessionRow) -> None:
    st.text(f"“{shorten(row.title or UNTITLED, 120)}”")
    st.write("It goes to the trash with its messages, and can be brought back for 30 days. Tasks stay as they are.")
    with st.container(horizontal=True):
        if st.button("Delete", key="history-delete", type="primary", on_click=_delete, args=(user, row)):
            st.rerun()
        if st.button("Keep it", key="history-keep"):
            st.rerun()


def _delete(user: SignedIn, row: SessionRow) -> None:
    def trash() -> None:
        with begin(services().engine) as session:
            conversations.trash(session, user.id, row.id)
        st.session_state[_DELETED] = (str(row.id), row.title)
        for name in ("session", "call"):
            st.query_params.pop(name, None)

    _attempt(user, trash)


def draw_undo(user: SignedIn, on_restored: Callable[[UUID], None]) -> None:
    """The way back from the last deletion, above the table."""
    if _DELETED not in st.session_state:
        return
    session_id, title = st.session_state[_DELETED]

    def restore() -> None:
        def bring_back() -> None:
            with begin(services().engine) as session:
                conversations.restore(session, user.id, UUID(session_id))
            on_restored(UUID(session_id))

        _attempt(user, bring_back)
        st.session_state.pop(_DELETED, None)

    with st.container(key="history-undo", horizontal=True, vertical_alignment="center"):
        st.text(f"Deleted “{shorten(title or UNTITLED, 60)}”.")
        st.button("Undo", key="history-restore", type="tertiary", on_click=restore)
        st.button(
            "Dismiss", key="history-dismiss", type="tertiary", on_click=st.session_state.pop, args=(_DELETED, None)
        )


def _archive(user: SignedIn, session_id: UUID, *, archived: bool) -> None:
    with begin(services().engine) as session:
        conversations.archive(session, user.id, session_id, archived=archived)
    st.toast("Archived." if archived else "Back among your sessions.", icon=":material/inventory_2:")


def _attempt(user: SignedIn, deed: Callable[[], None]) -> None:
    """Do what a callback asks; a failure becomes a sentence, and the page shows things as they are."""
    try:
        require_login(user)
        deed()
    except AppError as error:
        st.toast(plain(error.sentence), icon=":material/warning:")


# -- files -----------------------------------------------------------------------------------------------------------


def draw_export_of_filter(total: int) -> None:
    """Files of all the sessions that fit, on every page of the table."""
    _draw_export(
        "1 session" if total == 1 else f"All {total:,} sessions of this view",
        {name: value for name, value in st.query_params.items() if name in NAMES},
        is_possible=total > 0,
    )


def draw_export_of_session(row: SessionRow) -> None:
    """Files of one session."""
    _draw_export("All messages and tool calls of this session", {"session": str(row.id)})


def _draw_export(about: str, wanted: dict[str, str], *, is_possible: bool = True) -> None:
    """Links, which a browser follows even while the page is busy; `core.export_route` makes the file.

    No leading slash: a hosted Streamlit keeps the app under a path of its own.
    """
    with st.popover("Export", key="history-export", disabled=not is_possible):
        st.caption(about)
        addresses = {
            label: escape("history/export?" + urlencode({"format": kind, **wanted}))
            for label, kind in (("CSV", "csv"), ("JSON", "json"))
        }
        links = (f'<a class="violet-button" href="{address}">{label}</a>' for label, address in addresses.items())
        st.html(f'<div class="violet-files">{"".join(links)}</div>')
