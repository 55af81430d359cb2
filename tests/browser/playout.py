"""The pages that SPX and CasparCG open, each made from its graphic's manifest: `python -m tests.browser.playout`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

GRAPHICS = Path(__file__).parents[2] / "overlays" / "graphics"
LAYERS = ("question", "message", "lower-third", "qr", "countdown", "captions", "ticker")
"""From back to front."""
ABOVE_CLIPS = 10
"""CasparCG's layers, on whose tenth clips are played by habit."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>%(name)s</title>
<link rel="stylesheet" href="../brand.css">
<style>
  html { overflow: hidden; background: transparent; }
  body { position: absolute; inset: 0 auto auto 0; margin: 0; width: 1920px; height: 1080px; transform-origin: 0 0; }
</style>
<script>
  window.SPXGCTemplateDefinition = %(definition)s;
  // A call that comes before the module is there waits for it.
  window.early = Object.assign([], { remove: window.remove });
  for (const call of ["update", "play", "next", "stop", "remove"]) {
    window[call] = (data) => void window.early.push([call, data]);
  }
</script>
<script type="module" onerror="console.error('Tyńda: modules are not loaded from here: serve the folder over http')">
  import Graphic from "./%(main)s";
  import { drive } from "./playout.mjs";
  drive(Graphic);
</script>
</head>
<body></body>
</html>
"""


def names() -> list[str]:
    """The graphics of the house."""
    return sorted(path.parent.name for path in GRAPHICS.glob("*/*.ograf.json"))


def manifest(name: str) -> dict[str, Any]:
    """What a graphic says of itself."""
    return json.loads((GRAPHICS / name / f"{name}.ograf.json").read_text())


def page(name: str) -> Path:
    """Where its page is."""
    return GRAPHICS / name / f"{name}.html"


def fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """SPX's DataFields for the data of a graphic."""
    found: list[dict[str, Any]] = []
    ordered = sorted(schema["properties"].items(), key=lambda item: item[1]["order"])
    for number, (name, about) in enumerate(ordered):
        field = {"field": f"f{number}", "ftype": _ftype(about), "title": about["title"], "value": ""}
        field["value"] = str(about.get("default", ""))
        if "enum" in about:
            labels = about.get("gddOptions", {}).get("labels", {})
            none = [] if "default" in about else [{"text": "-", "value": ""}]
            field["items"] = none + [{"text": labels.get(value, value), "value": value} for value in about["enum"]]
        if about["type"] == "array":
            field["lines"] = _parts(about["items"])
            found.append({"ftype": "instruction", "value": _how(field["title"], field["lines"])})
        found.append({**field, "name": name})
    return found


def _ftype(about: dict[str, Any]) -> str:
    if "enum" in about:
        return "dropdown"
    if about["type"] in ("integer", "number"):
        return "number"
    return "textarea" if about["type"] == "array" or about.get("gddType") == "multi-line" else "textfield"


def _parts(items: dict[str, Any]) -> list[str]:
    if items["type"] == "string":
        return []
    text, number = sorted(items["properties"], key=lambda name: items["properties"][name]["order"])
    assert items["properties"][number]["type"] == "integer"
    return [text, number]


def _how(title: str, parts: list[str]) -> str:
    return f"{title}: one a line" + (f", its {parts[1]} after a bar, as in: What is new? | 128" if parts else "")


def definition(name: str) -> dict[str, Any]:
    """SPX's template definition of a graphic."""
    about = manifest(name)
    layer = LAYERS.index(about["v_layer"]) + 1
    return {
        "description": f"{about['name']} (Tyńda)",
        "playserver": "OVERLAY",
        "playchannel": "1",
        "playlayer": str(ABOVE_CLIPS + layer),
        "webplayout": str(layer),
        "out": "manual",
        "dataformat": "json",
        "uicolor": str(layer),
        "steps": str(about["stepCount"]),
        "DataFields": fields(about["schema"]),
    }


def html(name: str) -> str:
    """The page of a graphic."""
    about = definition(name)
    rows = [json.dumps(field, ensure_ascii=False) for field in about.pop("DataFields")]
    head = json.dumps(about, ensure_ascii=False, indent=4)[:-2]
    whole = f'{head},\n    "DataFields": [\n      ' + ",\n      ".join(rows) + "\n    ]\n  }"
    told = manifest(name)
    return PAGE % {"name": told["name"], "definition": whole, "main": told["main"]}


if __name__ == "__main__":
    for each in names():
        page(each).write_text(html(each))
