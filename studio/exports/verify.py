"""Whether a bundle, or the folder that it was unpacked to, is what its manifest says.

Written for bundles of strangers.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from pydantic import ValidationError

from studio.exports.bundle import MANIFEST, MOST_FILES, SUMS, Manifest

MOST_MANIFEST = 256 * 1024
MOST_BYTES = 1 << 30
"""Of all files together: a record is some megabytes."""
RATIO = 200
"""How often smaller a file may be packed than it is: a bomb is a thousandth and less."""
FREE_BYTES = 1 << 20
"""Files up to here may be as packed as they like."""
MOST_LIST = 256 * 1024
"""Bytes of a ZIP's list of files."""
TAIL = 22 + 65535 + 76
"""Within so many bytes from a ZIP's end it says how long that list is; a larger one says so in ZIP64."""
SLICE = 1 << 16
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError)
"""What reading a broken ZIP raises."""


class HostileError(Exception):
    """It is no bundle that anybody should open; the text says why."""


class Source(Protocol):
    """Where the files are."""

    def sizes(self) -> dict[str, int]:
        """How long each file is, by its name."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """A file's content."""
        ...


def _bounded(sizes: dict[str, int]) -> dict[str, int]:
    if len(sizes) > MOST_FILES:
        raise HostileError(f"more than {MOST_FILES} files")
    if sum(sizes.values()) > MOST_BYTES:
        raise HostileError(f"more than {MOST_BYTES >> 20} MB")
    return sizes


class Zip:
    """A bundle as it was downloaded."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    def sizes(self) -> dict[str, int]:
        """How long each file says that it is.

        Raises:
            HostileError: a name leads out of the folder or is there twice, or something is encrypted or a bomb.
        """
        entries = self._file.infolist()
        for entry in entries:
            _safe(entry)
        sizes = {entry.filename: entry.file_size for entry in entries if not entry.is_dir()}
        if len(sizes) != sum(not entry.is_dir() for entry in entries):
            raise HostileError("a name is there twice")
        return _bounded(sizes)

    def open(self, name: str) -> IO[bytes]:
        """A file's content, at most as long as it says."""
        return self._file.open(name)


def _safe(entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename:
        raise HostileError("a name leads out of the folder")
    if entry.flag_bits & 1:
        raise HostileError("something in it is encrypted")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise HostileError("something in it is a link")
    if entry.file_size > FREE_BYTES and entry.file_size > RATIO * entry.compress_size:
        raise HostileError("something in it is packed like a bomb")


class Folder:
    """A bundle that was unpacked."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def sizes(self) -> dict[str, int]:
        """How long each file is.

        Raises:
            HostileError: it holds a link, or too much.
        """
        found: dict[str, int] = {}
        for folder, folders, files in os.walk(self._path):
            for name in (*folders, *files):
                path = Path(folder, name)
                kind = path.lstat().st_mode
                if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
                    raise HostileError("something in it is a link or no file")
                if stat.S_ISREG(kind):
                    found[path.relative_to(self._path).as_posix()] = path.lstat().st_size
                if len(found) > MOST_FILES:
                    break
        return _bounded(found)

    def open(self, name: str) -> IO[bytes]:
        """A file's content."""
        return (self._path / name).open("rb")


@contextmanager
def source(path: Path) -> Iterator[Source]:
    """The bundle at a path, a ZIP or a folder.

    Raises:
        HostileError: it is neither.
        OSError: it can't be read.
    """
    if path.is_dir():
        yield Folder(path)
        return
    _short(path)
    try:
        with zipfile.ZipFile(path) as file:
            yield Zip(file)
    except BROKEN as error:
        raise HostileError(f"it is no ZIP that can be read ({error})") from None


def _short(path: Path) -> None:
    """Looks at a ZIP's end before anything reads its list, which may say that it has millions of files.

    Raises:
        HostileError: the list is too long.
    """
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
        tail = file.read(TAIL)
    ends = [int.from_bytes(tail[m.start() + 12 : m.start() + 16], "little") for m in re.finditer(b"PK\5\6", tail)]
    if b"PK\6\7" in tail or any(length > MOST_LIST for length in ends):
        raise HostileError(f"more than {MOST_FILES} files")


def verify(found: Source) -> tuple[Manifest, list[str]]:
    """The manifest, and a line for each thing that is missing, changed or too many.

    Raises:
        HostileError: it should not be opened, or has no manifest that says what it holds.
    """
    sizes = found.sizes()
    manifest = _manifest(found, sizes)
    wanted = {file.name: file.sha256 for file in manifest.files}
    flaws = [f"missing: {name}" for name in (*wanted, SUMS) if name not in sizes]
    flaws += [f"too many: {name!a}" for name in sizes if name not in {*wanted, MANIFEST, SUMS}]
    for file in manifest.files:
        if file.name in sizes and (sizes[file.name] != file.size or _digest(found, file.name) != file.sha256):
            flaws.append(f"changed: {file.name}")
    if SUMS in sizes and not _agrees(found, wanted):
        flaws.append(f"changed: {SUMS} says otherwise than {MANIFEST}")
    return manifest, flaws


def _manifest(found: Source, sizes: dict[str, int]) -> Manifest:
    if sizes.get(MANIFEST, MOST_MANIFEST + 1) > MOST_MANIFEST:
        raise HostileError(f"no {MANIFEST} of at most {MOST_MANIFEST >> 10} KB")
    try:
        with found.open(MANIFEST) as file:
            return Manifest.model_validate_json(file.read(MOST_MANIFEST))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise HostileError(f"its {MANIFEST} is wrong: {first['msg']}") from None


def _digest(found: Source, name: str) -> str:
    """Its SHA-256; none where what is there can't be read."""
    hash = hashlib.sha256()
    try:
        with found.open(name) as file:
            while piece := file.read(SLICE):
                hash.update(piece)
    except BROKEN:
        return ""
    return hash.hexdigest()


def _agrees(found: Source, wanted: dict[str, str]) -> bool:
    sums = {**wanted, MANIFEST: _digest(found, MANIFEST)}
    with found.open(SUMS) as file:
        said = file.read(MOST_MANIFEST).decode("utf-8", "replace").splitlines()
    return sorted(said) == sorted(f"{hash}  {name}" for name, hash in sums.items())
