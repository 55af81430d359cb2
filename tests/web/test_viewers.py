"""The viewer's pages over HTTP, on a real store: cookies, the plain form's rules, what the page may show."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from qa import desk
from qa.receipts import parse
from studio import office
from studio.events import OFFICE
from studio.log import Act
from studio.records import Refusal
from studio.redis_log import RedisLog
from studio.settings import Settings
from tests.web.forms import (
    ORIGIN,
    Visit,
    asked,
    browsers,
    cookies_set,
    inbox,
    opened,
    settings_of,
    shown_id,
    until,
    with_cookie,
)
from web import viewer_id
from web.clock import now
from web.kinds import KINDS

pytestmark = pytest.mark.integration


@pytest.fixture
def settings(valkey: Any, tmp_path: Any) -> Settings:
    return settings_of(valkey, tmp_path)


@pytest.fixture
async def visit(settings: Settings) -> AsyncIterator[Visit]:
    async with browsers(settings) as found:
        yield found


@pytest.fixture
async def briefing(redis_log: RedisLog) -> str:
    return await opened(redis_log)


async def test_the_first_visit_gives_a_cookie_and_the_next_keeps_it(visit, settings, briefing):
    browser = visit()
    first = await browser.get(f"/b/{briefing}-b")
    (cookie,) = cookies_set(first)
    assert cookie.startswith("__Host-tynda-viewer=v1.")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", f"Max-Age={180 * 24 * 3600}"):
        assert part.lower() in cookie.lower()
    value = cookie.partition("=")[2].partition(";")[0]
    assert viewer_id.verify(settings.viewers, value)
    again = await browser.get(f"/b/{briefing}-b", headers={"Cookie": f"{settings.viewer_cookie}={value}"})
    assert cookies_set(again) == []
    forged = await browser.get(f"/b/{briefing}-b", headers={"Cookie": f"{settings.viewer_cookie}={value[:-1]}x"})
    assert len(cookies_set(forged)) == 1


async def test_an_unknown_briefing_is_not_found_in_the_readers_language(visit):
    answer = await visit().get("/b/no-such", headers={"Accept": "text/html", "Accept-Language": "ru"})
    assert answer.status_code == 404
    assert 'lang="ru"' in answer.text


async def test_titles_are_text_in_the_page_and_in_its_data(visit, briefing):
    page = (await visit().get(f"/b/{briefing}-b?lang=en")).text
    assert "<b>Title</b>" not in page
    assert "&lt;b&gt;Title&lt;/b&gt;" in page


async def test_a_text_that_is_too_long_to_be_cleaned_is_said_to_be_too_long(visit, settings, briefing):
    browser = visit()
    id, headers = await with_cookie(browser, settings, briefing)
    form = {"id": id, "text": "a" + "\u200b" * 5000}
    sent = await browser.post(f"/b/{briefing}-b?lang=en", data=form, headers=headers)
    assert sent.status_code == 422
    assert 'data-test="ask-error">The question is too long' in sent.text


async def test_a_form_gets_a_receipt_and_sent_again_the_same_one(visit, settings, briefing, redis_log):
    browser = visit()
    id, headers = await with_cookie(browser, settings, briefing)
    form = {"id": id, "text": "Сұрақ?", "name": "Айдана"}
    sent = await browser.post(f"/b/{briefing}-b", data=form, headers=headers)
    assert sent.status_code == 303
    code = sent.headers["location"].rpartition("=")[2]
    assert parse(code) == code
    again = await browser.post(f"/b/{briefing}-b", data=form, headers=headers)
    assert again.headers["location"] == sent.headers["location"]
    page = await browser.get(sent.headers["location"], headers=headers)
    assert f'href="/r/{code}"' in page.text
    entries = [e async for e in inbox(redis_log, briefing)]
    assert len(entries) == 1
    assert entries[0].fields["k"] == b"ask"


@pytest.mark.parametrize(
    "case",
    [
        ("", "en", "Write your question first."),
        ("\u200b\u2060", "ru", "Сначала напишите вопрос."),
        ("ә" * 501, "kk", "Сұрақ тым ұзын: ең көбі 500 таңба."),
        ("a" * 5000, "en", "The question is too long: at most 500 characters."),
    ],
)
async def test_what_can_t_be_asked_comes_back_with_why(visit, settings, briefing, case):
    browser, (text, lang, words) = visit(), case
    id, headers = await with_cookie(browser, settings, briefing)
    answer = await browser.post(f"/b/{briefing}-b?lang={lang}", data={"id": id, "text": text}, headers=headers)
    assert answer.status_code == 422
    assert words in answer.text
    assert text in answer.text
    assert shown_id(answer) == id


async def test_the_limits_of_the_gateway_hold_for_the_form(visit, settings, briefing):
    browser = visit()
    _, headers = await with_cookie(browser, settings, briefing)
    answers = [
        await browser.post(f"/b/{briefing}-b?lang=en", data={"text": f"Question {n}?"}, headers=headers)
        for n in range(6)
    ]
    assert [a.status_code for a in answers] == [303] * 5 + [429]
    assert re.search(r"Try again in \d+ s\.", answers[-1].text)


@pytest.mark.parametrize("intake", ["paused", "closed"])
async def test_a_form_is_refused_while_no_questions_are_taken(visit, settings, briefing, redis_log, intake):
    browser = visit()
    id, headers = await with_cookie(browser, settings, briefing)
    act = Act(log=redis_log, kinds=KINDS, briefing=OFFICE, by="owner", at=now())
    assert not isinstance(await office.set_intake(act, briefing, intake), Refusal)
    answer = await browser.post(f"/b/{briefing}-b", data={"id": id, "text": "Сұрақ?"}, headers=headers)
    assert answer.status_code == 409
    assert "Сұрақ?" in answer.text


async def test_a_form_without_our_cookie_gets_one_and_is_asked_to_send_again(visit, briefing):
    answer = await visit().post(f"/b/{briefing}-b?lang=en", data={"text": "Kept?"}, headers=ORIGIN)
    assert answer.status_code == 422
    assert "Send it once more" in answer.text
    assert "Kept?" in answer.text
    assert len(cookies_set(answer)) == 1


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "https://evil.example"}])
async def test_a_foreign_form_is_refused(visit, briefing, headers):
    answer = await visit().post(f"/b/{briefing}-b", data={"text": "x"}, headers=headers)
    assert answer.status_code == 403


async def test_only_approved_questions_stand_in_the_page_the_most_wantedinbox(
    visit, settings, briefing, redis_log, redis_air
):
    texts = ["Мақұлданған", "Күтіп тұрған"]
    ids = [await asked(redis_log, redis_air, briefing, text) for text in texts]
    act = Act(log=redis_log, kinds=KINDS, briefing=briefing, by="moderator", at=now())
    assert not isinstance(await desk.approve(act, "d1", ids[0], 0), Refusal)
    page = await until(visit(), f"/b/{briefing}-b", texts[0])
    assert texts[1] not in page


async def test_the_list_tells_what_is_on_and_what_is_over(visit, redis_log):
    on, over = await opened(redis_log), await opened(redis_log)
    act = Act(log=redis_log, kinds=KINDS, briefing=OFFICE, by="owner", at=now())
    assert not isinstance(await office.end_briefing(act, over), Refusal)
    page = await until(visit(), "/?lang=ru", f'href="/archive/{over}-b"')
    assert f'href="/b/{on}-b"' in page
    assert "Идут сейчас" in page
