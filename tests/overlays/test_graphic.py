"""The manifest's model against the specification's letter, and our own graphic against the model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from overlays.graphic import Manifest

GRAPHICS = Path(__file__).parents[2] / "overlays" / "graphics"
LEAST = {
    "$schema": "https://ograf.ebu.io/v1/specification/json-schemas/graphics/schema.json",
    "id": "card", "name": "Card", "main": "card.mjs",
    "supportsRealTime": True, "supportsNonRealTime": False,
}  # fmt: skip


@pytest.mark.parametrize("path", sorted(GRAPHICS.glob("*/*.ograf.json")), ids=lambda p: p.parent.name)
def test_every_graphic_of_ours_has_a_valid_manifest(path):
    manifest = Manifest.model_validate_json(path.read_bytes())
    assert (path.parent / manifest.main).is_file()
    assert manifest.id == path.parent.name == path.name.removesuffix(".ograf.json")
    for thumbnail in manifest.thumbnails:
        assert (path.parent / thumbnail.file).is_file()


def test_there_is_a_graphic():
    assert list(GRAPHICS.glob("question-card/*.ograf.json"))


def test_the_least_manifest_and_vendors_keys():
    manifest = Manifest.model_validate({**LEAST, "v_somebodys": {"own": 1}})
    assert (manifest.step_count, manifest.custom_actions) == (1, ())
    assert (manifest.layer, manifest.clock) == ("message", ())


def test_our_own_keys_say_where_it_goes_and_what_holds_times():
    data = {"type": "object", "properties": {"ends_at": {"type": "integer"}}}
    manifest = Manifest.model_validate({**LEAST, "v_layer": "countdown", "v_clock": ["ends_at"], "schema": data})
    assert (manifest.layer, manifest.clock) == ("countdown", ("ends_at",))


def test_an_animation_may_tell_how_long_it_takes():
    told = [{"type": "playAction", "duration": 400, "steps": [{"step": 1, "duration": 200}]},
            {"type": "customAction", "customActionId": "wink", "duration": -1}]  # fmt: skip
    manifest = Manifest.model_validate({**LEAST, "actionDurations": told})
    assert [(d.type, d.action, d.duration) for d in manifest.action_durations] == [
        ("playAction", None, 400), ("customAction", "wink", -1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"$schema": "https://example.org/schema.json"}, {"id": "a/b"}, {"id": ""}, {"main": ""}, {"stepCount": -2},
        {"supportsRealTime": "yes"}, {"vendor": 1}, {"author": {"name": "A", "phone": "1"}}, {"author": {}},
        {"customActions": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]}, {"v_layer": "a layer"}, {"v_layer": 1},
        {"v_clock": "ends_at"}, {"v_clock": ["ends_at"]}, {"v_clock": ["b"], "schema": {"properties": {"a": {}}}},
        {"v_clock": ["b"], "schema": {"properties": ["b"]}}, {"actionDurations": [{"type": "fly", "duration": 1}]},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_what_the_specification_does_not_know_is_refused(wrong):
    with pytest.raises(ValidationError):
        Manifest.model_validate({**LEAST, **wrong})


@pytest.mark.parametrize("missing", sorted(LEAST))
def test_nothing_required_may_be_missing(missing):
    with pytest.raises(ValidationError):
        Manifest.model_validate({k: v for k, v in LEAST.items() if k != missing})
