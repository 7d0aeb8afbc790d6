"""The rows of the sessions table, in words."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from core.store.excerpts import Excerpt, marked
from core.store.search import SessionRow
from pages.components.steps import say_duration
from pages.components.table import Cell, Column, Row, said, table

UNTITLED = "New chat"

_COLUMNS = (
    Column("Session"),
    Column("Started", width=114),
    Column("Last activity", width=114),
    Column("Messages", width=90, is_number=True),
    Column("Tool calls", width=88, is_number=True),
    Column("Errors", width=68, is_number=True),
    Column("Duration", width=84, is_number=True),
    Column("Agent", width=80),
    Column("Rating", width=70),
)


def draw_sessions(
    rows: Sequence[SessionRow],
    words: Sequence[str],
    zone: ZoneInfo,
    now: datetime,
    href: Callable[[UUID], str],
    *,
    key: str,
    on_pick: Callable[[UUID], None],
) -> None:
    """The table, with `words` marked. `href` is the address of a session; `on_pick` gets the one that was opened."""
    table(
        "Sessions",
        _COLUMNS,
        [Row(str(row.id), href(row.id), _cells(row, words, zone, now), _found(row)) for row in rows],
        key=key,
        on_pick=lambda session_id: on_pick(UUID(session_id)),
    )


def _cells(row: SessionRow, words: Sequence[str], zone: ZoneInfo, now: datetime) -> list[Cell]:
    started, active = say_when(row.created_at, zone, now), say_when(row.updated_at, zone, now)
    ratings = tuple((str(count), is_up) for count, is_up in ((row.thumbs_up, True), (row.thumbs_down, False)) if count)
    return [
        Cell(marked(row.title or UNTITLED, words), title=row.title),
        Cell(said(started), tone="dim"),
        Cell(said(active), tone="dim", phone=active),
        Cell(said(f"{row.messages:,}"), phone=counted(row.messages, "message")),
        Cell(
            said(f"{row.tool_calls:,}" if row.tool_calls else "–"),
            tone="" if row.tool_calls else "dim",
            phone=counted(row.tool_calls, "call") if row.tool_calls else None,
        ),
        Cell(
            said(f"{row.errors:,}" if row.errors else "–"),
            tone="danger" if row.errors else "dim",
            phone=counted(row.errors, "error") if row.errors else None,
        ),
        Cell(said(say_duration(row.duration_ms) if row.duration_ms else "–"), tone="dim"),
        Cell(said(", ".join(row.agents)), tone="dim", phone=", ".join(row.agents) or None),
        Cell(ratings, tone="thumbs") if ratings else Cell(said("–"), tone="dim"),
    ]


def _found(row: SessionRow) -> Excerpt:
    """Where the words were found and what stands around them; for a session put away also that."""
    away: Excerpt = (("Archived", False),) if row.archived_at else ()
    if row.hit is None:
        return away
    lead = {"you": "You: ", "reply": "Violet: "}.get(row.hit.place, f"{row.hit.place} · ")
    return ((f"{'Archived · ' if away else ''}{lead}", False), *row.hit.excerpt)


def say_when(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """ "today 10:42", "yesterday 09:15", "Tue 18:30", "12 Mar 10:00", "12 Mar 2025"."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    days = (today - local.date()).days
    if days in (0, 1):
        return f"{'yesterday' if days else 'today'} {local:%H:%M}"
    if 1 < days < 7:
        return f"{local:%a %H:%M}"
    return f"{local.day} {local:%b}" + (f" {local:%H:%M}" if local.year == today.year else f" {local.year}")


def counted(count: int, noun: str) -> str:
    """ "1 message", "2,140 messages"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
