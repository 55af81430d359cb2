"""The lower third in a real Chromium: sizes, what is cut, a plate as wide as its words, one that opens from its bar."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.browser.graphics import SKIP, call, on, painted_box, pixels, renderer, words

pytestmark = pytest.mark.browser

KK = {"name": "Айдана Сәрсенбаева", "title": "Цифрлық даму министрлігінің баспасөз хатшысы", "language": "kk"}
LONG = {
    "name": "Константин Александрович Преображенский-Володарский",
    "title": "Первый заместитель председателя Комитета государственных доходов Министерства финансов Республики "
    "Казахстан по вопросам цифровизации и связям с обществом",
    "language": "ru",
}


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with renderer(browser, "lower-third") as page:
        yield page


async def sizes(page: Page) -> list[str]:
    return await page.evaluate("['.name', '.title'].map((s) => getComputedStyle(graphic.$(s)).fontSize)")


async def fit(page: Page) -> str:
    return await page.evaluate("graphic.dataset.fit")


async def test_it_looks_as_it_was_drawn(page):
    await on(page, KK)
    image = await pixels(page)
    box = painted_box(image)
    assert (box[0], box[3]) == (96, 954)
    assert 760 <= box[1] <= 780
    assert 1080 <= box[2] <= 1110, "as wide as its words"
    assert image.getpixel((103, 860))[:3] == (10, 163, 194)
    assert image.getpixel((600, 945)) == (11, 31, 51, 255)
    assert await sizes(page) == ["56px", "36px"]
    assert await page.evaluate("getComputedStyle(graphic.$('.name')).fontWeight") == "600"
    assert await page.evaluate("graphic.$('.name').lang") == "kk"
    assert await words(page) == f"{KK['name']} {KK['title']}"


async def test_long_names_and_titles_wrap_whole(page):
    await on(page, LONG)
    assert await fit(page) in ("fits", "small")
    assert await words(page) == f"{LONG['name']} {LONG['title']}"
    assert painted_box(await pixels(page))[2] <= 1496


async def test_a_name_alone_and_a_title_that_comes_later(page):
    await on(page, {"name": "Anna Lee"})
    low = painted_box(await pixels(page))
    assert low[2] - low[0] == 520, "no narrower than that"
    await call(page, "updateAction", {"data": {"title": "Host"}, **SKIP})
    assert painted_box(await pixels(page))[1] < low[1]
    await call(page, "updateAction", {"data": {"title": None}, **SKIP})
    assert painted_box(await pixels(page)) == low


async def test_what_does_not_fit_is_smaller_and_then_cut(page):
    for letters, told, sized in [(40, "fits", ["56px"]), (50, "small", ["50px", "47px"]), (80, "cut", ["45px"])]:
        await on(page, {"name": "Щ" * letters, "title": "Төраға"})
        assert await fit(page) == told, letters
        assert (await sizes(page))[0] in sized, letters
    for title, told, size in [("щ" * 90, "fits", "36px"), ("щ" * 300, "cut", "34px")]:
        await on(page, {"name": "Айдана", "title": title})
        assert (await fit(page), (await sizes(page))[1]) == (told, size), len(title)


async def test_it_opens_from_its_bar(page):
    await call(page, "load", {"data": KK, "renderType": "non-realtime"})
    play = {"timestamp": 0, "action": {"type": "playAction", "params": {}}}
    await call(page, "setActionsSchedule", {"schedule": [play]})
    widths = []
    for timestamp in (20, 60, 120, 240, 500):
        await call(page, "goToTime", {"timestamp": timestamp})
        image = await pixels(page)
        box = painted_box(image)
        assert (box[0], box[3]) == (96, 954)
        assert image.getpixel((100, 860))[3] == 255, "opaque from its first frame"
        widths.append(box[2])
    assert widths == sorted(set(widths))
