"""Count tries to sign in and messages sent, shared by all servers."""

import sqlalchemy as sa
from alembic import op

from core.store.models import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "throttles",
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        sa.Column("closed_until", UtcDateTime(), nullable=True),
        sa.Column("forget_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_throttles_forget_at", "throttles", ["forget_at"])


def downgrade() -> None:
    op.drop_table("throttles")
