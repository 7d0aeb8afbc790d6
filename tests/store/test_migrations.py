"""Migrations on both databases: there and back, no drift, one run however many start, and rules really enforced."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from core.config import Settings
from core.errors import DatabaseUnavailable, Misconfigured
from core.store.database import begin
from core.store.migrations import current_revision, downgrade, is_current, migrate
from core.store.models import (
    Attachment,
    Base,
    Conversation,
    Login,
    Message,
    MessageRole,
    Revision,
    Task,
    ToolCall,
    ToolCallStatus,
    User,
    utc_now,
)
from tests.databases import settings_for

EngineFor = Callable[[Settings], Engine]


@pytest.fixture
def empty_engine(empty_settings: Settings, engine_for: EngineFor) -> Engine:
    return engine_for(empty_settings)


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_upgrade_makes_every_table_of_the_models(empty_engine: Engine) -> None:
    assert not is_current(empty_engine)
    migrate(empty_engine)
    assert tables(empty_engine) == set(Base.metadata.tables)
    assert is_current(empty_engine)


def test_models_and_migrations_do_not_drift(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_check_constraints_do_not_drift(engine: Engine) -> None:
    """Alembic compares no check constraints, so their names are compared here."""
    inspector = inspect(engine)
    for name, table in Base.metadata.tables.items():
        wanted = {c.name for c in table.constraints if isinstance(c, sa.CheckConstraint)}
        assert {check["name"] for check in inspector.get_check_constraints(name)} == wanted, name


def test_the_named_rules_and_indexes_are_there(engine: Engine) -> None:
    inspector = inspect(engine)
    checks = {c["name"] for t in tables(engine) for c in inspector.get_check_constraints(t)}
    uniques = {u["name"] for t in tables(engine) for u in inspector.get_unique_constraints(t)}
    indexes = {i["name"]: i["column_names"] for t in tables(engine) for i in inspector.get_indexes(t)}
    assert checks >= {
        "ck_messages_sequence_number",
        "ck_messages_tokens",
        "ck_tool_calls_execution_time_ms",
        "ck_tool_calls_completed_at",
    }
    assert uniques >= {"uq_messages_sequence_number", "uq_messages_request_id", "uq_tool_calls_call_number"}
    assert indexes["ix_tool_calls_message_id"] == ["message_id"]
    assert indexes["ix_tool_calls_user_created"] == ["user_id", "created_at"]
    assert indexes["ix_tool_calls_tool_created"] == ["tool_name", "created_at"]
    assert indexes["ix_tasks_user_status_position"] == ["user_id", "status", "position"]
    assert indexes["ix_tasks_user_due_at"] == ["user_id", "due_at"]


def test_conversations_are_indexed_newest_first(engine: Engine) -> None:
    catalogue = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE name = :name",
        "postgresql": "SELECT indexdef FROM pg_indexes WHERE indexname = :name",
    }[engine.dialect.name]
    with engine.connect() as connection:
        made = connection.execute(sa.text(catalogue), {"name": "ix_conversations_user_updated"}).scalar_one()
    assert "(user_id, updated_at DESC, id)" in made


def test_json_is_jsonb_on_postgresql(engine: Engine) -> None:
    columns = {c["name"]: c["type"] for c in inspect(engine).get_columns("tool_calls")}
    wanted = "JSONB" if engine.dialect.name == "postgresql" else "JSON"
    assert {type(columns[name]).__name__ for name in ("tool_input", "tool_output", "before", "after")} == {wanted}


def test_downgrade_leaves_nothing_and_comes_back(engine: Engine) -> None:
    downgrade(engine, "base")
    assert tables(engine) == set()
    assert not is_current(engine)
    migrate(engine)
    assert tables(engine) == set(Base.metadata.tables)


def test_migrating_again_changes_nothing(engine: Engine, user: User) -> None:
    migrate(engine)
    with begin(engine) as session:
        assert session.get(User, user.id) is not None


def test_a_failed_migration_leaves_no_half_schema(empty_engine: Engine) -> None:
    """A table in the way makes the migration fail late; the tables it made before it are gone again."""
    with empty_engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE tool_calls (id INTEGER)"))
    with pytest.raises((sa.exc.DBAPIError, DatabaseUnavailable)):
        migrate(empty_engine)
    assert tables(empty_engine) == {"tool_calls"}
    with empty_engine.connect() as connection:
        assert current_revision(connection) is None


def test_a_database_of_a_newer_violet_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert not is_current(engine)
    with pytest.raises(Misconfigured, match="newer Violet"):
        migrate(engine)
    assert tables(engine) == set(Base.metadata.tables)


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Any, engine_for: EngineFor) -> None:
    path = tmp_path / "notes.db"
    path.write_text("These are somebody's notes, and they stay as they are.\n" * 40)
    before = path.read_bytes()
    with pytest.raises(Misconfigured, match="damaged or not a database"):
        migrate(engine_for(settings_for(f"sqlite:///{path}")))
    assert path.read_bytes() == before


def test_an_unreachable_server_is_named_kindly(engine_for: EngineFor) -> None:
    engine = engine_for(settings_for("postgresql://violet:opensesame@127.0.0.1:1/violet"))
    with pytest.raises(DatabaseUnavailable) as failure:
        migrate(engine)
    assert "opensesame" not in failure.value.sentence
    with pytest.raises(DatabaseUnavailable):
        is_current(engine)


# What the database itself refuses, whatever the code above it does.


@pytest.fixture
def conversation(engine: Engine, user: User) -> Conversation:
    with begin(engine) as session:
        conversation = Conversation(user_id=user.id)
        session.add(conversation)
    return conversation


def refuses(engine: Engine, rule: str, *rows: Any) -> None:
    """Both databases name the rule that was broken, but for SQLite's unique constraints and foreign keys."""
    with pytest.raises(IntegrityError) as failure, begin(engine) as session:
        session.add_all(rows)
    if engine.dialect.name == "postgresql" or rule.startswith("ck_"):
        assert rule in str(failure.value.orig)


def message(conversation: Conversation, sequence_number: int = 0, **more: Any) -> Message:
    values = {"role": MessageRole.USER, "content": "hello", **more}
    return Message(conversation_id=conversation.id, sequence_number=sequence_number, **values)


def tool_call(user: User, **more: Any) -> ToolCall:
    values = {"actor": "board", "tool_name": "add_task", "status": ToolCallStatus.SUCCESS, **more}
    return ToolCall(user_id=user.id, **values)


def test_an_email_belongs_to_one_person(engine: Engine, user: User) -> None:
    refuses(engine, "users_email_key", User(email=user.email, name="Again", password_hash="!"))


def test_a_task_number_is_unique_per_person(engine: Engine, user: User, other_user: User) -> None:
    with begin(engine) as session:
        session.add(Task(user_id=user.id, number=1, title="water the plants"))
        session.add(Task(user_id=other_user.id, number=1, title="water the plants"))
    refuses(engine, "uq_tasks_number", Task(user_id=user.id, number=1, title="another"))
    refuses(engine, "ck_tasks_number", Task(user_id=user.id, number=0, title="numbers start at one"))


def test_messages_keep_their_places(engine: Engine, conversation: Conversation) -> None:
    refuses(engine, "ck_messages_sequence_number", message(conversation, -1))
    refuses(engine, "uq_messages_sequence_number", message(conversation), message(conversation))


def test_a_request_is_stored_once_per_role(engine: Engine, conversation: Conversation) -> None:
    with begin(engine) as session:
        session.add(message(conversation, 0, request_id="r1"))
        session.add(message(conversation, 1, request_id="r1", role=MessageRole.ASSISTANT))
        session.add(message(conversation, 2))
        session.add(message(conversation, 3))  # without a request id any number may follow
    refuses(engine, "uq_messages_request_id", message(conversation, 4, request_id="r1"))


@pytest.mark.parametrize("tokens", [{"total": -1}, [1, 2], {"total": -1, "prompt": 5}])
def test_tokens_are_an_object_with_no_negative_total(engine: Engine, conversation: Conversation, tokens: Any) -> None:
    refuses(engine, "ck_messages_tokens", message(conversation, tokens=tokens))


@pytest.mark.parametrize("tokens", [None, {}, {"prompt": 12}, {"total": 0}, {"total": 3_000_000_000}])
def test_tokens_that_are_fine(engine: Engine, conversation: Conversation, tokens: Any) -> None:
    with begin(engine) as session:
        session.add(message(conversation, tokens=tokens))
    with begin(engine) as session:
        assert session.exec(sa.select(Message.tokens)).scalar_one() == tokens


def test_a_call_takes_no_negative_time(engine: Engine, user: User) -> None:
    refuses(engine, "ck_tool_calls_execution_time_ms", tool_call(user, execution_time_ms=-0.1))
    now = utc_now()
    early = tool_call(user, created_at=now, completed_at=now - timedelta(milliseconds=1))
    refuses(engine, "ck_tool_calls_completed_at", early)
    with begin(engine) as session:
        session.add(tool_call(user, execution_time_ms=0, created_at=now, completed_at=now))
        session.add(tool_call(user))  # not run yet: neither is known


def test_a_call_number_is_unique_in_its_message(engine: Engine, user: User, conversation: Conversation) -> None:
    row = message(conversation)
    with begin(engine) as session:
        session.add(row)
    with begin(engine) as session:
        session.add(tool_call(user, message_id=row.id, call_number=1))
        session.add_all([tool_call(user), tool_call(user)])  # the board's calls belong to no message
    refuses(engine, "uq_tool_calls_call_number", tool_call(user, message_id=row.id, call_number=1))


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE tasks SET status = 'someday'", "ck_tasks_status"),
        ("UPDATE tasks SET priority = 'huge'", "ck_tasks_priority"),
        ("UPDATE messages SET role = 'robot'", "ck_messages_role"),
        ("UPDATE messages SET status = 'lost'", "ck_messages_status"),
        ("UPDATE tool_calls SET status = 'maybe'", "ck_tool_calls_status"),
    ],
)
def test_closed_sets_are_closed(
    engine: Engine, user: User, conversation: Conversation, statement: str, rule: str
) -> None:
    with begin(engine) as session:
        session.add_all([Task(user_id=user.id, number=1, title="t"), message(conversation), tool_call(user)])
    with pytest.raises(IntegrityError, match=rule), begin(engine) as session:
        session.connection().exec_driver_sql(statement)


def test_rows_need_their_owner(engine: Engine) -> None:
    nobody = uuid4()
    refuses(engine, "tasks_user_id_fkey", Task(user_id=nobody, number=1, title="t"))
    refuses(engine, "conversations_user_id_fkey", Conversation(user_id=nobody))
    refuses(engine, "logins_user_id_fkey", Login(sid="s", user_id=nobody, expires_at=utc_now()))


def everything_of(session: Session, user: User) -> UUID:
    """A row in every table, hanging together."""
    conversation = Conversation(user_id=user.id)
    task = Task(user_id=user.id, number=1, title="t")
    session.add_all([conversation, task, Login(sid=f"s-{user.name}", user_id=user.id, expires_at=utc_now())])
    session.flush()
    asked, answered = message(conversation, 0), message(conversation, 1, role=MessageRole.ASSISTANT)
    session.add_all([asked, answered, Attachment(conversation_id=conversation.id, media_type="x", size=1, data=b"x")])
    session.flush()
    first = tool_call(user, message_id=answered.id, call_number=1, task_id=task.id)
    session.add(first)
    session.flush()
    session.add(tool_call(user, task_id=task.id, undone_by=first.id, decided_in_message_id=answered.id))
    return conversation.id


def count(session: Session) -> dict[str, int]:
    """Rows by table, of those whose rows belong to somebody."""
    return {
        name: session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        for name, table in Base.metadata.tables.items()
        if name != "throttles"
    }


def test_deleting_a_person_deletes_theirs_and_nobody_elses(engine: Engine, user: User, other_user: User) -> None:
    with begin(engine) as session:
        everything_of(session, user)
        everything_of(session, other_user)
        before = count(session)
    assert all(before.values()), before
    with begin(engine) as session:
        session.execute(sa.delete(User).where(User.id == user.id))
        assert count(session) == {name: rows // 2 for name, rows in before.items()}
        assert session.get(Revision, other_user.id) is not None


def test_deleting_a_conversation_keeps_the_log_of_calls_made_elsewhere(engine: Engine, user: User) -> None:
    with begin(engine) as session:
        conversation_id = everything_of(session, user)
    with begin(engine) as session:
        session.execute(sa.delete(Conversation).where(Conversation.id == conversation_id))
        rows = count(session)
        kept = session.execute(sa.select(ToolCall)).scalar_one()
        assert (rows["messages"], rows["tool_calls"], rows["tasks"]) == (0, 1, 1)
        assert (kept.undone_by, kept.decided_in_message_id) == (None, None)
        assert kept.task_id is not None


def test_purging_a_task_keeps_its_calls(engine: Engine, user: User) -> None:
    with begin(engine) as session:
        everything_of(session, user)
    with begin(engine) as session:
        session.execute(sa.delete(Task))
        calls = session.execute(sa.select(ToolCall.task_id)).scalars().all()
        assert calls == [None, None]


def test_ids_seen_once_never_name_another_row(engine: Engine, user: User, conversation: Conversation) -> None:
    first = message(conversation)
    with begin(engine) as session:
        session.add(first)
    with begin(engine) as session:
        session.execute(sa.delete(Message))
    second = message(conversation)
    with begin(engine) as session:
        session.add(second)
    assert first.id is not None and second.id is not None and second.id > first.id
