"""The plain form: to whom it goes, whom it refuses, and what the page's script takes over from it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from qa import desk
from studio.log import Act
from studio.records import Refusal
from studio.redis_log import RedisLog
from studio.sealing import open_sealed
from studio.settings import Settings
from tests.web.forms import (
    PRIVATE,
    Visit,
    bodies,
    boot,
    browsers,
    opened,
    restrained,
    settings_of,
    shown_id,
    taken_in,
    until,
    with_cookie,
)
from web.clock import now
from web.kinds import KINDS

pytestmark = pytest.mark.integration

TIP_OFF = "Хочу сообщить о взятке: начальник отдела вымогает деньги у предпринимателей"


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


# -- to whom ------------------------------------------------------------------------------------------


async def test_the_form_goes_where_it_says(visit, settings, briefing, redis_log):
    browser = visit()
    _, headers = await with_cookie(browser, settings, briefing)
    for to in ("studio", "consultation", "confidential"):
        form = {"text": f"{to}: барлығы", "to": to, "name": "Айдана"}
        assert (await browser.post(f"/b/{briefing}-b", data=form, headers=headers)).status_code == 303
    studio, consultation, confidential = await bodies(redis_log, briefing)
    assert (studio["to"], consultation["to"], confidential.keys()) == ("studio", "consultation", {"sealed"})
    said = json.loads(open_sealed(PRIVATE, confidential["sealed"]))
    assert (said["text"], said["name"]) == ("confidential: барлығы", "Айдана")


async def test_a_tip_off_is_offered_the_channel_and_either_answer_sends_it_once(visit, settings, briefing, redis_log):
    browser = visit()
    id, headers = await with_cookie(browser, settings, briefing)
    form = {"id": id, "text": TIP_OFF, "to": "studio"}
    offered = await browser.post(f"/b/{briefing}-b?lang=en", data=form, headers=headers)
    assert offered.status_code == 409
    assert "Is this a report of corruption?" in offered.text
    assert TIP_OFF in offered.text
    assert shown_id(offered) == id
    for choice in ({"offer": "confidential"}, {"offer": "studio", "id": "another-one"}):
        sent = await browser.post(f"/b/{briefing}-b", data={**form, **choice}, headers=headers)
        assert sent.status_code == 303
    sealed, studio = await bodies(redis_log, briefing)
    assert sealed.keys() == {"sealed"}
    assert (studio["text"], studio["to"]) == (TIP_OFF, "studio")


@pytest.mark.parametrize("to", ["nobody", "confidential"])
async def test_where_there_is_no_such_way_nothing_is_sent(to, valkey, tmp_path, admin, briefing):
    """Without a key neither the choice nor a form of somebody's own leads anywhere."""
    own = settings_of(valkey, tmp_path, confidential_public_key="")
    async with browsers(own) as made:
        browser = made()
        page = await browser.get(f"/b/{briefing}-b?lang=en")
        assert 'data-test="ask-to-consultation"' in page.text
        assert 'data-test="ask-to-confidential"' not in page.text
        id, headers = await with_cookie(browser, own, briefing)
        form = {"id": id, "text": "Kept?", "to": to}
        sent = await browser.post(f"/b/{briefing}-b?lang=en", data=form, headers=headers)
    assert sent.status_code == {"nobody": 422, "confidential": 409}[to]
    assert "Kept?" in sent.text
    words = {"nobody": "That did not work", "confidential": "There is no confidential channel"}[to]
    assert f'data-test="ask-error">{words}' in sent.text
    assert await admin.exists(f"{{b:{briefing}}}:inbox") == 0


@pytest.mark.parametrize(
    "case",
    [
        ("mute", "Модераторлар бұл брифингте сізден бұдан былай сұрақ қабылдамайды", 403),
        ("time_out", "10 минуттан кейін", 429),
        ("ban", "сұрақ та, дауыс та қабылдамайды", 403),
    ],
)
async def test_a_restraint_is_told_in_words_and_the_text_stays(visit, settings, briefing, redis_log, case):
    how, words, status = case
    browser = visit()
    id, headers = await with_cookie(browser, settings, briefing)
    await restrained(settings, redis_log, headers, briefing, how)
    answer = await browser.post(f"/b/{briefing}-b?lang=kk", data={"id": id, "text": "Қалсын"}, headers=headers)
    assert answer.status_code == status
    assert words in answer.text
    assert "Қалсын" in answer.text


async def test_a_message_of_the_studio_is_told_in_the_readers_language(visit, briefing, redis_log):
    act = Act(log=redis_log, kinds=KINDS, briefing=briefing, by="moderator", at=now())
    message: Any = {"kk": "Үзіліс 10 <минут>", "ru": "Перерыв"}
    assert not isinstance(await desk.set_intake(act, "paused", message), Refusal)
    page = await until(visit(), f"/b/{briefing}-b?lang=kk", "Үзіліс 10 &lt;минут&gt;")
    assert "Перерыв</p>" not in page
    assert "Перерыв</p>" in (await visit().get(f"/b/{briefing}-b?lang=ru")).text


# -- what the form sent, for the script ------------------------------------------------------------------


async def test_the_page_after_the_form_gives_the_script_the_asker_s_own_question_and_nobody_else(
    visit, settings, briefing, redis_log
):
    browser = visit()
    id, headers = await with_cookie(browser, settings, briefing)
    sent = await browser.post(f"/b/{briefing}-b", data={"id": id, "text": "Менікі?"}, headers=headers)
    where = sent.headers["location"]
    assert boot(await browser.get(where, headers=headers))["asked"] is None, "the desk has not taken it in"
    await taken_in(redis_log, briefing)
    asked = boot(await browser.get(where, headers=headers))["asked"]
    assert (asked["text"], asked["receipt"]) == ("Менікі?", where.rpartition("=")[2])
    other = visit()
    _, others = await with_cookie(other, settings, briefing)
    page = await other.get(where, headers=others)
    assert boot(page)["asked"] is None
    assert "Менікі?" not in page.text
