"""The bar at the top of a page: its title on the left, and room for what belongs to the whole page on the right."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def page_header(title: str, *, key: str = "violet-header") -> DeltaGenerator:
    """Draw the bar; the container that comes back holds chips and buttons, at the right."""
    with st.container(key=key, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        # A title may be a conversation's: text, never markdown.
        st.text(title)
        return st.container(key=f"{key}-right", horizontal=True, vertical_alignment="center", width="content")
