"""The confidential seat, and a question's way into it: sealed, forgotten elsewhere, opened for one reader, logged."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection

from studio.events import Asked, text_hash
from studio.log import Act, Done
from studio.records import Refusal
from studio.redis_forget import forgetting
from studio.sealing import make_key, public_key
from studio.settings import Settings
from tests.waiting import until
from tests.web.conftest import Web, frame, running, settings_for
from web.clock import now

pytestmark = pytest.mark.integration

PRIVATE = make_key()
TEXT = "Әкімдікте орын үшін пара сұрады, растайтын жазбам бар."
LETTER = {"text": TEXT, "name": "Айгүл Құпия", "region": "Абай облысы", "language": "kk"}


def keyed(settings: Settings, private: str = PRIVATE, public: str | None = None) -> Settings:
    """Settings as the supervisor hands them to web."""
    given = public_key(private) if public is None else public
    return Settings(**{**settings.model_dump(), "confidential_key": private, "confidential_public_key": given})


@pytest.fixture
def settings(valkey: Any, tmp_path: Path) -> Settings:
    return keyed(settings_for(valkey, tmp_path))


async def ask(web: Web, briefing: str, id: str = "q1") -> None:
    """A question comes out of the inbox."""
    asked = Asked(
        question=id, number=7, language="kk", hash=text_hash("kk", TEXT), author="a" * 32, text=TEXT,
        name=LETTER["name"], region=LETTER["region"], receipt="0" * 64,
    )  # fmt: skip
    act = Act(log=web.own.log, kinds=web.own.kinds, briefing=briefing, by="desk", at=1_000)
    assert not isinstance(await act.commit([], lambda _: [asked]), Refusal)


@pytest.fixture
async def room(web: Web, briefing: str) -> str:
    await web.briefing(briefing)
    await ask(web, briefing)
    return briefing


def seat(web: Web, name: str, briefing: str, cookie: str) -> Any:
    return web.socket(f"/{name}/{briefing}/ws", cookie)


async def said(ws: ClientConnection, type: str, id: str = "", **more: Any) -> dict[str, Any]:
    """The answer to a command."""
    command = id or f"{type.replace('_', '-')}-00001"
    await ws.send(json.dumps({"type": type, "id": command, **more}))
    while True:
        got = await frame(ws, "done", "refused")
        if got["id"] == command:
            return got


async def diverted(web: Web, briefing: str, question: str = "q1") -> None:
    async with seat(web, "desk", briefing, await web.sit("moderator", briefing)) as desk:
        assert (await said(desk, "divert", question=question))["type"] == "done"


async def test_a_diverted_question_is_opened_by_the_confidential_role_and_it_is_logged(web: Web, room: str) -> None:
    cookie = await web.sit("confidential", room)
    async with seat(web, "confidential", room, cookie) as officer:
        assert not [v for v in (await frame(officer, "snapshot"))["views"] if v["kind"] != "briefing"]
        await diverted(web, room)
        (view,) = (await frame(officer, "views"))["views"]
        assert {k: v for k, v in view.items() if k != "version"} == {
            "kind": "tip_off", "id": "q1", "number": 7, "received_at": view["received_at"], "read_by": None,
            "read_at": None,
        }  # fmt: skip
        answer = await said(officer, "read_tip_off", question="q1")
        assert answer["result"] == LETTER
    k = "tip_off/q1"
    body = json.loads((await web.own.log.read(room, [k]))[k].body)  # type: ignore[union-attr]
    assert body["read_by"]
    assert body["read_at"]
    async for entries in web.own.log.follow(room, "0"):
        assert "tip_off_read" in [e.type for one in entries for e in one.entry.events]
        break


async def test_it_may_be_read_again_and_after_the_end(web: Web, room: str) -> None:
    from studio import office

    await diverted(web, room)
    await office.end_briefing(web.own.office("owner"), room)
    async with seat(web, "confidential", room, await web.sit("confidential", room)) as officer:
        for n in range(2):
            answer = await said(officer, "read_tip_off", f"read-again-{n}", question="q1")
            assert answer["result"] == LETTER


async def test_a_command_that_comes_twice_diverts_once(web: Web, room: str) -> None:
    async with seat(web, "desk", room, await web.sit("moderator", room)) as desk:
        for _ in range(2):
            assert (await said(desk, "divert", question="q1"))["type"] == "done"
        other = await said(desk, "divert", "divert-00002", question="q1")
        assert (other["type"], other["code"]) == ("refused", "not_found")


async def test_nothing_of_it_stays_in_the_store(web: Web, room: str, admin: Redis) -> None:
    """Not in the records, the log, the public views, the air or the inbox."""
    words = (TEXT, str(LETTER["name"]), "қысқартылды")
    async with seat(web, "desk", room, await web.sit("moderator", room)) as desk:
        await said(desk, "edit", question="q1", text=f"{TEXT} (қысқартылды)", language="kk", why="shortened")
        assert held(await dump(admin, room), *words) == set(words)  # it would be found
        assert (await said(desk, "divert", question="q1"))["type"] == "done"
    assert held(await dump(admin, room), *words) == set()


async def test_approved_by_mistake_it_leaves_every_preview_and_the_air(
    web: Web, room: str, admin: Redis, valkey: Any
) -> None:
    await ask(web, room, "q2")
    cookies = [await web.sit("moderator", room), await web.sit("producer", room)]
    async with seat(web, "desk", room, cookies[0]) as desk, seat(web, "console", room, cookies[1]) as console:
        for id in ("q1", "q2"):
            await said(desk, "approve", f"approve-{id}", question=id, revision=0, sure=True)
        for screen in ("hall", "lobby"):
            await web.invite("screen", room, screen=screen)
            await until(partial(web.own.boards.has, room, screen))
        for screen, id in (("main", "q1"), ("hall", "q1"), ("lobby", "q2")):
            answer = await said(console, "cue", f"cue-{screen}-01", screen=screen, item=id)
            assert answer["type"] == "done"
        await said(desk, "reject", question="q2", reason="insult")
        assert (await said(desk, "divert", question="q1"))["type"] == "done"
        previews: dict[str, Any] = {"main": 0, "hall": 0}
        while any(v is not None for v in previews.values()):
            views = (await frame(console, "views"))["views"]
            previews |= {v["id"]: v["preview"] for v in views if v["kind"] == "program" and v["id"] in previews}
    _, programs = await web.own.log.scan(room, ["program"])
    assert json.loads(programs["program/lobby"].body)["preview"]["question"] == "q2"
    assert held(programs["program/main"].body + programs["program/hall"].body, TEXT) == set()
    await forgotten(valkey, admin)
    views = await on_air(admin, room)
    assert [v for v in views if v["id"] == "q1" and "text" in v] == []
    assert [v for v in views if v["id"] == "q2" and "text" in v] != []


async def on_air(admin: Redis, briefing: str) -> list[dict[str, Any]]:
    """What the audience's stream says, from its beginning."""
    entries: Any = await admin.xrange(f"{{b:{briefing}}}:air")
    return [json.loads(fields[b"e"]) for _, fields in entries]


async def forgotten(valkey: Any, admin: Redis) -> None:
    """Has the supervisor do what was announced."""
    task = asyncio.create_task(forgetting(valkey.admin_url, now, settle_s=0, poll_s=0.02))
    async with asyncio.timeout(10):
        while await admin.exists("forget"):
            await asyncio.sleep(0.02)
    task.cancel()


async def test_a_refused_diversion_takes_nothing_from_the_air(web: Web, room: str, admin: Redis, valkey: Any) -> None:
    """Another moderator holds the card: the question stays approved, and so does what a gateway reads of it."""
    first, second = await web.sit("moderator", room), await web.sit("moderator", room)
    async with seat(web, "desk", room, first) as desk, seat(web, "desk", room, second) as other:
        await said(desk, "approve", question="q1", revision=0, sure=True)
        await said(desk, "claim", question="q1")
        assert (await said(other, "divert", question="q1"))["code"] == "claimed"
        await admin.delete("forget")
        missing = await said(other, "divert", "divert-00002", question="q9")
        assert (missing["code"], await admin.exists("forget")) == ("not_found", 0)
        assert (await said(other, "divert", "divert-00003", question="q1"))["code"] == "claimed"
    await forgotten(valkey, admin)
    views = await on_air(admin, room)
    assert [v["text"] for v in views if v["id"] == "q1" and v.get("state") == "approved"] == [TEXT]
    assert not [v for v in views if v.get("gone")]


async def test_approved_and_taken_back_before_it_is_still_taken_from_the_air(
    web: Web, room: str, admin: Redis, valkey: Any
) -> None:
    """The record no longer tells that everyone could read it once."""
    async with seat(web, "desk", room, await web.sit("moderator", room)) as desk:
        await said(desk, "approve", "approve-00001", question="q1", revision=0, sure=True)
        assert (await said(desk, "undo", decision="approve-00001"))["type"] == "done"
        assert (await said(desk, "divert", question="q1"))["type"] == "done"
    assert [v["text"] for v in await on_air(admin, room) if "text" in v] == [TEXT]
    await forgotten(valkey, admin)
    assert [v for v in await on_air(admin, room) if "text" in v] == []


def held(found: bytes, *words: str) -> set[str]:
    return {word for word in words if word.encode() in found or json.dumps(word)[1:-1].encode() in found}


async def dump(admin: Redis, briefing: str) -> bytes:
    """Every value of every key of a briefing, and the keys."""
    found = []
    for key in [k async for k in admin.scan_iter(f"{{b:{briefing}}}:*")]:
        kind = (await admin.type(key)).decode()
        value: Any = {
            "string": admin.get, "hash": admin.hgetall, "set": admin.smembers, "stream": admin.xrange,
        }[kind](key)  # fmt: skip
        found += [key, *flat(await value)]
    return b"\n".join(found)


def flat(value: Any) -> list[bytes]:
    if isinstance(value, bytes):
        return [value]
    parts = value.items() if isinstance(value, dict) else value or ()
    return [one for part in parts for one in flat(part)]


async def test_without_a_key_nothing_is_diverted(valkey: Any, tmp_path: Path, briefing: str) -> None:
    async for web in running(settings_for(valkey, tmp_path)):
        await web.briefing(briefing)
        await ask(web, briefing)
        async with seat(web, "desk", briefing, await web.sit("moderator", briefing)) as desk:
            answer = await said(desk, "divert", question="q1")
            assert (answer["code"], answer["view"]["id"]) == ("no_confidential", "q1")


@pytest.mark.parametrize(
    ("private", "code"), [(make_key(), "wrong_key"), ("", "no_confidential")], ids=("other", "none")
)
async def test_a_key_that_does_not_open_it_says_so_and_reads_nothing(  # noqa: PLR0913, PLR0917 - fixtures
    web: Web, room: str, valkey: Any, tmp_path: Path, private: str, code: str
) -> None:
    await diverted(web, room)
    (tmp_path / "other").mkdir()
    async for other in running(keyed(settings_for(valkey, tmp_path / "other"), private, public="")):
        async with seat(other, "confidential", room, await other.sit("confidential", room)) as officer:
            answer = await said(officer, "read_tip_off", question="q1")
            assert (answer["type"], answer["code"]) == ("refused", code)
            assert answer["view"]["id"] == "q1"
            assert "sealed" not in answer["view"]
            missing = await said(officer, "read_tip_off", "read-00002", question="q9")
            assert missing["code"] == "not_found"
    k = "tip_off/q1"
    assert json.loads((await web.own.log.read(room, [k]))[k].body)["read_by"] is None  # type: ignore[union-attr]


async def test_what_was_sealed_by_somebody_else_is_no_letter(web: Web, room: str) -> None:
    """The gateway seals; whatever came through it shows as an error, not as a crash."""
    from qa import desk
    from studio.sealing import seal as sealed

    act = web.own.act(room, "m1")
    assert isinstance(await desk.divert(act, "q1", sealed(public_key(PRIVATE), b"\xff not json")), Done)
    async with seat(web, "confidential", room, await web.sit("confidential", room)) as officer:
        assert (await said(officer, "read_tip_off", question="q1"))["code"] == "wrong_key"


async def test_the_page_is_for_its_seat_and_embeds_no_text(web: Web, room: str) -> None:
    await diverted(web, room)
    cookie = await web.sit("confidential", room)
    page = await web.http.get(f"/confidential/{room}?lang=en", headers={"cookie": cookie})
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "Confidential channel" in page.text
    assert TEXT not in page.text
    assert (await web.http.get(f"/confidential/{room}")).status_code == 401
