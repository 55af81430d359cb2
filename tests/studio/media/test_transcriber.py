"""Live sound on its way: never waits, bounded, and true in time."""

from __future__ import annotations

import asyncio

from studio.media.transcriber import SECOND, Live


async def all_of(live: Live) -> bytes:
    return b"".join([piece async for piece in live])


async def test_what_is_put_comes_out_until_it_is_closed():
    live = Live()
    reader = asyncio.create_task(all_of(live))
    for piece in (b"ab", b"", b"c"):
        live.put(piece)
        await asyncio.sleep(0)
    live.close()
    assert await asyncio.wait_for(reader, 5) == b"abc"


async def test_what_nobody_keeps_up_with_becomes_silence_of_the_same_length():
    live = Live(longest_s=2)
    for number in range(1, 9):
        live.put(bytes([number]) * SECOND)
    live.close()
    assert live._held == 2 * SECOND, "the latest two seconds"
    assert await all_of(live) == bytes(6 * SECOND) + b"\x07" * SECOND + b"\x08" * SECOND


async def test_silence_that_is_owed_comes_a_second_at_a_time():
    """However long nobody listened."""
    live = Live(longest_s=1)
    for _ in range(3600):
        live.put(b"\x01" * SECOND)
    live.close()
    sizes = [len(piece) async for piece in live]
    assert max(sizes) == SECOND
    assert sum(sizes) == 3600 * SECOND
