"""The list of benches: what `./tynda bench` knows by name can be run, and says its goals."""

from __future__ import annotations

import importlib

import pytest

from tests.bench.__main__ import GOALS


@pytest.mark.parametrize("name", ["fanout", "connect", "intake", "desk", "air"])
def test_each_bench_has_goals_and_can_be_run(name: str) -> None:
    assert GOALS[name]
    assert callable(importlib.import_module(f"tests.bench.{name}").run)
