"""Housekeeping: what has had its time is really deleted, a little at a time, by one server of several.

Guests live a day, the trash keeps 30 days, ended sign-ins a week, and conversations as long as VIOLET_RETENTION_DAYS
says. Run at the start of a server and every hour; `docs/privacy.md` tells people what is kept how long.
"""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from core.auth import logins, people
from core.config import Settings
from core.erasure import close_account, erase_closed
from core.errors import AppError
from core.store import conversations, migrations, tasks, throttles
from core.store.database import begin, reading, truncate_log
from core.store.models import utc_now
from core.store.throttles import Limit

EVERY_S = 3_600
COPIES_DAYS = 30  # how long a copy of the file from before a migration stays
_DONE = "housekeeping"
_ONCE = Limit(at_once=1, forgets_s=EVERY_S - 300)  # of all servers the first; its hours need not be exact
_ROWS = 500
_CONVERSATIONS = 20  # with their messages and calls
_PAUSE_S = 0.05  # between two pieces: SQLite lets writers wait in no order

log = logging.getLogger("violet.housekeeping")


def tidy_hourly(
    engine: Engine, settings: Settings, is_stopped: Callable[[], bool] = lambda: False
) -> dict[str, int] | None:
    """Tidy up, unless this or another server did within the hour (None). Raises DatabaseUnavailable."""
    with begin(engine) as session:
        if throttles.take(session, {_DONE: _ONCE}) > 0:
            return None
    return tidy(engine, settings, is_stopped=is_stopped)


def tidy(
    engine: Engine,
    settings: Settings,
    now: datetime | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> dict[str, int]:
    """Delete what is due, until it is done or told to stop; returns how many of each, which the log says too.

    One kind that can't be deleted now keeps no other from it: the next hour tries again.
    """
    counts: dict[str, int] = {}
    for name, delete in _chores(engine, settings, now or utc_now(), is_stopped):
        if is_stopped():
            break
        try:
            counts[name] = delete()
        except AppError as error:
            log.warning("could not tidy up", extra={"what": name, "code": error.code})
    truncate_log(engine)
    log.info("tidied up", extra=counts)
    return counts


def last_tidied(session: Session) -> datetime | None:
    """When a server tidied up last; None where none did."""
    return throttles.counted_at(session, _DONE)


def _chores(
    engine: Engine, settings: Settings, now: datetime, is_stopped: Callable[[], bool]
) -> Iterator[tuple[str, Callable[[], int]]]:
    """What there is to do, by name."""
    trash, kept_until = now - timedelta(days=tasks.TRASH_DAYS), None
    if settings.retention_days:
        kept_until = now - timedelta(days=settings.retention_days)
        trash = max(trash, kept_until)  # the way back out of the trash goes with the log

    def pieces(delete: Callable[[Session, int], int], at_most: int) -> Callable[[], int]:
        return lambda: _in_pieces(engine, delete, at_most, is_stopped)

    yield "guests", lambda: _erase_guests(engine, now, is_stopped)
    yield "closed_accounts", lambda: _erase_closed(engine)
    yield "logins", pieces(lambda session, most: logins.delete_ended(session, now, at_most=most), _ROWS)
    yield "throttles", pieces(lambda session, most: throttles.delete_forgotten(session, now, at_most=most), _ROWS)
    yield "trashed_tasks", pieces(lambda session, most: tasks.purge_trash(session, trash, at_most=most), _ROWS)
    yield (
        "trashed_conversations",
        pieces(lambda session, most: conversations.purge_trash(session, trash, at_most=most), _CONVERSATIONS),
    )
    if kept_until:
        until = kept_until
        yield (
            "old_conversations",
            pieces(lambda session, most: conversations.delete_untouched(session, until, at_most=most), _CONVERSATIONS),
        )
        yield (
            "old_log_entries",
            pieces(lambda session, most: conversations.delete_calls_outside(session, until, at_most=most), _ROWS),
        )
    if settings.sqlite_path:
        path = settings.sqlite_path
        yield "old_copies", lambda: migrations.delete_copies(path, now - timedelta(days=COPIES_DAYS))


def _in_pieces(
    engine: Engine, delete: Callable[[Session, int], int], at_most: int, is_stopped: Callable[[], bool]
) -> int:
    """Delete so many in a transaction until nothing is due; returns how many in all."""
    deleted = 0
    while True:
        with begin(engine) as session:
            piece = delete(session, at_most)
        deleted += piece
        if piece < at_most or is_stopped():
            return deleted
        time.sleep(_PAUSE_S)


def _erase_guests(engine: Engine, now: datetime, is_stopped: Callable[[], bool]) -> int:
    """One after the other: a server that stops in between leaves at most one half erased, marked as such."""
    erased = 0
    while not is_stopped():
        with begin(engine) as session:
            due = people.expired_guests(session, now, at_most=1)
            for guest_id in due:
                close_account(session, guest_id)
        if not due:
            break
        erase_closed(engine, due[0])
        erased += 1
        time.sleep(_PAUSE_S)
    return erased


def _erase_closed(engine: Engine) -> int:
    with reading(engine) as session:
        left_behind = people.closed_accounts(session)
    for user_id in left_behind:
        erase_closed(engine, user_id)
    return len(left_behind)
