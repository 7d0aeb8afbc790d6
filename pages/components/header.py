"""The bar at the top of a page: its title on the left, and room for what belongs to the whole page on the right."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.components.text import plain


def page_header(title: str, *, key: str = "violet-header") -> DeltaGenerator:
    """Draw the bar, and name the browser's tab; the container that comes back holds chips and buttons, at the right."""
    st.set_page_config(page_title=f"{title} · Violet")
    with st.container(key=key, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(plain(title), anchor=False)  # may be a conversation's: text, never Markdown
        return st.container(key=f"{key}-right", horizontal=True, vertical_alignment="center", width="content")
