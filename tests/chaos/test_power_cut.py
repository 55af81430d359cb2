"""The power is cut: what was not synced is gone. No question may be gone that its author was told is received.

A shim in Valkey writes down the append-only file's length at each completed sync. A power cut just before the
next sync leaves, at worst, that length: so the file is cut there (or amid the bytes that follow), a Valkey is
started on it, and every question acknowledged before the next sync must be there, in the inbox or in the log.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import secrets
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from studio.embedded import Embedded, find_binary
from studio.events import Entry
from studio.log import Append, Appended
from studio.redis_admin import RIGHTS, prepare, url_for
from studio.redis_air import Knock, Limit, Limits, RedisAir
from studio.redis_log import RedisLog

pytestmark = [pytest.mark.integration, pytest.mark.chaos]

BRIEFING = "cut"
FREE = Limits(Limit(1_000_000, 1), Limit(1_000_000, 1), Limit(1_000_000, 1))
ASKERS = 4
CUTS = 10
RUN_S = 2.5
ACKS, SYNCS = 200, {"always": 100, "everysec": 2}
"""They go on until there is enough to cut."""
"""Above two of everysec's seconds, so that it, too, has syncs to cut at."""


@dataclass
class Sync:
    """One completed sync: when (ns), and how many bytes were then on the disk for certain."""

    at: int
    length: int


@dataclass
class Run:
    """What happened before the plug was pulled."""

    folder: Path
    acks: dict[str, int]
    """When (ns) each question's author was told that it is received."""
    syncs: list[Sync]


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("gcc") or shutil.which("cc")
    assert compiler, "a C compiler is needed: install gcc"
    library = tmp_path_factory.mktemp("shim") / "fsync_log.so"
    source = Path(__file__).with_name("fsync_log.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-o", library, source, "-ldl"], check=True)
    assert b"ld-linux" in find_binary().read_bytes()[:4096], "the shim needs a dynamically linked Valkey"
    return library


def entry() -> bytes:
    return Entry(at=1, by="desk", events=(), touched=()).model_dump_json().encode()


async def ask(air: RedisAir, name: int, acks: dict[str, int]) -> None:
    for n in itertools.count():
        ids = [f"q{name}-{n}-{i}" for i in range(random.randint(1, 8))]
        items = [Knock("ask", "ann", id, "", id, id, b'{"text":"?"}') for id in ids]
        results = await air.knock(BRIEFING, items)
        now = time.monotonic_ns()
        acks |= {id: now for id, result in zip(ids, results, strict=True) if result.ok}


async def desk(log: RedisLog) -> None:
    """Moves what was asked from the inbox into the log, as the desk does: all or nothing."""
    version = None
    async for batch in log.inbox(BRIEFING, "0"):
        records = {f"question/{k.fields['question'].decode()}": b"{}" for k in batch}
        append = Append(
            {"cursor/desk": version}, records | {"cursor/desk": b"{}"}, entry(), consumed=[k.id for k in batch]
        )
        outcome = await log.append(BRIEFING, append)
        assert isinstance(outcome, Appended)
        version = outcome.id


@asynccontextmanager
async def started(store: Embedded, shim: Path, record: Path) -> AsyncIterator[dict[str, str]]:
    """Valkey with the shim in it; yields the URLs by user, and kills it at the end."""
    environment = os.environ | {"LD_PRELOAD": str(shim), "FSYNC_LOG": str(record)}
    child = await asyncio.create_subprocess_exec(
        *store.argv(), env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        passwords = {process: secrets.token_urlsafe(16) for process in RIGHTS}
        assert await prepare(store.url, passwords)
        yield {process: url_for(store.url, process, passwords[process]) for process in RIGHTS}
    finally:
        child.kill()
        await child.wait()


async def play(folder: Path, port: int, shim: Path, appendfsync: str) -> Run:
    """Viewers ask and the desk decides until the plug is pulled."""
    store, record, acks = Embedded(folder, port, appendfsync=appendfsync), folder / "syncs", {}
    async with started(store, shim, record) as urls:
        log, air = RedisLog.connect(urls["desk"]), RedisAir.connect(urls["gateway"], FREE)
        assert isinstance(await log.append(BRIEFING, Append({}, {}, entry(), intake="open")), Appended)
        tasks = [asyncio.create_task(ask(air, n, acks)) for n in range(ASKERS)] + [asyncio.create_task(desk(log))]
        for _ in range(20):
            done, _pending = await asyncio.wait(tasks, timeout=RUN_S)
            assert not done, [task.exception() for task in done]
            if len(acks) > ACKS and _lines(record) > SYNCS[appendfsync]:
                break
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await log.aclose()
        await air.aclose()
    lines = (line.split() for line in record.read_text().splitlines())
    return Run(store.data_dir, acks, [Sync(int(at), int(length)) for at, length in lines])


def _lines(record: Path) -> int:
    return len(record.read_text().splitlines()) if record.exists() else 0


async def survivors(run: Run, length: int, folder: Path, port: int) -> tuple[set[str], set[str]]:
    """The questions in the inbox and in the log of a Valkey started on the file cut at `length`."""
    shutil.copytree(run.folder, folder / "valkey")
    (aof,) = (folder / "valkey" / "appendonlydir").glob("*.incr.aof")
    os.truncate(aof, length)
    store = Embedded(folder, port)
    await store.start()
    client: Any = Redis.from_url(store.url)
    inbox = {fields[b"question"].decode() for _, fields in await client.xrange(f"{{b:{BRIEFING}}}:inbox")}
    logged = {id.decode() for id in await client.hkeys(f"{{b:{BRIEFING}}}:r:question")}
    await client.aclose()
    await store.stop()
    shutil.rmtree(folder)
    return inbox, logged


async def lost(run: Run, tmp_path: Path, port: int, choose: Callable[[list[int]], list[int]]) -> list[str]:
    """The acknowledged questions that power cuts lose; `choose` picks the syncs after which they happen."""
    usable = [n for n in range(len(run.syncs) - 1) if any(at < run.syncs[n + 1].at for at in run.acks.values())]
    missing: list[str] = []
    for n in choose(usable):
        here, following = run.syncs[n], run.syncs[n + 1]
        torn = random.choice((here.length, random.randint(here.length, max(here.length, following.length))))
        inbox, logged = await survivors(run, torn, tmp_path / f"cut{n}", port)
        assert not inbox & logged, "a question both waits and is decided"
        missing += [q for q, at in run.acks.items() if at < following.at and q not in inbox | logged]
    return missing


async def test_no_acknowledged_question_is_lost(tmp_path, free_port, shim):
    run = await play(tmp_path / "always", free_port, shim, "always")
    assert len(run.acks) > ACKS
    assert len(run.syncs) > SYNCS["always"]

    def spread(usable: list[int]) -> list[int]:
        return sorted({usable[-1], *random.sample(usable, CUTS)})

    assert await lost(run, tmp_path, free_port, spread) == []


async def test_acknowledging_before_syncing_is_seen(tmp_path, free_port, shim):
    """The same check, on a store that answers first and syncs later, finds losses: so it can find them."""
    run = await play(tmp_path / "everysec", free_port, shim, "everysec")
    assert len(run.syncs) > SYNCS["everysec"]

    def widest(usable: list[int]) -> list[int]:
        return sorted(usable, key=lambda n: run.syncs[n].at - run.syncs[n + 1].at)[:2]

    assert await lost(run, tmp_path, free_port, widest) != []
