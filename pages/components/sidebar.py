"""What stands in the sidebar on every page: the brand above the page links, the person below everything else."""

from pathlib import Path

import streamlit as st

from pages.components.sign_in import SignedIn, sign_out

_LOGO = Path(__file__).with_name("logo.svg")


def draw_brand() -> None:
    """The mark and the name, above the page links."""
    st.logo(_LOGO, size="large")


def draw_person(user: SignedIn) -> None:
    """Who is signed in, and the way to the account and out. The stylesheet keeps it at the foot of the sidebar."""
    with st.sidebar.container(key="violet-person"):
        st.text(user.name)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(user.time_zone)
            st.page_link("account.py", label="Account")
            st.button("Sign out", key="violet-sign-out", type="tertiary", on_click=sign_out)
