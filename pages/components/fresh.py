"""A container that lets go at once of what it showed before.

Streamlit leaves the elements of the run before in their places, greyed, until the new run ends or draws over them; and
a run lasts as long as the turn it follows. So a greeting stood below the first message while the agent was at work.
"""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def fresh_container(showing: object, *, key: str, **options: Any) -> DeltaGenerator:
    """`st.container`, without anything of the run before where that was not showing the same.

    There are two places, and another thing to show takes the other one: emptying and filling the same place within one
    run comes to the browser as filling it, which keeps what is not drawn over.
    """
    remembered = f"{key}-shows"
    shown, place = st.session_state.get(remembered, ("", 0))
    if shown != str(showing):
        place = 1 - place
    st.session_state[remembered] = (str(showing), place)
    if place:
        st.empty()
    container = st.container(key=key, **options)
    if not place:
        st.empty()
    return container
