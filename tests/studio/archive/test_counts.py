"""What the ledger asks of the archive, on SQLite and PostgreSQL: every question once, and quickly."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from studio.archive.counts import MINUTE, ended, facts, months, refused_at
from studio.archive.tables import BRIEFINGS, NOTICES, QUESTIONS
from studio.facts import Alike, Month, Promised, Waited

pytestmark = pytest.mark.integration
NOW = 1_795_363_500_000
MANY, BRIEFS = 100_000, 2_000


def question(number: int, briefing: str = "b1", **more: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "briefing": briefing, "id": f"q{number}", "number": number, "state": "received", "language": "kk",
        "region": None, "reason": None, "consultation": False, "public": False, "asked_at": NOW, "aired_at": None,
        "answered_at": None, "answered_by": None, "objected_at": None,
    }  # fmt: skip
    return {**fields, **more}


def notice(id: str, state: str = "owed", briefing: str = "b1", **more: Any) -> dict[str, Any]:
    fields = {"department": "d1", "due": NOW, "published_at": None, "handovers": 0}
    return {"briefing": briefing, "id": id, "state": state, **fields, **more}


def briefing(id: str, ended_at: int | None = NOW) -> dict[str, Any]:
    return {"id": id, "slug": id, "title": {}, "starts_at": NOW, "ended_at": ended_at}


async def write(engine: AsyncEngine, questions: Iterable[Any], *briefings: Any, notices: Iterable[Any] = ()) -> None:
    async with engine.begin() as connection:
        for table, rows in ((BRIEFINGS, briefings), (QUESTIONS, questions), (NOTICES, notices)):
            if rows:
                await connection.execute(insert(table), list(rows))


ANSWERED = {"state": "answered", "answered_by": "speech", "answered_at": NOW + 3 * MINUTE - 1, "aired_at": NOW}


async def test_questions_that_are_alike_are_one_row(engine: AsyncEngine):
    rows = [
        question(1), question(2), question(3, **ANSWERED, objected_at=NOW), question(4, **ANSWERED),
        question(5, state="rejected", reason="insult", language="ru", region="Астана"),
        question(6, "b2", state="rejected", reason="rude", consultation=True),
    ]  # fmt: skip
    await write(engine, rows, briefing("b1"), briefing("b2", ended_at=None))
    found = await facts(engine, NOW, "b1")
    assert sorted(found.asked) == [
        Alike("answered", "kk", None, None, False, "speech", 2, 2, 1),
        Alike("received", "kk", None, None, False, None, 2, 0, 0),
        Alike("rejected", "ru", "Астана", "insult", False, None, 1, 0, 0),
    ]
    assert found.waited == [Waited("speech", 2, 2)], "the third minute is not over"
    assert [a.consultation for a in (await facts(engine, NOW, "b2")).asked] == [True], "also while it goes on"
    over_time = await facts(engine, NOW)
    assert (sorted(over_time.asked), over_time.waited) == (sorted(found.asked), found.waited), "b2 goes on"
    assert await ended(engine) == 1
    assert await refused_at(engine) == {"insult": "b1", "rude": "b2"}


async def test_a_wait_of_a_day_is_counted_in_hours(engine: AsyncEngine):
    written = {"state": "answered", "answered_by": "writing"}
    waits = (24 * 60 - 1, 24 * 60 + 59, 24 * 60, 24 * 60 + 60)
    await write(engine, [question(n, **written, answered_at=NOW + n * MINUTE) for n in waits], briefing("b1"))
    found = (await facts(engine, NOW)).waited
    assert sorted(found) == [Waited("writing", 1439, 1), Waited("writing", 1440, 2), Waited("writing", 1500, 1)]


async def test_an_answer_is_late_by_its_publication_or_by_now(engine: AsyncEngine):
    notices = [
        notice("q1", due=NOW - 1), notice("q2", "drafted"), notice("q3", "approved", handovers=2),
        notice("q4", "published", published_at=NOW - 9, due=NOW - 9),
        notice("q5", "published", published_at=NOW - 9, due=NOW - 10), notice("q6", "void", due=1),
        notice("q7", department=None, due=None), notice("q8", briefing="b2", due=1),
    ]  # fmt: skip
    await write(engine, [], briefing("b1"), briefing("b2", ended_at=None), notices=notices)
    found = (await facts(engine, NOW)).promised
    assert sorted(found, key=str) == sorted([
        Promised("d1", False, True, 1, 0), Promised("d1", False, False, 2, 2), Promised("d1", True, False, 1, 0),
        Promised("d1", True, True, 1, 0), Promised(None, False, False, 1, 0),
    ], key=str)  # fmt: skip
    assert {type(value) for one in found for value in (one.published, one.late)} == {bool}
    assert [one.late for one in (await facts(engine, NOW, "b2")).promised] == [True]


async def test_months_hold_what_was_asked_in_them(engine: AsyncEngine):
    rows = [
        question(1, asked_at=99), question(2, asked_at=100), question(3, asked_at=199, **ANSWERED),
        question(4, asked_at=200, state="answered", answered_by="writing"), question(5, asked_at=299, state="rejected"),
        question(6, asked_at=300), question(7, "b2", asked_at=100),
    ]  # fmt: skip
    await write(engine, rows, briefing("b1"), briefing("b2", ended_at=None))
    assert await months(engine, [0, 100, 200, 300]) == [
        Month(0, 1, 0, 0, 0), Month(100, 2, 1, 0, 0), Month(200, 2, 0, 1, 1),
    ]  # fmt: skip


def many() -> list[dict[str, Any]]:
    """Questions of two years, of every kind, from everywhere."""
    states = ("answered", "answered", "rejected", "received", "merged", "on_notice", "withdrawn", "approved")
    step = 24 * 30 * 24 * 60 * MINUTE // MANY
    rows = []
    for n in range(MANY):
        state, asked_at = states[n % 8], NOW - (MANY - n) * step
        kind: dict[str, Any] = {"reason": f"reason{n % 7}"} if state == "rejected" else {}
        if state == "answered":  # in speech within three hours, in writing within three weeks
            by, minutes = (("speech", n % 180), ("writing", n % 30_000))[n % 8]
            kind = {"answered_by": by, "answered_at": asked_at + minutes * MINUTE, "aired_at": asked_at}
        own = {"state": state, "language": ("kk", "ru", "en")[n % 3], "region": f"r{n % 20}", "asked_at": asked_at}
        rows.append(question(n, f"b{n % BRIEFS}", **own, **kind))
    return rows


async def test_a_hundred_thousand_questions_are_counted_quickly(engine: AsyncEngine):
    notices = [notice(f"q{n}", "published", f"b{n % BRIEFS}", published_at=NOW) for n in range(MANY // 10)]
    await write(engine, many(), *(briefing(f"b{n}", NOW if n else None) for n in range(BRIEFS)), notices=notices)
    bounds = [NOW - month * 30 * 24 * 60 * MINUTE for month in range(24, -1, -1)]
    took = []
    for _ in range(3):
        began = time.perf_counter()
        found, by_month = await facts(engine, NOW), await months(engine, bounds)
        assert len(await refused_at(engine)) == 7
        took.append(time.perf_counter() - began)
    assert sum(one.number for one in found.asked) == sum(month.asked for month in by_month) == MANY - MANY // BRIEFS
    print(f"{engine.dialect.name}: {min(took) * 1000:.0f} ms")
    assert min(took) < 1, "200 ms on an idle machine"
