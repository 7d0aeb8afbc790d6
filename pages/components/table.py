"""A table whose rows are links, as a component: sessions and tool calls are shown in it.

Our own, because Streamlit's table paints on a canvas: no row to click, no page search, little use on a phone, and a
CSV button that lets formulas through. The browser's half is table.js; it sets text as text.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

import streamlit as st

from core.store.excerpts import Excerpt

Tone = Literal["", "dim", "danger", "done", "waiting", "thumbs"]

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "violet_table",
    html='<div class="frame"><table><caption></caption><thead></thead></table></div>',
    css=(_HERE / "table.css").read_text(),
    js=(_HERE / "table.js").read_text(),
)


@dataclass(frozen=True)
class Column:
    """A column; one without a `width` in pixels takes what the others leave."""

    label: str
    width: int | None = None
    is_number: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: text with its marked stretches.

    `phone` replaces the text where a row is a card; None leaves the cell out there. A `badge` is a text on a tone.
    """

    text: Excerpt = ()
    tone: Tone = ""
    is_badge: bool = False
    is_code: bool = False
    phone: str | None = None
    title: str = ""


@dataclass(frozen=True)
class Row:
    """A row; `href` is where it leads when opened in a tab of its own, `below` a dim line under its cells."""

    id: str
    href: str
    cells: list[Cell] = field(default_factory=list)
    below: Excerpt = ()
    is_current: bool = False


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    key: str,
    max_height: int | None = None,
    on_pick: Callable[[str], None],
) -> None:
    """Draw it; `on_pick` gets the id of a row that was opened, as a callback before the next run.

    One higher than `max_height` pixels scrolls within itself, the current row in view.
    """

    def picked() -> None:
        if row_id := st.session_state[key].get("picked"):
            on_pick(str(row_id))

    _component(
        key=key,
        data={
            "caption": caption,
            "max_height": max_height,
            "columns": [asdict(column) for column in columns],
            "rows": [asdict(row) for row in rows],
        },
        on_picked_change=picked,
        height="content",
    )


def said(text: str) -> Excerpt:
    """Text with nothing marked in it."""
    return ((text, False),) if text else ()
