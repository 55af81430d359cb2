"""The shipped socket code: a command that ends its line each time is given up, and the others are carried out."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.browser.shipped import bundled

pytestmark = [pytest.mark.browser]
RUNNER = Path(__file__).with_name("live.mjs")


@pytest.mark.parametrize("code", [1009, 1011, 4400])
def test_the_one_that_ends_the_line_is_refused_and_no_other(tmp_path: Path, code: int) -> None:
    node, bundle = bundled("live", tmp_path)
    said = subprocess.run([node, RUNNER, bundle, str(code)], check=True, capture_output=True, timeout=20)
    found = json.loads(said.stdout)
    assert [(r["id"], r["type"]) for r in found["replies"]] == [
        ("first", "done"), ("poison", "refused"), ("last", "done"), ("after", "done"),
    ]  # fmt: skip
    assert found["log"].count("poison") == 2
