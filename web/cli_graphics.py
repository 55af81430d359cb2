"""`tynda graphics`: lists the graphics there are; `tynda graphics check DIR` tries those of a folder out."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from overlays import gdd
from studio.settings import WrongSettingError, load
from web import library
from web.library import Found

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Under which names a Chromium may be on PATH."""


class MissingError(Exception):
    """Something that the check needs is not there; the text says what and how to get it."""


def chromium() -> str:
    """The path of a Chromium.

    Raises:
        MissingError: there is none.
    """
    named = os.environ.get("CHROMIUM")
    found = next((path for name in ([named] if named else CHROMIUM) if (path := shutil.which(name))), None)
    if found is None:
        raise MissingError("no Chromium: install the package `chromium`, or say where one is in CHROMIUM")
    return found


def inside(folder: Path) -> list[Found]:
    """The graphics that a folder holds, or is.

    Raises:
        WrongSettingError: there are none.
    """
    found = list(library.within(folder, foreign=True)) or list(library.read(folder, foreign=True))
    if not found:
        raise WrongSettingError(f"graphics check: {folder} holds no manifest (*{library.SUFFIX})")
    return found


def schema_flaws(schema: dict[str, Any] | None) -> Iterator[str]:
    """Why a data schema is no JSON Schema of 2020-12, or the data made by its own defaults don't keep to it.

    Args:
        schema: without flaws in the eyes of `overlays.gdd`.
    """
    if schema is None:
        return
    if broken := [wrong for wrong in library.faults(schema, None) if not wrong.startswith("$")]:
        yield from broken
        return
    for wrong in library.faults(schema, gdd.sample(schema)):
        yield f"schema: what it gives to try is wrong, {wrong}; give `default` or `examples`"


def _tell(found: Found, flaws: list[str], thumbnail: Path | None) -> None:
    print(f"{found.id}: {'ok' if not flaws else f'{len(flaws)} to mend'}" + (f", {thumbnail}" if thumbnail else ""))
    for flaw in flaws:
        print(f"  {flaw}")


async def _check(all_of_them: list[Found], out: Path | None) -> int:
    try:
        from web.cli_graphics_browser import Trial, browser
    except ImportError:
        raise MissingError("needs the extra `check`: install playwright, or run ./tynda") from None
    broken = 0
    async with browser(chromium()) as started:
        for found in all_of_them:
            flaws, thumbnail = list(found.flaws), None
            if found.manifest and not flaws:
                flaws += schema_flaws(found.manifest.data)
            if found.manifest and not flaws:
                trial = Trial(found, found.manifest, started)
                flaws += await trial.run()
                thumbnail = trial.picture_in(out or found.folder / "thumbnails")
            _tell(found, flaws, thumbnail)
            broken += bool(flaws)
    return 1 if broken else 0


def _list() -> int:
    dropped = load().graphics_dir
    if dropped is not None and not dropped.is_dir():
        raise WrongSettingError(f"GRAPHICS_DIR: there is no folder {dropped}")
    for found in library.Library(dropped).all().values():
        layer = found.manifest.layer if found.manifest else "-"
        said = f"can't be used: {found.wrong}" if found.wrong else found.manifest.name if found.manifest else ""
        print(f"{found.id:<24} {layer:<12} {said}{' (dropped in)' if found.foreign else ''}")
    return 0


def main(options: argparse.Namespace) -> int:
    """Lists, or checks and prints a line a finding; 1 when there is one."""
    if options.verb is None:
        return _list()
    if options.folder is None:
        raise WrongSettingError("graphics check: say which folder")
    try:
        return asyncio.run(_check(inside(options.folder), options.out))
    except (MissingError, OSError) as error:  # a folder that takes no thumbnail, too
        sys.stderr.write(f"tynda: {error}\n")
        return 1
