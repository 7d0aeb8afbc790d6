"""Erase accounts in small pieces: a mark on those that are going, and two indexes that deleting needs."""

import sqlalchemy as sa
from alembic import op

from core.store.models import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("deleted_at", UtcDateTime(), nullable=True))
    for name, column, rows in (
        ("ix_tool_calls_undone_by", "undone_by", "undone_by IS NOT NULL"),
        ("ix_tool_calls_outside", "created_at", "message_id IS NULL"),
    ):
        op.create_index(name, "tool_calls", [column], sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))


def downgrade() -> None:
    for name in ("ix_tool_calls_outside", "ix_tool_calls_undone_by"):
        op.drop_index(name, "tool_calls")
    op.drop_column("users", "deleted_at")
