"""Screens: the greeting, the durable key, what a screen sees and says, the producers' view of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from overlays import console
from qa import desk
from studio import office
from studio.log import Done
from tests.web.conftest import Web, frame
from tests.web.test_socket import asked, closed
from web import screens

pytestmark = pytest.mark.integration


@pytest.fixture
async def key(web: Web, briefing: str) -> str:
    await web.briefing(briefing)
    return await web.invite("screen", briefing)


def hello(key: str) -> str:
    return json.dumps({"type": "hello", "key": key})


async def on_air(web: Web, briefing: str) -> None:
    """A question, approved and taken on the program "main"."""
    await asked(web, briefing)
    act = web.own.act
    assert isinstance(await desk.approve(act(briefing, "m"), "decision-1", "q1", 0), Done)
    cued = await console.cue(act(briefing, "p", "cue-00001"), "main", "q1")
    assert isinstance(cued, Done)
    cue = cued.records["program/main"].preview.id
    assert isinstance(await console.take(act(briefing, "p"), "main", cue, None), Done)


async def test_a_screen_greets_sees_its_program_and_says_what_it_painted(web: Web, briefing: str, key: str) -> None:
    producer = await web.sit("producer", briefing)
    async with web.socket("/screen/ws") as screen, web.socket(f"/console/{briefing}/ws", producer) as console_:
        await frame(console_, "snapshot")
        await screen.send(hello(key))
        first = await frame(screen, "snapshot")
        assert (first["me"]["screen"], first["views"]) == ("main", [])
        presence = (await frame(console_, "views"))["views"][0]
        assert (presence["kind"], presence["id"], presence["connected"]) == ("screen", "main", True)
        await on_air(web, briefing)
        program = (await frame(screen, "views"))["views"][0]
        while not program["layers"]:
            program = (await frame(screen, "views"))["views"][0]
        assert program["layers"]["question"]["text"] == "Неге?"
        assert not {"preview", "painted"} & set(program), "what it did not ask for, and what it said itself"
        await screen.send(json.dumps({"type": "painted", "revision": program["revision"]}))
        said = (await frame(console_, "views"))["views"][0]
        while not said.get("painted"):
            said = (await frame(console_, "views"))["views"][0]
        assert said["painted"] == program["revision"]
        await screen.send(json.dumps({"type": "painted", "revision": 99}))
        assert (await frame(screen, "refused"))["code"] == "moved_on"
        await screen.send(hello(key))
        assert (await frame(screen, "refused"))["code"] == "forbidden"
    async with web.socket(f"/console/{briefing}/ws", producer) as console_:
        views = (await frame(console_, "snapshot"))["views"]
        assert [v["connected"] for v in views if v["kind"] == "screen"] == [False]


async def test_a_reloaded_screen_shows_what_is_on_air(web: Web, briefing: str, key: str) -> None:
    await on_air(web, briefing)
    for _ in range(2):  # the key is not used up
        async with web.socket("/screen/ws") as screen:
            await screen.send(hello(key))
            (program,) = (await frame(screen, "snapshot"))["views"]
            assert program["layers"]["question"]["text"] == "Неге?"


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


async def test_a_screens_key_is_no_seat(web: Web, key: str) -> None:
    assert (await web.join(key)).status_code == 404


async def test_a_revoked_key_is_cut_within_a_second(web: Web, key: str) -> None:
    async with web.socket("/screen/ws") as screen:
        await screen.send(hello(key))
        await frame(screen, "snapshot")
        await office.revoke(web.own.office("owner"), office.person_id(key))
        assert await closed(screen, 1) == 4401
    async with web.socket("/screen/ws") as screen:
        await screen.send(hello(key))
        assert await closed(screen) == 4401


async def test_a_screen_of_another_program_sees_nothing_of_main(web: Web, briefing: str, key: str) -> None:
    side: Any = await web.invite("screen", briefing, screen="side")
    await on_air(web, briefing)
    async with web.socket("/screen/ws") as screen:
        await screen.send(hello(side))
        got = await frame(screen, "snapshot")
        assert (got["me"]["screen"], got["views"]) == ("side", [])
