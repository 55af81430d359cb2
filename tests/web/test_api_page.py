"""docs/control.md: every curl line is carried out against a running house, and the tables say what there is."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.settings import Settings
from tests.web.api_world import Surface, surfaced
from web.api import STATUS
from web.api_commands import VERBS, parsed
from web.api_limits import Buckets

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/control.md").read_text()
LINES = re.findall(r"^curl .*$", PAGE, flags=re.M)
GIVEN = {"no_key", "forbidden", "foreign_origin", "malformed", "too_big", "too_fast", "crowded", "unavailable"}
"""Codes that stand for a status alone."""


@pytest.fixture
async def surface(settings: Settings, briefing: str) -> AsyncIterator[Surface]:
    async with surfaced(settings, briefing) as found:
        yield found


async def _scene(surface: Surface) -> None:
    """What the page takes for granted: № 12 and an item in the rundown; question 7, a ticker and a countdown on air."""
    await surface.approved(7, "Қашан?")
    await surface.approved(12, "Where can I see the budget?")
    await surface.prepared("clock", "countdown", "countdown", label="", seconds=600)
    await surface.prepared("tick", "ticker", "ticker", items=["Бір"])
    await surface.prepared("4qk2m7xw3p5tz6ab", "lower-third", "lower-third", name="Айгүл", title="")


async def _set(surface: Surface) -> None:
    for verb in ("cue/12", "items/clock/cue", "take", "items/tick/cue", "take", "cue/7", "take", "cue/12"):
        surface.later()
        assert (await surface.post(f"/screens/main/{verb}")).status_code == 200, verb
    surface.later()


@pytest.mark.integration
async def test_every_curl_line_does_what_it_says(surface: Surface, tmp_path: Path) -> None:
    surface.web.own.allowances.used = Buckets(1e6, 1e6, asyncio.get_running_loop().time)  # a fast machine's hand
    await _scene(surface)
    assert len(LINES) > 20
    for line in LINES:
        await _set(surface)
        endless = line.endswith("/feed")
        process = await asyncio.create_subprocess_shell(
            line.replace("curl ", f"curl -sS --fail-with-body --max-time {1 if endless else 10} ", 1),
            env={**os.environ, "KEY": surface.key, "TYNDA": surface.web.origin}, cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said, wrong = await process.communicate()
        if endless:
            assert (process.returncode, b"event: state" in said) == (28, True), line
            continue
        assert process.returncode == 0, f"{line}\n{said.decode()}{wrong.decode()}"
        if "-o " not in line:
            assert json.loads(said), line
    assert (tmp_path / "tally.png").read_bytes().startswith(b"\x89PNG")


def test_every_verb_and_every_path_that_reads_has_a_line() -> None:
    shown = {re.sub(r".*/api/v1", "", line) for line in LINES}
    for route in VERBS:
        pattern = re.sub(r"{\w+}", "[^/]+", route.path)
        assert any(re.fullmatch(pattern, path) for path in shown), route.path
    assert {"/state", "/feed", "/screens/main/tally.png", "/openapi.json"} <= shown


def test_the_verbs_of_the_socket_are_told_and_its_examples_are_commands() -> None:
    told = PAGE.partition("The verbs are called")[2].partition("Each is answered")[0]
    assert set(re.findall(r"`([a-z_]+)`", told)) - {"seconds"} == {route.verb for route in VERBS}
    examples = re.findall(r'^{"verb".*}$', PAGE, flags=re.M)
    assert len(examples) == 3
    for example in examples:
        said = json.loads(example)
        said.pop("id", None)
        parsed(said)


@pytest.mark.integration
async def test_every_field_of_the_state_is_told_and_no_other(surface: Surface) -> None:
    tables = PAGE.partition("## The state")[2].partition("### As it changes")[0]
    cells = re.findall(r"^\| (`.*?`) \|", tables, flags=re.M)
    told = {name for cell in cells for name in re.findall(r"`([a-z_]+)`", cell)}
    state = await surface.state()
    assert told == {name.removeprefix("main_") for name in state}


def test_every_refusal_is_told_with_its_status() -> None:
    table = {code: int(status) for status, code in re.findall(r"^\| (\d+) \| `([a-z_]+)` \|", PAGE, flags=re.M)}
    given = set()
    for path in (ROOT / "web/api_verbs.py", ROOT / "overlays/program.py", ROOT / "overlays/cue.py"):
        given |= set(re.findall(r"""Refusal\(\s*(?:code=)?["']([a-z_]+)["']""", path.read_text()))
    assert given | GIVEN <= set(table), given - set(table)
    for code, status in table.items():
        if code not in GIVEN:
            assert STATUS.get(code, 409) == status, code
