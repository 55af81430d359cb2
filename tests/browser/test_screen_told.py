"""What stands on the screen and is told anew: a countdown that is paused, started, set; a field that was emptied."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from tests.browser.control_room import Room, painted
from tests.browser.graphics import pixels, same
from tests.browser.lights import light
from tests.browser.producing import Producer, producing
from tests.browser.staff import audience

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.fixture
async def room(demo, live, browser):
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


def card(page: Page, graphic: str) -> Any:
    """The graphic's card, without those on their way out."""
    return page.locator(f"ograf-{graphic}:not([data-leaving], [hidden]) .card")


async def set_clock(producer: Producer, action: str, seconds: int = 0) -> None:
    cue = producer.program()["layers"]["countdown"]["id"]
    place = {"screen": "main", "layer": "countdown", "cue": cue}
    await producer.say("time", **place, action=action, seconds=seconds)


async def test_a_countdown_on_the_screen_is_paused_started_lengthened_and_set(room):
    clock = await room.prepared("countdown", "3:05", seconds=185, label="До начала")
    screen = await room.screen()
    left = card(screen, "countdown").locator(".left")
    async with producing(room.live) as producer:
        await painted(screen, await producer.take(clock))
        await expect(left).to_have_text(re.compile(r"3:00|2:5\d"))
        await set_clock(producer, "pause")
        await light(room, "painted")
        stood, picture = await left.inner_text(), await pixels(screen)
        assert re.fullmatch(r"3:00|2:5\d", stood)
        await screen.wait_for_timeout(2_100)  # two seconds, by which a clock that ran would have moved
        assert await left.inner_text() == stood
        assert same(picture, await pixels(screen))
        await set_clock(producer, "add", 60)
        await expect(left).to_have_text(f"{int(stood[0]) + 1}{stood[1:]}")
        await set_clock(producer, "set", 42)
        await expect(left).to_have_text("0:42")
        await set_clock(producer, "start")
        await expect(left).to_have_text(re.compile(r"0:3\d"))
        await set_clock(producer, "pause")
        await expect(left).to_have_text(re.compile("0:3."))


async def test_a_field_that_was_emptied_leaves_the_screen_with_the_take(room):
    guest = await room.prepared("lower-third", "Айдана", name="Айдана", title="Төраға")
    screen = await room.screen()
    async with producing(room.live) as producer:
        await painted(screen, await producer.take(guest))
        await expect(card(screen, "lower-third")).to_contain_text("Төраға")
        await room.prepared("lower-third", "Айдана", id=guest, name="Айдана")
        await painted(screen, await producer.take(guest))
        await expect(card(screen, "lower-third")).to_have_text("Айдана", use_inner_text=True)


async def test_a_page_that_learns_the_time_anew_sets_its_countdown_by_it(room):
    """The machine's clock is set by an hour while the line is away."""
    clock = await room.prepared("countdown", "30:00", seconds=1800)
    lines: list[WebSocketRoute] = []

    def line(socket: WebSocketRoute) -> None:
        lines.append(socket)
        socket.connect_to_server()

    screen = await room.screen(route=("**/screen/ws", line))
    await room.take(clock)
    await painted(screen, 1)
    left = card(screen, "countdown").locator(".left")
    await expect(left).to_have_text(re.compile("29:.."))
    await screen.evaluate("{ const real = Date.now; Date.now = () => real() - 3_600_000; }")
    await expect(left).to_have_text(re.compile("1:29:.."))
    await lines[-1].close(code=1012)
    await expect(left).to_have_text(re.compile("^29:.."))
