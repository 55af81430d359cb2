"""The union of events: closed, and nothing private ever reaches the log."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from studio import events
from studio.events import ENTRY, Entry, Event

ALL: tuple[type[Any], ...] = get_args(get_args(Event)[0])


def private(model: type[Any]) -> set[str]:
    return {name for name, field in model.model_fields.items() if field.exclude}


def test_every_event_has_a_type_of_its_own():
    types = [model.model_fields["type"].default for model in ALL]
    assert len(types) == len(set(types))
    declared = {m for m in vars(events).values() if isinstance(m, type) and "type" in getattr(m, "model_fields", {})}
    assert declared == set(ALL), "an event outside of the union is never read back"


@pytest.mark.parametrize("model", [m for m in ALL if private(m)])
def test_what_is_private_is_in_no_line_and_no_picture_of_an_event(model: type[Any]):
    made = model.model_construct(**dict.fromkeys(private(model), "құпия"))
    assert "құпия" not in repr(made)
    assert not private(model) & set(json.loads(made.model_dump_json(warnings=False)))


def test_a_line_is_read_back_without_what_was_private():
    asked = events.Asked(
        question="q1", number=1, language="kk", hash="0" * 32, author="a" * 32, text="құпия", name="Айдана",
        receipt="c" * 64, flags=("phone",),
    )  # fmt: skip
    line = Entry(at=1, by="desk", events=(asked,), touched=("question/q1",)).model_dump_json()
    (read,) = ENTRY.validate_json(line).events
    assert (read.question, read.text, read.name, read.flags) == ("q1", None, None, None)


def test_an_id_is_short_and_plain():
    for bad in ("", "a b", "a" * 41, "q/1", "қ"):
        with pytest.raises(ValidationError):
            events.Withdrawn(question=bad)


def test_the_hash_of_a_wording_goes_over_language_and_text():
    assert len(events.text_hash("kk", "Неге?")) == 32
    assert len({events.text_hash("kk", "Неге?"), events.text_hash("ru", "Неге?"), events.text_hash("kk", "Не")}) == 3
