"""The ticker in a real Chromium: an even run without a seam or a jump, by the pixel, whatever changes meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.async_api import Browser, Page

from tests.browser.graphic_checks import (
    action,
    comes_and_goes,
    frame,
    ink,
    inside,
    is_exact,
    is_text_alone,
    moves,
    rehearse,
    stays_inside,
    survives_overlapping_calls,
)
from tests.browser.graphics import HOSTILE, SKIP, call, on, painted_box, pixels, renderer, same

pytestmark = pytest.mark.browser

STRIP = (96, 966, 1824, 1026)
WIDTH, GAP, INDENT = 1714, 86, 30
KK, RU, EN = "Сұрақтарды сайттан қойыңыз", "Брифинг начнётся в 15:00", "Questions in English are welcome"
DATA = {"items": [KK, RU, EN], "language": "kk"}
OTHER = {"items": [RU, "Приём граждан переносится", "Қабылдау кейінге қалды"], "language": "ru"}
SHORT = {"items": ["Тікелей эфир"]}
LONG = "Қызмет көрсету орталығы сенбі күні де жұмыс істейді, " * 5

Item = dict[str, Any]


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with renderer(browser, "ticker") as page:
        yield page


async def strips(page: Page, *timestamps: float | None) -> list[list[Item]]:
    """What is in the strip, from left to right, at these moments of the schedule; None is now."""
    return await page.evaluate(
        """async (timestamps) => { const found = [];
        for (const timestamp of timestamps) {
          if (timestamp !== null && (await graphic.goToTime({ timestamp })).statusCode !== 200) throw new Error("time");
          found.push([...graphic.card.querySelectorAll(".items span")].map((span) => ({ text: span.textContent,
            x: new DOMMatrix(span.style.transform).e, width: span.offsetWidth + 1, opacity: Number(span.style.opacity),
            mark: span.className === "running" })).sort((a, b) => a.x - b.x));
        }
        return found; }""",
        timestamps,
    )


async def strip(page: Page, timestamp: float | None = None) -> list[Item]:
    """The same at one moment."""
    [items] = await strips(page, timestamp)
    return items


def follow_each_other(items: list[Item], order: list[str]) -> None:
    """Each behind the one before it, in the order given, over and over."""
    for one, other in pairwise(items):
        assert other["x"] - one["x"] - one["width"] == GAP
        assert order[(order.index(one["text"]) + 1) % len(order)] == other["text"]


async def test_it_runs_evenly_and_repeats_without_a_seam(page):
    await rehearse(page, DATA, action(0, "play"))
    assert await strip(page, 0) == []
    assert [(i["text"], i["x"]) for i in await strip(page, 1000)] == [(KK, WIDTH - 180)], "it comes in at the right"
    for before, now in pairwise(await strips(page, *(20_000 + n * 1000 / 60 for n in range(120)))):
        follow_each_other(now, DATA["items"])
        assert now[0]["x"] <= 0
        assert now[-1]["x"] + now[-1]["width"] + GAP >= WIDTH, "no gap at the right"
        for item in now:
            was = [i["x"] for i in before if i["text"] == item["text"]]
            assert item["x"] + 3 in was or item["x"] > WIDTH - 4, "3 px a frame at 60 Hz"
    follow_each_other(await strip(page, 36_000_000), DATA["items"])
    bar = (await frame(page, 13_500)).crop((98, 980, 110, 1012))
    assert (await strip(page))[0]["x"] < -100
    assert bar.getcolors() == [(12 * 32, (10, 163, 194, 255))], "it goes behind the bar, not over it"


async def test_live_it_moves_with_the_frame_s_own_time(page):
    await on(page, DATA)
    assert (await strip(page))[0]["text"] == KK
    assert 0 <= INDENT - (await strip(page))[0]["x"] <= 360, "after a cut the strip is full from the first frame"
    seen = await page.evaluate(
        """() => new Promise((done) => { const seen = [], span = graphic.$(".items span");
        const look = (now) => { seen.push([now, new DOMMatrix(span.style.transform).e]);
          if (seen.length < 40 && seen.at(-1)[1] > -300) requestAnimationFrame(look); else done(seen); };
        requestAnimationFrame(look); })"""
    )
    steps = [x - y for (_, x), (_, y) in pairwise(seen)]
    ticks = [(b - a) * 0.18 for (a, _), (b, _) in pairwise(seen)]
    assert any(
        all(abs(step - tick) <= 1.01 for step, tick in zip(steps[shift:], ticks, strict=False)) for shift in (0, 1)
    ), (steps, ticks)
    assert sum(steps) > 0


async def test_one_that_fits_stands_still_and_no_frame_is_spent_on_it(page):
    await on(page, SHORT)
    assert [(i["text"], i["x"], i["opacity"], i["mark"]) for i in await strip(page)] == [("Тікелей эфир", 30, 1, False)]
    spent = await page.evaluate(
        """() => new Promise((done) => { let frames = 0; const { requestAnimationFrame: frame } = window;
        window.requestAnimationFrame = (f) => { frames++; return frame.call(window, f); };
        frame.call(window, () => frame.call(window, () => done(frames))); })"""
    )
    assert spent == 0
    await on(page, {"items": [LONG]})
    assert (await strip(page))[0]["mark"], "one that does not fit runs"


async def test_an_update_keeps_what_it_keeps_and_drops_the_rest_at_once(page):
    await rehearse(page, DATA, action(0, "play"), action(20_000, "update", data=OTHER))
    before, at_once = await strip(page, 19_999.9), await strip(page, 20_000)
    assert [(i["text"], i["x"]) for i in before] == [(i["text"], i["x"]) for i in at_once], "nothing jumps"
    amid, after = await strip(page, 20_100), await strip(page, 20_200)
    assert {i["opacity"] for i in amid if i["text"] == RU} == {1}
    assert {i["opacity"] for i in amid if i["text"] in (KK, EN)} == {0.5}
    assert {i["text"] for i in after} == {RU}
    assert [i["x"] for i in after if i["text"] == RU] == [i["x"] - 36 for i in before if i["text"] == RU]
    later = await strip(page, 26_000)
    new = [i for i in later if i["text"] != KK and i["text"] != EN]
    assert len(new) == len(later)
    follow_each_other([i for i in later if i["x"] >= WIDTH - 1080], OTHER["items"])
    follow_each_other(await strip(page, 60_000), OTHER["items"])


async def test_what_is_new_comes_in_at_the_edge(page):
    await rehearse(page, DATA, action(0, "play"), action(20_000, "update", data=OTHER))
    old = {i["text"] for i in await strip(page, 20_000)}
    assert old <= set(DATA["items"])
    places = [i["x"] for i in await strip(page, 22_000) if i["text"] in OTHER["items"][1:]]
    assert all(x >= WIDTH - 360 for x in places)
    seen: dict[str, float] = {}
    for items in await strips(page, *range(20_000, 32_000, 50)):
        for item in items:
            if item["text"] in OTHER["items"][1:]:
                seen.setdefault(item["text"], item["x"])
    assert len(seen) == 2
    assert all(WIDTH - 10 <= x < WIDTH for x in seen.values()), seen


async def test_between_a_run_and_one_that_stands_it_fades(page):
    schedule = [action(0, "play"), action(20_000, "update", data=SHORT), action(30_000, "update", data=DATA)]
    await rehearse(page, DATA, *schedule)
    assert {i["text"] for i in await strip(page, 20_100)} == set(i["text"] for i in await strip(page, 20_000))
    assert await strip(page, 20_200) == []
    assert [(i["text"], i["opacity"]) for i in await strip(page, 20_300)] == [("Тікелей эфир", 0.5)]
    assert [(i["text"], i["opacity"]) for i in await strip(page, 29_000)] == [("Тікелей эфир", 1)]
    assert await strip(page, 30_250) != []
    assert all(i["x"] > WIDTH - 200 for i in await strip(page, 30_250))
    await on(page, SHORT)
    await call(page, "updateAction", {"data": DATA, **SKIP})
    assert [i["text"] for i in await strip(page)][:2] == [KK, RU], "cut to: full at once"


async def test_the_same_items_again_change_nothing(page):
    await rehearse(page, DATA, action(0, "play"), action(20_000, "update", data={**DATA, "language": "ru"}, **SKIP))
    cut = await frame(page, 21_000)
    await rehearse(page, DATA, action(0, "play"))
    assert same(cut, await frame(page, 21_000))


WORDS = [KK, RU, EN, "a", "бір екі", "w" * 80]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    show=st.lists(
        st.tuples(
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=5, unique=True), st.integers(0, 30_000), st.booleans()
        ),
        min_size=1,
        max_size=6,
    ),
    moment=st.integers(0, 200_000),
)
async def test_whatever_is_updated_nothing_overlaps_and_nothing_jumps(page, show, moment):
    frames = await page.evaluate(
        """async ([show, moment]) => {
        const { Running, shown } = await import("/overlays/graphics/ticker/strip.mjs");
        const parts = []; let since = 0;
        for (const [texts, wait, skip] of show) {
          parts.push(new Running(texts, texts.map((t) => t.length * 25), since, skip, parts.at(-1)));
          since += wait;
        }
        return [0, 1000 / 60].map((later) => shown(parts, since + moment + later)); }""",
        [show, moment],
    )
    for items in frames:
        for one, other in pairwise(sorted(items, key=lambda item: item["x"])):
            assert other["x"] >= one["x"] + len(one["text"]) * 25 + GAP
            if other["key"].startswith(f"{len(show) - 1}:") and one["text"] in (order := show[-1][0]):
                follower = order[(order.index(one["text"]) + 1) % len(order)]
                assert other["text"] == follower, "also behind what runs on from before"
        if moment >= 200 or show[-1][2]:
            assert all(item["text"] in show[-1][0] for item in items), "what was dropped is gone"
    now = {item["key"]: item["x"] for item in frames[1]}
    for item in frames[0]:
        if (x := now.get(item["key"])) is not None:
            assert item["x"] - x in (2, 3, 4)
    if moment > 22_000:  # the widest item that stays has gone through
        follow = [{**i, "width": len(i["text"]) * 25} for i in sorted(frames[0], key=lambda item: item["x"])]
        follow_each_other(follow, show[-1][0])
        assert follow[0]["x"] <= 0


async def test_every_item_is_shown_whole_with_less_motion(page):
    await page.emulate_media(reduced_motion="reduce")
    items = [KK, LONG, "语" * 70, "0123456789" * 12, EN]
    await rehearse(page, {"items": items}, action(0, "play"))
    seen: list[str] = []
    for shown in await strips(page, *range(0, 50_000, 100)):
        assert {i["x"] for i in shown} <= {INDENT}
        assert len(shown) <= 1
        assert all(i["x"] + i["width"] <= WIDTH for i in shown)
        seen += [i["text"] for i in shown if [i["text"]] != seen[-1:]]
    once = seen[: seen.index(EN) + 1]
    assert "".join("".join(once).split()) == "".join("".join(items).split())
    assert " ".join(piece for piece in once if piece in LONG) == LONG.strip(), "broken between words where that can be"
    assert [i["opacity"] for i in await strip(page, 0)] == [1], "the first comes with its plate"


async def test_reduced_motion_moves_nothing(page):
    for reduced, displaced in (("reduce", False), ("no-preference", True)):
        await page.emulate_media(reduced_motion=reduced)
        assert await moves(page, DATA) is displaced


async def test_three_scripts_can_be_read(page):
    await on(page, {"items": [KK]})
    for text in (KK, RU, EN):
        await call(page, "updateAction", {"data": {"items": [text]}})
        image = await pixels(page)
        assert ink(image, (120, 970, 1000, 1022)) >= 4.5
        assert image.getpixel((103, 990)) == (10, 163, 194, 255), "the accent's bar"
        assert inside(image, STRIP) == STRIP
    style = "(({fontSize, fontWeight}) => [fontSize, fontWeight])(getComputedStyle(graphic.$('.items span')))"
    assert await page.evaluate(style) == ["45px", "500"]


async def test_what_says_nothing_is_refused(page):
    for wrong in ({}, {"items": []}, {"items": [""]}, {"items": [7]}, {"items": "text"}, {"items": ["\u200b "]}):
        assert (await call(page, "load", {"data": wrong}))["statusCode"] == 400, wrong
    await on(page, SHORT)
    assert (await call(page, "updateAction", {"data": {"items": []}}))["statusCode"] == 400
    assert [i["text"] for i in await strip(page)] == SHORT["items"]


async def test_nothing_before_play_and_after_stop(page):
    await comes_and_goes(page, DATA)


async def test_overlapping_calls(page):
    await survives_overlapping_calls(page, DATA, OTHER)


async def test_exact_in_time_and_clipped_in_every_state(page):
    schedule = [
        action(1000, "play"), action(13_000, "update", data=OTHER), action(15_000, "update", data=SHORT),
        action(18_000, "update", data=DATA), action(30_000, "stop"), action(30_200, "play", **SKIP),
    ]  # fmt: skip
    await rehearse(page, DATA, *schedule)
    times = [0, 1200, 3000, 12_999, 13_100, 14_000, 15_100, 15_300, 17_000, 19_000, 29_017, 30_150, 30_200, 40_000]
    forth = await is_exact(page, times)
    assert painted_box(forth[0]) is None
    await stays_inside(page, [*times, *range(1000, 1500, 50), *range(30_000, 30_200, 50)], STRIP)


async def test_no_text_breaks_the_picture(page):
    for name, text in HOSTILE.items():
        await rehearse(page, {"items": [KK, text, RU, text[:40] + "!"]}, action(0, "play"))
        for timestamp in (4000, 9000, 30_000):
            assert inside(await frame(page, timestamp), STRIP) == STRIP, name
        await is_text_alone(page)
        assert not any(set(item["text"]) & set("\u202e\u2067\u200b\n") for item in await strip(page)), name
