"""F10–F13: what a server finds at its start. Damaged and newer files are refused as they are; older ones are copied."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from core.config import Settings
from core.errors import Misconfigured
from core.services import build
from core.store import migrations
from core.store.database import begin
from core.store.migrations import downgrade, is_current, migrate
from core.store.models import Base, Conversation, Message, MessageRole, Task, ToolCall, ToolCallStatus, User
from tests.app_server import ROOT
from tests.databases import COOKIE_KEY, settings_for
from tests.people import add_person

EngineFor = Callable[[Settings], Engine]
OLDER = "0001"


def fill(engine: Engine, user: User) -> None:
    """Some rows that hang together, with a value of every kind."""
    with begin(engine) as session:
        for number in range(1, 31):
            task = Task(user_id=user.id, number=number, title=f"Täsk {number} 🍮", tags=["a", "b"])
            conversation = Conversation(user_id=user.id, title=f"Talk {number}")
            session.add_all([task, conversation])
            session.flush()
            said = Message(conversation_id=conversation.id, sequence_number=0, role=MessageRole.USER, content="x" * 999)
            answer = Message(
                conversation_id=conversation.id, sequence_number=1, role=MessageRole.ASSISTANT, tokens={"total": 3}
            )
            session.add_all([said, answer])
            session.flush()
            call = {"actor": "offline", "tool_name": "add_task", "status": ToolCallStatus.SUCCESS, "call_number": 0}
            session.add(ToolCall(user_id=user.id, message_id=answer.id, task_id=task.id, after={"n": number}, **call))


def checksums(engine: Engine) -> dict[str, tuple[int, str]]:
    """How many rows every filled table of the models has, and what is in them: an older schema lacks empty columns."""
    sums = {}
    with engine.connect() as connection:
        there = set(sa.inspect(connection).get_table_names())
        for name, table in Base.metadata.tables.items():
            if name in there:
                known = {column["name"] for column in sa.inspect(connection).get_columns(name)}
                found = connection.execute(sa.select(*(column for column in table.c if column.name in known)))
                rows = sorted(repr([item for item in row.items() if item[1] is not None]) for row in found.mappings())
                if rows:
                    sums[name] = (len(rows), hashlib.sha256("".join(rows).encode()).hexdigest())
    return sums


# -- F10: files ------------------------------------------------------------------------------------------------------


def text_file(path: Path) -> None:
    path.write_text("Somebody's notes, which are no database.\n" * 200)


def cut_in_half(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def random_pages(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    for start in range(4096, len(whole), 3 * 4096):
        whole[start : start + 4096] = os.urandom(4096)
    path.write_bytes(whole)


def newer_schema(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def another_programs(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (title TEXT)")
        connection.commit()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (text_file, "damaged or not a database"),
        (cut_in_half, "damaged or not a database"),
        (random_pages, "damaged or not a database"),
        (newer_schema, "newer Violet"),
        (another_programs, "another program"),
    ],
)
def test_f10_a_file_that_is_not_right_is_refused_and_left_as_it_is(
    sqlite_settings: Settings, engine_for: EngineFor, spoil: Callable[[Path], None], reason: str
) -> None:
    engine, path = engine_for(sqlite_settings), sqlite_settings.sqlite_path
    assert path is not None
    fill(engine, add_person(engine, "Ada"))
    engine.dispose()
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(Misconfigured, match=reason):
        build(sqlite_settings)
    assert path.read_bytes() == before
    started = subprocess.run(
        [sys.executable, "-m", "core", "migrate"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": sqlite_settings.database_url, "VIOLET_COOKIE_KEY": COOKIE_KEY},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert started.returncode == 2 and reason in started.stderr
    assert len(started.stderr.strip().splitlines()) == 1
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*-before-*"))


def test_f10_an_empty_file_is_a_fresh_start(tmp_path: Path) -> None:
    path = tmp_path / "violet.db"
    path.touch()
    ours = build(settings_for(f"sqlite:///{path}"))
    assert is_current(ours.engine)
    ours.runner.close(1)
    ours.engine.dispose()


def test_f10_an_older_schema_is_copied_and_then_migrated(sqlite_settings: Settings, engine_for: EngineFor) -> None:
    engine, path = engine_for(sqlite_settings), sqlite_settings.sqlite_path
    assert path is not None
    fill(engine, add_person(engine, "Ada"))
    downgrade(engine, OLDER)
    before = checksums(engine)
    engine.dispose()
    ours = build(sqlite_settings)
    assert is_current(ours.engine) and checksums(ours.engine) == before
    (copy,) = path.parent.glob("violet-before-*.db")
    assert copy.stat().st_mode & 0o777 == 0o600
    kept = engine_for(settings_for(f"sqlite:///{copy}"))
    assert not is_current(kept) and checksums(kept) == before
    ours.runner.close(1)
    ours.engine.dispose()


def test_f10_without_a_copy_nothing_is_migrated(
    sqlite_settings: Settings, engine_for: EngineFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.errors import InvalidInput

    engine = engine_for(sqlite_settings)
    downgrade(engine, OLDER)

    def no_room(*_: Any) -> None:
        raise InvalidInput("The disk is full.")

    monkeypatch.setattr(migrations, "back_up", no_room)
    with pytest.raises(Misconfigured, match="no backup could be made"):
        migrate(engine)
    with engine.connect() as connection:
        assert migrations.current_revision(connection) == OLDER


# -- F11, F12: migrations that meet others, or end half-way ----------------------------------------------------------

_START = """
import os, signal, sys
from pathlib import Path
from core.store import migrations
from core.store.database import make_engine
from tests.databases import settings_for
if len(sys.argv) > 2:
    migrations.SCRIPTS = Path(sys.argv[2])
engine = make_engine(settings_for(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
migrations.check_and_migrate(engine)
"""


def starting(*arguments: str) -> "subprocess.Popen[str]":
    """A server that has come to the point of migrating."""
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen([sys.executable, "-c", _START, *arguments], text=True, cwd=ROOT, **pipes)
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("found", ["empty", "old"])
def test_f11_four_replicas_start_at_once(empty_settings: Settings, engine_for: EngineFor, found: str) -> None:
    engine = engine_for(empty_settings)
    before: dict[str, tuple[int, str]] = {}
    if found == "old":
        migrate(engine)
        fill(engine, add_person(engine, "Ada"))
        downgrade(engine, OLDER)
        before = checksums(engine)
    replicas = [starting(empty_settings.database_url) for _ in range(4)]
    for replica in replicas:
        assert replica.stdin is not None
        replica.stdin.write("go\n")
        replica.stdin.flush()
    errors = [replica.communicate(timeout=120)[1] for replica in replicas]
    assert [replica.returncode for replica in replicas] == [0] * 4, errors
    assert is_current(engine) and checksums(engine) == before
    if path := empty_settings.sqlite_path:  # one of them migrated, so there is one copy
        assert len(list(path.parent.glob("*-before-*.db"))) == (found == "old")


_DIES = """
import os, signal
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9000", {head!r}, None, None
def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE tasks SET title = 'changed'")
    with op.batch_alter_table("tasks") as table:
        table.add_column(sa.Column("colour", sa.String(10), nullable=True))
    if os.environ.get("DIES"):
        os.kill(os.getpid(), signal.SIGKILL)
def downgrade():
    op.drop_table("half")
"""


@pytest.mark.parametrize("times", [pytest.param(2, id="small"), pytest.param(10, id="full", marks=pytest.mark.soak)])
def test_f12_a_migration_killed_half_way_is_finished_by_the_next_start(
    settings: Settings, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """The migration copies the table that tool calls refer to: their rows must be there afterwards."""
    fill(engine, add_person(engine, "Ada"))
    scripts = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "9000_dies.py").write_text(_DIES.format(head=migrations._head()))
    before = checksums(engine)
    tables = set(sa.inspect(engine).get_table_names())
    monkeypatch.setenv("DIES", "yes")
    for _ in range(times):
        process = starting(settings.database_url, str(scripts))
        process.communicate("go\n", timeout=120)
        assert process.returncode == -9
        assert set(sa.inspect(engine).get_table_names()) == tables
        assert checksums(engine) == before
    monkeypatch.delenv("DIES")
    process = starting(settings.database_url, str(scripts))
    assert process.communicate("go\n", timeout=120)[1] == "" and process.returncode == 0
    assert "half" in sa.inspect(engine).get_table_names()
    after = checksums(engine)
    assert {name: count for name, (count, _) in after.items()} == {name: count for name, (count, _) in before.items()}
    assert {name for name in before if before[name] != after[name]} == {"tasks"}


def test_f13_there_and_back_keeps_every_row(engine: Engine, user: User) -> None:
    fill(engine, user)
    before = checksums(engine)
    downgrade(engine, OLDER)
    assert not is_current(engine)
    migrate(engine)
    assert is_current(engine) and checksums(engine) == before


def test_f29_a_backup_is_restored_elsewhere(sqlite_settings: Settings, engine_for: EngineFor, tmp_path: Path) -> None:
    """As a person does it: copy the backup to another place and start there."""
    from core.store.backup import back_up

    engine = engine_for(sqlite_settings)
    fill(engine, add_person(engine, "Ada"))
    back_up(engine, tmp_path / "elsewhere" / "violet.db")
    ours = build(settings_for(f"sqlite:///{tmp_path / 'elsewhere' / 'violet.db'}"))
    assert checksums(ours.engine) == checksums(engine)
    ours.runner.close(1)
    ours.engine.dispose()
