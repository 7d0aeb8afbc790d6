"""The search and filters of the sessions table. The address is the truth: every view can be kept as a link.

Widgets are set from the address before they are drawn, and write it when they are changed. Streamlit's own binding
would drop the filters from the address while one session is open, and Back would not return to them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import streamlit as st

from core.store.models import ToolCallStatus
from core.store.search import Rated, SessionFilter, Shelf
from core.tools.registry import tools
from core.tools.undo import UNDO

# As they stand in the address. Outside of them only `session` and `call`, which name what is open.
NAMES = ("q", "agent", "tool", "status", "from", "to", "errors", "rated", "shelf", "page")
_LONGEST_SEARCH = 200
_FIRST_DAY, _LAST_DAY = date(1970, 1, 2), date(9998, 12, 30)  # a day's room for every zone
_LAST_PAGE = 1_000_000

_AGENTS = {"offline": "Offline", "gemini": "Gemini"}
_STATUSES = {status.value: status.value.capitalize() for status in ToolCallStatus}
_RATINGS = {Rated.UP.value: "Rated good", Rated.DOWN.value: "Rated not good"}
_SHELVES = {Shelf.CURRENT.value: "Current", Shelf.ARCHIVED.value: "Archived", Shelf.ALL.value: "All"}
_PRESETS = {"Today": 1, "Last 7 days": 7, "Last 30 days": 30}


@dataclass(frozen=True)
class View:
    """What the address asks for: `typed` as it stands in the search box, days of the person's zone, both included."""

    wanted: SessionFilter
    typed: str = ""
    first_day: date | None = None
    last_day: date | None = None
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        return self.wanted != SessionFilter()


def read_view(said: Mapping[str, str], zone: ZoneInfo) -> View:
    """The view an address describes; what makes no sense there is left out."""
    first_day, last_day = _day(said.get("from")), _day(said.get("to"))
    if first_day and last_day and last_day < first_day:
        first_day, last_day = last_day, first_day
    typed = said.get("q", "")[:_LONGEST_SEARCH]
    status, rated, shelf = said.get("status"), said.get("rated"), said.get("shelf")
    wanted = SessionFilter(
        words=typed.strip(),
        agent=said.get("agent") if said.get("agent") in _AGENTS else None,
        tool=said.get("tool") if said.get("tool") in _tools() else None,
        status=ToolCallStatus(status) if status in _STATUSES else None,
        has_errors=said.get("errors") == "1",
        rated=Rated(rated) if rated in _RATINGS else None,
        shelf=Shelf(shelf) if shelf in _SHELVES else Shelf.CURRENT,
        since=_midnight(first_day, zone),
        until=_midnight(last_day + timedelta(1), zone) if last_day else None,
    )
    page = said.get("page", "1")
    is_page = page.isascii() and page.isdigit() and 1 <= int(page[:9]) <= _LAST_PAGE
    return View(wanted, typed, first_day, last_day, int(page[:9]) if is_page else 1)


def _tools() -> tuple[str, ...]:
    return (*tools(), UNDO)


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if _FIRST_DAY <= day <= _LAST_DAY else None


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day else None


# -- widgets ---------------------------------------------------------------------------------------------------------


def draw_filters(view: View, today: date) -> None:
    """Draw search and filters as the view has them; changing one changes the address."""
    wanted = view.wanted
    with st.container(key="history-bar", horizontal=True, vertical_alignment="center"):
        with st.container(key="history-search"):
            _keep("q", view.typed)  # with its spaces: more words may be on their way
            st.text_input(
                "Search",
                key="history-q",
                type="search",
                icon=":material/search:",
                placeholder="Search messages, tool inputs and outputs",
                max_chars=_LONGEST_SEARCH,
                live=True,
                label_visibility="collapsed",
                on_change=_on_change("q"),
            )
        _choice("Agent", _AGENTS, "agent", wanted.agent)
        _choice("Tool", {name: name for name in _tools()}, "tool", wanted.tool)
        _choice("Status", _STATUSES, "status", wanted.status.value if wanted.status else None)
        _draw_dates(view, today)
        _draw_more(wanted)
        if view.is_filtered:
            st.button("Clear", key="history-clear", type="tertiary", on_click=clear_filters)


def _choice(label: str, options: dict[str, str], name: str, value: str | None) -> None:
    _keep(name, value)
    st.selectbox(
        label,
        list(options),
        index=None,
        format_func=lambda option: options.get(option, option),
        key=f"history-{name}",
        placeholder=label,
        filter_mode=None,
        label_visibility="collapsed",
        width=132,
        on_change=_on_change(name),
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
            days = (view.first_day or _FIRST_DAY, view.last_day or max(today, view.first_day or today))
        if len(st.session_state.get("history-days", ())) != 1:  # one day picked by hand: the other is still to come
            _keep("days", days)
        st.date_input(
            "From and to",
            value=(),  # type: ignore[arg-type]  # an empty range is how one begins with none
            key="history-days",
            min_value=_FIRST_DAY,
            max_value=max(today, *days) if days else today,
            on_change=_set_days_by_hand,
        )


def _draw_more(wanted: SessionFilter) -> None:
    asked = [wanted.has_errors, wanted.rated, wanted.shelf is not Shelf.CURRENT]
    count = sum(map(bool, asked))
    with st.popover(f"More · {count}" if count else "More", key="history-more"):
        _keep("errors", wanted.has_errors)
        st.toggle("Only with errors", key="history-errors", on_change=_on_change("errors"))
        _keep("rated", wanted.rated.value if wanted.rated else None)
        st.pills(
            "Rating",
            list(_RATINGS),
            format_func=lambda option: _RATINGS[option],
            key="history-rated",
            on_change=_on_change("rated"),
        )
        _keep("shelf", wanted.shelf.value)
        st.segmented_control(
            "Sessions",
            list(_SHELVES),
            format_func=lambda option: _SHELVES[option],
            required=True,
            key="history-shelf",
            on_change=_on_change("shelf"),
        )


def draw_pages(page: int, pages: int) -> None:
    """The numbers under the table."""
    _keep("page", page)
    st.pagination(pages, key="history-page", on_change=_on_change("page"))


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


def _keep(name: str, value: Any) -> None:
    """Set a widget to what the address says; left alone where it is that already, so that half a word is not lost."""
    key = f"history-{name}"
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _on_change(name: str) -> Callable[[], None]:
    def write() -> None:
        value = st.session_state[f"history-{name}"]
        is_default = value in (None, "", False) or value == Shelf.CURRENT.value or (name == "page" and value == 1)
        _say(**{name: None if is_default else "1" if value is True else str(value)})

    return write


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


def _set_days_by_hand() -> None:
    days = st.session_state["history-days"]
    if len(days) == 1:
        return
    first, last = days or (None, None)
    _set_days(None if first == _FIRST_DAY else first, last)


def clear_filters() -> None:
    """Show every current session again."""
    _say(**dict.fromkeys(NAMES))
