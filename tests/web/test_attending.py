"""Who sits at a desk or a console: there while a page is open, gone with the last one."""

from __future__ import annotations

from typing import Any

import pytest

from studio import office
from tests.waiting import until
from tests.web.air import record
from tests.web.conftest import Web, frame
from web import attending

pytestmark = pytest.mark.integration


async def seated(web: Web, briefing: str, role: Any) -> tuple[str, str, str]:
    """A path, a cookie, and who has it."""
    secret = await web.invite(role, briefing)
    cookie = (await web.join(secret)).headers["set-cookie"].partition(";")[0]
    path = {"producer": "console", "moderator": "desk"}[role]
    return f"/{path}/{briefing}/ws", cookie, office.person_id(secret)


async def here(web: Web, briefing: str, person: str) -> Any:
    """What is known of a person, while they are present."""
    found = await record(web.own.log, briefing, f"presence/{person}")
    return found if found and found.until > web.own.clock() else None


@pytest.mark.parametrize(("role", "seat"), [("producer", "console"), ("moderator", "desk")])
async def test_somebody_is_there_while_a_page_is_open(web: Web, briefing: str, role: str, seat: str) -> None:
    await web.briefing(briefing)
    path, cookie, person = await seated(web, briefing, role)

    async def present() -> bool:
        found = await here(web, briefing, person)
        return bool(found and (found.seat, found.name) == (seat, "Ayan Test"))

    async def gone() -> bool:
        return not await present()

    async with web.socket(path, cookie) as ws:
        await frame(ws, "snapshot")
        await until(present, "they are there")
        async with web.socket(path, cookie) as again:
            await frame(again, "snapshot")
            await ws.close()
            await until(lambda: web.own.metrics.sockets.labels(role)._value.get() == 1, "one page is closed")
            assert await present(), "the other page goes on"
    await until(gone, "nobody is there any more")


async def test_whoever_stays_is_there_anew(web: Web, briefing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attending, "PRESENT_S", 0.1)
    await web.briefing(briefing)
    path, cookie, person = await seated(web, briefing, "producer")
    async with web.socket(path, cookie) as ws:
        await frame(ws, "snapshot")
        seen: set[int] = set()

        async def renewed() -> bool:
            found = await here(web, briefing, person)
            seen.update({found.until} if found else ())
            return len(seen) > 2

        await until(renewed, "their lease is renewed")


async def test_producers_see_each_other_by_name(web: Web, briefing: str) -> None:
    await web.briefing(briefing)
    path, cookie, person = await seated(web, briefing, "producer")
    other, others_cookie, colleague = await seated(web, briefing, "producer")
    async with web.socket(path, cookie) as mine, web.socket(other, others_cookie):
        there: dict[str, str] = {}
        while set(there) != {person, colleague}:
            views = (await frame(mine))["views"]
            there |= {v["id"]: v["name"] for v in views if v["kind"] == "presence"}
        assert set(there.values()) == {"Ayan Test"}
