"""The archive's front: the briefings that have ended, by date, and the search over what was asked and said there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.params import FromQuery

from studio.archive import past
from studio.archive.search import PAGE, Hit, Wanted, search
from studio.briefing import Briefing
from studio.events import Language
from studio.folding import terms
from web.api_keys import TooFastError
from web.api_limits import network
from web.brand import shown
from web.context import AnyRequest, Context, context
from web.dates import Dates
from web.i18n import known, pick
from web.machines import iso, shared
from web.marking import marked
from web.pages import answer, fill, language, render
from web.player import medium as played
from web.player import moment, position
from web.record import clock

COUNT = 40
"""Briefings on a page: a few screens of a phone."""
QUERY_CHARS = 200
MOST_ID = 1 << 53
"""Beyond it is no hit, and no moment."""
KINDS = {"question": "Question", "answer": "Answer in writing", "line": "Transcript"}
"""What was found, in words: msgids of the `public` catalogue."""


@get("/archive")
async def archive_page(
    request: AnyRequest, q: FromQuery[str] = "", within: FromQuery[str] = "", before: FromQuery[str] = ""
) -> Response[Any]:
    """All briefings that have ended, the latest first; or what is found.

    Raises:
        TooFastError: the reader's network searches too often.
        Busy: too much is being read.
    """
    own, typed = context(request), q[:QUERY_CHARS].strip()
    searched = "q" in request.query_params and typed
    if searched and (wait := own.allowances.searches.take(network(request))):
        raise TooFastError(wait)
    if searched:
        async with own.turns.turn():
            return await _found(request, Wanted(typed, known(within), before=_number(before)))
    place = _place(before)
    return answer(request, await own.shared(f"list {language(request)} {place}", partial(_listed, request, place)))


def _number(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 17 else None
    return number if number is not None and number < MOST_ID else None


def _place(text: str) -> past.Place | None:
    """A place in the list as our own links write it; its beginning for anything else."""
    moment, _, id = text.partition("-")
    at = _number(moment)
    return None if at is None or "\0" in id else (at, id[:40])


async def _listed(request: AnyRequest, before: past.Place | None) -> str:
    own, lang = context(request), language(request)
    engine, dates = own.archive.engine, Dates(lang, own.settings.timezone)
    found = await past.past(engine, COUNT + 1, before)
    page, more = found[:COUNT], found[COUNT:]
    counts = await past.counted(engine, [briefing.id for briefing in page])
    rows = [
        {
            "slug": b.slug, "title": pick(_titles(b.title), lang), "day": dates.day(b.ended_at),
            "iso": iso(b.ended_at), "month": dates.month(b.ended_at), "counts": counts[b.id],
        }
        for b in page
    ]  # fmt: skip
    return fill(
        request,
        "archive.html",
        months=[(month, list(some)) for month, some in groupby(rows, lambda row: row["month"])],
        years=await _years(own),
        current=_year(own, page[0].ended_at) if page and before else None,
        older=f"{page[-1].ended_at}-{page[-1].id}" if more else None,
        first=before is None,
        feed=f"/archive/feed.atom?lang={lang}",
        shared=_shared(own, lang, before),
    )


def _shared(own: Context, lang: Language, before: past.Place | None) -> dict[str, Any]:
    say, page = partial(own.texts.translate, lang), f"{own.settings.public_url.rstrip('/')}/archive"
    url = f"{page}?{urlencode({'before': f'{before[0]}-{before[1]}'})}" if before else page
    what = say("Every briefing that has ended: what was asked, and what was answered.")
    return shared(say("Archive of briefings"), what, url, lang, shown(own.settings))


def _titles(title: dict[str, str]) -> dict[Language, str]:
    return {lang: text for code, text in title.items() if (lang := known(code))}


def _year(own: Context, at: int) -> int:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(own.settings.timezone)).year


async def _years(own: Context) -> list[tuple[int, int]]:
    """Each year in which briefings ended, and the place in the list where it begins, its end; one year needs none."""
    zone = ZoneInfo(own.settings.timezone)

    def begins(at: int) -> int:
        return _begin(zone, datetime.fromtimestamp(at / 1000, zone).year)

    years = [_year(own, at) for at in await past.periods(own.archive.engine, begins)]
    return [(year, _begin(zone, year + 1)) for year in years] if len(years) > 1 else []


def _begin(zone: ZoneInfo, year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=zone).timestamp() * 1000)


async def _found(request: AnyRequest, wanted: Wanted) -> Response[Any]:
    own, lang = context(request), language(request)
    hits = await search(own.archive.engine, wanted)
    page, more = hits[:PAGE], hits[PAGE:]
    bodies = await past.bodies(own.archive.engine, {hit.briefing for hit in page})
    one = partial(_hit, own, wanted.query, {id: Briefing.model_validate(body) for id, body in bodies.items()}, lang)
    kept = {"q": wanted.query, **({"within": wanted.language} if wanted.language else {})}
    response = render(
        request,
        "search.html",
        query=wanted.query,
        within=wanted.language,
        short=not terms(wanted.query),
        groups=_grouped(page, own, lang, one),
        older=urlencode({**kept, "before": page[-1].id}) if more else None,
        first=wanted.before is None,
        everywhere=urlencode({"q": wanted.query}),
        kept=urlencode(kept) + "&",
    )
    response.headers["X-Robots-Tag"] = "noindex, follow"
    return response


def _grouped(page: list[Hit], own: Context, lang: Language, one: Any) -> Iterable[dict[str, Any]]:
    """Hits that follow each other in one briefing stand under its name."""
    dates = Dates(lang, own.settings.timezone)
    return [
        {
            "slug": slug, "title": pick(_titles(some[0].title), lang), "day": dates.day(some[0].starts_at),
            "hits": [one(hit) for hit in some],
        }
        for slug, some in ((slug, list(hits)) for slug, hits in groupby(page, lambda hit: hit.slug))
    ]  # fmt: skip


def _hit(own: Context, query: str, briefings: dict[str, Briefing], lang: Language, hit: Hit) -> dict[str, Any]:
    anchor = f"t-{hit.ref}" if hit.kind == "line" else f"q{hit.number}"
    briefing = briefings.get(hit.briefing)
    play = None
    if briefing and hit.at is not None and hit.kind != "answer" and briefing.details.recording_url:
        recording, seconds = str(briefing.details.recording_url), clock(briefing).recorded(hit.at) // 1000
        here = f"/archive/{hit.slug}?t={seconds}#{anchor}"
        play = {"position": position(seconds), "link": here if played(recording) else moment(recording, seconds)}
    return {
        "kind": own.texts.translate(lang, KINDS[hit.kind]),
        "number": hit.number,
        "language": hit.language,
        "pieces": marked(hit.text, query),
        "link": f"/archive/{hit.slug}#{anchor}",
        "play": play,
    }


ROUTES = [archive_page]
