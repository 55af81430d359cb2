"""What a screen's page says of itself: which picture, whether OBS has it on program, what failed, that it is there."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from typing import Any

import pytest
from playwright.async_api import Page, WebSocketRoute

from tests.browser.control_room import Room, painted, words
from tests.browser.graphics import painted_box, pixels
from tests.browser.lights import known, light
from tests.browser.producing import producing
from tests.browser.staff import audience
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]

TEXT = "Кезек қашан қысқарады?"
OTHER = "Когда откроют архив?"
OBS = "window.obsstudio = { pluginVersion: '2.24.1' };"
LINE = "**/screen/ws"
ARMED = """const parse = JSON.parse; JSON.parse = (text) => {
  const found = parse(text); if (found?.dead_man_s === 0) found.dead_man_s = 6; return found; };"""
"""A page of a house with DEAD_MAN_S=6."""


@pytest.fixture
async def room(demo, live, browser):
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


class Line:
    """A page's line: what it said, and what of that, or of what it hears, is lost: all when `dead`, or the `beats`."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []
        self.opened = 0
        self.dead = False
        self.beats = True
        self.change: Any = None

    def between(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        self.opened += 1

        def up(text: str | bytes) -> None:
            self.said.append(json.loads(text))
            said = self.change(self.said[-1]) if self.change else self.said[-1]
            if not self.dead:
                server.send(json.dumps(said))

        socket.on_message(up)

        def down(text: str | bytes) -> None:
            if not self.dead and (self.beats or json.loads(text)["type"] != "beat"):
                socket.send(text)

        server.on_message(down)
        server.on_close(lambda code, reason: None)  # a pulled cable brings no end of anything

    def reports(self) -> list[dict[str, Any]]:
        return [m for m in self.said if m["type"] == "painted"]


async def tell(page: Page, event: str, **detail: Any) -> None:
    """OBS speaks."""
    await page.evaluate(
        "([event, detail]) => void dispatchEvent(new CustomEvent(event, {detail}))", [event, detail]
    )  # fmt: skip


async def in_obs(room: Room, line: Line | None = None) -> Page:
    """The screen as OBS's browser source opens it."""
    context = await room.browser.new_context(viewport={"width": 1920, "height": 1080})
    await context.add_init_script(OBS)
    page = await context.new_page()
    if line:
        await page.route_web_socket(LINE, line.between)
    await page.goto(f"{room.live.base}/screen#{await room.key()}")
    return page


# -- its word ------------------------------------------------------------------------------------------


async def test_it_says_the_same_again_every_two_seconds_as_the_same_page(room):
    (question,) = await room.approved(TEXT)
    line = Line()
    screen = await room.screen(route=(LINE, line.between))
    await room.live.air(question.id)
    await painted(screen, 1)
    before = len(line.reports())
    began = time.monotonic()
    await until(lambda: len(line.reports()) >= before + 3, "three more words")
    assert 3 < time.monotonic() - began < 15
    assert {"revision": 1, "active": None, "faults": []}.items() <= line.reports()[-1].items()
    await screen.context.set_offline(True)
    await until(lambda: line.opened > 1, "a new line")
    await screen.context.set_offline(False)
    (name,) = {m["page"] for m in line.said if m["type"] == "hello"}

    async def one() -> bool:
        return set(await known(room)) == {name}

    await until(one, "one page, whatever its line does")
    await screen.reload()
    await painted(screen, 1)
    await until(lambda: len({m["page"] for m in line.said if m["type"] == "hello"}) == 2, "another page")


async def test_a_page_that_falls_behind_or_ahead_is_an_alarm(room):
    """Sabotage: it acknowledges another revision than the one on air."""
    first, second = await room.approved(TEXT, OTHER)
    line = Line()
    screen = await room.screen(route=(LINE, line.between))
    await room.live.air(first.id)
    await light(room, "painted")
    line.change = lambda said: {**said, "revision": 1} if said["type"] == "painted" else said
    await room.live.air(second.id)
    await painted(screen, 2)
    await light(room, "alarm", "late")
    line.change = lambda said: {**said, "revision": 99} if said["type"] == "painted" else said
    await asyncio.sleep(2.5)
    await light(room, "alarm", "late")  # what is yet to come is not believed
    line.change = None
    await light(room, "painted")


async def test_a_graphic_that_somebody_hides_is_an_alarm(room):
    """Sabotage: a style sheet, such as OBS lets anyone add to a source."""
    (question,) = await room.approved(TEXT)
    screen = await room.screen()
    await room.live.air(question.id)
    await light(room, "painted")
    for style in (
        "tynda-screen { display: none !important; }", "body { opacity: 0.01; }", "tynda-stage { opacity: 0; }",
        "tynda-screen { position: absolute; left: 5000px; width: 1920px; }",
    ):  # fmt: skip
        sheet = await screen.add_style_tag(content=style)
        await light(room, "alarm", "faulty")
        (page,) = (await known(room)).values()
        (fault,) = page.faults
        assert (fault.layer, fault.graphic) == ("question", "question-card"), style
        assert fault.what
        await sheet.evaluate("(sheet) => sheet.remove()")
        await light(room, "painted")


@pytest.mark.parametrize(
    ("sabotage", "word"),
    [
        ("(card) => { card.style.display = 'none'; }", "display none"),
        ("(card) => { card.remove(); }", "not in the page"),
        ("(card) => { card.style.opacity = '0'; }", "opacity 0"),
    ],
)
async def test_a_hidden_or_removed_graphic_is_an_alarm(room, sabotage, word):
    (question,) = await room.approved(TEXT)
    screen = await room.screen()
    await room.live.air(question.id)
    await light(room, "painted")
    card = await screen.evaluate_handle(
        "document.querySelector('tynda-stage').shadowRoot.querySelector('ograf-question-card')"
    )
    await card.evaluate(sabotage)
    await light(room, "alarm", "faulty")
    (page,) = (await known(room)).values()
    assert word in page.faults[0].what
    await room.live.clear()
    await light(room, "dark")


async def test_a_graphic_that_throws_is_an_alarm_and_the_rest_stays(room):
    """Sabotage: one of two graphics on air breaks in the middle of its work."""
    (question,) = await room.approved(TEXT)
    screen = await room.screen()
    await room.live.air(question.id)
    await light(room, "painted")
    async with producing(room.live) as producer:
        data = {"title": "", "text": "Үзіліс", "style": "plate", "language": "kk"}
        await producer.say("prepare", item="break-0001", graphic="message", title="Break", data=data)
        await screen.evaluate("customElements.whenDefined('ograf-message')")
        await screen.evaluate("""() => { const { prototype } = customElements.get('ograf-message');
            prototype.playAction = () => { throw new TypeError('sabotage'); }; }""")
        await producer.take("break-0001")
    await light(room, "alarm", "faulty")
    (page,) = (await known(room)).values()
    assert [(f.layer, f.graphic, f.what) for f in page.faults] == [("message", "message", "sabotage")]
    assert await words(screen) == TEXT
    await room.live.clear()
    await light(room, "dark")


async def test_one_that_is_slow_to_replace_another_is_no_fault(room):
    """Between the two, nothing is there: that is known, and not what somebody hid."""
    line = Line()
    screen = await room.screen(route=(LINE, line.between))
    first, second = [await room.prepared("message", text, text=text, style="plate") for text in (TEXT, OTHER)]
    await room.take(first)
    await light(room, "painted")
    await screen.evaluate("""() => { const { prototype } = customElements.get('ograf-message'), { load } = prototype;
        prototype.load = async function (params) { await new Promise((go) => setTimeout(go, 6_000));
          return load.call(this, params); }; }""")
    before = len(line.reports())
    await room.take(second)
    await painted(screen, 2)
    said = line.reports()[before:]
    assert [m["revision"] for m in said[:-1]], "a beat came in between"
    assert not [m["faults"] for m in said if m["faults"]]


# -- OBS -----------------------------------------------------------------------------------------------


async def test_in_obs_the_light_is_red_while_the_source_is_active(room):
    (question,) = await room.approved(TEXT)
    screen = await in_obs(room)
    await room.live.air(question.id)
    await painted(screen, 1)
    await light(room, "painted")  # a page that OBS does not hide counts as on program until OBS says more
    await tell(screen, "obsSourceActiveChanged", active=False)
    await light(room, "taken", "inactive")
    await tell(screen, "obsSourceActiveChanged", active=True)
    await light(room, "painted")


async def test_hidden_in_obs_it_holds_what_comes_and_raises_no_alarm(room):
    first, second = await room.approved(TEXT, OTHER)
    line = Line()
    screen = await in_obs(room, line)
    await room.live.air(first.id)
    await light(room, "painted")
    await tell(screen, "obsSourceActiveChanged", active=False)
    await tell(screen, "obsSourceVisibleChanged", visible=False)
    await light(room, "taken", "inactive")
    line.beats = False
    await room.live.air(second.id)
    await until(lambda: line.reports()[-1]["revision"] == 2, "it says what it holds, and not with the next beat", 3)
    line.beats = True
    await asyncio.sleep(1.5)  # longer than it may take to paint what is to be painted
    await light(room, "taken", "inactive")
    assert painted_box(await pixels(screen)) is None
    await tell(screen, "obsSourceVisibleChanged", visible=True)
    await tell(screen, "obsSourceActiveChanged", active=True)
    await light(room, "painted")
    assert await words(screen) == OTHER


async def test_outside_of_obs_nothing_is_asked_of_it(room):
    (question,) = await room.approved(TEXT)
    screen = await room.screen()
    await room.live.air(question.id)
    await painted(screen, 1)
    await light(room, "painted")
    (page,) = (await known(room)).values()
    assert page.active is None


# -- whether it is there ----------------------------------------------------------------------------------


async def test_a_silent_line_is_noticed_at_both_ends(room):
    """A cable that is pulled: nothing is said, and nothing ends."""
    first, second = await room.approved(TEXT, OTHER)
    line = Line()
    screen = await room.screen(route=(LINE, line.between))
    await room.live.air(first.id)
    await light(room, "painted")
    line.dead, began = True, time.monotonic()
    await light(room, "alarm", "lost", seconds=14)
    assert time.monotonic() - began < 15
    await until(lambda: line.opened > 1, "the page tries anew")
    assert time.monotonic() - began < 15
    await room.live.air(second.id)
    assert await words(screen) == TEXT, "it holds its picture"
    line.dead = False
    await painted(screen, 2)
    await light(room, "painted")
    assert await words(screen) == OTHER


async def test_a_closed_page_is_an_alarm_at_once(room):
    (question,) = await room.approved(TEXT)
    screen = await room.screen()
    await room.live.air(question.id)
    await light(room, "painted")
    await screen.close()
    await light(room, "alarm", "lost", seconds=3)


async def test_a_page_that_hangs_is_lost_and_is_found_again(room):
    """Its socket is open all the while: the kernel answers for it."""
    first, second = await room.approved(TEXT, OTHER)
    screen = await room.screen()
    await room.live.air(first.id)
    await light(room, "painted")
    cdp = await room.browser.new_browser_cdp_session()
    processes = (await cdp.send("SystemInfo.getProcessInfo"))["processInfo"]
    renderers = [p["id"] for p in processes if p["type"] == "renderer"]
    began = time.monotonic()
    for pid in renderers:
        os.kill(pid, signal.SIGSTOP)
    try:
        await light(room, "alarm", "lost", seconds=14)
        assert time.monotonic() - began < 15
        await room.live.air(second.id)
    finally:
        for pid in renderers:
            os.kill(pid, signal.SIGCONT)
    await painted(screen, 2)
    await light(room, "painted")
    assert await words(screen) == OTHER


# -- without a line ---------------------------------------------------------------------------------------


async def test_after_so_long_without_a_line_it_goes_dark_if_the_house_wants_it(room):
    first, second = await room.approved(TEXT, OTHER)
    line = Line()
    context = await room.browser.new_context(viewport={"width": 1920, "height": 1080})
    await context.add_init_script(ARMED)
    screen = await context.new_page()
    await screen.route_web_socket(LINE, line.between)
    await screen.goto(f"{room.live.base}/screen#{await room.key()}")
    await painted(screen, 0)
    await room.live.air(first.id)
    await light(room, "painted")
    await asyncio.sleep(6.5)
    assert await words(screen) == TEXT, "a line that lives is heard"
    line.dead, began = True, time.monotonic()

    async def dark() -> bool:
        return painted_box(await pixels(screen)) is None

    await until(dark, "it goes dark", 15)
    assert 2 < time.monotonic() - began < 14
    await light(room, "alarm", "lost")
    await room.live.air(second.id)
    line.dead = False
    await painted(screen, 2)
    assert await words(screen) == OTHER, "no kill: what is on air is shown again"
    await light(room, "painted")


# -- what hides by itself ------------------------------------------------------------------------------------


async def test_it_hides_at_its_time_also_without_a_line(room):
    (question,) = await room.approved(TEXT)
    line = Line()
    screen = await room.screen(route=(LINE, line.between))
    async with producing(room.live) as producer:
        await producer.take(question.id, hide_after_s=5)
        until_ms = producer.program()["layers"]["question"]["until"]
        await painted(screen, 1)
        line.dead = True

        async def dark() -> bool:
            return painted_box(await pixels(screen)) is None

        await until(dark, "it is gone", 12)
        offset = await screen.evaluate("Date.now()") - until_ms
        assert 0 <= offset < 10_000, "the line is dead: nobody else hides it"
        await until(lambda: not producer.program()["layers"], "the log says so as well")


async def test_a_page_whose_clock_is_wrong_hides_at_the_servers_time(room):
    (question,) = await room.approved(TEXT)
    context = await room.browser.new_context(viewport={"width": 1920, "height": 1080})
    await context.add_init_script("const real = Date.now; Date.now = () => real() + 3_600_000;")
    screen = await context.new_page()
    await screen.goto(f"{room.live.base}/screen#{await room.key()}")
    await painted(screen, 0)
    async with producing(room.live) as producer:
        await producer.take(question.id, hide_after_s=60)
        await painted(screen, 1)
        assert await words(screen) == TEXT, "an hour ahead, and yet not gone"
        await light(room, "painted")
