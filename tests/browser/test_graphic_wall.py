"""The wall of the audience's questions in a real Chromium: whole rows, large letters, and only what changed fades."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.browser.graphic_checks import (
    action,
    comes_and_goes,
    ink,
    inside,
    is_exact,
    is_text_alone,
    moves,
    rehearse,
    stays_inside,
    survives_overlapping_calls,
)
from tests.browser.graphics import HOSTILE, SKIP, call, on, painted_box, pixels, renderer, same, words

pytestmark = pytest.mark.browser

KK = "Ауылдағы өзіне-өзі қызмет көрсету бұрышы неге сенбіде жұмыс істемейді?"
RU = "Почему приём граждан перенесли на вторую половину дня?"
EN = "When will the school on Abai street reopen?"
DATA = {
    "title": "Көпшілік қолдаған сұрақтар",
    "questions": [{"text": KK, "votes": 1280}, {"text": RU, "votes": 512}, {"text": EN, "votes": 7}],
    "language": "kk",
}
OTHER = {**DATA, "questions": [{"text": RU, "votes": 1300}, {"text": KK, "votes": 1281}], "title": "Вопросы"}


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with renderer(browser, "question-wall") as page:
        yield page


async def fit(page: Page) -> str:
    return await page.evaluate("graphic.dataset.fit")


def five(text: str, votes: int = 1) -> dict[str, Any]:
    return {"title": "Вопросы", "questions": [{"text": text, "votes": votes}] * 5}


async def test_it_stands_at_the_foot_with_votes_in_a_column(page):
    await on(page, DATA)
    image = await pixels(page)
    box = inside(image)
    assert (box[0], box[2], box[3]) == (96, 1824, 954)
    assert image.getpixel((103, 900)) == (10, 163, 194, 255), "the accent's bar"
    assert await words(page) == f"{DATA['title']} 1280 {KK} 512 {RU} 7 {EN}"
    columns = "[...graphic.card.querySelectorAll('.votes')].map((v) => v.offsetWidth)"
    assert len(set(await page.evaluate(columns))) == 1, "one column"
    rows = await page.evaluate(
        "[...graphic.card.querySelectorAll('.title, .votes, .question')].map((e) => e.getBoundingClientRect())"
        ".map((r) => [r.left, r.top, r.right, r.bottom].map(Math.round))"
    )
    for left, top, right, bottom in rows:
        assert ink(image, (left + 2, top + 4, min(right, 1800), bottom - 20)) >= 4.5
    assert await fit(page) == "fits"


async def test_letters_are_large(page):
    for data in (DATA, five("Щ" * 500), five(KK * 2)):
        await on(page, data)
        sizes = await page.evaluate(
            """[...graphic.card.querySelectorAll(".title, .votes, .question .text")].map((e) => getComputedStyle(e))
            .map((style) => [parseFloat(style.fontSize), Number(style.fontWeight)])"""
        )
        assert all(size >= 45 and weight >= 500 for size, weight in sizes)


async def test_what_takes_more_than_two_lines_gets_smaller_and_then_is_cut_and_told(page):
    seen = []
    for length in (40, 80, 90, 100, 140, 400):
        await on(page, five(("Почему приём граждан перенесли на вторую половину дня? " * 9)[:length]))
        seen.append(await fit(page))
        lines = await page.evaluate(
            """[...graphic.card.querySelectorAll(".question .text")].map((e) =>
            e.clientHeight / parseFloat(getComputedStyle(e).lineHeight))"""
        )
        assert all(count < 2.1 for count in lines), length
    assert seen == sorted(seen, key=["fits", "small", "cut"].index)
    assert set(seen) == {"fits", "small", "cut"}


async def test_five_of_six_are_shown_and_that_is_told(page):
    await on(page, {"questions": [{"text": f"№ {n}", "votes": n} for n in range(6)]})
    assert await words(page) == "0 № 0 1 № 1 2 № 2 3 № 3 4 № 4"
    assert await fit(page) == "cut"
    await on(page, {**DATA, "title": "Сұрақтар " * 40})
    assert await fit(page) == "cut"


async def test_only_what_became_another_question_fades(page):
    await on(page, DATA)
    watch = """async (data) => { const seen = [], done = graphic.updateAction({data});
      const look = () => { seen.push([...graphic.card.querySelectorAll(".title, .question .text, .votes")]
        .map((e) => Number(getComputedStyle(e).opacity))); frame = requestAnimationFrame(look); };
      let frame = requestAnimationFrame(look); await done; cancelAnimationFrame(frame);
      return seen[0].map((_, i) => Math.min(...seen.map((s) => s[i])) < 1); }"""
    questions = [{**q, "votes": q["votes"] + 1} for q in DATA["questions"]]
    assert await page.evaluate(watch, {"questions": questions}) == [False] * 7, "votes are counted in place"
    questions[1] = {"text": "Неліктен?", "votes": 600}
    faded = await page.evaluate(watch, {"questions": questions, "title": "Вопросы"})
    assert faded == [True, False, False, False, True, False, False]
    assert await words(page) == f"Вопросы 1281 {KK} 600 Неліктен? 8 {EN}"
    assert await page.evaluate("getComputedStyle(graphic.$('.title')).opacity") == "1"


async def test_what_is_no_wall_is_refused(page):
    for wrong in ({}, {"questions": []}, {"questions": ["a"]}, {"questions": [{"text": 7}]}, {"questions": [None]}):
        assert (await call(page, "load", {"data": wrong}))["statusCode"] == 400, wrong
    await on(page, DATA)
    assert (await call(page, "updateAction", {"data": {"questions": []}}))["statusCode"] == 400
    assert KK in await words(page)


async def test_nothing_before_play_and_after_stop(page):
    await comes_and_goes(page, DATA)


async def test_overlapping_calls(page):
    await survives_overlapping_calls(page, DATA, OTHER)
    await on(page, DATA)
    await page.evaluate("(data) => { graphic.updateAction({data}); }", OTHER)
    await call(page, "updateAction", {"data": {"title": "Соңғы"}, **SKIP})
    assert await words(page) == f"Соңғы 1300 {RU} 1281 {KK}"


async def test_exact_in_time_and_inside_in_every_state(page):
    schedule = [action(1000, "play"), action(3000, "update", data=OTHER), action(5000, "stop"), action(5200, "play")]
    await rehearse(page, DATA, *schedule)
    forth = await is_exact(page, [0, 1100, 1300, 2000, 3100, 4000, 5150, 5300, 6000])
    assert painted_box(forth[0]) is None
    assert not same(forth[3100], forth[4000])
    await rehearse(page, five(KK * 3, 10**9), *schedule)
    await stays_inside(page, [*range(1000, 1500, 50), 2000])
    await on(page, DATA)
    assert same(await pixels(page), forth[2000]), "a scheduled frame is the live picture"


async def test_no_text_breaks_the_picture(page):
    for name, text in HOSTILE.items():
        await on(page, {**five(text, 10**9), "title": text})
        image = await pixels(page)
        box = inside(image)
        assert (box[0], box[2], box[3]) == (96, 1824, 954), name
        await is_text_alone(page)
        aside = "[...graphic.card.querySelectorAll('.text, .votes')].every((e) => e.scrollWidth <= e.clientWidth)"
        assert await page.evaluate(aside), name
        heights = "[graphic.card.scrollHeight, graphic.card.clientHeight]"
        assert len(set(await page.evaluate(heights))) == 1, f"no row is lost: {name}"


async def test_reduced_motion_moves_nothing(page):
    for reduced, displaced in (("reduce", False), ("no-preference", True)):
        await page.emulate_media(reduced_motion=reduced)
        assert await moves(page, DATA) is displaced
