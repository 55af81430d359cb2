"""Everything in one ZIP, with a manifest and checksums, so that whoever keeps it can tell later that it is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from studio.events import Frozen
from studio.exports.files import BUNDLE, EVENTS, FILES, offered
from studio.exports.words import latest
from studio.exports.zips import Member, zipped
from studio.minutes import Minutes, Reader

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
MOST_FILES = 200
Name = Annotated[str, Field(pattern=r"^(?:[a-z]{2}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,80}$")]
Heavy = Callable[[str, Minutes, Reader], bytes]
"""Makes what is no text, by name."""


class Listed(Frozen):
    """A file of the bundle."""

    name: Name
    type: Annotated[str, Field(max_length=100)]
    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(Frozen):
    """What a bundle holds.

    Attributes:
        format: this one.
        briefing: its address.
        when: the last moment of which the record tells, ISO 8601 in UTC.
        files: all but the manifest and `SHA256SUMS`.
    """

    format: Literal["tynda-bundle-1"] = "tynda-bundle-1"
    briefing: Annotated[str, Field(max_length=100)]
    when: Annotated[str, Field(max_length=40)]
    files: Annotated[tuple[Listed, ...], Field(max_length=MOST_FILES)]


class Contents(NamedTuple):
    """What goes into a bundle.

    Attributes:
        minutes: the record.
        readers: one a language.
        events: the lines of `events.jsonl`.
        heavy: makes what is no text.
        without: files that can't be made here.
    """

    minutes: Minutes
    readers: Sequence[Reader]
    events: bytes
    heavy: Heavy
    without: Collection[str] = ()


def bundle(contents: Contents) -> bytes:
    """The ZIP: what is written in words once a language, in a folder of its name."""
    members = list(_members(contents))
    files = tuple(
        Listed(name=one.name, type=FILES[one.name.rpartition("/")[2]].kind, size=len(one.body), sha256=digest(one.body))
        for one in members
    )
    when = latest(contents.minutes)
    manifest = Manifest(briefing=contents.minutes.slug, when=when.isoformat(), files=files)
    members.append(Member(MANIFEST, manifest.model_dump_json(indent=1).encode() + b"\n"))
    members.append(Member(SUMS, "".join(f"{digest(one.body)}  {one.name}\n" for one in members).encode()))
    return zipped(members, when)


def _members(contents: Contents) -> Iterator[Member]:
    minutes, readers = contents.minutes, contents.readers
    for name, file in offered(minutes, {*contents.without, BUNDLE}).items():
        for reader in readers if file.words else readers[:1]:
            if name == EVENTS:
                body = contents.events
            else:
                body = file.render(minutes, reader).encode() if file.render else contents.heavy(name, minutes, reader)
            yield Member(f"{reader.language}/{name}" if file.words else name, body)


def digest(body: bytes) -> str:
    """Its SHA-256, in hex."""
    return hashlib.sha256(body).hexdigest()
