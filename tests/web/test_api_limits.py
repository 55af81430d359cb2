"""How often, how much, and without the store: what a control surface meets when something is too much or away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from studio.settings import Settings
from tests.web.api_world import Surface, surfaced
from tests.web.conftest import frame, settings_for
from tests.web.test_api import refused
from tests.web.test_api_feed import line, said
from web import api_limits
from web.api_limits import Buckets


class Time:
    at = 100.0

    def __call__(self) -> float:
        return self.at


def test_a_bucket_gives_what_is_in_it_and_fills_again_as_time_passes() -> None:
    time = Time()
    bucket = Buckets(2.0, 3.0, time)
    assert [bucket.take("a") for _ in range(3)] == [0, 0, 0]
    assert bucket.take("a") == bucket.wait("a") == 0.5
    assert bucket.take("b") == 0, "each has its own"
    time.at += 0.25
    assert bucket.wait("a") == 0.25
    time.at += 0.25
    assert (bucket.take("a"), bucket.take("a")) == (0, 0.5)
    time.at += 1000
    assert [bucket.take("a") for _ in range(4)] == [0, 0, 0, 0.5], "never more than full"


def test_full_buckets_are_forgotten_and_empty_ones_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_limits, "MOST_BUCKETS", 10)
    time = Time()
    bucket = Buckets(1.0, 2.0, time)
    for name in range(10):
        bucket.take(str(name))
    time.at += 5
    bucket.take("late")
    bucket.take("late")
    assert len(bucket._left) == 1
    for name in range(20):
        bucket.take(f"x{name}")
    assert bucket.wait("late") > 0


@pytest.fixture
async def surface(settings: Settings, briefing: str) -> AsyncIterator[Surface]:
    async with surfaced(settings, briefing) as found:
        yield found


def _elsewhere(surface: Surface) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=surface.web.origin, transport=httpx.AsyncHTTPTransport(local_address="127.44.7.9")
    )  # fmt: skip


@pytest.mark.integration
async def test_a_key_that_asks_too_often_is_told_when_to_come_back(surface: Surface) -> None:
    other = await surface.another()
    surface.web.own.allowances.used = Buckets(0.5, 3, asyncio.get_running_loop().time)
    answers = [await surface.get("/state") for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert refused(answers[-1]) == (429, "too_fast")
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 3
    assert 0 < answers[-1].json()["retry_after_ms"] <= 2000
    assert (await other.get("/state")).status_code == 200, "another key is not held back by it"


@pytest.mark.integration
async def test_who_tries_keys_is_slowed_by_network_and_a_good_key_elsewhere_is_not(surface: Surface) -> None:
    async with _elsewhere(surface) as http:
        statuses = []
        for n in range(25):
            wrong = {"authorization": f"Bearer {n:064x}"}
            statuses.append((await http.get("/api/v1/state", headers=wrong)).status_code)
        assert statuses[:20] == [401] * 20
        assert statuses[-1] == 429
        good = await http.post("/api/v1/panic", headers=surface.headers)
        assert good.status_code == 200, "a forgotten surface locks nobody out"
    assert (await surface.get("/state")).status_code == 200


@pytest.mark.integration
async def test_panic_has_no_bound(surface: Surface) -> None:
    surface.web.own.allowances.used = Buckets(0.001, 3, asyncio.get_running_loop().time)
    async with line(surface) as ws:
        await frame(ws, "state")
        answers = [await surface.get("/state") for _ in range(3)]
        assert [a.status_code for a in answers] == [200, 200, 429]
        assert (await surface.post("/panic")).status_code == 200
        assert (await said(ws, verb="clear_all", screen="main"))["code"] == "too_fast"
        assert (await said(ws, verb="panic"))["type"] == "done"


@pytest.mark.integration
@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_is_bounded(surface: Surface, chunked: bool) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b"x" * 1000

    content: Any = pieces() if chunked else b"x" * 10_000
    response = await surface.web.http.post("/api/v1/screens/main/message", headers=surface.headers, content=content)
    assert refused(response) == (413, "too_big")


@pytest.mark.integration
@pytest.mark.parametrize(
    "content", [b"{", b"[]", b"null", b'{"screen":"main"}', b'{"expected":7}', b"\xff", b'{"text":"\\ud800"}']
)
async def test_what_is_no_body_of_ours_is_malformed(surface: Surface, content: bytes) -> None:
    response = await surface.web.http.post("/api/v1/screens/main/take", headers=surface.headers, content=content)
    assert refused(response) == (400, "malformed")
    assert "ud800" not in response.text


@pytest.mark.integration
async def test_panic_works_without_the_store_and_the_state_says_so(
    own_valkey: Any, tmp_path: Path, briefing: str
) -> None:
    async with surfaced(settings_for(own_valkey, tmp_path), briefing) as surface:
        state = await surface.done("next")
        assert state["main_onair"] is True
        await own_valkey.embedded.kill()
        response = await surface.post("/panic", idempotency_key="panic-1")
        assert (response.status_code, response.json()["main_onair"]) == (200, False)
        assert (await surface.state())["main_onair"] is False
        away = await surface.press("cue/2")
        assert refused(away) == (503, "unavailable")
        assert int(away.headers["retry-after"]) >= 1
        await own_valkey.embedded.start()
