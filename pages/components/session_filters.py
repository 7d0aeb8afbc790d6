"""The search and filters of the sessions table. The address is the truth: every view can be kept as a link.

A widget begins with what the address says and writes it when it is changed. When the address changes in any other way
(Clear, Back, a link) all widgets begin anew under new keys: one in a closed popover takes no new value, and would write
its old one back. Streamlit's own binding drops the filters while one session is open, so that Back cannot return.
"""

from datetime import date, timedelta
from typing import Any, cast

import streamlit as st

from core.session_view import FIRST_DAY, LONGEST_SEARCH, NAMES, View, tool_names
from core.store.models import ToolCallStatus
from core.store.search import Rated, SessionFilter, Shelf

_AGENTS = {"offline": "Offline", "gemini": "Gemini"}
_STATUSES = {status.value: status.value.capitalize() for status in ToolCallStatus}
_RATINGS = {Rated.UP.value: "Rated good", Rated.DOWN.value: "Rated not good"}
_SHELVES = {Shelf.CURRENT.value: "Current", Shelf.ARCHIVED.value: "Archived", Shelf.ALL.value: "All"}
_PRESETS = {"Today": 1, "Last 7 days": 7, "Last 30 days": 30}


def draw_filters(view: View, today: date) -> None:
    """Draw search and filters as the view has them; changing one changes the address."""
    wanted = view.wanted
    _begin_anew_if_told()
    with st.container(key="history-bar", horizontal=True, vertical_alignment="center"):
        with st.container(key="history-search"):
            key = _key("q", view.typed)
            st.text_input(
                "Search",
                key=key,
                type="search",
                icon=":material/search:",
                placeholder="Search messages, tool inputs and outputs",
                max_chars=LONGEST_SEARCH,
                live=True,
                label_visibility="collapsed",
                on_change=_write,
                args=("q", key),
            )
        _choice("Agent", _AGENTS, "agent", wanted.agent)
        _choice("Tool", {name: name for name in tool_names()}, "tool", wanted.tool)
        _choice("Status", _STATUSES, "status", wanted.status.value if wanted.status else None)
        _draw_dates(view, today)
        _draw_more(wanted)
        if view.is_filtered:
            st.button("Clear", key="history-clear", type="tertiary", on_click=clear_filters)


def _choice(label: str, options: dict[str, str], name: str, value: str | None) -> None:
    key = _key(name, value)
    st.selectbox(
        label,
        list(options),
        index=None,
        format_func=lambda option: options.get(option, option),
        key=key,
        placeholder=label,
        filter_mode=None,
        label_visibility="collapsed",
        width=132,
        on_change=_write,
        args=(name, key),
    )


def _draw_dates(view: View, today: date) -> None:
    """Days by preset or by hand, behind a button that says which."""
    with st.popover(_say_days(view.first_day, view.last_day), key="history-dates"):
        with st.container(horizontal=True, key="violet-chips-dates"):
            for label, length in _PRESETS.items():
                st.button(
                    label, key=f"history-last-{length}", on_click=_set_days, args=(today - timedelta(length - 1), today)
                )
            st.button("Any day", key="history-any-day", on_click=_set_days, args=(None, None))
        days: tuple[date, ...] = ()
        if view.first_day or view.last_day:
            days = (view.first_day or FIRST_DAY, view.last_day or max(today, view.first_day or today))
        key = f"history-days-{view.first_day}-{view.last_day}"  # another range is another widget
        st.date_input(
            "From and to",
            value=days,  # type: ignore[arg-type]  # an empty range is how one begins with none
            key=key,
            min_value=FIRST_DAY,
            max_value=max(today, *days) if days else today,
            on_change=_set_days_by_hand,
            args=(key,),
        )


def _draw_more(wanted: SessionFilter) -> None:
    asked = [wanted.has_errors, wanted.rated, wanted.shelf is not Shelf.CURRENT]
    count = sum(map(bool, asked))
    with st.popover(f"More · {count}" if count else "More", key="history-more"):
        errors = _key("errors", wanted.has_errors)
        st.toggle("Only with errors", key=errors, on_change=_write, args=("errors", errors))
        rated = _key("rated", wanted.rated.value if wanted.rated else None)
        st.pills(
            "Rating",
            list(_RATINGS),
            format_func=lambda option: _RATINGS[option],
            key=rated,
            on_change=_write,
            args=("rated", rated),
        )
        shelf = _key("shelf", wanted.shelf.value)
        st.segmented_control(
            "Sessions",
            list(_SHELVES),
            format_func=lambda option: _SHELVES[option],
            required=True,
            key=shelf,
            on_change=_write,
            args=("shelf", shelf),
        )


def draw_pages(page: int, pages: int) -> None:
    """The numbers under the table."""
    key = f"history-page-{page}-{pages}"
    st.pagination(pages, default=page, key=key, on_change=_turn_to_page, args=(key,))


def _say_days(first: date | None, last: date | None) -> str:
    if first is None and last is None:
        return "Dates"
    if first == last and first:
        return _say_day(first)
    if first is None or last is None:
        return f"from {_say_day(first)}" if first else f"until {_say_day(cast(date, last))}"
    return f"{_say_day(first)} – {_say_day(last)}"


def _say_day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


# -- the address -----------------------------------------------------------------------------------------------------


def _current() -> dict[str, str]:
    return {name: value for name, value in st.query_params.items() if name in NAMES and name != "page"}


def _begin_anew_if_told() -> None:
    """Notice an address that no widget wrote."""
    if st.session_state.get("history-known") != _current():
        st.session_state["history-known"] = _current()
        st.session_state["history-round"] = st.session_state.get("history-round", 0) + 1


def _key(name: str, value: Any) -> str:
    """The widget's key in this round; a new widget begins with the value."""
    key = f"history-{name}-{st.session_state['history-round']}"
    st.session_state.setdefault(key, value)
    return key


def _write(name: str, key: str) -> None:
    """The callback of a widget: its value goes into the address."""
    value = st.session_state[key]
    is_default = value in (None, "", False, Shelf.CURRENT.value)
    _say(**{name: None if is_default else "1" if value is True else str(value)})
    st.session_state["history-known"] = _current()


def _say(**values: str | None) -> None:
    """Write these into the address. Another filter begins at its first page."""
    if "page" not in values:
        values["page"] = None
    for name, value in values.items():
        if value is None:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = value


def _set_days(first: date | None, last: date | None) -> None:
    _say(**{"from": first.isoformat() if first else None, "to": last.isoformat() if last else None})


def _set_days_by_hand(key: str) -> None:
    days = st.session_state[key]
    if len(days) == 1:
        return  # the other end is still to come
    first, last = days or (None, None)
    _set_days(None if first == FIRST_DAY else first, last)


def _turn_to_page(key: str) -> None:
    page = st.session_state[key]
    _say(page=None if page == 1 else str(page))


def clear_filters() -> None:
    """Show every current session again."""
    _say(**dict.fromkeys(NAMES))
