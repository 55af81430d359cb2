"""Each process gets SIGKILL while 200 questions a second come in: what was acknowledged is in the archive, once.

Viewers are real WebSockets from prefixes of their own; the limits stay on. A viewer whose connection
breaks, or who is told that the store is away, sends again with the same id, as the shipped page does.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from studio.settings import derive
from tests.browser.house import Demo, running
from web.audience import address
from web.viewer_id import issue

pytestmark = pytest.mark.chaos

RATE = 200
ASKS = 5
"""Questions of one viewer: as many as the limit lets through at once."""
EVERY_S = 3.0
KILLED = ("gateway", "desk", "web", "archive", "valkey")
VIEWERS = round(RATE * EVERY_S * (len(KILLED) + 1) / ASKS)
AGAIN_S = 0.2
RETRIED = {"unavailable", "too_fast", "intake_closed", "not_found"}
"""Refusals that a retry may turn into a receipt while the house is being mended."""


@dataclass
class Crowd:
    """All viewers' book-keeping.

    Attributes:
        sent: ids of questions that were sent at least once.
        receipts: by the question's id, every receipt that it got.
        refused: how often what was refused.
    """

    demo: Demo
    key: bytes
    sent: set[str] = field(default_factory=set)
    receipts: dict[str, set[str]] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def in_flight(self) -> int:
        return len(self.sent) - len(self.acknowledged)


class Viewer:
    """One viewer who does not give up."""

    def __init__(self, crowd: Crowd, number: int) -> None:
        self._crowd = crowd
        self._number = number
        self._cookie = f"__Host-tynda-viewer={issue(crowd.key)}"
        self._open = {str(uuid.uuid4()): f"Бюджет есебі қайда шығады? {number}-{n}" for n in range(ASKS)}

    async def run(self) -> None:
        """Asks all its questions; returns when each is acknowledged."""
        while self._open:
            with suppress(OSError, WebSocketException, TimeoutError):
                async with self._connect() as ws:
                    await asyncio.gather(self._send(ws), self._receive(ws))
            await asyncio.sleep(AGAIN_S)

    def _connect(self) -> connect:
        demo = self._crowd.demo
        return connect(
            demo.said["gateway"], origin=Origin(demo.base), additional_headers={"Cookie": self._cookie},
            local_addr=(address(self._number), 0), family=2, proxy=None, compression=None,
            open_timeout=5, close_timeout=1,
        )  # fmt: skip

    async def _send(self, ws: ClientConnection) -> None:
        for command, text in list(self._open.items()):
            await self._ask(ws, command, text)
            await asyncio.sleep(AGAIN_S)

    async def _ask(self, ws: ClientConnection, command: str, text: str) -> None:
        self._crowd.sent.add(command)
        await ws.send(json.dumps({"type": "ask", "id": command, "text": text}))

    async def _receive(self, ws: ClientConnection) -> None:
        async for message in ws:
            said = json.loads(message)
            if said["type"] == "received":
                self._acknowledged(said)
            elif said["type"] == "refused":
                self._crowd.refused[said["code"]] += 1
                assert said["code"] in RETRIED, said
                return  # comes back by a new connection, with the same ids
            if not self._open:
                return

    def _acknowledged(self, said: dict[str, str]) -> None:
        self._crowd.acknowledged.add(said["id"])
        self._crowd.receipts.setdefault(said["question"], set()).add(said["receipt"])
        self._open.pop(said["id"], None)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with running(tmp_path) as started:
        yield started


def archived(demo: Demo) -> Counter[str]:
    """How often each question was taken in, as the archive's events tell; read from outside, by plain SQL."""
    path = demo.said["database_url"].partition("///")[2]
    with closing(sqlite3.connect(path, timeout=10)) as database:
        rows = database.execute(
            "select body from events where type = 'asked' and briefing = ?", [demo.said["briefing"]]
        )
        return Counter(json.loads(body)["question"] for (body,) in rows)


def numbers(demo: Demo) -> list[int]:
    """The questions' numbers, in order."""
    path = demo.said["database_url"].partition("///")[2]
    with closing(sqlite3.connect(path, timeout=10)) as database:
        wanted = "select body from records where kind = 'question' and briefing = ?"
        rows = database.execute(wanted, [demo.said["briefing"]])
        return sorted(json.loads(body)["number"] for (body,) in rows)


async def kill_each(demo: Demo, crowd: Crowd) -> dict[str, int]:
    """SIGKILL to one process after another; how many questions were in flight each time."""
    in_flight = {}
    for name in KILLED:
        await asyncio.sleep(EVERY_S)
        while not crowd.in_flight:  # at the very moment when somebody waits for a receipt
            await asyncio.sleep(0)
        in_flight[name] = crowd.in_flight
        os.kill(demo.said["pids"][name], signal.SIGKILL)
    return in_flight


async def test_every_acknowledged_question_is_archived_exactly_once(demo: Demo) -> None:
    key = derive((demo.folder / "data" / "secret").read_text().strip(), "viewers").encode()
    crowd = Crowd(demo, key)
    killing = asyncio.create_task(kill_each(demo, crowd))
    viewers = []
    async with asyncio.timeout(75):
        for number in range(VIEWERS):
            viewers.append(asyncio.create_task(Viewer(crowd, number).run()))
            await asyncio.sleep(ASKS / RATE)
        in_flight = await killing
        await asyncio.gather(*viewers)
    found: Counter[str] = Counter()
    with suppress(TimeoutError):  # then the comparison below says what is missing
        async with asyncio.timeout(10):
            while len(found := await asyncio.to_thread(archived, demo)) < len(crowd.receipts):
                await asyncio.sleep(0.2)
    print(f"{len(crowd.acknowledged)} acknowledged; in flight at each kill {in_flight}; refused {dict(crowd.refused)}")
    assert len(crowd.acknowledged) == len(crowd.receipts) == VIEWERS * ASKS
    assert set(found) >= set(crowd.receipts), "acknowledged, and lost"
    assert set(found.values()) == {1}, "taken in twice"
    assert set(found) == set(crowd.receipts), "in the archive, and never asked"
    assert all(len(codes) == 1 for codes in crowd.receipts.values()), "a repeated question got another receipt"
    assert await asyncio.to_thread(numbers, demo) == list(range(1, len(found) + 1))
    assert all(in_flight.values()), "nothing was in flight: the kill proved nothing"
    said = (demo.folder / "demo.log").read_text()
    assert all(f"{name} ended (SIGKILL)" in said for name in KILLED)
