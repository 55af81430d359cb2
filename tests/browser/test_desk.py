"""The moderator's desk in a real Chromium: two tablets, one queue, and nothing lost between them."""

from __future__ import annotations

import json
import re
import secrets

import pytest
from playwright.async_api import WebSocketRoute, expect

from qa import desk
from studio.log import decode
from studio.records import key
from tests.browser.house import done
from tests.browser.staff import asked, axe_clean, hook, link
from tests.browser.tablet import LANDSCAPE, PORTRAIT, card, said, tablets
from tests.waiting import until
from web.kinds import KINDS

pytestmark = [pytest.mark.browser, pytest.mark.integration]


@pytest.fixture
async def tablet(live, seat):
    return tablets(live, seat, "en-GB")


async def claim_of(live, question: str):
    k = key("claim", question)
    return decode(KINDS, k, (await live.log.read(live.id, [k]))[k])


async def events_of(live, type: str) -> int:
    """How many events of this type the briefing's log holds."""
    async for batch in live.log.follow(live.id, "0-0"):
        return sum(e.type == type for logged in batch for e in logged.entry.events)
    raise AssertionError("the log ended")


async def state_is(live, text: str, state: str) -> None:
    async def true() -> bool:
        return (await live.question(text)).state == state

    await until(true, f"the question became {state}")


async def test_a_card_is_opened_and_approved_straight_away(live, air, tablet):
    first, second = said("Где посмотреть бюджет"), said("Когда откроют приёмную")
    await asked(live, air, first, second)
    page = await tablet()
    await card(page, first).click()
    await expect(hook(page, "desk-open")).to_contain_text(first)
    await hook(page, "approve").click()
    await state_is(live, first, "approved")
    await expect(card(page, first)).to_have_count(0)
    await expect(hook(page, "next")).to_contain_text("№ 2")
    await expect(hook(page, "desk-open")).to_have_count(0)  # the next one opens by a tap, never by itself
    await hook(page, "next").click()
    await expect(hook(page, "desk-open")).to_contain_text(second)


async def test_a_decision_waits_for_the_claim_that_is_on_its_way(live, air, tablet, browser):
    text = said("Неге сенбіде жұмыс істемейді")
    await asked(live, air, text)
    context = await browser.new_context(viewport={"width": 1024, "height": 768}, locale="en-GB")
    page = await context.new_page()
    sent: list[str] = []
    held: list[str] = []
    sockets: list[WebSocketRoute] = []

    def through(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        sockets.append(socket)

        claims: set[str] = set()

        def up(message: str) -> None:
            command = json.loads(message)
            if command["type"] == "claim":
                claims.add(command["id"])
            if command["type"] in {"claim", "approve"}:
                sent.append(command["type"])
            server.send(message)

        def down(message: str) -> None:
            if json.loads(message).get("id") in claims and "approve" not in sent:
                held.append(message)
            else:
                socket.send(message)

        socket.on_message(up)
        server.on_message(down)

    await page.route_web_socket(re.compile("/desk/"), through)
    await page.goto(await link(live, "moderator", "Дана"))
    await card(page, text).click()
    await hook(page, "approve").click()

    async def answered() -> bool:
        await page.evaluate("0")  # lets the page's messages through
        return len(held) == 1

    await until(answered, "the claim was answered")
    await expect(hook(page, "approve")).to_be_disabled()
    assert sent == ["claim"]
    sockets[0].send(held[0])
    await state_is(live, text, "approved")
    assert sent[:2] == ["claim", "approve"]
    await context.close()


async def test_a_colleague_sees_who_holds_a_card_and_may_take_it_over(live, air, tablet):
    text = said("Қоғамдық тыңдауға қалай қатысуға болады")
    await asked(live, air, text)
    dana, arman = await tablet(name="Дана Мұрат"), await tablet(name="Арман Сейіт")
    await card(dana, text).click()
    await expect(card(arman, text).locator(".avatar")).to_contain_text("ДМ")
    await expect(hook(arman, "present")).to_contain_text(["АС", "ДМ"])
    await card(arman, text).click()
    await expect(hook(arman, "claimed-by")).to_contain_text("ДМ")
    for name in ("approve", "reject", "edit"):
        await expect(hook(arman, name)).to_be_disabled()
    await hook(arman, "take-over").click()
    await expect(hook(arman, "approve")).to_be_enabled()
    await expect(hook(dana, "claimed-by")).to_contain_text("АС")
    await expect(hook(dana, "approve")).to_be_disabled()


async def test_the_claim_is_renewed_while_open_and_given_up_on_closing(live, air, tablet, browser):
    text = said("Why was the reception moved")
    (question,) = await asked(live, air, text)
    context = await browser.new_context(viewport={"width": 1024, "height": 768}, locale="en-GB")
    page = await context.new_page()
    await page.clock.install()
    await page.goto(await link(live, "moderator", "Дана"))
    await card(page, text).click()
    await expect(card(page, text).locator(".avatar")).to_be_visible()
    first = (await claim_of(live, question.id)).until

    async def renewed() -> bool:
        await page.clock.run_for(1_000)
        return (await claim_of(live, question.id)).until > first

    await until(renewed, "the claim was renewed")
    await page.get_by_role("button", name="Close the card").click()

    async def free() -> bool:
        # The page's clock ran ahead of the server's, so only the record tells.
        return (await claim_of(live, question.id)).until < first

    await until(free, "the claim was given up")
    await context.close()


async def test_rejecting_takes_one_more_tap_and_undo_says_what_it_takes_back(live, air, tablet):
    text = said("Покупайте наших слонов")
    await asked(live, air, text)
    page = await tablet(locale="ru-RU")
    await card(page, text).click()
    await hook(page, "reject").click()
    await expect(hook(page, "reason")).to_have_text(re.compile("Не по теме брифинга"))
    await expect(hook(page, "approve")).to_be_disabled()  # the thumb is looking for a reason
    await hook(page, "reason").first.click()
    await state_is(live, text, "rejected")
    await expect(hook(page, "undo")).to_contain_text("№ 1 отклонён")
    await expect(hook(page, "undo")).to_contain_text(text)
    await hook(page, "undo").click()
    await state_is(live, text, "received")
    await expect(hook(page, "desk-open")).to_contain_text(text)
    await expect(card(page, text)).to_be_visible()
    await expect(hook(page, "undo")).to_have_count(0)


async def test_an_edited_wording_is_approved_in_its_language_and_shows_its_difference(live, air, tablet):
    token = secrets.token_hex(3)
    text = f"Где бюджет моей школы {token}?"
    await asked(live, air, text)
    page = await tablet()
    await card(page, text).click()
    await hook(page, "edit").click()
    await expect(hook(page, "edit-text")).to_be_focused()
    await hook(page, "edit-text").fill(f"Где увидеть бюджет моей школы {token}?")
    await hook(page, "edit-save").click()
    await expect(page.locator(".changes ins")).to_have_text(re.compile("увидеть"))
    assert (await live.question(text)).state == "received"
    await hook(page, "edit").click()
    await hook(page, "edit-text").fill(f"Where can I see my school's budget {token}?")
    await hook(page, "edit-language").select_option("en")
    await hook(page, "approve").click()
    await state_is(live, text, "approved")
    question = await live.question(text)
    assert [(w.language, w.by == "viewer") for w in question.wordings] == [("ru", True), ("ru", False), ("en", False)]
    assert question.approvals == {"en": 2}


async def test_what_the_server_would_cut_is_not_sent(live, air, tablet):
    text = said("Коротко")
    await asked(live, air, text)
    page = await tablet()
    await card(page, text).click()
    await hook(page, "edit").click()
    for wrong in ("", "   ", "я" * 501):
        await hook(page, "edit-text").fill(wrong)
        await expect(hook(page, "approve")).to_be_disabled()
        await expect(hook(page, "edit-save")).to_be_disabled()
    await hook(page, "edit-text").fill("👩‍👩‍👧‍👧" * 400)  # 400 characters to their reader, 2,800 code points
    await expect(hook(page, "approve")).to_be_enabled()


async def test_a_decision_made_offline_is_sent_once_when_the_network_is_back(live, air, tablet):
    text = said("Когда починят мост")
    (question,) = await asked(live, air, text)
    page = await tablet()
    await card(page, text).click()
    await expect(card(page, text).locator(".avatar")).to_be_visible()
    await page.context.set_offline(True)
    await hook(page, "approve").click()
    await expect(hook(page, "offline")).to_contain_text("Decisions on their way: 1")
    await expect(hook(page, "approve")).to_be_disabled()
    assert (await live.question(text)).state == "received"
    await page.context.set_offline(False)
    await expect(hook(page, "next")).to_have_count(0)
    await state_is(live, text, "approved")
    await expect(hook(page, "offline")).to_have_count(0)
    assert await events_of(live, "approved") == 1
    assert (await live.question(text)).approvals == {question.language: 0}


async def test_a_refusal_says_what_happened_shows_the_present_state_and_loses_nothing(live, air, tablet):
    text = said("Почему закрыт вход")
    (question,) = await asked(live, air, text)
    page = await tablet()
    await card(page, text).click()
    await hook(page, "edit").click()
    await hook(page, "edit-text").fill("Почему вход закрыт?")
    await page.context.set_offline(True)
    await hook(page, "approve").click()
    colleague = live.act("colleague")
    done(await desk.claim(colleague, question.id, True, "КК"))
    done(await desk.reject(colleague, secrets.token_hex(8), question.id, "off_topic"))
    done(await desk.release(colleague, question.id))
    await page.context.set_offline(False)
    refusal = hook(page, "refusal")
    await expect(refusal).to_have_attribute("data-code", "already_decided")
    await expect(refusal).to_contain_text("№ 1 was not approved.")
    await expect(refusal).to_contain_text("Now: rejected.")
    await expect(hook(page, "edit-text")).to_have_value("Почему вход закрыт?")
    await expect(hook(page, "approve")).to_have_count(0)


async def test_keys_drive_the_desk_and_sleep_while_one_types(live, air, tablet):
    first, second = said("Бірінші сұрақ"), said("Екінші сұрақ")
    await asked(live, air, first, second)
    page = await tablet()
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(hook(page, "desk-open")).to_contain_text(second)
    await page.keyboard.press("e")
    await expect(hook(page, "edit-text")).to_be_focused()
    await page.keyboard.type("aru")
    await expect(hook(page, "edit-text")).to_have_value(second + "aru")
    assert [q.state for q in await live.questions()] == ["received", "received"]
    await hook(page, "edit-discard").click()
    await page.keyboard.press("r")
    await page.keyboard.press("1")
    await state_is(live, second, "rejected")
    await expect(hook(page, "undo")).to_be_enabled()  # the page knows of its own decision
    await page.keyboard.press("u")
    await state_is(live, second, "received")
    await expect(hook(page, "desk-open")).to_contain_text(second)
    await expect(hook(page, "approve")).to_be_enabled()
    await page.keyboard.press("a")
    await state_is(live, second, "approved")
    await page.keyboard.press("Shift+Slash")
    await expect(page.get_by_role("dialog")).to_contain_text("undo your last decision")
    await page.get_by_label("Single keys act").uncheck()
    await page.keyboard.press("Escape")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(hook(page, "desk-open")).to_have_count(0)


async def test_nothing_moves_under_the_thumb_when_a_colleague_decides(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(4)]
    questions = await asked(live, air, *texts)
    page = await tablet()
    await page.clock.install()
    await page.reload()  # so that what it remembers of its own time is of this clock
    await expect(hook(page, "desk-card")).to_have_count(4)
    await page.clock.pause_at(await page.evaluate("Date.now() / 1000 + 5"))
    await card(page, texts[3]).click()  # the hand is at the list
    before = await card(page, texts[2]).bounding_box()
    await live.approve(questions[0].id)
    await expect(hook(page, "desk-card")).to_have_count(3)
    assert await card(page, texts[2]).bounding_box() == before
    late = said("Поздний вопрос")
    await asked(live, air, late)

    async def there() -> bool:
        await page.locator("#rows").dispatch_event("pointermove")
        await page.clock.run_for(500)
        return late in await hook(page, "desk-card").last.inner_text()

    await until(there, "the new one stands below")
    assert await card(page, texts[2]).bounding_box() == before
    await page.clock.run_for(5_000)
    await expect(page.locator(".ghost")).to_have_count(0)  # closes up once the hand rests


async def test_a_long_queue_stands_in_the_page_a_hundred_at_a_time(live, air, tablet):
    texts = [f"Вопрос {n:03d} {secrets.token_hex(3)}" for n in range(130)]
    await asked(live, air, *texts)
    page = await tablet()
    await expect(hook(page, "desk-card")).to_have_count(100)
    await expect(page.locator("header")).to_contain_text("waiting: 130")
    await page.get_by_role("button", name="Show later ones: 30").click()
    await expect(hook(page, "desk-card")).to_have_count(30)
    await expect(card(page, texts[129])).to_be_visible()


async def test_a_card_shows_who_asked_from_where_in_which_language(live, air, tablet):
    text = said("Когда откроют фронт-офис")
    await asked(live, air, text, name="Ерлан", region="Қарағанды", speaker="elena")
    page = await tablet()
    await expect(card(page, text)).to_contain_text("№ 1 · rus · Қарағанды")
    await card(page, text).click()
    for fact in ("№ 1", "Russian", "Қарағанды", "Ерлан", "to: Елена Ким"):
        await expect(hook(page, "desk-open")).to_contain_text(fact)


async def test_intake_and_the_end_are_told_and_the_empty_queue_says_what_next(live, tablet):
    page = await tablet()
    chip = page.locator("header .chip")
    await expect(page.get_by_role("tabpanel")).to_contain_text("New ones appear here by themselves")
    await live.intake("paused")
    await expect(chip).to_have_attribute("data-state", "paused")
    await expect(page.get_by_role("tabpanel")).to_contain_text("The intake is not open")
    await live.end()
    await expect(chip).to_have_attribute("data-state", "ended")
    await expect(page.get_by_role("tabpanel")).to_contain_text("The briefing has ended")


@pytest.mark.parametrize("locale", ["kk-KZ", "ru-RU", "en-GB"])
async def test_axe_finds_nothing(live, air, tablet, locale):
    first, second, third = said("Бірінші"), said("Второй"), said("Third")
    questions = await asked(live, air, first, second, third)
    page = await tablet(locale=locale)
    await card(page, first).click()
    await hook(page, "edit").click()
    await hook(page, "edit-text").fill(f"{first} түзетілді")
    await axe_clean(page)
    await hook(page, "edit-save").click()
    await expect(hook(page, "edit-text")).to_have_count(0)
    await hook(page, "reject").click()
    await axe_clean(page)
    await hook(page, "reason").first.click()
    await expect(hook(page, "undo")).to_be_visible()
    await axe_clean(page)
    await desk.claim(live.act("colleague"), questions[2].id, False, "КК")
    await card(page, third).click()
    await expect(hook(page, "claimed-by")).to_be_visible()
    await axe_clean(page)
    await hook(page, "help").click()
    await axe_clean(page)


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
@pytest.mark.parametrize("locale", ["kk-KZ", "ru-RU"])
async def test_thumbs_find_every_target_and_nothing_is_cut_off(live, air, tablet, size, locale):
    width, height = size
    texts = [said("Ұзын сұрақ" + " сөз" * 60), said("Екінші")]
    await asked(live, air, *texts)
    page = await tablet(size, locale)
    await card(page, texts[0][:80]).click()
    await hook(page, "reject").click()
    small = await page.evaluate(
        """() => { const root = document.querySelector('tynda-desk').shadowRoot;
          return [...root.querySelectorAll('button, select, textarea')].filter((e) => e.checkVisibility())
            .filter((e) => { const r = e.getBoundingClientRect(); return r.height < 48 || r.width < 48
              || (e.scrollWidth > e.clientWidth + 1); })
            .map((e) => e.outerHTML.slice(0, 120)); }"""
    )
    assert small == []
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    assert await page.evaluate("document.documentElement.scrollHeight") == height
    assert await page.locator(".acts").evaluate("e => e.getBoundingClientRect().bottom") == height
