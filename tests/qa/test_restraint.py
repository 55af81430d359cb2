"""Time-out, mute and ban: of an author, by one of their questions; nobody learns whose."""

from __future__ import annotations

import pytest

from qa import restraint
from qa.restraint import Restraint
from studio.events import Restrained
from tests.qa.samples import AUTHOR, ENDED, ME, Table


def test_a_time_out_ends_by_itself_and_the_others_do_not():
    table = Table()
    assert table.do(restraint.restrain, "time_out", 10) == ["restrained"]
    assert table.records[f"restraint/{AUTHOR}"] == Restraint(
        id=AUTHOR, question="q1", how="time_out", until=table.at + 600_000, by=ME, at=table.at
    )
    for how in ("mute", "ban"):
        table.do(restraint.restrain, how, 10)
        assert (table.records[f"restraint/{AUTHOR}"].how, table.records[f"restraint/{AUTHOR}"].until) == (how, None)


def test_it_is_lifted_and_stays_as_none():
    table = Table()
    table.do(restraint.restrain, "ban", 10)
    assert table.do(restraint.restrain, "none", 10) == ["restrained"]
    lifted = table.records[f"restraint/{AUTHOR}"]
    assert (lifted.how, lifted.until) == ("none", None)
    assert restraint.public(lifted) is None


def test_the_desk_knows_it_by_the_question_it_was_first_decided_on():
    table = Table()
    table.ask(id="q2")
    for id, how in (("q1", "ban"), ("q2", "mute"), ("q2", "none")):
        table.do(restraint.restrain, how, 10, id=id)
        found = table.records[f"restraint/{AUTHOR}"]
        assert (found.question, found.how) == ("q1", how)


def test_its_author_is_told_how_and_until_when_but_not_by_whom():
    table = Table()
    table.do(restraint.restrain, "time_out", 1)
    assert restraint.public(table.records[f"restraint/{AUTHOR}"]) == {
        "kind": "restraint", "id": AUTHOR, "author": AUTHOR, "how": "time_out", "until": table.at + 60_000
    }  # fmt: skip


def test_it_is_no_decision_on_the_question():
    table = Table()
    before = table.question
    table.do(restraint.restrain, "ban", 10)
    assert (table.question, table.history()) == (before, ())


def test_there_must_be_a_question_and_a_briefing_under_way():
    table = Table()
    table.question = None
    assert table.refused(restraint.restrain, "ban", 1) == ("not_found", None)
    assert Table(briefing=ENDED).refused(restraint.restrain, "ban", 1) == ("ended", "question/q1")


@pytest.mark.parametrize("how", ["none", "time_out", "mute", "ban"])
def test_the_log_says_what_was_done(how: restraint.How):
    event = Restrained(author=AUTHOR, question="q1", how=how)
    assert event.model_dump()["how"] == how
