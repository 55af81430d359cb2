"""The queue as a moderator sees it: lists, search, filters, order, several at once, undo, intake; and a long one."""

from __future__ import annotations

import asyncio
import secrets

import pytest
from playwright.async_api import Page, expect

from qa import desk
from qa.marks import Change, Label
from qa.question import Question
from studio import events
from tests.browser.house import done
from tests.browser.staff import asked, axe_clean, hook
from tests.browser.tablet import (
    LANDSCAPE,
    PORTRAIT,
    becomes,
    card,
    listed,
    opened,
    record,
    said,
    stopped,
    swallowed,
    tablets,
    tap,
)
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.fixture
async def tablet(live, seat):
    return tablets(live, seat, "en-GB")


async def marked(live, questions: list[Question], **change) -> None:
    ids = [q.id for q in questions]
    done(await desk.mark(live.act("colleague"), secrets.token_hex(8), ids, Change(**change)))


async def go(page: Page, name: str) -> None:
    await hook(page, "more-lists").tap()
    await page.locator(f'[data-list="{name}"]').tap()
    await expect(page.get_by_role("tabpanel")).to_have_attribute("aria-busy", "false")


async def test_each_question_stands_in_its_list_with_its_count(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(4)]
    questions = await asked(live, air, *texts)
    (private,) = await asked(live, air, said("Кеңес керек"), to="consultation")
    await marked(live, questions[:1], held=True)
    await live.reject(questions[1].id)
    done(await desk.notice(live.act(), secrets.token_hex(8), questions[2].id))
    page = await tablet()
    await hook(page, "more-lists").tap()
    counts = {"incoming": 1, "held": 1, "approved": 0, "on_notice": 1, "consultations": 1, "rejected": 1, "all": 5}
    for name, count in counts.items():
        await expect(page.locator(f'[data-list="{name}"] small')).to_have_text(str(count))
    await page.keyboard.press("Escape")
    for name, text in (("held", texts[0]), ("rejected", texts[1]), ("on_notice", texts[2]), ("incoming", texts[3])):
        await go(page, name)
        await expect(hook(page, "desk-card")).to_have_count(1)
        await expect(card(page, text)).to_be_visible()
    await go(page, "consultations")
    await expect(card(page, private.wordings[0].text)).to_be_visible()


async def test_search_finds_while_one_types_and_an_empty_result_shows_the_way_back(live, air, tablet):
    first, second = said("Когда починят ЁЛКУ"), said("Неге сенбіде жұмыс істемейді")
    await asked(live, air, first, second)
    page = await tablet(locale="ru-RU")
    await hook(page, "search").press_sequentially("елку когда")
    await expect(hook(page, "desk-card")).to_have_count(1)
    await expect(card(page, first)).to_be_visible()
    await hook(page, "search").fill("такого нет")
    await hook(page, "clear").tap()
    await expect(hook(page, "desk-card")).to_have_count(2)
    await expect(hook(page, "search")).to_have_value("")


async def test_a_space_in_the_search_stays_and_alone_asks_for_nothing(live, air, tablet):
    first, second = said("Когда починят мост"), said("Где бюджет")
    await asked(live, air, first, second)
    page = await tablet()
    line = await swallowed(page)
    await expect(hook(page, "desk-card")).to_have_count(2)
    looks = line.said.count("look")
    await hook(page, "search").press_sequentially("  ")
    await page.wait_for_timeout(600)
    assert line.said.count("look") == looks
    await hook(page, "search").fill("")
    await hook(page, "search").press_sequentially("мост ")
    await expect(hook(page, "desk-card")).to_have_count(1)
    await hook(page, "search").press_sequentially("когда")
    await expect(hook(page, "search")).to_have_value("мост когда")
    await expect(card(page, first)).to_be_visible()


async def test_what_is_typed_stays_when_the_page_is_drawn_in_between(live, air, tablet):
    await asked(live, air, said("Когда починят мост"))
    page = await tablet()
    await hook(page, "search").press_sequentially("  ")
    await page.wait_for_timeout(400)  # past the rest after which it is searched for
    kept = await page.evaluate("""async () => {
      const host = document.querySelector("tynda-desk");
      const field = host.shadowRoot.querySelector("[data-test=search]");
      field.value = "мос";
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      host.requestUpdate();
      await host.updateComplete;
      return field.value;
    }""")
    assert kept == "мос"


async def test_filters_narrow_are_shown_and_taken_off_one_by_one(live, air, tablet):
    texts = [said("Мой телефон +7 701 555 44 12, позвоните"), said("Қоғамдық тыңдау қашан болады"), said("Where is it")]
    questions = await asked(live, air, texts[0], region="Шымкент") + await asked(live, air, *texts[1:])
    done(await desk.put_label(live.act(), Label(id="school", name="Мектеп")))
    await marked(live, questions[1:2], add=("school",), speaker="elena")
    page = await tablet(locale="ru-RU")
    await expect(hook(card(page, texts[0]), "row-flag")).to_have_text("телефон")
    await expect(card(page, texts[1])).to_contain_text("Мектеп")
    for name, value, text in (
        ("flag", "personal", texts[0]), ("flag", "any", texts[0]), ("flag", "phone", texts[0]),
        ("language", questions[2].language, texts[2]), ("speaker", "elena", texts[1]), ("label", "school", texts[1]),
    ):  # fmt: skip
        await hook(page, "filters").tap()
        await hook(page, f"filter-{name}").select_option(value)
        await hook(page, "filters-done").tap()
        await expect(hook(page, "desk-card")).to_have_count(1)
        await expect(card(page, text)).to_be_visible()
        await hook(page, "filter-off").tap()
        await expect(hook(page, "desk-card")).to_have_count(3)
    await hook(page, "filters").tap()
    await hook(page, "filter-region").fill("шым")
    await hook(page, "filters-done").tap()
    await expect(hook(page, "desk-card")).to_have_count(1)


async def test_pinned_ones_come_first_and_votes_order(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(3)]
    questions = await asked(live, air, *texts)
    await marked(live, questions[2:], pinned=True)
    for question in questions:
        await live.approve(question.id)
        await asyncio.sleep(0.005)  # the order is that of the milliseconds
    done(await live.act("desk").commit([], lambda _: [events.Tallied(votes={questions[0].id: 7})]))
    page = await tablet()
    await go(page, "approved")
    await expect(hook(page, "desk-card")).to_contain_text([texts[2], texts[1], texts[0]])  # the latest decision first
    await expect(hook(page, "desk-card").first).to_contain_text("pinned")
    await hook(page, "filters").tap()
    await hook(page, "filter-sort").select_option(value="votes")
    await hook(page, "filters-done").tap()
    await expect(hook(page, "desk-card")).to_contain_text([texts[2], texts[0], texts[1]])
    await expect(card(page, texts[0])).to_contain_text("▲ 7")


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
@pytest.mark.parametrize("locale", ["kk-KZ", "ru-RU"])
async def test_several_are_decided_at_once_with_one_undo_and_the_refused_are_told(live, air, tablet, size, locale):
    texts = [said(f"Вопрос {n}") for n in range(4)]
    questions = await asked(live, air, *texts)
    page = await tablet(size, locale)
    done(await desk.claim(live.act("colleague"), questions[3].id, False, "КК"))
    await hook(page, "select").tap()
    for text in texts[1:]:
        await card(page, text).tap()
    await expect(hook(page, "desk-open")).to_have_count(0)
    await axe_clean(page)
    small = await page.evaluate(
        """() => { const root = document.querySelector('tynda-desk').shadowRoot;
          return [...root.querySelectorAll('button, select, input')].filter((e) => e.checkVisibility())
            .filter((e) => { const r = e.getBoundingClientRect();
              return r.height < 44 || r.width < 44 || e.scrollWidth > e.clientWidth + 1; })
            .map((e) => e.outerHTML.slice(0, 120)); }"""
    )
    assert small == []
    await hook(page, "bulk-reject").tap()
    await hook(page, "bulk-reason").first.tap()
    await expect(hook(page, "bulk-reject")).to_have_count(0)
    await expect(hook(page, "refusal")).to_contain_text("№ 4")
    assert [q.state for q in await live.questions()] == ["received", "rejected", "rejected", "received"]
    await hook(page, "undo").tap()
    await until(lambda: all_wait(live), "one undo took all of it back")


async def all_wait(live) -> bool:
    return all(q.state == "received" for q in await live.questions())


@pytest.mark.parametrize("hand", ["mouse", "keys"])
async def test_a_mouse_over_the_list_and_a_focus_in_it_are_the_hand_too(live, air, tablet, hand):
    texts = [said(f"Вопрос {n}") for n in range(3)]
    questions = await asked(live, air, *texts)
    page = await tablet()
    await stopped(page)

    async def at_work() -> None:
        if hand == "mouse":
            await page.mouse.move(100, 300)
            await page.mouse.move(110, 310)
        else:
            for text in texts[1:]:
                await card(page, text).focus()

    await at_work()
    await live.approve(questions[0].id)
    await expect(page.locator(".ghost")).to_have_count(1)
    for _ in range(4):
        await at_work()
        await page.clock.run_for(1_500)
        await expect(page.locator(".ghost")).to_have_count(1)
    await page.clock.run_for(4_500)
    await expect(page.locator(".ghost")).to_have_count(0)


async def test_all_shown_are_labelled_at_once_by_touch_and_one_decision_is_undone_on_its_card(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(3)]
    await asked(live, air, *texts)
    done(await desk.put_label(live.act("colleague"), Label(id="roads", name="Дороги")))
    page = await tablet()
    await tap(page, "select", "select-all", "bulk-label", "bulk-label-choice")
    await expect(hook(page, "bulk-label")).to_have_count(0)
    assert [q.labels for q in await live.questions()] == [("roads",)] * 3
    await expect(hook(page, "desk-card").filter(has_text="Дороги")).to_have_count(3)
    await opened(page, texts[0])
    await tap(page, "approve")
    await becomes(live, texts[0], "it is approved", state="approved")
    await listed(page, "approved")
    await opened(page, texts[0])
    await tap(page, "undo-this")
    await becomes(live, texts[0], "it waits again", state="received")


async def test_a_long_press_begins_selecting_and_opens_nothing(live, air, tablet):
    text = said("Вопрос")
    await asked(live, air, text)
    page = await tablet()
    box = await card(page, text).bounding_box()
    assert box
    cdp = await page.context.new_cdp_session(page)
    point = {"x": box["x"] + 60, "y": box["y"] + 20}
    await cdp.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    await expect(hook(page, "bulk-approve")).to_be_enabled()
    await cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    await expect(hook(page, "desk-open")).to_have_count(0)
    await hook(page, "bulk-hold").tap()
    await expect(hook(page, "bulk-hold")).to_have_count(0)
    assert (await live.question(text)).held


async def test_the_latest_decisions_are_taken_back_one_by_one_unless_air_was_faster(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(3)]
    questions = await asked(live, air, *texts)
    page = await tablet()
    for text in texts:
        await card(page, text).tap()
        await expect(hook(page, "approve")).to_be_enabled()
        await hook(page, "approve").tap()
        await expect(hook(page, "undo")).to_contain_text(text)
    await live.air(questions[0].id)
    await hook(page, "undo-more").tap()
    await expect(hook(page, "undo-past")).to_have_count(3)
    await axe_clean(page)
    await hook(page, "undo-past").last.tap()
    await expect(hook(page, "undo-refused")).to_contain_text("Now: on air.")
    await hook(page, "undo-past").nth(1).tap()
    await until(lambda: waits(live, texts[1]), "the second waits again")
    assert (await live.question(texts[2])).state == "approved"


async def waits(live, text: str) -> bool:
    return (await live.question(text)).state == "received"


@pytest.mark.parametrize("locale", ["kk-KZ", "ru-RU"])
async def test_the_intake_is_paused_with_a_message_and_the_sheet_says_what_viewers_see(live, tablet, locale):
    page = await tablet(PORTRAIT, locale)
    await hook(page, "intake").tap()
    await hook(page, "intake-paused").tap()
    await hook(page, "intake-message-ru").fill("Перерыв до 12:00")
    await hook(page, "intake-message-kk").fill("12:00-ге дейін үзіліс")
    await axe_clean(page)
    await hook(page, "intake-save").tap()
    words = {"kk-KZ": "12:00-ге дейін үзіліс", "ru-RU": "Перерыв до 12:00"}[locale]
    await expect(hook(page, "intake-now")).to_contain_text(words)
    await expect(page.locator("header .chip")).to_have_attribute("data-state", "paused")
    await expect(hook(page, "intake-save")).to_be_disabled()


async def test_a_message_to_viewers_is_as_long_as_the_server_takes(live, tablet):
    page = await tablet()
    await hook(page, "intake").tap()
    await hook(page, "intake-message-ru").focus()
    await page.keyboard.insert_text("я" * 190)
    await expect(hook(page, "intake-left-ru")).to_have_text("10 left")
    await page.keyboard.insert_text("я" * 60)
    await expect(hook(page, "intake-left-ru")).to_have_text("0 left")
    await hook(page, "intake-paused").tap()
    await hook(page, "intake-save").tap()
    await expect(page.locator("header .chip")).to_have_attribute("data-state", "paused")
    assert len((await record(live, "briefing", "briefing")).intake_message["ru"]) == 200


async def test_who_is_at_the_desk_stands_in_the_header_and_leaves_it(live, tablet):
    dana = await tablet(name="Дана Мұрат")
    arman = await tablet(name="Арман Сейіт")
    await expect(hook(dana, "present")).to_contain_text(["АС", "ДМ"])
    await arman.context.close()
    await expect(hook(dana, "present")).to_contain_text(["ДМ"])
    await expect(hook(dana, "present")).to_have_count(1)
