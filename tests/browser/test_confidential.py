"""The confidential officer's page in a real Chromium: a tip-off is opened, read, closed, and stays nowhere."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from qa import desk
from studio import office
from studio.events import OFFICE
from studio.sealing import make_key, public_key, seal
from tests.browser.control_room import Room
from tests.browser.house import Demo, done
from tests.browser.staff import audience, axe_clean, hook, link
from tests.waiting import until
from web.confidential import Letter

pytestmark = [pytest.mark.browser, pytest.mark.integration]

TEXT = "Тендерге қатысу үшін бізден пара сұрады.\nДәлел бар."
STORED = "[JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie].join()"
TABLET = {"width": 768, "height": 1024}


@pytest.fixture
async def room(demo, live, browser):
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


async def tip_off(room: Room, demo: Demo, text: str = TEXT, key: str = "") -> str:
    """A question that was diverted; sealed for the house's key, or for another one."""
    private = key or (demo.folder / "data" / "confidential.key").read_text()
    question = await room.live.question(await room.live.ask("Құпия"))
    letter = Letter(text=text, name="Айдана", region="Абай облысы", language="kk")
    sealed = seal(public_key(private), letter.model_dump_json().encode())
    done(await desk.divert(room.live.act(), question.id, sealed))
    return question.id


async def officer(room: Room, **options) -> Page:
    return await room.page(await link(room.live, "confidential", "Гүлнар Әбенова"), **options)


def one(page: Page, id: str):
    return page.locator(f'[data-test="tip-off"][data-question="{id}"]')


async def test_a_tip_off_appears_is_opened_and_leaves_no_trace_when_closed(room, demo):
    page = await officer(room)
    await expect(hook(page, "empty")).to_contain_text("No tip-offs yet")
    await axe_clean(page)
    id = await tip_off(room, demo)
    await expect(one(page, id)).to_contain_text("not read")
    await axe_clean(page)
    await one(page, id).click()
    await expect(hook(page, "text")).to_have_text(TEXT)
    await expect(page.locator("article")).to_contain_text("Айдана")
    await expect(page.locator("article")).to_contain_text("Абай облысы")
    await expect(one(page, id).locator(".chip")).to_have_text("read")
    await expect(page.locator("#opened")).to_be_focused()
    await axe_clean(page)
    assert "пара" not in await page.evaluate(STORED)
    await hook(page, "close").click()
    await expect(hook(page, "text")).to_have_count(0)
    await expect(one(page, id)).to_be_focused()
    assert "пара" not in await page.evaluate("document.querySelector('tynda-confidential').shadowRoot.textContent")
    await page.reload()
    await expect(one(page, id)).to_contain_text("read")
    await expect(hook(page, "text")).to_have_count(0)


async def test_by_keyboard_alone(room, demo):
    page = await officer(room)
    first, second = [await tip_off(room, demo, f"{n}-хабарлама") for n in (1, 2)]
    await expect(hook(page, "tip-off")).to_have_count(2)
    await one(page, second).focus()  # the latest stands first
    await page.keyboard.press("ArrowDown")
    await expect(one(page, first)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(hook(page, "text")).to_have_text("1-хабарлама")
    await page.keyboard.press("Escape")
    await expect(hook(page, "text")).to_have_count(0)
    await expect(one(page, first)).to_be_focused()
    await page.keyboard.press("KeyK")
    await expect(one(page, second)).to_be_focused()  # what nobody has read stands first


@pytest.mark.parametrize(
    ("locale", "title", "why"),
    [
        ("kk-KZ", "Құпия арна", "кілт сәйкес келмейді"),
        ("ru-RU", "Конфиденциальный канал", "Ключ на сервере не подходит"),
    ],
)
async def test_a_key_that_does_not_fit_is_explained(room, demo, locale, title, why):
    id = await tip_off(room, demo, key=make_key())
    page = await officer(room, locale=locale, viewport=TABLET)
    await expect(page.locator("h1")).to_have_text(title)
    await one(page, id).click()
    await expect(hook(page, "refusal")).to_contain_text(why)
    await expect(hook(page, "refusal")).to_have_attribute("data-code", "wrong_key")
    await axe_clean(page)
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


async def test_whose_seat_has_ended_sees_no_text_any_more(room, demo):
    url = await link(room.live, "confidential", "Гүлнар Әбенова")
    id = await tip_off(room, demo)
    page = await room.page(url)
    await one(page, id).click()
    await expect(hook(page, "text")).to_be_visible()
    person = office.person_id(url.partition("#")[2])
    done(await office.revoke(room.live.act("owner", OFFICE), person))
    await expect(page.locator(".banner.stop")).to_contain_text("Your seat has ended")
    await expect(hook(page, "text")).to_have_count(0)
    await axe_clean(page)


async def test_without_a_connection_it_waits_and_after_the_end_it_can_still_be_read(room, demo):
    id = await tip_off(room, demo)
    page = await officer(room)
    await expect(one(page, id)).to_be_visible()
    await page.context.set_offline(True)
    await expect(hook(page, "offline")).to_be_visible()
    await one(page, id).click()
    await expect(page.locator("main [role=status]")).to_contain_text("as soon as the connection is back")
    await axe_clean(page)
    await room.live.end()
    await page.context.set_offline(False)
    await expect(hook(page, "text")).to_have_text(TEXT)
    await expect(page.locator("header")).to_contain_text("The briefing has ended")

    async def logged() -> bool:
        _, stored = await room.live.log.scan(room.live.id, ["tip_off"])
        return b'"read_by":null' not in stored[f"tip_off/{id}"].body

    await until(logged, "that it was read is in the record")
