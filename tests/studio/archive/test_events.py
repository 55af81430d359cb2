"""The log's events as the archive tells them, on SQLite and PostgreSQL: in order, slice by slice, up to an entry."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from studio.archive import queries
from studio.archive.queries import Archive
from studio.archive.tables import EVENTS, sortable

pytestmark = pytest.mark.integration


async def happened(engine: AsyncEngine, count: int) -> None:
    rows = [
        {"briefing": briefing, "entry": sortable(f"{1000 + n // 3}-{n % 2}"), "n": n, "at": n, "by": "m1",
         "type": ("asked", "present")[n % 5 == 4], "body": {"number": n}}
        for briefing in ("b1", "b2") for n in range(count)
    ]  # fmt: skip
    async with engine.begin() as connection:
        await connection.execute(insert(EVENTS), rows)


async def test_they_come_in_slices_each_once_and_none_after_the_entry(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(queries, "SLICE", 7)
    await happened(engine, 100)
    slices = [s async for s in Archive(engine).events("b1", ("asked",), "1029-1")]
    assert max(len(s) for s in slices) == 7
    numbers = [event.body["number"] for s in slices for event in s]
    assert sorted(numbers) == [n for n in range(90) if n % 5 != 4]
    assert numbers == sorted(numbers, key=lambda n: (n // 3, n % 2, n))


async def test_a_log_without_them_gives_none(engine: AsyncEngine):
    await happened(engine, 3)
    assert [s async for s in Archive(engine).events("b1", ("killed",), "9999-0")] == []
