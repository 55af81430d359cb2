"""A screen's tally as a picture for a key of 72 × 72 pixels: each state has its own shape beside its colour."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from web.api_state import State, prefix

SIZE = 72
FLASH_MS = 400
"""An alarm changes its colours this often: a key that is fetched every half a second flashes."""
DARK, GREY, WHITE = "#101418", "#8a949e", "#ffffff"
RED, AMBER, YELLOW = "#c8102e", "#ffa528", "#ffe14d"
_RIGHT = SIZE - 1


def picture(state: State, screen: str, now: int) -> bytes:
    """The picture of a screen's state, as PNG.

    Args:
        state: as `web.api_state.flat` tells it.
        screen: whose.
        now: ms since the epoch, for what flashes.
    """
    light, number = str(state[f"{prefix(screen)}_tally"]), state[f"{prefix(screen)}_onair_number"]
    lit = light == "alarm" and now // FLASH_MS % 2 == 1
    return _drawn(light, lit, "" if number is None else str(number), bool(state.get("rehearsal")))


@lru_cache(maxsize=256)
def _drawn(light: str, lit: bool, number: str, rehearsal: bool) -> bytes:
    image = Image.new("RGB", (SIZE, SIZE), DARK)
    draw = ImageDraw.Draw(image)
    ink = _ground(draw, light, lit)
    if number:
        font = next(f for size in (36, 30, 24, 18, 12) if (f := ImageFont.load_default(size)).getlength(number) < 54)
        middle = (SIZE / 2, SIZE / 2 + (0 if light != "alarm" else 3 if rehearsal else 8))
        draw.text(middle, number, fill=ink, font=font, anchor="mm", stroke_width=0.5)
    elif light != "alarm":
        draw.ellipse((28, 28, 44, 44), fill=ink if light == "painted" else None, outline=ink, width=2)
    if rehearsal:
        draw.text((SIZE / 2, SIZE - 11), "REHEARSAL", fill=ink, font=ImageFont.load_default(11), anchor="mm")
    made = io.BytesIO()
    image.save(made, "PNG", optimize=True)
    return made.getvalue()


def _ground(draw: ImageDraw.ImageDraw, light: str, lit: bool) -> str:
    """Draws what stands behind the number; gives the colour of that."""
    if light == "painted":
        draw.rectangle((0, 0, _RIGHT, _RIGHT), fill=RED)
        return WHITE
    if light == "taken":
        draw.rectangle((0, 0, _RIGHT, _RIGHT), outline=AMBER, width=6)
        return AMBER
    if light == "alarm":
        draw.rectangle((0, 0, _RIGHT, _RIGHT), fill=YELLOW if lit else RED)
        ink = DARK if lit else WHITE
        draw.text((SIZE / 2, 13), "! ! !", fill=ink, font=ImageFont.load_default(20), anchor="mm", stroke_width=0.5)
        return ink
    return GREY
