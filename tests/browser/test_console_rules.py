"""The rules that the console works out by itself, outside a browser: the server's own are the measure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overlays.cue import Cue
from overlays.program import Program, on_air
from overlays.rundown import Item, beside, waiting
from overlays.screens import Fault, Page, Screen, tally
from tests.browser.shipped import Module

pytestmark = [pytest.mark.browser]

NOW = 1_760_000_000_000
LAYERS = ("question", "lower-third", "ticker", "weather")
near = st.sampled_from([NOW - 30_000, NOW - 1001, NOW - 1000, NOW - 1, NOW, NOW + 1, NOW + 30_000])
revisions = st.integers(0, 3)
faults = st.lists(st.sampled_from(LAYERS).map(lambda layer: Fault(layer=layer)), max_size=2).map(tuple)
pages = st.builds(
    Page,
    painted=revisions, painted_at=near, until=near, active=st.sampled_from([None, True, False]), faults=faults,
)  # fmt: skip
screens = st.none() | st.dictionaries(st.sampled_from(["p1", "p2"]), pages).map(lambda p: Screen(id="main", pages=p))


@st.composite
def cues(draw: Any, layer: str) -> Cue:
    until = draw(st.none() | near)
    return Cue(id=f"c-{layer}", item=f"i-{layer}", layer=layer, hash="0" * 32, taken=draw(revisions), until=until)


@st.composite
def programs(draw: Any) -> Program:
    on = draw(st.sets(st.sampled_from(LAYERS)))
    return Program(
        id="main", revision=draw(revisions), layers={layer: draw(cues(layer)) for layer in sorted(on)},
        taken_at=draw(st.none() | near), painted=draw(revisions), killed=draw(revisions),
    )  # fmt: skip


@pytest.fixture(scope="module")
def air(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Module]:
    module = Module("console/air", tmp_path_factory.mktemp("air"))
    yield module
    module.close()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Module]:
    module = Module("console/model", tmp_path_factory.mktemp("model"))
    yield module
    module.close()


@pytest.fixture(scope="module")
def fields(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Module]:
    module = Module("console/fields", tmp_path_factory.mktemp("fields"))
    yield module
    module.close()


@settings(max_examples=1500, deadline=None)
@given(program=st.none() | programs(), screen=screens)
def test_the_light_is_the_servers_light(air, program, screen):
    seen = air.call(
        "tally", program and program.model_dump(mode="json"), screen and screen.model_dump(mode="json"), NOW
    )
    assert (seen["state"], seen["why"]) == tally(program, screen, NOW)


@settings(max_examples=300, deadline=None)
@given(program=programs())
def test_what_is_on_air_is_what_the_server_says(air, program):
    seen = air.call("onAir", program.model_dump(mode="json"), NOW)
    assert {cue["layer"] for cue in seen} == set(on_air(program, NOW))


items = st.lists(
    st.builds(
        Item, id=st.text("abcdefgh", min_size=1, max_size=3), rank=st.text("0123456789i", min_size=1, max_size=6),
        listed=st.just(True), skipped=st.booleans(), done=st.booleans(),
    ), max_size=6, unique_by=(lambda i: i.id, lambda i: i.rank),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(listed=items, at=st.integers(0, 5), by=st.sampled_from([1, -1]))
def test_what_comes_next_is_what_the_server_says(model, listed, at, by):
    current = listed[at] if at < len(listed) else None
    ordered = waiting(listed)
    seen = model.call(
        "beside", [i.model_dump(mode="json") for i in ordered], current and current.model_dump(mode="json"), by
    )
    wanted = beside(ordered, current, by)
    assert (seen and seen["id"]) == (wanted and wanted.id)


def program(**more: Any) -> dict[str, Any]:
    return Program(id="main", **more).model_dump(mode="json")


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ({"revision": 1, "painted": 1, "taken_at": NOW, "painted_at": NOW + 31}, 31),
        ({"revision": 1, "painted": 1, "taken_at": NOW, "painted_at": NOW - 2}, 0),
        ({"revision": 2, "painted": 1, "taken_at": NOW, "painted_at": NOW + 31}, None),
        ({"revision": 1, "painted": 1, "taken_at": NOW, "painted_at": NOW + 10_001}, None),
        ({}, None),
    ],
)
def test_take_to_painted_is_told_unless_the_screen_was_away(air, given_, wanted):
    assert air.call("paintedIn", program(**given_)) == wanted


SCHEMA = {
    "type": "object",
    "required": ["title", "days"],
    "properties": {
        "notes": {"type": "string", "gddType": "multi-line", "title": "Notes", "maxLength": 5, "order": 2},
        "title": {"type": "string", "title": "Title", "default": "Weather", "order": 1},
        "days": {"type": "integer", "minimum": 1, "maximum": 5, "order": 3},
        "wind": {"type": "number", "order": 4},
        "sky": {"type": "string", "enum": ["sun", "rain"], "gddOptions": {"labels": {"sun": "Sunny"}}, "order": 5},
        "size": {"type": "integer", "enum": [1, 2], "order": 6},
        "towns": {"type": "array", "items": {"type": "string", "maxLength": 6}, "maxItems": 2, "order": 7},
        "wet": {"type": "boolean", "order": 8},
        "ink": {"type": "string", "gddType": "color-rrggbb", "order": 9},
        "map": {"type": "object", "title": "Map", "order": 10},
        "ends_at": {"type": "integer"},
    },
}


def test_a_form_is_made_of_a_graphics_schema(fields):
    made = fields.call("fieldsOf", SCHEMA, ["ends_at"])
    assert [(f["name"], f["kind"]) for f in made["fields"]] == [
        ("title", "line"), ("notes", "text"), ("days", "number"), ("wind", "number"), ("sky", "choice"),
        ("size", "choice"), ("towns", "lines"), ("wet", "check"), ("ink", "color"),
    ]  # fmt: skip
    assert made["without"] == ["Map"]
    assert fields.call("typed", made["fields"], {}) == {
        "title": "Weather", "notes": "", "days": "", "wind": "", "sky": "", "size": "", "towns": "", "wet": False,
        "ink": "#000000",
    }  # fmt: skip
    values = {
        "title": " Ауа райы ", "notes": "", "days": "3", "wind": "2,5", "sky": "rain", "size": "2",
        "towns": "Алматы\n\n Астана ", "wet": True, "ink": "#00ff00",
    }  # fmt: skip
    data = fields.call("read", made["fields"], values)
    assert data == {
        "title": "Ауа райы", "days": 3, "wind": 2.5, "sky": "rain", "size": 2, "towns": ["Алматы", "Астана"],
        "wet": True, "ink": "#00ff00",
    }  # fmt: skip
    assert fields.call("read", made["fields"], fields.call("typed", made["fields"], data)) == data
    assert fields.call("fieldsOf", None) == {"fields": [], "without": []}


@pytest.mark.parametrize(
    ("field", "value", "wanted"),
    [
        ("title", "", {"code": "empty"}), ("title", "x", None), ("notes", "", None),
        ("notes", "123456", {"code": "long", "n": 5}), ("notes", "🙂🙂🙂🙂🙂", None),
        ("days", "0", {"code": "small", "n": 1}), ("days", "6", {"code": "large", "n": 5}),
        ("days", "1.5", {"code": "number"}), ("days", "ten", {"code": "number"}), ("days", "5", None),
        ("towns", "a\nb\nc", {"code": "many", "n": 2}), ("towns", "a\n1234567", {"code": "long", "n": 6}),
        ("wet", False, None),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_schema_is_said(fields, field, value, wanted):
    made = {f["name"]: f for f in fields.call("fieldsOf", SCHEMA)["fields"]}
    assert fields.call("wrong", made[field], value) == wanted


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5:00", 300), ("0:09", 9), ("90", 90), ("1:05:00", 3900), ("5:60", None), ("", None), ("five", None),
     ("-1", None)],
)  # fmt: skip
def test_time_is_typed_as_minutes_and_seconds(fields, text, seconds):
    assert fields.call("secondsOf", text) == seconds
    wrong = fields.call("wrong", {"name": "t", "label": "", "kind": "seconds", "required": True}, text)
    assert (wrong is None) == (seconds is not None)
    if seconds is not None:
        assert fields.call("secondsOf", fields.call("clocked", seconds)) == seconds
