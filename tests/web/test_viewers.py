"""The viewer's pages over HTTP, on a real store: cookies, the plain form's rules, what the page may show."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from litestar import Litestar

from qa import desk
from qa.intake import Intake
from qa.receipts import parse
from studio import office
from studio.briefing import Details
from studio.events import OFFICE
from studio.log import Act
from studio.records import Refusal
from studio.redis_air import Knock, RedisAir
from studio.redis_log import RedisLog
from studio.settings import Settings
from web import viewer_id
from web.app import create
from web.clock import now
from web.kinds import KINDS

pytestmark = pytest.mark.integration

BASE = "http://localhost:8000"
ORIGIN = {"Origin": BASE}
Client = httpx.AsyncClient


@pytest.fixture
def settings(valkey: Any, tmp_path: Any) -> Settings:
    return Settings(
        redis_url=valkey.url("web"), secret_key="s" * 40, database_url=f"sqlite+aiosqlite:///{tmp_path}/a.sqlite3",
    )  # fmt: skip


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[Litestar]:
    made, up, over = create(settings), asyncio.Event(), asyncio.Event()

    async def live() -> None:
        # In a task of its own: a fixture is set up in one task and torn down in another, which the lifespan can't bear.
        async with made.lifespan():
            up.set()
            await over.wait()

    task = asyncio.create_task(live())
    await asyncio.wait({task, asyncio.ensure_future(up.wait())}, return_when=asyncio.FIRST_COMPLETED)
    yield made
    over.set()
    await task


@pytest.fixture
async def visit(app: Litestar) -> AsyncIterator[Callable[[], Client]]:
    """Makes browsers: each with cookies of its own."""
    made: list[Client] = []

    def browser() -> Client:
        made.append(Client(transport=httpx.ASGITransport(app=app), base_url=BASE))
        return made[-1]

    yield browser
    for client in made:
        await client.aclose()


@pytest.fixture
async def open_briefing(redis_log: RedisLog) -> Callable[..., Awaitable[str]]:
    async def make(**details: Any) -> str:
        id = f"t{secrets.token_hex(8)}"
        act = Act(log=redis_log, kinds=KINDS, briefing=OFFICE, by="owner", at=now())
        full = Details(slug=f"{id}-b", title={"kk": "Тақырып", "en": "<b>Title</b>"}, starts_at=now(), **details)
        assert not isinstance(await office.save_briefing(act, id, full), Refusal)
        assert not isinstance(await office.open_briefing(act, id), Refusal)
        return id

    return make


@pytest.fixture
async def briefing(open_briefing: Callable[..., Awaitable[str]]) -> str:
    return await open_briefing()


def cookies_set(response: httpx.Response) -> list[str]:
    return [v for v in response.headers.get_list("set-cookie") if "viewer" in v]


def shown_id(response: httpx.Response) -> str:
    found = re.search(r'name="id" value="([^"]+)"', response.text)
    assert found
    return found[1]


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


async def with_cookie(browser: Client, settings: Settings, briefing: str) -> tuple[str, dict[str, str]]:
    """Visits as a browser; gives the form's id and the headers of its submit."""
    page = await browser.get(f"/b/{briefing}-b")
    value = cookies_set(page)[0].partition("=")[2].partition(";")[0]
    return shown_id(page), {**ORIGIN, "Cookie": f"{settings.viewer_cookie}={value}"}


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
    entries = [e async for e in _first(redis_log, briefing)]
    assert len(entries) == 1
    assert entries[0].fields["k"] == b"ask"


async def _first(log: RedisLog, briefing: str) -> AsyncIterator[Any]:
    async for batch in log.inbox(briefing, "0"):
        for entry in batch:
            yield entry
        return


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


async def test_only_approved_questions_stand_in_the_page_the_most_wanted_first(
    visit, settings, briefing, redis_log, redis_air
):
    texts = ["Мақұлданған", "Күтіп тұрған"]
    ids = [await asked(redis_log, redis_air, briefing, text) for text in texts]
    act = Act(log=redis_log, kinds=KINDS, briefing=briefing, by="moderator", at=now())
    assert not isinstance(await desk.approve(act, "d1", ids[0], 0), Refusal)
    page = await until(visit(), f"/b/{briefing}-b", texts[0])
    assert texts[1] not in page


async def until(browser: Client, path: str, words: str) -> str:
    """The page once it holds these words: what it shows follows the log at a short distance."""
    async with asyncio.timeout(5):
        while words not in (page := (await browser.get(path)).text):
            await asyncio.sleep(0.02)
    return page


async def asked(log: RedisLog, air: RedisAir, briefing: str, text: str) -> str:
    """Knocks, and lets the desk take it in; the question's id."""
    id = secrets.token_hex(8)
    body = b'{"type":"ask","text":"%b"}' % text.encode()
    await air.knock(briefing, [Knock("ask", "a" * 32, id, "", id, "7QKF-3M2P-XW4T-C", body)])
    intake = Intake(log, KINDS, briefing, now, lambda _: "kk")
    await intake.begin()
    stored = await log.read(briefing, ["cursor/desk"])
    cursor = stored["cursor/desk"]
    async for batch in log.inbox(briefing, _at(cursor)):
        await intake.take_in(batch)
        return id
    raise AssertionError("the inbox ended")


def _at(cursor: Any) -> str:
    if cursor is None:
        return "0"
    found: str = KINDS["cursor"].model.model_validate_json(cursor.body).at  # type: ignore[attr-defined]
    return found


async def test_the_list_tells_what_is_on_and_what_is_over(visit, open_briefing, redis_log):
    on, over = await open_briefing(), await open_briefing()
    act = Act(log=redis_log, kinds=KINDS, briefing=OFFICE, by="owner", at=now())
    assert not isinstance(await office.end_briefing(act, over), Refusal)
    page = await until(visit(), "/?lang=ru", f'href="/archive/{over}-b"')
    assert f'href="/b/{on}-b"' in page
    assert "Идут сейчас" in page
