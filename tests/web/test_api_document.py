"""The OpenAPI document says what is served; schemathesis tries the running API against it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from litestar.routes import HTTPRoute

from studio.settings import Settings
from tests.web.api_world import Surface, surfaced
from web import api
from web.api_commands import VERBS
from web.api_document import BASE, openapi
from web.api_limits import Buckets
from web.app import create

MOST_S = 30
"""How long it tries; what it does beside that, on a busy machine, may take as long again."""


def test_the_document_names_every_route_and_no_other(settings: Settings) -> None:
    app = create(settings)
    served = {
        (route.path_format, method.lower())
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith(BASE)
        for method in route.methods
        if method != "OPTIONS"
    }
    assert {(path, method) for path, item in openapi()["paths"].items() for method in item} == served


def test_what_a_refusal_can_be_is_documented_where_it_can_come() -> None:
    document = openapi()
    given = {str(status) for status in (*api.STATUS.values(), 409, 503)}
    for path, item in document["paths"].items():
        if "post" in item:
            statuses = set(item["post"]["responses"])
            may_not_fit = path.rpartition("/")[2] in {"take", "cut", "next", "previous", "message"}
            assert statuses == {"200", "400", "401", "403", "413", "429", *given} - (set() if may_not_fit else {"422"})


def test_names_are_unique_and_every_reference_leads_somewhere() -> None:
    document = openapi()
    names = [operation["operationId"] for item in document["paths"].values() for operation in item.values()]
    assert len(set(names)) == len(names)

    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            return [node["$ref"]] if "$ref" in node else [r for value in node.values() for r in references(value)]
        return [r for value in node for r in references(value)] if isinstance(node, list) else []

    for reference in set(references(document)):
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


@pytest.mark.integration
async def test_schemathesis_finds_no_500_and_nothing_undocumented(
    settings: Settings, briefing: str, tmp_path: Path
) -> None:
    async with surfaced(settings, briefing) as surface:
        await _equipped(surface)
        response = await surface.web.http.get(f"{BASE}/openapi.json")
        (tmp_path / "openapi.json").write_text(json.dumps(narrowed(response.json())))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "schemathesis.cli", "run", "openapi.json", "--url", surface.web.origin,
            "-H", f"Authorization: Bearer {surface.key}", "--checks", "all",
            "--exclude-path", f"{BASE}/feed",  # has no end; tests of its own
            "--phases", "coverage,fuzzing", "--max-examples", "8", "--seed", "4", "--no-shrink",
            "--max-time", str(MOST_S),
            "--request-timeout", "5", "--continue-on-failure",
            cwd=tmp_path, env={**os.environ, "NO_COLOR": "1"},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        try:
            async with asyncio.timeout(3 * MOST_S):
                said, _ = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    assert process.returncode == 0, said.decode()[-8000:]
    assert f"Tested: {len(VERBS) + 3}" in said.decode()


def narrowed(document: Any) -> Any:
    """The document of this briefing: what is made up is never there, and would not reach what is behind the names."""
    there = {"screen": ["main"], "item": ["clock", "q2"], "number": [1, 2, 3]}
    for item in document["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", ()):
                if parameter["name"] in there:
                    parameter["schema"] = {"enum": there[parameter["name"]]}
    return document


async def _equipped(surface: Surface) -> None:
    """Something to press on: a countdown on air, a question in preview; and no limit that would answer for the API."""
    await surface.prepared("clock", "countdown", "countdown", label="", seconds=600)
    await surface.done("items/clock/cue")
    await surface.done("take")
    await surface.done("cue/1")
    time = asyncio.get_running_loop().time
    surface.web.own.allowances.used = surface.web.own.allowances.wrong = Buckets(1e6, 1e6, time)
