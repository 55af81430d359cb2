"""The archive's tables: events as they happened, records as they stand, and how far the log was read."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, MetaData, String, Table

METADATA = MetaData()

EVENTS = Table(
    "events",
    METADATA,
    Column("briefing", String(40), primary_key=True),
    Column("entry", String(32), primary_key=True),  # sortable form of the stream id
    Column("n", Integer, primary_key=True),  # place within the entry
    Column("at", BigInteger, nullable=False),  # ms since the epoch
    Column("by", String(40), nullable=False),
    Column("type", String(40), nullable=False),
    Column("body", JSON, nullable=False),  # ids and hashes, never a text or a name
)

RECORDS = Table(
    "records",
    METADATA,
    Column("briefing", String(40), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("version", String(32), nullable=False),  # sortable form of the entry that touched it last
    Column("lookup", String(80)),  # what it is also found by: a briefing's slug, a question's receipt hash
    Column("body", JSON, nullable=False),
    Index("records_lookup", "kind", "lookup"),
)

POSITIONS = Table(
    "positions",
    METADATA,
    Column("briefing", String(40), primary_key=True),
    Column("entry", String(32), nullable=False),  # the stream id as the log gives it
)


def sortable(stream_id: str) -> str:
    """A stream id whose order as text is its order in time: `1700000000000-7` to `001700000000000-0000000007`."""
    ms, _, n = stream_id.partition("-")
    return f"{int(ms):015d}-{int(n or 0):010d}"
