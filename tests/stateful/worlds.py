"""The two stores that tests/test_stateful.py is played on, each with a look behind it."""

from __future__ import annotations

import json
from typing import Any

from redis.asyncio import Redis

from studio.events import ENTRY, Entry
from studio.log_memory import MemoryLog
from studio.redis_air import Knock, Limit, Limits, RedisAir
from studio.redis_log import RedisLog, prefix

NO_LIMITS = Limits(*[Limit(1_000_000, 1)] * 4)


class Memory:
    """The log in memory; its `knock` is told in Python what the store's function does."""

    def __init__(self) -> None:
        self.staff = self.desk = MemoryLog()

    async def knock(self, briefing: str, item: Knock) -> bool:
        if not getattr(self, f"_{item.kind}")(self.desk.shelves[briefing], item):
            return False
        fields = {"k": item.kind, "author": item.author, "question": item.question, "receipt": item.receipt}
        await self.desk.put(briefing, {k: v.encode() for k, v in fields.items()} | {"b": item.body})
        return True

    def _ask(self, shelf: Any, item: Knock) -> bool:
        # A time-out's end lies behind the store's clock, which is not the play's.
        return shelf.intake == "open" and _restraint(shelf, item.author) not in {"mute", "ban"}

    def _vote(self, shelf: Any, item: Knock) -> bool:
        view = shelf.public.get(f"question/{item.question}")
        if view is None or b'"text":' not in view.body or _restraint(shelf, item.author) == "ban":
            return False
        voters = shelf.votes[item.question]
        if (item.author in voters) == item.up:
            return False
        (voters.add if item.up else voters.discard)(item.author)
        return True

    def _withdraw(self, shelf: Any, item: Knock) -> bool:
        return True

    async def look(self, briefing: str, log_after: int, air_after: int) -> tuple[list[Entry], list[bytes]]:
        shelf = self.desk.shelves[briefing]
        return [e.entry for e in shelf.log[log_after:]], [view for _, _, view in shelf.air[air_after:]]

    async def public(self, briefing: str) -> dict[str, bytes]:
        return {k: s.body for k, s in self.desk.shelves[briefing].public.items()}

    async def waiting(self, briefing: str) -> int:
        return len(self.desk.shelves[briefing].inbox)

    async def aclose(self) -> None:
        pass


def _restraint(shelf: Any, author: str) -> str:
    view = shelf.public.get(f"restraint/{author}")
    return str(json.loads(view.body)["how"]) if view else "none"


class Real:
    """The real functions, each process with its own rights, and the administrator's look behind them."""

    def __init__(self, valkey: Any) -> None:
        self.staff, self.desk = RedisLog.connect(valkey.url("web")), RedisLog.connect(valkey.url("desk"))
        self.air = RedisAir.connect(valkey.url("gateway"), NO_LIMITS)
        self.admin = Redis.from_url(valkey.admin_url)

    async def knock(self, briefing: str, item: Knock) -> bool:
        before = await self.waiting(briefing)
        (result,) = await self.air.knock(briefing, [item])
        return result.ok and await self.waiting(briefing) > before

    async def look(self, briefing: str, log_after: int, air_after: int) -> tuple[list[Entry], list[bytes]]:
        lines = await self.admin.xrange(f"{prefix(briefing)}log")
        views = await self.admin.xrange(f"{prefix(briefing)}air")
        entries = [ENTRY.validate_json(fields[b"e"]) for _, fields in lines[log_after:]]
        return entries, [fields[b"e"] for _, fields in views[air_after:]]

    async def public(self, briefing: str) -> dict[str, bytes]:
        return {k: body for k, (_, body) in (await self.air.snapshot(briefing)).views.items()}

    async def waiting(self, briefing: str) -> int:
        return int(await self.admin.xlen(f"{prefix(briefing)}inbox"))

    async def aclose(self) -> None:
        for port in (self.staff, self.desk, self.air, self.admin):
            await port.aclose()
