"""The ledger's pages, charts and files: for anyone, without a script; never a text, and nobody pointed at."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest

from qa.ledger import ledger
from studio.briefing import Listing
from studio.exports.table import BOM
from studio.facts import Alike, Facts, Month, Promised, Waited
from tests.web.reading import HIDDEN, SECRET, Told
from web.i18n import LANGUAGES, Catalogues
from web.ledgers import MONTHS, bounds
from web.open_ledger import COLUMNS, Numbers, of_briefing, over_time, table

pytestmark = pytest.mark.integration
ALMATY = ZoneInfo("Asia/Almaty")
AT = 1_795_363_500_000  # 2026-11-22 21:05 in Almaty
SOURCE = Path(__file__).parents[2] / "web" / "ledger_tables.py"
LINE = Listing(slug="hearing", title={"kk": "Т"}, starts_at=AT, state="ended")
NUMBERS = Numbers(
    ledger(
        Facts(
            [Alike("rejected", "kk", "Астана", "insult", False, None, 6, 0, 0),
             Alike("answered", "ru", None, None, False, "writing", 2, 1, 1)],
            [Promised("d1", True, True, 2, 3)],
            [Waited("writing", 90, 2)],
        ),
        ended=True,
    ),
    {"insult": {"kk": "=1+1", "ru": "Оскорбление"}}, {"d1": {"kk": "Орган"}}, (Month(AT, 8, 0, 2, 6),), 3,
)  # fmt: skip


@pytest.fixture
async def told(told: Told) -> AsyncIterator[Told]:
    await told.goes_on()
    async with told.archived():
        yield told


# -- pure ---------------------------------------------------------------------------------------------


def test_the_months_are_those_of_the_wall_clock():
    found = bounds(AT, ALMATY)
    assert len(found) == MONTHS + 1
    assert found[-1] - AT == ((8 * 24 + 2) * 60 + 55) * 60_000, "the end of November"
    assert bounds(found[-1], ALMATY)[0] == found[1], "the first of December is in December"


@pytest.mark.parametrize("data", [of_briefing(LINE, NUMBERS, "x"), over_time(NUMBERS, "x", ALMATY)], ids=["one", "all"])
def test_a_table_has_every_number_of_the_file(data: Any):
    text = table(data, lambda texts: texts.get("kk", ""))
    assert text.startswith(BOM)
    head, *rows = csv.reader(io.StringIO(text.removeprefix(BOM)))
    assert tuple(head) == COLUMNS
    assert ["reasons", "insult", "'=1+1", "count", "6"] in rows, "a spreadsheet carries nothing out"
    assert ["departments", "d1", "Орган", "late", "2"] in rows
    assert ["median_minutes", "writing", "", "count", "90"] in rows
    assert ["regions", "Астана", "", "count", "6"] in rows
    assert (["months", "2026-11", "", "asked", "8"] in rows) == (data is not None and hasattr(data, "months"))
    assert {row[0] for row in rows} == {
        name for name in type(data).model_fields if name not in {"format", "licence", "briefing"}
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated(language: Any):
    said = {m for m in re.findall(r'(?<!")"([A-Z][a-z][^"{}\n]+)"(?!")', SOURCE.read_text())}
    texts = Catalogues().texts(("public", "common"), [language])[language]
    assert len(said) > 20
    assert [m for m in said if m not in texts] == []


# -- served -------------------------------------------------------------------------------------------

PATHS = ("", ".json", ".csv", "/outcomes.svg", "/languages.svg", "/reasons.svg")


async def over(told: Told) -> None:
    """The briefing has ended, and the archive knows; so may others of this store have, which tests share."""
    await told.end()
    end = (await told.log.scan(told.id, []))[0]
    async with asyncio.timeout(20):
        while await told.web.own.archive.position(told.id) != end or (await of(told))["briefing"]["state"] != "ended":
            await asyncio.sleep(0.05)
    while (await of(told))["regions"] is None:  # the last numbers are shown for a moment
        await asyncio.sleep(0.05)


async def of(told: Told) -> Any:
    return (await told.web.http.get(f"/ledger/{told.slug}.json")).json()


@pytest.mark.parametrize("path", PATHS)
async def test_anyone_reads_it_and_no_text_stands_in_it(told: Told, path: str):
    page = await told.web.http.get(f"/ledger/{told.slug}{path}?lang=ru")
    assert page.status_code == 200
    assert [word for word in (SECRET, *HIDDEN) if word in page.text] == []
    assert "<script" not in page.text
    assert (await told.web.http.get(f"/ledger/nowhere{path}")).status_code == 404
    same = await told.web.http.get(
        f"/ledger/{told.slug}{path}?lang=ru", headers={"if-none-match": page.headers["etag"]}
    )
    assert same.status_code == 304


async def test_every_picture_of_a_page_is_there_and_says_what_it_is(told: Told):
    page = (await told.web.http.get(f"/ledger/{told.slug}?lang=kk")).text
    pictures = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', page)
    assert len(pictures) == 3, "outcomes, reasons, languages; no department has answered"
    for address, alt in pictures:
        picture = await told.web.http.get(address)
        assert picture.headers["content-type"].startswith("image/svg+xml")
        title = re.findall(r"<title>([^<]+)</title>", picture.text)[0]
        assert alt == f"Диаграмма: {title}. Кестеде де дәл осы сандар берілген."
    assert (await told.web.http.get(f"/ledger/{told.slug}/nothing.svg")).status_code == 404


async def test_the_files_keep_to_the_schema(told: Told):
    schema = await told.web.http.get("/ledger/schema.json")
    check = jsonschema.Draft202012Validator(schema.json())
    check.check_schema(schema.json())
    found, before = await of(told), (await told.web.http.get("/ledger.json")).json()
    check.validate(found)
    check.validate(before)
    assert (found["regions"], found["not_reached"]) == (None, 0)
    await over(told)
    one = await of(told)
    check.validate(one)
    assert one["total"] == sum(one["outcomes"].values()) == 13
    assert one["regions"] == {"unknown": 13}, "Арал is no region that we know"
    assert one["not_reached"] == 2
    assert (one["aired"], one["answered"]) == (1, {"speech": 1, "writing": 0})
    assert (one["owed"], one["departments"][0]["id"]) == (3, "")
    assert one["licence"] == "CC-BY-4.0"
    assert not check.is_valid({**one, "total": -1})


async def test_over_time_counts_what_has_ended(told: Told):
    before = (await told.web.http.get("/ledger.json")).json()
    await over(told)
    found = await counted(told, before["total"] + 13)
    assert found["briefings"] > before["briefings"]
    assert found["total"] == sum(found["outcomes"].values())
    # One of them was told in 1970, as the tests have it.
    assert sum(month["asked"] for month in found["months"]) >= 12


async def counted(told: Told, least: int) -> Any:
    async with asyncio.timeout(20):
        while (found := (await told.web.http.get("/ledger.json")).json())["total"] < least:
            await asyncio.sleep(0.05)
    return found


async def test_over_time_reads_as_a_page(told: Told):
    await over(told)
    page = await told.web.http.get("/ledger?lang=en")
    text = " ".join(page.text.replace("<", " <").split())
    assert re.search(r"All briefings that have ended: [1-9]", text)
    assert re.search(r"Contains personal data </th> <td>[1-9]", text)
    assert "Nobody asked yet </th>" in text
    months = await told.web.http.get("/ledger/months.svg?lang=en")
    assert "<title>By month</title>" in months.text
    assert (await told.web.http.get("/ledger/nothing.svg")).status_code == 404
    assert (await told.web.http.get("/ledger.csv")).text.startswith(BOM)
