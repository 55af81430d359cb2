"""What the tests need of the machine beside the Python packages: found, or installed through apt as root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from ctypes.util import find_library
from pathlib import Path

CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Under which names a Chromium may be on PATH; the first one has no window, and opens pages four times as fast."""

PACKAGES = {
    "chromium": ("chromium-headless-shell",),
    "tesseract": ("tesseract-ocr", "tesseract-ocr-kaz", "tesseract-ocr-rus", "tesseract-ocr-eng"),
    "strace": ("strace",),
    "speech": ("pocketsphinx-testdata",),
    "obs": ("obs-studio", "xvfb", "ffmpeg"),
    "pango": ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    "libreoffice": ("libreoffice-writer-nogui", "libreoffice-calc-nogui"),
    "poppler": ("poppler-utils",),
    "ffprobe": ("ffmpeg",),
}
"""Which packages of Debian and Ubuntu bring what."""

PROGRAMS = {"obs": ("obs", "Xvfb", "ffmpeg"), "libreoffice": ("soffice",), "poppler": ("pdftotext", "pdfinfo")}
"""The programs by which something is known to be here, where it is not one of its own name."""

SPEECH = Path("/usr/share/pocketsphinx/test/data/librivox")
"""Sentences of Jane Austen, read for LibriVox, with their words."""


class MissingError(Exception):
    """Something is missing; the text says what to install."""


def chromium() -> str:
    """The path of a Chromium.

    Raises:
        MissingError: there is none.
    """
    named = os.environ.get("CHROMIUM")
    found = next((path for name in ([named] if named else CHROMIUM) if (path := shutil.which(name))), None)
    if found is None:
        raise MissingError(f"no Chromium: install the package `{CHROMIUM[0]}`, or say where one is in CHROMIUM")
    return found


def _languages() -> set[str]:
    said = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return set(said.stdout.split())


def has(name: str) -> bool:
    """Whether the machine has it."""
    if name == "chromium":
        return bool(shutil.which(os.environ.get("CHROMIUM", CHROMIUM[0])))
    if name == "speech":
        return SPEECH.is_dir()
    if name == "tesseract":
        return shutil.which("tesseract") is not None and {"kaz", "rus", "eng"} <= _languages()
    if name == "pango":
        return all(find_library(library) for library in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"))
    return all(shutil.which(program) for program in PROGRAMS.get(name, (name,)))


def _apt(*words: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *words], check=True, stdout=sys.stderr, env=environment)


def bring(names: Iterable[str]) -> None:
    """Installs what is missing, where we may.

    Raises:
        MissingError: something is missing and can't be installed from here.
    """
    missing = [name for name in names if not has(name)]
    if not missing:
        return
    packages = [package for name in missing for package in PACKAGES[name]]
    advice = f"missing: {', '.join(missing)}; install the packages {' '.join(packages)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise MissingError(advice)
    try:
        _apt("update", "-qq")
        _apt("install", "-y", "-qq", "--no-install-recommends", *packages)
    except subprocess.CalledProcessError as error:
        raise MissingError(f"{advice} (apt-get failed with {error.returncode})") from None
    if still := [name for name in missing if not has(name)]:
        raise MissingError(f"missing even after apt-get: {', '.join(still)}")
