"""The supervisor on real processes: restarts, order, and no orphan."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.waiting import until
from web import supervisor as module
from web.supervisor import Child, Supervisor

pytestmark = pytest.mark.integration

IDLE = "import os, signal; signal.signal(15, lambda *_: os._exit(0)); print('up', flush=True); signal.pause()"
DEAF = "import signal; signal.signal(15, signal.SIG_IGN); print('up', flush=True)\nwhile True: signal.pause()"


def python(name: str, code: str, **more: object) -> Child:
    return Child(name, [sys.executable, "-S", "-c", code], {}, **more)  # type: ignore[arg-type]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def has_said(log: Path) -> Callable[[], bool]:
    return lambda: log.exists() and "up" in log.read_text()


async def test_a_killed_child_comes_back_and_its_output_is_kept(tmp_path: Path) -> None:
    log, said = tmp_path / "log", []
    supervisor = Supervisor(said.append)
    await supervisor.start(python("one", IDLE, log=log))
    try:
        await until(has_said(log))
        first = supervisor.pids()["one"]
        os.kill(first, signal.SIGKILL)
        await until(lambda: supervisor.pids().get("one", first) != first)
        await until(lambda: log.read_text().count("up") == 2)
        assert supervisor.restarts("one") == 1
        assert said == ["one ended (SIGKILL); starting it again in 0.2 s"]
    finally:
        await supervisor.stop([["one"]])
    assert not supervisor.pids()


async def test_a_child_that_dies_at_once_is_tried_ever_more_rarely() -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append)
    await supervisor.start(python("one", "raise SystemExit(3)"))
    await until(lambda: len(said) == 3)
    await supervisor.stop([["one"]])
    assert [line.rsplit(" in ")[1] for line in said] == ["0.2 s", "0.4 s", "0.8 s"]
    assert "exit 3" in said[0]


async def test_groups_end_in_their_order(tmp_path: Path) -> None:
    log = tmp_path / "order"
    end = f"def end(*_):\n file = open({str(log)!r}, 'a'); file.write(NAME); file.close(); os._exit(0)\n"
    code = f"import os, signal\n{end}signal.signal(15, end); print('up', flush=True); signal.pause()"
    supervisor, names = Supervisor(str), "abcd"
    for name in names:
        await supervisor.start(python(name, code.replace("NAME", repr(name)), log=tmp_path / name))
    for name in names:
        await until(has_said(tmp_path / name))
    await supervisor.stop([["d"], ["c"], ["b"], ["a", "unknown"]])
    assert log.read_text() == "dcba"


async def test_a_child_that_does_not_listen_is_killed_after_its_grace(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append)
    await supervisor.start(python("deaf", DEAF, grace_s=0.2, log=tmp_path / "log"))
    await until(has_said(tmp_path / "log"))
    pid = supervisor.pids()["deaf"]
    began = asyncio.get_running_loop().time()
    await supervisor.stop([["deaf"]])
    assert asyncio.get_running_loop().time() - began < 10
    assert not alive(pid)
    assert said == ["deaf did not end by itself"]


async def test_all_of_stopping_is_bounded_however_many_are_deaf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STOP_S", 0.5)
    supervisor = Supervisor(str)
    for n in range(3):
        await supervisor.start(python(f"d{n}", DEAF, grace_s=30, log=tmp_path / f"d{n}"))
        await until(has_said(tmp_path / f"d{n}"))
    pids = supervisor.pids().values()
    began = asyncio.get_running_loop().time()
    await supervisor.stop([["d0"], ["d1"], ["d2"]])
    assert asyncio.get_running_loop().time() - began < 10
    assert not any(alive(pid) for pid in pids)


@pytest.mark.parametrize("orphaned", ["SIGKILL", "SIGTERM"])
async def test_no_child_outlives_a_killed_supervisor(tmp_path: Path, orphaned: str) -> None:
    """The supervisor itself gets SIGKILL: nobody is left to tell the children, and yet they end."""
    code = DEAF if orphaned == "SIGKILL" else IDLE
    program = f"""
        import asyncio, signal, sys
        from web.supervisor import Child, Supervisor
        async def main():
            supervisor = Supervisor(str)
            for name in "ab":
                argv = [sys.executable, "-S", "-c", {code!r}]
                await supervisor.start(Child(name, argv, {{}}, orphaned=signal.{orphaned}))
            await asyncio.to_thread(print, *supervisor.pids().values(), flush=True)
            await asyncio.Event().wait()
        asyncio.run(main())
    """
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", textwrap.dedent(program), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    assert parent.stderr is not None
    pids = [int(word) for word in (await parent.stdout.readline()).split()]
    for _ in pids:
        assert await parent.stderr.readline() == b"up\n"
    assert len(pids) == 2
    assert all(alive(pid) for pid in pids)
    parent.kill()
    try:
        await until(lambda: not any(alive(pid) for pid in pids), seconds=5)
    finally:
        for pid in filter(alive, pids):
            os.kill(pid, signal.SIGKILL)
        await parent.communicate()  # only now: an orphan would hold the pipes open
