"""What stands in the sidebar on every page: the brand above the page links, the person below everything else."""

from pathlib import Path

import streamlit as st

from pages.components.sign_in import SignedIn, sign_out

_HERE = Path(__file__).parent
_LOGO = _HERE / "logo.svg"
_browser_half = st.components.v2.component("violet_sidebar", js=(_HERE / "sidebar.js").read_text(), html="")


def draw_brand() -> None:
    """The mark and the name, above the page links."""
    st.logo(_LOGO, size="large")


def draw_person(user: SignedIn) -> None:
    """Who is signed in, and the way to the account and out. The stylesheet keeps it at the foot of the sidebar."""
    with st.sidebar.container(key="violet-person"):
        with st.container(key="violet-person-name", horizontal=True, vertical_alignment="center"):
            st.text(user.name)
            st.button("Sign out", key="violet-sign-out", type="tertiary", on_click=sign_out)
        with st.container(key="violet-person-place", horizontal=True, vertical_alignment="center"):
            st.caption(user.time_zone)
            st.page_link("account.py", label="Account")
        _browser_half(key="violet-sidebar")
