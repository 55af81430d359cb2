"""A room: one briefing in this gateway, what it looks like now, and all who watch it.

A room follows the briefing's `air` by position, so it misses nothing. A change is encoded once and the
same bytes go to every socket, in one tight loop: the cost of a broadcast is the kernel's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import structlog

from studio.log import Unavailable
from studio.redis_air import AirSnapshot, RedisAir
from web import clock
from web.gateway_connection import LATER, Connection
from web.gateway_frames import TEXT, encode
from web.gateway_picture import Change, Picture, own_message, views_message

STRIDE = 1000
"""Sockets written before others get a turn: some 8 ms, so that nobody's acknowledgement waits for a whole crowd."""
RETRY_S = 0.5
FRESH_MS = 1000
"""How old the `now` of a shared snapshot may be."""
EMPTY_S = 60
"""How long a room without viewers is kept: those who reload come back to a warm one."""

log = structlog.get_logger("gateway")


async def end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancels tasks and waits until they are gone; again and again, since a client library may swallow a cancel."""
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=0.2)


@dataclass
class Spread:
    """Figures of the fan-out, for /metrics."""

    broadcasts: int = 0
    frames: int = 0
    bytes: int = 0
    seconds: float = 0.0


@dataclass
class Room:
    """See the module.

    Attributes:
        id: the briefing's.
        air: the store.
        spread: figures to add to.
        settled: called once when it is known whether there is such a briefing.
        connections: who watches, in the order they came.
        authors: the same by pseudonym: one person may have several tabs.
        waiting: who came before the first snapshot was there.
        snapshot_size: bytes of the latest snapshot: what a slow network may have to wait for.
        empty_since: the process's second when the last viewer left.
        looked: whether the store has said what there is.
    """

    id: str
    air: RedisAir
    spread: Spread
    settled: Callable[[Room], None]
    picture: Picture = field(default_factory=Picture)
    connections: dict[Connection, None] = field(default_factory=dict)
    authors: dict[str, tuple[Connection, ...]] = field(default_factory=dict)
    waiting: list[tuple[Connection, bytes]] = field(default_factory=list)
    seq: int = 0
    snapshot_size: int = 0
    empty_since: int = 0
    looked: bool = False
    _generation: int = 0
    _changes: dict[str, bytes] = field(default_factory=dict)
    _snapshot: bytes | None = None
    _snapshot_at: int = 0
    _follower: asyncio.Task[None] | None = None
    _publisher: asyncio.Task[None] | None = None
    _spreading: bool = False
    _late: list[Connection] = field(default_factory=list)

    # -- following ----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begins to follow; again, from a fresh look at the store, when it already did."""
        self._generation += 1
        if self._follower is not None:
            self._follower.cancel()
        self._follower = asyncio.create_task(self._follow(self._generation), name=f"room {self.id}")

    async def stop(self) -> None:
        """Ends what the room does; its connections are the caller's."""
        await end(task for task in (self._follower, self._publisher) if task is not None)

    async def _follow(self, generation: int) -> None:
        while generation == self._generation:
            try:
                snapshot = await self.air.snapshot(self.id)
                self._take(snapshot)
                async for batch in self.air.follow(self.id, snapshot.at):
                    if generation != self._generation:
                        return  # its cancellation was swallowed on the way
                    self._changed([self.picture.learn(view.version, view.body) for view in batch])
            except Unavailable:
                self.settled(self)
            except Exception as error:
                # A view that can't be read must not leave the room deaf; what it says stays out of the log.
                log.error("room", briefing=self.id, error=type(error).__name__)
            await asyncio.sleep(RETRY_S)

    def _take(self, snapshot: AirSnapshot) -> None:
        changes = self.picture.replace(snapshot.views)
        if self.connections:
            self._changed(changes)
        self._snapshot = None
        self.looked = True
        self.settled(self)

    def _changed(self, changes: list[Change]) -> None:
        for change in changes:
            if change.public is not None:
                self._changes[change.key] = change.public
        self._tell_authors(changes)
        if self._changes:
            self._snapshot = None
            if self._publisher is None or self._publisher.done():
                self._publisher = asyncio.create_task(self._publish())

    def _tell_authors(self, changes: list[Change]) -> None:
        mine: dict[str, list[bytes]] = {}
        for change in changes:
            for author, view in change.told():
                if author in self.authors:
                    mine.setdefault(author, []).append(view)
        for author, views in mine.items():
            frame = encode(TEXT, own_message(views))
            for connection in self.authors.get(author, ()):
                connection.send(frame)

    # -- fan-out ------------------------------------------------------------------------------------------

    async def _publish(self) -> None:
        """Sends what changed; while it does and as long again, further changes gather into the next frame.

        So a crowd is never sent more than half the time, however fast the desk works, and a lone change
        goes out at once.
        """
        loop = asyncio.get_running_loop()
        while self._changes:
            began = loop.time()
            views = list(self._changes.values())
            self._changes.clear()
            self.seq += 1
            self._snapshot = None
            await self._broadcast(encode(TEXT, views_message(self.seq, views)))
            spent = loop.time() - began
            self.spread.seconds += spent
            await asyncio.sleep(spent)

    async def _broadcast(self, frame: bytes) -> None:
        connections = list(self.connections)
        self._spreading = True
        for start in range(0, len(connections), STRIDE):
            if start:
                await asyncio.sleep(0)
            self._write(connections[start : start + STRIDE], frame)
        self._spreading = False
        self.spread.broadcasts += 1
        self.spread.frames += len(connections)
        self.spread.bytes += len(connections) * len(frame)
        late, self._late = self._late, []
        for connection in late:
            self._whole(connection)

    @staticmethod
    def _write(connections: list[Connection], frame: bytes) -> None:
        # `Connection.send`, unrolled: a call a socket would be a tenth of the whole.
        size = len(frame)
        for connection in connections:
            if connection.out is not None:
                connection.wait(frame)
                continue
            try:
                sent = connection.sock.send(frame)
            except LATER:
                sent = 0
            except OSError:
                connection.edge.drop(connection)
                continue
            if sent != size:
                connection.wait(memoryview(frame)[sent:])

    # -- viewers ------------------------------------------------------------------------------------------

    def join(self, connection: Connection) -> None:
        """Adds a viewer."""
        self.connections[connection] = None
        self.authors[connection.author] = (*self.authors.get(connection.author, ()), connection)

    def leave(self, connection: Connection, author: str, tick: int) -> None:
        """Removes a viewer, if it is one."""
        if connection not in self.connections:
            return
        del self.connections[connection]
        rest = tuple(c for c in self.authors.get(author, ()) if c is not connection)
        if rest:
            self.authors[author] = rest
        else:
            self.authors.pop(author, None)
        if not self.connections:
            self.empty_since = tick

    def snapshot(self) -> bytes:
        """The present snapshot as a frame, encoded once a change and at most once a second."""
        now = clock.now()
        if self._snapshot is None or now - self._snapshot_at > FRESH_MS:
            self._snapshot = encode(TEXT, self.picture.snapshot(self.seq, now))
            self._snapshot_at = now
            self.snapshot_size = len(self._snapshot)
        return self._snapshot

    def own(self, author: str) -> bytes:
        """The author's own states as a frame; nothing when there are none."""
        states = self.picture.own.get(author)
        return encode(TEXT, own_message(list(states.values()))) if states else b""

    def again(self, connection: Connection) -> None:
        """Sends the present snapshot, then the author's own states, as to someone who comes anew.

        After a broadcast under way, which would else arrive behind it.
        """
        if self._spreading:
            self._late.append(connection)
        else:
            self._whole(connection)

    def _whole(self, connection: Connection) -> None:
        connection.send(self.snapshot())
        if own := self.own(connection.author):
            connection.send(own)
