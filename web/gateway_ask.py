"""What a viewer's question becomes on its way into the inbox; the gateway and the plain form share it.

What is told in confidence is sealed here, in the process that took it: nothing behind it ever holds the words.
"""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

from qa import flags, screening
from studio.events import Language
from studio.records import Refusal
from studio.sealing import seal

To = Literal["studio", "consultation", "confidential"]

_to_json = msgspec.json.Encoder().encode


class Asked(Protocol):
    """A question as it came over the wire, whichever way it was read."""

    @property
    def text(self) -> str:
        """What was written."""
        ...

    @property
    def name(self) -> str | None:
        """Who asks, if they say."""
        ...

    @property
    def region(self) -> str | None:
        """Where from, if they say."""
        ...

    @property
    def speaker(self) -> str | None:
        """Whom it is for."""
        ...

    @property
    def language(self) -> Language | None:
        """Of the page."""
        ...

    @property
    def to(self) -> To:
        """Who is to read it."""
        ...

    @property
    def sure(self) -> bool:
        """To the studio, although it reads like a tip-off."""
        ...


def body(asked: Asked, public_key: str) -> bytes | str:
    """The body of the inbox's entry, or the code of why there is none.

    Args:
        asked: the question.
        public_key: seals what is told in confidence; empty where there is no such channel.

    Returns:
        `text_empty`, `text_too_long`; `no_confidential` without a key; `tip_off` where the confidential channel should
        be offered before anything is kept.
    """
    text = screening.normalise(asked.text)
    if isinstance(text, Refusal):
        return text.code
    if asked.to == "confidential":
        return _sealed(asked, text, public_key) if public_key else "no_confidential"
    # Where there is nothing to offer, nobody is held up.
    if asked.to == "studio" and public_key and not asked.sure and flags.tip_off(text):
        return "tip_off"
    fields = {
        "text": text, "name": asked.name, "region": asked.region, "speaker": asked.speaker,
        "language": asked.language, "to": asked.to,
    }  # fmt: skip
    return _to_json(fields)


def _sealed(asked: Asked, text: str, public_key: str) -> bytes:
    said = {
        "text": text, "name": screening.line(asked.name), "region": screening.line(asked.region),
        "language": asked.language,
    }  # fmt: skip
    return _to_json({"sealed": seal(public_key, _to_json(said))})
