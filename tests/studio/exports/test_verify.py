"""A bundle is checked against its manifest; one that is made to harm is refused."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.exports import verify as module
from studio.exports.verify import HostileError, source, verify
from tests.studio.exports.test_bundle import made

Change = Callable[[dict[str, bytes]], object]


def written(path: Path, change: Change = lambda files: None, folder: bool = False) -> Path:
    with zipfile.ZipFile(io.BytesIO(made())) as file:
        files = {name: file.read(name) for name in file.namelist()}
    change(files)
    if folder:
        for name, body in files.items():
            (path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
            (path / "out" / name).write_bytes(body)
        return path / "out"
    with zipfile.ZipFile(path / "b.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in files.items():
            file.writestr(name, body)
    return path / "b.zip"


def flaws(path: Path) -> list[str]:
    with source(path) as found:
        return verify(found)[1]


def refused(path: Path) -> str:
    with pytest.raises(HostileError) as error, source(path) as found:
        verify(found)
    return str(error.value)


@pytest.mark.parametrize("folder", [False, True], ids=["zip", "folder"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: None, []),
        (lambda f: f.pop("events.jsonl"), ["missing: events.jsonl"]),
        (lambda f: f.pop("SHA256SUMS"), ["missing: SHA256SUMS"]),
        (lambda f: f.update({"kk/record.pdf": b"another"}), ["changed: kk/record.pdf"]),
        (lambda f: f.update({"captions.srt": b"x" * len(f["captions.srt"])}), ["changed: captions.srt"]),
        (lambda f: f.update({"more\x1b.txt": b""}), ["too many: 'more\\x1b.txt'"]),
        (lambda f: f.update({"SHA256SUMS": f["SHA256SUMS"] + b"0  x\n"}),
         ["changed: SHA256SUMS says otherwise than manifest.json"]),
    ],
    ids=["whole", "missing", "no sums", "another size", "same size", "too many", "sums"],
)  # fmt: skip
def test_what_is_missing_changed_or_too_many_is_told(tmp_path: Path, change: Change, said: list[str], folder: bool):
    assert flaws(written(tmp_path, change, folder)) == said


def test_a_flipped_bit_is_a_change(tmp_path: Path):
    path = written(tmp_path)
    with zipfile.ZipFile(path) as file:
        info = file.getinfo("minutes.json")
    raw = bytearray(path.read_bytes())
    raw[info.header_offset + 60] ^= 1
    path.write_bytes(raw)
    assert flaws(path) == ["changed: minutes.json"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a\\..\\b", "C:/x"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str):
    assert refused(written(tmp_path, lambda f: f.update({name: b""}))) == "a name leads out of the folder"


def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path):
    bomb = bytes(40 << 20)
    assert refused(written(tmp_path, lambda f: f.update({"bomb": bomb}))) == "something in it is packed like a bomb"


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_BYTES", 1 << 20)
    big = os.urandom(1 << 20)
    assert refused(written(tmp_path, lambda f: f.update({"big": big}))) == "more than 1 MB"


def many(files: dict[str, bytes]) -> None:
    files.update({f"f{n}": b"" for n in range(module.MOST_FILES)})


@pytest.mark.parametrize("folder", [False, True], ids=["zip", "folder"])
def test_too_many_files_are_refused(tmp_path: Path, folder: bool):
    assert refused(written(tmp_path, many, folder)) == "more than 200 files"


def test_a_list_of_millions_is_not_even_read(tmp_path: Path):
    path = written(tmp_path)
    raw = bytearray(path.read_bytes())
    struct.pack_into("<I", raw, len(raw) - 22 + 12, 1 << 30)
    path.write_bytes(raw)
    assert refused(path) == "more than 200 files"
    path.write_bytes(bytes(raw[:-22]) + b"PK\6\7" + bytes(16) + bytes(raw[-22:]))
    assert refused(path) == "more than 200 files"


def test_the_same_name_twice_is_refused(tmp_path: Path):
    path = written(tmp_path)
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("minutes.json", b"{}")
    assert refused(path) == "a name is there twice"


def marked(path: Path, attributes: int = 0, flags: int = 0) -> Path:
    """With an entry whose attributes or flags are others."""
    with zipfile.ZipFile(path, "a") as file:
        info = zipfile.ZipInfo("odd")
        info.external_attr = attributes
        file.writestr(info, b"/etc/passwd")
    if flags:
        raw = bytearray(path.read_bytes())
        at = raw.rindex(b"PK\1\2")
        raw[at + 8] |= flags
        path.write_bytes(raw)
    return path


def test_links_and_what_is_encrypted_are_refused(tmp_path: Path):
    assert refused(marked(written(tmp_path), 0o120777 << 16)) == "something in it is a link"
    assert refused(marked(written(tmp_path), flags=1)) == "something in it is encrypted"
    folder = written(tmp_path, folder=True)
    (folder / "link").symlink_to("/etc/passwd")
    assert refused(folder) == "something in it is a link or no file"


def test_folders_in_a_zip_count_for_nothing(tmp_path: Path):
    path = written(tmp_path)
    with zipfile.ZipFile(path, "a") as file:
        file.mkdir("kk")
    assert flaws(path) == []


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (b" " * (module.MOST_MANIFEST + 1), "no manifest.json of at most 256 KB"),
        (b"[" * 100_000, "its manifest.json is wrong"),
        (b'{"format":"other","briefing":"b","when":"","files":[]}', "its manifest.json is wrong"),
        (b'{"format":"tynda-bundle-1","briefing":"b","when":"","files":[{"name":"../a","type":"","size":0,"sha256":""}]}',
         "its manifest.json is wrong"),
    ],
    ids=["huge", "deep", "another format", "a way out"],
)  # fmt: skip
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, manifest: bytes, said: str):
    assert refused(written(tmp_path, lambda f: f.update({"manifest.json": manifest}))).startswith(said)


def test_what_is_no_bundle_is_refused(tmp_path: Path):
    (tmp_path / "no.zip").write_bytes(b"PK no zip")
    assert refused(tmp_path / "no.zip").startswith("it is no ZIP")
    (tmp_path / "empty").mkdir()
    assert refused(tmp_path / "empty") == "no manifest.json of at most 256 KB"
    with pytest.raises(FileNotFoundError):
        flaws(tmp_path / "nowhere.zip")
