"""How often something was done lately, counted in the database: every server sees the same numbers.

A key is what is counted ("messages:<person>", "sign-in:<digest of an address>"); what the limits are and which keys
there are is decided by the callers. Rows mean nothing after a while and are then deleted.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from core.errors import TooFast
from core.store.models import THROTTLE, Throttle, utc_now

_INSERT: Mapping[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
_PAUSES = (4.0, 2.0, 1.0)  # seconds to wait with one, two, three left before a door closes


@dataclass(frozen=True)
class Limit:
    """`at_once` are free, and one is forgotten every `forgets_s` seconds.

    With `closes_s` the last free one closes the door for so many seconds, and the ones just before it need a pause
    after them. Tries at a closed door are not counted, so nobody can keep it closed by knocking.
    """

    at_once: int
    forgets_s: float
    closes_s: float = 0.0


def take(session: Session, wanted: Mapping[str, Limit], now: datetime | None = None) -> float:
    """Count one for every key, all or none; the seconds to wait where one of them is used up, else 0.

    Locks the rows in the order given, until the caller's transaction ends.
    """
    now = now or utc_now()
    rows = {key: _locked(session, key, limit, now) for key, limit in wanted.items()}
    wait = max((_wait(rows[key], limit, now) for key, limit in wanted.items()), default=0.0)
    if wait > 0:
        return wait
    for key, limit in wanted.items():
        row, level = rows[key], _level(rows[key], limit, now) + 1
        pause = _pause(level, limit)
        row.level, row.counted_at = level, now
        row.closed_until = now + timedelta(seconds=pause) if pause else None
        row.forget_at = now + timedelta(seconds=max(level * limit.forgets_s, pause))
        session.add(row)
    session.flush()
    return 0.0


def require(session: Session, key: str, limit: Limit, now: datetime | None = None) -> None:
    """Count one; raises TooFast, which rolls the caller's deed back, where the key is used up."""
    if take(session, {key: limit}, now) > 0:
        raise TooFast()


def give_back(session: Session, key: str) -> None:
    """Take one count back: it turned out to be none of those that are counted."""
    row: Throttle | None = session.scalars(select(THROTTLE).where(THROTTLE.key == key).with_for_update()).one_or_none()
    if row is not None:
        row.level, row.closed_until = max(row.level - 1, 0.0), None
        session.add(row)
        session.flush()


def forget(session: Session, key: str) -> None:
    """Start the key from nothing."""
    session.execute(delete(THROTTLE).where(THROTTLE.key == key))


def forget_all(session: Session, parts: Sequence[str]) -> None:
    """Start every key from nothing that has one of these in it."""
    session.execute(delete(THROTTLE).where(or_(*(THROTTLE.key.contains(part, autoescape=True) for part in parts))))


def remember(session: Session, key: str, until: datetime) -> None:
    """Keep a mark that `is_remembered` finds until then."""
    row = _made(session, key, utc_now())
    row.forget_at = until
    session.add(row)
    session.flush()


def is_remembered(session: Session, key: str, now: datetime | None = None) -> bool:
    """True while the mark is kept."""
    kept = select(THROTTLE.key).where(THROTTLE.key == key, THROTTLE.forget_at > (now or utc_now()))
    return session.scalar(kept) is not None


def counted_at(session: Session, key: str) -> datetime | None:
    """When the key was counted last; None where it is not known."""
    counted: datetime | None = session.scalar(select(THROTTLE.counted_at).where(THROTTLE.key == key))
    return counted


def delete_forgotten(session: Session, now: datetime | None = None, *, at_most: int | None = None) -> int:
    """Delete the rows that mean nothing any more; returns how many."""
    spent = select(THROTTLE.key).where(THROTTLE.forget_at < (now or utc_now())).limit(at_most)
    return len(session.scalars(delete(THROTTLE).where(THROTTLE.key.in_(spent)).returning(THROTTLE.key)).all())


def _made(session: Session, key: str, now: datetime) -> Throttle:
    """The key's row, made where there is none, held until the transaction ends."""
    insert = _INSERT[session.get_bind().dialect.name](Throttle)
    session.execute(
        insert.values(key=key, level=0.0, counted_at=now, closed_until=None, forget_at=now).on_conflict_do_nothing()
    )
    row: Throttle = session.scalars(
        select(THROTTLE).where(THROTTLE.key == key).with_for_update(),
        execution_options={"populate_existing": True},
    ).one()
    return row


def _locked(session: Session, key: str, limit: Limit, now: datetime) -> Throttle:
    """The row as it is to be read now: a clock that was ahead when it was written closes no door for longer."""
    row = _made(session, key, now)
    row.counted_at = min(row.counted_at, now)
    if row.closed_until is not None:
        row.closed_until = min(row.closed_until, now + timedelta(seconds=max(limit.closes_s, _PAUSES[0])))
    return row


def _level(row: Throttle, limit: Limit, now: datetime) -> float:
    return max(row.level - (now - row.counted_at).total_seconds() / limit.forgets_s, 0.0)


def _wait(row: Throttle, limit: Limit, now: datetime) -> float:
    """Seconds until the next one may come."""
    closed = (row.closed_until - now).total_seconds() if row.closed_until else 0.0
    return max(closed, (_level(row, limit, now) + 1 - limit.at_once) * limit.forgets_s, 0.0)


def _pause(level: float, limit: Limit) -> float:
    """Seconds that must pass after the one that brought the count to this level."""
    if not limit.closes_s:
        return 0.0
    left = limit.at_once - math.ceil(level)
    return limit.closes_s if left <= 0 else dict(enumerate(_PAUSES, 1)).get(left, 0.0)
