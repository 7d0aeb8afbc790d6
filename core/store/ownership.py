"""Whose row it is, read off the tables themselves: what the export and the deletion of an account miss nothing by.

A row is a person's where a foreign key that cascades leads from it to their row in `users`, directly or through rows
that are theirs. A table without such a way must be named in NOBODYS.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, Table, or_, select

from core.store.models import Base

PEOPLE = "users"
NOBODYS = frozenset({"throttles"})  # its keys hold ids and digests: see `core.auth.tries.forget_person`


def owned_tables() -> list[Table]:
    """The tables with rows of people, each after those it refers to; `users` is among them."""
    return [table for table in Base.metadata.sorted_tables if table.name not in NOBODYS]


def belongs_to(table: Table, user_id: UUID) -> ColumnElement[bool]:
    """The condition that a row of this table is the person's. Raises LookupError where the table leads to nobody."""
    if table.name == PEOPLE:
        return table.c.id == user_id
    ways = [key for key in table.foreign_keys if key.ondelete == "CASCADE" and key.column.table is not table]
    if direct := [key.parent == user_id for key in ways if key.column.table.name == PEOPLE]:
        return or_(*direct)
    if not ways:
        raise LookupError(f"nothing says whose the rows of {table.name} are")
    return or_(*(key.parent.in_(select(key.column).where(belongs_to(key.column.table, user_id))) for key in ways))
