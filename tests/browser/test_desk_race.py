"""What the hand does while an answer is on its way, or in the moment it comes: nothing lands on what was not meant."""

from __future__ import annotations

import pytest
from playwright.async_api import CDPSession, Page, expect

from tests.browser.staff import asked, hook
from tests.browser.tablet import (
    TWICE,
    answers_held,
    approved,
    becomes,
    card,
    listed,
    opened,
    said,
    stopped,
    swallowed,
    tablets,
    tap,
)
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]

KEY = """async ({ on, key, code }) => {
  const host = document.querySelector("tynda-desk");
  const target = on ? host.shadowRoot.querySelector(`[data-test=${on}]`) : document.body;
  target.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, composed: true }));
  await host.updateComplete;
}"""


@pytest.fixture
async def tablet(live, seat):
    return tablets(live, seat, "en-GB")


# -- the finger --------------------------------------------------------------------------------------


async def finger_down(page: Page, text: str) -> CDPSession:
    box = await card(page, text).bounding_box()
    assert box
    cdp = await page.context.new_cdp_session(page)
    point = {"x": box["x"] + 60, "y": box["y"] + 20}
    await cdp.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    return cdp


async def finger_up(page: Page, cdp: CDPSession) -> None:
    """Lifted after so long, as on a tablet: no click follows, which not every Chromium without a screen knows."""
    await page.evaluate("() => addEventListener('click', (window.none = (e) => e.stopImmediatePropagation()), true)")
    await cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await page.evaluate("() => removeEventListener('click', window.none, true)")


async def test_the_tap_after_a_long_press_ticks(live, air, tablet):
    first, second = said("Бірінші"), said("Екінші")
    await asked(live, air, first, second)
    page = await tablet()
    finger = await finger_down(page, first)
    await expect(hook(page, "bulk-approve")).to_be_enabled()
    await finger_up(page, finger)
    await card(page, second).tap()
    await expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)


async def test_a_key_after_a_long_press_ticks(live, air, tablet):
    first, second = said("Бірінші"), said("Екінші")
    await asked(live, air, first, second)
    page = await tablet()
    finger = await finger_down(page, first)
    await expect(hook(page, "bulk-approve")).to_be_enabled()
    await finger_up(page, finger)
    await card(page, second).press("Enter")
    await expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)


async def test_a_press_ends_with_the_finger_although_its_row_has_gone(live, air, tablet):
    text = said("Вопрос")
    (question,) = await asked(live, air, text)
    page = await tablet()
    await stopped(page)
    finger = await finger_down(page, text)
    await live.reject(question.id)
    await expect(page.locator(".ghost")).to_have_count(1)
    await finger_up(page, finger)
    await page.clock.run_for(1_000)
    await expect(hook(page, "select-end")).to_have_count(0)
    await expect(hook(page, "search")).to_be_visible()


# -- writing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("button", ["edit-save", "approve"])
async def test_what_is_written_while_a_wording_is_on_its_way_stays(live, air, tablet, button):
    text = said("Когда починят мост")
    await asked(live, air, text)
    page = await tablet()
    late = await answers_held(page, "edit")
    await opened(page, text)
    await tap(page, "edit")
    await hook(page, "edit-text").fill(f"{text} Срочно")
    await tap(page, button)
    await until(late.asked, "it is answered")
    await hook(page, "edit-text").press("End")
    await hook(page, "edit-text").press_sequentially("!")
    late.let_go()
    await expect(hook(page, "edit-save")).to_be_enabled()
    await expect(hook(page, "edit-text")).to_have_value(f"{text} Срочно!")
    assert [w.text for w in (await live.question(text)).wordings] == [text, f"{text} Срочно"]


async def test_what_was_written_after_a_wording_was_sent_survives_the_reload_that_sends_it_again(live, air, tablet):
    text = said("Когда починят мост")
    await asked(live, air, text)
    page = await tablet()
    line = await swallowed(page, "edit")
    await opened(page, text)
    await tap(page, "edit")
    await hook(page, "edit-text").fill(f"{text} Срочно")
    await tap(page, "edit-save")
    await hook(page, "edit-text").fill(f"{text} Срочно!")
    line.mend()
    await page.reload()

    async def worded() -> bool:
        return len((await live.question(text)).wordings) == 2

    await until(worded, "it is worded anew")
    await expect(hook(page, "edit-save")).to_be_enabled()
    await expect(hook(page, "edit-text")).to_have_value(f"{text} Срочно!")


async def test_holding_a_card_keeps_what_is_written_on_it(live, air, tablet):
    text = said("Когда починят мост")
    await asked(live, air, text)
    page = await tablet()
    await opened(page, text)
    await tap(page, "edit")
    await hook(page, "edit-text").fill(f"{text} Срочно")
    await hook(page, "edit-text").blur()
    await page.keyboard.press("h")
    await becomes(live, text, "it is held", held=True)
    await expect(hook(page, "desk-open")).to_have_count(0)
    await listed(page, "held")
    await card(page, text).tap()
    await expect(hook(page, "edit-text")).to_have_value(f"{text} Срочно")


async def test_a_letter_typed_on_into_a_field_that_has_gone_is_no_key(live, air, tablet):
    text = said("Когда починят мост")
    await asked(live, air, text)
    page = await tablet()
    await opened(page, text)
    await tap(page, "edit")
    sheet = await page.evaluate(f"""async () => {{
      const key = {KEY}, host = document.querySelector("tynda-desk"), root = host.shadowRoot;
      await key({{ on: "edit-text", key: "x", code: "KeyX" }});
      root.querySelector("[data-test=edit-discard]").click();
      await host.updateComplete;
      if (root.querySelector("textarea")) throw new Error("the field is still there");
      for (let i = 0; i < 2; i += 1) await key({{ key: "i", code: "KeyI" }});
      return root.querySelector("[data-test=frame-sheet]").dataset.sheet;
    }}""")
    assert sheet == ""
    await page.locator("header").tap()  # the hand has left the keyboard: the next letter is a key
    await page.keyboard.press("i")
    await expect(hook(page, "intake-now")).to_be_visible()


# -- undo --------------------------------------------------------------------------------------------


async def test_two_taps_in_the_undo_sheet_take_back_one(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(2)]
    await asked(live, air, *texts)
    page = await tablet()
    line = await swallowed(page, "undo")
    await approved(page, *texts)
    await tap(page, "undo-more")
    await expect(hook(page, "undo-past").first).to_be_enabled()
    await page.evaluate(TWICE, "undo-past")
    await expect(hook(page, "undo-past")).to_have_count(2)
    await expect(hook(page, "undo-past").first).to_be_disabled()
    assert line.said.count("undo") == 1


async def test_the_second_tap_in_the_undo_sheet_is_none_when_the_answer_was_faster(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(3)]
    await asked(live, air, *texts)
    page = await tablet()
    line = await swallowed(page)
    await approved(page, *texts)
    await tap(page, "undo-more")
    await expect(hook(page, "undo-past").first).to_be_enabled()
    await stopped(page)
    await tap(page, "undo-past")
    await becomes(live, texts[2], "it waits again", state="received")
    await expect(hook(page, "undo-past")).to_have_count(2)
    await expect(page.get_by_text("Undoing…")).to_have_count(0)
    await page.evaluate(TWICE, "undo-past")
    assert line.said.count("undo") == 1
    await page.clock.run_for(700)
    await tap(page, "undo-past")
    await becomes(live, texts[1], "it waits again", state="received")


async def test_the_second_tap_at_the_foot_does_not_take_back_the_decision_before(live, air, tablet):
    texts = [said(f"Вопрос {n}") for n in range(2)]
    await asked(live, air, *texts)
    page = await tablet()
    line = await swallowed(page)
    await approved(page, *texts)
    await stopped(page)
    await tap(page, "undo")
    await expect(hook(page, "desk-open")).to_contain_text(texts[1])
    await expect(hook(page, "undo")).to_contain_text(texts[0])
    await page.evaluate(TWICE, "undo")
    assert line.said.count("undo") == 1
    await page.clock.run_for(700)
    await tap(page, "undo")
    await becomes(live, texts[0], "it waits again", state="received")


async def test_the_second_tap_on_the_card_does_not_take_back_what_was_decided_before(live, air, tablet):
    text = said("Вопрос")
    await asked(live, air, text)
    page = await tablet()
    line = await swallowed(page)
    await opened(page, text)
    await tap(page, "notice")
    await becomes(live, text, "it is on notice", state="on_notice")
    await listed(page, "on_notice")
    await opened(page, text)
    await tap(page, "approve")
    await becomes(live, text, "it is approved", state="approved")
    await listed(page, "approved")
    await opened(page, text)
    await expect(hook(page, "undo-this")).to_be_enabled()
    await stopped(page)
    await tap(page, "undo-this")
    await becomes(live, text, "it is on notice again", state="on_notice")
    await expect(page.locator(".standing")).to_contain_text("on notice")
    await page.evaluate(TWICE, "undo-this")
    assert line.said.count("undo") == 1


async def test_undo_by_key_means_the_decision_that_is_still_on_its_way(live, air, tablet):
    first, second = said("Бірінші"), said("Екінші")
    await asked(live, air, first, second)
    page = await tablet()
    line = await swallowed(page, "approve")
    await opened(page, first)
    await tap(page, "notice")
    await expect(hook(page, "undo")).to_contain_text(first)
    await opened(page, second)
    await expect(hook(page, "approve")).to_be_enabled()
    await page.keyboard.press("a")
    await page.keyboard.press("u")
    await page.evaluate("0")
    assert "undo" not in line.said
    line.deliver()

    async def undone() -> bool:
        return line.said.count("undo") == 1 and (await live.question(second)).state == "received"

    await until(undone, "it is taken back")
    await expect(hook(page, "desk-open")).to_contain_text(second)
    assert (await live.question(first)).state == "on_notice"
