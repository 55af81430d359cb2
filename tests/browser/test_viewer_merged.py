"""What became of a merged question, live on its asker's page: where the last of its chain stands."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from qa import desk
from tests.browser.asking import STATE, ask, hook, ready, text_of
from tests.browser.house import Briefing, done

pytestmark = [pytest.mark.browser, pytest.mark.integration]


async def merge(live: Briefing, question: str, master: str) -> None:
    done(await desk.merge(live.act(), live.decision(question), question, master))


async def test_a_merged_question_says_where_the_last_of_its_chain_stands(live, seat):
    """Merged into one that was merged into a third: it goes that one's way."""
    page: Page = await ready(await seat(live.url))
    card = await ask(page, text_of("Көлік қашан келеді?"))
    first = await live.question(await card.locator("p").first.inner_text())
    second, third = [await live.question(await live.ask(text)) for text in ("Автобус келе ме?", "Автобус қашан?")]
    words = third.wordings[0].text
    await merge(live, first.id, second.id)
    await merge(live, second.id, third.id)
    await live.approve(third.id)
    await expect(card).to_have_attribute(STATE, "approved")
    note = card.locator('[data-test="merged"]')
    await expect(note).to_have_text(f"№ {third.number} сұрақпен біріктірілді: {words}")
    await live.air(third.id)
    await expect(card).to_have_attribute(STATE, "on_air")
    await page.reload()
    await expect(card).to_have_attribute(STATE, "on_air")
    await live.answered(third.id)
    await live.clear()
    await expect(card).to_have_attribute(STATE, "answered")


async def test_a_refusal_of_what_it_was_merged_into_is_told_with_its_reason_and_may_be_taken_back(live, seat):
    page: Page = await ready(await seat(live.url))
    card = await ask(page, text_of("Мектеп қашан ашылады?"))
    question = await live.question(await card.locator("p").first.inner_text())
    master = await live.question(await live.ask("Оқу қашан?"))
    await merge(live, question.id, master.id)
    await live.reject(master.id)
    await expect(card).to_have_attribute(STATE, "rejected")
    reason = card.locator('[data-test="reason"]')
    await expect(reason).to_have_text("Тақырыпқа қатысы жоқ")
    await hook(page, "lang-ru").click()
    await expect(reason).to_have_text("Не по теме брифинга")
    await expect(card.locator('[data-test="withdraw"]')).to_have_count(0)
    assert master.wordings[0].text not in await page.content()
    await live.undo(master.id)
    await expect(card).to_have_attribute(STATE, "received")
    await expect(reason).to_have_count(0)
    done(await desk.unmerge(live.act(), question.id))
    await expect(card.locator('[data-test="merged"]')).to_have_count(0)
    await expect(card.locator('[data-test="withdraw"]')).to_have_count(1)
