"""Graphics: the house's own and those that were dropped in; their catalogue, their files, the frame that contains."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import File
from pydantic import ValidationError

from overlays import gdd
from overlays.graphic import Manifest
from web.assets import BASE
from web.context import context
from web.errors import Problem
from web.pages import render, socket_url

OWN = Path(__file__).parent.parent / "overlays" / "graphics"
SHARED = OWN.parent / "graphic.mjs"
"""What the house's graphics share: a link in a graphic's folder may lead there, and nowhere else out of the folder."""
SUFFIX = ".ograf.json"
FRAME = "frame"
FRESH_S = 2.0
"""How long the folders count as read: a graphic that was dropped in is there without a restart."""
MOST_BYTES = 256 * 1024
"""Of a manifest."""

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


@dataclass(frozen=True)
class Found:
    """A graphic in its folder.

    Attributes:
        id: what cues call it: the folder's name, with `-` for what an id may not hold.
        folder: where its files are.
        foreign: whether it was dropped in.
        manifest: None when it can't be read.
        flaws: why it can't be used, for a person; none when it can.
    """

    id: str
    folder: Path
    foreign: bool
    manifest: Manifest | None
    flaws: tuple[str, ...] = ()

    @property
    def wrong(self) -> str:
        """The first of its flaws."""
        return self.flaws[0] if self.flaws else ""

    def entry(self) -> dict[str, Any]:
        """Its entry in the catalogue."""
        if self.manifest is None or self.flaws:
            return {"id": self.id, "name": self.id, "foreign": self.foreign, "wrong": self.wrong}
        found = self.manifest
        return {
            "id": self.id,
            "name": found.name,
            "description": found.description or "",
            "layer": found.layer,
            "main": found.main,
            "foreign": self.foreign,
            "steps": found.step_count,
            "actions": [{"id": a.id, "name": a.name, "fields": gdd.fields(a.payload)} for a in found.custom_actions],
            "clock": found.clock,
            "schema": found.data,
            "fields": gdd.fields(found.data),
            "wrong": "",
        }


def _manifest(path: Path) -> tuple[Manifest | None, tuple[str, ...]]:
    """A manifest, and what is wrong with it."""
    try:
        with path.open("rb") as file:
            text = file.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            return None, (f"{path.name} has more than {MOST_BYTES // 1024} KB",)
        found = Manifest.model_validate_json(text)
    except ValidationError as error:
        return None, tuple(f"{path.name}: {_line(e)}" for e in error.errors(include_url=False, include_input=False))
    except OSError as error:
        return None, (f"{path.name} can't be read ({error.strerror})",)
    flaws = gdd.flaws(found.data) if found.data is not None else []
    for action in found.custom_actions:
        flaws += [f"action {action.id}: {f}" for f in gdd.flaws(action.payload)] if action.payload is not None else []
    if not found.supports_real_time:
        flaws.append("supportsRealTime is false: a live screen can't show it")
    for what, file_ in (("main", found.main), *(("thumbnails", t.file) for t in found.thumbnails)):
        if locate(path.parent, file_) is None:
            flaws.append(f"{what}: there is no file {file_}")
    return found, tuple(f"{path.name}: {flaw}" for flaw in flaws)


def _line(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    return f"{where}: {error['msg']}" if where else str(error["msg"]).removeprefix("Value error, ")


def within(place: Path, *, foreign: bool) -> Iterator[Found]:
    """The graphics of one folder; one that is broken is told of, not raised.

    Args:
        place: a folder with manifests in it, as a rule one.
        foreign: whether it was dropped in.
    """
    manifests = sorted(place.glob(f"*{SUFFIX}"))
    for path in manifests:
        name = place.name if len(manifests) == 1 else f"{place.name}-{path.name.removesuffix(SUFFIX)}"
        yield Found(re.sub(r"[^A-Za-z0-9_-]", "-", name)[:40], place, foreign, *_manifest(path))


def read(folder: Path, *, foreign: bool) -> Iterator[Found]:
    """The graphics in the sub-folders of a folder; none where there is no such folder.

    Args:
        folder: whose sub-folders hold manifests.
        foreign: whether they were dropped in.
    """
    try:
        places = sorted(place for place in folder.iterdir() if place.is_dir() and not place.name.startswith("."))
    except OSError:
        return
    for place in places:
        yield from within(place, foreign=foreign)


class Library:
    """All graphics of this house, by id; looked for anew when some seconds have passed.

    Args:
        dropped: the folder of foreign ones, if there is one.
        own: the house's.
    """

    def __init__(self, dropped: Path | None, own: Path = OWN) -> None:
        self._folders = ((own, False), (dropped, True))
        self._all: dict[str, Found] = {}
        self._read_at = float("-inf")

    def all(self) -> dict[str, Found]:
        """Every graphic; none takes the place of another."""
        if time.monotonic() - self._read_at < FRESH_S:
            return self._all
        found: dict[str, Found] = {}
        for folder, foreign in self._folders:
            for one in read(folder, foreign=foreign) if folder else ():
                if one.id not in found and one.id != FRAME:
                    found[one.id] = one
                    continue
                twin, why = f"{one.id}-{len(found)}"[-40:], f"the name {one.id} is taken: rename its folder"
                found[twin] = replace(one, id=twin, flaws=(why,))
        self._all, self._read_at = found, time.monotonic()
        return found


def locate(folder: Path, name: str) -> Path | None:
    """The file of a graphic; None for what is not one of its own.

    Args:
        folder: the graphic's.
        name: the path within, as it was asked for.
    """
    try:
        path = (folder / name.lstrip("/")).resolve(strict=True)
    except (OSError, ValueError):  # no such file; a NUL in its name
        return None
    within = path.is_relative_to(folder.resolve()) and not any(part.startswith(".") for part in Path(name).parts)
    return path if path.is_file() and (within or path == SHARED) else None


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


def routes(dropped: Path | None, own: Path = OWN) -> list[HTTPRouteHandler]:
    """The routes of graphics: catalogue, frame, files.

    Args:
        dropped: the folder of foreign graphics, if there is one.
        own: the house's.
    """
    library = Library(dropped, own)

    def usable(id: str) -> tuple[Found, Manifest]:
        found = library.all().get(id)
        if found is None or found.manifest is None or found.flaws:
            raise Problem(404)
        return found, found.manifest

    @get("/graphics", sync_to_thread=True)
    def catalogue() -> Response[dict[str, Any]]:
        """All graphics, with what a form for their data needs."""
        entries = [found.entry() for found in library.all().values()]
        return Response({"graphics": entries}, headers={"Cache-Control": "no-cache"})

    @get(f"/graphics/{FRAME}", sync_to_thread=True)
    def frame(request: Request[Any, Any, Any], graphic: FromQuery[str] = "") -> Response[str]:
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
