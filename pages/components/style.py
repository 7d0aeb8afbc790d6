"""Puts the one stylesheet on the page. Colours switch with Streamlit's own light and dark theme, inside the CSS."""

from pathlib import Path

import streamlit as st

_STYLESHEET = Path(__file__).with_name("style.css")


def apply_style() -> None:
    """Call once a run, before anything is drawn."""
    st.html(_STYLESHEET)
