"""The tally as a picture: its colours are the tally's, its number the question's; drawn once, told apart by ETag."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from studio.settings import Settings
from tests.web.api_world import Surface, surfaced
from tests.web.test_api import painted
from web import api_tally
from web.api_tally import FLASH_MS, picture

RED, AMBER, YELLOW, DARK = (200, 16, 46), (255, 165, 40), (255, 225, 77), (16, 20, 24)


def seen(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png)).convert("RGB")
    assert image.size == (72, 72)
    return image


def at(light: str, number: int | None, now: int = 0) -> Image.Image:
    return seen(picture({"a_b_tally": light, "a_b_onair_number": number}, "a-b", now))


@pytest.mark.parametrize(
    ("light", "corner", "inside"),
    [("painted", RED, RED), ("taken", AMBER, DARK), ("dark", DARK, DARK), ("alarm", RED, RED)],
)
def test_each_state_has_its_colour(light: str, corner: tuple[int, ...], inside: tuple[int, ...]) -> None:
    image = at(light, None)
    assert (image.getpixel((2, 2)), image.getpixel((12, 60))) == (corner, inside)


def test_an_alarm_flashes_and_nothing_else_does() -> None:
    assert at("alarm", 7, 0).getpixel((2, 2)) == RED
    assert at("alarm", 7, FLASH_MS).getpixel((2, 2)) == YELLOW
    for light in ("painted", "taken", "dark"):
        assert at(light, 7, 0).tobytes() == at(light, 7, FLASH_MS).tobytes()


def test_states_are_told_apart_without_colour() -> None:
    def shape(light: str) -> bytes:
        return at(light, 12).convert("L").point(lambda level: 255 if level > 90 else 0).tobytes()

    assert len({shape(light) for light in ("dark", "taken", "painted", "alarm")}) == 4


@pytest.mark.parametrize("number", [1, 12, 123, 12345, 1_600_000])
def test_a_number_stands_within_the_key(number: int) -> None:
    white = at("painted", number).convert("L").point(lambda level: 255 if level > 128 else 0)
    box = white.getbbox()
    assert box
    assert box[0] >= 6
    assert box[2] <= 66
    assert box[3] - box[1] >= 8, "high enough to be read"


def test_a_rehearsal_is_marked() -> None:
    real = picture({"m_tally": "painted", "m_onair_number": 7, "rehearsal": False}, "m", 0)
    assert picture({"m_tally": "painted", "m_onair_number": 7, "rehearsal": True}, "m", 0) != real


def test_a_state_is_drawn_once() -> None:
    api_tally._drawn.cache_clear()
    for _ in range(5):
        at("painted", 4)
    assert api_tally._drawn.cache_info().misses == 1


@pytest.fixture
async def surface(settings: Settings, briefing: str) -> AsyncIterator[Surface]:
    async with surfaced(settings, briefing) as found:
        yield found


@pytest.mark.integration
async def test_the_picture_follows_the_pixels(surface: Surface, tmp_path: Path) -> None:
    async def corner() -> object:
        response = await surface.get("/screens/main/tally.png")
        assert response.headers["content-type"] == "image/png"
        return seen(response.content).getpixel((2, 2))

    assert await corner() == DARK
    state = await surface.done("next")
    assert await corner() == AMBER
    await painted(surface, state["main_revision"])
    assert await corner() == RED


@pytest.mark.integration
async def test_a_picture_that_is_known_is_not_sent_again(surface: Surface) -> None:
    first = await surface.get("/screens/main/tally.png")
    etag = first.headers["etag"]
    again = await surface.get("/screens/main/tally.png", **{"if-none-match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    await surface.done("next")
    other = await surface.get("/screens/main/tally.png", **{"if-none-match": etag})
    assert (other.status_code, other.headers["etag"] != etag) == (200, True)


@pytest.mark.integration
async def test_a_screen_that_is_not_has_no_picture(surface: Surface) -> None:
    assert (await surface.get("/screens/mian/tally.png")).status_code == 404
    assert (await surface.get("/screens/a b/tally.png")).status_code == 400
    assert (await surface.web.http.get("/api/v1/screens/main/tally.png")).status_code == 401
