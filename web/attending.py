"""Who sits at a desk, a console or the captions: said while their socket is open, and taken back when it has gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Literal

from studio.log import Done, Unavailable
from studio.presence import Sitter, present
from web.socket import Caller

PRESENT_S = 15.0
"""How often it is said anew that somebody is there: twice may be missed before the colleagues believe they left."""

Seat = Literal["desk", "console", "captions"]


async def _nothing(caller: Caller) -> None:
    """Nothing else ends with the socket."""


@asynccontextmanager
async def attending(
    caller: Caller, seat: Seat, leave: Callable[[Caller], Awaitable[None]] = _nothing
) -> AsyncIterator[None]:
    """While the socket is open its person is present; once it has gone, they have left.

    Args:
        caller: who sits there.
        seat: which one.
        leave: what else ends when their last page has gone.
    """
    task = asyncio.create_task(_attend(caller, seat), name="attend")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        # Another page of the same person goes on.
        if not caller.context.hub.sits(caller.person, caller.briefing):
            with suppress(Unavailable):  # what they held ends by itself
                await leave(caller)
            await _quietly(caller, seat, here=False)


async def _attend(caller: Caller, seat: Seat) -> None:
    while True:
        await _quietly(caller, seat, here=True)
        await asyncio.sleep(PRESENT_S)


async def _quietly(caller: Caller, seat: Seat, *, here: bool) -> None:
    with suppress(Unavailable):
        act = caller.context.act(caller.briefing, caller.person)
        done = await present(act, Sitter(seat, caller.initials, caller.name), here)
        if isinstance(done, Done):
            caller.context.followers.learn(done)
