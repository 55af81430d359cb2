"""Looks behind the port of the log, whichever adapter it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from studio.log_memory import MemoryLog


async def drop(log: Any, admin: Any, briefing: str, fields: dict[str, bytes]) -> str:
    """Puts an entry into the inbox, as `knock` does."""
    if isinstance(log, MemoryLog):
        return await log.put(briefing, fields)
    id: bytes = await admin.xadd(f"{{b:{briefing}}}:inbox", fields)
    return id.decode()


async def public(log: Any, admin: Any, briefing: str) -> tuple[dict[str, tuple[str, bytes]], str | None]:
    """The audience's snapshot, and the intake state."""
    if isinstance(log, MemoryLog):
        shelf = log.shelves[briefing]
        return {k: (s.version, s.body) for k, s in shelf.public.items()}, shelf.intake
    found = await admin.hgetall(f"{{b:{briefing}}}:public")
    intake = found.pop(b"_intake", None)
    found.pop(b"_at", None)
    views = {k.decode(): (v.partition(b"\n")[0].decode(), v.partition(b"\n")[2]) for k, v in found.items()}
    return views, intake.decode() if intake else None


async def air(log: Any, admin: Any, briefing: str) -> list[tuple[str, bytes]]:
    """Version and view of everything the audience was told."""
    if isinstance(log, MemoryLog):
        return [(version, view) for _, version, view in log.shelves[briefing].air]
    return [(f[b"v"].decode(), f[b"e"]) for _, f in await admin.xrange(f"{{b:{briefing}}}:air")]


async def take(batches: AsyncIterator[list[Any]], count: int) -> list[Any]:
    """The next `count` entries."""
    taken: list[Any] = []
    async with asyncio.timeout(10):
        async for batch in batches:
            taken += batch
            if len(taken) >= count:
                break
    return taken
