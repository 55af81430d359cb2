"""What pages count and search: briefings, questions, texts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

FTS5 = (
    # The texts stand in `texts` alone; this is their index, in which what is taken out stands until it is optimized.
    "CREATE VIRTUAL TABLE texts_found USING fts5"
    "(folded, content='texts', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='2 3')",
    "CREATE TRIGGER texts_in AFTER INSERT ON texts BEGIN"
    " INSERT INTO texts_found(rowid, folded) VALUES (new.id, new.folded); END",
    "CREATE TRIGGER texts_out AFTER DELETE ON texts BEGIN"
    " INSERT INTO texts_found(texts_found, rowid, folded) VALUES ('delete', old.id, old.folded); END",
    "CREATE TRIGGER texts_anew AFTER UPDATE OF folded ON texts WHEN old.folded <> new.folded BEGIN"
    " INSERT INTO texts_found(texts_found, rowid, folded) VALUES ('delete', old.id, old.folded);"
    " INSERT INTO texts_found(rowid, folded) VALUES (new.id, new.folded); END",
)


def upgrade() -> None:
    """They are empty at first: the archiver fills them from the records."""
    op.create_table(
        "briefings",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("slug", sa.String(61)),
        sa.Column("title", sa.JSON),
        sa.Column("starts_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("transcript_at", sa.BigInteger),
    )
    op.create_index("briefings_ended", "briefings", ["ended_at"])
    op.create_table(
        "questions",
        sa.Column("briefing", sa.String(40), primary_key=True),
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("language", sa.String(2)),
        sa.Column("region", sa.String(40)),
        sa.Column("reason", sa.String(40)),
        sa.Column("consultation", sa.Boolean, nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("aired_at", sa.BigInteger),
        sa.Column("answered_at", sa.BigInteger),
    )
    op.create_index("questions_public", "questions", ["briefing", "public"])
    op.create_index("questions_asked", "questions", ["asked_at"])
    op.create_table(
        "texts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("briefing", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("ref", sa.String(40), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("at", sa.BigInteger),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
    )
    op.create_index("texts_of", "texts", ["briefing", "kind", "ref", "language"], unique=True)
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("texts_found", "texts", [sa.text("to_tsvector('simple', folded)")], postgresql_using="gin")
    else:
        for step in FTS5:
            op.execute(step)
