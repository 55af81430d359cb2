"""Reference pictures: half the size, few colours, only the plate; and how far a picture may be from its own.

Letters are drawn a little differently by every version of Chromium and of its libraries: their edges, and their places
by half a pixel. Seen in cells of 8x8 px that is nothing: a Chromium that puts its letters on whole pixels differs by
31 of 255 at most, while another weight, a letter, the accent's colour or 2 px of height are far more. So

* at most SHARE of the cells may differ by more than COLOUR in a channel,
* all of it by at most MEAN on average,
* the plate's edges by at most EDGE px.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageChops, ImageStat
from PIL.PngImagePlugin import PngInfo

from tests.browser.graphic_checks import Box
from tests.browser.graphics import painted_box

FOLDER = Path(__file__).parent
GREY = (128, 128, 128, 255)
"""What is seen through what isn't opaque."""
COLOURS = 128
COLOUR = 40
SHARE = 0.003
MEAN = 3.0
EDGE = 2


def path(look: str, sample: str) -> Path:
    """Where a reference picture is."""
    return FOLDER / f"{look}-{sample}.png"


def keep(image: Image.Image, where: Path) -> None:
    """Makes a picture the reference, unless the one that is there will do."""
    box = painted_box(image)
    assert box
    if where.exists() and not strayed(image, where):
        return
    info = PngInfo()
    info.add_text("box", " ".join(map(str, box)))
    small = _reduced(image, box).quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(where, optimize=True, pnginfo=info)


def strayed(image: Image.Image, where: Path) -> str:
    """How a picture differs from its reference by more than it may; empty when it doesn't."""
    reference = Image.open(where)
    left, top, right, bottom = (int(edge) for edge in str(reference.info["box"]).split())
    box, now = (left, top, right, bottom), painted_box(image)
    if now is None or any(abs(one - other) > EDGE for one, other in zip(box, now, strict=True)):
        return f"the plate is at {now}, not {box}"
    difference = ImageChops.difference(_reduced(image, box).reduce(4), reference.convert("RGB").reduce(4))
    mean = max(ImageStat.Stat(difference).mean)
    share = _share(difference)
    return f"{share:.2%} of the cells differ, by {mean:.1f} on average" if share > SHARE or mean > MEAN else ""


def _reduced(image: Image.Image, box: Box) -> Image.Image:
    """What stands in a box, over grey, at half the size."""
    under = Image.new("RGBA", image.size, GREY)
    under.alpha_composite(image)
    return under.crop(box).convert("RGB").reduce(2)


def _share(difference: Image.Image) -> float:
    red, green, blue = difference.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(most.histogram()[COLOUR + 1 :]) / (most.width * most.height)
