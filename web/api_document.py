"""`/api/v1/openapi.json`: OpenAPI 3.1, made of the same table and models that the routes are served by."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import msgspec
from pydantic import BaseModel

from web.api_commands import VERBS, Message, Route

BASE = "/api/v1"
PROBLEM = "application/problem+json"

_WHY = {
    "400": "What was said is not of this API.",
    "401": "No key, or none that holds.",
    "403": "The key may only read.",
    "404": "No such screen, question or item.",
    "409": "What was seen is no longer so, or can't be now; `code` says what, the state is the present one.",
    "413": "More than 8 KiB.",
    "422": "It does not fit its graphic.",
    "429": "Too fast: see `Retry-After`.",
    "503": "The store is away; try again.",
}
_ALWAYS = ("401", "429", "503")
_SCREEN = {
    "name": "screen", "in": "path", "required": True, "description": "The screen's name, such as `main`.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,40}$"},
}  # fmt: skip
_IDEMPOTENCY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "Names this press: sent again with the same name it does nothing more.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}  # fmt: skip
_LAST = {
    "name": "Last-Event-ID", "in": "header", "required": False, "schema": {"type": "string"},
    "description": "The state that the client has: the same one is not sent again.",
}  # fmt: skip


@lru_cache(maxsize=1)
def document() -> bytes:
    """The document, encoded."""
    return msgspec.json.encode(openapi())


def openapi() -> dict[str, Any]:
    """The document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tyńda: control from outside",
            "version": "1",
            "description": "For Stream Decks, vision mixers and whatever else has buttons. See docs/control.md.",
        },
        "security": [{"key": []}],
        "paths": {BASE + route.path: {"post": _verb(route)} for route in VERBS} | _reading(),
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "From the office."}},
            "schemas": {"State": _state(), "Problem": _problem()},
            "responses": {
                status: _response(why, status) for status, why in _WHY.items()
            },
        },
    }  # fmt: skip


def _state() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "One level: names and plain values. A screen's names begin with its own: `main_tally`.",
        "required": ["briefing", "slug", "state", "live", "rehearsal", "intake", "waiting", "screens"],
        "additionalProperties": {"type": ["string", "integer", "boolean", "null"]},
    }


def _problem() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "RFC 9457; where a verb was refused, with every field of the state.",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
            "code": {"type": "string"}, "retry_after_ms": {"type": "integer"},
        },
    }  # fmt: skip


def _response(why: str, status: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "description": why,
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in {"429", "503"}:
        said["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds."}}
    if status == "401":
        said["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return said


def _refusals(*statuses: str) -> dict[str, Any]:
    return {s: {"$ref": f"#/components/responses/{s}"} for s in sorted({*statuses, *_ALWAYS})}


def _answer(media: str, schema: dict[str, Any], why: str) -> dict[str, Any]:
    return {"description": why, "content": {media: {"schema": schema}}}


_STATE = {"$ref": "#/components/schemas/State"}


def _verb(route: Route) -> dict[str, Any]:
    """One verb: the fields that stand in its path, and the others in a body that may be left out where it can."""
    schema = route.model.model_json_schema()
    fields = {name: _plain(field) for name, field in schema["properties"].items() if name != "verb"}
    named = re.findall(r"{(\w+)}", route.path)
    said = [_SCREEN] if "screen" in named else []
    said += [_in_path(name, fields[name]) for name in named if name != "screen"]
    rest = {name: field for name, field in fields.items() if name not in named}
    operation: dict[str, Any] = {
        "operationId": _name(route),
        "summary": (route.model.__doc__ or "").strip(),
        "parameters": [*said, _IDEMPOTENCY],
        "responses": {
            "200": _answer("application/json", _STATE, "Done, or done before: the state now."),
            **_refusals("400", "403", "404", "409", "413", *(("422",) if _may_not_fit(route.model) else ())),
        },
    }
    body = {"type": "object", "properties": rest, "additionalProperties": False}
    needed = [name for name in schema["required"] if name in rest]
    content: dict[str, Any] = {"application/json": {"schema": body | ({"required": needed} if needed else {})}}
    if route.model is Message:
        content["text/plain"] = {"schema": rest["text"]}
    return operation | {"requestBody": {"required": bool(needed), "content": content}}


def _plain(field: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in field.items() if name != "title"}


def _in_path(name: str, field: dict[str, Any]) -> dict[str, Any]:
    schema = {k: v for k, v in field.items() if k not in {"description", "default"}}
    described = {"description": field["description"]} if "description" in field else {}
    return {"name": name, "in": "path", "required": True, "schema": schema, **described}


def _name(route: Route) -> str:
    return route.verb + ("_layer" if route.path.endswith("{layer}") else "")


def _may_not_fit(model: type[BaseModel]) -> bool:
    return model.__name__ in {"Take", "Cut", "Next", "Previous", "Message"}


def _reading() -> dict[str, Any]:
    """What every key may ask for."""

    def get(name: str, summary: str, answer: dict[str, Any], *statuses: str, parameters: Any = ()) -> dict[str, Any]:
        responses = {"200": answer, **_refusals("404", *statuses)}
        return {"get": {
            "operationId": name, "summary": summary, "parameters": list(parameters), "responses": responses,
        }}  # fmt: skip

    png = _answer("image/png", {"type": "string", "format": "binary"}, "72 × 72 pixels.")
    tally = get("tally", "The screen's tally as a picture for a key.", png, "400", parameters=[_SCREEN])
    tally["get"]["responses"]["304"] = {"description": "As it was: `If-None-Match` named it."}
    document: dict[str, Any] = {"200": _answer("application/json", {"type": "object"}, "OpenAPI 3.1.")}
    return {
        f"{BASE}/state": get("state", "The state now.", _answer("application/json", _STATE, "The state now.")),
        f"{BASE}/feed": get(
            "feed", "The state now and whenever it changes, as Server-Sent Events.",
            _answer("text/event-stream", {"type": "string"}, "An event `state` for each, its `data` the state."),
            parameters=[_LAST],
        ),
        f"{BASE}/screens/{{screen}}/tally.png": tally,
        f"{BASE}/openapi.json": {
            "get": {"operationId": "openapi", "summary": "This document.", "security": [], "responses": document}
        },
    }  # fmt: skip
