"""The script's arrival on the viewer's page, late, as on a slow network: it takes over what the server's form holds."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.asking import STATE, focused, hook, ready, text_of, without_its_script
from tests.browser.test_viewer_tip_off import TIP_OFF

pytestmark = [pytest.mark.browser, pytest.mark.integration]

SELECTION = "(e => [e.selectionStart, e.selectionEnd])(document.activeElement)"


async def test_what_was_typed_and_chosen_before_the_script_is_still_there(live, seat):
    page = await seat("about:blank")
    arrive = await without_its_script(page, live.url)
    await hook(page, "ask-who").click()
    await page.locator('[name="name"]').fill("Айдана")
    await page.locator('[name="region"]').fill("Алматы қаласы")
    await page.locator('[name="speaker"]').select_option("elena")
    await hook(page, "ask-to").click()
    await hook(page, "ask-to-consultation").check()
    text = text_of("Скриптен бұрын жазылған")
    await hook(page, "ask-text").fill(text)
    await arrive()
    await expect(hook(page, "ask-text")).to_have_value(text)
    await expect(hook(page, "ask-name")).to_have_value("Айдана")
    await expect(hook(page, "ask-region")).to_have_value("Алматы қаласы")
    await expect(hook(page, "ask-speaker")).to_have_value("elena")
    await expect(hook(page, "ask-to")).to_have_attribute("data-to", "consultation")
    await hook(page, "ask-send").click()
    await expect(hook(page, "my-question")).to_have_attribute(STATE, "on_notice")
    question = await live.question(text)
    assert (question.name, question.region, question.speaker) == ("Айдана", "Алматы қаласы", "elena")
    assert question.consultation


@pytest.mark.parametrize("field", ["text", "name"])
async def test_whoever_writes_as_the_script_arrives_writes_on_where_the_caret_stood(live, seat, field):
    page = await seat("about:blank")
    arrive = await without_its_script(page, live.url)
    await hook(page, "ask-who").click()
    writes = page.locator(f'[name="{field}"]')
    await writes.fill("Айдан жазады")
    await writes.evaluate("e => e.setSelectionRange(5, 5)")
    await arrive()
    assert await focused(page) == f"ask-{field}"
    assert await page.evaluate(SELECTION) == [5, 5]
    await page.keyboard.type("а")
    await expect(writes).to_have_value("Айдана жазады")


async def test_an_emptied_name_does_not_come_back_with_the_script(live, seat):
    """What the server has put into a refused form, and its writer has taken out again, stays out."""
    page = await ready(await seat(live.url))
    await hook(page, "ask-who").click()
    await hook(page, "ask-name").fill("Айдана")
    await live.intake("paused")
    arrive = await without_its_script(page, live.url)
    await page.evaluate("""() => {
        const form = document.querySelector("form.ask");
        form.elements.name.value = "Айдана";
        form.elements.text.value = "Үзілісте";
        form.submit();
    }""")
    await expect(page.locator('[name="name"]')).to_have_value("Айдана")
    error = await hook(page, "ask-error").inner_text()
    await page.locator('[name="name"]').fill("")
    await arrive()
    await expect(hook(page, "ask-name")).to_have_value("")
    await expect(hook(page, "ask-text")).to_have_value("Үзілісте")
    await expect(hook(page, "ask-error")).to_have_text(error)


async def test_an_offer_that_the_server_made_stands_on_as_the_script_arrives(live, seat):
    page = await seat("about:blank")
    arrive = await without_its_script(page, live.url)
    text = text_of(TIP_OFF)
    await hook(page, "ask-text").fill(text)
    await hook(page, "ask-send").click()
    await expect(page.locator("section.offer")).to_be_visible()
    await arrive()
    await expect(page.locator("dialog.offer")).to_contain_text(text)
    await hook(page, "tip-off-confidential").click()
    await expect(hook(page, "my-question")).to_have_attribute(STATE, "diverted")
    assert [q.state for q in await live.questions()] == ["diverted"]


async def test_an_offer_that_waits_does_not_open_over_whoever_writes_as_the_script_arrives(live, seat):
    page = await ready(await seat(live.url))
    await hook(page, "ask-text").fill(text_of(TIP_OFF))
    await hook(page, "ask-send").click()
    await expect(hook(page, "tip-off")).to_be_visible()
    arrive = await without_its_script(page, live.url)
    await hook(page, "ask-text").fill("Басқа сұрақ")
    await arrive()
    await expect(hook(page, "outbox")).to_be_visible()
    assert await focused(page) == "ask-text"
    await expect(hook(page, "tip-off")).to_have_count(0)
