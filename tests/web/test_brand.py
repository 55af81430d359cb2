"""The brand's style sheet: what the settings say and nothing else, whatever they say."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from studio.settings import Settings, WrongSettingError
from tests.web.conftest import Web
from web.brand import MOST_BYTES, sheet

ESCAPED = re.compile(r"\\([0-9a-f]+) ")


def said(**settings: object) -> dict[str, str]:
    """The properties of the sheet."""
    found = re.fullmatch(r":root \{ (.*) \}\n", sheet(Settings(**settings)))
    assert found
    return dict(re.findall(r'(--[a-z0-9-]+): ((?:"[^"\n]*"|url\("[^"\n]*"\)|[^;"])+);', found[1]))


def test_without_settings_it_is_the_houses_own() -> None:
    assert said() == {
        "--tynda-accent": "#0aa3c2", "--tynda-accent-2": "#b9d3e8", "--tynda-name": "none", "--tynda-logo": "none",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["Қала әкімдігі", 'a"; } * { display: none } "', "a\\", "a\n}</style>", "😀 & co"])
def test_a_name_stays_a_name(name: str) -> None:
    found = said(brand_name=name)
    assert len(found) == 4
    assert ESCAPED.sub(lambda m: chr(int(m[1], 16)), found["--tynda-name"][1:-1]) == name


def test_a_logo_is_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "logo.SVG").write_bytes(b"<svg/>")
    data = base64.b64encode(b"<svg/>").decode()
    assert said(brand_logo=tmp_path / "logo.SVG")["--tynda-logo"] == f'url("data:image/svg+xml;base64,{data}")'


def test_a_logo_that_cannot_be_used_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "big.png").write_bytes(b"x" * (MOST_BYTES + 1))
    for name, why in {"logo.gif": "one of", "nowhere.png": "can't be read", "big.png": "256 KB"}.items():
        with pytest.raises(WrongSettingError, match=f"^BRAND_LOGO: .*{why}"):
            sheet(Settings(brand_logo=tmp_path / name))


@pytest.mark.parametrize("colour", ["red", "#fff", "#0aa3c2; } body { display: none", ""])
def test_a_colour_is_a_colour(colour: str) -> None:
    with pytest.raises(ValidationError):
        Settings(brand_accent=colour)


@pytest.mark.integration
async def test_the_pages_that_show_graphics_have_it(web: Web, briefing: str) -> None:
    await web.briefing(briefing)
    cookie = await web.sit("producer", briefing)
    for path in ("/screen", f"/console/{briefing}"):
        page = await web.http.get(path, headers={"cookie": cookie})
        assert '<link rel="stylesheet" href="/brand.css">' in page.text
    found = await web.http.get("/brand.css")
    assert (found.headers["content-type"], found.text) == ("text/css; charset=utf-8", sheet(web.settings))
