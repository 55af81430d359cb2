"""The message in a real Chromium: a plate at the top left, a bumper with the agency's logo and name."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.browser.graphics import SAFE, SKIP, call, on, painted_box, pixels, renderer, words

pytestmark = pytest.mark.browser

KK = {"title": "Техникалық үзіліс", "text": "Брифинг бес минуттан кейін жалғасады.", "language": "kk"}
LONG = {
    "title": "Приём вопросов продолжается до шестнадцати часов по времени Астаны",
    "text": "Вопросы принимаются до 16:00 на странице брифинга. Ответы на все вопросы, которые не успеем разобрать в "
    "эфире, будут опубликованы на сайте комитета в течение трёх рабочих дней после окончания трансляции и "
    "разосланы всем авторам.",
    "language": "ru",
}


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with renderer(browser, "message") as page:
        yield page


async def brand(page: Page, name: str) -> None:
    await page.evaluate(
        "([name]) => document.querySelector('#box').style.setProperty('--tynda-name', JSON.stringify(name))", [name]
    )


async def test_the_plate_stands_at_the_top_left_as_wide_as_its_words(page):
    await on(page, KK)
    image = await pixels(page)
    box = painted_box(image)
    assert box[:2] == (96, 54)
    assert 1100 <= box[2] <= 1130
    assert 240 <= box[3] <= 270
    assert image.getpixel((103, 150))[:3] == (10, 163, 194)
    assert image.getpixel((600, 62)) == (11, 31, 51, 255)
    assert await words(page) == f"{KK['title']} {KK['text']}"
    assert await page.evaluate("['.title', '.message'].map((s) => getComputedStyle(graphic.$(s)).fontSize)") == [
        "56px", "45px",
    ]  # fmt: skip


@pytest.mark.parametrize("style", ["plate", "bumper"])
async def test_what_the_schema_allows_is_shown_whole(page, style):
    assert len(LONG["text"]) <= 240
    await on(page, {**LONG, "style": style})
    assert await page.evaluate("graphic.dataset.fit") in ("fits", "small")
    assert await words(page) == f"{LONG['title']} {LONG['text']}"
    await on(page, {"title": "Щ" * 80, "text": "щ" * 4000, "style": style})
    assert await page.evaluate("graphic.dataset.fit") == "cut"


@pytest.mark.parametrize("style", ["plate", "bumper"])
async def test_either_of_title_and_text_may_be_missing(page, style):
    await on(page, {"text": KK["text"], "style": style})
    assert await words(page) == KK["text"]
    await on(page, {"title": KK["title"], "text": "", "style": style})
    assert await words(page) == KK["title"]
    await on(page, {"text": "", "style": style})
    assert await words(page) == ""


async def test_a_bumper_fills_the_safe_area_with_the_agencys_name(page):
    name = 'Қазақстан Республикасы "Цифрлық даму" министрлігі'
    await brand(page, name)
    await on(page, {**KK, "style": "bumper"})
    image = await pixels(page)
    assert painted_box(image) == SAFE
    assert image.getpixel((1000, 500))[3] == 255
    shown = await page.evaluate("getComputedStyle(graphic.$('.agency'), '::before').content")
    assert shown == '"' + name.replace('"', '\\"') + '"'
    height = "graphic.$('.agency').getBoundingClientRect().height"
    assert 50 <= await page.evaluate(height) <= 60
    await brand(page, "Министерство " * 60)
    await on(page, {**KK, "style": "bumper"})
    assert 100 <= await page.evaluate(height) <= 120, "two lines, and no more"
    assert painted_box(await pixels(page)) == SAFE


async def test_the_plate_has_no_use_for_the_agencys_name(page):
    await brand(page, "Комитет")
    await on(page, KK)
    assert not await page.evaluate("graphic.$('.agency').checkVisibility()")


async def test_an_update_may_turn_the_plate_into_a_bumper_and_back(page):
    await on(page, KK)
    plate = painted_box(await pixels(page))
    await call(page, "updateAction", {"data": {"style": "bumper"}, **SKIP})
    assert painted_box(await pixels(page)) == SAFE
    await call(page, "updateAction", {"data": {"style": "plate"}, **SKIP})
    assert painted_box(await pixels(page)) == plate
