"""The screen for somebody who is not signed in: sign in, sign up, or try the demo with one click."""

from datetime import UTC, datetime

import streamlit as st

from core.auth import people, tries
from core.auth.registration import check_may_register
from core.config import Settings
from core.errors import AppError, TooFast
from core.services import services
from core.store.database import begin
from core.text import clean_line
from pages.components.authenticator import FAILED_KEY, TICKET_KEY, Authenticator

_STORY = """
<div class="violet-story">
  <div class="violet-brand"><i class="violet-mark"></i>Violet</div>
  <h1>Say it once.<br>It’s taken care of.</h1>
  <p>Talk to an agent that keeps your tasks. Everything it did can be seen, searched and undone.</p>
  <div class="violet-sample" aria-hidden="true">
    <div class="violet-said">add milk and eggs, and call the dentist by friday 5pm</div>
    <div class="violet-did">Done, three things on your list.<br>
      <span>Buy milk</span><span>Buy eggs</span><span>Call the dentist · Fri 17:00</span>
    </div>
  </div>
</div>
"""
NOTICE_KEY = "_violet_notice"


def draw_welcome(auth: Authenticator) -> None:
    """Draw it; whoever gets in leaves a ticket behind and the page runs again."""
    settings = services().settings
    with st.container(key="violet-welcome"):
        st.html(_STORY)
        with st.container(key="violet-welcome-card"):
            _draw_notice()
            if settings.sign_up == "closed":
                _draw_sign_in(auth)
            else:
                sign_in, sign_up = st.tabs(["Sign in", "Create account"])
                with sign_in:
                    _draw_sign_in(auth)
                with sign_up:
                    _draw_sign_up(auth, settings)
            if settings.guests:
                _draw_demo(auth)


def _draw_notice() -> None:
    if st.session_state.pop(FAILED_KEY, False):
        st.error("The sign-in didn’t reach your browser. Please sign in once more.")
    elif notice := st.session_state.get(NOTICE_KEY):
        st.info(notice)


def _draw_sign_in(auth: Authenticator) -> None:
    with st.form("violet-sign-in", border=False):
        email = st.text_input("E-mail", type="email", autocomplete="username", placeholder="you@example.com")
        password = st.text_input("Password", type="password", autocomplete="current-password")
        is_sent = st.form_submit_button("Sign in", type="primary", width="stretch")
        if not is_sent:
            return
        if not clean_line(email or "") or not password:
            st.error("Please give your e-mail address and your password.")
            return
        try:
            is_right = auth.check_password(clean_line(email).casefold(), password)
        except TooFast as error:
            st.error(error.sentence)
            return
        if is_right:
            st.rerun()
        st.error("That e-mail address and password don’t go together. Check both and try again.")


def _draw_sign_up(auth: Authenticator, settings: Settings) -> None:
    with st.form("violet-sign-up", border=False):
        name = st.text_input("Name", autocomplete="name", placeholder="What shall I call you?")
        email = st.text_input("E-mail", type="email", autocomplete="username", placeholder="you@example.com")
        password = st.text_input(
            "Password", type="password", autocomplete="new-password", placeholder="At least 8 characters"
        )
        code = ""
        if settings.sign_up == "invite":
            code = st.text_input("Invitation code", autocomplete="off")
        if not st.form_submit_button("Create account", type="primary", width="stretch"):
            return
        try:
            with begin(services().engine) as session:
                tried, wait_s = tries.start(session, auth.address())  # a wrong code and a taken address are guesses too
            tries.refuse_for(wait_s)
            check_may_register(settings, email or "", code or "")
            with begin(services().engine) as session:
                user = people.create_user(
                    session,
                    email=email or "",
                    password=password or "",
                    name=name or "",
                    time_zone=people.time_zone_or_utc(st.context.timezone),
                )
                tries.count_new_account(session, auth.address())
                tries.succeeded(session, tried)
            auth.cookie.open_login(user)
        except AppError as error:
            st.error(error.sentence)
        if TICKET_KEY in st.session_state:
            st.rerun()


def _draw_demo(auth: Authenticator) -> None:
    st.html('<div class="violet-or">or</div>')
    if st.button("Try the demo", key="violet-demo", width="stretch"):
        try:
            with st.spinner("Filling a board and a few weeks of conversations…"):
                _start_demo(auth)
        except TooFast as error:
            st.error(error.sentence)
        else:
            st.rerun()
    st.caption("No sign-up. Your guest account and its sample tasks are gone after a day.")


def _start_demo(auth: Authenticator) -> None:
    from core.demo import seed  # only whoever tries the demo needs it

    ours = services()
    zone = people.time_zone_or_utc(st.context.timezone)
    with begin(ours.engine) as session:
        guest = people.create_guest(session, zone)
        tries.count_new_account(session, auth.address())
    seed(ours.engine, guest.id, zone, datetime.now(UTC))
    auth.cookie.open_login(guest)
