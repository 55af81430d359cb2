"""A rehearsal's audience: the gateway shows that it has ended, and sends everybody away."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from studio.briefing import KEY, Details
from studio.events import LISTS, BriefingEnded, BriefingRevised, IntakeSet
from studio.log import Act, Done
from studio.redis_air import RedisAir
from studio.redis_log import RedisLog
from tests.web.gateway_world import World, settings_for, until_ready, world_of
from web import clock
from web.codes import WIPED
from web.gateway import Gateway
from web.kinds import KINDS

pytestmark = pytest.mark.integration

DAY_MS = 24 * 3600 * 1000


async def prepare(log: RedisLog, rehearsal: str, until: int) -> None:
    details = Details(slug="rr", title={"en": "R"}, starts_at=0)
    made = BriefingRevised(details=details, rehearses="real", until=until)
    act = Act(log, KINDS, rehearsal, "owner", clock.now())
    assert isinstance(await act.commit([KEY], lambda _: [made]), Done)


@contextlib.asynccontextmanager
async def audience(valkey: Any, rehearsal: str, until: int) -> AsyncIterator[World]:
    """A gateway, and a rehearsal that is live."""
    log = RedisLog.connect(valkey.admin_url)
    await prepare(log, rehearsal, until)
    await log.aclose()
    async with world_of(valkey, rehearsal) as world:
        yield world


async def test_viewers_see_the_end_and_are_sent_away(valkey: Any, briefing: str) -> None:
    async with audience(valkey, f"rehearsal-{briefing[-16:]}", clock.now() + DAY_MS) as world:
        viewer, snapshot = await world.viewer()
        (view,) = [v for v in snapshot["views"] if v["kind"] == "briefing"]
        assert (view["rehearses"], view["state"]) == ("real", "live")
        await world.act().commit([KEY], lambda _: [IntakeSet(intake="closed"), BriefingEnded()])
        assert (await viewer.next())["views"][0]["state"] == "ended"
        assert await viewer.closed() == WIPED
        late = await world.connect()
        assert (late.status, json.loads(late.body)["code"]) == (410, "wiped")


async def test_viewers_are_sent_away_after_a_day_and_from_what_is_no_more(valkey: Any, briefing: str) -> None:
    async with audience(valkey, f"rehearsal-{briefing[-16:]}", clock.now() + 4_000) as world:
        viewer, _ = await world.viewer()
        assert await viewer.closed() == WIPED
        never = await world.connect("/b/rehearsal-0123456789abcdef")
        assert (never.status, json.loads(never.body)["code"]) == (410, "wiped")
        for name in LISTS:
            assert (await world.connect(f"/b/{name}")).status == 404


async def test_a_gateway_that_heard_nothing_of_the_end_finds_out(valkey: Any, briefing: str, admin: Any) -> None:
    """The store was away, and came back without the rehearsal."""
    own, stop = f"rehearsal-{briefing[-16:]}", asyncio.Event()
    settings = settings_for(valkey)
    air, log = RedisAir.connect(settings.redis_url.get_secret_value()), RedisLog.connect(valkey.admin_url)
    gateway, world = Gateway(settings, air), World(settings, log, own)
    await prepare(log, own, clock.now() + DAY_MS)
    await world.open()
    serving = asyncio.create_task(gateway.serve(stop))
    await until_ready(world.port)
    viewer, _ = await world.viewer()
    await admin.unlink(*await admin.keys(f"{{b:{own}}}:*"))
    gateway.rooms[own].start()  # as the probe has it, once the store is back
    assert await viewer.closed() == WIPED
    await viewer.close()
    stop.set()
    await serving
    await air.aclose()
    await log.aclose()
