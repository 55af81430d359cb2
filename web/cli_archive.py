"""`tynda archive`: what is done with the records of briefings that have ended."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from studio.exports.verify import HostileError, source, verify


def _verify(path: Path) -> int:
    try:
        with source(path) as found:
            manifest, flaws = verify(found)
    except (HostileError, OSError) as error:
        sys.stderr.write(f"tynda: {path}: {error}\n")
        return 1
    for flaw in flaws:
        print(flaw)
    # What a stranger wrote is told in plain letters: a terminal would carry out the rest.
    of = f"{manifest.briefing!a}, as of {manifest.when!a}"
    print(f"{len(flaws)} to look at" if flaws else f"whole: {len(manifest.files)} files of {of}")
    return 1 if flaws else 0


def main(options: argparse.Namespace) -> int:
    """Carries out a verb; 1 when something is wrong."""
    if options.verb == "erase":
        from web.cli_erase import main as erase

        return erase(options)
    return _verify(options.path)
