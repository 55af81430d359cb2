"""What the house says of itself, and what it still does, while its store or its archive's database is away."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from studio.redis_log import RedisLog
from studio.settings import derive
from tests.browser.house import Briefing, Demo, running
from web.viewer_id import issue

pytestmark = [pytest.mark.chaos, pytest.mark.integration]

ALL = {"web", "gateway", "desk", "archive"}
SOON_S = 8.0
"""Within which a process must have noticed; a load balancer asks about as often."""
BACK_S = 20.0
POLL_S = 0.1
TABLES = ("positions", "events", "records")

Health = dict[str, tuple[int, dict[str, Any]]]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with running(tmp_path) as started:
        yield started


async def health(demo: Demo) -> Health:
    """What each process answers to `/health/ready`."""
    async with httpx.AsyncClient(timeout=SOON_S, trust_env=False) as client:

        async def ask(name: str) -> tuple[int, dict[str, Any]]:
            url = demo.said["health"][name]
            answer = await client.get(url if url.endswith("/ready") else f"{url}/health/ready")
            return answer.status_code, answer.json()

        names = sorted(ALL)
        return dict(zip(names, await asyncio.gather(*map(ask, names)), strict=True))


async def becomes(demo: Demo, true: Callable[[Health], bool], within_s: float) -> Health:
    """The first health of which this is true; fails with the last one."""
    now: Health = {}
    try:
        async with asyncio.timeout(within_s):
            while not true(now := await health(demo)):
                await asyncio.sleep(POLL_S)
    except TimeoutError:
        raise AssertionError(f"after {within_s} s: {now}") from None
    return now


def all_well(now: Health) -> bool:
    return all(status == 200 and said["status"] in {"ok", "ready"} for status, said in now.values())


def viewer(demo: Demo) -> Awaitable[ClientConnection]:
    """A viewer's WebSocket, as a browser opens it."""
    secret = (demo.folder / "data" / "secret").read_text().strip()
    cookie = f"__Host-tynda-viewer={issue(derive(secret, 'viewers').encode())}"
    return connect(demo.said["gateway"], origin=Origin(demo.base), additional_headers={"Cookie": cookie}, proxy=None)


async def said(socket: ClientConnection, seconds: float) -> list[dict[str, Any]]:
    """The replies that come within so long, up to the first."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = json.loads(await socket.recv())
                if message["type"] in {"received", "refused"}:
                    return [message]
    except TimeoutError:
        return []


async def insist(socket: ClientConnection, ask: dict[str, str]) -> dict[str, Any]:
    """Sends the same question until it is acknowledged."""
    async with asyncio.timeout(BACK_S):
        while True:
            await socket.send(json.dumps(ask))
            for answer in await said(socket, 2.0):
                if answer["type"] == "received":
                    return answer
            await asyncio.sleep(POLL_S)


def question(text: str) -> dict[str, str]:
    return {"type": "ask", "id": str(uuid.uuid4()), "text": text}


async def test_without_its_store_nobody_is_ready_and_nothing_is_acknowledged(demo):
    await becomes(demo, all_well, BACK_S)
    socket, ask = await viewer(demo), question("Когда откроют поликлинику на левом берегу?")
    os.kill(demo.said["pids"]["valkey"], signal.SIGSTOP)
    try:
        await socket.send(json.dumps(ask))
        now = await becomes(demo, lambda now: {status for status, _ in now.values()} == {503}, SOON_S)
        assert now["web"][1]["reason"] == "store_away"
        for name in ALL - {"web"}:
            assert now[name][1]["away"]["store"], now
        answers = await said(socket, 1.0)
        await socket.send(json.dumps(ask))
        answers += await said(socket, 3.0)
        assert answers, "whoever asks while the store is away is told so"
        assert {(a["type"], a.get("code")) for a in answers} == {("refused", "unavailable")}
    finally:
        os.kill(demo.said["pids"]["valkey"], signal.SIGCONT)
    receipts = {(await insist(socket, ask))["receipt"] for _ in range(3)}
    assert len(receipts) == 1
    await becomes(demo, all_well, BACK_S)
    await socket.close()
    log = RedisLog.connect(demo.said["redis_url"])
    briefing = Briefing(log, demo.base, id=demo.said["briefing"])
    await briefing.question(ask["text"])  # fails when it was taken in twice
    await log.aclose()


class Database:
    """The archive's, opened from outside."""

    def __init__(self, demo: Demo) -> None:
        self._path = demo.said["database_url"].partition("///")[2]

    def rename(self, pattern: str, to: str) -> None:
        with closing(sqlite3.connect(self._path, timeout=10)) as database:
            for table in TABLES:
                database.execute(f"ALTER TABLE {pattern.format(table)} RENAME TO {to.format(table)}")
            database.commit()

    def archived(self, text: str) -> int:
        with closing(sqlite3.connect(self._path, timeout=10)) as database:
            rows = database.execute("SELECT body FROM records WHERE kind = 'question'").fetchall()
        return sum(json.loads(body)["wordings"][0]["text"] == text for (body,) in rows)


async def test_without_the_archives_database_the_house_is_degraded_and_goes_on(demo):
    await becomes(demo, all_well, BACK_S)
    socket, ask, database = await viewer(demo), question("Мектеп асханасының мәзірін кім бекітеді?"), Database(demo)
    database.rename("{}", "{}_away")

    def degraded(now: Health) -> bool:
        house = [now[name] for name in ("web", "gateway")]
        return now["archive"][0] == 503 and all((s, b["status"]) == (200, "degraded") for s, b in house)

    now = await becomes(demo, degraded, SOON_S)
    assert now["archive"][1]["away"]["database"], now
    assert now["web"][1]["reason"] == "archive_database_away"
    assert now["gateway"][1]["away"]["archive"], now
    assert now["desk"][0] == 200
    await insist(socket, ask)
    await socket.close()
    assert degraded(await health(demo)), "a question that came in since does not hide it"
    database.rename("{}_away", "{}")
    await becomes(demo, all_well, BACK_S)
    async with asyncio.timeout(BACK_S):
        while database.archived(ask["text"]) != 1:
            await asyncio.sleep(POLL_S)
