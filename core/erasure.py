"""Erasing an account: first nobody can be signed in to it, then every row of it goes, in small pieces.

Which rows those are is read off the tables (`core.store.ownership`), so a new table is not forgotten. An account that
was being erased when its server went away is marked as such, and `core.housekeeping` goes on with it.
"""

import secrets
import time
from uuid import UUID

from sqlalchemy import Engine, delete, func, select, tuple_
from sqlmodel import Session

from core.auth import people, tries
from core.store.database import begin, truncate_log
from core.store.models import LOGIN, utc_now
from core.store.ownership import belongs_to, owned_tables

AT_ONCE = 1_000  # rows a transaction deletes, each with what hangs on it, so that nobody waits long for it
_PAUSE_S = 0.02


def erase(engine: Engine, user_id: UUID) -> None:
    """Really delete a person's account and everything in it. Raises NotFound, DatabaseUnavailable.

    Turns that run on this server must have been stopped (`Runner.forget`); those on others end at their next beat.
    """
    with begin(engine) as session:
        close_account(session, user_id)
    erase_closed(engine, user_id)
    truncate_log(engine)


def what_goes(session: Session, user_id: UUID) -> dict[str, int]:
    """How many rows of each table `erase` would delete. Raises NotFound."""
    people.get_user(session, user_id)
    return {
        table.name: session.scalar(select(func.count()).select_from(table).where(belongs_to(table, user_id))) or 0
        for table in owned_tables()
    }


def in_words(counts: dict[str, int]) -> str:
    """What a person knows of that: "12 tasks, 5 sessions, 44 messages, 20 tool calls"; empty where there is nothing."""
    words = {"tasks": "task", "conversations": "session", "messages": "message", "tool_calls": "tool call"}
    some = {word: counts[table] for table, word in words.items() if counts[table]}
    return ", ".join(f"{count:,} {word}{'' if count == 1 else 's'}" for word, count in some.items())


def close_account(session: Session, user_id: UUID) -> None:
    """End every sign-in and take away what one could sign in with; the address is free again. Raises NotFound."""
    user = people.get_user(session, user_id)
    tries.forget_person(session, user_id, user.email)
    session.execute(delete(LOGIN).where(LOGIN.user_id == user_id))
    user.email, user.name, user.password_hash = f"gone-{secrets.token_hex(8)}@gone.invalid", "", ""
    user.deleted_at = utc_now()
    session.add(user)
    session.flush()


def erase_closed(engine: Engine, user_id: UUID) -> None:
    """Delete the rows of a closed account to the last one, a piece at a time. Raises DatabaseUnavailable."""
    while True:
        with begin(engine) as session:
            is_more_left = delete_some(session, user_id)
        if not is_more_left:
            return
        time.sleep(_PAUSE_S)  # a writer that waits for SQLite's lock gets its turn


def delete_some(session: Session, user_id: UUID, at_once: int = AT_ONCE) -> bool:
    """Delete about this many of the person's rows, those that refer to others first; True while there are more."""
    left = at_once
    for table in reversed(owned_tables()):
        keys = list(table.primary_key.columns)
        next_ones = select(*keys).where(belongs_to(table, user_id)).limit(left)
        deleted = session.execute(delete(table).where(tuple_(*keys).in_(next_ones)).returning(*keys)).all()
        left -= len(deleted)
        if left <= 0:
            return True
    return False
