"""What comes late, an answer or a colleague's change, and what the hand has begun since: it leaves that alone."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.async_api import expect

from qa import desk
from qa.marks import Label
from qa.moderation import Draft
from qa.question import Question
from studio import office
from studio.briefing import Reason
from studio.events import OFFICE
from tests.browser.house import REASONS, done
from tests.browser.staff import asked, hook
from tests.browser.tablet import (
    PHONE,
    TWICE,
    answers_held,
    approved,
    becomes,
    card,
    listed,
    opened,
    ready,
    record,
    said,
    stopped,
    swallowed,
    tablets,
    tap,
)
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]

FOCUSED = """(what) => ({
  ...document.querySelector("tynda-desk").shadowRoot.activeElement?.closest(what).dataset,
})"""


@pytest.fixture
async def tablet(live, seat):
    return tablets(live, seat, "en-GB")


# -- the answer of another card ----------------------------------------------------------------------


async def translated(live, question: Question) -> None:
    done(await desk.edit(live.act("colleague"), secrets.token_hex(8), question.id, Draft("Қашан?", "kk", "translated")))


async def test_the_answer_of_a_card_changes_nothing_on_the_one_open_now(live, air, tablet):
    first, second = said("Когда починят мост"), said("Где посмотреть бюджет моей школы")
    _, other = await asked(live, air, first, second)
    await translated(live, other)
    page = await tablet()
    late = await answers_held(page, "edit")
    await opened(page, first)
    await tap(page, "edit")
    await hook(page, "edit-text").fill(f"{first} Срочно")
    await tap(page, "edit-save")
    await until(late.asked, "it is answered")
    await card(page, second).tap()
    kazakh = page.locator('[data-test="wording"][data-language="kk"]')
    await kazakh.tap()
    await expect(kazakh).to_have_attribute("aria-pressed", "true")
    late.let_go()
    await card(page, first).locator("text=on its way…").wait_for(state="detached")
    await expect(kazakh).to_have_attribute("aria-pressed", "true")


async def test_a_sheet_of_the_open_card_stays_when_another_is_answered(live, air, tablet):
    first, second = said("Позвоните мне +7 701 555 44 12"), said("Где посмотреть бюджет моей школы")
    await asked(live, air, first, name="Асель +7 701 555 44 13")
    await asked(live, air, second)
    page = await tablet()
    late = await answers_held(page, "mark")
    await card(page, first).tap()
    await tap(page, "approve", "approve-masked")
    await until(late.asked, "the name is hidden")
    await opened(page, second)
    await tap(page, "speaker")
    late.let_go()
    await becomes(live, first, "it is approved", state="approved")
    await expect(hook(page, "choice").first).to_be_visible()
    await expect(hook(page, "sheet")).to_have_attribute("data-sheet", "speaker")


async def test_the_reasons_of_the_open_card_stay_when_another_is_answered(live, air, tablet):
    first, second = said("Когда починят мост"), said("Где посмотреть бюджет моей школы")
    await asked(live, air, first, second)
    page = await tablet()
    late = await answers_held(page, "edit")
    await opened(page, first)
    await tap(page, "edit")
    await hook(page, "edit-text").fill(f"{first} {PHONE}")
    await expect(hook(page, "approve")).to_be_enabled()
    await tap(page, "approve")
    await until(late.asked, "the server has found the phone")
    await opened(page, second)
    await tap(page, "reject")
    late.let_go()
    await card(page, first).locator(f"text={PHONE}").wait_for()
    await card(page, first).locator("text=on its way…").wait_for(state="detached")
    await expect(hook(page, "reason")).to_be_visible()
    await expect(hook(page, "sheet")).to_have_attribute("data-sheet", "")


async def test_an_undo_opens_no_card_once_the_hand_is_elsewhere(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(2)]
    await asked(live, air, *texts)
    page = await tablet()
    await approved(page, *texts)
    late = await answers_held(page, "undo")
    await ready(page)
    await tap(page, "undo")
    await until(late.asked, "it is undone")
    await listed(page, "held")
    late.let_go()
    await expect(hook(page, "undo")).to_be_enabled()
    await expect(page.get_by_role("tab", selected=True)).to_contain_text("Held")
    await expect(hook(page, "desk-open")).to_have_count(0)


async def test_an_undo_does_not_interrupt_selecting(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(3)]
    await asked(live, air, *texts)
    page = await tablet()
    await approved(page, *texts[:1])
    late = await answers_held(page, "undo")
    await ready(page)
    await tap(page, "undo")
    await until(late.asked, "it is undone")
    await tap(page, "select")
    await card(page, texts[1]).tap()
    late.let_go()
    await page.locator(".card", has_text=texts[0]).locator("text=on its way…").wait_for(state="detached")
    await expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    await expect(hook(page, "desk-open")).to_have_count(0)


# -- rows under the hand -----------------------------------------------------------------------------


async def test_a_label_keeps_its_field_and_what_is_typed_in_it_whatever_colleagues_do(live, air, tablet):
    await asked(live, air, said("Вопрос"))
    for id, name in (("roads", "Дороги"), ("schools", "Школы")):
        done(await desk.put_label(live.act("colleague"), Label(id=id, name=name)))
    page = await tablet()
    await tap(page, "desk-card", "more", "labels", "manage")
    field = page.locator('[data-label="schools"] input')
    await field.focus()
    await field.press("End")
    await field.press_sequentially(" и сады")
    done(await desk.put_label(live.act("colleague"), Label(id="schools", name="Училища")))
    await expect(page.locator('[data-label="schools"]').get_by_role("button", name="Училища")).to_be_visible()
    await expect(field).to_have_value("Школы и сады")
    done(await desk.drop_label(live.act("colleague"), "roads"))
    await expect(hook(page, "label-row")).to_have_count(1)
    await expect(field).to_be_focused()
    await expect(field).to_have_value("Школы и сады")
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-label="schools"]').get_by_role("button", name="Школы и сады")).to_be_visible()


async def test_a_field_that_nobody_is_in_shows_the_new_name(live, air, tablet):
    await asked(live, air, said("Вопрос"))
    done(await desk.put_label(live.act("colleague"), Label(id="roads", name="Дороги")))
    page = await tablet()
    await tap(page, "desk-card", "more", "labels", "manage")
    field = hook(page, "label-row").locator("input")
    await field.fill("Мосты")
    await field.press("Enter")
    await expect(hook(page, "label-row").get_by_role("button", name="Мосты")).to_be_visible()
    done(await desk.put_label(live.act("colleague"), Label(id="roads", name="Улицы")))
    await expect(field).to_have_value("Улицы")


async def test_a_double_tap_is_no_answer_to_whether_a_label_shall_go(live, air, tablet):
    await asked(live, air, said("Вопрос"))
    done(await desk.put_label(live.act("colleague"), Label(id="roads", name="Дороги")))
    page = await tablet()
    line = await swallowed(page)
    await tap(page, "desk-card", "more", "labels", "manage")
    remove = hook(page, "label-row").get_by_role("button")
    await remove.evaluate("""async (button) => {
      button.click();
      await document.querySelector("tynda-desk").updateComplete;
      button.click();
    }""")
    await expect(remove).to_have_text("Remove from all cards")
    assert "drop_label" not in line.said
    await remove.tap()
    await expect(hook(page, "label-row")).to_have_count(0)


async def test_a_reason_keeps_its_button_when_the_office_adds_one(live, air, tablet):
    await asked(live, air, said("Вопрос"))
    page = await tablet()
    await tap(page, "desk-card", "reject")
    await hook(page, "reason").focus()
    details = (await record(live, "briefing", "briefing")).details
    reasons = (Reason(id="twice", text={"ru": "Уже задан"}), *REASONS)
    done(
        await office.save_briefing(live.act("owner", OFFICE), live.id, details.model_copy(update={"reasons": reasons}))
    )
    await expect(hook(page, "reason")).to_have_count(2)
    assert await page.evaluate(FOCUSED, "button") == {"test": "reason", "reason": "off_topic"}


async def test_merged_ones_keep_their_buttons_and_two_taps_take_one_apart(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(4)]
    master, *others = await asked(live, air, *texts)
    for other in others:
        done(await desk.merge(live.act("colleague"), secrets.token_hex(8), other.id, master.id))
    page = await tablet()
    line = await swallowed(page)
    await opened(page, texts[0])
    await tap(page, "merged")
    await expect(hook(page, "unmerge")).to_have_count(3)
    await hook(page, "unmerge").nth(1).focus()
    done(await desk.unmerge(live.act("colleague"), others[0].id))
    await expect(hook(page, "unmerge")).to_have_count(2)
    focused = await page.evaluate(
        "() => document.querySelector('tynda-desk').shadowRoot.activeElement.parentElement.dataset"
    )
    assert focused["question"] == others[1].id
    await expect(hook(page, "unmerge").first).to_be_enabled()
    await stopped(page)
    await tap(page, "unmerge")
    await expect(hook(page, "unmerge")).to_have_count(1)
    await page.evaluate(TWICE, "unmerge")
    assert line.said.count("unmerge") == 1


# -- what was begun since ----------------------------------------------------------------------------


async def test_what_was_ticked_since_stays_ticked_when_the_ones_before_are_answered(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(3)]
    await asked(live, air, *texts)
    page = await tablet()
    late = await answers_held(page, "approve_all")
    await ready(page)
    await tap(page, "select")
    await card(page, texts[0]).tap()
    await tap(page, "bulk-approve")
    await until(late.asked, "it is answered")
    await card(page, texts[2]).tap()
    late.let_go()
    await expect(hook(page, "bulk-approve")).to_be_enabled()
    await expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    await tap(page, "bulk-approve")
    await expect(hook(page, "bulk-approve")).to_have_count(0)
    assert [q.state for q in await live.questions()] == ["approved", "received", "approved"]


async def test_a_selection_begun_anew_is_not_ended_by_the_answer_of_the_one_before(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(2)]
    await asked(live, air, *texts)
    page = await tablet()
    late = await answers_held(page, "approve_all")
    await ready(page)
    await tap(page, "select")
    await card(page, texts[0]).tap()
    await tap(page, "bulk-approve")
    await until(late.asked, "it is answered")
    await tap(page, "select-end", "select")
    late.let_go()
    await expect(hook(page, "undo")).to_have_count(0)
    await page.locator("#rows").locator("text=on its way…").first.wait_for(state="detached")
    await expect(hook(page, "select-end")).to_be_visible()


async def test_what_is_written_to_viewers_since_the_last_words_were_sent_stays(live, tablet):
    page = await tablet()
    late = await answers_held(page, "intake")
    await tap(page, "intake", "intake-paused")
    await hook(page, "intake-message-ru").fill("Перерыв")
    await tap(page, "intake-save")
    await until(late.asked, "it is answered")
    await hook(page, "intake-message-ru").fill("Перерыв до 12:00")
    late.let_go()
    await expect(hook(page, "intake-save")).to_have_text(re.compile("Tell the viewers"))
    await expect(hook(page, "intake-message-ru")).to_have_value("Перерыв до 12:00")
    await tap(page, "intake-save")
    await expect(hook(page, "intake-now")).to_contain_text("Перерыв до 12:00")
    await expect(hook(page, "intake-save")).to_be_disabled()


async def test_the_next_labels_name_stays_when_the_one_before_is_answered(live, air, tablet):
    await asked(live, air, said("Когда починят мост"))
    page = await tablet()
    late = await answers_held(page, "put_label")
    await hook(page, "desk-card").tap()
    await tap(page, "more", "labels", "manage")
    await hook(page, "label-name").fill("Дороги")
    await tap(page, "label-public")
    await tap(page, "label-add")
    await until(late.asked, "it is answered")
    await expect(hook(page, "label-row")).to_have_count(1)
    await hook(page, "label-name").fill("Вода")
    await expect(hook(page, "label-public")).not_to_be_checked()  # that was said of the one before
    late.let_go()
    row = hook(page, "label-row").get_by_role("button")
    await expect(row).to_be_enabled()
    await expect(hook(page, "label-name")).to_have_value("Вода")
    await tap(page, "label-add")
    await expect(hook(page, "label-row")).to_have_count(2)
    await expect(hook(page, "label-name")).to_have_value("")


# -- searching, and sheets ---------------------------------------------------------------------------


async def test_an_older_answer_is_not_shown_for_newer_words(live, air, tablet):
    first, second, third = said("Когда откроют мост"), said("Где бюджет"), said("Неге су жоқ")
    await asked(live, air, first, second, third)
    page = await tablet()
    late = await answers_held(page, "look", search="мост")
    await opened(page, third)
    await expect(hook(page, "approve")).to_be_enabled()
    await page.keyboard.press("m")
    await hook(page, "merge-search").fill("мост")
    await until(late.asked, "it is answered")
    await stopped(page)
    await hook(page, "merge-search").fill("бюджет")
    late.let_go()
    await page.evaluate("0")  # lets the answer through
    await page.evaluate("document.querySelector('tynda-desk').updateComplete")
    assert await hook(page, "merge-candidate").count() == 0
    await expect(page.get_by_text("Searching…")).to_be_visible()
    await page.clock.run_for(300)
    await expect(hook(page, "merge-candidate")).to_contain_text(second)


@pytest.mark.parametrize(
    "closing",
    ["dialog.requestClose()", "dialog.querySelector('[data-test=filters-done]').click()"],
    ids=["escape", "button"],
)
async def test_a_sheet_opens_again_in_the_moment_it_closes(live, air, tablet, closing):
    await asked(live, air, said("Когда откроют мост"))
    page = await tablet()
    await page.keyboard.press("f")
    await expect(hook(page, "filters-done")).to_be_visible()
    open_ = await page.evaluate(f"""async () => {{
      const host = document.querySelector("tynda-desk");
      const dialog = host.shadowRoot.querySelector("[data-test=frame-sheet]");
      const seen = new Promise((done) => dialog.addEventListener("close", () => requestAnimationFrame(done)));
      {closing};
      while (dialog.open) await null;
      dispatchEvent(new KeyboardEvent("keydown", {{ key: "f", code: "KeyF" }}));
      await seen;
      await host.updateComplete;
      return dialog.open;
    }}""")
    assert open_
    await expect(hook(page, "filters-done")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(hook(page, "filters-done")).to_have_count(0)


async def test_the_whole_list_stays_whole_although_something_was_just_typed(live, air, tablet):
    await asked(live, air, said("Когда откроют мост"))
    page = await tablet()
    await hook(page, "search").fill("такого нет")
    await expect(hook(page, "clear")).to_be_visible()
    await page.evaluate("""() => {
      const root = document.querySelector("tynda-desk").shadowRoot;
      const field = root.querySelector("[data-test=search]");
      field.value += "!";
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      root.querySelector("[data-test=clear]").click();
    }""")
    await page.wait_for_timeout(400)  # past the rest after which it would be searched for
    await expect(hook(page, "desk-card")).to_have_count(1)
    await expect(hook(page, "search")).to_have_value("")
