"""`tynda backup` and `tynda restore`: all that the archive and the store hold, in one file and back."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from redis.exceptions import ResponseError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from studio import backup, redis_dump
from studio.archive import dump
from studio.archive.engine import connect
from studio.archive.schema import NewerDatabaseError, revisions
from studio.embedded import Embedded, MissingStore
from studio.log import Unavailable
from studio.redis_client import Connection
from studio.redis_log import prefix
from studio.settings import WrongSettingError, load
from web.cli_demo import database_in, write_private
from web.clock import now
from web.kinds import KINDS
from web.supervisor import stop_signals

KEYS = ("secret", "confidential.key")
"""Files with a demo's own keys."""
STOP_S = 3.0
"""How long one that is told to stop takes over its last word."""
TOLD_S = 1.0
"""How often progress is told."""


class GivenUpError(Exception):
    """It could not be done; the text says why, and what to do."""


def say(text: str) -> None:
    """One line on stderr."""
    sys.stderr.write(f"tynda: {text}\n")
    sys.stderr.flush()


class Progress:
    """Tells how far it is, once a second: what is quick says nothing."""

    def __init__(self) -> None:
        self._next = time.monotonic() + TOLD_S

    def __call__(self, what: str, lines: int) -> None:
        """Tells that so many lines of something are done, if it is time to."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + TOLD_S
            say(f"{what}: {lines:,} lines")


@dataclass(frozen=True)
class Place:
    """What is backed up, or restored into.

    Attributes:
        redis_url: the store, as its administrator.
        store: a connection there.
        engine: the archive's database.
        demo: a demo's folder, which holds its keys.
    """

    redis_url: str
    store: Connection
    engine: AsyncEngine
    demo: Path | None

    def keys(self) -> dict[str, bytes]:
        """A demo's own keys, by file; those of another installation are kept by whoever runs it."""
        if self.demo is None:
            return {}
        return {name: (self.demo / name).read_bytes() for name in KEYS if (self.demo / name).exists()}


def _unused_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _demo_store(folder: Path, *, fresh: bool) -> Embedded:
    """The store of a demo, at the port that it had.

    Raises:
        WrongSettingError: there was no demo in the folder, and it is not `fresh`; or it can't be used.
    """
    try:
        left = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
        port = urlsplit(left["redis_url"]).port or 0
    except (OSError, ValueError, KeyError):
        if not fresh:
            raise WrongSettingError(f"--data: no demo was started in {folder}") from None
        port = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        return Embedded(folder, port or _unused_port())
    except OSError as error:
        raise WrongSettingError(f"--data: {error}") from None


@asynccontextmanager
async def opened(data: Path | None, *, fresh: bool) -> AsyncIterator[Place]:
    """Where the settings or `--data` say; a demo's store that does not run is started meanwhile."""
    own = None
    if data is None:
        settings = load()
        redis_url, database_url = settings.redis_url.get_secret_value(), settings.database_url.get_secret_value()
    else:
        store = _demo_store(data, fresh=fresh)
        redis_url, database_url = store.url, database_in(data)
        own = None if store.ready() else store
    connection, engine = Connection(redis_url), connect(database_url)
    try:
        if own is not None:
            await own.start()
        yield Place(redis_url, connection, engine, data)
    finally:
        await connection.aclose()
        if own is not None:
            await own.stop()


# -- backup -------------------------------------------------------------------------------------------


async def _backup(place: Place, writer: backup.Writer, made_at: int) -> None:
    """Makes it, noted from the beginning: what is erased meanwhile it may hold."""
    noted = await dump.remember(place.engine, made_at, writer.path.name)
    try:
        await _whole(place, writer, made_at)
    except Exception:
        if noted:
            await _disregard(place, made_at)
        raise


async def _disregard(place: Place, made_at: int) -> None:
    with suppress(SQLAlchemyError, OSError):  # why it came to nothing is told, and the note stays
        await dump.disregard(place.engine, made_at)


async def _whole(place: Place, writer: backup.Writer, made_at: int) -> None:
    """First the database, then the store: so the archive is nowhere ahead of a log."""
    told = Progress()
    async with dump.snapshot(place.engine) as snapshot:
        for table in snapshot.tables:
            with writer.member(f"archive/{table.name}.jsonl") as sink:
                async for row in snapshot.rows(table):
                    sink.put(row)
                    told(table.name, sink.lines)
    await _store(place, writer, told)
    for name, key in place.keys().items():
        with writer.member(f"demo/{name}") as sink:
            sink.raw(key)
    sha256 = writer.finish(version("tynda"), snapshot.revision)
    # Before it has its name: a backup that nobody knows of would be forgotten when something is erased.
    if not await dump.remember(place.engine, made_at, writer.path.name, sha256):
        say("the database has no place to note the backup: it is of an older revision")
    writer.name()
    lines = sum(member.lines for member in writer.members.values())
    print(f"{writer.path}: {lines:,} lines, SHA-256 {sha256}")


async def _store(place: Place, writer: backup.Writer, told: Progress) -> None:
    store, done = redis_dump.Dump(place.store, KINDS), set[str]()
    while left := [briefing for briefing in store.listed if briefing not in done]:
        with writer.member(f"store/{left[0]}.jsonl") as sink:
            await store.briefing(left[0], _telling(sink, told, f"briefing {left[0]}"))
        done.add(left[0])
    with writer.member("store-keys.jsonl") as sink:
        await store.keys(_telling(sink, told, "receipts, marks, votes"))


def _telling(sink: backup.Sink, told: Progress, what: str) -> redis_dump.Put:
    def put(line: dict[str, Any]) -> None:
        sink.put(line)
        told(what, sink.lines)

    return put


# -- restore ------------------------------------------------------------------------------------------


async def _restore(place: Place, path: Path, manifest: backup.Manifest) -> None:
    keys = backup.keys(path)
    if keys and place.keys() not in ({}, keys):
        raise GivenUpError(f"{place.demo} has keys of its own: restore into a new --data folder")
    try:
        if await redis_dump.occupied(place.store):
            raise GivenUpError("the store is not empty: restore into an empty one, or into a new --data folder")
    except redis_dump.RunningError as error:
        raise GivenUpError(f"Tyńda is running there ({error}): stop it first") from None
    async with dump.loading(place.engine, manifest.revision) as rows:
        try:
            await _members(path, rows, redis_dump.Load(place.store))
        except Exception:
            say("the store holds a part of it: empty it (FLUSHDB) or take a new --data folder, and restore again")
            raise
    await dump.remember(place.engine, manifest.made_at, path.name, backup.file_hash(path))
    _say_keys(place.demo, keys)
    then = f"./tynda demo --data {place.demo}" if place.demo else "./tynda up"
    print(f"restored what {path} holds; go on with {then}")


def _say_keys(folder: Path | None, keys: Mapping[str, bytes]) -> None:
    """Puts a demo's keys where it looks for them; else says that they are needed: tip-offs open with no others."""
    if folder and keys:
        for name, key in keys.items():
            write_private(folder / name, key.decode())
        return
    where = f", in {folder}/secret and {folder}/confidential.key" if folder else ""
    say(f"it needs the SECRET_KEY and CONFIDENTIAL_KEY of the installation that was backed up{where}")


async def _members(path: Path, rows: dump.Load, loads: redis_dump.Load) -> None:
    told = Progress()
    for name, lines in backup.members(path):
        folder, _, file = name.removesuffix(".jsonl").rpartition("/")
        counted = _counted(name, lines, told)
        if folder == "archive":
            await rows.rows(file, counted)
        elif folder == "store":
            await loads.lines(prefix(file), counted)
        elif name == "store-keys.jsonl":
            await loads.lines("", counted)


def _counted(name: str, lines: Iterator[bytes], told: Progress) -> Iterator[bytes]:
    for n, line in enumerate(lines, 1):
        told(name, n)
        yield line


def _verified(path: Path) -> backup.Manifest:
    manifest = backup.verify(path)
    if manifest.revision not in {None, *revisions()}:
        raise GivenUpError(
            f"{path} is of Tyńda {manifest.tynda}, whose archive is at revision {manifest.revision}; "
            f"this one knows revisions up to {revisions()[-1]}: install the newer one"
        )
    return manifest


# -- the commands -------------------------------------------------------------------------------------


async def _unless(told: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Does it; or, told to stop, leaves it where it is: a transaction that is cancelled may hang for ever."""
    task, end = asyncio.create_task(work), asyncio.create_task(told.wait())
    await asyncio.wait({task, end}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        end.cancel()
        task.result()
    return task.done()


async def _run(options: argparse.Namespace) -> None:
    told, made_at, path, data = stop_signals(), now(), options.file, options.data
    if options.command == "restore":
        manifest = _verified(path)
        async with opened(data, fresh=True) as place:
            done = await _unless(told, _restore(place, path, manifest))
    else:
        async with opened(data, fresh=False) as place:
            writer = backup.Writer(path, made_at)
            try:
                done = await _unless(told, _backup(place, writer, made_at))
            finally:
                writer.discard()
            if not done:
                # Not cancelled either: where the database does not do it, the note stays.
                await asyncio.wait({asyncio.create_task(_disregard(place, made_at))}, timeout=STOP_S)
    if not done:
        os._exit(130)  # without waiting for what was left


def _why(error: Exception) -> str:
    if isinstance(error, Unavailable):
        return f"REDIS_URL: the store does not answer ({type(error.__cause__ or error).__name__})"
    if isinstance(error, ResponseError):
        return f"REDIS_URL: the store refuses: {error}"
    if isinstance(error, SQLAlchemyError):
        return f"DATABASE_URL: the database does not do it ({type(error.__cause__ or error).__name__})"
    if isinstance(error, dump.NotEmptyError):
        return f"the database is not empty ({error}): restore into an empty one, or into a new --data folder"
    return str(error)


EXPECTED = (
    Unavailable, ResponseError, SQLAlchemyError, OSError, MissingStore, NewerDatabaseError,
    backup.BadBackupError, dump.NotEmptyError, GivenUpError,
)  # fmt: skip


def main(options: argparse.Namespace) -> int:
    """Makes a backup, or restores one."""
    options.file, options.data = options.file.absolute(), options.data and options.data.absolute()
    try:
        asyncio.run(_run(options))
    except EXPECTED as error:
        say(_why(error))
        return 1
    return 0
