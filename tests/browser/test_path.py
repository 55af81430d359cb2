"""The main job as its people play it: phone, desk, console, screen, speaker, office, archive, in three languages."""

from __future__ import annotations

import asyncio
import io
import re

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from tests.browser.control_room import Room, painted
from tests.browser.graphics import painted_box, pixels
from tests.browser.staff import audience, hook, link
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]

TEXTS = {
    "kk": "Ауылдағы өзіне-өзі қызмет көрсету бұрышы неге сенбіде жұмыс істемейді?",
    "ru": "Почему приём граждан перенесли на вторую половину дня?",
    "en": "Where can I see how my school's budget was spent?",
}
SECRET = "Никогда не одобренный вопрос"
RECEIPT = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-\w")
TESSERACT = {"kk": "kaz", "ru": "rus", "en": "eng"}
LIKENESS = 0.9
"""Of the letters that tesseract must read right: it takes some Kazakh letters for their Russian twins."""


async def read(picture: Image.Image, language: str) -> str:
    """What is written on a picture: dark letters on light, as tesseract likes them, on one line."""
    dark_on_light = Image.eval(picture.convert("L"), lambda value: 255 - value)
    png = io.BytesIO()
    dark_on_light.save(png, "png")
    process = await asyncio.create_subprocess_exec(
        "tesseract", "-", "-", "-l", TESSERACT[language], "--psm", "6",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    said, _ = await process.communicate(png.getvalue())
    return " ".join(said.decode().split())


def likeness(one: str, other: str) -> float:
    """The share of the longer text that both have in the same order, letters alone."""
    from difflib import SequenceMatcher

    left, right = (re.sub(r"\W", "", text.lower()) for text in (one, other))
    same = sum(block.size for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks())
    return same / max(len(left), len(right), 1)


async def ask(viewer: Page, language: str, text: str) -> str:
    """Asks on the phone; gives the receipt."""
    await hook(viewer, f"lang-{language}").click()
    await hook(viewer, "ask-text").fill(text)
    await hook(viewer, "ask-send").click()
    mine = hook(viewer, "my-question").filter(has_text=text)
    await expect(mine.first).to_have_attribute("data-state", "received")
    receipt = mine.first.locator('[data-test="ask-receipt"]')
    await expect(receipt).to_have_text(RECEIPT)
    return await receipt.inner_text()


async def on_the_screen(screen: Page, language: str, text: str) -> None:
    """The approved text, and it alone, is in the pixels of the card; nothing is painted outside it."""
    box = None

    async def settled() -> bool:
        nonlocal box
        before, box = box, painted_box(await pixels(screen))
        return box is not None and box == before  # its animation is over

    await until(settled, "the card stands still")
    assert box is not None
    assert box[0] >= 96
    assert box[1] >= 54
    assert box[2] <= 1824
    assert box[3] <= 1026
    picture = await pixels(screen)
    plate = Image.new("RGBA", picture.size, (11, 31, 51, 255))
    plate.alpha_composite(picture)
    # One vote stands at the right, apart: the words under it would be read into the question's.
    said = await read(plate.crop((box[0] + 20, box[1], box[2] - 190, box[3])), language)
    assert likeness(said, text) >= LIKENESS, said


async def test_a_question_travels_from_the_phone_to_the_air_and_into_the_archive(demo, live, browser, seat):
    async with audience(demo.said["redis_url"]) as air:
        room = Room(live, air, browser)
        tablet = {"width": 1024, "height": 768}
        viewer, other = await seat(live.url), await seat(live.url, locale="ru-RU")
        desk = await seat(await link(live, "moderator", "Алия"), locale="ru-RU", **tablet)
        speaker = await seat(await link(live, "speaker", "Айгүл"), width=1280, height=720)
        officer = await seat(await link(live, "owner", "Кеңсе"), width=1280, height=800, locale="en-GB")
        console, screen = await room.console(locale="kk-KZ"), await room.screen()
        assert painted_box(await pixels(screen)) is None
        await ask(viewer, "ru", SECRET)
        receipts = {}
        for language, text in TEXTS.items():
            receipts[language] = await ask(viewer, language, text)
            card = hook(desk, "desk-card").filter(has_text=text).first
            await expect(card).to_be_visible()
            assert await hook(other, "public-question").filter(has_text=text).count() == 0
            await card.click()
            await expect(hook(desk, "desk-open")).to_contain_text(text)
            await hook(desk, "approve").click()
            mine = hook(viewer, "my-question").filter(has_text=text).first
            await expect(mine).to_have_attribute("data-state", "approved")
            public = hook(other, "public-question").filter(has_text=text).first
            await public.locator('[data-test="vote"]').click()
            item = hook(console, "rundown-item").filter(has_text=text).first
            await expect(item).to_contain_text("1")
            await item.click()
            await hook(console, "take").click()
            await expect(hook(console, "tally").first).to_have_attribute("data-state", "painted")
            await expect(mine).to_have_attribute("data-state", "on_air")
            await expect(hook(speaker, "now")).to_contain_text(text)
            await on_the_screen(screen, language, text)
            revision = (await room.program()).revision
            await screen.reload()
            await painted(screen, revision)
            await on_the_screen(screen, language, text)
            await hook(console, "answered").click()
            await expect(mine).to_have_attribute("data-state", "answered")
            await hook(console, "clear-all").click()
            await expect(hook(console, "tally").first).to_have_attribute("data-state", "dark")

            async def empty() -> bool:
                return painted_box(await pixels(screen)) is None

            await until(empty, "a cleared screen shows nothing")
        for page in (other, console, screen, speaker):
            assert SECRET not in await page.content()
        await officer.locator(f'[data-test="briefing"][data-briefing="{live.id}"]').click()
        await hook(officer, "end-briefing").click()
        await officer.get_by_role("dialog").get_by_role("button").last.click()
        await expect(hook(viewer, "intake")).to_have_attribute("data-state", "closed")
        await archived(seat, live, receipts)


async def archived(seat, live, receipts: dict[str, str]) -> None:
    """The record and the receipts, without JavaScript."""
    record = await seat(f"{live.base}/archive/{live.slug}", width=1000, js=False)

    async def whole() -> bool:
        await record.reload()
        return await hook(record, "record-question").count() == len(TEXTS)

    await until(whole, "the record holds the three questions")
    for text in TEXTS.values():
        await expect(hook(record, "record-question").filter(has_text=text)).to_have_attribute(
            "data-outcome", "answered"
        )
    assert SECRET not in await record.content()
    for language, receipt in receipts.items():
        page = await seat(f"{live.base}/r/{receipt}", js=False)
        await expect(page.locator("main")).to_contain_text(TEXTS[language])
        await expect(hook(page, "receipt-state")).to_have_attribute("data-state", "answered")


def test_a_picture_of_another_text_is_told_apart():
    """The reading is strict enough: no two of the texts are as like as a reading must be."""
    for one in TEXTS.values():
        for other in TEXTS.values():
            assert (likeness(one, other) >= LIKENESS) == (one == other)
