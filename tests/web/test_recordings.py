"""Recordings by byte ranges: each part as it was asked for, and no other file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.recordings import Span, span


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, (0, 100)), ("bytes=0-", (0, 100)), ("bytes=10-19", (10, 20)), ("bytes=90-500", (90, 100)),
        ("bytes=-5", (95, 100)), ("bytes=-500", (0, 100)), ("bytes=0-0", (0, 1)), ("bytes=99-", (99, 100)),
        ("bytes=0-1,5-6", (0, 100)), ("items=0-1", (0, 100)), ("bytes=-", (0, 100)), ("bytes=a-b", (0, 100)),
    ],
)  # fmt: skip
def test_a_range_is_read_as_the_rfc_says(header: str | None, expected: tuple[int, int]):
    assert span(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=20-10", "bytes=-0"])
def test_a_part_that_there_is_not_is_refused(header: str):
    assert span(header, 100) is None
    assert span("bytes=0-", 0) is None


@given(st.text(max_size=40) | st.from_regex(r"bytes=\d{0,20}-\d{0,20}", fullmatch=True), st.integers(0, 10**12))
def test_no_header_asks_for_what_is_not_there(header: str, size: int):
    found = span(header, size)
    assert found is None or 0 <= found.first <= found.end <= size


def test_a_span_is_a_pair():
    assert Span(1, 2) == (1, 2)


@pytest.fixture
def film(web: Any) -> bytes:
    folder: Path = web.own.settings.recordings
    folder.mkdir(parents=True, exist_ok=True)
    body = bytes(range(256)) * 3000
    (folder / "hearing.mp4").write_bytes(body)
    (folder / "secret.txt").write_text("no")
    (folder.parent / "outside.mp4").write_bytes(b"no")
    return body


@pytest.mark.integration
async def test_a_player_gets_the_part_that_it_asks_for(web: Any, film: bytes):
    whole = await web.http.get("/recordings/hearing.mp4")
    assert (whole.status_code, whole.content, whole.headers["accept-ranges"]) == (200, film, "bytes")
    assert whole.headers["content-type"] == "video/mp4"
    part = await web.http.get("/recordings/hearing.mp4", headers={"Range": "bytes=300000-300009"})
    assert (part.status_code, part.content) == (206, film[300000:300010])
    assert part.headers["content-range"] == f"bytes 300000-300009/{len(film)}"
    assert part.headers["content-length"] == "10"
    late = await web.http.get("/recordings/hearing.mp4", headers={"Range": f"bytes={len(film)}-"})
    assert (late.status_code, late.headers["content-range"]) == (416, f"bytes */{len(film)}")
    head = await web.http.head("/recordings/hearing.mp4")
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(film)))
    known = await web.http.get("/recordings/hearing.mp4", headers={"If-None-Match": whole.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    other = await web.http.get("/recordings/hearing.mp4", headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (other.status_code, other.content) == (200, film)


@pytest.mark.integration
@pytest.mark.usefixtures("film")
@pytest.mark.parametrize(
    "name", ["secret.txt", "missing.mp4", "..%2Foutside.mp4", "%2e%2e%2foutside.mp4", ".mp4", "a%00.mp4"]
)
async def test_nothing_else_is_served(web: Any, name: str):
    assert (await web.http.get(f"/recordings/{name}")).status_code == 404
