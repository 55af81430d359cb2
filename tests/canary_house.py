"""A running demo whose every socket is listened to: what the search for canaries goes through."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import httpx
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from studio.settings import derive
from tests.browser.house import Demo
from web.clock import now
from web.viewer_id import issue


class Ear:
    """Hears every frame of one socket, from its opening on."""

    def __init__(self, ws: ClientConnection) -> None:
        self.ws = ws
        self.heard: list[bytes] = []
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self.task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        with suppress(ConnectionClosed):
            async for message in self.ws:
                self.heard.append(message.encode() if isinstance(message, str) else message)
                said = json.loads(message)
                if (waiting := self._answers.pop(said.get("id") or "", None)) and not waiting.done():
                    waiting.set_result(said)

    async def say(self, type: str, **more: Any) -> dict[str, Any]:
        """The answer to a command."""
        id = str(uuid.uuid4())
        waiting = self._answers[id] = asyncio.get_running_loop().create_future()
        await self.ws.send(json.dumps({"type": type, "id": id, **more}))
        async with asyncio.timeout(10):
            return await waiting

    async def done(self, type: str, **more: Any) -> dict[str, Any]:
        answer = await self.say(type, **more)
        assert answer["type"] in {"done", "received"}, answer
        return answer

    async def hears(self, word: str) -> None:
        """Returns once a frame has said this word."""
        async with asyncio.timeout(10):
            while not any(word.encode() in heard for heard in self.heard):
                await asyncio.sleep(0.02)

    async def snapshot(self) -> Ear:
        async with asyncio.timeout(10):
            while not any(b'"snapshot"' in heard for heard in self.heard):
                await asyncio.sleep(0.02)
        return self


class House:
    """A running demo, and how one gets into it."""

    def __init__(self, demo: Demo, http: httpx.AsyncClient, stack: AsyncExitStack) -> None:
        self.demo, self.http = demo, http
        self.briefing = str(demo.said["briefing"])
        self._stack = stack

    async def open(self, url: str, cookie: str, **more: Any) -> Ear:
        socket = connect(
            url,
            origin=Origin(self.demo.base),
            additional_headers={"Cookie": cookie} if cookie else {},
            proxy=None,
            **more,
        )
        return Ear(await self._stack.enter_async_context(socket))

    async def viewer(self, address: str | None = None) -> Ear:
        key = derive((self.demo.folder / "data" / "secret").read_text().strip(), "viewers").encode()
        local: dict[str, Any] = {"local_addr": (address, 0), "family": 2} if address else {}
        return await self.open(self.demo.said["gateway"], f"__Host-tynda-viewer={issue(key)}", **local)

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Redis]:
        """The store, as the administrator."""
        admin = Redis.from_url(self.demo.said["redis_url"])
        try:
            yield admin
        finally:
            await admin.aclose()

    async def cookie(self, seat: str) -> str:
        secret = self.demo.urls[seat].partition("#")[2]
        async with httpx.AsyncClient(base_url=self.demo.base) as browser:  # of its own: a session for each seat
            response = await browser.post("/join", json={"secret": secret}, headers={"origin": self.demo.base})
        assert response.status_code == 200
        return str(response.headers["set-cookie"]).partition(";")[0]

    async def seat(self, seat: str, path: str) -> Ear:
        where = self.demo.base.replace("http", "ws", 1) + path.replace("{}", self.briefing)
        ear = await self.open(where, "" if seat == "screen" else await self.cookie(seat))
        if seat == "screen":
            key = self.demo.urls["screen"].partition("#")[2]
            await ear.ws.send(json.dumps({"type": "hello", "key": key}))
        return await ear.snapshot()

    async def caption(self, ear: Ear, text: str) -> None:
        """Writes what is said, in Kazakh."""
        at = now()
        await ear.done("caption", line="canary-line", language="kk", text=text, since=at, until=at + 900)

    async def publish(self) -> None:
        """Has an archivist publish the transcript, and returns once its lines stand in the record."""
        headers, at = (
            {"cookie": await self.cookie("office"), "origin": self.demo.base},
            f"/records/{self.briefing}/publish",
        )
        page = (await self.http.get(at, headers=headers)).text
        form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        assert (await self.http.post(at, data=form, headers=headers)).status_code == 303, page
        async with asyncio.timeout(20):
            while (await self.http.get("/archive/demo/captions.vtt")).status_code != 200:
                await asyncio.sleep(0.1)


@asynccontextmanager
async def housed(demo: Demo) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=demo.base, timeout=20))
        yield House(demo, http, stack)
