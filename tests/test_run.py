"""The runner of all checks: what it chooses, what it says, and that it leaves nothing behind."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import textwrap
import tomllib
from pathlib import Path

import pytest

from tests import run as runner
from tests.run import ROOT, Step

IDLE = "import signal; print('up', flush=True); signal.pause()"


def options(*steps: str, fast: bool = False) -> argparse.Namespace:
    return argparse.Namespace(fast=fast, step=list(steps))


def test_a_failing_step_is_told_from_a_passing_one_with_its_output() -> None:
    assert runner.run(Step("good", [sys.executable, "-c", "print('fine')"])) == (True, "fine\n")
    passed, output = runner.run(Step("bad", [sys.executable, "-c", "print('the reason'); raise SystemExit(1)"]))
    assert not passed
    assert "the reason" in output


def test_however_often_it_is_looked_at_the_output_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "WAKE_S", 0.001)
    program = "for n in range(20000): print('line', n, flush=True)"
    passed, output = runner.run(Step("long", [sys.executable, "-c", program]))
    assert passed
    assert output == "".join(f"line {n}\n" for n in range(20000))


def test_a_step_that_hangs_is_ended_and_said_to_have_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "LIMIT_S", 0.5)
    monkeypatch.setattr(runner, "WAKE_S", 0.05)
    passed, output = runner.run(Step("idle", [sys.executable, "-c", IDLE]))
    assert not passed
    assert output.endswith("not done after 0.5 s")


def test_fast_leaves_the_slow_steps_out_and_says_why() -> None:
    wanted, left = runner.chosen(options(fast=True))
    assert dict(left) == {"docs": "--fast", "browser": "--fast", "obs": "--fast", "chaos": "--fast"}
    assert {step.name for step in wanted} >= {"ruff", "mypy", "pyright", "unit", "coverage", "integration"}
    assert not runner.chosen(options())[1]


def test_the_last_line_names_what_failed_and_what_was_left_out() -> None:
    assert runner.summary(3, ["mypy"], ["docs"], 61.4) == "3 passed, 1 failed (mypy), 1 skipped (docs) in 61 s"
    assert runner.summary(4, [], [], 5) == "4 passed, 0 failed in 5 s"


def test_every_pure_module_is_measured_and_typed_strictly() -> None:
    pure = runner.pure_modules()
    assert "qa/question.py" in pure
    assert all((ROOT / path).exists() for path in pure)
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert sorted(tomllib.load(file)["tool"]["pyright"]["strict"]) == sorted(pure)


async def test_ending_the_runner_ends_its_step(tmp_path: Path) -> None:
    log = tmp_path / "pid"
    program = f"""
        import sys
        from tests import run
        code = "import os; open({str(log)!r}, 'w').write(str(os.getpid()) + ' '); " + {IDLE!r}
        run.steps = lambda fast: [run.Step("idle", [sys.executable, "-c", code])]
        sys.exit(run.main([]))
    """
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", textwrap.dedent(program), cwd=ROOT)
    async with asyncio.timeout(15):
        while not (log.exists() and log.read_text().endswith(" ")):
            await asyncio.sleep(0.02)
        child.send_signal(signal.SIGTERM)
        assert await child.wait() == 143
    pid = int(log.read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
