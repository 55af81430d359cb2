"""Prints what is heavy (PDF, Word, Excel, the bundle) outside of this process, which carries the air.

One file at a time, few wait, each for a bounded time; many who ask for the same cost one printing, and it is kept.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import sys
import tempfile
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from ctypes.util import find_library
from typing import NamedTuple

import structlog

from web.press_child import Job
from web.turns import Busy, Turns

WAITING = 8
"""How many printings wait at most; whoever comes then is told to come back."""
LIMIT_S = 300.0
"""A printing that takes longer is given up; the bundle of a record of 300 questions takes some 15 s."""
RETRY_S = 20
"""When to come back."""
FAILED_S = 60.0
"""For how long what could not be printed is not tried again: readers press the button again and again."""
KEPT_BYTES, KEPT = 64 << 20, 200
"""What is kept of the results, the latest used ones."""
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

_logger = structlog.get_logger("web.press")


class UnprintedError(Exception):
    """The process could not, or took too long."""


class Print(NamedTuple):
    """A file as it is sent, and its tag, made from its content."""

    body: bytes
    tag: str


Key = tuple[str, ...]
"""Of which record, as of when and with what it says, which file, in which language."""


def lacking() -> tuple[str, ...]:
    """The files that this machine can't make: PDF needs the system's Pango."""
    return () if find_library("pango-1.0") and find_library("pangoft2-1.0") else ("record.pdf",)


def made(body: bytes) -> Print:
    """The file with its tag."""
    return Print(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


class Press:
    """The printings of this process.

    Attributes:
        lacks: files that can't be made here.
        turns: one printing at a time.
    """

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self.lacks = lacking()
        self._limit_s = limit_s
        self.turns = Turns(1, WAITING, RETRY_S)
        self._under_way: dict[Key, asyncio.Task[Print]] = {}
        self._kept: OrderedDict[Key, Print] = OrderedDict()
        self._bytes = 0
        self._failed: OrderedDict[Key, float] = OrderedDict()

    @property
    def kept_bytes(self) -> int:
        """How much is kept."""
        return self._bytes

    async def get(self, key: Key, make: Callable[[], Awaitable[bytes]]) -> Print:
        """The file: as it was kept, or made now, once for all who ask meanwhile.

        Args:
            key: what it is.
            make: makes it; what it raises is raised here.

        Raises:
            Busy: it could not be printed a moment ago.
        """
        if found := self._kept.get(key):
            self._kept.move_to_end(key)
            return found
        if asyncio.get_running_loop().time() < self._failed.get(key, 0.0):
            raise Busy(RETRY_S)
        task = self._under_way.get(key)
        if task is None:
            # A task of its own: a reader who goes away does not take it from those who wait with them.
            task = self._under_way[key] = asyncio.create_task(self._make(key, make), name="press")
            task.add_done_callback(lambda done: self._done(key, done))
        return await asyncio.shield(task)

    async def _make(self, key: Key, make: Callable[[], Awaitable[bytes]]) -> Print:
        body = await make()
        found = await asyncio.to_thread(made, body)
        if len(body) <= KEPT_BYTES // 4:
            self._kept[key] = found
            self._bytes += len(body)
        while self._bytes > KEPT_BYTES or len(self._kept) > KEPT:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest.body)
        return found

    def _done(self, key: Key, task: asyncio.Task[Print]) -> None:
        del self._under_way[key]
        if task.cancelled() or not isinstance(task.exception(), UnprintedError):
            return
        self._failed[key] = asyncio.get_running_loop().time() + FAILED_S
        if len(self._failed) > KEPT:
            self._failed.popitem(last=False)

    async def print(self, job: Job, events: AsyncIterator[bytes] | None = None) -> bytes:
        """Has a process print it, when its turn comes.

        Args:
            job: what.
            events: goes to it after the job, piece by piece.

        Raises:
            Busy: too many wait.
            UnprintedError: it could not be made, or took too long.
        """
        async with self.turns.turn():
            return await self._child(job, events)

    async def _child(self, job: Job, events: AsyncIterator[bytes] | None) -> bytes:
        with tempfile.TemporaryDirectory(prefix="tynda-press-") as home:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "web.press_child", str(os.getpid()),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
                # Its own home: the libraries of letters write their lists there, which go with it.
                env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": ROOT, "PYTHONHASHSEED": "0", "HOME": home,
                     "TMPDIR": home, "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"},
                cwd=home,
            )  # fmt: skip
            try:
                async with asyncio.timeout(self._limit_s):
                    body = await _talk(process, job, events)
            except TimeoutError:
                _logger.warning("press_too_slow", file=job.name, seconds=self._limit_s)
                raise UnprintedError from None
            finally:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        return body

    async def stop(self) -> None:
        """Gives up what is under way; its process ends."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _talk(process: asyncio.subprocess.Process, job: Job, events: AsyncIterator[bytes] | None) -> bytes:
    source, sink = process.stdout, process.stdin
    if source is None or sink is None:  # both are pipes
        raise UnprintedError
    reading = asyncio.create_task(source.read())
    try:
        # A process that died over it closes its end; what it said last tells.
        with suppress(ConnectionError):
            sink.write(await asyncio.to_thread(lambda: job.model_dump_json().encode() + b"\n"))
            await sink.drain()
            if events is not None:
                async for piece in events:
                    sink.write(piece)
                    await sink.drain()
            sink.close()
        body = await reading
    finally:
        reading.cancel()
    if await process.wait() != 0 or not body:
        _logger.warning("press_failed", file=job.name, code=process.returncode)
        raise UnprintedError
    return body
