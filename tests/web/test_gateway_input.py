"""Bad input: each its documented error and fate of the connection, and no word of it in the log."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.datastructures import Headers

from tests.web.gateway_world import World, ask, frame, process_of, world_of
from web.gateway_connection import CHAFF
from web.gateway_http import Addresses

pytestmark = pytest.mark.integration
MARK = "Zhasyryn-soz-7319"
"""Stands in every bad message; none of it may be logged."""


@pytest.fixture
async def world(valkey: Any, briefing: str) -> AsyncIterator[World]:
    async with world_of(valkey, briefing) as made:
        yield made


CLOSES = {
    "not JSON": (f"{{{MARK}".encode(), 4400),
    "not an object": (json.dumps([MARK]).encode(), 4400),
    "no type": (json.dumps({"id": "abcdefgh", "text": MARK}).encode(), 4400),
    "unknown type": (json.dumps({"type": "approve", "id": "abcdefgh", "text": MARK}).encode(), 4400),
    "a field too many": (json.dumps(ask(MARK, admin=True)).encode(), 4400),
    "a bad id": (json.dumps(ask(MARK, id="x")).encode(), 4400),
    "a name of 81": (json.dumps(ask(MARK, name="x" * 81)).encode(), 4400),
    "a number for a text": (json.dumps({"type": "ask", "id": "abcdefgh", "text": 5}).encode(), 4400),
    "half a surrogate pair": (b'{"type":"ask","id":"abcdefgh","text":"' + MARK.encode() + b'\\ud800"}', 4400),
    "nested too deep": (b"[" * 5000, 4400),
    "broken UTF-8": (b'{"type":"ask","id":"abcdefgh","text":"' + MARK.encode() + b'\xff"}', 1007),
    "over 16 KiB": (json.dumps(ask(MARK * 1000)).encode(), 1009),
    "1 MB": (json.dumps(ask(MARK + "x" * 1_000_000)).encode(), 1009),
}

REFUSED = {
    "501 characters": (ask("ә" * 501), "text_too_long"),
    "empty": (ask(""), "text_empty"),
    "spaces": (ask(" \n\t "), "text_empty"),
    "only zero-width": (ask("\u200b\u200d\u2060\ufeff\u202e"), "text_empty"),
    "an unknown question": ({"type": "vote", "id": "abcdefgh", "question": "nothing"}, "not_found"),
}


@pytest.mark.parametrize("what", CLOSES)
async def test_what_can_not_be_read_closes(world, what):
    message, code = CLOSES[what]
    viewer, _ = await world.viewer()
    viewer.send(message)
    assert await viewer.closed() == code


@pytest.mark.parametrize("what", REFUSED)
async def test_what_can_be_read_is_refused_and_the_connection_stays(world, what):
    message, code = REFUSED[what]
    viewer, _ = await world.viewer()
    viewer.send(message)
    refused = await viewer.next()
    assert (refused["type"], refused["id"], refused["code"]) == ("refused", message["id"], code)
    viewer.send(ask())
    assert (await viewer.next())["type"] == "received"


FRAMES = {
    "a binary frame": (frame(0x2, b"x"), 4400),
    "an unmasked frame": (frame(0x1, b"{}", masked=False), 1002),
    "a reserved bit": (frame(0x1, b"{}", first=0x40), 1002),
    "an unknown opcode": (frame(0x3, b"x"), 1002),
    "a continuation of nothing": (frame(0x0, b"x"), 1002),
    "a new message inside one": (frame(0x1, b"{", fin=False) + frame(0x1, b"}"), 1002),
    "a ping in pieces": (frame(0x9, b"x", fin=False), 1002),
    "a ping of 126": (frame(0x9, b"x" * 126), 1002),
    "a close of one byte": (frame(0x8, b"x"), 1002),
    "a close with a forbidden code": (frame(0x8, b"\x03\xed"), 1002),
    "a close whose reason is not UTF-8": (frame(0x8, b"\x03\xe8\xff"), 1007),
    "a goodbye": (frame(0x8, b"\x03\xe8bye"), 1000),
    "pieces over 16 KiB": (frame(0x1, b"x" * 9000, fin=False) + frame(0x0, b"x" * 9000), 1009),
}


@pytest.mark.parametrize("what", FRAMES)
async def test_broken_frames_close_with_the_code_of_the_rfc(world, what):
    sent, code = FRAMES[what]
    viewer, _ = await world.viewer()
    viewer.writer.write(sent)
    assert await viewer.closed() == code


async def test_pieces_pings_and_bytes_one_by_one_are_understood(world):
    viewer, _ = await world.viewer()
    text = json.dumps(ask("Қашан жөнделеді?"), ensure_ascii=False).encode()
    cut = text.index("Қ".encode()) + 1  # in the middle of a letter
    pieces = frame(0x1, text[:cut], fin=False) + frame(0x9, b"still there?") + frame(0x0, text[cut:])
    for n in range(len(pieces)):
        viewer.writer.write(pieces[n : n + 1])
        await viewer.writer.drain()
    assert await viewer.frame() == (0xA, b"still there?")
    assert (await viewer.next())["type"] == "received"


FLOODS = {"pings": frame(0x9, b"") * 400, "empty pieces": frame(0x1, b"", fin=False) + frame(0x0, b"", fin=False) * 400}


@pytest.mark.parametrize("what", FLOODS)
async def test_a_flood_of_what_is_no_message_is_cut(world, what):
    viewer, _ = await world.viewer()
    viewer.writer.write(FLOODS[what])
    pongs = 0
    while (got := await viewer.frame())[0] == 0xA:
        pongs += 1
    assert got == (0x8, (4429).to_bytes(2, "big"))
    assert pongs <= 2 * CHAFF  # a second may have begun in between


# -- the handshake ----------------------------------------------------------------------------------------

HANDSHAKES: dict[str, tuple[str | None, dict[str, Any], int, str]] = {
    "a foreign Origin": (None, {"Origin": "https://evil.example"}, 403, "foreign_origin"),
    "a null Origin": (None, {"Origin": "null"}, 403, "foreign_origin"),
    "no Origin": (None, {"Origin": None}, 403, "foreign_origin"),
    "no session": (None, {"Cookie": None}, 401, "no_session"),
    "a forged session": (None, {"Cookie": f"__Host-tynda-viewer=v1.{'a' * 22}.{'0' * 64}"}, 401, "no_session"),
    "an unknown briefing": ("/b/nothing-here", {}, 404, "not_found"),
    "the office": ("/b/office", {}, 404, "not_found"),
    "no briefing's id": ("/b/../../etc/passwd", {}, 404, "not_found"),
    "another path": ("/", {}, 404, "not_found"),
    "an old WebSocket": (None, {"Sec_WebSocket_Version": "8"}, 400, "malformed"),
    "a bad key": (None, {"Sec_WebSocket_Key": "x"}, 400, "malformed"),
    "no upgrade": (None, {"Upgrade": None}, 426, "not_a_websocket"),
    "a body": (None, {"Content_Length": "5"}, 400, "malformed"),
}


@pytest.mark.parametrize("what", HANDSHAKES)
async def test_a_handshake_that_does_not_hold_is_a_problem_document(world, what):
    path, headers, status, code = HANDSHAKES[what]
    viewer = await world.connect(path, **headers)
    assert viewer.status == status
    assert viewer.head["content-type"] == "application/problem+json"
    problem = json.loads(viewer.body)
    assert (problem["status"], problem["code"]) == (status, code)


async def admitted(world: World) -> None:
    """Comes in, however often it has to knock."""
    async with asyncio.timeout(10):
        while (viewer := await world.connect()).status != 101:
            await viewer.close()
            await asyncio.sleep(0.05)


async def test_an_unknown_briefing_is_found_once_it_exists(valkey, briefing):
    async with world_of(valkey, briefing) as world:
        world.briefing = f"{briefing}x"
        assert (await world.connect()).status == 404
        await world.open()
        await admitted(world)


async def test_the_same_viewer_is_another_author_in_another_briefing(valkey, briefing):
    async with world_of(valkey, briefing) as world:
        cookie, first = world.cookie(), world.briefing
        await world.asked("q1", author=world.author(cookie))
        world.briefing = f"{briefing}y"
        await world.open()
        viewer, snapshot = await world.viewer(cookie)
        assert "q1" not in str(snapshot)
        await viewer.silent(0.2)
        assert world.author(cookie, first) != world.author(cookie)


async def test_a_head_without_end_is_dropped(world):
    viewer = await world.connect("/health/live")
    assert viewer.status == 200
    reader, writer = viewer.reader, viewer.writer
    assert await reader.read() == b""
    writer.close()


# -- where a viewer comes from ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trusted", "forwarded", "counted"),
    [
        ((), "203.0.113.7", "127.0.0.0/24"),
        (("127.0.0.0/8",), "203.0.113.7", "203.0.113.0/24"),
        # Only what our own proxy wrote counts: the client wrote the rest.
        (("127.0.0.0/8",), "198.51.100.1, 203.0.113.7", "203.0.113.0/24"),
        (("127.0.0.0/8", "203.0.113.7"), "198.51.100.1, 203.0.113.7", "198.51.100.0/24"),
        (("127.0.0.0/8",), "198.51.100.1, nonsense", "127.0.0.0/24"),
        (("127.0.0.0/8",), "2001:db8:1:23ff::5", "2001:db8:1:2300::/56"),
        (("127.0.0.0/8",), "::ffff:203.0.113.7", "203.0.113.0/24"),
        (("10.0.0.0/8",), "203.0.113.7", "127.0.0.0/24"),
    ],
)
def test_forwarded_addresses_count_only_from_trusted_proxies(trusted, forwarded, counted):
    assert Addresses(trusted).prefix("127.0.0.1", Headers({"X-Forwarded-For": forwarded})) == counted


async def test_a_made_up_forwarded_address_does_not_widen_a_network(valkey, briefing, monkeypatch):
    monkeypatch.setattr("web.gateway.PER_PREFIX", 1)
    async with world_of(valkey, briefing) as world:
        assert (await world.connect(X_Forwarded_For="203.0.113.7")).status == 101
        assert (await world.connect(X_Forwarded_For="198.51.100.9")).status == 503
    async with world_of(valkey, briefing, trusted_proxies=("127.0.0.1",)) as world:
        assert (await world.connect(X_Forwarded_For="203.0.113.7")).status == 101
        assert (await world.connect(X_Forwarded_For="198.51.100.9")).status == 101
        assert (await world.connect(X_Forwarded_For="192.0.2.1, 203.0.113.200")).status == 503


async def test_one_network_can_not_take_all_places(valkey, briefing, monkeypatch):
    monkeypatch.setattr("web.gateway.PER_PREFIX", 3)
    async with world_of(valkey, briefing) as world:
        crowd = [(await world.viewer())[0] for _ in range(3)]
        refused = await world.connect()
        assert (refused.status, json.loads(refused.body)["code"]) == (503, "crowded")
        assert int(refused.head["retry-after"]) > 0
        assert (await world.connect(local="127.0.9.1")).status == 101
        await crowd[0].close()
        await admitted(world)


# -- the log ----------------------------------------------------------------------------------------------


async def test_nothing_that_anybody_wrote_is_in_the_log(valkey, briefing):
    async with process_of(valkey, briefing) as (world, process):
        cookie = world.cookie()
        for message, code in CLOSES.values():
            viewer, _ = await world.viewer(cookie)
            viewer.send(message)
            assert await viewer.closed() == code
        viewer, _ = await world.viewer(cookie)
        viewer.send(ask(MARK, name=MARK))
        assert (await viewer.next())["type"] == "received"
        refused = await world.connect(f"/b/{MARK}?token={MARK}", Origin=f"https://{MARK}.example")
        assert refused.status == 403
        process.terminate()
        _, logged = await process.communicate()
    assert b"listening" in logged
    for secret in (MARK, cookie, "127.0.0.1", world.author(cookie)):
        assert secret.encode() not in logged
