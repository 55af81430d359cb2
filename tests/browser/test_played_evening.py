"""`demo --play`: its archive opens complete, and a question's moment shows its second of the recording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest
from playwright.async_api import Page

from studio.media import synthetic
from tests.browser.conftest import Open
from tests.browser.house import Demo, running
from web import play

pytestmark = pytest.mark.browser

PLAYED_S = 110
"""Ten minutes in one, and the rest for a busy machine; 64 s on two cores, 60 of them the evening's own."""
SHOWN = """
async () => {
  const video = document.querySelector("video");
  video.pause();
  while (video.seeking || video.readyState < 2) await new Promise((done) => setTimeout(done, 20));
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const brush = canvas.getContext("2d");
  brush.drawImage(video, 0, 0);
  const bright = (x, y) => brush.getImageData(x, y, 1, 1).data[1] > 127;
  return [...Array(DOTS).keys()].map((n) => (bright(40 + n * 32 + 12, 312) ? 1 : 0)).join("");
}
""".replace("DOTS", str(synthetic.DOTS))
"""The frame's number, read off its dots, as a player shows it."""


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    with running(tmp_path_factory.mktemp("played"), "--play") as demo:
        began = monotonic()
        said = demo.played()
        yield {"demo": demo, "took": monotonic() - began, **said}


async def second_shown(page: Page) -> float:
    return int(await page.evaluate(SHOWN), 2) / synthetic.RATE


def test_ten_minutes_are_played_in_about_one_and_each_is_told(evening: dict[str, Any]):
    length = play.script().length // 60
    print(f"the evening took {evening['took']:.0f} s")
    assert length == 10
    assert 60 * length / play.FASTER <= evening["took"] <= PLAYED_S
    told = re.findall(
        r"tynda: the evening plays: minute (\d+) of (\d+)\n", (evening["demo"].folder / "demo.log").read_text()
    )
    assert told == [(str(minute), str(length)) for minute in range(length + 1)]


async def test_each_question_plays_from_the_second_at_which_it_came_on_air(evening: dict[str, Any], seat: Open):
    page = await seat("about:blank", width=1440, height=900)
    await page.add_init_script("HTMLMediaElement.prototype.play = async () => {}")  # it stands where it was put
    await page.goto(f"{evening['archive']}?lang=ru")
    aired = sorted((q for q in play.script().question if q.take is not None), key=lambda q: q.take or 0)
    moments = page.locator("[data-test=record-question] a[data-t]")
    assert await moments.count() == len(aired)
    for n in (3, 0, len(aired) - 1, 5):  # there and back
        await moments.nth(n).click()
        assert abs(await second_shown(page) - ((aired[n].take or 0) + play.LEAD_S)) <= 0.5


async def test_a_shared_link_opens_at_its_second(evening: dict[str, Any], seat: Open):
    page = await seat(f"{evening['archive']}?lang=kk&t=233")
    assert abs(await second_shown(page) - 233) <= 0.5


async def test_the_archive_is_complete(evening: dict[str, Any], seat: Open):
    page = await seat(f"{evening['archive']}?lang=ru", js=False)
    questions = await page.locator("[data-test=record-question]").all()
    outcomes = [await question.get_attribute("data-outcome") for question in questions]
    assert sorted(str(o) for o in outcomes) == ["answered"] * 7 + ["approved"] * 2 + ["noticed", "written"]
    assert await page.locator(".lines > li").count() == len(play.script().lines)
    content = await page.content()
    assert "Долг за два месяца перечислен" in content
    hidden = [q.text for q in play.script().question if q.fate in {"reject", "withdraw"} or q.to == "consultation"]
    assert not [text for text in hidden if text in content]


async def test_every_receipt_tells_what_became_of_its_question(evening: dict[str, Any], seat: Open):
    page, states = await seat(evening["archive"]), {}
    for name, url in evening["receipts"].items():
        await page.goto(f"{url}?lang=en")
        states[name] = await page.get_attribute("[data-test=receipt-state]", "data-state")
    assert states == {
        **dict.fromkeys(("queue", "roads", "roads2", "land", "open", "doctors", "procurement", "school"), "answered"),
        "late": "answered", "mine": "answered", "water": "on_notice", "housing": "approved", "english": "approved",
        "insult": "rejected", "private": "rejected", "bank": "rejected", "taken-back": "withdrawn",
        "unread": "received",
    }  # fmt: skip


async def test_its_downloads_open(evening: dict[str, Any], seat: Open):
    page = await seat(f"{evening['archive']}?lang=kk")
    links = [await link.get_attribute("href") or "" for link in await page.locator("a[href]").all()]
    files = sorted({link for link in links if re.search(r"/archive/evening/[\w.-]+", link)})
    assert len(files) >= 8
    demo: Demo = evening["demo"]
    for link in files:
        answer = await page.request.get(link if link.startswith("http") else demo.base + link, timeout=120_000)
        assert answer.status == 200, (link, answer.status)
        assert len(await answer.body()) > 20
