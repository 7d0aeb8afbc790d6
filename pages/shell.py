"""The main script: style, gate, navigation, and what surrounds every page.

Lives inside `pages/` so that no `pages/` folder sits beside it: Streamlit would run the files of that one without
this gate. Every page is registered on every run, so that its address survives the sign-in.
"""

from pathlib import Path

import streamlit as st

from pages.components.sidebar import draw_brand, draw_person
from pages.components.sign_in import current_user, draw_gate
from pages.components.style import apply_style

ICON = Path(__file__).parent / "components" / "icon.svg"

st.set_page_config(page_title="Violet", page_icon=str(ICON), layout="wide", initial_sidebar_state="auto")
apply_style()

user = current_user()
visibility = "visible" if user else "hidden"
page = st.navigation(
    [
        st.Page("chat.py", title="Chat", icon=":material/chat_bubble:", default=True, visibility=visibility),
        st.Page("board.py", title="Board", icon=":material/view_kanban:", visibility=visibility),
        st.Page("history.py", title="History", icon=":material/history:", visibility=visibility),
        st.Page("account.py", title="Account", icon=":material/person:", visibility="hidden"),
    ],
    position="sidebar" if user else "hidden",
)
if user is None:
    draw_gate()
    st.stop()
draw_brand()
draw_person(user)
page.run()
