"""Canaries: words that must not come up where they have no business, whatever they are wrapped in."""

from __future__ import annotations

import base64
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote

GZIP = re.compile(rb"\x1f\x8b\x08")
ZIP = b"PK\3\4"
DEPTH = 3
"""Gzip within base64 within gzip is looked through so far."""


def spellings(word: str) -> set[bytes]:
    """All that a word may look like: composed or decomposed, plain, as JSON, in an address, in HTML, as base64."""
    found = set()
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, word)
        escaped = json.dumps(text)[1:-1]
        found |= {
            text.encode(), escaped.encode(), re.sub(r"\\u(....)", lambda m: m[0][:2] + m[1].upper(), escaped).encode(),
            quote(text).encode(), quote(text).lower().encode(),
            "".join(f"&#{ord(c)};" if ord(c) > 127 else c for c in text).encode(),
            *based(text.encode()), *based(escaped.encode()),
        }  # fmt: skip
    return found


def based(raw: bytes) -> Iterator[bytes]:
    """Their base64 at each of the three places where it may begin, without what their neighbours shape."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + raw).rstrip(b"=")
        sure = whole[-(-8 * before // 6) : 8 * (before + len(raw)) // 6]
        yield sure
        yield sure.translate(bytes.maketrans(b"+/", b"-_"))


def opened(found: bytes, depth: int = DEPTH) -> Iterator[bytes]:
    """These bytes, and whatever is gzipped in them, also within base64."""
    yield found
    if depth == 0:
        return
    if (start := found.find(ZIP)) >= 0:  # a bundle, or a word processor's file
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(found[start:])) as file:
            for name in file.namelist():
                yield from opened(file.read(name), depth - 1)
    for start in GZIP.finditer(found):
        yield from _unzipped(found[start.start() :], depth)
    for text in re.findall(rb"H4sI[A-Za-z0-9+/_-]{8,}", found):  # how the base64 of anything gzipped begins
        plain = text.translate(bytes.maketrans(b"-_", b"+/"))
        yield from _unzipped(base64.b64decode(plain[: len(plain) // 4 * 4]), depth)


def _unzipped(found: bytes, depth: int) -> Iterator[bytes]:
    try:
        inside = zlib.decompressobj(wbits=31).decompress(found)
    except zlib.error:
        return
    yield from opened(inside, depth - 1)


@dataclass
class Canaries:
    """Words by what they are, and the places that were searched for them."""

    words: dict[str, str]
    searched: list[str] = field(default_factory=list)

    def seen(self, place: str, found: bytes, names: Iterable[str] = ()) -> list[str]:
        """Which of them, or of those named, came up there: each as "what at place"."""
        self.searched.append(place)
        layers = list(opened(found))
        return [
            f"{name} at {place}"
            for name in names or self.words
            if any(spelling in layer for spelling in spellings(self.words[name]) for layer in layers)
        ]
