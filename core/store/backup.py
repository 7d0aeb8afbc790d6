"""A copy of the database that is whole although people are writing: SQLite's own backup, never a file copy."""

import sqlite3
from pathlib import Path

from sqlalchemy import Engine

from core.errors import InvalidInput


def back_up(engine: Engine, file: Path) -> None:
    """Copy the SQLite database into `file`, which must not exist yet, and check the copy.

    Raises InvalidInput on PostgreSQL, for a file that is there already, or a place that can't be written.
    """
    if engine.dialect.name != "sqlite":
        raise InvalidInput("This database is PostgreSQL: please back it up with pg_dump.")
    if file.exists():
        raise InvalidInput(f"{file} is there already: please name a new file.")
    source = engine.raw_connection()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(file) as copy:
            source.driver_connection.backup(copy)  # type: ignore[union-attr]
            (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
        copy.close()
    except (OSError, sqlite3.Error) as error:
        raise InvalidInput(f"{file} can't be written ({error}).") from error
    finally:
        source.close()
    if verdict != "ok":
        raise InvalidInput(f"The copy in {file} is not sound ({verdict}): the database may be damaged.")
