"""Bounded fan-out: what a seat of a briefing sees, encoded once and handed to every socket that sits there."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

import msgspec

from studio.events import OFFICE
from studio.log import Unavailable
from studio.records import key
from web import wire
from web.codes import UNAUTHENTICATED
from web.follower import Changes, Followed, Followers, Held

_encode = msgspec.json.encode

VIEWS: dict[str, wire.View] = {
    "moderator": wire.moderator, "producer": wire.producer, "speaker": wire.speaker, "captioner": wire.captioner,
    "confidential": wire.confidential, "office": wire.office,
}  # fmt: skip
ON_DEMAND = {"moderator": frozenset({"question", "tally"})}
"""What a seat asks for page by page: tens of thousands of questions are no snapshot. Changes reach it all the same."""
EMPTY_S = 60.0
"""How long a briefing that nobody looks at is kept: who reloads comes back to a warm one."""

RECENT_MS = 10 * 60_000
"""Lines that a captioner's page begins with: two hours of them are no snapshot."""
BEAT_S = 2.0
"""How often consoles and screens hear that the line lives: a silent one is noticed within twice as long."""
BEAT = '{"type":"beat"}'


class Socket(Protocol):
    """What the hub needs of a connection."""

    def push(self, frame: str) -> None:
        """Queues a frame; never waits, cuts a reader that is too slow."""

    def end(self, code: int) -> None:
        """Closes at once."""

    def finish(self, code: int) -> None:
        """Closes once what waits is sent."""


class Channel:
    """The views of one seat, and who looks at them. `seq` counts the frames; one numbering serves all sockets.

    Attributes:
        left_at: when somebody last came or left, ms since the epoch.
        on_close: what ends its listening.
        over: the code by which whoever sits down is sent away; None while there is something to see.
    """

    def __init__(self, view: wire.View, on_demand: frozenset[str] = frozenset()) -> None:
        self.sockets: set[Socket] = set()
        self.seq = 0
        self.left_at = 0
        self.on_close: list[Callable[[], None]] = []
        self.over: int | None = None
        self._view = view
        self._on_demand = on_demand
        self._views: dict[str, dict[str, Any]] = {}
        self._encoded: bytes | None = None

    def seen(self, k: str, version: str, fields: Mapping[str, Any]) -> dict[str, Any] | None:
        """A record as this seat sees it."""
        kind = k.partition("/")[0]
        view = self._view(kind, dict(fields))
        return view and {"kind": kind, **view, "version": version}

    def update(self, changes: Changes) -> None:
        """Takes changes in and tells every socket what it now sees differently."""
        views = [view for k, held in changes.items() if (view := self._changed(k, held)) is not None]
        if not views:
            return
        self.seq += 1
        self._encoded = None
        if self.sockets:
            frame = _encode({"type": "views", "seq": self.seq, "views": views}).decode()
            for socket in tuple(self.sockets):
                socket.push(frame)

    def snapshot(self, now: int, me: Mapping[str, Any]) -> str:
        """All the views but those on demand and the leases that have passed; encoded once until something changes."""
        if self._encoded is None:
            shown = [v for v in self._views.values() if v["kind"] not in self._on_demand and _stands(v, now)]
            self._encoded = _encode(shown)
        head = _encode({"type": "snapshot", "seq": self.seq, "now": now, "me": me})
        return (head[:-1] + b',"views":' + self._encoded + b"}").decode()

    def _changed(self, k: str, held: Held | None) -> dict[str, Any] | None:
        view = self.seen(k, held.version, held.fields) if held else None
        before = self._views.get(k)
        if view is not None:
            # A version alone is no news: what changed lies outside of what this seat sees.
            if before is not None and {**view, "version": before["version"]} == before:
                return None
            self._views[k] = view
            return view
        if before is None:
            return None
        del self._views[k]
        return {"kind": before["kind"], "id": before["id"], "gone": True}


def _nothing() -> None:
    """Of a briefing that is not listened to yet."""


def _stands(view: Mapping[str, Any], now: int) -> bool:
    """Whether a view is still of use: a claim or a presence is not once its lease has passed, a line once it is old."""
    if view["kind"] == "line":
        return bool(view["at"] > now - RECENT_MS)
    return view["kind"] not in {"claim", "presence"} or view["until"] > now


class Hub:
    """All channels and sockets of this process.

    Attributes:
        pages: how many connections each page of a screen has, by briefing and page.
    """

    def __init__(self, followers: Followers, clock: Callable[[], int], empty_s: float = EMPTY_S) -> None:
        self._followers = followers
        self._empty_s = empty_s
        self._clock = clock
        self._channels: dict[tuple[str, str, str], Channel] = {}
        self._people: dict[str, set[Socket]] = {}
        self.pages: Counter[tuple[str, str]] = Counter()
        self._kills: dict[tuple[str, str], int] = {}
        self._listed: dict[str, Callable[[], None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begins to watch the lists: revocations, new briefings; and to let go what nobody looks at."""
        self._followers.office.listen(self._revoked)
        for followed in (self._followers.office, self._followers.rehearsals):
            followed.listen(self._added)
        self._tasks.add(asyncio.create_task(self._tidy(), name="tidy"))
        self._tasks.add(asyncio.create_task(self._beat(), name="beat"))

    async def stop(self) -> None:
        """Ends what the hub does by itself."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _tidy(self) -> None:
        while True:
            await asyncio.sleep(self._empty_s / 4)
            await self.tidy()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            for (seat, _, _), channel in tuple(self._channels.items()):
                if seat in {"producer", "screen"}:
                    for socket in tuple(channel.sockets):
                        socket.push(BEAT)

    async def tidy(self) -> None:
        """Lets go the channels, and then the logs, that nobody has looked at for a while."""
        idle_ms = int(self._empty_s * 1000)
        now = self._clock()
        for place, channel in tuple(self._channels.items()):
            if not channel.sockets and now - channel.left_at >= idle_ms:
                for end in channel.on_close:
                    end()
                del self._channels[place]
                if place[0] == "office":
                    for ignore in self._listed.values():
                        ignore()
                    self._listed.clear()
        watched = {briefing for _, briefing, _ in self._channels}
        await self._followers.let_go(watched | self._listed.keys(), idle_ms)

    async def channel(self, seat: str, briefing: str, screen: str = "") -> Channel | None:
        """The channel of a seat; None for an unknown briefing.

        Raises:
            Unavailable: the store is away and the briefing was never read.
        """
        if seat == "office":
            return await self._office()
        followed = await self._followers.get(briefing)
        if followed is None:
            return None
        place = (seat, briefing, screen)
        if place not in self._channels:
            on_air = seat == "screen"
            channel = Channel(wire.screen(screen) if on_air else VIEWS[seat], ON_DEMAND.get(seat, frozenset()))
            self._open(followed, channel, first=on_air)
            self._channels[place] = channel
            if seat in {"producer", "screen"}:
                kills = [place for place in self._kills if place[0] == briefing]
                channel.update({key("kill", place[1]): self._kill(place) for place in kills})
        self._channels[place].left_at = self._clock()  # whoever asks is about to sit down
        return self._channels[place]

    def enter(self, channel: Channel, socket: Socket, person: str) -> None:
        """A socket sits down: it gets every frame from now on, and is cut when the person's seats end."""
        channel.sockets.add(socket)
        channel.left_at = self._clock()
        self._people.setdefault(person, set()).add(socket)
        if channel.over is not None:
            socket.finish(channel.over)

    def leave(self, channel: Channel, socket: Socket, person: str) -> None:
        """A socket is gone."""
        channel.sockets.discard(socket)
        channel.left_at = self._clock()
        sockets = self._people.get(person, set())
        sockets.discard(socket)
        if not sockets:
            self._people.pop(person, None)

    def screens(self, briefing: str) -> set[str]:
        """The screens of a briefing that have a page at this process, or had one lately."""
        return {screen for seat, b, screen in self._channels if seat == "screen" and b == briefing}

    def kill(self, briefing: str, screen: str, revision: int) -> None:
        """Tells the screen's pages at once, and the producers: what was taken up to this revision is dark."""
        place = (briefing, screen)
        self._kills[place] = max(revision, self._kills.get(place, 0))
        for seat in (("screen", briefing, screen), ("producer", briefing, "")):
            if channel := self._channels.get(seat):
                channel.update({key("kill", screen): self._kill(place)})

    def killed(self, briefing: str, screen: str) -> int:
        """The latest revision that was killed here; 0 for none."""
        return self._kills.get((briefing, screen), 0)

    def _kill(self, place: tuple[str, str]) -> Held:
        return Held(f"{self._clock()}-0", {"id": place[1], "revision": self._kills[place]})

    def sits(self, person: str, briefing: str) -> bool:
        """Whether the person has another socket of this briefing open in this process: a rehearsal is another one."""
        own = self._people.get(person, set())
        return any(own & c.sockets for (_, at, _), c in self._channels.items() if at == briefing)

    def close(self, briefing: str, code: int) -> None:
        """Sends everybody away from a briefing, once they have what waits for them, and whoever is on the way in."""
        for (_, at, _), channel in self._channels.items():
            if at == briefing:
                channel.over = code
                for socket in tuple(channel.sockets):
                    socket.finish(code)

    def end_all(self, code: int) -> None:
        """Closes every socket: the process ends."""
        for socket in [s for sockets in self._people.values() for s in sockets]:
            socket.end(code)

    def _open(self, followed: Followed, channel: Channel, *, first: bool = False) -> None:
        channel.update(followed.records)
        channel.left_at = self._clock()
        channel.on_close.append(partial(followed.forget, channel.update))
        followed.listen(channel.update, first=first)  # nobody waits as visibly as the screen

    def _revoked(self, changes: Changes) -> None:
        for k, held in changes.items():
            kind, _, id = k.partition("/")
            if kind == "person" and (held is None or held.fields["revoked"]):
                for socket in tuple(self._people.get(id, ())):
                    socket.end(UNAUTHENTICATED)

    async def _office(self) -> Channel:
        """The office sees its own log, the list of rehearsals, and the state of every briefing in both."""
        place = ("office", OFFICE, "")
        if place not in self._channels:
            self._channels[place] = Channel(wire.office)
            for followed in (self._followers.office, self._followers.rehearsals):
                self._open(followed, self._channels[place])
                await self._list(followed.records)
        return self._channels[place]

    def _added(self, changes: Changes) -> None:
        if ("office", OFFICE, "") in self._channels:
            task = asyncio.create_task(self._list(changes))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _list(self, changes: Changes) -> None:
        channel = self._channels["office", OFFICE, ""]
        lines = {k.partition("/")[2]: held for k, held in changes.items() if k.startswith("listing/")}
        for briefing in [id for id, held in lines.items() if held is None]:  # wiped
            channel.update({key("briefing", briefing): None})
            self._listed.pop(briefing, _nothing)()
        new = [id for id, held in lines.items() if held is not None and id not in self._listed]
        self._listed |= dict.fromkeys(new, _nothing)
        for briefing in new:
            try:
                followed = await self._followers.get(briefing)
            except Unavailable:
                followed = None
            if followed is None:
                self._listed.pop(briefing, None)  # next time it changes
            else:
                relay = partial(self._relay, channel, briefing)
                followed.listen(relay)
                relay(followed.records)
                self._listed[briefing] = partial(followed.forget, relay)

    @staticmethod
    def _relay(channel: Channel, briefing: str, changes: Changes) -> None:
        """A briefing's record, which is called "briefing" at home, goes by the briefing's id in the office."""
        held = changes.get(key("briefing", "briefing"))
        if held is not None:
            channel.update({key("briefing", briefing): Held(held.version, {**held.fields, "id": briefing})})
