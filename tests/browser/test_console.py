"""The producer's console in a real Chromium: what it shows is true, what it sends is what was seen."""

from __future__ import annotations

import io

import pytest
from axe_playwright_python.async_playwright import Axe
from PIL import Image
from playwright.async_api import Page, WebSocketRoute, expect

from overlays import console
from qa import desk
from qa.moderation import Draft
from tests.browser.control_room import (
    Room,
    at_once,
    in_preview,
    item,
    moments,
    on_air,
    painted,
    revision,
    rows,
    tally,
)
from tests.browser.graphics import pixels, same
from tests.browser.house import done
from tests.browser.staff import audience, hook
from tests.waiting import until
from web.cli_graphics_browser import captured

pytestmark = [pytest.mark.browser, pytest.mark.integration]

TEXTS = ("Жер кезегін қайдан тексеруге болады?", "Почему приём граждан перенесли?", "Where is the budget of my school?")


@pytest.fixture
async def room(demo, live, browser):
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


async def test_a_take_pressed_right_after_the_click_waits_for_its_preview(room):
    first, second, _ = await room.approved(*TEXTS)
    screen, page = await room.screen(), await room.console()
    await item(page, first).click()
    await in_preview(page, first)
    await at_once(page, f"#{second.id}", "Space")  # nothing of the second cue can have come back yet
    await on_air(page, second)
    await tally(page, "painted")
    await painted(screen, 1)
    assert await hook(page, "preview").get_attribute("data-question") is None, "taking empties preview"


async def test_the_tally_is_red_for_pixels_alone(room):
    (question,) = await room.approved(TEXTS[0])
    page = await room.console()
    await tally(page, "dark")
    await item(page, question).click()
    await hook(page, "take").click()
    await tally(page, "alarm")
    await expect(hook(page, "program")).to_contain_text("No screen is connected.")
    screen = await room.screen()
    await tally(page, "painted")
    await screen.context.close()
    await tally(page, "alarm")  # nobody knows any more what is there
    await expect(hook(page, "program")).to_contain_text("No screen is connected.")
    await page.keyboard.press("F12")
    await expect(hook(page, "program")).not_to_have_attribute("data-question", question.id)
    await tally(page, "dark")  # without a page there are no pixels to remove


async def test_every_key_does_its_work_in_any_layout(room):
    questions = await room.approved(*TEXTS)
    page = await room.console()
    await expect(page.locator('[data-test="rundown-item"]')).to_have_count(3)
    for press in ("ArrowDown", "ArrowDown", "Enter"):
        await page.keyboard.press(press)
    await in_preview(page, questions[1])
    await page.keyboard.press("Space")
    await on_air(page, questions[1])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await in_preview(page, questions[2])
    await page.evaluate(
        """document.dispatchEvent(
        new KeyboardEvent("keydown", {key: "с", code: "KeyC", bubbles: true, composed: true}))"""
    )
    await on_air(page, questions[2])
    assert (await room.program()).cut
    await page.keyboard.press("a")
    await expect(item(page, questions[2])).to_have_attribute("data-done", "")
    await page.keyboard.press("Escape")
    await expect(hook(page, "program")).not_to_have_attribute("data-question", questions[2].id)
    assert not (await room.program()).cut
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Alt+ArrowDown")

    async def swapped() -> bool:
        return (await room.order())[:2] == [questions[1].id, questions[0].id]

    await until(swapped, "Alt+Down moves the row down")


async def test_keys_rest_while_somebody_types(room):
    (question,) = await room.approved(TEXTS[0])
    page = await room.console()
    await item(page, question).click()
    await in_preview(page, question)
    await page.evaluate("document.body.appendChild(document.createElement('input')).focus()")
    await page.keyboard.type(" ca ")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")
    await moments(page)
    assert await revision(room) == 0
    await page.evaluate("""() => {
      const field = document.querySelector("input");
      const key = (at, code, key) =>
        at.dispatchEvent(new KeyboardEvent("keydown", { code, key, bubbles: true, composed: true }));
      key(field, "KeyA", "a"); field.remove(); key(document.body, "Space", " ");  // still of the same word
    }""")
    await moments(page)
    assert await revision(room) == 0
    await page.locator("h1").click()
    await page.keyboard.press("Space")
    await on_air(page, question)


async def test_space_on_a_focused_button_is_take_and_not_that_button(room):
    first, second, _ = await room.approved(*TEXTS)
    page = await room.console()
    await item(page, first).click()
    await hook(page, "take").click()
    await on_air(page, first)
    await item(page, second).click()
    await in_preview(page, second)
    await hook(page, "clear-all").focus()
    await page.keyboard.press("Space")
    await on_air(page, second)
    assert await revision(room) == 2


async def test_two_producers_expecting_the_same_advance_once(room):
    first, second, third = await room.approved(*TEXTS)
    held: list[bool] = []

    async def late(ws: WebSocketRoute) -> None:
        """A console on a slow line: once `held`, it hears only answers to its own commands."""
        server = ws.connect_to_server()
        server.on_message(lambda text: None if held and '"views"' in text[:40] else ws.send(text))

    fast, slow = await room.console("Ерлан"), await room.console("Мадина", route=("**/console/**", late))
    await item(fast, first).click()
    await hook(fast, "take").click()
    await on_air(slow, first)
    await item(fast, second).click()
    await in_preview(slow, second)
    held.append(True)
    await fast.keyboard.press("Space")
    await on_air(fast, second)
    await slow.keyboard.press("Space")
    await expect(hook(slow, "refusal")).to_contain_text("A colleague was faster")
    program = await room.program()
    assert (program.revision, program.layers["question"].question) == (2, second.id)
    assert third.id in await rows(fast)


async def test_what_lost_its_approval_cannot_be_taken_and_says_so(room):
    first, second, _ = await room.approved(*TEXTS)
    page = await room.console()
    await item(page, first).click()
    await hook(page, "take").click()
    await on_air(page, first)
    await item(page, second).click()
    await in_preview(page, second)
    await room.live.undo(second.id)
    await expect(hook(page, "preview")).to_contain_text("No longer approved")
    await expect(item(page, second)).to_have_count(0)
    await hook(page, "take").click()
    await expect(hook(page, "refusal")).to_contain_text("no longer approved")
    await on_air(page, first)


async def test_each_approved_wording_can_be_chosen(room):
    (question,) = await room.approved(TEXTS[0])
    done(
        await desk.edit(room.live.act(), "edit-0001", question.id, Draft("Где проверить очередь на землю?", "ru"), True)
    )
    page = await room.console()
    row = item(page, question)
    await expect(row.get_by_role("group").get_by_role("button")).to_have_text(["kaz", "rus"])
    await row.get_by_role("button", name="rus").click()
    await in_preview(page, question)
    await expect(row).to_contain_text("Где проверить")
    await hook(page, "take").click()
    await on_air(page, question)
    assert (await room.program()).layers["question"].text == "Где проверить очередь на землю?"


async def drag(page: Page, source, target, *, above: bool = True) -> None:
    start, end = await source.bounding_box(), await target.bounding_box()
    await page.mouse.move(start["x"] + 200, start["y"] + 20)
    await page.mouse.down()
    await page.mouse.move(start["x"] + 200, start["y"] + 40, steps=3)
    await page.mouse.move(end["x"] + 200, end["y"] + (2 if above else end["height"] - 2), steps=6)
    await page.mouse.up()


async def test_rows_are_moved_by_hand_and_every_console_sees_it(room):
    first, second, third = await room.approved(*TEXTS)
    page, other = await room.console(), await room.console("Мадина")
    await expect(page.locator('[data-test="rundown-item"]')).to_have_count(3)
    await drag(page, item(page, third), item(page, first))
    wanted = [third.id, first.id, second.id]
    for seen in (page, other):
        await until(lambda seen=seen: _same(rows(seen), wanted), "the new order")
    assert await room.order() == wanted
    assert (await room.program()).preview is None, "a drag is no click"
    await drag(page, item(page, third), item(page, second), above=False)
    await until(lambda: _same(rows(other), [first.id, second.id, third.id]), "moved to the end")


async def _same(value, wanted) -> bool:
    return await value == wanted


async def test_a_finger_moves_a_row_by_its_handle(room):
    first, second, third = await room.approved(*TEXTS)
    page = await room.console(viewport={"width": 1280, "height": 800}, has_touch=True)
    await expect(page.locator('[data-test="rundown-item"]')).to_have_count(3)
    handle = await item(page, third).locator("[data-handle]").bounding_box()
    target = await item(page, first).bounding_box()
    touch = await page.context.new_cdp_session(page)
    x, y = handle["x"] + 20, handle["y"] + 20

    async def finger(kind: str, *points: dict) -> None:
        await touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    await finger("touchStart", {"x": x, "y": y})
    for step in range(1, 9):
        await finger("touchMove", {"x": x, "y": y + (target["y"] + 2 - y) * step / 8})
    await finger("touchEnd")
    await until(lambda: _same(rows(page), [third.id, first.id, second.id]), "moved by touch")


async def test_escape_lets_a_row_go_and_takes_nothing_off_air(room):
    first, second, _ = await room.approved(*TEXTS)
    page = await room.console()
    await item(page, first).click()
    await hook(page, "take").click()
    await on_air(page, first)
    box = await item(page, second).bounding_box()
    await page.mouse.move(box["x"] + 200, box["y"] + 20)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 200, box["y"] + 200, steps=5)
    await page.keyboard.press("Escape")
    await page.mouse.up()
    await moments(page)
    assert await revision(room) == 1
    assert await room.order() == await rows(page)


async def test_answered_is_about_the_latest_on_air_also_after_clear(room):
    first, second, _ = await room.approved(*TEXTS)
    page = await room.console()
    await expect(hook(page, "answered")).to_be_disabled()
    await item(page, first).click()
    await hook(page, "take").click()
    await on_air(page, first)
    await hook(page, "clear").click()
    await expect(hook(page, "clear")).to_be_disabled()
    await hook(page, "answered").click()
    await expect(item(page, first)).to_have_attribute("data-done", "")
    await expect(hook(page, "answered")).to_be_disabled()
    assert (await rows(page))[-1] == first.id
    assert second.id in await rows(page)


async def test_offline_the_keys_rest_and_air_stays_shown(room):
    first, second, _ = await room.approved(*TEXTS)
    page = await room.console()
    await item(page, first).click()
    await hook(page, "take").click()
    await on_air(page, first)
    await item(page, second).click()
    await in_preview(page, second)
    place = await hook(page, "take").bounding_box()
    await page.context.set_offline(True)
    await expect(page.locator('[data-test="offline"]')).to_be_visible()
    assert await hook(page, "take").bounding_box() == place, "the keys stay under the hand"
    await expect(hook(page, "tally")).to_have_attribute("data-state", "alarm")  # red would be a guess
    for name in ("take", "cut", "clear"):
        await expect(hook(page, name)).to_be_disabled()
    await page.keyboard.press("Space")
    await page.context.set_offline(False)
    await expect(hook(page, "take")).to_be_enabled()
    assert await revision(room) == 1


async def test_after_the_end_only_clearing_works(room):
    first, second, _ = await room.approved(*TEXTS)
    page = await room.console()
    await item(page, first).click()
    await hook(page, "take").click()
    await on_air(page, first)
    await item(page, second).click()
    await in_preview(page, second)
    await room.live.end()
    await expect(page.get_by_text("The briefing has ended")).to_be_visible()
    await expect(hook(page, "take")).to_be_disabled()
    await hook(page, "clear-all").click()
    await expect(hook(page, "program")).to_contain_text("Nothing is on air.")


async def test_program_is_the_screens_picture_to_the_pixel(room):
    (question,) = await room.approved(TEXTS[0], name="Айдана", region="Қызылорда облысы")
    screen = await room.screen()
    # So wide that a monitor is as large as the screen: then nothing is scaled.
    page = await room.console(viewport={"width": 4386, "height": 1900})
    await room.live.air(question.id)
    await painted(screen, 1)
    stage = hook(page, "program").locator("tynda-stage")
    assert await stage.evaluate("(s) => s.clientWidth") == 1920

    async def equal() -> bool:
        monitor = Image.open(io.BytesIO(await captured(stage.screenshot))).convert("RGBA")
        card = (120, 860, 1800, 950)
        return same(monitor.crop(card), (await pixels(screen)).crop(card))

    await until(equal, "the same pixels in the monitor and on the screen", 60)


async def test_the_console_waits_for_no_timer_to_tell_an_alarm(room):
    (question,) = await room.approved(TEXTS[0])
    await room.live.air(question.id)
    taken = (await room.program()).taken_at
    page = await room.console()
    # Opened any time later, it shows what is true now, without having seen the take.
    await tally(page, "alarm")
    assert await page.evaluate("Date.now()") > taken


@pytest.mark.parametrize("locale", ["kk-KZ", "ru-RU", "en-GB"])
async def test_it_is_accessible_and_nothing_overflows(room, locale):
    first, second, _ = await room.approved(*TEXTS)
    page = await room.console(locale=locale)
    await room.live.air(first.id)
    done(await console.cue(room.live.act("producer"), "main", second.id))
    await in_preview(page, second)
    await on_air(page, first)
    for width, height in ((1440, 810), (1280, 720), (800, 1100)):
        await page.set_viewport_size({"width": width, "height": height})
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = await Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        bad = [(v["id"], n["html"], n["failureSummary"]) for v in found.response["violations"] for n in v["nodes"]]
        assert not bad
