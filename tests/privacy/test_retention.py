"""P3: what has had its time is really gone, a little at a time, whoever does it; what has not stays."""

import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from core import housekeeping
from core.auth import logins, people
from core.config import Settings
from core.errors import DatabaseUnavailable
from core.store import tasks
from core.store.board import read_trash
from core.store.database import begin, reading
from core.store.models import (
    CONVERSATION,
    LOGIN,
    MESSAGE,
    TASK,
    THROTTLE,
    TOOL_CALL,
    Conversation,
    Task,
    TaskStatus,
    Throttle,
    ToolCall,
    User,
    utc_now,
)
from core.tools import registry, undo
from core.tools.registry import Caller
from tests.databases import settings_for
from tests.people import add_person
from tests.privacy.canaries import found_in_files, found_in_tables
from tests.sessions import add_session

NOW = utc_now()
DAY = timedelta(days=1)
UTC = ZoneInfo("UTC")


def keep_for(settings: Settings, days: int) -> Settings:
    return settings_for(settings.database_url, retention_days=days)


def talk(engine: Engine, user: User, word: str, days_ago: float) -> UUID:
    """A conversation with a call, last talked in so long ago."""
    call = {"tool_input": {"title": word}, "tool_output": {"title": word}, "before": {"title": word}, "reasoning": word}
    return add_session(engine, user, word, word, at=NOW - days_ago * DAY, calls=[call])


def act(engine: Engine, user: User, name: str, at: datetime, **arguments: object) -> ToolCall:
    """Something done on the board."""
    with begin(engine) as session:
        call = registry.call_or_raise(session, Caller(user.id, "board", UTC), name, arguments)
        call.created_at = call.completed_at = at
        session.merge(call)
    return call


def test_p3_a_conversation_nobody_talked_in_is_gone_with_everything_in_it(
    settings: Settings, engine: Engine, user: User
) -> None:
    old, fresh = talk(engine, user, "Quagga", 31), talk(engine, user, "Zebra", 29)
    archived = talk(engine, user, "Dodo", 400)
    with begin(engine) as session:
        session.execute(sa.update(CONVERSATION).where(CONVERSATION.id == archived).values(archived_at=NOW))
    assert len(found_in_tables(engine, "Quagga")) >= 5
    counts = housekeeping.tidy(engine, keep_for(settings, 30))
    assert counts["old_conversations"] == 2
    assert found_in_tables(engine, "Quagga") == found_in_tables(engine, "Dodo") == set()
    with reading(engine) as session:
        assert session.get(Conversation, old) is None and session.get(Conversation, fresh) is not None
        assert set(session.scalars(sa.select(MESSAGE.conversation_id))) == {fresh}


def test_p3_in_the_sqlite_file_too(
    sqlite_settings: Settings, sqlite_engine: Engine, sqlite_user: User, tmp_path: Path
) -> None:
    talk(sqlite_engine, sqlite_user, "Quagga", 31)
    assert found_in_files(tmp_path, "Quagga")
    housekeeping.tidy(sqlite_engine, keep_for(sqlite_settings, 30))
    assert found_in_files(tmp_path, "Quagga") == []


def test_without_the_setting_conversations_stay_for_ever(settings: Settings, engine: Engine, user: User) -> None:
    talk(engine, user, "Quagga", 4_000)
    counts = housekeeping.tidy(engine, settings)
    assert "old_conversations" not in counts and found_in_tables(engine, "Quagga")


def test_tasks_stay_open_and_done_and_keep_their_place(settings: Settings, engine: Engine, user: User) -> None:
    long_ago = NOW - 400 * DAY
    with begin(engine) as session:
        for number, status in enumerate(TaskStatus, 1):
            session.add(Task(user_id=user.id, number=number, title=status, status=status, updated_at=long_ago))
    housekeeping.tidy(engine, keep_for(settings, 1))
    with reading(engine) as session:
        assert session.scalars(sa.select(TASK.title).order_by(TASK.number)).all() == ["todo", "doing", "done"]


def test_p3_the_trash_of_tasks_is_emptied_with_its_log(settings: Settings, engine: Engine, user: User) -> None:
    for title in ("Quagga", "Zebra"):
        act(engine, user, "add_task", NOW, title=title)
    for number, days in ((1, 31), (2, 29)):
        act(engine, user, "delete_task", NOW, number=number)
        with begin(engine) as session:
            session.execute(sa.update(TASK).where(TASK.number == number).values(deleted_at=NOW - days * DAY))
    assert housekeeping.tidy(engine, settings)["trashed_tasks"] == 1
    assert found_in_tables(engine, "Quagga") == set(), "what was done to it on the board held the whole task"
    with reading(engine) as session:
        assert [row.task.title for row in read_trash(session, user.id)] == ["Zebra"]


def test_the_trash_lasts_no_longer_than_the_log_that_leads_out_of_it(
    settings: Settings, engine: Engine, user: User
) -> None:
    act(engine, user, "add_task", NOW - 9 * DAY, title="Quagga")
    act(engine, user, "delete_task", NOW - 8 * DAY, number=1)
    with begin(engine) as session:
        session.execute(sa.update(TASK).values(deleted_at=NOW - 8 * DAY))
    housekeeping.tidy(engine, keep_for(settings, 10))
    with reading(engine) as session:
        assert len(read_trash(session, user.id)) == 1
    housekeeping.tidy(engine, keep_for(settings, 7))
    with reading(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(TASK)) == 0


def test_old_entries_of_the_log_go_and_an_undo_stays_while_it_is_needed(
    settings: Settings, engine: Engine, user: User
) -> None:
    act(engine, user, "add_task", NOW - 50 * DAY, title="Quagga")
    act(engine, user, "add_task", NOW - 2 * DAY, title="Zebra")
    kept = talk(engine, user, "Okapi", 1)
    with begin(engine) as session:
        caller = Caller(user.id, "board", UTC)
        on_the_board = (TOOL_CALL.created_at > NOW - 3 * DAY, TOOL_CALL.actor == "board")
        recent = session.scalars(sa.select(TOOL_CALL.id).where(*on_the_board))
        entry = undo.undo_calls(session, caller, list(recent))
        entry.created_at = entry.completed_at = NOW - 40 * DAY  # as if its calls were newer than it
        session.add(entry)
    assert housekeeping.tidy(engine, keep_for(settings, 30))["old_log_entries"] == 1
    with reading(engine) as session:
        left = session.execute(sa.select(TOOL_CALL.tool_name, TOOL_CALL.undone_by).order_by(TOOL_CALL.id)).all()
        assert session.get(Conversation, kept) is not None
    assert [name for name, _ in left] == ["add_task", "add_task", "undo_turn"]
    assert left[0][1] is not None, "it still reads as undone"


def test_ended_logins_and_spent_throttles_go(settings: Settings, engine: Engine, user: User) -> None:
    with begin(engine) as session:
        logins.start(session, user, now=NOW - 60 * DAY)
        kept = logins.start(session, user).sid
        session.add(Throttle(key="spent", forget_at=NOW - DAY))
        session.add(Throttle(key="counting", forget_at=NOW + DAY))
    counts = housekeeping.tidy(engine, settings)
    assert (counts["logins"], counts["throttles"]) == (1, 1)
    with reading(engine) as session:
        assert session.scalars(sa.select(LOGIN.sid)).all() == [kept]
        assert session.scalars(sa.select(THROTTLE.key)).all() == ["counting"]


def test_copies_from_before_a_migration_go_after_a_month(
    sqlite_settings: Settings, sqlite_engine: Engine, tmp_path: Path
) -> None:
    names = {
        f"violet-before-0002-{NOW - 31 * DAY:%Y%m%d-%H%M%S-%f}.db": False,
        f"violet-before-0002-{NOW - 31 * DAY:%Y%m%d-%H%M%S}.db": False,
        f"violet-before-0003-{NOW - 29 * DAY:%Y%m%d-%H%M%S-%f}.db": True,
        "violet-before-christmas.db": True,
        f"other-before-0002-{NOW - 99 * DAY:%Y%m%d-%H%M%S}.db": True,
    }
    for name in names:
        (tmp_path / name).touch()
    assert housekeeping.tidy(sqlite_engine, sqlite_settings)["old_copies"] == 2
    assert {name: (tmp_path / name).exists() for name in names} == names


# -- who does it, and who waits ----------------------------------------------------------------------------------------


def test_of_several_servers_one_does_it_an_hour(settings: Settings, engine: Engine) -> None:
    done = []
    servers = [
        threading.Thread(target=lambda: done.append(housekeeping.tidy_hourly(engine, settings))) for _ in range(4)
    ]
    for server in servers:
        server.start()
    for server in servers:
        server.join()
    assert sum(counts is not None for counts in done) == 1
    with reading(engine) as session:
        tidied = housekeeping.last_tidied(session)
    assert tidied is not None and abs(utc_now() - tidied) < timedelta(minutes=1)
    with begin(engine) as session:
        session.execute(sa.update(THROTTLE).values(counted_at=NOW - timedelta(hours=1)))
    assert housekeeping.tidy_hourly(engine, settings) is not None, "an hour later it is due again"


def test_writers_get_in_between(settings: Settings, engine: Engine, user: User) -> None:
    """Many guests and conversations go in small pieces: nobody waits for all of them."""
    with begin(engine) as session:
        for _ in range(15):
            people.create_guest(session).created_at = NOW - 2 * DAY
    for number in range(60):
        talk(engine, user, f"Old {number}", 90)
    waits: list[float] = []
    is_over = threading.Event()

    def write() -> None:
        while not is_over.is_set():
            began = time.monotonic()
            with begin(engine) as session:
                tasks.create_task(session, user.id, title="Meanwhile")
            waits.append(time.monotonic() - began)
            time.sleep(0.01)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = housekeeping.tidy(engine, keep_for(settings, 30))
    finally:
        is_over.set()
        writer.join()
    assert (counts["guests"], counts["old_conversations"]) == (15, 60)
    assert len(waits) >= 5 and max(waits) < 5, "only catches a writer that waits for everything"


def test_one_kind_that_cannot_be_deleted_keeps_no_other(
    settings: Settings, engine: Engine, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> int:
        raise DatabaseUnavailable()

    talk(engine, user, "Quagga", 90)
    monkeypatch.setattr(housekeeping.logins, "delete_ended", away)
    counts = housekeeping.tidy(engine, keep_for(settings, 30))
    assert "logins" not in counts and counts["old_conversations"] == 1


def test_a_server_that_stops_leaves_the_rest_for_later(settings: Settings, engine: Engine) -> None:
    for name in ("Ann", "Bob"):
        person = add_person(engine, name)
        with begin(engine) as session:
            found = people.get_user(session, person.id)
            found.is_guest, found.created_at = True, NOW - 2 * DAY
            session.add(found)
    answers = iter([False, False, True, True])
    assert housekeeping.tidy(engine, settings, is_stopped=lambda: next(answers)) == {"guests": 1}
    assert housekeeping.tidy(engine, settings)["guests"] == 1


def test_deleting_a_call_looks_its_undo_up(engine: Engine) -> None:
    """Without the index every deleted call reads the whole log."""
    indexes = {each["name"]: each for each in sa.inspect(engine).get_indexes("tool_calls")}
    assert indexes["ix_tool_calls_undone_by"]["column_names"] == ["undone_by"]
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            query = "EXPLAIN QUERY PLAN SELECT rowid FROM tool_calls WHERE undone_by = 7"
            plan = " ".join(str(row) for row in connection.exec_driver_sql(query))
        assert "ix_tool_calls_undone_by" in plan
