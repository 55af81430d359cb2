"""Labels, merging, consultations, restraints and tip-offs on the desk, by touch, on both tablets."""

from __future__ import annotations

import json
import secrets

import pytest
from playwright.async_api import Page, expect

from qa import desk
from tests.browser.house import done
from tests.browser.staff import asked, axe_clean, hook
from tests.browser.tablet import (
    BOTH,
    answers_held,
    becomes,
    listed,
    opened,
    record,
    said,
    sheet,
    tablets,
    tap,
)
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]


FOCUSED = "document.querySelector('tynda-desk').shadowRoot.activeElement?.dataset.test"


@pytest.fixture
async def tablet(live, seat):
    return tablets(live, seat)


# -- labels ------------------------------------------------------------------------------------------


@BOTH
async def test_labels_are_made_put_on_a_card_and_taken_away(live, air, tablet, size, locale):
    text = said("Про дороги")
    await asked(live, air, text)
    page = await tablet(size, locale)
    card = await opened(page, text)
    await tap(page, "more", "labels", "manage")
    for name, public in (("Дороги", True), ("Проверить", False)):
        await hook(page, "label-name").fill(name)
        if public:
            await tap(page, "label-public")
        await tap(page, "label-add")
        await expect(hook(page, "label-row").filter(has=page.locator("input")).last.locator("input")).to_have_value(
            name
        )
    await axe_clean(page)
    await hook(page, "label-name").fill("ДОРОГИ")
    await tap(page, "label-add")
    await expect(sheet(page).get_by_role("alert")).not_to_be_empty()
    await expect(hook(page, "label-name")).to_have_value("ДОРОГИ")  # what was refused stands there again
    labels = (await record(live, "labels", "labels")).labels
    assert [(la.name, la.public) for la in labels] == [("Дороги", True), ("Проверить", False)]
    await tap(page, "manage-back")
    await hook(page, "label").first.tap()
    await axe_clean(page)
    await tap(page, "labels-save")
    await becomes(live, text, "it is labelled", labels=(labels[0].id,), public_labels=(labels[0].id,))
    await expect(card.locator(".tag")).to_have_text("Дороги")
    await tap(page, "more", "labels", "manage")
    row = hook(page, "label-row").first
    await row.locator("input").fill("Мосты")
    await row.locator("input").press("Enter")
    await expect(card.locator(".tag")).to_have_text("Мосты")
    await row.get_by_role("button").tap()
    assert len((await record(live, "labels", "labels")).labels) == 2  # it is asked once more
    await row.get_by_role("button").tap()
    await expect(hook(page, "label-row")).to_have_count(1)


# -- merging -----------------------------------------------------------------------------------------


@BOTH
async def test_a_similar_question_is_merged_by_one_tap_and_taken_apart_by_undo(live, air, tablet, size, locale):
    token = secrets.token_hex(3)
    first, second = f"Почему не дают ответ в одном окне {token}?", f"Почему в одном окне не дают ответ {token}?"
    master, copy = await asked(live, air, first, second)
    page = await tablet(size, locale)
    late = await answers_held(page, "about")
    await opened(page, second)
    await until(late.asked, "the suggestions were asked for")
    box = await hook(page, "edit").bounding_box()
    late.let_go()
    await expect(hook(page, "suggestion")).to_contain_text("№ 1")
    await expect(hook(page, "suggestion")).to_contain_text(first)
    assert await hook(page, "edit").bounding_box() == box
    await tap(page, "merge-into")
    await becomes(live, second, "it is merged", state="merged", master=master.id)
    await expect(hook(page, "desk-open")).to_have_count(0)
    await tap(page, "undo-last")
    await becomes(live, second, "it waits again", state="received", master=None)
    await expect(hook(page, "desk-open")).to_have_attribute("data-question", copy.id)


async def test_a_question_is_merged_by_its_number_and_taken_apart_from_the_other(live, air, tablet):
    first, second = said("Когда откроют мост"), said("Неге су жоқ")
    master, copy = await asked(live, air, first, second)
    page = await tablet()
    await opened(page, second)
    await tap(page, "more", "merge")
    await expect(hook(page, "merge-search")).to_be_focused()
    await hook(page, "merge-search").fill("1")
    await expect(hook(page, "merge-candidate")).to_contain_text(first)
    await axe_clean(page)
    await tap(page, "merge-candidate")
    await becomes(live, second, "it is merged", state="merged", master=master.id)
    await opened(page, first)
    await tap(page, "merged")
    await expect(hook(page, "merged-one")).to_contain_text(second)
    await axe_clean(page)
    await tap(page, "unmerge")
    await becomes(live, second, "it stands by itself", state="received", master=None)
    await expect(hook(page, "merged-one")).to_have_count(0)
    assert (await live.question(first)).merged == ()
    assert copy.id != master.id


async def test_a_card_that_a_colleague_merges_leads_to_the_other_one(live, air, tablet):
    first, second = said("Когда откроют мост"), said("Неге су жоқ")
    master, copy = await asked(live, air, first, second)
    page = await tablet()
    await opened(page, second)
    await expect(hook(page, "approve")).to_be_enabled()
    colleague = live.act("colleague")
    done(await desk.claim(colleague, copy.id, True, "КК"))
    done(await desk.merge(colleague, secrets.token_hex(8), copy.id, master.id))
    await tap(page, "open-master")
    await expect(hook(page, "desk-open")).to_contain_text(first)


# -- on notice, consultations, restraints, tip-offs --------------------------------------------------


@BOTH
async def test_a_question_taken_on_notice_can_still_be_approved(live, air, tablet, size, locale):
    text = said("Ответьте письменно")
    await asked(live, air, text)
    page = await tablet(size, locale)
    await opened(page, text)
    await tap(page, "notice")
    await becomes(live, text, "it is on notice", state="on_notice")
    await listed(page, "on_notice")
    await opened(page, text)
    await axe_clean(page)
    await tap(page, "approve")
    await becomes(live, text, "it is approved", state="approved")


@BOTH
async def test_a_consultation_is_never_offered_for_air(live, air, tablet, size, locale):
    text = said("Лично для отдела")
    await asked(live, air, text, to="consultation")
    page = await tablet(size, locale)
    await listed(page, "consultations")
    await opened(page, text)
    await expect(hook(page, "approve")).to_have_count(0)
    await expect(hook(page, "reject")).to_be_enabled()
    await axe_clean(page)
    await tap(page, "assign")
    await page.locator('[data-choice="elena"]').tap()
    await becomes(live, text, "somebody answers it", speaker="elena")


@BOTH
async def test_a_viewer_is_restrained_and_freed_without_being_known(live, air, tablet, size, locale):
    text = said("Спам")
    (question,) = await asked(live, air, text)
    page = await tablet(size, locale)
    await opened(page, text)
    await tap(page, "more", "restrain")
    await expect(hook(page, "asker")).to_contain_text("1")
    await axe_clean(page)
    await tap(page, "time-out-30")
    await expect(hook(page, "restrained")).to_be_visible()
    restraint = await record(live, "restraint", question.author)
    assert (restraint.how, restraint.until - restraint.at) == ("time_out", 30 * 60_000)
    assert question.author not in await page.content()
    await tap(page, "more", "restrain")
    await expect(hook(page, "restraint")).to_be_visible()
    await tap(page, "free")
    await expect(hook(page, "restrained")).to_have_count(0)
    assert (await record(live, "restraint", question.author)).how == "none"


async def test_what_a_colleague_restrains_or_frees_shows_on_the_open_card(live, air, tablet):
    text = said("Спам")
    (question,) = await asked(live, air, text)
    done(await desk.restrain(live.act("colleague"), question.id, "mute", 10))
    page = await tablet()
    await opened(page, text)
    await expect(hook(page, "similar")).not_to_contain_text("…")
    await expect(hook(page, "restrained")).to_be_visible()
    done(await desk.restrain(live.act("colleague"), question.id, "none", 10))
    await expect(hook(page, "restrained")).to_have_count(0)
    done(await desk.restrain(live.act("colleague"), question.id, "ban", 10))
    await expect(hook(page, "restrained")).to_be_visible()


async def test_an_undo_that_a_later_change_has_overtaken_says_what_to_do(live, air, tablet):
    text = said("Мост")
    await asked(live, air, text)
    page = await tablet(locale="en-GB")
    await opened(page, text)
    for pinned in (True, False):
        await tap(page, "more", "pin")
        await becomes(live, text, "it is pinned, or not", pinned=pinned)
        await expect(hook(page, "more")).to_be_enabled()
    await tap(page, "undo-more")
    await expect(hook(page, "undo-past")).to_have_count(2)
    await hook(page, "undo-past").last.tap()
    await expect(hook(page, "undo-refused")).to_contain_text("Take the later change back first.")
    assert not (await live.question(text)).pinned


async def diverted(live, id: str) -> bool:
    return (await record(live, "question", id)).state == "diverted"


@BOTH
async def test_a_tip_off_is_handed_over_for_good_after_one_confirmation(live, air, tablet, size, locale):
    text = said("Хочу сообщить о взятке в акимате")
    (question,) = await asked(live, air, text, sure=True)
    page = await tablet(size, locale)
    await opened(page, text)
    await tap(page, "divert")
    await expect(sheet(page).get_by_role("listitem")).to_have_count(5)
    await axe_clean(page)
    assert (await live.question(text)).state == "received"
    await tap(page, "divert-sure")
    await expect(hook(page, "told")).to_contain_text("№ 1")

    await until(lambda: diverted(live, question.id), "it was handed over")
    await expect(hook(page, "desk-open")).to_have_count(0)
    assert text not in await page.content()
    assert text not in json.dumps(await page.evaluate("Object.entries(localStorage)"))


async def test_what_a_colleague_has_refused_can_still_be_handed_over(live, air, tablet):
    text = said("Хочу сообщить о взятке в акимате")
    (question,) = await asked(live, air, text, sure=True)
    done(await desk.reject(live.act("colleague"), "d-refused", question.id, "off_topic"))
    page = await tablet()
    await listed(page, "rejected")
    await opened(page, text)
    await tap(page, "more", "divert", "divert-sure")
    await until(lambda: diverted(live, question.id), "it was handed over")


# -- without a pointer -------------------------------------------------------------------------------


async def reach(page: Page, name: str, key: str = "Enter") -> None:
    """Goes on by Tab until this has the focus, and presses the key on it."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate(FOCUSED) == name:
            return await page.keyboard.press(key)
    raise AssertionError(f"Tab does not reach {name}")


async def test_every_sheet_is_opened_and_carried_out_by_keys_alone(live, air, tablet):
    first, second = said("Когда откроют мост"), said("Неге су жоқ")
    master, _ = await asked(live, air, first, second)
    page = await tablet(locale="en-GB")
    for key in ("j", "j", "Enter"):
        await page.keyboard.press(key)
    await expect(hook(page, "approve")).to_be_enabled()
    await page.keyboard.press("l")
    await reach(page, "manage")
    await reach(page, "label-name", "x")
    await page.keyboard.press("Enter")
    await expect(hook(page, "label-row")).to_have_count(1)
    await reach(page, "manage-back")
    await reach(page, "label", "Space")
    await reach(page, "labels-save")
    (label,) = (await record(live, "labels", "labels")).labels
    await becomes(live, second, "it is labelled", labels=(label.id,))
    await expect(hook(page, "approve")).to_be_enabled()
    await page.keyboard.press("d")
    await reach(page, "restrain")
    await reach(page, "mute")
    await expect(hook(page, "restrained")).to_be_visible()
    await expect(hook(page, "approve")).to_be_enabled()
    await page.keyboard.press("m")
    await expect(hook(page, "merge-search")).to_be_focused()
    await page.keyboard.type("1")
    await expect(hook(page, "merge-candidate")).to_be_visible()
    await reach(page, "merge-candidate")
    await becomes(live, second, "it is merged", state="merged", master=master.id)


async def test_the_intake_and_the_filters_are_set_by_keys_alone(live, air, tablet):
    text = said("Когда откроют мост")
    await asked(live, air, text)
    page = await tablet(locale="en-GB")
    await page.keyboard.press("i")
    await reach(page, "intake-paused")
    await reach(page, "intake-message-ru", "5")
    await reach(page, "intake-save")
    await expect(page.locator("header .chip")).to_have_attribute("data-state", "paused")
    assert (await record(live, "briefing", "briefing")).intake_message == {"ru": "5"}
    await page.keyboard.press("Escape")
    await page.keyboard.press("f")
    await reach(page, "filter-flag", "ArrowDown")
    await reach(page, "filters-done")
    await expect(hook(page, "filter-off")).to_have_count(1)
    await expect(hook(page, "desk-card")).to_have_count(0)
    await page.keyboard.press("f")
    await reach(page, "filters-clear")
    await page.keyboard.press("Escape")
    await expect(hook(page, "desk-card")).to_have_count(1)
