"""The search over what everyone may read: each word of the query must begin a word of the text; the newest first."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from studio.archive.tables import BRIEFINGS, QUESTIONS, TEXTS
from studio.folding import terms

PAGE = 20
"""Hits on a page."""


class Hit(NamedTuple):
    """A text that was found, and whose it is.

    Attributes:
        id: of the hit; those of the next page have smaller ones.
        briefing: the briefing's id.
        slug: the briefing's address.
        title: the briefing's, by language.
        starts_at: of the briefing, ms since the epoch.
        kind: question, answer or line.
        ref: the record's id.
        number: the question's; None for a line.
        language: of the text.
        at: when it was shown or said, ms since the epoch; None where it never was.
        text: all of it.
    """

    id: int
    briefing: str
    slug: str
    title: dict[str, str]
    starts_at: int
    kind: str
    ref: str
    number: int | None
    language: str
    at: int | None
    text: str


class Wanted(NamedTuple):
    """What is looked for: a query as typed, a language or all, before which hit."""

    query: str
    language: str | None = None
    before: int | None = None


async def search(engine: AsyncEngine, wanted: Wanted) -> list[Hit]:
    """Up to `PAGE` + 1 hits, the newest first; none where the query has no word.

    What belongs to a briefing that goes on, and a transcript that is not published, is not found.
    """
    words = terms(wanted.query)
    if not words:
        return []
    sqlite = engine.dialect.name == "sqlite"
    chosen = _chosen(wanted).where(_in_sqlite(words) if sqlite else _in_postgresql(words))
    async with engine.connect() as connection:
        return [Hit(*row) for row in await connection.execute(chosen)]


def _chosen(wanted: Wanted) -> Any:
    public = and_(
        BRIEFINGS.c.ended_at.is_not(None), or_(TEXTS.c.kind != "line", BRIEFINGS.c.transcript_at.is_not(None))
    )
    chosen = (
        select(
            TEXTS.c.id, BRIEFINGS.c.id, BRIEFINGS.c.slug, BRIEFINGS.c.title, BRIEFINGS.c.starts_at, TEXTS.c.kind,
            TEXTS.c.ref, QUESTIONS.c.number, TEXTS.c.language, TEXTS.c.at, TEXTS.c.text,
        )
        .join(BRIEFINGS, BRIEFINGS.c.id == TEXTS.c.briefing)
        .outerjoin(QUESTIONS, and_(QUESTIONS.c.briefing == TEXTS.c.briefing, QUESTIONS.c.id == TEXTS.c.ref))
        .where(public)
        .order_by(TEXTS.c.id.desc())
        .limit(PAGE + 1)
    )  # fmt: skip
    if wanted.language is not None:
        chosen = chosen.where(TEXTS.c.language == wanted.language)
    return chosen if wanted.before is None else chosen.where(TEXTS.c.id < wanted.before)


def _in_sqlite(words: tuple[str, ...]) -> ColumnElement[bool]:
    found = text("SELECT rowid FROM texts_found WHERE texts_found MATCH :wanted ORDER BY rowid DESC")
    # Words are letters and digits alone; in quotes none of them is an operator.
    return TEXTS.c.id.in_(found.bindparams(wanted=" ".join(f'"{word}"*' for word in words)))


def _in_postgresql(words: tuple[str, ...]) -> ColumnElement[bool]:
    simple: ColumnElement[Any] = literal_column("'simple'")
    vector = func.to_tsvector(simple, TEXTS.c.folded)
    wanted = func.to_tsquery(simple, " & ".join(f"{word}:*" for word in words))
    # Apart, so that the index is asked first: else a word that nobody said is looked for in every text, the newest
    # first (0.8 s among 100,000).
    found = select(TEXTS.c.id).where(vector.op("@@")(wanted)).cte("found").prefix_with("MATERIALIZED")
    return TEXTS.c.id.in_(select(found.c.id))
