"""air: from the producer's "take" to pixels on the screen, over a bare relay whose page sets `textContent`.

Both pages stand in the same Chromium and are measured alike: the clock starts in this process just before
the command is sent, and stops in this process when the page's own acknowledgement (two animation frames
after the DOM changed) reaches a tap. The tap is one more WebSocket, which a script in both pages opens to
this process: it hears what the page says to its server, and when the words stand in the DOM. What the staff's
seats hear waits meanwhile: in the house they are other machines.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from playwright.async_api import Browser, Page
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

from tests.bench.desk import approve
from tests.bench.machine import HERE, Result, free_port
from tests.bench.seats import PATIENCE_S, VIEWERS, Audience, Seat, Views, asked, demo, percentile, seat
from tests.browser.chromium import launched
from tests.browser.house import Demo

PAIRS = 7
EACH = 40
"""Takes a side in each pair."""
EVERY_S = 0.11
FRAME_S = 1 / 60
"""How often Chromium paints at most."""
QUESTIONS = 40
PROGRAM = "program/main"
TAP = """(() => {
  const tap = new WebSocket("ws://127.0.0.1:%d"), send = WebSocket.prototype.send;
  const tell = (text) => { if (tap.readyState === 1) send.call(tap, text); };
  WebSocket.prototype.send = function (text) {
    send.call(this, text);
    if (String(text).includes('"painted"')) tell(text);
  };
  const watch = new MutationObserver((records) => {
    for (const { target } of records) {
      const mark = /^Q\\d+ /.exec(target.textContent);
      if (mark) tell(JSON.stringify({ type: "dom", mark: mark[0] }));
    }
  });
  const look = (root) => watch.observe(root, { subtree: true, childList: true, characterData: true });
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, init);
    look(root);
    return root;
  };
  look(document);
})();"""


@dataclass
class Times:
    """Seconds of one side."""

    painted: list[float] = field(default_factory=list)
    dom: list[float] = field(default_factory=list)
    clear: list[float] = field(default_factory=list)
    tally: list[float] = field(default_factory=list)


class Tap:
    """What the pages say of themselves: when a revision was painted, when words stood in the DOM."""

    def __init__(self) -> None:
        self.port = free_port(1)
        self._waiting: dict[tuple[str, Any], asyncio.Future[float]] = {}

    def expect(self, type: str, what: Any) -> asyncio.Future[float]:
        """The second at which a page says this, counted from now on."""
        future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[type, what] = future
        return future

    async def listen(self, client: ServerConnection) -> None:
        """Serves a page."""
        async for text in client:
            at = time.perf_counter()
            said = json.loads(text)
            future = self._waiting.pop((said["type"], said.get("mark", said.get("revision"))), None)
            if future and not future.done():
                future.set_result(at)


class Side(Protocol):
    """What is compared."""

    page: Page

    async def round(self, times: Times) -> None:
        """Puts one text on the screen."""


class Staff(NamedTuple):
    """The seats beside the screen."""

    moderator: Seat
    producer: Seat

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """Nobody's frames are read on this machine while the screen is measured on it."""
        with self.moderator.deaf(), self.producer.deaf():
            yield


class Ours:
    """The house: a producer's socket, and the screen's page."""

    def __init__(self, page: Page, staff: Staff, tap: Tap, questions: list[str]) -> None:
        self.page = page
        self._staff, self._tap, self._questions = staff, tap, questions
        self._producer = staff.producer
        self._n = 0
        self._takes, self._clears = _phases(), _phases()

    @property
    def _program(self) -> dict[str, Any]:
        return self._producer.views.get(PROGRAM, {"revision": 0, "layers": {}})

    async def round(self, times: Times) -> None:
        """Takes on an empty screen, then takes over that, then clears: every kind of change as often."""
        if self._n % 3 == 2:
            await self._clear(times)
            self._n += 1
        question = self._questions[self._n % len(self._questions)]
        self._n += 1
        await self._producer.send("cue", screen="main", item=question)
        await self._producer.until(lambda views: (_preview(views) or {}).get("question") == question)
        await pause(self._takes)
        preview, on_air, revision = _preview(self._producer.views), self._on_air(), self._program["revision"] + 1
        assert preview
        painted = self._tap.expect("painted", revision)
        dom = self._tap.expect("dom", f"{preview['text'].partition(' ')[0]} ")
        with self._staff.deaf():
            began = await self._producer.send("take", screen="main", cue=preview["id"], expected=on_air, cut=True)
            async with asyncio.timeout(PATIENCE_S):
                times.painted.append(await painted - began)
                times.dom.append(await dom - began)
        times.tally.append(await self._producer.until(_painted(revision)) - began)

    def _on_air(self) -> str | None:
        cue = self._program["layers"].get("question")
        return str(cue["id"]) if cue else None

    async def _clear(self, times: Times) -> None:
        revision = self._program["revision"] + 1
        await pause(self._clears)
        painted = self._tap.expect("painted", revision)
        with self._staff.deaf():
            began = await self._producer.send("clear", screen="main", cut=True)
            async with asyncio.timeout(PATIENCE_S):
                times.clear.append(await painted - began)
        await self._producer.until(_painted(revision))


def _preview(views: Views) -> dict[str, Any] | None:
    found: dict[str, Any] | None = views.get(PROGRAM, {}).get("preview")
    return found


def _painted(revision: int) -> Callable[[Views], bool]:
    return lambda views: views.get(PROGRAM, {}).get("painted") == revision


class Floor:
    """The relay, and its page."""

    def __init__(self, page: Page, line: ClientConnection, tap: Tap) -> None:
        self.page = page
        self._line, self._tap = line, tap
        self._n = 0
        self._phases = _phases()

    async def round(self, times: Times) -> None:
        """Sets another text."""
        await pause(self._phases)
        self._n += 1
        revision = -self._n
        painted, dom = self._tap.expect("painted", revision), self._tap.expect("dom", f"Q{self._n} ")
        text = f"Q{self._n} Неге біздің ауылдағы өзіне-өзі қызмет көрсету бұрышы сенбі күні жұмыс істемейді?"
        began = time.perf_counter()
        await self._line.send(json.dumps({"revision": revision, "text": text}))
        async with asyncio.timeout(PATIENCE_S):
            times.painted.append(await painted - began)
            times.dom.append(await dom - began)
            await self._line.recv()


def _phases() -> Iterator[float]:
    """Moments within a frame, as evenly spread as they can be however many there are: steps of the golden ratio."""
    return (n * 0.618034 % 1 * FRAME_S for n in itertools.count())


async def pause(phases: Iterator[float]) -> None:
    """A while that ends at another moment of the screen's frame each time.

    Left to chance, the median of a block would wander by a millisecond: a page can only tell at its next refresh.
    """
    until = time.perf_counter() + EVERY_S * random.uniform(0.6, 1.4)
    until += next(phases) - until % FRAME_S
    await asyncio.sleep(until - time.perf_counter())


async def _page(browser: Browser, tap: Tap, url: str) -> Page:
    # The policy of our pages forbids them to speak to the tap; everything else of it stays as it is.
    context = await browser.new_context(viewport={"width": 1920, "height": 1080}, bypass_csp=True)
    await context.add_init_script(TAP % tap.port)
    page = await context.new_page()
    await page.goto(url)
    return page


@contextmanager
def _relay() -> Iterator[int]:
    """The relay in a process of its own; gives its port."""
    port = free_port(1)
    command = [sys.executable, "-m", "tests.bench.relay", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=HERE.parents[1]) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield port
        finally:
            process.terminate()


@asynccontextmanager
async def _sides(house: Demo, staff: Staff, questions: list[str]) -> AsyncIterator[tuple[Ours, Floor]]:
    tap = Tap()
    with _relay() as port:
        async with (
            serve(tap.listen, "127.0.0.1", tap.port, compression=None),
            connect(f"ws://127.0.0.1:{port}/line", compression=None, ping_interval=None) as line,
            launched() as browser,
        ):
            floor = Floor(await _page(browser, tap, f"http://127.0.0.1:{port}/"), line, tap)
            screen = await _page(browser, tap, house.urls["screen"])
            await screen.locator('[data-test="screen"][data-revision]').wait_for()
            yield Ours(screen, staff, tap, questions), floor


async def _block(side: Side) -> Times:
    times = Times()
    await side.page.bring_to_front()
    for _ in range(EACH):
        await side.round(times)
    return times


async def _pairs(ours: Ours, floor: Floor, beside: Callable[[], Any]) -> list[tuple[Times, Times]]:
    """Alternating blocks; `beside` is what goes on beside ours alone."""
    pairs = []
    for _ in range(PAIRS):
        async with beside():
            measured = await _block(ours)
        pairs.append((measured, await _block(floor)))
    return pairs


def _ratio(pairs: list[tuple[Times, Times]], share: float) -> float:
    return statistics.median(percentile(a.painted, share) / percentile(b.painted, share) for a, b in pairs)


def _ms(values: list[list[float]], share: float) -> float:
    return percentile([value for block in values for value in block], share) * 1000


def _both(values: list[list[float]]) -> str:
    return f"{_ms(values, 0.5):.1f} / {_ms(values, 0.95):.1f} ms"


async def _loaded(house: Demo, producer: Seat, sides: tuple[Ours, Floor], voted: str) -> list[tuple[Times, Times]]:
    audience = Audience(house, voted, VIEWERS)
    try:
        pairs = await _pairs(*sides, lambda: audience.voting(producer, EACH * EVERY_S * 2.6))
        audience.check()
    finally:
        audience.close()
    return pairs


async def _measure(house: Demo) -> tuple[dict[str, float], list[str]]:
    questions = await asked(house, QUESTIONS + 1)
    async with seat(house, "moderator") as moderator, seat(house, "producer") as producer:
        for question in questions:
            await approve(moderator, producer, question)
            await asyncio.sleep(0.05)
        voted = questions.pop()
        async with _sides(house, Staff(moderator, producer), questions) as sides:
            for side in sides:
                await _block(side)
            idle = await _pairs(*sides, nullcontext)
            loaded = await _loaded(house, producer, sides, voted)
    figures = {
        "painted_over_floor_p50": _ratio(idle, 0.5),
        "painted_over_floor_p95": _ratio(idle, 0.95),
        "loaded_p95_over_floor_p95": _ratio(loaded, 0.95),
        "take_to_painted_p50_ms": _ms([a.painted for a, _ in idle], 0.5),
        "take_to_painted_p95_ms": _ms([a.painted for a, _ in idle], 0.95),
        "dom_p50_ms": _ms([a.dom for a, _ in idle], 0.5),
        "clear_p95_ms": _ms([a.clear for a, _ in idle], 0.95),
    }
    notes = [
        f"floor: painted {_both([b.painted for _, b in idle])}, DOM {_both([b.dom for _, b in idle])} (p50 / p95)",
        f"the tally turns red after {_both([a.tally for a, _ in idle])}",
        f"before {VIEWERS} viewers: painted {_both([a.painted for a, _ in loaded])}, "
        f"the idle floor beside it {_both([b.painted for _, b in loaded])}",
    ]
    return figures, notes


def run() -> Result:
    """Pairs with the house idle, then pairs with five thousand viewers."""
    with demo() as house:
        figures, notes = asyncio.run(_measure(house))
    return Result(figures, "a bare relay of WebSockets whose page sets textContent, in the same Chromium", PAIRS, notes)
