"""A hand on the console that is faster than its line, or whose line has died: nothing goes on air behind its back."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from overlays import console
from studio import office
from studio.events import OFFICE
from studio.people import Seat
from tests.browser.control_room import CONSOLE, Line, Room, at_once, in_preview, item, moments, on_air, revision
from tests.browser.house import done
from tests.browser.staff import audience, hook
from tests.browser.test_console import TEXTS, drag
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.fixture
async def room(demo, live, browser):
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


async def test_a_take_that_a_dead_line_has_held_is_not_carried_out_later(room):
    (question,) = await room.approved(TEXTS[0])
    line = Line("take")
    page = await room.console(route=(CONSOLE, line.between))
    await item(page, question).click()
    await in_preview(page, question)
    await page.keyboard.press("Space")
    await until(lambda: "take" in line.types(), "it was pressed")
    await page.wait_for_timeout(3_100)  # past the time for which a press means this moment
    line.lost.clear()
    await line.page.close(code=1012)
    await expect(hook(page, "refusal")).to_contain_text("The connection was away")
    assert (await revision(room), line.types().count("take")) == (0, 1)
    await page.keyboard.press("Space")
    await on_air(page, question)


async def test_clear_right_after_take_leaves_the_air_empty(room):
    (question,) = await room.approved(TEXTS[0])
    page = await room.console()
    for key in ("Escape", "F12"):
        before = await revision(room)
        await item(page, question).click()
        await in_preview(page, question)
        await expect(item(page, question)).not_to_have_attribute("data-cueing", "")
        await at_once(page, "Space", key)

        async def cleared(before: int = before) -> bool:
            program = await room.program()
            return program.revision == before + 2 and not program.layers

        await until(cleared, "taken, then cleared")


async def test_clear_stops_a_take_that_still_waits_for_its_preview(room):
    (question,) = await room.approved(TEXTS[0])
    line = Line()
    page = await room.console(route=(CONSOLE, line.between))
    await expect(item(page, question)).to_be_visible()
    await at_once(page, f"#{question.id}", "Space", "Escape")
    await in_preview(page, question)
    await moments(page)
    assert line.types().count("clear") == 1
    assert "take" not in line.types()


async def test_another_finger_ends_no_drag(room):
    first, second, third = await room.approved(*TEXTS)
    page = await room.console()
    start, end = await item(page, third).bounding_box(), await item(page, first).bounding_box()
    await page.mouse.move(start["x"] + 200, start["y"] + 20)
    await page.mouse.down()
    await page.mouse.move(start["x"] + 200, start["y"] + 40, steps=3)
    for what in ("pointerup", "pointercancel"):
        await page.evaluate("(what) => void dispatchEvent(new PointerEvent(what, { pointerId: 77 }))", what)
    await page.mouse.move(end["x"] + 200, end["y"] + 2, steps=6)
    await page.mouse.up()

    async def moved() -> bool:
        return await room.order() == [third.id, first.id, second.id]

    await until(moved, "the row stands where it was let go")


async def test_a_selection_that_ends_beside_the_form_loses_no_draft(room):
    page = await room.console()
    await page.keyboard.press("p")
    await page.locator('[data-test="prepare"][data-kind="lower-third"]').click()
    name = page.locator('[data-test="form"] [name="name"]')
    await name.fill("Айдана")
    at = await name.bounding_box()
    await page.mouse.move(at["x"] + 60, at["y"] + at["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(4, at["y"], steps=4)
    await page.mouse.up()
    await moments(page)
    await expect(name).to_have_value("Айдана")
    await expect(name).to_be_visible()
    await page.mouse.click(4, 400)
    await expect(hook(page, "sheet")).to_be_hidden()


async def test_a_take_is_for_the_screen_on_which_it_was_pressed(room):
    first, second, _ = await room.approved(*TEXTS)
    done(
        await office.invite(
            room.live.act("owner", OFFICE),
            "5" * 64,
            Seat(role="screen", name="TV", briefing=room.live.id, screen="hall"),
        )
    )
    done(await console.cue(room.live.act("producer"), "hall", second.id))
    line = Line()
    page = await room.console(route=(CONSOLE, line.between))
    await expect(hook(page, "screen")).to_have_count(2)
    await at_once(page, f"#{first.id}", "Space", "@hall")

    async def taken() -> bool:
        return "question" in (await room.program()).layers

    await until(taken, "it went on air on main")
    assert [m["screen"] for m in line.said if m["type"] in ("cue", "take")] == ["main", "main"]


async def test_a_preview_that_never_shows_is_not_taken_for_another(room):
    first, second, _ = await room.approved(*TEXTS)
    line = Line()
    page = await room.console(route=(CONSOLE, line.between))
    await item(page, second).click()
    await in_preview(page, second)
    line.deaf = '"views"'
    await at_once(page, f"#{first.id}", "Space")
    await expect(hook(page, "refusal")).to_contain_text("A colleague was faster")
    assert "take" not in line.types()


async def test_two_moves_in_a_breath_are_both_made(room):
    first, second, third = await room.approved(*TEXTS)
    page = await room.console()
    await expect(page.locator('[data-test="rundown-item"]')).to_have_count(3)
    await at_once(page, "ArrowDown", "Alt+ArrowDown", "Alt+ArrowDown")

    async def moved() -> bool:
        return await room.order() == [second.id, third.id, first.id]

    await until(moved, "the row went down twice")


async def test_a_drop_on_a_slow_machine_is_no_click(room):
    first, _, third = await room.approved(*TEXTS)
    page = await room.console()
    await expect(page.locator('[data-test="rundown-item"]')).to_have_count(3)
    await page.evaluate(
        """window.addEventListener("click", () => {
          for (const to = performance.now() + 80; performance.now() < to;);
        }, true)"""
    )
    await drag(page, item(page, third), item(page, first))

    async def moved() -> bool:
        return (await room.order())[0] == third.id

    await until(moved, "the row was moved")
    await moments(page)
    assert (await room.program()).preview is None
