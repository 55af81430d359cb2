"""Captions live, in a real Chromium: written by captioners, read by viewers, on the screen, late as the picture is."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, expect

from studio.lines import Line
from studio.log import decode
from tests.browser.control_room import Room, painted
from tests.browser.house import Briefing
from tests.browser.staff import audience, axe_clean, hook, link
from tests.waiting import until
from web.clock import now
from web.kinds import KINDS

pytestmark = [pytest.mark.browser, pytest.mark.integration]

HELLO = {"kk": "Қайырлы күн, брифингті бастаймыз.", "ru": "Добрый день, начинаем брифинг."}
STEPS = "https://player.example/live"


@pytest.fixture
async def room(demo, live, browser):
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


async def captioner(room: Room, name: str, language: str, **options) -> Page:
    """A captioner's page, set to a language."""
    page = await room.page(await link(room.live, "captioner", name), **options)
    await hook(page, f"language-{language}").click()
    await expect(hook(page, "input")).to_be_focused()
    return page


async def write(page: Page, text: str) -> None:
    """Types a line and sends it."""
    await hook(page, "input").press_sequentially(text)
    await page.keyboard.press("Enter")


def line(page: Page, text: str):
    return hook(page, "line").filter(has_text=text)


async def viewer(seat, url: str, language: str, *, on: bool | None = None) -> Page:
    """A viewer's page in a language, its subtitles turned on or off, or left as they are."""
    page = await seat(f"{url}?lang={language}")
    if on is not None:
        await expect(hook(page, "captions-switch")).to_have_attribute("aria-pressed", str(not on).lower())
        await hook(page, "captions-switch").click()
    return page


async def transcript(live: Briefing) -> list[Line]:
    """All lines as they stand in the store, in the order in which they were said."""
    _, stored = await live.log.scan(live.id, ["line"])
    return sorted((decode(KINDS, k, s) for k, s in stored.items()), key=lambda one: one.since)


def card(page: Page):
    return page.locator("ograf-captions:not([data-leaving], [hidden]) .rows")


async def test_two_captioners_write_and_everybody_reads_their_own_language(room, seat):
    kk, ru = await captioner(room, "Айгерім Т", "kk"), await captioner(room, "Павел Ли", "ru")
    await write(kk, HELLO["kk"])
    await expect(line(ru, HELLO["kk"])).to_contain_text("АТ")  # a colleague's, by initials
    await hook(ru, "speaker").filter(has_text="Елена Ким").click()
    await write(ru, HELLO["ru"])
    await expect(hook(ru, "colleague")).to_contain_text("Айгерім Т · kk")
    for language in ("kk", "ru"):
        page = await viewer(seat, room.live.url, language)
        await expect(hook(page, "captions")).to_contain_text(HELLO[language])
        await expect(hook(page, "captions").locator("p")).to_have_count(1)
    english = await seat(f"{room.live.url}?lang=en")
    await expect(hook(english, "captions-switch")).to_have_count(0)
    held = await transcript(room.live)
    assert [(one.language, one.speaker) for one in sorted(held, key=lambda one: one.at)] == [
        ("kk", ""),
        ("ru", "Елена Ким"),
    ]
    assert all(one.until - one.since >= 1 and abs(one.until - now()) < 60_000 for one in held)


async def test_the_graphic_on_air_follows_them_without_a_new_take(room):
    ru = await captioner(room, "Павел Ли", "ru")
    own = await room.prepared("captions", "Субтитры", lines=["Скоро начнём"], language="ru")
    screen, console = await room.screen(), await room.console()
    program = await room.take(own)
    await painted(screen, program.revision)
    await expect(card(screen)).to_have_text("Скоро начнём")
    await write(ru, HELLO["ru"])
    await expect(card(screen)).to_have_text(HELLO["ru"])
    await expect(card(console).last).to_have_text(HELLO["ru"])
    await write(ru, "Слово министру.")
    await expect(card(screen)).to_have_text(f"{HELLO['ru']}Слово министру.")
    assert (await room.program()).revision == program.revision
    assert (await room.program()).painted == program.revision
    await room.live.clear()
    await expect(card(screen)).to_have_count(0)
    await write(ru, "Уже не в кадре.")
    await expect(line(ru, "Уже не в кадре.")).to_have_attribute("data-state", "sent")
    await expect(card(screen)).to_have_count(0)


async def test_lines_of_its_own_without_a_language_stay(room):
    ru = await captioner(room, "Павел Ли", "ru")
    own = await room.prepared("captions", "Субтитры", lines=["Скоро начнём"])
    screen = await room.screen()
    await painted(screen, (await room.take(own)).revision)
    await write(ru, HELLO["ru"])
    await expect(line(ru, HELLO["ru"])).to_have_attribute("data-state", "sent")
    await expect(card(screen)).to_have_text("Скоро начнём")


async def test_a_line_corrected_changes_everywhere_where_it_stands(room, seat):
    ru = await captioner(room, "Павел Ли", "ru")
    live = await room.prepared("captions", "Субтитры", lines=[], language="ru")
    screen = await room.screen()
    page = await seat(f"{room.live.url}?lang=ru")
    await painted(screen, (await room.take(live)).revision)
    await write(ru, "Добрый лень.")
    await write(ru, "Начинаем.")
    await expect(hook(page, "captions")).to_contain_text("Добрый лень.")
    await ru.keyboard.press("ArrowUp")
    await expect(hook(ru, "input")).to_have_value("Начинаем.")
    await ru.keyboard.press("ArrowUp")
    await expect(hook(ru, "input")).to_have_value("Добрый лень.")
    await hook(ru, "input").fill("Добрый день.")
    await ru.keyboard.press("Enter")
    await expect(hook(page, "captions").locator("p")).to_have_text(["Добрый день.", "Начинаем."])
    await expect(card(screen)).to_have_text("Добрый день.Начинаем.")
    await expect(hook(ru, "line")).to_have_count(2)
    first, _ = await transcript(room.live)
    assert [r.text for r in first.revisions] == ["Добрый лень."]
    await ru.keyboard.press("ArrowUp")
    await ru.keyboard.press("Escape")
    await expect(hook(ru, "input")).to_have_value("")


async def test_lines_of_a_dead_line_wait_in_order_and_arrive_once(room):
    ru = await captioner(room, "Павел Ли", "ru")
    texts = [f"Строка {n}." for n in range(50)]  # more than one burst of a socket
    await write(ru, "До обрыва.")
    await expect(line(ru, "До обрыва.")).to_have_attribute("data-state", "sent")
    await ru.context.set_offline(True)
    await expect(hook(ru, "offline")).to_be_visible()
    for text in texts:
        await hook(ru, "input").fill(text)
        await ru.keyboard.press("Enter")
    await expect(hook(ru, "offline")).to_contain_text("50")
    await expect(line(ru, "Строка 49.")).to_have_attribute("data-state", "waiting")
    await hook(ru, "input").fill("ещё не отправлено")
    await ru.close()
    again = await ru.context.new_page()
    await ru.context.set_offline(False)
    await again.goto(f"{room.live.base}/captions/{room.live.id}")
    await expect(hook(again, "input")).to_have_value("ещё не отправлено")

    async def arrived() -> bool:
        return len(await transcript(room.live)) >= len(texts) + 1

    await until(arrived, "every line arrived", 60)
    held = await transcript(room.live)
    assert [one.text for one in sorted(held, key=lambda one: one.at)] == ["До обрыва.", *texts]
    assert all(not one.revisions for one in held)
    await expect(again.locator('[data-state="waiting"]')).to_have_count(0)


async def test_words_at_hand_are_shared_and_put_in_by_a_key_or_a_few_letters(room):
    ru, kk = await captioner(room, "Павел Ли", "ru"), await captioner(room, "Айгерім Т", "kk")
    await hook(ru, "edit-words").click()
    await hook(ru, "words").fill("Қызылорда облысы\nантикоррупционная служба\n")
    await hook(ru, "save-words").click()
    await expect(hook(kk, "word").first).to_contain_text("Қызылорда облысы")
    await kk.keyboard.press("Alt+Digit1")
    await expect(hook(kk, "input")).to_have_value("Қызылорда облысы ")
    await expect(hook(ru, "word").first).to_contain_text("Қызылорда облысы")
    await hook(ru, "input").press_sequentially("Новая анти")
    await expect(hook(ru, "offer").first).to_contain_text("антикоррупционная служба")
    await ru.keyboard.press("Tab")
    await expect(hook(ru, "input")).to_have_value("Новая антикоррупционная служба ")
    await ru.keyboard.press("Alt+KeyW")
    await expect(hook(ru, "speaker").filter(has_text="Елена Ким")).to_have_attribute("aria-pressed", "true")
    await ru.keyboard.press("Enter")
    await expect(line(ru, "Елена Ким: Новая антикоррупционная служба")).to_have_attribute("data-state", "sent")


async def test_a_long_line_is_told_so_and_what_is_refused_is_not_lost(room):
    ru = await captioner(room, "Павел Ли", "ru")
    await hook(ru, "input").fill("а" * 85)
    await expect(hook(ru, "count")).to_have_text("85 / 84")
    await expect(hook(ru, "note")).to_contain_text("two rows")
    await ru.context.set_offline(True)
    await hook(ru, "input").fill("Слишком поздно.")
    await ru.keyboard.press("Enter")
    await room.live.end()
    await ru.context.set_offline(False)
    await expect(hook(ru, "ended")).to_be_visible()
    late = line(ru, "Слишком поздно.")
    await expect(late).to_have_attribute("data-state", "refused")
    await expect(late).to_contain_text("over by then")
    await hook(ru, "discard").click()
    await expect(late).to_have_count(0)


async def test_before_it_is_live_words_can_be_prepared_and_no_line_leaves(demo, scheduled, browser):
    async with audience(demo.said["redis_url"]) as air:
        room = Room(scheduled, air, browser)
        page = await captioner(room, "Павел Ли", "ru")
        await expect(hook(page, "scheduled")).to_be_visible()
        await write(page, "Рано")
        await expect(hook(page, "input")).to_have_value("Рано")
        assert await transcript(scheduled) == []
        await hook(page, "edit-words").click()
        await hook(page, "words").fill("акимат")
        await hook(page, "save-words").click()
        await expect(hook(page, "word")).to_contain_text("акимат")


async def test_subtitles_are_off_beside_a_player_until_they_are_asked_for_and_that_is_remembered(
    demo, house_log, air, browser, seat
):
    live = await Briefing(house_log, demo.base, air_port=air).create(player_url=STEPS)
    ru = await captioner(Room(live, air, browser), "Павел Ли", "ru")
    await write(ru, HELLO["ru"])
    page = await viewer(seat, live.url, "ru", on=True)
    await expect(hook(page, "captions")).to_have_attribute("aria-live", "polite")
    await page.reload()
    await expect(hook(page, "captions")).to_contain_text(HELLO["ru"])
    await hook(page, "captions-switch").click()
    await page.reload()
    await expect(hook(page, "captions-switch")).to_have_attribute("aria-pressed", "false")


async def test_what_is_said_of_the_picture_waits_for_it_and_receipts_do_not(demo, house_log, air, browser, seat):
    """Two minutes late: the page's clock is moved by hand, the server's goes as it goes."""
    live = await Briefing(house_log, demo.base, air_port=air).create(player_url=STEPS, stream_delay_s=120)
    ru = await captioner(Room(live, air, browser), "Павел Ли", "ru")
    page = await seat("about:blank")
    await page.clock.install(time=now())
    await page.goto(f"{live.url}?lang=ru")
    await hook(page, "ask-text").fill("Когда?")
    await hook(page, "ask-send").click()
    await expect(hook(page, "ask-receipt")).to_be_visible()
    question = await live.question("Когда?")
    await live.approve(question.id)
    card = hook(page, "public-question")
    await expect(card).to_contain_text("Когда?")
    await live.air(question.id)
    await write(ru, HELLO["ru"])
    other = await seat(f"{live.url}?lang=ru")  # comes in the middle of it
    for one in (page, other):
        await expect(card.first if one is page else hook(one, "public-question")).to_contain_text("Когда?")
        await expect(hook(one, "on-air-question")).to_have_count(0)
        await expect(hook(one, "captions-switch")).to_have_count(0)
    await expect(hook(page, "my-question")).to_have_attribute("data-state", "approved")
    await page.clock.fast_forward(121_000)
    await expect(hook(page, "on-air-question")).to_contain_text("Когда?")
    await expect(hook(page, "my-question")).to_have_attribute("data-state", "on_air")
    await hook(page, "captions-switch").click()
    await expect(hook(page, "captions")).to_contain_text(HELLO["ru"])
    await live.clear()
    await live.answered(question.id)
    await asyncio.sleep(0)
    await expect(hook(other, "public-question")).to_have_count(1)
    await live.end()
    await expect(hook(page, "on-air-question")).to_have_count(0)
    await expect(hook(page, "my-question")).to_have_attribute("data-state", "answered")


@pytest.mark.parametrize("locale", ["kk-KZ", "ru-RU"])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1024, 768), (1440, 900)])
async def test_it_is_accessible_and_nothing_is_wider_than_the_page(room, width, height, locale):
    page = await captioner(room, "Павел Ли", "ru", viewport={"width": width, "height": height}, locale=locale)
    await hook(page, "edit-words").click()
    await hook(page, "words").fill("\n".join(f"Слово под рукой {n}" for n in range(14)))
    await axe_clean(page)
    await hook(page, "save-words").click()
    for n in range(12):
        await write(page, f"{n} {HELLO['ru']}")
    await expect(hook(page, "line")).to_have_count(12)
    await axe_clean(page)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = await page.locator("tynda-captions").evaluate(
        """(host) => [...host.shadowRoot.querySelectorAll("button, a")].filter((b) => b.checkVisibility())
          .map((b) => [b.innerText, b.getBoundingClientRect()]).filter(([, r]) => r.height < 44 || r.width < 44)"""
    )
    assert small == []
