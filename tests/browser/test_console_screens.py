"""Several screens and several people at one briefing's consoles."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from qa import desk
from qa.moderation import Draft
from tests.browser.control_room import Room, in_preview, item, moments, on_air
from tests.browser.house import done
from tests.browser.staff import audience, hook, link
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]

TEXTS = ("Жер кезегін қайдан тексеруге болады?", "Почему приём граждан перенесли?", "Where is the budget of my school?")
ENGLISH = "Where can the queue for land be checked?"


@pytest.fixture
async def room(demo, live, browser):
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


def chip(page: Page, screen: str):
    return page.locator(f'[data-test="screen"][data-screen="{screen}"]')


async def test_each_screen_has_its_program_and_its_language(room):
    first, second, _ = await room.approved(*TEXTS)
    done(await desk.edit(room.live.act(), "edit-0001", first.id, Draft(ENGLISH, "en"), True))
    await room.reports(screen="english")
    page = await room.console()
    await chip(page, "english").click()
    await expect(chip(page, "english")).to_have_attribute("aria-pressed", "true")
    await page.locator('[data-test="speak"][data-language="en"]').click()
    await expect(item(page, first)).to_contain_text(ENGLISH)
    await item(page, first).locator(".text").click()
    await in_preview(page, first)
    await page.keyboard.press("Space")
    await on_air(page, first)
    await item(page, second).click()
    await in_preview(page, second)  # where English is not approved, it is shown as asked
    await chip(page, "main").click()
    await expect(hook(page, "program")).to_contain_text("Nothing is on air.")
    await expect(item(page, first)).to_contain_text("english")  # where it is on air
    await expect(item(page, first)).to_contain_text(TEXTS[0])
    await item(page, first).locator(".text").click()
    await in_preview(page, first)
    assert (await room.program("english")).layers["question"].text == ENGLISH
    assert (await room.program()).preview.text == TEXTS[0]
    assert (await room.program()).layers == {}
    await page.reload()
    await chip(page, "english").click()
    await expect(page.locator('[data-test="speak"][data-language="en"]')).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("BracketLeft")
    await expect(chip(page, "main")).to_have_attribute("aria-pressed", "true")


async def test_what_is_chosen_for_one_screen_is_not_for_another(room):
    (question,) = await room.approved(TEXTS[0])
    done(await desk.edit(room.live.act(), "edit-0001", question.id, Draft(ENGLISH, "en"), True))
    await room.reports(screen="hall")
    page = await room.console()
    await item(page, question).get_by_role("button", name="eng").click()
    await in_preview(page, question)
    await chip(page, "hall").click()
    await item(page, question).locator(".text").click()
    await in_preview(page, question)

    async def both() -> bool:
        main, hall = (await room.program()).preview, (await room.program("hall")).preview
        return bool(main and hall and (main.language, hall.language) == ("en", "kk"))

    await until(both, "each has its own wording in preview")


async def test_colleagues_are_seen_at_the_consoles_and_the_desk(room):
    page = await room.console("Ерлан Сат")
    other = await room.console("Мадина Ким")
    tablet = await room.page(await link(room.live, "moderator", "Дана Мұрат"), viewport={"width": 1024, "height": 768})
    await expect(hook(tablet, "present")).to_have_count(1)
    seen = hook(page, "present")
    await expect(seen).to_have_count(3)
    titles = await seen.evaluate_all("(all) => all.map((a) => a.title)")
    assert sorted(titles) == ["You", "Дана Мұрат, moderator's desk", "Мадина Ким, console"]
    await other.context.close()
    await expect(seen).to_have_count(2)


SIZES = ((1440, 810), (1920, 1080), (1280, 720), (1024, 768))


@pytest.mark.parametrize("locale", ["kk-KZ", "ru-RU", "en-GB"])
async def test_a_busy_console_is_whole_at_every_size_and_accessible(room, locale):
    first, second, third = await room.approved(*TEXTS)
    done(await desk.edit(room.live.act(), "edit-0001", second.id, Draft(ENGLISH, "en"), True))
    clock = await room.prepared("countdown", "5:00", seconds=300, label="До начала")
    ticker = await room.prepared("ticker", "Жаңалық", items=["бір", "екі"])
    page = await room.console(locale=locale)
    for one, hide in ((clock, None), (ticker, 600), (first.id, 600)):
        await room.take(one, hide_after_s=hide)
    await room.reports(screen="hall")
    await room.take(third.id, "hall")
    await item(page, second).locator(".text").click()
    await in_preview(page, second)
    done(await desk.edit(room.live.act(), "edit-0002", first.id, Draft(TEXTS[0] + "!", "kk"), True))
    await expect(hook(page, "offer")).to_be_visible()
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        await moments(page)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (width, "no scrolling")
        assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight"), (height, "no scrolling")
        for name in ("take", "cut", "clear", "clear-all", "answered", "update", "add"):
            await expect(hook(page, name)).to_be_in_viewport(ratio=1)
        await clean(page)
    await page.keyboard.press("p")
    await clean(page)
    await page.locator('[data-test="prepare"][data-kind="message"]').click()
    await hook(page, "save").click()
    await clean(page)
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(hook(page, "sheet")).to_be_visible()
    await clean(page)


SEVEN = {
    "question-card": {"text": TEXTS[0]}, "message": {"text": "Үзіліс", "style": "plate"}, "ticker": {"items": ["бір"]},
    "lower-third": {"name": "Айдана"}, "qr": {"url": "https://example.org/b/x"}, "countdown": {"seconds": 300},
    "captions": {"text": "Субтитр"},
}  # fmt: skip


async def test_with_all_seven_layers_on_air_each_has_its_whole_tile_or_is_seen_to_go_on(room):
    page = await room.console()
    for graphic, data in SEVEN.items():
        await room.take(await room.prepared(graphic, graphic, **data))
    tiles = hook(page, "layer")
    await expect(tiles).to_have_count(7)
    for size, least in (((1440, 810), 1), ((1280, 720), 0.5), ((1024, 768), 1)):
        await page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
        for n in range(7):
            await expect(tiles.nth(n)).to_be_in_viewport(ratio=least)


async def clean(page: Page) -> None:
    """Fails with the rule and the element for everything that axe finds."""
    found = await Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    bad = [(v["id"], n["html"][:200], n["failureSummary"]) for v in found.response["violations"] for n in v["nodes"]]
    assert not bad, bad


async def test_a_tablet_is_enough(room):
    """Everything by touch: cue, take, a layer off, an item prepared and moved to the end of its turn."""
    first, _, _ = await room.approved(*TEXTS)
    page = await room.console(viewport={"width": 1024, "height": 768}, has_touch=True)
    await item(page, first).locator(".text").tap()
    await in_preview(page, first)
    await hook(page, "take").tap()
    await on_air(page, first)
    await page.locator('[data-test="layer"][data-layer="question"] .off').tap()
    await expect(hook(page, "program")).to_contain_text("Nothing is on air.")
    await hook(page, "add").tap()
    await page.locator('[data-test="speaker"]').first.tap()
    await page.locator("dialog .close").tap()
    await expect(hook(page, "rundown-item")).to_have_count(4)
    await item(page, first).locator('[data-test="row-menu"]').tap()
    await hook(page, "row-skip").tap()
    await expect(item(page, first)).to_have_attribute("data-skipped", "")
    small = await page.evaluate(
        """() => [...document.querySelector("tynda-console").shadowRoot.querySelectorAll("button")]
          .filter((b) => b.checkVisibility() && (b.offsetWidth < 40 || b.offsetHeight < 44)).map((b) => b.outerHTML)"""
    )
    assert small == []
