"""A control surface at a running web process: its key, its briefing, and a clock that the test moves on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from overlays import console
from overlays.cue import content_hash
from overlays.rundown import Content
from qa import desk
from studio import office
from studio.log import Act, Done
from studio.people import Scope
from studio.settings import Settings
from tests.waiting import until
from tests.web.conftest import Web, running
from tests.web.test_socket import asked
from web import clock


@dataclass
class Clock:
    """The process's clock: it stands until a test moves it on."""

    ahead: int = 0
    began: int = field(default_factory=clock.now)

    def now(self) -> int:
        return self.began + self.ahead


@dataclass
class Surface:
    """One key of a briefing, and the hand on it."""

    web: Web
    briefing: str
    key: str
    clock: Clock

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.key}"}

    @property
    def person(self) -> str:
        return office.person_id(self.key)

    async def screen(self, name: str) -> str:
        """The key of a screen that the process has heard of."""
        key = await self.web.invite("screen", self.briefing, screen=name)
        await until(lambda: self.web.own.boards.has(self.briefing, name), "the process knows the screen")
        return key

    def later(self, ms: int = 600) -> None:
        """The clock goes on: by default far enough that a press is no echo of the one before."""
        self.clock.ahead += ms

    def act(self, command: str | None = None) -> Act:
        """Something that a producer does at the console."""
        return self.web.own.act(self.briefing, "p1", command)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.web.http.get(f"/api/v1{path}", headers={**self.headers, **headers})

    async def post(self, path: str, json: Any = None, **headers: str) -> httpx.Response:
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await self.web.http.post(f"/api/v1{path}", json=json, headers=sent)

    async def press(self, verb: str, json: Any = None, **headers: str) -> httpx.Response:
        """A verb of the main screen, as if nobody had pressed anything lately."""
        self.later()
        return await self.post(f"/screens/main/{verb}", json, **headers)

    async def done(self, verb: str, json: Any = None, **headers: str) -> dict[str, Any]:
        """The state after a verb that was carried out."""
        response = await self.press(verb, json, **headers)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    async def state(self) -> dict[str, Any]:
        response = await self.get("/state")
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    async def approved(self, number: int, text: str) -> str:
        """A question that waits in the rundown."""
        id = f"q{number}"
        await asked(self.web, self.briefing, id, number, text)
        done = await desk.approve(self.web.own.act(self.briefing, "m1"), f"decision-{number}", id, 0)
        assert isinstance(done, Done), done
        self.web.own.followers.learn(done)
        return id

    async def prepared(self, item: str, graphic: str, layer: str, **data: Any) -> str:
        """An item that a producer prepared."""
        content = Content(
            graphic=graphic, layer=layer, title=f"the {item}", data=data, hash=content_hash(graphic, data)
        )  # fmt: skip
        done = await console.prepare(self.act(), item, content)
        assert isinstance(done, Done), done
        self.web.own.followers.learn(done)
        return item

    async def another(self, scope: Scope = "operate", briefing: str | None = None) -> Surface:
        """One more key at the same process, with the same clock."""
        key = await self.web.invite("control", briefing or self.briefing, scope=scope)
        return Surface(self.web, briefing or self.briefing, key, self.clock)


@asynccontextmanager
async def surfaced(settings: Settings, briefing: str) -> AsyncIterator[Surface]:
    """A key that operates, in a live briefing with three questions that wait."""
    time = Clock()
    async with aclosing(running(settings, time.now)) as processes:
        web = await anext(processes)
        await web.briefing(briefing)
        surface = Surface(web, briefing, await web.invite("control", briefing, scope="operate"), time)
        for number, text in enumerate(("Неге?", "Қашан?", "Кім?"), 1):
            await surface.approved(number, text)
        yield surface
