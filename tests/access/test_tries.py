"""A6: counting tries, on both databases: delay, then a closed door, for the account and for the address."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select

from core.auth import tries
from core.errors import TooFast
from core.store import throttles
from core.store.database import begin, reading
from core.store.models import THROTTLE
from core.store.throttles import Limit

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOME, OFFICE, ATTACKER = "203.0.113.7", "198.51.100.20", "192.0.2.66"


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def attempt(engine: Engine, email: str, address: str = ATTACKER, at: float = 0.0, *, is_right: bool = False) -> float:
    """One try to sign in; the seconds to wait where it was refused."""
    with begin(engine) as session:
        tried, wait = tries.start(session, address, email, later(at))
    if is_right and not wait:
        with begin(engine) as session:
            tries.succeeded(session, tried, later(at))
    return wait


def guess(engine: Engine, email: str, times: int, address: str = ATTACKER, every: float = 10.0, at: float = 0) -> float:
    """So many wrong tries, far enough apart for the pauses; when the last one was."""
    for _ in range(times):
        assert attempt(engine, email, address, at) == 0
        at += every
    return at - every


def test_a6_six_slips_cost_nothing_then_it_gets_slower_then_the_door_closes(engine: Engine) -> None:
    waits = []
    at = 0.0
    for _ in range(10):
        assert attempt(engine, "ana@example.com", at=at) == 0
        waits.append(attempt(engine, "ana@example.com", at=at))
        if waits[-1] == 0:  # that was another one
            continue
        at += waits[-1]
        if waits[-1] > 60:
            break
    assert waits[:3] == [0, 0, 0]
    assert waits[3] == pytest.approx(1, abs=0.1), "after the seventh"
    assert waits[4:6] == [pytest.approx(2, abs=0.1), pytest.approx(4, abs=0.1)]
    assert waits[6] >= tries.ACCOUNT.closes_s


def test_a6_a_closed_account_closes_no_other(engine: Engine) -> None:
    last = guess(engine, "ana@example.com", 10, every=30)
    assert attempt(engine, "ana@example.com", HOME, last + 1) > 0, "closed, from whatever address"
    assert attempt(engine, "bo@example.com", HOME, last + 1) == 0


@pytest.mark.parametrize("spelling", ["ANA@example.com", "  ana@example.com ", "Ana@Example.COM\x00"])
def test_a6_another_spelling_is_the_same_account(sqlite_engine: Engine, spelling: str) -> None:
    last = guess(sqlite_engine, "ana@example.com", 10, every=30)
    assert attempt(sqlite_engine, spelling, HOME, last + 1) > 0


def test_a6_another_server_counts_the_same_tries(engine: Engine, settings: object, engine_for: object) -> None:
    elsewhere: Engine = engine_for(settings)  # type: ignore[operator]
    last = guess(engine, "ana@example.com", 10, every=30)
    assert attempt(elsewhere, "ana@example.com", HOME, last + 1) > 0


def test_a6_tries_at_the_same_moment_count_each(engine: Engine) -> None:
    """Counted before anything is compared: twenty at once are not twenty free ones."""
    waits: list[float] = []
    threads = [
        threading.Thread(target=lambda: waits.append(attempt(engine, "ana@example.com", HOME))) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(waits) == 20
    assert sum(wait == 0 for wait in waits) == 7, "the seventh asks for a pause"


def test_a6_one_address_tries_ten_accounts_a_minute(engine: Engine) -> None:
    waits = [attempt(engine, f"person{second}@example.com", at=second) for second in range(180)]
    for minute in range(3):
        assert sum(wait == 0 for wait in waits[60 * minute : 60 * minute + 60]) <= 13
    assert attempt(engine, "ana@example.com", OFFICE, 60) == 0, "another address is unaffected"


def test_a6_the_door_opens_again_and_knocking_does_not_keep_it_closed(engine: Engine) -> None:
    last = guess(engine, "ana@example.com", 10, every=30)
    for second in range(10, 300, 20):
        assert attempt(engine, "ana@example.com", HOME, last + second) > 0
    assert attempt(engine, "ana@example.com", HOME, last + 370) == 0


def test_a6_guessing_at_an_account_does_not_lock_its_owner_out(engine: Engine) -> None:
    assert attempt(engine, "ana@example.com", HOME, is_right=True) == 0
    last = guess(engine, "ana@example.com", 10, ATTACKER, every=30, at=60)
    assert attempt(engine, "ana@example.com", ATTACKER, last + 1) > 0
    assert attempt(engine, "ana@example.com", HOME, last + 1, is_right=True) == 0


def test_a6_a_known_address_is_not_free_to_guess_from(engine: Engine) -> None:
    assert attempt(engine, "ana@example.com", HOME, is_right=True) == 0
    last = guess(engine, "ana@example.com", 10, HOME, every=30, at=60)
    assert attempt(engine, "ana@example.com", HOME, last + 1) > 0


def test_a6_signing_in_to_an_account_of_ones_own_buys_no_guesses(engine: Engine) -> None:
    """An attacker who is right every other time, elsewhere, still gets ten wrong ones."""
    at, wrong = 0.0, 0
    for _ in range(40):
        attempt(engine, "mallory@example.com", ATTACKER, at, is_right=True)
        if attempt(engine, "ana@example.com", ATTACKER, at) == 0:
            wrong += 1
        at += 1
    assert wrong <= 10


def test_a6_right_ones_do_not_add_up(engine: Engine) -> None:
    for second in range(40):
        assert attempt(engine, "ana@example.com", HOME, second, is_right=True) == 0


def test_a6_no_account_is_treated_differently_from_one_that_is_not_there(engine: Engine) -> None:
    """The functions never look at the users table: the waits are those of what was typed."""
    waits = {
        email: [attempt(engine, email, f"10.0.0.{number}", at=number) for number in range(14)]
        for email in ("ada@example.org", "nobody@example.org")
    }
    assert waits["ada@example.org"] == waits["nobody@example.org"]


def test_a6_what_was_typed_is_not_stored(engine: Engine) -> None:
    attempt(engine, "my password in the wrong box")
    with reading(engine) as session:
        keys = session.scalars(select(THROTTLE.key)).all()
    assert keys
    assert not [key for key in keys if "password" in key or "@" in key]


def test_a6_rows_are_forgotten(engine: Engine) -> None:
    with begin(engine) as session:
        tried, _ = tries.start(session, HOME, "ana@example.com")
        tries.succeeded(session, tried)
    for number in range(5):
        with begin(engine) as session:
            tries.start(session, ATTACKER, f"person{number}@example.com")
    with begin(engine) as session:
        throttles.delete_forgotten(session, datetime.now(UTC) + timedelta(days=1))
        assert session.scalar(select(func.count()).select_from(THROTTLE)) == 1, "only where Ana is known"
        throttles.delete_forgotten(session, datetime.now(UTC) + timedelta(days=31))
        assert session.scalar(select(func.count()).select_from(THROTTLE)) == 0


@pytest.mark.parametrize("jump_s", [3_600, 86_400 * 365])
def test_a6_a_clock_set_back_keeps_no_door_closed_for_longer(engine: Engine, jump_s: int) -> None:
    last = guess(engine, "ana@example.com", 10, every=30, at=jump_s)
    assert last > jump_s
    first = attempt(engine, "ana@example.com", HOME, 0)
    assert 0 < first <= tries.ACCOUNT.forgets_s
    assert attempt(engine, "ana@example.com", HOME, tries.ACCOUNT.forgets_s + 10) == 0


def test_a6_the_current_password_is_not_guessed_by_a_borrowed_session(engine: Engine) -> None:
    ana, bo = uuid4(), uuid4()
    with begin(engine) as session:
        waits = [tries.check_password_try(session, ana, later(10 * second)) for second in range(12)]
        assert waits[:10] == [0] * 10
        assert waits[10] > 0
        assert tries.check_password_try(session, bo, later(100)) == 0


def test_a9_accounts_made_from_one_address_are_limited(engine: Engine) -> None:
    for _ in range(tries.NEW_ACCOUNTS.at_once):
        with begin(engine) as session:
            tries.count_new_account(session, ATTACKER, NOON)
    with pytest.raises(TooFast, match="Many accounts"), begin(engine) as session:
        tries.count_new_account(session, ATTACKER, NOON)
    with begin(engine) as session:
        tries.count_new_account(session, HOME, NOON)
        tries.count_new_account(session, ATTACKER, later(tries.NEW_ACCOUNTS.forgets_s))


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.5, "a few seconds"), (15, "a few seconds"), (16, "a minute"), (299, "5 minutes")]
)
def test_a_refusal_says_how_long(seconds: float, words: str) -> None:
    with pytest.raises(TooFast, match=f"Please wait {words}"):
        tries.refuse_for(seconds)
    tries.refuse_for(0)


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        ("203.0.113.7", [], 0, "203.0.113.7"),
        (None, [], 0, tries.HERE),
        ("203.0.113.7", ["1.2.3.4"], 0, tries.SOMEWHERE),
        ("203.0.113.7", ["5.6.7.8"], 0, tries.SOMEWHERE),
        ("127.0.0.1", ["1.2.3.4"], 1, "1.2.3.4"),
        ("127.0.0.1", ["9.9.9.9, 1.2.3.4"], 1, "1.2.3.4"),
        ("127.0.0.1", ["9.9.9.9", "1.2.3.4"], 1, "1.2.3.4"),
        ("127.0.0.1", ["9.9.9.9, 1.2.3.4, 10.0.0.1"], 2, "1.2.3.4"),
        ("127.0.0.1", ["1.2.3.4"], 2, tries.SOMEWHERE),
        ("127.0.0.1", [], 1, tries.SOMEWHERE),
        ("127.0.0.1", ["'; DROP TABLE users"], 1, tries.SOMEWHERE),
        ("::ffff:203.0.113.7", [], 0, "203.0.113.7"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", [], 0, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:1::", [], 0, "2001:db8:1:2::/64"),
        ("fe80::1%eth0", [], 0, "fe80::/64"),
    ],
)
def test_a6_an_address_cannot_be_made_up(
    peer: str | None, forwarded: Sequence[str], proxies: int, address: str
) -> None:
    """X-Forwarded-For counts only behind proxies of ours, and only what they added."""
    assert tries.address_of(peer, forwarded, proxies) == address


# -- the counter itself ----------------------------------------------------------------------------------------------


def test_a_limit_without_a_door_gives_one_back_with_time(engine: Engine) -> None:
    limit = Limit(at_once=3, forgets_s=2)
    with begin(engine) as session:
        assert [throttles.take(session, {"k": limit}, NOON) for _ in range(4)] == [0, 0, 0, 2]
        assert throttles.take(session, {"k": limit}, later(2)) == 0
        assert throttles.take(session, {"k": limit}, later(2)) == 2


def test_all_keys_are_counted_or_none(engine: Engine) -> None:
    full, free = Limit(at_once=1, forgets_s=60), Limit(at_once=1, forgets_s=60)
    with begin(engine) as session:
        assert throttles.take(session, {"full": full}, NOON) == 0
        assert throttles.take(session, {"free": free, "full": full}, NOON) == 60
        assert throttles.take(session, {"free": free}, NOON) == 0


def test_people_counting_at_once_get_what_is_there(engine: Engine) -> None:
    limit, got = Limit(at_once=5, forgets_s=3600), []

    def one() -> None:
        try:
            with begin(engine) as session:
                throttles.require(session, "k", limit)
            got.append(1)
        except TooFast:
            pass

    threads = [threading.Thread(target=one) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 5
