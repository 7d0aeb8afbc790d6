"""A backup is whole although people write, appears at once or not at all, and opens like any database."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from core.config import Settings
from core.errors import InvalidInput
from core.store import migrations
from core.store import tasks as store
from core.store.backup import back_up
from core.store.database import begin, reading
from core.store.models import TASK, User
from tests.databases import settings_for
from tests.people import add_person

EngineFor = Callable[[Settings], Engine]


def titles(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.scalars(select(TASK.title).order_by(TASK.number)))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_opens_with_everything_in_it(
    sqlite_engine: Engine, sqlite_user: User, engine_for: EngineFor, tmp_path: Path
) -> None:
    with begin(sqlite_engine) as session:
        store.create_task(session, sqlite_user.id, title="Kept 🌷")
    file = tmp_path / "new" / "folder" / "saved.db"
    back_up(sqlite_engine, file)
    assert names(file.parent) == ["saved.db"]  # no draft, no write-ahead log beside it
    copy = engine_for(settings_for(f"sqlite:///{file}"))
    assert migrations.is_current(copy)
    assert titles(copy) == ["Kept 🌷"]
    add_person(copy, "Grace")  # and it can be written


def test_a_backup_is_for_its_owner_only(sqlite_engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "saved.db"
    back_up(sqlite_engine, file)
    assert file.stat().st_mode & 0o777 == 0o600


def test_f29_every_row_acknowledged_before_the_backup_is_in_it(
    sqlite_engine: Engine, sqlite_user: User, tmp_path: Path
) -> None:
    """Copying the file itself would miss what is still in the write-ahead log."""
    acknowledged: list[str] = []
    enough, done = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            with begin(sqlite_engine) as session:
                store.create_task(session, sqlite_user.id, title=f"Row {number}")
            acknowledged.append(f"Row {number}")
            number += 1
            if number == 20:
                enough.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for round_ in range(3):
            assert enough.wait(30)
            before = list(acknowledged)
            file = tmp_path / f"saved-{round_}.db"
            back_up(sqlite_engine, file)
            after = list(acknowledged)
            with closing(sqlite3.connect(file)) as copy:
                saved = [title for (title,) in copy.execute("SELECT title FROM tasks ORDER BY number")]
                assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
            # The thread may have committed one row that it had not yet noted down.
            assert saved[: len(before)] == before
            assert len(saved) <= len(after) + 1
    finally:
        done.set()
        writer.join()


def test_what_is_not_committed_is_not_in_it(
    sqlite_engine: Engine, sqlite_user: User, engine_for: EngineFor, tmp_path: Path
) -> None:
    file = tmp_path / "saved.db"
    with begin(sqlite_engine) as session:
        store.create_task(session, sqlite_user.id, title="Half done")
        session.flush()
        back_up(sqlite_engine, file)
    assert titles(engine_for(settings_for(f"sqlite:///{file}"))) == []


def test_an_existing_file_is_never_overwritten(sqlite_engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "precious.txt"
    file.write_text("my diary")
    with pytest.raises(InvalidInput, match="is there already"):
        back_up(sqlite_engine, file)
    with pytest.raises(InvalidInput, match="is there already"):
        back_up(sqlite_engine, tmp_path)
    assert file.read_text() == "my diary"


def test_a_place_that_cannot_be_written_is_named(sqlite_engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    for place in (tmp_path / "a file" / "saved.db", tmp_path / ("long" * 100)):
        with pytest.raises(InvalidInput, match=r"can't be written \(\w"):
            back_up(sqlite_engine, place)


def test_a_database_that_is_not_there_yet_is_not_made(engine_for: EngineFor, tmp_path: Path) -> None:
    engine = engine_for(settings_for(f"sqlite:///{tmp_path / 'later.db'}"))
    with pytest.raises(InvalidInput, match="no database"):
        back_up(engine, tmp_path / "saved.db")
    assert names(tmp_path) == []


def test_a_damaged_database_gives_no_backup(
    sqlite_settings: Settings, sqlite_engine: Engine, sqlite_user: User, engine_for: EngineFor, tmp_path: Path
) -> None:
    """Pages of the middle are overwritten; what is left still opens, and would be taken for a good copy."""
    with begin(sqlite_engine) as session:
        for number in range(200):
            store.create_task(session, sqlite_user.id, title=f"Row {number}", description="x" * 300)
    sqlite_engine.dispose()
    source = sqlite_settings.sqlite_path
    assert source is not None
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = source.read_bytes()
    middle = len(whole) // 8192 * 4096
    source.write_bytes(whole[:middle] + b"\xa5" * 16384 + whole[middle + 16384 :])
    file = tmp_path / "shelf" / "saved.db"
    with pytest.raises(InvalidInput, match=r"damaged|malformed"):
        back_up(engine_for(sqlite_settings), file)
    assert names(file.parent) == []


def test_postgresql_has_its_own_tool(engine_for: EngineFor, tmp_path: Path) -> None:
    engine = engine_for(settings_for("postgresql://nobody@127.0.0.1:1/nothing"))  # nobody is asked
    with pytest.raises(InvalidInput, match="pg_dump"):
        back_up(engine, tmp_path / "saved.db")
    assert names(tmp_path) == []
