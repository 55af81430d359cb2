"""Something on air and pages that show it, as bare sockets; and a line to the store that can be held."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from pydantic import SecretStr
from websockets.asyncio.client import ClientConnection

from overlays import console
from overlays.program import Program
from overlays.screens import Screen, tally
from qa import desk
from studio.log import Done, Log, decode
from studio.settings import Settings
from tests.web.conftest import Web, frame, running
from tests.web.test_socket import asked
from web.clock import now
from web.kinds import KINDS

web_of = asynccontextmanager(running)
"""A web process with these settings."""


async def approved(web: Web, briefing: str, *ids: str) -> None:
    """Questions that may go on air."""
    for number, id in enumerate(ids, 1):
        await asked(web, briefing, id, number)
        assert isinstance(await desk.approve(web.own.act(briefing, "m"), f"decision-{id}", id, 0), Done)


async def record(log: Log, briefing: str, k: str) -> Any:
    """A record as it stands in the store."""
    return decode(KINDS, k, (await log.read(briefing, [k]))[k])


async def take(web: Web, briefing: str, question: str = "q1", screen: str = "main", **cue: Any) -> Program:
    """Puts an approved question on air; gives the program."""
    assert isinstance(await console.cue(web.own.act(briefing, "p"), screen, question, **cue), Done)
    program: Program = await record(web.own.log, briefing, f"program/{screen}")
    assert program.preview
    there = program.layers.get("question")
    order = (screen, program.preview.id, there.id if there else None)
    done = await console.take(web.own.act(briefing, "p"), *order)
    assert isinstance(done, Done), done
    taken: Program = done.records[f"program/{screen}"]
    return taken


async def events(log: Log, briefing: str, *types: str) -> list[tuple[str, Any]]:
    """By whom and what, of these types, from the log's beginning."""
    async for entries in log.follow(briefing, "0"):
        return [(e.entry.by, event) for e in entries for event in e.entry.events if event.type in types]
    raise AssertionError("unreachable")


async def light(log: Log, briefing: str) -> tuple[str, str]:
    """What the red light of the screen "main" shows, and why."""
    program: Program = await record(log, briefing, "program/main")
    screen: Screen = await record(log, briefing, "screen/main")
    return tally(program, screen, now())


class Page:
    """A screen's page, reduced to its socket."""

    def __init__(self, socket: ClientConnection, first: dict[str, Any]) -> None:
        self.socket = socket
        self.first = first
        self.views: dict[str, dict[str, Any]] = {}
        self._take_in(first)

    def _take_in(self, said: dict[str, Any]) -> None:
        self.views |= {v["kind"]: v for v in said.get("views", ())}

    async def say(self, type: str, **more: Any) -> None:
        await self.socket.send(json.dumps({"type": type, **more}))

    async def sees(self, true: Callable[[dict[str, dict[str, Any]]], Any]) -> dict[str, dict[str, Any]]:
        """The views by kind, once they are so."""
        while not true(self.views):
            self._take_in(await frame(self.socket, "views"))
        return self.views


@asynccontextmanager
async def page_of(web: Web, key: str, page: str | None = None) -> AsyncIterator[Page]:
    """A page of the screen that this key belongs to."""
    async with web.socket("/screen/ws") as socket:
        await socket.send(json.dumps({"type": "hello", "key": key, "page": page}))
        yield Page(socket, await frame(socket, "snapshot"))


class Cable:
    """A line to the store; held, nothing passes and nothing ends, as when a switch is gone."""

    def __init__(self) -> None:
        self._passes = asyncio.Event()
        self._passes.set()

    def hold(self) -> None:
        self._passes.clear()

    def release(self) -> None:
        self._passes.set()

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                await self._passes.wait()
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


@asynccontextmanager
async def cable(settings: Settings) -> AsyncIterator[tuple[Settings, Cable]]:
    """The settings with a line of their own to the store."""
    parts, line = urlsplit(settings.redis_url.get_secret_value()), Cable()
    tasks: set[asyncio.Task[None]] = set()

    async def joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            await asyncio.gather(line.pump(reader, back), line.pump(there, writer))
        finally:
            back.close()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(joined(reader, writer))
        tasks.add(task)
        # Here and not in the task, which may be cancelled before it begins.
        task.add_done_callback(lambda _: (tasks.discard(task), writer.close()))

    async with await asyncio.start_server(connected, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        at = parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{port}")
        yield settings.model_copy(update={"redis_url": SecretStr(urlunsplit(at))}), line
        line.release()
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
