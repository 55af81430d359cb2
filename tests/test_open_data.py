"""docs/open-data.md is what the files for programs hold: every field stands there, and none that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from studio.briefing import Speaker
from studio.exports.bundle import Listed, Manifest
from studio.exports.data import MINUTES_FORMAT, SHOWN
from studio.exports.files import FILES
from studio.minutes import Aired, Answer, Asked, Clock, Correction, Minutes, Passage
from web.open_ledger import (
    FORMAT,
    BriefingLedger,
    DepartmentData,
    HowData,
    LedgerOverTime,
    MonthData,
    ReasonData,
    ShareData,
)

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/open-data.md").read_text()
MODELS = (Minutes, Clock, Speaker, Asked, Aired, Answer, Passage, Correction, Manifest, Listed)

LEDGER = (BriefingLedger, LedgerOverTime, ReasonData, ShareData, HowData, DepartmentData, MonthData)


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading."""
    text = re.split(r"^#+ ", PAGE.partition(f"{heading}\n")[2], maxsplit=1, flags=re.M)[0]
    return [[c.strip() for c in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| `")]


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_every_field_is_explained_and_no_other(model):
    fields = [row[0].strip("`") for row in rows(f"### `{model.__name__}`")]
    assert fields == list(model.model_fields)


@pytest.mark.parametrize("model", LEDGER, ids=lambda m: m.__name__)
def test_the_ledger_s_fields_are_explained_as_the_schema_explains_them(model):
    explained = {row[0].strip("`"): row[1] for row in rows(f"### `{model.__name__}`")}
    assert explained == {name: field.description for name, field in model.model_fields.items()}
    assert f"`{FORMAT}`" in PAGE


def test_every_public_event_stands_there_with_its_fields():
    assert {row[0].strip("`"): tuple(re.findall(r"`(\w+)`", row[1])) for row in rows("## events.jsonl")} == SHOWN


def test_the_formats_are_named():
    assert f"`{MINUTES_FORMAT}`" in PAGE
    assert f"`{Manifest.model_fields['format'].default}`" in PAGE


def test_the_archivists_page_lists_every_file():
    page = (ROOT / "docs/archivist.md").read_text()
    assert re.findall(r"^\| `([\w.]+\.\w+)` \|", page, flags=re.M)[: len(FILES)] == list(FILES)
