"""Puts the one stylesheet on the page. Colours switch with Streamlit's own light and dark theme, inside the CSS."""

from pathlib import Path

import streamlit as st

_STYLESHEET = Path(__file__).with_name("style.css")
_CHAT_STYLESHEET = Path(__file__).with_name("chat.css")


def apply_style() -> None:
    """Call once a run, before anything is drawn."""
    st.html(_STYLESHEET)


def apply_chat_style() -> None:
    """Call once a run on a page that draws a conversation."""
    st.html(_CHAT_STYLESHEET)
