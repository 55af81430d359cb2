"""The link to OBS: connects, looks, asks, and connects again by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

import simpleobsws
import structlog
from websockets.exceptions import ConnectionClosed

from overlays.obs import ASKED, Request, Status, Trouble, pause_s, possible, understood

ANSWER_S = 5.0
"""An OBS that takes longer hangs."""
LOOK_S = 2.5
"""How often OBS is looked at for what it tells no event of: its counters."""
GAP_S = 0.05
"""Events come in flurries; one look serves them all."""
STEADY_S = 10.0
"""A connection that lasted this long is forgiven the tries before it."""
CLOSE_S = 1.0

EVENTS = 1 << 2 | 1 << 6
"""What we want to be told of: scenes and outputs. An event only says that it is time to look."""
WRONG_PASSWORD, OTHER_VERSION = 4009, 4010
"""Codes with which OBS closes."""
NOT_READY = 207
"""The answer of an OBS that starts, or changes its scene collection."""

SILENT = (OSError, ConnectionClosed, simpleobsws.MessageTimeout, simpleobsws.NotIdentifiedError)
"""What is raised where nobody answers, or nobody any more."""

_logger = structlog.get_logger("overlays.obs_client")
T = TypeVar("T")


class Client:
    """One OBS.

    Attributes:
        status: what it said last.
    """

    def __init__(self, url: str, password: str, scene: str, changed: Callable[[Status], None]) -> None:
        """Nothing is sent yet.

        Args:
            url: where its WebSocket server listens.
            password: that server's; empty where it asks for none.
            scene: that a take shall switch to, to be looked for in its list; empty for none.
            changed: told what OBS says, again and again.
        """
        self.status = Status()
        self._url, self._password, self._scene = url, password, scene
        self._changed = changed
        self._wake = asyncio.Event()
        self._open: Any = None
        self._refused: set[tuple[str, int]] = set()

    async def run(self) -> None:
        """Keeps the link, for ever; the pauses grow while there is none."""
        tries, loop = 0, asyncio.get_running_loop()
        while True:
            began = loop.time()
            trouble = await self._link()
            self._say(Status(trouble=trouble))
            tries = 0 if loop.time() - began > STEADY_S else tries
            await asyncio.sleep(pause_s(trouble, tries))
            tries += 1

    async def ask(self, requests: Iterable[Request]) -> None:
        """Asks OBS for what it could do now. What is not done now is not done later: the moment has passed."""
        for request in requests:
            obs = self._open
            if obs is None or not possible(request, self.status):
                continue
            try:
                answer = await _unless_it_ends(
                    obs, obs.call(simpleobsws.Request(request.type, request.data), timeout=ANSWER_S)
                )
            except Exception as error:  # whoever watches the link finds out what became of it
                _logger.warning("obs_did_not_answer", request=request.type, error=type(error).__name__)
                return
            refusal = (request.type, int(answer.requestStatus.code))
            if not answer.ok() and refusal not in self._refused:
                self._refused.add(refusal)
                _logger.warning("obs_refused", request=request.type, code=refusal[1])

    async def _link(self) -> Trouble:
        """One connection, for as long as it lasts; then why it is no more."""
        parameters = simpleobsws.IdentificationParameters(eventSubscriptions=EVENTS)
        obs = simpleobsws.WebSocketClient(self._url, self._password, parameters)
        obs.register_event_callback(self._woken)
        try:
            async with asyncio.timeout(ANSWER_S):
                await obs.connect()
                if not await _unless_it_ends(obs, obs.wait_until_identified()):
                    raise ConnectionResetError
            self._refused.clear()
            return await self._watch(obs)
        except Exception as error:
            trouble = _why(obs, error)
            _logger.info("obs_lost", trouble=trouble, error=type(error).__name__)
            return trouble
        finally:
            self._open = None
            await _close(obs)

    async def _watch(self, obs: Any) -> NoReturn:
        while True:
            self._wake.clear()
            answers = await _unless_it_ends(
                obs, obs.call_batch([simpleobsws.Request(kind) for kind in ASKED], timeout=ANSWER_S)
            )
            if all(answer.requestStatus.code != NOT_READY for answer in answers):
                self._say(understood([answer.responseData for answer in answers], self._scene))
                self._open = obs
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await _unless_it_ends(obs, self._wake.wait())
            await asyncio.sleep(GAP_S)

    async def _woken(self, event: Any) -> None:
        self._wake.set()

    def _say(self, status: Status) -> None:
        self.status = status
        self._changed(status)


async def _unless_it_ends(obs: Any, work: Awaitable[T]) -> T:
    """What comes of `work`, unless the connection is over before.

    simpleobsws reads in a task, which ends with the connection, and also of whatever it does not understand.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task, obs.recv_task}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        obs.recv_task.result()
        raise ConnectionResetError
    finally:
        task.cancel()


def _why(obs: Any, error: Exception) -> Trouble:
    code = obs.ws.close_code if obs.ws is not None else None
    if code == WRONG_PASSWORD:
        return "wrong_password"
    silent = isinstance(error, SILENT)
    return "no_answer" if silent and code != OTHER_VERSION else "not_obs"


async def _close(obs: Any) -> None:
    """Leaves, without waiting for long until the other side says goodbye."""
    with suppress(Exception):
        async with asyncio.timeout(CLOSE_S):
            await obs.disconnect()
