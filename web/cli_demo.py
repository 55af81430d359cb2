"""`tynda demo`: everything on one machine, with its own store, and a sample briefing."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import signal
import socket
import ssl
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from studio.embedded import Embedded, MissingStore
from studio.log import Act, Unavailable
from studio.redis_admin import prepare as prepare_store
from studio.redis_forget import forgetting
from studio.redis_log import RedisLog
from studio.settings import Settings, WrongSettingError, load
from web import demo, play
from web.cli_children import STOP_ORDER, check_ports, health, inherited, passwords, process
from web.clock import now
from web.kinds import KINDS
from web.processes import ALWAYS, PLACES
from web.supervisor import Child, Supervisor, stop_signals

READY_S = 60.0
"""A process that is not ready after a minute won't be."""
POLL_S = 0.05


class NotReadyError(Exception):
    """The demo did not come up; the text says what and where to look."""


def say(text: str) -> None:
    """Progress goes to stderr: stdout belongs to the result."""
    sys.stderr.write(f"tynda: {text}\n")
    sys.stderr.flush()


def lan_address() -> str:
    """The address that this machine has on its network; nothing is sent to find it.

    Raises:
        WrongSettingError: it has none.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(("192.0.2.1", 9))  # an address reserved for documentation: only the route is asked for
            address = str(sock.getsockname()[0])
        except OSError:
            address = "127.0.0.1"
    if address.startswith("127."):
        raise WrongSettingError("--lan: this machine has no network address")
    return address


def write_private(path: Path, text: str) -> None:
    """Writes a file that is its owner's alone."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def database_in(folder: Path) -> str:
    """The URL of a demo's database."""
    return f"sqlite+aiosqlite:///{folder.absolute() / 'archive.sqlite3'}"


def secret_in(folder: Path) -> str:
    """The installation's secret, made at the first start."""
    path = folder / "secret"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def confidential_key_in(folder: Path) -> str:
    """The key that opens tip-offs, made at the first start."""
    from studio.sealing import make_key

    path = folder / "confidential.key"
    if not path.exists():
        write_private(path, make_key())
    return path.read_text(encoding="utf-8").strip()


def settings_for(options: argparse.Namespace) -> tuple[Settings, Embedded]:
    """The demo's settings, which owe nothing to the environment but LOG_LEVEL, and its store.

    Raises:
        WrongSettingError: the data folder or an address can't be used.
    """
    folder: Path = options.data.absolute()
    try:
        (folder / "logs").mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        store = Embedded(folder, options.port + PLACES["valkey"])
        secret = secret_in(folder)
        confidential = confidential_key_in(folder)
    except OSError as error:
        raise WrongSettingError(f"--data: {error}") from None
    host = lan_address() if options.lan else "127.0.0.1"
    shown = host if options.lan else "localhost"
    tls: dict[str, Any] = {}
    if options.tls:
        from web.cli_certificate import make

        tls = dict(zip(("tls_cert", "tls_key"), make(folder, host, now()), strict=True))
    s = "s" if tls else ""
    settings = load(
        public_url=f"http{s}://{shown}:{options.port}",
        gateway_url=f"ws{s}://{shown}:{options.port + 1}", media_url=None,
        host=host, port=options.port, health_host="127.0.0.1", redis_url=SecretStr(store.url),
        database_url=SecretStr(database_in(folder)),
        secret_key=SecretStr(secret), viewer_key=SecretStr(""),
        confidential_key=SecretStr(confidential), confidential_public_key="", data_dir=folder, demo=True,
        trusted_proxies=(), obs_url=None, **tls,
    )  # fmt: skip
    return settings, store


@dataclass
class Demo:
    """The demo as it comes up."""

    options: argparse.Namespace
    settings: Settings
    store: Embedded
    supervisor: Supervisor

    @property
    def logs(self) -> Path:
        """Where the processes' output goes."""
        return self.settings.data_dir / "logs"

    async def start_store(self) -> None:
        """Starts Valkey and gives each process its user."""
        valkey = Child("valkey", self.store.argv(), inherited(), 2.0, signal.SIGTERM, self.logs / "valkey.log")
        await self.supervisor.start(valkey)
        await prepare_store(self.store.url, passwords(self.settings.secret_key.get_secret_value()))

    async def start_processes(self) -> None:
        """Starts web, gateway, desk and archive at once."""
        for name in ALWAYS:
            await self.supervisor.start(process(name, self.settings, self.logs))

    async def sample(self) -> tuple[demo.Sample, dict[str, str]]:
        """The sample briefing and the seats' links."""
        log = RedisLog.connect(self.store.url)
        try:
            act = Act(log=log, kinds=KINDS, briefing="office", by="demo", at=now())
            sample = await demo.prepare(act)
            keys = await demo.invite(act, sample, self.settings.secret_key.get_secret_value())
            urls = demo.links(self.settings.public_url, sample, keys)
            await demo.fill(act, sample, urls["viewer"])
        finally:
            await log.aclose()
        return sample, urls

    async def start_audience(self, urls: Mapping[str, str], gateway: str) -> None:
        """Starts the simulated viewers, if there shall be any."""
        if not self.options.audience:
            return
        command = [sys.executable, "-P", "-m", "web.audience", str(self.options.audience), urls["viewer"], gateway]
        await self.supervisor.start(Child("audience", command, inherited(), 1.0, log=self.logs / "audience.log"))
        say(f"{self.options.audience} simulated viewers are on their way")

    async def ready(self) -> None:
        """Returns once every process says that it is ready.

        Raises:
            NotReadyError: one does not.
        """

        async def one(name: str, base: str) -> None:
            try:
                async with asyncio.timeout(READY_S):
                    while await answer(f"{base}/health/ready") != 200:  # noqa: ASYNC110 - it is another process
                        await asyncio.sleep(POLL_S)
            except TimeoutError:
                raise NotReadyError(f"{name} is not ready after {READY_S:.0f} s; see {self.logs / name}.log") from None

        await asyncio.gather(*(one(name, base) for name, base in health(self.settings, ALWAYS).items()))

    def line(self, sample: demo.Sample, urls: Mapping[str, str], gateway: str) -> dict[str, Any]:
        """What `--json` prints."""
        bases = health(self.settings, ALWAYS)
        return {
            "ready": True,
            "briefing": sample.briefing,
            "urls": dict(urls),
            "gateway": gateway,
            "health": {name: f"{base}/health/ready" for name, base in bases.items()},
            "metrics": {name: f"{base}/metrics" for name, base in bases.items()},
            "redis_url": self.store.url,
            "database_url": self.settings.database_url.get_secret_value(),
            "pids": self.supervisor.pids(),
        }


async def answer(url: str) -> int | None:
    """The HTTP status that a local process answers, or None; its certificate, being our own, is not checked."""
    parts = urlsplit(url)
    trust = None
    if parts.scheme == "https":
        trust = ssl.create_default_context()
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    writer = None
    try:
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port, ssl=trust)
            writer.write(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
            return int((await reader.readline()).split(b" ")[1])
    except (OSError, TimeoutError, ValueError, IndexError):
        return None
    finally:
        if writer is not None:
            writer.close()


async def _come_up(show: Demo) -> None:
    say("starting")
    await show.start_store()
    await show.start_processes()
    sample, urls = await show.sample()
    gateway = f"{show.settings.gateway_url}/b/{sample.briefing}"
    write_private(show.settings.data_dir / "demo.json", json.dumps({
        "public_url": show.settings.public_url, "redis_url": show.store.url,
    }))  # fmt: skip
    await show.ready()
    await show.start_audience(urls, gateway)
    if show.options.json:
        print(json.dumps(show.line(sample, urls, gateway), ensure_ascii=False), flush=True)
    else:
        print(demo.poster(urls), flush=True)
    if show.options.play:
        await _play(show)


async def _play(show: Demo) -> None:
    """Plays the evening, and says where it stands."""
    from web import cli_play

    played = await cli_play.run(show.settings, show.store.url, say)
    if show.options.json:
        print(json.dumps({"played": True, **asdict(played)}, ensure_ascii=False), flush=True)
    else:
        print(f"\nThe evening is over: {played.archive}\n", flush=True)


async def _run(options: argparse.Namespace) -> int:
    settings, store = settings_for(options)
    check_ports(settings.host, settings.port, (*ALWAYS, "valkey"))
    told = stop_signals()
    show = Demo(options, settings, store, Supervisor(say))
    up, end = asyncio.create_task(_come_up(show)), asyncio.create_task(told.wait())
    forgets = asyncio.create_task(forgetting(store.url, now))
    try:
        await asyncio.wait({up, end}, return_when=asyncio.FIRST_COMPLETED)
        if up.done():
            up.result()
            await end
        return 0
    except (NotReadyError, MissingStore, Unavailable, demo.RefusedError, play.RefusedError) as error:
        say(str(error))
        return 1
    finally:
        up.cancel()
        end.cancel()
        forgets.cancel()
        say("ending")
        await show.supervisor.stop(STOP_ORDER)


def main(options: argparse.Namespace) -> int:
    """Runs the demo until Ctrl-C or SIGTERM."""
    return asyncio.run(_run(options))
