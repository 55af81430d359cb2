"""Backups: which files may still hold what was erased since."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """A table of the backups that were made."""
    op.create_table(
        "backups",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
    )
