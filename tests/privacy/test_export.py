"""Export my data: all of it and nothing else's, without what opens an account, in bounded memory."""

import csv
import io
import json
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session

from core import takeout
from core.errors import InvalidInput, NotFound, TooFast
from core.store.database import begin, reading
from core.store.models import CONVERSATION, MESSAGE, Conversation, Message, Task, ToolCall, User
from core.store.ownership import NOBODYS, belongs_to, owned_tables
from tests.access.life import make_world
from tests.privacy.canaries import CANARY, every_table, mark, marked_columns


def unpacked(engine: Engine, user: User) -> dict[str, str]:
    with takeout.make(engine, user.id) as file, zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_table_is_somebodys_and_has_a_place_in_the_export() -> None:
    """A new table fails here until it is decided whose its rows are, and which of its columns open an account."""
    assert {table.name for table in owned_tables()} | NOBODYS == every_table()
    assert set(takeout.PARTS) == every_table() - NOBODYS
    for table in owned_tables():
        belongs_to(table, uuid4())
    told = takeout._README
    assert all(part.file in told for part in takeout.PARTS.values())


def test_a_table_that_leads_to_nobody_is_refused() -> None:
    stray = sa.Table("notes", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
    with pytest.raises(LookupError, match="notes"):
        belongs_to(stray, uuid4())


def test_every_column_of_every_row_is_in_it_but_what_opens_the_account(engine: Engine) -> None:
    world = make_world(engine)
    with begin(engine) as session:
        mark(session, world.ada)
    files = unpacked(engine, world.ada)
    everything = "".join(files.values())
    missing = {place for place, canary in marked_columns().items() if canary not in everything}
    assert missing == {"users.password_hash", "logins.sid"}
    assert "Grace" not in everything and "grace" not in everything


def test_rows_are_whole_and_where_they_belong(engine: Engine) -> None:
    world = make_world(engine)
    files = unpacked(engine, world.ada)
    read: dict[str, Any] = {name: json.loads(text) for name, text in files.items() if name.endswith(".json")}
    with reading(engine) as session:
        counts = {
            table.name: session.scalar(
                sa.select(sa.func.count()).select_from(table).where(belongs_to(table, world.ada.id))
            )
            for table in owned_tables()
        }
    conversations = read["conversations.json"]
    messages = [message for each in conversations for message in each["messages"]]
    inside = [call for message in messages for call in message["tool_calls"]]
    assert len(conversations) == counts["conversations"] and len(messages) == counts["messages"]
    assert len(inside) + len(read["tool-calls.json"]) == counts["tool_calls"] and inside
    assert all(call["message_id"] == message["id"] for message in messages for call in message["tool_calls"])
    assert [m["sequence_number"] for m in conversations[0]["messages"]] == [0, 1, 2, 3]
    assert any(each["deleted_at"] for each in conversations), "the trash is part of it"
    assert len(read["tasks.json"]) == len(lines(files["tasks.csv"])) == counts["tasks"]
    assert any(line["deleted"] for line in lines(files["tasks.csv"]))
    assert [line["messages"] for line in lines(files["sessions.csv"])] == ["4", "4"]
    assert {call["tool_name"] for call in read["tool-calls.json"]} == {"add_task", "delete_task"}
    (profile,) = read["profile.json"]
    assert profile["email"] == "ada@example.org" and len(read["sign-ins.json"]) == counts["logins"]


def test_somebody_with_nothing_gets_empty_lists(engine: Engine, user: User) -> None:
    files = unpacked(engine, user)
    assert json.loads(files["conversations.json"]) == json.loads(files["tasks.json"]) == []
    assert lines(files["sessions.csv"]) == []
    with pytest.raises(NotFound), reading(engine) as session:
        takeout.write(session, uuid4(), io.BytesIO())


def test_a_title_in_a_spreadsheet_runs_nothing(sqlite_engine: Engine, sqlite_user: User) -> None:
    with begin(sqlite_engine) as session:
        session.add(Task(user_id=sqlite_user.id, number=1, title="=HYPERLINK(1)", description="@x", tags=["-a"]))
        session.add(Conversation(user_id=sqlite_user.id, title="+cmd|' /C calc'!A0"))
    files = unpacked(sqlite_engine, sqlite_user)
    (task,), (talk,) = lines(files["tasks.csv"]), lines(files["sessions.csv"])
    assert (task["title"], task["description"], talk["title"][:5]) == ("'=HYPERLINK(1)", "'@x", "'+cmd")
    assert json.loads(files["tasks.json"])[0]["title"] == "=HYPERLINK(1)", "JSON is for machines: as it is"


def test_the_sixth_in_a_row_has_to_wait(engine: Engine, user: User, other_user: User) -> None:
    for _ in range(takeout.EXPORTS.at_once):
        takeout.make(engine, user.id).close()
    with pytest.raises(TooFast, match="several times"):
        takeout.make(engine, user.id)
    takeout.make(engine, other_user.id).close()


def test_a_file_of_it_appears_whole_or_not_at_all(sqlite_engine: Engine, sqlite_user: User, tmp_path: Path) -> None:
    def save(session: Session, path: Path) -> None:
        takeout.save(session, sqlite_user.id, path)

    with reading(sqlite_engine) as session:
        save(session, tmp_path / "mine.zip")
        with pytest.raises(InvalidInput, match="there already"):
            save(session, tmp_path / "mine.zip")
        with pytest.raises(InvalidInput, match="can't be written"):
            save(session, tmp_path / "no such folder" / "mine.zip")
        with pytest.raises(NotFound):
            takeout.save(session, uuid4(), tmp_path / "nobody.zip")
    assert (tmp_path / "mine.zip").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.glob("*.zip")) == ["mine.zip"] and not list(tmp_path.glob(".*"))


def fill(engine: Engine, user: User, conversations: int) -> None:
    """So many conversations of four messages with two calls, some 6 kB of JSON each."""
    with begin(engine) as session:
        for _ in range(0, conversations, 500):
            ids = [uuid4() for _ in range(500)]
            said = [{"sequence_number": n, "role": "assistant" if n % 2 else "user"} for n in range(4)]
            session.execute(sa.insert(Conversation), [{"id": each, "user_id": user.id} for each in ids])
            text = {"content": "so many words " * 60}
            rows = [{"conversation_id": each, **message, **text} for each in ids for message in said]
            session.execute(sa.insert(Message), rows)
        answers = session.scalars(sa.select(MESSAGE.id).where(MESSAGE.role == "assistant")).all()
        call = {"user_id": user.id, "actor": "offline", "call_number": 0, "tool_name": "add_task", "status": "success"}
        session.execute(sa.insert(ToolCall), [{"message_id": each, **call} for each in answers])
        assert session.scalar(sa.select(sa.func.count()).select_from(CONVERSATION)) == conversations


@pytest.mark.parametrize("conversations", [500, pytest.param(10_000, marks=pytest.mark.soak)])
def test_memory_does_not_grow_with_the_conversations(
    sqlite_engine: Engine, sqlite_user: User, conversations: int
) -> None:
    fill(sqlite_engine, sqlite_user, conversations)
    tracemalloc.start()
    try:
        with takeout.make(sqlite_engine, sqlite_user.id) as file:
            _, peak = tracemalloc.get_traced_memory()
            with zipfile.ZipFile(file) as archive:
                size = archive.getinfo("conversations.json").file_size
    finally:
        tracemalloc.stop()
    assert size > 5_000 * conversations
    assert peak < 6_000_000 + 600 * conversations, "some rows at a time, and a line of the list for each"


def test_the_file_name_is_ours() -> None:
    assert takeout.FILE_NAME == "violet-my-data.zip"
    assert CANARY not in takeout._README
