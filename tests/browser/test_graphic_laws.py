"""What holds for every prepared graphic, in a real Chromium: OGraf's letter, the safe area, the brand, less motion."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Browser, Page

from tests.browser.graphics import HOSTILE, SAFE, call, covers, on, painted_box, pixels, renderer, same, words

pytestmark = pytest.mark.browser

Data = dict[str, Any]
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Sample:
    """A graphic with data, an update, data that is wrong, its place, and how a hostile text gets into each field."""

    graphic: str
    data: Data
    update: Data
    wrong: Data
    place: Box
    bar: tuple[int, int]
    fields: tuple[str, ...]

    def hostile(self, text: str) -> Data:
        return {**self.data, **{f: [text[:200], text] if f == "lines" else text for f in self.fields}}


LOGO = (
    "url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'%3E"
    "%3Crect width='9' height='9' fill='%23ff00ff'/%3E%3C/svg%3E\")"
)
SAMPLES = {
    "lower-third": Sample(
        "lower-third",
        {"name": "Айдана Сәрсенбаева", "title": "Цифрлық даму министрлігінің баспасөз хатшысы", "language": "kk"},
        {"name": "Айдана Сәрсенбай"},
        {"name": 7},
        (96, 500, 1500, 954),
        (103, 900),
        ("name", "title"),
    ),
    "plate": Sample(
        "message",
        {"title": "Техникалық үзіліс", "text": "Брифинг бес минуттан кейін жалғасады.", "language": "kk"},
        {"text": "Перерыв закончится через две минуты."},
        {"text": "a", "style": "shout"},
        (96, 54, 1200, 754),
        (103, 150),
        ("title", "text"),
    ),
    "bumper": Sample(
        "message",
        {"title": "Брифинг басталады", "text": "Сұрағыңызды бетте қалдырыңыз.", "style": "bumper", "language": "kk"},
        {"title": "We are about to start"},
        {"text": "a", "title": []},
        SAFE,
        (103, 500),
        ("title", "text"),
    ),
    "captions": Sample(
        "captions",
        {"lines": ["Қайырлы күн, құрметті көрермендер!", "Бүгінгі брифингті бастаймыз."], "language": "kk"},
        {"lines": ["Бүгінгі брифингті бастаймыз.", "Алдымен бірінші сұрақ."]},
        {"lines": "one line"},
        (290, 780, 1630, 954),
        (293, 900),
        ("lines",),
    ),
}
MOMENTS = [0, 1000, 1060, 1150, 1300, 2000, 3000, 3060, 3120, 3200, 4000, 5050, 5150, 5250, 6000]


@pytest.fixture(params=SAMPLES.values(), ids=SAMPLES.keys())
def sample(request: pytest.FixtureRequest) -> Sample:
    return request.param


@pytest.fixture
async def page(browser: Browser, sample: Sample) -> AsyncIterator[Page]:
    async with renderer(browser, sample.graphic) as page:
        yield page


async def scheduled(page: Page, data: Data, update: Data) -> None:
    """Plays at 1000, is updated at 3000, stops at 5000."""
    await call(page, "load", {"data": data, "renderType": "non-realtime"})
    actions = [(1000, "playAction", {}), (3000, "updateAction", {"data": update}), (5000, "stopAction", {})]
    schedule = [{"timestamp": at, "action": {"type": type_, "params": params}} for at, type_, params in actions]
    assert (await call(page, "setActionsSchedule", {"schedule": schedule}))["statusCode"] == 200


async def at(page: Page, timestamp: int) -> Image.Image:
    assert (await call(page, "goToTime", {"timestamp": timestamp}))["statusCode"] == 200
    return await pixels(page)


async def test_nothing_is_painted_before_play_and_after_stop(page, sample):
    assert (await call(page, "playAction"))["statusCode"] == 400
    assert (await call(page, "load", {"data": sample.wrong}))["statusCode"] == 400
    assert (await call(page, "load", {}))["statusCode"] == 400
    await call(page, "load", {"data": sample.data, "renderType": "realtime"})
    assert painted_box(await pixels(page)) is None
    assert await call(page, "playAction") == {"statusCode": 200, "currentStep": 0}
    assert covers(sample.place, painted_box(await pixels(page)))
    assert (await call(page, "updateAction", {"data": sample.wrong}))["statusCode"] == 400
    assert (await call(page, "stopAction"))["statusCode"] == 200
    assert painted_box(await pixels(page)) is None
    assert await words(page) == ""
    await call(page, "dispose")
    assert await page.evaluate("graphic.shadowRoot.childElementCount") == 0


async def test_calls_that_overlap_end_where_the_last_one_wants(page, sample):
    await call(page, "load", {"data": sample.data, "renderType": "realtime"})
    codes = await page.evaluate(
        """([data, update]) => Promise.all([graphic.playAction({}), graphic.stopAction({}), graphic.playAction({}),
        graphic.updateAction({data: update}), graphic.updateAction({data}), graphic.stopAction({}),
        graphic.playAction({}), graphic.updateAction({data: update})].map(async (p) => (await p).statusCode))""",
        [sample.data, sample.update],
    )
    assert set(codes) == {200}
    overlapped = await pixels(page)
    await on(page, sample.data | sample.update)
    assert same(overlapped, await pixels(page))


async def test_an_update_is_animated_and_ends_as_if_it_had_always_been(page, sample):
    await scheduled(page, sample.data, sample.update)
    before, amid, after = [await at(page, t) for t in (2900, 3080, 4000)]
    assert not same(before, amid)
    assert not same(amid, after)
    await on(page, sample.data)
    assert same(before, await pixels(page))
    await call(page, "updateAction", {"data": sample.update})
    assert same(after, await pixels(page)), "live as by the schedule"
    await on(page, sample.data | sample.update)
    assert same(after, await pixels(page))


async def test_the_same_timestamp_is_the_same_picture_from_wherever_one_comes(page, sample):
    await scheduled(page, sample.data, sample.update)
    forth = {t: await at(page, t) for t in MOMENTS}
    for t in [*reversed(MOMENTS), 3120, 1150, 5150, 3060]:
        assert same(forth[t], await at(page, t)), t
    assert painted_box(forth[0]) is painted_box(forth[1000]) is painted_box(forth[6000]) is None
    distinct = [forth[t] for t in (1060, 1150, 2000, 3060, 3120, 4000, 5050, 5150)]
    assert not any(same(one, other) for n, one in enumerate(distinct) for other in distinct[:n])


async def test_no_text_leaves_its_place_at_any_moment(page, sample):
    for name, text in HOSTILE.items():
        await scheduled(page, sample.data, sample.hostile(text))
        for t in (4000, 3060, 5120):
            box = painted_box(await at(page, t))
            assert box is None or covers(sample.place, box), (name, t, box)
    assert await page.evaluate("document.querySelectorAll('img, #box script').length") == 0
    await scheduled(page, sample.hostile("Щ" * 500), {})
    for t in MOMENTS:
        box = painted_box(await at(page, t))
        assert box is None or covers(SAFE, box), (t, box)


async def test_letters_are_large_enough_and_too_much_is_cut_and_told(page, sample):
    for name, text in {**HOSTILE, "as it is": None}.items():
        await on(page, sample.data if text is None else sample.hostile(text))
        sizes = await page.evaluate(
            """() => [...graphic.card.querySelectorAll("*")].filter((e) => e.innerText && e.checkVisibility()
              && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())).map((e) => [e.classList[0],
              parseFloat(getComputedStyle(e).fontSize), Number(getComputedStyle(e).fontWeight)])"""
        )
        for place, size, weight in sizes:
            assert size >= (34 if (sample.graphic, place) == ("lower-third", "title") else 45), (name, place)
            assert weight >= 500, (name, place)
        fit = await page.evaluate("graphic.dataset.fit")
        assert fit == {"as it is": "fits", "2,000 lines of it": "cut", "tags": fit}.get(name, fit), name
        aside = "(e) => e.scrollWidth <= e.clientWidth"
        assert await page.evaluate(f"[...graphic.card.querySelectorAll('.text')].every({aside})"), name


async def test_with_less_motion_it_fades_where_it_stands(page, sample):
    moving = """async () => { let moved = 0;
      for (const timestamp of [1060, 3060, 5060]) { await graphic.goToTime({timestamp});
        for (const { style } of graphic.shadowRoot.querySelectorAll(".card, .card *"))
          moved += Boolean(style.transform.replace("none", "") || style.clipPath.replace("none", "")); }
      return moved; }"""
    for reduced in ("no-preference", "reduce"):
        await page.emulate_media(reduced_motion=reduced)
        await scheduled(page, sample.data, sample.update)
        moves = reduced == "no-preference" and "style" not in sample.data
        assert (await page.evaluate(moving) > 0) is moves, "a bumper only fades anyway"
    boxes = [painted_box(await at(page, t)) for t in (1060, 2000, 3060, 4000, 5060)]
    assert boxes[0] == boxes[1]
    assert boxes[2] == boxes[3] == boxes[4]


async def test_the_brand_is_the_hosts(page, sample):
    await page.evaluate(
        """([logo]) => { const { style } = document.querySelector("#box"); style.setProperty("--tynda-logo", logo);
        style.setProperty("--tynda-accent", "rgb(250, 120, 10)"); style.setProperty("--tynda-font", "monospace"); }""",
        [LOGO],
    )
    await on(page, sample.data)
    image = await pixels(page)
    assert image.getpixel(sample.bar) == (250, 120, 10, 255)
    assert await page.evaluate("getComputedStyle(graphic.shadowRoot.querySelector('.text')).fontFamily") == "monospace"
    colours = {colour for _, colour in image.crop(sample.place).getcolors(1 << 20)}
    assert ((255, 0, 255, 255) in colours) is (sample.graphic == "lower-third" or "style" in sample.data)
