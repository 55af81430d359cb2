"""A rehearsal in a real Chromium: every seat says what it is, nobody meets one by surprise, and it is wiped."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from studio import office
from studio.events import OFFICE, REHEARSALS
from studio.people import Seat
from studio.redis_air import RedisAir
from tests.browser.control_room import FULL, Room
from tests.browser.house import Briefing, done
from tests.browser.staff import asked, axe_clean, hook, link
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]

WORDS = {"kk-KZ": "Дайындық", "ru-RU": "Репетиция", "en-GB": "Rehearsal"}
SEATS = {"moderator": "desk", "producer": "console", "speaker": "speaker", "confidential": "confidential"}
OVER = "The rehearsal is over; everything in it was wiped."
WIPED_S = 60
"""The supervisor looks every 5 s, and waits for 30."""


async def standing(real: Briefing) -> Briefing:
    """The rehearsal of this briefing that is in the list."""
    _, stored = await real.log.scan(REHEARSALS, ["listing"])
    for k, line in stored.items():
        if f'"rehearses":"{real.id}"'.encode() in line.body:
            id = k.partition("/")[2]
            return replace(real, id=id, slug=f"{real.slug}-rehearsal-{id[-8:]}")
    raise AssertionError("no rehearsal is in the list")


@pytest.fixture
async def pair(live: Briefing) -> tuple[Briefing, Briefing]:
    """The test's own briefing, and a live rehearsal of it."""
    id = f"rehearsal-{secrets.token_hex(8)}"
    act = live.act("owner", OFFICE)
    done(await office.rehearse(act, live.id, id))
    done(await office.open_briefing(act, id))
    return live, await standing(live)


async def sit(seat: Any, real: Briefing, role: Any, **options: Any) -> Page:
    """Somebody at their seat in the real briefing."""
    page: Page = await seat(await link(real, role, "Дана Мұрат"), **options)
    await page.wait_for_url(f"**/{SEATS[role]}/{real.id}")
    return page


async def approved(briefing: Briefing, question: str) -> bool:
    return any(q.id == question and q.state == "approved" for q in await briefing.questions())


async def screen_key(real: Briefing) -> str:
    secret = secrets.token_hex(32)
    seat = Seat(role="screen", name="OBS", briefing=real.id)
    done(await office.invite(real.act("owner", OFFICE), secret, seat))
    return secret


async def asker(seat: Any, own: Briefing) -> Page:
    """A viewer of the rehearsal who has asked something, which their browser keeps."""
    page: Page = await seat(own.url, locale="en-GB")
    await expect(hook(page, "rehearsal")).to_be_visible()
    await hook(page, "ask-text").fill("Who keeps this?")
    await hook(page, "ask-send").click()
    await expect(hook(page, "ask-receipt")).to_be_visible()
    assert "Who keeps this?" in await page.evaluate("JSON.stringify(localStorage)")
    return page


async def no_file_is_made(desk: Page) -> None:
    """It could not be wiped."""
    await hook(desk, "more").click()
    await expect(hook(desk, "pin")).to_be_visible()
    for name in ("export", "export-all"):
        await expect(hook(desk, name)).to_have_count(0)
    await desk.keyboard.press("Escape")


async def test_a_rehearsal_from_the_office_until_nothing_is_left_of_it(
    live: Briefing, seat: Any, browser: Browser, air: RedisAir
) -> None:
    owner: Page = await seat(await link(live, "owner", "Сәуле Оспанова"), width=1280, height=800, locale="en-GB")
    await owner.locator(f'[data-briefing="{live.id}"]').click()
    await hook(owner, "rehearse").click()
    await expect(owner.locator("main").locator('[data-test="rehearsal"]')).to_contain_text("Rehearsal")
    await hook(owner, "open-briefing").click()
    await expect(hook(owner, "intake")).to_have_attribute("data-state", "open")
    own = await standing(live)

    # The moderator's usual page shows the way; no new link is needed.
    desk = await sit(seat, live, "moderator", width=1024, height=768, locale="en-GB")
    await hook(desk, "to-rehearsal").click()
    await desk.wait_for_url(f"**/desk/{own.id}")
    await expect(hook(desk, "rehearsal")).to_be_visible()
    viewer = await asker(seat, own)

    # The whole way to a screen, by the same code; the real screen stays empty.
    (question,) = await asked(own, air, "Does everything work?")
    await desk.get_by_text("Does everything work?").first.click()
    await no_file_is_made(desk)
    await hook(desk, "approve").click()
    await until(lambda: approved(own, question.id), "the moderator approved it")
    key = await screen_key(live)
    room = Room(live, air, browser)
    screen = await room.page(f"{live.base}/screen#{key}&rehearsal", viewport=FULL)
    real = await room.page(f"{live.base}/screen#{key}", viewport=FULL)
    await expect(hook(real, "screen")).to_have_attribute("data-revision", "0")
    await own.air(question.id)
    await expect(screen.locator("body")).to_contain_text("Does everything work?")
    await expect(hook(screen, "rehearsal")).to_be_visible()
    await expect(real.locator("body")).not_to_contain_text("Does everything work?")
    await expect(hook(real, "rehearsal")).to_have_count(0)

    await hook(owner, "end-briefing").click()
    dialog = owner.get_by_role("dialog")
    await expect(dialog).to_contain_text("all of it is wiped")
    await dialog.get_by_role("button").last.click()
    await expect(hook(owner, "rehearse")).to_be_visible()
    await expect(desk.get_by_role("alert")).to_have_text(OVER)
    await expect(hook(viewer, "wiped")).to_contain_text(OVER)
    await expect(viewer.locator("main")).not_to_contain_text("Who keeps this?")
    assert "Who keeps this?" not in await viewer.evaluate("JSON.stringify(localStorage)")
    await expect(screen.locator("body")).not_to_contain_text("Does everything work?")
    await expect(hook(screen, "rehearsal")).to_be_visible()
    for page in (desk, viewer):
        await page.reload()
        await expect(page.get_by_role("heading")).to_have_text("This was a rehearsal")
    await expect(hook(real, "screen")).to_have_attribute("data-revision", "0")

    async def wiped() -> bool:
        found = await live.log.scan(own.id, ["briefing", "question", "program"])
        listed = await live.log.read(REHEARSALS, [f"listing/{own.id}"])
        return found == ("0", {}) and listed == {f"listing/{own.id}": None}

    await until(wiped, "all of it is wiped", WIPED_S)
    await expect(owner.locator(f'[data-briefing="{own.id}"]')).to_have_count(0)


async def test_a_screen_waits_for_a_rehearsal_and_shows_nothing_but_what_it_is(
    live: Briefing, browser: Browser
) -> None:
    page = await Room(live, None, browser).page(f"{live.base}/screen#{await screen_key(live)}&rehearsal", viewport=FULL)  # type: ignore[arg-type]
    mark = hook(page, "rehearsal")
    await expect(mark).to_have_text("Rehearsal")
    box = await mark.bounding_box()
    assert box
    assert box["x"] >= 96
    assert box["x"] + box["width"] <= 1824
    assert box["y"] >= 54
    assert box["y"] + box["height"] <= 1026
    done(await office.rehearse(live.act("owner", OFFICE), live.id, f"rehearsal-{secrets.token_hex(8)}"))
    await expect(page.locator('[data-test="screen"][data-revision]')).to_have_count(1)
    await expect(mark).to_be_visible()


@pytest.mark.parametrize("window", [("kk-KZ", 390, 844), ("ru-RU", 1280, 800), ("en-GB", 768, 1024)])
@pytest.mark.parametrize("role", SEATS)
async def test_every_seat_says_so_and_nothing_is_cut_off(
    pair: tuple[Briefing, Briefing], seat: Any, role: Any, window: tuple[str, int, int]
) -> None:
    (live, rehearsal), (locale, width, height) = pair, window
    page = await sit(seat, live, role, width=width, height=height, locale=locale)
    await page.goto(f"{live.base}/{SEATS[role]}/{rehearsal.id}")
    mark = hook(page, "rehearsal")
    await expect(mark.locator("span:visible")).to_have_count(1)
    await expect(mark).to_contain_text(WORDS[locale])
    await expect(page.locator("noscript")).to_have_count(1)
    assert await mark.evaluate("e => e.scrollHeight <= e.clientHeight && e.scrollWidth <= e.clientWidth")
    await page.evaluate("document.fonts.ready")
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    if role == "moderator":  # the one that fills the window exactly
        assert await page.evaluate("document.documentElement.scrollHeight") == height
    await axe_clean(page)
    await mark.locator("a:visible").click()
    await page.wait_for_url(f"**/{SEATS[role]}/{live.id}")
    await expect(hook(page, "rehearsal")).to_have_count(0)
    if role != "producer":
        await expect(hook(page, "to-rehearsal")).to_be_visible()
    await axe_clean(page)


async def test_a_viewer_reads_it_in_their_language_and_without_a_script(
    pair: tuple[Briefing, Briefing], seat: Any
) -> None:
    _, rehearsal = pair
    page: Page = await seat(rehearsal.url)
    mark = hook(page, "rehearsal")
    for code, locale in (("ru", "ru-RU"), ("en", "en-GB"), ("kk", "kk-KZ")):
        await hook(page, f"lang-{code}").click()
        await expect(mark.locator("span:visible")).to_contain_text(WORDS[locale])
    await axe_clean(page)
    bare: Page = await seat(rehearsal.url, js=False, locale="ru-RU")
    await expect(hook(bare, "rehearsal").locator("span:visible")).to_contain_text("Репетиция")


async def test_the_office_marks_it_and_keeps_its_address(pair: tuple[Briefing, Briefing], seat: Any) -> None:
    live, rehearsal = pair
    for locale, width in (("kk-KZ", 390), ("ru-RU", 1280), ("en-GB", 768)):
        page: Page = await seat(await link(live, "owner", "Сәуле Оспанова"), width=width, height=800, locale=locale)
        line = page.locator(f'[data-briefing="{rehearsal.id}"]')
        await expect(line).to_contain_text(WORDS[locale])
        await line.click()
        await expect(page.locator("main").locator('[data-test="rehearsal"]')).to_contain_text(WORDS[locale])
        await expect(page.locator("#slug")).to_be_disabled()
        for path in SEATS.values():
            await expect(hook(page, f"to-{path}")).to_have_attribute("href", f"/{path}/{rehearsal.id}")
        await expect(hook(page, "rehearse")).to_have_count(0)
        await axe_clean(page)
        assert await page.evaluate("document.documentElement.scrollWidth") == width
    await expect(page.locator("#title\\.en")).to_be_enabled()
