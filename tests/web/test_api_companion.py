"""The page for Bitfocus Companion: of its export format, field by field; and each button pressed, as its module does.

The format is as in Companion's sources: `ExportPageModel` at format 6, buttons as its upgrade to format 7 finds them.
The module is `generic-http`, whose actions and feedback take the options below.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import httpx
import pytest
from pydantic import BaseModel, ConfigDict, Field

from studio.settings import Settings
from tests.web.api_world import Surface, surfaced
from tests.web.test_api_page import _scene, _set

FILE = Path(__file__).parents[2] / "docs/companion/tynda.companionconfig"
KEY = "$(custom:tynda_key)"
Colour = Annotated[int, Field(ge=0, le=0xFFFFFF)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class PostOptions(Strict):
    url: str
    body: str
    header: str
    contenttype: Literal["application/json"]
    jsonResultDataVariable: str  # noqa: N815 - theirs
    result_stringify: bool
    statusCodeVariable: str  # noqa: N815


class Action(Strict):
    id: str
    instance: str
    action: Literal["post"]
    options: PostOptions


class ImageOptions(Strict):
    url: str
    header: str
    interval: Annotated[int, Field(ge=250)]


class Feedback(Strict):
    id: str
    instance_id: str
    type: Literal["imageFromUrl"]
    options: ImageOptions


class Style(Strict):
    text: str
    textExpression: bool  # noqa: N815
    size: Literal["auto"]
    png64: None
    alignment: Literal["center:center"]
    pngalignment: Literal["center:center"]
    color: Colour
    bgcolor: Colour
    show_topbar: Literal["default"]


class ButtonOptions(Strict):
    stepAutoProgress: bool  # noqa: N815
    rotaryActions: bool  # noqa: N815


class ActionSets(Strict):
    down: list[Action]
    up: list[Action]


class StepOptions(Strict):
    runWhileHeld: list[int]  # noqa: N815


class Step(Strict):
    action_sets: ActionSets
    options: StepOptions


class Button(Strict):
    type: Literal["button"]
    style: Style
    options: ButtonOptions
    feedbacks: list[Feedback]
    steps: dict[str, Step]
    localVariables: list[Any]  # noqa: N815


class Grid(Strict):
    minColumn: int  # noqa: N815
    maxColumn: int  # noqa: N815
    minRow: int  # noqa: N815
    maxRow: int  # noqa: N815


class Page(Strict):
    name: str
    controls: dict[str, dict[str, Button]]
    gridSize: Grid  # noqa: N815


class Config(Strict):
    prefix: str
    proxyAddress: str  # noqa: N815
    rejectUnauthorized: bool  # noqa: N815


class Instance(Strict):
    instance_type: Literal["generic-http"]
    sortOrder: int  # noqa: N815
    label: str
    isFirstInit: bool  # noqa: N815
    config: Config
    lastUpgradeIndex: Literal[1]  # noqa: N815 - the module's two upgrade scripts are behind it
    enabled: bool


class Export(Strict):
    version: Literal[6]
    type: Literal["page"]
    page: Page
    instances: dict[str, Instance]
    oldPageNumber: int  # noqa: N815


def export() -> Export:
    return Export.model_validate_json(FILE.read_text())


def buttons() -> Iterator[tuple[int, int, Button]]:
    for row, columns in export().page.controls.items():
        for column, button in columns.items():
            yield int(row), int(column), button


def pressed() -> dict[str, PostOptions]:
    """What each button posts, by its text."""
    found = {}
    for _, _, button in buttons():
        for action in button.steps["0"].action_sets.down:
            found[button.style.text.replace("\\n", " ")] = action.options
    return found


def test_it_is_of_the_format_field_by_field() -> None:
    said = export()
    (connection,) = said.instances
    ids = []
    for row, column, button in buttons():
        assert said.page.gridSize.minRow <= row <= said.page.gridSize.maxRow
        assert said.page.gridSize.minColumn <= column <= said.page.gridSize.maxColumn
        assert list(button.steps) == ["0"]
        ids += [action.id for action in button.steps["0"].action_sets.down] + [f.id for f in button.feedbacks]
        assert {a.instance for a in button.steps["0"].action_sets.down} <= {connection}
        assert {f.instance_id for f in button.feedbacks} <= {connection}
    assert len(set(ids)) == len(ids)


def test_it_has_the_buttons_and_the_tally() -> None:
    assert {"TAKE", "CUT", "NEXT", "PREV", "CLEAR", "CLEAR ALL", "PANIC"} <= set(pressed())
    urls = [feedback.options.url for _, _, button in buttons() for feedback in button.feedbacks]
    assert urls == ["/screens/main/tally.png"]


def test_no_key_travels_with_it() -> None:
    headers = [options.header for options in pressed().values()]
    headers += [feedback.options.header for _, _, button in buttons() for feedback in button.feedbacks]
    assert {json.dumps(json.loads(header)) for header in headers} == {json.dumps({"Authorization": f"Bearer {KEY}"})}


@pytest.fixture
async def surface(settings: Settings, briefing: str) -> AsyncIterator[Surface]:
    async with surfaced(settings, briefing) as found:
        yield found


@pytest.mark.integration
async def test_every_button_works_as_the_module_presses_it(surface: Surface) -> None:
    await _scene(surface)
    (connection,) = export().instances.values()
    base = connection.config.prefix.replace("http://localhost:8000", surface.web.origin)
    for text, options in pressed().items():
        await _set(surface)
        headers = {**json.loads(options.header.replace(KEY, surface.key)), "Content-Type": options.contenttype}
        # As in `prepareQuery`: an empty body of JSON is sent as an empty object.
        response = await surface.web.http.post(f"{base}{options.url}", headers=headers, content=options.body or "{}")
        assert response.status_code == 200, f"{text}: {response.text}"
    (tally,) = [feedback.options for _, _, button in buttons() for feedback in button.feedbacks]
    async with httpx.AsyncClient(headers=json.loads(tally.header.replace(KEY, surface.key))) as module:
        picture = await module.get(f"{base}{tally.url}")
    assert picture.content.startswith(b"\x89PNG")
