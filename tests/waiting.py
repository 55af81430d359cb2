"""Waiting in tests: for what becomes true, never for a time to pass."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any


async def until(true: Callable[[], Any], what: str = "it became true", seconds: float = 10) -> None:
    """Returns once it is true, be it worked out at once or waited for; fails by the name of what never became so."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                found = true()
                if await found if inspect.isawaitable(found) else found:
                    return
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"never: {what}") from None
