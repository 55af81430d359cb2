"""The demo as it runs, with people at its seats: what the benches `desk` and `air` stand on."""

from __future__ import annotations

import asyncio
import json
import secrets
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from qa import receipts
from studio.log import decode
from studio.records import key
from studio.redis_air import BATCH, Knock, RedisAir
from studio.redis_log import RedisLog
from studio.settings import derive
from tests.bench.machine import BUSY, Bottleneck, Crowd
from tests.browser.house import Demo, running
from web.kinds import KINDS

VIEWERS = 5000
WINDOW = 256
PER_S = 3
"""Tallies a second that the viewers must hear of at the least: the desk publishes at most four."""
VOTES_PER_S = 32
PATIENCE_S = 10
ASKED_S = 60

Views = dict[str, dict[str, Any]]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


@contextmanager
def demo() -> Iterator[Demo]:
    """`./tynda demo`, on ports and a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="tynda-bench-") as folder, running(Path(folder)) as started:
        yield started


class Seat:
    """A seat's WebSocket: what it sees, and when it saw it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.views: Views = {}
        self.tallies: Counter[str] = Counter()
        self._socket = socket
        self._waiting: list[tuple[Callable[[Views], bool], asyncio.Future[float]]] = []
        self._reader = asyncio.create_task(self._read())

    async def send(self, type: str, **fields: Any) -> float:
        """Sends a command; gives the second just before."""
        text = json.dumps({"type": type, "id": secrets.token_hex(8), **fields})
        at = time.perf_counter()
        await self._socket.send(text)
        return at

    async def until(self, true: Callable[[Views], bool]) -> float:
        """The second at which the frame arrived that made it true; now, if it is.

        Raises:
            TimeoutError: it never became so.
        """
        if true(self.views):
            return time.perf_counter()
        future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting.append((true, future))
        either: set[asyncio.Future[Any]] = {future, self._reader}
        done, _ = await asyncio.wait(either, timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED)
        if future not in done:
            if self._reader.done():
                self._reader.result()
            raise TimeoutError("the seat never saw it")
        return future.result()

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """Leaves what is said in the socket for a while: who sits there has a machine of their own, not this one."""
        transport = self._socket.transport
        transport.pause_reading()
        try:
            yield
        finally:
            transport.resume_reading()

    async def close(self) -> None:
        """Stands up."""
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)
        await self._socket.close()

    async def _read(self) -> None:
        while True:
            text = await self._socket.recv()
            at = time.perf_counter()
            frame = json.loads(text)
            if frame["type"] == "refused":
                raise RuntimeError(f"refused: {frame}")
            for view in frame.get("views", ()):
                self.tallies[view["id"]] += view["kind"] == "tally"
                self.views[f"{view['kind']}/{view['id']}"] = view
            for waiting in list(self._waiting):
                if waiting[0](self.views):
                    self._waiting.remove(waiting)
                    waiting[1].set_result(at)


@asynccontextmanager
async def seat(house: Demo, role: str) -> AsyncIterator[Seat]:
    """Joins by the demo's link and sits down."""
    base, _, secret = house.urls[role].partition("/join#")
    async with httpx.AsyncClient(base_url=base, headers={"origin": base}) as http:
        joined = (await http.post("/join", json={"secret": secret})).raise_for_status()
    cookie = joined.headers["set-cookie"].partition(";")[0]
    where = f"{base.replace('http', 'ws', 1)}{joined.json()['next']}/ws"
    async with connect(
        where, origin=Origin(base), additional_headers={"cookie": cookie}, compression=None, max_size=None
    ) as socket:
        seated = Seat(socket)
        try:
            await seated.until(lambda views: key("briefing", "briefing") in views)
            yield seated
        finally:
            await seated.close()


def _knock(n: int) -> Knock:
    author, command = secrets.token_hex(16), secrets.token_hex(8)
    # The benches know a text in the page by its beginning.
    text = f"Q{n} Неге біздің ауылдағы өзіне-өзі қызмет көрсету бұрышы сенбі күні жұмыс істемейді?"
    body = json.dumps({"type": "ask", "id": command, "text": text, "name": "Айгүл", "region": "Абай облысы"}).encode()
    code = receipts.code(secrets.token_bytes(receipts.ENTROPY))
    return Knock("ask", author, command, "", receipts.question_id(author, command), code, body)


async def asked(house: Demo, count: int) -> list[str]:
    """Puts questions into the inbox, each a viewer's of its own, and waits for the desk; gives their ids."""
    briefing = house.said["briefing"]
    air, log = RedisAir.connect(house.said["redis_url"]), RedisLog.connect(house.said["redis_url"])
    items = [_knock(n) for n in range(count)]
    for first in range(0, count, BATCH):
        results = await air.knock(briefing, items[first : first + BATCH])
        assert all(result.ok for result in results), results
    last = key("question", items[-1].question)
    async with asyncio.timeout(ASKED_S):
        while decode(KINDS, last, (await log.read(briefing, [last]))[last]) is None:
            await asyncio.sleep(0.05)
    await air.aclose()
    await log.aclose()
    return [item.question for item in items]


class Audience:
    """Viewers on the gateway who vote, so that all of them hear of it four times a second."""

    def __init__(self, house: Demo, question: str, count: int) -> None:
        briefing = house.said["briefing"]
        secret = (house.folder / "data" / "secret").read_text(encoding="utf-8").strip()
        port = urlsplit(house.said["gateway"]).port
        assert port is not None
        self.busy: list[float] = []
        self.heard: list[float] = []
        self._question = question
        self._up = True
        self._crowd = Crowd(port, count, path=f"/b/{briefing}", key=derive(secret, "viewers"), origin=house.base)
        got = self._crowd.connect(WINDOW)
        if got["errors"]:
            raise RuntimeError(f"{got['errors']} of {count} could not connect")

    @asynccontextmanager
    async def voting(self, seated: Seat, seconds: float) -> AsyncIterator[None]:
        """Votes for so long beside what is measured; `seated` tells how often the tally changed."""
        vote = json.dumps({"type": "vote", "id": "#", "question": self._question, "up": self._up})
        self._up = not self._up  # the same viewers take their votes back the next time
        before, began = seated.tallies[self._question], time.perf_counter()
        total = int(VOTES_PER_S * seconds)
        votes = asyncio.create_task(
            asyncio.to_thread(self._crowd.load, vote, total, window=64, per_s=VOTES_PER_S)
        )  # fmt: skip
        await asyncio.sleep(0.3)
        yield
        got = await votes
        if got["lost"] or got["refused"]:
            raise RuntimeError(f"votes: {got}")
        self.busy.append(got["busy"])
        self.heard.append((seated.tallies[self._question] - before) / (time.perf_counter() - began))

    def check(self) -> None:
        """Raises:
        Bottleneck: the load was not what it should have been.
        """
        if statistics.median(self.busy) > BUSY:
            raise Bottleneck(f"the viewers used {statistics.median(self.busy):.2f} of a CPU")
        if statistics.median(self.heard) < PER_S:
            raise Bottleneck(f"only {statistics.median(self.heard):.1f} broadcasts a second")

    def close(self) -> None:
        """Hangs up."""
        self._crowd.close()
