"""What graphics share, shown on small graphics of the test's own: time, frames, letters, a logo, clean text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from playwright.async_api import Browser, Page, Route

from tests.browser.graphics import ROOT, SKIP, call, on, pixels, renderer, same, words

pytestmark = pytest.mark.browser

LOADED = {"data": {"text": "Сұрақ"}, "renderType": "realtime"}
FACE = '600 56px "Golos Text Variable"'
BROKEN = "data.text is no text"
SCRIPT = """async ([wait]) => {
  const { Graphic } = await import("/overlays/graphic.mjs");
  class Counter extends Graphic {
    static markup = `<div class="card" style="left: 96px; top: 54px"><p class="text"></p></div>`;
    looks = [];
    check({ text }) { if (typeof text !== "string") return "data.text is no text"; }
    write(data) { this.put(".text", data.text); }
    asked = 0;
    next() { this.asked++; return wait; }
    look(at) { super.look(at); this.looks.push(at); }
  }
  customElements.define("a-counter", Counter);
  graphic.remove();
  window.graphic = document.querySelector("#box").appendChild(document.createElement("a-counter"));
}"""


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with renderer(browser, "lower-third") as page:
        yield page


async def counter(page: Page, wait: float | None) -> None:
    """A graphic that counts its looks; `wait` ms between them, None for ever."""
    await page.evaluate(SCRIPT, [1e9 if wait is None else wait])
    await on(page, {"text": "Сұрақ"})


async def looks(page: Page) -> int:
    return await page.evaluate("graphic.looks.length")


FRAMES = "(n) => new Promise((go) => { const f = () => n-- ? requestAnimationFrame(f) : go(); f(); })"


def test_every_folder_links_to_the_one_source():
    folders = [manifest.parent for manifest in (ROOT / "overlays" / "graphics").glob("*/*.ograf.json")]
    assert len(folders) >= 4
    assert {str((folder / "graphic.mjs").readlink()) for folder in folders} == {"../../graphic.mjs"}


async def test_what_moves_is_painted_with_every_frame_and_what_stands_is_not(page):
    await counter(page, 0)
    before = await looks(page)
    await page.evaluate(FRAMES, 10)
    assert await looks(page) >= before + 9
    await call(page, "stopAction", SKIP)
    stopped = await page.evaluate("[graphic.looks.length, graphic.asked]")
    await page.evaluate(FRAMES, 5)
    assert await page.evaluate("[graphic.looks.length, graphic.asked]") == stopped
    await page.evaluate("graphic.next = () => Infinity")
    await call(page, "playAction", SKIP)
    still = await looks(page)
    await page.evaluate(FRAMES, 5)
    assert await looks(page) == still


async def test_frames_that_began_long_ago_show_what_was_said_since(page):
    """On a busy machine; the screen says after two frames that it stands."""
    await page.evaluate(
        "() => { const ask = requestAnimationFrame; window.requestAnimationFrame = (go) => ask((at) => go(at - 100)); }"
    )
    await page.evaluate(SCRIPT, [1e9])
    await call(page, "load", LOADED)
    await page.evaluate("() => void graphic.playAction({})")
    await page.evaluate(FRAMES, 2)
    assert await page.evaluate("graphic.card.checkVisibility()")
    await page.wait_for_function("graphic.card.style.opacity === '1'")
    presence = await page.evaluate("graphic.looks.map((at) => at.presence)")
    assert all(a <= b for a, b in pairwise(presence))


async def test_what_changes_later_is_painted_then(page):
    await counter(page, 40)
    before = await looks(page)
    await page.wait_for_function(f"graphic.looks.length >= {before + 3}")
    apart = await page.evaluate("graphic.looks.slice(-3).map(({since}) => since)")
    assert all(later - sooner >= 40 for sooner, later in pairwise(apart))


async def test_a_page_that_is_shown_again_shows_the_present(page):
    await counter(page, None)
    before = await looks(page)
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert await looks(page) == before + 1


async def test_one_that_was_taken_out_of_the_page_costs_nothing(page):
    await counter(page, 0)
    await page.evaluate("graphic.remove()")
    gone = await looks(page)
    await call(page, "updateAction", {"data": {"more": 1}, **SKIP})
    await page.evaluate(FRAMES, 5)
    assert await looks(page) == gone
    await page.evaluate("document.querySelector('#box').append(graphic)")
    await page.wait_for_function(f"graphic.looks.length > {gone + 2}")


async def test_without_frames_an_action_ends_all_the_same(page):
    await on(page, {"name": "Айдана"})
    wanted = await pixels(page)
    await call(page, "stopAction", SKIP)
    await page.evaluate("window.frame = requestAnimationFrame; window.requestAnimationFrame = () => 0")
    assert await call(page, "playAction") == {"statusCode": 200, "currentStep": 0}
    assert await page.evaluate("[graphic.card.hidden, graphic.card.style.clipPath]") == [False, "none"]
    await page.evaluate("void (window.requestAnimationFrame = window.frame)")
    assert same(wanted, await pixels(page))


async def test_what_a_moment_is_told(page):
    await counter(page, None)
    first = await page.evaluate("graphic.looks.at(-1)")
    assert first["data"] == {"text": "Сұрақ"}
    assert first.get("before") is None
    assert (first["presence"], first["swap"], first["since"], first["held"]) == (1, 1, 0, 0)
    assert abs(first["clock"] - await page.evaluate("Date.now()")) < 60_000
    await call(page, "updateAction", {"data": {"more": 1}})
    last = await page.evaluate("graphic.looks.at(-1)")
    assert (last["before"], last["data"]) == ({"text": "Сұрақ"}, {"text": "Сұрақ", "more": 1})
    assert last["since"] > last["held"] >= 400
    assert [said["data"] for said in last["history"]] == [last["before"], last["data"]]


async def test_wrong_data_is_refused_wherever_it_comes_from(page):
    await counter(page, None)
    wrong = {"text": 7}
    assert await call(page, "updateAction", {"data": wrong}) == {"statusCode": 400, "statusMessage": BROKEN}
    assert await call(page, "load", {"data": wrong}) == {"statusCode": 400, "statusMessage": BROKEN}
    assert await words(page) == "Сұрақ", "what is on air stays"
    await call(page, "load", {**LOADED, "renderType": "non-realtime"})
    bad = [{"timestamp": 0, "action": {"type": "updateAction", "params": {"data": wrong}}}]
    assert (await call(page, "setActionsSchedule", {"schedule": bad}))["statusCode"] == 400
    assert (await call(page, "updateAction", {"data": wrong}))["statusCode"] == 400


async def test_letters_are_there_before_the_words(browser):
    async with renderer(browser, "lower-third", letters=False) as page:
        await letters_come_first(page)


async def letters_come_first(page: Page) -> None:
    text = "Ғұмыр бойы тіркелу ұзақ өңделді ме?"
    assert not await page.evaluate("([face, text]) => document.fonts.check(face, text)", [FACE, text])
    await on(page, {"name": text})
    assert await page.evaluate("([face, text]) => document.fonts.check(face, text)", [FACE, text])
    assert not await page.evaluate("([face, text]) => document.fonts.check(face, text)", [FACE, "Āž"])
    await call(page, "updateAction", {"data": {"name": "Ādažu Žanna"}, **SKIP})
    assert await page.evaluate("([face, text]) => document.fonts.check(face, text)", [FACE, "Āž"])


async def test_what_came_later_is_not_undone_by_letters_that_came_late(page):
    late, soon = {"name": "Ādažu Žanna"}, {"name": "Айдана"}
    await on(page, soon)
    await page.evaluate(
        "([late, soon]) => Promise.all([graphic.updateAction({data: late}), graphic.updateAction({data: soon})])",
        [late, soon],
    )
    assert await words(page) == "Айдана"
    late = {"name": "Nguyễn Trọng Phương"}
    await page.evaluate(
        "([late, soon]) => Promise.all([graphic.load({data: late}), graphic.load({data: soon})])", [late, soon]
    )
    await call(page, "playAction", SKIP)
    assert await words(page) == "Айдана"
    await page.evaluate(
        "async ([late]) => { const loading = graphic.load({data: late}); await graphic.dispose({}); await loading; }",
        [{"name": "Αθηνά"}],
    )
    assert (await call(page, "playAction"))["statusCode"] == 400


async def test_a_logo_is_waited_for_and_not_for_ever(page):
    asked: list[Route] = []
    answered: list[Route] = []

    async def hold(route: Route) -> None:
        asked.append(route)
        if "good" in route.request.url:
            await asyncio.sleep(0.2)
            await route.fulfill(body='<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
                                content_type="image/svg+xml")  # fmt: skip
            answered.append(route)

    await page.route("**/*.svg", hold)
    for name in ("good", "never", "none"):
        logo = "none" if name == "none" else f'url("/{name}.svg")'
        await page.evaluate(
            "([logo]) => document.querySelector('#box').style.setProperty('--tynda-logo', logo)", [logo]
        )
        await on(page, {"name": "Айдана"})
        assert answered, "it was there before the name"
        assert len(asked) >= (2 if name != "good" else 1)
        assert await page.evaluate("graphic.$('.logo').hidden") is (name == "none")


async def test_a_logo_is_decoded_once(page):
    await page.evaluate("""() => { const { decode } = HTMLImageElement.prototype; window.decoded = 0;
        HTMLImageElement.prototype.decode = function () { decoded++; return decode.call(this); };
        const logo = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
        document.querySelector("#box").style.setProperty("--tynda-logo", `url('${logo}')`); }""")
    await on(page, {"name": "Айдана"})
    await call(page, "updateAction", {"data": {"name": "Елена"}, **SKIP})
    await on(page, {"name": "Ерлан"})
    assert await page.evaluate("decoded") == 1


async def test_a_scaled_host_sees_the_same(page):
    data = {"name": "Константин Преображенский-Володарский-Заречный", "title": "Төраға"}
    await on(page, data)
    full = await page.evaluate("[graphic.card.offsetWidth, graphic.card.offsetHeight, graphic.dataset.fit]")
    await page.evaluate("document.querySelector('#box').style.transform = 'scale(0.37)'")
    await on(page, data)
    scaled = await page.evaluate("[graphic.card.offsetWidth, graphic.card.offsetHeight, graphic.dataset.fit]")
    assert abs(full[0] - scaled[0]) <= 3
    assert full[1:] == scaled[1:]
