"""Starts processes, restarts those that die, stops them in order, and lets none outlive it.

The kernel itself ends a child whose supervisor is gone (PR_SET_PDEATHSIG), so not even SIGKILL of the
supervisor leaves an orphan. That signal is bound to the *thread* that forked: children are started
from the main thread alone, where the event loop runs.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

PAUSE_S = 0.2
PAUSE_MAX_S = 5.0
"""A dead child comes back at once, but one that dies again and again doesn't eat the machine."""
STEADY_S = 10.0
"""A child that lived this long is forgiven its earlier deaths."""
STOP_S = 4.5
"""All of stopping, so that it is over within five seconds, whatever a child does."""

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform.startswith("linux") else None


@dataclass(frozen=True)
class Child:
    """One process to keep alive.

    Attributes:
        name: as it is called in messages, logs and the table of pids.
        argv: the command.
        env: its whole environment.
        grace_s: how long it may take after SIGTERM.
        orphaned: the signal that the kernel sends when the supervisor is gone.
        log: where its output goes; None leaves it on our stderr.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    grace_s: float = 1.0
    orphaned: signal.Signals = signal.SIGKILL
    log: Path | None = None


@dataclass
class _Kept:
    child: Child
    process: asyncio.subprocess.Process | None = None
    task: asyncio.Task[None] | None = None
    restarts: int = 0


def _tied(parent: int, orphaned: signal.Signals) -> Callable[[], None]:
    """What a child does between fork and exec: ties its life to ours."""

    def tie() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(orphaned), 0, 0, 0)
            if os.getppid() != parent:  # we died between the fork and the call: no signal would come any more
                os._exit(1)

    return tie


@dataclass
class Supervisor:
    """Keeps children alive until told to stop.

    Attributes:
        say: tells a person what happened, in one line.
    """

    say: Callable[[str], None]
    _kept: dict[str, _Kept] = field(default_factory=dict)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self, child: Child) -> None:
        """Starts a child and keeps it alive from now on; returns once it has a pid.

        Raises:
            OSError: its command can't be started at all.
        """
        kept = self._kept[child.name] = _Kept(child)
        await self._spawn(kept)
        kept.task = asyncio.create_task(self._keep(kept), name=f"keep {child.name}")

    def pids(self) -> dict[str, int]:
        """The pid of each child that lives now."""
        running = ((name, kept.process) for name, kept in self._kept.items())
        return {name: process.pid for name, process in running if process and process.returncode is None}

    def restarts(self, name: str) -> int:
        """How often a child had to be started again."""
        return self._kept[name].restarts

    async def _spawn(self, kept: _Kept) -> None:
        child = kept.child
        log = child.log.open("ab") if child.log else None
        try:
            kept.process = await asyncio.create_subprocess_exec(
                *child.argv, env=dict(child.env), stdin=asyncio.subprocess.DEVNULL,
                stdout=log or sys.stderr, stderr=log or sys.stderr,
                # A group of its own: the terminal's Ctrl-C reaches us alone, and we end the others in order.
                start_new_session=True,
                preexec_fn=_tied(os.getpid(), child.orphaned),
            )  # fmt: skip
        finally:
            if log:
                log.close()

    async def _keep(self, kept: _Kept) -> None:
        loop, pause = asyncio.get_running_loop(), PAUSE_S
        while kept.process is not None:
            born = loop.time()
            code = await kept.process.wait()
            if self._stopping.is_set():
                return
            if loop.time() - born > STEADY_S:
                pause = PAUSE_S
            self.say(f"{kept.child.name} ended ({_ending(code)}); starting it again in {pause:.1f} s")
            if await self._told_to_stop_within(pause):
                return
            pause = min(2 * pause, PAUSE_MAX_S)
            kept.restarts += 1
            await self._respawn(kept)
            if self._stopping.is_set():  # told while it was being started: nobody else will end this one
                await self._end(kept, loop.time())
                return

    async def _respawn(self, kept: _Kept) -> None:
        try:
            await self._spawn(kept)
        except OSError as error:  # out of memory or processes for a moment: the next round tries again
            self.say(f"{kept.child.name} could not be started: {error}")

    async def _told_to_stop_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return False
        return True

    async def stop(self, order: Iterable[Iterable[str]]) -> None:
        """Ends the children group by group: SIGTERM, then SIGKILL after their grace; all within `STOP_S`.

        Args:
            order: names; a group is told together, and the next one only when it has ended. Unknown names are skipped.
        """
        loop = asyncio.get_running_loop()
        self._stopping.set()
        until = loop.time() + STOP_S
        for group in order:
            kept = [self._kept[name] for name in group if name in self._kept]
            await asyncio.gather(*(self._end(k, until) for k in kept))
        await asyncio.gather(*(k.task for k in self._kept.values() if k.task), return_exceptions=True)

    async def _end(self, kept: _Kept, until: float) -> None:
        process = kept.process
        if process is None or process.returncode is not None:
            return
        left = until - asyncio.get_running_loop().time()
        _send(process, signal.SIGTERM if left > 0 else signal.SIGKILL)
        try:
            async with asyncio.timeout(max(0.05, min(kept.child.grace_s, left))):
                await process.wait()
        except TimeoutError:
            self.say(f"{kept.child.name} did not end by itself")
            _send(process, signal.SIGKILL)
            await process.wait()


def _send(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # it ended in the meantime, which is what we want
        process.send_signal(number)


def _ending(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit {code}"


def stop_signals() -> asyncio.Event:
    """An event that Ctrl-C, SIGTERM and a closed terminal set; a second Ctrl-C ends at once (children follow us)."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()

    def tell() -> None:
        if told.is_set():
            os._exit(130)
        told.set()

    loop.add_signal_handler(signal.SIGINT, tell)
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, told.set)
    return told
