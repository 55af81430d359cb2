"""The directory of departments: who may stand in it, and to whom a region's question falls."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from qa import departments
from qa.departments import MOST, Department, Details
from studio.records import Refusal

NAME = {"kk": "Білім басқармасы", "ru": "Управление образования", "en": "Department of Education"}
EMAIL = "bilim@example.kz"


def details(**more: Any) -> Details:
    return Details(**{"name": NAME, "email": EMAIL, **more})


def stands(id: str = "d1", **more: Any) -> Department:
    return Department(**{"id": id, "name": NAME, "email": EMAIL, **more})


def code(outcome: Any) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def test_one_is_made_changed_and_retired_and_once_more_is_once():
    (made,) = departments.put([], "d1", details(regions=("Абай облысы",)))
    first = departments.evolve(None, made, 1, "o1")
    assert first == stands(regions=("Абай облысы",))
    assert departments.put([first], "d1", details(regions=("Абай облысы",))) == []
    (retired,) = departments.put([first], "d1", details(), retired=True)
    assert departments.evolve(first, retired, 2, "o1") == stands(retired=True)
    assert "bilim@example.kz" not in made.model_dump_json(), "the log holds no name and no address"


def test_it_has_a_name_in_every_language_that_no_other_has():
    assert code(departments.put([], "d1", details(name={"kk": "Басқарма", "ru": "Управление"}))) == "text_empty"
    twice = details(name={**NAME, "kk": "Басқа", "ru": "управление ОБРАЗОВАНИЯ"})
    assert code(departments.put([stands()], "d2", twice)) == "department_twice"


def test_there_are_not_too_many():
    full = [stands(f"d{n}", name={"kk": f"k{n}", "ru": f"r{n}", "en": f"e{n}"}) for n in range(MOST)]
    assert code(departments.put(full, "new", details())) == "too_many"
    assert departments.put(full, "d1", details()) != []


@pytest.mark.parametrize("email", ["", "a@b", "a b@c.kz", "a@b.kz, c@d.kz", "a@b.kz\nBcc: c@d.kz", "x" * 65 + "@b.kz"])
def test_an_address_is_one_address(email: str):
    with pytest.raises(ValidationError):
        details(email=email)


def test_a_question_falls_to_its_regions_own_department_else_to_one_for_all():
    abai, every = stands("b", regions=("Абай облысы",)), stands("c")
    gone = stands("a", regions=("Абай облысы",), retired=True)
    assert departments.suggested([every, gone, abai], "Абай облысы") == abai
    assert departments.suggested([abai, every], "Астана") == every
    assert departments.suggested([abai, every], None) == every
    assert departments.suggested([abai, gone], "Астана") is None
