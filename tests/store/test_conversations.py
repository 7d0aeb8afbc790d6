"""Conversations: reading a thread, the list of sessions, whose they are, names and ratings."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event, select

from core.clock import clock_at, utc_now
from core.errors import InvalidInput, NotFound
from core.store import conversations, turns
from core.store.conversations import CONTEXT_MESSAGES
from core.store.database import begin, reading
from core.store.models import Conversation, Message, ToolCall, User
from core.tools import registry
from core.tools.registry import Caller, Request
from tests.store.threads import conversation, finish, message, start, talk

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


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


@pytest.mark.parametrize(
    ("since", "limit", "numbers", "has_earlier"),
    [(0, 50, range(12), False), (4, 50, range(4, 12), True), (4, 5, range(7, 12), True), (12, 50, range(0), True)],
)
def test_messages_from_a_number_on(
    engine: Engine, user: User, since: int, limit: int, numbers: range, has_earlier: bool
) -> None:
    conversation_id = talk(engine, user, 6)
    with reading(engine) as session:
        thread = conversations.read_thread(session, user.id, conversation_id, since=since, limit=limit)
    assert [each.sequence_number for each in thread.messages] == list(numbers)
    assert thread.has_earlier is has_earlier


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
        session.get_one(ToolCall, later.id).decided_in_message_id = record.message_id
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
        lambda s, c: turns.begin_turn(s, reader.id, c, "hi", "r", agent="offline"),
        lambda s, c: turns.begin_turn(s, reader.id, c, "hi", "r", agent="offline", create=True),
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
            lambda s, m: turns.resume_turn(s, reader.id, m, agent="offline"),
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
