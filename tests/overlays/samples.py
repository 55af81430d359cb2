"""Events as qa announces them, for the tests of this package."""

from __future__ import annotations

from studio.events import (
    Approved,
    Diverted,
    Language,
    Merged,
    Noticed,
    Rejected,
    Undone,
    Withdrawn,
    text_hash,
)

AT = 1_760_000_000_000


def approved(  # noqa: PLR0913, PLR0917 - what an approval holds
    question: str = "q1", number: int = 1, language: Language = "kk", text: str = "Неге?", revision: int = 0,
    decision: str | None = "d1",
):  # fmt: skip
    """One approval, with the private fields that evolve sees; without a decision one that stands again."""
    return Approved(
        question=question, decision=decision, number=number, revision=revision, language=language,
        hash=text_hash(language, text), text=text, name="Айдана", region="Қызылорда облысы",
    )  # fmt: skip


LOSSES = [
    Undone(question="q1"), Rejected(question="q1", decision="d2", reason="off-topic"), Withdrawn(question="q1"),
    Noticed(question="q1", decision="d2"), Merged(question="q1", decision="d2", master="q2"),
    Diverted(question="q1", number=1),
]  # fmt: skip
"""Everything that takes approvals away."""
