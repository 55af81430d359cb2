"""Screens: the greeting, the durable key, what a screen sees and says, the producers' view of it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from overlays.screens import LEASE_MS
from overlays.screens import Page as Known
from studio import office
from tests.waiting import until
from tests.web.air import approved, cable, events, light, page_of, record, take, web_of
from tests.web.conftest import Web, frame, settings_for
from tests.web.test_socket import closed
from web import hub, screens

pytestmark = pytest.mark.integration


@pytest.fixture
async def key(web: Web, briefing: str) -> str:
    await web.briefing(briefing)
    await approved(web, briefing, "q1", "q2")
    return await web.invite("screen", briefing)


def hello(key: str) -> str:
    return json.dumps({"type": "hello", "key": key})


async def pages(web: Web, briefing: str) -> dict[str, Known]:
    found = await record(web.own.log, briefing, "screen/main")
    return dict(found.pages) if found else {}


# -- the greeting -----------------------------------------------------------------------------------


async def test_a_screen_greets_and_sees_what_is_on_air_and_no_more(web: Web, briefing: str, key: str) -> None:
    async with page_of(web, key) as page:
        assert (page.first["me"]["screen"], page.first["views"]) == ("main", [])
        await take(web, briefing)
        program = (await page.sees(lambda v: v.get("program", {}).get("layers")))["program"]
        assert program["layers"]["question"]["text"] == "Неге?"
        assert not {"preview", "painted"} & set(program), "what it did not ask for, and what it said itself"
        await page.say("hello", key=key)
        assert (await frame(page.socket, "refused"))["code"] == "forbidden"


async def test_a_reloaded_screen_shows_what_is_on_air(web: Web, briefing: str, key: str) -> None:
    await take(web, briefing)
    for _ in range(2):  # the key is not used up
        async with page_of(web, key) as page:
            assert page.views["program"]["layers"]["question"]["text"] == "Неге?"


async def test_nothing_but_a_greeting_opens_a_screen(
    web: Web, briefing: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    moderator = await web.invite("moderator", briefing)
    for said, code in ((hello("wrong" * 5), 4401), (hello(moderator), 4401), ("{", 4400), (b"x", 4400)):
        async with web.socket("/screen/ws") as ws:
            await ws.send(said)
            assert await closed(ws) == code
    monkeypatch.setattr(screens, "HELLO_S", 0.1)
    async with web.socket("/screen/ws") as ws:
        assert await closed(ws) == 4408


@pytest.mark.parametrize("seconds", [0, 20])
async def test_the_page_is_told_how_long_it_may_show_what_nobody_vouches_for(settings: Any, seconds: int) -> None:
    async with web_of(settings.model_copy(update={"dead_man_s": seconds})) as web:
        assert f'"dead_man_s":{seconds}' in (await web.http.get("/screen")).text.replace(" ", "")


async def test_a_screens_key_is_no_seat(web: Web, key: str) -> None:
    assert (await web.join(key)).status_code == 404


async def test_a_revoked_key_is_cut_at_once(web: Web, key: str) -> None:
    async with page_of(web, key) as page:
        await office.revoke(web.own.office("owner"), office.person_id(key))
        assert await closed(page.socket) == 4401
    async with web.socket("/screen/ws") as screen:
        await screen.send(hello(key))
        assert await closed(screen) == 4401


async def test_a_screen_of_another_program_sees_nothing_of_main(web: Web, briefing: str, key: str) -> None:
    await take(web, briefing)
    async with page_of(web, await web.invite("screen", briefing, screen="side")) as page:
        assert (page.first["me"]["screen"], page.first["views"]) == ("side", [])


# -- what it says ------------------------------------------------------------------------------------


async def test_what_a_page_says_is_on_its_pixels_turns_the_light_red(web: Web, briefing: str, key: str) -> None:
    producer = await web.sit("producer", briefing)
    async with page_of(web, key, "page-1") as page, web.socket(f"/console/{briefing}/ws", producer) as console:
        await frame(console, "snapshot")
        revision = (await take(web, briefing)).revision
        await page.say("painted", revision=revision)
        async with asyncio.timeout(5):
            while True:
                views = {v["kind"]: v for v in (await frame(console, "views"))["views"]}
                if {"program", "screen"} <= set(views) and views["program"]["painted"] == revision:
                    break
        assert views["screen"]["pages"]["page-1"]["painted"] == revision
        assert await light(web.own.log, briefing) == ("painted", "")


async def test_what_obs_has_off_air_and_a_graphic_that_threw_are_told(web: Web, briefing: str, key: str) -> None:
    revision = (await take(web, briefing)).revision
    fault = {"layer": "question", "graphic": "question-card", "what": "TypeError: no"}
    async with page_of(web, key, "page-1") as page:

        async def shows(*expected: str) -> None:
            async def so() -> bool:
                return await light(web.own.log, briefing) == expected

            await until(so, f"the light is {expected}")

        await page.say("painted", revision=revision, active=False)
        await shows("taken", "inactive")
        await page.say("painted", revision=revision, active=True)
        await shows("painted", "")
        await page.say("painted", revision=revision, active=True, faults=[fault])
        await shows("alarm", "faulty")
        assert (await pages(web, briefing))["page-1"].faults[0].what == "TypeError: no"
        await page.say("painted", revision=revision, active=True)
        await shows("painted", "")


async def test_a_revision_that_is_to_come_is_refused_and_an_old_one_is_an_alarm(
    web: Web, briefing: str, key: str
) -> None:
    """A page that acknowledges what is not there."""
    first = (await take(web, briefing)).revision
    async with page_of(web, key, "page-1") as page:
        await page.say("painted", revision=99)
        assert (await frame(page.socket, "refused"))["code"] == "moved_on"
        assert await pages(web, briefing) == {}
        await page.say("painted", revision=first)
        await take(web, briefing, "q2")

        async def late() -> bool:
            await page.say("painted", revision=first)
            await asyncio.sleep(0.1)
            return await light(web.own.log, briefing) == ("alarm", "late")

        await until(late, "a page that stays behind raises the alarm")


async def test_while_the_store_is_slow_only_the_latest_word_counts(briefing: str, settings: Any) -> None:
    async with cable(settings) as (mine, line), web_of(mine) as web:
        await web.briefing(briefing)
        await approved(web, briefing, "q1", "q2")
        revisions = [(await take(web, briefing, q)).revision for q in ("q1", "q2")]
        async with page_of(web, await web.invite("screen", briefing), "page-1") as page:
            line.hold()
            for revision in (revisions[0], 0, revisions[0], revisions[1]):
                await page.say("painted", revision=revision)
            await asyncio.sleep(0.2)
            line.release()

            async def last() -> bool:
                found = await pages(web, briefing)
                return "page-1" in found and found["page-1"].painted == revisions[1]

            await until(last, "the last word stands in the store")
        said = [e.program for _, e in await events(web.own.log, briefing, "painted")]
        assert said == [revisions[0], revisions[1]], "the one on its way, and the latest"


# -- whether it is there ---------------------------------------------------------------------------------


async def test_a_page_that_has_gone_is_gone_and_one_that_came_back_before_is_not(
    web: Web, briefing: str, key: str
) -> None:
    revision = (await take(web, briefing)).revision

    async def known() -> bool:
        return "page-1" in await pages(web, briefing)

    async with page_of(web, key, "page-1") as page:
        await page.say("painted", revision=revision)
        await until(known, "the page is there")
        async with page_of(web, key, "page-1"):  # its next line, while the web still believes in the one before
            await page.socket.close()
            await until(lambda: web.own.hub.pages[briefing, "page-1"] == 1, "its old line is gone")
            assert await known()
    await until(lambda: not web.own.hub.pages, "both lines are gone")

    async def gone() -> bool:
        return not await known()

    await until(gone, "the log knows that the page has gone")
    assert await light(web.own.log, briefing) == ("alarm", "lost")


async def test_a_page_that_says_nothing_any_more_is_cut_and_lost(
    web: Web, briefing: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "SILENT_S", 3)
    revision = (await take(web, briefing)).revision
    async with page_of(web, key, "page-1") as page:
        for _ in range(8):  # it lives as long as it says something
            await page.say("painted", revision=revision)
            await asyncio.sleep(0.5)
        assert await light(web.own.log, briefing) == ("painted", "")
        assert await closed(page.socket, 10) == 4408

    async def lost() -> bool:
        return await light(web.own.log, briefing) == ("alarm", "lost")

    await until(lost, "the alarm says that the screen is lost")


async def test_pages_without_a_name_get_one_each(web: Web, briefing: str, key: str) -> None:
    async with page_of(web, key) as one, page_of(web, key) as other:
        await take(web, briefing)
        for page in (one, other):
            await page.say("painted", revision=1)

        async def two() -> bool:
            return len(await pages(web, briefing)) == 2

        await until(two, "two pages")


async def test_screens_and_consoles_hear_that_the_line_lives(
    settings: Any, briefing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "BEAT_S", 0.05)
    async with web_of(settings) as web:
        await web.briefing(briefing)
        async with page_of(web, await web.invite("screen", briefing)) as page:
            for _ in range(3):
                assert await frame(page.socket, "beat") == {"type": "beat"}
        async with web.socket(f"/console/{briefing}/ws", await web.sit("producer", briefing)) as console:
            assert await frame(console, "beat") == {"type": "beat"}
        async with web.socket(f"/desk/{briefing}/ws", await web.sit("moderator", briefing)) as desk:
            await frame(desk, "snapshot")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await frame(desk, "beat")


# -- while the store is away ------------------------------------------------------------------------------


async def test_a_store_that_does_not_answer_costs_no_page(
    settings: Any, briefing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither one that is there, which speaks all the while, nor one that is reloaded: its key is known from before."""
    monkeypatch.setattr(screens, "SILENT_S", 3)
    async with cable(settings) as (mine, line), web_of(mine) as web:
        await web.briefing(briefing)
        await approved(web, briefing, "q1")
        key = await web.invite("screen", briefing)
        revision = (await take(web, briefing)).revision
        async with page_of(web, key, "page-1") as page, asyncio.TaskGroup() as group:

            async def speak() -> None:
                while True:
                    await page.say("painted", revision=revision)
                    await asyncio.sleep(0.1)

            speaking = group.create_task(speak())
            line.hold()
            await asyncio.sleep(4)
            async with page_of(web, key, "page-2") as late:
                assert late.views["program"]["layers"]["question"]["text"] == "Неге?"
            await page.say("again")
            await frame(page.socket, "snapshot")
            line.release()
            speaking.cancel()


async def test_a_process_that_never_saw_the_office_sends_its_screens_away_for_now(settings: Any, briefing: str) -> None:
    async with cable(settings) as (mine, line):
        line.hold()
        async with web_of(mine) as web, web.socket("/screen/ws") as socket:
            await socket.send(hello("0" * 32))
            assert await closed(socket, 5) == 1013
            line.release()


async def test_a_page_that_went_while_the_store_was_away_is_let_go_by_its_lease(
    own_valkey: Any, tmp_path: Path, briefing: str
) -> None:
    async with web_of(settings_for(own_valkey, tmp_path)) as web:
        await web.briefing(briefing)
        await approved(web, briefing, "q1")
        revision = (await take(web, briefing)).revision
        async with page_of(web, await web.invite("screen", briefing), "page-1") as page:
            await page.say("painted", revision=revision)

            async def known() -> bool:
                return "page-1" in await pages(web, briefing)

            await until(known, "the page is there")
            await own_valkey.embedded.kill()
        await until(lambda: not web.own.hub.pages, "its line is gone")
        await own_valkey.embedded.start()
        left = (await pages(web, briefing))["page-1"].until - web.own.clock()
        assert 0 < left <= LEASE_MS
