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


async def test_the_cookie_is_out_of_scripts_and_other_sites_reach(web: Web, briefing: str) -> None:
    await web.briefing(briefing)
    cookie = (await web.join(await web.invite("moderator", briefing))).headers["set-cookie"]
    parts = {p.strip().lower() for p in cookie.split(";")}
    assert {"httponly", "samesite=lax", "path=/", "secure"} <= parts
    assert cookie.startswith("__Host-tynda=")


async def test_a_second_invite_adds_its_seat_under_a_new_token(web: Web, briefing: str) -> None:
    await web.briefing(briefing)
    first = await web.sit("moderator", briefing)
    second = await web.sit("producer", briefing, first)
    assert first != second
    for path in (f"/desk/{briefing}/ws", f"/console/{briefing}/ws"):
        async with web.socket(path, second) as ws:
            assert (await frame(ws))["type"] == "snapshot"
    assert await web.own.sessions.read(first.partition("=")[2]) is None


async def test_an_id_that_somebody_planted_is_never_a_session(web: Web, briefing: str) -> None:
    await web.briefing(briefing)
    name = web.settings.staff_cookie
    cookie = await web.sit("moderator", briefing, f"{name}=planted")
    assert cookie != f"{name}=planted"
    assert await web.own.sessions.read("planted") is None
    assert await web.own.sessions.read("x" * 200) is None
    assert await web.own.sessions.read(None) is None


async def test_the_demos_link_opens_again(web: Web, briefing: str) -> None:
    await web.briefing(briefing)
    secret = await web.invite("moderator", briefing, reusable=True)
    assert [(await web.join(secret)).status_code for _ in range(2)] == [200, 200]


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example"])
async def test_another_sites_page_can_not_join(web: Web, briefing: str, origin: str | None) -> None:
    await web.briefing(briefing)
    secret = await web.invite("moderator", briefing)
    headers = {"origin": origin} if origin else {}
    response = await web.http.post("/join", json={"secret": secret}, headers=headers)
    assert (response.status_code, response.json()["code"]) == (403, "foreign_origin")


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"secret": 1}', '{"secret": "short"}', '{"secret": "' + "x" * 200 + '"}']
)
async def test_what_is_no_invite_is_malformed(web: Web, body: str) -> None:
    response = await web.http.post("/join", content=body, headers={"origin": web.origin})
    assert (response.status_code, response.json()["code"]) == (400, "malformed")


async def test_a_body_too_big_is_refused(web: Web) -> None:
    response = await web.http.post("/join", content="x" * 100_000, headers={"origin": web.origin})
    assert response.status_code == 413


async def test_the_join_page_wants_no_secret(web: Web) -> None:
    response = await web.http.get("/join?lang=ru")
    assert response.status_code == 200
    assert web.own.texts.translate("ru", "Taking your seat") in response.text
    assert "lang=ru" in response.headers["set-cookie"]
