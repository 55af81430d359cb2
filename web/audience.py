"""Simulated viewers for the demo: they open the page, ask and vote over real WebSockets, at a human pace.

They have no way in that a viewer has not: a cookie from the page, an Origin, the limits. Each speaks from
an address prefix of its own within 127.0.0.0/8, since one prefix is limited as one school or office is.
"""

from __future__ import annotations

import asyncio
import json
import random
import signal
import ssl
import sys
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

CORPUS = Path(__file__).with_name("audience_corpus.txt")
ASK_S = (45.0, 180.0)
"""Between two questions of one viewer: somebody listens, thinks, and types with a thumb."""
VOTE_S = (8.0, 60.0)
"""Between two votes of one viewer: somebody reads what others asked."""
ARRIVALS = 40.0
"""Viewers that arrive in a second, as when a link is read out."""
PAUSE_S = (1.0, 8.0)
"""Before a viewer whose connection broke comes back."""
NAMED = 0.3
"""The share of questions that carry a name and a place."""
NAMES = ("Айгерім", "Ержан", "Ольга", "Бауыржан", "Жанна", "Сергей", "Madina", "Daniyar", "Anna")
REGIONS = ("Қызылорда", "Караганда", "Алматы", "Шымкент", "Атырау", "Өскемен", "Astana")

Corpus = Sequence[tuple[str, str]]


def corpus() -> Corpus:
    """All questions, each with its language."""
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("|", 1) for line in lines if line and not line.startswith("#"))
    return [(language, text) for language, text in pairs]


def address(number: int) -> str:
    """The address of one viewer: every one has its own /24 of 127.0.0.0/8, for the first 65,000."""
    prefix = number + 256  # 127.0.0.x is where everything else of this machine speaks from
    return f"127.{prefix // 256 % 256}.{prefix % 256}.{1 + number // 65000}"


def _trust(secure: bool) -> ssl.SSLContext | None:
    """The demo's certificate is its own: on this machine there is nobody in between to check for."""
    if not secure:
        return None
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


async def open_page(url: str, host: str) -> str:
    """Opens the viewers' page from an address of this machine; gives the cookies that a browser would send.

    Args:
        url: the page.
        host: the address to speak from.

    Raises:
        OSError: the page can't be reached.
    """
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(
        parts.hostname, parts.port, ssl=_trust(parts.scheme == "https"), local_addr=(host, 0), family=2
    )
    try:
        writer.write(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
        cookies = []
        while (line := await reader.readline()).strip():
            name, _, value = line.decode("latin-1").partition(":")
            if name.lower() == "set-cookie":
                cookies.append(value.strip().partition(";")[0])
        return "; ".join(cookies)
    finally:
        writer.close()


@dataclass
class Viewer:
    """One person with a phone.

    Attributes:
        page: the viewers' page.
        gateway: the WebSocket.
        number: which viewer; also the seed of what it does.
        texts: what it may ask.
        pace: multiplies every pause; 1 is a human's.
    """

    page: str
    gateway: str
    number: int
    texts: Corpus
    pace: float = 1.0
    receipts: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    voted: set[str] = field(default_factory=set)
    _asking: dict[str, Any] | None = None
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.number)

    async def run(self) -> None:
        """Watches until cancelled; comes back when the connection breaks."""
        cookie = ""
        while True:
            with suppress(OSError, WebSocketException, asyncio.IncompleteReadError):
                cookie = cookie or await open_page(self.page, address(self.number))
                async with self._connect(cookie) as socket:
                    await self._watch(socket)
            await asyncio.sleep(self._between(PAUSE_S))

    def _connect(self, cookie: str) -> connect:
        parts = urlsplit(self.page)
        return connect(
            self.gateway, origin=Origin(f"{parts.scheme}://{parts.netloc}"), additional_headers={"Cookie": cookie},
            local_addr=(address(self.number), 0), family=2, compression=None, proxy=None,
            ssl=_trust(self.gateway.startswith("wss")),
        )  # fmt: skip

    def _between(self, bounds: tuple[float, float]) -> float:
        return self._chance.uniform(*bounds) * self.pace

    async def _watch(self, socket: ClientConnection) -> None:
        if self._asking is not None:  # sent before the connection broke, and not acknowledged: once more, same id
            await socket.send(json.dumps(self._asking))
        habits = [asyncio.create_task(self._ask(socket)), asyncio.create_task(self._vote(socket))]
        try:
            async for message in socket:
                self._read(json.loads(message))
        finally:
            for habit in habits:
                habit.cancel()
            await asyncio.gather(*habits, return_exceptions=True)

    def _read(self, message: Mapping[str, Any]) -> None:
        kind = message.get("type")
        if kind in {"snapshot", "views"}:
            for view in message["views"]:
                self._look_at(view)
        elif kind == "received":
            self.receipts.append(message["receipt"])
            self._asking = None
        elif kind == "refused":
            self.refused.append(message["code"])
            if self._asking is not None and message.get("id") == self._asking["id"]:
                self._asking = None

    def _look_at(self, view: Mapping[str, Any]) -> None:
        if view.get("kind") == "question" and not view.get("gone") and view.get("text"):
            self._seen.add(view["id"])
        elif view.get("kind") == "question":
            self._seen.discard(view["id"])

    async def _ask(self, socket: ClientConnection) -> None:
        # Some come with their question ready: the desk must not stay empty for the first minute.
        pause = ASK_S if self.receipts else (0.0, ASK_S[1])
        while True:
            await asyncio.sleep(self._between(pause))
            pause = ASK_S
            if self._asking is not None:
                continue
            language, text = self._chance.choice(self.texts)
            named = self._chance.random() < NAMED
            self._asking = {
                "type": "ask", "id": str(uuid.UUID(int=random.getrandbits(128))), "text": text, "language": language,
                "name": self._chance.choice(NAMES) if named else None,
                "region": self._chance.choice(REGIONS) if named else None,
            }  # fmt: skip
            await socket.send(json.dumps(self._asking))

    async def _vote(self, socket: ClientConnection) -> None:
        while True:
            await asyncio.sleep(self._between(VOTE_S))
            if choices := sorted(self._seen - self.voted):
                question = self._chance.choice(choices)
                self.voted.add(question)
                await socket.send(json.dumps({
                    "type": "vote", "id": str(uuid.UUID(int=random.getrandbits(128))), "question": question, "up": True,
                }))  # fmt: skip


async def run(number: int, page: str, gateway: str) -> None:
    """Lets viewers arrive and stay until SIGTERM.

    Args:
        number: how many.
        page: the viewers' page.
        gateway: the briefing's WebSocket.
    """
    texts, stop, loop = corpus(), asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    viewers: list[asyncio.Task[None]] = []
    for n in range(number):
        viewers.append(asyncio.create_task(Viewer(page, gateway, n, texts).run()))
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 1 / ARRIVALS)
        if stop.is_set():
            break
    await stop.wait()
    for viewer in viewers:
        viewer.cancel()
    await asyncio.gather(*viewers, return_exceptions=True)


def main(arguments: Sequence[str]) -> None:
    """`python -m web.audience NUMBER PAGE GATEWAY`."""
    number, page, gateway = arguments
    asyncio.run(run(int(number), page, gateway))


if __name__ == "__main__":
    main(sys.argv[1:])
