"""Joining: single use, rotation, a second seat, refusals."""

from __future__ import annotations

import pytest

from tests.web.conftest import Web, frame

pytestmark = pytest.mark.integration


async def test_an_invite_opens_a_seat_once(web: Web, briefing: str) -> None:
    await web.briefing(briefing)
    secret = await web.invite("moderator", briefing)
    first, second = await web.join(secret), await web.join(secret)
    assert (first.status_code, first.json()) == (200, {"next": f"/desk/{briefing}"})
    assert (second.status_code, second.json()["code"]) == (409, "invite_used")
    assert second.headers["content-type"] == "application/problem+json"


async def test_the_socket_gives_a_snapshot(web: Web, briefing: str) -> None:
    await web.briefing(briefing)
    cookie = await web.sit("moderator", briefing)
    async with web.socket(f"/desk/{briefing}/ws", cookie) as ws:
        got = await frame(ws)
        assert got["type"] == "snapshot"
        assert got["me"]["initials"] == "AT"
        assert [v["kind"] for v in got["views"]] == ["briefing"]
