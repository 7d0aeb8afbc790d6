"""The row of small actions under a message, as a component: copying needs the browser's own click."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "violet_message_actions",
    html='<div class="actions" role="group" aria-label="Message actions"></div>',
    css=(_HERE / "message_actions.css").read_text(),
    js=(_HERE / "message_actions.js").read_text(),
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
        if did := st.session_state[key].get("did"):
            on_action(str(did))

    _component(
        key=key,
        data={"text": text, "note": note, "actions": [action.to_json() for action in actions]},
        on_did_change=pressed,
        height="content",
    )
