"""Photos and voice notes as they are shown: a small picture that opens the whole one, and a player.

The bytes come from `/attachments/…` (`core.attachment_route`), not through the page's own run.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from core.attachments import Described, say_size

_HERE = Path(__file__).parent
ATTACHMENTS_CSS = (_HERE / "attachments.css").read_text()


def with_attachments(script: Path) -> str:
    """A component's script with the function `attachment` in front."""
    return "\n".join((_HERE / name).read_text() for name in ("attachments.js", script.name))


_component = st.components.v2.component(
    "violet_attachments",
    html='<div class="attachments"></div>',
    css=ATTACHMENTS_CSS,
    js=with_attachments(_HERE / "attachment_row.js"),
)


def draw_attachments(items: Sequence[Described], *, key: str) -> None:
    """Draw what came with a message; nothing where nothing did."""
    if items:
        _component(key=key, data={"items": [for_browser(each) for each in items]}, height="content")


def for_browser(item: Described) -> dict[str, Any]:
    """What the browser needs to draw one."""
    return {"id": str(item.id), "kind": item.kind, "name": item.name, "size": say_size(item.size)}
