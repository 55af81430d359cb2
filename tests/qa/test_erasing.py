"""An erasure takes who asked and what was written out of every record; what happened stays."""

from __future__ import annotations

from typing import Any

import pytest

from overlays.clearance import Clear, Clearance
from overlays.clearance import evolve as evolve_clearance
from qa import notices, tip_off
from qa.erasing import erase
from qa.notices import Notice, Step
from qa.question import Airing, Question, Wording, evolve, public
from studio.briefing import Briefing, Details
from studio.events import Erased
from studio.records import Refusal

AT = 1_760_000_000_000
HASH = "0" * 32
ENDED = Briefing(id="briefing", state="ended", details=Details(slug="hearing", title={"kk": "Т"}, starts_at=AT))


def wording(revision: int, text: str) -> Wording:
    return Wording(revision=revision, language="ru", text=text, hash=HASH, by="viewer", at=AT)


def question(**more: Any) -> Question:
    fields: dict[str, Any] = {
        "id": "q1", "number": 7, "state": "answered", "asked_at": AT, "author": "a", "receipt": "r", "language": "ru",
        "wordings": (wording(0, "Я, Иванов"), wording(1, "Житель"), wording(2, "Черновик")), "approvals": {"ru": 1},
        "name": "Иван", "region": "Арал", "answered_at": AT + 9,
    }  # fmt: skip
    return Question(**(fields | more))


def erased(state: Question, *, kept: bool = False) -> Question:
    after = evolve(state, Erased(question="q1", kept=kept), AT + 99, "cli")
    assert after is not None
    return after


def test_who_wants_to_be_forgotten_takes_every_word_along_and_the_outcome_stays():
    after = erased(question())
    assert "Иван" not in after.model_dump_json()
    assert "Житель" not in after.model_dump_json()
    assert (after.name, after.region, after.author, after.wordings, after.approvals) == (None, None, "", (), {})
    assert (after.number, after.state, after.language, after.answered_at, after.receipt) == (
        7,
        "answered",
        "ru",
        AT + 9,
        "r",
    )
    assert "text" not in public(after)


def test_when_a_term_ends_what_everyone_may_read_stays_without_the_name():
    aired = Airing(revision=2, hash=HASH, screen="main", cue="c", since=AT, until=AT + 1)
    after = erased(question(airings=(aired,)), kept=True)
    assert [w.text for w in after.wordings] == ["", "Житель", "Черновик"]
    assert (after.name, after.region, after.author) == (None, "Арал", "")
    assert public(after)["text"] == "Черновик"


@pytest.mark.parametrize("hidden", [{"state": "rejected", "approvals": {}}, {"consultation": True}])
def test_when_a_term_ends_what_nobody_may_read_goes(hidden: Any):
    assert erased(question(**hidden), kept=True).wordings == ()


def test_only_after_the_end_and_not_from_a_screen():
    live = ENDED.model_copy(update={"state": "live"})
    open_ = Airing(revision=1, hash=HASH, screen="main", cue="c", since=AT)
    for state, briefing, code in (
        (None, ENDED, "not_found"), (question(), None, "not_found"), (question(), live, "not_ended"),
        (question(state="on_air"), ENDED, "on_air"), (question(airings=(open_,)), ENDED, "on_air"),
    ):  # fmt: skip
        outcome = erase(state, briefing)
        assert isinstance(outcome, Refusal)
        assert outcome.code == code


def test_when_a_term_ends_a_promised_answer_is_waited_for():
    owed = Notice(id="q1", state="drafted", since=AT)
    outcome = erase(question(), ENDED, owed, kept=True)
    assert isinstance(outcome, Refusal)
    assert (outcome.code, outcome.key) == ("owed", "notice/q1")
    assert erase(question(), ENDED, owed) == [Erased(question="q1")]
    assert erase(question(), ENDED, Notice(id="q1", state="published", since=AT), kept=True)


def test_nobody_owes_an_answer_to_a_question_that_is_gone():
    owed = Notice(id="q1", state="approved", since=AT, texts={"ru": "Ответ"}, hash=HASH, revision=3)
    after = notices.evolve(owed, Erased(question="q1"), AT + 9, "cli")
    assert after is not None
    assert (after.state, after.texts, after.hash, after.revision) == ("void", {}, None, 4)


def test_done_twice_is_done_and_more_can_be_forgotten_later():
    kept = erased(question(), kept=True)
    assert erase(kept, ENDED, kept=True) == []
    assert erase(kept, ENDED) == [Erased(question="q1")]
    assert erase(erased(kept), ENDED) == erase(erased(kept), ENDED, kept=True) == []


@pytest.mark.parametrize(("kept", "public", "left"), [(True, True, True), (True, False, False), (False, True, False)])
def test_an_answer_stays_only_where_everyone_may_read_it(kept: bool, public: bool, left: bool):
    steps = (Step(what="handed_over", by="p1", at=AT, department="d1", reason="Иванов живёт там"),)
    notice = Notice(id="q1", state="published", since=AT, texts={"ru": "Уважаемый Иванов"}, public=public, steps=steps)
    after = notices.evolve(notice, Erased(question="q1", kept=kept), AT + 9, "cli")
    assert after is not None
    assert bool(after.texts) == after.public == left
    assert (after.state, after.steps[0].reason, after.steps[0].department) == ("published", None, "d1")
    assert notices.evolve(None, Erased(question="q1"), AT, "cli") is None


def test_a_tip_off_is_no_longer_there_to_be_opened():
    sealed = tip_off.TipOff(id="q1", number=7, received_at=AT, sealed="c2VhbGVk", read_by="p1")
    after = tip_off.evolve(sealed, Erased(question="q1"), AT, "cli")
    assert after is not None
    assert (after.sealed, after.number, after.read_by) == ("", 7, "p1")
    assert tip_off.evolve(None, Erased(question="q1"), AT, "cli") is None


def test_a_clearance_keeps_what_everyone_reads_or_nothing():
    clear = Clearance(
        id="q1", number=7, name="Иван", region="Арал", wordings={"ru": Clear(revision=1, hash=HASH, text="Т")}
    )
    kept = evolve_clearance(clear, Erased(question="q1", kept=True), AT, "cli")
    gone = evolve_clearance(clear, Erased(question="q1"), AT, "cli")
    assert kept is not None
    assert gone is not None
    assert (kept.name, list(kept.wordings)) == (None, ["ru"])
    assert (gone.name, gone.region, gone.wordings) == (None, None, {})
    assert evolve_clearance(None, Erased(question="q1", kept=True), AT, "cli") is None
