"""The link to OBS against peers that are none, or odd ones: it says so, holds nothing, and comes again later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgpack
import pytest
import structlog
from websockets.asyncio.server import ServerConnection, serve

from overlays import obs_client
from overlays.obs import ASKED, SCENE, Request, Status
from overlays.obs_client import Client
from tests.overlays.test_obs import ON, answers
from tests.waiting import until

Peer = Callable[[ServerConnection], Awaitable[None]]
HELLO = {"op": 0, "d": {"rpcVersion": 1, "obsWebSocketVersion": "5.1.0"}}
IDENTIFIED = {"op": 2, "d": {"negotiatedRpcVersion": 1}}
EVENT = {"op": 5, "d": {"eventType": "CurrentProgramSceneChanged", "eventData": {"sceneName": "x"}}}


class Link:
    """A client at work, and what it says."""

    def __init__(self, url: str, password: str = "") -> None:
        self.said: list[Status] = []
        self.client = Client(url, password, "", self.said.append)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Link]:
        task = asyncio.create_task(self.client.run())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def says(self, true: Callable[[Status], Any], what: str) -> Status:
        await until(lambda: any(true(s) for s in self.said), what)
        return next(s for s in self.said if true(s))


@asynccontextmanager
async def peer(port: int, script: Peer) -> AsyncIterator[list[ServerConnection]]:
    """Something that listens where OBS should; the connections that came."""
    came: list[ServerConnection] = []

    async def handle(connection: ServerConnection) -> None:
        came.append(connection)
        await script(connection)

    async with serve(handle, "127.0.0.1", port, subprotocols=["obswebsocket.msgpack"], close_timeout=0.1):
        yield came


async def say(connection: ServerConnection, *messages: Any) -> None:
    for message in messages:
        await connection.send(message if isinstance(message, bytes | str) else msgpack.packb(message))


def talks(*messages: Any) -> Peer:
    """Says this at once, and then listens for ever."""

    async def script(connection: ServerConnection) -> None:
        await say(connection, *messages)
        await connection.wait_closed()

    return script


def reply(request: Any, data: list[Any] | None = None, code: int = 100) -> dict[str, Any]:
    told = answers() if data is None else data
    results = [
        {"requestType": kind, "requestStatus": {"result": code == 100, "code": code}, "responseData": one}
        for kind, one in zip(ASKED, told, strict=False)
    ]
    return {"op": 9, "d": {"requestId": request["d"]["requestId"], "results": results}}


def replies(*each: Callable[[Any], Any]) -> Peer:
    """Lets the client in and replies to its first requests like this, and to all others as OBS does."""

    async def script(connection: ServerConnection) -> None:
        await say(connection, HELLO)
        await connection.recv()
        await say(connection, IDENTIFIED)
        waiting = list(each)
        async for message in connection:
            request = msgpack.unpackb(message)
            await say(connection, waiting.pop(0)(request) if waiting else reply(request))

    return script


def closes(code: int) -> Peer:
    async def script(connection: ServerConnection) -> None:
        await connection.close(code)

    return script


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(obs_client, "ANSWER_S", 0.5)
    monkeypatch.setattr(obs_client, "CLOSE_S", 0.1)


@pytest.mark.parametrize(
    ("script", "trouble"),
    [
        (talks(), "no_answer"),
        (talks(b"\xc1", b"", "text"), "no_answer"),
        (talks(5), "not_obs"),
        (talks({"op": 0}), "not_obs"),
        (talks({"op": 0, "d": {"authentication": {}}}), "not_obs"),
        (talks({1: 2}, {"op": "?", "d": None}), "no_answer"),
        (talks(HELLO), "no_answer"),
        (talks(HELLO, IDENTIFIED), "no_answer"),
        (replies(lambda _: {"op": 9, "d": {}}), "not_obs"),
        (replies(lambda r: {"op": 9, "d": {"requestId": r["d"]["requestId"]}}), "not_obs"),
        (replies(lambda r: {"op": 9, "d": {"requestId": r["d"]["requestId"], "results": [{}]}}), "not_obs"),
        (replies(lambda r: reply(r, [])), "not_obs"),
        (replies(lambda r: reply(r, [None] * 5)), "not_obs"),
        (replies(lambda r: reply(r, ["x"] * 5, code=600)), "not_obs"),
        (replies(lambda _: {"op": 7, "d": {"requestId": b"\0"}}), "not_obs"),
        (closes(1000), "no_answer"),
        (closes(4009), "wrong_password"),
        (closes(4010), "not_obs"),
        (closes(4011), "no_answer"),
    ],
)
async def test_what_is_no_obs_is_said_to_be_none(script: Peer, trouble: str, free_port: int) -> None:
    async with peer(free_port, script) as came, Link(f"ws://127.0.0.1:{free_port}").working() as link:
        assert (await link.says(lambda s: s.trouble is not None, "the trouble was told")).trouble == trouble
        assert not any(s.connected for s in link.said)
        await until(lambda: all(c.close_code is not None for c in came), "the connection was let go")


async def test_a_port_where_nobody_listens_and_one_of_another_protocol(free_ports: list[int]) -> None:
    async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async with Link(f"ws://127.0.0.1:{free_ports[0]}").working() as link:
        await link.says(lambda s: s.trouble == "no_answer", "nobody was there")
    server = await asyncio.start_server(web, "127.0.0.1", free_ports[1])
    async with server, Link(f"ws://127.0.0.1:{free_ports[1]}").working() as link:
        await link.says(lambda s: s.trouble == "not_obs", "a web server was told from OBS")


async def test_an_obs_that_still_starts_is_waited_for(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(obs_client, "LOOK_S", 0.05)
    starting = [lambda r: reply(r, [None] * 5, code=207)] * 3
    async with peer(free_port, replies(*starting)) as came, Link(f"ws://127.0.0.1:{free_port}").working() as link:
        await until(lambda: link.said, "a status was told")
        assert (link.said[0], len(came)) == (ON, 1)


async def test_what_can_not_be_done_now_is_not_asked_later(free_port: int) -> None:
    asked: list[Any] = []

    async def script(connection: ServerConnection) -> None:
        await say(connection, HELLO)
        await connection.recv()
        await say(connection, IDENTIFIED)
        async for message in connection:
            request = msgpack.unpackb(message)
            asked.extend([request["d"]["requestData"]] if request["op"] == 6 else [])
            await say(connection, reply(request))  # to a single request: an answer to something else

    link = Link(f"ws://127.0.0.1:{free_port}")
    await link.client.ask([Request(SCENE, {"sceneName": "before"})])
    async with peer(free_port, script), link.working():
        await link.says(lambda s: s.connected, "it is connected")
        with structlog.testing.capture_logs() as logs:
            await link.client.ask([Request(SCENE, {"sceneName": "odd"}), Request(SCENE, {"sceneName": "next"})])
        assert asked == [{"sceneName": "odd"}]
        assert [e["event"] for e in logs] == ["obs_did_not_answer"]


async def test_events_without_end_are_one_look_now_and_then(free_port: int) -> None:
    looks = 0

    async def script(connection: ServerConnection) -> None:
        nonlocal looks
        await say(connection, HELLO)
        await connection.recv()
        await say(connection, IDENTIFIED)
        async for message in connection:
            looks += 1
            await say(connection, reply(msgpack.unpackb(message)), *[EVENT] * 100)

    async with peer(free_port, script), Link(f"ws://127.0.0.1:{free_port}").working() as link:
        await link.says(lambda s: s.connected, "it is connected in spite of them")
        await asyncio.sleep(10 * obs_client.GAP_S)
        assert looks <= 12
