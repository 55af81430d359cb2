"""What is owed across briefings, on SQLite and PostgreSQL: sifted, counted, those due first."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from studio.archive.queries import Archive, Sieve
from studio.archive.tables import NOTICES, QUESTIONS, RECORDS

pytestmark = pytest.mark.integration
AT = 1_790_000_000_000  # beyond what 32 bits hold
OPEN = ("owed", "drafted")


async def owes(engine: AsyncEngine, id: str, state: str, due: int | None, **more: Any) -> None:
    own = {"briefing": more.get("briefing", "b1"), "id": id}
    facts = {"state": state, "due": due, "department": more.get("department"), "handovers": 0}
    asked = {"number": 1, "state": "noticed", "consultation": False, "public": False, "asked_at": 1}
    kinds = {"notice": {"due": due}, "question": {"number": 1}}
    async with engine.begin() as connection:
        await connection.execute(insert(NOTICES).values(own | facts))
        await connection.execute(insert(QUESTIONS).values(own | asked | {"region": more.get("region")}))
        for kind, body in kinds.items():
            await connection.execute(insert(RECORDS).values(own | {"kind": kind, "version": "1", "body": body}))


async def found(engine: AsyncEngine, *states: str, **more: Any) -> list[str]:
    rows, _ = await Archive(engine).owed(Sieve(states or OPEN, **more))
    return [row.id for row in rows]


async def test_those_due_first_come_first_whatever_briefing_they_are_of(engine: AsyncEngine):
    await owes(engine, "q1", "owed", AT + 2)
    await owes(engine, "q2", "drafted", AT + 1, briefing="b2")
    await owes(engine, "q3", "published", AT)
    await owes(engine, "q4", "void", AT)
    assert await found(engine) == ["q2", "q1"]
    assert await found(engine, "published", "void") == ["q3", "q4"]
    assert await found(engine, "owed", "drafted", soonest=False) == ["q1", "q2"]
    assert (await found(engine, most=1), await found(engine, most=1, skip=1)) == (["q2"], ["q1"])
    rows, counts = await Archive(engine).owed(Sieve(("owed",)))
    assert counts == {"owed": 1, "drafted": 1, "published": 1, "void": 1}
    assert (rows[0].briefing, rows[0].notice["due"], rows[0].question["number"]) == ("b1", AT + 2, 1)


async def test_they_are_sifted_by_department_and_by_region(engine: AsyncEngine):
    await owes(engine, "q1", "owed", AT, department="edu", region="Абай облысы")
    await owes(engine, "q2", "owed", AT, region="Абай облысы")
    await owes(engine, "q3", "owed", AT, region="Алматы")
    assert await found(engine, department="edu") == ["q1"]
    assert await found(engine, department="none") == ["q2", "q3"]
    assert await found(engine, region="Абай облысы") == ["q1", "q2"]
    _, counts = await Archive(engine).owed(Sieve(("published",), region="Алматы"))
    assert counts == {"owed": 1}
