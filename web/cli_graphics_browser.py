"""Tries one graphic out in a real Chromium, as a renderer would use it and a little worse."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from playwright.async_api import Browser, Error, FloatRect, Page, Route, async_playwright

from overlays import gdd
from overlays.graphic import Manifest
from web.assets import BASE, STATIC, Assets
from web.graphics import FILE_HEADERS, TYPES, frame_policy
from web.library import Found, locate

Shot = TypeVar("Shot")
FLAGS = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--force-color-profile=srgb")  # fmt: skip
ANSWER_MS = 8_000
"""How long a method may take; an animation is over by then."""
LOOP_S = ANSWER_MS / 1000 + 4
"""When not even our own timer in the page has fired, the page is stuck in a loop."""
GONE_S = 2.0
HOST = "http://graphics.invalid"
"""Nothing is asked of any network: what the page asks for is answered from here."""
RENDERER = {"resolution": {"width": 1920, "height": 1080}, "accessToPublicInternet": False}
"""What a graphic is told of where it plays."""
EDGE = 100
"""Px around the picture, in which nothing may be painted."""
PICTURE: FloatRect = {"x": EDGE, "y": EDGE, "width": 1920, "height": 1080}
AROUND: FloatRect = {"x": 0, "y": 0, "width": 1920 + 2 * EDGE, "height": 1080 + 2 * EDGE}
SHOTS = 3
"""How often a picture is tried: Chromium refuses one while the surface under it is being replaced."""
SMALL = 3
"""A thumbnail is smaller by this."""
OTHER = "Басқа мәтін"
METHODS = ("load", "dispose", "playAction", "updateAction", "stopAction", "customAction")
NON_REAL_TIME = ("goToTime", "setActionsSchedule")
TIMES = (0, 900, 1_100, 1_400, 2_500, 3_200, 5_000, 6_100, 6_300, 20_000)
SCHEDULE = ((1_000, "playAction"), (3_000, "updateAction"), (6_000, "stopAction"))

PAGE = f"""<!doctype html><meta charset="utf-8"><style>
html {{ background: transparent; }}
body {{ margin: 0; width: {1920 + 2 * EDGE}px; height: {1080 + 2 * EDGE}px; }}
#box {{ position: absolute; left: {EDGE}px; top: {EDGE}px; width: 1920px; height: 1080px; contain: layout;
  transform-origin: 0 0; --tynda-font: "Golos Text Variable"; }}
</style>%s<div id="box"></div>"""
WATCH = """window.refused = new Set(); document.addEventListener("securitypolicyviolation",
  (event) => refused.add(event.blockedURI === "eval" ? "eval" : event.blockedURI));"""
BRING = """async ([main, methods]) => { try {
  const { default: Graphic } = await import(main);
  if (!(Graphic?.prototype instanceof HTMLElement)) return "its default export is no class that extends HTMLElement";
  if (!customElements.get("ograf-graphic")) customElements.define("ograf-graphic", Graphic);
  window.graphic?.remove();
  window.graphic = document.getElementById("box").appendChild(new Graphic());
  const missing = methods.filter((name) => typeof graphic[name] !== "function");
  return missing.length ? `it has no method ${missing.join(", ")}` : "";
} catch (error) { return `its module can't be loaded: ${error?.message ?? error}`; } }"""
CALL = """async ([calls, ms]) => {
  const late = new Promise((resolve) => setTimeout(() => resolve("late"), ms));
  const one = async ([method, params]) => { try {
    const reply = await Promise.race([graphic[method](params), late]);
    if (reply === "late") return { wrong: `does not end within ${ms / 1000} s` };
    const { statusCode = 200, statusMessage = "", currentStep } = reply ?? {};
    return { step: currentStep, wrong: statusCode < 300 ? "" : `is answered by ${statusCode} ${statusMessage}`.trim() };
  } catch (error) { return { wrong: `throws: ${error?.message ?? error}` }; } };
  await new Promise((go) => setTimeout(go)); // within our own task, the debugger lifts the policy on eval
  return Promise.all(calls.map(one)); }"""
FRAMES = "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
COVER = f"""(on) => {{ document.getElementById("cover")?.remove(); if (on) document.body.insertAdjacentHTML("beforeend",
  '<div id="cover" style="position: absolute; left: {EDGE}px; top: {EDGE}px; width: 1920px; height: 1080px;'
  + 'background: #000; z-index: 2147483647"></div>'); }}"""
SHRINK = "(by) => void (document.getElementById('box').style.transform = by === 1 ? '' : `scale(${1 / by})`)"


@asynccontextmanager
async def browser(path: str) -> AsyncIterator[Browser]:
    """A Chromium of our own.

    Raises:
        OSError: it does not start.
    """
    async with async_playwright() as play:
        try:
            # As root there is no sandbox; a graphic that is being checked is a stranger, so else there is one.
            started = await play.chromium.launch(executable_path=path, args=FLAGS, chromium_sandbox=os.geteuid() != 0)
        except Error as error:
            raise OSError(f"{path} does not start: {error.message.splitlines()[0]}") from None
        yield started
        await started.close()


async def captured(take: Callable[[], Awaitable[Shot]]) -> Shot:
    """A picture of a page, tried again where Chromium could not take it at that moment.

    Raises:
        Error: it can't be taken at all.
    """
    for _ in range(SHOTS - 1):
        try:
            return await take()
        except Error as refused:
            if "Unable to capture screenshot" not in refused.message:
                raise
    return await take()


class StuckError(Exception):
    """The page answers no more; nothing further can be tried."""


class Trial:
    """One graphic, tried out.

    Args:
        found: where it is.
        manifest: its own.
        started: a Chromium.
    """

    def __init__(self, found: Found, manifest: Manifest, started: Browser) -> None:
        self._found, self._manifest, self._browser = found, manifest, started
        self._flaws: dict[str, None] = {}  # in the order in which they were found, each once
        self._blank = self._covered = b""
        self._picture: bytes | None = None
        self._page: Page
        data = manifest.data or {"type": "object", "properties": {}}
        self._data = gdd.sample(data)
        self._other = gdd.sample({**data, "default": None}, OTHER)

    async def run(self) -> Sequence[str]:
        """Tries everything; a line for each flaw."""
        context = await self._browser.new_context(viewport={"width": 1920, "height": 1080})
        self._page = await context.new_page()
        await context.route("**/*", self._answer)
        await self._page.add_init_script(WATCH)
        self._page.on("pageerror", lambda error: self._say(f"threw outside of its methods: {error.message}"))
        try:
            await self._page.goto(f"{HOST}/")
            self._blank = await self._shot()
            self._covered = await self._edge()
            await self._life()
            if self._manifest.supports_non_real_time:
                await self._frame_by_frame()
            for what in await self._evaluate("[...refused]"):
                self._say(f"asks for {what}: a contained graphic has nothing but its own folder")
        except StuckError as stuck:
            self._say(str(stuck))
        await self._closed(context)
        return list(self._flaws)

    def picture_in(self, folder: Path) -> Path | None:
        """Writes the thumbnail, where there is one."""
        if self._picture is None:
            return None
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self._found.id}.png"
        path.write_bytes(self._picture)
        return path

    # -- the life of a graphic --------------------------------------------------------------------------

    async def _life(self) -> None:
        if not await self._bring(METHODS):
            return
        await self._is_blank("before load()")
        if await self._call("load", data=self._data, renderType="realtime", renderCharacteristics=RENDERER):
            return
        await self._is_blank("before playAction()")
        if await self._plays():
            await self._updates()
            await self._steps()
            await self._stops()
        await self._actions()
        await self._overlaps()
        await self._call("dispose")
        await self._evaluate("graphic.remove()")
        await self._is_blank("after dispose()")

    async def _plays(self) -> bool:
        """Whether it is to be seen once it plays."""
        count = self._manifest.step_count
        if count == 0:  # it goes by itself, perhaps before the call has ended
            seen, ((step, wrong),) = await asyncio.gather(
                self._until(lambda shot: shot != self._blank), self._answers([("playAction", {})])
            )
        else:
            ((step, wrong),) = await self._answers([("playAction", {})])
            seen = await self._until(lambda shot: shot != self._blank)
        if wrong:
            self._say(f"playAction {wrong}")
        elif count and step != 0:
            self._say(f"playAction says `currentStep` {step}, not 0, after the first play")
        if not seen:
            self._say("nothing is to be seen after playAction()")
        elif not wrong:
            await self._stays_inside("after playAction()")
            self._picture = await self._thumbnail()
        return seen and not wrong

    async def _updates(self) -> None:
        await self._call("updateAction", data=self._other)
        await self._call("updateAction", data={}, skipAnimation=True)
        await self._stays_inside("after updateAction()")

    async def _steps(self) -> None:
        """Each step, then the end."""
        count = self._manifest.step_count
        for step in range(1, count):
            ((said, wrong),) = await self._answers([("playAction", {"delta": 1})])
            if wrong or said != step:
                self._say(f"playAction({{delta: 1}}) to step {step} {wrong or f'says `currentStep` {said}'}")
        if count > 0:
            ((said, wrong),) = await self._answers([("playAction", {"delta": 1})])
            if wrong or said is not None:
                self._say(f"playAction() past the last step {wrong or f'says `currentStep` {said}: it is at its end'}")
            await self._is_blank("after playAction() past the last step")
            await self._call("playAction", goto=0, skipAnimation=True)
            if not await self._until(lambda shot: shot != self._blank):
                self._say("does not play again after its end")

    async def _stops(self) -> None:
        await self._call("stopAction")
        await self._is_blank("after stopAction()")
        await self._call("playAction", skipAnimation=True)
        await self._call("stopAction", skipAnimation=True)
        await self._is_blank("after stopAction({skipAnimation: true})")

    async def _actions(self) -> None:
        for action in self._manifest.custom_actions:
            payload = gdd.sample(action.payload) if action.payload is not None else None
            await self._call("customAction", id=action.id, payload=payload)
        ((_, wrong),) = await self._answers([("customAction", {"id": "not-of-this-graphic", "payload": None})])
        if "does not end" in wrong:
            self._say(f"customAction of an action that it does not have {wrong}")

    async def _overlaps(self) -> None:
        """Calls on top of each other end where the last one wants."""
        calls: list[tuple[str, dict[str, Any]]] = [
            ("playAction", {}), ("stopAction", {}), ("playAction", {}), ("updateAction", {"data": self._data}),
            ("updateAction", {"data": self._other}), ("stopAction", {}), ("playAction", {"goto": 0}),
            ("stopAction", {}),
        ]  # fmt: skip
        for (method, _), (_, wrong) in zip(calls, await self._answers(calls), strict=True):
            if wrong:
                self._say(f"{method}, called before earlier calls have ended, {wrong}")
        await self._is_blank("after overlapping calls of which stopAction() was the last")

    async def _scheduled(self) -> bool:
        """Whether a new instance takes a schedule."""
        if not await self._bring((*METHODS, *NON_REAL_TIME)):
            return False
        params = {"playAction": {}, "updateAction": {"data": self._other}, "stopAction": {}}
        schedule = [{"timestamp": at, "action": {"type": what, "params": params[what]}} for at, what in SCHEDULE]
        wrong = await self._call("load", data=self._data, renderType="non-realtime", renderCharacteristics=RENDERER)
        return not (wrong or await self._call("setActionsSchedule", schedule=schedule))

    async def _frame_by_frame(self) -> None:
        """The same time is the same picture, from wherever one comes."""
        if not await self._scheduled():
            return
        forth = {}
        for at in TIMES:
            if await self._call("goToTime", timestamp=at):
                return
            forth[at] = await self._shot()
        if forth[0] != self._blank or forth[TIMES[-1]] != self._blank:
            self._say("goToTime paints before the first playAction of its schedule, or after the stopAction")
        if forth[2_500] == self._blank:
            self._say("goToTime paints nothing between playAction and stopAction of its schedule")
        for at in reversed(TIMES):
            await self._call("goToTime", timestamp=at)
            if await self._shot() != forth[at]:
                self._say(f"goToTime({at}) is another picture when one comes from a later time")
        await self._call("dispose")

    # -- the page ---------------------------------------------------------------------------------------

    def _say(self, flaw: str) -> None:
        self._flaws[flaw[:300]] = None

    async def _answer(self, route: Route) -> None:
        """Answers what the page asks for, from the graphic's folder alone."""
        folder = f"{HOST}/graphics/{self._found.id}/"
        url = route.request.url.partition("?")[0]
        if url == f"{HOST}/":
            policy = frame_policy(folder, "", HOST + BASE)
            letters = "".join(f'<link rel="stylesheet" href="{href}">' for href in Assets().styles("stage/frame"))
            await route.fulfill(
                body=PAGE % letters, headers={"Content-Type": "text/html", "Content-Security-Policy": policy}
            )
            return
        path = self._file(url)
        if path is None:
            self._say(f"asks for {url.removeprefix(folder)}, which is not in its folder")
            await route.abort()
            return
        kind = TYPES.get(path.suffix.lower(), "application/octet-stream")
        await route.fulfill(path=path, headers={**FILE_HEADERS, "Content-Type": kind})

    def _file(self, url: str) -> Path | None:
        for at, folder in ((f"{HOST}/graphics/{self._found.id}/", self._found.folder), (HOST + BASE, STATIC / "dist")):
            if url.startswith(at):
                return locate(folder, url.removeprefix(at))
        return None

    async def _bring(self, methods: Sequence[str]) -> bool:
        main = f"{HOST}/graphics/{self._found.id}/{self._manifest.main}"
        wrong = await self._evaluate(BRING, [main, list(methods)])
        if wrong:
            self._say(wrong)
        return not wrong

    async def _answers(self, calls: Sequence[tuple[str, dict[str, Any]]]) -> list[tuple[int | None, str]]:
        """The step and what is wrong with the answer, for each of some calls made at once."""
        said = await self._evaluate(CALL, [[list(call) for call in calls], ANSWER_MS], calls[0][0])
        return [(one.get("step"), one["wrong"]) for one in said]

    async def _call(self, method: str, **params: Any) -> str:
        """Calls one method; what is wrong with its answer is said, and given."""
        ((_, wrong),) = await self._answers([(method, params)])
        if wrong:
            self._say(f"{method} {wrong}")
        return wrong

    async def _evaluate(self, script: str, given: Any = None, during: str = "its module") -> Any:
        try:
            return await asyncio.wait_for(self._page.evaluate(script, given), LOOP_S)
        except TimeoutError:
            raise StuckError(f"{during} never comes back: it loops for ever") from None
        except Error as error:  # it went elsewhere, or fell over
            raise StuckError(f"{during} takes its page away: {error.message.splitlines()[0]}") from None

    async def _shot(self, clip: FloatRect = PICTURE) -> bytes:
        try:
            await asyncio.wait_for(self._page.evaluate(FRAMES), LOOP_S)
            take = partial(self._page.screenshot, full_page=True, omit_background=True, timeout=LOOP_S * 1000)
            return await asyncio.wait_for(captured(partial(take, clip=clip)), LOOP_S)
        except (TimeoutError, Error):
            raise StuckError("its picture can't be taken: the page is stuck") from None

    async def _until(self, true: Any) -> bool:
        """Whether the picture becomes so within a while."""
        began = asyncio.get_running_loop().time()
        while not true(await self._shot()):
            if asyncio.get_running_loop().time() - began > GONE_S:
                return False
            await asyncio.sleep(0.05)
        return True

    async def _is_blank(self, when: str) -> None:
        if not await self._until(lambda shot: shot == self._blank):
            self._say(f"something is to be seen {when}")

    async def _edge(self) -> bytes:
        """What is painted outside of the picture."""
        await self._evaluate(COVER, True)
        shot = await self._shot(AROUND)
        await self._evaluate(COVER, False)
        return shot

    async def _stays_inside(self, when: str) -> None:
        if await self._edge() != self._covered:
            self._say(f"paints outside of 1920x1080 {when}")

    async def _thumbnail(self) -> bytes:
        await self._evaluate(SHRINK, SMALL)
        shot = await self._shot({"x": EDGE, "y": EDGE, "width": 1920 / SMALL, "height": 1080 / SMALL})
        await self._evaluate(SHRINK, 1)
        return shot

    @staticmethod
    async def _closed(context: Any) -> None:
        """Closes the page, or leaves one that is stuck to the browser's end."""
        with suppress(TimeoutError, Error):
            await asyncio.wait_for(context.close(), LOOP_S)
