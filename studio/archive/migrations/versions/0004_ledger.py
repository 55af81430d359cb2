"""What the ledger counts beside: how a question was answered, objections, and the answers that are owed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """They are empty at first: the archiver fills them from the records."""
    op.add_column("questions", sa.Column("answered_by", sa.String(10)))
    op.add_column("questions", sa.Column("objected_at", sa.BigInteger))
    op.drop_index("questions_asked", "questions")
    op.create_index("questions_by_month", "questions", ["asked_at", "state", "answered_by", "briefing"])
    counted = (
        "state", "language", "region", "reason", "consultation", "answered_by", "briefing", "asked_at", "answered_at",
        "aired_at", "objected_at",
    )  # fmt: skip
    op.create_index("questions_counted", "questions", list(counted))
    op.create_table(
        "notices",
        sa.Column("briefing", sa.String(40), primary_key=True),
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("department", sa.String(40)),
        sa.Column("due", sa.BigInteger),
        sa.Column("published_at", sa.BigInteger),
        sa.Column("handovers", sa.Integer, nullable=False),
    )
