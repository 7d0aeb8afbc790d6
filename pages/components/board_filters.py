"""The board's search, filters and order: in the address, so that a view can be kept as a link."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

import streamlit as st

from core.store.models import TaskStatus
from core.store.tasks import TaskQuery

Order = Literal["position", "due", "priority", "created"]

_PRIORITIES = {"high": "High", "medium": "Medium", "low": "Low", "none": "No priority"}
_DUES = {"overdue": "Overdue", "today": "Today", "tomorrow": "Tomorrow", "week": "This week", "none": "No date"}
_SHOWS = {"open": "Open ones", "todo": "To do", "doing": "In progress", "done": "Done"}
_ORDERS = {"position": "My own order", "due": "Due date", "priority": "Priority", "created": "Newest first"}
_KEYS = ("q", "priority", "due", "tag", "status")  # as they stand in the address; "sort" is an order, not a filter


@dataclass(frozen=True)
class View:
    """Which cards, in which columns, in which order."""

    query: TaskQuery
    columns: tuple[TaskStatus, ...]
    is_filtered: bool

    @property
    def can_order(self) -> bool:
        """True where a card's place in its column is the person's own choice."""
        return self.query.sort == "position"


def view_of(said: dict[str, Any]) -> View:
    """The view that these values of the address describe; what is unknown there is left out."""
    status = said.get("status") if said.get("status") in _SHOWS else None
    sort = said.get("sort") if said.get("sort") in get_args(Order) else "position"
    query = TaskQuery(
        priority=cast(Any, said.get("priority") if said.get("priority") in _PRIORITIES else None),
        due=cast(Any, said.get("due") if said.get("due") in _DUES else None),
        tag=said.get("tag") or None,
        search=(said.get("q") or "").strip()[:200] or None,
        sort=cast(Any, sort),
    )
    columns = tuple(
        column
        for column in TaskStatus
        if status in (None, column.value) or (status == "open" and column is not TaskStatus.DONE)
    )
    return View(query, columns, bool(query.priority or query.due or query.tag or query.search))


def draw_filters(tags: Sequence[str], *, on_trash: Callable[[], None]) -> View:
    """Draw search, filters and order, and return the view they ask for."""
    st.text_input(
        "Search",
        key="q",
        type="search",
        placeholder="Search",
        live=True,
        bind="query-params",
        label_visibility="collapsed",
        width=150,
    )
    tag = st.query_params.get("tag")
    _choice("Priority", _PRIORITIES, "priority", 118)
    _choice("Due", _DUES, "due", 108)
    _choice("Tag", {each: f"#{each}" for each in sorted({*tags, *([tag] if tag else [])})}, "tag", 108)
    is_usual = st.query_params.get("sort", "position") == "position" and not st.query_params.get("status")
    with st.popover("View" if is_usual else "View •", key="board-view", width="content"):
        _draw_order(on_trash)
    said = {key: st.session_state.get(key) for key in (*_KEYS, "sort")}
    if any(said[key] for key in _KEYS):
        st.button("Clear", key="board-clear", type="tertiary", on_click=clear_filters, help="Show every card again")
    return view_of(said)


def _draw_order(on_trash: Callable[[], None]) -> None:
    """What is chosen seldom: the order within a column, which columns, the trash."""
    st.radio("Order of the cards", list(_ORDERS), format_func=_say(_ORDERS), key="sort", bind="query-params")
    st.selectbox(
        "Columns",
        list(_SHOWS),
        index=None,
        format_func=_say(_SHOWS),
        key="status",
        placeholder="All three",
        bind="query-params",
        filter_mode=None,
    )
    st.button("Open the trash", key="board-trash", type="tertiary", icon=":material/delete:", on_click=on_trash)


def _choice(label: str, options: dict[str, str], key: str, width: int) -> None:
    st.selectbox(
        label,
        list(options),
        index=None,
        format_func=_say(options),
        key=key,
        placeholder=label,
        bind="query-params",
        filter_mode=None if len(options) < 10 else "fuzzy",  # a short list needs no keyboard on a phone
        label_visibility="collapsed",
        width=width,
    )


def _say(options: dict[str, str]) -> Callable[[str], str]:
    return lambda option: options.get(option, option)


def clear_filters() -> None:
    """Show every card again, in the order as it is."""
    for key in _KEYS:
        st.session_state[key] = "" if key == "q" else None
