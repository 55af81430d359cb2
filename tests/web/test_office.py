"""The office's socket: briefings, invites, revocation."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from tests.web.conftest import Web, frame
from web.auth import link

pytestmark = pytest.mark.integration


@pytest.fixture
async def ws(web: Web) -> AsyncIterator[ClientConnection]:
    async with web.socket("/office/ws", await web.sit("owner", None)) as ws:
        await frame(ws, "snapshot")
        yield ws


async def said(ws: ClientConnection, **message: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The answer to a command, and the views that came before it or with it."""
    await ws.send(json.dumps({"id": f"{message['type'].replace('_', '-')}-00001", **message}))
    views: list[dict[str, Any]] = []
    while True:
        got = await frame(ws)
        if got["type"] != "views":
            return got, views
        views += got["views"]


async def view(ws: ClientConnection, kind: str, id: str, seen: list[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    """The entity once it is as wanted."""
    while True:
        for v in seen:
            if (v["kind"], v["id"]) == (kind, id) and all(v.get(k) == w for k, w in wanted.items()):
                return v
        seen = (await frame(ws, "views"))["views"]


def details(briefing: str) -> dict[str, Any]:
    return {"slug": f"s-{briefing}", "title": {"kk": "Ашық күн"}, "starts_at": 1}


async def test_a_briefing_from_its_making_to_its_end(web: Web, ws: ClientConnection, briefing: str) -> None:
    answer, seen = await said(ws, type="save_briefing", briefing=briefing, details=details(briefing))
    assert answer["type"] == "done"
    made = await view(ws, "briefing", briefing, seen, state="scheduled")
    assert len(made["details"]["reasons"]) == 6
    for type, more, wanted in (
        ("open_briefing", {}, {"state": "live", "intake": "open"}),
        ("set_intake", {"intake": "paused"}, {"state": "live", "intake": "paused"}),
        ("end_briefing", {}, {"state": "ended", "intake": "closed"}),
    ):
        answer, seen = await said(ws, type=type, briefing=briefing, **more)
        assert answer["type"] == "done"
        await view(ws, "briefing", briefing, seen, **wanted)
    answer, _ = await said(ws, type="set_intake", briefing=briefing, intake="open", id="another-1")
    assert answer["code"] == "ended"


async def test_a_slug_is_taken_once(web: Web, ws: ClientConnection, briefing: str) -> None:
    await said(ws, type="save_briefing", briefing=briefing, details=details(briefing))
    answer, _ = await said(ws, type="save_briefing", briefing=f"{briefing}2", details=details(briefing), id="another-1")
    assert (answer["type"], answer["code"]) == ("refused", "slug_taken")


async def test_a_repeated_invite_gives_the_same_link_which_opens_once(
    web: Web, ws: ClientConnection, briefing: str
) -> None:
    await web.briefing(briefing)
    first, seen = await said(ws, type="invite", role="moderator", name="Динара", briefing=briefing)
    again, late = await said(ws, type="invite", role="moderator", name="Динара", briefing=briefing)
    assert first == again
    url, person = first["result"]["url"], first["result"]["person"]
    secret = url.partition("#")[2]
    assert url == link(web.settings.public_url, "moderator", secret)
    invite = await view(ws, "invite", person, seen + late)
    assert secret not in json.dumps(invite)
    assert (await web.join(secret)).json() == {"next": f"/desk/{briefing}"}
    assert (await web.join(secret)).status_code == 409


async def test_a_screens_link_is_its_page(web: Web, ws: ClientConnection, briefing: str) -> None:
    await web.briefing(briefing)
    answer, _ = await said(ws, type="invite", role="screen", name="OBS", briefing=briefing)
    assert "/screen#" in answer["result"]["url"]


async def test_a_control_key_is_a_secret_for_a_header_and_opens_no_seat(
    web: Web, ws: ClientConnection, briefing: str
) -> None:
    await web.briefing(briefing)
    answer, seen = await said(ws, type="invite", role="control", name="Stream Deck", briefing=briefing, scope="operate")
    made = answer["result"]
    assert made["url"] == f"{web.settings.public_url}/api/v1"
    assert len(bytes.fromhex(made["key"])) == 32
    person = await view(ws, "person", made["person"], seen)
    assert (person["role"], person["scope"], person["briefing"]) == ("control", "operate", briefing)
    assert (await web.join(made["key"])).status_code == 404


async def test_a_person_is_revoked(web: Web, ws: ClientConnection, briefing: str) -> None:
    await web.briefing(briefing)
    answer, _ = await said(ws, type="invite", role="producer", name="Тимур", briefing=briefing)
    person = answer["result"]["person"]
    revoked, seen = await said(ws, type="revoke", person=person)
    assert revoked["type"] == "done"
    await view(ws, "person", person, seen, revoked=True)
    joined = await web.join(answer["result"]["url"].partition("#")[2])
    assert (joined.status_code, joined.json()["code"]) == (410, "invite_revoked")


async def test_no_invite_for_a_briefing_that_is_not(ws: ClientConnection) -> None:
    answer, _ = await said(ws, type="invite", role="producer", name="Тимур", briefing="nowhere")
    assert answer["code"] == "not_found"
