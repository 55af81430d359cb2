"""The feed, as Server-Sent Events and over a WebSocket: the present state, whenever it changes, to keys that hold."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus

from overlays import console
from studio import office
from studio.log import Done
from studio.settings import Settings
from tests.waiting import until
from tests.web.api_world import Surface, surfaced
from tests.web.conftest import frame
from tests.web.test_rehearsal import rehearse
from tests.web.test_socket import closed
from web import api, api_socket

pytestmark = pytest.mark.integration


@pytest.fixture
async def surface(settings: Settings, briefing: str) -> AsyncIterator[Surface]:
    async with surfaced(settings, briefing) as found:
        yield found


class Events:
    """An open feed."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.aiter_lines()

    async def block(self) -> dict[str, str]:
        """What stands until the next empty line, by name; a comment's name is ""."""
        found: dict[str, str] = {}
        async with asyncio.timeout(5):
            async for line in self._lines:
                if not line and found:
                    return found
                if line:
                    name, _, value = line.partition(":")
                    found[name] = value.removeprefix(" ")
        raise EOFError

    async def state(self, **wanted: Any) -> tuple[str, dict[str, Any]]:
        """The next state that is as wanted, with its id."""
        while True:
            block = await self.block()
            if "data" in block:
                assert block["event"] == "state"
                state = json.loads(block["data"])
                if all(state[name] == value for name, value in wanted.items()):
                    return block["id"], state


@asynccontextmanager
async def feeding(surface: Surface, **headers: str) -> AsyncIterator[Events]:
    sent = {**surface.headers, **{k.replace("_", "-"): v for k, v in headers.items()}}
    async with surface.web.http.stream("GET", "/api/v1/feed", headers=sent) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield Events(response)


@asynccontextmanager
async def line(surface: Surface, origin: str | None = None) -> AsyncIterator[ClientConnection]:
    socket = surface.web.socket("/api/v1/ws", origin=origin)
    socket.additional_headers.update(surface.headers)
    async with socket as ws:
        yield ws


async def said(ws: ClientConnection, **command: Any) -> dict[str, Any]:
    await ws.send(json.dumps(command))
    return await frame(ws, "done", "refused")


async def ended(events: Events) -> None:
    with suppress(EOFError):
        while True:
            await events.block()


async def revoke(surface: Surface) -> None:
    assert isinstance(await office.revoke(surface.web.own.office("owner"), surface.person), Done)


# -- server-sent events -------------------------------------------------------------------------------


async def test_a_feed_tells_the_state_that_is_and_each_that_comes(surface: Surface) -> None:
    async with feeding(surface) as events:
        first = await events.block()
        assert first["retry"] == "1000"
        _, state = await events.state()
        assert state == await surface.state()
        await surface.done("next")
        _, state = await events.state(main_onair_number=1)
        assert state["main_tally"] == "taken"
        surface.later(1_200)  # nobody says anything any more: that is news too
        await events.state(main_tally="alarm")


async def test_who_comes_back_gets_what_was_missed_and_not_what_is_known(surface: Surface) -> None:
    async with feeding(surface) as events:
        await surface.done("next")
        surface.later(2_000)
        known, _ = await events.state(main_tally="alarm")
    await surface.done("next")
    surface.later(2_000)
    async with feeding(surface, last_event_id=known) as events:
        id, state = await events.state()
        assert (state["main_onair_number"], id != known) == (2, True)
    async with feeding(surface, last_event_id=id) as events:
        await events.block()
        await surface.done("clear")
        _, state = await events.state()
        assert state["main_onair"] is False, "the first thing told is the first thing new"


async def test_a_state_that_comes_again_is_told_to_who_knew_it_before(surface: Surface) -> None:
    board = await surface.web.own.boards.get(surface.briefing)
    assert board
    known = board.told(surface.web.own.clock())
    async with feeding(surface, last_event_id=known.id) as events:
        await events.block()
        await surface.prepared("words", "message", "message", title="", text="Үзіліс")
        assert (await events.state())[1]["waiting"] == 4
        done = await console.remove(surface.act(), "words")
        assert isinstance(done, Done)
        surface.web.own.followers.learn(done)
        assert await events.state() == (known.id, json.loads(known.body))


async def test_a_feed_that_has_nothing_to_tell_says_that_it_lives(
    surface: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "BEAT_S", 0.05)
    async with feeding(surface) as events:
        await events.state()
        assert await events.block() == {"": ""}


async def test_a_feed_ends_with_its_key(surface: Surface) -> None:
    async with feeding(surface) as events:
        await events.state()
        await revoke(surface)
        async with asyncio.timeout(5):
            await ended(events)
    assert (await surface.get("/feed")).status_code == 401


async def test_a_reader_that_has_gone_is_forgotten(surface: Surface) -> None:
    board = await surface.web.own.boards.get(surface.briefing)
    assert board
    async with feeding(surface) as events:
        await events.state()
        assert len(board.listeners) == 1
    await until(lambda: not board.listeners, "the feed was let go")
    assert surface.web.own.boards.count(surface.person) == 0


async def test_a_key_has_so_many_feeds_and_no_more(surface: Surface, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "MOST_FEEDS", 1)
    monkeypatch.setattr(api_socket, "MOST_FEEDS", 1)
    async with feeding(surface) as events:
        await events.state()
        assert (await surface.get("/feed")).json()["code"] == "crowded"
        with pytest.raises(InvalidStatus) as refused:
            async with line(surface):
                pass
        assert refused.value.response.status_code == 429
        other = await surface.another()
        async with feeding(other) as more:
            await more.state()


async def test_feeds_that_come_at_once_are_no_more_than_those_that_come_one_by_one(
    surface: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "MOST_FEEDS", 1)
    boards = surface.web.own.boards
    async with AsyncExitStack() as still_open:
        where = f"{surface.web.origin}/api/v1/feed"
        http = await still_open.enter_async_context(httpx.AsyncClient(headers=surface.headers))
        opening = (still_open.enter_async_context(http.stream("GET", where)) for _ in range(8))
        answers = await asyncio.gather(*opening)
        assert {a.status_code for a in answers} <= {200, 429}
        await until(lambda: boards.count(surface.person) == 1, "one is left")


async def test_a_process_that_stops_ends_its_feeds_and_is_not_held_up(settings: Settings, briefing: str) -> None:
    async with httpx.AsyncClient() as http, AsyncExitStack() as still_open:
        async with surfaced(settings, briefing) as surface:
            where = f"{surface.web.origin}/api/v1/feed"
            response = await still_open.enter_async_context(http.stream("GET", where, headers=surface.headers))
            events = Events(response)
            await events.state()
        async with asyncio.timeout(5):
            await ended(events)  # by its end, not by a cut


# -- over a WebSocket ---------------------------------------------------------------------------------


async def test_the_same_verbs_over_a_socket_each_answered_with_the_state(surface: Surface) -> None:
    async with line(surface) as ws:
        first = await frame(ws)
        assert (first.pop("type"), first) == ("state", await surface.state())
        surface.later()
        done = await said(ws, verb="next", screen="main", id="press-1")
        assert (done["type"], done["id"], done["main_onair_number"]) == ("done", "press-1", 1)
        again = await said(ws, verb="next", screen="main", id="press-1")
        assert (again["type"], again["main_onair_number"]) == ("done", 1), "the id is an Idempotency-Key"
        refused = await said(ws, verb="next", screen="main", id="press-2")
        assert (refused["type"], refused["id"], refused["code"]) == ("refused", "press-2", "just_taken")
        assert refused["main_onair_number"] == 1
        moved = await said(ws, verb="take", screen="main", expected="")
        assert (moved["code"], moved["id"]) == ("moved_on", None)


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "null", "7", '{"verb":"fly"}', '{"verb":"take"}', '{"verb":"take","screen":"a b"}',
     '{"verb":"cue","screen":"main","number":"1x"}', '{"verb":"take","screen":"main","more":1}', "x" * 9000, b"x"],
)  # fmt: skip
async def test_what_is_no_command_is_refused_and_the_socket_lives(surface: Surface, text: Any) -> None:
    async with line(surface) as ws:
        await frame(ws, "state")
        await ws.send(text)
        refused = await frame(ws, "refused")
        assert refused["code"] == "malformed"
        assert (await said(ws, verb="clear_all", screen="main"))["type"] == "done"


async def test_a_socket_ends_with_its_key(surface: Surface) -> None:
    async with line(surface) as ws:
        await frame(ws, "state")
        await revoke(surface)
        async with asyncio.timeout(5):
            assert await closed(ws) == 4401
    with pytest.raises(InvalidStatus) as refused:
        async with line(surface):
            pass
    assert refused.value.response.status_code == 401
    assert refused.value.response.headers["www-authenticate"] == "Bearer"


async def test_a_key_rehearses_when_it_says_so_and_the_briefing_sees_nothing_of_it(surface: Surface) -> None:
    there = replace(surface, key=f"{surface.key}&rehearsal")
    assert (await there.get("/state")).status_code == 404, "none stands"
    rehearsal = await rehearse(surface.web, surface.briefing)
    await surface.screen("side")
    await replace(surface, briefing=rehearsal).approved(5, "Байқап көрейік")
    async with line(there) as ws:
        told = await frame(ws, "state")
        assert (told["rehearsal"], told["briefing"], told["screens"]) == (True, rehearsal, "main,side")
        assert (await there.done("next"))["main_onair_number"] == 5
        state = await surface.state()
        assert (state["rehearsal"], state["main_onair"]) == (False, False)
        assert isinstance(await office.end_briefing(surface.web.own.office("owner"), rehearsal), Done)
        assert await closed(ws) == 4410
    assert (await there.get("/state")).status_code == 404


async def test_a_page_of_elsewhere_opens_no_socket_and_a_program_needs_no_origin(surface: Surface) -> None:
    for origin, status in ((None, 0), (surface.web.origin, 0), ("https://evil.example", 403), ("null", 403)):
        if not status:
            async with line(surface, origin) as ws:
                await frame(ws, "state")
            continue
        with pytest.raises(InvalidStatus) as refused:
            async with line(surface, origin):
                pass
        assert refused.value.response.status_code == status


async def test_a_socket_has_its_keys_allowance(surface: Surface) -> None:
    surface.web.own.allowances.used = _almost_none()
    async with line(surface) as ws:
        await frame(ws, "state")
        codes = [(await said(ws, verb="clear_all", screen="main", id=f"{n}")).get("code") for n in range(3)]
        assert codes == [None, None, "too_fast"]


def _almost_none() -> Any:
    from web.api_limits import Buckets

    return Buckets(0.001, 3, asyncio.get_running_loop().time)  # one for the handshake


async def test_panic_passes_a_command_that_waits_for_the_store(
    surface: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    await surface.done("next")
    held = asyncio.Event()
    append = surface.web.own.log.append

    async def slow(briefing: str, what: Any) -> Any:
        if b'"cued"' in what.entry:
            await held.wait()
        return await append(briefing, what)

    monkeypatch.setattr(surface.web.own.log, "append", slow)
    async with line(surface) as ws:
        await frame(ws, "state")
        await ws.send(json.dumps({"verb": "cue", "screen": "main", "number": 2, "id": "slow"}))
        assert (await said(ws, verb="panic", id="now"))["id"] == "now"
        held.set()
        assert (await frame(ws, "done"))["id"] == "slow"
    assert (await surface.state())["main_onair"] is False
