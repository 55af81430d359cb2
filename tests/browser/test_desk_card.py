"""The opened card of the desk in a real Chromium, by touch, on both tablets, in Kazakh and Russian."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from qa import desk
from qa.marks import Label
from tests.browser.house import done
from tests.browser.staff import asked, axe_clean, hook
from tests.browser.tablet import BOTH, PHONE, becomes, listed, opened, said, sheet, tablets, tap

pytestmark = [pytest.mark.browser, pytest.mark.integration]


PRESSED = "button, select, label:has(input), input:not([type=checkbox], [type=radio])"
SMALL = f"""() => {{
  const roots = [document], out = [];
  for (const root of roots) for (const el of root.querySelectorAll("*")) {{
    if (el.shadowRoot) roots.push(el.shadowRoot);
    if (!el.closest("main, dialog") || !el.matches("{PRESSED}")) continue;
    const {{ width, height }} = el.getBoundingClientRect();
    if (width && (width < 44 || height < 44)) out.push([el.outerHTML.slice(0, 90), width, height]);
  }}
  return out;
}}"""
"""What can be pressed on the card and its sheets and is smaller than a thumb."""
SHEETS = (
    ["more"],
    ["more", "labels"],
    ["more", "labels", "manage"],
    ["more", "restrain"],
    ["more", "divert"],
    ["speaker"],
)


@pytest.fixture
async def tablet(live, seat):
    return tablets(live, seat)


# -- wording, and what must not be shown -------------------------------------------------------------


@BOTH
async def test_personal_data_are_marked_in_their_place_and_hidden_by_the_large_choice(live, air, tablet, size, locale):
    text = said(f"👋 Меня не приняли, звоните {PHONE}, почему")
    await asked(live, air, text)
    page = await tablet(size, locale)
    card = await opened(page, text)
    await expect(card.locator("mark")).to_have_text(PHONE)  # the emoji before it is one code point
    await expect(hook(page, "flags")).to_contain_text("телефон")
    await tap(page, "approve")
    await expect(sheet(page)).to_be_visible()
    assert (await live.question(text)).state == "received"
    await expect(hook(page, "masked")).not_to_contain_text(PHONE)
    await axe_clean(page)
    await tap(page, "approve-masked")
    await becomes(live, text, "it is approved", state="approved")
    question = await live.question(text)
    assert question.wordings[0].text == text
    assert [w.why for w in question.wordings] == [None, "data_hidden"]
    assert PHONE not in question.wordings[1].text
    assert question.approvals == {question.language: 1}


async def test_personal_data_are_approved_as_they_are_only_on_purpose(live, air, tablet):
    text = said(f"Звоните {PHONE}, когда откроют приёмную")
    await asked(live, air, text)
    page = await tablet()
    await opened(page, text)
    await tap(page, "approve")
    await page.keyboard.press("Escape")
    await expect(sheet(page)).to_have_count(0)
    await expect(hook(page, "approve")).to_be_focused()
    assert (await live.question(text)).state == "received"
    await tap(page, "approve", "approve-sure")
    await becomes(live, text, "it is approved as it is", state="approved")
    assert list((await live.question(text)).approvals.values()) == [0]


async def test_hide_data_opens_the_masked_wording_to_be_read_first(live, air, tablet):
    text = said(f"Мой номер {PHONE}, где мой ответ")
    await asked(live, air, text)
    page = await tablet()
    await opened(page, text)
    await tap(page, "hide-data")
    await expect(hook(page, "edit-text")).not_to_have_value(text)
    await expect(page.locator('[data-why="data_hidden"]')).to_have_attribute("aria-pressed", "true")
    await tap(page, "approve")
    await becomes(live, text, "it is approved", state="approved")
    assert PHONE not in (await live.question(text)).wordings[1].text


async def test_a_draft_in_which_the_server_finds_personal_data_is_kept_and_asked_about(live, air, tablet):
    text = said("Когда мне ответят")
    await asked(live, air, text)
    page = await tablet()
    await opened(page, text)
    await tap(page, "edit")
    await hook(page, "edit-text").fill(f"Когда мне ответят по {PHONE}?")
    await tap(page, "approve")
    await expect(hook(page, "masked")).to_be_visible()
    await expect(hook(page, "masked")).not_to_contain_text(PHONE)
    assert (await live.question(text)).state == "received"
    await tap(page, "approve-masked")
    await becomes(live, text, "it is approved", state="approved")
    question = await live.question(text)
    assert PHONE not in question.wordings[question.approvals["ru"]].text


async def test_a_phone_in_the_name_is_hidden_with_the_name(live, air, tablet):
    text = said("Где посмотреть бюджет школы")
    await asked(live, air, text, name=f"Ерлан {PHONE}")
    page = await tablet()
    card = await opened(page, text)
    await expect(card.locator(".asker mark")).to_contain_text(PHONE)
    await tap(page, "approve", "approve-masked")
    await becomes(live, text, "it is approved without the name", state="approved", hidden=("name",))


@BOTH
async def test_each_language_has_its_wording_and_its_own_approval(live, air, tablet, size, locale):
    text = said("Где посмотреть бюджет моей школы")
    await asked(live, air, text)
    page = await tablet(size, locale)
    await opened(page, text)
    await tap(page, "edit")
    await hook(page, "edit-text").fill("Мектебімнің бюджетін қайдан көруге болады?")
    await hook(page, "edit-language").select_option("kk")
    await expect(page.locator('[data-why="translated"]')).to_have_attribute("aria-pressed", "true")
    await tap(page, "edit-save")
    tabs = hook(page, "wording")
    await expect(tabs).to_have_count(2)
    await expect(page.locator('[data-test="wording"][data-language="kk"]')).to_have_attribute("aria-pressed", "true")
    await tap(page, "approve")
    await becomes(live, text, "the Kazakh wording is approved", approvals={"kk": 1})
    assert (await live.question(text)).wordings[1].why == "translated"
    await listed(page, "approved")
    await tap(page, "desk-card")
    await expect(hook(page, "chain").locator("li")).to_have_count(3)
    await page.locator('[data-test="wording"][data-language="ru"]').tap()
    await tap(page, "approve")
    await becomes(live, text, "both are approved", approvals={"kk": 1, "ru": 0})


async def test_the_reason_of_a_wording_is_offered_and_can_be_chosen(live, air, tablet):
    text = said("Где бюджет моей шкoлы в этом году и в прошлом году тоже")
    await asked(live, air, text)
    page = await tablet()
    card = await opened(page, text)
    await tap(page, "edit")
    await hook(page, "edit-text").fill("Где бюджет моей школы?")
    await expect(page.locator('[data-why="shortened"]')).to_have_attribute("aria-pressed", "true")
    await page.locator('[data-why="clarified"]').tap()
    await tap(page, "edit-save")
    await expect(card.locator(".changes del")).not_to_have_count(0)
    await expect(hook(page, "chain")).to_contain_text("яснее")
    assert (await live.question(text)).wordings[1].why == "clarified"


# -- how a card lies ---------------------------------------------------------------------------------


@BOTH
async def test_a_card_is_held_pinned_and_given_to_a_speaker(live, air, tablet, size, locale):
    text = said("Кому отвечать")
    await asked(live, air, text)
    page = await tablet(size, locale)
    card = await opened(page, text)
    await tap(page, "speaker")
    await page.locator('[data-choice="elena"]').tap()
    await becomes(live, text, "it is for Elena", speaker="elena")
    await expect(card).to_contain_text("Елена Ким")
    await tap(page, "more", "pin")
    await becomes(live, text, "it is pinned", pinned=True)
    await tap(page, "hold")
    await becomes(live, text, "it is held", held=True)
    await expect(hook(page, "desk-open")).to_have_count(0)
    await expect(hook(page, "told")).to_contain_text("№ 1")
    await tap(page, "undo-last")
    await becomes(live, text, "it waits again", held=False, pinned=True, speaker="elena")


async def test_the_recognised_language_is_corrected_until_it_is_approved(live, air, tablet):
    text = said("Privet")
    (question,) = await asked(live, air, text)
    page = await tablet()
    await opened(page, text)
    await tap(page, "language")
    other = "kk" if question.language != "kk" else "ru"
    await page.locator(f'[data-choice="{other}"]').tap()
    await becomes(live, text, "its language is corrected", language=other)
    await tap(page, "approve")
    await becomes(live, text, "it is approved", state="approved")
    await listed(page, "approved")
    await opened(page, text)
    await tap(page, "language")
    await expect(page.locator('[data-choice="en"]')).to_be_disabled()


async def test_the_asker_is_hidden_and_shown_again(live, air, tablet):
    text = said("Когда починят мост")
    await asked(live, air, text, name="Ерлан", region="Қарағанды")
    page = await tablet()
    card = await opened(page, text)
    await tap(page, "more", "hide-name")
    await becomes(live, text, "the name is hidden", hidden=("name",))
    await expect(card.locator('[data-field="name"] s')).to_have_text("Ерлан")
    await tap(page, "more", "hide-region")
    await becomes(live, text, "both are hidden", hidden=("name", "region"))
    await tap(page, "more", "hide-name")
    await becomes(live, text, "the name is shown", hidden=("region",))


# -- the hand ----------------------------------------------------------------------------------------


@BOTH
async def test_every_sheet_closes_by_escape_and_gives_the_focus_back(live, air, tablet, size, locale):
    text = said("Листы")
    await asked(live, air, text, name="Ерлан")
    page = await tablet(size, locale)
    await opened(page, text)
    for name in ("speaker", "more", "language"):
        await hook(page, name).first.focus()
        await page.keyboard.press("Enter")
        await expect(sheet(page)).to_be_visible()
        await axe_clean(page)
        await page.keyboard.press("Escape")
        await expect(sheet(page)).to_have_count(0)
        await expect(hook(page, name).first).to_be_focused()
    await expect(hook(page, "desk-open")).to_have_attribute("data-question", (await live.question(text)).id)


@BOTH
async def test_what_is_pressed_is_large_enough_for_a_thumb(live, air, tablet, size, locale):
    text = said(f"Большие кнопки {PHONE}")
    await asked(live, air, text, name="Ерлан", region="Алматы")
    done(await desk.put_label(live.act(), Label(id="roads", name="Дороги", public=True)))
    page = await tablet(size, locale)
    await opened(page, text)
    assert await page.evaluate(SMALL) == []
    await tap(page, "edit")
    assert await page.evaluate(SMALL) == []
    await tap(page, "edit-discard")
    for path in (["speaker"], *SHEETS):
        await tap(page, *path)
        assert await page.evaluate(SMALL) == [], path
        await page.keyboard.press("Escape")


async def test_an_action_in_flight_is_off_until_it_is_answered(live, air, tablet):
    text = said("Без связи")
    await asked(live, air, text)
    page = await tablet()
    await opened(page, text)
    await expect(hook(page, "similar")).not_to_contain_text("…")
    await page.context.set_offline(True)
    await tap(page, "hold")
    for name in ("hold", "edit", "notice", "speaker", "approve", "reject"):
        await expect(hook(page, name)).to_be_disabled()
    await page.context.set_offline(False)
    await becomes(live, text, "it is held", held=True)
    await expect(hook(page, "told")).to_be_visible()
