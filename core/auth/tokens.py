"""The sign-in cookie: a signed note that says which login this browser holds, and the ticket that gets it there.

The note alone proves nothing: the login row it names must still be open. A page has no response to put a cookie on, so
it hands the browser a ticket, good for one POST to /auth/cookie within a minute; script on the page never sees the
cookie itself.
"""

import secrets
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import jwt

from core.store.models import Login, utc_now

COOKIE_NAME = "violet"
SECURE_COOKIE_NAME = "__Host-violet"  # the prefix makes browsers refuse it without Secure or from another host
TICKET_SECONDS = 60

_ALGORITHM = "HS256"
_CLAIMS = ["sub", "sid", "iat", "exp"]
_CLOCK_SKEW_SECONDS = 30  # between servers that share a key
_LONGEST = 2_000  # characters; ours have about 250


@dataclass(frozen=True)
class Claims:
    """What a genuine cookie says."""

    user_id: UUID
    sid: str


@dataclass(frozen=True)
class CookieOrder:
    """What the browser's cookie shall be: this token for so many seconds, or gone."""

    token: str | None
    max_age: int
    is_secure: bool

    @property
    def cookie_name(self) -> str:
        """The name for this kind of connection."""
        return SECURE_COOKIE_NAME if self.is_secure else COOKIE_NAME


def issue(login: Login, key: str) -> str:
    """The signed token for a login."""
    claims = {
        "sub": str(login.user_id),
        "sid": login.sid,
        "iat": int(login.created_at.timestamp()),
        "exp": int(login.expires_at.timestamp()),
    }
    return jwt.encode(claims, key, _ALGORITHM)


def read(token: str | None, key: str) -> Claims | None:
    """What the token says; None unless it is ours, whole and in time."""
    if not token or len(token) > _LONGEST:
        return None
    try:
        claims = jwt.decode(
            token, key, algorithms=[_ALGORITHM], options={"require": _CLAIMS}, leeway=_CLOCK_SKEW_SECONDS
        )
        is_ours = set(claims) == set(_CLAIMS)  # another app's token, made with a key we were told to share, is not
        return Claims(UUID(claims["sub"]), str(claims["sid"])) if is_ours else None
    except (jwt.PyJWTError, ValueError):
        return None


def order_for(login: Login, key: str, *, is_secure: bool, now: datetime | None = None) -> CookieOrder:
    """The cookie that signs a browser in for as long as its login lasts."""
    seconds = int((login.expires_at - (now or utc_now())).total_seconds())
    return CookieOrder(issue(login, key), max(seconds, 0), is_secure)


# -- tickets, in this process only: behind several servers the proxy is sticky ----------------------------------------

_waiting: dict[str, tuple[float, CookieOrder]] = {}
_lock = threading.Lock()


def hand_out(order: CookieOrder) -> str:
    """A ticket for this order."""
    ticket = secrets.token_urlsafe(32)
    with _lock:
        for old in [name for name, (deadline, _) in _waiting.items() if deadline < time.monotonic()]:
            del _waiting[old]
        _waiting[ticket] = (time.monotonic() + TICKET_SECONDS, order)
    return ticket


def redeem(ticket: str) -> CookieOrder | None:
    """The order behind a ticket, once; None for one that was used, is too old or never was."""
    with _lock:
        deadline, order = _waiting.pop(ticket, (0.0, None))
    return order if deadline >= time.monotonic() else None
