"""`tynda archive verify`: a line a flaw, and the exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.studio.exports.test_bundle import made
from tests.studio.exports.test_verify import written
from web.cli import main


def test_a_whole_bundle_is_said_to_be_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "b.zip").write_bytes(made())
    assert main(["archive", "verify", str(tmp_path / "b.zip")]) == 0
    assert capsys.readouterr().out == "whole: 19 files of 'hearing', as of '2026-09-22T16:36:40+00:00'\n"


def test_what_is_wrong_is_told_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = written(tmp_path, lambda files: files.update({"minutes.json": b"{}", "\x1b[2J": b""}), folder=True)
    assert main(["archive", "verify", str(path)]) == 1
    assert capsys.readouterr().out == "too many: '\\x1b[2J'\nchanged: minutes.json\n2 to look at\n"


def test_what_is_no_bundle_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "b.zip").write_bytes(b"no")
    for path in ("b.zip", "nowhere.zip"):
        assert main(["archive", "verify", str(tmp_path / path)]) == 1
        assert len(capsys.readouterr().err.splitlines()) == 1
