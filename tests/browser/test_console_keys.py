"""The console's keys: never while one types, but for the panic key; given to others by whoever sits there."""

from __future__ import annotations

import asyncio
import json

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from qa import desk
from qa.moderation import Draft
from tests.browser.control_room import CONSOLE, Line, Room, in_preview, item, moments, on_air, revision
from tests.browser.house import done
from tests.browser.staff import audience, hook
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]

TEXTS = ("Жер кезегін қайдан тексеруге болады?", "Почему приём граждан перенесли?", "Where is the budget of my school?")


@pytest.fixture
async def room(demo, live, browser):
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


async def writing(page: Page) -> None:
    """Opens a form and writes in it."""
    await page.keyboard.press("p")
    await page.locator('[data-test="prepare"][data-kind="lower-third"]').click()
    await page.locator('[data-test="form"] [name="name"]').press_sequentially("ac 1 us")


async def test_nothing_goes_on_air_while_a_form_is_written_but_all_goes_dark(room):
    first, second, _ = await room.approved(*TEXTS)
    page = await room.console()
    await room.take(first.id)
    await on_air(page, first)
    await item(page, second).click()
    await in_preview(page, second)
    await writing(page)
    await moments(page)
    assert await revision(room) == 1
    await page.keyboard.press("F12")
    await expect(hook(page, "program")).to_contain_text("Nothing is on air.")
    await expect(page.locator('[data-test="form"] [name="name"]')).to_have_value("ac 1 us")
    await page.locator("dialog h2").click()  # in the sheet, beside its fields
    await page.keyboard.press("Space")
    await page.keyboard.press("c")
    await moments(page)
    assert (await room.program()).layers == {}


async def test_what_is_typed_on_after_the_form_has_gone_is_no_key(room):
    (question,) = await room.approved(TEXTS[0])
    page = await room.console()
    await item(page, question).click()
    await in_preview(page, question)
    await writing(page)
    await page.evaluate("""async () => {
      const root = document.querySelector("tynda-console").shadowRoot;
      const field = root.querySelector('[data-test="form"] [name="name"]');
      const key = (at, code, key) =>
        at.dispatchEvent(new KeyboardEvent("keydown", { code, key, bubbles: true, composed: true }));
      field.form.requestSubmit();
      while (field.isConnected) { key(field, "KeyA", "a"); await new Promise((go) => setTimeout(go, 5)); }
      key(document.body, "Space", " ");  // still of the same word
    }""")
    await moments(page)
    assert await revision(room) == 0
    await page.wait_for_timeout(1_100)  # past the time within which a letter is of the same word
    await page.keyboard.press("Space")
    await on_air(page, question)


async def test_a_key_is_given_to_another_action_kept_and_given_back(room):
    first, second, _ = await room.approved(*TEXTS)
    page = await room.console()
    await page.keyboard.press("?")
    row = page.locator('[data-action="take"]')
    await expect(row.locator("kbd")).to_have_text("Space")
    await row.locator('[data-test="key-change"]').click()
    await page.keyboard.press("F2")
    await expect(row.locator("kbd")).to_have_text("F2")
    cut = page.locator('[data-action="cut"]')
    await cut.locator('[data-test="key-change"]').click()
    await page.keyboard.press("a")
    await expect(hook(page, "key-clash")).to_contain_text("A is taken: the question was answered.")
    await hook(page, "key-swap").click()
    await expect(cut.locator("kbd")).to_have_text("A")
    await expect(page.locator('[data-action="answered"] kbd')).to_have_text("C")
    await page.keyboard.press("Escape")
    await page.reload()
    await expect(hook(page, "take")).to_contain_text("F2")
    await item(page, first).click()
    await in_preview(page, first)
    await page.keyboard.press("Space")
    await moments(page)
    assert await revision(room) == 0
    await page.keyboard.press("F2")
    await on_air(page, first)
    await item(page, second).click()
    await in_preview(page, second)
    await page.keyboard.press("a")
    await on_air(page, second)
    await page.keyboard.press("?")
    await hook(page, "keys-reset").click()
    await page.keyboard.press("Escape")
    await expect(hook(page, "take")).to_contain_text("Space")


async def test_all_goes_dark_also_while_a_key_is_waited_for(room):
    (question,) = await room.approved(TEXTS[0])
    page = await room.console()
    await room.take(question.id)
    await on_air(page, question)
    await page.keyboard.press("?")
    row = page.locator('[data-action="take"]')
    await row.locator('[data-test="key-change"]').click()
    await page.keyboard.press("F12")
    await expect(hook(page, "program")).to_contain_text("Nothing is on air.")
    await page.keyboard.press("F2")
    await expect(row.locator("kbd")).to_have_text("F2")


async def test_a_key_that_is_held_down_on_a_button_presses_it_once(room):
    clock = await room.prepared("countdown", "5:00", seconds=300)
    line = Line()
    page = await room.console(route=(CONSOLE, line.between))
    await room.take(clock)
    await hook(page, "time-more").focus()
    for _ in range(6):
        await page.keyboard.down("Enter")
        await moments(page)
    await page.keyboard.up("Enter")
    assert line.types().count("time") == 1


async def test_a_row_that_is_held_on_its_way_down_stops_when_the_key_is_let_go(room):
    first, *_ = await room.approved(*TEXTS)
    moves, held = [], asyncio.Event()

    def line(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        async def up(text: str) -> None:
            if json.loads(text)["type"] == "move":
                moves.append(text)
                await held.wait()
            server.send(text)

        socket.on_message(up)

    page = await room.console(route=(CONSOLE, line))
    await item(page, first).locator(".text").focus()
    await page.keyboard.down("Alt")
    for _ in range(6):
        await page.keyboard.down("ArrowDown")
    await page.keyboard.up("ArrowDown")
    await page.keyboard.up("Alt")
    held.set()

    async def moved() -> bool:
        return (await room.order())[0] != first.id

    await until(moved, "one row further")
    await page.wait_for_timeout(500)  # by which a second move would have been sent
    assert len(moves) == 1


async def test_a_letter_for_the_panic_key_is_a_letter_where_letters_are_written(room):
    (question,) = await room.approved(TEXTS[0])
    page = await room.console()
    await page.keyboard.press("?")
    row = page.locator('[data-action="panic"]')
    await row.locator('[data-test="key-change"]').click()
    await page.keyboard.press("x")
    await page.keyboard.press("Escape")
    await room.take(question.id)
    await on_air(page, question)
    await page.keyboard.press("p")
    await page.locator('[data-test="prepare"][data-kind="message"]').click()
    await page.locator('[data-test="form"] [name="title"]').press_sequentially("x")
    await moments(page)
    assert (await room.program()).layers
    await page.keyboard.press("Escape")
    await expect(hook(page, "sheet")).to_be_hidden()
    await page.keyboard.press("x")
    await expect(hook(page, "program")).to_contain_text("Nothing is on air.")


async def test_space_scrolls_nothing(room):
    await room.approved(*TEXTS)
    for n in range(30):
        await room.prepared("ticker", f"Жаңалық {n}", items=[str(n)])
    page = await room.console(viewport={"width": 800, "height": 600})
    await expect(hook(page, "rundown-item")).to_have_count(33)
    await page.locator("h1").click()
    await page.keyboard.press("Space")
    await moments(page, 30)
    assert await page.evaluate("scrollY") == 0
    await hook(page, "rundown-item").nth(2).locator(".text").focus()
    before = await page.evaluate("scrollY")
    await page.keyboard.press("Space")
    await moments(page, 30)
    assert await page.evaluate("scrollY") == before


async def test_the_language_of_preview_goes_round_by_its_key(room):
    (question,) = await room.approved(TEXTS[0])
    done(await desk.edit(room.live.act(), "edit-0001", question.id, Draft(TEXTS[1], "ru"), True))
    page = await room.console()
    await item(page, question).locator(".text").click()
    spoken = hook(page, "preview").locator('button[aria-pressed="true"]:not([disabled])')
    for language, word in (("kk", "kaz"), ("ru", "rus"), ("kk", "kaz")):
        await expect(spoken).to_contain_text(word)
        assert (await room.program()).preview.language == language
        await page.keyboard.press("l")
