"""The history page: what its address means, what its rows say, and the page run by AppTest."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from core.auth import logins
from core.session_view import View, read_view
from core.store import conversations, turns
from core.store.database import begin, reading
from core.store.models import MessageStatus, ToolCall, ToolCallStatus, User
from core.store.search import Rated, SessionFilter, Shelf
from pages.components.session_table import counted, say_when
from pages.components.text import plain
from pages.components.tool_calls import differences, in_short
from tests.app_server import ROOT
from tests.pages.conftest import LogIn
from tests.people import add_person
from tests.sessions import NOON, add_session

BERLIN = ZoneInfo("Europe/Berlin")


# -- the address ------------------------------------------------------------------------------------------------------


def test_an_empty_address_asks_for_the_first_page_of_current_sessions() -> None:
    view = read_view({}, BERLIN)
    assert view == View(SessionFilter())
    assert not view.is_filtered


def test_every_filter_is_read_from_the_address() -> None:
    said = {
        "q": " oat milk ",
        "agent": "gemini",
        "tool": "undo_turn",
        "status": "declined",
        "errors": "1",
        "rated": "down",
        "shelf": "all",
        "page": "3",
    }
    view = read_view(said, BERLIN)
    assert view.wanted == SessionFilter(
        "oat milk", "gemini", "undo_turn", ToolCallStatus.DECLINED, True, Rated.DOWN, Shelf.ALL
    )
    assert (view.typed, view.page, view.is_filtered) == (" oat milk ", 3, True)


def test_days_are_whole_days_of_the_persons_zone() -> None:
    view = read_view({"from": "2026-03-28", "to": "2026-03-29"}, BERLIN)  # the clocks go forward on the second day
    assert view.wanted.since == datetime(2026, 3, 27, 23, tzinfo=UTC)
    assert view.wanted.until == datetime(2026, 3, 29, 22, tzinfo=UTC)
    backwards = read_view({"from": "2026-03-29", "to": "2026-03-28"}, BERLIN)
    assert (backwards.first_day, backwards.last_day) == (date(2026, 3, 28), date(2026, 3, 29))


@pytest.mark.parametrize(
    "said",
    [
        {"agent": "nobody"},
        {"tool": "rm"},
        {"status": "fine"},
        {"errors": "yes"},
        {"rated": "5"},
        {"shelf": "mine"},
        {"from": "2026-02-31"},
        {"from": "0001-01-01"},
        {"to": "9999-12-31"},
        {"page": "0"},
        {"page": "-1"},
        {"page": "²"},
        {"page": "9" * 5000},
        {"page": "x", "unknown": "1"},
    ],
)
def test_what_makes_no_sense_in_an_address_is_left_out(said: dict[str, str]) -> None:
    assert read_view(said, ZoneInfo("Pacific/Kiritimati")) == View(SessionFilter())


# -- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 10, 22, 30, tzinfo=UTC), "today 23:30"),
        (datetime(2026, 3, 9, 23, 30, tzinfo=UTC), "today 00:30"),
        (datetime(2026, 3, 9, 22, 30, tzinfo=UTC), "yesterday 23:30"),
        (datetime(2026, 3, 4, 12, tzinfo=UTC), "Wed 13:00"),
        (datetime(2026, 3, 3, 12, tzinfo=UTC), "3 Mar 13:00"),
        (datetime(2025, 12, 31, 22, 0, tzinfo=UTC), "31 Dec 2025"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "1 Jan 00:30"),
    ],
)
def test_when_is_said_in_the_persons_days(moment: datetime, words: str) -> None:
    assert say_when(moment, BERLIN, datetime(2026, 3, 10, 22, 45, tzinfo=UTC)) == words


def test_counts_in_words() -> None:
    assert [counted(n, "message") for n in (0, 1, 2140)] == ["0 messages", "1 message", "2,140 messages"]


@pytest.mark.parametrize(
    ("given", "returned", "short"),
    [
        (
            {"title": "Buy milk", "due": "2026-11-27", "tags": ["home", "shop"]},
            None,
            "Buy milk · due 2026-11-27 · tags home, shop",
        ),
        ({"number": 4, "completed": True}, {"title": "Report"}, "#4 Report · completed True"),
        ({"number": 99}, {"error": "no"}, "#99"),
        ({"status": None, "search": ""}, {"tasks": []}, "everything"),
        ({}, None, "everything"),
    ],
)
def test_an_input_in_short(given: dict[str, Any], returned: dict[str, Any] | None, short: str) -> None:
    assert in_short(ToolCall(tool_input=given, tool_output=returned)) == short


def test_differences_show_what_a_call_changed() -> None:
    before = {"title": "Buy milk", "status": "todo", "version": 1, "due_at": None}
    after = {"title": "Buy oat milk", "status": "todo", "version": 2, "due_at": "2026-11-27"}
    assert differences(before, after).splitlines() == [
        '- title: "Buy milk"',
        '+ title: "Buy oat milk"',
        "- due_at: null",
        '+ due_at: "2026-11-27"',
    ]


def test_differences_of_a_new_task_are_what_is_filled_in() -> None:
    assert (
        differences(None, {"title": "Ä", "description": "", "tags": [], "due_at": None, "version": 1}) == '+ title: "Ä"'
    )
    assert differences(None, None) == differences({"a": 1}, None) == ""


# -- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def signed_in(log_in: LogIn, ana: User, jar: dict[str, str]) -> User:
    _, jar["violet"] = log_in(ana)
    return ana


def visit(**said: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "pages" / "history.py"), default_timeout=15)
    for name, value in said.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def drawn(page: AppTest, component: str) -> Any:
    """What a component of this name was given, or None where the page has none."""
    found = [each.proto for each in page.get("bidi_component") if each.proto.component_name == component]
    return json.loads(found[0].json) if found else None


def rows(page: AppTest) -> list[list[str]]:
    """The text of every cell of the page's table."""
    table = drawn(page, "violet_table") or {"rows": []}
    return [["".join(part for part, _ in cell["text"]) for cell in row["cells"]] for row in table["rows"]]


def texts(page: AppTest) -> list[str]:
    return [each.value for each in page.text]


def button(page: AppTest, key: str) -> Any:
    return page.button(key=key)


def said_of(page: AppTest) -> dict[str, str]:
    return {name: values[0] if isinstance(values, list) else values for name, values in page.query_params.items()}


def calls_of(engine: Engine, user: User, session_id: UUID) -> list[ToolCall]:
    with reading(engine) as session:
        thread = conversations.read_thread(session, user.id, session_id)
    return [call for calls in thread.tool_calls.values() for call in calls]


def test_a_stranger_sees_only_the_gate(engine: Engine, ana: User, jar: dict[str, str]) -> None:
    session_id = add_session(engine, ana, "Secret plans", "secret words")
    for said in ({}, {"session": str(session_id)}):
        page = visit(**said)
        assert "Secret plans" not in repr(page.main)
        assert "secret words" not in repr(page.main)


def test_no_session_yet_is_a_sentence_and_a_way_on(signed_in: User) -> None:
    page = visit()
    assert "Nothing to look back on yet" in [each.value for each in page.header]
    assert button(page, "history-start").label == "Start a chat"
    assert rows(page) == []


def test_the_table_shows_every_column_of_a_session(engine: Engine, signed_in: User) -> None:
    failed = {"status": ToolCallStatus.ERROR}
    add_session(engine, signed_in, "Groceries", "a", "b", replies={"rating": 1}, calls=[{}, failed])
    page = visit()
    assert "Sessions · 1" in texts(page)
    (row,) = rows(page)
    assert row[0] == "Groceries"
    assert row[1] == row[2] == say_when(NOON, ZoneInfo("UTC"), datetime.now(UTC))
    assert row[3:] == ["4", "2", "1", "10 ms", "offline", "2"]


def test_a_search_shows_where_the_words_are(engine: Engine, signed_in: User) -> None:
    add_session(engine, signed_in, "One", "hi", calls=[{"tool_input": {"title": "Buy balloons"}}])
    add_session(engine, signed_in, "Two", "hello")
    page = visit(q="balloons")
    table = drawn(page, "violet_table")
    assert [row["below"] for row in table["rows"]] == [
        [["add_task · ", False], ["title: Buy ", False], ["balloons", True]]
    ]
    assert table["rows"][0]["href"].startswith("?q=balloons&session=")


def test_typing_and_choosing_go_into_the_address_and_clear_empties_it(engine: Engine, signed_in: User) -> None:
    add_session(engine, signed_in, "One", "milk", calls=[{"tool_name": "delete_task"}])
    add_session(engine, signed_in, "Two", "milk")
    page = visit(page="7")
    page.text_input[0].set_value("milk").run()
    assert said_of(page) == {"q": "milk"}, "another search begins at its first page"
    assert sorted(row[0] for row in rows(page)) == ["One", "Two"]
    next(box for box in page.selectbox if box.label == "Tool").set_value("delete_task").run()
    assert said_of(page) == {"q": "milk", "tool": "delete_task"}
    assert [row[0] for row in rows(page)] == ["One"]
    button(page, "history-clear").click().run()
    assert said_of(page) == {}
    assert len(rows(page)) == 2
    assert page.text_input[0].value == ""


def test_errors_rating_shelf_and_days_are_filters_too(engine: Engine, signed_in: User) -> None:
    add_session(engine, signed_in, "Fine", at=datetime.now(UTC))
    add_session(engine, signed_in, "Failed", replies={"status": MessageStatus.FAILED, "rating": -1})
    put_away = add_session(engine, signed_in, "Away")
    with begin(engine) as session:
        conversations.archive(session, signed_in.id, put_away)
    page = visit()
    page.toggle[0].set_value(True).run()
    assert [row[0] for row in rows(page)] == ["Failed"]
    assert said_of(page) == {"errors": "1"}
    assert [row[0] for row in rows(visit(rated="down"))] == ["Failed"]
    assert [row[0] for row in rows(visit(shelf="archived"))] == ["Away"]
    page = visit()
    button(page, "history-last-1").click().run()
    assert [row[0] for row in rows(page)] == ["Fine"]
    assert set(said_of(page)) == {"from", "to"}


def test_no_match_is_a_sentence_and_a_way_back(engine: Engine, signed_in: User) -> None:
    add_session(engine, signed_in, "One")
    page = visit(q="zebra")
    assert "No session matches" in [each.value for each in page.header]
    button(page, "history-clear-all").click().run()
    assert [row[0] for row in rows(page)] == ["One"]


def test_sessions_come_in_pages(engine: Engine, signed_in: User) -> None:
    for day in range(30):
        add_session(engine, signed_in, f"Day {day}", at=NOON + timedelta(days=day))
    assert [row[0] for row in rows(visit())][::24] == ["Day 29", "Day 5"]
    second = [row[0] for row in rows(visit(page="2"))]
    assert second == [f"Day {day}" for day in (4, 3, 2, 1, 0)]
    assert [row[0] for row in rows(visit(page="99"))] == second, "beyond the last page is the last page"


# -- one session ------------------------------------------------------------------------------------------------------


def test_a_session_opens_by_its_link_with_its_calls(engine: Engine, signed_in: User) -> None:
    first = {"tool_input": {"title": "Buy milk"}, "tool_output": {"number": 1, "title": "Buy milk"}}
    second = {
        "tool_name": "complete_task",
        "tool_input": {"number": 1},
        "tool_output": {"title": "Buy milk"},
        "before": {"status": "todo"},
        "after": {"status": "done"},
        "reasoning": "“done” finishes it",
        "execution_time_ms": 3.0,
    }
    session_id = add_session(engine, signed_in, "Groceries", "buy milk", "that is done", calls=[first, second])
    page = visit(session=str(session_id))
    assert page.title[0].value == "Groceries"
    assert "Tool calls · 2" in texts(page)
    told = drawn(page, "violet_transcript")
    assert ["".join(part for part, _ in each["text"]) for each in told["messages"]] == [
        "buy milk",
        "Done.",
        "that is done",
        "Done.",
    ]
    assert [row[:3] for row in rows(page)] == [
        ["add_task", "Buy milk", "success"],
        ["complete_task", "#1 Buy milk", "success"],
    ]
    current = [row["is_current"] for row in drawn(page, "violet_table")["rows"]]
    assert current == [True, False], "the transcript begins at its top"
    # A chosen call is open: what went in and out, what it changed, why, and what was said.
    page = visit(session=str(session_id), call=str(calls_of(engine, signed_in, session_id)[1].id))
    given, changed, returned = (code.value for code in page.code)
    assert (json.loads(given), json.loads(returned)) == ({"number": 1}, {"title": "Buy milk"})
    assert changed == '- status: "todo"\n+ status: "done"'
    assert "Why: “done” finishes it" in texts(page)
    assert any("that is done" in text for text in texts(page))
    assert any("took 3 ms" in text for text in texts(page))


def test_a_call_opens_by_its_link(engine: Engine, signed_in: User) -> None:
    calls = [{"tool_input": {"title": "First"}}, {"tool_input": {"title": "Second"}}]
    session_id = add_session(engine, signed_in, "Two calls", calls=calls)
    first = calls_of(engine, signed_in, session_id)[0]
    for said in ({"session": str(session_id), "call": str(first.id)}, {"call": str(first.id)}):
        page = visit(**said)
        assert json.loads(page.code[0].value) == {"title": "First"}
        assert [row["is_current"] for row in drawn(page, "violet_table")["rows"]] == [True, False]
        assert drawn(page, "violet_transcript")["message"] == first.message_id


def test_a_call_from_the_board_opens_by_its_link(engine: Engine, signed_in: User) -> None:
    with begin(engine) as session:
        call = ToolCall(
            user_id=signed_in.id,
            actor="board",
            tool_name="add_task",
            tool_input={"title": "By hand"},
            status=ToolCallStatus.SUCCESS,
        )
        session.add(call)
        session.flush()
    page = visit(call=str(call.id))
    assert json.loads(page.code[0].value) == {"title": "By hand"}
    assert "Made outside any session" in texts(page)


def test_a_call_of_another_session_is_said_to_be_missing(engine: Engine, signed_in: User) -> None:
    one = add_session(engine, signed_in, "One", calls=[{"tool_input": {"title": "Mine"}}])
    two = add_session(engine, signed_in, "Two", calls=[{"tool_input": {"title": "Other"}}])
    page = visit(session=str(one), call=str(calls_of(engine, signed_in, two)[0].id))
    assert "find that tool call" in page.warning[0].value
    assert "Other" not in repr(page.main)


def test_somebody_elses_unknown_deleted_and_nonsense_look_alike(engine: Engine, signed_in: User) -> None:
    grace = add_person(engine, "Grace")
    theirs = add_session(engine, grace, "Secret plans", "secret words", calls=[{"tool_input": {"title": "Hidden"}}])
    deleted = add_session(engine, signed_in, "Secret and deleted", "secret words")
    with begin(engine) as session:
        conversations.trash(session, signed_in.id, deleted)
    seen = set()
    for name in (str(theirs), str(deleted), str(uuid4()), "nonsense", "'; --"):
        page = visit(session=name)
        assert "ecret" not in repr(page.main)
        seen.add((*texts(page), *(each.value for each in page.markdown), *(each.value for each in page.header)))
    assert len(seen) == 1
    call = calls_of(engine, grace, theirs)[0]
    for said in ({"call": str(call.id)}, {"call": "1e9"}, {"call": "999999999999999999"}, {"call": "²"}):
        page = visit(**said)
        assert "Not here" in [each.value for each in page.header]
        assert "Hidden" not in repr(page.main)


def test_a_long_session_shows_the_newest_and_can_go_back(engine: Engine, signed_in: User) -> None:
    session_id = add_session(engine, signed_in, "Long", *(f"word {number}" for number in range(60)), calls=[{}])
    told = drawn(visit(session=str(session_id)), "violet_transcript")
    assert (len(told["messages"]), told["has_earlier"]) == (50, True)
    assert told["messages"][0]["text"] == [["word 35", False]]
    page = visit(session=str(session_id))
    page.session_state["history-shown"] = 150  # what the link above the messages asks for
    told = drawn(page.run(), "violet_transcript")
    assert (len(told["messages"]), told["has_earlier"]) == (120, False)


def test_a_linked_call_far_up_is_shown(engine: Engine, signed_in: User) -> None:
    session_id = add_session(engine, signed_in, "Long", "first", calls=[{"tool_input": {"title": "Early"}}])
    early = calls_of(engine, signed_in, session_id)[0]
    with begin(engine) as session:
        for number in range(40):
            record = turns.begin_turn(session, signed_in.id, session_id, "more", f"r{number}", agent="offline")
            turns.finish_turn(session, record.message_id, status=MessageStatus.DONE, content="ok")
    page = visit(session=str(session_id), call=str(early.id))
    assert json.loads(page.code[0].value) == {"title": "Early"}
    assert any("first" in text for text in texts(page)), "what was said before it is there too"


def test_markup_in_titles_messages_and_calls_is_shown_as_typed(engine: Engine, signed_in: User) -> None:
    nasty = "<b>x</b> ![i](http://127.0.0.1:9/i.png) :red[r] $x$ `c`"
    session_id = add_session(
        engine,
        signed_in,
        nasty,
        nasty,
        replies={"content": nasty, "rating_comment": nasty},
        calls=[
            {"tool_input": {"title": nasty}, "reasoning": nasty, "status": ToolCallStatus.ERROR, "error_message": nasty}
        ],
    )
    assert rows(visit())[0][0] == nasty
    page = visit(session=str(session_id))
    assert page.title[0].value == plain(nasty)
    for element in (*page.markdown, *page.caption, *page.warning):
        assert "<b>x" not in element.value and "![i]" not in element.value


# -- what one may do --------------------------------------------------------------------------------------------------


def open_dialog(session_id: UUID, asked: str) -> AppTest:
    """The session with a dialog of its menu open, which AppTest cannot choose from."""
    page = AppTest.from_file(str(ROOT / "pages" / "history.py"), default_timeout=15)
    page.query_params["session"] = str(session_id)
    page.session_state["history-asked"] = (asked, str(session_id))
    return page.run()


@pytest.mark.parametrize("is_open", [False, True], ids=["all", "one"])
def test_why_there_was_no_file_is_said_once(engine: Engine, signed_in: User, is_open: bool) -> None:
    session_id = add_session(engine, signed_in, "Milk", "Milk")
    page = visit(export="too_fast", **({"session": str(session_id)} if is_open else {}))
    (error,) = page.error
    assert error.value == "You exported several times just now. Please try again in a few minutes."
    page.run()
    assert not page.error


def test_deleting_asks_once_and_can_be_undone(engine: Engine, signed_in: User) -> None:
    session_id = add_session(engine, signed_in, "Doomed")
    page = open_dialog(session_id, "Delete")
    button(page, "history-delete").click().run()
    assert said_of(page) == {}
    assert "Deleted “Doomed”." in texts(page)
    assert rows(page) == []
    button(page, "history-restore").click().run()
    assert said_of(page) == {"session": str(session_id)}
    assert page.title[0].value == "Doomed"
    assert "Deleted “Doomed”." not in texts(visit())


def test_keeping_it_deletes_nothing(engine: Engine, signed_in: User) -> None:
    session_id = add_session(engine, signed_in, "Kept")
    page = open_dialog(session_id, "Delete")
    button(page, "history-keep").click().run()
    assert [row[0] for row in rows(visit())] == ["Kept"]


def test_nothing_is_written_once_the_login_has_ended(
    engine: Engine, ana: User, log_in: LogIn, jar: dict[str, str]
) -> None:
    login, jar["violet"] = log_in(ana)
    session_id = add_session(engine, ana, "Safe")
    page = open_dialog(session_id, "Delete")
    with begin(engine) as session:
        logins.revoke(session, ana.id, login.sid)
    button(page, "history-delete").click().run()
    with reading(engine) as session:
        assert conversations.get_conversation(session, ana.id, session_id).deleted_at is None
