"""Captions in a real Chromium: two rows at most, a new line pushes, a corrected one stays where it stands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.browser.graphics import SKIP, call, on, painted_box, pixels, renderer, same, words

pytestmark = pytest.mark.browser

ONE, TWO, THREE = "Қайырлы күн, құрметті көрермендер!", "Бүгінгі брифингті бастаймыз.", "Алдымен бірінші сұрақ."
LONG = "Сегодня мы расскажем, как изменится запись на приём в центрах обслуживания населения"
ROW = 62
READ = """() => [...graphic.card.querySelectorAll(".text")].map((e) => {
  const row = e.getBoundingClientRect(), window_ = graphic.$(".window").getBoundingClientRect();
  return [e.textContent, row.top - window_.bottom, row.bottom > window_.top + 1 && row.top < window_.bottom - 1]; })"""


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with renderer(browser, "captions") as page:
        yield page


async def read(page: Page) -> list[str]:
    """The lines that can be seen, from above."""
    return [line for line, _, seen in await page.evaluate(READ) if seen]


async def update(page: Page, *lines: str, before: tuple[str, ...], at: int, **data: Any) -> None:
    """The moment `at` ms after an update of what stood before."""
    await call(page, "load", {"data": {"lines": before}, "renderType": "non-realtime"})
    actions = [(0, "playAction", {"skipAnimation": True}), (1000, "updateAction", {"data": {"lines": lines, **data}})]
    schedule = [{"timestamp": at, "action": {"type": type_, "params": params}} for at, type_, params in actions]
    await call(page, "setActionsSchedule", {"schedule": schedule})
    await call(page, "goToTime", {"timestamp": 1000 + at})


async def test_the_latest_two_lines_stand_on_one_plate(page):
    await on(page, {"lines": [ONE, TWO, THREE], "language": "kk"})
    image = await pixels(page)
    assert painted_box(image) == (290, 788, 1630, 954)
    assert image.getpixel((1000, 945)) == (11, 31, 51, 255)
    assert await read(page) == [TWO, THREE]
    await call(page, "updateAction", {"data": {"lines": [TWO, THREE, "", " "]}, **SKIP})
    assert await read(page) == [TWO, THREE], "an empty line is none"
    assert await page.evaluate("getComputedStyle(graphic.$('.text')).fontSize") == "48px"
    assert await page.evaluate("graphic.dataset.fit") == "fits"


async def test_at_the_top_and_with_one_line(page):
    await on(page, {"lines": [ONE], "position": "top"})
    assert painted_box(await pixels(page)) == (290, 54, 1630, 158)
    await call(page, "updateAction", {"data": {"position": "bottom"}, **SKIP})
    assert painted_box(await pixels(page)) == (290, 850, 1630, 954)
    assert (await call(page, "updateAction", {"data": {"position": "left"}}))["statusCode"] == 400


async def test_a_new_line_pushes_the_older_ones_up(page):
    for before, lines, rows in [((ONE,), (ONE, TWO), 1), ((ONE, TWO), (TWO, THREE), 1), ((ONE, TWO), (THREE,), 1)]:
        bottoms = []
        for at in (0, 40, 100, 250):
            await update(page, *lines, before=before, at=at)
            found = {line: offset for line, offset, _ in await page.evaluate(READ)}
            bottoms.append(found[lines[-1]])
            assert list(found)[-1] == lines[-1], "the new one is the lowest"
            assert before[-1] in found
        assert bottoms == sorted(bottoms, reverse=True)
        assert (round(bottoms[0]), round(bottoms[-1])) == (0, -rows * ROW)
        assert await read(page) == list(lines)


async def test_the_plate_grows_with_the_push(page):
    tops = []
    for at in (0, 60, 250):
        await update(page, ONE, TWO, before=(ONE,), at=at)
        tops.append(painted_box(await pixels(page))[1])
    assert (tops[0], tops[-1]) == (850, 788)
    assert 788 < tops[1] < 850


async def test_a_corrected_line_changes_where_it_stands(page):
    await on(page, {"lines": [ONE, TWO + " Алғ"]})
    wanted = await pixels(page)
    await update(page, ONE, TWO + " Алғ", before=(ONE, TWO), at=0)
    assert same(wanted, await pixels(page)), "at once, nothing moves"


async def test_a_long_line_takes_both_rows_and_a_longer_one_is_cut(page):
    await on(page, {"lines": [ONE, LONG]})
    assert await read(page) == [LONG]
    assert painted_box(await pixels(page))[1] == 788
    await update(page, LONG, TWO, before=(ONE, LONG), at=250)
    assert painted_box(await pixels(page))[1] == 788
    assert await read(page) == [LONG, TWO], "of the long one its last row"
    await on(page, {"lines": [LONG + " " + LONG]})
    assert await page.evaluate("graphic.dataset.fit") == "cut"
    assert painted_box(await pixels(page))[1] == 788


async def test_nothing_said_is_nothing_painted(page):
    await on(page, {"lines": []})
    assert painted_box(await pixels(page)) is None
    await call(page, "updateAction", {"data": {"lines": [ONE]}})
    assert await read(page) == [ONE]
    await call(page, "updateAction", {"data": {"lines": ["", "\u200b"]}})
    assert painted_box(await pixels(page)) is None
    assert await words(page) == "", "nor is it read aloud"
    assert (await call(page, "updateAction", {"data": {"lines": [None]}}))["statusCode"] == 400


async def test_an_evening_of_captions_is_not_kept(page):
    await on(page, {"lines": [ONE]})
    await page.evaluate(
        """async () => { for (let n = 0; n < 300; n++)
        await graphic.updateAction({data: {lines: [`${n}`, `${n + 1}`]}, skipAnimation: true}); }"""
    )
    assert await read(page) == ["299", "300"]
    assert await page.evaluate("graphic.card.querySelectorAll('.text').length") <= 4
