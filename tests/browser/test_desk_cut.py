"""A cut line, a reload, a sleeping tablet: nothing decided or written is lost, doubled or told wrongly."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from qa import desk
from qa.marks import Label
from qa.question import Question
from tests.browser.house import done
from tests.browser.staff import asked, axe_clean, hook, link
from tests.browser.tablet import becomes, card, listed, opened, ready, record, said, sheet, swallowed, tablets, tap
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.fixture
async def tablet(live, seat):
    return tablets(live, seat, "en-GB")


async def overtaken(live, question: Question) -> None:
    """A colleague takes the card over and rejects it."""
    done(await desk.claim(live.act(), question.id, True, "КК"))
    await live.reject(question.id)
    done(await desk.release(live.act(), question.id))


async def cut(page: Page) -> None:
    await page.context.set_offline(True)
    await expect(hook(page, "offline")).to_be_visible()


# -- what was decided --------------------------------------------------------------------------------


async def test_a_decision_that_waits_for_its_claim_survives_a_reload(live, air, tablet):
    text = said("Когда починят мост")
    await asked(live, air, text)
    page = await tablet()
    line = await swallowed(page, "claim")
    await opened(page, text)
    await tap(page, "approve")
    await expect(hook(page, "approve")).to_be_disabled()
    assert "approve" not in line.said
    line.mend()
    await page.reload()
    await becomes(live, text, "it is approved", state="approved")


async def test_two_undos_that_a_reload_interrupts_are_both_made(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(2)]
    await asked(live, air, *texts)
    page = await tablet()
    for text in texts:
        await opened(page, text)
        await tap(page, "approve")
        await expect(hook(page, "undo")).to_contain_text(text)
    line = await swallowed(page, "undo")
    await tap(page, "undo-more")
    await expect(hook(page, "undo-past")).to_have_count(2)
    for n in range(2):
        await hook(page, "undo-past").nth(n).tap()
        await expect(hook(page, "undo-past").nth(n)).to_be_disabled()
    line.mend()
    await page.reload()
    for text in texts:
        await becomes(live, text, "it waits again", state="received")
    assert line.said.count("undo") == 4


async def test_labels_and_the_intake_are_sent_again_after_a_reload(live, air, tablet):
    await asked(live, air, said("Вопрос"))
    for id, name in (("roads", "Дороги"), ("bridges", "Мосты")):
        done(await desk.put_label(live.act("colleague"), Label(id=id, name=name)))
    page = await tablet()
    line = await swallowed(page, "put_label", "drop_label", "intake")
    await tap(page, "intake", "intake-paused", "intake-save")
    await page.keyboard.press("Escape")
    await tap(page, "desk-card", "more", "labels", "manage")
    await hook(page, "label-name").fill("Школы")
    await tap(page, "label-add")
    await expect(hook(page, "label-name")).to_be_disabled()
    first, second = hook(page, "label-row").nth(0), hook(page, "label-row").nth(1)
    await first.locator("input").fill("Улицы")
    await first.locator("input").press("Enter")
    await expect(first.locator("input")).to_be_disabled()
    await second.get_by_role("button").tap()
    await second.get_by_role("button").tap()
    await expect(second.locator("input")).to_be_disabled()
    line.mend()
    await page.reload()
    await expect(page.locator("header .chip")).to_have_attribute("data-state", "paused")

    async def kept() -> bool:
        return [la.name for la in (await record(live, "labels", "labels")).labels] == ["Улицы", "Школы"]

    await until(kept, "all three were made")


async def test_another_moderator_in_the_same_tab_sends_and_sees_nothing_of_the_one_before(live, air, tablet):
    text = said("Когда починят мост")
    await asked(live, air, text)
    page = await tablet()
    line = await swallowed(page, "approve")
    await opened(page, text)
    await expect(hook(page, "approve")).to_be_enabled()
    await tap(page, "approve")
    await expect(hook(page, "approve")).to_be_disabled()
    line.mend()
    line.said.clear()
    await page.goto(await link(live, "moderator", "Арман Сейіт"))
    await ready(page)
    await expect(hook(page, "present").filter(has_text="АС")).to_have_attribute("data-own", "true")
    await opened(page, text)
    await expect(hook(page, "approve")).to_be_enabled()
    assert "approve" not in line.said


# -- what was written --------------------------------------------------------------------------------


async def test_drafts_survive_a_reload_and_come_back_with_their_cards(live, air, tablet):
    first, second = said("Когда починят мост"), said("Где бюджет школы")
    await asked(live, air, first, second)
    page = await tablet()
    for text in (first, second):
        await opened(page, text)
        await tap(page, "edit")
        await hook(page, "edit-text").fill(f"{text} Срочно")
    await hook(page, "edit-language").select_option("kk")
    await page.locator('[data-why="shortened"]').tap()
    await page.reload()
    await expect(hook(page, "edit-text")).to_have_value(f"{second} Срочно")
    await expect(hook(page, "edit-language")).to_have_value("kk")
    await expect(page.locator('[data-why="shortened"]')).to_have_attribute("aria-pressed", "true")
    await card(page, first).tap()
    await expect(hook(page, "edit-text")).to_have_value(f"{first} Срочно")
    await tap(page, "edit-discard")
    await page.reload()
    await expect(hook(page, "desk-open")).to_contain_text(first)
    await expect(hook(page, "edit-text")).to_have_count(0)


async def test_a_draft_that_was_approved_across_a_reload_is_a_draft_no_more(live, air, tablet):
    text = said("Когда починят мост")
    await asked(live, air, text)
    page = await tablet()
    line = await swallowed(page, "edit")
    await opened(page, text)
    await tap(page, "edit")
    await hook(page, "edit-text").fill(f"{text} Срочно")
    await expect(hook(page, "approve")).to_be_enabled()
    await tap(page, "approve")
    line.mend()
    await page.reload()
    await becomes(live, text, "it is approved", state="approved")
    await expect(hook(page, "desk-open")).to_have_count(0)
    await listed(page, "approved")
    await card(page, text).tap()
    await expect(hook(page, "desk-open")).to_be_visible()
    await expect(hook(page, "edit-text")).to_have_count(0)


# -- what was refused --------------------------------------------------------------------------------


async def test_a_refusal_after_a_cut_tells_the_state_that_came_with_it(live, air, tablet):
    text = said("Почему закрыт вход")
    (question,) = await asked(live, air, text)
    page = await tablet()
    await opened(page, text)
    await expect(hook(page, "approve")).to_be_enabled()
    await cut(page)
    await tap(page, "approve")
    await page.get_by_role("button", name="Close the card").tap()
    await listed(page, "held")  # nothing asks for the question any more
    await overtaken(live, question)
    await page.context.set_offline(False)
    await expect(hook(page, "refusal")).to_contain_text("Now: rejected.")


async def test_each_refusal_is_told_until_it_is_understood(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(3)]
    questions = await asked(live, air, *texts)
    page = await tablet()
    for text in texts[:2]:
        await opened(page, text)
        await expect(hook(page, "approve")).to_be_enabled()
    await cut(page)
    for text in texts[:2]:
        await opened(page, text)
        await tap(page, "approve")
    for question in questions[:2]:
        await overtaken(live, question)
    await page.context.set_offline(False)
    told = hook(page, "refusal")
    await expect(told).to_contain_text(["№ 1 was not approved.", "№ 2 was not approved."])
    await axe_clean(page)
    await opened(page, texts[2])
    await tap(page, "approve")
    await becomes(live, texts[2], "it is approved", state="approved")
    await expect(told).to_have_count(2)
    await live.undo(questions[0].id)
    await card(page, texts[0]).tap()
    await expect(hook(page, "approve")).to_be_enabled()
    await tap(page, "approve")
    await expect(told).to_contain_text(["№ 2 was not approved."])
    await tap(page, "understood")
    await expect(told).to_have_count(0)


async def test_a_screen_reader_hears_each_refusal_once(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(2)]
    questions = await asked(live, air, *texts)
    page = await tablet()
    await page.evaluate(
        """() => { window.heard = []; const root = document.querySelector('tynda-desk').shadowRoot;
          new MutationObserver((changes) => { for (const { addedNodes, target } of changes) {
            const inside = target.closest?.('[role=alert]');
            if (inside) window.heard.push(inside.textContent);
            for (const node of addedNodes) for (const alert of node.querySelectorAll?.('[role=alert]') ?? [])
              window.heard.push(alert.textContent.trim()); } }).observe(root, {subtree: true, childList: true}); }"""
    )
    for text, question in zip(texts, questions, strict=True):
        await opened(page, text)
        await expect(hook(page, "approve")).to_be_enabled()
        await cut(page)
        await tap(page, "approve")
        await overtaken(live, question)
        await page.context.set_offline(False)
        await expect(hook(page, "refusal").filter(has_text=f"№ {question.number} was")).to_be_visible()
        await page.get_by_role("button", name="Close the card").tap()
        await expect(hook(page, "desk-open")).to_have_count(0)
    heard = await page.evaluate("window.heard")
    assert len(heard) == 2, heard


# -- what stands in the page after a cut -------------------------------------------------------------


async def test_rows_that_a_colleague_decided_during_a_cut_are_crossed_out_under_the_hand(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(3)]
    questions = await asked(live, air, *texts)
    page = await tablet()
    await cut(page)
    await live.approve(questions[1].id)
    await page.locator("#rows").dispatch_event("pointerdown")
    await page.context.set_offline(False)

    async def crossed() -> bool:
        await page.locator("#rows").dispatch_event("pointerdown")  # the hand does not rest
        return await page.locator(".ghost").count() == 1

    await until(crossed, "the row is crossed out")
    await expect(hook(page, "desk-card")).to_have_count(2)


async def test_the_undo_sheet_tells_the_states_of_now(live, air, tablet):
    text = said("Когда откроют мост")
    (question,) = await asked(live, air, text)
    page = await tablet()
    await opened(page, text)
    await tap(page, "approve")
    await expect(hook(page, "undo")).to_contain_text(text)
    await listed(page, "held")
    await cut(page)
    await live.air(question.id)
    await page.context.set_offline(False)
    await expect(hook(page, "offline")).to_have_count(0)
    await page.keyboard.press("z")
    await expect(sheet(page)).to_contain_text("now: on air")
