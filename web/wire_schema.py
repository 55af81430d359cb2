"""JSON Schema of the wire and of the records that seats see; `python -m web.wire_schema` prints it for the browser."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from overlays.clearance import Clearance
from overlays.obs import Obs
from overlays.program import Program
from overlays.rundown import Item
from overlays.screens import Screen
from qa.question import Claim, Question, Tally
from studio.briefing import Briefing, Listed
from studio.lines import Captions, Line, Vocabulary
from studio.people import Invite, Person, Presence
from web import messages

RECORDS: tuple[type[BaseModel], ...] = (
    Briefing, Listed, Question, Claim, Tally, Clearance, Item, Program, Screen, Obs, Presence, Invite, Person,
    Line, Captions, Vocabulary,
)  # fmt: skip
"""What views are made of; a seat sees some fields of each."""


def members(union: Any) -> tuple[type[BaseModel], ...]:
    """The models of a union, or the one model itself."""
    return get_args(union) or (union,)


def client_models() -> list[type[BaseModel]]:
    """Every message that some seat may send, each once, in the order of the seats."""
    return list(dict.fromkeys(model for seat in messages.SEATS.values() for model in members(seat)))


def schema() -> dict[str, Any]:
    """One schema whose definitions are the wire: `type` always required, a client's defaults optional.

    Records that share a message's name (an invite, a claim) are called `…Record`.
    """
    sent, received = list(members(messages.SENT)), client_models()
    wire = _definitions([*sent, *received])
    for model in received:
        _relax(wire[model.__name__], model)
    records = _definitions(RECORDS)
    clashes = {n for n in records if n in wire and records[n] != wire[n]}
    defs = wire | _renamed(records, {n: f"{n}Record" for n in clashes})
    defs["Sent"] = _any_of(sent)
    for seat, union in messages.SEATS.items():
        defs[f"{seat.capitalize()}Command"] = _any_of(members(union))
    names = sorted(defs)
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {"$ref": f"#/$defs/{name}"} for name in names},
        "required": names,
        "$defs": {name: _untitled(defs[name]) for name in names},
    }


def _definitions(models: Sequence[type[BaseModel]]) -> dict[str, Any]:
    _, whole = models_json_schema([(model, "serialization") for model in models])
    definitions: dict[str, Any] = dict(whole["$defs"])
    for definition in definitions.values():  # what the server sends it sends whole
        definition["required"] = list(definition["properties"])
    return definitions


def _relax(definition: dict[str, Any], model: type[BaseModel]) -> None:
    optional = {name for name, f in model.model_fields.items() if not f.is_required() and name != "type"}
    definition["required"] = [name for name in definition["properties"] if name not in optional]


def _any_of(models: Sequence[type[BaseModel]]) -> dict[str, Any]:
    return {"anyOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in models]}


def _renamed(defs: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    text = json.dumps(defs)
    for old, new in names.items():
        text = text.replace(f'"#/$defs/{old}"', f'"#/$defs/{new}"')
    loaded: dict[str, Any] = json.loads(text)
    return {names.get(name, name): body for name, body in loaded.items()}


def _untitled(node: Any) -> Any:
    """Without titles, from which the generator would make a type of its own for every field."""
    if isinstance(node, list):
        return [_untitled(child) for child in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("properties"), dict):
        properties = {name: _untitled(child) for name, child in node["properties"].items()}
        return {k: _untitled(v) for k, v in node.items() if k not in {"title", "properties"}} | {
            "properties": properties
        }
    return {k: _untitled(v) for k, v in node.items() if k not in {"title", "minItems", "maxItems"}}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema()))
