"""The data of a graphic: JSON Schema with the types of the Graphics Data Definition (GDD), which forms are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

GDD: Mapping[str, tuple[str, ...]] = {
    "single-line": ("string",), "multi-line": ("string",), "file-path": ("string",), "file-list": ("string",),
    "file-list-multiple": ("array",), "select": ("string", "number", "integer"), "color-rrggbb": ("string",),
    "color-rrggbbaa": ("string",), "percentage": ("number",), "duration-ms": ("integer",),
}  # fmt: skip
"""The advanced types, and which basic types each may stand on. One that is not here degrades to what it begins with."""

COLOURS = {"color-rrggbb": "^#[0-9a-f]{6}$", "color-rrggbbaa": "^#[0-9a-f]{8}$"}
"""The pattern that a colour must have."""

BASIC: Mapping[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "array": (list,),
    "object": (dict,),
}

SHAPES: Mapping[str, type] = {"enum": list, "examples": list, "required": list, "gddOptions": dict}
"""What must be of this type wherever it stands."""


def _object(value: Any) -> dict[str, Any] | None:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _basic(schema: Mapping[str, Any]) -> str | None:
    """The basic type; `[type, "null"]` is the same type, optional."""
    kind: Any = schema.get("type")
    if isinstance(kind, list):
        named: list[Any] = [k for k in kind if k != "null"]  # pyright: ignore[reportUnknownVariableType]
        kind = named[0] if len(named) == 1 else None
    return kind if isinstance(kind, str) and kind in BASIC else None


def _advanced(schema: Mapping[str, Any]) -> str | None:
    """The advanced type that GDD knows and that this one begins with."""
    said = schema.get("gddType")
    return next((known for known in GDD if said == known or str(said).startswith(f"{known}/")), None)


def flaws(schema: Any, where: str = "schema") -> list[str]:
    """What keeps a form from being made of a data schema, a line each; whether it is JSON Schema is another matter.

    Args:
        schema: of the data as a whole, which is an object, or of a part of it.
        where: what the schema is of.
    """
    if (known := _object(schema)) is None:
        return [f"{where}: is no object"]
    kind = _basic(known)
    if kind is None or (where == "schema" and kind != "object"):
        wanted = "object" if where == "schema" else f"one of {', '.join(BASIC)}"
        return [f"{where}: `type` should be {wanted}"]
    found = [f"{where}: `{key}` is no {type.__name__}" for key, type in SHAPES.items() if not _has(known, key, type)]
    found += _advanced_flaws(known, kind, where)
    if "default" in known and not _is(known["default"], known, kind):
        found.append(f"{where}: the default is no {kind}")
    if kind == "array":
        found += flaws(known.get("items"), f"{where}.items")
    if kind == "object":
        found += _object_flaws(known, where)
    return found


def _has(schema: Mapping[str, Any], key: str, type: type) -> bool:
    return key not in schema or isinstance(schema[key], type)


def _is(value: Any, schema: Mapping[str, Any], kind: str) -> bool:
    if value is None:
        return isinstance(schema["type"], list)
    return isinstance(value, BASIC[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _object_flaws(schema: Mapping[str, Any], where: str) -> list[str]:
    parts = _object(schema.get("properties"))
    if parts is None:
        return [f"{where}: `properties` is missing"]
    return [flaw for name, part in parts.items() for flaw in flaws(part, f"{where}.{name}")]


def _advanced_flaws(schema: Mapping[str, Any], kind: str, where: str) -> list[str]:
    advanced = _advanced(schema)
    if advanced is None:
        return []
    given = _object(schema.get("gddOptions")) or {}
    pattern = schema.get("pattern")
    asked = COLOURS.get(advanced, pattern)
    lacks = {
        f"stands on {' or '.join(GDD[advanced])}, not on {kind}": kind not in GDD[advanced],
        "needs an `enum`": advanced == "select" and not isinstance(schema.get("enum"), list),
        "needs `gddOptions.labels`": advanced == "select" and not isinstance(given.get("labels"), dict),
        f"needs the `pattern` {asked}": pattern != asked,
        "needs `gddOptions.folder`": advanced.startswith("file-list") and not isinstance(given.get("folder"), str),
    }
    return [f"{where}: `{advanced}` {what}" for what, true in lacks.items() if true]


def sample(schema: Mapping[str, Any], words: str = "Сынақ мәтіні") -> Any:
    """Data to try the graphic with: its own defaults and examples where it has some.

    Args:
        schema: of the data or of a part of it, without flaws.
        words: for texts that have none.
    """
    for given in (schema.get("default"), *schema.get("examples", ())[:1], *schema.get("enum", ())[:1]):
        if given is not None:
            return given
    match _basic(schema):
        case "object":
            return {name: sample(part, words) for name, part in schema["properties"].items()}
        case "array":
            return [sample(schema["items"], words)] * max(1, schema.get("minItems", 1))
        case "string":
            return _text(schema, words)
        case "boolean":
            return True
        case _:
            return _number(schema)


def _text(schema: Mapping[str, Any], words: str) -> str:
    if (advanced := _advanced(schema)) in COLOURS:
        return "#0aa3c2" if advanced == "color-rrggbb" else "#0aa3c2ff"
    if schema.get("format") == "uri":
        return "https://example.org/"
    least = schema.get("minLength", 0)
    text = words.ljust(least, ".")
    return text[: schema.get("maxLength", len(text))]


def _number(schema: Mapping[str, Any]) -> int | float:
    least, most = schema.get("minimum", schema.get("exclusiveMinimum", 0)), schema.get("maximum", 1)
    value = 0.5 if _advanced(schema) == "percentage" else max(least + 1, 1)
    return value if "maximum" not in schema or value <= most else most
