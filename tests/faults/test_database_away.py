"""F4–F9: the database is stopped, restarted, locked, full or read-only while people talk."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event, func, select, text

from core.agent import runner as runner_module
from core.agent.events import TurnFailed
from core.agent.protocol import Person
from core.agent.runner import Runner
from core.config import Settings
from core.errors import DatabaseUnavailable, Misconfigured
from core.health import check, standing
from core.services import build
from core.store import database
from core.store.database import begin, reading
from core.store.models import MESSAGE, TASK, User
from tests.app_server import ROOT
from tests.databases import COOKIE_KEY, PostgresServer, make_migrated, settings_for
from tests.faults.obedient import Obedient
from tests.faults.test_killed import status_of, thread_of, titles_of, until
from tests.people import add_person

EngineFor = Callable[[Settings], Engine]


def person_of(user: User) -> Person:
    return Person(user.id, user.name, ZoneInfo("UTC"))


@contextmanager
def running(engine: Engine, agent: Obedient) -> Iterator[Runner]:
    runner = Runner(engine, {"offline": agent}, "offline")
    try:
        yield runner
    finally:
        agent.gate.set()
        runner.close(2)


def test_f4_postgresql_stops_in_the_middle_of_a_turn(
    postgresql_server: PostgresServer, engine_for: EngineFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "HEARTBEAT_S", 0.2)
    agent = Obedient()
    with postgresql_server.database(migrated=True) as url:
        engine = engine_for(settings_for(url))
        user = add_person(engine, "Ada")
        with running(engine, agent) as runner:
            turn = runner.start(person_of(user), None, "add Alpha; wait; add Beta; say Both are there.")
            assert agent.is_waiting.wait(10)
            postgresql_server.stop()
            try:
                assert standing(check(engine), runner).level == "poor"
                began = time.monotonic()
                agent.gate.set()
                last = list(turn.follow())[-1]
                assert time.monotonic() - began < 5
                assert isinstance(last, TurnFailed) and last.code == "database_unavailable"
                assert "psycopg" not in last.sentence and "127.0.0.1" not in last.sentence
                with pytest.raises(DatabaseUnavailable, match="Nothing was lost"):
                    runner.start(person_of(user), turn.conversation_id, "add Gamma")
            finally:
                postgresql_server.start()
            until(lambda: status_of(engine, turn.message_id) == "interrupted")  # without anybody asking
            assert standing(check(engine), runner).level == "good"
            list(runner.retry(person_of(user), turn.message_id).follow())
        assert thread_of(engine, user)[1:] == [("assistant", "done", "Both are there.")]
        assert titles_of(engine, user) == ["Alpha", "Beta"]


def test_f5_postgresql_restarts_while_everybody_is_idle(
    postgresql_server: PostgresServer, engine_for: EngineFor
) -> None:
    with postgresql_server.database(migrated=True) as url:
        engine = engine_for(settings_for(url))
        user = add_person(engine, "Ada")
        with running(engine, Obedient()) as runner:
            turns = [runner.start(person_of(user), None, f"add Before {number}") for number in range(8)]
            for turn in turns:
                list(turn.follow())
            postgresql_server.stop()
            postgresql_server.start()
            after = [runner.start(person_of(user), None, f"add After {number}") for number in range(20)]
            ends = [list(turn.follow())[-1].to_json()["event"] for turn in after]
        assert ends == ["turn_finished"] * 20
        assert len(titles_of(engine, user)) == 28


@pytest.mark.parametrize(
    ("patience_ms", "short_s", "long_s"),
    [pytest.param(1500, 0.5, 3.0, id="small"), pytest.param(10_000, 3.0, 15.0, id="full", marks=pytest.mark.soak)],
)
def test_f7_another_program_holds_the_write_lock(
    sqlite_settings: Settings,
    engine_for: EngineFor,
    monkeypatch: pytest.MonkeyPatch,
    patience_ms: int,
    short_s: float,
    long_s: float,
) -> None:
    monkeypatch.setattr(database, "SQLITE_BUSY_MS", patience_ms)
    monkeypatch.setattr(runner_module, "HEARTBEAT_S", 0.2)
    engine, agent = engine_for(sqlite_settings), Obedient()
    user = add_person(engine, "Ada")
    other = sqlite3.connect(sqlite_settings.sqlite_path or "", isolation_level=None, check_same_thread=False)

    def lock_for(seconds: float) -> threading.Timer:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(seconds, other.execute, ["ROLLBACK"])
        release.start()
        return release

    with running(engine, agent) as runner, closing(other):
        short = lock_for(short_s)
        turn = runner.start(person_of(user), None, "add Alpha; wait; add Beta; say Done.")
        short.join()
        assert agent.is_waiting.wait(10)

        long = lock_for(long_s)
        with pytest.raises(DatabaseUnavailable, match="Nothing was lost"):  # the page keeps the text
            runner.start(person_of(user), turn.conversation_id, "add Gamma")
        with reading(engine) as session:  # reading goes on meanwhile
            assert session.scalar(select(func.count()).select_from(TASK)) == 1
        long.join()
        long = lock_for(long_s)
        agent.gate.set()
        last = list(turn.follow())[-1]
        assert isinstance(last, TurnFailed) and last.code == "database_unavailable"
        long.join()
        until(lambda: status_of(engine, turn.message_id) in ("failed", "interrupted"))
        list(runner.retry(person_of(user), turn.message_id).follow())
    assert thread_of(engine, user) == [
        ("user", "done", "add Alpha; wait; add Beta; say Done."),
        ("assistant", "done", "Done."),
    ]
    assert titles_of(engine, user) == ["Alpha", "Beta"]


def fill_up(runner: Runner, engine: Engine, user: User) -> None:
    """Talk until the disk is full; what fails then fails with a sentence, and what is stored can still be read."""
    refused = 0
    for number in range(400):
        try:
            turn = runner.start(person_of(user), None, f"add Task {number} {'x' * 400}; say {'y' * 3000}")
        except DatabaseUnavailable as failure:
            assert "Nothing was lost" in failure.sentence
            refused += 1
            if refused == 3:
                break
            continue
        list(turn.follow())
    assert refused == 3
    assert titles_of(engine, user)
    with reading(engine) as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def works_again(runner: Runner, engine: Engine, user: User) -> None:
    turn = runner.start(person_of(user), None, "add There is room again; say Good.")
    assert list(turn.follow())[-1].to_json()["event"] == "turn_finished"
    assert titles_of(engine, user)[-1] == "There is room again"
    until(lambda: not _running(engine))


def _running(engine: Engine) -> list[int]:
    with reading(engine) as session:
        return list(session.scalars(select(MESSAGE.id).where(MESSAGE.status == "running")))


def test_f8_no_room_for_another_page(
    sqlite_settings: Settings, engine_for: EngineFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "HEARTBEAT_S", 0.2)
    engine = engine_for(sqlite_settings)
    user, room = add_person(engine, "Ada"), {"pages": 130}

    @event.listens_for(engine, "begin")
    def _limit(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={room['pages']}")

    with running(engine, Obedient()) as runner:
        fill_up(runner, engine, user)
        room["pages"] = 100_000
        works_again(runner, engine, user)


def test_f8_the_disk_is_full(sqlite_template: Path, engine_for: EngineFor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "HEARTBEAT_S", 0.2)
    with small_disk() as folder:
        shutil.copyfile(sqlite_template, folder / "violet.db")
        (folder / "ballast").write_bytes(b"x" * 300_000)
        engine = engine_for(settings_for(f"sqlite:///{folder / 'violet.db'}"))
        user = add_person(engine, "Ada")
        with running(engine, Obedient()) as runner:
            fill_up(runner, engine, user)
            (folder / "ballast").unlink()
            works_again(runner, engine, user)
        engine.dispose()


@contextmanager
def small_disk() -> Iterator[Path]:
    """A file system of one megabyte; needs the right to mount."""
    folder = Path(tempfile.mkdtemp(prefix="violet-disk-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], capture_output=True)
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("mounting a small disk is not allowed here; the test above fills the file instead")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=False)
        folder.rmdir()


def as_anybody() -> list[str]:
    """What comes before a command so that permissions count, also where root runs the tests."""
    if os.geteuid():
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and there is no setpriv to take that right away")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


@pytest.mark.parametrize("what", ["file", "folder"])
def test_f9_what_cannot_be_written_is_named_at_the_start(what: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="violet-read-only-"))
    path = folder / "violet.db"
    make_migrated(f"sqlite:///{path}")
    before = path.read_bytes()
    try:
        (path if what == "file" else folder).chmod(0o444 if what == "file" else 0o555)
        ours = {"DATABASE_URL": f"sqlite:///{path}", "VIOLET_COOKIE_KEY": COOKIE_KEY}
        started = subprocess.run(
            [*as_anybody(), sys.executable, "-m", "core", "migrate"],
            cwd=ROOT,
            env={**os.environ, **ours},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert started.returncode == 2, started.stderr
        assert str(path if what == "file" else folder) in started.stderr and "can't be written" in started.stderr
        assert "Traceback" not in started.stderr and len(started.stderr.strip().splitlines()) == 1
        assert path.read_bytes() == before
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_f9_a_server_does_not_start_on_a_file_it_cannot_write(
    sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sqlite_settings.sqlite_path
    assert path is not None

    def refuse(self: Path, mode: str = "r", *_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(Misconfigured, match="can't be written") as failure:
        build(sqlite_settings)
    assert str(path) in failure.value.sentence


def test_a_database_that_breaks_while_in_use_is_said_kindly(sqlite_settings: Settings, engine_for: EngineFor) -> None:
    engine = engine_for(sqlite_settings)
    add_person(engine, "Ada")
    engine.dispose()
    path = sqlite_settings.sqlite_path
    assert path is not None
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))
    with pytest.raises(DatabaseUnavailable, match="damaged"), begin(engine) as session:
        session.scalars(select(TASK)).all()
        session.scalars(select(MESSAGE)).all()
