"""Login rows: open until they expire or are revoked, and only their owner's to revoke."""

from datetime import timedelta

from sqlalchemy import Engine

from core.auth import logins, people
from core.store.database import begin, reading
from core.store.models import Login, User, utc_now


def sign_in(engine: Engine, user: User, user_agent: str = "") -> Login:
    with begin(engine) as session:
        return logins.start(session, user, user_agent)


def is_open(engine: Engine, login: Login, **later: int) -> bool:
    with reading(engine) as session:
        return logins.is_valid(session, login.sid, utc_now() + timedelta(**later))


def test_a_login_names_its_person_until_it_expires(engine: Engine, user: User) -> None:
    login = sign_in(engine, user)
    with reading(engine) as session:
        person = logins.person(session, login.sid)
        assert person is not None
        assert person.id == user.id
        assert logins.person(session, login.sid, utc_now() + timedelta(days=31)) is None
    assert is_open(engine, login, days=29)
    assert not is_open(engine, login, days=31)


def test_nobody_made_up_is_signed_in(engine: Engine, user: User) -> None:
    sign_in(engine, user)
    with reading(engine) as session:
        assert logins.person(session, "made-up") is None
        assert not logins.is_valid(session, "")


def test_every_login_has_its_own_name(engine: Engine, user: User) -> None:
    assert len({sign_in(engine, user).sid for _ in range(20)}) == 20


def test_a_revoked_login_is_out_at_once_and_the_others_are_not(engine: Engine, user: User) -> None:
    here, there = sign_in(engine, user), sign_in(engine, user)
    with begin(engine) as session:
        assert logins.revoke(session, user.id, here.sid)
    assert not is_open(engine, here)
    assert is_open(engine, there)
    with begin(engine) as session:
        assert not logins.revoke(session, user.id, here.sid)


def test_somebody_elses_login_cannot_be_revoked(engine: Engine, user: User, other_user: User) -> None:
    theirs = sign_in(engine, other_user)
    with begin(engine) as session:
        assert not logins.revoke(session, user.id, theirs.sid)
        assert logins.revoke_all(session, user.id) == 0
    assert is_open(engine, theirs)


def test_everywhere_else_leaves_this_browser(engine: Engine, user: User) -> None:
    here, there, elsewhere = (sign_in(engine, user) for _ in range(3))
    with begin(engine) as session:
        assert logins.revoke_all(session, user.id, except_sid=here.sid) == 2
    assert [is_open(engine, each) for each in (here, there, elsewhere)] == [True, False, False]
    with begin(engine) as session:
        assert logins.revoke_all(session, user.id) == 1
    assert not is_open(engine, here)


def test_open_logins_are_listed_newest_first(engine: Engine, user: User) -> None:
    with begin(engine) as session:
        earlier = logins.start(session, user, "Firefox", utc_now() - timedelta(days=2))
        ended = logins.start(session, user, "Old", utc_now() - timedelta(days=60))
    later = sign_in(engine, user, "line\nbreaks\x00 " + "x" * 400)
    with reading(engine) as session:
        listed = logins.open_logins(session, user.id)
    assert [login.sid for login in listed] == [later.sid, earlier.sid]
    assert ended.sid not in [login.sid for login in listed]
    assert listed[0].user_agent.startswith("line breaks x")
    assert len(listed[0].user_agent) == 300


def test_a_guests_login_ends_with_the_guest(engine: Engine) -> None:
    with begin(engine) as session:
        guest = people.create_guest(session)
        login = logins.start(session, guest)
    assert is_open(engine, login, hours=23)
    assert not is_open(engine, login, hours=25)


def test_a_deleted_person_is_signed_out(engine: Engine) -> None:
    with begin(engine) as session:
        guest = people.create_guest(session)
        login = logins.start(session, guest)
    with begin(engine) as session:
        session.delete(people.get_user(session, guest.id))
    assert not is_open(engine, login)


def test_ended_logins_are_deleted_a_week_later(engine: Engine, user: User) -> None:
    kept, revoked = sign_in(engine, user), sign_in(engine, user)
    with begin(engine) as session:
        logins.revoke(session, user.id, revoked.sid)
    with begin(engine) as session:
        assert logins.delete_ended(session) == 0
        assert logins.delete_ended(session, utc_now() + timedelta(days=8)) == 1
    assert is_open(engine, kept)
