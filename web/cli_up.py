"""`tynda up`: the processes of the Procfile, against a store and a database of one's own."""

from __future__ import annotations

import argparse
import asyncio
import shlex
import sys
from contextlib import suppress
from pathlib import Path

from studio.log import Unavailable
from studio.redis_admin import prepare, url_for
from studio.redis_client import Connection
from studio.redis_forget import forgetting
from studio.settings import Settings, WrongSettingError, load
from web.cli_children import STOP_ORDER, check_ports, passwords, process, with_public_key
from web.clock import now
from web.processes import NAMES
from web.retaining import retaining
from web.supervisor import Supervisor, stop_signals

PROCFILE = Path("Procfile")
TEND_S = 2.0
"""How often a store that forgets its users at a restart is asked whether it still knows them."""


def say(text: str) -> None:
    """One line on stderr, beside the processes' own."""
    sys.stderr.write(f"tynda: {text}\n")
    sys.stderr.flush()


def procfile(text: str) -> list[str]:
    """The processes that a Procfile names, each as `name: ./tynda run PROCESS`.

    Raises:
        WrongSettingError: a line is none of ours.
    """
    names = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        words = shlex.split(line.partition(":")[2])
        if len(words) != 3 or Path(words[0]).name != "tynda" or words[1] != "run" or words[2] not in NAMES:
            raise WrongSettingError(f"Procfile: line {number} is not `name: ./tynda run PROCESS`")
        names.append(words[2])
    return names


def _wanted(asked: list[str], settings: Settings) -> list[str]:
    there: list[str] = procfile(PROCFILE.read_text(encoding="utf-8")) if PROCFILE.exists() else [*NAMES]
    if "obs" in asked and settings.obs_url is None:
        raise WrongSettingError("OBS_URL: is needed by obs, since it says where OBS is")
    if unknown := [name for name in asked if name not in there]:
        raise WrongSettingError(f"{unknown[0]}: no such process; there are {', '.join(there)}")
    return asked or [name for name in there if name != "obs" or settings.obs_url is not None]


async def _tend(settings: Settings) -> None:
    """Prepares the store again whenever it has forgotten our users, as one without an ACL file does at a restart."""
    admin, words = settings.redis_url.get_secret_value(), passwords(settings.secret_key.get_secret_value())
    while True:
        await asyncio.sleep(TEND_S)
        probe = Connection(url_for(admin, "gateway", words["gateway"]))
        try:
            await probe.call("PING")
        except Unavailable:
            with suppress(Unavailable):
                await prepare(admin, words)
        finally:
            await probe.aclose()


async def _run(settings: Settings, names: list[str]) -> int:
    told = stop_signals()
    supervisor = Supervisor(say)
    admin, tasks = settings.redis_url.get_secret_value(), set[asyncio.Task[None]]()
    try:
        kept = await prepare(admin, passwords(settings.secret_key.get_secret_value()), patience_s=10)
        tasks.add(asyncio.create_task(forgetting(admin, now)))
        tasks.add(asyncio.create_task(retaining(admin, now, settings.retain_days)))
        if not kept:
            tasks.add(asyncio.create_task(_tend(settings)))
        for name in names:
            await supervisor.start(process(name, settings))
        say(f"{', '.join(names)} started; {settings.public_url}")
        await told.wait()
    except Unavailable as error:
        say(f"REDIS_URL: the store does not answer ({type(error.__cause__ or error).__name__})")
        return 1
    finally:
        for task in tasks:
            task.cancel()
        await supervisor.stop(STOP_ORDER)
    return 0


def main(options: argparse.Namespace) -> int:
    """Runs the processes until Ctrl-C or SIGTERM."""
    settings = with_public_key(load())
    if not settings.secret_key.get_secret_value():
        raise WrongSettingError("SECRET_KEY: is needed; at least 32 characters that nobody can guess")
    names = _wanted(options.process, settings)
    check_ports(settings.host, settings.port, tuple(names))
    return asyncio.run(_run(settings, names))
