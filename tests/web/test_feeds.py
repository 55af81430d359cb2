"""The feed, the site map and what robots should leave: well-formed, whole, and without a word that is not public."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.web.shelf import AT, HOUR, briefing, line, question, shelve

pytestmark = pytest.mark.integration
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
TITLE = {"kk": "Тыңдау", "ru": "Слушания <1> & \x0b\x1b[2K", "en": "Hearing"}


@pytest.fixture
async def shelf(shelf: AsyncEngine) -> AsyncEngine:
    """With two briefings; of the one the transcript was published later."""
    asked = [question(1, "Где бюджет?", 5000), question(2, "Тайное", state="rejected")]
    await shelve(shelf, "b1", briefing("one", TITLE), asked, [line("l1", 1000, "Сказано")])
    await shelve(shelf, "b2", briefing("two", {"kk": "Екінші"}, ended_at=AT - 40 * 24 * HOUR))
    return shelf


async def test_the_feed_tells_of_each_briefing_in_the_readers_language(web: Any, shelf: AsyncEngine):
    response = await web.http.get("/archive/feed.atom?lang=ru")
    feed = ET.fromstring(response.content)
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "ru"
    entries = feed.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}title") for e in entries] == ["Слушания <1> & [2K", "Екінші"]
    assert [e.findtext(f"{ATOM}id") for e in entries] == ["tag:127.0.0.1,2026-09-21:b1", "tag:127.0.0.1,2026-08-12:b2"]
    first = entries[0]
    assert first.findtext(f"{ATOM}published") == "2026-09-21T15:13:20+00:00"
    assert first.findtext(f"{ATOM}updated") == feed.findtext(f"{ATOM}updated") == "2026-09-21T16:13:20+00:00"
    assert first.find(f"{ATOM}link").get("href") == f"{web.settings.public_url}/archive/one?lang=ru"
    assert "Задано вопросов: 2. Ответ дан: 1." in first.findtext(f"{ATOM}summary")
    assert "Тайное" not in response.text
    other = ET.fromstring((await web.http.get("/archive/feed.atom?lang=kk")).content)
    assert other.findtext(f"{ATOM}id") != feed.findtext(f"{ATOM}id")
    assert [e.findtext(f"{ATOM}id") for e in other.findall(f"{ATOM}entry")] == [
        e.findtext(f"{ATOM}id") for e in entries
    ]


async def test_the_site_map_has_each_page_in_each_language(web: Any, shelf: AsyncEngine):
    response = await web.http.get("/sitemap.xml")
    urls = ET.fromstring(response.content).findall(f"{MAP}url")
    base = web.settings.public_url
    expected = [f"{base}{page}?lang={lang}" for page in ("/archive", "/archive/one", "/archive/two")
                for lang in ("kk", "ru", "en")]  # fmt: skip
    assert [u.findtext(f"{MAP}loc") for u in urls] == expected
    assert {link.get("hreflang") for link in urls[3].findall(LINK)} == {"kk", "ru", "en", "x-default"}
    assert urls[3].findtext(f"{MAP}lastmod") == "2026-09-21T16:13:20+00:00"


async def test_robots_leave_receipts_and_the_staffs_pages(web: Any):
    said = (await web.http.get("/robots.txt")).text.splitlines()
    assert said[0] == "User-agent: *"
    kept = ("/r/", "/desk/", "/office", "/records", "/join", "/confidential/")
    assert {f"Disallow: {path}" for path in kept} <= set(said)
    assert not {"Disallow: /r", "Disallow: /rec"} & set(said), "the recordings begin so too"
    assert said[-1] == f"Sitemap: {web.settings.public_url}/sitemap.xml"


@pytest.mark.parametrize("path", ["/archive/one", "/archive/feed.atom", "/sitemap.xml"])
async def test_who_has_it_already_is_sent_nothing(web: Any, shelf: AsyncEngine, path: str):
    first = await web.http.get(path, headers={"accept-language": "ru"})
    known = {"if-none-match": f'"other", {first.headers["etag"]}', "accept-language": "ru"}
    again = await web.http.get(path, headers=known)
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    if path != "/sitemap.xml":
        assert (await web.http.get(path, headers=known | {"accept-language": "en"})).status_code == 200
    await shelve(shelf, "b3", briefing("three", {"kk": "Үшінші"}))
    if path == "/archive/feed.atom":
        assert (await web.http.get(path, headers=known)).status_code == 200
