"""The manifest of an OGraf v1 graphic, strictly: what the specification doesn't know, it refuses."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Name = Annotated[str, Field(min_length=1)]

FOREIGN_LAYER = "message"
"""Where a graphic goes that doesn't say."""


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


class Duration(Strict):
    """How long an action's animation takes; -1 when nobody can say."""

    type: Literal["playAction", "updateAction", "stopAction", "customAction"]
    duration: Annotated[int, Field(ge=-1)]
    action: str | None = Field(default=None, alias="customActionId")
    steps: tuple[dict[str, Any], ...] = ()


class Thumbnail(Strict):
    """A picture of the graphic, a path within its folder."""

    file: Name
    resolution: dict[str, int] | None = None


class Manifest(Strict):
    """`<name>.ograf.json`. `data` is the GDD schema of the graphic's data, in the file under `schema`.

    Ours are `v_layer`, the layer on which it goes, and `v_clock`, the fields of its data that hold server times.
    """

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
    action_durations: tuple[Duration, ...] = Field(default=(), alias="actionDurations")
    data: dict[str, Any] | None = Field(default=None, alias="schema")
    step_count: Annotated[int, Field(ge=-1)] = Field(default=1, alias="stepCount")
    render_requirements: tuple[dict[str, Any], ...] = Field(default=(), alias="renderRequirements")
    thumbnails: tuple[Thumbnail, ...] = ()
    layer: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")] = Field(default=FOREIGN_LAYER, alias="v_layer")
    clock: tuple[Name, ...] = Field(default=(), alias="v_clock")

    @model_validator(mode="after")
    def _actions_are_told_apart(self) -> Self:
        ids = [action.id for action in self.custom_actions]
        if len(ids) != len(set(ids)):
            raise ValueError("two custom actions share an id")
        return self

    @model_validator(mode="after")
    def _clocks_are_fields(self) -> Self:
        known: Any = (self.data or {}).get("properties")
        unknown = [field for field in self.clock if not isinstance(known, dict) or field not in known]
        if unknown:
            raise ValueError(f"v_clock names no field of the schema: {', '.join(unknown)}")
        return self
