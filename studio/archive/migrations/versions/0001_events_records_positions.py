"""The first tables: events, records, positions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes what is missing: before there were revisions, the tables were made without one, and hold data."""
    op.create_table(
        "events",
        sa.Column("briefing", sa.String(40), primary_key=True),
        sa.Column("entry", sa.String(32), primary_key=True),
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "records",
        sa.Column("briefing", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("lookup", sa.String(80)),
        sa.Column("body", sa.JSON, nullable=False),
        if_not_exists=True,
    )
    op.create_index("records_lookup", "records", ["kind", "lookup"], if_not_exists=True)
    op.create_table(
        "positions",
        sa.Column("briefing", sa.String(40), primary_key=True),
        sa.Column("entry", sa.String(32), nullable=False),
        if_not_exists=True,
    )
