"""The row of small actions under a message, as a component: copying needs the browser's own click."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from pages.components.outbox import done_ids, new_deeds, with_outbox

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "violet_message_actions",
    html='<div class="actions" role="group" aria-label="Message actions"></div>',
    css=(_HERE / "message_actions.css").read_text(),
    js=with_outbox(_HERE / "message_actions.js"),
)


@dataclass(frozen=True)
class Action:
    """A button; `pressed` makes it a toggle. The name "copy" is handled in the browser."""

    name: str
    label: str
    help: str | None = None
    pressed: bool | None = None

    def to_json(self) -> dict[str, object]:
        return {name: value for name, value in asdict(self).items() if value is not None}


def message_actions(
    text: str, actions: Sequence[Action], *, key: str, note: str = "", on_action: Callable[[str], None]
) -> None:
    """Draw the row; `on_action` gets the name of what was pressed, as a callback before the next run."""

    def pressed() -> None:
        for deed in new_deeds(key):
            on_action(str(deed.get("name")))

    _component(
        key=key,
        data={"text": text, "note": note, "actions": [action.to_json() for action in actions], "done": done_ids(key)},
        on_did_change=pressed,
        height="content",
    )
