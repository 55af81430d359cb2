"""Composes each process: settings in, objects out, and run until told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from typing import Any

from studio.settings import Settings, WrongSettingError

ALWAYS = ("web", "gateway", "desk", "archive")
NAMES = (*ALWAYS, "obs")
PLACES = {"web": 0, "gateway": 1, "media": 2, "desk": 3, "archive": 4, "valkey": 5, "obs": 6}
"""Each process's port, counted from PORT."""
YIELDING = 5
"""How much the archive steps back (nice): nobody waits for it."""
ARCHIVE_S = 0.1
"""How often the archive looks for news: each reader that a write wakes holds up its answer by 0.15 to 0.3 ms."""


def why_away(error: Exception) -> str:
    """The reason that `/health/ready` gives for a store that is away."""
    return "no answer" if isinstance(error, TimeoutError) else type(error.__cause__ or error).__name__


class Readiness:
    """What a process without pages waits for; it is ready while nothing is away."""

    def __init__(self, *parts: str) -> None:
        self._away: dict[str, str | None] = dict.fromkeys(parts, "starting")

    def set(self, part: str, reason: str | None) -> None:
        """Says that a part is there, or why it is not."""
        self._away[part] = reason

    def report(self) -> tuple[int, dict[str, Any]]:
        """The status and body of `/health/ready`."""
        away = {part: reason for part, reason in self._away.items() if reason}
        return (503, {"status": "not ready", "away": away}) if away else (200, {"status": "ready"})


def told_to_stop() -> asyncio.Event:
    """An event that SIGTERM and Ctrl-C set."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


STORE_S = 2.0
"""A store that takes longer over a PING counts as away: nobody would wait for it."""


async def _watch_store(log: Any, ready: Readiness, stop: asyncio.Event) -> None:
    """Asks the store every second whether it is there."""
    from studio.log import Unavailable

    while not stop.is_set():
        try:
            async with asyncio.timeout(STORE_S):
                await log.ping()
        except (Unavailable, TimeoutError) as error:
            ready.set("store", why_away(error))
        else:
            ready.set("store", None)
        try:
            async with asyncio.timeout(1.0):
                await stop.wait()
        except TimeoutError:
            continue


async def _beside_health(
    name: str, settings: Settings, ready: Readiness, work: Callable[[Any, Any], Awaitable[None]]
) -> None:
    """Runs `work(log, stop)` with health and metrics on the process's port beside it."""
    from prometheus_client import REGISTRY

    from studio.redis_log import RedisLog
    from web import health

    stop = told_to_stop()
    log = RedisLog.connect(settings.redis_url.get_secret_value(), ARCHIVE_S if name == "archive" else None)
    server = await health.serve(settings.health_host, settings.port + PLACES[name], ready.report, REGISTRY)
    watch = asyncio.create_task(_watch_store(log, ready, stop))
    try:
        await work(log, stop)
    finally:
        stop.set()
        await watch
        server.close()
        await log.aclose()


async def desk(settings: Settings) -> None:
    """The desk process: inbox to log."""
    from qa import intake
    from web.clock import now
    from web.kinds import KINDS
    from web.languages import recogniser
    from web.terms import term

    ready = Readiness("store")

    async def work(log: Any, stop: asyncio.Event) -> None:
        await intake.run(log, KINDS, now, recogniser(), term(settings), stop, ready.set)

    await _beside_health("desk", settings, ready, work)


async def archive(settings: Settings) -> None:
    """The archive process: log to SQL."""
    from studio.archive import writer
    from web.describe import describe

    ready = Readiness("store", "database")

    async def work(log: Any, stop: asyncio.Event) -> None:
        works = [writer.run(log, settings.database_url.get_secret_value(), describe, stop, ready.set)]
        if settings.smtp_url is not None:
            from qa import mailer
            from web.letters import office

            works.append(mailer.run(office(settings, log), stop))
        await asyncio.gather(*works)

    await _beside_health("archive", settings, ready, work)


async def obs(settings: Settings) -> None:
    """The link to OBS."""
    from overlays import obs_bridge
    from web.clock import now
    from web.kinds import KINDS

    if settings.obs_url is None:
        raise WrongSettingError("OBS_URL: is needed by obs, since it says where OBS is")
    link = obs_bridge.Link(
        url=settings.obs_url, password=settings.obs_password.get_secret_value(), scene=settings.obs_scene_on_take,
        screen=settings.obs_screen, captions=settings.obs_captions,
    )  # fmt: skip
    ready = Readiness("store", "obs")

    async def work(log: Any, stop: asyncio.Event) -> None:
        await obs_bridge.run(log, KINDS, link, now, stop, ready.set)

    await _beside_health("obs", settings, ready, work)


async def gateway(settings: Settings) -> None:
    """The audience's own process."""
    from web import gateway as audience

    await audience.run(settings)


async def web(settings: Settings) -> None:
    """Pages and the staff's WebSockets."""
    from web.app import create
    from web.server import Server, config

    app = create(settings)
    await Server(config(app, settings), app.state.stopping).serve()


RUN: dict[str, Callable[[Settings], Awaitable[None]]] = {
    "web": web,
    "gateway": gateway,
    "desk": desk,
    "archive": archive,
    "obs": obs,
}


def run(name: str, settings: Settings) -> None:
    """Runs one process until SIGTERM; returns when it has drained.

    Args:
        name: one of `NAMES`.
        settings: the process's own.
    """
    from web.logs import configure

    configure(name, settings.log_level)

    async def main() -> None:
        await RUN[name](settings)

    if name == "archive":
        os.nice(YIELDING)
    if name in {"web", "gateway"}:
        import uvloop

        uvloop.run(main())
    else:
        asyncio.run(main())
