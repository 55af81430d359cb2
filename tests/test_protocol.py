"""docs/protocol.md is the wire: every message stands there with an example that the models accept."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from web import messages

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/protocol.md").read_text()


def sections() -> dict[tuple[str, str], str]:
    """Text by (seat, message type)."""
    found = {}
    for seat in re.split(r"^## ", PAGE, flags=re.M)[1:]:
        name, _, body = seat.partition("\n")
        for part in re.split(r"^### ", body, flags=re.M)[1:]:
            heading, _, text = part.partition("\n")
            found[name.strip().lower(), heading.strip("` ")] = text
    return found


def models(union: Any) -> tuple[Any, ...]:
    return get_args(union) or (union,)


def documented() -> list[tuple[str, Any]]:
    rows = [(seat, m) for seat, union in messages.SEATS.items() for m in models(union) if m is not messages.Again]
    return [*rows, ("every seat", messages.Again), *(("from the server", m) for m in models(messages.SENT))]


@pytest.mark.parametrize(("seat", "model"), documented(), ids=lambda v: v if isinstance(v, str) else v.__name__)
def test_each_message_has_its_section_its_fields_and_a_valid_example(seat: str, model: Any):
    text = sections()[seat, model.model_fields["type"].default]
    for field in model.model_fields:
        assert field in {"type", "id"} or f"`{field}`" in text, f"{field} is not explained"
    (example,) = re.findall(r"```json\n(.*?)```", text, flags=re.S)
    parsed = TypeAdapter(model).validate_python(json.loads(example), strict=False)
    assert set(json.loads(example)) == set(model.model_fields), "the example shows every field"
    assert parsed.type == model.model_fields["type"].default


def test_the_page_names_no_message_that_does_not_exist():
    known = {(seat, m.model_fields["type"].default) for seat, m in documented()}
    assert set(sections()) == known


def test_every_refusal_that_the_code_can_give_is_explained():
    table = set(re.findall(r"^\| `([a-z_]+)` \|", PAGE, flags=re.M))
    given = set()
    for package in ("studio", "qa", "overlays", "web"):
        for path in (ROOT / package).rglob("*.py"):
            given |= set(re.findall(r"""(?:Refusal|refuse)\(\s*(?:code=)?["']([a-z_]+)["']""", path.read_text()))
    assert given <= table, f"not in the table: {sorted(given - table)}"
