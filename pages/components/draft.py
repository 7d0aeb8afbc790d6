"""What is typed and not sent yet: kept by the browser's tab until it is sent or the person signs out."""

from pathlib import Path

import streamlit as st

from pages.components.sign_in import SignedIn

_browser_half = st.components.v2.component("violet_draft", js=Path(__file__).with_name("draft.js").read_text(), html="")


def keep_draft(user: SignedIn, place: str) -> None:
    """Keep what this person types into the page's chat box; `place` tells the boxes of two pages apart."""
    sent = st.session_state.get(_sent_key(place), 0)
    _browser_half(key=f"{place}-draft", data={"person": str(user.id), "place": place, "sent": sent})


def note_sent(place: str) -> None:
    """A message was taken: what the box has now is all that is left to keep."""
    st.session_state[_sent_key(place)] = st.session_state.get(_sent_key(place), 0) + 1


def _sent_key(place: str) -> str:
    return f"{place}-sent"
