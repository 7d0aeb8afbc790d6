"""P3: an account that was deleted is nowhere any more, and nobody else notices."""

from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from core import erasure, housekeeping
from core.agent import runner as runner_module
from core.agent.protocol import Person
from core.agent.runner import Runner
from core.auth import logins, people, tries
from core.config import Settings
from core.errors import NotFound, NotSignedIn
from core.store import throttles
from core.store.database import begin, reading
from core.store.models import User, utc_now
from core.store.throttles import Limit
from tests.access.life import make_world, rows_of
from tests.faults.obedient import Obedient
from tests.faults.test_killed import until
from tests.privacy.canaries import CANARY, found_in_files, found_in_tables, mark


def test_p3_a_deleted_account_is_in_no_column_of_no_table_and_nobody_else_notices(engine: Engine) -> None:
    world = make_world(engine)
    ada, address = world.ada, "198.51.100.7"
    with begin(engine) as session:
        tried, _ = tries.start(session, address, ada.email)
        tries.succeeded(session, tried)
        tries.start(session, address, ada.email)
        tries.check_password_try(session, ada.id)
        throttles.take(session, {f"messages:{ada.id.hex}": Limit(30, 2)})
        throttles.take(session, {f"messages:{world.grace.id.hex}": Limit(30, 2)})
        digest = tries._digest(ada.email)
        mark(session, ada)
        session.flush()
        hers = rows_of(session, world.grace)
        user = people.get_user(session, ada.id)
        session.refresh(user)
        user.email = ada.email  # the address under which her tries were counted
        assert erasure.what_goes(session, ada.id)["tasks"] == 6
    words = (CANARY, ada.email, digest, ada.id.hex, str(ada.id))
    before = {word: found_in_tables(engine, word) for word in words}
    assert len(before[CANARY]) > 15 and before[digest] == {"throttles.key"}, "there was something to find"
    erasure.erase(engine, ada.id)
    assert {word: found_in_tables(engine, word) for word in words} == {word: set() for word in words}
    with reading(engine) as session:
        assert rows_of(session, world.grace) == hers
        assert throttles.counted_at(session, f"messages:{world.grace.id.hex}") is not None
    with pytest.raises(NotFound):
        erasure.erase(engine, ada.id)


def test_p3_the_bytes_of_the_sqlite_file_have_forgotten_too(sqlite_engine: Engine, tmp_path: Path) -> None:
    """Also what was overwritten long before: pages, free pages and the write-ahead log."""
    world = make_world(sqlite_engine)
    with begin(sqlite_engine) as session:
        mark(session, world.ada)
    for word in (CANARY, "Ada"):
        assert found_in_files(tmp_path, word), "it was there"
    erasure.erase(sqlite_engine, world.ada.id)
    assert found_in_files(tmp_path, CANARY) == found_in_files(tmp_path, "Ada") == []
    assert found_in_files(tmp_path, "Grace's open secret")


def test_p3_a_reader_in_the_way_only_puts_the_forgetting_off(
    sqlite_engine: Engine, sqlite_settings: Settings, tmp_path: Path
) -> None:
    world = make_world(sqlite_engine)
    with reading(sqlite_engine) as session:
        people.get_user(session, world.grace.id)  # a snapshot that is still being looked at
        erasure.erase(sqlite_engine, world.ada.id)
    assert found_in_files(tmp_path, "Ada's"), "the reader needed the old pages"
    housekeeping.tidy(sqlite_engine, sqlite_settings)
    assert found_in_files(tmp_path, "Ada's") == []


def test_a_large_account_goes_in_pieces_and_a_closed_one_lets_nobody_in(engine: Engine) -> None:
    world = make_world(engine)
    ada = world.ada
    with begin(engine) as session:
        hers = rows_of(session, world.grace)
        login = logins.start(session, ada)
        erasure.close_account(session, ada.id)
    with begin(engine) as session:
        assert not logins.is_valid(session, login.sid)
        assert people.find_by_email(session, ada.email) is None, "the address is free again"
    pieces = 0
    while True:
        with begin(engine) as session:
            before = sum(erasure.what_goes(session, ada.id).values())
            is_more_left = erasure.delete_some(session, ada.id, at_once=4)
            session.flush()
            assert pieces == 0 or before > 0
            pieces += 1
        if not is_more_left:
            break
        with begin(engine) as session:
            left = erasure.what_goes(session, ada.id) if session.get(User, ada.id) else {}
            assert before - sum(left.values()) <= 4 + 4, "a piece is small: a message takes its calls along at most"
    assert pieces > 4
    with begin(engine) as session:
        assert session.get(User, ada.id) is None and rows_of(session, world.grace) == hers


def test_an_erasing_that_was_cut_off_is_finished_by_the_housekeeping(settings: Settings, engine: Engine) -> None:
    world = make_world(engine)
    with begin(engine) as session:
        erasure.close_account(session, world.ada.id)
        erasure.delete_some(session, world.ada.id, at_once=3)
    assert housekeeping.tidy(engine, settings)["closed_accounts"] == 1
    with begin(engine) as session:
        assert session.get(User, world.ada.id) is None and session.get(User, world.grace.id) is not None
    assert housekeeping.tidy(engine, settings)["closed_accounts"] == 0


# -- turns under way ---------------------------------------------------------------------------------------------------


def start(runner: Runner, user: User, text: str) -> tuple[int, UUID]:
    turn = runner.start(Person(user.id, user.name, ZoneInfo("UTC")), None, text)
    return turn.message_id, turn.conversation_id


def test_a_running_turn_is_stopped_and_nothing_of_it_stays(
    engine: Engine, user: User, other_user: User, caplog: pytest.LogCaptureFixture
) -> None:
    agent = Obedient()
    runner = Runner(engine, {"offline": agent}, "offline")
    try:
        message_id, conversation_id = start(runner, user, "add Ferns; wait; add Moss")
        theirs, _ = start(runner, other_user, "pause 0.2; add Bread")
        assert agent.is_waiting.wait(20)
        runner.forget(user.id)
        assert runner.turn(message_id) is None and runner.running(conversation_id) is None
        assert runner.turn(theirs) is not None, "somebody else's goes on"
        erasure.erase(engine, user.id)
        assert found_in_tables(engine, "Ferns") == found_in_tables(engine, "Moss") == set()
        with pytest.raises(NotSignedIn):
            start(runner, user, "add Ivy")
    finally:
        runner.close()
    assert found_in_tables(engine, "Bread"), "somebody else's was stored"
    assert found_in_tables(engine, "Ivy") == set()
    assert "broke" not in caplog.text


def test_a_turn_on_another_server_ends_at_its_next_beat(
    engine: Engine, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "HEARTBEAT_S", 0.1)
    agent = Obedient()
    elsewhere = Runner(engine, {"offline": agent}, "offline")
    try:
        message_id, _ = start(elsewhere, user, "add Ferns; wait; add Moss")
        assert agent.is_waiting.wait(20)
        turn = elsewhere.turn(message_id)
        assert turn is not None
        erasure.erase(engine, user.id)
        until(lambda: not turn.is_running, 20)
    finally:
        agent.gate.set()
        elsewhere.close()
    assert found_in_tables(engine, "Ferns") == found_in_tables(engine, "Moss") == set()


def test_a_guest_is_erased_the_same_way(settings: Settings, engine: Engine) -> None:
    with begin(engine) as session:
        guest = people.create_guest(session)
        guest.created_at = utc_now().replace(year=2020)
        session.add(guest)
        session.flush()
        mark(session, guest)
        guest_id, newer = guest.id, people.create_guest(session).id
    assert found_in_tables(engine, CANARY)
    assert housekeeping.tidy(engine, settings)["guests"] == 1
    assert found_in_tables(engine, CANARY) == found_in_tables(engine, guest_id.hex) == set()
    with begin(engine) as session:
        assert session.get(User, newer) is not None
