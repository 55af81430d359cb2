"""What reads like a tip-off: the viewer's page offers the confidential channel before it is sent anywhere."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.asking import CODE, STATE, check, hook, kept, ready, text_of, write
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]

TIP_OFF = "Хочу сообщить о взятке: начальник отдела вымогает деньги у предпринимателей"


async def test_a_tip_off_is_offered_the_channel_before_it_is_sent_and_leaves_nothing_on_the_phone(live, seat):
    page = await ready(await seat(live.url))
    text = text_of(TIP_OFF)
    await write(page, text)
    await expect(hook(page, "tip-off")).to_be_visible()
    await expect(hook(page, "tip-off")).to_contain_text(text)
    assert not await live.questions()
    await page.keyboard.press("Escape")
    await expect(hook(page, "tip-off")).to_have_count(0)
    await expect(hook(page, "ask-text")).to_have_value(text)
    await expect(hook(page, "ask-text")).to_be_focused()

    await hook(page, "ask-send").click()
    await expect(hook(page, "tip-off-confidential")).to_be_focused()
    await page.keyboard.press("Enter")
    card = hook(page, "my-question")
    await expect(card).to_have_attribute(STATE, "diverted")
    await expect(card.locator('[data-test="ask-receipt"]')).to_have_text(CODE)
    await expect(card).to_contain_text("Құпия арнаға берілді")
    await expect(card.locator('[data-test="withdraw"]')).to_have_count(0)
    (question,) = await live.questions()
    assert (question.state, question.wordings) == ("diverted", ())
    assert text not in await page.content()
    assert text not in await kept(page)
    await page.reload()
    await expect(card).to_have_attribute(STATE, "diverted")


async def test_an_offer_that_is_open_waits_through_a_reload_and_the_studio_may_have_it_all_the_same(live, seat):
    page = await ready(await seat(live.url))
    text = text_of(TIP_OFF)
    await write(page, text)
    await expect(hook(page, "tip-off")).to_be_visible()
    await page.reload()
    await hook(page, "tip-off-studio").click()
    await expect(hook(page, "my-question").filter(has_text=text)).to_have_attribute(STATE, "received")
    await live.question(text)
    await expect(hook(page, "tip-off")).to_have_count(0)


async def test_whoever_writes_on_meanwhile_loses_neither_text(live, seat):
    page = await ready(await seat(live.url))
    first, second = text_of(TIP_OFF), text_of("Екінші сұрақ")
    await page.context.set_offline(True)
    await write(page, first)
    await hook(page, "ask-text").fill(second)
    await hook(page, "ask-text").blur()
    await page.context.set_offline(False)
    await hook(page, "tip-off-change").click()
    await expect(hook(page, "ask-text")).to_have_value(second)
    await expect(hook(page, "outbox")).to_contain_text(first)
    await hook(page, "ask-send").click()
    await expect(hook(page, "my-question").filter(has_text=second)).to_have_attribute(STATE, "received")
    await hook(page, "outbox").get_by_role("button", name="Қайталау").click()
    await hook(page, "tip-off-confidential").click()
    await expect(hook(page, "outbox")).to_have_count(0)
    await expect(page.locator('[data-test="my-question"][data-state="diverted"]')).to_have_count(1)
    assert len(await live.questions()) == 2


async def test_the_plain_form_offers_the_same(live, seat):
    page = await seat(live.url, js=False)
    text = text_of(TIP_OFF)
    await write(page, text)
    await expect(hook(page, "tip-off")).to_be_visible()
    await expect(hook(page, "ask-text")).to_have_value(text)
    assert not await live.questions()
    await hook(page, "tip-off-confidential").click()
    code = await hook(page, "ask-receipt").inner_text()
    await until(live.questions, "the desk has it")
    await page.goto(f"{live.base}/r/{code}")
    await expect(hook(page, "receipt-state")).to_have_attribute(STATE, "diverted")
    assert text not in await page.content()


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
async def test_axe_finds_nothing_in_the_offer(live, seat, lang):
    page = await ready(await seat(live.url, width=320, height=568))
    await hook(page, f"lang-{lang}").click()
    await write(page, text_of(TIP_OFF))
    await expect(hook(page, "tip-off")).to_be_visible()
    await check(page)
