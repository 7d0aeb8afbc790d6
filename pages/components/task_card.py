"""The card of one task, as a drawer: every field to edit, where the task came from, and the way to the trash.

Which card is open is said by `?task=<number>` in the address. The person edits what they saw when it opened; if
somebody changes the task meanwhile, saving says so first and overwrites nothing unseen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from core.errors import AppError, Conflict, NotFound
from core.services import services
from core.store import tasks as store
from core.store.board import story_of
from core.store.database import reading
from core.store.models import Task, TaskStatus, ToolCall, utc_now
from core.store.tasks import snapshot
from core.text import DESCRIPTION_LIMIT, TITLE_LIMIT
from core.tools.registry import Caller
from pages.components import task_changes
from pages.components.board import TITLES
from pages.components.draft import drop_form_drafts, keep_form_drafts
from pages.components.sign_in import SignedIn
from pages.components.task_draft import REPEATS, Draft, changes_between, draft_of
from pages.components.task_story import StoryLine, differences, tell
from pages.components.text import plain

_STATE = "task_card"
_DRAFTS = "card"
_WIDTH = 500  # px; Streamlit narrows it on a phone
_KEPT = "Your own edits are still here."
_PRIORITIES = ("low", "medium", "high")


@dataclass(frozen=True)
class Desk:
    """What the card needs of its page. `done` gets the call of a deed; then the card closes."""

    user: SignedIn
    caller: Caller
    done: Callable[[ToolCall | None], None]


def open_number() -> int | None:
    """The number in the address, if it is one."""
    said = st.query_params.get("task", "")
    return int(said) if said.isdecimal() and 0 < len(said) < 10 else None


def open_card(number: int) -> None:
    """Open this card on the next run."""
    st.query_params["task"] = str(number)


def close_card() -> None:
    """Close whatever card is open on the next run."""
    st.query_params.pop("task", None)
    st.session_state.pop(_STATE, None)


def draw_open_card(desk: Desk) -> None:
    """Draw the card the address names; nothing where it names none."""
    number = open_number()
    if number is None:
        close_card()
        drop_form_drafts(desk.user, _DRAFTS)
        return
    st.dialog(f"Task {number}", width=_WIDTH, position="right", on_dismiss=close_card)(_draw)(desk, number)


def _draw(desk: Desk, number: int) -> None:
    if open_number() != number:  # a callback closed it: the page forgets the drawer too
        st.rerun()
    try:
        with reading(services().engine) as session:
            task = store.get_task(session, desk.caller.user_id, number)
            story = story_of(session, desk.caller.user_id, task.id or 0)
            known_tags = store.tags_in_use(session, desk.caller.user_id)
    except NotFound as error:
        st.text(f"{error.sentence} It may be in the trash.")
        st.button("Close", key="card-back", on_click=close_card)
        return
    state = _state(task)
    now = utc_now()
    lines = tell(story, desk.caller.zone, now)
    if lines and lines[-1].head == "Added":
        st.caption(f"Added {plain(lines[-1].where_and_when)}")
    _draw_news(state, task, desk.caller.zone, now)
    _draw_fields(desk, state, known_tags)
    typed = {_field(state, "title"): state["opened"]["title"], _field(state, "notes"): state["opened"]["description"]}
    keep_form_drafts(desk.user, _DRAFTS, typed, form=str(number), version=state["take"])
    _draw_story(lines)


def _state(task: Task) -> dict[str, Any]:
    """What the person opened: made when the card opens, kept until it closes. A plain dict survives a hot reload."""
    state: dict[str, Any] | None = st.session_state.get(_STATE)
    if state is None or state["number"] != task.number:
        state = {"number": task.number, "take": 0, "asks": False}
        _take(state, task)
        st.session_state[_STATE] = state
    return state


def _take(state: dict[str, Any], task: Task) -> None:
    """Start from the task as it is now: fresh fields, nothing edited."""
    state["opened"] = state["seen"] = snapshot(task)
    state["take"] += 1
    state["trouble"] = ""
    state["has_told"] = False  # that saving now would go on top of somebody's change


def _field(state: dict[str, Any], name: str) -> str:
    return f"card-{state['number']}-{state['take']}-{name}"


def _draw_news(state: dict[str, Any], task: Task, zone: ZoneInfo, now: datetime) -> None:
    """Say at once what somebody else changed while the card is open; the fields stay as the person left them."""
    if state["trouble"]:
        st.error(plain(state["trouble"]), icon=":material/error:")
    if store.is_unchanged_since(task, state["opened"]):
        return
    changed = _what_changed(state["opened"], task, zone, now)
    then = "Nothing is saved yet: save again to put your edits on top." if state["has_told"] else _KEPT
    with st.container(key="board-card-news"):
        st.markdown(f"**Changed while you have it open.** {plain(changed)} {then}")
        st.button("Show it as it is now", key="card-take", on_click=_take, args=(state, task))


def _what_changed(opened: dict[str, Any], task: Task, zone: ZoneInfo, now: datetime) -> str:
    after = snapshot(task)
    found = differences(opened, after, zone, now.astimezone(zone).replace(tzinfo=None))
    if opened["status"] != after["status"]:
        found.insert(0, f"now in {TITLES[task.status]}")
    return f"{'; '.join(found).capitalize()}." if found else ""


def _draw_fields(desk: Desk, state: dict[str, Any], known_tags: list[str]) -> None:
    opened = draft_of(state["opened"], desk.caller.zone)
    with st.form(_field(state, "form"), border=False, enter_to_submit=not state["asks"]):
        st.text_input("Title", opened.title, max_chars=TITLE_LIMIT, key=_field(state, "title"))
        st.segmented_control(
            "Column",
            [status.value for status in TITLES],
            default=opened.status,
            required=True,
            format_func=lambda status: TITLES[TaskStatus(status)],
            key=_field(state, "status"),
            width="stretch",
        )
        st.segmented_control(
            "Priority",
            _PRIORITIES,
            default=opened.priority,
            format_func=str.capitalize,
            key=_field(state, "priority"),
            width="stretch",
        )
        with st.container(key="board-card-due", horizontal=True, wrap=False):
            st.date_input("Due", opened.day, format="YYYY-MM-DD", key=_field(state, "day"))
            st.time_input("At", opened.clock, key=_field(state, "clock"))
        repeats = list(dict.fromkeys([*([opened.repeat] if opened.repeat else []), *REPEATS]))
        st.selectbox(
            "Repeat",
            repeats,
            index=0 if opened.repeat else None,
            placeholder="Never. Pick one, or type “every 2 weeks on Monday”",
            accept_new_options=True,
            key=_field(state, "repeat"),
        )
        st.multiselect(
            "Tags",
            sorted({*known_tags, *opened.tags}),
            list(opened.tags),
            accept_new_options=True,
            placeholder="Pick or type a tag",
            select_all=False,
            key=_field(state, "tags"),
        )
        st.text_area("Notes", opened.notes, max_chars=DESCRIPTION_LIMIT, height=130, key=_field(state, "notes"))
        if state["asks"]:
            _draw_question(desk, state)
        else:
            with st.container(key="board-card-deeds", horizontal=True, horizontal_alignment="distribute"):
                st.form_submit_button("Save", type="primary", on_click=_save, args=(desk, state), key="card-save")
                st.form_submit_button("Delete…", type="tertiary", on_click=_ask, args=(state, True), key="card-delete")


def _draw_question(desk: Desk, state: dict[str, Any]) -> None:
    """Asks once before the task goes to the trash, in the place of the buttons."""
    with st.container(key="board-card-ask"):
        st.markdown(f"Delete **{plain(state['opened']['title'])}**? It stays in the trash for {store.TRASH_DAYS} days.")
        with st.container(horizontal=True):
            st.form_submit_button("Delete it", on_click=_delete, args=(desk, state), key="card-delete-yes")
            st.form_submit_button("Keep it", type="tertiary", on_click=_ask, args=(state, False), key="card-delete-no")


def _save(desk: Desk, state: dict[str, Any]) -> None:
    """Save what was edited, as the button's callback."""
    edited = Draft(
        title=_said(state, "title") or "",
        notes=_said(state, "notes") or "",
        status=_said(state, "status"),
        priority=_said(state, "priority"),
        day=_said(state, "day"),
        clock=_said(state, "clock"),
        repeat=_said(state, "repeat"),
        tags=tuple(_said(state, "tags") or ()),
    )
    save_edits(desk, state, edited, utc_now())


def _said(state: dict[str, Any], name: str) -> Any:
    return st.session_state.get(_field(state, name))


def save_edits(desk: Desk, state: dict[str, Any], edited: Draft, now: datetime) -> None:
    """Save and close; or stay open and say why not. A conflict is told once: saving again then means it."""
    engine, zone = services().engine, desk.caller.zone
    try:
        task_changes.require_login(desk.user)
        local = now.astimezone(zone).replace(tzinfo=None)
        changes = changes_between(draft_of(state["opened"], zone), edited, local)
        call = task_changes.save_card(engine, desk.caller, state["number"], changes, state["seen"])
    except Conflict:
        with reading(engine) as session:
            state["seen"] = snapshot(store.get_task(session, desk.caller.user_id, state["number"]))
        state["trouble"], state["has_told"] = "", True
    except AppError as error:
        state["trouble"] = error.sentence
    else:
        desk.done(call)
        close_card()


def _ask(state: dict[str, Any], asks: bool) -> None:
    state["asks"] = asks


def _delete(desk: Desk, state: dict[str, Any]) -> None:
    try:
        task_changes.require_login(desk.user)
        call = task_changes.delete_card(services().engine, desk.caller, state["number"])
    except AppError as error:
        state["trouble"], state["asks"] = error.sentence, False
    else:
        desk.done(call)
        close_card()


def _draw_story(lines: list[StoryLine]) -> None:
    st.subheader("History", anchor=False)
    if not lines:
        st.caption("Nothing is known about where it came from.")
    for line in lines:
        with st.container(key=f"board-story-{line.call_id}", gap=None):
            undone = " · undone" if line.is_undone else ""
            details = f": {plain('; '.join(line.details))}" if line.details else ""
            st.markdown(f"**{line.head}**{details}")
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.caption(f"{plain(line.where_and_when)}{undone}", width="content")
                if line.conversation_id:
                    session = str(line.conversation_id)
                    st.page_link("chat.py", label="Message", query_params={"session": session})
                    st.page_link(
                        "history.py", label="Tool call", query_params={"session": session, "call": str(line.call_id)}
                    )
