"""The QR code in a real Chromium: its squares against segno's, and read off the screen's pixels as a phone would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest
import segno
import segno.encoder
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from playwright.async_api import Browser, Page

from tests.browser.graphic_checks import (
    action,
    comes_and_goes,
    frame,
    ink,
    inside,
    is_exact,
    is_text_alone,
    moves,
    rehearse,
    stays_inside,
    survives_overlapping_calls,
)
from tests.browser.graphics import HOSTILE, SKIP, call, on, painted_box, pixels, renderer, words

pytestmark = pytest.mark.browser

DATA = {"url": "https://tynda.kz/b/astana-2026", "label": "Сұрақ қою", "language": "kk"}
OTHER = {"url": "https://tynda.kz/ru/b/astana-2026?from=screen", "label": "Задайте вопрос", "language": "ru"}
LONGEST = "https://tynda.kz/" + "a1B2-_c3/" * 34
CODE = (1491, 250, 1824, 583)
"""The white plate."""


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with renderer(browser, "qr") as page:
        yield page


def read(image: Image.Image) -> list[str]:
    """What a reader makes of a camera's picture: a studio behind, half the size, a little blurred."""
    studio = Image.new("RGBA", image.size, (54, 80, 107, 255))
    picture = Image.alpha_composite(studio, image).convert("RGB").resize((1440, 810), Image.Resampling.BILINEAR)
    return [code.text for code in zxingcpp.read_barcodes(picture)]


# segno 1.6 adds a codeword of zeros where the bits end with a codeword already; ISO/IEC 18004 7.4.10 adds none.
@pytest.fixture
def segno_by_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        segno.encoder, "write_padding_bits", lambda bits, _version, length: bits.extend([0] * (-length % 8))
    )


ADDRESSES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=331)


@pytest.mark.usefixtures("segno_by_the_standard")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(urls=st.lists(ADDRESSES, min_size=5, max_size=10))
async def test_the_squares_are_those_of_segno(page, urls):
    ours = await page.evaluate(
        """async (urls) => { const { encode } = await import("/overlays/graphics/qr/encode.mjs");
        return urls.map((url) => encode(new TextEncoder().encode(url))); }""",
        urls,
    )
    for url, code in zip(urls, ours, strict=True):
        theirs = segno.make(url, error="m", mode="byte", boost_error=False, micro=False)
        assert (code["version"], code["mask"]) == (theirs.version, theirs.mask), url
        assert code["rows"] == [list(row) for row in theirs.matrix], url


@pytest.mark.usefixtures("segno_by_the_standard")
async def test_every_version_is_filled_to_its_last_byte(page):
    rooms = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331]
    lengths = [n for room in rooms for n in (room, room + 1)]
    ours = await page.evaluate(
        """async (lengths) => { const { encode } = await import("/overlays/graphics/qr/encode.mjs");
        return lengths.map((n) => encode(new Uint8Array(n).fill(97)) ?? null); }""",
        lengths,
    )
    for length, code in zip(lengths, ours, strict=True):
        if length > 331:
            assert code is None
            continue
        theirs = segno.make("a" * length, error="m", mode="byte", boost_error=False, micro=False)
        assert (code["version"], code["rows"]) == (theirs.version, [list(row) for row in theirs.matrix]), length


@pytest.mark.parametrize(
    "url", [DATA["url"], OTHER["url"], LONGEST[:300], "tynda.kz", "https://tynda.kz/?q=%D0%B0&b=1#c"]
)
async def test_a_phone_reads_it_off_the_screen(page, url):
    await on(page, {**DATA, "url": url})
    image = await pixels(page)
    assert read(image) == [url]
    assert {colour for _, colour in image.crop(CODE).crop((20, 20, 310, 310)).getcolors()} == {
        (255, 255, 255, 255), (11, 31, 51, 255),
    }, "crisp: nothing between dark and light"  # fmt: skip


async def test_an_address_in_another_script_is_said_in_letters_that_every_reader_knows(page):
    await on(page, {**DATA, "url": "https://сұрақ.қаз/Астана"})
    host = "сұрақ.қаз".encode("idna").decode()
    assert read(await pixels(page)) == [f"https://{host}/{quote('Астана')}"]


@pytest.mark.parametrize(("url", "version"), [(DATA["url"], 3), (LONGEST[:300], 13)])
async def test_squares_are_large_and_the_quiet_zone_is_quiet(page, url, version):
    await on(page, {**DATA, "url": url})
    image = await pixels(page)
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    code = Image.alpha_composite(white, image).crop(CODE).convert("L").point(lambda v: 255 if v < 128 else 0)
    left, top, right, bottom = code.getbbox()
    side = right - left
    assert bottom - top == side
    square, rest = divmod(side, 17 + 4 * version)
    assert rest == 0, "every square of the same whole number of pixels"
    assert square >= 4
    assert min(left, top, 333 - right, 333 - bottom) >= 4 * square


async def test_it_stands_at_the_right_over_a_card_of_two_lines(page):
    await on(page, DATA)
    image = await pixels(page)
    box = inside(image)
    assert (box[0], box[1], box[2]) == (1477, 250, 1824)
    assert box[3] <= 679 - 10
    assert image.getpixel((1483, 400)) == (10, 163, 194, 255), "the accent's bar"
    assert await words(page) == DATA["label"]
    assert await page.evaluate("graphic.dataset.fit") == "fits"
    assert ink(image, (1500, 590, 1800, 650)) >= 4.5
    label = await page.evaluate(
        "(({fontSize, fontWeight}) => [fontSize, fontWeight])(getComputedStyle(graphic.$('.label')))"
    )
    assert label == ["36px", "600"]
    await call(page, "updateAction", {"data": {"label": None}, **SKIP})
    assert inside(await pixels(page))[3] == 583, "without a label no plate for one"


async def test_nothing_before_play_and_after_stop(page):
    await comes_and_goes(page, DATA)


async def test_overlapping_calls(page):
    await survives_overlapping_calls(page, DATA, OTHER)


async def test_an_update_fades_to_the_new_code(page):
    await on(page, DATA)
    faded = await page.evaluate(
        """async (data) => { const code = graphic.$("svg"), seen = [], done = graphic.updateAction({data});
        const look = () => { seen.push(Number(code.style.opacity)); frame = requestAnimationFrame(look); };
        let frame = requestAnimationFrame(look); await done; cancelAnimationFrame(frame);
        return [Math.min(...seen), Number(code.style.opacity)]; }""",
        OTHER,
    )
    assert faded[0] < 1 == faded[1]
    assert read(await pixels(page)) == [OTHER["url"]]
    assert await words(page) == OTHER["label"]


async def test_what_is_no_address_is_refused_and_the_code_on_air_stays(page):
    for url in (None, 7, "", " \u200b ", "a" * 332, "https://x.kz/" + "қ" * 100):
        assert (await call(page, "load", {"data": {"url": url}}))["statusCode"] == 400, url
    await on(page, DATA)
    assert (await call(page, "updateAction", {"data": {"url": "a" * 332}}))["statusCode"] == 400
    assert read(await pixels(page)) == [DATA["url"]]


async def test_exact_in_time_and_inside_in_every_state(page):
    schedule = [action(1000, "play"), action(3000, "update", data=OTHER), action(5000, "stop"), action(5200, "play")]
    await rehearse(page, DATA, *schedule)
    times = [0, 1100, 1300, 2000, 3150, 4000, 5150, 5300, 6000]
    forth = await is_exact(page, times)
    assert painted_box(forth[0]) is None
    assert read(forth[2000]) == [DATA["url"]]
    assert read(forth[4000]) == read(forth[6000]) == [OTHER["url"]]
    await stays_inside(page, range(1000, 1500, 50))
    live = await frame(page, 2000)
    await on(page, DATA)
    assert (await pixels(page)).tobytes() == live.tobytes(), "a scheduled frame is the live picture"


async def test_no_label_breaks_the_picture(page):
    for name, text in HOSTILE.items():
        await on(page, {**DATA, "label": text})
        image = await pixels(page)
        box = inside(image)
        assert (box[0], box[1], box[2]) == (1477, 250, 1824), name
        assert box[3] <= 583 + 36 + 3 * 45, f"three lines at the most: {name}"
        assert read(image) == [DATA["url"]], name
        await is_text_alone(page)
        assert await page.evaluate("graphic.$('.label').scrollWidth <= graphic.$('.label').clientWidth"), name


async def test_a_hostile_address_is_shown_or_refused(page):
    for name, url in HOSTILE.items():
        answer = await call(page, "load", {"data": {**DATA, "url": url}})
        await call(page, "dispose" if answer["statusCode"] == 400 else "playAction", SKIP)
        shown = read(await pixels(page))
        assert len(shown) == (1 if answer["statusCode"] == 200 else 0), name
        assert not any(set(text) & set("\u202e\u2067\u200b") for text in shown), name


async def test_reduced_motion_moves_nothing(page):
    for reduced, displaced in (("reduce", False), ("no-preference", True)):
        await page.emulate_media(reduced_motion=reduced)
        assert await moves(page, DATA) is displaced
