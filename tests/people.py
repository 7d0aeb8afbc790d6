"""People for the tests, put straight into the tables: hashing a password takes a fifth of a second."""

from uuid import uuid4

from sqlalchemy import Engine

from core.store.database import begin
from core.store.models import Revision, User


def add_person(engine: Engine, name: str, *, email: str = "", time_zone: str = "UTC") -> User:
    """A person who exists but cannot sign in: the password hash matches nothing."""
    with begin(engine) as session:
        user = User(email=email or f"{name.lower()}@example.org", name=name, password_hash="!", time_zone=time_zone)
        session.add(user)
        session.flush()
        session.add(Revision(user_id=user.id))
    return user


def add_stranger(engine: Engine, name: str) -> User:
    """Somebody whom no other test of the same database knows."""
    return add_person(engine, name, email=f"{uuid4().hex}@example.org")
