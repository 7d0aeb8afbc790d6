"""The board's search, filters and order: in the address, so that a view can be kept as a link.

Streamlit can bind a widget to the address by itself, but then the address holds the words on the screen; ours holds the
names the tools use (`?priority=high&due=week&sort=due`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import streamlit as st

from core.store.models import TaskStatus
from core.store.tasks import TaskQuery

_PRIORITIES = {"high": "High", "medium": "Medium", "low": "Low", "none": "No priority"}
_DUES = {"overdue": "Overdue", "today": "Today", "tomorrow": "Tomorrow", "week": "This week", "none": "No date"}
_SHOWS = {"open": "Open ones", "todo": "To do", "doing": "In progress", "done": "Done"}
_ORDERS = {"position": "My own order", "due": "Due date", "priority": "Priority", "created": "Newest first"}
_OWN_ORDER = "position"

_KNOWN = {"priority": _PRIORITIES, "due": _DUES, "status": _SHOWS, "sort": _ORDERS}
_FILTERS = ("q", "priority", "due", "tag", "status")
_NAMES = (*_FILTERS, "sort")
_WRITTEN = "board_address"  # the address as this module last saw or left it
_SEARCH_LIMIT = 200


@dataclass(frozen=True)
class View:
    """Which cards, in which columns, in which order."""

    query: TaskQuery
    columns: tuple[TaskStatus, ...]
    is_filtered: bool

    @property
    def can_order(self) -> bool:
        """True where a card's place in its column is the person's own choice."""
        return self.query.sort == _OWN_ORDER


def view_of(said: Mapping[str, str]) -> View:
    """The view that these values of the address describe; what is unknown there is left out."""
    said = known_part(said)
    status = said.get("status")
    query = TaskQuery(
        priority=cast(Any, said.get("priority")),
        due=cast(Any, said.get("due")),
        tag=said.get("tag"),
        search=said.get("q"),
        sort=cast(Any, said.get("sort", _OWN_ORDER)),
    )
    columns = tuple(
        column
        for column in TaskStatus
        if status in (None, column.value) or (status == "open" and column is not TaskStatus.DONE)
    )
    return View(query, columns, bool(query.priority or query.due or query.tag or query.search))


def known_part(said: Mapping[str, str]) -> dict[str, str]:
    """The values of an address that mean something here, without those that are so anyway."""
    tidy = {name: said.get(name, "").strip()[:_SEARCH_LIMIT] for name in _NAMES}
    return {
        name: value
        for name, value in tidy.items()
        if value and (name not in _KNOWN or value in _KNOWN[name]) and (name, value) != ("sort", _OWN_ORDER)
    }


def draw_filters(tags: Sequence[str], *, take: int, on_trash: Callable[[], None]) -> View:
    """Draw search, filters and order, and return the view they ask for. Another `take` closes what was popped up."""
    _follow_address()
    st.text_input(
        "Search",
        key=_key("q"),
        type="search",
        placeholder="Search",
        live=True,
        label_visibility="collapsed",
        width=140,
    )
    _choice("Priority", _PRIORITIES, "priority", 108)
    _choice("Due", _DUES, "due", 100)
    chosen = st.session_state[_key("tag")]
    _choice("Tag", {tag: f"#{tag}" for tag in sorted({*tags, *([chosen] if chosen else [])})}, "tag", 92)
    is_usual = st.session_state[_key("sort")] == _OWN_ORDER and not st.session_state[_key("status")]
    with st.popover("View" if is_usual else "View •", key=f"board-view-{take}", width="content"):
        _draw_order(on_trash)
    said = {name: st.session_state[_key(name)] or "" for name in _NAMES}
    if any(said[name] for name in _FILTERS):
        st.button("Clear", key="board-clear", type="tertiary", on_click=clear_filters, help="Show every card again")
    _write_address(said)
    return view_of(said)


def clear_filters() -> None:
    """Show every card again, in the order as it is."""
    for name in _FILTERS:
        st.session_state[_key(name)] = "" if name == "q" else None


def _draw_order(on_trash: Callable[[], None]) -> None:
    """What is chosen seldom: the order within a column, which columns, the trash."""
    st.radio("Order of the cards", list(_ORDERS), format_func=_say(_ORDERS), key=_key("sort"))
    st.selectbox(
        "Columns",
        list(_SHOWS),
        index=None,
        format_func=_say(_SHOWS),
        key=_key("status"),
        placeholder="All three",
        filter_mode=None,
    )
    st.button("Open the trash", key="board-trash", type="tertiary", icon=":material/delete:", on_click=on_trash)


def _choice(label: str, options: dict[str, str], name: str, width: int) -> None:
    st.selectbox(
        label,
        list(options),
        index=None,
        format_func=_say(options),
        key=_key(name),
        placeholder=label,
        filter_mode=None if len(options) < 10 else "fuzzy",  # a short list needs no keyboard on a phone
        label_visibility="collapsed",
        width=width,
    )


def _say(options: dict[str, str]) -> Callable[[str], str]:
    return lambda option: options.get(option, option)


def _key(name: str) -> str:
    return f"board-by-{name}"


def _follow_address() -> None:
    """An address that changed without us (a link, Back, a reload) sets the widgets; otherwise they set it."""
    address = _address()
    if address == st.session_state.get(_WRITTEN) and all(_key(name) in st.session_state for name in _NAMES):
        return
    said = known_part(address)
    for name in _NAMES:
        st.session_state[_key(name)] = said.get(name, {"q": "", "sort": _OWN_ORDER}.get(name))
    st.session_state[_WRITTEN] = address


def _write_address(said: Mapping[str, str]) -> None:
    wanted = known_part(said)
    for name in _NAMES:
        if name in wanted and st.query_params.get(name) != wanted[name]:
            st.query_params[name] = wanted[name]
        elif name not in wanted and name in st.query_params:
            del st.query_params[name]
    st.session_state[_WRITTEN] = _address()


def _address() -> dict[str, str]:
    return {name: st.query_params[name] for name in _NAMES if name in st.query_params}
