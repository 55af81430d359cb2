"""What each seat may see of a record."""

from __future__ import annotations

from typing import Any

import pytest

from studio.events import text_hash
from web import wire

WORDING = {
    "revision": 0,
    "language": "ru",
    "text": "Почему?",
    "hash": text_hash("ru", "Почему?"),
    "by": "viewer",
    "at": 1,
}
EDITED = {**WORDING, "revision": 1, "text": "Почему так?"}
QUESTION: dict[str, Any] = {
    "id": "q1", "number": 1, "state": "received", "author": "a" * 32, "receipt": "b" * 64, "language": "ru",
    "wordings": [WORDING, EDITED], "approvals": {}, "decision": None,
    "name": "Ayan", "region": "Oral", "hidden": ["name"],
}  # fmt: skip
APPROVED = {**QUESTION, "state": "approved", "approvals": {"ru": 1}}
PROGRAM = {"id": "main", "revision": 2, "preview": {"id": "c"}, "layers": {}}
KINDS: dict[str, dict[str, Any]] = {
    "briefing": {"id": "briefing"},
    "question": APPROVED,
    "claim": {"id": "q1", "holder": "p", "initials": "AO", "until": 1},
    "labels": {"id": "labels", "labels": []},
    "history": {"id": "p", "decisions": []},
    "presence": {"id": "p", "initials": "AO", "until": 1, "seat": "desk", "name": "Aida Omar"},
    "notice": {"id": "q1", "texts": {"kk": "Иә"}},
    "department": {"id": "edu", "email": "b@example.kz"},
    "restraint": {"id": "a" * 32, "question": "q1", "how": "mute"},
    "tip_off": {"id": "q2", "number": 2, "sealed": "c2VhbGVk"},
    "tally": {"id": "q1", "votes": 3},
    "clearance": {"id": "q1", "wordings": {"ru": {}}},
    "item": {"id": "q1", "question": "q1", "listed": True},
    "program": PROGRAM,
    "screen": {"id": "main", "pages": {}},
    "kill": {"id": "main", "revision": 7},
    "obs": {"id": "obs", "connected": True},
    "line": {"id": "l1", "text": "x", "removed": False, "revisions": []},
    "captions": {"id": "ru", "lines": []},
    "vocabulary": {"id": "vocabulary", "words": []},
    "listing": {"id": "b"},
    "invite": {"id": "hash-of-the-secret", "person": "p1", "role": "owner"},
    "person": {"id": "p1"},
}
SEES = {
    wire.moderator: {
        "briefing",
        "question",
        "claim",
        "tally",
        "labels",
        "history",
        "presence",
        "restraint",
    },
    wire.producer: {
        "briefing",
        "question",
        "tally",
        "clearance",
        "item",
        "program",
        "screen",
        "labels",
        "presence",
        "kill",
        "obs",
        "captions",
    },
    wire.confidential: {"briefing", "tip_off"},
    wire.speaker: {"briefing", "question", "item", "program", "captions"},
    wire.captioner: {"briefing", "line", "vocabulary"},
    wire.screen("main"): {"program", "kill", "captions"},
    wire.office: {"briefing", "listing", "invite", "person"},
}


@pytest.mark.parametrize(("seat", "kinds"), SEES.items(), ids=lambda v: getattr(v, "__name__", ""))
def test_a_seat_sees_its_kinds_and_no_others(seat: wire.View, kinds: set[str]) -> None:
    assert {kind for kind, record in KINDS.items() if seat(kind, record) is not None} == kinds


def test_a_desk_sees_its_own_by_their_initials_and_a_console_everyone_by_name() -> None:
    here = KINDS["presence"]
    assert wire.moderator("presence", here) == {k: v for k, v in here.items() if k != "name"}
    assert wire.moderator("presence", {**here, "seat": "console"}) is None
    assert wire.producer("presence", here) == here


def test_a_captioner_sees_those_who_write_and_lines_as_they_read_now() -> None:
    writes = {**KINDS["presence"], "seat": "captions"}
    assert wire.captioner("presence", writes) == writes
    assert wire.captioner("line", KINDS["line"]) == {"id": "l1", "text": "x", "removed": False}
    assert wire.captioner("line", {**KINDS["line"], "removed": True}) is None


def test_a_speaker_sees_no_item_that_is_no_question() -> None:
    assert wire.speaker("item", {"id": "i1", "question": None, "listed": True}) is None


def test_a_screen_sees_its_own_program_and_kills_alone() -> None:
    view = wire.screen("main")
    assert view("kill", KINDS["kill"]) == KINDS["kill"]
    assert view("kill", {"id": "hall", "revision": 7}) is view("screen", KINDS["screen"]) is None


@pytest.mark.parametrize("seat", [wire.moderator, wire.producer, wire.speaker])
def test_nobody_sees_who_asked(seat: wire.View) -> None:
    view = seat("question", APPROVED)
    assert view is not None
    assert not {"author", "receipt"} & set(view)


def test_the_moderator_sees_every_wording() -> None:
    view = wire.moderator("question", QUESTION)
    assert view is not None
    assert view["wordings"] == [WORDING, EDITED]


@pytest.mark.parametrize("seat", [wire.producer, wire.speaker])
def test_only_approved_wordings_leave_the_desk(seat: wire.View) -> None:
    view = seat("question", APPROVED)
    assert view is not None
    assert view["wordings"] == [EDITED]
    for state in ("received", "rejected", "withdrawn"):
        assert seat("question", {**APPROVED, "state": state}) is None


@pytest.mark.parametrize("seat", [wire.producer, wire.speaker])
def test_what_of_the_asker_is_hidden_leaves_the_desk_no_more(seat: wire.View) -> None:
    view = seat("question", APPROVED)
    assert view is not None
    assert (view["name"], view["region"]) == (None, "Oral")
    assert "hidden" not in view


def test_an_answer_in_writing_shows_no_seat_what_was_not_approved() -> None:
    for private in ({}, {"consultation": True}):
        answered = {**QUESTION, **private, "state": "answered", "answered_by": "writing"}
        assert wire.producer("question", answered) is None
        assert wire.speaker("question", answered) is None
    objected = {**APPROVED, "state": "answered", "objected_at": 1}
    assert "objected_at" not in (wire.producer("question", objected) or {})


def test_a_tip_off_is_no_question_and_shows_no_text() -> None:
    assert wire.moderator("question", {**QUESTION, "state": "diverted"}) is None
    assert wire.confidential("tip_off", KINDS["tip_off"]) == {"id": "q2", "number": 2}


def test_a_restraint_goes_by_its_question_and_is_gone_when_lifted() -> None:
    assert wire.moderator("restraint", KINDS["restraint"]) == {"id": "q1", "question": "q1", "how": "mute"}
    assert wire.moderator("restraint", {**KINDS["restraint"], "how": "none"}) is None


def test_what_left_the_list_is_gone() -> None:
    for seat in (wire.producer, wire.speaker):
        assert seat("item", {"id": "q1", "question": "q1", "listed": False}) is None
    assert wire.producer("clearance", {"id": "q1", "wordings": {}}) is None


def test_the_speaker_gets_no_words_of_the_preview() -> None:
    cue = {"id": "c", "question": "q1", "revision": 1, "language": "ru"}
    words = {"text": "Почему так?", "name": "Айдана", "region": "x", "hash": "h", "fit": "fits"}
    view = wire.speaker("program", {**PROGRAM, "preview": {**cue, **words}})
    assert view == {**PROGRAM, "preview": cue}
    assert wire.speaker("program", {**PROGRAM, "preview": None}) == {**PROGRAM, "preview": None}


def test_a_screen_sees_its_own_program_without_the_preview() -> None:
    main = wire.screen("main")
    assert main("program", PROGRAM) == {"id": "main", "revision": 2, "layers": {}}
    assert main("program", {**PROGRAM, "id": "side"}) is None
    assert [kind for kind, record in KINDS.items() if main(kind, record)] == ["program", "kill", "captions"]


def test_an_invite_is_shown_by_its_person() -> None:
    assert wire.office("invite", KINDS["invite"]) == {"id": "p1", "role": "owner"}
