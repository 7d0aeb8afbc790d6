"""A turn's beginning and end, its heartbeat, and what becomes of one that lost its server."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from core.clock import clock_at, utc_now
from core.errors import Conflict, InvalidInput, NotFound
from core.store import conversations, turns
from core.store.database import begin, reading
from core.store.models import MessageRole, MessageStatus, User
from core.store.turns import STALE_AFTER, TurnRecord
from core.text import MESSAGE_LIMIT
from tests.store.threads import conversation, finish, message, start, talk

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def test_a_turn_is_two_messages_before_anything_else_happens(engine: Engine, user: User) -> None:
    record = start(engine, user, text="  hello\x00 there ")
    said, answer = message(engine, record.user_message_id), message(engine, record.message_id)
    assert (said.role, said.content, said.status, said.sequence_number) == (
        MessageRole.USER,
        "hello there",
        MessageStatus.DONE,
        0,
    )
    assert (answer.role, answer.content, answer.status, answer.sequence_number) == (
        MessageRole.ASSISTANT,
        "",
        MessageStatus.RUNNING,
        1,
    )
    assert answer.heartbeat_at and answer.agent == "offline" and record.is_new


def test_f25_the_same_request_is_the_same_turn(engine: Engine, user: User) -> None:
    first = start(engine, user, request_id="r")
    again = start(engine, user, first.conversation_id, "hello", request_id="r")
    assert again == TurnRecord(first.conversation_id, first.user_message_id, first.message_id, is_new=False)
    other = start(engine, user, request_id="r")  # another conversation has requests of its own
    assert other.is_new and other.conversation_id != first.conversation_id


def test_f23_turns_begun_at_once_get_numbers_of_their_own(engine: Engine, user: User) -> None:
    conversation_id = talk(engine, user, 1)
    ready, failures = threading.Barrier(4), []

    def send() -> None:
        ready.wait()
        try:
            start(engine, user, conversation_id)
        except Exception as failure:  # noqa: BLE001  (a thread's failure must reach the test)
            failures.append(failure)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        thread_read = conversations.read_thread(session, user.id, conversation_id)
    assert failures == []
    assert [each.sequence_number for each in thread_read.messages] == list(range(10))
    assert [each.role for each in thread_read.messages] == [MessageRole.USER, MessageRole.ASSISTANT] * 5


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00\x07", "x" * (MESSAGE_LIMIT + 1)])
def test_i1_i2_a_message_that_cannot_be_stored_stores_nothing(engine: Engine, user: User, text: str) -> None:
    with pytest.raises(InvalidInput):
        start(engine, user, text=text)
    with reading(engine) as session:
        assert conversations.list_conversations(session, user.id) == []


def test_a_conversation_is_made_only_where_a_page_drew_its_id(engine: Engine, user: User) -> None:
    wanted = uuid4()
    with pytest.raises(NotFound):
        start(engine, user, wanted)
    assert start(engine, user, wanted, create=True).conversation_id == wanted
    assert start(engine, user, wanted, create=True).conversation_id == wanted


def test_talking_takes_a_conversation_out_of_the_archive(engine: Engine, user: User) -> None:
    conversation_id = talk(engine, user, 1)
    with begin(engine) as session:
        conversations.archive(session, user.id, conversation_id)
    start(engine, user, conversation_id)
    assert conversation(engine, conversation_id).archived_at is None


def test_an_end_is_written_once(engine: Engine, user: User) -> None:
    record = start(engine, user)
    assert finish(
        engine, record.message_id, "hi", tokens={"total": 3}, model="m", question={"kind": "title"}, duration_ms=1.5
    )
    assert not finish(engine, record.message_id, "too late")
    ended = message(engine, record.message_id)
    assert (ended.content, ended.tokens, ended.model, ended.question, ended.duration_ms) == (
        "hi",
        {"total": 3},
        "m",
        {"kind": "title"},
        1.5,
    )
    assert conversation(engine, record.conversation_id).updated_at >= ended.created_at


def test_f1_a_turn_without_a_heartbeat_is_interrupted_and_can_be_tried_again(engine: Engine, user: User) -> None:
    with clock_at(utc_now() - STALE_AFTER - timedelta(seconds=5)):
        lost = start(engine, user)
    alive = start(engine, user, lost.conversation_id)
    with begin(engine) as session:
        assert turns.is_anyone_before(session, lost.conversation_id, alive.message_id) is False
        assert turns.mark_interrupted(session, lost.conversation_id) == 1
    assert message(engine, lost.message_id).status is MessageStatus.INTERRUPTED
    assert message(engine, alive.message_id).status is MessageStatus.RUNNING
    with begin(engine) as session:
        record = turns.resume_turn(session, user.id, lost.message_id, agent="gemini", model="m")
    assert (record.user_message_id, record.message_id) == (lost.user_message_id, lost.message_id)
    resumed = message(engine, lost.message_id)
    assert (resumed.status, resumed.agent, resumed.model, resumed.error_code) == (
        MessageStatus.RUNNING,
        "gemini",
        "m",
        None,
    )


def test_a_heartbeat_keeps_a_turn_alive(engine: Engine, user: User) -> None:
    with clock_at(utc_now() - STALE_AFTER - timedelta(seconds=5)):
        record = start(engine, user)
    later = start(engine, user, record.conversation_id)
    with begin(engine) as session:
        turns.beat(session, [record.message_id])
    with begin(engine) as session:
        assert turns.mark_interrupted(session, record.conversation_id) == 0
        assert turns.is_anyone_before(session, record.conversation_id, later.message_id) is True
        assert turns.is_anyone_before(session, record.conversation_id, record.message_id) is False


@pytest.mark.parametrize("status", [MessageStatus.DONE, MessageStatus.WAITING, MessageStatus.RUNNING])
def test_only_a_turn_that_went_wrong_is_tried_again(engine: Engine, user: User, status: MessageStatus) -> None:
    record = start(engine, user)
    if status is not MessageStatus.RUNNING:
        finish(engine, record.message_id, status=status)
    with pytest.raises(Conflict), begin(engine) as session:
        turns.resume_turn(session, user.id, record.message_id, agent="offline")
    with pytest.raises(NotFound), begin(engine) as session:
        turns.resume_turn(session, user.id, record.user_message_id, agent="offline")


@pytest.mark.parametrize("status", [MessageStatus.FAILED, MessageStatus.STOPPED, MessageStatus.INTERRUPTED])
def test_f25_two_retries_at_once_are_one(engine: Engine, user: User, status: MessageStatus) -> None:
    record = start(engine, user)
    finish(engine, record.message_id, status=status, error_code="x")
    with begin(engine) as session:
        turns.resume_turn(session, user.id, record.message_id, agent="offline")
    with pytest.raises(Conflict), begin(engine) as session:
        turns.resume_turn(session, user.id, record.message_id, agent="offline")


def test_the_wire_of_a_running_turn_is_kept(engine: Engine, user: User) -> None:
    record = start(engine, user)
    with begin(engine) as session:
        turns.save_wire(session, record.message_id, [{"parts": [{"text": "héllo"}]}])
    assert message(engine, record.message_id).wire == [{"parts": [{"text": "héllo"}]}]
