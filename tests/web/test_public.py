"""Receipts by code and the ledger: for anyone, without a script, and never a refused text."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from studio.log import Done
from tests.web.reading import RECORDING, SECRET, Told, receipt
from web import erasing

pytestmark = pytest.mark.integration


@pytest.fixture
async def told(told: Told) -> AsyncIterator[Told]:
    async with told.archived():
        yield told


@pytest.mark.parametrize(
    ("number", "state", "words"),
    [
        (1, "answered", "На него ответили"), (2, "approved", "В эфире он звучит так"),
        (3, "rejected", "Содержит личные данные"),
        (4, "withdrawn", "Отозван"), (5, "received", "Получен"),
    ],
)  # fmt: skip
async def test_a_receipt_says_where_the_question_stands(told: Told, number: int, state: str, words: str):
    page = await told.web.http.get(f"/r/{receipt(number)}?lang=ru")
    assert page.status_code == 200
    assert f'data-state="{state}"' in page.text
    assert words in page.text
    assert "<script" not in page.text


async def test_the_askers_text_is_shown_as_text(told: Told):
    page = await told.web.http.get(f"/r/{receipt(1)}")
    assert "&lt;b&gt;приём&lt;/b&gt;" in page.text
    assert "<b>приём" not in page.text


async def test_after_the_end_the_moment_on_air_leads_into_the_recording(told: Told):
    assert RECORDING not in (await told.web.http.get(f"/r/{receipt(1)}")).text
    await told.end()
    assert f"{RECORDING}#t=" in (await told.web.http.get(f"/r/{receipt(1)}")).text


@pytest.mark.parametrize(
    ("number", "before", "after"),
    [
        (2, "Его могут задать спикерам", "Брифинг закончился раньше, чем его задали"),
        (5, "Его прочитает модератор", "Брифинг закончился раньше, чем его прочитал"),
    ],
)
async def test_after_the_end_a_receipt_promises_nothing_more(told: Told, number: int, before: str, after: str):
    address = f"/r/{receipt(number)}?lang=ru"
    assert before in (await told.web.http.get(address)).text
    await told.end()
    page = (await told.web.http.get(address)).text
    assert before not in page
    assert after in page


async def test_a_code_is_found_as_people_type_it_and_a_wrong_one_is_told(told: Told):
    typed = receipt(1).replace("0", "o").lower().replace("-", " ")
    found = await told.web.http.get("/r", params={"code": typed})
    assert (found.status_code, found.headers["location"]) == (303, f"/r/{receipt(1)}")
    wrong = await told.web.http.get("/r/7QKF-3M2P-XW4T-0?lang=en")
    assert wrong.status_code == 404
    assert "There is no such code" in wrong.text
    unknown = await told.web.http.get(f"/r/{receipt(2**59)}?lang=kk")
    assert unknown.status_code == 404
    assert "Мұндай код жоқ" in unknown.text


async def test_the_ledger_counts_and_shows_no_text(told: Told):
    page = await told.web.http.get(f"/ledger/{told.slug}?lang=en")
    assert page.status_code == 200
    text = " ".join(page.text.replace("<", " <").split())
    assert "Asked in all </dt> <dd>5 </dd>" in text
    counts = {"Answered": 1, "Not taken on air": 1, "Contains personal data": 1, "Russian": 5}
    for label, number in counts.items():
        assert f"{label} </th> <td>{number} </td>" in text, label
    assert SECRET not in page.text


async def test_an_unknown_ledger_is_404(told: Told):
    assert (await told.web.http.get("/ledger/nowhere")).status_code == 404


async def test_an_erased_questions_receipt_says_so_and_what_became_of_it(told: Told):
    await told.end()
    assert isinstance(await erasing.erase(told.web.own.act(told.id, "cli"), "q2"), Done)
    page = (await told.web.http.get(f"/r/{receipt(2)}?lang=ru")).text
    assert 'data-test="receipt-erased"' in page
    assert "Исход вопроса сохранён" in page
    assert 'data-state="approved"' in page
    assert "бюджет" not in page
