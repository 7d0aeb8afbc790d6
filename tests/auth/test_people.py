"""Accounts and guests, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from core.auth import people
from core.auth.passwords import matches
from core.errors import InvalidInput
from core.store.database import begin, reading
from core.store.models import REVISION, TASK, USER, Task, User, utc_now

PASSWORD = "violets are blue"


def create(engine: Engine, email: str = "ana@example.com", **more: str) -> User:
    with begin(engine) as session:
        return people.create_user(session, email=email, password=PASSWORD, **more)


def count(engine: Engine, table: object) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_new_account_can_be_found_in_any_case_and_has_its_counter(engine: Engine) -> None:
    user = create(engine, "  Ana.Lopez@Example.COM ", name="Ana", time_zone="Asia/Tokyo")
    with reading(engine) as session:
        found = people.find_by_email(session, "ANA.lopez@example.com")
        counter = session.scalars(select(REVISION).where(REVISION.user_id == user.id)).one()
    assert found is not None
    assert (found.id, found.email, found.name, found.time_zone) == (
        user.id,
        "ana.lopez@example.com",
        "Ana",
        "Asia/Tokyo",
    )
    assert (counter.tasks_rev, counter.last_task_number) == (0, 0)
    assert matches(PASSWORD, found.password_hash)
    assert not found.is_guest


@pytest.mark.parametrize(
    ("email", "name"), [("ana.lopez@example.com", "Ana Lopez"), ("bo@example.com", "Bo"), ("_@example.com", None)]
)
def test_without_a_name_it_is_made_from_the_address(engine: Engine, email: str, name: str | None) -> None:
    if name is None:
        with pytest.raises(InvalidInput, match="name"):
            create(engine, email)
    else:
        assert create(engine, email).name == name


def test_an_address_is_taken_once_whatever_its_case(engine: Engine) -> None:
    create(engine)
    with pytest.raises(InvalidInput, match="already an account"):
        create(engine, "ANA@EXAMPLE.COM")
    assert count(engine, USER) == 1


@pytest.mark.parametrize(
    "email",
    [
        "",
        "   ",
        "ana",
        "ana@",
        "@example.com",
        "ana@localhost",
        "ana@@example.com",
        "a b@example.com",
        "ana@example..com",
        "ana@example.com, bo@example.com",
        "<ana@example.com>",
        "x" * 250 + "@example.com",
        "somebody@guest.invalid",
    ],
)
def test_what_cannot_be_an_address_is_refused(sqlite_engine: Engine, email: str) -> None:
    with pytest.raises(InvalidInput, match="e-mail"):
        create(sqlite_engine, email)
    assert count(sqlite_engine, USER) == 0


@pytest.mark.parametrize("email", ["jo+tasks@example.co.uk", "éva@exämple.de", "o'brien@example.org", "1@2.example"])
def test_unusual_addresses_are_fine(sqlite_engine: Engine, email: str) -> None:
    assert create(sqlite_engine, email, name="Somebody").email == email


def test_names_are_one_line_without_what_a_database_refuses(engine: Engine) -> None:
    user = create(engine, name="  Ana\x00\nMaría \ud800 <b>López</b>  ")
    assert user.name == "Ana María \ufffd <b>López</b>"
    with begin(engine) as session, pytest.raises(InvalidInput, match="121 characters"):
        people.rename(session, user.id, "n" * 121)
    with begin(engine) as session, pytest.raises(InvalidInput, match="name"):
        people.rename(session, user.id, " \t ")


def test_name_and_zone_can_be_changed(engine: Engine) -> None:
    user = create(engine)
    with begin(engine) as session:
        people.rename(session, user.id, "Anita")
        people.change_time_zone(session, user.id, "Pacific/Kiritimati")
    with reading(engine) as session:
        changed = people.get_user(session, user.id)
    assert (changed.name, changed.time_zone) == ("Anita", "Pacific/Kiritimati")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", "europe/berlin\n"])
def test_an_unknown_zone_is_refused_by_hand_and_utc_from_a_browser(sqlite_engine: Engine, zone: str) -> None:
    user = create(sqlite_engine)
    with begin(sqlite_engine) as session, pytest.raises(InvalidInput, match="time zone"):
        people.change_time_zone(session, user.id, zone)
    assert people.time_zone_or_utc(zone) == "UTC"
    assert people.time_zone_or_utc(None) == "UTC"
    assert people.time_zone_or_utc("Asia/Calcutta") == "Asia/Calcutta"


def test_the_zones_to_choose_from_are_places() -> None:
    zones = people.time_zones()
    assert {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Pacific/Apia"} <= set(zones)
    assert not [zone for zone in zones if zone.startswith("Etc/")]


def test_a_changed_password_replaces_the_old_one(engine: Engine) -> None:
    user = create(engine)
    with begin(engine) as session:
        people.change_password(session, user.id, "roses are red")
    with reading(engine) as session:
        stored = people.get_user(session, user.id).password_hash
    assert matches("roses are red", stored)
    assert not matches(PASSWORD, stored)


def test_a_bad_new_password_leaves_the_old_one(engine: Engine) -> None:
    user = create(engine)
    with pytest.raises(InvalidInput), begin(engine) as session:
        people.change_password(session, user.id, "short")
    with reading(engine) as session:
        assert matches(PASSWORD, people.get_user(session, user.id).password_hash)


def test_a_guest_cannot_be_signed_in_to_and_has_no_password_to_change(engine: Engine) -> None:
    with begin(engine) as session:
        guest = people.create_guest(session, "Europe/Berlin")
    assert guest.is_guest
    assert not matches("", guest.password_hash)
    with pytest.raises(InvalidInput, match="guest"), begin(engine) as session:
        people.change_password(session, guest.id, PASSWORD)


def test_a_guest_who_stays_keeps_the_same_row(engine: Engine) -> None:
    with begin(engine) as session:
        guest = people.create_guest(session)
        session.add(Task(user_id=guest.id, number=1, title="Water the ferns"))
    with begin(engine) as session:
        people.keep_guest(session, guest.id, email="Ana@example.com", password=PASSWORD, name="Ana")
    with begin(engine) as session:
        assert people.expired_guests(session, utc_now() + timedelta(days=400)) == []
    with reading(engine) as session:
        kept = people.find_by_email(session, "ana@example.com")
    assert kept is not None
    assert (kept.id, kept.is_guest, kept.name) == (guest.id, False, "Ana")
    assert count(engine, TASK) == 1
    with pytest.raises(InvalidInput, match="full account"), begin(engine) as session:
        people.keep_guest(session, guest.id, email="other@example.com", password=PASSWORD)


def test_a_guest_cannot_take_somebody_elses_address(engine: Engine) -> None:
    create(engine)
    with begin(engine) as session:
        guest = people.create_guest(session)
    with pytest.raises(InvalidInput, match="already an account"), begin(engine) as session:
        people.keep_guest(session, guest.id, email="ana@example.com", password=PASSWORD)
    with reading(engine) as session:
        assert people.get_user(session, guest.id).is_guest


def test_a_guest_has_had_their_time_after_a_day_and_nobody_else_has(engine: Engine) -> None:
    create(engine)
    with begin(engine) as session:
        guests = [people.create_guest(session).id for _ in range(2)]
    with begin(engine) as session:
        assert people.expired_guests(session, utc_now() + timedelta(hours=23)) == []
        due = people.expired_guests(session, utc_now() + timedelta(hours=25))
        assert due == guests, "the oldest first"
        assert people.expired_guests(session, utc_now() + timedelta(hours=25), at_most=1) == due[:1]
