"""Login rows: one for each browser somebody is signed in on. A revoked row is out at once, whatever its cookie says."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import Session

from core.auth.people import GUEST_HOURS
from core.store.models import LOGIN, USER, Login, User, utc_now
from core.text import clean_line

LIFETIME = timedelta(days=30)
KEPT = timedelta(days=7)  # how long an ended login stays for reading up


def start(session: Session, user: User, user_agent: str = "", now: datetime | None = None) -> Login:
    """Sign this browser in: for 30 days, a guest until the guest is gone."""
    now = now or utc_now()
    ends = user.created_at + timedelta(hours=GUEST_HOURS) if user.is_guest else now + LIFETIME
    login = Login(
        sid=secrets.token_urlsafe(32),
        user_id=user.id,
        created_at=now,
        expires_at=ends,
        user_agent=clean_line(user_agent)[:300],
    )
    session.add(login)
    session.flush()
    return login


def person(session: Session, sid: str, now: datetime | None = None) -> User | None:
    """Whose login this is; None once it has expired or was revoked."""
    query = select(USER).join(LOGIN, LOGIN.user_id == USER.id).where(LOGIN.sid == sid, *_is_open(now))
    return session.scalars(query).one_or_none()


def is_valid(session: Session, sid: str, now: datetime | None = None) -> bool:
    """True while this login has neither expired nor been revoked; cheap enough for every poll."""
    return session.scalar(select(LOGIN.sid).where(LOGIN.sid == sid, *_is_open(now))) is not None


def open_logins(session: Session, user_id: UUID, now: datetime | None = None) -> list[Login]:
    """Where the person is signed in, newest first."""
    query = select(LOGIN).where(LOGIN.user_id == user_id, *_is_open(now)).order_by(LOGIN.created_at.desc())
    return list(session.scalars(query))


def revoke(session: Session, user_id: UUID, sid: str, now: datetime | None = None) -> bool:
    """Sign one of the person's browsers out; False where it was out already or is somebody else's."""
    return _revoke(session, [LOGIN.sid == sid, LOGIN.user_id == user_id], now) == 1


def revoke_all(session: Session, user_id: UUID, except_sid: str | None = None, now: datetime | None = None) -> int:
    """Sign the person out everywhere, or everywhere else; returns how many browsers that were."""
    conditions = [LOGIN.user_id == user_id]
    if except_sid is not None:
        conditions.append(LOGIN.sid != except_sid)
    return _revoke(session, conditions, now)


def delete_ended(session: Session, now: datetime | None = None, *, at_most: int | None = None) -> int:
    """Delete the rows of logins that expired or were revoked a week ago; returns how many."""
    limit = (now or utc_now()) - KEPT
    ended = select(LOGIN.sid).where((LOGIN.expires_at < limit) | (LOGIN.revoked_at < limit)).limit(at_most)
    return len(session.scalars(delete(LOGIN).where(LOGIN.sid.in_(ended)).returning(LOGIN.sid)).all())


def _is_open(now: datetime | None) -> list[Any]:
    return [LOGIN.revoked_at.is_(None), LOGIN.expires_at > (now or utc_now())]


def _revoke(session: Session, conditions: list[Any], now: datetime | None) -> int:
    open_ones = update(LOGIN).where(*conditions, LOGIN.revoked_at.is_(None))
    return len(session.scalars(open_ones.values(revoked_at=now or utc_now()).returning(LOGIN.sid)).all())
