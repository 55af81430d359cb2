"""The archive's tables: events as they happened, records as they stand, and how far the log was read.

Beside them, made from the records in the same transaction, what pages count and search: facts without a text, and texts
that everyone may read. They can be made anew from the records at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, func, literal_column
from sqlalchemy import Text as LongText

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

BACKUPS = Table(
    "backups",
    METADATA,
    Column("sha256", String(64), primary_key=True),  # of the file; `BEGUN` and `made_at` before there is one
    Column("made_at", BigInteger, nullable=False),  # ms since the epoch, when it began
    Column("name", String(255), nullable=False),  # of the file
)
BEGUN = "begun "


BRIEFINGS = Table(
    "briefings",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("slug", String(61)),
    Column("title", JSON),  # by language
    Column("starts_at", BigInteger),  # ms since the epoch, as all moments here
    Column("ended_at", BigInteger),  # none: it goes on
    Column("transcript_at", BigInteger),  # when its transcript was published
    Index("briefings_ended", "ended_at"),
)

QUESTIONS = Table(
    "questions",
    METADATA,
    Column("briefing", String(40), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("language", String(2)),  # none: of a tip-off nobody knows it
    Column("region", String(40)),  # one of the known ones, in Kazakh; what somebody else wrote there stands nowhere
    Column("reason", String(40)),
    Column("consultation", Boolean, nullable=False),
    Column("public", Boolean, nullable=False),  # whether the record of the briefing shows it
    Column("asked_at", BigInteger, nullable=False),
    Column("aired_at", BigInteger),  # the first time
    Column("answered_at", BigInteger),
    Column("answered_by", String(10)),  # speech or writing
    Column("objected_at", BigInteger),  # when the asker said that the answer was none
    Index("questions_public", "briefing", "public"),
    # The ledger counts over all briefings from these two alone: see `studio.archive.counts`.
    Index("questions_by_month", "asked_at", "state", "answered_by", "briefing"),
    Index("questions_counted", "state", "language", "region", "reason", "consultation", "answered_by", "briefing",
          "asked_at", "answered_at", "aired_at", "objected_at"),
)  # fmt: skip

NOTICES = Table(
    "notices",
    METADATA,
    Column("briefing", String(40), primary_key=True),
    Column("id", String(40), primary_key=True),  # the question's
    Column("state", String(20), nullable=False),
    Column("department", String(40)),
    Column("due", BigInteger),
    Column("published_at", BigInteger),
    Column("handovers", Integer, nullable=False),
)

TEXTS = Table(
    "texts",
    METADATA,
    Column("id", Integer, primary_key=True),  # grows: what was found later comes first
    Column("briefing", String(40), nullable=False),
    Column("kind", String(20), nullable=False),  # question, answer, line
    Column("ref", String(40), nullable=False),  # the record's id
    Column("language", String(2), nullable=False),
    Column("at", BigInteger),  # when it was said or shown
    Column("text", LongText, nullable=False),
    Column("folded", LongText, nullable=False),  # see studio.folding
    Index("texts_of", "briefing", "kind", "ref", "language", unique=True),
)
"""Texts that everyone may read once their briefing has ended, and a line of the transcript once that is published."""

Index("texts_found", func.to_tsvector(literal_column("'simple'"), TEXTS.c.folded), postgresql_using="gin").ddl_if(
    dialect="postgresql"
)
# SQLite has a table of its own for it, and triggers that keep it: see the migrations.


class Text(NamedTuple):
    """A text for the search: of which kind, which record's, in which language, when it was said."""

    kind: str
    ref: str
    language: str
    at: int | None
    text: str


@dataclass(frozen=True)
class Described:
    """What the archive makes of a record, beside the record itself.

    Attributes:
        lookup: what it is also found by: a briefing's slug, a question's receipt hash.
        facts: rows for the tables of facts, by table; a row's columns replace those that it has.
        texts: what the search finds of it from now on, in place of what it found before.
        body: what is kept of the record, where that is not all of it.
    """

    lookup: str | None = None
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    texts: tuple[Text, ...] | None = None  # None: records of this kind have none
    body: Mapping[str, Any] | None = None


Describe = Callable[[str, str, bytes], Described]
"""From a record's briefing, kind and JSON, which most kinds need not read.

Pure, and given by the composition root, since it knows all kinds.
"""


@lru_cache(maxsize=4096)  # an entry's events and records share its id
def sortable(stream_id: str) -> str:
    """A stream id whose order as text is its order in time: `1700000000000-7` to `001700000000000-0000000007`."""
    ms, _, n = stream_id.partition("-")
    return f"{ms.zfill(15)}-{n.zfill(10)}"
