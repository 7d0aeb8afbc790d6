"""Conversations and messages: a turn's beginning and end, reading a thread, the list of sessions, whose they are."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event, select

from core.clock import clock_at, utc_now
from core.errors import Conflict, InvalidInput, NotFound
from core.store import conversations
from core.store.conversations import CONTEXT_MESSAGES, STALE_AFTER, TurnRecord
from core.store.database import begin, reading
from core.store.models import Conversation, Message, MessageRole, MessageStatus, User
from core.text import MESSAGE_LIMIT
from core.tools import registry
from core.tools.registry import Caller, Request

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def start(
    engine: Engine, user: User, conversation_id: UUID | None = None, text: str = "hello", **more: Any
) -> TurnRecord:
    options = {"request_id": uuid4().hex, "agent": "offline"} | more
    with begin(engine) as session:
        return conversations.begin_turn(session, user.id, conversation_id, text, **options)


def finish(engine: Engine, message_id: int, content: str = "hi", **more: Any) -> bool:
    with begin(engine) as session:
        values = {"status": MessageStatus.DONE, "content": content} | more
        return conversations.finish_turn(session, message_id, **values)


def talk(engine: Engine, user: User, turns: int, conversation_id: UUID | None = None) -> UUID:
    """A conversation of so many finished turns."""
    for number in range(turns):
        record = start(engine, user, conversation_id, f"said {number}")
        conversation_id = record.conversation_id
        finish(engine, record.message_id, f"answered {number}")
    assert conversation_id
    return conversation_id


def message(engine: Engine, message_id: int) -> Message:
    with reading(engine) as session:
        found = session.get(Message, message_id)
    assert found
    return found


def conversation(engine: Engine, conversation_id: UUID) -> Conversation:
    with reading(engine) as session:
        found = session.get(Conversation, conversation_id)
    assert found
    return found


# -- a turn ----------------------------------------------------------------------------------------------------------


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
        assert conversations.is_anyone_before(session, lost.conversation_id, alive.message_id) is False
        assert conversations.mark_interrupted(session, lost.conversation_id) == 1
    assert message(engine, lost.message_id).status is MessageStatus.INTERRUPTED
    assert message(engine, alive.message_id).status is MessageStatus.RUNNING
    with begin(engine) as session:
        record = conversations.resume_turn(session, user.id, lost.message_id, agent="gemini", model="m")
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
        conversations.beat(session, [record.message_id])
    with begin(engine) as session:
        assert conversations.mark_interrupted(session, record.conversation_id) == 0
        assert conversations.is_anyone_before(session, record.conversation_id, later.message_id) is True
        assert conversations.is_anyone_before(session, record.conversation_id, record.message_id) is False


@pytest.mark.parametrize("status", [MessageStatus.DONE, MessageStatus.WAITING, MessageStatus.RUNNING])
def test_only_a_turn_that_went_wrong_is_tried_again(engine: Engine, user: User, status: MessageStatus) -> None:
    record = start(engine, user)
    if status is not MessageStatus.RUNNING:
        finish(engine, record.message_id, status=status)
    with pytest.raises(Conflict), begin(engine) as session:
        conversations.resume_turn(session, user.id, record.message_id, agent="offline")
    with pytest.raises(NotFound), begin(engine) as session:
        conversations.resume_turn(session, user.id, record.user_message_id, agent="offline")


@pytest.mark.parametrize("status", [MessageStatus.FAILED, MessageStatus.STOPPED, MessageStatus.INTERRUPTED])
def test_f25_two_retries_at_once_are_one(engine: Engine, user: User, status: MessageStatus) -> None:
    record = start(engine, user)
    finish(engine, record.message_id, status=status, error_code="x")
    with begin(engine) as session:
        conversations.resume_turn(session, user.id, record.message_id, agent="offline")
    with pytest.raises(Conflict), begin(engine) as session:
        conversations.resume_turn(session, user.id, record.message_id, agent="offline")


def test_the_wire_of_a_running_turn_is_kept(engine: Engine, user: User) -> None:
    record = start(engine, user)
    with begin(engine) as session:
        conversations.save_wire(session, record.message_id, [{"parts": [{"text": "héllo"}]}])
    assert message(engine, record.message_id).wire == [{"parts": [{"text": "héllo"}]}]


# -- reading a thread ------------------------------------------------------------------------------------------------


def test_the_newest_messages_come_first_and_earlier_ones_on_request(engine: Engine, user: User) -> None:
    conversation_id = talk(engine, user, 6)
    with reading(engine) as session:
        newest = conversations.read_thread(session, user.id, conversation_id, limit=5)
        before = newest.messages[0].sequence_number
        earlier = conversations.read_thread(session, user.id, conversation_id, before=before, limit=5)
        first = conversations.read_thread(session, user.id, conversation_id, before=2, limit=5)
    assert [each.sequence_number for each in newest.messages] == [7, 8, 9, 10, 11] and newest.has_earlier
    assert [each.sequence_number for each in earlier.messages] == [2, 3, 4, 5, 6] and earlier.has_earlier
    assert [each.sequence_number for each in first.messages] == [0, 1] and not first.has_earlier
    assert newest.messages[-1].content == "answered 5"


def test_the_context_of_a_turn_is_ten_messages(engine: Engine, user: User) -> None:
    conversation_id = talk(engine, user, 8)
    with reading(engine) as session:
        thread = conversations.read_messages(session, conversation_id, before=14, limit=CONTEXT_MESSAGES)
    assert [each.sequence_number for each in thread.messages] == list(range(4, 14))


def test_f21_a_clock_set_back_does_not_turn_the_order_round(engine: Engine, user: User) -> None:
    conversation_id = talk(engine, user, 1)
    with clock_at(NOON - timedelta(days=900)):
        talk(engine, user, 1, conversation_id)
    with reading(engine) as session:
        thread = conversations.read_thread(session, user.id, conversation_id)
    assert [each.content for each in thread.messages] == ["said 0", "answered 0"] * 2
    assert [each.sequence_number for each in thread.messages] == [0, 1, 2, 3]


def test_calls_come_with_the_message_that_planned_them_in_order(engine: Engine, user: User) -> None:
    record = start(engine, user)
    caller = Caller(user.id, "offline", ZoneInfo("UTC"))
    with begin(engine) as session:
        wanted = [Request("add_task", {"title": title}) for title in ("a", "b")]
        registry.record(session, caller, wanted, message_id=record.message_id)
        (later,) = registry.record(session, caller, [Request("list_tasks", {})])
        later.decided_in_message_id = record.message_id
    with reading(engine) as session:
        thread = conversations.read_thread(session, user.id, record.conversation_id)
        run = conversations.calls_run_by(session, record.message_id)
    calls = thread.tool_calls[record.message_id]
    assert [(call.call_number, call.tool_input["title"]) for call in calls] == [(0, "a"), (1, "b")]
    assert [call.tool_name for call in run] == ["add_task", "add_task", "list_tasks"]


def test_a_thread_is_read_in_three_queries_however_long(engine: Engine, user: User) -> None:
    conversation_id = talk(engine, user, 12)
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    with reading(engine) as session:
        conversations.read_thread(session, user.id, conversation_id)
    assert len(statements) == 3


# -- whose they are --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", [False, True])
def test_a1_somebody_elses_and_deleted_ones_look_alike(
    engine: Engine, user: User, other_user: User, gone: bool
) -> None:
    conversation_id = talk(engine, other_user, 1)
    reader = user
    if gone:
        reader = other_user
        with begin(engine) as session:
            conversations.trash(session, other_user.id, conversation_id)
    with reading(engine) as session:
        answer = session.get(Conversation, conversation_id)
        assert answer
        own = session.scalars(select(Message.id)).all()
    attempts = [
        lambda s, c: conversations.get_conversation(s, reader.id, c),
        lambda s, c: conversations.read_thread(s, reader.id, c),
        lambda s, c: conversations.rename(s, reader.id, c, "Mine"),
        lambda s, c: conversations.archive(s, reader.id, c),
        lambda s, c: conversations.trash(s, reader.id, c),
        lambda s, c: conversations.begin_turn(s, reader.id, c, "hi", "r", agent="offline"),
        lambda s, c: conversations.begin_turn(s, reader.id, c, "hi", "r", agent="offline", create=True),
    ]
    sentences = set()
    for attempt in attempts:
        for wanted in (conversation_id, uuid4()):
            if wanted != conversation_id and attempt is attempts[-1]:
                continue
            with pytest.raises(NotFound) as refused, begin(engine) as session:
                attempt(session, wanted)
            sentences.add(str(refused.value))
    assert len(sentences) == 1
    for message_id in own:
        for look in (
            lambda s, m: conversations.get_message(s, reader.id, m),
            lambda s, m: conversations.rate(s, reader.id, m, 1),
            lambda s, m: conversations.resume_turn(s, reader.id, m, agent="offline"),
        ):
            with pytest.raises(NotFound), begin(engine) as session:
                look(session, message_id)
    assert conversation(engine, conversation_id).title != "Mine"


# -- the owner's list ------------------------------------------------------------------------------------------------


def test_the_list_is_the_owners_newest_first_with_counts(engine: Engine, user: User, other_user: User) -> None:
    first = talk(engine, user, 1)
    second = talk(engine, user, 2)
    talk(engine, other_user, 1)
    with reading(engine) as session:
        rows = conversations.list_conversations(session, user.id)
    assert [(row.id, row.message_count) for row in rows] == [(second, 4), (first, 2)]
    talk(engine, user, 1, first)
    with reading(engine) as session:
        assert conversations.list_conversations(session, user.id)[0].id == first


def test_pages_of_the_list_hold_everything_once_even_at_the_same_moment(engine: Engine, user: User) -> None:
    wanted = {start(engine, user).conversation_id for _ in range(7)}
    with begin(engine) as session:
        for each in wanted:
            found = session.get(Conversation, each)
            assert found
            found.updated_at = NOON
            session.add(found)
    seen: list[UUID] = []
    after = None
    while True:
        with reading(engine) as session:
            rows = conversations.list_conversations(session, user.id, limit=3, after=after)
        if not rows:
            break
        seen += [row.id for row in rows]
        after = (rows[-1].updated_at, rows[-1].id)
    assert len(seen) == 7 and set(seen) == wanted


def test_archive_and_trash_leave_the_list_and_come_back(engine: Engine, user: User) -> None:
    conversation_id = talk(engine, user, 1)

    def listed(**options: Any) -> list[UUID]:
        with reading(engine) as session:
            return [row.id for row in conversations.list_conversations(session, user.id, **options)]

    with begin(engine) as session:
        conversations.archive(session, user.id, conversation_id)
    assert (listed(), listed(archived=True)) == ([], [conversation_id])
    with begin(engine) as session:
        conversations.archive(session, user.id, conversation_id, archived=False)
    assert listed() == [conversation_id]
    with begin(engine) as session:
        conversations.trash(session, user.id, conversation_id)
    assert listed() == listed(archived=True) == []
    with begin(engine) as session:
        conversations.restore(session, user.id, conversation_id)
    assert listed() == [conversation_id]


def test_p3_the_trash_is_emptied_after_thirty_days_with_everything_in_it(engine: Engine, user: User) -> None:
    old, new = talk(engine, user, 2), talk(engine, user, 1)
    with clock_at(utc_now() - timedelta(days=31)), begin(engine) as session:
        conversations.trash(session, user.id, old)
    with begin(engine) as session:
        conversations.trash(session, user.id, new)
    with begin(engine) as session:
        assert conversations.purge_trash(session) == 1
    with reading(engine) as session:
        assert session.get(Conversation, old) is None
        assert session.scalars(select(Message.conversation_id).distinct()).all() == [new]
        assert conversations.get_conversation(session, user.id, new, deleted=True).id == new


# -- names and ratings -----------------------------------------------------------------------------------------------


def test_a_name_given_by_hand_is_never_overwritten(engine: Engine, user: User) -> None:
    conversation_id = talk(engine, user, 1)
    with begin(engine) as session:
        conversations.set_smart_title(session, conversation_id, "A quick\nhello " + "x" * 400)
    smart = conversation(engine, conversation_id).title
    assert smart.startswith("A quick hello") and len(smart) == 255
    with begin(engine) as session:
        conversations.rename(session, user.id, conversation_id, "  My   plans ")
    with begin(engine) as session:
        conversations.set_smart_title(session, conversation_id, "Something clever")
    assert conversation(engine, conversation_id).title == "My plans"


@pytest.mark.parametrize("title", ["", "  \n ", "x" * 256])
def test_a_name_must_be_one(engine: Engine, user: User, title: str) -> None:
    conversation_id = talk(engine, user, 1)
    with pytest.raises(InvalidInput), begin(engine) as session:
        conversations.rename(session, user.id, conversation_id, title)


def test_a_rating_can_be_given_and_taken_back(engine: Engine, user: User) -> None:
    record = start(engine, user)
    finish(engine, record.message_id)
    with begin(engine) as session:
        conversations.rate(session, user.id, record.message_id, -1, "wrong task")
    rated = message(engine, record.message_id)
    assert (rated.rating, rated.rating_comment) == (-1, "wrong task")
    with begin(engine) as session:
        conversations.rate(session, user.id, record.message_id, None)
    assert message(engine, record.message_id).rating is None
