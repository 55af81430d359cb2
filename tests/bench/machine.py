"""What a bench stands on: this machine, a compiler, a store, a gateway, a crowd."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redis import Redis

from studio import office
from studio.briefing import Details
from studio.embedded import Embedded
from studio.events import OFFICE, Approved, Asked, text_hash
from studio.log import Act, Done
from studio.redis_admin import RIGHTS, prepare, url_for
from studio.redis_log import RedisLog
from web import clock, viewer_id
from web.kinds import KINDS

HERE = Path(__file__).parent
KEY = "bench-key-bench-key-bench-key-bench"
ORIGIN = "http://localhost:8000"
COOKIE = "__Host-tynda-viewer"
BRIEFING = "bench"
BUSY = 0.9
"""A load generator above this share of a CPU may have been what was measured."""
CHILD = "from studio.settings import Settings; from web.processes import run; import sys; run(sys.argv[1], Settings())"


class Bottleneck(Exception):  # noqa: N818 - says what is the matter
    """The load generator was slower than what it measured."""


@dataclass(frozen=True)
class Result:
    """What a bench found.

    Attributes:
        figures: by the keys of the list of benches.
        floor: what the ratios compare with.
        pairs: how many alternating pairs each ratio is the median of.
        notes: what is absent and why.
    """

    figures: dict[str, float]
    floor: str
    pairs: int
    notes: list[str] = field(default_factory=list)


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    model = "unknown"
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return {
        "cpu": model, "cores": os.cpu_count(), "kernel": platform.release(), "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
    }  # fmt: skip


def compiled(name: str) -> Path:
    """A C program beside this file, compiled for this machine; once a change.

    Raises:
        RuntimeError: there is no gcc.
    """
    source = HERE / f"{name}.c"
    gcc = shutil.which("gcc") or shutil.which("cc")
    if gcc is None:
        raise RuntimeError("the load generator is C: install gcc")
    folder = Path(tempfile.gettempdir()) / f"tynda-bench-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / name
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        subprocess.run([gcc, "-O2", "-o", str(target), str(source)], check=True)
    return target


def free_port(neighbours: int = 5) -> int:
    """A port whose next ones are free too."""
    while True:
        sockets: list[socket.socket] = []
        try:
            for n in range(neighbours):
                sockets.append(socket.socket())
                sockets[-1].bind(("127.0.0.1", sockets[0].getsockname()[1] + n if n else 0))
            port: int = sockets[0].getsockname()[1]
            if port < 60000:
                return port
        except (OSError, OverflowError):
            continue
        finally:
            for sock in sockets:
                sock.close()


class Crowd:
    """The load generator: see crowd.c."""

    def __init__(  # noqa: PLR0913 - what a client is made of
        self, port: int, count: int, *,
        path: str = "", greet: int = 1, raw: bool = False, prelude: str = "", key: str = KEY,
        origin: str = ORIGIN,
    ) -> None:  # fmt: skip
        self._file = tempfile.NamedTemporaryFile("w", suffix=".cookies")  # noqa: SIM115 - lives as long as the crowd
        if not raw:
            self._file.writelines(f"{COOKIE}={viewer_id.issue(key.encode())}\n" for _ in range(count))
            self._file.flush()
        command = [
            str(compiled("crowd")), str(port), str(count), path or f"/b/{BRIEFING}", origin, self._file.name,
            str(greet), str(int(raw)), prelude,
        ]  # fmt: skip
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def _say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the load generator died")
        heard: dict[str, Any] = json.loads(line)
        return heard

    def connect(self, window: int) -> dict[str, Any]:
        """Opens all its sockets, so many at a time."""
        self._say(f"connect {window}")
        return self._hear()

    def round(self, trigger: Any) -> tuple[float, dict[str, Any]]:
        """Seconds from `trigger()` until the last client has one more frame."""
        self._say("arm")
        self._hear()
        began = time.monotonic_ns()
        trigger()
        heard = self._hear()
        return (heard["last_ns"] - began) / 1e9, heard

    def load(self, message: str, total: int, *, window: int, per_s: float = 0, modulo: int = 1) -> dict[str, Any]:
        """Sends messages; see crowd.c."""
        self._say(f"load {window} {per_s} {total} {secrets.token_hex(4)} {modulo} {message}")
        return self._hear()

    def close(self) -> None:
        """Hangs up."""
        self.process.kill()
        self.process.communicate()
        self._file.close()


@dataclass
class Place:
    """A store with a briefing that takes questions; processes start beside it."""

    valkey: Embedded
    passwords: dict[str, str]
    port: int
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def admin(self) -> Redis:
        """A plain client as the administrator."""
        return Redis.from_url(self.valkey.url)

    def url(self, process: str) -> str:
        """The store's URL as a process of ours gets it."""
        return url_for(self.valkey.url, process, self.passwords[process])

    def start(self, name: str, offset: int) -> subprocess.Popen[bytes]:
        """Starts a process of ours and waits until it is ready."""
        environment = {
            "PATH": os.environ["PATH"], "PUBLIC_URL": ORIGIN, "PORT": str(self.port), "REDIS_URL": self.url(name),
            "VIEWER_KEY": KEY, "LOG_LEVEL": "warning",
        }  # fmt: skip
        child = subprocess.Popen([sys.executable, "-c", CHILD, name], env=environment, cwd=HERE.parents[1])
        self.children.append(child)
        wait_ready(f"http://127.0.0.1:{self.port + offset}/health/ready")
        return child

    def gateway(self) -> subprocess.Popen[bytes]:
        """Starts a gateway; the one before ends."""
        return self.start("gateway", 1)

    def stop(self, child: subprocess.Popen[bytes]) -> None:
        """Ends a process of ours."""
        child.terminate()
        child.wait(10)
        self.children.remove(child)


def wait_ready(url: str, patience_s: float = 20) -> None:
    """Waits until a process says that it is ready.

    Raises:
        TimeoutError: it never did.
    """
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(url, timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise TimeoutError(f"{url} never became ready")


async def seed(url: str, questions: int) -> None:
    """An open briefing with so many approved questions."""
    log = RedisLog.connect(url)
    act, at_office = (Act(log, KINDS, b, "bench", clock.now()) for b in (BRIEFING, OFFICE))
    details = Details(slug="bench", title={"en": "A briefing that is measured"}, starts_at=0)
    assert isinstance(await office.save_briefing(at_office, BRIEFING, details), Done)
    assert isinstance(await office.open_briefing(at_office, BRIEFING), Done)
    for n in range(questions):
        text = f"Question {n}: where can I see how my school's budget was spent last year, item by item?"
        id, hash = f"q{n}", text_hash("en", text)
        events: list[Any] = [
            Asked(question=id, number=n, language="en", hash=hash, author="a" * 32, text=text, receipt="0" * 64),
            Approved(question=id, decision="bench", number=n, revision=0, language="en", hash=hash, text=text),
        ]
        assert isinstance(await act.commit([f"question/{id}"], lambda _, e=events: e), Done)
    await log.aclose()


@contextmanager
def place(*, appendfsync: str = "everysec", questions: int = 50) -> Iterator[Place]:
    """A store on an empty folder; everything started ends with it."""
    with tempfile.TemporaryDirectory(prefix="tynda-bench-") as folder:
        valkey = Embedded(Path(folder), free_port(), appendfsync=appendfsync)
        passwords = {process: secrets.token_urlsafe(16) for process in RIGHTS}

        async def up() -> None:
            await valkey.start()
            await prepare(valkey.url, passwords)
            await seed(valkey.url, questions)

        asyncio.run(up())
        made = Place(valkey, passwords, free_port())
        try:
            yield made
        finally:
            for child in list(made.children):
                made.stop(child)
            asyncio.run(valkey.stop())


def cpu_s(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_kib(pid: int) -> int:
    """Resident memory of a process, KiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError("no VmRSS")
