"""The gate: who is signed in, checked on every run, and the screen for everybody else.

Every page calls `require_user()` first. The browser's cookie is the only proof; nothing in `st.session_state` is.
"""

from dataclasses import dataclass
from uuid import UUID

import streamlit as st

from core.auth import logins, passwords, people, tries
from core.services import services
from core.store.database import begin, reading
from core.store.models import User
from pages.components.authenticator import TICKET_KEY, Authenticator, exchange_ticket
from pages.components.welcome import NOTICE_KEY, draw_welcome

_SID_KEY = "_violet_sid"
_LEAVING_KEY = "_violet_leaving"
_FAREWELL_KEY = "_violet_farewell"


@dataclass(frozen=True)
class SignedIn:
    """The person at this browser, as the account was when the run began."""

    id: UUID
    email: str
    name: str
    time_zone: str
    is_guest: bool
    sid: str


def authenticator() -> Authenticator:
    """The sign-in library, for one run."""
    ours = services()
    return Authenticator(ours.engine, ours.settings.cookie_key.get_secret_value(), ours.settings.proxies)


def current_user() -> SignedIn | None:
    """Who is signed in here; None for nobody, also once the login was revoked or has expired."""
    found = authenticator().recognise()
    known_sid = st.session_state.get(_SID_KEY)
    if found is None:
        if known_sid is not None and TICKET_KEY not in st.session_state:
            _start_over("You were signed out. Sign in again to go on where you were.")
        return None
    user, sid = found
    if known_sid not in (None, sid):
        # A reconnecting browser may name a session that was somebody else's: nothing of it may stay.
        st.session_state.clear()
    st.session_state[_SID_KEY] = sid
    return _signed_in(user, sid)


def require_user() -> SignedIn:
    """The signed-in person, for the first line of every page; draws the sign-in screen and stops for anybody else."""
    user = current_user()
    if user is None or TICKET_KEY in st.session_state:
        draw_gate()
        st.stop()
    return user


def still_signed_in(user: SignedIn) -> bool:
    """True while this login is open: ask in polls and before writes of a page that has been open for a while."""
    with reading(services().engine) as session:
        return logins.is_valid(session, user.sid)


def knows_password(user: SignedIn, typed: str) -> bool:
    """True where this is the person's current password. Raises TooFast after too many wrong guesses at it."""
    engine = services().engine
    with begin(engine) as session:
        wait_s = tries.check_password_try(session, user.id)
    tries.refuse_for(wait_s)
    with reading(engine) as session:
        known_hash = people.get_user(session, user.id).password_hash
    if not passwords.matches(typed, known_hash):
        return False
    with begin(engine) as session:
        tries.password_was_right(session, user.id)
    return True


def say_goodbye() -> None:
    """After an account was deleted: nothing of it stays in this tab, and the browser drops its cookie."""
    st.session_state.clear()
    authenticator().cookie.delete_cookie()
    st.session_state[_FAREWELL_KEY] = True
    st.rerun()


def sign_out() -> None:
    """Close this browser's login, as a button's callback; the page then leaves for the sign-in screen."""
    auth = authenticator()
    if auth.recognise():
        auth.logout(location="unrendered")
    else:
        auth.cookie.delete_cookie()
    st.session_state[_LEAVING_KEY] = True


def sign_out_everywhere() -> None:
    """Close every login of this person, this one too, as a button's callback."""
    auth = authenticator()
    if found := auth.recognise():
        user, _ = found
        with begin(services().engine) as session:
            logins.revoke_all(session, user.id)
    sign_out()


def draw_gate() -> None:
    """The sign-in screen, or the moment in which the browser fetches or drops its cookie."""
    if TICKET_KEY not in st.session_state:
        draw_welcome(authenticator())
        return
    if _FAREWELL_KEY in st.session_state:
        _draw_farewell()
        return
    is_leaving = bool(st.session_state.get(_LEAVING_KEY))
    with st.container(key="violet-moment"):
        st.html('<i class="violet-mark"></i>')
        st.write("Signing you out…" if is_leaving else "One moment, your things are being laid out…")
        exchange_ticket("leave" if is_leaving else "reload")


def _draw_farewell() -> None:
    with st.container(key="violet-moment"):
        st.html('<i class="violet-mark"></i>')
        st.header("Your account is deleted", anchor=False)
        st.write("Your tasks, your sessions and everything else of yours are gone. Thank you for the time together.")
        st.html('<a class="violet-button" href="./">Back to the start</a>')
        exchange_ticket("stay")


def _start_over(notice: str) -> None:
    st.session_state.clear()
    st.session_state[NOTICE_KEY] = notice


def _signed_in(user: User, sid: str) -> SignedIn:
    return SignedIn(user.id, user.email, user.name, user.time_zone, user.is_guest, sid)
