"""The question card in a real Chromium: OGraf's letter, odd text by the pixel, frames by the millisecond."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from playwright.async_api import Browser, Page

from tests.browser.graphics import HOSTILE, SAFE, SKIP, ZALGO, call, on, painted_box, pixels, renderer, same, words

pytestmark = pytest.mark.browser

DATA = {
    "text": "Ауылдағы өзіне-өзі қызмет көрсету бұрышы неге сенбіде жұмыс істемейді?",
    "name": "Айдана", "region": "Қызылорда облысы", "language": "kk",
}  # fmt: skip
OTHER = {
    "text": "Почему приём граждан перенесли на вторую половину дня?",
    "name": None,
    "region": None,
    "language": "ru",
}


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with renderer(browser, "question-card") as page:
        yield page


async def test_nothing_is_painted_before_play_and_after_stop(page):
    assert (await call(page, "playAction"))["statusCode"] == 400
    assert (await call(page, "load", {"data": {}}))["statusCode"] == 400
    await call(page, "load", {"data": DATA, "renderType": "realtime"})
    assert painted_box(await pixels(page)) is None
    assert await words(page) == ""
    assert await call(page, "playAction", {}) == {"statusCode": 200, "currentStep": 0}
    assert await words(page) == f"{DATA['text']} Айдана, Қызылорда облысы"
    left, _, right, bottom = painted_box(await pixels(page))
    assert (left, right, bottom) == (96, 1824, 954)
    assert (await call(page, "stopAction", {}))["statusCode"] == 200
    assert painted_box(await pixels(page)) is None
    await call(page, "dispose")
    assert await page.evaluate("graphic.shadowRoot.childElementCount") == 0
    assert (await call(page, "playAction"))["statusCode"] == 400


async def test_the_card_looks_as_it_was_drawn(page):
    await on(page, {**DATA, "votes": 128, "label": "дауыс"})
    image = await pixels(page)
    box = painted_box(image)
    assert box[0::2] == (96, 1824)
    assert 674 <= box[1] <= 682, "two lines of 56 px over one of 36 px, as in the look"
    assert image.getpixel((103, 820))[:3] == (10, 163, 194), "the accent's bar"
    assert image.getpixel((1000, 930)) == (11, 31, 51, 255), "an opaque plate"
    assert image.getpixel((1810, 820))[:3] == (10, 43, 64), "the votes' plate"
    assert await page.evaluate("graphic.dataset.fit") == "fits"
    size = "(s) => getComputedStyle(graphic.shadowRoot.querySelector(s)).fontSize"
    assert [await page.evaluate(size, s) for s in (".text", ".who", ".votes", ".votes span")] == [
        "56px", "36px", "40px", "34px",
    ]  # fmt: skip


async def test_steps(page):
    await call(page, "load", {"data": DATA, "renderType": "realtime"})
    assert (await call(page, "playAction", {"goto": 0, **SKIP}))["currentStep"] == 0
    assert (await call(page, "playAction", {"delta": 0, **SKIP}))["currentStep"] == 0
    end = await call(page, "playAction", SKIP)
    assert end["statusCode"] == 200
    assert end.get("currentStep") is None
    assert await words(page) == ""
    assert (await call(page, "playAction", SKIP))["currentStep"] == 0, "after the end it starts anew"
    assert (await call(page, "playAction", {"goto": 5, **SKIP})).get("currentStep") is None
    assert (await call(page, "customAction", {"id": "explode", "payload": {}}))["statusCode"] == 404


async def test_updates_replace_what_they_name_and_keep_the_rest(page):
    await on(page, DATA)
    await call(page, "updateAction", {"data": {"text": "Басқа сұрақ?"}})
    assert await words(page) == "Басқа сұрақ? Айдана, Қызылорда облысы"
    await call(page, "updateAction", {"data": OTHER, **SKIP})
    assert await words(page) == OTHER["text"]
    assert (await call(page, "updateAction", {"data": {"text": 7}}))["statusCode"] == 400


async def test_calls_that_overlap_end_where_the_last_one_wants(page):
    await call(page, "load", {"data": DATA, "renderType": "realtime"})
    results = await page.evaluate(
        """([other]) => Promise.all([graphic.playAction({}), graphic.stopAction({}), graphic.playAction({}),
        graphic.updateAction({data: {name: "Бір"}}), graphic.updateAction({data: other}), graphic.stopAction({}),
        graphic.playAction({}), graphic.updateAction({data: {region: "Түркістан"}}), graphic.load({data: other}),
        graphic.playAction({})].map(async (p) => (await p).statusCode))""",
        [OTHER],
    )
    assert set(results) == {200}
    await call(page, "playAction", {"goto": 0, **SKIP})
    assert await words(page) == OTHER["text"]
    await page.evaluate("() => { graphic.playAction({}); graphic.dispose({}); }")
    assert painted_box(await pixels(page)) is None


async def test_what_leaves_keeps_its_words(page):
    await on(page, DATA)
    seen = await page.evaluate(
        """async ([other]) => { const gone = graphic.stopAction({}); await graphic.updateAction({data: other});
        const leaving = graphic.shadowRoot.querySelector(".text").textContent; await gone; return leaving; }""",
        [OTHER],
    )
    assert seen == DATA["text"]
    await call(page, "playAction", SKIP)
    assert await words(page) == OTHER["text"]


async def test_reduced_motion_moves_nothing(page):
    for reduced, moves in (("reduce", False), ("no-preference", True)):
        await page.emulate_media(reduced_motion=reduced)
        await call(page, "load", {"data": DATA, "renderType": "realtime"})
        moved = await page.evaluate(
            """async () => { let moved = false, shown = graphic.playAction({});
            const look = () => { moved ||= !graphic.card.hidden && graphic.card.style.transform !== "none";
              requestAnimationFrame(look); };
            requestAnimationFrame(look); await shown; return moved; }"""
        )
        assert moved is moves


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_no_text_breaks_the_picture(page, text):
    await on(page, {"text": text, "name": text[:80], "region": text[:80], "votes": 10**9, "label": text[:40]})
    image = await pixels(page)
    box = painted_box(image)
    assert SAFE[0] == box[0]
    assert SAFE[1] <= box[1]
    assert SAFE[2] == box[2]
    assert box[3] == 954
    top = await page.evaluate("graphic.shadowRoot.querySelector('.card').getBoundingClientRect().top")
    assert box[1] >= int(top), "nothing outside the card"
    assert await page.evaluate(
        "[...graphic.shadowRoot.querySelectorAll('.text, .who')].every((e) => e.scrollWidth <= e.clientWidth)"
    ), "long words wrap, nothing is cut off at the side"
    assert await page.evaluate("parseFloat(getComputedStyle(graphic.shadowRoot.querySelector('.text')).fontSize)") >= 45
    assert await page.evaluate("document.querySelectorAll('img, #box script').length") == 0
    for x in (200, 900, 1500):
        assert image.getpixel((x, 945))[3] == 255, "the plate is opaque"


async def test_controls_are_stripped_and_marks_are_capped(page):
    await on(page, {"text": HOSTILE["bidi controls"]})
    text = await words(page)
    assert not set(text) & set("\u202e\u202c\u2067\u2069\u061c\u200f")
    await call(page, "updateAction", {"data": {"text": ZALGO}, **SKIP})
    assert len(await words(page)) < 100
    await call(page, "updateAction", {"data": {"text": "Ең ЙЙёё 👩‍👩‍👧‍👦 é"}, **SKIP})
    assert await words(page) == "Ең ЙЙёё 👩‍👩‍👧‍👦 é", "what people write stays as they wrote it"


async def test_500_letters_are_shown_whole(page):
    await on(page, {**DATA, "text": "щ" * 500})
    assert await page.evaluate("graphic.dataset.fit") == "small"
    await call(page, "updateAction", {"data": {"text": "щ " * 4000}, **SKIP})
    assert await page.evaluate("graphic.dataset.fit") == "cut"
    await call(page, "updateAction", {"data": {"text": "Неге?", "name": "щ" * 80, "region": "ы" * 80}, **SKIP})
    assert await page.evaluate("graphic.dataset.fit") == "cut", "a name of three lines"


SCHEDULE = [
    {"timestamp": 1000, "action": {"type": "playAction", "params": {}}},
    {"timestamp": 3000, "action": {"type": "updateAction", "params": {"data": OTHER}}},
    {"timestamp": 5000, "action": {"type": "stopAction", "params": {}}},
    {"timestamp": 5200, "action": {"type": "playAction", "params": {}}},
]


async def test_the_same_timestamp_is_the_same_picture_from_wherever_one_comes(page):
    await call(page, "load", {"data": DATA, "renderType": "non-realtime"})
    assert (await call(page, "setActionsSchedule", {"schedule": SCHEDULE}))["statusCode"] == 200
    times = [0, 1100, 1300, 2000, 3150, 4000, 5150, 5300, 6000]
    forth = {}
    for timestamp in times:
        assert (await call(page, "goToTime", {"timestamp": timestamp}))["statusCode"] == 200
        forth[timestamp] = await pixels(page)
    for timestamp in reversed(times):
        await call(page, "goToTime", {"timestamp": timestamp})
        assert same(forth[timestamp], await pixels(page)), timestamp
    assert painted_box(forth[0]) is None
    moments = [forth[t] for t in times]
    assert all(not same(a, b) for a, b in pairwise(moments) if a is not forth[5300])


async def test_a_scheduled_frame_is_the_live_picture(page):
    await call(page, "load", {"data": DATA, "renderType": "non-realtime"})
    await call(page, "setActionsSchedule", {"schedule": SCHEDULE})
    await call(page, "goToTime", {"timestamp": 2500})
    scheduled = await pixels(page)
    await on(page, DATA)
    assert same(scheduled, await pixels(page))


async def test_modes_are_kept_apart(page):
    await on(page, DATA)
    assert (await call(page, "goToTime", {"timestamp": 0}))["statusCode"] == 400
    assert (await call(page, "setActionsSchedule", {"schedule": []}))["statusCode"] == 400
    await call(page, "load", {"data": DATA, "renderType": "non-realtime"})
    assert (await call(page, "playAction"))["statusCode"] == 400
    assert (await call(page, "setActionsSchedule", {"schedule": [{"timestamp": 0}]}))["statusCode"] == 400
