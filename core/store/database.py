"""The engine and the two ways to open a transaction. Knows the traps of both databases, and nothing of the tables."""

import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from core.config import Settings
from core.errors import DatabaseUnavailable, Misconfigured

SQLITE_BUSY_MS = 10_000
_TRUNCATING_MS = 500
_READ_ONLY = "violet_read_only"

log = logging.getLogger("violet.database")


def make_engine(settings: Settings) -> Engine:
    """An engine for the configured database; opens no connection yet.

    Raises Misconfigured where the SQLite folder cannot be made.
    """
    if settings.is_postgresql:
        return create_engine(
            settings.database_url,
            hide_parameters=True,  # an error quotes the statement; what people wrote is no part of a log
            pool_size=8,
            max_overflow=4,
            pool_timeout=5,
            pool_recycle=1800,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": 3,
                "options": "-c statement_timeout=5000 -c lock_timeout=2000 "
                "-c idle_in_transaction_session_timeout=15000 -c timezone=UTC "
                "-c jit=off",  # compiling a search of the history took longer than running it
            },
        )
    path = settings.sqlite_path
    assert path is not None
    _make_folder(path.parent)
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True, connect_args={"timeout": SQLITE_BUSY_MS / 1000})
    synchronous = settings.sqlite_sync.upper()

    @event.listens_for(engine, "do_connect")
    def _create(*_: Any) -> None:
        _make_private(path)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN leaks savepoints and starts deferred
        _use_wal(connection)
        for pragma in (
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "secure_delete=ON",  # what is deleted is overwritten with zeros, also where that isn't SQLite's default
            f"busy_timeout={SQLITE_BUSY_MS}",
            "journal_size_limit=16777216",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes its lock at once: a deferred one fails half-way when another writer was quicker.
        read_only = connection.get_execution_options().get(_READ_ONLY)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(
            f"The folder {folder} can't be made ({error.strerror}): set DATABASE_URL to a file elsewhere."
        ) from error


def _make_private(path: Path) -> None:
    """Create the file for its owner only, because SQLite would let everybody read it; the -wal and -shm take after it.

    One that is there keeps the rights that somebody gave it.
    """
    with suppress(OSError):  # SQLite says better what is wrong
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))


def _use_wal(connection: Any) -> None:
    """Switch to the write-ahead log, waiting for others: SQLite calls no busy handler for this one lock."""
    deadline = time.monotonic() + SQLITE_BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def truncate_log(engine: Engine) -> bool:
    """Move SQLite's write-ahead log into the file and empty it, so that nothing deleted is left in it.

    False where somebody was using the database the whole time: the next call does it. True on PostgreSQL.
    """
    if engine.dialect.name != "sqlite":
        return True
    with _kind_errors(), closing(engine.raw_connection()) as pooled:
        connection: Any = pooled.driver_connection
        connection.execute(f"PRAGMA busy_timeout={_TRUNCATING_MS}")  # writers wait as long as this one does
        try:
            (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_MS}")
    return not is_busy


@contextmanager
def begin(engine: Engine) -> Iterator[Session]:
    """One transaction for one deed: commits at the end, rolls back on any error.

    Raises DatabaseUnavailable where the database cannot be reached, is locked too long or is full.
    """
    with _kind_errors(), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A short snapshot for reading; takes no write lock on SQLite. Raises DatabaseUnavailable as `begin` does."""
    with (
        _kind_errors(),
        engine.connect().execution_options(**{_READ_ONLY: True}) as connection,
        Session(connection, expire_on_commit=False) as session,
    ):
        yield session


@contextmanager
def _kind_errors() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise DatabaseUnavailable() from error
    except DBAPIError as error:
        if error.connection_invalidated or _refuses_writes(error):
            raise DatabaseUnavailable() from error
        if "malformed" in str(error.orig) or "not a database" in str(error.orig):
            log.critical("the database file is damaged", exc_info=error)
            raise DatabaseUnavailable(
                "The database is damaged, so I can't go on. Whoever runs Violet must restore a backup."
            ) from error
        raise


def _refuses_writes(error: DBAPIError) -> bool:
    """A PostgreSQL server that is being replaced by its standby, or just starts as one."""
    return getattr(error.orig, "sqlstate", None) == "25006"  # read_only_sql_transaction
