"""The fan-out by itself: what a seat is told of a kill, and what it hears besides."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.web.conftest import Web

pytestmark = pytest.mark.integration


class Ear:
    """A socket that keeps what it is sent."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []

    def push(self, frame: str) -> None:
        self.heard.append(json.loads(frame))

    def end(self, code: int) -> None:
        """The process ends."""


async def test_a_kill_stands_beside_the_records_for_whoever_comes_later(web: Web, briefing: str) -> None:
    await web.briefing(briefing)
    hub = web.own.hub
    hub.kill(briefing, "main", 4)
    hub.kill(briefing, "main", 2)
    assert (hub.killed(briefing, "main"), hub.killed(briefing, "side")) == (4, 0)
    for seat, screen in (("screen", "main"), ("producer", "")):
        channel = await hub.channel(seat, briefing, screen)
        assert channel is not None
        kills = [v for v in json.loads(channel.snapshot(0, {}))["views"] if v["kind"] == "kill"]
        assert [(v["id"], v["revision"]) for v in kills] == [("main", 4)]
    side = await hub.channel("screen", briefing, "side")
    assert side is not None
    assert json.loads(side.snapshot(0, {}))["views"] == []


async def test_a_kill_is_told_to_its_screen_and_the_producers_and_to_nobody_else(web: Web, briefing: str) -> None:
    await web.briefing(briefing)
    hub = web.own.hub
    ears: dict[tuple[str, str], Ear] = {}
    for seat, screen in (("screen", "main"), ("screen", "side"), ("producer", ""), ("speaker", ""), ("moderator", "")):
        channel = await hub.channel(seat, briefing, screen)
        assert channel is not None
        ears[seat, screen] = Ear()
        hub.enter(channel, ears[seat, screen], seat)
    hub.kill(briefing, "main", 1)
    told = {place for place, ear in ears.items() if any(v["kind"] == "kill" for f in ear.heard for v in f["views"])}
    assert told == {("screen", "main"), ("producer", "")}
    hub.kill(briefing, "main", 1)
    assert len(ears["screen", "main"].heard) == 1, "the same again is no news"


async def test_which_screens_have_a_page_here(web: Web, briefing: str) -> None:
    await web.briefing(briefing)
    for screen in ("main", "side"):
        await web.own.hub.channel("screen", briefing, screen)
    assert web.own.hub.screens(briefing) == {"main", "side"}
    assert web.own.hub.screens("another") == set()
