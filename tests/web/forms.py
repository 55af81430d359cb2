"""Browsers without a script on the viewers' pages, and what the desk does meanwhile."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from litestar import Litestar

from qa.intake import Intake
from studio import office
from studio.briefing import Details
from studio.events import OFFICE, Restrained
from studio.log import Act
from studio.records import Refusal
from studio.redis_air import Knock, RedisAir
from studio.redis_log import RedisLog
from studio.sealing import make_key, public_key
from studio.settings import Settings
from web import viewer_id
from web.app import create
from web.clock import now
from web.kinds import KINDS

BASE = "http://localhost:8000"
ORIGIN = {"Origin": BASE}
PRIVATE = make_key()
Client = httpx.AsyncClient
Visit = Callable[[], Client]


def settings_of(valkey: Any, folder: Path, **more: Any) -> Settings:
    """A web process's, with a confidential channel unless said otherwise."""
    given = {"confidential_public_key": public_key(PRIVATE), **more}
    database = f"sqlite+aiosqlite:///{folder}/a.sqlite3"
    return Settings(redis_url=valkey.url("web"), secret_key="s" * 40, database_url=database, **given)


@asynccontextmanager
async def app_of(settings: Settings) -> AsyncIterator[Litestar]:
    made, up, over = create(settings), asyncio.Event(), asyncio.Event()

    async def live() -> None:
        # In a task of its own: a fixture is set up in one task and torn down in another, which the lifespan can't bear.
        async with made.lifespan():
            up.set()
            await over.wait()

    task = asyncio.create_task(live())
    await asyncio.wait({task, asyncio.ensure_future(up.wait())}, return_when=asyncio.FIRST_COMPLETED)
    yield made
    over.set()
    await task


@asynccontextmanager
async def browsers(settings: Settings) -> AsyncIterator[Visit]:
    """Makes browsers: each with cookies of its own."""
    made: list[Client] = []
    async with app_of(settings) as app:

        def browser() -> Client:
            made.append(Client(transport=httpx.ASGITransport(app=app), base_url=BASE))
            return made[-1]

        yield browser
        for client in made:
            await client.aclose()


async def opened(log: RedisLog, **details: Any) -> str:
    """A live briefing's id; its address is that with "-b"."""
    id = f"t{secrets.token_hex(8)}"
    act = Act(log=log, kinds=KINDS, briefing=OFFICE, by="owner", at=now())
    full = Details(slug=f"{id}-b", title={"kk": "Тақырып", "en": "<b>Title</b>"}, starts_at=now(), **details)
    assert not isinstance(await office.save_briefing(act, id, full), Refusal)
    assert not isinstance(await office.open_briefing(act, id), Refusal)
    return id


def cookies_set(response: httpx.Response) -> list[str]:
    return [v for v in response.headers.get_list("set-cookie") if "viewer" in v]


def shown_id(response: httpx.Response) -> str:
    found = re.search(r'name="id" value="([^"]+)"', response.text)
    assert found
    return found[1]


def boot(page: httpx.Response) -> Any:
    """The data that the page hands to its script."""
    found = re.search(r'<script type="application/json" id="page">(.*?)</script>', page.text, re.DOTALL)
    assert found
    return json.loads(found[1])


async def with_cookie(browser: Client, settings: Settings, briefing: str) -> tuple[str, dict[str, str]]:
    """Visits as a browser; gives the form's id and the headers of its submit."""
    page = await browser.get(f"/b/{briefing}-b")
    value = cookies_set(page)[0].partition("=")[2].partition(";")[0]
    return shown_id(page), {**ORIGIN, "Cookie": f"{settings.viewer_cookie}={value}"}


async def inbox(log: RedisLog, briefing: str) -> AsyncIterator[Any]:
    """What lies in the inbox."""
    async for batch in log.inbox(briefing, "0"):
        for entry in batch:
            yield entry
        return


async def bodies(log: RedisLog, briefing: str) -> list[Any]:
    """The messages that lie in the inbox."""
    return [json.loads(entry.fields["b"]) async for entry in inbox(log, briefing)]


async def until(browser: Client, path: str, words: str) -> str:
    """The page once it holds these words: what it shows follows the log at a short distance."""
    async with asyncio.timeout(5):
        while words not in (page := (await browser.get(path)).text):
            await asyncio.sleep(0.02)
    return page


async def asked(log: RedisLog, air: RedisAir, briefing: str, text: str) -> str:
    """Knocks, and lets the desk take it in; the question's id."""
    id = secrets.token_hex(8)
    body = b'{"type":"ask","text":"%b"}' % text.encode()
    await air.knock(briefing, [Knock("ask", "a" * 32, id, "", id, "7QKF-3M2P-XW4T-C", body)])
    await taken_in(log, briefing)
    return id


async def taken_in(log: RedisLog, briefing: str) -> None:
    """Lets the desk take in what lies in the inbox."""
    intake = Intake(log, KINDS, briefing, now, lambda _: "kk")
    await intake.begin()
    stored = await log.read(briefing, ["cursor/desk"])
    cursor = stored["cursor/desk"]
    async for batch in log.inbox(briefing, _at(cursor)):
        await intake.take_in(batch)
        return


def _at(cursor: Any) -> str:
    if cursor is None:
        return "0"
    found: str = KINDS["cursor"].model.model_validate_json(cursor.body).at  # type: ignore[attr-defined]
    return found


async def restrained(settings: Settings, log: RedisLog, headers: dict[str, str], briefing: str, how: str) -> None:
    """What the desk leaves when it restrains this browser's viewer."""
    viewer = viewer_id.verify(settings.viewers, headers["Cookie"].partition("=")[2])
    assert viewer
    author = viewer_id.author(settings.viewers, briefing, viewer)
    until = now() + 10 * 60_000 if how == "time_out" else None
    event = Restrained(author=author, question="q1", how=how, until=until)  # type: ignore[arg-type]
    act = Act(log=log, kinds=KINDS, briefing=briefing, by="moderator", at=now())
    assert not isinstance(await act.commit([], lambda _: [event]), Refusal)
