"""Receipts, ledger and record of what did not simply go on air: merged, private, told in confidence, on notice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.web.reading import HIDDEN, SECRET, Told, receipt

pytestmark = pytest.mark.integration


@pytest.fixture
async def told(told: Told) -> AsyncIterator[Told]:
    await told.goes_on()
    async with told.archived():
        yield told


async def page(told: Told, number: int) -> str:
    return str((await told.web.http.get(f"/r/{receipt(number)}?lang=en")).text)


@pytest.mark.parametrize(
    ("number", "state", "words"),
    [
        (8, "on_notice", "With a department"), (9, "diverted", "Handed to the confidential channel"),
        (10, "on_notice", "To be answered in writing"), (11, "on_notice", "To be answered in writing"),
        (12, "diverted", "Only the confidential officer can read it"),
    ],
)  # fmt: skip
async def test_a_receipt_says_where_the_question_stands(told: Told, number: int, state: str, words: str):
    shown = await page(told, number)
    assert f'data-state="{state}"' in shown
    assert words in shown
    assert f"№ {number}" in shown


async def test_a_merged_question_s_receipt_follows_its_master_to_the_last(told: Told):
    shown = await page(told, 6)
    assert 'data-state="answered"' in shown
    assert "Merged with № 1: <span" in shown
    assert "&lt;b&gt;приём&lt;/b&gt;" in shown
    assert "On air:" in shown, "when the master was on air"
    assert "Ворованный повтор?" in shown, "one's own words stay"


async def test_a_master_s_words_are_not_shown_before_everyone_may_read_them(told: Told):
    shown = await page(told, 13)
    assert 'data-state="received"' in shown
    assert "Merged with № 5</p>" in shown
    assert "Ждущий вопрос" not in shown


async def test_a_merged_question_is_told_its_master_s_refusal_and_why(told: Told):
    from studio.events import Rejected

    await told.happens([Rejected(question="q5", decision="d5", reason="insult")])
    shown = await page(told, 13)
    assert 'data-state="rejected"' in shown
    assert "Reason: Contains an insult" in shown
    assert "Ждущий вопрос" not in shown


async def test_what_was_told_in_confidence_has_no_text_left(told: Told):
    for number in (9, 12):
        shown = await page(told, number)
        assert "<blockquote" not in shown
        assert "Разглашённый" not in shown
        assert "c2VhbGVk" not in shown


async def test_an_edited_wording_shows_what_was_changed_word_by_word_and_why(told: Told):
    shown = await page(told, 2)
    assert "Где смотреть <del>бюджет, мошенники?</del><ins>бюджет?</ins>" in shown
    assert 'data-test="receipt-why">It was shortened.' in shown
    assert "<del>" not in await page(told, 1)


async def test_the_ledger_counts_every_end(told: Told):
    text = " ".join((await told.web.http.get(f"/ledger/{told.slug}?lang=en")).text.replace("<", " <").split())
    counts = {
        "Answered": 1, "Merged": 3, "With a department": 1, "Approved": 1, "Received": 1,
        "To be answered in writing": 2, "Handed to the confidential channel": 2, "Russian": 11,
    }  # fmt: skip
    for label, number in counts.items():
        assert f"{label} </th> <td>{number} </td>" in text, label
    assert [word for word in (SECRET, *HIDDEN) if word in text] == []


async def test_the_ledger_is_open_data_too(told: Told):
    answer = await told.web.http.get(f"/ledger/{told.slug}.json")
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    assert found["briefing"]["slug"] == told.slug
    assert found["total"] == 13 == sum(found["outcomes"].values())
    assert found["outcomes"]["diverted"] == 2
    assert found["outcomes"]["consultation"] == 1
    assert found["languages"] == {"ru": 11}, "of a tip-off nobody knows the language"
    (reason,) = found["reasons"]
    assert (reason["id"], reason["count"], reason["text"]["en"]) == ("personal-data", 1, "Contains personal data")
    assert [word for word in (SECRET, *HIDDEN) if word in answer.text] == []
    assert (await told.web.http.get("/ledger/nowhere.json")).status_code == 404


async def test_the_record_holds_what_was_approved_and_no_more(web: Any, redis_log: Any, briefing: str):
    told = Told(web, redis_log, briefing)
    await told.begin()
    await told.goes_on()
    await told.end()
    async with told.archived():
        record = (await web.http.get(f"/archive/{told.slug}?lang=en")).text
        others = [
            (await web.http.get(f"/archive/{told.slug}/{name}")).text for name in ("transcript.md", "chapters.vtt")
        ]
    assert record.count('data-test="record-question"') == 3
    assert 'data-outcome="noticed"' in record
    assert "Куда писать?" in record
    assert "№ 10</a> · Арал" in record
    assert [word for text in (record, *others) for word in (SECRET, *HIDDEN) if word in text] == []
