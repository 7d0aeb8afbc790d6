"""A4, A5, A8, A18: cookies somebody else made, keys that are none, what a password may be, the floor of versions.

`tests/auth` has the same for each function; here are the cases that cross several of them.
"""

import base64
import json
import time
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from packaging.version import Version
from sqlalchemy import Engine

from core.auth import logins, people, tokens
from core.auth.passwords import LONGEST, check_new_password, hash_password, is_outdated, matches
from core.config import load_settings
from core.errors import Misconfigured
from core.store.database import begin, reading
from core.store.models import Login, User, utc_now
from tests.app_server import ROOT
from tests.supply.locks import RUNTIME, lock_of, locked

KEY = "k" * 48
USER = UUID("3f2c8d9e-6a57-4d0b-9a53-0d2a6b2c1e11")


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    return {"sub": str(USER), "sid": "s-1", "iat": now, "exp": now + 3600} | changes


def signed(**changes: Any) -> str:
    return jwt.encode(claims(**changes), KEY, "HS256")


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def with_header(**header: Any) -> str:
    """A token of ours whose header says something else."""
    _, payload, signature = signed().split(".")
    return f"{part({'typ': 'JWT', **header})}.{payload}.{signature}"


FORGED = {
    "alg none, unsigned": f"{part({'alg': 'none'})}.{part(claims())}.",
    "alg None in capitals": f"{part({'alg': 'NONE'})}.{part(claims())}.",
    "no algorithm": with_header(),
    "RS256 with our signature": with_header(alg="RS256"),
    "HS384 with our signature": with_header(alg="HS384"),
    "HS512 by our own key": jwt.encode(claims(), KEY, "HS512"),
    "somebody else's claims under our signature": ".".join(
        (signed().split(".")[0], part(claims(sub=str(uuid4()))), signed().split(".")[2])
    ),
    "a key in the header": with_header(alg="HS256", jwk={"kty": "oct", "k": "eA"}),
    "a key to fetch": with_header(alg="HS256", jku="https://evil.example/keys"),
    "a key id with a path": with_header(alg="HS256", kid="../../dev/null"),
    "another key": jwt.encode(claims(), "x" * 48, "HS256"),
    "expired": signed(exp=int(time.time()) - 3600),
    "without an end": jwt.encode({k: v for k, v in claims().items() if k != "exp"}, KEY, "HS256"),
    "an end that is no number": signed(exp="never"),
    "from the future": signed(iat=int(time.time()) + 3600),
    "not before tomorrow": signed(nbf=int(time.time()) + 86_400),
    "for another audience": signed(aud="another app"),
    "from another issuer": signed(iss="https://evil.example"),
    "with a role": signed(role="admin"),
    "nobody's id": signed(sub=None),
    "a number for an id": signed(sub=7),
    "a list of claims": f"{part({'alg': 'HS256'})}.{base64.urlsafe_b64encode(b'[]').decode()}.x",
    "two tokens": f"{signed()},{signed()}",
    "a space in front": f" {signed()}x",
    "cut short": signed()[:-4],
    "8 kB": signed(sid="s" * 8_000),
    "a NUL": signed() + "\x00",
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED.keys())
def test_a4_a_forged_token_is_nobodys(token: str) -> None:
    assert tokens.read(token, KEY) is None


def test_a4_the_genuine_one_is_read() -> None:
    assert tokens.read(signed(), KEY) == tokens.Claims(USER, "s-1")


def test_a4_a_genuine_token_is_worth_what_its_login_is(engine: Engine, user: User, other_user: User) -> None:
    """Revoked, ended, of somebody deleted, or another person's login under one's own name: nobody."""
    with begin(engine) as session:
        revoked, ended, gone = (logins.start(session, user) for _ in range(3))
        theirs = logins.start(session, other_user)
        logins.revoke(session, user.id, revoked.sid)
        ended.expires_at = utc_now() - timedelta(seconds=1)
        session.add(ended)
    with reading(engine) as session:
        assert logins.person(session, revoked.sid) is None
        assert logins.person(session, ended.sid) is None
        found = logins.person(session, theirs.sid)
        assert found is not None and found.id == other_user.id, "the row decides whose it is, not the claim"
        assert logins.person(session, gone.sid) is not None
    with begin(engine) as session:
        session.delete(people.get_user(session, user.id))
    with reading(engine) as session:
        assert logins.person(session, gone.sid) is None


def test_a4_a_token_says_nothing_about_the_person() -> None:
    now = utc_now()
    login = Login(sid="s", user_id=uuid4(), created_at=now, expires_at=now + timedelta(days=1))
    said = jwt.decode(tokens.issue(login, KEY), options={"verify_signature": False})
    assert set(said) == {"sub", "sid", "iat", "exp"}


@pytest.mark.parametrize("key", ["x", "change me", "some_key", "secret" * 5, "é" * 15])
def test_a5_a_key_under_32_bytes_is_refused_at_the_start(tmp_path: Path, key: str) -> None:
    with pytest.raises(Misconfigured, match="VIOLET_COOKIE_KEY"):
        load_settings(database_url=f"sqlite:///{tmp_path / 'violet.db'}", cookie_key=key)


def test_a5_without_a_key_every_installation_makes_its_own(tmp_path: Path) -> None:
    keys = set()
    for name in ("one", "two"):
        settings = load_settings(database_url=f"sqlite:///{tmp_path / name / 'violet.db'}")
        keys.add(settings.cookie_key.get_secret_value())
        assert (tmp_path / name / "cookie.key").stat().st_mode & 0o077 == 0
    assert len(keys) == 2
    assert all(len(key) >= 32 for key in keys)
    with pytest.raises(Misconfigured, match="VIOLET_COOKIE_KEY"):
        load_settings(database_url="postgresql://violet@localhost/violet")


def test_a5_no_secret_comes_with_the_code() -> None:
    example = (ROOT / ".env.example").read_text()
    assert "VIOLET_COOKIE_KEY=\n" in example
    assert "VIOLET_INVITE_CODE=\n" in example


@pytest.mark.parametrize("length", [8, 64, 65, 72, 73, 128, LONGEST])
def test_a8_a_password_of_any_length_counts_whole(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.auth.passwords.ROUNDS", 4)
    password = ("crème brûlée 🦊 " * 100)[:length]
    check_new_password(password, "ana@example.com")
    stored = hash_password(password)
    assert matches(password, stored)
    assert not matches(password[:-1] + "x", stored)
    assert not matches(password + " ", stored)


@pytest.mark.parametrize(
    ("stored", "is_old"),
    [
        ("$2b$12$" + "x" * 53, False),
        ("$2b$10$" + "x" * 53, True),
        ("$2a$12$" + "x" * 53, True),
        ("!", True),
        ("", True),
    ],
)
def test_a8_a_hash_of_another_cost_or_form_is_outdated(stored: str, is_old: bool) -> None:
    assert is_outdated(stored) is is_old


# The oldest version of each that has no hole we know of that matters here.
FLOORS = {
    "starlette": "1.1.0",  # CVE-2026-48818
    "streamlit": "1.67.0",  # Host and Origin of the websocket are checked
    "pyjwt": "2.10.1",  # CVE-2024-53861: the issuer compared in part
    "bcrypt": "5.0.0",  # refuses what it would cut off
    "h11": "0.16.0",  # CVE-2025-43859: request smuggling
    "python-multipart": "0.0.18",  # CVE-2024-53981: endless parsing of a form
    "jinja2": "3.1.6",  # CVE-2025-27516: out of the sandbox
    "mcp": "1.23.0",  # CVE-2025-66416: DNS rebinding
    "cryptography": "44.0.1",  # CVE-2024-12797: OpenSSL's raw public keys
    "pillow": "11.3.0",  # CVE-2025-48379: a buffer too short
    "pyarrow": "14.0.1",  # CVE-2023-47248: code in a file
    "requests": "2.32.4",  # CVE-2024-47081: credentials of another host
    "urllib3": "2.6.0",  # CVE-2025-66418: endless decompression
    "certifi": "2024.7.4",  # CVE-2024-39689: a root nobody trusts any more
    "idna": "3.7",  # CVE-2024-3651: a name that takes for ever
}


@pytest.mark.parametrize("package", FLOORS)
def test_a18_dependencies_are_above_the_floor(package: str) -> None:
    """What runs here, and what the lock puts on any other machine."""
    pinned = [entry.version for entry in locked(lock_of(RUNTIME)) if entry.name == package]
    assert pinned
    for found in (version(package), *pinned):
        assert Version(found) >= Version(FLOORS[package])
