"""The clock that a seeder or a test may set, for its own thread and its own block only."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine

from core.clock import clock_at, utc_now
from core.store import tasks as store
from core.store.database import begin
from core.store.models import User

LONG_AGO = datetime(2001, 2, 3, 4, 5, tzinfo=UTC)


def is_now(moment: datetime) -> bool:
    return abs(moment - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_clock_shows_the_present_in_utc() -> None:
    assert is_now(utc_now())
    assert utc_now().utcoffset() == timedelta(0)


def test_a_set_clock_goes_on_from_its_moment() -> None:
    with clock_at(LONG_AGO):
        first = utc_now()
        time.sleep(0.02)
        second = utc_now()
    assert LONG_AGO <= first < LONG_AGO + timedelta(seconds=5)
    assert timedelta(milliseconds=20) <= second - first < timedelta(seconds=5)


def test_a_moment_of_any_zone_is_shown_in_utc() -> None:
    with clock_at(LONG_AGO.astimezone(timezone(timedelta(hours=9)))):
        moment = utc_now()
    assert moment.utcoffset() == timedelta(0)
    assert abs(moment - LONG_AGO) < timedelta(seconds=5)


def test_the_present_returns_after_the_block_and_after_an_error() -> None:
    with clock_at(LONG_AGO):
        pass
    assert is_now(utc_now())
    with pytest.raises(ValueError), clock_at(LONG_AGO):
        raise ValueError
    assert is_now(utc_now())


def test_a_block_within_a_block_leaves_the_outer_one_as_it_was() -> None:
    with clock_at(LONG_AGO):
        with clock_at(LONG_AGO + timedelta(days=1)):
            inner = utc_now()
        outer = utc_now()
    assert inner - outer > timedelta(hours=23)
    assert outer < LONG_AGO + timedelta(seconds=5)


def test_other_threads_keep_the_present() -> None:
    """A visitor's demo is seeded beside the turns of everybody else."""
    seen: list[datetime] = []
    with clock_at(LONG_AGO):
        other = threading.Thread(target=lambda: seen.append(utc_now()))
        other.start()
        other.join()
    assert is_now(seen[0])


def test_what_is_stored_has_the_time_of_the_clock(engine: Engine, user: User) -> None:
    with clock_at(LONG_AGO), begin(engine) as session:
        task = store.create_task(session, user.id, title="Then", status="done")
    assert {moment.date() for moment in (task.created_at, task.updated_at, task.completed_at) if moment} == {
        LONG_AGO.date()
    }
    with begin(engine) as session:
        changed = store.change_task(session, store.get_task(session, user.id, 1), {"title": "Now"})
    assert changed.created_at.date() == LONG_AGO.date()
    assert is_now(changed.updated_at)
