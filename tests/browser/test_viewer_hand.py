"""What a viewer has in hand when an answer comes: neither the focus, nor the place on the page, nor a text is taken."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from qa import desk
from qa.marks import Change, Label
from studio import office
from studio.briefing import Details, Speaker
from studio.events import OFFICE
from tests.browser.asking import STATE, ask, focused, holding, hook, ready, text_of, write
from tests.browser.house import SPEAKERS, TITLE, Briefing, done
from tests.browser.staff import asked
from tests.browser.test_viewer_tip_off import TIP_OFF

pytestmark = [pytest.mark.browser, pytest.mark.integration]


async def approved(live: Briefing, count: int) -> list[str]:
    """Questions of others, for everyone to vote on."""
    assert live.air_port
    texts = [f"Басқаның сұрағы: {'абвгдежзийкл'[number]}" for number in range(count)]
    for question in await asked(live, live.air_port, *texts):
        await live.approve(question.id)
    return texts


# -- an answer and the focus --------------------------------------------------------------------------


async def test_a_receipt_does_not_take_away_whoever_has_gone_down_to_vote(live, seat):
    page = await seat("about:blank")
    last = (await approved(live, 12))[-1]
    line = await holding(page, live.url, "ask")
    await write(page, text_of("Жауабы кешіккен"))
    await line.held(1)
    row = hook(page, "public-question").filter(has_text=last)
    await row.scroll_into_view_if_needed()
    await expect(page.locator("form.ask")).not_to_be_in_viewport()
    line.let()
    await expect(hook(page, "my-question")).to_have_attribute(STATE, "received")
    assert await focused(page) == "ask-send"
    await expect(row).to_be_in_viewport()
    await expect(hook(page, "said")).not_to_be_empty()


async def test_a_receipt_does_not_take_the_focus_out_of_another_field(live, seat):
    page = await seat("about:blank")
    line = await holding(page, live.url, "ask")
    await hook(page, "ask-who").click()
    await write(page, text_of("Атын кейін жазады"))
    await hook(page, "ask-name").focus()
    await line.held(1)
    line.let()
    await expect(hook(page, "my-question")).to_have_attribute(STATE, "received")
    assert await focused(page) == "ask-name"


async def test_a_refusal_does_not_take_the_focus_out_of_another_field(live, seat):
    page = await seat("about:blank")
    line = await holding(page, live.url, "ask")
    await hook(page, "ask-who").click()
    text = text_of("Тым жиі")
    await write(page, text)
    await hook(page, "ask-name").focus()
    await line.held(1)
    line.refuse("too_fast")
    await expect(hook(page, "ask-error")).to_contain_text("3 с")
    await page.keyboard.type("Айдана")
    await expect(hook(page, "ask-name")).to_have_value("Айдана")
    await expect(hook(page, "ask-text")).to_have_value(text)


async def test_a_refused_text_is_not_put_under_the_hand_that_begins_the_next(live, seat):
    page = await seat("about:blank")
    line = await holding(page, live.url, "ask")
    text = text_of("Тым жиі")
    await write(page, text)
    await hook(page, "ask-text").focus()
    await line.held(1)
    line.refuse("too_fast")
    await expect(hook(page, "outbox")).to_contain_text("3 с")
    await page.keyboard.type("Келесі")
    await expect(hook(page, "ask-text")).to_have_value("Келесі")
    await expect(hook(page, "outbox")).to_contain_text(text)
    await expect(hook(page, "said")).to_contain_text("3 с")


async def test_what_was_refused_in_confidence_does_not_come_back_into_a_box_for_the_studio(live, seat):
    page = await seat("about:blank")
    line = await holding(page, live.url, "ask")
    await hook(page, "ask-to").click()
    await hook(page, "ask-to-confidential").check()
    text = text_of("Құпия хабар")
    await write(page, text)
    await hook(page, "ask-to-studio").check()
    await line.held(1)
    line.refuse("too_fast")
    await expect(hook(page, "outbox")).to_contain_text(text)
    await expect(hook(page, "ask-text")).to_have_value("")
    await hook(page, "outbox").get_by_role("button", name="Қайталау").click()
    await line.held(1)
    line.let()
    await expect(hook(page, "my-question")).to_have_attribute(STATE, "diverted")


async def test_a_receipt_leaves_the_withdrawal_of_another_question_as_it_stands(live, seat):
    page = await seat("about:blank")
    line = await holding(page, live.url, "ask")
    line.kinds.clear()
    first = await ask(page, text_of("Бірінші"))
    line.kinds.add("ask")
    await write(page, text_of("Екінші"))
    await first.locator('[data-test="withdraw"]').click()
    await line.held(1)
    line.let()
    await expect(hook(page, "my-question")).to_have_count(2)
    assert await focused(page) == "withdraw-yes"


# -- taps ---------------------------------------------------------------------------------------------


async def test_a_double_tap_sends_once_and_says_nothing_of_an_empty_box(live, seat):
    page = await ready(await seat(live.url))
    text = text_of("Екі рет басылды")
    await hook(page, "ask-text").fill(text)
    await hook(page, "ask-send").dblclick()
    await expect(hook(page, "my-question").filter(has_text=text)).to_have_attribute(STATE, "received")
    await expect(hook(page, "ask-error")).to_be_empty()
    await live.question(text)


async def test_two_votes_refused_leave_what_the_server_has(live, seat):
    page = await seat("about:blank")
    await approved(live, 1)
    line = await holding(page, live.url, "vote")
    vote = hook(page, "vote")
    await vote.click()
    await vote.click()
    await line.held(2)
    line.refuse("too_fast")
    line.refuse("too_fast")
    await expect(hook(page, "refusal")).to_contain_text("3 с")
    await expect(vote).to_have_attribute("aria-pressed", "false")
    await expect(vote).to_contain_text("0")
    await page.reload()
    await ready(page)
    await expect(vote).to_have_attribute("aria-pressed", "false")


async def test_a_vote_refused_after_a_newer_one_changes_nothing(live, seat):
    """Given, taken back, given again: what becomes of the first is of no account, the last one counts."""
    page, other = await seat("about:blank"), await ready(await seat(live.url))
    await approved(live, 1)
    line = await holding(page, live.url, "vote")
    vote = hook(page, "vote")
    for _ in range(3):
        await vote.click()
    await line.held(3)
    line.refuse("too_fast")
    line.refuse("too_fast")
    line.let()
    await expect(hook(other, "vote")).to_contain_text("1")
    await expect(vote).to_contain_text("1")
    await expect(vote).to_have_attribute("aria-pressed", "true")
    await expect(hook(page, "refusal")).to_be_empty()
    await vote.click()
    await line.held(1)
    line.refuse("too_fast")
    await expect(hook(page, "refusal")).to_contain_text("3 с")
    await expect(vote).to_have_attribute("aria-pressed", "true")


async def test_one_s_own_vote_is_not_counted_again_when_another_is_taken_back(live, seat):
    page, other = await ready(await seat(live.url)), await ready(await seat(live.url))
    await approved(live, 1)
    mine, theirs = hook(page, "vote"), hook(other, "vote")
    for vote, votes in ((theirs, "1"), (mine, "2"), (theirs, "1")):
        await vote.click()
        await expect(theirs).to_contain_text(votes)
        await expect(mine).to_contain_text(votes)


# -- the offer ----------------------------------------------------------------------------------------


async def test_an_offer_does_not_open_over_whoever_writes_the_next(live, seat):
    page = await seat("about:blank")
    line = await holding(page, live.url, "ask")
    text = text_of(TIP_OFF)
    await write(page, text)
    await hook(page, "ask-text").fill("Екінші")
    await line.held(1)
    line.refuse("tip_off")
    await expect(hook(page, "outbox")).to_contain_text("сыбайлас")
    await page.keyboard.type(" сұрақ ")
    await expect(hook(page, "ask-text")).to_have_value("Екінші сұрақ ")
    await expect(hook(page, "tip-off")).to_have_count(0)
    await expect(hook(page, "said")).to_contain_text("сыбайлас")
    await hook(page, "outbox").get_by_role("button", name="Қайталау").click()
    await expect(hook(page, "tip-off")).to_contain_text(text)


async def test_an_offer_takes_no_tap_that_was_meant_for_what_stood_there_before(live, seat):
    page = await seat("about:blank")
    line = await holding(page, live.url, "ask")
    texts = [text_of(TIP_OFF), text_of(TIP_OFF)]
    for text in texts:
        await write(page, text)
    await line.held(2)
    await page.evaluate("""() => {
        let seen = null;
        window.taken = [];
        new MutationObserver(() => {
            const dialog = document.querySelector("dialog[open]");
            if (!dialog || dialog === seen) return;
            seen = dialog;
            const box = dialog.querySelector('[data-test="tip-off-studio"]').getBoundingClientRect();
            const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            window.taken.push(dialog.contains(hit));
        }).observe(document, { subtree: true, childList: true, attributeFilter: ["open"] });
    }""")
    line.refuse("tip_off")
    line.refuse("tip_off")
    await expect(hook(page, "tip-off")).to_contain_text(texts[0])
    line.kinds.clear()
    await hook(page, "tip-off-studio").click()
    await expect(hook(page, "tip-off")).to_contain_text(texts[1])
    assert await focused(page) == "tip-off-confidential"
    assert await page.evaluate("window.taken") == [False, False]
    await hook(page, "tip-off-confidential").click()
    await expect(page.locator('[data-test="my-question"][data-state="diverted"]')).to_have_count(1)
    await live.question(texts[0])
    assert len(await live.questions()) == 2


# -- what the studio changes meanwhile ----------------------------------------------------------------


async def test_the_chosen_speaker_stays_chosen_when_others_come_and_go(live, seat):
    page = await ready(await seat(live.url))
    third = Speaker(id="third", name="Үшінші", office={"kk": "Бөлім"})

    async def speak(*speakers: Speaker) -> None:
        details = Details(slug=live.slug, title=TITLE, starts_at=live.starts_at, speakers=speakers)
        done(await office.save_briefing(live.act("owner", OFFICE), live.id, details))
        await expect(hook(page, "ask-speaker").locator("option")).to_have_count(len(speakers) + 1)

    aigul, elena = SPEAKERS
    await speak(aigul, elena, third)
    for chosen in ("aigul", "third", "elena"):
        await hook(page, "ask-speaker").select_option(chosen)
    await speak(elena, third)
    await expect(hook(page, "ask-speaker")).to_have_value("elena")
    text = text_of("Еленаға")
    await ask(page, text)
    assert (await live.question(text)).speaker == "elena"
    await speak(aigul, third)
    await expect(hook(page, "ask-speaker")).to_have_value("")
    text = text_of("Енді ешкімге")
    await ask(page, text)
    assert (await live.question(text)).speaker is None


async def test_a_label_that_is_dropped_takes_neither_the_list_nor_the_focus_along(live, seat):
    page: Page = await ready(await seat(live.url))
    for id, name in (("roads", "Жол"), ("schools", "Мектеп")):
        done(await desk.put_label(live.act(), Label(id=id, name=name, public=True)))
    text, _ = await approved(live, 2)
    question = (await live.question(text)).id
    done(await desk.mark(live.act(), live.decision(question), [question], Change(add=("roads", "schools"))))
    await page.get_by_role("button", name="Жол").click()
    await expect(hook(page, "public-question")).to_have_count(1)
    await page.get_by_role("button", name="Мектеп").focus()
    done(await desk.drop_label(live.act(), "roads"))
    await expect(hook(page, "label-filter")).to_have_text(["Барлығы", "Мектеп"])
    await expect(hook(page, "public-question")).to_have_count(2)
    await expect(page.get_by_role("button", name="Мектеп")).to_be_focused()
