"""What the messages of all seats are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from studio.events import Frozen, Id

CommandId = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,40}$")]
MAX_TEXT = 500
"""Characters of a question as its author counts them: grapheme clusters after normalising."""
Text = Annotated[str, Field(max_length=8 * MAX_TEXT)]
"""Bounded before counting graphemes, since one grapheme may be several code points."""
Short = Annotated[str, Field(max_length=80)]


Several = Annotated[tuple[Id, ...], Field(min_length=1, max_length=100)]
"""Questions of one command: what a page of the queue shows."""


class Command(Frozen):
    """What every message of a client carries."""

    id: CommandId
