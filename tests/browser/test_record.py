"""A record in a real Chromium: moments play, the transcript follows, the reader is left where they go."""

from __future__ import annotations

import io
import re
import wave

import pytest
from playwright.async_api import Page, Route, expect

from studio.archive.engine import connect
from tests.browser.conftest import Open
from tests.browser.house import TITLE, Demo
from tests.browser.staff import axe_clean, hook
from tests.web.shelf import briefing, line, question, shelve

pytestmark = [pytest.mark.browser, pytest.mark.integration]
SECONDS = 600
HOST = "https://recording.example"
LINES = 80


def recording() -> bytes:
    """Ten minutes of silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(3000)
        file.writeframes(b"\x80" * 3000 * SECONDS)
    return out.getvalue()


SOUND = recording()
STILL = "() => new Promise(done => { const y = scrollY; setTimeout(() => done(y === scrollY), 400) })"
WATCHED = """() => {
  window.moves = [];
  const by = window.scrollBy;
  window.scrollBy = o => { moves.push(o.behavior); by.call(window, o) };
}"""
SMALL = """[...document.querySelectorAll("main a, main button, main select, main input, main summary")]
  .filter(e => !e.closest("p, dd, h2") || e.matches(".play"))
  .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
  .filter(([, height]) => height > 0 && height < 44)"""


async def serve(route: Route) -> None:
    """As any web server does: in the parts that are asked for."""
    asked = re.match(r"bytes=(\d+)-(\d*)", route.request.headers.get("range", "bytes=0-"))
    assert asked
    start, end = int(asked[1]), int(asked[2] or len(SOUND) - 1)
    headers = {"content-range": f"bytes {start}-{end}/{len(SOUND)}", "accept-ranges": "bytes"}
    await route.fulfill(status=206, body=SOUND[start : end + 1], headers=headers, content_type="audio/wav")


@pytest.fixture(scope="module")
def shelved() -> list[str]:
    return []


@pytest.fixture
async def record(demo: Demo, seat, shelved: list[str]) -> Open:
    """Opens the record of a briefing of 80 lines, five seconds each, whose second question came on at 3:00."""
    if not shelved:
        engine = connect(demo.said["database_url"])
        asked = [question(1, "Где бюджет?", 20_000), question(2, "Когда откроют приём?", 180_000)]
        lines = [line(f"l{n}", n * 5000, f"Строка {n}", "Ә. Сапаров") for n in range(LINES)]
        of = briefing("played", TITLE, recording_url=f"{HOST}/r.wav")
        await shelve(engine, "played", of, asked, lines)
        await engine.dispose()
        shelved.append("played")

    async def open_(query: str = "", *, play: bool = True, **more) -> Page:
        page: Page = await seat("about:blank", **more)
        if play:
            await page.route(f"{HOST}/**", serve)
        await page.goto(f"{demo.base}/archive/played{query}")
        return page

    return open_


async def at(page: Page) -> float:
    found: float = await hook(page, "player").evaluate("player => player.currentTime")
    return found


async def plays_from(page: Page, second: int) -> None:
    await page.wait_for_function(
        "second => { const p = document.querySelector('.player'); return !p.paused && p.currentTime >= second }",
        arg=second,
    )
    assert second <= await at(page) < second + 15


def current(page: Page):
    return page.locator(".lines li[aria-current]")


async def seek(page: Page, second: int) -> None:
    await hook(page, "player").evaluate(
        "(player, second) => { player.playbackRate = 0.0625; player.currentTime = second }", second
    )


@pytest.mark.parametrize("width", [390, 1440])
async def test_chapters_questions_and_lines_play_their_moment(record, width: int):
    page = await record(width=width)
    await page.locator(".chapters a").nth(1).click()
    await plays_from(page, 180)
    await expect(page.locator(".chapters li[aria-current]")).to_contain_text("Когда откроют приём?")
    await page.locator("#q1 a.play").click()
    await plays_from(page, 20)
    assert page.url.endswith("/archive/played?t=20#q1")
    await page.locator("#t-l30 p").click()
    await plays_from(page, 150)
    await expect(page.locator("#t-l30")).to_have_attribute("aria-current", "true")


async def test_the_keyboard_plays_a_line_too(record):
    page = await record(width=1440)
    await page.locator("#t-l10 a.at").focus()
    await page.keyboard.press("Enter")
    await plays_from(page, 50)
    await expect(page.locator("#t-l10 a.at")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1440])
async def test_the_line_that_is_said_is_marked_and_kept_in_view_until_the_reader_goes_elsewhere(record, width: int):
    page = await record(width=width)
    follow = hook(page, "follow")
    await page.locator("#t-l2 p").click()
    await seek(page, 300)
    await expect(page.locator("#t-l60")).to_have_attribute("aria-current", "true")
    await expect(page.locator("#t-l60")).to_be_in_viewport(ratio=1)
    await expect(current(page)).to_have_count(1)
    await page.wait_for_function(
        "() => new Promise(done => { const y = scrollY; setTimeout(() => done(y === scrollY), 400) })"
    )

    await page.keyboard.press("Home")
    await expect(follow).to_be_visible()
    await seek(page, 350)
    await expect(page.locator("#t-l70")).to_have_attribute("aria-current", "true")
    await expect(page.locator("#t-l70")).not_to_be_in_viewport()
    await follow.click()
    await expect(page.locator("#t-l70")).to_be_in_viewport(ratio=1)
    await expect(follow).to_be_hidden()


async def test_who_reads_the_questions_is_not_taken_away(record):
    page = await record(width=1440)
    await page.locator("#q2 a.play").click()
    await plays_from(page, 180)
    await expect(current(page)).to_have_count(1)
    before = await page.evaluate("scrollY")
    await seek(page, 390)
    await expect(page.locator("#t-l78")).to_have_attribute("aria-current", "true")
    assert await page.evaluate("scrollY") == before
    await expect(hook(page, "follow")).to_be_visible()


async def test_who_wants_no_motion_gets_none(record):
    page = await record(width=1440)
    await page.emulate_media(reduced_motion="reduce")
    await page.evaluate(WATCHED)
    await page.locator("#t-l2 p").click()
    await seek(page, 300)
    await page.wait_for_function("() => moves.length > 0")
    assert set(await page.evaluate("moves")) == {"auto"}


async def test_without_a_script_a_moments_link_starts_the_recording_there(record):
    page = await record(js=False)
    await page.locator("#t-l30 a.at").click()
    await page.wait_for_url("**/archive/played?t=150#t-l30")
    await expect(hook(page, "player")).to_have_attribute("src", f"{HOST}/r.wav#t=150")
    await expect(page.locator("#t-l30")).to_be_in_viewport()
    await expect(hook(page, "follow")).to_be_hidden()


@pytest.mark.parametrize("locale", ["kk-KZ", "ru-RU"])
@pytest.mark.parametrize("width", [390, 1440])
async def test_no_barriers(record, locale: str, width: int):
    page = await record(play=False, width=width, locale=locale)
    for path in ("", "/archive", "/archive?q=бюджет", "/archive?q=жоқтыңсөзі"):
        if path:
            await page.goto(page.url.partition("/archive")[0] + path)
        await axe_clean(page)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await page.evaluate(SMALL) == []
