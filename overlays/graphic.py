"""The manifest of an OGraf v1 graphic, strictly: what the specification doesn't know, it refuses."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

SCHEMA = "https://ograf.ebu.io/v1/specification/json-schemas/graphics/schema.json"
Name = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """Unknown keys are refused; a vendor's own begin with `v_`."""

    model_config = ConfigDict(frozen=True, extra="allow")

    @model_validator(mode="after")
    def _vendor_keys(self) -> Self:
        unknown = [k for k in self.model_extra or {} if not k.startswith("v_")]
        if unknown:
            raise ValueError(f"not in the specification: {', '.join(unknown)}")
        return self


class Author(Strict):
    """Who made the graphic."""

    name: Name
    email: str | None = None
    url: str | None = None


class Action(Strict):
    """One custom action; `schema` describes its payload."""

    id: Name
    name: Name
    description: str | None = None
    payload: dict[str, Any] | None = Field(default=None, alias="schema")


class Thumbnail(Strict):
    """A picture of the graphic, a path within its folder."""

    file: Name
    resolution: dict[str, int] | None = None


class Manifest(Strict):
    """`<name>.ograf.json`. `data` is the GDD schema of the graphic's data, in the file under `schema`."""

    dialect: Literal["https://ograf.ebu.io/v1/specification/json-schemas/graphics/schema.json"] = Field(alias="$schema")
    id: Annotated[str, Field(pattern=r"^[^/]+$")]
    name: Name
    main: Name
    supports_real_time: bool = Field(alias="supportsRealTime", strict=True)
    supports_non_real_time: bool = Field(alias="supportsNonRealTime", strict=True)
    version: str | None = None
    description: str | None = None
    author: Author | None = None
    custom_actions: tuple[Action, ...] = Field(default=(), alias="customActions")
    data: dict[str, Any] | None = Field(default=None, alias="schema")
    step_count: Annotated[int, Field(ge=-1)] = Field(default=1, alias="stepCount")
    render_requirements: tuple[dict[str, Any], ...] = Field(default=(), alias="renderRequirements")
    thumbnails: tuple[Thumbnail, ...] = ()

    @model_validator(mode="after")
    def _actions_are_told_apart(self) -> Self:
        ids = [action.id for action in self.custom_actions]
        if len(ids) != len(set(ids)):
            raise ValueError("two custom actions share an id")
        return self
