"""The recogniser of languages that the desk is handed: py3langid, bound to the three languages of the house."""

from __future__ import annotations

from collections.abc import Callable

from py3langid.langid import MODEL_FILE, LanguageIdentifier


def recogniser() -> Callable[[str], str]:
    """Loads the model (some 100 ms) and gives a function from a text to "kk", "ru" or "en"."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["kk", "ru", "en"])
    return lambda text: str(identifier.classify(text)[0])
