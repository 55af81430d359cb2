"""Recordings that lie on this machine, over HTTP with byte ranges: a player asks for the part that it jumps to.

For the demo, and for houses that have no server for their videos; a web server in front may serve the folder itself.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

from litestar import Response, route
from litestar.params import FromPath
from litestar.response import Stream

from web.context import AnyRequest, context
from web.errors import Problem
from web.tagged import has

TYPES = {
    ".mp4": "video/mp4", ".webm": "video/webm", ".mkv": "video/x-matroska", ".m4a": "audio/mp4", ".mp3": "audio/mpeg",
}  # fmt: skip
CHUNK = 256 * 1024
"""Bytes read at once: a player that goes away has cost little more."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Span(NamedTuple):
    """The bytes that are sent: from the first to before the end."""

    first: int
    end: int


def span(header: str | None, size: int) -> Span | None:
    """The part of a file that a `Range` header asks for; all of it where it asks for none, or for several.

    Returns:
        None where the file has no such part (RFC 9110, 14.2: what can't be read as a range is passed over).
    """
    asked = _RANGE.fullmatch(header or "")
    if asked is None or not (asked[1] or asked[2]):
        return Span(0, size)
    if not asked[1]:
        return Span(max(0, size - int(asked[2])), size) if int(asked[2]) and size else None
    first, end = int(asked[1]), min(int(asked[2] or size) + 1, size)
    return Span(first, end) if first < end else None


async def _read(path: Path, part: Span) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        file.seek(part.first)
        left = part.end - part.first
        while left and (chunk := await asyncio.to_thread(file.read, min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


@route("/recordings/{name:str}", http_method=["GET", "HEAD"])
async def recording(request: AnyRequest, name: FromPath[str]) -> Response[Any]:
    """A recording, or the part of it that was asked for."""
    path, kind = context(request).settings.recordings / name, TYPES.get(Path(name).suffix.lower())
    if kind is None or not _NAME.fullmatch(name) or not path.is_file():
        raise Problem(404)
    found = path.stat()
    etag = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
    same = request.headers.get("if-range") in {None, etag}
    asked = request.headers.get("range") if same and request.method == "GET" else None
    part = span(asked, found.st_size)
    headers = {"Accept-Ranges": "bytes", "ETag": etag, "Cache-Control": "no-cache"}
    if part is None:
        return Response(b"", status_code=416, headers={**headers, "Content-Range": f"bytes */{found.st_size}"})
    if has(request, etag):
        return Response(None, status_code=304, headers=headers)
    headers["Content-Length"] = str(part.end - part.first)
    whole = part == Span(0, found.st_size)
    if not whole:
        headers["Content-Range"] = f"bytes {part.first}-{part.end - 1}/{found.st_size}"
    if request.method == "HEAD":
        return Response(b"", media_type=kind, headers=headers)
    return Stream(_read(path, part), status_code=200 if whole else 206, media_type=kind, headers=headers)


ROUTES = [recording]
