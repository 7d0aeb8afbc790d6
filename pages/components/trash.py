"""The trash of the board, as a drawer: what was deleted in the last 30 days, and the way back."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st

from core.language.say import say_due
from core.services import services
from core.store.board import Trashed, read_trash
from core.store.database import reading
from core.store.models import utc_now
from core.store.tasks import TRASH_DAYS

_OPEN, _TIMES = "board_trash_open", "board_trash_times"


def open_trash() -> None:
    """Open it on the next run."""
    st.session_state[_OPEN] = True
    st.session_state[_TIMES] = times_opened() + 1


def times_opened() -> int:
    """How often the trash was opened in this tab."""
    times: int = st.session_state.get(_TIMES, 0)
    return times


def close_trash() -> None:
    """Close it on the next run."""
    st.session_state.pop(_OPEN, None)


def draw_open_trash(user_id: UUID, zone: ZoneInfo, restore: Callable[[int], None]) -> None:
    """Draw the trash where it is open. `restore` gets the call that deleted a task, to undo it."""
    if st.session_state.get(_OPEN):
        st.dialog("Trash", width=460, position="right", on_dismiss=close_trash)(_draw)(user_id, zone, restore)


def _draw(user_id: UUID, zone: ZoneInfo, restore: Callable[[int], None]) -> None:
    with reading(services().engine) as session:
        rows = read_trash(session, user_id)
    if not rows:
        st.markdown(f"**Nothing here.** What you delete stays for {TRASH_DAYS} days, then it is really gone.")
        return
    st.caption(f"Tasks are really gone {TRASH_DAYS} days after you delete them.")
    local = utc_now().astimezone(zone).replace(tzinfo=None)
    for row in rows:
        _draw_row(row, zone, local, restore)


def _draw_row(row: Trashed, zone: ZoneInfo, local: datetime, restore: Callable[[int], None]) -> None:
    deleted = (row.task.deleted_at or row.task.updated_at).astimezone(zone).replace(tzinfo=None)
    with st.container(key=f"board-trash-{row.task.number}", horizontal=True, vertical_alignment="center"):
        with st.container(gap=None):
            st.text(row.task.title)
            st.caption(f"#{row.task.number} · deleted {say_due(deleted, local)}")
        st.button("Restore", key=f"restore-{row.task.number}", on_click=restore, args=(row.call_id,))
