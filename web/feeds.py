"""What programs read of the archive: a feed in each language, a map of the site, and what robots should leave."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from litestar import Response, get

from studio.archive import past
from studio.events import Language
from web.context import AnyRequest, Context, context
from web.dates import Dates
from web.i18n import LANGUAGES, known, pick
from web.machines import alternates, iso
from web.pages import ENVIRONMENT, language
from web.tagged import tagged

ENTRIES = 50
"""Of a feed: whoever asks once a month has missed none."""
MAPPED = 16_000
"""A site map has at most 50,000 addresses (sitemaps.org), and a briefing has three."""
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped (its production 2, Char)."""
KEPT_FROM_ROBOTS = (
    "/r/", "/r?", "/join", "/desk/", "/console/", "/speaker/", "/confidential/", "/office", "/records", "/screen",
    "/captions/", "/metrics", "/health/", "/api/",
)  # fmt: skip
"""Receipts, which are their askers' own, and the pages of the staff."""


def _xml(request: AnyRequest, kind: str, text: str) -> Response[Any]:
    return tagged(request, Response(NOT_XML.sub("", text), media_type=f"{kind}; charset=utf-8"))


@get("/archive/feed.atom")
async def feed(request: AnyRequest) -> Response[Any]:
    """The latest briefings that have ended, as Atom (RFC 4287)."""
    own, lang = context(request), language(request)
    base, dates = own.settings.public_url.rstrip("/"), Dates(lang, own.settings.timezone)
    async with own.turns.turn():
        found = await past.past(own.archive.engine, ENTRIES)
        counts = await past.counted(own.archive.engine, [briefing.id for briefing in found])
    entries = [
        {
            "id": _tag(base, iso(b.ended_at)[:10], b.id), "url": f"{base}/archive/{b.slug}?lang={lang}",
            "title": _title(b, lang), "ended": iso(b.ended_at), "updated": iso(_changed(b)),
            "day": dates.day(b.ended_at), "counts": counts[b.id],
        }
        for b in found
    ]  # fmt: skip
    text = ENVIRONMENT.get_template("feed.atom").render(
        lang=lang, languages=LANGUAGES, base=base, id=_tag(base, "2026-01-01", f"archive/{lang}"), entries=entries,
        updated=iso(max(map(_changed, found), default=0)), _=partial(own.texts.translate, lang),
    )  # fmt: skip
    response = _xml(request, "application/atom+xml", text)
    response.headers["Content-Language"] = lang
    return response


def _tag(base: str, day: str, what: str) -> str:
    """An id that stays when addresses change (RFC 4151): whose, since when it is called so, what."""
    return f"tag:{urlsplit(base).hostname},{day}:{what}"


def _title(briefing: past.Past, lang: Language) -> str:
    return pick({code: text for one, text in briefing.title.items() if (code := known(one))}, lang)


def _changed(briefing: past.Past) -> int:
    return max(briefing.ended_at, briefing.transcript_at or 0)


@get("/sitemap.xml")
async def sitemap(request: AnyRequest) -> Response[Any]:
    """Every page that a search engine may keep, in each language (sitemaps.org)."""
    own = context(request)
    text = await own.shared("sitemap", partial(_map, own))
    return _xml(request, "application/xml", text)


async def _map(own: Context) -> str:
    base = own.settings.public_url.rstrip("/")
    found = await past.past(own.archive.engine, MAPPED)
    pages: list[tuple[dict[str, str], str | None]] = [(alternates(f"{base}/archive"), None)]
    pages += [(alternates(f"{base}/archive/{b.slug}"), iso(_changed(b))) for b in found]
    template = ENVIRONMENT.get_template("sitemap.xml")
    # Some megabytes for thousands of briefings: off the loop, which carries the air.
    return await asyncio.to_thread(template.render, pages=pages, languages=LANGUAGES)


@get("/robots.txt")
async def robots(request: AnyRequest) -> str:
    """What search engines should not fetch (RFC 9309)."""
    base = context(request).settings.public_url.rstrip("/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in KEPT_FROM_ROBOTS), "", f"Sitemap: {base}/sitemap.xml"]
    return "\n".join(lines) + "\n"


ROUTES = [feed, sitemap, robots]
