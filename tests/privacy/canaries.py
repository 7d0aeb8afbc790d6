"""A person with a canary in every column that can hold words, and the places to look for one."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Engine, Enum, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session

from core.store.models import Base, User
from core.store.ownership import belongs_to, owned_tables

CANARY = "Kanari"
_LEFT_ALONE = {"users.time_zone", "users.role"}  # read by code, which needs them to make sense
_SHAPES = {
    "messages.tokens": lambda word: {"total": 1, word: 1},
    "messages.wire": lambda word: [{"text": word}],
    "tasks.tags": lambda word: [word],
}


def marked_columns() -> dict[str, str]:
    """Every column of a person's tables that holds words, by "table.column", with the canary that goes there."""
    found = [
        f"{table.name}.{column.name}"
        for table in owned_tables()
        for column in table.c
        if _holds_words(column) and f"{table.name}.{column.name}" not in _LEFT_ALONE
    ]
    return {name: f"{CANARY}{number:02d}x" for number, name in enumerate(found)}


def mark(session: Session, user: User) -> None:
    """Put its canary into every such column of every row of this person."""
    marks = marked_columns()
    for table in owned_tables():
        columns = [column for column in table.c if f"{table.name}.{column.name}" in marks]
        if not columns:
            continue
        (key,) = table.primary_key.columns
        for (row_id,) in session.execute(sa.select(key).where(belongs_to(table, user.id))).all():
            values = {column.name: _word(column, marks[f"{table.name}.{column.name}"], row_id) for column in columns}
            session.execute(sa.update(table).where(key == row_id).values(values))


def found_in_tables(engine: Engine, word: str) -> set[str]:
    """Where the word is in the database, as "table.column": in any table there is, ours or not."""
    places = set()
    with engine.connect() as connection:
        for name in sa.inspect(connection).get_table_names():
            for row in connection.execute(sa.text(f'SELECT * FROM "{name}"')).mappings():
                places |= {f"{name}.{column}" for column, value in row.items() if word.lower() in _text(value)}
    return places


def found_in_files(folder: Path, word: str) -> list[str]:
    """The files in the folder, at any depth, whose bytes have the word."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes())


def _plain_type(column: Column[Any]) -> Any:
    """SQLModel wraps its strings."""
    return column.type.impl if isinstance(column.type, sa.TypeDecorator) else column.type


def _holds_words(column: Column[Any]) -> bool:
    if column.foreign_keys or isinstance(column.type, Enum):
        return False
    return isinstance(_plain_type(column), String | sa.JSON | JSONB)


def _word(column: Column[Any], word: str, row_id: object) -> Any:
    name = f"{column.table.name}.{column.name}"
    if name in _SHAPES:
        return _SHAPES[name](word)
    if not isinstance(_plain_type(column), String):
        return {"word": word}
    is_unique = column.primary_key or column.unique or column.name == "request_id"
    return f"{word}-{row_id}"[: _plain_type(column).length] if is_unique else word


def _text(value: object) -> str:
    return (value.hex() + value.decode(errors="replace") if isinstance(value, bytes) else str(value)).lower()


def every_table() -> set[str]:
    """The names of our tables."""
    return set(Base.metadata.tables)
