"""Facts and texts are made anew from the records where they were made in another way, or not at all."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from studio.archive.index import SLICE, redescribe, write_facts
from studio.archive.search import Wanted, search
from studio.archive.tables import BRIEFINGS, POSITIONS, RECORDS, TEXTS, Described, Text

pytestmark = pytest.mark.integration


class Describes:
    """Counts what it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, briefing: str, kind: str, raw: bytes) -> Described:
        body = json.loads(raw)
        self.asked += 1
        row = {"id": briefing, "slug": briefing, "title": {}, "starts_at": 1, "ended_at": 2}
        return Described(facts={"briefings": row}, texts=(Text(kind, body["id"], "ru", None, f"слово {body['id']}"),))


async def test_records_from_before_are_described_once(engine: AsyncEngine):
    rows = [
        {"briefing": f"b{n % 3}", "kind": "question", "id": f"q{n}", "version": "1", "body": {"id": f"q{n}"}}
        for n in range(SLICE + 7)
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(RECORDS), rows)
    describes = Describes()
    await redescribe(engine, describes)
    async with engine.connect() as connection:
        texts = await connection.scalar(select(func.count()).select_from(TEXTS))
        briefings = await connection.scalar(select(func.count()).select_from(BRIEFINGS))
    assert (texts, briefings) == (SLICE + 7, 3)
    assert [hit.ref for hit in await search(engine, Wanted("слово q501"))] == ["q501"]
    await redescribe(engine, describes)
    assert describes.asked == SLICE + 7
    async with engine.begin() as connection:
        await connection.execute(POSITIONS.delete())
    await redescribe(engine, describes)
    assert describes.asked == 2 * (SLICE + 7)


async def test_facts_of_several_records_meet_in_one_row(engine: AsyncEngine):
    async with engine.begin() as connection:
        whole = {"id": "b1", "slug": "s", "title": {"kk": "Т"}, "starts_at": 1, "ended_at": None}
        await write_facts(connection, [Described(facts={"briefings": whole})])
        await write_facts(connection, [Described(facts={"briefings": {"id": "b1", "transcript_at": 5}})])
        await write_facts(connection, [Described(facts={"briefings": whole | {"ended_at": 9}})])
        (row,) = (await connection.execute(select(BRIEFINGS))).all()
    assert (row.slug, row.title, row.ended_at, row.transcript_at) == ("s", {"kk": "Т"}, 9, 5)
