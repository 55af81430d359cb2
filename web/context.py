"""What every handler of the web process needs, put together once by `web.app`."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State

from studio.archive.queries import Archive
from studio.events import OFFICE
from studio.log import Act, Stored, Unavailable, decode
from studio.records import Kinds, key
from studio.redis_air import RedisAir
from studio.redis_client import Connection
from studio.redis_log import RedisLog
from studio.settings import Settings
from web.api_board import Boards
from web.api_limits import Allowances
from web.assets import Assets
from web.follower import Followers
from web.hiding import Hiding
from web.hub import Hub
from web.i18n import Catalogues
from web.library import Library
from web.metrics import Metrics
from web.panic import Panic
from web.press import Press
from web.queues import Queues
from web.sessions import Sessions
from web.turns import Turns

ANSWER_S = 0.5
"""How long the store may take to say who somebody is, where our memory of the office says it too."""

AnyRequest = Request[Any, Any, State]
"""A request over HTTP, to any handler."""
T = TypeVar("T")
Acts = Callable[[str, str, str | None], Act]
"""From a briefing, who commands, and the command's idempotency key to the command on its way, now."""


@dataclass(frozen=True)
class Context:
    """The web process's parts.

    Attributes:
        settings: the process's settings.
        log: the store of logs, as the user `web`.
        air: for the plain form, which knocks as the gateway does.
        archive: the record of what has ended; also what answers while the store is away.
        kinds: the table of kinds.
        clock: ms since the epoch.
        due: from the moment of a promise to the last one of its term, ms since the epoch.
        acts: makes a command on its way.
        redis: one more connection, for sessions.
        sessions: the staff's.
        followers: the logs as they are, in memory.
        hub: the sockets of this process.
        panic: the panic key.
        hiding: what hides by itself.
        press: prints the downloads.
        turns: bound what is read and rendered for the public.
        queues: the moderators' queues.
        texts: the catalogues.
        assets: the front end's files.
        library: all graphics.
        metrics: counters of this process.
        boards: what control surfaces see.
        allowances: how often they may ask.
        key: what invites' secrets derive from.
    """

    settings: Settings
    log: RedisLog
    air: RedisAir
    archive: Archive
    kinds: Kinds
    clock: Callable[[], int]
    due: Callable[[int], int]
    acts: Acts
    redis: Connection
    sessions: Sessions
    followers: Followers
    hub: Hub
    panic: Panic
    hiding: Hiding
    press: Press
    turns: Turns
    queues: Queues
    texts: Catalogues
    assets: Assets
    library: Library
    metrics: Metrics
    boards: Boards
    allowances: Allowances
    key: bytes

    def act(self, briefing: str, by: str, command: str | None = None) -> Act:
        """One command on its way, now."""
        return self.acts(briefing, by, command)

    def office(self, by: str, command: str | None = None) -> Act:
        """One command in the office's log."""
        return self.act(OFFICE, by, command)

    async def shared(self, name: str, read: Callable[[], Awaitable[T]]) -> T:
        """What everyone may ask for, read in a turn; `Archive.shared` keeps it, and those who wait for it need none.

        Raises:
            Busy: too much is being read.
        """

        async def in_turn() -> T:
            async with self.turns.turn():
                return await read()

        return await self.archive.shared(name, in_turn)

    async def in_office(self, *keys: str) -> list[Any]:
        """Records of the office: by the store, or by our memory of it while that is away or does not answer.

        Raises:
            Unavailable: there is no such memory yet.
        """
        try:
            async with asyncio.timeout(ANSWER_S):
                stored: Mapping[str, Stored | None] | None = await self.log.read(OFFICE, keys)
        except (Unavailable, TimeoutError):
            stored = self.followers.recall(OFFICE, keys)
        if stored is None:
            raise Unavailable("not loaded yet")
        return [decode(self.kinds, k, stored[k]) for k in keys]

    async def revoked(self, person: str) -> bool:
        """Whether a person's seats have ended; also when nobody knows."""
        try:
            (found,) = await self.in_office(key("person", person))
        except Unavailable:
            return True
        return found is None or bool(found.revoked)

    def invite_secret(self, by: str, command: str) -> str:
        """An invite's secret, 256 bits. The same command makes the same one, so that a retry gives the same link."""
        return self.derived("invite", by, command)

    def derived(self, what: str, by: str, command: str) -> str:
        """256 bits that nobody guesses, in hex; the same for the same command."""
        return hmac.new(self.key, f"{what}|{by}|{command}".encode(), hashlib.sha256).hexdigest()


def context(connection: ASGIConnection) -> Context:  # type: ignore[type-arg]
    """The context behind a request or a socket."""
    found: Context = connection.app.state.context
    return found
