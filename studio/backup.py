"""The file of a backup: a gzipped tar of JSON Lines, and last a manifest, without which it is none.

| member | holds |
|---|---|
| `archive/TABLE.jsonl` | a row a line, of one snapshot of the database |
| `store/BRIEFING.jsonl` | what lies in the store under a briefing, the office, the rehearsals' list |
| `store-keys.jsonl` | what stands in keys of its own: receipts, marks, votes, what is still to be forgotten |
| `demo/secret`, `demo/confidential.key` | a demo's own keys; of another installation never |
| `manifest.json` | format, version, Tyńda's version, the tables' revision, when it began; of each member its SHA-256 |
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FORMAT: Literal["tynda-backup"] = "tynda-backup"
VERSION = 1
MANIFEST = "manifest.json"
MANIFEST_MAX = 16 << 20
"""Bytes; a line for each briefing makes some 200."""
SPOOL = 16 << 20
"""Bytes of a member that memory holds; a larger one waits in a file without a name, in the backup's own folder."""
PIECE = 1 << 20


class BadBackupError(Exception):
    """The file is none that can be restored; the text says why."""


class Member(BaseModel):
    """What the manifest says of a member."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lines: int = Field(ge=0)
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """What a backup says of itself.

    Attributes:
        format: that it is one.
        version: of the layout.
        tynda: the version of Tyńda that made it.
        revision: of the archive's tables; None where there were none, or none that knew theirs.
        made_at: when it began, ms since the epoch: what was erased later it may hold.
        members: by name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["tynda-backup"] = FORMAT
    version: int
    tynda: str
    revision: str | None = Field(max_length=32)
    made_at: int
    members: dict[str, Member]


class Head(BaseModel):
    """The part of a manifest that every version has."""

    format: Literal["tynda-backup"]
    version: int
    tynda: str


class Sink:
    """A member being written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._hash = file, hashlib.sha256()
        self.lines = self.bytes = 0

    def put(self, value: dict[str, Any]) -> None:
        """Adds a line."""
        self.raw(json.dumps(value, separators=(",", ":")).encode() + b"\n")

    def raw(self, content: bytes) -> None:
        """Adds what is no JSON."""
        self._file.write(content)
        self._hash.update(content)
        self.lines += content.count(b"\n")
        self.bytes += len(content)

    @property
    def member(self) -> Member:
        """What the manifest is to say of it."""
        return Member(lines=self.lines, bytes=self.bytes, sha256=self._hash.hexdigest())


class Writer:
    """A backup being written, beside its place: it has its name only when it is whole.

    Attributes:
        path: its place.
        part: where it is being written, for its owner alone.
        members: those that it has.
    """

    def __init__(self, path: Path, made_at: int) -> None:
        """Begins.

        Raises:
            FileExistsError: there is a file at `path`; nothing is overwritten.
            OSError: its folder can't be written.
        """
        if path.exists():
            raise FileExistsError(f"{path} is there already")
        self.path, self.part, self._made_at = path, path.with_name(f".{path.name}.part"), made_at
        self.members: dict[str, Member] = {}
        self.part.unlink(missing_ok=True)  # of one that was killed
        self._file = os.fdopen(os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w:gz", compresslevel=6)  # noqa: SIM115 - closed by `finish`

    @contextmanager
    def member(self, name: str) -> Iterator[Sink]:
        """A member, in the file once the block has ended well."""
        with SpooledTemporaryFile(SPOOL, dir=str(self.path.parent)) as spool:
            sink = Sink(spool)
            yield sink
            self._add(name, spool, sink.bytes)
            self.members[name] = sink.member

    def _add(self, name: str, content: Any, size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, self._made_at // 1000, 0o600
        content.seek(0)
        self._tar.addfile(info, content)

    def finish(self, tynda: str, revision: str | None) -> str:
        """Writes the manifest, and all to disk; the file has no name yet.

        Returns:
            The SHA-256 of the file.
        """
        manifest = Manifest(
            version=VERSION, tynda=tynda, revision=revision, made_at=self._made_at, members=self.members
        )
        with SpooledTemporaryFile(SPOOL) as spool:
            spool.write(manifest.model_dump_json(indent=1).encode())
            self._add(MANIFEST, spool, spool.tell())
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return file_hash(self.part)

    def name(self) -> None:
        """Gives it its name.

        Raises:
            FileExistsError: somebody else has taken it meanwhile.
        """
        if self.path.exists():
            raise FileExistsError(f"{self.path} is there already")
        self.part.rename(self.path)

    def discard(self) -> None:
        """Leaves nothing of what is not whole."""
        with suppress(OSError):  # a full disk
            self._tar.close()
        self._file.close()
        self.part.unlink(missing_ok=True)


def file_hash(path: Path) -> str:
    """A file's SHA-256, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with gzip.open(path) as plain, tarfile.open(fileobj=plain, mode="r|") as tar:
            yield tar
            while plain.read(PIECE):  # to its very end, which says whether it is whole
                pass
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
            raise
        raise BadBackupError(f"{path} is damaged, or no backup of Tyńda's") from None


def _measure(file: IO[bytes]) -> Member:
    total, lines, size = hashlib.sha256(), 0, 0
    while piece := file.read(PIECE):
        total.update(piece)
        lines += piece.count(b"\n")
        size += len(piece)
    return Member(lines=lines, bytes=size, sha256=total.hexdigest())


def verify(path: Path) -> Manifest:
    """Reads a backup from its first byte to its last, and compares each member with the manifest.

    Raises:
        BadBackupError: it is damaged, not whole, no backup, or of a later version of the format.
        OSError: it can't be read.
    """
    found: dict[str, Member] = {}
    said: bytes | None = None
    with _opened(path) as tar:
        for info in tar:
            content = tar.extractfile(info)
            if said is not None or content is None or info.name in found:
                raise BadBackupError(f"{path} is damaged: {info.name} has no business there")
            if info.name == MANIFEST:
                said = content.read(MANIFEST_MAX)
            else:
                found[info.name] = _measure(content)
    manifest = _manifest(path, said)
    if wrong := sorted(
        name for name in found.keys() | manifest.members if found.get(name) != manifest.members.get(name)
    ):
        raise BadBackupError(f"{path} is damaged: {wrong[0]} is not as the manifest says")
    return manifest


def _manifest(path: Path, said: bytes | None) -> Manifest:
    try:
        head = Head.model_validate_json(said or b"")
    except ValidationError:
        raise BadBackupError(f"{path} is damaged, or no backup of Tyńda's: it has no manifest") from None
    if head.version > VERSION:
        raise BadBackupError(
            f"{path} was made by Tyńda {head.tynda}, in a later format ({head.version}; here {VERSION}): install that"
        )
    try:
        return Manifest.model_validate_json(said or b"")
    except ValidationError:
        raise BadBackupError(f"{path} is damaged: its manifest makes no sense") from None


def members(path: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The members of a backup that was verified, in its order: name and lines."""
    with _opened(path) as tar:
        for info in tar:
            content = tar.extractfile(info)
            if content is not None and info.name != MANIFEST:
                yield info.name, iter(content)


def keys(path: Path) -> dict[str, bytes]:
    """A demo's own keys, by their file's name; nothing in another installation's backup."""
    return {name.partition("/")[2]: b"".join(lines) for name, lines in members(path) if name.startswith("demo/")}
