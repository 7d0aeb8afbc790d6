"""The cookie's token says only what we signed, and a ticket is good once."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest

from core.auth import tokens
from core.auth.tokens import Claims, CookieOrder
from core.store.models import Login, utc_now

KEY = "k" * 48
USER = UUID("3f2c8d9e-6a57-4d0b-9a53-0d2a6b2c1e11")


def login(**changes: Any) -> Login:
    now = utc_now()
    return Login(**{"sid": "s-1", "user_id": USER, "created_at": now, "expires_at": now + timedelta(days=1)} | changes)


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    return {"sub": str(USER), "sid": "s-1", "iat": now, "exp": now + 3600} | changes


def test_what_was_issued_is_read_back() -> None:
    assert tokens.read(tokens.issue(login(), KEY), KEY) == Claims(USER, "s-1")


def without(name: str) -> str:
    return jwt.encode({key: value for key, value in claims().items() if key != name}, KEY, "HS256")


def swapped_payload() -> str:
    head, _, signature = jwt.encode(claims(), KEY, "HS256").split(".")
    _, payload, _ = jwt.encode(
        claims(sub=str(uuid4())), "another key, forty-eight characters long, yes", "HS256"
    ).split(".")
    return f"{head}.{payload}.{signature}"


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(None, id="none at all"),
        pytest.param("", id="empty"),
        pytest.param("junk", id="junk"),
        pytest.param("a.b.c", id="three parts of junk"),
        pytest.param("é" * 300, id="not ASCII"),
        pytest.param(jwt.encode(claims(), KEY, "HS256") + "x" * 8_000, id="8 kB"),
        pytest.param(jwt.encode(claims(), "", "none"), id="alg none"),
        pytest.param(jwt.encode(claims(), "another key, forty-eight characters long, yes", "HS256"), id="another key"),
        pytest.param(jwt.encode(claims(), KEY * 2, "HS512"), id="another algorithm and key"),
        pytest.param(jwt.encode(claims(), (KEY * 2)[:64], "HS512"), id="HS512"),
        pytest.param(swapped_payload(), id="swapped payload"),
        pytest.param(jwt.encode(claims(exp=int(time.time()) - 60), KEY, "HS256"), id="expired"),
        pytest.param(jwt.encode(claims(iat=int(time.time()) + 3600), KEY, "HS256"), id="issued in the future"),
        pytest.param(jwt.encode(claims(exp="soon"), KEY, "HS256"), id="exp is no number"),
        pytest.param(jwt.encode(claims(sub="not-a-uuid"), KEY, "HS256"), id="sub is no id"),
        *(pytest.param(without(name), id=f"without {name}") for name in ("sub", "sid", "iat", "exp")),
    ],
)
def test_anything_else_is_nobody(token: str | None) -> None:
    assert tokens.read(token, KEY) is None


def test_a_clock_a_few_seconds_off_signs_nobody_out() -> None:
    token = jwt.encode(claims(iat=int(time.time()) + 10, exp=int(time.time()) - 10), KEY, "HS256")
    assert tokens.read(token, KEY) is not None


def test_the_cookie_lasts_as_long_as_its_login() -> None:
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    ours = login(created_at=now, expires_at=now + timedelta(hours=24))
    order = tokens.order_for(ours, KEY, is_secure=True, now=now + timedelta(hours=1))
    assert (order.max_age, order.cookie_name) == (23 * 3600, "__Host-violet")
    assert tokens.order_for(ours, KEY, is_secure=False, now=now + timedelta(days=9)).max_age == 0
    assert tokens.order_for(ours, KEY, is_secure=False, now=now).cookie_name == "violet"


def test_a_ticket_is_good_once() -> None:
    order = CookieOrder("token", 60, is_secure=False)
    ticket = tokens.hand_out(order)
    assert tokens.redeem(ticket) == order
    assert tokens.redeem(ticket) is None
    assert tokens.redeem("made up") is None


def test_a_ticket_waits_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = tokens.hand_out(CookieOrder(None, 0, is_secure=False))
    later = time.monotonic() + tokens.TICKET_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert tokens.redeem(ticket) is None


def test_tickets_nobody_fetched_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    forgotten = tokens.hand_out(CookieOrder(None, 0, is_secure=False))
    later = time.monotonic() + tokens.TICKET_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    tokens.hand_out(CookieOrder(None, 0, is_secure=False))
    assert forgotten not in tokens._waiting
