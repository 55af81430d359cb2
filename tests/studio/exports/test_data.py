"""minutes.json is the minutes; events.jsonl is what everybody may know of the log, and nothing else."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from studio import events
from studio.events import Event
from studio.exports.data import PRIVATE, SHOWN, PublicLog, minutes_json
from studio.minutes import Minutes
from tests.studio.exports.samples import HOSTILE, careful, hostile, reader

PERSONAL = {"person", "by", "author", "holder", "hash", "receipt", "invite", "decision", "cue", "item", "text", "name"}
MODELS = {m.model_fields["type"].default: m for m in get_args(get_args(Event)[0])}


@pytest.mark.parametrize("whole", [careful(), hostile(*HOSTILE)], ids=["careful", "hostile"])
def test_the_minutes_come_back_from_their_file(whole: Minutes):
    found = json.loads(minutes_json(whole, reader()))
    assert found.pop("format") == "tynda-minutes-1"
    assert Minutes.model_validate(found) == whole


def told(*happened: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    log = PublicLog()
    for type, body in happened:
        if type in PRIVATE:
            log.learn(type, body)
    lines = [log.line(1_790_000_000_999, type, body) for type, body in happened]
    return [json.loads(line) for line in lines if line]


def asked(number: int, **more: Any) -> tuple[str, dict[str, Any]]:
    hash = events.text_hash("ru", "Да?")
    return "asked", {"question": f"q{number}", "number": number, "language": "ru", "hash": hash, **more}


def test_questions_stand_by_their_number_and_moments_by_the_second():
    found = told(
        ("briefing_opened", {}), asked(1), asked(2),
        ("approved", {"question": "q1", "number": 1, "revision": 0, "language": "ru", "hash": "0" * 32}),
        ("rejected", {"question": "q2", "decision": "d2", "reason": "off-topic"}),
        ("taken", {"question": "q1", "revision": 0, "screen": "main", "layer": "question", "graphic": "question-card",
                   "cue": "c1", "item": "q1", "hash": "0" * 32, "program": 4}),
        ("taken", {"question": None, "screen": "main", "layer": "message", "graphic": "message", "cue": "c2"}),
        ("cleared", {"question": "q1", "screen": "main", "layer": "question", "cue": "c1"}),
    )  # fmt: skip
    at = {"at": 1_790_000_000_000}
    assert found == [
        at | {"type": "briefing_opened"},
        at | {"type": "asked", "number": 1, "language": "ru"},
        at | {"type": "asked", "number": 2, "language": "ru"},
        at | {"type": "approved", "number": 1, "revision": 0, "language": "ru"},
        at | {"type": "rejected", "number": 2, "reason": "off-topic"},
        at | {"type": "taken", "number": 1, "revision": 0, "graphic": "question-card", "screen": "main",
              "layer": "question"},
        at | {"type": "taken", "graphic": "message", "screen": "main", "layer": "message"},
        at | {"type": "cleared", "number": 1, "screen": "main", "layer": "question"},
    ]  # fmt: skip


def test_of_a_tip_off_and_of_a_consultation_nothing_is_told_from_their_start():
    found = told(
        asked(1), asked(2), asked(3, consultation=True),
        ("approved", {"question": "q2", "number": 2, "revision": 0, "language": "ru"}),
        ("noticed", {"question": "q3"}), ("taken", {"question": "q2", "screen": "main", "layer": "question"}),
        ("merged", {"question": "q1", "master": "q2", "decision": "d"}), ("diverted", {"question": "q2", "number": 2}),
        ("undone", {"question": "q1", "master": "q2"}), ("withdrawn", {"question": "q9"}),
    )  # fmt: skip
    assert [(e["type"], e.get("number")) for e in found] == [("asked", 1)]


def test_a_merge_names_both_numbers():
    (*_, merged) = told(asked(1), asked(2), ("merged", {"question": "q1", "master": "q2", "decision": "d"}))
    assert (merged["number"], merged["into"]) == (1, 2)


def test_an_event_about_a_question_that_is_not_known_is_not_told():
    assert told(("merged", {"question": "q8", "master": None}), ("answered", {})) == []


def test_the_list_holds_events_there_are_with_fields_there_are_and_none_that_is_personal():
    for type, fields in SHOWN.items():
        known = {*MODELS[type].model_fields, "number", "into"}
        assert set(fields) <= known - PERSONAL


@pytest.mark.parametrize(
    "type",
    sorted(MODELS.keys() - SHOWN.keys()),
)
def test_every_other_event_is_not_told(type: str):
    assert told((type, {"question": "q1", "person": "p1", "author": "a1", "until": 7})) == []
    assert {
        "restrained",
        "present",
        "claimed",
        "invited",
        "diverted",
        "tip_off_read",
        "decided",
    } & SHOWN.keys() == set()
