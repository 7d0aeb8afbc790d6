"""A copy of the database that is whole although people are writing: SQLite's own backup, never a file copy."""

import os
import secrets
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Engine

from core.errors import InvalidInput


def back_up(engine: Engine, file: Path) -> None:
    """Copy the SQLite database into `file`, which must not exist yet; it appears whole and checked, or not at all.

    Raises InvalidInput on PostgreSQL, for a file that is there already, a place that can't be written, or a database
    that isn't there or is damaged.
    """
    if engine.dialect.name != "sqlite":
        raise InvalidInput("This database is PostgreSQL: please back it up with pg_dump.")
    source = Path(engine.url.database or "")
    if not source.exists():
        raise InvalidInput("There is no database to back up yet.")
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        if file.exists():
            raise InvalidInput(f"{file} is there already: please name a new file.")
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL, 0o600))  # it holds what everybody wrote
        verdict = _copy(source, draft)
        if verdict == "ok":
            draft.rename(file)
    except OSError as error:
        raise InvalidInput(f"{file} can't be written ({error.strerror}).") from error
    except sqlite3.Error as error:
        raise InvalidInput(f"{file} can't be made ({error}).") from error
    finally:
        with suppress(OSError):
            draft.unlink()
    if verdict != "ok":
        raise InvalidInput(f"A copy would not be sound ({verdict}): the database is damaged. Nothing was written.")


def _copy(source: Path, target: Path) -> str:
    """Copy all pages in one step, which no writer can come between; returns what SQLite thinks of the copy."""
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
        (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    return str(verdict)
