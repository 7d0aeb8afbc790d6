"""A look at a SQLite file before anything touches it: only what is sound, writable and Violet's own is opened.

Reads through a connection that cannot write, so that a file which is refused stays as it is, byte for byte.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from core.errors import Misconfigured

WAY_OUT = "restore a backup, or move the file away to start afresh"


def check_file(path: Path) -> None:
    """Raises Misconfigured, naming the file and the way out, where the file should not be opened.

    No file, or an empty one, is a fresh start. Reads every page once (some 200 MB a second).
    """
    if not path.exists():
        return
    _check_writable(path)
    if path.stat().st_size == 0:
        return
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.OperationalError as error:
        raise Misconfigured(f"The database file {path} can't be opened ({error}).") from error
    except sqlite3.DatabaseError as error:
        raise Misconfigured(f"The database file {path} is damaged or not a database: {WAY_OUT}.") from error
    if verdict != "ok":
        raise Misconfigured(f"The database file {path} is damaged or not a database: {WAY_OUT}.")
    if tables and "alembic_version" not in tables:
        raise Misconfigured(f"The database file {path} belongs to another program: set DATABASE_URL to another file.")


def _check_writable(path: Path) -> None:
    try:
        with path.open("r+b"):
            pass
    except OSError as error:
        raise Misconfigured(
            f"The database file {path} can't be written ({error.strerror}): make it writable, or set DATABASE_URL "
            "to another file."
        ) from error
    if not os.access(path.parent, os.W_OK):  # SQLite keeps its journal beside the file
        raise Misconfigured(
            f"The folder {path.parent} can't be written: make it writable, or set DATABASE_URL to a file elsewhere."
        )
