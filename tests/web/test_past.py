"""The archive's front, without a script: by date and year, page by page, and searched."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.web.shelf import AT, HOUR, briefing, line, question, shelve
from web.past import COUNT

pytestmark = pytest.mark.integration
DAY = 24 * HOUR
TITLE = {"kk": "Тыңдау", "ru": "Слушания <1>", "en": "Hearing"}
PLAYED = "https://a.kz/r.mp4"


async def get(web: Any, path: str, **query: str) -> str:
    response = await web.http.get(path, params={"lang": "en", **query})
    assert response.status_code == 200
    return str(response.text)


def titles(page: str) -> list[str]:
    return re.findall(r'data-test="archive-briefing">\s*<a [^>]*>([^<]*)</a>', page)


async def test_an_empty_archive_says_what_will_stand_there(web: Any, shelf: AsyncEngine):
    page = await get(web, "/archive")
    assert "No briefing has ended yet." in page
    assert 'data-test="archive-search"' in page
    assert 'class="years"' not in page


async def test_briefings_stand_by_month_with_their_counts(web: Any, shelf: AsyncEngine):
    questions = [question(1, "Где?", 5000), question(2, "Когда?"), question(3, "Тайное", state="rejected")]
    await shelve(shelf, "b1", briefing("one", TITLE), questions)
    await shelve(shelf, "b2", briefing("two", {"kk": "Екінші"}, ended_at=AT - 40 * DAY))
    page = await get(web, "/archive")
    assert re.findall(r"<h2>([^<]*)</h2>", page) == ["September 2026", "August 2026"]
    assert titles(page) == ["Hearing", "Екінші"]
    assert "Questions asked: 3 · Answered: 1" in page
    assert "&lt;1&gt;" in await get(web, "/archive", lang="ru")


async def test_pages_follow_each_other_and_years_lead_into_the_list(web: Any, shelf: AsyncEngine):
    for n in range(COUNT + 2):
        await shelve(shelf, f"b{n}", briefing(f"s-{n}", {"en": f"Number {n}"}, ended_at=AT - n * 15 * DAY))
    first = await get(web, "/archive")
    assert titles(first) == [f"Number {n}" for n in range(COUNT)]
    (older,) = re.findall(r'href="/archive\?before=([^"]*)" data-test="archive-older"', first)
    rest = await get(web, "/archive", before=older)
    assert titles(rest) == [f"Number {COUNT}", f"Number {COUNT + 1}"]
    assert "archive-older" not in rest
    years = dict(re.findall(r'<a href="/archive\?before=(\d+)"[^>]*>(\d{4})</a>', first))
    assert list(years.values()) == ["2026", "2025"]
    (last,) = [before for before, year in years.items() if year == "2025"]
    assert titles(await get(web, "/archive", before=last))[0] == "Number 18"  # 25 December 2025
    assert "Nothing is older" in await get(web, "/archive", before="1")


@pytest.mark.parametrize("before", ["x", "-", "1" * 40, "-5", "9e9", "٣", "1790000000000-" + "b" * 999])
async def test_a_place_that_is_none_is_no_error(web: Any, shelf: AsyncEngine, before: str):
    await get(web, "/archive", before=before)
    await get(web, "/archive", before=before, q="бюджет")


async def test_what_is_found_is_marked_and_leads_to_its_moment(web: Any, shelf: AsyncEngine):
    answered = question(12, "Где <b>бюджеты</b> области?", 65_000)
    said = line("l7", 70_900, "Бюджет опубликован", "Ә. Сапаров")
    await shelve(shelf, "b1", briefing("one", TITLE, recording_url=PLAYED), [answered], [said])
    response = await web.http.get("/archive?q=бюджет&lang=en")
    page = response.text
    assert response.headers["x-robots-tag"] == "noindex, follow"
    assert page.count('data-test="archive-hit"') == 2
    assert page.count("<h2>") == 1, "hits of one briefing stand under its name once"
    assert "Где &lt;b&gt;<mark>бюджеты</mark>&lt;/b&gt; области?" in page
    assert "<mark>Бюджет</mark> опубликован" in page
    for link in ("/archive/one#q12", "/archive/one?t=65#q12", "/archive/one#t-l7", "/archive/one?t=70#t-l7"):
        assert f'href="{link}"' in page
    record = (await web.http.get("/archive/one?t=70&lang=en")).text
    assert 'id="t-l7"' in record
    assert 'id="q12"' in record
    assert f'src="{PLAYED}#t=70"' in record


async def test_where_nothing_plays_here_the_moment_is_the_recordings_own_or_none(web: Any, shelf: AsyncEngine):
    asked = [question(1, "Где бюджет?", 65_000)]
    await shelve(shelf, "b1", briefing("one", TITLE, recording_url="https://youtu.be/x"), asked)
    await shelve(shelf, "b2", briefing("two", TITLE), asked)
    page = await get(web, "/archive", q="бюджет")
    assert page.count('data-test="hit-play"') == 1
    assert 'href="https://youtu.be/x#t=65"' in page


async def test_a_language_is_chosen_and_kept_from_page_to_page(web: Any, shelf: AsyncEngine):
    asked = [question(n, "Бюджет?", language="ru" if n % 3 else "kk") for n in range(1, 36)]
    await shelve(shelf, "b1", briefing("one", TITLE), asked)
    first = await get(web, "/archive", q="бюджет", within="ru")
    assert 'lang="kk"' not in first.replace('lang="kk" hreflang', "").replace('value="kk" lang="kk"', "")
    (older,) = re.findall(r'href="/archive\?([^"]*)" data-test="archive-older"', first)
    rest = await get(web, "/archive", **dict(parse_qsl(unescape(older))))
    assert (first.count('data-test="archive-hit"'), rest.count('data-test="archive-hit"')) == (20, 4)
    assert 'href="?q=%D0%B1%D1%8E%D0%B4%D0%B6%D0%B5%D1%82&amp;within=ru&amp;lang=kk"' in first


async def test_nothing_found_says_what_to_try_and_too_short_a_word_says_so(web: Any, shelf: AsyncEngine):
    page = await get(web, "/archive", q="абракадабра", within="ru")
    assert "Nothing was found." in page
    assert "Search in all languages" in page
    assert "Write at least two letters" in await get(web, "/archive", q="а")
    assert "No briefing has ended yet." in await get(web, "/archive", q="  ")
