"""The viewer's page in a real Chromium, on the running house."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from qa.receipts import parse
from tests.browser.asking import CODE, STATE, ask, hook, ready, text_of
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]


async def test_a_question_gets_a_receipt_and_its_author_sees_what_becomes_of_it(live, seat):
    page = await ready(await seat(live.url))
    text = text_of("Кезек қашан қысқарады?")
    card = await ask(page, text)
    code = await card.locator('[data-test="ask-receipt"]').inner_text()
    assert parse(code) == code
    await expect(card).to_have_attribute(STATE, "received")
    await expect(hook(page, "ask-text")).to_have_value("")
    assert await page.evaluate("document.activeElement.dataset.test") == "my-question", "focus goes to the receipt"

    question = await live.question(text)
    await live.approve(question.id)
    await expect(card).to_have_attribute(STATE, "approved")
    await expect(card).to_contain_text("Мақұлданды")
    await live.air(question.id)
    await expect(card).to_have_attribute(STATE, "on_air")
    await expect(hook(page, "on-air-question")).to_contain_text(text)
    await expect(card.locator('[data-test="withdraw"]')).to_have_count(0)
    await live.answered(question.id)
    await live.clear()
    await expect(card).to_have_attribute(STATE, "answered")
    await expect(hook(page, "on-air-question")).to_have_count(0)

    await page.reload()
    await expect(card).to_have_attribute(STATE, "answered")
    await expect(card.locator('[data-test="ask-receipt"]')).to_have_text(code)


async def test_a_refused_question_says_why_in_the_readers_language(live, seat):
    page, other = await ready(await seat(live.url)), await ready(await seat(live.url))
    text = text_of("Почему небо синее?")
    card = await ask(page, text)
    question = await live.question(text)
    await live.reject(question.id)
    await expect(card).to_have_attribute(STATE, "rejected")
    await expect(card.locator('[data-test="reason"]')).to_have_text("Тақырыпқа қатысы жоқ")
    await hook(page, "lang-ru").click()
    await expect(card.locator('[data-test="reason"]')).to_have_text("Не по теме брифинга")
    await live.undo(question.id)
    await expect(card).to_have_attribute(STATE, "received")
    assert text not in await other.content(), "nobody else ever saw it"


async def test_the_language_changes_in_place_and_is_kept(live, seat):
    page = await ready(await seat(live.url))
    await page.evaluate("window.untouched = true")
    await hook(page, "ask-text").fill("Менің сұрағым")
    for lang, words in {"ru": "Отправить", "en": "Send", "kk": "Жіберу", "en ": "Send"}.items():
        await hook(page, f"lang-{lang.strip()}").click()
        await expect(hook(page, "ask-send")).to_have_text(words)
        await expect(page.locator("html")).to_have_attribute("lang", lang.strip())
    await expect(hook(page, "ask-text")).to_have_value("Менің сұрағым")
    assert await page.evaluate("window.untouched"), "the page was loaded anew"
    await page.reload()
    await expect(hook(page, "ask-send")).to_have_text("Send")
    await expect(hook(page, "ask-text")).to_have_value("Менің сұрағым")


async def test_what_is_sent_in_a_tunnel_arrives_once_when_the_network_is_back(live, seat):
    page = await ready(await seat(live.url))
    text = text_of("Туннельден сұрақ")
    await page.context.set_offline(True)
    await hook(page, "ask-text").fill(text)
    await hook(page, "ask-send").click()
    await expect(hook(page, "offline")).to_be_visible()
    await expect(hook(page, "outbox")).to_contain_text(text)
    await expect(hook(page, "my-question")).to_have_count(0)
    await page.context.set_offline(False)
    card = hook(page, "my-question").filter(has_text=text)
    await expect(card).to_have_attribute(STATE, "received")
    await expect(hook(page, "offline")).to_have_count(0)
    await live.question(text)


async def test_the_outbox_survives_the_page_and_is_sent_once(live, seat):
    page = await ready(await seat(live.url))
    text = text_of("Жабылған беттен сұрақ")
    await page.context.set_offline(True)
    await hook(page, "ask-text").fill(text)
    await hook(page, "ask-send").click()
    await expect(hook(page, "offline")).to_be_visible()
    await page.close()
    again = await page.context.new_page()
    await page.context.set_offline(False)
    await again.goto(live.url)
    await expect(hook(again, "my-question").filter(has_text=text)).to_have_attribute(STATE, "received")
    await again.reload()
    await expect(hook(again, "my-question").filter(has_text=text)).to_have_attribute(STATE, "received")
    await live.question(text)


async def test_a_lost_acknowledgement_does_not_make_a_second_question(live, seat):
    page = await seat("about:blank")
    lost: list[str] = []

    def meddle(socket):
        server = socket.connect_to_server()

        async def downstream(message):
            if not lost and json.loads(message)["type"] == "received":
                lost.append(json.loads(message)["receipt"])
                await server.close()
                await socket.close(code=1012)
            else:
                socket.send(message)

        server.on_message(downstream)

    await page.route_web_socket(re.compile(r"/b/"), meddle)
    await page.goto(live.url)
    await ready(page)
    text = text_of("Жоғалған растау")
    card = await ask(page, text)
    assert lost, "the acknowledgement was not lost"
    await expect(card.locator('[data-test="ask-receipt"]')).to_have_text(lost[0])
    await live.question(text)


async def test_a_vote_counts_once_and_can_be_taken_back(live, seat):
    asker, voter = await ready(await seat(live.url)), await ready(await seat(live.url))
    text = text_of("Где посмотреть бюджет школы?")
    await ask(asker, text)
    await live.approve((await live.question(text)).id)
    vote = hook(voter, "public-question").filter(has_text=text).locator('[data-test="vote"]')
    seen = hook(asker, "public-question").filter(has_text=text).locator('[data-test="vote"]')
    await vote.click()
    await expect(vote).to_have_attribute("aria-pressed", "true")
    await expect(vote).to_contain_text("1")
    await expect(seen).to_contain_text("1")
    await expect(seen).to_have_attribute("aria-pressed", "false")
    await voter.reload()
    await expect(vote).to_have_attribute("aria-pressed", "true")
    await vote.click()
    await expect(vote).to_have_attribute("aria-pressed", "false")
    await expect(seen).to_contain_text("0")


async def test_a_refused_vote_is_rolled_back(live, seat):
    page = await seat("about:blank")

    def meddle(socket):
        server = socket.connect_to_server()

        def upstream(message):
            sent = json.loads(message)
            if sent["type"] == "vote":
                refusal = {"type": "refused", "id": sent["id"], "code": "too_fast", "retry_after_ms": 3000}
                socket.send(json.dumps({**refusal, "view": None}))
            else:
                server.send(message)

        socket.on_message(upstream)

    await page.route_web_socket(re.compile(r"/b/"), meddle)
    await page.goto(live.url)
    text = text_of("Дауыс қайтады ма?")
    await ask(await ready(page), text)
    await live.approve((await live.question(text)).id)
    vote = hook(page, "vote")
    await vote.click()
    await expect(hook(page, "refusal")).to_contain_text("3 с")
    await expect(vote).to_have_attribute("aria-pressed", "false")
    await expect(vote).to_contain_text("0")


async def test_a_question_can_be_withdrawn_with_a_second_tap(live, seat):
    page = await ready(await seat(live.url))
    card = await ask(page, text_of("Қайтарып алатын сұрақ"))
    await card.locator('[data-test="withdraw"]').click()
    await expect(card).to_have_attribute(STATE, "received")
    await card.locator('[data-test="withdraw-yes"]').click()
    await expect(card).to_have_attribute(STATE, "withdrawn")
    await expect(card.locator('[data-test="withdraw"]')).to_have_count(0)


async def test_what_can_t_be_sent_stays_and_says_why(live, seat):
    page = await ready(await seat(live.url))
    await hook(page, "ask-send").click()
    await expect(hook(page, "ask-error")).to_have_text("Алдымен сұрағыңызды жазыңыз.")
    family = "👨‍👩‍👧‍👦"  # one character to whoever reads it
    await hook(page, "ask-text").fill(family * 501)
    await expect(page.locator(".count")).to_have_text("501 / 500")
    await hook(page, "ask-send").click()
    await expect(hook(page, "ask-error")).to_contain_text("1")
    await hook(page, "ask-text").fill(family * 400)  # more than the wire takes
    await hook(page, "ask-send").click()
    await expect(hook(page, "ask-error")).to_have_text("Сұрақ тым ұзын: ең көбі 500 таңба.")
    await expect(hook(page, "my-question")).to_have_count(0)
    before = [text_of(f"Сұрақ {number}") for number in range(5)]
    for one in before:
        await ask(page, one)
    text = text_of("Алтыншы сұрақ")
    await hook(page, "ask-text").fill(text)
    await hook(page, "ask-send").click()
    await expect(hook(page, "ask-error")).to_contain_text(re.compile(r"Тым жиі. \d+ с кейін"))
    await expect(hook(page, "ask-text")).to_have_value(text)
    await live.question(before[-1])
    assert len(await live.questions()) == 5


async def test_the_page_follows_the_course_of_the_briefing(scheduled, seat):
    from studio import office

    page = await ready(await seat(scheduled.url))
    await expect(hook(page, "starts")).to_contain_text(re.compile(r"Басталуы: \d\d\.\d\d\.\d{4}, \d\d:\d\d\."))
    await expect(hook(page, "intake")).to_have_attribute(STATE, "closed")
    await expect(hook(page, "ask-send")).to_be_disabled()
    await office.open_briefing(scheduled.act("owner", "office"), scheduled.id)
    await expect(hook(page, "intake")).to_have_attribute(STATE, "open")
    await expect(hook(page, "ask-send")).to_be_enabled()
    await scheduled.intake("paused")
    await expect(hook(page, "intake")).to_have_attribute(STATE, "paused")
    await expect(hook(page, "paused")).to_be_visible()
    await hook(page, "ask-text").fill("Үзіліс кезінде жазылды")
    await scheduled.intake("closed")
    await expect(hook(page, "closed")).to_be_visible()
    await scheduled.end()
    await expect(hook(page, "ended")).to_be_visible()
    await expect(page.locator('[data-test="ended"] a')).to_have_attribute("href", f"/archive/{scheduled.slug}")
    await expect(hook(page, "ask-text")).to_have_count(0)


async def test_a_question_refused_after_the_tunnel_comes_back_into_the_box(live, seat):
    page = await ready(await seat(live.url))
    await page.context.set_offline(True)
    text = text_of("Кеш қалған сұрақ")
    await hook(page, "ask-text").fill(text)
    await hook(page, "ask-send").click()
    await live.intake("paused")
    await page.context.set_offline(False)
    await expect(hook(page, "ask-error")).to_contain_text("кідіртілді")
    await expect(hook(page, "ask-text")).to_have_value(text)
    await expect(hook(page, "outbox")).to_have_count(0)
    assert not await live.questions()


async def test_markup_in_a_question_is_text(live, seat):
    page, other = await ready(await seat(live.url)), await ready(await seat(live.url))
    text = text_of('<img src=x onerror="document.title=1"><script>1</script>{{7*7}}</textarea>')
    await ask(page, text)
    await live.approve((await live.question(text)).id)
    await expect(hook(other, "public-question")).to_contain_text(text)
    assert await other.locator("tynda-viewer img").count() == 0
    plain = await seat(live.url, js=False)

    async def known() -> bool:
        await plain.goto(live.url)
        return bool(await hook(plain, "public-question").count())

    await until(known, "the process that makes the page has heard of it")
    await expect(hook(plain, "public-question")).to_contain_text(text)


async def test_the_name_is_shown_only_if_given(live, seat):
    page, other = await ready(await seat(live.url)), await ready(await seat(live.url))
    await hook(page, "ask-who").click()
    await hook(page, "ask-name").fill("Айдана")
    await hook(page, "ask-region").fill("Қызылорда облысы")
    await hook(page, "ask-speaker").select_option("elena")
    named, text = text_of("Аты бар сұрақ"), text_of("Аты-жөнсіз сұрақ")
    await ask(page, named)
    await hook(page, "ask-name").fill("")
    await hook(page, "ask-region").fill("")
    await ask(page, text)
    for wanted in (named, text):
        await live.approve((await live.question(wanted)).id)
    card = hook(other, "public-question").filter(has_text=named)
    await expect(card).to_contain_text("Айдана, Қызылорда облысы")
    await expect(card).to_contain_text("Елена Ким")
    await expect(hook(other, "public-question").filter(has_text=text)).to_contain_text("Аты-жөнсіз")


# -- without a script ---------------------------------------------------------------------------------


async def test_the_plain_form_gives_a_receipt_and_takes_a_repeated_submit_once(live, seat):
    page = await seat(live.url, js=False)
    text = text_of("Скриптсіз сұрақ")
    form_id = await page.locator('input[name="id"]').input_value()
    await hook(page, "ask-text").fill(text)
    await hook(page, "ask-send").click()
    await expect(hook(page, "ask-receipt")).to_have_text(CODE)
    code = await hook(page, "ask-receipt").inner_text()
    again = await page.request.post(
        live.url, form={"id": form_id, "text": text}, headers={"Origin": live.base}, max_redirects=0
    )
    assert again.status == 303
    assert code in again.headers["location"]
    await live.question(text)
    await page.goto(f"{live.base}/r/{code}")
    await expect(page.locator("body")).to_contain_text(text)


async def test_the_plain_form_keeps_the_text_and_says_why(live, seat):
    page = await seat(live.url, js=False)
    await hook(page, "ask-text").fill("ә" * 501)
    await hook(page, "ask-send").click()
    await expect(hook(page, "ask-error")).to_have_text("Сұрақ тым ұзын: ең көбі 500 таңба.")
    await expect(hook(page, "ask-text")).to_have_value("ә" * 501)
    await live.intake("paused")
    other = await seat(live.url, js=False)

    async def known() -> bool:
        await other.goto(live.url)
        return await hook(other, "intake").get_attribute(STATE) == "paused"

    await until(known, "the process that makes the page has heard of it")
    await hook(page, "ask-text").fill("Үзілістегі сұрақ")
    await hook(page, "ask-send").click()
    await expect(hook(page, "ask-error")).to_contain_text("кідіртілді")
    await expect(hook(page, "ask-text")).to_have_value("Үзілістегі сұрақ")
    await expect(hook(page, "intake")).to_have_attribute(STATE, "paused")
    assert not await live.questions()


async def test_the_page_without_a_script_speaks_three_languages(live, seat):
    page = await seat(live.url, js=False)
    for lang, words in {"ru": "Отправить", "en": "Send", "kk": "Жіберу"}.items():
        await hook(page, f"lang-{lang}").click()
        await expect(hook(page, "ask-send")).to_have_text(words)
        await expect(page.locator("html")).to_have_attribute("lang", lang)


# -- for everyone -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
async def test_axe_finds_nothing(live, seat, lang):
    page = await ready(await seat(live.url))
    await hook(page, f"lang-{lang}").click()
    for number in range(3):
        text = text_of(f"Сұрақ {number}")
        await ask(page, text)
        question = (await live.question(text)).id
        await live.approve(question)
        if number == 0:
            await live.air(question)
    await expect(hook(page, "public-question")).to_have_count(2)
    await hook(page, "ask-who").click()
    await page.locator(".privacy summary").click()
    await hook(page, "withdraw").first.click()
    results = await Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


async def test_a_narrow_phone_needs_no_sideways_scroll_and_thumbs_find_their_targets(live, seat):
    page = await ready(await seat(live.url, width=320, height=568))
    text = text_of("Ұзынсөзұзынсөзұзынсөзұзынсөзұзынсөзұзынсөзұзынсөзұзынсөзұзынсөз https://example.org/" + "а" * 90)
    await ask(page, text)
    await live.approve((await live.question(text)).id)
    await expect(hook(page, "public-question")).to_be_visible()
    for lang in ("kk", "ru", "en"):
        await hook(page, f"lang-{lang}").click()
        assert await page.evaluate("document.documentElement.scrollWidth") == 320
        small = await page.evaluate("""() => [...document.querySelectorAll("button, a[data-test], select, summary")]
            .map((e) => [e, e.getBoundingClientRect()])
            .filter(([, r]) => r.width && (r.height < 43.5 || r.width < 43.5))
            .map(([e, r]) => `${e.outerHTML.slice(0, 80)} ${r.width}x${r.height}`)""")
        assert not small, small
    box = await hook(page, "vote").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 48


async def test_the_page_is_light(live, seat):
    """All its scripts and styles, compressed: some seconds on the slowest of networks."""
    page = await ready(await seat(live.url))
    addresses = await page.evaluate("performance.getEntriesByType('resource').map((e) => e.name)")
    wanted = [a for a in addresses if a.endswith((".js", ".css"))]
    assert len(wanted) > 2
    sizes = [len(gzip.compress(await (await page.request.get(a)).body())) for a in wanted]
    assert sum(sizes) <= 60 * 1024, dict(zip(wanted, sizes, strict=True))
