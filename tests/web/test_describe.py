"""What the archive counts and finds of a record: every question counted, only what everyone may read found."""

from __future__ import annotations

import json
from typing import Any

import pytest

from qa.notices import Notice, Step
from studio.archive.tables import Text
from studio.lines import Line
from tests.web.test_record import AT, airing, question, wording
from web.describe import describe
from web.regions import known


def described(**more: Any) -> Any:
    return describe("b1", "question", question(**more).model_dump_json().encode())


@pytest.mark.parametrize("state", ["received", "rejected", "withdrawn", "merged", "diverted"])
def test_what_is_not_public_is_counted_and_not_found(state: str):
    found = described(state=state, reason="insult" if state == "rejected" else None)
    assert found.texts == ()
    assert (found.facts["questions"]["state"], found.facts["questions"]["public"]) == (state, False)


def test_a_consultation_is_counted_and_not_found():
    found = described(state="on_notice", consultation=True, approvals={})
    assert (found.texts, found.facts["questions"]["consultation"]) == ((), True)


def test_an_erased_question_counts_in_its_language_and_a_tip_off_in_none():
    assert described(state="answered", wordings=(), approvals={}).facts["questions"]["language"] == "kk"
    assert described(state="diverted", wordings=(), approvals={}).facts["questions"]["language"] is None


def test_approved_wordings_alone_are_found_with_their_moment():
    found = described(
        wordings=(wording(0, "Асылы"), wording(1, "Түзетілген"), wording(2, "Перевод", "ru")), region="город Алматы",
        approvals={"kk": 1, "ru": 2}, airings=(airing(AT + 7, AT + 9), airing(AT + 5, AT + 6)),
    )  # fmt: skip
    assert found.texts == (
        Text("question", "q1", "kk", AT + 5, "Түзетілген"),
        Text("question", "q1", "ru", AT + 5, "Перевод"),
    )
    facts = found.facts["questions"]
    assert (facts["aired_at"], facts["public"], facts["region"]) == (AT + 5, True, None)
    assert found.lookup == "r"


def test_a_region_is_one_of_the_known_ones_in_any_language():
    assert known(" алматинская Область") == known("Almaty Region") == "Алматы облысы"
    assert known("Иван Иванов, ул. Абая 5") is None


def test_a_briefing_and_its_transcript_share_a_row():
    details = {"slug": "hearing", "title": {"kk": "Т"}, "starts_at": AT}
    body = {"id": "briefing", "details": details, "ended_at": AT + 9}
    assert describe("b1", "briefing", json.dumps(body).encode()).facts == {
        "briefings": {"id": "b1", "slug": "hearing", "title": {"kk": "Т"}, "starts_at": AT, "ended_at": AT + 9}
    }
    published = describe("b1", "transcript", b'{"id":"transcript","published_at":%d,"by":"p1"}' % AT)
    assert published.facts == {"briefings": {"id": "b1", "transcript_at": AT}}


def test_a_line_is_found_until_it_is_removed():
    line = Line(id="l1", since=AT, until=AT + 1, language="ru", text="Сказано", by="p1", at=AT)
    assert describe("b1", "line", line.model_dump_json().encode()).texts == (Text("line", "l1", "ru", AT, "Сказано"),)
    assert describe("b1", "line", line.model_copy(update={"removed": True}).model_dump_json().encode()).texts == ()


def test_a_listing_is_found_by_its_address_and_other_kinds_by_nothing():
    assert describe("office", "listing", b'{"id":"b1","listing":{"slug":"hearing"}}').lookup == "hearing"
    other = describe("b1", "claim", b'{"id":"q1"}')
    assert (other.lookup, other.facts, other.texts) == (None, {}, None)


def test_an_answer_in_writing_is_found_once_it_stands_in_the_record():
    notice = Notice(id="q1", since=AT, texts={"kk": "Иә"}, state="approved")
    steps = (Step(what="answer_published", by="p1", at=AT + 3),)
    published = {"state": "published", "steps": steps}
    for more, texts in (
        ({}, ()),
        (published, ()),
        ({**published, "public": True}, (Text("answer", "q1", "kk", AT + 3, "Иә"),)),
    ):
        made = notice.model_copy(update=more)
        found = describe("b1", "notice", made.model_dump_json().encode())
        assert (found.lookup, found.texts) == (made.state, texts)
