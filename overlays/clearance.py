"""What may be taken: the approvals of each question as they were announced, and nothing else."""

from __future__ import annotations

from studio.events import Frozen, Hash, Language, Record


class Clear(Frozen):
    """One approved wording."""

    revision: int
    hash: Hash
    text: str


class Clearance(Record):
    """The record of kind `clearance`; its id is the question's. Without wordings, nothing of it may be taken."""

    number: int
    name: str | None = None
    region: str | None = None
    wordings: dict[Language, Clear] = {}
