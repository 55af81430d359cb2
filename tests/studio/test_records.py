"""The table of kinds at work: which records are touched, and what is folded into them."""

from __future__ import annotations

from typing import Any

from studio.events import Answered, Claimed, Id, Released
from studio.records import Kind, Record, Refusal, fold, key, touched


class Word(Record):
    said: tuple[str, ...] = ()
    by: Id = "nobody"


def says(state: Word | None, event: Any, at: int, by: str) -> Word:
    return Word(id=event.question, said=(*(state.said if state else ()), f"{event.type} {at}"), by=by)


def nothing(record: Any) -> None:
    return None


def questions(event: Any) -> tuple[str, ...]:
    return (event.question,)


def claims(event: Any) -> tuple[str, ...]:
    return () if isinstance(event, Answered) else (event.question,)


KINDS = {
    "word": Kind("word", Word, questions, says, nothing),
    "claim": Kind("claim", Word, claims, says, nothing),
}
A, B = Claimed(question="a", holder="m", until=1), Released(question="b")


def test_every_touched_record_is_named_once_in_order():
    assert touched(KINDS, [A, B, A, Answered(question="c")]) == ("word/a", "claim/a", "word/b", "claim/b", "word/c")
    assert touched(KINDS, []) == ()


def test_events_fold_one_after_another_over_what_was_there():
    before = {"word/a": Word(id="a", said=("hello",)), "word/z": Word(id="z")}
    after = fold(KINDS, before, [A, Answered(question="a")], 7, "m1")
    assert after == {
        "word/a": Word(id="a", said=("hello", "claimed 7", "answered 7"), by="m1"),
        "claim/a": Word(id="a", said=("claimed 7",), by="m1"),
    }
    assert before["word/a"].said == ("hello",)


def test_a_record_that_becomes_none_is_told():
    gone = {"word": Kind("word", Word, questions, lambda state, event, at, by: None, nothing)}
    assert fold(gone, {"word/a": Word(id="a")}, [A], 1, "m") == {"word/a": None}


def test_a_refusal_names_the_record_that_it_shows():
    assert Refusal(code="claimed", key=key("claim", "q1")).key == "claim/q1"
