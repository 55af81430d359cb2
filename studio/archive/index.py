"""What stands beside the archive's records: facts to count, texts to search; written in the records' transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Table, delete, literal, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from studio.archive.tables import METADATA, POSITIONS, RECORDS, TEXTS, Describe, Described, Text
from studio.folding import fold


def upsert(connection: AsyncConnection, table: Table) -> Any:
    """An INSERT that can say what to do on conflict: both databases spell it alike, SQLAlchemy keeps two classes."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


async def write_facts(connection: AsyncConnection, described: Iterable[Described]) -> None:
    """Writes the rows of facts; of a row that stands already, the columns that are given."""
    rows: dict[tuple[str, tuple[str, ...]], list[Mapping[str, Any]]] = {}
    for one in described:
        for name, row in one.facts.items():
            rows.setdefault((name, tuple(row)), []).append(row)
    for (name, columns), some in rows.items():
        table = METADATA.tables[name]
        insert, own = upsert(connection, table), [column.name for column in table.primary_key]
        new = {c: insert.excluded[c] for c in columns if c not in own}
        await connection.execute(insert.on_conflict_do_update(index_elements=own, set_=new), some)


async def write_texts(connection: AsyncConnection, briefing: str, texts: Mapping[str, tuple[Text, ...] | None]) -> None:
    """Puts what is found of these records in place of what was found before.

    Args:
        connection: in the transaction of the records.
        briefing: whose records.
        texts: by record key; None where the kind has none.
    """
    known = {key: some for key, some in texts.items() if some is not None}
    rows = [
        {**text._asdict(), "briefing": briefing, "folded": fold(text.text)} for some in known.values() for text in some
    ]
    if rows:
        insert = upsert(connection, TEXTS)
        new = {c: insert.excluded[c] for c in ("at", "text", "folded")}
        own = ["briefing", "kind", "ref", "language"]
        await connection.execute(insert.on_conflict_do_update(index_elements=own, set_=new), rows)
    await _drop(connection, briefing, known)


async def _drop(connection: AsyncConnection, briefing: str, known: Mapping[str, tuple[Text, ...]]) -> None:
    """Takes out what these records no longer say."""
    said = {(text.kind, text.ref, text.language) for some in known.values() for text in some}
    kinds, refs = {key.partition("/")[0] for key in known}, {key.partition("/")[2] for key in known}
    stand = select(TEXTS.c.id, TEXTS.c.kind, TEXTS.c.ref, TEXTS.c.language).where(
        TEXTS.c.briefing == briefing, TEXTS.c.kind.in_(kinds), TEXTS.c.ref.in_(refs)
    )
    gone = [
        row.id
        for row in await connection.execute(stand)
        if f"{row.kind}/{row.ref}" in known and (row.kind, row.ref, row.language) not in said
    ]
    if gone:
        await connection.execute(delete(TEXTS).where(TEXTS.c.id.in_(gone)))


DESCRIBED = "3"
"""How records are described now. When that changes, or tables come to it, count on: all is then described anew."""
SLICE = 500
"""Records described in one transaction: nobody else can write to SQLite meanwhile."""


async def redescribe(engine: AsyncEngine, describe: Describe) -> None:
    """Makes facts and texts anew where they were made by another `DESCRIBED`; some seconds for 100,000 records."""
    own = {"briefing": "described", "entry": DESCRIBED}
    async with engine.connect() as connection:
        if (
            await connection.scalar(select(POSITIONS.c.entry).where(POSITIONS.c.briefing == own["briefing"]))
            == DESCRIBED
        ):
            return
    after: tuple[str, str, str] | None = ("", "", "")
    while after is not None:
        async with engine.begin() as connection:
            after = await _describe_slice(connection, describe, after)
    async with engine.begin() as connection:
        insert = upsert(connection, POSITIONS)
        await connection.execute(
            insert.values(**own).on_conflict_do_update(index_elements=["briefing"], set_={"entry": DESCRIBED})
        )


async def _describe_slice(
    connection: AsyncConnection, describe: Describe, after: tuple[str, str, str]
) -> tuple[str, str, str] | None:
    """Describes the next records in their order; gives the last one's place, or nothing after the last of all."""
    place = tuple_(RECORDS.c.briefing, RECORDS.c.kind, RECORDS.c.id)
    wanted = select(RECORDS).where(place > tuple_(*map(literal, after))).order_by(*place).limit(SLICE)
    rows = (await connection.execute(wanted)).all()
    by_briefing: dict[str, dict[str, Described]] = {}
    for row in rows:
        described = describe(row.briefing, row.kind, msgspec.json.encode(row.body))
        by_briefing.setdefault(row.briefing, {})[f"{row.kind}/{row.id}"] = described
    for briefing, some in by_briefing.items():
        await write_facts(connection, some.values())
        await write_texts(connection, briefing, {key: described.texts for key, described in some.items()})
    return (rows[-1].briefing, rows[-1].kind, rows[-1].id) if len(rows) == SLICE else None
