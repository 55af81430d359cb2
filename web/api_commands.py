"""What a control surface may say: the verbs of `/api/v1`, the same over HTTP and WebSocket.

Over HTTP a verb's path holds some of its fields and the body, if there is one, the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, Field, TypeAdapter

from studio.events import Frozen, Id, Language
from web.messages_air import HideAfter

Plain = r"[^\x00-\x09\x0b-\x1f\x7f]"
"""No control character but a line's end: nothing else can be shown, and some stores can't keep it."""
Words = Annotated[str, Field(max_length=240, pattern=rf"^{Plain}*[^\x00-\x20\x7f]{Plain}*$")]
Heading = Annotated[str, Field(max_length=80, pattern=rf"^{Plain}*$")]
NUMBERS = frozenset({"number", "seconds"})
Expected = Annotated[Id | Literal[""] | None, Field(description="The item on air as you see it, `…_onair_item`.")]
Number = Annotated[int, Field(ge=1, le=1_600_000, description="The question's number, as everyone sees it.")]


class Panic(Frozen):
    """All is dark at once on every screen of the briefing, until a newer take; also while the store is away."""

    verb: Literal["panic"]


class OnScreen(Frozen):
    """What every other verb says."""

    screen: Annotated[Id, Field(description="The screen's name, such as `main`.")]


class Take(OnScreen):
    """Puts preview on air, animated."""

    verb: Literal["take"]
    expected: Expected = None


class Cut(OnScreen):
    """Puts preview on air at once."""

    verb: Literal["cut"]
    expected: Expected = None


class Next(OnScreen):
    """Cues and takes the item after the place that the show has come to."""

    verb: Literal["next"]
    expected: Expected = None
    language: Language | None = None
    hide_after_s: HideAfter | None = None


class Previous(OnScreen):
    """Cues and takes the item before the place that the show has come to."""

    verb: Literal["previous"]
    expected: Expected = None
    language: Language | None = None
    hide_after_s: HideAfter | None = None


class Clear(OnScreen):
    """Empties one layer: the questions', unless you say which."""

    verb: Literal["clear"]
    layer: Annotated[Id, Field(description="Such as `ticker`.")] = "question"
    cut: Annotated[bool, Field(description="Without animation.")] = False


class ClearAll(OnScreen):
    """Empties every layer."""

    verb: Literal["clear_all"]
    cut: Annotated[bool, Field(description="Without animation.")] = False


class Cue(OnScreen):
    """Puts the question of this number into preview."""

    verb: Literal["cue"]
    number: Number
    language: Language | None = None
    hide_after_s: HideAfter | None = None


class CueItem(OnScreen):
    """Puts this item of the rundown into preview."""

    verb: Literal["cue_item"]
    item: Annotated[Id, Field(description="The item's id, such as `…_next_item` names.")]
    language: Language | None = None
    hide_after_s: HideAfter | None = None


class Message(OnScreen):
    """Puts a message on air, in place of the one that this key put there before."""

    verb: Literal["message"]
    text: Words
    title: Heading = ""
    style: Literal["plate", "bumper"] = "plate"
    language: Language | None = None
    hide_after_s: HideAfter | None = None


class TimerStart(OnScreen):
    """The countdown on air runs on."""

    verb: Literal["timer_start"]


class TimerPause(OnScreen):
    """The countdown on air stops where it is."""

    verb: Literal["timer_pause"]


class TimerSet(OnScreen):
    """The countdown on air has so many seconds left; it runs or stands as before."""

    verb: Literal["timer_set"]
    seconds: Annotated[int, Field(ge=0, le=86_400)]


class TimerAdd(OnScreen):
    """The countdown on air has so many seconds more, or fewer."""

    verb: Literal["timer_add"]
    seconds: Annotated[int, Field(ge=-86_400, le=86_400)]


Command = (
    Panic | Take | Cut | Next | Previous | Clear | ClearAll | Cue | CueItem | Message
    | TimerStart | TimerPause | TimerSet | TimerAdd
)  # fmt: skip
_COMMAND: TypeAdapter[Any] = TypeAdapter(Annotated[Command, Field(discriminator="verb")])
_WHOLE = re.compile(r"-?[0-9]{1,9}")


def parsed(said: Any, path: Mapping[str, str] | None = None) -> Any:
    """A command out of what was said, and of what its path said.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(said, dict) or (path and said.keys() & path.keys()):
        raise ValueError("no command")
    # A path knows no numbers; a body does, and says what it means, but for some programs all of them have a point.
    fixed = {name: int(v) if name in NUMBERS and _WHOLE.fullmatch(v) else v for name, v in (path or {}).items()}
    body = {name: int(v) if isinstance(v, float) and v.is_integer() else v for name, v in said.items()}
    return _COMMAND.validate_python({**body, **fixed}, strict=True)


class Route(NamedTuple):
    """One verb's path below `/api/v1`, and what is said there."""

    path: str
    model: type[BaseModel]

    @property
    def verb(self) -> str:
        """Its name on the WebSocket."""
        (name,) = self.model.model_fields["verb"].annotation.__args__  # type: ignore[union-attr]
        return str(name)


_S = "/screens/{screen}"
VERBS = (
    Route("/panic", Panic),
    Route(f"{_S}/take", Take),
    Route(f"{_S}/cut", Cut),
    Route(f"{_S}/next", Next),
    Route(f"{_S}/previous", Previous),
    Route(f"{_S}/clear", Clear),
    Route(f"{_S}/clear/{{layer}}", Clear),
    Route(f"{_S}/clear-all", ClearAll),
    Route(f"{_S}/cue/{{number}}", Cue),
    Route(f"{_S}/items/{{item}}/cue", CueItem),
    Route(f"{_S}/message", Message),
    Route(f"{_S}/timer/start", TimerStart),
    Route(f"{_S}/timer/pause", TimerPause),
    Route(f"{_S}/timer/set/{{seconds}}", TimerSet),
    Route(f"{_S}/timer/add/{{seconds}}", TimerAdd),
)
"""Every verb; `web.api` serves them, `web.api_document` describes them, `web.api_verbs` carries them out."""
