"""The record's downloads, for everybody: each made from the minutes, tagged by its content."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from studio.events import Language
from studio.exports.data import PRIVATE, SHOWN, PublicLog
from studio.exports.files import BUNDLE, EVENTS, FILES, File, offered
from studio.minutes import Minutes
from web.archivists import Record, ended, reader
from web.assets import STATIC
from web.context import AnyRequest, Context, context
from web.errors import Problem
from web.pages import language
from web.press import RETRY_S, UnprintedError
from web.press_child import Job
from web.tagged import has

LETTERS = ("latin", "cyrillic", "cyrillic-ext", "latin-ext")
"""The files of the house's typeface; Kazakh's own letters are in `cyrillic-ext`."""


async def public_log(own: Context, record: Record) -> PublicLog:
    """What has to be known of all that is private before the first line is written.

    Raises:
        Busy: too much is being read.
    """
    log = PublicLog()
    async with own.turns.turn():
        async for happened in own.archive.events(record.id, PRIVATE, record.entry):
            for event in happened:
                log.learn(event.type, event.body)
    return log


async def events(own: Context, record: Record, log: PublicLog) -> AsyncIterator[bytes]:
    """The lines of `events.jsonl`, a slice of the log at a time: a slow reader holds no turn between two of them."""
    slices = own.archive.events(record.id, tuple(SHOWN), record.entry)
    while True:
        async with own.turns.turn(begun=True):
            happened = await anext(slices, None)
        if happened is None:
            return
        lines = [line for event in happened if (line := log.line(*event))]
        if lines:
            yield "".join(f"{line}\n" for line in lines).encode()


def fonts() -> tuple[Path, ...]:
    """The house's letters; none where the front end was not built."""
    found = (next(STATIC.glob(f"dist/assets/golos-text-{letters}-wght-*.woff2"), None) for letters in LETTERS)
    return tuple(path for path in found if path)


async def _print(own: Context, record: Record, minutes: Minutes, name: str, lang: Language) -> bytes:
    job = Job(
        name=name, language=lang, timezone=own.settings.timezone, fonts=fonts(), without=own.press.lacks,
        minutes=minutes,
    )  # fmt: skip
    if name != BUNDLE:
        return await own.press.print(job)
    return await own.press.print(job, events(own, record, await public_log(own, record)))


async def _make(own: Context, record: Record, name: str, lang: Language) -> bytes:
    minutes, file = record.minutes, FILES[name]
    if name not in offered(minutes):  # no transcript was published
        raise Problem(404)
    if file.render is None:
        return await _print(own, record, minutes, name, lang)
    async with own.turns.turn():
        return (await asyncio.to_thread(file.render, minutes, reader(own, lang))).encode()


@get("/archive/{slug:str}/{name:str}")
async def download(request: AnyRequest, slug: FromPath[str], name: FromPath[str]) -> Response[bytes] | Stream:
    """A file of a briefing that has ended.

    Raises:
        Problem: 404 before the end, or where there is no such file; 503 where it can't be printed.
        Busy: too much is being read, or printed.
    """
    own, lang = context(request), language(request)
    if name not in FILES or name in own.press.lacks:
        raise Problem(404)
    record = await ended(own, slug)
    headers = _headers(record.briefing.details.slug, name, FILES[name], lang)
    if name == EVENTS:
        # What the log holds up to an entry never changes.
        headers["ETag"] = tag = f'"{record.entry}"'
        if has(request, tag):
            return Response(b"", status_code=304, headers=headers)
        log = await public_log(own, record)
        return Stream(partial(events, own, record, log), media_type=FILES[name].kind, headers=headers)
    key = (record.id, record.entry, record.tag, name, lang if FILES[name].words else "")
    try:
        found = await own.press.get(key, partial(_make, own, record, name, lang))
    except UnprintedError:
        raise Problem(503, retry_s=RETRY_S) from None
    headers["ETag"] = found.tag
    if has(request, found.tag):
        return Response(b"", status_code=304, headers=headers)
    return Response(found.body, media_type=_kind(FILES[name]), headers=headers)


def _kind(file: File) -> str:
    return f"{file.kind}; charset=utf-8" if file.kind.startswith("text/") else file.kind


def _headers(slug: str, name: str, file: File, lang: Language) -> dict[str, str]:
    stem, _, suffix = name.partition(".")
    saved = f"{slug}-{stem}.{lang}.{suffix}" if file.words else f"{slug}-{name}"
    headers = {"Content-Disposition": f'attachment; filename="{saved}"', "Cache-Control": "no-cache"}
    if file.words:
        headers |= {"Content-Language": lang, "Vary": "Accept-Language, Cookie"}
    return headers


ROUTES = [download]
