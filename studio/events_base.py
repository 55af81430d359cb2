"""What events and records are made of: values that never change, ids, hashes, and fields that the log may not hold."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Private: Any = Field(default=None, exclude=True, repr=False)
"""Marks a field that `evolve` may read and the log may not hold."""

Language = Literal["kk", "ru", "en"]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


def text_hash(language: str, text: str) -> str:
    """The hash that stands for one wording in the log: 128 bits of SHA-256 over language and text."""
    return hashlib.sha256(f"{language}\n{text}".encode()).hexdigest()[:32]


class Frozen(BaseModel):
    """A value that is never changed, only replaced."""

    model_config = ConfigDict(frozen=True, extra="forbid")
