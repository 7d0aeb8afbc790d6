"""The two ways to open a transaction, on both databases, and what a person reads when the database is away."""

import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session

from core.config import Settings
from core.errors import DatabaseUnavailable, Misconfigured
from core.store import database
from core.store.database import begin, make_engine, reading
from core.store.migrations import migrate
from core.store.models import Message, MessageRole, Revision, Task, ToolCall, ToolCallStatus, User, utc_now
from tests.databases import PostgresServer, settings_for
from tests.people import add_person

EngineFor = Callable[[Settings], Engine]


def titles(session: Session) -> list[str]:
    return list(session.execute(sa.select(Task.title).order_by(Task.number)).scalars())


def test_begin_commits_at_the_end(engine: Engine, user: User) -> None:
    with begin(engine) as session:
        session.add(Task(user_id=user.id, number=1, title="kept"))
    with reading(engine) as session:
        assert titles(session) == ["kept"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit])
def test_begin_rolls_back_whatever_happens(engine: Engine, user: User, failure: type[BaseException]) -> None:
    """Streamlit ends a script with a BaseException, so it must count as a failure too."""
    with pytest.raises(failure), begin(engine) as session:
        session.add(Task(user_id=user.id, number=1, title="lost"))
        session.flush()
        raise failure
    with reading(engine) as session:
        assert titles(session) == []


def test_rows_stay_readable_after_the_transaction(engine: Engine, user: User) -> None:
    with begin(engine) as session:
        task = Task(user_id=user.id, number=1, title="still here")
        session.add(task)
    assert (task.title, task.number) == ("still here", 1)


def test_reading_keeps_nothing(engine: Engine, user: User) -> None:
    with reading(engine) as session:
        session.add(Task(user_id=user.id, number=1, title="not meant to be written"))
        session.flush()
    with reading(engine) as session:
        assert titles(session) == []


def test_reading_waits_for_no_writer(engine: Engine, user: User) -> None:
    """The writer holds its lock while the reader comes and goes, and the reader sees only what was committed."""
    with begin(engine) as writer:
        writer.add(Task(user_id=user.id, number=1, title="half done"))
        writer.flush()
        began = time.perf_counter()
        with reading(engine) as reader:
            assert titles(reader) == []
        assert time.perf_counter() - began < 2  # a wait for the lock would last the busy timeout, ten seconds
    with reading(engine) as reader:
        assert titles(reader) == ["half done"]


def test_a_reader_keeps_no_writer_waiting(engine: Engine, user: User) -> None:
    with reading(engine) as reader:
        assert titles(reader) == []
        with begin(engine) as writer:
            writer.add(Task(user_id=user.id, number=1, title="meanwhile"))


def test_concurrent_increments_lose_nothing(engine: Engine, user: User) -> None:
    """With the drivers' own transactions SQLite lost most of them silently, or failed as locked."""

    def increment() -> None:
        for _ in range(25):
            with begin(engine) as session:
                mine = sa.update(Revision).where(Revision.user_id == user.id)
                session.execute(mine.values(tasks_rev=Revision.tasks_rev + 1))

    threads = [threading.Thread(target=increment) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        assert session.execute(sa.select(Revision.tasks_rev)).scalar_one() == 100


def test_sqlite_is_set_up_to_survive_a_power_cut(sqlite_settings: Settings, engine_for: EngineFor) -> None:
    def pragmas(engine: Engine) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        with reading(engine) as session:
            return {name: session.execute(sa.text(f"PRAGMA {name}")).scalar_one() for name in names}

    full = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
    assert pragmas(engine_for(sqlite_settings)) == full
    normal = settings_for(sqlite_settings.database_url, sqlite_sync="normal")
    assert pragmas(engine_for(normal)) == {**full, "synchronous": 1}


# When the database is away


def test_a_database_locked_for_too_long(
    sqlite_settings: Settings, engine_for: EngineFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SQLITE_BUSY_MS", 100)
    engine = engine_for(sqlite_settings)
    add_person(engine, "Ada")
    other = sqlite3.connect(sqlite_settings.sqlite_path or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable) as failure, begin(engine) as session:
        session.add(User(email="late@example.org", name="Late", password_hash="!"))
    assert "Nothing was lost" in failure.value.sentence
    assert "sqlite" not in failure.value.sentence.lower()
    with reading(engine) as session:
        assert session.execute(sa.select(User.name)).scalars().all() == ["Ada"]
    other.execute("ROLLBACK")
    other.close()
    add_person(engine, "Grace")


def test_a_short_lock_is_waited_for(sqlite_settings: Settings, sqlite_engine: Engine) -> None:
    other = sqlite3.connect(sqlite_settings.sqlite_path or "", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, other.execute, ["COMMIT"])
    release.start()
    add_person(sqlite_engine, "Ada")
    release.join()
    other.close()


def test_a_server_that_is_not_there(engine_for: EngineFor) -> None:
    engine = engine_for(settings_for("postgresql://violet:opensesame@127.0.0.1:1/violet"))
    for opened in (begin, reading):
        with pytest.raises(DatabaseUnavailable) as failure, opened(engine) as session:
            session.execute(sa.text("SELECT 1"))
        assert "opensesame" not in failure.value.sentence


def test_a_server_that_goes_away_and_comes_back(postgresql_server: PostgresServer, engine_for: EngineFor) -> None:
    with postgresql_server.database(migrated=True) as url:
        engine = engine_for(settings_for(url))
        add_person(engine, "Ada")
        with pytest.raises(DatabaseUnavailable), begin(engine) as session:
            session.add(User(email="lost@example.org", name="Lost", password_hash="!"))
            session.flush()
            postgresql_server.stop()
            session.flush()
        with pytest.raises(DatabaseUnavailable), reading(engine) as session:
            session.execute(sa.text("SELECT 1"))
        postgresql_server.start()
        with reading(engine) as session:  # the pool notices that its connections are dead
            assert session.execute(sa.select(User.name)).scalars().all() == ["Ada"]


def test_what_sqlite_writes_is_for_its_owner_only(tmp_path: Path, engine_for: EngineFor) -> None:
    """The log beside the file holds what was written last: it is as private as the file."""
    path = tmp_path / "violet.db"
    engine = engine_for(settings_for(f"sqlite:///{path}"))
    migrate(engine)
    add_person(engine, "Ada")
    rights = {file.name: oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()}
    assert rights == {"violet.db": "0o600", "violet.db-wal": "0o600", "violet.db-shm": "0o600"}


def test_a_file_that_is_there_keeps_the_rights_somebody_gave_it(tmp_path: Path, engine_for: EngineFor) -> None:
    path = tmp_path / "violet.db"
    path.touch(0o640)
    path.chmod(0o640)
    migrate(engine_for(settings_for(f"sqlite:///{path}")))
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Misconfigured, match="DATABASE_URL"):
        make_engine(settings_for(f"sqlite:///{tmp_path / 'file' / 'violet.db'}"))


# Values that differ between databases unless a type takes care


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC),
        datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=14))),
        datetime(2039, 1, 1, 23, 59, 59, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
    ],
)
def test_times_come_back_as_the_same_moment_in_utc(engine: Engine, user: User, moment: datetime) -> None:
    with begin(engine) as session:
        session.add(Task(user_id=user.id, number=1, title="t", due_at=moment))
    with reading(engine) as session:
        due_at = session.execute(sa.select(Task.due_at)).scalar_one()
        assert session.execute(sa.select(Task.title).where(Task.due_at == moment)).scalar_one() == "t"
    assert due_at == moment
    assert due_at.tzinfo == UTC


def test_a_time_without_a_zone_is_a_bug(engine: Engine, user: User) -> None:
    with pytest.raises(sa.exc.StatementError, match="needs a time zone"), begin(engine) as session:
        session.add(Task(user_id=user.id, number=1, title="t", due_at=datetime(2026, 3, 2)))


def test_no_value_is_null_and_not_json_null(engine: Engine, user: User) -> None:
    with begin(engine) as session:
        session.add(ToolCall(user_id=user.id, actor="board", tool_name="t", status=ToolCallStatus.PENDING, before=None))
    with reading(engine) as session:
        assert session.execute(sa.text("SELECT count(*) FROM tool_calls WHERE before IS NULL")).scalar_one() == 1
        assert session.execute(sa.select(ToolCall.before)).scalar_one() is None


def test_json_keeps_its_values(engine: Engine, user: User) -> None:
    value = {"title": "crème brûlée 🍮 'quoted'", "count": 3, "share": 0.5, "none": None, "tags": ["a", {"b": []}]}
    with begin(engine) as session:
        row = ToolCall(user_id=user.id, actor="cli", tool_name="t", status=ToolCallStatus.SUCCESS, tool_input=value)
        session.add(row)
    with reading(engine) as session:
        assert session.execute(sa.select(ToolCall.tool_input)).scalar_one() == value
        assert session.execute(sa.select(ToolCall.created_at)).scalar_one() <= utc_now()


def test_closed_sets_come_back_as_their_enum(engine: Engine, user: User) -> None:
    with begin(engine) as session:
        row = ToolCall(user_id=user.id, actor="cli", tool_name="t", status=ToolCallStatus.DECLINED)
        session.add(row)
    with reading(engine) as session:
        assert session.execute(sa.select(ToolCall.status)).scalar_one() is ToolCallStatus.DECLINED
        assert session.execute(sa.text("SELECT status FROM tool_calls")).scalar_one() == "declined"
    assert Message(conversation_id=user.id, sequence_number=0, role=MessageRole.USER).role == "user"
