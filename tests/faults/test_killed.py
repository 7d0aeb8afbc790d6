"""F1, F2, F3, F27: the server is killed or asked to go in the middle of a turn. Nothing is lost, nothing done twice."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, func, select

from core.agent import runner as runner_module
from core.agent.protocol import Person
from core.agent.runner import Runner
from core.config import Settings
from core.store import conversations
from core.store.database import reading
from core.store.models import CONVERSATION, MESSAGE, TASK, TOOL_CALL, MessageRole, MessageStatus, User
from tests.faults.obedient import Obedient
from tests.faults.servers import worker
from tests.faults.worker import POINTS
from tests.people import add_person

TEXT = "add Alpha; add Beta; say Both are on your list."


@pytest.fixture
def survivor(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runner]:
    """The server after the restart, with little patience."""
    monkeypatch.setattr(runner_module, "HEARTBEAT_S", 0.1)
    monkeypatch.setattr(runner_module, "SILENT_S", 0.5)
    runner = Runner(engine, {"offline": Obedient()}, "offline")
    yield runner
    runner.close(1)


def until(is_so: Callable[[], bool], patience_s: float = 20.0) -> None:
    deadline = time.monotonic() + patience_s
    while not is_so():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


def status_of(engine: Engine, message_id: int) -> MessageStatus:
    with reading(engine) as session:
        return MessageStatus(session.scalar(select(MESSAGE.status).where(MESSAGE.id == message_id)))


def is_sound(settings: Settings) -> bool:
    if settings.sqlite_path is None:
        return True
    with closing(sqlite3.connect(settings.sqlite_path)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def thread_of(engine: Engine, user: User) -> list[tuple[str, str, str]]:
    """Role, status and text of every message of the person's, in order."""
    with reading(engine) as session:
        rows = session.execute(
            select(MESSAGE.role, MESSAGE.status, MESSAGE.content)
            .join(CONVERSATION, CONVERSATION.id == MESSAGE.conversation_id)
            .where(CONVERSATION.user_id == user.id)
            .order_by(MESSAGE.id)
        ).all()
    return [(role.value, status.value, content) for role, status, content in rows]


def titles_of(engine: Engine, user: User) -> list[str]:
    with reading(engine) as session:
        return list(session.scalars(select(TASK.title).where(TASK.user_id == user.id).order_by(TASK.number)))


def calls_of(engine: Engine, user: User) -> list[tuple[str, str]]:
    """Title and status of every call, in order."""
    with reading(engine) as session:
        rows = session.scalars(select(TOOL_CALL).where(TOOL_CALL.user_id == user.id).order_by(TOOL_CALL.id)).all()
    return [(row.tool_input["title"], row.status.value) for row in rows]


@pytest.mark.parametrize("point", POINTS)
def test_f1_f2_killed_anywhere_a_retry_does_only_what_is_missing(
    settings: Settings, engine: Engine, user: User, survivor: Runner, point: str
) -> None:
    with worker(settings.database_url, [user.email], point) as server:
        server.send(uuid4(), TEXT, "r1")
        server.wait_until_gone()
    assert is_sound(settings)
    ((_, _, said), (role, status, _)) = thread_of(engine, user)
    assert (said, role) == (TEXT, "assistant")  # the message is there once, with one answer to come
    done_before = titles_of(engine, user)
    assert [title for title, how in calls_of(engine, user) if how == "success"] == done_before
    with reading(engine) as session:
        message_id = session.scalar(select(MESSAGE.id).where(MESSAGE.role == MessageRole.ASSISTANT)) or 0
    if point == "after the end":
        assert status == "done" and done_before == ["Alpha", "Beta"]
        return
    assert status == "running"
    survivor.recover()
    until(lambda: status_of(engine, message_id) is MessageStatus.INTERRUPTED)

    list(survivor.retry(Person(user.id, user.name, ZoneInfo("UTC")), message_id).follow())
    assert thread_of(engine, user)[1] == ("assistant", "done", "Both are on your list.")
    assert titles_of(engine, user) == ["Alpha", "Beta"]
    assert calls_of(engine, user) == [("Alpha", "success"), ("Beta", "success")]


def test_a_turn_that_still_beats_elsewhere_is_left_alone(
    settings: Settings, engine: Engine, user: User, survivor: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "SILENT_S", 2.5)  # the other server beats every half second
    with worker(settings.database_url, [user.email]) as other:
        other.send(uuid4(), "pause 4; say I was slow.", "r1")
        message_id = other.wait_for_event("accepted")["message_id"]
        survivor.recover()
        other.wait_for_event("turn_finished")
    assert thread_of(engine, user)[1] == ("assistant", "done", "I was slow.")
    assert status_of(engine, message_id) is MessageStatus.DONE


@pytest.mark.parametrize("kills", [pytest.param(3, id="small"), pytest.param(50, id="full", marks=pytest.mark.soak)])
def test_f3_killed_again_and_again_under_load(settings: Settings, engine: Engine, kills: int) -> None:
    """Eight people talk at once while the server dies; what was acknowledged is there, nothing is half there."""
    people = [add_person(engine, f"Person{number}") for number in range(8)]
    chance = random.Random(kills)
    accepted, ended = set(), set()
    talks = [uuid4() for _ in people]
    for life in range(kills):
        with worker(settings.database_url, [user.email for user in people]) as server:
            for number in range(6):
                for place, (user, talk) in enumerate(zip(people, talks, strict=True)):
                    said = f"add {life}-{place}-{number}; say Added."
                    server.send(talk, said, f"{life}-{number}", email=user.email)
            server.wait_for_event("tool_call_finished")
            time.sleep(chance.uniform(0, 0.4))
            server.kill()
            accepted |= {line["message_id"] for line in server.told if line.get("event") == "accepted"}
            ended |= {line["message_id"] for line in server.told if line.get("event") == "turn_finished"}
    assert ended and is_sound(settings)
    with reading(engine) as session:
        stored = dict(
            session.execute(select(MESSAGE.id, MESSAGE.status).where(MESSAGE.role == MessageRole.ASSISTANT)).all()
        )
        asked = session.scalar(select(func.count()).where(MESSAGE.role == MessageRole.USER))
        texts = set(session.scalars(select(MESSAGE.content).where(MESSAGE.status == MessageStatus.DONE)))
        places = session.execute(select(MESSAGE.conversation_id, MESSAGE.sequence_number).order_by(MESSAGE.id)).all()
    assert accepted <= stored.keys() and asked == len(stored)
    assert {stored[message_id] for message_id in ended} == {MessageStatus.DONE}
    assert "" not in texts  # a turn that counts as done has its answer
    for place, (user, talk) in enumerate(zip(people, talks, strict=True)):
        numbers = [number for conversation, number in places if conversation == talk]
        assert numbers == list(range(len(numbers)))
        succeeded = [title for title, how in calls_of(engine, user) if how == "success"]
        assert sorted(titles_of(engine, user)) == sorted(succeeded) and len(set(succeeded)) == len(succeeded)
        assert {title.split("-")[1] for title in succeeded} <= {str(place)}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("say Wait for it. ; pause 2; add Alpha; say Done.", "done"),  # is given the time it needs
        ("say Wait for it. ; pause 60; add Alpha", "stopped"),
        ("say Wait for it. ; stick 60; add Alpha", "interrupted"),  # hears nothing: marked, and left behind
    ],
)
def test_f27_sigterm_during_a_turn(settings: Settings, engine: Engine, user: User, text: str, status: str) -> None:
    with worker(settings.database_url, [user.email]) as server:
        server.send(uuid4(), text, "r1")
        server.wait_for_event("text_delta")
        began = time.monotonic()
        server.terminate()
        assert server.wait_until_gone() == 0
        assert time.monotonic() - began <= 10
    assert thread_of(engine, user)[1][1] == status
    assert titles_of(engine, user) == (["Alpha"] if status == "done" else [])


def test_f27_a_closing_server_takes_no_more_turns(sqlite_engine: Engine, sqlite_user: User) -> None:
    from core.errors import DatabaseUnavailable

    runner = Runner(sqlite_engine, {"offline": Obedient()}, "offline")
    person = Person(sqlite_user.id, "Ada", ZoneInfo("UTC"))
    runner.close(1)
    with pytest.raises(DatabaseUnavailable, match="restarting"):
        runner.start(person, None, "say hello")
    with reading(sqlite_engine) as session:
        assert conversations.list_conversations(session, person.id) == []
