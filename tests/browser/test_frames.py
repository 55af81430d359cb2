"""Every seat of the running house: its first snapshot and all that followed, through the shipped store, is a fresh one.

All seats follow one play of a briefing, from before the first question. At its end the briefing gets a new title and
the program a new revision: who has seen those has seen all that came before.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from overlays import console, paint
from overlays.program import Program
from overlays.screens import Report
from qa import desk
from qa.moderation import Draft
from qa.question import Question
from studio import office
from studio.briefing import Details
from studio.events import OFFICE
from studio.log import decode
from studio.people import Seat as Invited
from studio.records import Refusal, key
from tests.browser.house import REASONS, SPEAKERS, TITLE, Briefing, Demo, done
from tests.browser.shipped import Frame, Stores
from tests.browser.staff import link
from tests.waiting import until
from web.kinds import KINDS

pytestmark = [pytest.mark.browser, pytest.mark.integration]

SOON_S = 15
PATHS = {"moderator": "/desk/{}/ws", "producer": "/console/{}/ws", "speaker": "/speaker/{}/ws", "office": "/office/ws",
         "screen": "/screen/ws"}  # fmt: skip
ROLES = {"moderator": "moderator", "producer": "producer", "speaker": "speaker", "office": "owner"}
VOTERS = 3


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    started = Stores(tmp_path_factory.mktemp("store"))
    yield started
    started.close()


@dataclass
class Followed:
    """One socket and all that it was sent."""

    socket: ClientConnection
    frames: list[Frame] = field(default_factory=list)

    async def read(self) -> None:
        async for message in self.socket:
            self.frames.append(json.loads(message))

    async def has(self, text: str) -> None:
        """Returns once a frame holds this."""

        async def there() -> bool:
            return any(text in json.dumps(frame, ensure_ascii=False) for frame in self.frames)

        await until(there, f"a frame with {text}", SOON_S)

    async def say(self, **message: Any) -> Frame:
        """Sends a command and waits for its answer."""
        id = secrets.token_hex(8)
        await self.socket.send(json.dumps({**message, "id": id}))
        found: list[Frame] = []

        async def answered() -> bool:
            found[:] = [f for f in self.frames if f.get("id") == id]
            return bool(found)

        await until(answered, f"an answer to {message['type']}", SOON_S)
        return found[0]

    async def ask(self, text: str) -> str:
        """The id of the question, acknowledged."""
        answer = await self.say(type="ask", text=text)
        assert answer["type"] == "received", answer
        return str(answer["question"])


class House:
    """Seats of one briefing, each opened as often as asked with the same cookie."""

    def __init__(self, demo: Demo, live: Briefing) -> None:
        self.demo, self.live = demo, live
        self.cookies: dict[str, str] = {}
        self.screen_key = secrets.token_hex(32)

    async def invite(self) -> None:
        """Everybody opens their link; the screen's key is made."""
        for name, role in ROLES.items():
            secret = (await link(self.live, role, name)).partition("#")[2]
            async with httpx.AsyncClient(trust_env=False) as client:
                base = self.demo.base
                joined = await client.post(f"{base}/join", json={"secret": secret}, headers={"Origin": base})
                assert joined.status_code == 200, joined.text
                self.cookies[name] = "; ".join(f"{c.name}={c.value}" for c in client.cookies.jar)
        seat = Invited(role="screen", name="OBS", briefing=self.live.id, screen="main")
        done(await office.invite(self.live.act("owner", OFFICE), self.screen_key, seat))

    async def viewer(self, name: str) -> None:
        """Somebody opens the page, as soon as there is one."""
        async with httpx.AsyncClient(trust_env=False) as client:

            async def opened() -> bool:
                return (await client.get(self.live.url)).status_code == 200

            await until(opened, "the briefing's page", SOON_S)
            self.cookies[name] = "; ".join(f"{c.name}={c.value}" for c in client.cookies.jar)

    @asynccontextmanager
    async def open(self, name: str) -> AsyncIterator[Followed]:
        """A seat's socket, past its first snapshot."""
        if name in PATHS:
            url = self.demo.base.replace("http", "ws", 1) + PATHS[name].format(self.live.id)
        else:
            url = f"{self.demo.said['gateway'].partition('/b/')[0]}/b/{self.live.id}"
        headers = {"Cookie": self.cookies.get(name, "")}
        async with connect(
            url, origin=self.demo.base, additional_headers=headers, proxy=None, open_timeout=60
        ) as socket:
            if name == "screen":
                await socket.send(json.dumps({"type": "hello", "key": self.screen_key}))
            followed = Followed(socket)
            reading = asyncio.create_task(followed.read())
            await followed.has('"snapshot"')
            yield followed
            await socket.close()
            await reading


async def program(live: Briefing) -> Program:
    k = key("program", "main")
    found: Program = decode(KINDS, k, (await live.log.read(live.id, [k]))[k])
    return found


async def taken_in(live: Briefing, *ids: str) -> None:
    async def there() -> bool:
        return set(ids) <= {q.id for q in await live.questions()}

    await until(there, "the desk process numbered the questions", SOON_S)


async def votes(live: Briefing, question: str, count: int) -> None:
    k = key("tally", question)

    async def counted() -> bool:
        stored = (await live.log.read(live.id, [k]))[k]
        return stored is not None and decode(KINDS, k, stored).votes == count

    await until(counted, f"{count} votes", SOON_S)


async def decide(live: Briefing, ids: list[str]) -> None:
    """A moderator and a colleague at work, with second thoughts."""
    first, second, third, fourth, *_ = ids
    for question in ids:
        done(await desk.claim(live.act("moderator"), question, False, "АС"))
    done(await desk.release(live.act("moderator"), third))
    done(await desk.claim(live.act("colleague"), third, False, "ЕК"))
    await live.approve(first)
    await live.approve(second)
    await live.undo(second)
    done(await desk.edit(live.act(), "edit-0001", second, Draft("Сколько стоит ремонт дороги?", "ru"), approve=True))
    done(await desk.edit(live.act(), "edit-0002", second, Draft("Жол жөндеу қанша тұрады?", "kk"), approve=True))
    done(await desk.reject(live.act("colleague"), "reject-01", third, "off_topic"))
    assert not isinstance(await desk.undo(live.act("colleague"), "reject-01"), Refusal)
    done(await desk.approve(live.act("colleague"), "approve-1", third, 0))
    await live.reject(fourth)


async def broadcast(live: Briefing, ids: list[str]) -> None:
    """A producer at work."""
    first, second, third, *_ = ids
    act = live.act("producer")
    done(await console.move(act, third, first))
    await live.air(first)
    done(await paint.painted(act, "main", Report(page="page", revision=(await program(live)).revision)))
    done(await console.cue(act, "main", second, "kk"))
    done(await console.cue(act, "main", None))
    await live.air(second)
    await live.answered(first)
    await live.clear()
    await live.air(third)


async def play(house: House, viewers: list[Followed]) -> list[str]:
    """All that a briefing can see; gives the questions' ids."""
    live, author = house.live, viewers[0]
    texts = ["Кезек қашан қысқарады?", "Сколько стоит ремонт?", "Who signs the permits?", "Жарнама", "Пікірім өзгерді"]
    ids = [await author.ask(text) for text in texts]
    ids += [await viewer.ask(f"Вопрос соседа {n}") for n, viewer in enumerate(viewers[1:])]
    await taken_in(live, *ids)
    await live.intake("paused")
    await decide(live, ids)
    await live.intake("open")
    for viewer in viewers:
        await viewer.has("Who signs the permits?")
        for question in ids[:3]:
            assert (await viewer.say(type="vote", question=question))["type"] == "done"
    assert (await viewers[1].say(type="vote", question=ids[0], up=False))["type"] == "done"
    await votes(live, ids[0], VOTERS - 1)
    await votes(live, ids[2], VOTERS)
    await live.approve(ids[5])
    assert (await author.say(type="withdraw", question=ids[4]))["type"] == "done"
    assert (await viewers[1].say(type="withdraw", question=ids[5]))["type"] == "done"

    async def withdrawn() -> bool:
        states = {q.id: q.state for q in await live.questions()}
        return states[ids[4]] == states[ids[5]] == "withdrawn"

    await until(withdrawn, "both were withdrawn", SOON_S)
    await broadcast(live, ids)
    return ids


async def close_with(house: House, word: str) -> int:
    """Changes that every seat sees, after all others; gives the program's revision."""
    live = house.live
    title = TITLE | {"en": word}
    details = Details(slug=live.slug, title=title, starts_at=live.starts_at, speakers=SPEAKERS, reasons=REASONS)
    done(await office.save_briefing(live.act("owner", OFFICE), live.id, details))
    await live.clear()
    return (await program(live)).revision


def states(questions: list[Question]) -> set[str]:
    return {q.state for q in questions}


async def test_what_every_seat_follows_is_what_a_fresh_snapshot_shows(demo, live, stores):
    house, word = House(demo, live), f"Revised {secrets.token_hex(4)}"
    viewers = [f"viewer {n}" for n in range(VOTERS)]
    await house.invite()
    for name in viewers:
        await house.viewer(name)
    seats = [*viewers, *ROLES, "screen"]
    async with AsyncExitStack() as stack:
        followed = {name: await stack.enter_async_context(house.open(name)) for name in seats}
        await play(house, [followed[name] for name in viewers])
        assert states(await live.questions()) >= {"approved", "rejected", "withdrawn", "on_air", "answered"}
        revision = await close_with(house, word)
        for name in seats:
            await followed[name].has(f'"revision": {revision}' if name == "screen" else word)
        for name in seats:  # the screen last: the producers are told when another one comes
            async with house.open(name) as fresh:
                if name in viewers:  # each has asked
                    await fresh.has('"own"')
                held = followed[name].frames
                await until(partial(same_place, held, fresh.frames), f"{name}: both heard the same", SOON_S)
                compare(stores, name, held, fresh.frames)


def same_place(*streams: list[Frame]) -> bool:
    return len({max((f["seq"] for f in frames if f.get("seq") is not None), default=0) for frames in streams}) == 1


def lasting(name: str, views: dict[str, Any]) -> dict[str, Any]:
    """Of a moderator's views what a snapshot holds: questions come by page, and leases pass."""
    if name != "moderator":
        return views
    return {k: v for k, v in views.items() if k.partition("/")[0] not in {"question", "tally", "claim", "presence"}}


def compare(stores: Stores, name: str, frames: list[Frame], fresh: list[Frame]) -> None:
    """The same through the shipped store; and one frame fewer is noticed."""
    held, anew = stores.after(frames), stores.after(fresh)
    assert set(held.answers) == {"ok"}, name
    assert lasting(name, held.views) == lasting(name, anew.views), name
    assert len(anew.views) > 0, name
    if "viewer" in name:
        assert held.own == anew.own, name
        assert held.own or name != "viewer 0"
    sent = [n for n, frame in enumerate(frames) if frame["type"] == "views"]
    assert len(sent) > 1, f"{name}: hardly anything followed the snapshot"
    for lost in (sent[0], sent[len(sent) // 2]):
        without = stores.after(frames[:lost] + frames[lost + 1 :])
        if lost != sent[-1]:
            assert "gap" in without.answers, name
