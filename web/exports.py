"""Downloads for the staff: each question as it was asked, moderated and aired; see `docs/archivist.md`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from studio.briefing import KEY
from studio.events import OFFICE, is_rehearsal
from studio.exports.table import csv_of
from web.auth import seat_of
from web.context import AnyRequest, Context, context
from web.errors import Problem

Fields = Mapping[str, Any]
COLUMNS = (
    "number", "state", "consultation", "revision", "step", "language", "text", "why", "by", "at", "approved", "aired",
    "reason", "merged_into",
)  # fmt: skip


class Times:
    """Moments, ms since the epoch, as ISO 8601 on the house's wall clock, with its offset."""

    def __init__(self, timezone: str) -> None:
        self._zone = ZoneInfo(timezone)

    def __call__(self, at: int | None) -> str | None:
        """The moment, or None where there is none yet."""
        if at is None:
            return None
        return datetime.fromtimestamp(at / 1000, UTC).astimezone(self._zone).isoformat(timespec="seconds")


def chain(questions: Iterable[Fields], initials: Mapping[str, str], times: Times) -> list[dict[str, Any]]:
    """What became of each question, by number. Who asked is not in it, nor a tip-off, nor the way to a receipt.

    Args:
        questions: the records' fields.
        initials: of the staff, by person.
        times: how moments are written.
    """
    chosen = sorted((q for q in questions if q["wordings"]), key=lambda q: q["number"])
    number = {q["id"]: q["number"] for q in chosen}
    return [_one(q, number, initials, times) for q in chosen]


def _one(q: Fields, number: Mapping[str, int], initials: Mapping[str, str], times: Times) -> dict[str, Any]:
    who = {"viewer": "viewer", **initials}
    return {
        "number": q["number"], "state": q["state"], "consultation": q["consultation"], "language": q["language"],
        "asked_at": times(q["asked_at"]),
        "wordings": [
            {"revision": w["revision"], "language": w["language"], "text": w["text"], "why": w["why"],
             "by": who.get(w["by"], ""), "at": times(w["at"])}
            for w in q["wordings"]
        ],
        "approvals": dict(q["approvals"]),
        "airings": [
            {"revision": a["revision"], "screen": a["screen"], "since": times(a["since"]), "until": times(a["until"])}
            for a in q["airings"]
        ],
        "answered_at": times(q["answered_at"]),
        "reason": q["reason"],
        "merged_into": number.get(q["master"] or ""),
        "merged": sorted(number[m] for m in q["merged"] if m in number),
    }  # fmt: skip


def table(questions: Iterable[Mapping[str, Any]]) -> str:
    """The chain as CSV: one row a wording, its approval and its airings beside it."""
    rows: list[list[Any]] = [list(COLUMNS)]
    for q in questions:
        for w in q["wordings"]:
            aired = [a for a in q["airings"] if a["revision"] == w["revision"]]
            row = {
                **q, **w,
                "step": "moderated" if w["revision"] else "asked",
                "approved": "yes" if w["revision"] in q["approvals"].values() else "",
                "aired": "; ".join(f"{a['screen']} {a['since']}/{a['until'] or ''}" for a in aired),
            }  # fmt: skip
            rows.append([row[name] for name in COLUMNS])
    return csv_of(rows)


async def _chain(request: AnyRequest, briefing: str) -> tuple[str, list[dict[str, Any]]]:
    """The briefing's address and its chain, for its moderators.

    Raises:
        Problem: 401, 403, 404 or 410, as its desk's page would answer; 404 for a rehearsal: no file of it is made.
        Unavailable: the store is away.
    """
    own: Context = context(request)
    await seat_of(request, "desk", briefing)
    if is_rehearsal(briefing):
        raise Problem(404)
    _, stored = await own.log.scan(briefing, ["briefing", "question"])
    if KEY not in stored:
        raise Problem(404)
    slug = str(msgspec.json.decode(stored.pop(KEY).body)["details"]["slug"])
    _, people = await own.log.scan(OFFICE, ["person"])

    def made() -> list[dict[str, Any]]:
        initials = {p["id"]: str(p["initials"]) for p in (msgspec.json.decode(one.body) for one in people.values())}
        questions = [msgspec.json.decode(one.body) for one in stored.values()]
        return chain(questions, initials, Times(own.settings.timezone))

    # Tens of thousands of questions: off the loop, which carries the air.
    return slug, await asyncio.to_thread(made)


def _download(body: bytes, kind: str, name: str) -> Response[bytes]:
    response = Response(body, media_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@get("/desk/{briefing:str}/chain.json")
async def chain_json(request: AnyRequest, briefing: FromPath[str]) -> Response[bytes]:
    """The chain as JSON."""
    slug, questions = await _chain(request, briefing)
    whole = {"format": "tynda-chain-1", "briefing": slug, "questions": questions}
    body = await asyncio.to_thread(msgspec.json.encode, whole)
    return _download(body, "application/json", f"{slug}-chain.json")


@get("/desk/{briefing:str}/chain.csv")
async def chain_csv(request: AnyRequest, briefing: FromPath[str]) -> Response[bytes]:
    """The chain as CSV."""
    slug, questions = await _chain(request, briefing)
    body = (await asyncio.to_thread(table, questions)).encode()
    return _download(body, "text/csv", f"{slug}-chain.csv")


ROUTES = [chain_json, chain_csv]
