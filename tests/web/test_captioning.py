"""A program in a captioner's seat: its invite becomes a session, its lines arrive once and in order."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from studio import office
from studio.lines import VOCABULARY, set_vocabulary
from studio.log import Done, decode
from studio.records import key
from tests.ports import unused_port
from tests.waiting import until
from tests.web.conftest import Web, running
from web import captioning
from web.auth import link
from web.captioning import MOST, LostSeatError, Seat, take

pytestmark = pytest.mark.integration


async def seat_file(web: Web, folder: Path, briefing: str, role: Any = "captioner") -> Path:
    file = folder / "seat"
    file.write_text(link(web.origin, role, await web.invite(role, briefing)) + "\n", encoding="utf-8")
    return file


async def lines(web: Web, briefing: str) -> list[Any]:
    """The lines of the transcript, in the order of their times."""
    _, stored = await web.own.log.scan(briefing, ["line"])
    return sorted((decode(web.own.kinds, k, s) for k, s in stored.items()), key=lambda one: one.since)


@asynccontextmanager
async def held(seat: Seat) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(seat.hold())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def say(seat: Seat, text: str) -> None:
    seat.say(text, "ru", seat.now(), seat.now())


async def test_an_invite_is_used_once_and_its_session_kept_for_its_owner_alone(web, briefing, tmp_path):
    await web.briefing(briefing)
    file = await seat_file(web, tmp_path, briefing)
    found = await asyncio.to_thread(take, file)
    assert found[:2] == (web.origin, f"/captions/{briefing}")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert await asyncio.to_thread(take, file) == found
    seat = Seat(*found, lambda _: None)
    async with held(seat):
        await seat.seated.wait()


async def test_what_is_no_seat_is_told_with_what_to_do(web, briefing, tmp_path):
    await web.briefing(briefing)
    for text in ("", "http://127.0.0.1/join", "ftp://127.0.0.1/join#x"):
        (tmp_path / "none").write_text(text)
        with pytest.raises(LostSeatError, match="holds no invite's link"):
            take(tmp_path / "none")
    with pytest.raises(LostSeatError, match="an invite of another seat"):
        await asyncio.to_thread(take, await seat_file(web, tmp_path, briefing, "producer"))
    used = await seat_file(web, tmp_path, briefing)
    text = used.read_text()
    await asyncio.to_thread(take, used)
    used.write_text(text)
    with pytest.raises(LostSeatError, match="invite_used"):
        await asyncio.to_thread(take, used)
    (tmp_path / "none").write_text(f"http://127.0.0.1:{unused_port()}/join#x")
    with pytest.raises(OSError, match="refused"):
        take(tmp_path / "none")


async def test_lines_wait_while_the_server_is_away_and_arrive_once_in_order(settings, redis_log, briefing, tmp_path):
    told = list[str]()
    server = running(settings)
    web = await anext(server)
    await web.briefing(briefing)
    seat = Seat(*await asyncio.to_thread(take, await seat_file(web, tmp_path, briefing)), told.append)
    async with held(seat):
        await seat.seated.wait()
        say(seat, "раз")
        await seat.idle()
        await server.aclose()
        for text in ("два", "три"):
            say(seat, text)
        await until(lambda: told[-1] == "no connection; the lines wait")
        server = running(settings)
        web = await anext(server)
        await seat.idle()
        say(seat, "четыре")
        await seat.idle()
        assert [line.text for line in await lines(web, briefing)] == ["раз", "два", "три", "четыре"]
        assert told == ["lines are public", "no connection; the lines wait", "lines are public"]
    await server.aclose()


async def test_of_too_many_that_wait_the_oldest_are_given_up(web, briefing, tmp_path):
    await web.briefing(briefing)
    told = list[str]()
    seat = Seat(*await asyncio.to_thread(take, await seat_file(web, tmp_path, briefing)), told.append)
    for n in range(MOST + 2):
        say(seat, str(n))
    async with held(seat):
        await seat.idle()
    assert {line.text for line in await lines(web, briefing)} == {str(n) for n in range(2, MOST + 2)}
    assert told[0].endswith("the oldest lines are lost")


async def test_before_the_briefing_nobody_sees_the_lines_and_with_it_the_seat_ends(web, briefing, tmp_path):
    await web.briefing(briefing, live=False)
    told = list[str]()
    seat = Seat(*await asyncio.to_thread(take, await seat_file(web, tmp_path, briefing)), told.append)
    async with held(seat) as task:
        say(seat, "рано")
        await seat.idle()
        assert told == [captioning.TELLS["not_open"]]
        assert isinstance(await office.open_briefing(web.own.office("owner"), briefing), Done)
        say(seat, "вовремя")
        await seat.idle()
        assert isinstance(await office.end_briefing(web.own.office("owner"), briefing), Done)
        async with asyncio.timeout(5):
            await task
    assert [line.text for line in await lines(web, briefing)] == ["вовремя"]


async def test_a_revoked_seat_is_given_up(web, briefing, tmp_path):
    await web.briefing(briefing)
    secret = await web.invite("captioner", briefing)
    (tmp_path / "seat").write_text(link(web.origin, "captioner", secret))
    seat = Seat(*await asyncio.to_thread(take, tmp_path / "seat"), lambda _: None)
    async with held(seat) as task:
        await seat.seated.wait()
        assert isinstance(await office.revoke(web.own.office("owner"), office.person_id(secret)), Done)
        with pytest.raises(LostSeatError, match="4401"):
            async with asyncio.timeout(5):
                await task
    with pytest.raises(LostSeatError, match="401"):
        await Seat(*take(tmp_path / "seat"), lambda _: None).hold()


async def test_it_knows_the_words_at_hand(web, briefing, tmp_path):
    await web.briefing(briefing)
    seat = Seat(*await asyncio.to_thread(take, await seat_file(web, tmp_path, briefing)), lambda _: None)
    async with held(seat):
        await seat.seated.wait()
        assert seat.words == []
        k = key("vocabulary", VOCABULARY)
        act = web.own.act(briefing, "c1")
        assert isinstance(await act.commit([k], lambda r: set_vocabulary(r[k], ["Қызылорда"])), Done)
        await until(lambda: seat.words == ["Қызылорда"])
