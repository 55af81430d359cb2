"""The rules of letters: who may ask for one, when it is sent, at most once; and when a department is reminded."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from qa import mailing
from qa.mailing import LEASE_MS, TAKEN_BACK_MS, Calendar, Case, Mailing, Reminder
from qa.notices import Notice
from qa.question import Airing, Decision, Question
from studio import events
from studio.events import MailAsked, MailEnded, MailTried, Reminded
from studio.records import Refusal

NOW = 1_800_000_000_000
ZONE = ZoneInfo("Asia/Almaty")


def question(state: Any, **more: Any) -> Question:
    given = {"id": "q1", "number": 1, "asked_at": 1, "author": "a", "receipt": "r", "language": "ru", "wordings": ()}
    return Question.model_validate({**given, "state": state, **more})


def waiting(**more: Any) -> Mailing:
    return Mailing(id="q1", language="kk", asked_at=1, sealed="s").model_copy(update=more)


def case(state: Any = "answered", ended: bool = False, held: Mailing | None = None, **more: Any) -> Case:
    asked = question(state, **more)
    return Case("q1", held, asked, asked, ended, NOW)


REJECTED = {"decision": Decision(id="d", by="m", at=NOW - TAKEN_BACK_MS, kind="rejected")}
AIRED = {"airings": (Airing(revision=0, hash="0" * 32, screen="main", cue="c", since=1),)}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (" a.b+c@example.kz ", "a.b+c@example.kz"), ("a@b.c.example", "a@b.c.example"), ("a@b", None),
        ("a b@c.kz", None), ("a@c.kz,b@c.kz", None),
        ("a@c.kz\nBcc: x@y.kz", None), ("a@c.kz\r", "a@c.kz"), ("а@c.kz", None), ("<a@c.kz>", None),
        ("", None), (f"{'a' * 65}@c.kz", None), ("@c.kz", None),
        (f"a@{'b' * 63}.{'c' * 63}.{'d' * 63}.{'e' * 63}", None),
    ],
    ids=lambda value: repr(value)[:24],
)  # fmt: skip
def test_an_address(typed: str, found: str | None) -> None:
    assert mailing.address(typed) == found


@pytest.mark.parametrize(
    ("found", "outcome", "may_ask"),
    [
        (case("received"), None, True), (case("approved"), None, True), (case("on_air"), None, True),
        (case("on_notice", ended=True), None, True), (case("answered"), "speech", False),
        (case("answered", answered_by="writing"), "writing", False), (case("rejected"), "rejected", False),
        (case("received", ended=True), "not_reached", False), (case("approved", ended=True), "not_reached", False),
        (case("approved", ended=True, **AIRED), "aired", False), (case("withdrawn"), None, False),
        (case("diverted"), None, False), (case("on_notice", erased_at=5), None, False),
    ],
    ids=["received", "approved", "on_air", "on_notice", "speech", "writing", "rejected", "unread", "not_reached",
         "aired", "withdrawn", "diverted", "erased"],
)  # fmt: skip
def test_what_became_of_it(found: Case, outcome: Any, may_ask: bool) -> None:
    assert found.followed is not None
    assert mailing.outcome(found.followed, found.ended) == outcome
    asked = mailing.ask(found, "kk", "s")
    assert (asked == [MailAsked(question="q1", language="kk", sealed="s")]) is may_ask
    assert may_ask or (isinstance(asked, Refusal) and asked.code == "too_late")


def test_asking() -> None:
    assert mailing.ask(Case("q1", None, None, None, False, NOW), "kk", "s") == Refusal(code="not_found")
    assert mailing.ask(case("received", held=waiting()), "kk", "s") == [], "once more is once"
    again = mailing.ask(case("received", held=waiting(ended="taken_back", sealed=None)), "kk", "s")
    assert [e.type for e in again] == ["mail_asked"]  # type: ignore[union-attr]


def test_the_address_goes_with_its_end() -> None:
    made = mailing.evolve(None, MailAsked(question="q1", language="ru", sealed="s"), 5, "viewer")
    assert made == Mailing(id="q1", language="ru", asked_at=5, sealed="s")
    tried = mailing.evolve(made, MailTried(question="q1"), 6, "mail")
    assert (tried and tried.tried_at, tried and tried.sealed) == (6, "s")
    ended = mailing.evolve(tried, MailEnded(question="q1", how="sent"), 7, "mail")
    assert (ended and ended.ended, ended and ended.sealed) == ("sent", None)
    assert mailing.evolve(ended, MailTried(question="q1"), 8, "mail") == ended
    assert mailing.evolve(None, MailEnded(question="q1", how="sent"), 7, "mail") is None
    diverted = mailing.evolve(made, events.Diverted(question="q1", number=1, sealed="x"), 7, "m")
    assert (diverted and diverted.ended, diverted and diverted.sealed) == ("diverted", None)
    erased = mailing.evolve(made, events.Erased(question="q1"), 7, "cli")
    assert (erased and erased.ended, erased and erased.sealed) == ("erased", None)
    assert mailing.end(case(held=made), "taken_back") == [MailEnded(question="q1", how="taken_back")]
    assert mailing.end(case(held=ended), "taken_back") == []


LATE = {"decision": Decision(id="d", by="m", at=NOW - TAKEN_BACK_MS + 1, kind="rejected")}
NEXT = [
    (case(), "wait"), (Case("q1", waiting(), None, None, False, NOW), "wait"),
    (case("received", held=waiting()), "wait"),
    (case(held=waiting()), "send"), (case(held=waiting(ended="sent")), "wait"),
    (case("rejected", held=waiting(), **REJECTED), "send"), (case("rejected", held=waiting(), **LATE), "wait"),
    (case("rejected", held=waiting()), "send"), (case("withdrawn", held=waiting()), "withdrawn"),
    (case("approved", ended=True, held=waiting()), "send"),
    (case(held=waiting(tried_at=NOW - LEASE_MS)), "unsure"), (case(held=waiting(tried_at=NOW - LEASE_MS + 1)), "wait"),
]  # fmt: skip


@pytest.mark.parametrize(("found", "todo"), NEXT, ids=[str(n) for n in range(len(NEXT))])
def test_what_is_to_be_done(found: Case, todo: str) -> None:
    assert mailing.next_(found) == todo
    assert mailing.try_(found) == ([MailTried(question="q1")] if todo == "send" else [])


def test_only_whoever_knows_that_it_was_not_taken_tries_again() -> None:
    tried = case(held=waiting(tried_at=NOW - 1))
    assert mailing.try_(tried) == []
    assert mailing.try_(tried, again=True) == [MailTried(question="q1")]
    assert mailing.try_(case(held=waiting()), again=True) == [MailTried(question="q1")]
    assert mailing.try_(case(held=waiting(tried_at=1, ended="taken_back")), again=True) == []


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


CALENDAR = Calendar(3, lambda day: day.weekday() < 5, ZONE)
DUE = at("2026-12-01 23:59:59")  # a Tuesday: three working days before is Thursday the 26th


@pytest.mark.parametrize(
    ("now", "stage"),
    [
        ("2026-11-26 08:59:59", None), ("2026-11-26 09:00:00", 0), ("2026-12-01 23:59:59", 0),
        ("2026-12-02 08:59:59", None), ("2026-12-02 09:00:00", 1), ("2026-12-09 08:59:59", 1),
        ("2026-12-09 09:00:00", 2), ("2027-01-06 09:00:00", 6),
    ],
    ids=str,
)  # fmt: skip
def test_when_a_department_is_reminded(now: str, stage: int | None) -> None:
    assert CALENDAR.stage(DUE, at(now)) == stage
    notice = Notice(id="q1", since=1, due=DUE, department="d1")
    found = mailing.remind(notice, None, CALENDAR, at(now))
    assert [e.stage for e in found] == ([] if stage is None else [stage])


def test_nobody_is_reminded_twice() -> None:
    notice, now = Notice(id="q1", since=1, due=DUE, department="d1"), at("2026-12-10 12:00:00")
    (event,) = mailing.remind(notice, None, CALENDAR, now)
    assert event == Reminded(question="q1", department="d1", due=DUE, stage=2), "of what was missed only the latest"
    before = mailing.evolve_reminder(None, event, now, "mail")
    assert before == Reminder(id="q1", department="d1", due=DUE, stage=2, at=now)
    assert mailing.remind(notice, before, CALENDAR, now) == []
    other = notice.model_copy(update={"department": "d2"})
    assert [e.department for e in mailing.remind(other, before, CALENDAR, now)] == ["d2"]
    for gone in ({"state": "published"}, {"state": "void"}, {"due": None}, {"department": None}):
        assert mailing.remind(notice.model_copy(update=gone), None, CALENDAR, now) == []
    assert mailing.remind(None, None, CALENDAR, now) == []
