"""A screen cut off, reloaded, hidden and shown again paints nothing but the present program: 300 cuts, every frame.

Three screens are filmed at once. Each cut is a random handful of what happens to a page and to its program meanwhile;
then all is mended, and the picture has to be the program's, to the pixel. On the way a frame may show nothing, or what
was on air at some moment since the page was last seen to be right: never what went on and off air while the line was
down, and after a reload, or hidden and shown again, nothing from before.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Page, WebSocketRoute

from studio import office
from studio.events import OFFICE
from studio.people import Seat
from tests.browser.control_room import Room
from tests.browser.film import Film, Frame, filmed
from tests.browser.house import done
from tests.browser.producing import Producer, producing
from tests.browser.staff import audience, hook
from tests.waiting import until
from web.clock import now

pytestmark = [pytest.mark.browser, pytest.mark.integration]

TEXTS = ("Алғашқы сұрақ қандай болды?", "Почему приём граждан перенесли?", "Who pays for the third line?")
CUTS = 100
"""Of each screen."""
SEED = secrets.randbelow(10**6)
SMALL = {"width": 480, "height": 270}
SOON_S = 15
NOTHING = ""
VISIBLE = 'dispatchEvent(new CustomEvent("obsSourceVisibleChanged", {detail: {visible: %s}}))'


@dataclass
class Screen:
    """One screen: its page, its program, and what may be seen of that.

    Attributes:
        pictures: the question that each known picture shows, by its pixels.
        present: the question on air, or nothing.
        allowed: what a frame may show at this moment, besides nothing.
        fresh: what it may show once anything from after a reload is seen.
        reloaded: when that was, seconds since the epoch: the page before it may show nothing, too.
        moving: whether an animation may be under way; `stirred`, since a reload.
        since: from when on only that is allowed, seconds since the epoch.
        stale: frames that showed anything else, and what had happened.
    """

    producer: Producer
    name: str
    page: Page
    film: Film
    dice: random.Random
    questions: list[str]
    pictures: dict[bytes, str] = field(default_factory=dict)
    present: str = NOTHING
    allowed: set[str] = field(default_factory=set)
    fresh: set[str] | None = None
    reloaded: float = 0.0
    moving: bool = False
    stirred: bool = False
    since: float = 0.0
    hidden: bool = False
    offline: bool = False
    stale: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    seen: int = 0

    # -- every frame ---------------------------------------------------------------------------------

    def shows(self, frame: Frame) -> str | None:
        """The question on a frame; None for something that is on its way."""
        return NOTHING if frame.empty else self.pictures.get(frame.pixels)

    def look(self, frame: Frame) -> None:
        """Holds a frame against what is allowed now; one from before the last look at the pixels is late, no more."""
        self.seen += 1
        if frame.at < self.since:
            return
        shown = self.shows(frame)
        proof = frame.at >= self.reloaded and (shown == NOTHING or shown in (self.fresh or set()) - self.allowed)
        if self.fresh is not None and proof:
            self.allowed, self.fresh, self.moving = self.fresh, None, self.stirred
        if shown == NOTHING or shown in self.allowed or (shown is None and self.moving):
            return
        self.stale.append(f"{self._named(shown)} after {self.log[-8:]}")

    def _named(self, question: str | None) -> str:
        if not question:
            return "nothing" if question == NOTHING else "something else"
        return f"question {self.questions.index(question)}"

    # -- what happens to the program ---------------------------------------------------------------------

    def _becomes(self, question: str, *, cut: bool) -> None:
        """What is on air from now on; whether the page may know is a matter of its line."""
        self.present = question
        self.log.append(self._named(question) + (" cut" if cut else ""))
        if self.offline or self.hidden:
            return
        self._may_show(question, moving=not cut)

    def _may_show(self, question: str, *, moving: bool) -> None:
        """The page has heard of it, and so has one that is being reloaded."""
        self.moving |= moving
        self.allowed.add(question)
        self.stirred |= moving
        if self.fresh is not None:
            self.fresh.add(question)

    async def change(self) -> None:
        """Takes, clears, or presses the panic key; the answer says that the web process knows."""
        cut, what = self.dice.random() < 0.7, self.dice.random()
        if what < 0.2:
            self._becomes(NOTHING, cut=cut)
            await self.producer.say("clear", screen=self.name, cut=cut)
        elif what < 0.3:
            self._becomes(NOTHING, cut=True)
            await self.producer.say("panic", screen=self.name)
        else:
            await self.take(self.dice.choice([q for q in self.questions if q != self.present]), cut=cut)

    async def take(self, question: str, *, cut: bool) -> None:
        self._becomes(question, cut=cut)
        await self.producer.take(question, self.name, cut=cut)

    # -- what happens to the page ------------------------------------------------------------------------

    async def drop(self) -> None:
        self.log.append("line down")
        await self.page.context.set_offline(True)
        await self._true("!navigator.onLine")
        self.offline = True

    async def _true(self, expression: str) -> None:
        await until(lambda: self.page.evaluate(expression), expression, SOON_S)

    async def mend(self) -> None:
        self.log.append("line up")
        self.offline = False
        if not self.hidden:
            self._may_show(self.present, moving=True)  # one missed take comes as it would have
        await self.page.context.set_offline(False)

    async def hide(self) -> None:
        self.log.append("hidden")
        await self.page.evaluate(VISIBLE % "false")
        await self._stands(NOTHING)
        self.hidden = True

    async def show(self) -> None:
        self.log.append("shown")
        self.hidden = False
        self.allowed = set() if self.offline else {self.present}
        await self.page.evaluate(VISIBLE % "true")

    async def reload(self) -> None:
        self.log.append("reloaded")
        self.hidden = False
        self.allowed.add(self.present)
        await self.page.wait_for_load_state()  # of an earlier one
        await self.page.reload(wait_until="commit")
        self.reloaded, self.fresh, self.stirred = now() / 1000, {self.present}, False
        await self._true("customElements.get('tynda-screen') !== undefined")  # else it hears of nothing

    async def painted(self) -> None:
        """Waits until the page says that the present program is on its pixels, and looks at them."""
        revision = self.producer.program(self.name)["revision"]

        async def said() -> bool:
            return await hook(self.page, "screen").get_attribute("data-revision") == str(revision)

        await until(said, f"revision {revision} is painted after {self.log[-8:]}", SOON_S)

    async def _stands(self, wanted: str) -> None:
        """Waits until the pixels show this; from then on they show nothing else."""
        found: list[str] = []

        async def there() -> bool:
            frame = await self.film.now()
            self.since = frame.at
            found[:] = [self._named(self.shows(frame))]
            return self.shows(frame) == wanted

        try:
            await until(there, "the picture", SOON_S)
        except AssertionError:
            raise AssertionError(f"{found} for {self._named(wanted)} after {self.log[-8:]}, seed {SEED}") from None
        self.allowed, self.fresh, self.moving = {wanted} - {NOTHING}, None, False

    async def cut(self) -> None:
        """A handful of what can happen, the program changing in between; then all is mended."""
        for _ in range(self.dice.randint(1, 3)):
            ways = [self.show if self.hidden else self.hide, self.mend if self.offline else self.drop]
            ways += [] if self.offline else [self.reload]
            await self.dice.choice(ways)()
            for _ in range(self.dice.choice([0, 1, 1, 2])):
                await self.change()
        if self.offline:
            await self.mend()
        if self.hidden:
            await self.show()
        self.log.append("mended")
        await self.painted()
        await self._stands(self.present)


@pytest.fixture
async def room(demo, live, browser):
    async with audience(demo.said["redis_url"]) as air:
        yield Room(live, air, browser)


async def opened(room: Room, name: str) -> Page:
    """The page of a screen of this name."""
    key = secrets.token_hex(32)
    seat = Seat(role="screen", name="OBS", briefing=room.live.id, screen=name)
    done(await office.invite(room.live.act("owner", OFFICE), key, seat))
    return await room.page(f"{room.live.base}/screen#{key}", viewport=SMALL)


async def evening(room: Room, name: str, questions: list[str]) -> Screen:
    """A screen, and all that happens to it."""
    page = await opened(room, name)
    async with filmed(page) as film, producing(room.live) as producer:
        screen = Screen(producer, name, page, film, random.Random(f"{SEED} {name}"), questions)
        for question in questions:  # how each looks
            await screen.take(question, cut=True)
            await screen.painted()
            await page.evaluate("document.fonts.ready.then(() => 0)")
            screen.pictures[(await film.now()).pixels] = question
        assert len(screen.pictures) == len(questions)
        await screen._stands(screen.present)
        film.looks = screen.look
        for _ in range(CUTS):
            await screen.cut()
    return screen


async def test_300_cuts_and_not_one_stale_frame(room):
    questions = [q.id for q in await room.approved(*TEXTS)]
    began = time.monotonic()
    screens = await asyncio.gather(*(evening(room, name, questions) for name in ("one", "two", "three")))
    cuts, frames = len(screens) * CUTS, sum(screen.seen for screen in screens)
    print(f"{cuts} cuts, {frames} frames, {time.monotonic() - began:.0f} s, seed {SEED}")
    stale = [f"{screen.name}: {s}" for screen in screens for s in screen.stale]
    assert not stale, f"seed {SEED}: {len(stale)} stale frames of {frames}, such as {stale[:3]}"
    assert frames > cuts


async def test_30_seconds_without_a_line(room):
    """A cable is pulled for half a minute; what went on and off air meanwhile is not even passed through."""
    first, second, third = [q.id for q in await room.approved(*TEXTS)]
    pulled = False

    def cable(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda text: None if pulled else server.send(text))
        server.on_message(lambda text: None if pulled else socket.send(text))
        server.on_close(lambda code, reason: None)

    key = await room.key()
    page = await room.page(f"{room.live.base}/screen#{key}", viewport=SMALL, route=("**/screen/ws", cable))
    async with filmed(page) as film, producing(room.live) as producer:
        screen = Screen(producer, "main", page, film, random.Random(SEED), [first, second, third])
        for question in (second, third, first):
            await screen.take(question, cut=True)
            await screen.painted()
            await page.evaluate("document.fonts.ready.then(() => 0)")
            screen.pictures[(await film.now()).pixels] = question
        await screen._stands(first)
        film.looks = screen.look
        pulled = True
        for question in (second, NOTHING, third):
            await asyncio.sleep(10)
            await (producer.take(question) if question else producer.say("clear", screen="main"))
        assert screen.shows(await film.now()) == first, "it holds its picture"
        screen.allowed, screen.present = {first, third}, third
        pulled = False
        await screen.painted()
        await screen._stands(third)
        assert not screen.stale, screen.stale
