"""What everyone may ask for is bounded: a little at once, few wait, and the next one is told when to come back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.waiting import until
from tests.web.shelf import briefing, line, question, shelve
from web import api_limits
from web.turns import AT_ONCE, RETRY_S, WAITING, Busy, Turns

HEAVY = (
    "/archive", "/archive?q=бюджет", "/archive/one", "/archive/one/transcript.md", "/archive/one/events.jsonl",
    "/archive/feed.atom", "/sitemap.xml", "/ledger", "/ledger.json", "/ledger/one", "/ledger/one/outcomes.svg",
)  # fmt: skip


@asynccontextmanager
async def crowded(turns: Turns, most: int) -> AsyncIterator[None]:
    """With as many here as there may be."""
    go = asyncio.Event()

    async def stay() -> None:
        async with turns.turn():
            await go.wait()

    tasks = [asyncio.create_task(stay()) for _ in range(most)]
    await asyncio.sleep(0)  # they have asked
    try:
        yield
    finally:
        go.set()
        await asyncio.gather(*tasks)


@contextmanager
def counted(inside: list[int]) -> Iterator[None]:
    inside[0] += 1
    inside[1] = max(inside)
    try:
        yield
    finally:
        inside[0] -= 1


async def test_so_many_at_once_and_the_others_after_them():
    turns, inside = Turns(2, 10, 7), [0, 0]

    async def work() -> None:
        async with turns.turn():
            with counted(inside):
                await asyncio.sleep(0)

    await asyncio.gather(*(work() for _ in range(12)))
    assert inside == [0, 2]


async def test_who_comes_when_enough_wait_is_told_when_to_come_back():
    turns = Turns(1, 2, 7)
    async with crowded(turns, 3):
        with pytest.raises(Busy) as told:
            async with asyncio.timeout(1), turns.turn():
                pytest.fail("it was full")
        assert told.value.retry_s == 7
    async with turns.turn():
        pass


async def test_what_lasts_too_long_is_ended_and_makes_room():
    turns = Turns(1, 1, longest_s=0.05)
    for _ in range(3):
        async with asyncio.timeout(5):
            with pytest.raises(TimeoutError):
                async with turns.turn():
                    await asyncio.Event().wait()


async def test_who_goes_away_while_waiting_makes_room_and_what_fails_does_too():
    turns = Turns(1, 1, 7)
    async with crowded(turns, 1):
        for _ in range(2):
            with pytest.raises(TimeoutError):  # it waited, and was not refused
                async with asyncio.timeout(0), turns.turn():
                    pytest.fail("it was taken")
    with pytest.raises(ValueError, match="own"):
        async with turns.turn():
            raise ValueError("own")
    async with crowded(turns, 2):
        pass


async def test_what_has_begun_waits_instead():
    turns, done = Turns(1, 0, 7), asyncio.Event()

    async def on() -> None:
        async with turns.turn(begun=True):
            done.set()

    async with crowded(turns, 1):
        task = asyncio.create_task(on())
        await asyncio.sleep(0)
        assert not task.done()
    await task
    assert done.is_set()


@pytest.fixture
async def one(shelf: AsyncEngine) -> None:
    """A briefing in the archive."""
    await shelve(shelf, "b1", briefing("one", {"en": "Hearing"}), [question(1, "Бюджет?", 1)], [line("l", 1, "Да")])


@pytest.mark.integration
async def test_a_flood_of_different_pages_is_refused_beyond_the_bound_and_staff_are_not(web: Any, one: None):
    async with crowded(web.own.turns, AT_ONCE + WAITING):
        for path in HEAVY:
            found = await web.http.get(path)
            assert (found.status_code, found.headers["retry-after"]) == (503, str(RETRY_S)), path
            assert found.headers["content-type"] == "application/problem+json"
            assert found.json()["code"] == "unavailable"
        page = await web.http.get("/archive/one?lang=en", headers={"accept": "text/html"})
        assert (page.status_code, page.headers["retry-after"]) == (503, str(RETRY_S))
        assert "Try again in a few seconds" in page.text
        cookie = await web.sit("archivist", None)
        assert (await web.http.get("/records", headers={"cookie": cookie})).status_code == 200
    for path in HEAVY:
        assert (await web.http.get(path)).status_code == 200, path


@pytest.mark.integration
async def test_who_asks_for_what_is_being_made_waits_for_it_and_takes_no_turn(web: Any, one: None):
    go, made = asyncio.Event(), list[int]()

    async def slow() -> str:
        made.append(1)
        await go.wait()
        return "x"

    readers = [asyncio.create_task(web.own.shared("x", slow)) for _ in range(2 * (AT_ONCE + WAITING))]
    await until(lambda: made)
    found = await web.http.get("/archive/one")
    assert found.status_code == 200
    go.set()
    assert await asyncio.gather(*readers) == ["x"] * len(readers)
    assert made == [1]


@pytest.mark.integration
async def test_all_who_open_the_same_record_at_once_have_it(web: Any, shelf: AsyncEngine):
    """The briefing has ended, and every viewer follows the link."""
    asked = [question(n, f"Бюджет {n}?", n) for n in range(1, 400)]
    await shelve(shelf, "b1", briefing("one", {"en": "Hearing"}), asked, [])
    async with httpx.AsyncClient(base_url=web.origin, limits=httpx.Limits(max_connections=200)) as viewers:
        pages = await asyncio.gather(*(viewers.get("/archive/one?lang=en") for _ in range(3 * (AT_ONCE + WAITING))))
    assert {page.status_code for page in pages} == {200}
    assert len({page.text for page in pages}) == 1
    assert all(page.headers["set-cookie"].startswith("lang=en") for page in pages)
    assert "Hearing" in pages[0].text
    kazakh = await web.http.get("/archive/one?lang=kk")
    assert (kazakh.headers["content-language"], kazakh.text == pages[0].text) == ("kk", False)


@pytest.mark.integration
async def test_one_network_searches_so_often_and_reads_as_much_as_it_likes(
    web: Any, one: None, monkeypatch: pytest.MonkeyPatch
):
    bucket = api_limits.Buckets(0.001, 3.0, api_limits._time)
    monkeypatch.setattr(web.own.allowances, "searches", bucket)
    for n in range(3):
        assert (await web.http.get(f"/archive?q=бюджет{n}")).status_code == 200
    found = await web.http.get("/archive?q=другое")
    assert (found.status_code, found.json()["code"]) == (429, "too_fast")
    assert int(found.headers["retry-after"]) > 0
    page = await web.http.get("/archive?q=другое&lang=kk", headers={"accept": "text/html"})
    assert (page.status_code, "Тым көп сұрау" in page.text) == (429, True)
    assert (await web.http.get("/archive?q=")).status_code == 200
    assert (await web.http.get("/archive/one")).status_code == 200
