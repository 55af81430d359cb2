"""The speaker's monitor in a real Chromium: now and next, as far as three metres."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from overlays import console
from tests.browser.control_room import Line, Room
from tests.browser.house import done
from tests.browser.staff import audience, hook, link

pytestmark = [pytest.mark.browser, pytest.mark.integration]

TEXTS = ("Жер кезегін қайдан тексеруге болады?", "Почему приём граждан перенесли?", "Where is the budget of my school?")


@pytest.fixture
async def room(demo, live, browser):
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


async def speaker(room: Room, **options):
    return await room.page(await link(room.live, "speaker", "Айгүл"), **options)


async def test_now_and_next_follow_the_console(room):
    page = await speaker(room)
    await expect(hook(page, "now")).to_contain_text("Nothing is on air yet")
    await expect(hook(page, "next")).to_contain_text("no question is ready")
    first, _, third = await room.approved(*TEXTS, name="Айдана", region="Қызылорда облысы")
    await expect(hook(page, "next")).to_contain_text(TEXTS[0])
    await room.live.air(first.id)
    await expect(hook(page, "now")).to_contain_text(TEXTS[0])
    await expect(hook(page, "now")).to_contain_text("Айдана, Қызылорда облысы")
    await expect(hook(page, "next")).to_contain_text(TEXTS[1])
    done(await console.cue(room.live.act("producer"), "main", third.id))
    await expect(hook(page, "next")).to_have_attribute("data-question", third.id)
    await room.live.clear()
    await expect(hook(page, "now")).not_to_contain_text(TEXTS[0])
    await room.live.end()
    await expect(hook(page, "now")).to_contain_text("The briefing is over")


async def test_what_has_hidden_by_itself_is_not_on_air(room):
    (first,) = await room.approved(TEXTS[0])
    line = Line()
    page = await speaker(room, route=("**/speaker/**", line.between))
    await expect(hook(page, "next")).to_contain_text(TEXTS[0])
    await room.take(first.id, hide_after_s=6)
    await expect(hook(page, "now")).to_contain_text(TEXTS[0])
    line.deaf = '"views"'  # nobody tells it that the time is over
    await expect(hook(page, "now")).not_to_contain_text(TEXTS[0])


async def test_an_unapproved_question_never_reaches_the_speaker(room):
    (question,) = await room.approved(TEXTS[0])
    page = await speaker(room)
    await expect(hook(page, "next")).to_contain_text(TEXTS[0])
    await room.live.undo(question.id)
    await expect(hook(page, "next")).to_contain_text("no question is ready")


async def test_an_approval_taken_back_leaves_no_word_of_the_preview_with_the_speaker(room):
    (question,) = await room.approved(TEXTS[0])
    done(await console.cue(room.live.act("producer"), "main", question.id))
    page = await speaker(room)
    await expect(hook(page, "next")).to_contain_text(TEXTS[0])
    await room.live.undo(question.id)
    await expect(hook(page, "next")).to_contain_text("no question is ready")
    await page.reload()
    await expect(hook(page, "next")).to_contain_text("no question is ready")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (390, 844)])
@pytest.mark.parametrize("length", [36, 140, 500])
async def test_it_is_large_and_whole_on_every_monitor(room, width, height, length):
    text = (TEXTS[0] + " ") * 20
    first, second = await room.approved(text[:length].strip(), TEXTS[1])
    await room.live.air(first.id)
    page = await speaker(room, viewport={"width": width, "height": height}, locale="kk-KZ")
    await expect(hook(page, "now")).to_have_attribute("data-question", first.id)
    await expect(hook(page, "next")).to_have_attribute("data-question", second.id)
    await page.evaluate("document.fonts.ready")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width >= 1280:
        assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "both fit without scrolling"
    size = await page.locator('[data-test="now"] .text').evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")
    # Letters of a thirtieth of the picture's width or so can be read at three metres on a studio monitor.
    least = 26 if width < 600 else width / 36 if length < 500 else width / 43
    assert size >= least
    found = await Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert not [(v["id"], n["html"]) for v in found.response["violations"] for n in v["nodes"]]
