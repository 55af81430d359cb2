"""The panic key: dark first, whatever the store does, and in the log as soon as there is one."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from overlays.program import on_air
from studio import office
from studio.log import Done
from tests.waiting import until
from tests.web.air import approved, cable, events, page_of, record, take, web_of
from tests.web.conftest import Web, frame
from web import hub, panic, socket

pytestmark = pytest.mark.integration


async def press(console: ClientConnection, **more: Any) -> None:
    await console.send(json.dumps({"type": "panic", "id": "panic-0001", **more}))


async def room(web: Web, briefing: str) -> tuple[str, str]:
    """A briefing with two questions: a screen's key, and a producer's cookie."""
    await web.briefing(briefing)
    await approved(web, briefing, "q1", "q2")
    return await web.invite("screen", briefing), await web.sit("producer", briefing)


async def logged(web: Web, briefing: str, screen: str = "main") -> Any:
    """The kill as it stands in the log, once it does: who, and what."""
    found: list[Any] = []

    async def there() -> bool:
        found[:] = [(by, e) for by, e in await events(web.own.log, briefing, "killed") if e.screen == screen]
        return bool(found)

    await until(there, "the kill is in the log", 20)
    return found[-1]


async def dark(web: Web, briefing: str) -> bool:
    return not on_air(await record(web.own.log, briefing, "program/main"), web.own.clock())


async def test_it_is_dark_and_logged_with_who_and_when(
    web: Web, briefing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panic, "LOG_S", 10)
    key, producer = await room(web, briefing)
    program = await take(web, briefing)
    async with page_of(web, key) as page, web.socket(f"/console/{briefing}/ws", producer) as console:
        me = (await frame(console, "snapshot"))["me"]["person"]
        before = web.own.clock()
        await press(console)
        await page.sees(lambda v: v.get("kill", {}).get("revision") == program.revision)
        assert (await frame(console, "done"))["result"] == {"logged": True}
        by, killed = await logged(web, briefing)
        assert (by, killed.program) == (me, program.revision)
        assert before <= killed.pressed_at <= web.own.clock()
        views = await page.sees(lambda v: not v["program"]["layers"])
        assert views["program"]["killed"] == program.revision
        newer = await take(web, briefing, "q2")
        assert newer.layers["question"].taken > newer.killed, "a newer take is seen again"


async def test_without_a_store_its_screens_are_dark_at_once_and_the_log_hears_it_afterwards(
    settings: Any, briefing: str
) -> None:
    async with cable(settings) as (mine, line), web_of(mine) as web:
        key, producer = await room(web, briefing)
        program = await take(web, briefing)
        async with page_of(web, key) as page, web.socket(f"/console/{briefing}/ws", producer) as console:
            me = (await frame(console, "snapshot"))["me"]["person"]
            line.hold()
            at = web.own.clock()
            await press(console)
            await page.sees(lambda v: v.get("kill", {}).get("revision") == program.revision)
            seen = web.own.clock()
            assert (await frame(console, "done"))["result"] == {"logged": False}
            async with page_of(web, key) as late:
                assert late.views["kill"]["revision"] == program.revision, "a page that is reloaded stays dark"
            for _ in range(5):
                await page.say("killed", revision=program.revision)  # as a page does on every new line
            await page.say("again")
            await frame(page.socket, "snapshot")
            assert len(web.own.panic._tasks) == 1, "one that waits to be logged is enough"
            line.release()
            by, killed = await logged(web, briefing)
            assert (by, killed.program) == (me, program.revision)
            assert at <= killed.pressed_at <= seen, "when it was pressed, not when it was logged"
            await page.sees(lambda v: not v["program"]["layers"])
        kills = [e for _, e in await events(web.own.log, briefing, "killed")]
        assert len(kills) == 1, "once, however often it was tried"


async def test_what_another_process_took_meanwhile_survives(settings: Any, briefing: str) -> None:
    """Only one of two is cut off from the store: its kill is about what was on air when it was pressed."""
    async with cable(settings) as (mine, line), web_of(mine) as web:
        key, producer = await room(web, briefing)
        program = await take(web, briefing)
        async with page_of(web, key) as page, web.socket(f"/console/{briefing}/ws", producer) as console:
            await frame(console, "snapshot")
            line.hold()
            await press(console)
            await page.sees(lambda v: "kill" in v)
            other_port = mine.model_copy(update={"redis_url": settings.redis_url, "port": mine.port + 1,
                                                 "public_url": f"http://127.0.0.1:{mine.port + 1}"})  # fmt: skip
            async with web_of(other_port) as other:
                await asyncio.sleep(panic.LOG_S)  # ... and what is logged late is no longer about "now"
                later = await take(other, briefing, "q2")
                assert later.revision > program.revision
                line.release()
                _, killed = await logged(other, briefing)
                assert killed.program == program.revision
                views = await page.sees(lambda v: v["program"]["revision"] >= later.revision)
                (cue,) = views["program"]["layers"].values()
                assert cue["question"] == "q2"
                assert cue["taken"] > max(views["program"]["killed"], views["kill"]["revision"])


async def test_one_screen_alone_and_all_of_them(web: Web, briefing: str) -> None:
    _, producer = await room(web, briefing)
    side = await web.invite("screen", briefing, screen="side")
    hall = await web.invite("screen", briefing, screen="hall")  # nothing was ever on air there
    await take(web, briefing)
    await take(web, briefing, "q2", "side")
    async with (
        page_of(web, side) as page,
        page_of(web, hall) as empty,
        web.socket(f"/console/{briefing}/ws", producer) as console,
    ):
        await press(console, screen="side")
        await page.sees(lambda v: "kill" in v)
        await logged(web, briefing, "side")
        assert not await dark(web, briefing), "the other screen keeps what it has"
        await press(console)
        await empty.sees(lambda v: "kill" in v)
        await logged(web, briefing, "main")
        assert await dark(web, briefing)


async def test_the_key_on_a_page_holds_for_all_pages_of_the_screen(web: Web, briefing: str) -> None:
    key, producer = await room(web, briefing)
    first = (await take(web, briefing)).revision
    async with (
        page_of(web, key) as page,
        page_of(web, key) as other,
        web.socket(f"/console/{briefing}/ws", producer) as console,
    ):
        await frame(console, "snapshot")
        await page.say("killed", revision=first)
        await other.sees(lambda v: v.get("kill", {}).get("revision") == first)
        async with asyncio.timeout(5):
            while "kill" not in {v["kind"] for v in (await frame(console, "views"))["views"]}:
                pass
        by, killed = await logged(web, briefing)
        assert (by, killed.program) == (office.person_id(key), first)
        await page.say("killed", revision=first)  # a page says so until it sees that it is logged
        await take(web, briefing, "q2")
        await page.say("killed", revision=first)
        await page.say("again")
        await frame(page.socket, "snapshot")
        assert not await dark(web, briefing), "what was taken since then stays"
        assert len(await events(web.own.log, briefing, "killed")) == 1


async def test_a_page_can_not_darken_what_is_to_come(web: Web, briefing: str) -> None:
    key, _ = await room(web, briefing)
    first = (await take(web, briefing)).revision
    async with page_of(web, key) as page, page_of(web, key) as other:
        await page.say("killed", revision=10**6)
        await logged(web, briefing)
        assert (await other.sees(lambda v: "kill" in v))["kill"]["revision"] == first
        later = await take(web, briefing, "q2")
        assert later.layers["question"].taken > later.killed


async def test_a_take_from_before_the_key_comes_to_the_dark(settings: Any, briefing: str) -> None:
    """It waited in the store when the key was pressed: nobody wants to see it after that."""
    async with cable(settings) as (mine, line), web_of(mine) as web:
        key, producer = await room(web, briefing)
        before = await take(web, briefing)
        async with page_of(web, key) as page, web.socket(f"/console/{briefing}/ws", producer) as console:
            await console.send(json.dumps({"type": "cue", "id": "cue-00001", "screen": "main", "item": "q2"}))
            await frame(console, "done")
            preview = (await record(web.own.log, briefing, "program/main")).preview
            line.hold()
            order = {"screen": "main", "cue": preview.id, "expected": before.layers["question"].id}
            await console.send(json.dumps({"type": "take", "id": "take-00001", **order}))
            await asyncio.sleep(0.1)
            await press(console)
            await page.sees(lambda v: "kill" in v)
            await asyncio.sleep(panic.LOG_S + 0.2)  # what is logged from now on is about what was on air then
            line.release()

            def seen(views: dict[str, Any]) -> bool:
                program = views["program"]
                lit = [cue["taken"] for cue in program["layers"].values()]
                assert max(lit, default=0) <= max(program["killed"], views["kill"]["revision"]), "it is shown"
                return bool(program["killed"] > before.revision and not lit)

            await page.sees(seen)
            assert await dark(web, briefing)


async def test_a_take_that_waited_for_its_turn_is_void_after_the_key(settings: Any, briefing: str) -> None:
    """The store stalls under one order, a take stands behind it, and then somebody presses the key."""
    async with cable(settings) as (mine, line), web_of(mine) as web:
        _, producer = await room(web, briefing)
        async with web.socket(f"/console/{briefing}/ws", producer) as console:
            await frame(console, "snapshot")
            await console.send(json.dumps({"type": "cue", "id": "cue-00001", "screen": "main", "item": "q2"}))
            await frame(console, "done")
            preview = (await record(web.own.log, briefing, "program/main")).preview
            line.hold()
            await console.send(json.dumps({"type": "answered", "id": "answered-1", "question": "q1"}))
            order = {"screen": "main", "cue": preview.id, "expected": None}
            await console.send(json.dumps({"type": "take", "id": "take-00001", **order}))
            await press(console)
            assert (await frame(console, "done"))["id"] == "panic-0001"
            line.release()
            assert (await frame(console, "done", "refused"))["id"] == "answered-1"
            refused = await frame(console, "done", "refused")
            assert (refused["id"], refused.get("code")) == ("take-00001", "moved_on")
            assert await dark(web, briefing)
            await console.send(json.dumps({"type": "take", "id": "take-00002", **order}))
            assert (await frame(console, "done", "refused"))["type"] == "done", "what is asked for now is meant"
            assert not await dark(web, briefing)


async def test_the_key_of_all_screens_is_about_one_that_nobody_has_heard_of(web: Web, briefing: str) -> None:
    await room(web, briefing)
    before = web.own.panic.presses
    await web.own.panic.press(briefing, "p1")
    done = await web.own.panic.before(briefing, "lobby", before, never)
    assert (done.code, done.key) == ("moved_on", "program/lobby")
    await web.own.panic.press(briefing, "p1", "side")
    between = web.own.panic.presses
    await web.own.panic.press(briefing, "p1", "side")
    assert await web.own.panic.before(briefing, "lobby", between, nothing) == Done("", (), {}), "another screen's key"


async def never() -> Any:
    raise AssertionError("it is not even tried")


async def nothing() -> Done:
    return Done("", (), {})


async def test_a_screen_that_the_briefing_lacks_has_neither_preview_nor_key(web: Web, briefing: str) -> None:
    _, producer = await room(web, briefing)
    await web.invite("screen", briefing, screen="lobby")
    await until(partial(web.own.boards.has, briefing, "lobby"), "the office's log tells of the screen's key")
    async with web.socket(f"/console/{briefing}/ws", producer) as console:
        for screen, answer in (("mian", "not_found"), ("lobby", None), ("main", None)):
            for said in ({"type": "cue", "item": "q1"}, {"type": "panic"}):
                await console.send(json.dumps({"id": f"on-{screen}-{said['type']}", "screen": screen, **said}))
                assert (await frame(console, "done", "refused")).get("code") == answer
    assert await record(web.own.log, briefing, "program/mian") is None


async def test_what_a_page_says_again_is_no_press(web: Web, briefing: str) -> None:
    key, _ = await room(web, briefing)
    first = (await take(web, briefing)).revision
    async with page_of(web, key) as page:
        await page.say("killed", revision=first)
        await logged(web, briefing)
        pressed = web.own.panic.presses
        await page.say("killed", revision=first)
        await page.say("again")
        await frame(page.socket, "snapshot")
        assert (web.own.panic.presses, pressed) == (1, 1)


async def test_a_kill_that_fails_is_tried_again_and_not_called_logged(
    web: Web, briefing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room(web, briefing)
    await take(web, briefing)
    append, tries = web.own.log.append, 0

    async def broken(briefing: str, what: Any) -> Any:
        nonlocal tries
        tries += b'"killed"' in what.entry
        if b'"killed"' in what.entry and tries < 3:
            raise ValueError("nobody expected this")
        return await append(briefing, what)

    monkeypatch.setattr(web.own.log, "append", broken)
    monkeypatch.setattr(panic, "LOG_S", 0.2)
    assert await web.own.panic.press(briefing, "p1") is False
    by, _ = await logged(web, briefing)
    assert (by, tries) == ("p1", 3)
    assert await dark(web, briefing)


async def test_the_key_is_read_behind_more_orders_than_may_wait(
    settings: Any, briefing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "MAX_ORDERS", 1)
    async with cable(settings) as (mine, line), web_of(mine) as web:
        _, producer = await room(web, briefing)
        program = await take(web, briefing)
        async with web.socket(f"/console/{briefing}/ws", producer) as console:
            await frame(console, "snapshot")
            line.hold()
            for n in range(3):
                await console.send(json.dumps({"type": "answered", "id": f"answered-{n}", "question": "q1"}))
            await press(console)
            refused = await frame(console, "done", "refused")
            assert (refused["id"][:9], refused["code"]) == ("answered-", "busy")
            assert (await frame(console, "done"))["id"] == "panic-0001"
            line.release()
            assert web.own.hub.killed(briefing, "main") == program.revision


async def test_a_take_is_carried_out_though_its_producer_has_gone(
    settings: Any, briefing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "BEAT_S", 0.05)
    async with cable(settings) as (mine, line), web_of(mine) as web:
        _, producer = await room(web, briefing)
        async with web.socket(f"/console/{briefing}/ws", producer) as console:
            await frame(console, "snapshot")
            line.hold()
            for item in ("q1", "q2"):
                cue = {"type": "cue", "id": f"cue-000-{item}", "screen": "main", "item": item}
                await console.send(json.dumps(cue))
        await asyncio.sleep(0.2)  # beats that reach nobody
        line.release()

        async def cued() -> bool:
            program = await record(web.own.log, briefing, "program/main")
            return bool(program and program.preview and program.preview.item == "q2")

        await until(cued, "both were carried out")


async def test_what_could_not_be_logged_is_said_by_the_page_to_the_next_process(settings: Any, briefing: str) -> None:
    async with cable(settings) as (mine, line), web_of(mine) as web:
        key, producer = await room(web, briefing)
        program = await take(web, briefing)
        async with page_of(web, key) as page, web.socket(f"/console/{briefing}/ws", producer) as console:
            line.hold()
            await press(console)
            await page.sees(lambda v: "kill" in v)
        # The process is gone, and with it what it wanted to log.
    async with web_of(settings) as web, page_of(web, key) as page:
        assert "kill" not in page.views
        assert not await dark(web, briefing)
        await page.say("killed", revision=program.revision)
        by, killed = await logged(web, briefing)
        assert (by, killed.program) == (office.person_id(key), program.revision)


async def test_an_unknown_briefing_has_nothing_to_darken(web: Web) -> None:
    assert await web.own.panic.press("nowhere", "p") is False
