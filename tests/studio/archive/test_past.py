"""What the public pages ask, on SQLite and PostgreSQL: in order, counted, and of the questions only the public ones."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from studio.archive.index import write_facts
from studio.archive.past import Counts, bodies, counted, past, periods, shown
from studio.archive.tables import RECORDS, Described

pytestmark = pytest.mark.integration


async def write(engine: AsyncEngine, table: str, *rows: dict[str, Any]) -> None:
    async with engine.begin() as connection:
        await write_facts(connection, [Described(facts={table: row}) for row in rows])


def briefing(id: str, ended_at: int | None) -> dict[str, Any]:
    return {"id": id, "slug": f"s-{id}", "title": {"kk": id}, "starts_at": 1, "ended_at": ended_at}


def question(briefing: str, id: str, *, state: str = "answered", public: bool = True) -> dict[str, Any]:
    return {
        "briefing": briefing, "id": id, "number": int(id[1:]), "state": state, "language": "kk", "region": "",
        "reason": None, "consultation": False, "public": public, "asked_at": 1, "aired_at": None, "answered_at": None,
    }  # fmt: skip


async def test_those_that_ended_come_latest_first_a_page_at_a_time(engine: AsyncEngine):
    ends = {"b1": 10, "b2": 30, "b3": 30, "b4": 20, "b5": None}
    await write(engine, "briefings", *(briefing(id, at) for id, at in ends.items()))
    first = await past(engine, 2)
    assert [one.id for one in first] == ["b3", "b2"]
    assert (first[0].slug, first[0].title, first[0].ended_at) == ("s-b3", {"kk": "b3"}, 30)
    assert [one.id for one in await past(engine, 9, (30, "b3"))] == ["b2", "b4", "b1"]
    assert [one.id for one in await past(engine, 9, (30, ""))] == ["b4", "b1"]
    assert await past(engine, 9, (10, "b1")) == []


async def test_each_period_is_found_by_its_last_end(engine: AsyncEngine):
    await write(engine, "briefings", *(briefing(f"b{n}", at) for n, at in enumerate([305, 301, 120, 19, None, 12])))
    assert await periods(engine, lambda at: at // 100 * 100) == [305, 120, 19]


async def test_all_that_was_asked_and_answered_is_counted_be_it_shown_or_not(engine: AsyncEngine):
    await write(
        engine, "questions", question("b1", "q1"), question("b1", "q2", state="approved"),
        question("b1", "q3", public=False), question("b1", "q4", state="rejected", public=False), question("b2", "q5"),
    )  # fmt: skip
    assert await counted(engine, ["b1", "b3"]) == {"b1": Counts(4, 2), "b3": Counts(0, 0)}


async def test_only_public_questions_are_read(engine: AsyncEngine):
    await write(engine, "questions", question("b1", "q1"), question("b1", "q2", public=False), question("b2", "q1"))
    keys = [("b1", "question", "q1"), ("b1", "question", "q2"), ("b2", "question", "q1"), ("b1", "notice", "q1")]
    keys += [("b1", "briefing", "briefing"), ("b2", "briefing", "briefing")]
    rows = [{"briefing": b, "kind": k, "id": id, "version": "1", "body": {"is": f"{b} {k} {id}"}} for b, k, id in keys]
    async with engine.begin() as connection:
        await connection.execute(insert(RECORDS), rows)
    assert await shown(engine, "b1") == [{"is": "b1 question q1"}]
    assert await bodies(engine, ["b2", "b9"]) == {"b2": {"is": "b2 briefing briefing"}}
