"""Who may do what: one row for every route of web and gateway and every message of every seat.

The rows are held against the applications' own tables: a route or a message type without a row fails,
and so does a row without its route.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, get_args

import httpx
import pytest
import pytest_asyncio
from litestar.routes import HTTPRoute, WebSocketRoute
from websockets.exceptions import ConnectionClosed, InvalidStatus

from studio import office
from studio.archive import engine, schema
from studio.log import Done
from studio.people import KEYS, MAY, OFFICE_ROLES, Right, Role
from tests.role_rows import ANYONE, GATEWAY, HTTP, KEYED_SOCKETS, MESSAGES, OPERATES, OWN_PAGE, READS, SOCKETS
from tests.web.conftest import Web, frame, running, settings_for
from tests.web.gateway_world import get, world_of
from web import gateway_http, messages
from web.app import DISPATCH
from web.gateway_intake import Intake

pytestmark = [pytest.mark.integration, pytest.mark.asyncio(loop_scope="module")]

ROLE: dict[Right, Role] = {right: role for role, rights in MAY.items() for right in rights}


def types(union: Any) -> set[str]:
    return {m.model_fields["type"].default for m in (get_args(union) or (union,))}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def web(valkey: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Web]:
    """One process for all rows; each has a briefing of its own."""
    settings = settings_for(valkey, tmp_path_factory.mktemp("matrix"))
    tables = engine.connect(settings.database_url.get_secret_value())
    await schema.migrate(tables)
    await tables.dispose()
    async for found in running(settings):
        yield found


# -- the tables are complete --------------------------------------------------------------------------


async def test_every_route_of_web_has_a_row(web: Web) -> None:
    app = web.app
    http = {(m, r.path) for r in app.routes if isinstance(r, HTTPRoute) for m in r.methods if m != "OPTIONS"}
    sockets = {r.path for r in app.routes if isinstance(r, WebSocketRoute)}
    assert http == set(HTTP)
    assert sockets == set(SOCKETS) | set(KEYED_SOCKETS)
    assert len(app.routes) == len({r.path for r in app.routes if isinstance(r, HTTPRoute | WebSocketRoute)})


async def test_every_path_of_the_gateway_has_a_row() -> None:
    assert set(gateway_http.ROUTES) == set(GATEWAY)


async def test_every_message_has_a_row_and_a_handler() -> None:
    dispatched = {(seat, type) for seat, handlers in DISPATCH.items() for type in handlers}
    knocked = Intake(None, None, None).handlers  # type: ignore[arg-type] # only its table is looked at
    viewer = {m.__struct_config__.tag for m in knocked} | {"again"}
    assert dispatched | {("viewer", str(t)) for t in viewer} == set(MESSAGES)
    assert {(seat, t) for seat, union in messages.SEATS.items() for t in types(union)} == set(MESSAGES)


async def test_the_rows_are_valid_messages() -> None:
    from web.socket import ADAPTERS

    for (seat, type), fields in MESSAGES.items():
        if seat != "viewer":
            ADAPTERS[seat].validate_python({"type": type, **fields})


# -- the rooms of the matrix --------------------------------------------------------------------------


class Visitor(NamedTuple):
    """Somebody at the door: what they are, their cookie, and the answer they are owed."""

    what: str
    cookie: str | None
    status: int


async def visitors(web: Web, right: Right, briefing: str) -> list[Visitor]:
    """Everybody who must not get in."""
    other = await web.briefing(f"{briefing}x")
    role = ROLE[right]
    at = None if role in OFFICE_ROLES else briefing
    expired = await web.sit(role, at)
    await web.own.redis.call("DEL", _session_key(expired))
    revoked, person = await seated(web, role, at)
    await office.revoke(web.own.office("owner"), person)
    found = [
        Visitor("no session", None, 401),
        Visitor("an expired session", expired, 401),
        Visitor("a planted session", f"{web.settings.staff_cookie}=planted", 401),
        Visitor("a revoked person", revoked, 401),
    ]
    if at is not None:
        found.append(Visitor("another briefing's", await web.sit(role, other), 403))
    for stranger, rights in MAY.items():
        if right not in rights and stranger not in KEYS:  # a durable key makes no session
            cookie = await web.sit(stranger, None if stranger in OFFICE_ROLES else briefing)
            found.append(Visitor(stranger, cookie, 403))
    return found


def _session_key(cookie: str) -> str:
    import hashlib

    return f"s:{hashlib.sha256(cookie.partition('=')[2].encode()).hexdigest()}"


async def seated(web: Web, role: Role, briefing: str | None) -> tuple[str, str]:
    """A cookie and its person."""
    secret = await web.invite(role, briefing)
    response = await web.join(secret)
    return response.headers["set-cookie"].partition(";")[0], office.person_id(secret)


@asynccontextmanager
async def sitting(web: Web, path: str, seat: str, right: Right, briefing: str) -> AsyncIterator[tuple[Any, str]]:
    """A socket of somebody who may, and who that is."""
    if seat == "screen":
        key = await web.invite("screen", briefing)
        async with web.socket(path) as ws:
            await ws.send(json.dumps({"type": "hello", "key": key}))
            await frame(ws, "snapshot")
            yield ws, office.person_id(key)
        return
    cookie, person = await seated(web, ROLE[right], None if right == "office" else briefing)
    async with web.socket(path.replace("{briefing:str}", briefing), cookie) as ws:
        await frame(ws, "snapshot")
        yield ws, person


async def ending(ws: Any) -> tuple[list[str], int]:
    """The codes of refusals on the way, and the close code."""
    codes = []
    try:
        while True:
            got = await frame(ws)
            if got["type"] == "refused":
                codes.append(got["code"])
    except ConnectionClosed as end:
        return codes, end.rcvd.code if end.rcvd else 0


# -- web: pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "path"), [row for row, who in HTTP.items() if who in ROLE])
async def test_a_seats_page_is_for_its_seat(web: Web, briefing: str, method: str, path: str) -> None:
    await web.briefing(briefing)
    right: Any = HTTP[method, path]
    where = re.sub(r"{\w+:str}", "none", path.replace("{briefing:str}", briefing))
    for visitor in await visitors(web, right, briefing):
        headers = {"cookie": visitor.cookie} if visitor.cookie else {}
        response = await web.http.request(method, where, headers=headers)
        assert response.status_code == visitor.status, visitor.what
        assert response.headers["content-type"] == "application/problem+json"
    cookie = await web.sit(ROLE[right], None if ROLE[right] in OFFICE_ROLES else briefing)
    found = await web.http.request(method, where, headers={"cookie": cookie, "origin": web.origin})
    # They came in; that there is no such thing, or nothing in the form, is another matter.
    assert found.status_code == 200 if method == "GET" and "question" not in path else found.status_code in {404, 422}
    if method == "POST":
        foreign = await web.http.post(where, headers={"cookie": cookie, "origin": "https://evil.example"})
        assert foreign.status_code == 403


@pytest.mark.parametrize(("method", "path"), [row for row, who in HTTP.items() if who == ANYONE])
async def test_what_anyone_may_see_asks_for_nobody(web: Web, briefing: str, method: str, path: str) -> None:
    await web.briefing(briefing)
    where = path.replace("{slug:str}", f"s-{briefing}").replace("{code:str}", "x").replace("{file_path:path}", "x")
    statuses = set()
    for cookie in (None, f"{web.settings.staff_cookie}=planted", await web.sit("speaker", briefing)):
        headers = {"cookie": cookie} if cookie else {}
        statuses.add((await web.http.request(method, where, headers=headers)).status_code)
    assert len(statuses) == 1
    assert statuses <= {200, 404}


@pytest.mark.parametrize(("method", "path"), [row for row, who in HTTP.items() if who == OWN_PAGE])
async def test_no_other_sites_page_may_post(web: Web, briefing: str, method: str, path: str) -> None:
    await web.briefing(briefing)
    where = path.replace("{slug:str}", f"s-{briefing}")
    cookie = await web.sit("moderator", briefing)
    response = await web.http.request(
        method, where, headers={"origin": "https://evil.example", "cookie": cookie}, data={"text": "x"}
    )
    assert response.status_code == 403


# -- web: for programs --------------------------------------------------------------------------------


async def bearers(web: Web, briefing: str, who: str) -> list[tuple[str, dict[str, str], int]]:
    """Everybody at the door of a route for keys: what they are, their headers, and the answer they are owed."""
    revoked = await web.invite("control", briefing, scope="operate")
    await office.revoke(web.own.office("owner"), office.person_id(revoked))
    secrets_ = {"nobody's": secrets.token_hex(32), "a screen's": await web.invite("screen", briefing)}
    secrets_ |= {"a producer's invite": await web.invite("producer", briefing), "a revoked one": revoked}
    reads = await web.invite("control", briefing, scope="read")
    operates = await web.invite("control", briefing, scope="operate")
    found = [(what, {"authorization": f"Bearer {secret}"}, 401) for what, secret in secrets_.items()]
    found += [(f"a session of {r}", {"cookie": await web.sit(r, briefing)}, 401) for r in ("producer", "moderator")]
    found.append(("one that reads", {"authorization": f"Bearer {reads}"}, 0 if who == READS else 403))
    return [*found, ("one that operates", {"authorization": f"Bearer {operates}"}, 0)]


def from_elsewhere(web: Web) -> httpx.AsyncClient:
    """A client in a network of its own: wrong keys are counted by network."""
    address = f"127.{secrets.randbelow(250) + 1}.{secrets.randbelow(250)}.1"
    return httpx.AsyncClient(
        base_url=web.settings.public_url, transport=httpx.AsyncHTTPTransport(local_address=address)
    )  # fmt: skip


@pytest.mark.parametrize(("method", "path"), [row for row, who in HTTP.items() if who in {READS, OPERATES}])
async def test_a_programs_route_is_for_its_keys(web: Web, briefing: str, method: str, path: str) -> None:
    await web.briefing(briefing)
    where = re.sub(r"{(?:number|seconds):str}", "1", path).replace("{screen:str}", "main")
    where = re.sub(r"{\w+:str}", "ticker", where)
    async with from_elsewhere(web) as http:
        for what, headers, status in await bearers(web, briefing, HTTP[method, path]):
            async with http.stream(method, where, headers=headers) as response:  # a feed has no end
                if status:
                    assert response.status_code == status, what
                    assert response.headers["content-type"] == "application/problem+json"
                else:  # it came in; that there is nothing to take, or to say, is another matter
                    assert response.status_code in {200, 400, 404, 409}, what


@pytest.mark.parametrize("path", KEYED_SOCKETS)
async def test_a_programs_socket_is_for_its_keys(web: Web, briefing: str, path: str) -> None:
    await web.briefing(briefing)
    for what, headers, status in await bearers(web, briefing, READS):
        cookie, more = headers.get("cookie"), {k: v for k, v in headers.items() if k == "authorization"}
        socket = web.socket(path, cookie, None)
        socket.additional_headers.update(more)
        if status:
            with pytest.raises(InvalidStatus) as refused:
                async with socket:
                    pass
            assert refused.value.response.status_code == status, what
            continue
        async with socket as ws:
            await frame(ws, "state")
            await ws.send(json.dumps({"verb": "clear_all", "screen": "main", "id": "matrix-1"}))
            said = await frame(ws, "done", "refused")
            assert said["type"] == ("done" if what == "one that operates" else "refused")
            assert said.get("code") in {None, "forbidden"}


# -- web: sockets -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [path for path in SOCKETS if path != "/screen/ws"])
async def test_a_seats_socket_is_for_its_seat(web: Web, briefing: str, path: str) -> None:
    await web.briefing(briefing)
    for visitor in await visitors(web, SOCKETS[path][1], briefing):
        with pytest.raises(InvalidStatus) as refused:
            async with web.socket(path.replace("{briefing:str}", briefing), visitor.cookie):
                pass
        assert refused.value.response.status_code == visitor.status, visitor.what


async def test_the_screens_socket_is_for_keys_of_screens(web: Web, briefing: str) -> None:
    await web.briefing(briefing)
    keys = [secrets.token_hex(16)]
    for role in MAY:
        key = await web.invite(role, None if role in OFFICE_ROLES else briefing)
        if role == "screen":
            await office.revoke(web.own.office("owner"), office.person_id(key))
        keys.append(key)
    for key in keys:
        async with web.socket("/screen/ws") as ws:
            await ws.send(json.dumps({"type": "hello", "key": key}))
            assert await ending(ws) == ([], 4401)


@pytest.mark.parametrize(("seat", "type"), [row for row in MESSAGES if row[0] != "viewer"])
async def test_a_message_is_for_its_seat(web: Web, briefing: str, seat: str, type: str) -> None:
    await web.briefing(briefing)
    message = json.dumps({"type": type, **MESSAGES[seat, type]})
    for path, (other, right) in SOCKETS.items():
        async with sitting(web, path, other, right, briefing) as (ws, _):
            await ws.send(message)
            if (other, type) in MESSAGES:
                # Understood: answered, or obeyed without a word; the socket lives.
                await ws.send('{"type": "again"}')
                await frame(ws, "snapshot")
            else:
                assert await ending(ws) == (["malformed"], 4400), other


@pytest.mark.parametrize(("seat", "type"), [row for row in MESSAGES if row[0] != "viewer"])
async def test_who_was_revoked_says_nothing_more(web: Web, briefing: str, seat: str, type: str) -> None:
    await web.briefing(briefing)
    path, right = next((p, r) for p, (s, r) in SOCKETS.items() if s == seat)
    async with sitting(web, path, seat, right, briefing) as (ws, person):
        assert isinstance(await office.revoke(web.own.office("owner"), person), Done)
        codes, code = await ending(ws)
        assert (codes, code) == ([], 4401)
        with pytest.raises(ConnectionClosed):
            await ws.send(json.dumps({"type": type, **MESSAGES[seat, type]}))


# -- the gateway --------------------------------------------------------------------------------------


async def test_the_gateways_paths(valkey: Any, briefing: str) -> None:
    async with world_of(valkey, briefing) as world:
        for path, who in GATEWAY.items():
            if who == ANYONE:
                assert (await get(world.port, path))[0] == 200
        good = world.cookie()
        for what, cookie, status in (
            ("a viewer", good, 101),
            ("none", None, 401),
            ("signed by nobody", f"{good[:-4]}0000", 401),
            ("a session of the staff's", f"__Host-tynda={secrets.token_urlsafe(32)}", 401),
        ):
            viewer = await world.connect(Cookie=cookie)
            assert viewer.status == status, what
        assert (await world.connect("/b/nowhere")).status == 404
        assert (await world.connect("/b/office")).status == 404


@pytest.mark.parametrize("type", sorted({type for _, type in MESSAGES}))
async def test_a_viewer_says_what_viewers_say(valkey: Any, briefing: str, type: str) -> None:
    async with world_of(valkey, briefing) as world:
        for (seat, name), fields in MESSAGES.items():
            if name != type:
                continue
            viewer, _ = await world.viewer()
            viewer.send({"type": type, **fields})
            if ("viewer", type) in MESSAGES:
                viewer.send({"type": "again"})
                while (await viewer.next())["type"] != "snapshot":
                    pass
            else:
                assert await viewer.closed() == 4400, seat
