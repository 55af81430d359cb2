"""Rehearsals in web and gateway: whose seats count, what a page says, and how everybody is sent away."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from qa import receipts
from studio import office
from studio.archive import engine, schema
from studio.briefing import KEY
from studio.log import Done, decode
from studio.redis_client import Connection
from studio.redis_forget import forgetting
from studio.redis_log import RedisLog
from tests.waiting import until
from tests.web.air import approved, take
from tests.web.conftest import Web, frame
from tests.web.test_socket import asked
from web import clock, panic
from web.codes import WIPED
from web.kinds import KINDS
from web.rehearsals import standing

pytestmark = pytest.mark.integration

DAY_MS = 24 * 3600 * 1000
SEATS = {"moderator": "desk", "producer": "console", "speaker": "speaker", "confidential": "confidential"}


class Stage(NamedTuple):
    """A real briefing and a rehearsal of it."""

    web: Web
    real: str
    id: str

    @property
    def slug(self) -> str:
        return f"s-{self.real.lower()}-rehearsal-{self.id[-8:]}"

    async def end(self) -> None:
        assert isinstance(await office.end_briefing(self.web.own.office("owner"), self.id), Done)

    async def page(self, path: str, cookie: str | None = None) -> Any:
        headers = {"accept": "text/html", "accept-language": "en"} | ({"cookie": cookie} if cookie else {})
        return await self.web.http.get(path, headers=headers)


async def rehearse(web: Web, real: str, ago_ms: int = 0) -> str:
    """A rehearsal that is live, made so long ago."""
    rehearsal, act = f"rehearsal-{secrets.token_hex(8)}", web.own.office("owner")
    assert isinstance(await office.rehearse(replace(act, at=act.at - ago_ms), real, rehearsal), Done)
    assert isinstance(await office.open_briefing(act, rehearsal), Done)
    return rehearsal


@pytest.fixture
async def stage(web: Web, briefing: str) -> Stage:
    await web.briefing(briefing)
    return Stage(web, briefing, await rehearse(web, briefing))


@contextlib.asynccontextmanager
async def supervised(valkey: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(forgetting(valkey.admin_url, clock.now, settle_s=0, poll_s=0.05))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def code_of(ws: ClientConnection) -> tuple[int, list[dict[str, Any]]]:
    """The close code, and the views that came before it."""
    views: list[dict[str, Any]] = []
    async with asyncio.timeout(10):
        try:
            while True:
                views += json.loads(await ws.recv()).get("views", [])
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd else 0, views


# -- seats --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", SEATS)
async def test_whoever_has_a_seat_in_the_briefing_has_it_in_the_rehearsal(stage: Stage, role: Any) -> None:
    cookie, right = await stage.web.sit(role, stage.real), SEATS[role]
    page = await stage.page(f"/{right}/{stage.id}", cookie)
    assert page.status_code == 200
    boot = json.loads(re.findall(r'id="page">(.*?)</script>', page.text)[0])
    assert (boot["briefing"], boot["rehearses"], boot["rehearsing"]) == (stage.id, stage.real, None)
    async with stage.web.socket(f"/{right}/{stage.id}/ws", cookie) as ws:
        (briefing,) = [v for v in (await frame(ws, "snapshot"))["views"] if v["kind"] == "briefing"]
        assert briefing["rehearses"] == stage.real
    there = json.loads(
        re.findall(r'id="page">(.*?)</script>', (await stage.page(f"/{right}/{stage.real}", cookie)).text)[0]
    )
    assert (there["rehearses"], there["rehearsing"]) == (None, stage.id)


async def test_nobody_else_has(stage: Stage) -> None:
    web, path = stage.web, f"/desk/{stage.id}"
    other = await web.briefing(f"{stage.real}x")
    assert (await stage.page(path)).status_code == 401
    for cookie in (
        await web.sit("moderator", other),
        await web.sit("producer", stage.real),
        await web.sit("owner", None),
    ):
        assert (await stage.page(path, cookie)).status_code == 403
        with pytest.raises(InvalidStatus) as refused:
            await web.socket(f"{path}/ws", cookie)
        assert refused.value.response.status_code == 403
    secret = await web.invite("moderator", stage.real)
    cookie = (await web.join(secret)).headers["set-cookie"].partition(";")[0]
    async with web.socket(f"{path}/ws", cookie) as ws:
        await frame(ws, "snapshot")
        await office.revoke(web.own.office("owner"), office.person_id(secret))
        assert (await code_of(ws))[0] == 4401


async def test_what_is_done_in_the_one_is_not_done_in_the_other(stage: Stage) -> None:
    """The same code, the same person, at once; and leaving the one does not take them from the other."""
    web = stage.web
    cookie = await web.sit("moderator", stage.real)
    async with web.socket(f"/desk/{stage.real}/ws", cookie) as real:
        await frame(real, "snapshot")
        async with web.socket(f"/desk/{stage.id}/ws", cookie) as ws:
            await frame(ws, "snapshot")
            await ws.send(json.dumps({"type": "intake", "id": "intake-0001", "intake": "paused", "message": {}}))
            assert (await frame(ws, "done"))["id"] == "intake-0001"

            async def present() -> bool:
                return bool(await people(web, stage.id)) and bool(await people(web, stage.real))

            await until(present)

        async def left() -> bool:
            return not await people(web, stage.id)

        await until(left)
        assert await people(web, stage.real)
    found = {id: decode(KINDS, KEY, (await web.own.log.read(id, [KEY]))[KEY]) for id in (stage.real, stage.id)}
    assert (found[stage.real].intake, found[stage.id].intake) == ("open", "paused")


async def people(web: Web, briefing: str) -> list[str]:
    """Who sits there now."""
    _, stored = await web.own.log.scan(briefing, ["presence"])
    return [k for k, s in stored.items() if decode(KINDS, k, s).until > clock.now()]


# -- the office ---------------------------------------------------------------------------------------


async def test_the_office_makes_one_by_one_command_and_sees_it_go(stage: Stage, valkey: Any) -> None:
    web = stage.web
    async with web.socket("/office/ws", await web.sit("owner", None)) as ws:
        await frame(ws, "snapshot")
        command = json.dumps({"type": "rehearse", "id": "rehearse-0001", "briefing": stage.real})
        seen: dict[tuple[str, str], dict[str, Any]] = {}
        made: list[dict[str, Any]] = []
        for number in (1, 2):
            await ws.send(command)
            await heard(ws, seen, lambda number=number: len(made) == number, made)
        assert made[0]["result"] == made[1]["result"]
        own = made[0]["result"]["briefing"]
        assert re.fullmatch(r"rehearsal-[0-9a-f]{16}", own)
        await heard(ws, seen, lambda: ("briefing", own) in seen and ("listing", own) in seen)
        assert seen["listing", own]["rehearses"] == seen["briefing", own]["rehearses"] == stage.real
        await ws.send(json.dumps({"type": "end_briefing", "id": "end-0000001", "briefing": own}))
        async with supervised(valkey):
            await heard(ws, seen, lambda: all(seen[kind, own].get("gone") for kind in ("briefing", "listing")))
    assert own not in web.own.followers.rehearsals.records


async def heard(
    ws: ClientConnection,
    seen: dict[tuple[str, str], dict[str, Any]],
    enough: Any,
    done: list[dict[str, Any]] | None = None,
) -> None:
    """Takes in what comes until it is enough."""
    async with asyncio.timeout(10):
        while not enough():
            message = json.loads(await ws.recv())
            seen |= {(view["kind"], view["id"]): view for view in message.get("views", [])}
            if message["type"] == "done" and done is not None:
                done.append(message)


# -- pages --------------------------------------------------------------------------------------------


async def test_every_page_says_that_it_is_a_rehearsal_and_no_search_engine_keeps_it(stage: Stage) -> None:
    pages = [await stage.page(f"/b/{stage.slug}")]
    for role, right in SEATS.items():
        pages.append(await stage.page(f"/{right}/{stage.id}", await stage.web.sit(role, stage.real)))  # type: ignore[arg-type]
    for page in pages:
        assert page.status_code == 200
        assert 'data-test="rehearsal"' in page.text
        for words in ("Дайындық", "Репетиция", "Rehearsal"):
            assert f"<b>{words}</b>" in page.text
        assert "noindex" in page.headers["x-robots-tag"]
    for page in [await stage.page(f"/b/s-{stage.real}"), await stage.page("/screen"), await stage.page("/")]:
        assert 'data-test="rehearsal"' not in page.text
        assert "x-robots-tag" not in page.headers


async def test_it_stands_in_no_list_and_no_record_and_no_file(stage: Stage) -> None:
    web = stage.web
    tables = engine.connect(web.settings.database_url.get_secret_value())
    await schema.migrate(tables)
    await tables.dispose()
    assert stage.slug not in (home := await stage.page("/")).text
    assert f"/b/s-{stage.real}" in home.text
    for path in (f"/archive/{stage.slug}", f"/ledger/{stage.slug}", f"/ledger/{stage.slug}.json"):
        assert (await stage.page(path)).status_code == 404
    assert stage.slug not in (await stage.page("/archive")).text
    cookie = await web.sit("moderator", stage.real)
    for name in ("chain.json", "chain.csv"):
        assert (await stage.page(f"/desk/{stage.id}/{name}", cookie)).status_code == 404
        assert (await stage.page(f"/desk/{stage.real}/{name}", cookie)).status_code == 200


async def test_a_receipt_of_it_says_so_and_is_gone_with_it(stage: Stage, valkey: Any) -> None:
    await asked(stage.web, stage.id)
    printed = receipts.code(secrets.token_bytes(receipts.ENTROPY))
    desk = RedisLog.connect(valkey.url("desk"))
    await desk.put_receipts(stage.id, {receipts.receipt_hash(printed): "q1"})
    await desk.aclose()
    page = await stage.page(f"/r/{printed}")
    assert page.status_code == 200
    assert 'data-test="rehearsal"' in page.text
    assert "noindex" in page.headers["x-robots-tag"]
    await stage.end()
    assert (await stage.page(f"/r/{printed}")).status_code == 404


async def test_afterwards_its_addresses_say_what_it_was(stage: Stage) -> None:
    cookie = await stage.web.sit("moderator", stage.real)
    assert (await stage.page(f"/b/{stage.slug}")).status_code == 200
    await stage.end()
    for path in (f"/b/{stage.slug}", f"/desk/{stage.id}", "/b/never-was-rehearsal-0123abcd"):

        async def told(path: str = path) -> bool:  # the process hears of the end a moment later
            return (await stage.page(path, cookie)).status_code == 410

        await until(told, f"{path} is told to be gone")
        page = await stage.page(path, cookie)
        assert "This was a rehearsal" in page.text
    with pytest.raises(InvalidStatus) as refused:
        await stage.web.socket(f"/desk/{stage.id}/ws", cookie)
    assert refused.value.response.status_code == 410
    assert json.loads(refused.value.response.body)["code"] == "wiped"
    assert (await stage.page(f"/desk/{stage.real}", cookie)).status_code == 200


# -- everybody is sent away ---------------------------------------------------------------------------


async def test_staff_see_the_end_and_are_sent_away(stage: Stage) -> None:
    web, cookie = stage.web, await stage.web.sit("moderator", stage.real)
    async with web.socket(f"/desk/{stage.id}/ws", cookie) as ws, web.socket(f"/desk/{stage.real}/ws", cookie) as real:
        await frame(ws, "snapshot")
        await frame(real, "snapshot")
        await stage.end()
        code, views = await code_of(ws)
        assert code == WIPED
        assert [v["state"] for v in views if v["kind"] == "briefing"][-1] == "ended"
        await real.send(json.dumps({"type": "again"}))
        await frame(real, "snapshot")


class Chair:
    """A socket; what it is told before it is sent away is sent."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.code = 0

    def push(self, frame: str) -> None:
        self.frames.append(frame)

    def end(self, code: int) -> None:
        self.frames.clear()

    def finish(self, code: int) -> None:
        self.code = code


async def test_whoever_was_on_the_way_in_is_sent_away_too(stage: Stage) -> None:
    """The door was passed before the end, and the room is entered after it."""
    own = stage.web.own
    channel = await own.hub.channel("moderator", stage.id)
    assert channel
    early, late = Chair(), Chair()
    own.hub.enter(channel, early, "p")
    await stage.end()

    async def over() -> bool:
        return channel.over is not None

    await until(over)

    own.hub.enter(channel, late, "p")
    for chair in (early, late):
        own.hub.leave(channel, chair, "p")
        assert chair.code == WIPED
    assert '"state":"ended"' in early.frames[-1]
    assert await own.hub.channel("moderator", stage.id) is None


async def test_one_that_nobody_ended_sends_everybody_away_after_a_day(web: Web, briefing: str) -> None:
    await web.briefing(briefing)
    own = await rehearse(web, briefing, DAY_MS - 4_000)
    cookie = await web.sit("moderator", briefing)
    async with web.socket(f"/desk/{own}/ws", cookie) as ws:
        assert (await frame(ws, "snapshot"))["views"]
        assert (await code_of(ws))[0] == WIPED
    assert await standing(web.own.followers, briefing) is None
    assert (await web.http.get(f"/desk/{own}", headers={"cookie": cookie})).status_code == 410


async def test_what_is_pressed_at_the_last_moment_brings_nothing_back(
    stage: Stage, valkey: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The panic key is tried again until it is logged: of a rehearsal that was wiped it never will be."""
    monkeypatch.setattr(panic, "LOG_S", 10)
    own, admin = stage.web.own, Connection(valkey.admin_url)
    await approved(stage.web, stage.id, "q1")
    assert await own.followers.get(stage.id)
    await take(stage.web, stage.id)
    await admin.call("UNLINK", *[k for k in await admin.call("KEYS", f"{{b:{stage.id}}}:*")])
    await admin.aclose()
    assert await own.panic.press(stage.id, "p", "main"), "it is not tried again for ever"
    assert await own.log.scan(stage.id, ["program", "presence", "screen"]) == ("0", {})


# -- screens ------------------------------------------------------------------------------------------


async def greet(web: Web, key: str, **more: Any) -> ClientConnection:
    ws = await web.socket("/screen/ws")
    await ws.send(json.dumps({"type": "hello", "key": key, **more}))
    return ws


async def test_a_screen_shows_a_rehearsal_only_where_it_asks_for_one(stage: Stage) -> None:
    secret = await stage.web.invite("screen", stage.real)
    for asks, of in ((False, stage.real), (True, stage.id)):
        async with await greet(stage.web, secret, rehearsal=asks) as ws:
            assert (await frame(ws, "snapshot"))["me"]["briefing"] == of


async def test_of_several_rehearsals_a_screen_shows_the_latest(stage: Stage) -> None:
    older = await rehearse(stage.web, stage.real, 3_600_000)
    secret = await stage.web.invite("screen", stage.real)
    async with await greet(stage.web, secret, rehearsal=True) as ws:
        assert (await frame(ws, "snapshot"))["me"]["briefing"] == stage.id
    await stage.end()

    async def over() -> bool:
        return await standing(stage.web.own.followers, stage.real) == older

    await until(over, "the process knows that the later one is over")
    async with await greet(stage.web, secret, rehearsal=True) as ws:
        assert (await frame(ws, "snapshot"))["me"]["briefing"] == older


async def test_a_screen_waits_where_no_rehearsal_stands_and_is_sent_away_from_one_that_is_over(stage: Stage) -> None:
    secret = await stage.web.invite("screen", stage.real)
    async with await greet(stage.web, secret, rehearsal=True) as ws:
        await frame(ws, "snapshot")
        await stage.end()
        assert (await code_of(ws))[0] == WIPED
    async with await greet(stage.web, secret, rehearsal=True) as ws:
        assert (await code_of(ws))[0] == 1013
    async with await greet(stage.web, secret) as ws:
        assert (await frame(ws, "snapshot"))["me"]["briefing"] == stage.real


async def test_a_key_of_another_briefing_opens_no_rehearsal(stage: Stage) -> None:
    other = await stage.web.briefing(f"{stage.real}x")
    secret = await stage.web.invite("screen", other)
    async with await greet(stage.web, secret, rehearsal=True) as ws:
        assert (await code_of(ws))[0] == 1013
