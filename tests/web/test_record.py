"""What the public record shows of a question, and what it never does."""

from __future__ import annotations

from typing import Any

import pytest

from qa.departments import Department
from qa.notices import Notice, Step
from qa.question import Airing, Question, Wording
from studio.briefing import Briefing, Details
from studio.lines import Line, Revised, Transcript
from studio.minutes import Answer
from web.record import Answers, Said, clock, in_order, minutes, published

AT = 1_760_000_000_000


def wording(revision: int, text: str, language: str = "kk") -> Wording:
    by = "m1" if revision else "viewer"
    return Wording(revision=revision, language=language, text=text, hash="0" * 32, by=by, at=AT)  # type: ignore[arg-type]


def airing(since: int, until: int | None = None, revision: int = 0) -> Airing:
    return Airing(revision=revision, hash="0" * 32, screen="main", cue="c1", since=since, until=until)


def question(number: int = 1, **more: Any) -> Question:
    fields: dict[str, Any] = {
        "id": f"q{number}", "number": number, "state": "approved", "asked_at": AT, "author": "a", "receipt": "r",
        "language": "kk", "wordings": (wording(0, "Неге?"), wording(1, "Неліктен?")), "approvals": {"kk": 0},
    }  # fmt: skip
    return Question(**(fields | more))


@pytest.mark.parametrize("state", ["received", "rejected", "withdrawn", "merged", "diverted"])
def test_what_was_not_approved_in_the_end_is_not_in_the_record(state: str):
    hidden = question(state=state, airings=(airing(AT, AT + 1),))
    assert published(hidden, AT + 9) is None
    assert in_order([hidden], AT + 9) == ()


@pytest.mark.parametrize("hidden", [{"approvals": {}}, {"approvals": {}, "consultation": True}, {"consultation": True}])
def test_what_is_on_notice_is_in_the_record_only_if_it_was_approved(hidden: Any):
    assert published(question(state="on_notice", **hidden), AT) is None
    noticed = published(question(state="on_notice"), AT)
    assert noticed is not None
    assert (noticed.outcome, noticed.texts) == ("noticed", {"kk": "Неге?"})


def test_what_a_moderator_has_hidden_of_the_asker_is_hidden_here_too():
    shown = question(name="Айдана", region="Қызылорда", hidden=("name",), airings=(airing(AT),))
    found = published(shown, AT + 9)
    assert found is not None
    assert found.asker == "Қызылорда"


def test_only_approved_wordings_are_shown_and_an_edited_one_says_so():
    plain, edited = (
        published(question(), AT),
        published(question(approvals={"kk": 1}, name="Айдана", region="Қызылорда"), AT),
    )
    assert plain is not None
    assert edited is not None
    assert (plain.texts, plain.edited, plain.asker) == ({"kk": "Неге?"}, False, "")
    assert (edited.texts, edited.edited, edited.asker) == ({"kk": "Неліктен?"}, True, "Айдана, Қызылорда")


def test_the_outcome_says_the_most_that_happened():
    shown = question(airings=(airing(AT, AT + 5),))
    answered = question(state="answered", answered_at=AT + 3)
    assert [p.outcome for q in (question(), shown, answered) if (p := published(q, AT + 9))] == [
        "approved",
        "aired",
        "answered",
    ]


def test_those_on_air_come_first_by_their_moment_then_the_rest_by_number():
    questions = [
        question(1),
        question(2, airings=(airing(AT + 9),)),
        question(3, airings=(airing(AT + 5),)),
        question(4),
    ]
    assert [p.number for p in in_order(questions, AT + 99)] == [3, 2, 1, 4]


def test_a_moment_shows_the_wording_that_was_on_air_and_ends_with_the_briefing():
    edited_since = question(approvals={"kk": 1}, airings=(airing(AT + 5),), answered_at=AT + 7, state="answered")
    found = published(edited_since, AT + 100)
    assert found is not None
    (aired,) = found.airings
    assert (aired.text, aired.since, aired.until, found.texts) == ("Неге?", AT + 5, AT + 100, {"kk": "Неліктен?"})


def test_the_clock_counts_from_the_opening_or_from_the_schedule():
    details = Details(slug="hearing", title={"kk": "Т"}, starts_at=AT, recording_offset_ms=7)
    opened = Briefing(id="briefing", state="ended", details=details, opened_at=AT + 50, ended_at=AT + 90)
    assert (clock(opened).opened_at, clock(opened).ended_at, clock(opened).offset_ms) == (AT + 50, AT + 90, 7)
    never = Briefing(id="briefing", state="ended", details=details)
    assert (clock(never).opened_at, clock(never).ended_at) == (AT, AT)


def test_the_minutes_hold_what_the_office_filled_in_and_count_all_that_was_asked():
    details = Details.model_validate({
        "slug": "hearing", "title": {"kk": "Т"}, "starts_at": AT, "recording_url": "https://a.kz/r.mp4",
        "speakers": [{"id": "s1", "name": "Ә. Сапаров"}],
    })  # fmt: skip
    briefing = Briefing(id="briefing", state="ended", details=details, opened_at=AT, ended_at=AT + 9)
    found = minutes("b1", briefing, [question(1), question(2, state="rejected")], (2, 1))
    assert (found.briefing, found.slug, found.total, found.answered) == ("b1", "hearing", 2, 1)
    assert found.recording_url == "https://a.kz/r.mp4"
    assert [(q.number, q.outcome) for q in found.questions] == [(1, "approved")]
    assert [s.name for s in found.speakers] == ["Ә. Сапаров"]


def test_what_was_said_stands_in_the_minutes_once_the_transcript_is_published():
    details = Details(slug="hearing", title={"kk": "Т"}, starts_at=AT)
    briefing = Briefing(id="briefing", state="ended", details=details, opened_at=AT, ended_at=AT + 9_000)
    stood = Revised(since=AT, until=AT + 1, text="Кате", speaker="", by="a", at=AT + 7, reason="хат", public=True)
    times: Any = {"since": AT, "until": AT + 1, "by": "a", "at": AT}
    said = [Line(id="l1", language="kk", text="Қате", revisions=(stood,), **times)]
    unpublished = minutes("b1", briefing, [], (0, 0), Said(said))
    assert (unpublished.passages, unpublished.published_at, unpublished.corrections) == ((), None, ())
    out = minutes("b1", briefing, [], (0, 0), Said(said, Transcript(id="transcript", published_at=AT + 5, by="a")))
    assert [(p.text, p.corrected) for p in out.passages] == [("Қате", True)]
    assert out.published_at == AT + 5
    assert [(c.before, c.after, c.reason) for c in out.corrections] == [("Кате", "Қате", "хат")]


def _notice(**more: Any) -> Answers:
    notice = Notice(id="q1", since=AT, department="edu", due=AT + 9, handovers=1, texts={"kk": "Құпия"})
    edu = Department(id="edu", name={"kk": "Білім"}, email="b@example.kz")
    return Answers({"q1": notice.model_copy(update=more)}, {"edu": edu})


def test_an_answer_is_owed_by_a_department_until_a_day_and_shown_once_it_is_public():
    noticed = question(state="on_notice")
    for state in ("owed", "drafted", "approved"):
        owed = published(noticed, AT, _notice(state=state))
        assert owed
        assert (owed.outcome, owed.department, owed.due, owed.handovers) == ("noticed", {"kk": "Білім"}, AT + 9, 1)
        assert owed.answer is None
    answered = question(state="answered", answered_by="writing")
    steps = (Step(what="answer_published", by="p1", at=AT + 5),)
    shown = published(answered, AT, _notice(state="published", public=True, steps=steps))
    assert shown
    assert (shown.outcome, shown.due, shown.department, shown.handovers) == ("written", None, {}, 1)
    assert shown.answer == Answer(texts={"kk": "Құпия"}, at=AT + 5, department={"kk": "Білім"})
    private = published(answered, AT, _notice(state="published", steps=steps))
    assert private
    assert private.answer is None
    taken_back = published(question(state="approved"), AT, _notice(state="void"))
    assert taken_back
    assert (taken_back.due, taken_back.department, taken_back.handovers) == (None, {}, 0)


def test_an_answer_in_writing_brings_nothing_unapproved_into_the_record():
    for more in ({"approvals": {}}, {"approvals": {}, "consultation": True}, {"consultation": True}):
        answered = question(state="answered", answered_by="writing", **more)
        assert published(answered, AT, _notice(state="published", public=True)) is None
