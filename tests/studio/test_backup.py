"""The file of a backup: whole or not there, and never believed when a byte of it is wrong."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from studio.backup import MANIFEST, VERSION, BadBackupError, Writer, file_hash, keys, members, verify

ROWS = [{"id": n, "text": "Сұрақ \udcff"} for n in range(3)]


def written(path: Path, rows: Any = ROWS, finished: bool = True) -> Writer:
    writer = Writer(path, 1_700_000_000_000)
    with writer.member("archive/events.jsonl") as sink:
        for row in rows:
            sink.put(row)
    with writer.member("demo/secret") as sink:
        sink.raw(b"no line")
    if finished:
        assert writer.finish("0.3.0", "0001") == file_hash(writer.part)
        writer.name()
    return writer


def test_what_went_in_comes_out(tmp_path: Path) -> None:
    path = tmp_path / "x.tgz"
    written(path)
    manifest = verify(path)
    assert (manifest.version, manifest.tynda, manifest.revision, manifest.made_at) == (
        VERSION, "0.3.0", "0001", 1_700_000_000_000,
    )  # fmt: skip
    assert {name: member.lines for name, member in manifest.members.items()} == {
        "archive/events.jsonl": 3,
        "demo/secret": 0,
    }
    found = {name: list(lines) for name, lines in members(path)}
    assert [json.loads(line) for line in found["archive/events.jsonl"]] == ROWS
    assert keys(path) == {"secret": b"no line"}


def test_a_member_larger_than_memory_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.backup.SPOOL", 100)
    written(tmp_path / "x.tgz", [{"n": n} for n in range(5000)])
    assert verify(tmp_path / "x.tgz").members["archive/events.jsonl"].lines == 5000
    assert [p.name for p in tmp_path.iterdir()] == ["x.tgz"]


def test_it_is_its_owner_s_alone_and_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.tgz"
    writer = written(path, finished=False)
    assert [(p.name, p.stat().st_mode & 0o777) for p in tmp_path.iterdir()] == [(".x.tgz.part", 0o600)]
    writer.discard()
    assert list(tmp_path.iterdir()) == []
    written(path).discard()
    assert [(p.name, p.stat().st_mode & 0o777) for p in tmp_path.iterdir()] == [("x.tgz", 0o600)]


def test_nothing_is_overwritten_but_what_a_killed_one_left(tmp_path: Path) -> None:
    path = tmp_path / "x.tgz"
    killed = written(path, finished=False)
    late = written(path, finished=False)
    path.write_bytes(b"somebody else's")
    late.finish("0.3.0", None)
    with pytest.raises(FileExistsError, match="there already"):
        late.name()
    with pytest.raises(FileExistsError, match="there already"):
        Writer(path, 1)
    assert path.read_bytes() == b"somebody else's"
    killed.discard()


@pytest.mark.parametrize("where", [0.0, 0.1, 0.5, 0.9])
def test_a_byte_that_changed_is_noticed(tmp_path: Path, where: float) -> None:
    path = tmp_path / "x.tgz"
    written(path, [{"n": n * 7919} for n in range(300)])
    content = bytearray(path.read_bytes())
    content[int(where * len(content))] ^= 0x55
    path.write_bytes(content)
    with pytest.raises(BadBackupError, match=r"x\.tgz (is damaged|was made by)"):
        verify(path)


@pytest.mark.parametrize("part", [0.0, 0.3, 0.7, 0.99])
def test_a_part_is_no_backup(tmp_path: Path, part: float) -> None:
    path = tmp_path / "x.tgz"
    written(path, [{"n": n * 7919} for n in range(300)])
    content = path.read_bytes()
    path.write_bytes(content[: int(part * len(content))])
    with pytest.raises(BadBackupError, match="damaged"):
        verify(path)


def packed(path: Path, files: list[tuple[str, bytes]]) -> None:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


HEAD: dict[str, Any] = {"format": "tynda-backup", "version": 1, "tynda": "0.3.0", "revision": None, "made_at": 1}
ONE = {"lines": 1, "bytes": 2, "sha256": "0" * 64}


@pytest.mark.parametrize(
    ("files", "why"),
    [
        pytest.param([("a", b"x")], "it has no manifest", id="no manifest"),
        pytest.param([(MANIFEST, b"[]")], "it has no manifest", id="another manifest"),
        pytest.param([(MANIFEST, json.dumps(HEAD | {"format": "x"}).encode())], "no manifest", id="another format"),
        pytest.param([(MANIFEST, json.dumps(HEAD).encode())], "makes no sense", id="half a manifest"),
        pytest.param(
            [(MANIFEST, json.dumps(HEAD | {"version": 2, "tynda": "9.1", "new": 1}).encode())],
            r"Tyńda 9\.1, in a later format \(2; here 1\)",
            id="later format",
        ),
        pytest.param([("a", b"x"), (MANIFEST, json.dumps(HEAD | {"members": {}}).encode())], "a is not", id="more"),
        pytest.param([(MANIFEST, json.dumps(HEAD | {"members": {"a": ONE}}).encode())], "a is not", id="less"),
        pytest.param(
            [("a", b"x\n"), (MANIFEST, json.dumps(HEAD | {"members": {"a": ONE}}).encode())], "a is not", id="other"
        ),
        pytest.param([("a", b"x"), ("a", b"y")], "no business", id="twice"),
        pytest.param([(MANIFEST, b"{}"), ("a", b"y")], "no business", id="afterwards"),
    ],
)
def test_what_the_manifest_does_not_say_is_refused(tmp_path: Path, files: list[tuple[str, bytes]], why: str) -> None:
    path = tmp_path / "x.tgz"
    packed(path, files)
    with pytest.raises(BadBackupError, match=why):
        verify(path)


def test_a_folder_within_is_refused_and_a_missing_file_is_missing(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tgz", "w:gz") as tar:
        info = tarfile.TarInfo("archive")
        info.type = tarfile.DIRTYPE
        tar.addfile(info)
    with pytest.raises(BadBackupError, match="no business"):
        verify(tmp_path / "x.tgz")
    with pytest.raises(FileNotFoundError):
        verify(tmp_path / "y.tgz")
