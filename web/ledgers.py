"""The ledger of moderation: of a briefing, and over time; as a page, as charts, as open data."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.params import FromPath

from qa.ledger import ledger
from studio.archive import counts
from studio.briefing import DEFAULT_REASONS, Briefing, Listing, Translated
from studio.minutes import Reader
from web import ledger_tables, open_ledger
from web.archivists import departments, listed, reader
from web.brand import shown
from web.charts import Chart, draw
from web.context import AnyRequest, Context, context
from web.dates import Dates
from web.errors import Problem
from web.ledger_tables import Table, Words
from web.machines import shared
from web.open_ledger import LedgerData, Numbers
from web.pages import language, render
from web.tagged import tagged

MONTHS = 24
"""Months of the ledger over time."""
FILES = {".json": "application/json", ".csv": "text/csv; charset=utf-8"}


class _Ledger(NamedTuple):
    """Whose ledger is asked for, and how its numbers are read.

    Attributes:
        address: below which its files stand.
        listing: the briefing's line in the list; None over time.
        read: reads the numbers.
    """

    address: str
    listing: Listing | None
    read: Callable[[], Awaitable[Numbers]]


async def _of(own: Context, slug: str) -> _Ledger:
    """A briefing's.

    Raises:
        Problem: 404 where no briefing has, or had, this address.
    """
    id, line = await listed(own, slug)
    read = partial(_briefings, own, id, ended=line.listing.state == "ended")
    return _Ledger(f"/ledger/{slug}", line.listing, partial(own.shared, f"ledger {id}", read))


def _all(own: Context) -> _Ledger:
    return _Ledger("/ledger", None, partial(own.shared, "ledger", partial(_over_time, own)))


async def _briefings(own: Context, id: str, *, ended: bool) -> Numbers:
    found = ledger(await counts.facts(own.archive.engine, own.clock(), id), ended=ended)
    return Numbers(found, await _reasons(own, id), await _departments(own))


async def _over_time(own: Context) -> Numbers:
    engine, now = own.archive.engine, own.clock()
    # Side by side: together they would take longer than a page may.
    facts, months, used, ended, known = await asyncio.gather(
        counts.facts(engine, now),
        counts.months(engine, bounds(now, ZoneInfo(own.settings.timezone))),
        counts.refused_at(engine),
        counts.ended(engine),
        _departments(own),
    )
    found = ledger(facts, ended=True)
    reasons: dict[str, Translated] = {reason.id: reason.text for reason in DEFAULT_REASONS}
    for id in {used[reason] for reason in found.reasons if reason not in reasons and reason in used}:
        reasons = await _reasons(own, id) | reasons
    first = next((at for at, month in enumerate(months) if month.asked), len(months))
    return Numbers(found, reasons, known, tuple(months[first:]), ended)


def bounds(now: int, zone: ZoneInfo) -> list[int]:
    """Where the last months begin, this one too, and where it ends; ms since the epoch."""
    today = datetime.fromtimestamp(now / 1000, UTC).astimezone(zone)
    this = today.year * 12 + today.month - 1
    every = (divmod(number, 12) for number in range(this - MONTHS + 1, this + 2))
    return [int(datetime(year, month + 1, 1, tzinfo=zone).timestamp() * 1000) for year, month in every]


async def _reasons(own: Context, id: str) -> dict[str, Translated]:
    found = await own.archive.records(id, "briefing")
    return {r.id: r.text for one in found for r in Briefing.model_validate(one.body).details.reasons}


async def _departments(own: Context) -> dict[str, Translated]:
    return {id: department.name for id, department in (await departments(own)).items()}


# -- pages --------------------------------------------------------------------------------------------


def _tables(own: Context, request: AnyRequest, numbers: Numbers, listing: Listing | None) -> list[Table]:
    return ledger_tables.tables(numbers, _words(own, request), over_time=listing is None)


def _words(own: Context, request: AnyRequest) -> Words:
    lang = language(request)
    return Words(reader(own, lang), Dates(lang, own.settings.timezone))


async def _page(request: AnyRequest, wanted: _Ledger) -> Response[Any]:
    own = context(request)
    numbers, words, listing = await wanted.read(), _words(own, request), wanted.listing
    title = words.to.pick(listing.title) if listing else ""
    page = render(
        request,
        "ledger.html",
        address=wanted.address,
        slug=listing.slug if listing else None,
        title=title,
        briefings=numbers.briefings,
        licence=own.settings.open_data_licence,
        figures=ledger_tables.figures(numbers.ledger, words),
        tables=_tables(own, request, numbers, listing),
        shared=_shared(own, words.to, wanted.address, title),
    )
    return tagged(request, page)


def _shared(own: Context, to: Reader, address: str, title: str) -> dict[str, Any]:
    what = to.say("What became of every question that was asked. Refused texts are never published.")
    name, url = to.say("Ledger of moderation"), f"{own.settings.public_url.rstrip('/')}{address}"
    return shared(f"{name} · {title}" if title else name, what, url, to.language, shown(own.settings))


async def _chart(request: AnyRequest, wanted: _Ledger, name: str) -> Response[Any]:
    """One of the charts; all of a page are drawn at once, beside the loop, since a page asks for all of them."""
    own = context(request)

    async def drawn() -> Mapping[str, str]:
        found = _tables(own, request, await wanted.read(), wanted.listing)
        async with own.turns.turn():
            return await asyncio.to_thread(_draw, {one.id: one.chart for one in found if one.chart})

    charts = await own.archive.shared(f"charts {wanted.address} {language(request)}", drawn)
    if name not in charts:
        raise Problem(404)
    return tagged(request, Response(charts[name], media_type="image/svg+xml"))


def _draw(charts: Mapping[str, Chart]) -> dict[str, str]:
    return {id: draw(chart) for id, chart in charts.items()}


async def _file(request: AnyRequest, wanted: _Ledger, kind: str) -> Response[Any]:
    own = context(request)
    numbers, licence, zone = await wanted.read(), own.settings.open_data_licence, ZoneInfo(own.settings.timezone)
    data: LedgerData = open_ledger.over_time(numbers, licence, zone)
    if wanted.listing:
        data = open_ledger.of_briefing(wanted.listing, numbers, licence)
    text = data.model_dump_json() if kind == ".json" else open_ledger.table(data, reader(own, language(request)).pick)
    response = Response(text, media_type=FILES[kind], headers={"Link": '</ledger/schema.json>; rel="describedby"'})
    return tagged(request, response)


@get("/ledger")
async def over_time(request: AnyRequest) -> Response[Any]:
    """Over all briefings that have ended; never a text."""
    return await _page(request, _all(context(request)))


@get("/ledger.json")
async def over_time_json(request: AnyRequest) -> Response[Any]:
    """The same as JSON."""
    return await _file(request, _all(context(request)), ".json")


@get("/ledger.csv")
async def over_time_csv(request: AnyRequest) -> Response[Any]:
    """The same as CSV."""
    return await _file(request, _all(context(request)), ".csv")


@get("/ledger/schema.json")
async def schema(request: AnyRequest) -> Response[Any]:
    """What the JSON files keep to."""
    return tagged(request, Response(SCHEMA, media_type="application/schema+json"))


@get("/ledger/{slug:str}")
async def of_briefing(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
    """A briefing's, also while it goes on. With `.json` or `.csv` behind the address as open data.

    With `.svg` behind it is one of the charts over time: no briefing's address has a point in it.
    """
    own = context(request)
    address, point, kind = slug.rpartition(".")
    if point + kind == ".svg":
        return await _chart(request, _all(own), address)
    if point + kind in FILES:
        return await _file(request, await _of(own, address), point + kind)
    return await _page(request, await _of(own, slug))


@get("/ledger/{slug:str}/{chart:str}")
async def chart_of_briefing(request: AnyRequest, slug: FromPath[str], chart: FromPath[str]) -> Response[Any]:
    """One of a briefing's charts."""
    return await _chart(request, await _of(context(request), slug), chart.removesuffix(".svg"))


SCHEMA = open_ledger.schema_text()
ROUTES = [over_time, over_time_json, over_time_csv, schema, of_briefing, chart_of_briefing]
