"""The data schema of a graphic: what keeps a form from being made of it, data to try it with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from overlays.gdd import flaws, sample

GRAPHICS = Path(__file__).parents[2] / "overlays" / "graphics"
LABELS = {"labels": {"a": "Alpha"}}


def schema(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize("path", sorted(GRAPHICS.glob("*/*.ograf.json")), ids=lambda p: p.parent.name)
def test_a_form_can_be_made_for_every_graphic_of_ours(path):
    data = json.loads(path.read_text())["schema"]
    assert flaws(data) == []


@pytest.mark.parametrize(
    "part",
    [
        {"type": "string"}, {"type": ["string", "null"], "default": None}, {"type": "boolean", "default": False},
        {"type": "integer", "default": 3}, {"type": "number", "default": 3}, {"type": "number", "default": 2.5},
        {"type": "array", "items": {"type": "string"}, "default": []}, {"type": "object", "properties": {}},
        {"type": "string", "gddType": "single-line/shouting"}, {"type": "string", "gddType": "of-its-own"},
        {"type": "string", "gddType": "select", "enum": ["a"], "gddOptions": LABELS},
        {"type": "integer", "gddType": "select", "enum": [1], "gddOptions": {"labels": {"1": "One"}}},
        {"type": "string", "gddType": "color-rrggbb", "pattern": "^#[0-9a-f]{6}$"},
        {"type": "string", "gddType": "file-path/image-path"},
        {"type": "string", "gddType": "file-list", "gddOptions": {"folder": "logos"}},
        {"type": "number", "gddType": "percentage"}, {"type": "integer", "gddType": "duration-ms"},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_what_the_definition_allows(part):
    assert flaws(schema(a=part)) == []


@pytest.mark.parametrize(
    ("part", "flaw"),
    [
        (7, "schema.a: is no object"),
        ({}, "schema.a: `type` should be one of boolean, string, number, integer, array, object"),
        ({"type": "null"}, "schema.a: `type` should be one of"),
        ({"type": ["string", "number"]}, "schema.a: `type` should be one of"),
        ({"type": "string", "default": 7}, "schema.a: the default is no string"),
        ({"type": "string", "default": None}, "schema.a: the default is no string"),
        ({"type": "integer", "default": True}, "schema.a: the default is no integer"),
        ({"type": "integer", "default": 1.5}, "schema.a: the default is no integer"),
        ({"type": "array"}, "schema.a.items: is no object"),
        ({"type": "array", "items": {"type": "object"}}, "schema.a.items: `properties` is missing"),
        ({"type": "object", "properties": {"b": {}}}, "schema.a.b: `type` should be one of"),
        ({"type": "string", "enum": "a"}, "schema.a: `enum` is no list"),
        ({"type": "string", "gddOptions": []}, "schema.a: `gddOptions` is no dict"),
        ({"type": "integer", "gddType": "multi-line"}, "schema.a: `multi-line` stands on string, not on integer"),
        ({"type": "array", "gddType": "select", "items": {"type": "string"}},
         "schema.a: `select` stands on string or number or integer, not on array"),
        ({"type": "string", "gddType": "select", "gddOptions": LABELS}, "schema.a: `select` needs an `enum`"),
        ({"type": "string", "gddType": "select", "enum": ["a"]}, "schema.a: `select` needs `gddOptions.labels`"),
        ({"type": "string", "gddType": "color-rrggbb"},
         "schema.a: `color-rrggbb` needs the `pattern` ^#[0-9a-f]{6}$"),
        ({"type": "string", "gddType": "file-list"}, "schema.a: `file-list` needs `gddOptions.folder`"),
    ],
)  # fmt: skip
def test_what_it_does_not(part, flaw):
    assert flaw in " / ".join(flaws(schema(a=part)))


@pytest.mark.parametrize("whole", [[], {}, {"type": "string"}, {"type": "object"}])
def test_the_data_as_a_whole_are_an_object(whole):
    (flaw,) = flaws(whole)
    assert flaw.startswith("schema: ")


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ({"type": "string", "default": "own", "examples": ["two"]}, "own"),
        ({"type": "string", "examples": ["two"], "enum": ["three", "two"]}, "two"),
        ({"type": "string", "enum": ["three"]}, "three"),
        ({"type": "string"}, "words"),
        ({"type": "string", "maxLength": 3}, "wor"),
        ({"type": "string", "minLength": 8}, "words..."),
        ({"type": "string", "format": "uri"}, "https://example.org/"),
        ({"type": "string", "gddType": "color-rrggbb"}, "#0aa3c2"),
        ({"type": "string", "gddType": "color-rrggbbaa"}, "#0aa3c2ff"),
        ({"type": "boolean"}, True),
        ({"type": "integer"}, 1),
        ({"type": "integer", "minimum": 10}, 11),
        ({"type": "integer", "minimum": 10, "maximum": 10}, 10),
        ({"type": "integer", "maximum": 0}, 0),
        ({"type": "number", "gddType": "percentage", "maximum": 1}, 0.5),
        ({"type": "array", "items": {"type": "string"}}, ["words"]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, [1, 1]),
        ({"type": "object", "properties": {"b": {"type": "boolean"}}}, {"b": True}),
    ],
    ids=lambda v: json.dumps(v, ensure_ascii=False),
)
def test_data_to_try_a_graphic_with(part, value):
    assert sample(schema(a=part), "words") == {"a": value}
