"""The audience's own process: everybody who watches holds one WebSocket here.

All sockets hang on one epoll of ours, which the event loop watches as a single file: no task, stream
or transport a viewer. See `web.gateway_connection` (a socket), `web.gateway_rooms` (fan-out),
`web.gateway_intake` (questions and votes to the store), `web.gateway_http` (the handshake). Linux only.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections import deque
from contextlib import suppress
from typing import Any

import structlog
from prometheus_client import generate_latest
from websockets.http11 import Request

from studio.events import OFFICE, is_rehearsal
from studio.log import Unavailable
from studio.redis_air import RedisAir
from studio.settings import Settings, WrongSettingError
from web import clock
from web.codes import RESTARTING, WIPED
from web.gateway_connection import CLOSED, OPEN, WAITING, Connection
from web.gateway_frames import PING, encode
from web.gateway_http import Addresses, Door, HandshakeRefusedError, problem, read
from web.gateway_intake import Counts, Intake, Store
from web.gateway_metrics import registry
from web.gateway_rooms import EMPTY_S, Room, Spread, end
from web.gateway_sockets import Sockets
from web.health import METRICS_TYPE, Report, as_json, http, status_of
from web.processes import PLACES, told_to_stop, why_away

PER_PREFIX = 2000
"""Connections of one /24 or /56: a full hall behind one address passes, a flood does not."""
PING_S = 20
DEAD_S = 60
"""Silence, after which a viewer is pinged, and cut: phones sleep and networks change without a word."""
HEAD_S = 10
LINGER_S = 3
PROBE_S = 1.0
PROBE_PATIENCE_S = 1.5
DRAIN_S = 1.2
FAREWELL_S = 0.5
UNKNOWN_S = 2
"""How long "no such briefing" is believed without asking again."""
UNKNOWN_MOST = 4096
WHOLE = 64 * 1024
"""A snapshot up to this size is joined to the handshake's response: one packet train instead of two."""
_PING = encode(PING, b"")

log = structlog.get_logger("gateway")


class Gateway:
    """One gateway: its sockets, its rooms, and what it counts.

    Attributes:
        tick: seconds since the start; every connection's clock.
        connections: by file descriptor.
        rooms: by briefing.
        store: whether it takes questions.
        archive_away: whether the archive process says that it can't write.
        cut: connections cut for not reading.
        turned_away: handshakes refused, by code.
    """

    def __init__(self, settings: Settings, air: RedisAir) -> None:
        self.settings = settings
        self.air = air
        self.tick = 0
        self.connections: dict[int, Connection] = {}
        self.rooms: dict[str, Room] = {}
        self.store = Store()
        self.archive_away = False
        self.stopping = False
        self.spread = Spread()
        self.counts = Counts()
        self.cut = 0
        self.turned_away: dict[str, int] = {}
        self.intake = Intake(air, self.counts, self.store, settings.confidential_public_key)
        self._door = Door(settings)
        self._addresses = Addresses(settings.trusted_proxies)
        self._crowd: dict[str, int] = {}
        self._unknown: dict[str, int] = {}
        self._closing: deque[tuple[int, Connection]] = deque()
        self._gone: asyncio.Event | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._sockets = Sockets(settings, self, self.connections)
        self._registry = registry(self)
        self._plain = {"/health/live": self._live, "/health/ready": self._ready, "/metrics": self._metrics}

    # -- connections --------------------------------------------------------------------------------------

    def watch(self, connection: Connection, writing: bool) -> None:
        """See `Edge`."""
        self._sockets.watch(connection.fd, writing)

    def drop(self, connection: Connection) -> None:
        """See `Edge`."""
        if connection.phase == CLOSED:
            return
        self._leave(connection)
        connection.phase = CLOSED
        connection.out, connection.tail, connection.fragments = None, b"", None
        self.connections.pop(connection.fd, None)
        connection.sock.close()  # which takes it off the epoll too
        if self._gone is not None and not self.connections:
            self._gone.set()

    def linger(self, connection: Connection) -> None:
        """See `Edge`."""
        self._leave(connection)
        self._closing.append((self.tick + LINGER_S, connection))

    def _leave(self, connection: Connection) -> None:
        if connection.author:
            left = self._crowd[connection.prefix] - 1
            if left:
                self._crowd[connection.prefix] = left
            else:
                del self._crowd[connection.prefix]
            connection.author, author = "", connection.author
            if connection.room is not None:
                connection.room.leave(connection, author, self.tick)

    # -- requests -----------------------------------------------------------------------------------------

    def request(self, connection: Connection, head: bytes, rest: bytes) -> None:
        """See `Edge`."""
        try:
            protocol, request = read(head)
            plain = self._plain.get(request.path.partition("?")[0])
            if plain is not None and request.method == "GET":
                connection.answer(plain(request))
                return
            if self.stopping:
                raise HandshakeRefusedError("restarting")
            admitted = self._door.admit(protocol, request)
            connection.prefix = sys.intern(self._addresses.prefix(connection.prefix, request.headers))
            if self._crowd.get(connection.prefix, 0) >= PER_PREFIX:
                raise HandshakeRefusedError("crowded")
            room = self._room(admitted.briefing)
        except HandshakeRefusedError as refused:
            self._refuse(connection, refused.code)
            return
        self._crowd[connection.prefix] = self._crowd.get(connection.prefix, 0) + 1
        connection.author = admitted.author
        connection.room = room
        connection.phase, connection.tail = WAITING, rest
        if room.picture.over(clock.now()):
            self._refuse(connection, "wiped")
        elif room.picture.known:
            self._open(connection, room, admitted.response)
        else:
            room.waiting.append((connection, admitted.response))

    def slow(self) -> None:
        """See `Edge`."""
        self.cut += 1

    def full(self, connection: Connection) -> None:
        """See `Edge`."""
        self._refuse(connection, "full")

    def _refuse(self, connection: Connection, code: str) -> None:
        self.turned_away[code] = self.turned_away.get(code, 0) + 1
        connection.answer(problem(code))

    def _live(self, request: Request) -> bytes:
        return as_json((200, {"status": "live"}))

    def _ready(self, request: Request) -> bytes:
        return as_json(self.report())

    def _metrics(self, request: Request) -> bytes:
        return http(200, METRICS_TYPE, generate_latest(self._registry))

    def report(self) -> Report:
        """The status and body of `/health/ready`."""
        if self.stopping:
            return 503, {"status": "not ready", "away": {"gateway": "stopping"}}
        if self.store.away is not None:
            return 503, {"status": "not ready", "away": {"store": self.store.away}}
        if self.archive_away:
            return 200, {"status": "degraded", "away": {"archive": "it says that it is not ready"}}
        return 200, {"status": "ready"}

    # -- rooms --------------------------------------------------------------------------------------------

    def _room(self, briefing: str) -> Room:
        room = self.rooms.get(briefing)
        if room is None:
            if self._unknown.get(briefing, -1) >= self.tick:
                raise HandshakeRefusedError(_missing(briefing))
            if self.store.away is not None:
                raise HandshakeRefusedError("unavailable")
            room = self.rooms[briefing] = Room(briefing, self.air, self.spread, self._settled, empty_since=self.tick)
            room.start()
        return room

    def _settled(self, room: Room) -> None:
        waiting = [(connection, response) for connection, response in room.waiting if connection.phase == WAITING]
        room.waiting.clear()
        if room.looked and is_rehearsal(room.id) and (not room.picture.known or room.picture.over(clock.now())):
            self._wiped(room)
            for connection, _ in waiting:
                self._refuse(connection, "wiped")
        elif room.picture.known:
            for connection, response in waiting:
                self._open(connection, room, response)
        elif not room.connections:
            self._end(room)
            if room.looked:
                self._remember_unknown(room.id)
            for connection, _ in waiting:
                self._refuse(connection, "not_found" if room.looked else "unavailable")

    def _wiped(self, room: Room) -> None:
        """Says farewell to all who watch a rehearsal that is over; of it nothing is shown, and soon nothing is left."""
        for connection in list(room.connections):
            connection.close(WIPED)
        self._end(room)
        self._remember_unknown(room.id)

    def _remember_unknown(self, briefing: str) -> None:
        if len(self._unknown) > UNKNOWN_MOST:
            self._unknown.clear()
        self._unknown[briefing] = self.tick + UNKNOWN_S

    def _open(self, connection: Connection, room: Room, response: bytes) -> None:
        connection.phase = OPEN
        snapshot, own = room.snapshot(), room.own(connection.author)
        if len(snapshot) < WHOLE:
            connection.send(response + snapshot + own)
        else:
            connection.send(response)
            connection.send(snapshot)
            connection.send(own)
        if connection.phase != OPEN:
            return
        room.join(connection)
        if connection.tail:
            rest, connection.tail = connection.tail, b""
            connection.frames(rest)

    def message(self, connection: Connection, payload: str) -> None:
        """See `Edge`."""
        if connection.room is not None:
            self.intake.message(connection, connection.room, payload)

    def _end(self, room: Room) -> None:
        if self.rooms.get(room.id) is room:
            del self.rooms[room.id]
        self.intake.forget(room.id)
        task = asyncio.create_task(room.stop())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    # -- time ---------------------------------------------------------------------------------------------

    def sweep(self) -> None:
        """Once a second: says farewell to the dead, pings the silent (a twentieth each time), ends empty rooms."""
        self.tick += 1
        while self._closing and self._closing[0][0] <= self.tick:
            self._closing.popleft()[1].abort()
        share = self.tick % PING_S
        for connection in [c for fd, c in self.connections.items() if fd % PING_S == share]:
            self._check(connection)
        for room in list(self.rooms.values()):
            if room.picture.over(clock.now()):
                self._wiped(room)
            elif not room.connections and not room.waiting and self.tick - room.empty_since > EMPTY_S:
                self._end(room)

    def _check(self, connection: Connection) -> None:
        silent = self.tick - connection.seen
        if connection.phase == OPEN:
            if silent >= DEAD_S:
                connection.abort()
            elif silent >= PING_S:
                connection.send(_PING)
        elif connection.phase < OPEN and silent >= HEAD_S:
            self.drop(connection)

    async def probe(self) -> None:
        """Once a second: would the store take a question now? An empty knock is refused like a real one."""
        was_away = self.store.away is not None
        try:
            async with asyncio.timeout(PROBE_PATIENCE_S):
                await self.air.knock(OFFICE, [])
        except (Unavailable, TimeoutError) as error:
            self.store.away = why_away(error)
        except Exception as error:
            self.store.away = type(error).__name__
        else:
            self.store.away = None
            if was_away:
                # It may have come back with less than it had: look afresh, and tell what differs.
                for room in self.rooms.values():
                    room.start()
        self.archive_away = await status_of(self.settings.health_host, self.settings.port + PLACES["archive"]) == 503

    async def _every_second(self, act: Any) -> None:
        while True:
            try:
                done = act()
                if done is not None:
                    await done
            except Exception as error:
                log.error("sweep", error=type(error).__name__, exc_info=True)
            await asyncio.sleep(PROBE_S)

    # -- life ---------------------------------------------------------------------------------------------

    async def serve(self, stop: asyncio.Event) -> None:
        """Serves until told to stop, then answers what is under way and says goodbye (1012).

        Raises:
            OSError: when the port is taken.
        """
        loop = asyncio.get_running_loop()
        self._sockets.bind(self.settings.host, self.settings.port + 1)
        loop.add_reader(self._sockets.fileno(), self._sockets.turn)
        chores = [asyncio.create_task(self._every_second(act)) for act in (self.sweep, self.probe)]
        gc.freeze()
        log.info("listening", port=self.settings.port + 1)
        try:
            await stop.wait()
            self.stopping = True
            self._sockets.listen(False)
            await self.intake.drain(DRAIN_S)
            await self._farewell()
        finally:
            await asyncio.gather(end(chores), *(room.stop() for room in self.rooms.values()), *self._ending)
            loop.remove_reader(self._sockets.fileno())
            for connection in list(self.connections.values()):
                self.drop(connection)
            self._sockets.close()

    async def _farewell(self) -> None:
        for connection in list(self.connections.values()):
            connection.close(RESTARTING)
        if self.connections:
            self._gone = asyncio.Event()
            with suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL_S):
                    await self._gone.wait()


def _missing(briefing: str) -> str:
    return "wiped" if is_rehearsal(briefing) else "not_found"


async def run(settings: Settings, stop: asyncio.Event | None = None) -> None:
    """Runs the gateway until `stop` is set, or SIGTERM or Ctrl-C comes; gone within three seconds.

    Args:
        settings: the process's own; REDIS_URL is the gateway's user's.
        stop: ends it.

    Raises:
        WrongSettingError: there is no key to know viewers by, or a trusted proxy is no address.
        OSError: when the port is taken.
    """
    if not settings.viewer_key.get_secret_value() and not settings.secret_key.get_secret_value():
        raise WrongSettingError("VIEWER_KEY is missing: the gateway knows viewers by it")
    air = RedisAir.connect(settings.redis_url.get_secret_value())
    try:
        gateway = Gateway(settings, air)
    except ValueError:
        raise WrongSettingError("TRUSTED_PROXIES: each should be an address or a network") from None
    try:
        await gateway.serve(stop or told_to_stop())
    finally:
        await air.aclose()
