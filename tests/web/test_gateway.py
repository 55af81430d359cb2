"""The gateway's promises to viewers, over a real Valkey."""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import signal
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest

from qa import desk
from studio.log import Done
from tests.web.gateway_world import Closed, Viewer, World, ask, get, process_of, until_ready, world_of
from web import cli_certificate, clock

pytestmark = pytest.mark.integration


@pytest.fixture
async def world(valkey: Any, briefing: str) -> AsyncIterator[World]:
    async with world_of(valkey, briefing) as made:
        yield made


# -- what a viewer sees -----------------------------------------------------------------------------------


async def test_a_viewer_gets_the_snapshot_and_then_every_change_in_order(world):
    await world.asked("q1", "Who pays?")
    await world.approve("q1")
    viewer, snapshot = await world.viewer()
    assert snapshot["type"] == "snapshot"
    views = {f"{v['kind']}/{v['id']}": v for v in snapshot["views"]}
    assert views["question/q1"]["text"] == "Who pays?"
    assert views["briefing/briefing"]["intake"] == "open"
    assert "author" not in views["question/q1"]
    await world.undo("q1")
    gone = await viewer.next()
    assert gone["seq"] == snapshot["seq"] + 1
    assert {"kind": "question", "id": "q1", "version": gone["views"][0]["version"], "gone": True} in gone["views"]
    await world.approve("q1")
    back = await viewer.next()
    assert back["seq"] == gone["seq"] + 1
    assert any(v.get("text") == "Who pays?" for v in back["views"])


async def test_a_change_reaches_everybody(world):
    crowd = [(await world.viewer(local=f"127.0.{n}.1"))[0] for n in range(40)]
    await world.asked("q1", "Who pays?")
    await world.approve("q1")
    for viewer in crowd:
        message = await viewer.next()
        assert message["type"] == "views"
        assert any(v.get("text") == "Who pays?" for v in message["views"])


async def test_an_unapproved_question_goes_to_its_author_alone_and_without_text(world):
    cookie = world.cookie()
    author, _ = await world.viewer(cookie)
    second_tab, _ = await world.viewer(cookie)
    stranger, _ = await world.viewer()
    await world.asked("q1", "A secret nobody approved", author=world.author(cookie))
    for tab in (author, second_tab):
        own = await tab.next()
        assert own["type"] == "own"
        assert own["views"][0]["id"] == "q1"
        assert own["views"][0]["state"] == "received"
        assert "author" not in own["views"][0]
        assert "secret" not in str(own)
    await stranger.silent(0.3)
    await world.approve("q1")
    own, views = await author.next(), await author.next()
    assert {own["type"], views["type"]} == {"own", "views"}
    assert "author" not in str(await stranger.next())


async def test_own_states_come_after_the_snapshot_of_a_new_connection(world):
    cookie = world.cookie()
    await world.asked("q1", author=world.author(cookie))
    viewer, snapshot = await world.viewer(cookie)
    assert "q1" not in str(snapshot)
    assert [v["id"] for v in (await viewer.next())["views"]] == ["q1"]
    other, snapshot = await world.viewer()
    assert "q1" not in str(snapshot)
    await other.silent(0.2)


async def test_again_brings_the_present_snapshot(world):
    viewer, first = await world.viewer()
    await world.asked("q1", "Who pays?")
    await world.approve("q1")
    assert (await viewer.next())["type"] == "views"
    viewer.send({"type": "again"})
    again = await viewer.next()
    assert again["type"] == "snapshot"
    assert again["seq"] == first["seq"] + 1
    assert "Who pays?" in str(again)


async def test_again_brings_one_s_own_states_too(world):
    cookie = world.cookie()
    viewer, _ = await world.viewer(cookie)
    await world.asked("q1", author=world.author(cookie))
    assert (await viewer.next())["type"] == "own"
    viewer.send({"type": "again"})
    assert (await viewer.next())["type"] == "snapshot"
    own = await viewer.next()
    assert (own["type"], [v["id"] for v in own["views"]]) == ("own", ["q1"])


# -- questions --------------------------------------------------------------------------------------------


async def test_a_question_is_received_and_a_repeated_one_gets_the_same_receipt(world, admin):
    cookie = world.cookie()
    viewer, _ = await world.viewer(cookie)
    message = ask(name="Ann", region="Abay")
    viewer.send(message)
    first = await viewer.next()
    assert first["type"] == "received"
    assert first["id"] == message["id"]
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-\w", first["receipt"])
    viewer.send(message)
    assert await viewer.next() == first
    elsewhere, _ = await world.viewer(cookie)
    elsewhere.send(message)
    assert await elsewhere.next() == first
    ((_, fields),) = await admin.xrange(f"{{b:{world.briefing}}}:inbox")
    assert fields[b"author"].decode() == world.author(cookie)
    assert fields[b"question"].decode() == first["question"]
    assert fields[b"receipt"].decode() == first["receipt"]
    # The same command id of another viewer is another question.
    stranger, _ = await world.viewer()
    stranger.send(message)
    assert (await stranger.next())["question"] != first["question"]


async def test_nothing_is_acknowledged_before_the_store_has_it(own_valkey, briefing):
    async with world_of(own_valkey, briefing) as world:
        viewer, _ = await world.viewer()
        os.kill(own_valkey.embedded.pid, signal.SIGSTOP)
        try:
            message = ask()
            viewer.send(message)
            await viewer.silent(1.0)
            refused = await viewer.next()
            assert (refused["type"], refused["code"]) == ("refused", "unavailable")
            assert refused["retry_after_ms"] > 0
            await until_ready(world.port, 503)
            viewer.send(message)
            assert (await viewer.next())["code"] == "unavailable"
        finally:
            os.kill(own_valkey.embedded.pid, signal.SIGCONT)
        await until_ready(world.port)
        viewer.send(message)
        received = await viewer.next()
        assert received["type"] == "received"
        viewer.send(message)
        assert (await viewer.next())["receipt"] == received["receipt"]


async def test_viewers_stay_while_the_store_restarts_and_miss_nothing(own_valkey, briefing):
    async with world_of(own_valkey, briefing) as world:
        viewer, _ = await world.viewer()
        await own_valkey.restart()
        await world.asked("q1", "Who pays?")
        await world.approve("q1")
        message = await viewer.next()
        assert message["type"] == "views"
        assert "Who pays?" in str(message)
        await until_ready(world.port)
        viewer.send(ask())
        assert (await viewer.next())["type"] == "received"


async def test_a_closed_intake_refuses_and_votes_need_a_public_question(world, admin):
    viewer, _ = await world.viewer()
    await world.asked("q1")
    vote = {"type": "vote", "id": "vote-0001", "question": "q1"}
    viewer.send(vote)
    assert (await viewer.next())["code"] == "not_found"
    await world.approve("q1")
    assert (await viewer.next())["type"] == "views"
    viewer.send(vote)
    assert await viewer.next() == {"type": "done", "id": "vote-0001", "result": None}
    assert await admin.scard(f"{{b:{world.briefing}}}:v:q1") == 1
    viewer.send({**vote, "id": "vote-0002", "up": False})
    assert (await viewer.next())["type"] == "done"
    assert await admin.scard(f"{{b:{world.briefing}}}:v:q1") == 0
    viewer.send({"type": "withdraw", "id": "with-0001", "question": "q1"})
    assert (await viewer.next())["type"] == "done"
    await admin.hset(f"{{b:{world.briefing}}}:public", "_intake", "paused")
    viewer.send(ask())
    assert (await viewer.next())["code"] == "intake_paused"


async def test_a_vote_counts_only_while_the_question_is_approved(world, admin):
    viewer, _ = await world.viewer()
    votes = f"{{b:{world.briefing}}}:v:q1"

    async def vote() -> str:
        viewer.send({"type": "vote", "id": secrets.token_hex(8), "question": "q1"})
        answer = await viewer.next()
        return str(answer.get("code") or answer["type"])

    await world.asked("q1")
    assert await vote() == "not_found"
    await world.approve("q1")
    await viewer.next()
    await world.undo("q1")
    assert (await viewer.next())["views"][0]["gone"]
    assert await vote() == "not_found"
    await world.approve("q1")
    await viewer.next()
    assert await vote() == "done"
    assert isinstance(done := await desk.answered(world.act(), "q1"), Done), done
    assert (await viewer.next())["views"][0]["state"] == "answered"
    viewer, _ = await world.viewer()
    assert await vote() == "not_found"
    assert await admin.scard(votes) == 1
    assert await admin.xlen(f"{{b:{world.briefing}}}:inbox") == 1  # nor is the desk asked to count the others


async def test_one_author_is_limited_by_the_store_and_one_socket_by_the_gateway(world):
    viewer, _ = await world.viewer()
    for _ in range(6):
        viewer.send(ask())
    answers = [await viewer.next() for _ in range(6)]
    assert [a["type"] for a in answers] == ["received"] * 5 + ["refused"]
    assert answers[-1]["code"] == "too_fast"
    assert answers[-1]["retry_after_ms"] > 0
    flood, _ = await world.viewer()
    for _ in range(300):
        flood.send({"type": "vote", "id": "vote-0001", "question": "q1"})
    codes = [(await flood.next())["code"] for _ in range(140)]
    assert codes[:40] == ["not_found"] * 40
    assert set(codes) == {"not_found", "too_fast"}
    assert await flood.closed() == 4429


async def test_long_messages_weigh_more_than_short_ones(world):
    viewer, _ = await world.viewer()
    for _ in range(20):
        viewer.send(ask("no " * 1300))
    codes = [(await viewer.next())["code"] for _ in range(20)]
    assert codes[0] == "text_too_long"
    assert codes[-1] == "too_fast"


# -- the process ------------------------------------------------------------------------------------------


async def test_a_reader_that_does_not_read_is_cut_and_the_others_are_served(world, admin):
    deaf = await world.connect()
    deaf.writer.transport.pause_reading()
    reader, snapshot = await world.viewer()
    for n in range(100):
        view = {"kind": "question", "id": "q1", "state": "approved", "text": "long " * 20_000, "number": n}
        await admin.xadd(f"{{b:{world.briefing}}}:air", {"v": f"{n}-1", "e": json.dumps(view)})
        assert (await reader.next())["seq"] == snapshot["seq"] + n + 1
    assert b"tynda_gateway_slow_readers_total 1.0" in (await get(world.port, "/metrics"))[1]
    assert b"tynda_gateway_viewers 1.0" in (await get(world.port, "/metrics"))[1]


async def test_health_and_metrics_stand_on_the_same_port(world):
    assert await get(world.port, "/health/live") == (200, b'{"status": "live"}')
    assert (await get(world.port, "/health/ready"))[0] == 200
    await world.viewer()
    status, body = await get(world.port, "/metrics")
    assert status == 200
    assert b"tynda_gateway_viewers 1.0" in body
    assert (await get(world.port, "/"))[0] == 404
    assert (await get(world.port, f"/b/{world.briefing}"))[0] == 426
    assert (await get(world.port, "/metrics", "POST"))[0] == 405


async def test_the_end_is_said_after_what_is_under_way_was_answered(own_valkey, briefing):
    async with process_of(own_valkey, briefing) as (world, process):
        viewer, _ = await world.viewer()
        os.kill(own_valkey.embedded.pid, signal.SIGSTOP)
        for n in range(3):
            viewer.send(ask(id=f"ask-{n:08}"))
        await viewer.silent(0.3)
        began = asyncio.get_running_loop().time()
        process.send_signal(signal.SIGTERM)
        await viewer.silent(0.05)
        os.kill(own_valkey.embedded.pid, signal.SIGCONT)
        assert [(await viewer.next())["type"] for _ in range(3)] == ["received"] * 3
        assert await viewer.closed() == 1012
        assert await process.wait() == 0
        assert asyncio.get_running_loop().time() - began < 5


async def test_the_end_comes_soon_whatever_the_store_does(own_valkey, briefing):
    async with process_of(own_valkey, briefing) as (world, process):
        viewer, _ = await world.viewer()
        os.kill(own_valkey.embedded.pid, signal.SIGSTOP)
        viewer.send(ask())
        await viewer.silent(0.3)
        began = asyncio.get_running_loop().time()
        process.send_signal(signal.SIGTERM)
        assert await viewer.closed() == 1012
        assert await process.wait() == 0
        assert asyncio.get_running_loop().time() - began < 5
        os.kill(own_valkey.embedded.pid, signal.SIGCONT)


async def test_a_silent_viewer_is_pinged_and_a_dead_one_cut(valkey, briefing, monkeypatch):
    monkeypatch.setattr("web.gateway.PING_S", 1)
    monkeypatch.setattr("web.gateway.DEAD_S", 3)
    async with world_of(valkey, briefing) as world:
        alive, _ = await world.viewer()
        dead, _ = await world.viewer()
        cut = asyncio.create_task(until_cut(dead))
        for _ in range(5):
            assert (await alive.frame())[0] == 0x9
            alive.raw(0xA, b"")
        assert await cut >= 1
        assert (await alive.frame())[0] == 0x9


async def until_cut(viewer: Viewer) -> int:
    """Pings received until the connection was cut without a word."""
    pings = 0
    with suppress(Closed):
        while True:
            assert await viewer.frame() == (0x9, b"")
            pings += 1
    return pings


async def test_a_head_that_never_ends_is_dropped(valkey, briefing, monkeypatch):
    monkeypatch.setattr("web.gateway.PING_S", 1)
    monkeypatch.setattr("web.gateway.HEAD_S", 5)
    async with world_of(valkey, briefing) as world:
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        writer.write(b"GET /b/x HTTP/1.1\r\n")
        async with asyncio.timeout(12):
            assert await reader.read() == b""
        writer.close()
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        writer.write(b"GET /b/x HTTP/1.1\r\nX: " + b"x" * 20_000)
        async with asyncio.timeout(4):
            with suppress(ConnectionError):
                assert await reader.read() == b""
        writer.close()


async def test_a_head_that_drips_in_buys_no_time(valkey, briefing, monkeypatch):
    monkeypatch.setattr("web.gateway.PING_S", 1)
    monkeypatch.setattr("web.gateway.HEAD_S", 2)
    async with world_of(valkey, briefing) as world:
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        ended = asyncio.ensure_future(reader.read())
        async with asyncio.timeout(6):
            while not ended.done():
                with suppress(ConnectionError):
                    writer.write(b"x")
                await asyncio.wait({ended}, timeout=0.3)
        assert ended.exception() is not None or ended.result() == b""
        writer.close()


async def test_it_speaks_tls_where_it_has_a_certificate(valkey, briefing, tmp_path):
    cert, key = cli_certificate.make(tmp_path, "127.0.0.1", clock.now())
    trust = ssl.create_default_context(cafile=str(cert))
    async with world_of(valkey, briefing, tls_cert=cert, tls_key=key) as world:
        viewer = await world.connect(tls=trust)
        assert (await viewer.next())["type"] == "snapshot"
        for n in range(3):
            viewer.send(ask("x" * 500, name=str(n)))
        assert [(await viewer.next())["type"] for _ in range(3)] == ["received"] * 3
        plain = await asyncio.open_connection("127.0.0.1", world.port)
        plain[1].write(b"GET /health/live HTTP/1.1\r\n\r\n")
        with suppress(ConnectionError):
            assert b"200" not in await plain[0].read()
        plain[1].close()
