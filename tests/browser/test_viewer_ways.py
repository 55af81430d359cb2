"""The viewer's page: to whom a question goes, what becomes of it beside the air, and what moderators may take."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from qa import desk
from qa.marks import Change, Label
from tests.browser.asking import STATE, ask, check, hook, kept, ready, text_of, write
from tests.browser.house import done

pytestmark = [pytest.mark.browser, pytest.mark.integration]


async def choose(page: Page, to: str) -> None:
    """Unfolds the choice and takes one."""
    await hook(page, "ask-to").click()
    await hook(page, f"ask-to-{to}").check()
    await hook(page, "ask-to").click()
    await expect(hook(page, "ask-to")).to_have_attribute("data-to", to)


# -- to whom ------------------------------------------------------------------------------------------


async def test_a_consultation_is_its_author_s_alone_and_not_for_air(live, seat):
    page, other = await ready(await seat(live.url)), await ready(await seat(live.url))
    await choose(page, "consultation")
    text = text_of("Жәрдемақыны қалай рәсімдеймін?")
    card = await ask(page, text)
    await expect(card).to_have_attribute(STATE, "on_notice")
    await expect(card).to_contain_text("Бөлімге берілді")
    assert (await live.question(text)).consultation
    await hook(page, "lang-ru").click()
    await expect(card).to_contain_text("Передан в отдел")
    assert text not in await other.content()


async def test_what_is_told_in_confidence_without_a_network_arrives_once_and_in_confidence(live, seat):
    page = await ready(await seat(live.url))
    await choose(page, "confidential")
    text = text_of("Желісіз құпия хабар")
    await page.context.set_offline(True)
    await write(page, text)
    await expect(hook(page, "offline")).to_be_visible()
    await page.close()
    again = await page.context.new_page()
    await page.context.set_offline(False)
    await again.goto(live.url)
    await expect(hook(again, "my-question")).to_have_attribute(STATE, "diverted")
    await expect(hook(again, "ask-to")).to_have_attribute("data-to", "confidential")
    await again.reload()
    await expect(hook(again, "my-question")).to_have_attribute(STATE, "diverted")
    assert [q.state for q in await live.questions()] == ["diverted"]
    assert text not in await kept(again)


async def test_a_question_of_the_plain_form_is_among_one_s_own_once_the_script_runs(live, seat):
    page = await ready(await seat(live.url))
    text = text_of("Скрипт жүктелгенше жіберілген")
    form = {"text": text}
    sent = await page.request.post(live.url, form=form, headers={"Origin": live.base}, max_redirects=0)
    await page.goto(f"{live.base}{sent.headers['location']}")
    card = hook(page, "my-question").filter(has_text=text)
    await expect(card).to_have_attribute(STATE, "received")
    await expect(card.locator('[data-test="ask-receipt"]')).to_have_text(sent.headers["location"].rpartition("=")[2])
    await page.goto(live.url)
    await expect(card).to_have_count(1)


async def test_such_a_question_is_found_also_where_the_page_was_there_before_the_desk_had_it(live, seat):
    page = await ready(await seat(live.url))
    text = text_of("Беттен кейін келген")
    sent = await page.request.post(live.url, form={"text": text}, headers={"Origin": live.base}, max_redirects=0)
    await live.question(text)
    # As if the page had been made a moment earlier: its own data know no question yet.
    await page.add_init_script("""document.addEventListener("readystatechange", () => {
        const data = document.getElementById("page"), boot = JSON.parse(data.textContent);
        window.brought = boot.asked;
        data.textContent = JSON.stringify({ ...boot, asked: null });
    }, { once: true })""")
    await page.goto(f"{live.base}{sent.headers['location']}")
    await expect(hook(page, "my-question").filter(has_text=text)).to_have_attribute(STATE, "received")
    assert await page.evaluate("window.brought.text") == text, "nothing was taken away"


# -- what becomes of it -------------------------------------------------------------------------------


async def test_a_merged_question_follows_its_master(live, seat):
    page, other = await ready(await seat(live.url)), await ready(await seat(live.url))
    text, master_text = text_of("Көлік қашан келеді?"), text_of("Автобус қашан келеді?")
    card = await ask(page, text)
    await ask(other, master_text)
    question, master = await live.question(text), await live.question(master_text)
    done(await desk.merge(live.act(), live.decision(question.id), question.id, master.id))
    await expect(card.locator('[data-test="merged"]')).to_have_text("Ұқсас сұрақпен біріктірілді")
    await expect(card).to_have_attribute(STATE, "received")
    assert master_text not in await page.content(), "nobody else's question before it is approved"
    await live.approve(master.id)
    await expect(card).to_have_attribute(STATE, "approved")
    await expect(card.locator('[data-test="merged"]')).to_have_text(
        f"№ {master.number} сұрақпен біріктірілді: {master_text}"
    )  # fmt: skip
    await live.air(master.id)
    await expect(card).to_have_attribute(STATE, "on_air")
    await live.answered(master.id)
    await live.clear()
    await expect(card).to_have_attribute(STATE, "answered")


async def test_what_is_taken_on_notice_says_so_and_stays_readable_if_it_was_approved(live, seat):
    page, other = await ready(await seat(live.url)), await ready(await seat(live.url))
    text = text_of("Қашан жазбаша жауап аламыз?")
    card = await ask(page, text)
    question = await live.question(text)
    done(await desk.notice(live.act(), live.decision(question.id), question.id))
    await expect(card).to_have_attribute(STATE, "on_notice")
    await expect(card).to_contain_text("Жазбаша жауап беріледі")
    await expect(hook(other, "noticed-question")).to_have_count(0)
    await live.undo(question.id)
    await live.approve(question.id)
    await expect(hook(other, "public-question")).to_contain_text(text)
    done(await desk.notice(live.act(), live.decision(question.id), question.id))
    await expect(hook(other, "public-question")).to_have_count(0)
    await expect(hook(other, "noticed-question")).to_have_count(1)
    await other.get_by_text("Жазбаша жауап берілетіні: 1").click()
    await expect(hook(other, "noticed-question")).to_contain_text(text)


async def test_what_a_moderator_diverts_says_so_to_its_author_alone(live, seat):
    page, other = await ready(await seat(live.url)), await ready(await seat(live.url))
    text = text_of("Ашық жазылған хабар")
    card = await ask(page, text)
    question = await live.question(text)
    await live.approve(question.id)
    await expect(hook(other, "public-question")).to_contain_text(text)
    done(await desk.divert(live.act(), question.id, "c2VhbGVk"))
    await expect(card).to_have_attribute(STATE, "diverted")
    await expect(hook(other, "public-question")).to_have_count(0)
    assert text not in await other.content()


async def test_public_labels_stand_on_questions_and_narrow_the_list(live, seat):
    page = await ready(await seat(live.url))
    for label in (Label(id="roads", name="Жол", public=True), Label(id="own", name="Өзімізге")):
        done(await desk.put_label(live.act(), label))
    texts = [text_of("Жол туралы"), text_of("Мектеп туралы")]
    ids = []
    for text in texts:
        await ask(page, text)
        ids.append((await live.question(text)).id)
        await live.approve(ids[-1])
    done(await desk.mark(live.act(), live.decision(ids[0]), [ids[0]], Change(add=("roads", "own"))))
    row = hook(page, "public-question").filter(has_text=texts[0])
    await expect(row.locator('[data-test="label"]')).to_have_text(["Жол"])
    await expect(hook(page, "public-question")).to_have_count(2)
    await page.get_by_role("button", name="Жол").click()
    await expect(hook(page, "public-question")).to_have_count(1)
    await page.get_by_role("button", name="Барлығы").click()
    await expect(hook(page, "public-question")).to_have_count(2)
    assert "Өзімізге" not in await page.content()


# -- what moderators may take --------------------------------------------------------------------------


async def test_a_restraint_is_told_calmly_with_what_is_left_and_is_over_when_it_is_lifted(live, seat):
    page, other = await ready(await seat(live.url)), await ready(await seat(live.url))
    text, public = text_of("Тым көп жазатын адам"), text_of("Басқа адамның сұрағы")
    card = await ask(page, text)
    await ask(other, public)
    question = await live.question(text)
    await live.approve((await live.question(public)).id)
    vote = hook(page, "public-question").filter(has_text=public).locator('[data-test="vote"]')

    done(await desk.restrain(live.act(), question.id, "time_out", 10))
    await expect(hook(page, "restraint")).to_contain_text("10 минуттан кейін")
    await hook(page, "ask-text").fill("Қалсын")
    await expect(hook(page, "ask-send")).to_be_disabled()
    await vote.click()
    await expect(hook(other, "public-question").filter(has_text=public).locator('[data-test="vote"]')).to_contain_text(
        "1"
    )

    done(await desk.restrain(live.act(), question.id, "ban", 0))
    await expect(hook(page, "restraint")).to_have_attribute("data-how", "ban")
    await vote.click()
    await expect(hook(page, "refusal")).to_contain_text("сұрақ та, дауыс та қабылдамайды")
    await expect(vote).to_have_attribute("aria-pressed", "true")
    await expect(hook(other, "restraint")).to_have_count(0)
    await page.reload()
    await expect(hook(page, "restraint")).to_have_attribute("data-how", "ban")
    await card.locator('[data-test="withdraw"]').click()
    await card.locator('[data-test="withdraw-yes"]').click()
    await expect(card).to_have_attribute(STATE, "withdrawn")

    # Lifted while the phone was in a tunnel: nothing of it stays on the page.
    await page.context.set_offline(True)
    await expect(hook(page, "reconnecting")).to_be_visible()
    done(await desk.restrain(live.act(), question.id, "none", 0))
    await page.context.set_offline(False)
    await expect(hook(page, "restraint")).to_have_count(0)
    await expect(hook(page, "ask-text")).to_have_value("Қалсын")
    await hook(page, "ask-send").click()
    await expect(hook(page, "my-question").filter(has_text="Қалсын")).to_have_attribute(STATE, "received")


async def test_a_question_refused_meanwhile_can_be_sent_again_from_where_it_waits(live, seat):
    page = await ready(await seat(live.url))
    text = text_of("Үзілісте келген")
    await page.context.set_offline(True)
    await write(page, text)
    await hook(page, "ask-text").fill("Келесісі")
    await live.intake("paused")
    await page.context.set_offline(False)
    await expect(hook(page, "outbox")).to_contain_text("кідіртілді")
    await live.intake("open")
    await hook(page, "outbox").get_by_role("button", name="Қайталау").click()
    await expect(hook(page, "my-question").filter(has_text=text)).to_have_attribute(STATE, "received")
    await live.question(text)


async def test_the_studio_s_message_stands_in_the_reader_s_language(live, seat):
    page = await ready(await seat(live.url))
    message = {"kk": "10 минуттан кейін жалғасамыз", "ru": "Продолжим через 10 минут"}
    done(await desk.set_intake(live.act(), "paused", message))
    await expect(hook(page, "intake-message")).to_have_text(message["kk"])
    await hook(page, "lang-ru").click()
    await expect(hook(page, "intake-message")).to_have_text(message["ru"])
    await hook(page, "lang-en").click()
    await expect(hook(page, "intake-message")).to_have_text(message["kk"])
    done(await desk.set_intake(live.act(), "open", {"ru": "Спрашивайте о бюджете"}))
    await expect(hook(page, "intake-message")).to_have_text("Спрашивайте о бюджете")
    done(await desk.set_intake(live.act(), "open", None))
    await expect(hook(page, "intake-message")).to_have_count(0)


# -- for everyone -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
async def test_axe_finds_nothing_in_the_choice_and_the_notes(live, seat, lang):
    page = await ready(await seat(live.url, width=320, height=568))
    await hook(page, f"lang-{lang}").click()
    done(await desk.put_label(live.act(), Label(id="roads", name="Жол", public=True)))
    for number in range(3):
        text = text_of(f"Сұрақ {number}")
        await ask(page, text)
        question = await live.question(text)
        if number:
            await live.approve(question.id)
            done(await desk.mark(live.act(), live.decision(question.id), [question.id], Change(add=("roads",))))
    done(await desk.set_intake(live.act(), "open", {"kk": "Хабарлама"}))
    await expect(hook(page, "label-filter")).to_have_count(2)
    await hook(page, "ask-to").click()
    await check(page)
    done(await desk.restrain(live.act(), question.id, "ban", 0))
    await expect(hook(page, "restraint")).to_be_visible()
    await check(page)
