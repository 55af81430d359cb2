"""The command line `tynda`. Light to import: each command brings what it needs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

USAGE = Path(__file__).with_name("usage.txt")


class _Parser(argparse.ArgumentParser):
    """One clear line for a bad option, our own text for help."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"tynda: {message}; ./tynda --help explains the options\n")
        raise SystemExit(2)

    def format_help(self) -> str:
        return USAGE.read_text(encoding="utf-8")


def _port(text: str) -> int:
    number = int(text)
    if not 1024 <= number <= 65000:
        raise ValueError
    return number


_port.__name__ = "port (1024 to 65000)"  # argparse shows it: "invalid port (1024 to 65000) value"


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 20_000:
        raise ValueError
    return number


_count.__name__ = "number (0 to 20000)"


def parser() -> argparse.ArgumentParser:
    """All commands and options."""
    top = _Parser(prog="tynda")
    commands = top.add_subparsers(dest="command", required=True, parser_class=_Parser)
    demo = commands.add_parser("demo")
    demo.add_argument("--port", type=_port, default=8000)
    demo.add_argument("--data", type=Path, default=Path(".data/demo"))
    demo.add_argument("--json", action="store_true")
    demo.add_argument("--lan", action="store_true")
    demo.add_argument("--tls", action="store_true")
    demo.add_argument("--audience", type=_count, default=0)
    demo.add_argument("--play", action="store_true")
    up = commands.add_parser("up")
    up.add_argument("process", nargs="*")
    run = commands.add_parser("run")
    run.add_argument("process", choices=("web", "gateway", "desk", "archive", "obs"))
    invite = commands.add_parser("invite")
    roles = ("owner", "moderator", "producer", "speaker", "captioner", "archivist", "confidential", "screen")
    invite.add_argument("role", choices=roles)
    invite.add_argument("--briefing")
    invite.add_argument("--name")
    invite.add_argument("--data", type=Path)
    for name in ("backup", "restore"):
        kept = commands.add_parser(name)
        kept.add_argument("file", type=Path)
        kept.add_argument("--data", type=Path)
    commands.add_parser("key")
    graphics = commands.add_parser("graphics")
    graphics.add_argument("verb", nargs="?", choices=("check",))
    graphics.add_argument("folder", nargs="?", type=Path)
    graphics.add_argument("--out", type=Path)
    hearing = commands.add_parser("transcribe")
    hearing.add_argument("file", type=Path)
    hearing.add_argument("--language", choices=("kk", "ru", "en"))
    hearing.add_argument("--out", type=Path)
    hearing.add_argument("--briefing")
    hearing.add_argument("--data", type=Path)
    captioning = commands.add_parser("caption")
    captioning.add_argument("seat", type=Path)
    captioning.add_argument("file", type=Path, nargs="?", default=Path("/dev/stdin"))
    captioning.add_argument("--language", choices=("kk", "ru", "en"))
    archive = commands.add_parser("archive").add_subparsers(dest="verb", required=True, parser_class=_Parser)
    archive.add_parser("verify").add_argument("path", type=Path)
    erase = archive.add_parser("erase")
    erase.add_argument("receipt")
    erase.add_argument("--data", type=Path)
    return top


def _demo(options: argparse.Namespace) -> int:
    from web.cli_demo import main

    return main(options)


def _up(options: argparse.Namespace) -> int:
    from web.cli_up import main

    return main(options)


def _run(options: argparse.Namespace) -> int:
    from studio.settings import load
    from web.processes import run

    run(options.process, load())
    # All is drained and closed; taking the interpreter apart would cost what a restart or Ctrl-C waits for.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _invite(options: argparse.Namespace) -> int:
    from web.cli_invite import main

    return main(options)


def _backup(options: argparse.Namespace) -> int:
    from web.cli_backup import main

    return main(options)


def _key(options: argparse.Namespace) -> int:
    from studio.sealing import make_key, public_key

    private = make_key()
    print(f"CONFIDENTIAL_KEY={private}\nCONFIDENTIAL_PUBLIC_KEY={public_key(private)}")
    return 0


def _graphics(options: argparse.Namespace) -> int:
    from web.cli_graphics import main

    return main(options)


def _transcribe(options: argparse.Namespace) -> int:
    from web.cli_transcribe import main

    return main(options)


def _caption(options: argparse.Namespace) -> int:
    from web.cli_caption import main

    return main(options)


def _archive(options: argparse.Namespace) -> int:
    from web.cli_archive import main

    return main(options)


COMMANDS: dict[str, Callable[[Any], int]] = {
    "demo": _demo,
    "up": _up,
    "run": _run,
    "invite": _invite,
    "backup": _backup,
    "restore": _backup,
    "key": _key,
    "graphics": _graphics,
    "transcribe": _transcribe,
    "caption": _caption,
    "archive": _archive,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Carries out one command; the result is the exit code."""
    options = parser().parse_args(arguments)
    from studio.settings import WrongSettingError

    try:
        return COMMANDS[options.command](options)
    except WrongSettingError as error:
        sys.stderr.write(f"tynda: {error}\n")
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
