"""The shell of every staff WebSocket: who gets in, what is answered, how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import socket
from collections.abc import Mapping
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from studio import office
from studio.events import Asked, text_hash
from studio.log import Done
from tests.web.conftest import Web, frame, news, running
from web.sessions import TTL_MS
from web.socket import BURST

pytestmark = pytest.mark.integration
SECRET_TEXT = "my IIN is 870112300123"
LOOK = json.dumps({"type": "look", "id": "look-at-all", "list": "all"})


async def refused(connecting: Any, more: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Status and code of a handshake that is refused."""
    with pytest.raises(InvalidStatus) as caught:
        async with connecting:
            pass
    response = caught.value.response
    assert {"content-type": "application/problem+json", **(more or {})}.items() <= dict(response.headers).items()
    return response.status_code, json.loads(response.body)["code"]


async def closed(ws: ClientConnection, within: float = 5) -> int:
    """The code that the server closes with; reads what comes before."""
    async with asyncio.timeout(within):
        try:
            while True:
                await ws.recv()
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd else 0  # 0: cut without a close frame


async def asked(web: Web, briefing: str, id: str = "q1", number: int = 1, text: str = "Неге?") -> None:
    """A question, as the desk process would log it."""
    event = Asked(
        question=id, number=number, language="ru", hash=text_hash("ru", text),
        author="a" * 32, text=text, receipt="c" * 64,
    )  # fmt: skip
    outcome = await web.own.act(briefing, "desk").commit([f"question/{id}"], lambda states: [event])
    assert isinstance(outcome, Done)


@pytest.fixture
async def desk(web: Web, briefing: str) -> tuple[str, str]:
    """The path of a desk's socket, and the cookie of its moderator."""
    await web.briefing(briefing)
    return f"/desk/{briefing}/ws", await web.sit("moderator", briefing)


# -- the handshake ------------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://127.0.0.1:1"])
async def test_a_page_of_elsewhere_is_refused(web: Web, desk: tuple[str, str], origin: str | None) -> None:
    path, cookie = desk
    for where in (path, "/screen/ws"):
        assert await refused(web.socket(where, cookie, origin=origin)) == (403, "foreign_origin")


async def test_no_session_no_socket(web: Web, desk: tuple[str, str]) -> None:
    path, cookie = desk
    name = cookie.partition("=")[0]
    assert await refused(web.socket(path)) == (401, "no_session")
    assert await refused(web.socket(path, f"{name}=planted-by-somebody-else")) == (401, "no_session")


async def test_anothers_briefing_and_an_unknown_one(web: Web, desk: tuple[str, str], briefing: str) -> None:
    await web.briefing(f"{briefing}2")
    assert await refused(web.socket(f"/desk/{briefing}2/ws", desk[1])) == (403, "forbidden")
    assert await refused(web.socket("/desk/nowhere/ws", desk[1])) == (404, "not_found")


async def test_a_session_ends_on_an_open_socket_and_at_the_door(web: Web, desk: tuple[str, str]) -> None:
    path, cookie = desk
    token = cookie.partition("=")[2]
    session = await web.own.sessions.read(token)
    assert session is not None
    late = {"now": session.until - 300}
    object.__setattr__(web.own, "clock", lambda: late["now"])
    web.own.sessions._clock = lambda: late["now"]
    async with web.socket(path, cookie) as ws:
        await frame(ws, "snapshot")
        assert await closed(ws) == 4401
    late["now"] += TTL_MS
    assert await refused(web.socket(path, cookie)) == (401, "no_session")


# -- what is said -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        f"{SECRET_TEXT} is not JSON", '{"id": "12345678"}', "[]", "7", "", '"again"',
        json.dumps({"type": "shout", "id": "12345678", "text": SECRET_TEXT}),
        json.dumps({"type": "claim", "id": "1", "question": SECRET_TEXT}),
        json.dumps({"type": "claim", "id": "12345678", "question": "q", "extra": SECRET_TEXT}),
        json.dumps({"type": "take", "id": "12345678", "screen": "main", "cue": "c", "expected": None}),
        SECRET_TEXT.encode(),
    ],
)  # fmt: skip
async def test_what_is_no_message_ends_the_connection(
    web: Web, desk: tuple[str, str], said: str | bytes, logged: io.StringIO
) -> None:
    async with web.socket(*desk) as ws:
        await frame(ws, "snapshot")
        await ws.send(said)
        got = await frame(ws, "refused")
        assert (got["id"], got["code"]) == (None, "malformed")
        assert await closed(ws) == 4400
    assert SECRET_TEXT not in logged.getvalue()


async def test_broken_utf8_and_a_megabyte(web: Web, desk: tuple[str, str]) -> None:
    for said, code in ((b"\xff\xfe", 1007), (b'{"type": "again", "x": "' + b"a" * 1_000_000, 1009)):
        async with web.socket(*desk) as ws:
            await frame(ws, "snapshot")
            await ws.send(said, text=True)
            assert await closed(ws) == code


async def test_a_loop_gone_wild_is_stopped(web: Web, desk: tuple[str, str]) -> None:
    async with web.socket(*desk) as ws:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(2 * int(BURST)):
                await ws.send('{"type": "again"}')
        assert await closed(ws) == 4429


async def test_a_command_is_done_once_and_seen_by_all(web: Web, desk: tuple[str, str], briefing: str) -> None:
    await asked(web, briefing)
    other = await web.sit("moderator", briefing)
    claim = json.dumps({"type": "claim", "id": "claim-0001", "question": "q1"})
    async with web.socket(*desk) as mine, web.socket(desk[0], other) as theirs:
        for ws in (mine, theirs):
            await frame(ws, "snapshot")
        await mine.send(claim)
        await mine.send(claim)
        views = await news(mine, "claim")
        assert [(await frame(mine, "done"))["id"] for _ in range(2)] == ["claim-0001"] * 2
        assert views == await news(theirs, "claim")
        await theirs.send(json.dumps({"type": "approve", "id": "approve-01", "question": "q1", "revision": 0}))
        got = await frame(theirs, "refused")
        assert (got["code"], got["view"]["kind"], got["view"]["initials"]) == ("claimed", "claim", "AT")


async def test_two_commands_of_one_id_are_both_carried_out(
    web: Web, desk: tuple[str, str], briefing: str
) -> None:  # fmt: skip
    await asked(web, briefing)
    async with web.socket(*desk) as ws:
        await frame(ws, "snapshot")
        for said in ({"type": "approve", "revision": 0, "question": "q1"}, {"type": "undo", "decision": "the-same-id"}):
            await ws.send(json.dumps({"id": "the-same-id", **said}))
            await frame(ws, "done")
        await ws.send(LOOK)
        question = (await frame(ws, "done"))["result"]["views"][0]
    assert question["state"] == "received"


async def test_nobody_is_told_who_asked(web: Web, desk: tuple[str, str], briefing: str) -> None:
    await asked(web, briefing)
    async with web.socket(*desk) as ws:
        await ws.send(LOOK)
        raw = json.dumps(await frame(ws, "done"), ensure_ascii=False)
    assert "Неге?" in raw
    assert "a" * 32 not in raw
    assert "c" * 64 not in raw


def _lasting(views: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [v for v in views if v["kind"] != "presence"]


async def test_again_gives_the_same_as_a_fresh_connection(web: Web, desk: tuple[str, str], briefing: str) -> None:
    async with web.socket(*desk) as ws:
        await frame(ws, "snapshot")
        await asked(web, briefing)
        await news(ws, "question")
        await ws.send('{"type": "again"}')
        again = await frame(ws, "snapshot")
        async with web.socket(*desk) as another:
            fresh = await frame(another, "snapshot")
    # Who comes in between is present a little longer.
    again, fresh = ({**s, "now": 0, "seq": 0, "views": _lasting(s["views"])} for s in (again, fresh))
    assert again == fresh


# -- how it ends --------------------------------------------------------------------------------------


async def test_a_revoked_moderator_is_cut_at_once(web: Web, desk: tuple[str, str]) -> None:
    async with web.socket(*desk) as ws:
        me = (await frame(ws, "snapshot"))["me"]
        assert isinstance(await office.revoke(web.own.office("owner"), me["person"]), Done)
        assert await closed(ws) == 4401
    assert await refused(web.socket(*desk)) == (401, "no_session")


async def test_a_reader_who_does_not_read_is_cut(web: Web, desk: tuple[str, str], briefing: str) -> None:
    path, cookie = desk
    raw = socket.create_connection(("127.0.0.1", web.settings.port))
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.sendall(
        f"GET {path} HTTP/1.1\r\nHost: x\r\nOrigin: {web.origin}\r\nCookie: {cookie}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    gauge = web.own.metrics.sockets.labels("moderator")
    async with asyncio.timeout(5):
        while gauge._value.get() < 1:
            await asyncio.sleep(0.01)
    channel = await web.own.hub.channel("moderator", briefing)
    assert channel is not None
    (connection,) = channel.sockets
    async with asyncio.timeout(5):
        while gauge._value.get() > 0:
            connection.push(json.dumps({"type": "views", "views": ["x" * 60_000]}))
            await asyncio.sleep(0.001)
    assert web.own.metrics.aborted._value.get() == 1
    raw.close()


async def test_a_restart_says_so_and_is_quick(settings: Any, briefing: str) -> None:
    held, began = None, 0.0
    async for web in running(settings):
        await web.briefing(briefing)
        held = await web.socket(f"/desk/{briefing}/ws", await web.sit("moderator", briefing))
        await frame(held, "snapshot")
        began = asyncio.get_running_loop().time()
    assert held is not None
    assert asyncio.get_running_loop().time() - began < 5
    assert await closed(held) == 1012


async def test_the_store_goes_away_and_comes_back(own_valkey: Any, settings: Any, briefing: str) -> None:
    mine = settings.model_copy(update={"redis_url": type(settings.redis_url)(own_valkey.url("web"))})
    async for web in running(mine):
        await web.briefing(briefing)
        cookie = await web.sit("moderator", briefing)
        path = f"/desk/{briefing}/ws"
        async with web.socket(path, cookie) as ws:
            await frame(ws, "snapshot")
            await own_valkey.embedded.kill()
            ready = await web.http.get("/health/ready")
            assert (ready.status_code, ready.json()["reason"]) == (503, "store_away")
            assert (await web.http.get("/health/live")).status_code == 200
            await ws.send(json.dumps({"type": "claim", "id": "claim-0001", "question": "q1"}))
            assert (await frame(ws, "refused"))["code"] == "unavailable"
            assert await refused(web.socket(path, cookie), {"retry-after": "1"}) == (503, "unavailable")
            await own_valkey.embedded.start()
            await asked(web, briefing)
            assert (await news(ws, "question"))[0]["id"] == "q1"
        async with web.socket(path, cookie) as ws:
            await ws.send(LOOK)
            assert (await frame(ws, "done"))["result"]["ids"] == ["q1"]
