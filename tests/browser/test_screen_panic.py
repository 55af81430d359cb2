"""The panic key on the screen's own page, by pixels: dark at once and until a newer take, whatever line there is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.async_api import Page, WebSocketRoute

from studio import office
from tests.browser.control_room import Room, painted, words
from tests.browser.film import filmed
from tests.browser.graphics import painted_box, pixels
from tests.browser.lights import light
from tests.browser.producing import producing
from tests.browser.staff import audience
from tests.waiting import until
from web.clock import now

pytestmark = [pytest.mark.browser, pytest.mark.integration]

TEXT = "Кезек қашан қысқарады?"
OTHER = "Когда откроют архив?"
LINE = "**/screen/ws"
DARK_S = 0.1


@pytest.fixture
async def room(demo, live, browser):
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


class Cut:
    """A page's line, which can be cut and kept cut."""

    def __init__(self) -> None:
        self.lines: list[WebSocketRoute] = []
        self.down = False

    async def between(self, socket: WebSocketRoute) -> None:
        if self.down:
            return await socket.close(code=1001)
        self.lines.append(socket)
        socket.connect_to_server()
        return None

    async def cut(self) -> None:
        self.down = True
        await self.lines[-1].close(code=1001)


async def dark(page: Page) -> bool:
    return painted_box(await pixels(page)) is None


async def kills(room: Room) -> list[tuple[str, Any]]:
    """By whom and what, as the log has it."""
    async for entries in room.live.log.follow(room.live.id, "0"):
        return [(e.entry.by, event) for e in entries for event in e.entry.events if event.type == "killed"]
    raise AssertionError("unreachable")


@pytest.mark.parametrize("key", ["F12", "Escape"])
async def test_it_is_dark_within_100_ms_and_until_a_newer_take(room, key):
    first, second = await room.approved(TEXT, OTHER)
    screen = await room.screen()
    await room.live.air(first.id)
    await painted(screen, 1)
    took: list[float] = []

    async def logged() -> bool:
        program = await room.program()
        return program.killed == program.revision - 1 and not program.layers

    async with filmed(screen) as film:
        for _ in range(20):  # one of so many tries on a shared machine
            pressed = now() / 1000
            await screen.keyboard.press(key)
            took.append((await film.first(pressed, empty=True)).at - pressed)
            if took[-1] < DARK_S:
                break
            await until(logged, "the log knows")
            await room.live.air(first.id)
            await film.first(now() / 1000, empty=False)
    assert min(took) < DARK_S, took
    await until(logged, "the log knows: killed, and cleared with the next revision")
    by, killed = (await kills(room))[-1]
    assert (by, killed.program) == (office.person_id(room.screen_key), (await room.program()).killed)
    await light(room, "dark")
    await screen.reload()
    await painted(screen, (await room.program()).revision)
    assert await dark(screen)
    await room.live.air(second.id)
    await painted(screen, (await room.program()).revision)
    assert await words(screen) == OTHER
    await light(room, "painted")


async def test_what_is_on_its_way_out_goes_at_once_too(room):
    """In the middle of an animation, when there is more than the program says on the pixels."""
    first, second = await room.approved(TEXT, OTHER)
    screen = await room.screen()
    await room.live.air(first.id)
    await painted(screen, 1)
    async with filmed(screen) as film:
        await screen.evaluate("""() => new MutationObserver((_, it) => {
            if (!document.querySelector("tynda-stage").shadowRoot.querySelector("[data-leaving]")) return;
            it.disconnect();
            window.pressed = Date.now();
            dispatchEvent(new KeyboardEvent("keydown", { code: "F12" }));
            const { shadowRoot } = document.querySelector("tynda-stage");
            window.left = [...shadowRoot.querySelectorAll(".layer > *")].filter((one) => one.checkVisibility()).length;
          }).observe(document.querySelector("tynda-stage").shadowRoot, { subtree: true, attributes: true })""")
        await room.live.air(second.id)
        await until(lambda: screen.evaluate("window.pressed"), "an animation is under way")
        pressed = await screen.evaluate("window.pressed") / 1000
        empty = await film.first(pressed, empty=True)
        assert await screen.evaluate("window.left") == 0, "gone before the next frame"
        lit = [f for f in film.frames if f.at > empty.at and not f.empty]
        assert lit == [], "and nothing of it comes back"
    await light(room, "dark")


async def test_without_a_line_it_holds_over_a_reload_and_is_told_afterwards(room):
    first, second = await room.approved(TEXT, OTHER)
    line = Cut()
    screen = await room.screen(route=(LINE, line.between))
    await room.live.air(first.id)
    await painted(screen, 1)
    await line.cut()
    await screen.keyboard.press("F12")
    await until(lambda: dark(screen), "it is dark")
    await screen.reload()
    assert await kills(room) == [], "nobody could be told"
    line.down = False

    async def told() -> bool:
        return [killed.program for _, killed in await kills(room)] == [1]

    await until(told, "the log knows what was on air when it was pressed")
    await painted(screen, 2)
    assert await dark(screen)
    assert await screen.evaluate("sessionStorage.length") == 0, "what the log knows needs not be kept"
    await room.live.air(second.id)
    await painted(screen, 3)
    assert await words(screen) == OTHER


async def test_what_was_taken_while_the_line_was_down_is_newer(room):
    first, second = await room.approved(TEXT, OTHER)
    line = Cut()
    screen = await room.screen(route=(LINE, line.between))
    await room.live.air(first.id)
    await painted(screen, 1)
    await line.cut()
    await screen.keyboard.press("F12")
    await until(lambda: dark(screen), "it is dark")
    await room.live.air(second.id)
    async with filmed(screen) as film:
        line.down = False
        await painted(screen, 2)
        assert await words(screen) == OTHER
        assert film.frames[0].empty

    async def told() -> bool:
        return [killed.program for _, killed in await kills(room)] == [1]

    await until(told, "the log knows")
    assert (await room.program()).layers["question"].question == second.id, "and stays"
    await light(room, "painted")


async def test_pressed_before_anything_was_heard_it_is_about_what_is_on_air_then(room):
    first, second = await room.approved(TEXT, OTHER)
    await room.live.air(first.id)
    line = Cut()
    line.down = True
    screen = await room.page(f"{room.live.base}/screen#{await room.key()}", route=(LINE, line.between))
    await screen.keyboard.press("Escape")
    await screen.reload()
    async with filmed(screen) as film:
        line.down = False

        async def told() -> bool:
            return [killed.program for _, killed in await kills(room)] == [1]

        await until(told, "it is about what was on air when the line came")
        await painted(screen, 2)
        assert all(frame.empty for frame in film.frames), "not for a moment"
    await room.live.air(second.id)
    await painted(screen, 3)
    assert await words(screen) == OTHER


async def test_with_nothing_on_air_it_darkens_nothing(room):
    (question,) = await room.approved(TEXT)
    screen = await room.screen()
    await screen.keyboard.press("F12")
    await room.live.air(question.id)
    await painted(screen, 1)
    assert await words(screen) == TEXT


async def test_a_kill_that_the_program_does_not_know_of_is_an_alarm(room):
    """Dark, and the light must not be red: the log does not take the page's word for once."""
    (question,) = await room.approved(TEXT)

    def deaf(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda text: None if '"killed"' in str(text) else server.send(text))

    screen = await room.screen(route=(LINE, deaf))
    await room.live.air(question.id)
    await light(room, "painted")
    await screen.keyboard.press("F12")
    await until(lambda: dark(screen), "it is dark")
    await light(room, "alarm", "faulty")


async def test_the_producers_key_darkens_every_page_until_a_newer_take(room):
    first, second = await room.approved(TEXT, OTHER)
    screens = [await room.screen() for _ in range(2)]
    async with producing(room.live) as producer:
        revision = await producer.take(first.id)
        for screen in screens:
            await painted(screen, revision)
        assert (await producer.say("panic"))["result"] == {"logged": True}
        for screen in screens:
            await until(lambda screen=screen: dark(screen), "it is dark")
            await until(lambda screen=screen: screen.evaluate("sessionStorage.length === 0"), "nothing is kept")
        revision = await producer.take(second.id)
        for screen in screens:
            await painted(screen, revision)
            assert await words(screen) == OTHER


async def test_held_down_the_key_is_told_once(room):
    (question,) = await room.approved(TEXT)
    said: list[str] = []

    def line(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def up(text: str | bytes) -> None:
            said.append(json.loads(text)["type"])
            if said[-1] != "killed":
                server.send(text)

        socket.on_message(up)

    screen = await room.screen(route=(LINE, line))
    await room.live.air(question.id)
    await painted(screen, 1)
    for _ in range(6):
        await screen.keyboard.down("F12")
    await until(lambda: dark(screen), "it is dark")
    assert said.count("killed") == 1
