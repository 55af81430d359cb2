"""What is read prints well: black on white, nothing to press, no question torn, and where it stands on the web."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from qa import desk
from qa.moderation import Draft
from qa.receipts import code, receipt_hash
from studio.archive.engine import connect
from studio.lines import Revised
from tests.browser.house import Briefing, Demo, done
from tests.browser.staff import asked, audience
from tests.web.shelf import AT, HOUR, briefing, line, question, shelve
from web.regions import REGIONS

pytestmark = [pytest.mark.browser, pytest.mark.integration]
RECORDING = "https://video.example/hearing"
QUESTIONS = 24
FROM = [region["kk"] for region in REGIONS if region["ru"].endswith(" область")]
PASSAGE = "Айлық есеп пен шығыстардың тізімі ашық деректер порталында тұр, әркім оны жүктеп ала алады."
RECEIPT = code(b"printed!")
LONG = (
    "Почему справку о составе семьи приходится заказывать в трёх разных окнах, если все эти сведения уже есть у"
    " акимата, и кто отвечает за то, что в сентябре половина заявлений пролежала без движения? Люди приезжают из"
    " дальних аулов, стоят в очереди с семи утра, а им говорят, что система не работает, и так уже больше месяца?"
)
SAME = "Отбасы құрамы туралы анықтаманы неге үш бөлек терезеден сұрау керек, ол мәліметтер әкімдікте бар ғой?"

ROW = r"область +5$"
COLOURED = """() => [...document.querySelectorAll("body, body *")].filter((e) => e.checkVisibility()).flatMap((e) => {
  const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  const {color, backgroundColor} = getComputedStyle(e);
  const light = (c) => Math.max(...c.match(/[\\d.]+/g).slice(0, 3).map(Number));
  const bare = backgroundColor === "rgba(0, 0, 0, 0)" || light(backgroundColor) === 255;
  return (own && light(color) > 70) || !bare ? [`${e.tagName}.${e.className} ${color} on ${backgroundColor}`] : [];
})"""
"""What is printed in anything but black, or on anything but white."""
DRAWN = "[...document.images].every((image) => image.complete && image.naturalWidth > 0)"
PRESSED = """() => [...document.querySelectorAll("nav, form, button, input, select, video, audio, .button, .player")]
  .filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def shelved() -> list[str]:
    return []


@pytest.fixture
async def pages(demo: Demo, live: Briefing, shelved: list[str]) -> dict[str, str]:
    """The addresses of a long record, its ledger, the list of briefings and a receipt."""
    if not shelved:
        await _shelve(demo)
        await _receipt(demo, live)
        shelved.append("printed")
    return {
        "record": "/archive/printed",
        "list": f"/archive?before={AT + 2 * HOUR}",
        "ledger": "/ledger/printed-0",
        "receipt": f"/r/{RECEIPT}",
    }


async def _shelve(demo: Demo) -> None:
    both = {"approvals": {"ru": 0, "kk": 1}, "region": "Қызылорда облысы", "name": "Айгүл"}
    plain = [question(n, f"{n}. {LONG}", 60_000 * n) for n in range(1, QUESTIONS + 1)]
    worded = plain[0].wordings[0].model_copy(update={"revision": 1, "language": "kk", "text": SAME})
    rows = [
        q.model_copy(update={**both, "wordings": (*q.wordings, worded)} if q.number % 3 == 0 else {}) for q in plain
    ]
    before = Revised(since=AT, until=AT + 5, text="Аталған", speaker="", by="a", at=AT, reason="Оговорка", public=True)
    lines = [line(f"p{n}", n * 6000, f"{n}. {PASSAGE}", "Ә. Сапаров", language="kk") for n in range(60)]
    lines[3] = lines[3].model_copy(update={"revisions": (before,)})
    titles = {"kk": "Халыққа қызмет көрсету", "ru": "Услуги людям"}
    engine = connect(demo.said["database_url"])
    await shelve(engine, "printed", briefing("printed", titles, recording_url=RECORDING), rows, lines)
    for n in range(12):
        ended = AT - (n + 1) * 24 * 20 * HOUR
        of = briefing(f"printed-{n}", titles, opened_at=ended - HOUR, ended_at=ended)
        few = [
            question(i + 1, "Где бюджет?", 60_000, region=region)
            for i, region in enumerate(FROM * (5 if n == 0 else 1))
        ]
        await shelve(engine, f"printed{n}", of, few)
    await engine.dispose()


async def _receipt(demo: Demo, live: Briefing) -> None:
    async with audience(demo.said["redis_url"]) as air:
        (one,) = await asked(live, air, LONG, region="Астана", language="ru")
    await live.log.put_receipts(live.id, {receipt_hash(RECEIPT): one.id})
    done(await desk.edit(live.act(), "d1", one.id, Draft("Где стоит очередь?", "ru", "shortened"), approve=True))
    await live.end()


async def opened(browser: Any, demo: Demo, path: str, lang: str) -> Page:
    page: Page = await browser.new_page()
    await page.goto(f"{demo.base}{path}{'&' if '?' in path else '?'}lang={lang}")
    return page


def printed(pdf: bytes, path: Path) -> list[str]:
    """The text of each sheet."""
    path.write_bytes(pdf)
    if folder := os.environ.get("PICTURES"):
        (Path(folder) / path.name).write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
    return text.split("\f")[:-1]


@pytest.mark.parametrize("lang", ["kk", "ru"])
async def test_paper_is_black_on_white_with_nothing_to_press_and_says_where_it_stands(
    pages: dict[str, str], browser: Any, demo: Demo, tmp_path: Path, lang: str
):
    found = {}
    for name, path in pages.items():
        page = await opened(browser, demo, path, lang)
        assert await page.locator(".printed").is_hidden(), "it is for paper"
        sheets = found[name] = printed(
            await page.pdf(format="A4", print_background=True), tmp_path / f"{name}-{lang}.pdf"
        )
        assert f"{demo.base}{path.partition('?')[0]}\n" in sheets[0], name
        assert [sheet.split("\n")[-2].replace(" ", "") for sheet in sheets] == [
            f"{n}/{len(sheets)}" for n in range(1, len(sheets) + 1)
        ]
        await page.emulate_media(media="print")
        assert await page.evaluate(PRESSED) == [], name
        assert await page.evaluate(COLOURED) == [], name
        await page.close()
    whole(found["record"])
    assert "/archive/printed-11\n" in found["list"][-1]
    assert re.search(r"/archive/\S+-slug#q1\n", found["receipt"][0])
    assert RECORDING in found["record"][0]


def whole(sheets: list[str]) -> None:
    """Each question stands on one sheet, from its number to its outcome."""
    parts = [r"^ *№ ?\d+", r"больше месяца\?", r"(устно|берілді) +\d\d:\d\d$"]
    asked = [s.partition("Стенограмма")[0].partition("Стенограммасы")[0] for s in sheets]
    counts = [[len(re.findall(part, sheet, re.MULTILINE)) for part in parts] for sheet in asked]
    assert all(len(set(c)) == 1 for c in counts), counts
    assert sum(c[0] for c in counts) == QUESTIONS


async def test_a_month_is_never_left_without_a_briefing_below_it(
    pages: dict[str, str], browser: Any, demo: Demo, tmp_path: Path
):
    page = await opened(browser, demo, pages["list"], "ru")
    for height in range(150, 200, 10):
        for sheet in printed(await page.pdf(width="210mm", height=f"{height}mm"), tmp_path / f"list-{height}.pdf"):
            *_, last, _number = filter(str.strip, sheet.split("\n"))
            assert " · " in last, height
    await page.close()


async def test_a_table_that_goes_on_has_its_head_on_each_sheet(
    pages: dict[str, str], browser: Any, demo: Demo, tmp_path: Path
):
    page = await opened(browser, demo, pages["ledger"], "ru")
    assert await page.evaluate(DRAWN), "a chart that is not yet looked at is printed, too"
    await page.evaluate("[...document.images].forEach((image) => image.remove())")  # they have the same words
    sheets = printed(await page.pdf(width="210mm", height="110mm"), tmp_path / "ledger-low.pdf")
    of = [sheet for sheet in sheets if re.search(ROW, sheet, re.MULTILINE)]
    assert len(of) > 1
    assert all(re.search(r"^ +Вопросы\n", sheet, re.MULTILINE) for sheet in of), of
    assert sum(len(re.findall(ROW, sheet, re.MULTILINE)) for sheet in of) == len(FROM)
    await page.close()
