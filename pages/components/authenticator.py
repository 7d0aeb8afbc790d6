"""streamlit-authenticator over our tables: it checks a password and recognises a cookie; rows and cookie are ours.

Its own cookie is readable by script, can be replayed after sign-out and is set too late to survive a rerun, so its
cookie controller is replaced: a login row, a token in an HttpOnly cookie, and a ticket that the browser exchanges for
it (`exchange_ticket`). Its credentials are the users table, read only when asked for. What the library keeps in
`st.session_state` under its own names (`name`, `email`, `username`, …) is trusted by nothing of ours.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import streamlit as st
from sqlalchemy import Engine
from streamlit_authenticator import Authenticate
from streamlit_authenticator.controllers import AuthenticationController

from core.auth import logins, passwords, people, tokens, tries
from core.store.database import begin, reading
from core.store.models import User

TICKET_KEY = "_violet_ticket"
FAILED_KEY = "_violet_ticket_failed"


class UsersTable(Mapping[str, dict[str, Any]]):
    """The users as the library asks for them: by e-mail address, each as a throw-away dictionary.

    A stranger has one too, with a hash that no password matches: an unknown address takes as long as a wrong password.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._asked: dict[str, dict[str, Any]] = {}

    def __getitem__(self, email: str) -> dict[str, Any]:
        if email not in self._asked:
            with reading(self._engine) as session:
                self.remember(email, people.find_by_email(session, email))
        return self._asked[email]

    def remember(self, email: str, user: User | None) -> None:
        """Answer for this address with a row that was read already."""
        self._asked[email] = {
            "email": email,
            "name": user.name if user else "",
            "password": (user.password_hash if user else "") or passwords.nobodys_hash(),
            "roles": [user.role] if user else [],
        }

    def __contains__(self, email: object) -> bool:
        return isinstance(email, str)

    def __iter__(self) -> Iterator[str]:
        return iter(self._asked)

    def __len__(self) -> int:
        return len(self._asked)


class LoginCookie:
    """Stands where the library has its cookie controller. `found` is who the browser's cookie proves, this run."""

    def __init__(self, engine: Engine, key: str, users: UsersTable) -> None:
        self._engine, self._key, self._users = engine, key, users
        self.found: tuple[User, str] | None = None

    def get_cookie(self) -> dict[str, Any] | None:
        """Whom the cookie names, where it is genuine and its login row is open."""
        name = tokens.SECURE_COOKIE_NAME if is_secure() else tokens.COOKIE_NAME
        claims = tokens.read(st.context.cookies.get(name), self._key)
        if claims is None:
            return None
        with reading(self._engine) as session:
            user = logins.person(session, claims.sid)
        if user is None or user.id != claims.user_id:
            return None
        self._users.remember(user.email, user)
        self.found = (user, claims.sid)
        return {"username": user.email}

    def set_cookie(self) -> None:
        """Open a login for the person the library just let in."""
        with reading(self._engine) as session:
            user = people.find_by_email(session, st.session_state["username"])
        if user is not None:
            self.open_login(user)

    def open_login(self, user: User) -> None:
        """Sign this browser in, and hand the page a ticket for the cookie."""
        with begin(self._engine) as session:
            login = logins.start(session, user, st.context.headers.get("User-Agent", ""))
        order = tokens.order_for(login, self._key, is_secure=is_secure())
        st.session_state[TICKET_KEY] = tokens.hand_out(order)

    def delete_cookie(self) -> None:
        """Close the login this browser holds, and hand the page a ticket that clears the cookie."""
        if self.found:
            user, sid = self.found
            with begin(self._engine) as session:
                logins.revoke(session, user.id, sid)
        st.session_state[TICKET_KEY] = tokens.hand_out(tokens.CookieOrder(None, 0, is_secure()))


class Authenticator(Authenticate):
    """The library with our users and our cookie. Cheap: made afresh for every run."""

    def __init__(self, engine: Engine, cookie_key: str, proxies: int = 0) -> None:
        self._engine, self._proxies = engine, proxies
        # The library's own constructor would mount its cookie iframe; this sets what its methods use instead.
        self.path = None
        self.attrs = {"login_sleep_time": 0}  # its pause loses deep links
        self.authentication_controller = AuthenticationController({"usernames": {}}, None, False, secret_key=cookie_key)
        users = UsersTable(engine)
        self.authentication_controller.authentication_model.credentials = {"usernames": users}
        self.cookie_controller = self.cookie = LoginCookie(engine, cookie_key, users)

    def recognise(self) -> tuple[User, str] | None:
        """Who is signed in in this browser, and by which login; asks the login row every time."""
        st.session_state["authentication_status"] = None
        self.login(location="unrendered")
        return self.cookie.found

    def check_password(self, email: str, password: str) -> bool:
        """True where the account and its password fit; then the browser gets its cookie.

        Raises TooFast after too many tries, before anything is compared.
        """
        with begin(self._engine) as session:
            tried, wait_s = tries.start(session, self.address(), email)
        tries.refuse_for(wait_s)
        is_right = bool(self.authentication_controller.login(email, passwords.digest(password)))
        if is_right:
            self._renew_hash(email, password)
            with begin(self._engine) as session:
                tries.succeeded(session, tried)
            self.cookie_controller.set_cookie()
        return is_right

    def address(self) -> str:
        """Where this browser is, as tries are counted."""
        return tries.address_of(st.context.ip_address, st.context.headers.get_all("X-Forwarded-For"), self._proxies)

    def _renew_hash(self, email: str, password: str) -> None:
        """Hash the password anew where the stored hash is of an older cost or form."""
        with reading(self._engine) as session:
            user = people.find_by_email(session, email)
        if user is None or not passwords.is_outdated(user.password_hash):
            return
        renewed = passwords.hash_password(password)
        with begin(self._engine) as session:
            people.renew_hash(session, user.id, user.password_hash, renewed)


_EXCHANGE_JS = """
export default function ({ data, setTriggerValue }) {
  if (window.violetTicket === data.ticket) return;  // a repaint must not spend the ticket twice
  window.violetTicket = data.ticket;
  fetch("auth/cookie", {  // no leading slash: a hosted Streamlit keeps the app under a path of its own
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ticket: data.ticket }),
  })
    .then((response) => {
      if (!response.ok) throw new Error(`cookie refused: ${response.status}`);
      // Whoever leaves leaves nothing behind; a draft waits for a person whose sign-in merely ended (draft.js).
      if (data.next !== "reload") forgetDrafts();
      // A new page means a new connection, which carries the new cookie, and a session nobody else had.
      if (data.next === "leave") location.replace("./");
      else if (data.next === "reload") location.reload();
    })
    .catch(() => setTriggerValue("failed", true));
}

function forgetDrafts() {
  try {
    sessionStorage.clear();
  } catch {}  // a browser that allows no storage has kept none
}
"""


def exchange_ticket(then: Literal["reload", "leave", "stay"]) -> None:
    """Let the browser fetch its cookie for the waiting ticket; then the page loads anew, or the first one where it
    leaves, or stays as it is.
    """
    exchange = st.components.v2.component("violet_exchange_ticket", js=_EXCHANGE_JS)
    exchange(
        key="violet-exchange-ticket",
        data={"ticket": st.session_state[TICKET_KEY], "next": then},
        on_failed_change=_forget_ticket,
    )


def _forget_ticket() -> None:
    st.session_state.pop(TICKET_KEY, None)
    st.session_state[FAILED_KEY] = True


def is_secure() -> bool:
    """True where the browser came by https, by its own account."""
    return (st.context.url or "").startswith("https://")
