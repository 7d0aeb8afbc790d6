"""Finding sessions by words and filters, on both databases: only the owner's, each with true counts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from core.errors import NotFound
from core.store import conversations, turns
from core.store.containing import words_of
from core.store.database import begin, reading
from core.store.models import (
    Conversation,
    Message,
    MessageRole,
    MessageStatus,
    ToolCall,
    ToolCallStatus,
    User,
)
from core.store.search import (
    FoundCall,
    Rated,
    SessionFilter,
    SessionPage,
    Shelf,
    every_session,
    find_sessions,
    get_call,
    get_session,
)
from tests.sessions import NOON, add_session


@pytest.fixture
def find(engine: Engine, user: User) -> Callable[..., SessionPage]:
    """Ada's sessions that fit these words and filters."""

    def found(words: str = "", *, offset: int = 0, limit: int = 25, **fields: Any) -> SessionPage:
        with reading(engine) as session:
            return find_sessions(session, user.id, SessionFilter(words, **fields), offset=offset, limit=limit)

    return found


def titles(page: SessionPage) -> list[str]:
    return [row.title for row in page.rows]


# -- pages and counts ------------------------------------------------------------------------------------------------


def test_sessions_come_last_active_first_a_page_at_a_time(engine: Engine, user: User, find: Any) -> None:
    for day in range(7):
        add_session(engine, user, f"Day {day}", at=NOON + timedelta(days=day))
    assert titles(find(limit=3)) == ["Day 6", "Day 5", "Day 4"]
    last = find(offset=6, limit=3)
    assert (titles(last), last.total) == (["Day 0"], 7)


def test_a_page_beyond_the_last_is_empty_and_knows_the_total(engine: Engine, user: User, find: Any) -> None:
    add_session(engine, user)
    page = find(offset=25)
    assert (page.rows, page.total) == ([], 1)


def test_nothing_at_all_is_an_empty_page(find: Any) -> None:
    assert find() == SessionPage([], 0)


def test_a_row_counts_messages_calls_errors_agents_thumbs_and_time(engine: Engine, user: User, find: Any) -> None:
    failed = {"status": ToolCallStatus.ERROR, "tool_output": {"error": "no"}}
    add_session(engine, user, "Busy", "one", "two", replies={"rating": 1}, calls=[{}, failed, failed])
    conversation_id = add_session(
        engine, user, "Broken", at=NOON - timedelta(1), replies={"status": MessageStatus.FAILED, "rating": -1}
    )
    with begin(engine) as session:
        record = turns.begin_turn(session, user.id, conversation_id, "again", "r1", agent="gemini")
        turns.finish_turn(session, record.message_id, status=MessageStatus.DONE, content="ok", duration_ms=40)
    broken, busy = find().rows
    assert (busy.messages, busy.tool_calls, busy.errors, busy.agents) == (4, 3, 2, ("offline",))
    assert (busy.thumbs_up, busy.thumbs_down, busy.duration_ms) == (2, 0, 10.0)
    assert (broken.messages, broken.tool_calls, broken.errors, broken.agents) == (4, 0, 1, ("gemini", "offline"))
    assert (broken.thumbs_up, broken.thumbs_down, broken.duration_ms) == (0, 1, 45.0)


def test_a_session_without_messages_counts_nothing(engine: Engine, user: User, find: Any) -> None:
    with begin(engine) as session:
        session.add(Conversation(user_id=user.id, title="Empty"))
    (row,) = find().rows
    assert (row.messages, row.tool_calls, row.errors, row.agents) == (0, 0, 0, ())


def test_an_export_lists_every_session_that_fits(engine: Engine, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.store.search._BATCH", 2)
    for day in range(5):
        add_session(engine, user, f"Day {day}", "hello", at=NOON + timedelta(days=day), calls=[{}] * day)
    add_session(engine, user, "Another", at=NOON)
    with reading(engine) as session:
        rows = list(every_session(session, user.id, SessionFilter("day")))
    assert [(row.title, row.tool_calls) for row in rows] == [(f"Day {n}", n) for n in (4, 3, 2, 1, 0)]


# -- words -----------------------------------------------------------------------------------------------------------

CALL = {
    "tool_input": {"title": "Order a Käsekuchen", "tags": ["party"], "number": 4711},
    "tool_output": {"tasks": [{"title": 'Bring "the good" plates', "description": "from C:\\cellar"}], "total": 1},
}


@pytest.mark.parametrize(
    "words",
    [
        "balloons",
        "BALLOONS",
        "four balloons",
        "balloons four",
        '"four balloons"',
        "käsekuchen",
        "KÄSEKUCHEN",
        "party",
        "471",
        "plates",
        "the good",
        "C:\\cellar",
        "add_task",
        "add_task käse",
        "Saturday",
        "  saturday  ",
    ],
)
def test_words_are_found_in_titles_messages_and_tool_calls(engine: Engine, user: User, find: Any, words: str) -> None:
    add_session(engine, user, "For Saturday", "get four balloons", calls=[CALL])
    add_session(engine, user, "Something else", "hi")
    assert titles(find(words)) == ["For Saturday"]


@pytest.mark.parametrize(
    "words",
    [
        "balloon%",
        "f_ur",
        "b*",
        "ball[o]ons",
        "k?sekuchen",
        "'; DROP TABLE messages; --",
        "balloons käsekuchen",  # in different places
        '"balloons four"',
        "title",  # the name of a field, not a value
        "tags",
        "kasekuchen",
        "äü%",
    ],
)
def test_what_is_not_there_is_not_found(engine: Engine, user: User, find: Any, words: str) -> None:
    add_session(engine, user, "For Sunday", "get four balloons", calls=[CALL])
    assert find(words) == SessionPage([], 0)


@pytest.mark.parametrize("sign", ["%", "_", "\\", "*", "[", "]", "?", "'", "ä%", "é[", "é?", "é*", "é]", "🎈_"])
def test_signs_of_pattern_languages_are_themselves(engine: Engine, user: User, find: Any, sign: str) -> None:
    add_session(engine, user, "With", f"a{sign}b")
    add_session(engine, user, "In a call", "hi", calls=[{"tool_input": {"title": f"c{sign}d"}}])
    add_session(engine, user, "Without", "aXb aéXb", calls=[{"tool_input": {"title": "cXd cäXd céXd"}}])
    assert titles(find(f"a{sign}b")) == ["With"]
    assert titles(find(f"c{sign}d")) == ["In a call"]


def test_white_space_and_quotes_alone_look_for_nothing(engine: Engine, user: User, find: Any) -> None:
    add_session(engine, user)
    assert [find(words).total for words in ("", "   ", '""', '"', '" "')] == [1, 1, 1, 1, 1]


def test_words_of_a_search_box() -> None:
    assert words_of('buy "oat  milk" "half open\x00') == ["buy", "oat milk", "half", "open"]
    assert len(words_of("word " * 50)) == 8


def test_a_row_shows_where_the_words_were_found(engine: Engine, user: User, find: Any) -> None:
    add_session(engine, user, "Said", "first words", "get four balloons", "balloons again")
    add_session(engine, user, "Answered", "hi", replies={"content": "I added **balloons** for you."})
    add_session(engine, user, "Called", "hi", calls=[{}, {"tool_input": {"title": "Blow up balloons", "number": 3}}])
    add_session(engine, user, "Titled balloons", "hi")
    hits = {row.title: row.hit for row in find("BALLOONS").rows}
    assert hits["Said"].place == "you"
    assert hits["Said"].excerpt == (("get four ", False), ("balloons", True))
    assert hits["Answered"].place == "reply"
    assert hits["Called"].place == "add_task"
    assert hits["Called"].excerpt == (("title: Blow up ", False), ("balloons", True))
    assert hits["Titled balloons"] is None


def test_without_words_a_row_has_no_excerpt(engine: Engine, user: User, find: Any) -> None:
    add_session(engine, user)
    assert find().rows[0].hit is None


# -- filters ---------------------------------------------------------------------------------------------------------


def test_filter_by_agent(engine: Engine, user: User, find: Any) -> None:
    add_session(engine, user, "Rules")
    add_session(engine, user, "Model", replies={"agent": "gemini"})
    assert titles(find(agent="gemini")) == ["Model"]


def test_filter_by_tool_and_status_of_one_call(engine: Engine, user: User, find: Any) -> None:
    failed = {"tool_name": "complete_task", "status": ToolCallStatus.ERROR}
    add_session(engine, user, "Failed", "hi", calls=[{}, failed])
    add_session(engine, user, "Went well", "hi", calls=[{"tool_name": "complete_task"}], at=NOON - timedelta(1))
    assert titles(find(tool="complete_task")) == ["Failed", "Went well"]
    assert titles(find(status=ToolCallStatus.ERROR)) == ["Failed"]
    assert titles(find(tool="complete_task", status=ToolCallStatus.SUCCESS)) == ["Went well"]
    assert titles(find(tool="add_task", status=ToolCallStatus.ERROR)) == []


def test_filter_by_errors_of_calls_and_turns(engine: Engine, user: User, find: Any) -> None:
    add_session(engine, user, "Fine", "hi", calls=[{}])
    add_session(engine, user, "Failed call", "hi", calls=[{"status": ToolCallStatus.ERROR}], at=NOON + timedelta(1))
    add_session(engine, user, "Failed turn", replies={"status": MessageStatus.FAILED})
    assert titles(find(has_errors=True)) == ["Failed call", "Failed turn"]


def test_filter_by_rating(engine: Engine, user: User, find: Any) -> None:
    add_session(engine, user, "Good", replies={"rating": 1})
    add_session(engine, user, "Bad", replies={"rating": -1})
    add_session(engine, user, "Unrated")
    assert (titles(find(rated=Rated.UP)), titles(find(rated=Rated.DOWN))) == (["Good"], ["Bad"])


def test_archived_sessions_are_on_a_shelf_of_their_own(engine: Engine, user: User, find: Any) -> None:
    add_session(engine, user, "Here", at=NOON + timedelta(1))
    put_away = add_session(engine, user, "Away")
    with begin(engine) as session:
        conversations.archive(session, user.id, put_away)
    assert titles(find()) == ["Here"]
    assert titles(find(shelf=Shelf.ARCHIVED)) == ["Away"]
    assert titles(find(shelf=Shelf.ALL)) == ["Here", "Away"]


def test_dates_ask_for_a_message_between_them(engine: Engine, user: User, find: Any) -> None:
    conversation_id = add_session(engine, user, "Twice", at=NOON)
    with begin(engine) as session:  # taken up again ten days later
        session.add(
            Message(
                conversation_id=conversation_id,
                sequence_number=2,
                role=MessageRole.USER,
                content="again",
                created_at=NOON + timedelta(10),
            )
        )
        found = session.get(Conversation, conversation_id)
        assert found is not None
        found.updated_at = NOON + timedelta(10)
    day = timedelta(1)
    assert find(since=NOON, until=NOON + day).total == 1
    assert find(since=NOON + 10 * day).total == 1
    assert find(until=NOON).total == 0  # the end is exclusive
    assert find(since=NOON + 5 * day, until=NOON + 6 * day).total == 0
    assert find(since=NOON + 11 * day).total == 0


def test_filters_and_words_together(engine: Engine, user: User, find: Any) -> None:
    add_session(engine, user, "One", "buy milk", replies={"agent": "gemini"})
    add_session(engine, user, "Two", "buy milk")
    add_session(engine, user, "Three", "buy bread", replies={"agent": "gemini"})
    assert titles(find("milk", agent="gemini")) == ["One"]


# -- whose -----------------------------------------------------------------------------------------------------------


def test_other_peoples_rows_never_appear(engine: Engine, user: User, other_user: User, find: Any) -> None:
    theirs = add_session(
        engine,
        other_user,
        "Secret party",
        "secret party",
        replies={"agent": "gemini", "rating": 1, "status": MessageStatus.FAILED},
        calls=[{"tool_input": {"title": "secret party"}, "status": ToolCallStatus.ERROR}],
    )
    filters: list[dict[str, Any]] = [
        {},
        {"words": "secret"},
        {"agent": "gemini"},
        {"tool": "add_task"},
        {"has_errors": True},
        {"rated": Rated.UP},
        {"shelf": Shelf.ALL},
        {"since": NOON - timedelta(1)},
    ]
    assert [find(**fields).total for fields in filters] == [0] * len(filters)
    with reading(engine) as session:
        assert list(every_session(session, user.id, SessionFilter("secret"))) == []
        with pytest.raises(NotFound) as not_mine:
            get_session(session, user.id, theirs)
        with pytest.raises(NotFound) as not_there:
            get_session(session, user.id, uuid4())
    assert str(not_mine.value) == str(not_there.value)


def test_deleted_sessions_are_gone(engine: Engine, user: User, find: Any) -> None:
    conversation_id = add_session(engine, user, "Old", "balloons", calls=[{}])
    with begin(engine) as session:
        conversations.trash(session, user.id, conversation_id)
    assert [find(shelf=Shelf.ALL).total, find("balloons").total] == [0, 0]
    with reading(engine) as session, pytest.raises(NotFound):
        get_session(session, user.id, conversation_id)


def test_one_session_has_the_same_counts_as_its_row(engine: Engine, user: User, find: Any) -> None:
    conversation_id = add_session(engine, user, "One", "a", "b", replies={"rating": -1}, calls=[{}, {}])
    with reading(engine) as session:
        assert get_session(session, user.id, conversation_id) == find().rows[0]


# -- one call --------------------------------------------------------------------------------------------------------


def any_call(engine: Engine, conversation_id: UUID, user: User) -> ToolCall:
    with reading(engine) as session:
        thread = conversations.read_thread(session, user.id, conversation_id)
    return next(iter(thread.tool_calls.values()))[0]


def test_a_call_comes_with_its_message(engine: Engine, user: User) -> None:
    conversation_id = add_session(engine, user, "One", calls=[{}])
    call = any_call(engine, conversation_id, user)
    with reading(engine) as session:
        found = get_call(session, user.id, call.id or 0)
    assert found.message is not None
    assert (found.message.id, found.message.conversation_id) == (call.message_id, conversation_id)


def test_a_call_from_the_board_has_no_message(engine: Engine, user: User) -> None:
    with begin(engine) as session:
        call = ToolCall(user_id=user.id, actor="board", tool_name="add_task", status=ToolCallStatus.SUCCESS)
        session.add(call)
        session.flush()
    with reading(engine) as session:
        assert get_call(session, user.id, call.id or 0) == FoundCall(session.merge(call), None)


def test_somebody_elses_deleted_or_unknown_call_is_not_found(engine: Engine, user: User, other_user: User) -> None:
    theirs = any_call(engine, add_session(engine, other_user, "Theirs", calls=[{}]), other_user)
    deleted_session = add_session(engine, user, "Deleted", calls=[{}])
    deleted = any_call(engine, deleted_session, user)
    with begin(engine) as session:
        conversations.trash(session, user.id, deleted_session)
    with reading(engine) as session:
        for call_id in (theirs.id or 0, deleted.id or 0, 10**9):
            with pytest.raises(NotFound):
                get_call(session, user.id, call_id)
