"""The captioners' seat: lines that everybody sees, corrected where they stand, and words that all of them share."""

from __future__ import annotations

import json
from typing import Any

import pytest
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection

from studio import office
from studio.log import decode
from tests.log_views import public
from tests.waiting import until
from tests.web.conftest import Web, frame
from web.hub import RECENT_MS, _stands

pytestmark = pytest.mark.integration


@pytest.fixture
async def room(web: Web, briefing: str) -> str:
    await web.briefing(briefing)
    return briefing


def seat(web: Web, briefing: str, cookie: str) -> Any:
    return web.socket(f"/captions/{briefing}/ws", cookie)


async def said(ws: ClientConnection, type: str, command: str, **more: Any) -> dict[str, Any]:
    """The answer to a command."""
    await ws.send(json.dumps({"type": type, "id": command, **more}))
    while True:
        got = await frame(ws, "done", "refused")
        if got["id"] == command:
            return got


def line(id: str, text: str, language: str = "ru", **more: Any) -> dict[str, Any]:
    return {"line": id, "language": language, "text": text, "since": 1_000, "until": 2_000} | more


async def record(web: Web, briefing: str, k: str) -> Any:
    return decode(web.own.kinds, k, (await web.own.log.read(briefing, [k]))[k])


async def views(ws: ClientConnection, kind: str) -> list[dict[str, Any]]:
    """The next views of a kind."""
    while not (found := [v for v in (await frame(ws, "views"))["views"] if v["kind"] == kind]):
        pass
    return found


async def test_a_line_is_kept_clean_within_the_briefing_and_seen_by_all(web: Web, room: str) -> None:
    me, other = await web.sit("captioner", room), await web.sit("captioner", room)
    async with seat(web, room, me) as mine, seat(web, room, other) as theirs:
        await frame(theirs, "snapshot")
        text, name = "Добрый\u202e день,\nначинаем ", "Елена\u200b Ким"
        assert (await said(mine, "caption", "caption-0001", **line("l1", text, speaker=name)))["type"] == "done"
        (view,) = await views(theirs, "line")
        assert (view["text"], view["speaker"], view["language"]) == ("Добрый день, начинаем", "Елена Ким", "ru")
        assert "revisions" not in view
    briefing = await record(web, room, "briefing/briefing")
    held = await record(web, room, "line/l1")
    assert briefing.opened_at <= held.since < held.until
    assert [one.text for one in (await record(web, room, "captions/ru")).lines] == ["Добрый день, начинаем"]


async def test_a_line_sent_twice_is_written_once_and_corrected_where_it_stands(web: Web, room: str) -> None:
    async with seat(web, room, await web.sit("captioner", room)) as mine:
        for text, command in (("раз", "caption-0001"), ("два", "caption-0002"), ("раз", "caption-0001")):
            id = "l1" if text == "раз" else "l2"
            assert (await said(mine, "caption", command, **line(id, text)))["type"] == "done"
        await said(mine, "caption", "caption-0003", **line("l1", "рас"))
        # The first one comes again, late, after its correction: it was done before.
        assert (await said(mine, "caption", "caption-0001", **line("l1", "раз")))["type"] == "done"
    assert [one.text for one in (await record(web, room, "captions/ru")).lines] == ["рас", "два"]
    assert [r.text for r in (await record(web, room, "line/l1")).revisions] == ["раз"]


async def test_what_is_no_line_is_refused_and_after_the_end_none_is(web: Web, room: str) -> None:
    async with seat(web, room, await web.sit("captioner", room)) as mine:
        assert (await said(mine, "caption", "caption-0001", **line("l1", "\u200b \u202e")))["code"] == "text_empty"
        assert (await said(mine, "caption", "caption-0002", **line("l1", "а" * 401)))["code"] == "text_too_long"
        await office.end_briefing(web.own.office("owner"), room)
        assert (await said(mine, "caption", "caption-0003", **line("l1", "поздно")))["code"] == "ended"


async def test_all_captioners_share_the_words_at_hand(web: Web, room: str) -> None:
    me, other = await web.sit("captioner", room), await web.sit("captioner", room)
    async with seat(web, room, me) as mine, seat(web, room, other) as theirs:
        await frame(theirs, "snapshot")
        words = ["Қызылорда", " акимат\u200b ", "\u200b", "Қызылорда"]
        assert (await said(mine, "set_vocabulary", "words-00001", words=words))["type"] == "done"
        (view,) = await views(theirs, "vocabulary")
        assert view["words"] == ["Қызылорда", "акимат"]


async def test_captioners_see_each_other_and_desks_do_not_see_them(web: Web, room: str) -> None:
    me, other = await web.sit("captioner", room), await web.sit("captioner", room)
    async with seat(web, room, me) as mine:
        person = (await frame(mine, "snapshot"))["me"]["person"]
        async with seat(web, room, other):
            while (here := (await views(mine, "presence"))[0])["id"] == person:
                pass
            assert here["seat"] == "captions"
        await until(lambda: _gone(web, room, here["id"]), "whoever closed their page has left")
    async with web.socket(f"/desk/{room}/ws", await web.sit("moderator", room)) as desk:
        shown = (await frame(desk, "snapshot"))["views"]
        assert not [v for v in shown if v["kind"] in {"line", "captions", "vocabulary"}]


async def _gone(web: Web, room: str, person: str) -> bool:
    return (await record(web, room, f"presence/{person}")).until <= web.own.clock()


async def test_the_audience_is_told_the_captions_and_nothing_else(web: Web, admin: Redis, room: str) -> None:
    async with seat(web, room, await web.sit("captioner", room)) as mine:
        await said(mine, "caption", "caption-0001", **line("k1", "Қайырлы күн", "kk"))
        await said(mine, "set_vocabulary", "words-00001", words=["Қызылорда"])
    shown, _ = await public(web.own.log, admin, room)
    kinds = {k.partition("/")[0] for k in shown}
    assert "captions" in kinds
    assert not kinds & {"line", "vocabulary", "transcript"}


def test_a_captioners_page_begins_with_the_latest_minutes() -> None:
    assert _stands({"kind": "line", "at": 1}, RECENT_MS)
    assert not _stands({"kind": "line", "at": 1}, RECENT_MS + 1)


async def test_the_page_says_where_its_socket_is(web: Web, room: str) -> None:
    page = await web.http.get(f"/captions/{room}?lang=en", headers={"cookie": await web.sit("captioner", room)})
    assert page.status_code == 200
    assert f"/captions/{room}/ws" in page.text
    assert (await web.http.get(f"/captions/{room}")).status_code == 401
