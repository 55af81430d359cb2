"""archive: events a second from the log into SQL, over SQLAlchemy Core alone; and the search in 100,000 questions."""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from overlays.cue import Cue
from qa.receipts import question_id
from studio.archive.engine import connect
from studio.archive.index import write_facts
from studio.archive.schema import migrate
from studio.archive.search import Wanted, search
from studio.archive.tables import EVENTS, METADATA, TEXTS, Described
from studio.archive.writer import Archiver
from studio.events import Answered, Approved, Asked, Claimed, Cleared, Taken, Worded, text_hash
from studio.folding import fold
from studio.log import Act, Done
from studio.redis_log import RedisLog
from tests.bench.machine import BRIEFING, Place, Result, place
from tests.postgres import postgres
from web import clock
from web.describe import describe
from web.kinds import KINDS
from web.processes import ARCHIVE_S

PAIRS = 5
QUESTIONS = 2_000
"""Each asked and claimed; nine in ten approved, one in four worded anew, one in twenty on air and answered."""
BATCH = 512
"""Entries of a transaction of the floor: as many as the archive reads at once."""
SEARCHED, BRIEFINGS, QUERIES = 100_000, 2_000, 300
CORPUS = Path(__file__).parents[2] / "web" / "audience_corpus.txt"


def _life(n: int) -> Iterator[list[Any]]:
    """What happens to one question, entry by entry."""
    id, text = question_id("bench", str(n)), f"{_texts()[n % len(_texts())]} ({n})"
    hash = text_hash("ru", text)
    yield [
        Asked(question=id, number=n + 1, language="ru", hash=hash, author=f"{n:032x}", text=text, name="Айдана",
              region="Алматы", receipt=f"{n:064x}")
    ]  # fmt: skip
    yield [Claimed(question=id, holder="m1", until=1, initials="AB")]
    if n % 10 == 0:
        return
    revision = 0
    if n % 4 == 0:
        text, revision = f"{text}?", 1
        hash = text_hash("ru", text)
        yield [Worded(question=id, revision=1, language="ru", hash=hash, text=text, why="typo")]
    shown: dict[str, Any] = {"question": id, "revision": revision, "hash": hash}
    yield [Approved(decision=f"d{n}", number=n + 1, language="ru", text=text, **shown)]
    if n % 20 == 1:
        air: dict[str, Any] = {"question": id, "screen": "main", "layer": "card", "cue": f"c{n}", "program": n}
        frozen = Cue(id=f"c{n}", item=id, number=n + 1, language="ru", text=text, **shown)
        yield [Taken(revision=revision, hash=hash, frozen=frozen, **air)]
        yield [Answered(question=id), Cleared(**air)]


def _texts() -> list[str]:
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    return [line.partition("|")[2] for line in lines if line and not line.startswith("#")]


async def _fill(where: Place) -> int:
    """Puts all of it into the log; the number of events."""
    log, events = RedisLog.connect(where.url("desk")), 0
    act = Act(log, KINDS, BRIEFING, "bench", clock.now())
    for n in range(QUESTIONS):
        for happened in _life(n):
            done = await act.commit([f"question/{question_id('bench', str(n))}"], lambda _, e=happened: e)
            assert isinstance(done, Done), done
            events += len(happened)
    await log.aclose()
    return events


@asynccontextmanager
async def _empty(url: str) -> AsyncIterator[AsyncEngine]:
    """A database with its tables and nothing in them."""
    engine = connect(url)
    await migrate(engine)
    async with engine.begin() as connection:
        for table in METADATA.sorted_tables:
            await connection.execute(table.delete())
    yield engine
    await engine.dispose()


async def _ours(where: Place, url: str) -> tuple[float, dict[str, list[dict[str, Any]]]]:
    """Seconds in which the archiver writes a briefing that has ended, and the rows it leaves."""
    log = RedisLog.connect(where.url("archive"), ARCHIVE_S)
    async with _empty(url) as engine:
        archiver = Archiver(log, engine, describe, lambda *_: None)
        await log.ping()
        began = time.perf_counter()
        await archiver._archive(BRIEFING, finished=True)
        seconds = time.perf_counter() - began
        async with engine.connect() as connection:
            rows = {
                name: [dict(row) for row in (await connection.execute(select(table))).mappings()]
                for name, table in METADATA.tables.items()
            }
    await log.aclose()
    return seconds, rows


async def _floor(url: str, rows: dict[str, list[dict[str, Any]]]) -> float:
    """Seconds in which SQLAlchemy Core inserts the same rows, in as many transactions."""
    batches = -(-len(rows[EVENTS.name]) // BATCH)
    async with _empty(url) as engine:
        began = time.perf_counter()
        for n in range(batches):
            async with engine.begin() as connection:
                for name, table in METADATA.tables.items():
                    if some := rows[name][n * len(rows[name]) // batches : (n + 1) * len(rows[name]) // batches]:
                        await connection.execute(insert(table), some)
        return time.perf_counter() - began


async def _write(where: Place, url: str) -> tuple[list[float], list[float]]:
    """Ratios to the floor and seconds, pair by pair."""
    ratios, seconds = [], []
    for _ in range(PAIRS):
        took, rows = await _ours(where, url)
        ratios.append(await _floor(url, rows) / took)
        seconds.append(took)
    return ratios, seconds


async def _search(url: str) -> float:
    """The 95th of a hundred searches, ms."""
    texts, chance = _texts(), random.Random(1)
    async with _empty(url) as engine:
        rows = [
            {"briefing": f"b{n % BRIEFINGS}", "kind": "question", "ref": f"q{n}", "language": ("kk", "ru", "en")[n % 3],
             "at": n, "text": f"{texts[n % len(texts)]} {n}", "folded": fold(f"{texts[n % len(texts)]} {n}")}
            for n in range(SEARCHED)
        ]  # fmt: skip
        async with engine.begin() as connection:
            briefings = [
                {"id": f"b{n}", "slug": f"s{n}", "title": {"kk": "Т"}, "starts_at": n, "ended_at": n}
                for n in range(BRIEFINGS)
            ]
            await write_facts(connection, [Described(facts={"briefings": row}) for row in briefings])
            for first in range(0, SEARCHED, 1000):
                await connection.execute(insert(TEXTS), rows[first : first + 1000])
        took = []
        for _ in range(QUERIES):
            query = " ".join(chance.sample(chance.choice(rows)["text"].split(), k=chance.choice((1, 1, 2, 3))))
            began = time.perf_counter()
            await search(engine, Wanted(query))
            took.append(1000 * (time.perf_counter() - began))
    return statistics.quantiles(took, n=100)[94]


@contextmanager
def _databases() -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="tynda-bench-") as folder, postgres() as url:
        yield {"sqlite": f"sqlite+aiosqlite:///{folder}/archive.sqlite3", "postgresql": url}


def run() -> Result:
    """The slower database counts."""
    notes, ratios, per_s, searches = [], [], [], []
    with place(questions=0) as where, _databases() as databases:
        events = asyncio.run(_fill(where))
        for name, url in databases.items():
            asyncio.run(_ours(where, url))  # once to warm up
            measure: Callable[..., Any] = partial(_write, where, url)
            found, seconds = asyncio.run(measure())
            ratios.append(statistics.median(found))
            per_s.append(events / statistics.median(seconds))
            searches.append(asyncio.run(_search(url)))
            notes.append(f"{name}: {ratios[-1]:.2f} of the floor, {per_s[-1]:.0f}/s, search {searches[-1]:.1f} ms")
    figures = {"over_floor": min(ratios), "events_per_s": min(per_s), "search_p95_ms_100k": max(searches)}
    return Result(figures, "SQLAlchemy Core inserting the same rows, in as many transactions", PAIRS, notes)
