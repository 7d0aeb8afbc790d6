"""The tables, one schema for SQLite and PostgreSQL.

Times are aware UTC. A due date without a time of day is stored as midnight UTC of that day with `due_has_time` false:
only its date counts, whatever the person's zone.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from core.clock import utc_now as utc_now  # the columns' default; re-exported with them

BigId = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only in an INTEGER key
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored as UTC and read back as aware UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class MessageRole(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"


class MessageStatus(StrEnum):
    DONE = "done"
    RUNNING = "running"
    WAITING = "waiting"  # for a yes or a choice
    INTERRUPTED = "interrupted"  # the server went away
    FAILED = "failed"
    STOPPED = "stopped"  # by the person


class ToolCallStatus(StrEnum):
    PENDING = "pending"
    SUCCESS = "success"
    ERROR = "error"
    DECLINED = "declined"


class TaskStatus(StrEnum):
    TODO = "todo"
    DOING = "doing"
    DONE = "done"


class Priority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


def _enum(kind: type[StrEnum], name: str) -> Enum:
    """A string column with a named check, so that both databases refuse other words."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=16,
        values_callable=lambda k: [e.value for e in k],
    )


class Base(SQLModel, registry=registry()):
    """Has its own registry: a hot reload imports this module again and must not meet the old tables."""


def _owner() -> Any:
    return Field(sa_type=Uuid, foreign_key="users.id", ondelete="CASCADE", nullable=False)


class User(Base, table=True):
    """A person. `email` is case-folded; a guest's is made up and lives a day.

    `deleted_at` marks an account that is being erased: nobody can be signed in to it, and soon the row is gone too.
    """

    __tablename__ = "users"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str = Field(max_length=320, unique=True)
    name: str = Field(max_length=120)
    password_hash: str = Field(max_length=200)
    role: str = Field(default="user", max_length=16)
    time_zone: str = Field(default="UTC", max_length=64)
    is_guest: bool = False
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Login(Base, table=True):
    """One signed-in browser; revoking the row signs it out everywhere at once."""

    __tablename__ = "logins"
    __table_args__ = (Index("ix_logins_user_id", "user_id"),)
    sid: str = Field(primary_key=True, max_length=64)
    user_id: UUID = _owner()
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    user_agent: str = Field(default="", max_length=300)


class Task(Base, table=True):
    """A task; `number` is what its owner calls it and is never reused."""

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("user_id", "number", name="uq_tasks_number"),
        CheckConstraint("number >= 1", name="ck_tasks_number"),
        Index("ix_tasks_user_status_position", "user_id", "status", "position"),
        Index("ix_tasks_user_due_at", "user_id", "due_at"),
        {"sqlite_autoincrement": True},
    )
    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    user_id: UUID = _owner()
    number: int
    title: str = Field(max_length=500)
    description: str = Field(default="", sa_type=Text)
    status: TaskStatus = Field(default=TaskStatus.TODO, sa_type=_enum(TaskStatus, "ck_tasks_status"))
    priority: Priority | None = Field(default=None, sa_type=_enum(Priority, "ck_tasks_priority"), nullable=True)
    tags: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_has_time: bool = False
    rrule: str | None = Field(default=None, max_length=300)
    position: float = 0.0  # ascending within a column
    version: int = 1
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Conversation(Base, table=True):
    """One chat thread."""

    __tablename__ = "conversations"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: UUID = _owner()
    title: str = Field(default="", max_length=255)
    title_is_manual: bool = False
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Message(Base, table=True):
    """One utterance. An assistant message is also the record of its turn."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "sequence_number", name="uq_messages_sequence_number"),
        UniqueConstraint("conversation_id", "request_id", "role", name="uq_messages_request_id"),
        CheckConstraint("sequence_number >= 0", name="ck_messages_sequence_number"),
        # "total" is the only key every provider fills; the rest of the object is the provider's own.
        CheckConstraint(
            "tokens IS NULL OR (json_type(tokens) = 'object' AND COALESCE(json_extract(tokens, '$.total'), 0) >= 0)",
            name="ck_messages_tokens",
        ).ddl_if(dialect="sqlite"),
        CheckConstraint(
            "tokens IS NULL OR (jsonb_typeof(tokens) = 'object' AND COALESCE((tokens->>'total')::bigint, 0) >= 0)",
            name="ck_messages_tokens",
        ).ddl_if(dialect="postgresql"),
        {"sqlite_autoincrement": True},  # an id, once seen in a link, never names another row
    )
    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    conversation_id: UUID = Field(sa_type=Uuid, foreign_key="conversations.id", ondelete="CASCADE", nullable=False)
    sequence_number: int
    role: MessageRole = Field(sa_type=_enum(MessageRole, "ck_messages_role"))
    content: str = Field(default="", sa_type=Text)
    status: MessageStatus = Field(default=MessageStatus.DONE, sa_type=_enum(MessageStatus, "ck_messages_status"))
    request_id: str | None = Field(default=None, max_length=64)
    error_code: str | None = Field(default=None, max_length=40)
    agent: str | None = Field(default=None, max_length=20)
    model: str | None = Field(default=None, max_length=80)
    tokens: dict[str, Any] | None = Field(default=None, sa_type=Json)
    duration_ms: float | None = None
    heartbeat_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    wire: list[Any] | None = Field(default=None, sa_type=Json)
    question: dict[str, Any] | None = Field(default=None, sa_type=Json)
    # What came with it, as `core.attachments.Described`: reading a thread reads no bytes.
    attachments: list[dict[str, Any]] | None = Field(default=None, sa_type=Json)
    rating: int | None = None  # 1 up, -1 down
    rating_comment: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class Attachment(Base, table=True):
    """The bytes of a photo or a voice note. The messages it came with describe it; sent again, it is not kept twice."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_conversation_id", "conversation_id"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    conversation_id: UUID = Field(sa_type=Uuid, foreign_key="conversations.id", ondelete="CASCADE", nullable=False)
    media_type: str = Field(max_length=40)
    size: int  # bytes
    data: bytes = Field(sa_type=LargeBinary, nullable=False)
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class ToolCall(Base, table=True):
    """The audit log: one execution of a tool, by whomever. `before` and `after` hold the task."""

    __tablename__ = "tool_calls"
    __table_args__ = (
        UniqueConstraint("message_id", "call_number", name="uq_tool_calls_call_number"),
        CheckConstraint("execution_time_ms >= 0", name="ck_tool_calls_execution_time_ms"),
        CheckConstraint("completed_at >= created_at", name="ck_tool_calls_completed_at"),
        Index("ix_tool_calls_message_id", "message_id"),
        Index("ix_tool_calls_user_created", "user_id", "created_at"),
        Index("ix_tool_calls_tool_created", "tool_name", "created_at"),
        Index("ix_tool_calls_task_id", "task_id"),
        Index("ix_tool_calls_decided_in", "decided_in_message_id"),
        {"sqlite_autoincrement": True},
    )
    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    user_id: UUID = _owner()
    actor: str = Field(max_length=80)  # offline, gemini, chat, board, cli, mcp:<client>
    message_id: int | None = Field(
        default=None, sa_type=BigId, sa_column_args=[ForeignKey("messages.id", ondelete="CASCADE")]
    )
    call_number: int | None = None
    tool_name: str = Field(max_length=64)
    tool_input: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    tool_output: dict[str, Any] | None = Field(default=None, sa_type=Json)
    status: ToolCallStatus = Field(sa_type=_enum(ToolCallStatus, "ck_tool_calls_status"))
    error_message: str | None = Field(default=None, sa_type=Text)
    execution_time_ms: float | None = None
    input_hash: str = Field(default="", max_length=64)
    task_id: int | None = Field(
        default=None, sa_type=BigId, sa_column_args=[ForeignKey("tasks.id", ondelete="SET NULL")]
    )
    before: dict[str, Any] | None = Field(default=None, sa_type=Json)
    after: dict[str, Any] | None = Field(default=None, sa_type=Json)
    reasoning: str | None = Field(default=None, sa_type=Text)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # The assistant message of the turn that confirmed (and ran) or declined a planned call; null for the others.
    decided_in_message_id: int | None = Field(
        default=None, sa_type=BigId, sa_column_args=[ForeignKey("messages.id", ondelete="SET NULL")]
    )
    # The `undo_turn` entry of this log that reverted the call.
    undone_by: int | None = Field(
        default=None, sa_type=BigId, sa_column_args=[ForeignKey("tool_calls.id", ondelete="SET NULL")]
    )
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Revision(Base, table=True):
    """What open pages poll, one row a person: moves with every task change, in the same transaction."""

    __tablename__ = "revisions"
    user_id: UUID = Field(sa_type=Uuid, foreign_key="users.id", ondelete="CASCADE", primary_key=True)
    tasks_rev: int = Field(default=0, sa_type=BigInteger)
    last_task_number: int = 0  # the counter behind `tasks.number`


class Throttle(Base, table=True):
    """How much of a limit is used up. Nobody's row: its key holds a digest or an id, and it is soon forgotten."""

    __tablename__ = "throttles"
    __table_args__ = (Index("ix_throttles_forget_at", "forget_at"),)
    key: str = Field(primary_key=True, max_length=160)
    level: float = 0.0  # as of `counted_at`; it sinks with time
    counted_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    closed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    forget_at: datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


# The tables as queries see them: SQLModel types a column as its value, which no checker takes as an expression.
USER: Any = User
LOGIN: Any = Login
TASK: Any = Task
CONVERSATION: Any = Conversation
MESSAGE: Any = Message
ATTACHMENT: Any = Attachment
TOOL_CALL: Any = ToolCall
REVISION: Any = Revision
THROTTLE: Any = Throttle

# Names the columns themselves: given as text, "updated_at DESC" looks changed to Alembic on SQLite for ever.
Index("ix_conversations_user_updated", CONVERSATION.user_id, CONVERSATION.updated_at.desc(), CONVERSATION.id)

# Small ones, for deleting: without the first every deleted call looks through the whole log for its undo; the second
# finds old entries made outside conversations.
for _name, _column, _rows in (
    ("ix_tool_calls_undone_by", TOOL_CALL.undone_by, TOOL_CALL.undone_by.is_not(None)),
    ("ix_tool_calls_outside", TOOL_CALL.created_at, TOOL_CALL.message_id.is_(None)),
):
    Index(_name, _column, sqlite_where=_rows, postgresql_where=_rows)
