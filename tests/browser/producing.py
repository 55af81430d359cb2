"""A producer without a page: their seat's socket, for tests in which only the screen needs a browser."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from tests.browser.house import Briefing
from tests.browser.staff import link
from tests.waiting import until


class Producer:
    """Commands, each answered; and what the console is told meanwhile, by kind and id."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self.views: dict[tuple[str, str], dict[str, Any]] = {}
        self.me = ""

    async def read(self) -> None:
        async for text in self._socket:
            frame = json.loads(text)
            self.me = self.me or frame.get("me", {}).get("person", "")
            self.views |= {(v["kind"], v["id"]): v for v in frame.get("views", ())}
            if frame.get("id") in self._answers:
                self._answers[frame["id"]].set_result(frame)

    async def send(self, type: str, **fields: Any) -> asyncio.Future[dict[str, Any]]:
        """Sends a command; its answer is to come."""
        id = secrets.token_hex(8)
        answer = self._answers[id] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"type": type, "id": id, **fields}))
        return answer

    async def say(self, type: str, **fields: Any) -> dict[str, Any]:
        """Sends a command and waits for its answer, which must not be a refusal."""
        async with asyncio.timeout(30):
            answer = await (await self.send(type, **fields))
        assert answer["type"] == "done", (type, answer)
        return answer

    def program(self, screen: str = "main") -> dict[str, Any]:
        """The program as this console knows it."""
        return self.views.get(("program", screen), {"revision": 0, "layers": {}, "preview": None, "killed": 0})

    async def take(self, item: str, screen: str = "main", *, cut: bool = False, **cue: Any) -> int:
        """Cues and takes; gives the program's revision."""
        await self.say("cue", screen=screen, item=item, **cue)
        program = self.program(screen)
        layer = program["layers"].get(program["preview"]["layer"])
        await self.say("take", screen=screen, cue=program["preview"]["id"], expected=layer and layer["id"], cut=cut)
        return int(self.program(screen)["revision"])


@asynccontextmanager
async def producing(live: Briefing) -> AsyncIterator[Producer]:
    """Somebody in the producer's seat."""
    secret = (await link(live, "producer", "Ерлан")).partition("#")[2]
    async with httpx.AsyncClient(trust_env=False) as client:
        joined = await client.post(f"{live.base}/join", json={"secret": secret}, headers={"origin": live.base})
    cookie = joined.headers["set-cookie"].partition(";")[0]
    url = f"{live.base.replace('http', 'ws', 1)}/console/{live.id}/ws"
    async with connect(url, origin=Origin(live.base), additional_headers={"Cookie": cookie}, proxy=None) as socket:
        producer = Producer(socket)
        reading = asyncio.create_task(producer.read())
        try:
            await until(lambda: producer.me, "their seat")
            yield producer
        finally:
            await socket.close()
            await asyncio.gather(reading, return_exceptions=True)
