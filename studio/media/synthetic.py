"""A recording that was never recorded: each frame shows its own time, for people as a clock, for programs as dots.

What `tynda demo --play` gives its evening, so that every link into a recording can be tried: `python -m
studio.media.synthetic FILE` reads the scenes from stdin, as JSON, and writes an MP4.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import msgspec
from PIL import Image, ImageDraw, ImageFont

SIZE = 640, 360
RATE = 5
"""Frames a second: a quarter of a second is near enough to tell a second by, and ten minutes are made in ten."""
DOTS, DOT = 16, 24
"""A row of squares at the bottom, the leftmost the highest bit: the number of the frame, white is one."""
INK, PAPER, GLOW = (235, 240, 245), (16, 24, 32), (10, 163, 194)


class Scene(msgspec.Struct):
    """What the picture says from a second on."""

    since: float
    title: str


def frame(number: int, title: str, fonts: Sequence[ImageFont.FreeTypeFont | ImageFont.ImageFont]) -> Image.Image:
    """One picture."""
    picture = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    seconds, tenths = divmod(number * 10 // RATE, 10)
    draw.rectangle((40, 60, 46, 240), fill=GLOW)
    draw.text((64, 56), f"{seconds // 60:02d}:{seconds % 60:02d}.{tenths}", font=fonts[0], fill=INK)
    draw.text((66, 190), title, font=fonts[1], fill=INK)
    for place in range(DOTS):
        left = 40 + place * (DOT + 8)
        bit = number >> (DOTS - 1 - place) & 1
        draw.rectangle((left, 300, left + DOT - 1, 300 + DOT - 1), fill=(255, 255, 255) if bit else (0, 0, 0))
    return picture


def make(path: Path, length_s: int, scenes: Sequence[Scene]) -> None:
    """Writes the recording; it appears whole, under its name, once it is done.

    Args:
        path: an .mp4.
        length_s: seconds.
        scenes: in order, the first from the beginning on.
    """
    fonts = ImageFont.load_default(96), ImageFont.load_default(28)
    unfinished = path.with_name(f".{path.name}")
    with av.open(str(unfinished), "w", format="mp4", options={"movflags": "faststart"}) as container:
        stream = container.add_stream(
            "libx264", rate=RATE, options={"preset": "ultrafast", "crf": "30", "g": str(RATE)}
        )
        stream.width, stream.height = SIZE
        stream.pix_fmt, stream.time_base = "yuv420p", Fraction(1, RATE)
        left = list(scenes)
        title = ""
        for number in range(length_s * RATE):
            while left and left[0].since * RATE <= number:
                title = left.pop(0).title
            picture = av.VideoFrame.from_image(frame(number, title, fonts))  # type: ignore[no-untyped-call]
            picture.pts = number
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    unfinished.replace(path)


def main() -> None:
    """The command."""
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=tuple[int, list[Scene]])
    os.nice(10)  # an evening is going on beside it
    make(Path(sys.argv[1]), *asked)


if __name__ == "__main__":
    main()
