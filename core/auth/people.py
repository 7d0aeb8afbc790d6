"""People: accounts and guests, made and changed. The caller owns the transaction.

Functions that take a new password hash it before their first query: a transaction opened for them holds no lock while
bcrypt takes its time.
"""

import re
import secrets
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from core.auth.passwords import check_new_password, hash_password
from core.errors import InvalidInput, NotFound
from core.store.models import USER, Revision, User, utc_now
from core.text import clean_line

NAME_LIMIT = 120
EMAIL_LIMIT = 254  # RFC 5321
GUEST_HOURS = 24

_PART = r"[^\s@<>()\[\],;:\"\\]"
_EMAIL = re.compile(rf"{_PART}+@(?:(?!\.){_PART})+(?:\.(?:(?!\.){_PART})+)+")


def normal_email(email: str) -> str:
    """The address as it is stored and compared; raises InvalidInput for what cannot be one."""
    email = clean_line(email).casefold()
    if not email:
        raise InvalidInput("Please give your e-mail address.")
    if len(email) > EMAIL_LIMIT or not _EMAIL.fullmatch(email) or email.endswith(".invalid"):
        raise InvalidInput("That doesn't look like an e-mail address: it should be like name@example.com.")
    return email


def create_user(session: Session, *, email: str, password: str, name: str = "", time_zone: str = "UTC") -> User:
    """A new account, with the counter its tasks need. Without a name it is called after its address.

    Raises InvalidInput for a bad address, name or password, an unknown time zone, or an address that is taken.
    """
    email = normal_email(email)
    check_new_password(password, email)
    user = User(
        email=email,
        name=_name(name, email),
        password_hash=hash_password(password),
        time_zone=known_time_zone(time_zone),
    )
    return _add(session, user)


def create_guest(session: Session, time_zone: str = "UTC") -> User:
    """A throw-away account nobody can sign in to again: no password, a made-up address, gone after GUEST_HOURS."""
    email = f"guest-{secrets.token_hex(8)}@guest.invalid"
    return _add(
        session,
        User(email=email, name="Demo guest", password_hash="", time_zone=known_time_zone(time_zone), is_guest=True),
    )


def keep_guest(session: Session, user_id: UUID, *, email: str, password: str, name: str = "") -> User:
    """Make a guest's account a real one, with everything in it. Raises InvalidInput as `create_user` does."""
    email = normal_email(email)
    check_new_password(password, email)
    password_hash = hash_password(password)
    user = get_user(session, user_id)
    if not user.is_guest:
        raise InvalidInput("This is a full account already.")
    user.email, user.name, user.password_hash, user.is_guest = email, _name(name, email), password_hash, False
    return _add(session, user)


def find_by_email(session: Session, email: str) -> User | None:
    """The account with this address, in any case; None where there is none."""
    return session.scalars(select(USER).where(USER.email == clean_line(email).casefold())).one_or_none()


def get_user(session: Session, user_id: UUID) -> User:
    """This person's account. Raises NotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("I can't find your account. Please sign in again.")
    return user


def rename(session: Session, user_id: UUID, name: str) -> User:
    """Change what the person is called. Raises InvalidInput for an empty or overlong name, NotFound."""
    user = get_user(session, user_id)
    user.name = _name(name)
    session.add(user)
    session.flush()
    return user


def change_time_zone(session: Session, user_id: UUID, time_zone: str) -> User:
    """Change where the person's days begin and end. Raises InvalidInput for an unknown zone, NotFound."""
    user = get_user(session, user_id)
    user.time_zone = known_time_zone(time_zone)
    session.add(user)
    session.flush()
    return user


def change_password(session: Session, user_id: UUID, password: str) -> User:
    """Set a new password; the caller has checked the current one. Raises InvalidInput, NotFound."""
    password_hash = hash_password(password)
    user = get_user(session, user_id)
    check_new_password(password, user.email)
    if user.is_guest:
        raise InvalidInput("A guest has no password. Keep this account first, then it has one.")
    user.password_hash = password_hash
    session.add(user)
    session.flush()
    return user


def renew_hash(session: Session, user_id: UUID, outdated: str, renewed: str) -> bool:
    """Store the same password's new hash; False where the password was changed meanwhile."""
    query = update(USER).where(USER.id == user_id, USER.password_hash == outdated).values(password_hash=renewed)
    return session.scalar(query.returning(USER.id)) is not None


def expired_guests(session: Session, now: datetime | None = None, *, at_most: int | None = None) -> list[UUID]:
    """Guests older than GUEST_HOURS, the oldest first, locked until the transaction ends; none that others locked."""
    limit = (now or utc_now()) - timedelta(hours=GUEST_HOURS)
    is_due = (USER.is_guest.is_(True), USER.created_at < limit, USER.deleted_at.is_(None))
    oldest_first = select(USER.id).where(*is_due).order_by(USER.created_at, USER.id).limit(at_most)
    return list(session.scalars(oldest_first.with_for_update(skip_locked=True)))


def closed_accounts(session: Session) -> list[UUID]:
    """Accounts whose erasing was begun and did not come to its end."""
    return list(session.scalars(select(USER.id).where(USER.deleted_at.is_not(None))))


# -- time zones ------------------------------------------------------------------------------------------------------


def known_time_zone(time_zone: str) -> str:
    """The zone's own name. Raises InvalidInput where the tz database has no such zone."""
    if time_zone not in _zones():
        raise InvalidInput("I don't know that time zone. Choose one like Europe/Berlin.")
    return time_zone


def time_zone_or_utc(time_zone: str | None) -> str:
    """What a browser said its zone is, where that is a zone, else UTC."""
    return time_zone if time_zone and time_zone in _zones() else "UTC"


@cache
def time_zones() -> tuple[str, ...]:
    """The zones a person chooses from, sorted: places, and UTC."""
    places = (zone for zone in _zones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/", "Brazil/")))
    return ("UTC", *sorted(places))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


# -- inside ----------------------------------------------------------------------------------------------------------


def _name(name: str, email: str = "") -> str:
    """A name on one line; made from the address where none is given."""
    name = clean_line(name) or " ".join(re.split(r"[._+-]+", email.partition("@")[0])).strip().title()
    if not name:
        raise InvalidInput("Please give a name.")
    if len(name) > NAME_LIMIT:
        raise InvalidInput(f"That name is {len(name)} characters long; please use up to {NAME_LIMIT}.")
    return name


def _add(session: Session, user: User) -> User:
    is_new = user not in session
    session.add(user)
    try:
        session.flush()
    except IntegrityError as error:
        raise InvalidInput("There is already an account with that e-mail address. Sign in instead.") from error
    if is_new:
        session.add(Revision(user_id=user.id))
        session.flush()
    return user
