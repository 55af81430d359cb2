"""The chain asked / moderated / aired, as its briefing's moderators download it."""

from __future__ import annotations

import csv
import io
from typing import Any

import msgspec
import pytest

from overlays import console
from overlays.program import Program
from qa import desk
from qa.moderation import Draft
from studio.events import OFFICE, Asked, text_hash
from studio.log import Act, Done
from studio.records import Refusal
from tests.web.conftest import Web
from web.exports import COLUMNS, Times, chain, table

pytestmark = pytest.mark.integration

NAME, AUTHOR, RECEIPT = "Айдана Аты", "a" * 32, "f" * 64
ZONE = Times("Asia/Almaty")


def asked(number: int, text: str, **more: Any) -> Asked:
    fields: dict[str, Any] = {
        "question": f"q{number}", "number": number, "language": "kk", "hash": text_hash("kk", text), "text": text,
        "author": AUTHOR, "name": NAME, "region": "Абай облысы", "receipt": RECEIPT,
    }  # fmt: skip
    return Asked(**{**fields, **more})


async def tell(web: Web, briefing: str, *events: Any) -> None:
    act = Act(log=web.own.log, kinds=web.own.kinds, briefing=briefing, by="desk", at=web.own.clock())
    assert isinstance(await act.commit([], lambda _: list(events)), Done)


@pytest.fixture
async def moderator(web: Web, briefing: str) -> dict[str, str]:
    await web.briefing(briefing)
    return {"cookie": await web.sit("moderator", briefing)}


def done(outcome: Any) -> Any:
    assert not isinstance(outcome, Refusal), outcome
    return outcome


async def chained(web: Web, briefing: str, headers: dict[str, str]) -> list[dict[str, Any]]:
    response = await web.http.get(f"/desk/{briefing}/chain.json", headers=headers)
    assert response.status_code == 200
    whole = response.json()
    assert (whole["format"], whole["briefing"]) == ("tynda-chain-1", f"s-{briefing}")
    questions: list[dict[str, Any]] = whole["questions"]
    return questions


async def rows(web: Web, briefing: str, headers: dict[str, str]) -> list[dict[str, str]]:
    response = await web.http.get(f"/desk/{briefing}/chain.csv", headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == f'attachment; filename="s-{briefing}-chain.csv"'
    assert response.headers["cache-control"] == "no-store"
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


async def test_from_the_asking_to_the_air(web: Web, briefing: str, moderator: dict[str, str]) -> None:
    def act(by: str) -> Act:
        return web.own.act(briefing, by)

    _, people = await web.own.log.scan(OFFICE, ["person"])
    seats = [msgspec.json.decode(one.body) for one in people.values()]
    person = next(seat["id"] for seat in seats if seat["briefing"] == briefing)
    await tell(web, briefing, asked(1, "Неге кезек?"), asked(2, "Қашан?"), asked(3, "Жеке", consultation=True))
    done(await desk.edit(act(person), "d-1", "q1", Draft("Неге кезек ұзақ?", "kk", "clarified"), True, True))
    done(await desk.edit(act(person), "d-2", "q1", Draft("Why the queue?", "en", "translated"), True, True))
    done(await desk.merge(act(person), "d-3", "q2", "q1"))
    cued = done(await console.cue(act("producer"), "main", "q1", "kk"))
    program: Program = cued.records["program/main"]
    assert program.preview
    done(await console.take(act("producer"), "main", program.preview.id, None))
    done(await console.clear(act("producer"), "main"))
    first, second, third = await chained(web, briefing, moderator)
    assert [(w["revision"], w["language"], w["text"], w["why"], w["by"]) for w in first["wordings"]] == [
        (0, "kk", "Неге кезек?", None, "viewer"),
        (1, "kk", "Неге кезек ұзақ?", "clarified", "AT"),
        (2, "en", "Why the queue?", "translated", "AT"),
    ]
    assert first["approvals"] == {"kk": 1, "en": 2}
    (aired,) = first["airings"]
    assert (aired["revision"], aired["screen"]) == (1, "main")
    assert aired["since"] <= aired["until"]
    assert (first["state"], first["merged"], second["state"], second["merged_into"]) == ("approved", [2], "merged", 1)
    assert (third["state"], third["consultation"]) == ("on_notice", True)
    table = await rows(web, briefing, moderator)
    assert [(r["number"], r["step"], r["approved"], bool(r["aired"])) for r in table] == [
        ("1", "asked", "", False), ("1", "moderated", "yes", True), ("1", "moderated", "yes", False),
        ("2", "asked", "", False), ("3", "asked", "", False),
    ]  # fmt: skip
    assert (table[3]["merged_into"], table[4]["consultation"]) == ("1", "yes")


async def test_a_refusal_carries_its_reason(web: Web, briefing: str, moderator: dict[str, str]) -> None:
    await tell(web, briefing, asked(1, "Неге?"))
    done(await desk.reject(web.own.act(briefing, "m1"), "d-1", "q1", "insult"))
    assert [(q["state"], q["reason"]) for q in await chained(web, briefing, moderator)] == [("rejected", "insult")]
    assert (await rows(web, briefing, moderator))[0]["reason"] == "insult"


async def test_who_asked_the_receipt_and_a_tip_off_are_not_in_it(
    web: Web, briefing: str, moderator: dict[str, str]
) -> None:
    await tell(web, briefing, asked(1, "Құпия хабар"), asked(2, "Ашық сұрақ"))
    done(await desk.divert(web.own.act(briefing, "m1"), "q1", "c2VhbGVk"))
    for kind in ("json", "csv"):
        text = (await web.http.get(f"/desk/{briefing}/chain.{kind}", headers=moderator)).text
        assert "Ашық сұрақ" in text
        for secret in ("Құпия", NAME, "Абай", AUTHOR, RECEIPT, "c2VhbGVk", "q1"):
            assert secret not in text


def question(number: int, *texts: str, **more: Any) -> dict[str, Any]:
    wordings = [
        {"revision": n, "language": "kk", "text": text, "why": None, "by": "viewer", "at": 0}
        for n, text in enumerate(texts)
    ]
    return {
        "id": f"q{number}", "number": number, "state": "received", "consultation": False, "language": "kk",
        "asked_at": 0, "wordings": wordings, "approvals": {}, "airings": (), "answered_at": None, "reason": None,
        "master": None, "merged": (), **more,
    }  # fmt: skip


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])
def test_no_cell_is_a_formula(first: str) -> None:
    nasty = f'{first}HYPERLINK("http://evil.example","x")'
    made = table(chain([question(1, nasty)], {}, ZONE))
    (row,) = csv.DictReader(io.StringIO(made.removeprefix("\ufeff"), newline=""))
    assert row["text"] == f"'{nasty}"


def test_commas_quotes_and_lines_survive() -> None:
    text = 'Неге, "қашан"\nжәне; қайда?'
    made = table(chain([question(1, text)], {}, ZONE))
    (row,) = csv.DictReader(io.StringIO(made.removeprefix("\ufeff"), newline=""))
    assert row["text"] == text
    assert tuple(row) == COLUMNS


def test_questions_stand_by_number_and_the_time_is_the_houses() -> None:
    first, second = chain([question(2, "b"), question(1, "a", master="q9")], {}, ZONE)
    assert (first["number"], second["number"], first["merged_into"]) == (1, 2, None)
    assert first["asked_at"] == "1970-01-01T06:00:00+06:00"


async def test_an_empty_briefing_is_a_header_alone(web: Web, briefing: str, moderator: dict[str, str]) -> None:
    assert await chained(web, briefing, moderator) == []
    assert await rows(web, briefing, moderator) == []
    assert (await web.http.get(f"/desk/{briefing}x/chain.csv", headers=moderator)).status_code == 403
