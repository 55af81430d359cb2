"""The library: what is there, what was dropped in while the house runs, what is wrong with it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from web.library import FRESH_S, OWN, SHARED, Library, faults, locate

MANIFEST = {
    "$schema": "https://ograf.ebu.io/v1/specification/json-schemas/graphics/schema.json", "id": "org.example.flag",
    "name": "Flag", "main": "flag.mjs", "supportsRealTime": True, "supportsNonRealTime": False,
}  # fmt: skip


def drop(folder: Path, name: str = "flag", file: str | None = None, **more: Any) -> Path:
    """Drops a graphic in."""
    place = folder / name
    place.mkdir(exist_ok=True)
    (place / "flag.mjs").write_text("export default class extends HTMLElement {}")
    (place / f"{file or name}.ograf.json").write_text(json.dumps({**MANIFEST, **more}))
    return place


def test_the_house_has_its_graphics_and_none_is_broken() -> None:
    own = Library(None).all()
    assert set(own) == {path.parent.name for path in OWN.glob("*/*.ograf.json")}
    assert [found.wrong for found in own.values() if found.wrong or found.foreign] == []


def test_a_folder_that_is_not_there_is_no_graphics(tmp_path: Path) -> None:
    assert [f for f in Library(tmp_path / "nowhere").all().values() if f.foreign] == []


def test_one_dropped_in_while_the_house_runs_is_found(dropped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("web.library.time.monotonic", lambda: now)
    library = Library(dropped)
    assert "flag" not in library.all()
    drop(dropped)
    assert "flag" not in library.all()
    now += FRESH_S
    assert "flag" in library.all()


def test_a_link_leads_within_its_folder_or_to_what_the_house_shares(dropped: Path) -> None:
    place = drop(dropped)
    (place / "same.mjs").symlink_to(place / "flag.mjs")
    (place / "graphic.mjs").symlink_to(SHARED)
    assert locate(place, "same.mjs") == place / "flag.mjs"
    assert locate(place, "graphic.mjs") == SHARED
    assert locate(OWN / "question-card", "graphic.mjs") == SHARED
    (place / "graphic.mjs").unlink()
    (place / "graphic.mjs").symlink_to(SHARED.with_name("cue.py"))
    assert locate(place, "graphic.mjs") is None


def test_data_are_held_against_their_schema() -> None:
    schema = {"properties": {"code": {"type": "string", "pattern": "^[A-Z]+$"}}}
    assert faults(schema, {"code": "ABC"}) == faults(schema, {}) == faults(None, {}) == []
    assert faults(schema, {"code": "abc"}) == ["$.code: 'abc' does not match '^[A-Z]+$'"]
    assert faults(schema, {"code": 7}) == ["$.code: 7 is not of type 'string'"]


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"$ref": "#"}, "schema: it refers to itself, or is too deep"),
        ({"properties": {"text": {"pattern": "^(a|a)+$"}}}, "schema: regex timed out"),
        ({"$defs": {"x": [{"patternProperties": {"^(a+)+$": {}}}]}}, "schema."),
        ({"allOf": [{"patternProperties": {"^(a+)+$": {}}}]}, "schema: patternProperties is not supported"),
    ],
)
def test_a_schema_that_would_hold_the_process_up_is_refused(schema: dict[str, Any], why: str) -> None:
    began = time.monotonic()
    (wrong,) = faults(schema, {"text": "a" * 40 + "!"})
    assert wrong.startswith(why)
    assert time.monotonic() - began < 5
