"""The desk under a thumb, on keys, through a reload: real touches, a delay that can be stopped, nothing twice."""

from __future__ import annotations

import asyncio
import secrets

import pytest
from playwright.async_api import CDPSession, Page, expect

from qa import desk
from qa.marks import Change
from qa.moderation import Draft
from qa.question import Question
from studio import office
from studio.briefing import Reason
from studio.events import OFFICE
from tests.browser.house import done
from tests.browser.staff import asked, axe_clean, hook, link
from tests.browser.tablet import LANDSCAPE, PORTRAIT, card, listed, record, said, tablets
from tests.waiting import until
from web.clock import now

pytestmark = [pytest.mark.browser, pytest.mark.integration]
DELAY_MS = 1_500


@pytest.fixture
async def tablet(live, seat):
    return tablets(live, seat)


async def stroke(page: Page, dx: int, dy: int) -> None:
    """One finger, put onto the opened card, drawn and lifted."""
    box = await page.locator("article .scroll").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.8
    cdp: CDPSession = await page.context.new_cdp_session(page)
    # Drawn within a quarter of a second and held at its end: one that flies on would swallow the next tap.
    began, steps = now() / 1000 - 0.6, 8
    points = [(x + dx * min(i, steps) / steps, y + dy * min(i, steps) / steps) for i in range(steps + 6)]
    for i, (px, py) in enumerate(points):
        what = "touchMove" if i else "touchStart"
        touch = {"type": what, "touchPoints": [{"x": px, "y": py}], "timestamp": began + i * 0.03}
        await cdp.send("Input.dispatchTouchEvent", touch)
    await cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": [], "timestamp": began + 0.5})
    await cdp.detach()


async def paused(page: Page) -> None:
    """From here on the page's time stands still, unless a test lets it run."""
    await page.clock.pause_at(await page.evaluate("Date.now() / 1000 + 5"))


async def axe_in_stopped_time(page: Page) -> None:
    """Axe waits for timers of its own: they get less of the page's time than the delay is long."""
    looking = asyncio.create_task(axe_clean(page))
    for _ in range(50):
        await page.clock.run_for(20)
        if looking.done():
            break
        await asyncio.sleep(0.1)
    await asyncio.wait_for(looking, 5)


async def state_is(live, text: str, state: str) -> Question:
    async def true() -> bool:
        return (await live.question(text)).state == state

    await until(true, f"the question became {state}")
    return await live.question(text)


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
@pytest.mark.parametrize("locale", ["kk-KZ", "ru-RU"])
async def test_a_swipe_to_the_right_approves_after_a_delay_that_is_seen(live, air, tablet, size, locale):
    text = said("Когда откроют мост")
    await asked(live, air, text)
    page = await tablet(size, locale)
    await page.clock.install()
    await card(page, text).tap()
    await expect(hook(page, "approve")).to_be_enabled()
    await paused(page)
    await stroke(page, 260, 10)
    await expect(hook(page, "delay")).to_be_visible()
    await axe_in_stopped_time(page)
    assert (await live.question(text)).state == "received"
    box = await hook(page, "delay-cancel").bounding_box()
    assert box
    assert box["height"] >= 44
    await page.clock.run_for(DELAY_MS)
    await state_is(live, text, "approved")


async def test_a_swipe_that_is_cancelled_does_nothing(live, air, tablet):
    text = said("Когда откроют мост")
    await asked(live, air, text)
    page = await tablet()
    await page.clock.install()
    await card(page, text).tap()
    await expect(hook(page, "approve")).to_be_enabled()
    await paused(page)
    await stroke(page, 260, 10)
    await hook(page, "delay-cancel").tap()
    await expect(hook(page, "delay")).to_have_count(0)
    await page.clock.run_for(5_000)
    await stroke(page, 260, 10)
    await expect(hook(page, "delay")).to_be_visible()
    await page.evaluate(
        """() => { Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true});
          document.dispatchEvent(new Event('visibilitychange')); }"""
    )
    await expect(hook(page, "delay")).to_have_count(0)
    await page.clock.run_for(5_000)
    assert (await live.question(text)).state == "received"


async def test_a_swipe_does_not_act_on_what_has_changed_meanwhile_and_says_so(live, air, tablet):
    text = said("Когда откроют мост")
    (question,) = await asked(live, air, text)
    page = await swiping(tablet, text)
    colleague = live.act("colleague")
    done(await desk.claim(colleague, question.id, True, "КК"))
    done(await desk.edit(colleague, secrets.token_hex(8), question.id, Draft("Қашан?", "kk", "translated")))
    done(await desk.release(colleague, question.id))
    await expect(hook(page, "delay")).to_have_count(0)
    await expect(hook(page, "refusal")).to_contain_text("№ 1 не одобрен. Тем временем вопрос изменился")
    await page.clock.run_for(5_000)
    assert (await live.question(text)).state == "received"


async def test_a_swipe_is_not_stopped_by_a_colleagues_pin(live, air, tablet):
    text = said("Когда откроют мост")
    (question,) = await asked(live, air, text)
    page = await swiping(tablet, text)
    done(await desk.mark(live.act("colleague"), secrets.token_hex(8), [question.id], Change(pinned=True)))
    await expect(hook(page, "desk-open").locator(".tag")).to_be_visible()
    await expect(hook(page, "delay")).to_be_visible()
    await page.clock.run_for(2_000)
    await state_is(live, text, "approved")
    await expect(hook(page, "refusal")).to_have_count(0)


@pytest.mark.parametrize("key", ["r", "e"])
async def test_a_swipe_is_stopped_by_choosing_a_reason_or_editing(live, air, tablet, key):
    text = said("Когда откроют мост")
    await asked(live, air, text)
    page = await swiping(tablet, text)
    await page.keyboard.press(key)
    await expect(hook(page, "delay")).to_have_count(0)
    await page.clock.run_for(5_000)
    assert (await live.question(text)).state == "received"


async def swiping(tablet, text: str) -> Page:
    """A tablet with the card swiped to the right, its time standing still."""
    page = await tablet()
    await page.clock.install()
    await card(page, text).tap()
    await expect(hook(page, "approve")).to_be_enabled()
    await paused(page)
    await stroke(page, 260, 10)
    await expect(hook(page, "delay")).to_be_visible()
    return page


async def test_a_swipe_down_or_too_short_is_none(live, air, tablet):
    text = "Ұзын сұрақ " * 40
    await asked(live, air, text.strip())
    page = await tablet(PORTRAIT)
    await hook(page, "desk-card").tap()
    for dx, dy in ((60, 0), (120, -200), (-60, 4)):
        await stroke(page, dx, dy)
        await expect(hook(page, "delay")).to_have_count(0)
        await expect(hook(page, "reason")).to_have_count(0)


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
async def test_a_swipe_to_the_left_asks_for_the_reason_which_then_waits_too(live, air, tablet, size):
    text = said("Покупайте слонов")
    await asked(live, air, text)
    page = await tablet(size)
    await card(page, text).tap()
    await expect(hook(page, "approve")).to_be_enabled()
    await page.clock.install()
    await paused(page)
    await stroke(page, -260, 8)
    await hook(page, "reason").first.tap()
    await expect(hook(page, "delay")).to_contain_text("№ 1 будет отклонён")
    assert (await live.question(text)).state == "received"
    await page.clock.run_for(DELAY_MS)
    question = await state_is(live, text, "rejected")
    assert question.reason == "off_topic"


async def test_keys_are_changed_swapped_kept_and_reset(live, air, tablet):
    text = said("Бірінші")
    await asked(live, air, text)
    page = await tablet(locale="en-GB")
    await page.keyboard.press("Shift+Slash")
    approve = page.locator('[data-action="approve"]')
    await hook(approve, "key-change").click()
    await page.keyboard.press("h")
    await expect(hook(page, "key-clash")).to_contain_text("H is taken: hold")
    await page.keyboard.press("5")
    await expect(approve).to_contain_text("can't be used")
    await page.keyboard.press("h")
    await axe_clean(page)
    await hook(page, "key-swap").click()
    await expect(approve.locator("kbd")).to_have_text("H")
    await expect(page.locator('[data-action="hold"] kbd')).to_have_text("A")
    await page.reload()
    await card(page, text).click()
    await expect(hook(page, "approve")).to_be_enabled()
    await page.keyboard.press("a")
    await until(lambda: _held(live, text), "the question is held")
    await page.keyboard.press("Shift+Slash")
    await hook(page, "keys-reset").click()
    await expect(approve.locator("kbd")).to_have_text("A")


async def _held(live, text: str) -> bool:
    return (await live.question(text)).held


async def test_reasons_go_by_the_place_of_the_digit_whatever_it_types(live, air, tablet):
    """On a Kazakh layout the upper row types letters."""
    text = said("Бірінші")
    await asked(live, air, text)
    page = await tablet(locale="kk-KZ")
    await card(page, text).click()
    await expect(hook(page, "approve")).to_be_enabled()
    await page.keyboard.press("r")
    await page.evaluate("""dispatchEvent(new KeyboardEvent("keydown", {code: "Digit1", key: '"'}))""")
    await state_is(live, text, "rejected")


async def test_a_reason_that_the_office_has_taken_away_is_offered_no_more_but_still_names_old_refusals(
    live, air, tablet
):
    texts = [said("Бірінші"), said("Екінші")]
    first, _ = await asked(live, air, *texts)
    await live.reject(first.id)
    details = (await record(live, "briefing", "briefing")).details
    another = Reason(id="twice", text={"ru": "Уже задан"})
    saved = details.model_copy(update={"reasons": (another,)})
    done(await office.save_briefing(live.act("owner", OFFICE), live.id, saved))
    page = await tablet()
    await card(page, texts[1]).tap()
    await expect(hook(page, "approve")).to_be_enabled()
    await page.keyboard.press("r")
    await expect(hook(page, "reason")).to_have_count(1)
    await expect(hook(page, "reason")).to_contain_text("Уже задан")
    await page.keyboard.press("2")
    await page.keyboard.press("1")
    assert (await state_is(live, texts[1], "rejected")).reason == "twice"
    await listed(page, "rejected")
    await card(page, texts[0]).tap()
    await expect(page.locator(".standing")).to_contain_text("Не по теме брифинга")


async def test_every_list_search_and_selection_goes_by_keys(live, air, tablet):
    first, second = said("Бірінші"), said("Екінші")
    await asked(live, air, first, second)
    page = await tablet(locale="en-GB")
    await page.keyboard.press("]")
    await expect(page.get_by_role("tab", selected=True)).to_contain_text("Held")
    await page.keyboard.press("[")
    await expect(card(page, first)).to_be_visible()
    await page.keyboard.press("/")
    await page.keyboard.type("Екінші ara")
    await expect(hook(page, "search")).to_have_value("Екінші ara")
    await hook(page, "search").fill("")
    await hook(page, "search").blur()
    await expect(hook(page, "desk-card")).to_have_count(2)
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await page.keyboard.press("h")
    await expect(hook(page, "bulk-approve")).to_have_count(0)
    assert [q.held for q in await live.questions()] == [True, True]


async def test_a_reload_finds_the_same_card_list_and_filters(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(3)]
    await asked(live, air, *texts)
    page = await tablet()
    await hook(page, "more-lists").tap()
    await page.locator('[data-list="all"]').tap()
    await hook(page, "search").fill(texts[1].upper())
    await expect(hook(page, "desk-card")).to_have_count(1)
    await card(page, texts[1]).tap()
    await expect(hook(page, "approve")).to_be_enabled()
    await page.reload()
    await expect(hook(page, "desk-open")).to_contain_text(texts[1])
    await expect(hook(page, "approve")).to_be_enabled()
    await expect(page.get_by_role("tab", selected=True)).to_contain_text("Все")
    await expect(hook(page, "search")).to_have_value(texts[1].upper())


async def test_a_decision_on_its_way_survives_a_reload_and_is_made_once(live, air, tablet):
    text = said("Когда починят мост")
    await asked(live, air, text)
    page = await tablet()
    await card(page, text).tap()
    await expect(card(page, text).locator(".avatar")).to_be_visible()
    # The line goes while the page does not know: what it sends reaches nobody.
    cdp = await page.context.new_cdp_session(page)
    await page.context.set_offline(True)
    await hook(page, "approve").tap()
    await expect(hook(page, "offline")).to_be_visible()
    assert (await live.question(text)).state == "received"
    await page.context.set_offline(False)
    page.on("dialog", lambda dialog: dialog.accept())
    await page.reload()
    await state_is(live, text, "approved")
    await expect(page.get_by_role("tabpanel")).to_have_attribute("aria-busy", "false")
    assert await approvals(live) == 1
    await cdp.detach()


async def approvals(live) -> int:
    async for batch in live.log.follow(live.id, "0-0"):
        return sum(e.type == "approved" for logged in batch for e in logged.entry.events)
    raise AssertionError("the log ended")


async def test_the_theme_is_the_systems_until_it_is_chosen(live, air, browser):
    await asked(live, air, said("Екінші"))
    context = await browser.new_context(viewport={"width": 1024, "height": 768}, color_scheme="light", has_touch=True)
    page = await context.new_page()
    await page.goto(await link(live, "moderator", "Дана"))
    host = page.locator("tynda-desk")
    await expect(host).to_have_attribute("theme", "light")
    await hook(page, "desk-card").tap()
    await axe_clean(page)
    await hook(page, "theme").tap()
    await expect(host).to_have_attribute("theme", "dark")
    await page.reload()
    await expect(host).to_have_attribute("theme", "dark")
    await expect(hook(page, "approve")).to_be_enabled()
    await axe_clean(page)
    await context.close()


async def test_new_questions_are_told_as_a_count_and_not_more_often_than_every_ten_seconds(live, air, tablet):
    page = await tablet(locale="en-GB")
    await asked(live, air, said("Бірінші"))
    await expect(hook(page, "news")).to_have_text("New questions: 1")
    told = await page.evaluate("performance.now()")
    await asked(live, air, said("Екінші"), said("Үшінші"))
    await expect(hook(page, "news")).to_have_text("New questions: 2", timeout=15_000)
    assert await page.evaluate("performance.now()") - told > 5_000
