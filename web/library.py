"""The graphics that a house has: its own and those that were dropped in, each with what is wrong with it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import regex
from jsonschema import Draft202012Validator, SchemaError
from jsonschema import ValidationError as Wrong
from jsonschema.validators import extend
from pydantic import ValidationError
from referencing import Registry
from referencing.exceptions import Unresolvable

from overlays import gdd
from overlays.graphic import Manifest

OWN = Path(__file__).parent.parent / "overlays" / "graphics"
SHARED = OWN.parent / "graphic.mjs"
"""What the house's graphics share: a link in a graphic's folder may lead there, and nowhere else out of the folder."""
SUFFIX = ".ograf.json"
FRAME = "frame"
FRESH_S = 2.0
"""How long the folders count as read: a graphic that was dropped in is there without a restart."""
MOST_BYTES = 256 * 1024
"""Of a manifest."""
PATTERN_S = 0.1
"""How long one text may be held against one pattern: a stranger's can be one over which `re` would stand for hours."""
UNTIMED = "patternProperties"
"""What else has patterns, and is met in too many places to be timed."""


def _pattern(validator: Any, pattern: str, text: Any, _: Any) -> Iterator[Wrong]:
    if validator.is_type(text, "string") and not regex.search(pattern, text, timeout=PATTERN_S):
        yield Wrong(f"{text!r} does not match {pattern!r}")


_Validator: Any = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]


def _says(part: Any, word: str) -> bool:
    """Whether the word stands for something anywhere in it."""
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return (isinstance(part, dict) and word in part) or any(_says(one, word) for one in inner)


def faults(schema: Mapping[str, Any] | None, data: Any) -> list[str]:
    """What in data does not keep to the schema, or why the schema can't tell: a line each. Nothing is fetched for it.

    Args:
        schema: of the GDD's dialect, of which only the types are new to JSON Schema's (2020-12).
        data: what the graphic would get.
    """
    plain = {key: value for key, value in (schema or {}).items() if key != "$schema"}
    try:
        Draft202012Validator.check_schema(plain)
        if _says(plain, UNTIMED):
            return [f"schema: {UNTIMED} is not supported"]
        found = _Validator(plain, registry=Registry()).iter_errors(data)
        return [f"{wrong.json_path}: {wrong.message}" for wrong in found]
    except SchemaError as error:
        return [f"schema.{'.'.join(str(part) for part in error.path)}: {error.message}"]
    except (regex.error, TimeoutError, Unresolvable) as error:  # a pattern, a reference
        return [f"schema: {error}"]
    except RecursionError:
        return ["schema: it refers to itself, or is too deep"]


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
            "actions": [{"id": a.id, "name": a.name, "schema": a.payload} for a in found.custom_actions],
            "clock": found.clock,
            "schema": found.data,
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

    def usable(self, id: str) -> tuple[Found, Manifest] | None:
        """The graphic of this id, if it can be shown."""
        found = self.all().get(id)
        return (found, found.manifest) if found and found.manifest and not found.flaws else None


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
