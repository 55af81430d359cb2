"""A whole evening: twenty questions in two languages, a typo on air, panic, a second producer, a lost screen."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from playwright.async_api import Page, expect

from qa.question import Question
from tests.browser.control_room import Room, in_preview, item, on_air, painted, tally, words
from tests.browser.graphics import painted_box, pixels
from tests.browser.staff import asked, audience, hook, link
from tests.browser.tablet import opened, tap
from tests.browser.test_path import ask, on_the_screen
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]

TYPO, MENDED = "Жер кезегін қайдан тексеруге болды?", "Жер кезегін қайдан тексеруге болады?"
BOTH = "Почему приём граждан перенесли на вторую половину дня?"
TRANSLATED = "Азаматтарды қабылдау неге түстен кейінге ауыстырылды?"
TEXTS = (
    "Ауылдағы қызмет көрсету бұрышы неге сенбіде жабық?",
    BOTH,
    "Балабақшадағы кезек қалай жылжиды?",
    "Когда откроют новую школу на левом берегу?",
    TYPO,
    "Сколько стоит справка, если она нужна в тот же день?",
    "Емханаға онлайн жазылу неге істемейді?",
    "Кто отвечает за дворы после ремонта труб?",
    "Су бағасы неге көтерілді?",
    "Где увидеть, на что потратили бюджет района?",
    "Мүгедектерге арналған пандус қашан салынады?",
    "Почему автобус не ходит после девяти вечера?",
    "Жәрдемақыны кім және қалай есептейді?",
    "Можно ли оплатить штраф без банка?",
    "Мектепте тегін тамақ қай сыныпқа дейін?",
    "Куда сообщить о яме на дороге?",
    "Ауыз су сапасын кім тексереді?",
    "Как записаться на приём к акиму?",
    "Жастарға арналған үй бағдарламасы жалғаса ма?",
    "Будет ли свет на остановках этой зимой?",
)


@dataclass
class Evening:
    """Who sits where."""

    room: Room
    tablet: Page
    console: Page
    screen: Page

    async def approve(self, text: str) -> None:
        """The moderator opens the card and approves it."""
        await opened(self.tablet, text)
        await tap(self.tablet, "approve")
        await expect(item(self.console, await self.question(text))).to_contain_text(text)

    async def question(self, text: str) -> Question:
        return await self.room.live.question(text)

    async def airs(self, text: str) -> Question:
        """The producer takes it: the screen shows it and says so, and only then is the light red."""
        question = await self.question(text)
        await item(self.console, question).locator(".text").click()
        await in_preview(self.console, question)
        await self.console.keyboard.press("Space")
        await on_air(self.console, question)
        await self.shows(text)
        return question

    async def shows(self, text: str) -> None:
        """This text, and it alone, stands on the screen; the light is red."""
        await painted(self.screen, (await self.room.program()).revision)
        assert await words(self.screen) == text
        await tally(self.console, "painted")

    async def answered(self, text: str) -> None:
        """It was answered, and leaves the screen."""
        question = await self.question(text)
        await hook(self.console, "answered").click()
        await expect(item(self.console, question)).to_have_attribute("data-done", "")
        await hook(self.console, "clear-all").click()
        await tally(self.console, "dark")


async def dark(screen: Page) -> bool:
    """Whether nothing at all is painted."""
    return painted_box(await pixels(screen)) is None


async def mends_a_typo(evening: Evening) -> None:
    """On air, it is seen; the moderator approves another wording, the producer lets it in."""
    question = await evening.airs(TYPO)
    await tap(evening.tablet, "more-lists")
    await evening.tablet.locator('[data-list="all"]').tap()
    await opened(evening.tablet, TYPO)
    await tap(evening.tablet, "edit")
    await hook(evening.tablet, "edit-text").fill(MENDED)
    await tap(evening.tablet, "approve")
    await expect(hook(evening.console, "offer")).to_contain_text(MENDED)
    await evening.console.keyboard.press("u")
    await expect(hook(evening.console, "offer")).to_have_count(0)
    await evening.shows(MENDED)
    await on_the_screen(evening.screen, "kk", MENDED)
    await on_air(evening.console, question)
    await evening.answered(TYPO)


async def goes_dark_and_on(evening: Evening, text: str) -> None:
    """The panic key; what was killed stays dark over a reload, until it is taken anew."""
    await evening.airs(text)
    await evening.console.keyboard.press("F12")
    await tally(evening.console, "dark")
    await until(lambda: dark(evening.screen), "it is dark")
    await evening.screen.reload()
    await painted(evening.screen, (await evening.room.program()).revision)
    assert await dark(evening.screen)
    await evening.airs(text)
    await evening.answered(text)


async def is_taken_by_two(evening: Evening, other: Page, text: str) -> None:
    """Both press at once: it goes on air once."""
    question = await evening.question(text)
    before = (await evening.room.program()).revision
    await item(other, question).locator(".text").click()
    for page in (other, evening.console):
        await in_preview(page, question)
    await asyncio.gather(*(page.keyboard.press("Space") for page in (other, evening.console)))
    for page in (other, evening.console):
        await on_air(page, question)
    await evening.shows(text)
    assert (await evening.room.program()).revision == before + 1
    await evening.answered(text)


async def loses_its_screen(evening: Evening, text: str) -> None:
    """The machine of the screen is gone: an alarm, and what is on air when it is back."""
    await evening.airs(text)
    await evening.screen.context.close()
    await tally(evening.console, "alarm")
    await expect(hook(evening.console, "program")).to_contain_text("No screen is connected.")
    evening.screen = await evening.room.screen()
    await evening.shows(text)
    await on_the_screen(evening.screen, "ru", text)
    await evening.answered(text)


async def speaks_two_languages(evening: Evening) -> None:
    """As it was asked on the main screen, and translated on another, at the same time."""
    hall = await evening.room.screen("hall")
    await evening.airs(BOTH)
    await evening.console.locator('[data-test="screen"][data-screen="hall"]').click()
    await evening.console.locator('[data-test="speak"][data-language="kk"]').click()
    question = await evening.question(BOTH)
    await item(evening.console, question).locator(".text").click()
    await in_preview(evening.console, question)
    await evening.console.keyboard.press("Space")
    await on_air(evening.console, question)
    await painted(hall, (await evening.room.program("hall")).revision)
    assert (await words(hall), await words(evening.screen)) == (TRANSLATED, BOTH)
    await tally(evening.console, "painted")
    await hook(evening.console, "clear-all").click()
    await evening.console.locator('[data-test="screen"][data-screen="main"]').click()
    await evening.answered(BOTH)
    await hall.context.close()


async def translates(evening: Evening) -> None:
    """The moderator gives it a wording in the other language, with an approval of its own."""
    await tap(evening.tablet, "more-lists")
    await evening.tablet.locator('[data-list="approved"]').tap()
    await opened(evening.tablet, BOTH)
    await tap(evening.tablet, "edit")
    await hook(evening.tablet, "edit-text").fill(TRANSLATED)
    await hook(evening.tablet, "edit-language").select_option("kk")
    await tap(evening.tablet, "approve")
    await expect(hook(evening.tablet, "edit-text")).to_have_count(0)


async def test_twenty_questions(demo, live, browser, seat):
    async with audience(demo.said["redis_url"]) as air:
        room = Room(live, air, browser)
        phones = {"kk": await seat(live.url), "ru": await seat(live.url, locale="ru-RU")}
        tablet = await seat(await link(live, "moderator", "Дана"), width=1024, height=768, locale="ru-RU")
        evening = Evening(room, tablet, await room.console("Ерлан"), await room.screen())
        receipts = [await ask(phones["kk"], "kk", TEXTS[0]), await ask(phones["ru"], "ru", BOTH)]
        await asked(live, air, *TEXTS[2:])
        for text in TEXTS:
            await evening.approve(text)
        await translates(evening)
        await evening.airs(TEXTS[0])
        await on_the_screen(evening.screen, "kk", TEXTS[0])
        await evening.answered(TEXTS[0])
        await speaks_two_languages(evening)
        for text in TEXTS[2:4]:
            await evening.airs(text)
            await evening.answered(text)
        await mends_a_typo(evening)
        await goes_dark_and_on(evening, TEXTS[5])
        second = await room.console("Мадина")
        await expect(evening.console.locator('[data-test="present"][title="Мадина, console"]')).to_have_count(1)
        await is_taken_by_two(evening, second, TEXTS[6])
        evening.console = second
        for text in TEXTS[7:13]:
            await evening.airs(text)
            await evening.answered(text)
        await loses_its_screen(evening, TEXTS[13])
        for text in TEXTS[14:]:
            await evening.airs(text)
            await evening.answered(text)
        await live.end()
        await kept(seat, live, receipts)


async def kept(seat, live, receipts: list[str]) -> None:
    """Every question is in the record, answered, as it was shown; the askers' receipts say so too."""
    record = await seat(f"{live.base}/archive/{live.slug}", width=1000, js=False)
    answered = record.locator('[data-test="record-question"][data-outcome="answered"]')

    async def whole() -> bool:
        await record.reload()
        return await answered.count() == len(TEXTS)

    await until(whole, "the record holds all questions")
    for text in TEXTS:
        await expect(answered.filter(has_text=MENDED if text == TYPO else text)).to_have_count(1)
    for receipt in receipts:
        page = await seat(f"{live.base}/r/{receipt}", js=False)
        await expect(hook(page, "receipt-state")).to_have_attribute("data-state", "answered")
