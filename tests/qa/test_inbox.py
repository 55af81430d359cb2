"""A batch of the inbox, decided as one; whatever an entry holds, those behind it go on."""

from __future__ import annotations

import json
from typing import Any

import pytest
from structlog.testing import capture_logs

from qa import inbox
from qa import question as questions
from qa.inbox import BEHIND, BRIEFING, Ask, Batch, Vote, Withdrawal
from qa.question import Cursor
from qa.receipts import receipt_hash
from studio.events import Asked, Merged, text_hash
from studio.log import Knocked
from tests.qa.samples import AT, AUTHOR, LIVE, Table

SECRET = "менің құпиям"


def says_ru(text: str) -> str:
    return "ru"


def knock(id: str = "5-0", kind: str = "ask", question: str = "q1", body: Any = None, **fields: str) -> Knocked:
    """An entry as `knock` adds it."""
    body = {"type": "ask", "id": "command-1", "text": "Неге?"} if body is None else body
    plain = {
        "k": kind, "question": question, "author": AUTHOR, "command": "command-1", "receipt": "7QKF-3M2P-XW4T-C",
        "b": body if isinstance(body, str) else json.dumps(body), **fields,
    }  # fmt: skip
    return Knocked(id, {k: v.encode() for k, v in plain.items()})


def test_a_question_is_screened_and_its_receipt_hashed():
    body = {"text": " Қашан\u200b? ", "name": "Айдана\n", "region": "", "speaker": "s1", "language": "ru"}
    item = inbox.read(knock(body=body), says_ru)
    assert isinstance(item, Ask)
    asked = item.asked
    assert (asked.text, asked.language, asked.hash) == ("Қашан?", "kk", text_hash("kk", "Қашан?"))
    assert (asked.name, asked.region, asked.speaker, asked.author) == ("Айдана", None, "s1", AUTHOR)
    assert asked.receipt == receipt_hash("7QKF-3M2P-XW4T-C")


def test_a_question_was_asked_when_it_came_not_when_a_late_desk_read_it():
    (event, _) = decide(batch(knock(id="5-0")))
    assert event.received_at == 5
    assert questions.evolve(None, event, AT, "desk").asked_at == 5


def test_the_page_hints_the_language_where_nothing_else_tells():
    assert inbox.read(knock(body={"text": "123?", "language": "en"}), says_ru).asked.language == "en"
    assert inbox.read(knock(body={"text": "123?", "language": "xx"}), says_ru).asked.language == "ru"


def test_votes_carry_no_author_and_withdrawals_do():
    vote = Knocked("6-0", {"k": b"vote", "question": b"q1"})
    assert inbox.read(vote, says_ru) == Vote("6-0", "q1")
    withdrawal = Knocked("7-0", {"k": b"withdraw", "question": b"q1", "author": AUTHOR.encode(), "command": b"c"})
    assert inbox.read(withdrawal, says_ru) == Withdrawal("7-0", "q1", AUTHOR)


GARBAGE = [
    Knocked("5-0", {}),
    Knocked("5-0", {"k": b"ask", "question": b"\xff"}),
    knock(kind=SECRET),
    knock(question=SECRET),
    knock(question="q1\n"),
    knock(question="q" * 41),
    knock(author=""),
    knock(body="{" + SECRET),
    knock(body="[]"),
    knock(body={"text": 5}),
    knock(body={"name": SECRET}),
    knock(body={"text": "\u200b"}),
    knock(body={"text": SECRET * 100}),
    knock(body={"text": "?", "name": [SECRET]}),
    knock(body='{"text": "\\ud800"}'),
    knock(body={"text": "?", "speaker": SECRET}),
    knock(body={"text": "?", "to": SECRET}),
    knock(body={"sealed": 5}),
    Knocked("5-0", {"k": b"ask", "question": b"q1", "author": b"a", "receipt": b"\xff", "b": b'{"text": "?"}'}),
    Knocked("5-0", {"k": b"vote"}),
]


@pytest.mark.parametrize("bad", GARBAGE)
def test_garbage_is_dropped_without_its_text_and_blocks_nothing(bad):
    good = knock("6-0", question="q2")
    with capture_logs() as logs:
        items = list(inbox.screened([bad, good], says_ru))
    assert [i.question for i in items] == ["q2"]
    assert [line["event"] for line in logs] == ["inbox_entry_dropped"]
    assert SECRET not in str(logs)


def test_a_recogniser_that_fails_blocks_nothing():
    def fails(text: str) -> str:
        raise RuntimeError(SECRET)

    with capture_logs() as logs:
        assert (
            list(
                inbox.screened(
                    [knock(body={"text": SECRET.replace("і", "и").replace("құ", "ку").replace("ң", "н")})], fails
                )
            )
            == []
        )
    assert logs[0]["error"] == "RuntimeError"
    assert SECRET not in str(logs)


def test_places_in_a_stream_sort_as_numbers():
    assert sorted(["10-0", "9-2", "9-10", "9"], key=inbox.place) == ["9", "9-2", "9-10", "10-0"]


def batch(*entries: Knocked, counts: dict[str, int] | None = None) -> Batch:
    items = tuple(inbox.screened(entries, says_ru))
    return Batch(items, entries[-1].id if entries else None, counts or {}, AT)


def records(batch: Batch, **more: Any) -> dict[str, Any]:
    return {**dict.fromkeys(batch.keys()), BRIEFING: LIVE, **{k.replace("__", "/"): v for k, v in more.items()}}


def decide(batch: Batch, **more: Any) -> list[Any]:
    events = batch.decide(records(batch, **more))
    assert isinstance(events, list)
    return events


def test_a_batch_is_numbered_in_the_order_of_the_inbox():
    events = decide(
        batch(knock("5-0"), knock("5-1", question="q2"), knock("6-0", kind="?")),
        cursor__desk=Cursor(id="desk", at="4-0", numbered=7),
    )
    assert [(e.question, e.number) for e in events[:2]] == [("q1", 8), ("q2", 9)]
    assert (events[2].type, events[2].cursor, events[2].numbered) == ("numbered", "6-0", 9)


def test_what_stands_already_is_not_asked_anew():
    old = Table().question
    (numbered,) = decide(batch(knock()), question__q1=old)
    assert (numbered.type, numbered.numbered) == ("numbered", 0)


def test_a_question_twice_in_a_batch_is_asked_once():
    first, numbered = decide(batch(knock("5-0"), knock("5-1", body={"text": "Басқа?"})))
    assert (first.type, numbered.numbered) == ("asked", 1)


def test_what_another_desk_has_dealt_with_is_left_out():
    two = batch(knock("5-0"), knock("5-1", question="q2"))
    assert two.decide(records(two, cursor__desk=Cursor(id="desk", at="5-1"))) is BEHIND
    assert two.decide(records(two, cursor__desk=Cursor(id="desk", at="10-0"))) is BEHIND
    events = decide(two, cursor__desk=Cursor(id="desk", at="5-0", numbered=1))
    assert [(e.question, e.number) for e in events[:1]] == [("q2", 2)]


def test_a_speaker_that_the_briefing_has_not_is_nobody():
    asked = decide(batch(knock(body={"text": "Неге?", "speaker": "s1"})))[0]
    assert asked.speaker == "s1"
    asked = decide(batch(knock(body={"text": "Неге?", "speaker": "s9"})))[0]
    assert asked.speaker is None
    unknown = batch(knock(body={"text": "Неге?", "speaker": "s1"}))
    assert unknown.decide({**records(unknown), BRIEFING: None})[0].speaker is None


def test_asked_and_withdrawn_in_one_batch():
    events = decide(batch(knock("5-0"), knock("5-1", kind="withdraw")))
    assert [e.type for e in events] == ["asked", "withdrawn", "numbered"]


def test_two_that_were_merged_and_are_withdrawn_at_once_are_both_gone():
    """Whichever comes first: what is withdrawn is not freed to wait again by the other's going."""
    for order in (("q1", "q2"), ("q2", "q1")):
        table = Table()
        table.ask(id="q2")
        table.fold([Merged(question="q2", decision="d1", master="q1")])
        two = batch(*(knock(f"{n}-0", kind="withdraw", question=q) for n, q in enumerate(order, 5)))
        stored = {k: table.records.get(k) for k in two.keys()}  # noqa: SIM118 - a batch's, not a dict's
        table.fold([e for e in two.decide(stored) if e.type != "numbered"])
        assert [table.at_desk(q).state for q in order] == ["withdrawn"] * 2, order


def test_a_tip_off_that_the_gateway_sealed_gets_a_number_and_no_text():
    body = {"sealed": "YQ==", "text": SECRET}
    events = decide(batch(knock(body=body)), cursor__desk=Cursor(id="desk", at="1-0", numbered=7))
    assert [e.type for e in events] == ["diverted", "numbered"]
    assert (events[0].number, events[0].sealed, events[1].numbered) == (8, "YQ==", 8)
    assert (events[0].author, events[0].receipt) == (AUTHOR, receipt_hash("7QKF-3M2P-XW4T-C"))
    assert SECRET not in repr(events)


def test_a_consultation_waits_in_a_list_of_its_own():
    asked = decide(batch(knock(body={"text": "Неге?", "to": "consultation"})))[0]
    assert asked.consultation
    assert questions.evolve(None, asked, AT, "desk").state == "on_notice"


def test_the_answer_to_a_consultation_alone_has_a_term_from_when_it_came():
    for to, term in (("consultation", 100), ("studio", None)):
        (item,) = inbox.screened([knock(body={"text": "Неге?", "to": to})], says_ru, lambda at: at + 100)
        assert isinstance(item, inbox.Ask)
        assert isinstance(item.asked, Asked)
        assert item.asked.received_at is not None
        assert item.asked.due == (term and item.asked.received_at + term)


def test_only_its_author_withdraws_a_question():
    with capture_logs() as logs:
        events = decide(batch(knock(kind="withdraw", author="b" * 32)), question__q1=Table().question)
    assert [e.type for e in events] == ["numbered"]
    assert logs[0]["code"] == "not_yours"


def test_votes_wait_until_they_are_due():
    voted = (Knocked("5-0", {"k": b"vote", "question": b"q1"}), Knocked("5-1", {"k": b"vote", "question": b"q1"}))
    (numbered,) = decide(batch(*voted))
    assert numbered.voted == ("q1",)
    numbered, tallied = decide(batch(*voted, counts={"q1": 2}))
    assert tallied.votes == {"q1": 2}
    early = Cursor(id="desk", at="1-0", tallied_at=AT - 100)
    (numbered,) = decide(batch(*voted, counts={"q1": 2}), cursor__desk=early)
    (tallied,) = decide(batch(counts={"q1": 2}))
    assert tallied.votes == {"q1": 2}


def test_an_empty_batch_changes_nothing():
    assert decide(batch()) == []
