"""What is typed and not sent yet: kept by the browser's tab until it is sent or the person signs out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from pages.components.sign_in import SignedIn

_HERE = Path(__file__).parent
_CHAT_BOX = '[data-testid="stChatInputTextArea"]'


def with_drafts(script: str) -> str:
    """A component's script with the class `DraftStore` in front."""
    return (_HERE / "draft_store.js").read_text() + script


_browser_half = st.components.v2.component("violet_draft", js=with_drafts((_HERE / "draft.js").read_text()), html="")


@dataclass(frozen=True)
class Box:
    """A field of the page: the name of its draft, where it is, and what it has before anybody types."""

    name: str
    selector: str
    was: str = ""


def keep_draft(user: SignedIn, place: str) -> None:
    """Keep what this person types into the page's chat box; `place` tells the boxes of two pages apart."""
    _keep(user, place, [Box(place, _CHAT_BOX)], st.session_state.get(_sent_key(place), 0))


def note_sent(place: str) -> None:
    """A message was taken: what the box has now is all that is left to keep."""
    st.session_state[_sent_key(place)] = st.session_state.get(_sent_key(place), 0) + 1


def keep_form_drafts(user: SignedIn, place: str, fields: Mapping[str, str], form: str, version: int) -> None:
    """Keep what is typed into text fields of a form: their widget keys, with what each has to begin with.

    `form` says whose fields they are: a draft comes back in the same form only. Another `version` has fresh fields, and
    drops what was typed into those before it.
    """
    boxes = [
        Box(f"{place}-{form}-{number}", f".st-key-{key} :is(input, textarea)", was)
        for number, (key, was) in enumerate(fields.items())
    ]
    _keep(user, place, boxes, version)


def drop_form_drafts(user: SignedIn, place: str) -> None:
    """The form was closed: what was typed into it is not wanted any more."""
    _keep(user, place, [], 0)


def _keep(user: SignedIn, place: str, boxes: list[Box], sent: int) -> None:
    _browser_half(
        key=f"{place}-draft",
        data={"person": str(user.id), "place": place, "boxes": [asdict(box) for box in boxes], "sent": sent},
    )


def _sent_key(place: str) -> str:
    return f"{place}-sent"
