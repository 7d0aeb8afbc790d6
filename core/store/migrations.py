"""Bringing a database to the current schema, once, however many processes start at the same moment."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError, OperationalError

from core.clock import utc_now
from core.config import ROOT
from core.errors import DatabaseUnavailable, InvalidInput, Misconfigured
from core.store.backup import back_up
from core.store.file_check import check_file

SCRIPTS = ROOT / "migrations"
_LOCK = 0x56494F4C  # any constant: names the migration lock on PostgreSQL


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade the schema to `revision`; does nothing where it is there already. A SQLite file is copied first.

    Raises DatabaseUnavailable where the database cannot be reached, Misconfigured where the file is no database or
    was made by a newer Violet.
    """
    with _locked(engine) as connection:
        current = current_revision(connection)
        if current != _head() or revision != "head":
            if current is not None:
                _refuse_newer(current)
                _keep_copy(engine)
            command.upgrade(_config(connection), revision)


def check_and_migrate(engine: Engine) -> None:
    """For the start of a server: look at a SQLite file first, then migrate. Raises as `check_file` and `migrate` do."""
    if engine.dialect.name == "sqlite":
        check_file(Path(engine.url.database or ""))
    migrate(engine)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to `revision` ("base" drops every table)."""
    with _locked(engine) as connection:
        command.downgrade(_config(connection), revision)


def is_current(engine: Engine) -> bool:
    """True where the schema is the one this code was written for. Raises DatabaseUnavailable, Misconfigured."""
    with _kind_errors(), engine.connect() as connection:
        return current_revision(connection) == _head()


def current_revision(connection: Connection) -> str | None:
    """The revision the database says it has; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def _head() -> str | None:
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _refuse_newer(current: str) -> None:
    """Raises CommandError for a revision this code has never heard of."""
    ScriptDirectory.from_config(_config(None)).get_revisions(current)


def _keep_copy(engine: Engine) -> None:
    """Copy a SQLite file that is about to change, beside it: "violet-before-0002-20261122-215344-061528.db"."""
    if engine.dialect.name != "sqlite":
        return
    path = Path(engine.url.database or "")
    copy = path.with_name(f"{path.stem}-before-{_head()}-{utc_now():%Y%m%d-%H%M%S-%f}{path.suffix}")
    try:
        back_up(engine, copy)
    except InvalidInput as error:
        raise Misconfigured(f"The database was not brought up to date: no backup could be made. {error}") from error


def delete_copies(path: Path, before: datetime) -> int:
    """Delete the copies of this SQLite file that were made so long ago; returns how many.

    They hold what people have deleted since.
    """
    name = re.compile(rf"{re.escape(path.stem)}-before-\w+-(\d{{8}}-\d{{6}})(-\d+)?{re.escape(path.suffix)}")
    deleted = 0
    for copy in path.parent.iterdir():
        made = name.fullmatch(copy.name)
        if made and datetime.strptime(made[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC) < before:
            with suppress(OSError):
                copy.unlink()
                deleted += 1
    return deleted


@contextmanager
def _locked(engine: Engine) -> Iterator[Connection]:
    """One transaction that nobody else migrates in, begun before the version is read."""
    with _kind_errors(), engine.connect() as connection, _lenient(connection), connection.begin():
        if engine.dialect.name == "postgresql":
            # A migration may take longer than a page's query, and waits for the one that came first.
            connection.execute(text("SET LOCAL statement_timeout = '10min'"))
            connection.execute(text("SET LOCAL lock_timeout = '10min'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection  # on SQLite BEGIN IMMEDIATE has locked out everybody else
        if engine.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise Misconfigured("The migration would have left rows without their owner, so nothing was changed.")


@contextmanager
def _lenient(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by copying and dropping it, and a drop deletes whatever refers to its rows; not in here."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.dbapi_connection  # outside a transaction: inside one the setting is ignored
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


@contextmanager
def _kind_errors() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise DatabaseUnavailable() from error
    except CommandError as error:
        raise Misconfigured(
            "This database was made by a newer Violet: start that version, or restore a backup made before it."
        ) from error
    except DatabaseError as error:
        if "not a database" in str(error) or "malformed" in str(error):
            raise Misconfigured(
                "The database file is damaged or not a database: restore a backup, or move it away to start afresh."
            ) from error
        raise
