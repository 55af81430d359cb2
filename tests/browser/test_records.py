"""The archivists' pages in a real Chromium: used by keyboard alone, clean for axe, on a phone, a tablet and a desk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from qa import desk
from tests.browser.house import Briefing, Demo, done
from tests.browser.staff import asked, audience, axe_clean, hook, link
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]
QUESTION = "Жаңа мектеп қашан ашылады, құрылыс неге кешігіп жатыр?"
ANSWER = "Мектеп 2027 жылғы 1 қыркүйекте ашылады.\nҚұрылыс мерзімі шарт бойынша ұзартылды."
SIZES = ((390, 844), (1024, 768), (1440, 900))


@pytest.fixture
async def promised(live: Briefing, demo: Demo) -> tuple[Briefing, str]:
    """A briefing that is over, with a question approved and taken on notice."""
    async with audience(demo.said["redis_url"]) as air:
        (question,) = await asked(live, air, QUESTION, region="Абай облысы", language="kk")
    done(await desk.approve(live.act(), "d1", question.id, 0))
    done(await desk.notice(live.act(), "d2", question.id, 1_790_000_000_000))
    await live.end()
    return live, question.id


async def pressed(page: Page, name: str) -> None:
    """Reached with Tab from where one is, and pressed with Enter."""
    for _ in range(80):
        if await page.evaluate("document.activeElement?.dataset.test ?? ''") == name:
            await page.keyboard.press("Enter")
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by keyboard")


async def typed(page: Page, name: str, text: str) -> None:
    for _ in range(80):
        if await page.evaluate("document.activeElement?.name ?? ''") == name:
            await page.keyboard.insert_text(text)
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by keyboard")


async def looks(page: Page, name: str) -> None:
    """Nothing is cut off, what is touched is large enough, axe finds nothing; in kk and ru, at three sizes."""
    before = page.url.partition("?")[0]
    for lang in ("kk", "ru"):
        await page.goto(f"{before}?lang={lang}")
        await axe_clean(page)
        for width, height in SIZES:
            await page.set_viewport_size({"width": width, "height": height})
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, lang, width)
            small: list[Any] = await page.evaluate(
                """[...document.querySelectorAll("main button, main select, main .tabs a, main .tick, main .button")]
                .filter((e) => e.getBoundingClientRect().height < 43.5).map((e) => e.outerHTML)"""
            )
            assert small == []
            if folder := os.environ.get("PICTURES"):
                await page.screenshot(path=Path(folder) / f"{name}-{lang}-{width}.png", full_page=True)


async def test_an_answer_is_given_by_keyboard_without_a_script(promised: Any, seat: Any, demo: Demo):
    briefing, question = promised
    page: Page = await seat(await link(briefing, "archivist", "Сәуле Оспанова"), locale="en-GB", width=1440, height=900)
    await page.wait_for_url("**/records")
    await page.goto(f"{demo.base}/records/departments?lang=en")
    name = f"Education {briefing.id}"
    for field, text in (("kk", f"Білім {briefing.id}"), ("ru", f"Образование {briefing.id}"), ("en", name)):
        await typed(page, field, text)
    await typed(page, "email", "edu@example.kz")
    await pressed(page, "keep")
    await expect(hook(page, "department").filter(has_text=name)).to_be_visible()
    await looks(page, "departments")

    async def listed() -> bool:
        await page.goto(f"{demo.base}/records?lang=en")
        return await page.locator(f'a[href$="{question}"]').count() == 1

    await until(listed, "the archive has followed")
    await looks(page, "owed")
    await page.goto(f"{demo.base}/records/notices/{briefing.id}/{question}?lang=en")
    await page.locator("#hand select").select_option(label=name)
    await pressed(page, "hand")
    await expect(hook(page, "department")).to_have_text(name)
    await looks(page, "owed-notice")
    await page.goto(f"{page.url.partition('?')[0]}?lang=en")
    await typed(page, "kk", ANSWER)
    await pressed(page, "draft")
    await expect(hook(page, "state")).to_have_attribute("data-state", "drafted")
    await looks(page, "drafted")
    await page.goto(f"{page.url.partition('?')[0]}?lang=en")
    await pressed(page, "approve")
    await expect(hook(page, "state")).to_have_attribute("data-state", "approved")
    await looks(page, "approved")
    await page.goto(f"{page.url.partition('?')[0]}?lang=en")
    await pressed(page, "publish")
    await expect(hook(page, "state")).to_have_attribute("data-state", "published")
    await looks(page, "published")
    await shown(page, briefing, demo)


async def shown(page: Page, briefing: Briefing, demo: Demo) -> None:
    """The record shows it."""
    address = f"{demo.base}/archive/{briefing.slug}"
    async with httpx.AsyncClient() as http:

        async def written() -> bool:
            return 'data-outcome="written"' in (await http.get(address)).text

        await until(written, "the archive has followed")
    await page.goto(address)
    await expect(hook(page, "answer")).to_contain_text("2027")
    await looks(page, "record")


async def test_a_receipt_shows_the_answer_and_takes_an_objection(promised: Any, seat: Any, demo: Demo):
    from qa import notice_desk
    from qa.receipts import code, receipt_hash

    briefing, question = promised
    printed = code(int(briefing.id[1:], 16).to_bytes(8, "big"))
    await briefing.log.put_receipts(briefing.id, {receipt_hash(printed): question})
    page: Page = await seat(f"{demo.base}/r/{printed}")
    await expect(hook(page, "owed")).to_be_visible()
    await looks(page, "receipt-owed")
    for seen, step in enumerate((
        lambda s: notice_desk.draft(briefing.act(), question, s, {"kk": ANSWER}),
        lambda s: notice_desk.approve(briefing.act(), question, s),
        lambda s: notice_desk.publish(briefing.act(), question, s),
    ), 1):  # fmt: skip
        done(await step(seen))
    await page.goto(f"{demo.base}/r/{printed}")
    await expect(hook(page, "answer")).to_contain_text("2027")
    await looks(page, "receipt")
    await pressed(page, "object")
    await expect(hook(page, "objected")).to_be_visible()
    await looks(page, "receipt-objected")
