"""The gateway's fast structs say the same as the models of the wire."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticUndefined

from web import gateway_intake, messages

MIRRORED = ("Ask", "Vote", "Withdraw", "Again", "Received", "Done", "Refused")
MODEL = TypeAdapter(messages.VIEWER)
STRUCT = msgspec.json.Decoder(gateway_intake.Ask | gateway_intake.Vote | gateway_intake.Withdraw | gateway_intake.Again)


@pytest.mark.parametrize("name", MIRRORED)
def test_fields_and_defaults_are_the_models(name):
    struct, model = getattr(gateway_intake, name), getattr(messages, name)
    fields = {
        f.encode_name: msgspec.NODEFAULT if f.default is msgspec.NODEFAULT else f.default
        for f in msgspec.structs.fields(struct)
    }
    expected = {
        key: msgspec.NODEFAULT if field.default is PydanticUndefined else field.default
        for key, field in model.model_fields.items()
        if key != "type"
    }
    assert fields == expected
    assert struct.__struct_config__.tag == model.model_fields["type"].default


def test_every_message_of_the_viewer_has_a_handler():
    types = {model.model_fields["type"].default for model in messages.VIEWER.__args__}
    assert types == {"ask", "vote", "withdraw", "again"}


def accepted(text: str) -> tuple[bool, bool]:
    """Whether the models take it, and whether the structs do."""
    try:
        MODEL.validate_json(text, strict=True)
        model = True
    except ValidationError:
        model = False
    try:
        STRUCT.decode(text)
        struct = True
    except msgspec.DecodeError:
        struct = False
    return model, struct


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=5),
    st.sampled_from(
        ["ask", "vote", "withdraw", "again", "kk", "abcdefgh", "a" * 40, "a" * 41, "x" * 80, "x" * 81, "x" * 4000]
    ),
    st.sampled_from(["studio", "consultation", "confidential"]),
    st.sampled_from(["x" * 4001, "a_b-c1", "abcdefgh\n", "", []]),
)
GOOD: list[dict[str, Any]] = [
    {"type": "ask", "id": "abcdefgh", "text": "Why?"},
    {"type": "ask", "id": "abcdefgh", "text": "", "name": None, "region": "x", "speaker": "s1", "language": "kk"},
    {"type": "ask", "id": "abcdefgh", "text": "Why?", "to": "confidential", "sure": True},
    {"type": "vote", "id": "abcdefgh", "question": "q1", "up": False},
    {"type": "withdraw", "id": "abcdefgh", "question": "q1"},
    {"type": "again"},
]


@given(
    st.sampled_from(GOOD),
    st.dictionaries(
        st.sampled_from(
            ["type", "id", "text", "name", "region", "speaker", "language", "question", "up", "to", "sure", "other"]
        ),
        VALUES,
        max_size=3,
    ),
)
def test_what_one_accepts_the_other_does(good, changed):
    model, struct = accepted(json.dumps(good | changed))
    assert model == struct


@pytest.mark.parametrize("good", GOOD)
def test_the_good_ones_are_accepted(good):
    assert accepted(json.dumps(good)) == (True, True)


@pytest.mark.parametrize("field", ["id", "question"])
def test_a_line_end_is_no_part_of_an_id(field):
    assert accepted(json.dumps(GOOD[3] | {field: "abcdefgh\n"})) == (False, False)


def test_replies_are_what_the_models_write():
    reply = gateway_intake.Refused("abcdefgh", "too_fast", 500)
    assert messages.Refused.model_validate_json(msgspec.json.encode(reply)).retry_after_ms == 500
    assert messages.Received.model_validate_json(
        msgspec.json.encode(gateway_intake.Received("abcdefgh", "q1", "R"))
    ) == messages.Received(id="abcdefgh", question="q1", receipt="R")
    assert messages.Done.model_validate_json(msgspec.json.encode(gateway_intake.Done("abcdefgh"))).result is None
