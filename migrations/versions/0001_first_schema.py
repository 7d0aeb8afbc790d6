"""The first schema: people and their logins, tasks, conversations with messages, and the log of tool calls."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.store.models import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
TOKENS = {
    "sqlite": "tokens IS NULL OR (json_type(tokens) = 'object' AND COALESCE(json_extract(tokens, '$.total'), 0) >= 0)",
    "postgresql": (
        "tokens IS NULL OR (jsonb_typeof(tokens) = 'object' AND COALESCE((tokens->>'total')::bigint, 0) >= 0)"
    ),
}


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=16)


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("title_is_manual", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_conversations_user_updated", "conversations", ["user_id", sa.text("updated_at DESC"), "id"])
    op.create_table(
        "logins",
        sa.Column("sid", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("user_agent", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sid"),
    )
    op.create_index("ix_logins_user_id", "logins", ["user_id"])

    op.create_table(
        "revisions",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("tasks_rev", sa.BigInteger(), nullable=False),
        sa.Column("last_task_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "tasks",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("status", _words("ck_tasks_status", "todo", "doing", "done"), nullable=False),
        sa.Column("priority", _words("ck_tasks_priority", "low", "medium", "high"), nullable=True),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("due_has_time", sa.Boolean(), nullable=False),
        sa.Column("rrule", sa.String(300), nullable=True),
        sa.Column("position", sa.Float(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("completed_at", UtcDateTime(), nullable=True),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("number >= 1", name="ck_tasks_number"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "number", name="uq_tasks_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tasks_user_due_at", "tasks", ["user_id", "due_at"])
    op.create_index("ix_tasks_user_status_position", "tasks", ["user_id", "status", "position"])

    op.create_table(
        "messages",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("sequence_number", sa.Integer(), nullable=False),
        sa.Column("role", _words("ck_messages_role", "user", "assistant", "system"), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column(
            "status",
            _words("ck_messages_status", "done", "running", "waiting", "interrupted", "failed", "stopped"),
            nullable=False,
        ),
        sa.Column("request_id", sa.String(64), nullable=True),
        sa.Column("error_code", sa.String(40), nullable=True),
        sa.Column("agent", sa.String(20), nullable=True),
        sa.Column("model", sa.String(80), nullable=True),
        sa.Column("tokens", JSON, nullable=True),
        sa.Column("duration_ms", sa.Float(), nullable=True),
        sa.Column("heartbeat_at", UtcDateTime(), nullable=True),
        sa.Column("wire", JSON, nullable=True),
        sa.Column("question", JSON, nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("rating_comment", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(TOKENS[op.get_bind().dialect.name], name="ck_messages_tokens"),
        sa.CheckConstraint("sequence_number >= 0", name="ck_messages_sequence_number"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation_id", "request_id", "role", name="uq_messages_request_id"),
        sa.UniqueConstraint("conversation_id", "sequence_number", name="uq_messages_sequence_number"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tool_calls",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("message_id", BIG_ID, nullable=True),
        sa.Column("call_number", sa.Integer(), nullable=True),
        sa.Column("tool_name", sa.String(64), nullable=False),
        sa.Column("tool_input", JSON, nullable=False),
        sa.Column("tool_output", JSON, nullable=True),
        sa.Column("status", _words("ck_tool_calls_status", "pending", "success", "error", "declined"), nullable=False),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("execution_time_ms", sa.Float(), nullable=True),
        sa.Column("input_hash", sa.String(64), nullable=False),
        sa.Column("task_id", BIG_ID, nullable=True),
        sa.Column("before", JSON, nullable=True),
        sa.Column("after", JSON, nullable=True),
        sa.Column("reasoning", sa.Text(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("decided_in_message_id", BIG_ID, nullable=True),
        sa.Column("undone_by", BIG_ID, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("completed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("completed_at >= created_at", name="ck_tool_calls_completed_at"),
        sa.CheckConstraint("execution_time_ms >= 0", name="ck_tool_calls_execution_time_ms"),
        sa.ForeignKeyConstraint(["decided_in_message_id"], ["messages.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["undone_by"], ["tool_calls.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id", "call_number", name="uq_tool_calls_call_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tool_calls_decided_in", "tool_calls", ["decided_in_message_id"])
    op.create_index("ix_tool_calls_message_id", "tool_calls", ["message_id"])
    op.create_index("ix_tool_calls_task_id", "tool_calls", ["task_id"])
    op.create_index("ix_tool_calls_tool_created", "tool_calls", ["tool_name", "created_at"])
    op.create_index("ix_tool_calls_user_created", "tool_calls", ["user_id", "created_at"])


def downgrade() -> None:
    for table in ("tool_calls", "messages", "tasks", "revisions", "logins", "conversations", "users"):
        op.drop_table(table)
