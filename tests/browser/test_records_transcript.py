"""A transcript's pages in a real Chromium: by keyboard alone, on a phone, without a script, and clean for axe."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from studio.events import Captioned, text_hash
from tests.browser.house import Briefing, Demo, done
from tests.browser.staff import axe_clean, hook, link

pytestmark = [pytest.mark.browser, pytest.mark.integration]

SAID = (
    "Сәлеметсіздер ме! Брифингті бастаймыз.",
    "Вопрос о дорогах: когда отремонтируют улицу Абая и сколько на это выделено из бюджета города?",
    "Ответ будет дан письменно.",
)
VTT = "WEBVTT\n\n00:01.000 --> 00:02.250\n<v А. Ким>Первая\n\n00:09.000 --> 00:08.000\nЗадом\n"
SIZES = [(390, 844), (1024, 768), (1440, 900)]


async def ended(live: Briefing) -> str:
    """The address of the archivists' page of a briefing that is over, with three lines."""
    record = await live.act().log.read(live.id, ["briefing/briefing"])
    at = int(record["briefing/briefing"].body.partition(b'"opened_at":')[2].partition(b",")[0])  # type: ignore[union-attr]
    events = [
        Captioned(
            line=f"l{n}", language="ru" if n else "kk", since=at + 2000 * n, until=at + 2000 * n + 1500,
            hash=text_hash("ru", text), text=text, speaker="Елена Ким" if n == 1 else "",
        )
        for n, text in enumerate(SAID)
    ]  # fmt: skip
    done(await live.act("captioner").commit([], lambda _: events))
    await live.end()
    return f"{live.base}/records/{live.id}"


@pytest.fixture
async def live(demo: Demo, house_log: Any, air: Any) -> Briefing:
    """A briefing with a recording."""
    return await Briefing(house_log, demo.base, air_port=air).create(recording_url="https://video.example/hearing.mp4")


@pytest.fixture
async def records(live: Briefing) -> str:
    return await ended(live)


async def archivist(seat: Any, live: Briefing, **options: Any) -> Page:
    """A page of somebody who has joined."""
    page: Page = await seat(await link(live, "archivist", "Мадина Сәрсен"), locale="en-GB", **options)
    await expect(page).not_to_have_url(f"{live.base}/join", timeout=10_000)
    return page


async def plain(seat: Any, live: Briefing, page: Page, **options: Any) -> Page:
    """The same person in a browser that runs no script: an invite is opened with one, all else goes without."""
    other: Page = await seat(f"{live.base}/archive", locale="en-GB", js=False, **options)
    await other.context.add_cookies(await page.context.cookies())  # type: ignore[arg-type]
    return other


async def test_a_line_is_corrected_by_keyboard_alone(records: str, live: Briefing, seat: Any) -> None:
    page = await archivist(seat, live, width=1024, height=768)
    await page.goto(f"{records}/transcript?lang=en")
    await axe_clean(page)
    second = hook(page, "line").nth(1)
    await second.locator("a.edit").focus()
    await page.keyboard.press("Enter")
    await expect(hook(page, "save")).to_be_visible()
    await axe_clean(page)
    await second.locator("textarea").focus()
    await page.keyboard.press("Control+A")
    await page.keyboard.type("Вопрос о мостах")
    await page.keyboard.press("Tab")
    await expect(second.locator('[name="reason"]')).to_be_focused()
    await page.keyboard.type("misheard")
    await page.keyboard.press("Enter")  # the first button of the form saves
    await expect(hook(page, "line").nth(1)).to_contain_text("Вопрос о мостах")
    await expect(hook(page, "save")).to_have_count(0)
    await hook(page, "line").nth(1).locator("a.edit").click()
    await expect(hook(page, "revisions")).to_contain_text("Вопрос о дорогах")
    await expect(hook(page, "revisions")).to_contain_text("misheard")


async def test_a_moment_plays_where_it_stands(records: str, live: Briefing, seat: Any) -> None:
    page = await archivist(seat, live, width=1440, height=900)
    await page.goto(f"{records}/transcript?lang=en")
    await expect(hook(page, "player")).to_be_visible()
    await hook(page, "line").nth(2).locator("a.at").click()
    assert page.url.startswith(f"{records}/transcript"), "it stays on the page"
    assert await page.evaluate("document.querySelector('.player').currentTime") == 4


async def test_an_import_and_publishing_without_a_script(records: str, live: Briefing, seat: Any) -> None:
    page = await plain(seat, live, await archivist(seat, live))
    await page.goto(f"{records}/import?lang=en")
    file = {"name": "a.vtt", "mimeType": "text/vtt", "buffer": VTT.encode()}
    await page.locator('input[type="file"]').set_input_files(file)  # type: ignore[arg-type]
    await page.locator('select[name="language"]').select_option("ru")
    await hook(page, "look").click()
    await expect(hook(page, "count")).to_have_text("1")
    await expect(hook(page, "replaced")).to_contain_text("2")
    await hook(page, "confirm").click()
    await expect(hook(page, "line")).to_have_count(1)
    await page.goto(f"{records}/publish")
    await expect(hook(page, "count")).to_have_text("2")
    await hook(page, "publish").click()
    await expect(hook(page, "published")).to_be_visible()


@pytest.mark.parametrize("size", SIZES, ids=["phone", "tablet", "desktop"])
@pytest.mark.parametrize("lang", ["kk", "ru"])
async def test_every_page_is_clean_fits_and_has_room_for_a_thumb(
    records: str, live: Briefing, seat: Any, lang: str, size: tuple[int, int]
) -> None:
    page = await archivist(seat, live, width=size[0], height=size[1])
    pages = ("", "/transcript", "/transcript?line=l1", "/transcript?only=ru", "/import", "/publish")
    for path in pages:
        await page.goto(f"{records}{path}{'&' if '?' in path else '?'}lang={lang}")
        await axe_clean(page)
        assert await page.evaluate("document.documentElement.scrollWidth") <= size[0], path
        small = await page.evaluate(
            "[...document.querySelectorAll('main a, main button, main input:not([type=hidden]), main select, summary')]"
            ".filter(e => e.offsetHeight && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML)"
        )
        assert small == [], path
