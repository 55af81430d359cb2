"""`./tynda test`: every check, one after another, each with its time; a failing one is shown in full.

Exits with 0 only if every step passed. A step that could not run is a failure, unless it was left out
by request: then it is said to be skipped, and why.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.machine import MissingError, bring, chromium

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PLAIN = "not integration and not browser and not chaos and not obs"
FAST_INTEGRATION = ("tests/studio/test_log.py", "tests/studio/test_redis_admin.py", "tests/studio/test_redis_air.py")
LIMIT_S = 2400
"""No step may take longer: a hanging one is a failing one."""

WAKE_S = 1.0

TWO = ("-n", "2", "--dist", "loadfile")
"""Two files at a time, each with stores, a house and a Chromium of its own; with more, what is timed would be late."""

OUTSIDE = ("speech", "pango", "libreoffice", "poppler", "ffprobe")
"""Recorded speech; what prints the downloads; the programs that are not ours by which they are read back."""

HANGS_S = 180
"""A test that takes longer shows where it stands."""


@dataclass(frozen=True)
class Step:
    """One check.

    Attributes:
        name: as it is shown, and chosen on the command line.
        command: what is run, from the project's root.
        fast: whether `--fast` runs it.
        slow: why it doesn't.
        needs: what the machine must have, by names of `tests.machine.PACKAGES`.
    """

    name: str
    command: Sequence[str]
    fast: bool = True
    slow: str = ""
    needs: tuple[str, ...] = ()
    folder: Path = ROOT


def pure_modules() -> list[str]:
    """The files that the house calls pure, as the import contract lists them."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    modules = next(c for c in contracts if c["type"] == "forbidden")["source_modules"]
    return [f"{module.replace('.', '/')}.py" for module in modules]


def npm() -> list[str]:
    """The npm that the set-up found or brought."""
    return list(json.loads(os.environ.get("TYNDA_NPM", '["npm"]')))


def pytest(*words: str) -> list[str]:
    """A pytest run; plugins and caches as pyproject says."""
    return [sys.executable, "-m", "pytest", "-q", "--durations=5", "-o", f"faulthandler_timeout={HANGS_S}", *words]


def steps(*, fast: bool) -> list[Step]:
    """All checks, the quick ones first."""
    pure = pure_modules()
    packages = ("studio", "qa", "overlays", "web")
    unit = pytest("-m", PLAIN, *TWO, "--cov-branch", *(f"--cov={name}" for name in packages[:3]), "--cov-report=")
    covered = [str(BIN / "coverage"), "report", "--show-missing", "--fail-under=100", f"--include={','.join(pure)}"]
    real = pytest("-m", "integration and not chaos and not browser", *(FAST_INTEGRATION if fast else TWO))
    return [
        Step("ruff", [str(BIN / "ruff"), "check", "."]),
        Step("format", [str(BIN / "ruff"), "format", "--check", "."]),
        Step("mypy", [str(BIN / "mypy"), *(word for name in packages for word in ("-p", name))]),
        Step("pyright", [str(BIN / "pyright")]),
        Step("import-linter", [str(BIN / "lint-imports")]),
        Step("tsc", [*npm(), "run", "--silent", "check"], folder=ROOT / "web" / "ui"),
        Step("unit", unit),
        Step("coverage", covered),
        Step("integration", real, needs=() if fast else OUTSIDE),
        Step(
            "docs", [str(BIN / "sphinx-build"), "-W", "-q", "-b", "html", "docs", "docs/_build/html"], False, "--fast"
        ),
        Step("browser", pytest("-m", "browser", *TWO), False, "--fast", ("chromium", "tesseract", "poppler")),
        Step("obs", pytest("-m", "obs", "tests/overlays"), False, "--fast", ("obs",)),
        Step("chaos", pytest("-m", "chaos"), False, "--fast", ("strace",)),
    ]


def _environment() -> dict[str, str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHON": sys.executable, "COVERAGE_FILE": ".coverage.unit"}
    environment["PATH"] = f"{BIN}{os.pathsep}{environment.get('PATH', os.defpath)}"
    with contextlib.suppress(MissingError):  # the step that needs one says so
        environment["CHROMIUM"] = chromium()
    return environment


def run(step: Step) -> tuple[bool, str]:
    """Runs one step; says whether it passed, and its output."""
    try:
        bring(step.needs)
    except MissingError as error:
        return False, str(error)
    # A session of its own, so that a step which hangs is ended with everything that it started.
    process = subprocess.Popen(
        step.command, cwd=step.folder, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
    )  # fmt: skip
    try:
        output = _awaited(process)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        return False, f"{output}\nnot done after {LIMIT_S} s"
    except BaseException:  # Ctrl-C or SIGTERM: nothing of the step stays behind
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    return process.returncode == 0, output


def _awaited(process: subprocess.Popen[str]) -> str:
    """What a step said, once it has ended.

    Waited for by the second: Python looks at a signal that comes just before a wait only when the wait is over.

    Raises:
        TimeoutExpired: it takes too long.
    """
    until = time.monotonic() + LIMIT_S
    while True:
        try:
            return process.communicate(timeout=WAKE_S)[0]
        except subprocess.TimeoutExpired:
            if time.monotonic() > until:
                raise


def last_line(output: str) -> str:
    """What a step said in the end, if it is worth a word."""
    lines = [line.strip("= ") for line in output.splitlines() if line.strip()]
    return lines[-1][:90] if lines else ""


def summary(passed: int, failed: Sequence[str], skipped: Sequence[str], seconds: float) -> str:
    """The last line."""
    words = [f"{passed} passed", f"{len(failed)} failed" + (f" ({', '.join(failed)})" if failed else "")]
    if skipped:
        words.append(f"{len(skipped)} skipped ({', '.join(skipped)})")
    return f"{', '.join(words)} in {seconds:.0f} s"


def chosen(options: argparse.Namespace) -> tuple[list[Step], list[tuple[str, str]]]:
    """The steps to run, and those left out with the reason."""
    every = steps(fast=options.fast)
    wanted, left = [], []
    for step in every:
        if options.step and step.name not in options.step:
            left.append((step.name, "not asked for"))
        elif options.fast and not step.fast and step.name not in options.step:
            left.append((step.name, step.slow))
        else:
            wanted.append(step)
    return wanted, left


def main(arguments: Sequence[str]) -> int:
    """Runs the steps; returns the exit code."""
    parser = argparse.ArgumentParser(prog="tynda test", description=__doc__)
    parser.add_argument("--fast", action="store_true", help="only what takes less than three minutes")
    parser.add_argument("step", nargs="*", choices=[[], *(s.name for s in steps(fast=False))], help="these steps alone")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted, left = chosen(parser.parse_args(arguments))
    began, passed, failed = time.monotonic(), 0, []
    for step in wanted:
        started = time.monotonic()
        fine, output = run(step)
        took = time.monotonic() - started
        print(f"{step.name:<14} {'passed' if fine else 'FAILED'} {took:7.1f} s  {last_line(output)}", flush=True)
        if fine:
            passed += 1
        else:
            failed.append(step.name)
            print(output, flush=True)
    for name, why in left:
        print(f"{name:<14} skipped: {why}")
    print(summary(passed, failed, [name for name, _ in left], time.monotonic() - began))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
