"""The board: every task as a card in three columns, changed by hand here and followed live from everywhere else.

A poll reads one small number a second; only when it moved is the page drawn again. What is being typed, and a card that
is being carried, live in the browser and survive that.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.auth import logins
from core.errors import AppError, DatabaseUnavailable
from core.services import services
from core.store import tasks as store
from core.store.board import Column, read_columns
from core.store.database import reading
from core.store.models import TaskStatus, ToolCall, utc_now
from pages.components import board_memory, task_changes
from pages.components.board import Move, board
from pages.components.board_filters import View, draw_filters
from pages.components.chat_panel import draw_chat_panel
from pages.components.header import page_header
from pages.components.quick_add import quick_add
from pages.components.sign_in import require_user
from pages.components.task_card import Desk, draw_open_card, open_card
from pages.components.text import plain
from pages.components.trash import draw_open_trash, open_trash, times_opened

POLL_SECONDS = 0.7
LIMITS = {TaskStatus.TODO: 200, TaskStatus.DOING: 200, TaskStatus.DONE: 50}
_CHAT_OPEN = "board_chat_open"

user = require_user()
engine = services().engine
caller = task_changes.caller_of(user)


def attempt(deed: Callable[[], ToolCall | list[ToolCall] | None]) -> None:
    """Do what a callback asks; a failure becomes a sentence and the board is drawn as it is."""
    try:
        task_changes.require_login(user)
        made = deed()
    except AppError as error:
        board_memory.note_trouble(error.sentence)
    else:
        board_memory.note_own(*(made if isinstance(made, list) else [made]))


def move(to: Move) -> None:
    attempt(lambda: task_changes.move_card(engine, caller, to))


def tick(number: int, completed: bool) -> None:
    attempt(lambda: task_changes.tick_card(engine, caller, number, completed))


def add(adds: list[dict[str, Any]]) -> None:
    """Unlike the other deeds a failure goes back to the line, which keeps what was typed."""
    task_changes.require_login(user)
    board_memory.note_own(*task_changes.add_cards(engine, caller, adds))


def undo(call_ids: tuple[int, ...]) -> None:
    board_memory.drop_line()
    attempt(lambda: task_changes.undo(engine, caller, call_ids))


def load(view: View, now: datetime) -> dict[TaskStatus, Column]:
    """The columns of the view, as of now, with the news since the last look noted."""
    with reading(engine) as session:
        revision = store.revision(session, user.id)  # first: a change that comes between is then drawn a second later
        limits = {column: LIMITS[column] for column in view.columns}
        columns = read_columns(session, user.id, view.query, caller.zone, limits, now)
        shown = [task for column in columns.values() for task in column.tasks]
        board_memory.look(session, caller, revision, shown, now)
    return {status: columns[status] for status in view.columns}


@st.fragment(run_every=POLL_SECONDS)
def follow() -> None:
    """Draw the page again when the tasks changed or the login ended; otherwise only the line of news."""
    try:
        with reading(engine) as session:
            is_open = logins.is_valid(session, user.sid)
            revision = store.revision(session, user.id)
    except DatabaseUnavailable:
        draw_line("The database can’t be reached. Trying again…", is_trouble=True)
        return
    if not is_open or board_memory.is_behind(revision, utc_now()):
        st.rerun()
    if line := board_memory.current_line(utc_now()):
        draw_line(line["sentence"], line["call_ids"], is_trouble=line["is_trouble"])


def draw_line(sentence: str, call_ids: tuple[int, ...] = (), *, is_trouble: bool = False) -> None:
    """One line in the header, with Undo where there is something to undo."""
    key = "board-trouble" if is_trouble else "board-news"
    with st.container(key=key, horizontal=True, vertical_alignment="center", width="content"):
        st.markdown(plain(sentence), width="content")
        if call_ids:
            st.button("Undo", key="board-undo", type="tertiary", on_click=undo, args=(call_ids,))


@st.fragment
def draw_quick_add() -> None:
    """In a fragment, so that a pause in typing redraws this line and nothing else."""
    before = board_memory.memory()["run"]
    quick_add(user, lambda: utc_now().astimezone(caller.zone).replace(tzinfo=None), add, key="board-add")
    if st.session_state.get("board_add_run", before) != before:
        st.session_state["board_add_run"] = before
        st.rerun()
    st.session_state["board_add_run"] = before


def draw_page() -> None:
    header = page_header("Board")
    st.html(Path(__file__).parent / "components" / "board_page.css")
    if st.session_state.get(_CHAT_OPEN):
        cards, chat = st.columns([2, 1], gap="medium")
        with cards:
            draw_board(header)
        with chat, st.container(key="board-chat"):
            draw_chat()
    else:
        draw_board(header)
        st.button(
            "Open the chat", key="board-chat-open", icon=":material/chat_bubble:", on_click=show_chat, args=(True,)
        )
    draw_open_card(Desk(user, caller, board_memory.note_own))
    draw_open_trash(user.id, caller.zone, lambda call_id: undo((call_id,)))


def show_chat(is_open: bool) -> None:
    st.session_state[_CHAT_OPEN] = is_open


def draw_chat() -> None:
    """The newest conversation beside the cards."""
    with st.container(key="board-chat-head", horizontal=True, vertical_alignment="center"):
        st.markdown("**Chat**")
        st.button("Close the chat", key="board-chat-close", icon=":material/close:", on_click=show_chat, args=(False,))
    draw_chat_panel(user)


def draw_board(header: DeltaGenerator) -> None:
    """The bar, the columns, and the line of news in the header."""
    with reading(engine) as session:
        tags = store.tags_in_use(session, user.id)
    with st.container(key="board-bar", horizontal=True, vertical_alignment="center"):
        with st.container(key="board-add-line"):
            draw_quick_add()
        view = draw_filters(tags, take=times_opened(), on_trash=open_trash)
    now = utc_now()
    columns = load(view, now)
    with header:
        follow()
    flash, flash_id = board_memory.flashing()
    board(
        columns,
        caller.zone,
        now,
        key="board-cards",
        can_order=view.can_order,
        is_filtered=view.is_filtered,
        flash=flash,
        flash_id=flash_id,
        run=board_memory.memory()["run"],
        on_move=move,
        on_tick=tick,
        on_open=open_card,
    )


draw_page()
