"""`./tynda` itself: help before anything is there, stamps, and each way to bring uv."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import io
import os
import subprocess
import sys
import zipfile
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from web.cli import COMMANDS

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "tynda"


def run(*arguments: str, script: Path = SCRIPT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(script), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )


@pytest.fixture
def tynda(tmp_path: Path) -> ModuleType:
    """The script as a module, whose folders are this test's own."""
    loader = SourceFileLoader("tynda_script", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("tynda_script", loader))  # type: ignore[arg-type]
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = writes
    module.ROOT, module.TOOLS, module.VENV = str(tmp_path), str(tmp_path / ".tools"), str(tmp_path / ".venv")  # type: ignore[attr-defined]
    return module


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= set(sys.stdlib_module_names)


def test_it_hands_on_every_command_there_is(tynda: ModuleType) -> None:
    assert set(tynda.COMMANDS) == {*COMMANDS, *tynda.HANDED}


def test_an_old_interpreter_can_read_it_far_enough_to_say_so(
    tynda: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))
    monkeypatch.setattr(tynda, "OLDEST", (9, 0))
    assert tynda.main(["demo"]) == 2
    said = capsys.readouterr().err
    assert "needs Python 9.0 or newer" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["help"], ["demo", "--help"]])
def test_help_works_before_anything_is_set_up(tmp_path: Path, arguments: list[str]) -> None:
    alone = tmp_path / "tynda"
    alone.write_bytes(SCRIPT.read_bytes())
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "usage.txt").write_bytes((ROOT / "web" / "usage.txt").read_bytes())
    done = run(*arguments, script=alone)
    assert done.returncode == 0
    for command in ("demo", "up", "run", "invite", "key", "test", "bench"):
        assert f"./tynda {command}" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tynda", "web"]


def test_an_unknown_command_is_one_line_and_sets_nothing_up() -> None:
    done = run("dance")
    assert done.returncode == 2
    assert done.stderr == "tynda: there is no command `dance`; ./tynda --help lists them\n"


def test_a_copy_without_a_front_end_says_so(tynda: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tynda, "UI", str(tmp_path / "web" / "ui"))
    with pytest.raises(tynda.SetupError, match="not a whole copy"):
        tynda.build()


def test_what_is_built_is_known_by_its_contents_not_its_times(tynda: ModuleType, tmp_path: Path) -> None:
    source = tmp_path / "web" / "ui" / "src" / "viewer.ts"
    source.parent.mkdir(parents=True)
    source.write_text("1")
    before = tynda.digest(["web/ui"])
    os.utime(source, (1, 1))
    (tmp_path / "web" / "ui" / "node_modules").mkdir()
    (tmp_path / "web" / "ui" / "node_modules" / "x.js").write_text("not ours")
    (source.parent / "wire.gen.ts").write_text("made by the build itself")
    assert tynda.digest(["web/ui"]) == before
    source.write_text("2")
    assert tynda.digest(["web/ui"]) != before


def test_a_set_up_folder_needs_no_uv_and_no_node(
    tynda: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The warm start: two hashes, and nothing is run."""
    ui, dist, venv = tmp_path / "web" / "ui", tmp_path / "dist", tmp_path / ".venv"
    for folder in (ui, dist, venv / "bin"):
        folder.mkdir(parents=True)
    (ui / "package.json").write_text("{}")
    (venv / "bin" / "python").touch()
    for name, value in (("UI", ui), ("DIST", dist), ("PYTHON", venv / "bin" / "python")):
        monkeypatch.setattr(tynda, name, str(value))
    (venv / ".tynda").write_text(tynda.digest(["uv.lock", "pyproject.toml"]) + "\nrunning\n")
    (dist / ".tynda").write_text(tynda.digest(tynda.LIBRARIES) + "\n")
    ran: list[Any] = []
    monkeypatch.setattr(tynda, "run", lambda *a, **k: ran.append(a))
    tynda.set_up("demo")
    assert not ran
    monkeypatch.setattr(tynda, "bring_uv", lambda: "uv")
    tynda.set_up("test")
    assert [command[0][:2] for command in ran] == [["uv", "sync"]]
    (tmp_path / "uv.lock").write_text("changed")
    tynda.set_up("test")
    assert len(ran) == 2


def test_a_command_that_needs_an_extra_gets_it_once(
    tynda: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    monkeypatch.setattr(tynda, "PYTHON", str(tmp_path / ".venv" / "bin" / "python"))
    monkeypatch.setattr(tynda, "bring_uv", lambda: "uv")
    ran: list[Any] = []
    monkeypatch.setattr(tynda, "run", lambda command, **more: ran.append(command))
    for extra in (None, "check", None, "check"):
        tynda.sync(everything=False, extra=extra)
    assert [command[-2:] == ["--extra", "check"] for command in ran] == [False, True]
    tynda.sync(everything=True)
    tynda.sync(everything=False, extra="check")
    assert len(ran) == 3


# -- uv, by each way ------------------------------------------------------------------------------------


def test_a_uv_on_path_or_in_tools_is_taken(tynda: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert tynda.find_uv() is None
    own = tmp_path / ".tools" / "bin" / "uv"
    own.parent.mkdir(parents=True)
    own.touch(mode=0o755)
    assert tynda.bring_uv() == str(own)


def wheel(binary: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("uv-0.data/scripts/uv", binary)
    return out.getvalue()


@pytest.fixture
def index(tynda: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock whose uv lies in a folder of ours, reached by a file URL; no pip, and no uv on PATH."""
    body = wheel(b"#!/bin/sh\necho uv\n")
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / "uv-here.whl").write_bytes(body)
    url, digest = (folder / "uv-here.whl").as_uri(), hashlib.sha256(body).hexdigest()
    (Path(tynda.ROOT) / "uv.lock").write_text(
        f'[[package]]\nname = "uv"\nversion = "0"\nwheels = [{{ url = "{url}", hash = "sha256:{digest}" }}]\n'
    )
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    system = (tynda.platform.system(), tynda.platform.machine())
    monkeypatch.setattr(tynda, "UV_WHEELS", {system: "uv-here"})

    def refused(*_: Any) -> None:
        raise tynda.SetupError("no pip here")

    monkeypatch.setattr(tynda, "uv_by_pip", refused)
    return folder


def test_without_any_pip_the_wheel_is_taken(
    tynda: ModuleType, index: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tynda, "uv_by_ensurepip", tynda.uv_by_pip)
    found = Path(tynda.bring_uv())
    assert found == Path(tynda.TOOLS) / "bin" / "uv"
    assert subprocess.run([found], capture_output=True, check=True).stdout == b"uv\n"
    assert [line.split()[-1] for line in capsys.readouterr().err.splitlines()] == ["pip", "ensurepip", "wheel"]


def test_a_wheel_that_is_not_the_expected_one_is_not_unpacked(tynda: ModuleType, index: Path) -> None:
    (index / "uv-here.whl").write_bytes(wheel(b"#!/bin/sh\necho evil\n"))
    with pytest.raises(tynda.SetupError, match="not the one expected"):
        tynda.uv_by_wheel()
    assert not (Path(tynda.TOOLS) / "bin" / "uv").exists()


def test_the_lock_has_a_uv_for_each_machine_that_is_known(tynda: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tynda, "ROOT", str(Path(__file__).parents[1]))
    for part in tynda.UV_WHEELS.values():
        assert [w for w in tynda.locked_uv()["wheels"] if part in w["url"] and w["hash"].startswith("sha256:")], part


def test_when_no_way_works_all_reasons_are_said(
    tynda: ModuleType, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tynda, "uv_by_ensurepip", tynda.uv_by_pip)
    monkeypatch.setattr(tynda, "UV_WHEELS", {})
    with pytest.raises(tynda.SetupError, match=r"with pip: no pip here.*as a wheel: no uv is known for"):
        tynda.bring_uv()


def test_a_failing_command_shows_what_it_said(tynda: ModuleType, capsys: Any) -> None:
    with pytest.raises(tynda.SetupError, match="exit 3"):
        tynda.run([sys.executable, "-c", "print('the reason'); raise SystemExit(3)"])
    assert "the reason" in capsys.readouterr().err
    with pytest.raises(tynda.SetupError, match="/nowhere"):
        tynda.run(["/nowhere/uv"])


def test_an_old_node_is_not_taken(tynda: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (("node", "#!/bin/sh\necho v18.20.1\n"), ("npm", "#!/bin/sh\n")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert tynda.node_version(str(tmp_path / "node")) == (18, 20)
    monkeypatch.setattr(tynda, "bring_uv", lambda: "uv")
    ran: list[Any] = []
    monkeypatch.setattr(tynda, "run", lambda command, **_: ran.append(command))
    npm, path = tynda.bring_npm()
    assert ran[0][-1] == tynda.NODE
    assert npm[0].startswith(tynda.TOOLS)
    assert npm[1].endswith("npm-cli.js")
    shim = Path(path.partition(":")[0]) / "npm"  # scripts of package.json call `npm` themselves
    assert shim.read_text() == f'#!/bin/sh\nexec "{npm[0]}" "{npm[1]}" "$@"\n'
    assert os.access(shim, os.X_OK)
