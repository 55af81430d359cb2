"""One record's trouble holds up nobody else's letter, a store that is away all of them; see also test_letters."""

from __future__ import annotations

from typing import Any

import pytest
import structlog

from qa.mailer import _unless_faulty
from studio.log import Unavailable

PLACE = ("b1", "q1")


async def raises(error: Exception) -> Any:
    raise error


async def test_a_record_that_makes_trouble_is_passed_over_and_told_without_what_it_holds():
    with structlog.testing.capture_logs() as told:
        assert await _unless_faulty(PLACE, raises(ValueError("somebody@example.kz"))) is None
    assert [(line["event"], line["question"], line["error"]) for line in told] == [
        ("letter_faulty", "q1", "ValueError")
    ]
    assert "example" not in str(told)


@pytest.mark.parametrize("error", [Unavailable("away"), ConnectionResetError()], ids=["store", "line"])
async def test_what_concerns_all_is_not_passed_over(error: Exception):
    with pytest.raises(type(error)):
        await _unless_faulty(PLACE, raises(error))
