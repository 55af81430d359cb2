"""Events as qa announces them, for the tests of this package."""

from __future__ import annotations

from studio.events import Approved, Language, text_hash

AT = 1_760_000_000_000


def approved(question: str = "q1", number: int = 1, language: Language = "kk", text: str = "Неге?", revision: int = 0):
    """One approval, with the private fields that evolve sees."""
    return Approved(
        question=question, number=number, revision=revision, language=language, hash=text_hash(language, text),
        text=text, name="Айдана", region="Қызылорда облысы",
    )  # fmt: skip
