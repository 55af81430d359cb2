"""The shipped socket code: gaps heal, a restart brings everyone back, a final refusal is believed."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
from pathlib import Path

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from studio import office
from studio.events import OFFICE
from tests.browser.house import done
from tests.browser.shipped import bundled
from tests.browser.staff import link
from tests.browser.test_viewer import hook, ready
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.integration]

GATEWAY = re.compile(r"/b/")


SILENCE = Path(__file__).with_name("silence.mjs")


@pytest.mark.parametrize(("silence", "comes_back"), [(2_000, True), (-1, False), (0, False)])
def test_a_line_on_which_nothing_is_heard_is_dead_where_the_seat_says_so(tmp_path: Path, silence, comes_back):
    node, bundle = bundled("live", tmp_path)
    said = subprocess.run([node, SILENCE, bundle, str(silence)], check=True, capture_output=True, timeout=20)
    found = json.loads(said.stdout)
    assert found["talking"] == 1, "a line that talks is left alone"
    assert (found["silent"] > 1, found["first"] == 3) == (comes_back, comes_back)


class Lossy:
    """Loses the first `views` frame, and holds the page's messages back until told to let them through."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.came = 0
        self.through = asyncio.Event()

    def between(self, socket: WebSocketRoute) -> None:
        """Stands between the page and the gateway."""
        server = socket.connect_to_server()

        async def upstream(message: str) -> None:
            self.said.append(json.loads(message)["type"])
            await self.through.wait()
            server.send(message)

        def downstream(message: str) -> None:
            self.came += json.loads(message)["type"] == "views"
            if self.came != 1:
                socket.send(message)

        socket.on_message(upstream)
        server.on_message(downstream)


async def test_a_lost_frame_is_asked_for_once_and_heals(live, seat):
    page, line = await seat("about:blank"), Lossy()
    await page.route_web_socket(GATEWAY, line.between)
    await page.goto(live.url)
    await ready(page)
    texts = [await live.ask(what) for what in ("Бірінші", "Екінші")]
    for count, text in enumerate(texts, 1):  # one by one, so that none shares a frame with another
        await live.approve((await live.question(text)).id)
        await until(lambda count=count: line.came >= count, "the approval's frame")
    await live.intake("paused")
    await until(lambda: line.came >= 3, "the pause's frame")
    await expect(hook(page, "intake")).to_have_attribute("data-state", "open")  # nothing is believed after the gap
    line.through.set()
    for text in texts:
        await expect(hook(page, "public-question").filter(has_text=text)).to_be_visible()
    await expect(hook(page, "intake")).to_have_attribute("data-state", "paused")
    assert line.said == ["again"]


@pytest.mark.parametrize(("code", "times", "state"), [(4403, 1, "refused"), (4404, 1, "refused"), (1012, 2, "live")])
async def test_a_close_code_says_whether_to_come_back(live, seat, code, times, state):
    page: Page = await seat("about:blank")
    opened: list[str] = []

    async def meddle(socket: WebSocketRoute) -> None:
        opened.append(socket.url)
        if len(opened) == 1:
            await socket.close(code=code)
        else:
            socket.connect_to_server()

    await page.route_web_socket(GATEWAY, meddle)
    await page.goto(live.url)
    await expect(page.locator("tynda-viewer")).to_have_attribute("data-live", state)
    if state == "refused":
        await page.wait_for_timeout(1500)  # longer than the first three attempts of whoever would come back
        await expect(page.locator(".note.bad")).to_be_visible()
    assert len(opened) == times


async def test_a_line_that_is_back_is_used_at_once(live, seat):
    page = await ready(await seat(live.url))
    await page.context.set_offline(True)
    await expect(page.locator("tynda-viewer")).to_have_attribute("data-live", "offline")
    await expect(hook(page, "reconnecting")).to_be_visible()
    text = await live.ask("Желі жоқта")
    await live.approve((await live.question(text)).id)
    await page.context.set_offline(False)
    await expect(page.locator("tynda-viewer")).to_have_attribute("data-live", "live")
    await expect(hook(page, "public-question").filter(has_text=text)).to_be_visible()


async def test_the_browsers_word_that_there_is_no_network_is_not_the_end(live, seat):
    """A machine without a network still has a way to a server on itself."""
    page, lines = await seat("about:blank"), []

    def line(socket: WebSocketRoute) -> None:
        lines.append(socket)
        socket.connect_to_server()

    await page.add_init_script("Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })")
    await page.route_web_socket(GATEWAY, line)
    await page.goto(live.url)
    await ready(page)
    await page.evaluate("void dispatchEvent(new Event('offline'))")
    await until(lambda: len(lines) == 2, "another line is tried at once")
    await expect(page.locator("tynda-viewer")).to_have_attribute("data-live", "live")
    text = await live.ask("Желісіз машинада")
    await live.approve((await live.question(text)).id)
    await expect(hook(page, "public-question").filter(has_text=text)).to_be_visible()
    await lines[1].close(code=1012)
    await until(lambda: len(lines) == 3, "it comes back all the same")
    await expect(page.locator("tynda-viewer")).to_have_attribute("data-live", "live")


async def _away(page: Page, seat: str) -> None:
    """The page's network is gone, and the page knows it."""
    await page.context.set_offline(True)
    if seat == "viewer":
        await expect(page.locator("tynda-viewer")).to_have_attribute("data-live", "offline")
    else:
        await expect(hook(page, "offline")).to_be_visible()


@pytest.mark.parametrize("role", ["moderator", "producer", "speaker", "owner"])
async def test_a_seat_that_ended_while_its_line_was_away_says_what_to_do(live, seat, role):
    """A browser does not tell a script with which status a handshake was refused."""
    url = await link(live, role, "Айгүл")
    page: Page = await seat(url, width=1280, locale="ru-RU")
    await page.wait_for_url(re.compile(r"/(desk|console|speaker|office)"))
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await _away(page, role)
    done(await office.revoke(live.act("owner", OFFICE), office.person_id(url.partition("#")[2])))
    opened: list[str] = []
    page.on("websocket", lambda socket: opened.append(socket.url))
    await page.context.set_offline(False)
    await expect(page.locator(".banner.stop")).to_contain_text("Ваше место закрыто")
    tries = len(opened)
    await page.wait_for_timeout(3000)  # longer than the waits of whoever would try on
    assert len(opened) == tries


async def test_a_viewer_whose_cookie_is_gone_gets_another_and_comes_back(live, seat):
    page = await ready(await seat(live.url))
    await _away(page, "viewer")
    await page.context.clear_cookies()
    await page.context.set_offline(False)
    await expect(page.locator("tynda-viewer")).to_have_attribute("data-live", "live")
