"""Pictures of every graphic in three languages, short, long and hostile: as they were, readable, within their area."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

import pytest
import pytest_asyncio
from PIL import Image, ImageChops

from tests.browser.graphic_checks import Box, contrast, inside
from tests.browser.graphics import painted_box
from tests.browser.pictures.camera import IN, OUT, RESTS, STANDS, Camera, camera
from tests.browser.pictures.compare import FOLDER, path, strayed
from tests.browser.pictures.samples import LANGUAGES, LOOKS, Data, Look, naughty

pytestmark = pytest.mark.browser
asynchronous = pytest.mark.asyncio(loop_scope="module")

READABLE = 4.5
"""WCAG 2.2's contrast of text."""
BATCH = 130
MOMENTS = [IN + 40, IN + 150, IN + 320, STANDS, OUT + 50, OUT + 150, OUT + 300]
AMONG_THEM = [IN + 150, STANDS]


@dataclass(frozen=True)
class Studio:
    """One look before its camera."""

    name: str
    look: Look
    camera: Camera


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=LOOKS)
async def studio(request: pytest.FixtureRequest) -> AsyncIterator[Studio]:
    look = LOOKS[request.param]
    async with camera(look.graphic) as opened:
        yield Studio(request.param, look, opened)


def readable(image: Image.Image, plate: Image.Image, box: Box) -> float:
    """The least contrast of a text's strokes with what is behind them: of all that its letters change most."""
    with_, without = image.crop(box), plate.crop(box)
    changed = ImageChops.difference(with_.convert("RGB"), without.convert("RGB")).convert("L")
    most = changed.getextrema()[1]
    assert most > 0, "letters that are seen"
    strokes = changed.point(lambda value: 255 * (value >= 0.9 * most))

    def colours(of: Image.Image) -> list[tuple[int, ...]]:
        found = Image.composite(of, Image.new("RGBA", of.size), strokes).getcolors(1 << 22)
        assert found
        there = [(count, colour) for count, colour in found if colour[3]]
        assert all(colour[3] == 255 for _, colour in there), "an opaque plate"
        return [colour for count, colour in there if count >= 0.01 * sum(n for n, _ in there)]

    return min(contrast(ink, behind) for ink in colours(with_) for behind in colours(without))


async def stands_out(taken: Camera, image: Image.Image) -> None:
    boxes = await taken.texts()
    assert boxes
    plate = await taken.inkless()
    for box in boxes:
        assert readable(image, plate, box) >= READABLE, box


@asynchronous
async def test_it_looks_as_it_did_and_every_text_stands_out(studio: Studio) -> None:
    for sample, data in studio.look.clean().items():
        assert await studio.camera.stage(data) == [200]
        image = await studio.camera.shot(STANDS)
        assert await studio.camera.page.evaluate("graphic.dataset.fit") in ("fits", "small"), sample
        assert not strayed(image, path(studio.name, sample)), sample
        await stands_out(studio.camera, image)


@asynchronous
async def test_it_stays_in_its_area_while_it_comes_and_goes(studio: Studio) -> None:
    await studio.camera.stage(*studio.look.clean().values())
    seen = [image for moment in MOMENTS if painted_box(image := await studio.camera.shot(moment))]
    assert len(seen) > len(MOMENTS) / 2
    for image in seen:
        inside(image)
    for moment in (IN - 1, OUT + 2000):
        assert (await studio.camera.shot(moment)).getbbox() is None


@asynchronous
async def test_its_motions_end(studio: Studio) -> None:
    data, change = studio.look.short["kk"], studio.look.short["ru"]
    moves = await studio.camera.page.evaluate(RESTS, {"data": data, "change": change})
    assert set(moves) == {"play", "update", "stop"}, moves
    assert moves["play"] > 1
    assert moves["stop"] > 1


def hostile(look: Look) -> Iterable[list[tuple[str, Data]]]:
    """All hostile texts in turns of the languages, and our own in each, in batches."""
    texts = naughty()
    turns = [(text, look.hostile(text, LANGUAGES[n % 3])) for n, text in enumerate(texts)]
    ours = [(text, look.hostile(text, language)) for text in texts[503:] for language in LANGUAGES]
    every = turns + ours
    return [every[n : n + BATCH] for n in range(0, len(every), BATCH)]


@asynchronous
async def test_no_text_breaks_it(studio: Studio) -> None:
    taken = studio.camera
    outside = "document.querySelectorAll('*').length - document.querySelector('#box').children.length"
    await taken.stage(*studio.look.clean().values(), *[studio.look.hostile("a", lang) for lang in LANGUAGES])
    await taken.shot(STANDS)
    nodes, around = await taken.nodes(), await taken.page.evaluate(outside)
    for batch in hostile(studio.look):
        answers = await taken.stage(*[data for _, data in batch])
        refused = [text for (text, _), answer in zip(batch, answers, strict=True) if answer != 200]
        assert not refused or studio.name == "ticker", refused
        assert not any(character.isalnum() for text in refused for character in text), refused
        for moment in AMONG_THEM:
            inside(await taken.shot(moment))
        assert await taken.nodes() <= nodes, "elements of its own alone"
        assert await taken.page.evaluate(outside) == around
    assert await taken.ran() == []
    assert taken.strays == []


@asynchronous
async def test_a_countdowns_warnings_are_seen() -> None:
    colours = {31: (255, 255, 255), 30: (255, 165, 40), 10: (255, 115, 0)}
    async with camera("countdown") as taken:
        for left, colour in colours.items():
            await taken.stage({**LOOKS["countdown"].short["kk"], "seconds": 60, "left_ms": left * 1000})
            image = await taken.shot(STANDS)
            assert colour in {found[:3] for _, found in image.getcolors(1 << 22) or []}, left
            await stands_out(taken, image)


def test_the_references_are_those_of_the_looks_and_small() -> None:
    pictures = {each for each in FOLDER.iterdir() if each.suffix == ".png"}
    assert pictures == {path(name, sample) for name, look in LOOKS.items() for sample in look.clean()}
    assert sum(each.stat().st_size for each in pictures) <= 1_500_000
