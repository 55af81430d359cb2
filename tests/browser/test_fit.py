"""The estimate that warns before the take never promises more than the pixels keep, and seldom warns for nothing."""

from __future__ import annotations

import random
from typing import Any

import pytest

from overlays.fit import fit
from tests.browser.graphics import HOSTILE, call, renderer
from tests.overlays.test_fit import CASES

pytestmark = pytest.mark.browser

ORDER = ["fits", "small", "cut"]
TEXT = """Ауылдағы өзіне-өзі қызмет көрсету бұрышы неге сенбіде жұмыс істемейді Почему приём граждан перенесли
на вторую половину дня Where can everyone see the budget of our school БЮДЖЕТ ҚАЗАҚСТАН 2026 жүйесіндегі
МИНИСТРЛІГІНІҢ"""
TRIES = 12
"""Random texts for each graphic and length."""


def said(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(TEXT.split(), k=count))


def randomly(graphic: str, chance: random.Random, count: int) -> dict[str, Any]:
    """Data of some length, as people would write them."""
    text = said(chance, count)
    match graphic:
        case "question-card":
            return {"text": text, "name": said(chance, 2), "region": said(chance, 2)} | (
                {"votes": 9} if count % 2 else {}
            )
        case "lower-third":
            return {"name": said(chance, 1 + count // 8), "title": text}
        case "message":
            return {"title": said(chance, 1 + count // 4), "text": text, "style": chance.choice(["plate", "bumper"])}
        case "question-wall":
            return {"title": said(chance, 3), "questions": [{"text": said(chance, 1 + count // 2), "votes": 12}] * 5}
        case "qr":
            return {"url": "https://example.kz/b/demo", "label": said(chance, 1 + count // 6)}
        case _:
            return {"label": said(chance, 1 + count // 6), "seconds": 60}


def all_of(graphic: str) -> list[dict[str, Any]]:
    chance = random.Random(graphic)
    hostile = [{"text": t} for t in HOSTILE.values() if t] if graphic in {"question-card", "message"} else []
    cases = [data for name, data, _ in CASES if name == graphic]
    return cases + hostile + [randomly(graphic, chance, n) for n in (2, 6, 12, 20, 30, 45, 60) for _ in range(TRIES)]


@pytest.mark.parametrize("graphic", ["question-card", "lower-third", "message", "question-wall", "qr", "countdown"])
async def test_the_estimate_never_promises_more_than_the_pixels_keep(browser, graphic):
    async with renderer(browser, graphic) as page:
        await page.evaluate("document.fonts.load('600 56px \"Golos Text Variable\"', 'Aa Яя Әқ 1')")
        needless = tried = 0
        for data in all_of(graphic):
            loaded = await call(page, "load", {"data": data, "renderType": "realtime"})
            if loaded["statusCode"] != 200:
                assert fit(graphic, data) == "cut" or not data.get("questions"), data  # an empty wall is never cued
                continue
            await call(page, "playAction", {"skipAnimation": True})
            real, estimate = await page.evaluate("graphic.dataset.fit"), fit(graphic, data)
            assert ORDER.index(estimate) >= ORDER.index(real), (graphic, data, estimate, real)
            tried += 1
            needless += estimate == "cut" != real
        assert tried > 20
        assert needless <= tried * 0.15, f"{needless} of {tried} are refused that would stand"
