"""Graphics over HTTP: their catalogue, their files, the frame that contains what was dropped in."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import File

from overlays.graphic import Manifest
from web.assets import BASE
from web.context import AnyRequest, context
from web.errors import Problem
from web.library import FRAME, Found, Library, locate
from web.pages import render, socket_url

TYPES = {
    ".mjs": "text/javascript", ".js": "text/javascript", ".json": "application/json", ".css": "text/css",
    ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
    ".webp": "image/webp", ".avif": "image/avif", ".woff2": "font/woff2", ".woff": "font/woff", ".ttf": "font/ttf",
    ".otf": "font/otf", ".mp4": "video/mp4", ".webm": "video/webm", ".mp3": "audio/mpeg", ".wav": "audio/wav",
}  # fmt: skip
"""Content types by suffix; anything else is bytes. No HTML: nothing in a graphic's folder is a page."""

FILE_HEADERS = {
    # A file opened as a page of its own, an SVG for instance, runs nothing and is nobody.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    # A frame is of no origin, so every file that it fetches comes from elsewhere.
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "no-cache",
}


def frame_policy(folder: str, runner: str, letters: str) -> str:
    """The Content-Security-Policy of the frame that contains a graphic: its own folder, our runner and our letters.

    Args:
        folder: the address of the graphic's files, with its host.
        runner: of the script that speaks with our page.
        letters: of our built front end, for its fonts.
    """
    own = f"{folder} data: blob:"
    return (
        f"sandbox allow-scripts; default-src 'none'; script-src {folder} {runner}; "
        f"style-src {folder} {letters} 'unsafe-inline'; font-src {folder} {letters} data:; "
        f"img-src {own}; media-src {own}; connect-src {own}; "
        f"form-action 'none'; base-uri 'none'; frame-src 'none'; frame-ancestors 'self'"
    )


def routes(library: Library) -> list[HTTPRouteHandler]:
    """The routes of graphics: catalogue, frame, files.

    Args:
        library: all there are.
    """

    def usable(id: str) -> tuple[Found, Manifest]:
        found = library.usable(id)
        if found is None:
            raise Problem(404)
        return found

    @get("/graphics", sync_to_thread=True)
    def catalogue() -> Response[dict[str, Any]]:
        """All graphics, with what a form for their data needs."""
        entries = [found.entry() for found in library.all().values()]
        return Response({"graphics": entries}, headers={"Cache-Control": "no-cache"})

    @get(f"/graphics/{FRAME}", sync_to_thread=True)
    def frame(request: AnyRequest, graphic: FromQuery[str] = "") -> Response[str]:
        """The page in which a foreign graphic runs, contained."""
        found, manifest = usable(graphic)
        page = render(request, "graphic.html", main=f"/graphics/{found.id}/{quote(manifest.main)}")
        runner = context(request).assets.script("stage/frame") or ""
        where = [socket_url(request, at).replace("ws", "http", 1) for at in (f"/graphics/{found.id}/", runner, BASE)]
        page.headers["Content-Security-Policy"] = frame_policy(*where)
        return page

    @get("/graphics/{graphic:str}/{file:path}", sync_to_thread=True)
    def file(graphic: FromPath[str], file: FromPath[Path]) -> File:
        """One file of a graphic."""
        path = locate(usable(graphic)[0].folder, str(file))
        if path is None:
            raise Problem(404)
        media = TYPES.get(path.suffix.lower(), "application/octet-stream")
        return File(path, media_type=media, content_disposition_type="inline", headers=dict(FILE_HEADERS))

    return [catalogue, frame, file]
