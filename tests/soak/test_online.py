"""L1, L2 as people live it: browsers' websockets at the running app, on one server and on two over one PostgreSQL."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import pytest

from core.store.database import make_engine
from tests.app_server import AppServer
from tests.databases import PostgresServer, settings_for
from tests.soak.online import assert_nothing_lost, invite, p95, talk_all

SIZES = pytest.mark.parametrize(
    ("people", "turns"),
    [pytest.param(6, 3, id="small"), pytest.param(50, 20, id="full", marks=pytest.mark.soak)],
)
AS_MANY_AS_THEY_LIKE = {"VIOLET_MESSAGES_PER_MINUTE": "0"}


@pytest.fixture
def postgresql_url(postgresql_server: PostgresServer) -> Iterator[str]:
    with postgresql_server.database(migrated=True) as url:
        yield url


def talk_and_check(servers: list[AppServer], people: int, turns: int, first: int = 0) -> None:
    engine = make_engine(settings_for(servers[0].database_url))
    guests = invite(engine, people, first)
    took = talk_all([server.url for server in servers], guests, turns)
    assert_nothing_lost(engine, guests, turns)
    engine.dispose()
    assert len(took) == people * turns
    print(f"\n{people} people, {len(servers)} server(s): p50 {median(took):.2f} s, p95 {p95(took):.2f} s")
    assert p95(took) < 1 + people, "everybody at once, without a pause, is still answered"
    assert all("Traceback" not in server.log() for server in servers)


@SIZES
def test_l1_websockets_at_one_server_on_sqlite(tmp_path: Path, people: int, turns: int) -> None:
    server = AppServer(tmp_path, f"sqlite:///{tmp_path / 'violet.db'}", AS_MANY_AS_THEY_LIKE)
    server.start()
    try:
        talk_and_check([server], people, turns)
    finally:
        server.stop()


@SIZES
def test_l1_l2_websockets_at_one_server_and_at_two_on_postgresql(
    tmp_path: Path, postgresql_url: str, people: int, turns: int
) -> None:
    with ExitStack() as stack:
        servers = []
        for number in range(2):
            folder = tmp_path / str(number)
            folder.mkdir()
            servers.append(AppServer(folder, postgresql_url, AS_MANY_AS_THEY_LIKE))
            stack.callback(servers[-1].stop)
            servers[-1].start()
        talk_and_check(servers[:1], people, turns)
        talk_and_check(servers, people, turns, first=people)
