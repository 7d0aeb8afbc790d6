"""What leaves as a file holds exactly what was asked for, and nothing a spreadsheet would run."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from core.export import file_name, neutral, session_csv, session_json, sessions_csv, sessions_json
from core.store import conversations
from core.store.database import begin, reading
from core.store.models import Conversation, Message, MessageRole, ToolCall, ToolCallStatus, User
from core.store.search import SessionFilter, SessionRow, every_session, get_session

BERLIN = ZoneInfo("Europe/Berlin")
ID = UUID("1b4e28ba-2fa1-41d2-883f-0016d3cca427")
NOON = datetime(2026, 7, 1, 10, tzinfo=UTC)
FORMULA = '=HYPERLINK("http://example.org","x")'


def lines(exported: bytes) -> list[dict[str, str]]:
    assert exported.startswith(b"\xef\xbb\xbf"), "Excel needs the mark"
    return list(csv.DictReader(io.StringIO(exported.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "cell",
    [
        FORMULA,
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "\tplain",
    ],
)
def test_a_cell_that_would_run_gets_an_apostrophe(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["milk", "2=2", "a-b", "{}", "", " milk", "'=1", "#REF", -5, 2.5, None])
def test_any_other_cell_stays_as_it_is(cell: Any) -> None:
    assert neutral(cell) == cell


def test_file_names_are_fixed() -> None:
    assert file_name("csv") == "violet-sessions.csv"
    assert file_name("json", ID) == "violet-session-1b4e28ba.json"


def test_sessions_as_csv_in_the_zone_of_the_person() -> None:
    row = SessionRow(ID, "=1+1", NOON, NOON, None, 4, 2, 1, ("gemini", "offline"), 1, 0, 12.5)
    (line,) = lines(sessions_csv([row], BERLIN))
    assert line == {
        "session id": str(ID),
        "title": "'=1+1",
        "started": "2026-07-01 12:00:00+02:00",
        "last activity": "2026-07-01 12:00:00+02:00",
        "messages": "4",
        "tool calls": "2",
        "errors": "1",
        "agents": "gemini offline",
        "thumbs up": "1",
        "thumbs down": "0",
        "time in turns (ms)": "12.5",
        "archived": "",
    }


def test_titles_keep_quotes_commas_line_ends_and_every_script() -> None:
    title = 'a "b", c\n💜 שלום ä'
    row = SessionRow(ID, title, NOON, NOON, None)
    assert lines(sessions_csv([row], BERLIN))[0]["title"] == title
    assert json.loads(sessions_json([row]))[0]["title"] == title


def test_no_sessions_are_a_header_and_an_empty_array() -> None:
    assert lines(sessions_csv([], BERLIN)) == []
    assert sessions_csv([], BERLIN).count(b"\r\n") == 1
    assert json.loads(sessions_json([])) == []


# -- from the database -----------------------------------------------------------------------------------------------


@pytest.fixture
def session_id(engine: Engine, user: User) -> UUID:
    """A stored session whose every text begins like a formula."""
    with begin(engine) as session:
        conversation = Conversation(user_id=user.id, title=FORMULA, created_at=NOON, updated_at=NOON)
        session.add(conversation)
        session.flush()
        said = Message(conversation_id=conversation.id, sequence_number=0, role=MessageRole.USER, content="=1+1")
        answer = Message(
            conversation_id=conversation.id,
            sequence_number=1,
            role=MessageRole.ASSISTANT,
            content="@done",
            agent="offline",
            duration_ms=7.5,
            wire=[{"secret": "of the provider"}],
        )
        session.add_all([said, answer])
        session.flush()
        session.add(
            ToolCall(
                user_id=user.id,
                actor="offline",
                message_id=answer.id,
                call_number=0,
                tool_name="add_task",
                tool_input={"title": "=2+2", "tags": ["käse"]},
                tool_output={"error": "-no"},
                error_message="-no",
                reasoning="+because",
                status=ToolCallStatus.ERROR,
                execution_time_ms=1.25,
            )
        )
    return conversation.id


def read(engine: Engine, user: User, session_id: UUID) -> tuple[SessionRow, conversations.Thread]:
    with reading(engine) as session:
        row = get_session(session, user.id, session_id)
        return row, conversations.read_thread(session, user.id, session_id)


def test_a_session_as_csv_has_a_line_for_each_message_and_call(engine: Engine, user: User, session_id: UUID) -> None:
    said, answer, call = lines(session_csv(read(engine, user, session_id)[1], BERLIN))
    assert (said["kind"], said["text"], said["message"]) == ("user", "'=1+1", "0")
    assert (answer["kind"], answer["text"], answer["by"]) == ("assistant", "'@done", "offline")
    assert (call["kind"], call["tool"], call["status"], call["message"]) == ("tool call", "add_task", "error", "1")
    assert json.loads(call["input"]) == {"title": "=2+2", "tags": ["käse"]}
    assert (call["text"], call["why"], call["duration (ms)"]) == ("'-no", "'+because", "1.25")


def test_a_session_as_json_is_whole_and_has_nothing_internal(engine: Engine, user: User, session_id: UUID) -> None:
    exported = session_json(*read(engine, user, session_id))
    told = json.loads(exported)
    about = told["session"]
    assert (about["title"], about["messages"], about["tool_calls"], about["errors"]) == (FORMULA, 2, 1, 1)
    said, answer = told["messages"]
    assert (said["role"], said["content"], said["tool_calls"]) == ("user", "=1+1", [])
    (call,) = answer["tool_calls"]
    assert (call["tool_input"], call["status"]) == ({"title": "=2+2", "tags": ["käse"]}, "error")
    assert "käse" in exported.decode(), "letters stay readable"
    assert str(user.id) not in exported.decode()
    assert "of the provider" not in exported.decode()


def test_an_export_of_a_filter_has_its_sessions_only(engine: Engine, user: User, other_user: User) -> None:
    with begin(engine) as session:
        session.add_all(
            [
                Conversation(user_id=user.id, title="Buy milk"),
                Conversation(user_id=user.id, title="Buy bread"),
                Conversation(user_id=other_user.id, title="Buy milk too"),
            ]
        )
    with reading(engine) as session:
        exported = sessions_csv(every_session(session, user.id, SessionFilter("milk")), BERLIN)
    assert [line["title"] for line in lines(exported)] == ["Buy milk"]
