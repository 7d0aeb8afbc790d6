"""F6, F26 and what operators see, on the real app: it waits for its database, and comes back after a kill."""

import json
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest

from core.agent.protocol import Person
from core.agent.runner import Runner
from core.store.database import make_engine
from core.store.migrations import is_current
from tests.app_server import AppServer
from tests.conftest import missing
from tests.databases import PostgresServer, postgresql_binaries, settings_for
from tests.faults.obedient import Obedient
from tests.faults.test_killed import thread_of, until
from tests.people import add_person


def ask(url: str) -> tuple[int, str]:
    try:
        answer: HTTPResponse = urlopen(url, timeout=20)
        with answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        return refused.code, refused.read().decode()


@pytest.fixture
def own_postgresql() -> Iterator[PostgresServer]:
    """A server that is not there yet."""
    binaries = postgresql_binaries()
    if binaries is None:
        missing("PostgreSQL is not installed.")
    server = PostgresServer(binaries)
    yield server
    server.remove()


def test_f6_an_app_started_before_its_database_waits_for_it(own_postgresql: PostgresServer, tmp_path: Path) -> None:
    app = AppServer(tmp_path, own_postgresql.url("postgres"), {"VIOLET_METRICS": "on", "VIOLET_LOG": "json"})
    app.start()
    try:
        assert ask(f"{app.url}/healthz")[0] == 200
        for _ in range(5):  # growing pauses: asking often does not hold anybody up
            began = time.monotonic()
            status, body = ask(f"{app.url}/readyz")
            assert status == 503 and json.loads(body)["error"] == "database_unavailable"
            assert time.monotonic() - began < 5
        assert "Traceback" not in body and "psycopg" not in body
        own_postgresql.start()
        until(lambda: ask(f"{app.url}/readyz")[0] == 200, 40)
        engine = make_engine(settings_for(app.database_url))
        assert is_current(engine)
        engine.dispose()
        status, text = ask(f"{app.url}/metrics")
        assert status == 200 and "violet_database_up 1" in text and "# TYPE violet_turn_seconds histogram" in text
        own_postgresql.stop()
        assert ask(f"{app.url}/readyz")[0] == 503 and ask(f"{app.url}/healthz")[0] == 200
        assert "violet_database_up 0" in ask(f"{app.url}/metrics")[1]
    finally:
        app.stop()
    assert not list(tmp_path.glob("**/*.db"))  # no other database was put in its place


def test_f26_a_killed_app_comes_back_with_everything_and_ends_what_it_left(tmp_path: Path) -> None:
    app = AppServer(tmp_path, f"sqlite:///{tmp_path / 'violet.db'}")
    app.start()
    try:
        engine = make_engine(settings_for(app.database_url))
        user = add_person(engine, "Ada")
        agent = Obedient()
        runner = Runner(engine, {"offline": agent}, "offline")
        runner.start(Person(user.id, "Ada", ZoneInfo("UTC")), None, "stick 300; say Never said.")
        assert agent.is_waiting.wait(20)
        runner._closing.set()  # as if its server was killed: the turn does not beat any more
        app.kill()
        app.start()
        assert ask(f"{app.url}/metrics")[0] == 404  # off unless switched on
        assert thread_of(engine, user)[0][2] == "stick 300; say Never said."
        until(lambda: thread_of(engine, user)[1][1] == "interrupted", 40)
        began = time.monotonic()
        app.stop()
        assert time.monotonic() - began < 12
        assert "Traceback" not in app.log()
    finally:
        app.stop()
        engine.dispose()
