"""Bringing a database to the current schema, once, however many processes start at the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError, OperationalError

from core.config import ROOT
from core.errors import DatabaseUnavailable, Misconfigured

_LOCK = 0x56494F4C  # any constant: names the migration lock on PostgreSQL


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade the schema to `revision`; does nothing where it is there already.

    Raises DatabaseUnavailable where the database cannot be reached, Misconfigured where the file is no database or
    was made by a newer Violet.
    """
    with _locked(engine) as connection:
        if current_revision(connection) != _head() or revision != "head":
            command.upgrade(_config(connection), revision)


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
    config.set_main_option("script_location", str(ROOT / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _locked(engine: Engine) -> Iterator[Connection]:
    """One transaction that nobody else migrates in, begun before the version is read."""
    with _kind_errors(), engine.connect() as connection, connection.begin():  # on SQLite this is BEGIN IMMEDIATE
        if engine.dialect.name == "postgresql":
            # A migration may take longer than a page's query, and waits for the one that came first.
            connection.execute(text("SET LOCAL statement_timeout = '10min'"))
            connection.execute(text("SET LOCAL lock_timeout = '10min'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection


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
