"""What the address of the history page asks for: search words, filters and the page of the table.

The page and the export of what it shows read the same address, so that a file has what was on the screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.store.models import ToolCallStatus
from core.store.search import Rated, SessionFilter, Shelf
from core.tools.registry import tools
from core.tools.undo import UNDO

# As they stand in the address. Outside of them only `session` and `call`, which name what is open.
NAMES = ("q", "agent", "tool", "status", "from", "to", "errors", "rated", "shelf", "page")
LONGEST_SEARCH = 200  # characters
FIRST_DAY, LAST_DAY = date(1970, 1, 2), date(9998, 12, 30)  # a day's room for every zone
_LAST_PAGE = 1_000_000
_AGENTS = ("offline", "gemini")


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
    typed = said.get("q", "")[:LONGEST_SEARCH]
    status, rated, shelf = said.get("status"), said.get("rated"), said.get("shelf")
    wanted = SessionFilter(
        words=typed.strip(),
        agent=said.get("agent") if said.get("agent") in _AGENTS else None,
        tool=said.get("tool") if said.get("tool") in tool_names() else None,
        status=ToolCallStatus(status) if status in list(ToolCallStatus) else None,
        has_errors=said.get("errors") == "1",
        rated=Rated(rated) if rated in list(Rated) else None,
        shelf=Shelf(shelf) if shelf in list(Shelf) else Shelf.CURRENT,
        since=_midnight(first_day, zone),
        until=_midnight(last_day + timedelta(1), zone) if last_day else None,
    )
    page = said.get("page", "1")
    is_page = page.isascii() and page.isdigit() and 1 <= int(page[:9]) <= _LAST_PAGE
    return View(wanted, typed, first_day, last_day, int(page[:9]) if is_page else 1)


def tool_names() -> tuple[str, ...]:
    """What a tool call may be called: the tools, and taking one back."""
    return (*tools(), UNDO)


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day else None
