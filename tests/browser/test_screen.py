"""The screen in a real Chromium: exactly what is on air, whatever happens to the page or the line."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from studio import office
from studio.events import OFFICE
from tests.browser.control_room import Room, painted, words
from tests.browser.graphics import painted_box, pixels
from tests.browser.house import done
from tests.browser.lights import light
from tests.browser.staff import audience
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]

TEXT = "Ауылдағы өзіне-өзі қызмет көрсету бұрышы неге сенбіде жұмыс істемейді?"
OTHER = "Почему приём граждан перенесли на вторую половину дня?"
WATCH = """window.seen = []; const look = () => {
  const card = document.querySelector("tynda-stage")?.shadowRoot.querySelector("ograf-question-card")
    ?.shadowRoot.querySelector(".card");
  if (card && !card.hidden) window.seen.push([card.style.opacity, card.style.transform, card.innerText]);
  requestAnimationFrame(look); }; requestAnimationFrame(look);"""


@pytest.fixture
async def room(demo, live, browser):
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


async def test_nothing_on_air_is_nothing_painted(room):
    screen = await room.screen()
    assert painted_box(await pixels(screen)) is None
    await painted(screen, 0)


async def test_what_is_taken_stands_in_the_card_and_is_acknowledged(room):
    screen = await room.screen()
    (question,) = await room.approved(TEXT, name="Айдана", region="Қызылорда облысы")
    await room.live.air(question.id)
    await painted(screen, 1)
    assert await words(screen) == f"{TEXT} Айдана, Қызылорда облысы"

    async def acknowledged() -> bool:
        return (await room.program()).painted == 1

    await until(acknowledged, "the store holds the acknowledgement")

    async def settled() -> bool:
        return painted_box(await pixels(screen)) == (96, 679, 1824, 954)

    await until(settled, "the card stands where it was drawn, and nothing outside it")
    await room.live.clear()
    await painted(screen, 2)

    async def empty() -> bool:
        return painted_box(await pixels(screen)) is None

    await until(empty, "a cleared screen is empty")
    assert await words(screen) == ""


async def test_one_question_follows_another_on_the_same_plate(room):
    first, second = await room.approved(TEXT, OTHER)
    screen = await room.screen()
    await room.live.air(first.id)
    await painted(screen, 1)
    await room.live.air(second.id)
    await painted(screen, 2)
    assert await words(screen) == OTHER


async def test_a_reloaded_and_a_late_screen_show_what_is_on_air_at_once(room):
    (question,) = await room.approved(TEXT)
    await room.live.air(question.id)
    screen = await room.screen()
    await painted(screen, 1)
    await screen.add_init_script(WATCH)
    await screen.reload()
    await painted(screen, 1)
    seen = await screen.evaluate("window.seen")
    assert seen, "it was painted"
    assert {(opacity, transform) for opacity, transform, _ in seen} == {("1", "none")}, "without animation"


async def test_a_reload_after_clear_never_flashes_what_was(room):
    (question,) = await room.approved(TEXT)
    screen = await room.screen()
    await room.live.air(question.id)
    await painted(screen, 1)
    await room.live.clear()
    await painted(screen, 2)
    await screen.add_init_script(WATCH)
    await screen.reload()
    await painted(screen, 2)
    assert await screen.evaluate("window.seen") == []


async def test_a_lost_line_keeps_the_picture_and_a_new_one_brings_the_present(room):
    first, second = await room.approved(TEXT, OTHER)
    lines: list[WebSocketRoute] = []
    cut = False

    async def line(ws: WebSocketRoute) -> None:
        if cut:
            await ws.close(code=1001)
            return
        lines.append(ws)
        ws.connect_to_server()

    screen = await room.screen(route=("**/screen/ws", line))
    await room.live.air(first.id)
    await painted(screen, 1)
    cut = True
    await lines[-1].close(code=1001)
    await room.live.air(second.id)
    await screen.wait_for_timeout(1_000)
    assert await words(screen) == TEXT
    cut = False
    await painted(screen, 2)
    assert await words(screen) == OTHER


async def test_a_wrong_key_says_so_and_a_screen_without_one_too(room):
    for key in ("#" + "0" * 64, ""):
        page = await room.page(f"{room.live.base}/screen{key}", viewport={"width": 1920, "height": 1080})
        await expect(page.get_by_role("status")).to_contain_text("key")


async def test_a_revoked_key_ends_the_picture(room):
    (question,) = await room.approved(TEXT)
    await room.live.air(question.id)
    screen = await room.screen()
    await painted(screen, 1)
    done(await office.revoke(room.live.act("owner", OFFICE), office.person_id(room.screen_key)))

    async def gone() -> bool:
        return await words(screen) == ""

    await until(gone, "the picture of a revoked screen is gone")
    await expect(screen.get_by_role("status")).to_be_hidden()


async def test_the_key_stays_in_the_fragment(room):
    context = await room.browser.new_context()
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.headers}"))
    page.on("websocket", lambda socket: asked.append(socket.url))
    secret = await room.key()
    await page.goto(f"{room.live.base}/screen#{secret}")
    await painted(page, 0)
    assert len(asked) > 3
    assert not [line for line in asked if secret in line]


async def test_a_graphic_that_fails_is_an_alarm_and_is_tried_again(room):
    (question,) = await room.approved(TEXT)
    broken = True

    async def graphic(route) -> None:
        await (route.fulfill(status=500) if broken else route.continue_())

    context = await room.browser.new_context(viewport={"width": 1920, "height": 1080})
    screen: Page = await context.new_page()
    await screen.route("**/question-card.mjs*", graphic)
    await screen.goto(f"{room.live.base}/screen#{await room.key()}")
    await painted(screen, 0)
    await room.live.air(question.id)
    await light(room, "alarm", "faulty")
    broken = False
    await painted(screen, 1)
    assert await words(screen) == TEXT
    await light(room, "painted", "")


async def test_hidden_in_obs_it_leaves_an_empty_frame_behind(room):
    (question,) = await room.approved(TEXT)
    await room.live.air(question.id)
    screen = await room.screen()
    await painted(screen, 1)
    tell = 'window.dispatchEvent(new CustomEvent("obsSourceVisibleChanged", {detail: {visible: %s}}))'
    await screen.evaluate(tell % "false")
    assert painted_box(await pixels(screen)) is None
    await screen.evaluate(tell % "true")

    async def back() -> bool:
        return painted_box(await pixels(screen)) is not None

    await until(back, "shown again it has the card")
