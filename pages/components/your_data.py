"""What Violet keeps of a person and how long, the way to take it along, and the way to leave."""

import streamlit as st

from core.auth import logins
from core.auth.people import GUEST_HOURS
from core.erasure import erase, in_words, what_goes
from core.services import services
from core.store.database import reading
from core.store.tasks import TRASH_DAYS
from pages.components.sign_in import SignedIn, knows_password, say_goodbye
from pages.components.trouble import errors_said

_DELETING = "account_deleting"
_WORD = "delete"


def draw_your_data(user: SignedIn) -> None:
    """What is kept how long, and the export."""
    with st.container(key="violet-card-data", border=True):
        st.header("Your data", anchor=False)
        st.write("What Violet keeps of you, and for how long:")
        st.html(_kept(user))
        # No leading slash: a hosted Streamlit keeps the app under a path of its own.
        st.html('<a class="violet-button" href="account/export">Export my data</a>')
        st.caption("A ZIP with everything above as JSON, and your tasks and sessions as CSV. Keep it safe.")


def _kept(user: SignedIn) -> str:
    """The list as HTML; nothing anybody typed is in it."""
    days = services().settings.retention_days
    trash = min(TRASH_DAYS, days or TRASH_DAYS)
    then_trash = f"until you delete them, then {_days(trash)} in the trash"
    lines = {
        "Tasks, open and done": then_trash,
        "Sessions, with every message and tool call": f"{_days(days)} after the last message" if days else then_trash,
        "What you did on the board": _days(days) if days else "as long as your account",
        "Sign-ins": f"{_days(logins.LIFETIME.days)}, ended ones a week more",
    }
    if user.is_guest:
        lines = {"Everything": f"{GUEST_HOURS} hours from when you came, then all of it is deleted"}
    rows = "".join(f"<dt>{what}</dt><dd>{how_long}</dd>" for what, how_long in lines.items())
    return f'<dl class="violet-kept">{rows}</dl>'


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def draw_delete(user: SignedIn) -> None:
    """The way to leave: a button, and once it was pressed what goes and the proof that it is really them."""
    with st.container(key="violet-card-delete", border=True):
        st.header("Delete your account", anchor=False)
        if not st.session_state.get(_DELETING):
            st.write("Everything of yours is deleted at once, on every device. There is no way back.")
            st.button("Delete my account…", key="account-delete", on_click=_ask)
            return
        with reading(services().engine) as session:
            found = in_words(what_goes(session, user.id))
        rest = "your sign-ins and your account itself, at once and for good."
        st.write(f"This deletes **{found}**, {rest}" if found else f"This deletes {rest}")
        with st.form("account-delete-form", border=False), errors_said():
            typed = _draw_proof(user)
            with st.container(horizontal=True):
                is_sure = st.form_submit_button("Delete everything", key="account-delete-really")
                st.form_submit_button("Keep my account", key="account-delete-not", type="tertiary", on_click=_forget)
            if is_sure and _is_proven(user, typed):
                with st.spinner("Deleting everything…"):
                    services().runner.forget(user.id)
                    erase(services().engine, user.id)
                say_goodbye()


def _draw_proof(user: SignedIn) -> str:
    if user.is_guest:
        return st.text_input(f"Type “{_WORD}” to go on", autocomplete="off") or ""
    return st.text_input("Your password", type="password", autocomplete="current-password") or ""


def _is_proven(user: SignedIn, typed: str) -> bool:
    """Says what is missing. Raises TooFast after too many wrong passwords."""
    if user.is_guest:
        is_right, sentence = typed.strip().casefold() == _WORD, f"Please type the word “{_WORD}”."
    else:
        is_right, sentence = knows_password(user, typed), "That isn’t your password."
    if not is_right:
        st.error(sentence)
    return is_right


def _ask() -> None:
    st.session_state[_DELETING] = True


def _forget() -> None:
    st.session_state.pop(_DELETING, None)
