"""The account page: name and time zone, password, where the person is signed in, and what Violet keeps of them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from core.auth import browsers, logins, people, tries
from core.auth.registration import check_may_register
from core.services import services
from core.store.database import begin, reading
from core.store.models import Login
from pages.components.header import page_header
from pages.components.sign_in import (
    authenticator,
    knows_password,
    require_user,
    sign_out,
    sign_out_everywhere,
    still_signed_in,
)
from pages.components.trouble import errors_said, say_refused_export
from pages.components.your_data import draw_delete, draw_your_data

_SAID = "account_said"

user = require_user()
engine, settings = services().engine, services().settings


def say_next(sentence: str) -> None:
    """Say it on the next run, which shows the page as it is now."""
    st.session_state[_SAID] = sentence
    st.rerun()


def draw_keep() -> None:
    """A guest's way to keep everything: an address and a password for the same account."""
    with st.container(key="violet-card-keep", border=True):
        st.header("Keep what you have here", anchor=False)
        st.write("You’re here as a guest, and a guest’s tasks are gone after a day. Add a sign-in and they stay.")
        with st.form("account-keep", border=False), errors_said():
            name = st.text_input("Name", autocomplete="name")
            email = st.text_input("E-mail", type="email", autocomplete="username")
            password = st.text_input(
                "Password", type="password", autocomplete="new-password", placeholder="At least 8 characters"
            )
            code = ""
            if settings.sign_up == "invite":
                code = st.text_input("Invitation code", autocomplete="off")
            if st.form_submit_button("Keep my account", type="primary"):
                keep(name or "", email or "", password or "", code or "")


def keep(name: str, email: str, password: str, code: str) -> None:
    """Make the guest a real account, on the same row, and give this browser a new login that lasts as long as one."""
    with begin(engine) as session:
        tried, wait_s = tries.start(session, authenticator().address())
    tries.refuse_for(wait_s)
    check_may_register(settings, email, code)
    with begin(engine) as session:
        kept = people.keep_guest(session, user.id, email=email, password=password, name=name)
        logins.revoke_all(session, user.id)  # whoever planted the guest's cookie stays outside
        tries.succeeded(session, tried)
    authenticator().cookie.open_login(kept)
    st.rerun()


def draw_profile() -> None:
    """Name and time zone."""
    with st.container(key="violet-card-profile", border=True):
        st.header("You", anchor=False)
        with st.form("account-profile", border=False), errors_said():
            name = st.text_input("Name", value=user.name, max_chars=people.NAME_LIMIT, autocomplete="name")
            if not user.is_guest:
                st.text_input("E-mail", value=user.email, disabled=True)
            zones = people.time_zones()
            known = zones if user.time_zone in zones else (user.time_zone, *zones)
            zone = st.selectbox(
                "Time zone",
                known,
                index=known.index(user.time_zone),
                help="Decides when “today” begins and what “at 5 pm” means. Type to search.",
            )
            if st.form_submit_button("Save", type="primary"):
                with begin(engine) as session:
                    people.rename(session, user.id, name or "")
                    people.change_time_zone(session, user.id, zone)
                say_next("Saved.")


def draw_password() -> None:
    """Change the password; needs the current one."""
    with st.container(key="violet-card-password", border=True):
        st.header("Password", anchor=False)
        with st.form("account-password", border=False), errors_said():
            current = st.text_input("Current password", type="password", autocomplete="current-password")
            new = st.text_input(
                "New password", type="password", autocomplete="new-password", placeholder="At least 8 characters"
            )
            st.caption("Your other browsers are signed out when it changes.")
            if st.form_submit_button("Change password"):
                change_password(current or "", new or "")


def change_password(current: str, new: str) -> None:
    """Set it, and sign every other browser out. Raises TooFast after too many wrong guesses at the current one."""
    if not knows_password(user, current):
        st.error("That isn’t your current password.")
        return
    with begin(engine) as session:
        people.change_password(session, user.id, new)
        logins.revoke_all(session, user.id, except_sid=user.sid)
    say_next("Your password is changed.")


def draw_logins() -> None:
    """Where the person is signed in, and the ways out."""
    with st.container(key="violet-card-logins", border=True):
        st.header("Where you’re signed in", anchor=False)
        with reading(engine) as session:
            open_ones = logins.open_logins(session, user.id)
        for login in open_ones:
            draw_login(login)
        with st.container(key="violet-account-out", horizontal=True):
            st.button("Sign out", key="account-sign-out", on_click=sign_out)
            if len(open_ones) > 1:
                st.button("Sign out everywhere", key="account-sign-out-everywhere", on_click=sign_out_everywhere)


def draw_login(login: Login) -> None:
    """One browser."""
    is_this = login.sid == user.sid
    row = st.container(
        key=f"violet-login-{login.sid[:12]}",
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="distribute",
    )
    with row:
        with st.container(gap=None, width="content"):
            st.text(browsers.describe(login.user_agent))
            st.caption(f"since {day_and_time(login.created_at)}")
        if is_this:
            st.badge("This browser", color="green")
        else:
            st.button("Sign out", key=f"out-{login.sid[:12]}", type="tertiary", on_click=end_login, args=(login.sid,))


def end_login(sid: str) -> None:
    """Sign another browser of the same person out; a tab that was signed out itself does nothing."""
    if not still_signed_in(user):
        return
    with begin(engine) as session:
        logins.revoke(session, user.id, sid)


def day_and_time(moment: datetime) -> str:
    """A moment in the person's own zone: "Fri 20 Nov, 09:05"."""
    local = moment.astimezone(ZoneInfo(user.time_zone))
    return f"{local:%a} {local.day} {local:%b, %H:%M}"


page_header("Account")
if sentence := st.session_state.pop(_SAID, ""):
    st.toast(sentence, icon=":material/check_circle:")
with st.container(key="violet-account"):
    say_refused_export()
    if user.is_guest and settings.sign_up != "closed":
        draw_keep()
    draw_profile()
    if not user.is_guest:
        draw_password()
    draw_logins()
    draw_your_data(user)
    draw_delete(user)
