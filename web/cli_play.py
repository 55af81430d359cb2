"""`tynda demo --play`: an evening is played beside the demo, with a recording, and stands in the archive afterwards."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from studio import briefing as rules
from studio.events import OFFICE
from studio.log import Act
from studio.records import key
from studio.redis_log import RedisLog
from studio.settings import Settings
from web import play, play_after
from web.clock import now
from web.kinds import KINDS
from web.languages import recogniser
from web.terms import term

SLUG = "evening"
AFTER_S = 60
"""The archivist's work after the end; all of it lies in the past by the time it is done."""


@dataclass(frozen=True)
class Played:
    """What there is to look at: the evening's record, and a receipt for each fate."""

    slug: str
    archive: str
    receipts: dict[str, str]


async def _vacant(act: Act) -> str:
    """evening, or evening-2, evening-3 … where one was played before."""
    number = 1
    while True:
        slug = SLUG if number == 1 else f"{SLUG}-{number}"
        k = key("slug", rules.slug_id(slug))
        if (await act.log.read(OFFICE, [k]))[k] is None:
            return slug
        number += 1


async def _record(path: Path, length: int, scenes: Any) -> None:
    """Has the recording made by a process of its own.

    Raises:
        play.RefusedError: it could not be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "studio.media.synthetic", str(path), stdin=asyncio.subprocess.PIPE
    )
    try:
        await process.communicate(msgspec.json.encode((length, scenes)))
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode:
        raise play.RefusedError("the recording could not be made")


async def run(settings: Settings, store_url: str, say: Callable[[str], None]) -> Played:
    """Plays it.

    Args:
        settings: the demo's.
        store_url: the store, as a user who may do everything.
        say: hears of each minute.

    Raises:
        play.RefusedError: something of it was refused.
    """
    log, script = RedisLog.connect(store_url), play.script()
    try:
        act = Act(log, KINDS, OFFICE, "demo", now())
        slug = await _vacant(act)
        url = f"{settings.public_url}/recordings/{slug}.mp4"
        began = now() + 1000 * (script.length // play.FASTER - script.length - AFTER_S)
        evening = play.Evening(act, slug, slug, began, url, recogniser(), term(settings), now)
        await evening.prepare()
        film = _record(settings.recordings / f"{slug}.mp4", script.length + 2 * play.LEAD_S, play.scenes(script))
        recording, minutes = asyncio.create_task(film), set[int]()

        def told(at: float) -> None:
            minute = int(at // 60)
            if minute not in minutes and at <= script.length:
                minutes.add(minute)
                say(f"the evening plays: minute {minute} of {script.length // 60}")

        try:
            every = [*evening.steps(script), *play_after.steps(evening, script.length)]
            await play.play(every, asyncio.get_running_loop().time(), told)
            await recording
        finally:
            recording.cancel()
            await asyncio.gather(recording, return_exceptions=True)
    finally:
        await log.aclose()
    receipts = {q.id: f"{settings.public_url}/r/{evening.receipt(q.id)}" for q in script.question}
    return Played(slug, f"{settings.public_url}/archive/{slug}", receipts)
