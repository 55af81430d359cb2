"""What every graphic promises, asked of one at a time: dark before and after, inside the safe area, exact in time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PIL import Image
from playwright.async_api import Page

from tests.browser.graphics import SAFE, call, painted_box, pixels, same

Box = tuple[int, int, int, int]
Data = dict[str, Any]


def action(timestamp: int, type_: str, **params: Any) -> dict[str, Any]:
    """One line of a schedule: `action(1000, "play")`."""
    return {"timestamp": timestamp, "action": {"type": f"{type_}Action", "params": params}}


async def rehearse(page: Page, data: Data, *schedule: dict[str, Any]) -> None:
    """Loads it without real time, with this schedule."""
    assert await call(page, "load", {"data": data, "renderType": "non-realtime"}) == {"statusCode": 200}
    assert await call(page, "setActionsSchedule", {"schedule": list(schedule)}) == {"statusCode": 200}


async def frame(page: Page, timestamp: int) -> Image.Image:
    """The picture at a moment of the schedule."""
    assert await call(page, "goToTime", {"timestamp": timestamp}) == {"statusCode": 200}
    return await pixels(page)


async def comes_and_goes(page: Page, data: Data) -> None:
    """Nothing is painted before a play and after a stop, and every call is answered."""
    assert (await call(page, "playAction"))["statusCode"] == 400
    assert (await call(page, "load", {"data": {}}))["statusCode"] == 400
    assert (await call(page, "load", {"data": data, "renderType": "realtime"}))["statusCode"] == 200
    assert painted_box(await pixels(page)) is None
    assert await call(page, "playAction") == {"statusCode": 200, "currentStep": 0}
    assert painted_box(await pixels(page)) is not None
    assert (await call(page, "stopAction"))["statusCode"] == 200
    assert painted_box(await pixels(page)) is None
    assert (await call(page, "customAction", {"id": "explode"}))["statusCode"] == 404
    await call(page, "dispose")
    assert await page.evaluate("graphic.shadowRoot.childElementCount") == 0
    assert (await call(page, "playAction"))["statusCode"] == 400


async def survives_overlapping_calls(page: Page, data: Data, other: Data) -> None:
    """Calls that don't wait for each other are all answered; the last load is what stands in the end."""
    await call(page, "load", {"data": data, "renderType": "realtime"})
    codes = await page.evaluate(
        """([data, other]) => Promise.all([graphic.playAction({}), graphic.stopAction({}), graphic.playAction({}),
        graphic.updateAction({data: other}), graphic.updateAction({data}), graphic.stopAction({}),
        graphic.playAction({}), graphic.updateAction({data: other}), graphic.load({data: other}),
        graphic.playAction({})].map(async (p) => (await p).statusCode))""",
        [data, other],
    )
    assert set(codes) == {200}
    await call(page, "playAction", {"goto": 0, "skipAnimation": True})
    assert painted_box(await pixels(page)) is not None
    await page.evaluate("() => { graphic.playAction({}); graphic.dispose({}); }")
    assert painted_box(await pixels(page)) is None


async def is_exact(page: Page, times: Iterable[int]) -> dict[int, Image.Image]:
    """The same timestamp is the same picture, forwards, backwards and alone; gives the pictures."""
    forth = {timestamp: await frame(page, timestamp) for timestamp in times}
    for timestamp in [*reversed(forth), *sorted(forth, key=lambda t: (t * 7919) % 1009)]:
        assert same(forth[timestamp], await frame(page, timestamp)), timestamp
    return forth


def inside(image: Image.Image, within: Box = SAFE) -> Box:
    """The box of all that is painted, which is within the given one."""
    box = painted_box(image)
    assert box is not None
    assert within[0] <= box[0], box
    assert within[1] <= box[1], box
    assert box[2] <= within[2], box
    assert box[3] <= within[3], box
    return box


async def stays_inside(page: Page, times: Iterable[int], within: Box = SAFE) -> None:
    """Whatever is painted at these moments is within the safe area."""
    for timestamp in times:
        image = await frame(page, timestamp)
        if painted_box(image) is not None:
            inside(image, within)


async def is_text_alone(page: Page) -> None:
    """Hostile text has made no element, and no script ran."""
    assert await page.evaluate("graphic.shadowRoot.querySelectorAll('img, script, iframe, a').length") == 0
    assert await page.evaluate("document.querySelectorAll('img, #box script').length") == 0


async def moves(page: Page, data: Data) -> bool:
    """Whether anything is displaced, the card or what is in it, while it plays in."""
    await rehearse(page, data, action(0, "play"))
    return await page.evaluate(
        """async () => { const seen = new Map();
        for (const timestamp of [60, 120, 250, 400, 1000]) { await graphic.goToTime({ timestamp });
          for (const e of [graphic.card, ...graphic.card.querySelectorAll("*")])
            if (e.checkVisibility()) seen.set(e, (seen.get(e) ?? new Set()).add(e.style.transform)); }
        return [...seen.values()].some((transforms) => transforms.size > 1); }"""
    )


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Of two colours, by WCAG 2."""

    def channel(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    def luminance(colour: tuple[int, ...]) -> float:
        return sum(weight * channel(value) for weight, value in zip((0.2126, 0.7152, 0.0722), colour, strict=False))

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink(image: Image.Image, box: Box) -> float:
    """The contrast, measured on pixels, between the plate in a box (its commonest colour) and what stands out most."""
    found = image.crop(box).getcolors(1 << 20) or []
    assert all(colour[3] == 255 for _, colour in found), "an opaque plate"
    plate = max(found)[1]
    return max(contrast(colour, plate) for count, colour in found if count > 20)
