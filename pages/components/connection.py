"""The chip that says whether Violet can work right now: the way to the database, and how busy it is."""

import streamlit as st

from core.health import check, standing
from core.services import services

_LOOKS = {
    "good": (":material/check_circle:", "green"),
    "fair": (":material/schedule:", "orange"),
    "poor": (":material/error:", "red"),
}


@st.fragment(run_every=10.0)
def draw_connection() -> None:
    """Draw the chip, and again every ten seconds. A lost server is Streamlit's own banner to tell."""
    ours = services()
    now = standing(check(ours.engine), ours.runner)
    icon, color = _LOOKS[now.level]
    with st.container(key=f"connection-{now.level}", width="content"):
        st.badge(now.words, icon=icon, color=color)
