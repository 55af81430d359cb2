"""Texts in kk, ru and en from gettext catalogues; the English sentence is the id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import get_args

from babel.messages.pofile import read_po

from studio.events import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMES = {"kk": "Kazakh", "ru": "Russian", "en": "English"}
"""What the languages are called; msgids of the `public` catalogue."""
DEFAULT: Language = "kk"
PUBLIC = frozenset({"common", "errors", "public", "viewer"})
LOCALE = Path(__file__).parent / "locale"


class Catalogues:
    """All catalogues: `locale/<language>/<domain>.po`."""

    def __init__(self, folder: Path = LOCALE) -> None:
        self._texts: dict[Language, dict[str, dict[str, str]]] = {}
        for language in LANGUAGES:
            domains = self._texts[language] = {}
            # A page of the public must not speak with a seat's voice where both know a sentence.
            for path in sorted((folder / language).glob("*.po"), key=lambda p: (p.stem not in PUBLIC, p.stem)):
                with path.open("rb") as file:
                    catalogue = read_po(file, locale=language)
                domains[path.stem] = {str(m.id): str(m.string) for m in catalogue if m.id and m.string}

    def translate(self, language: Language, msgid: str) -> str:
        """The text in a language; the English sentence itself where there is none."""
        return next((d[msgid] for d in self._texts[language].values() if msgid in d), msgid)

    def texts(self, domains: Iterable[str], languages: Iterable[Language] = LANGUAGES) -> dict[str, dict[str, str]]:
        """The texts of some domains by language, for the browser."""
        wanted = tuple(domains)
        return {
            lang: {k: v for d in wanted for k, v in self._texts[lang].get(d, {}).items()} for lang in languages
        }  # fmt: skip


def known(language: str | None) -> Language | None:
    """The language if it is one of ours."""
    return language if language in LANGUAGES else None


def accepted(header: str) -> Language | None:
    """The most wanted of our languages in an `Accept-Language` header."""
    wanted: list[tuple[float, Language]] = []
    for part in header[:500].split(","):
        tag, _, rest = part.strip().partition(";")
        language = known(tag.strip().lower().partition("-")[0])
        quality = rest.strip().removeprefix("q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        if language and weight > 0:
            wanted.append((-weight, language))
    return min(wanted, key=lambda w: w[0])[1] if wanted else None


def negotiate(query: Mapping[str, str], cookies: Mapping[str, str], header: str) -> Language:
    """The reader's language: asked for in the address, chosen before, the browser's, else Kazakh."""
    return known(query.get("lang")) or known(cookies.get("lang")) or accepted(header) or DEFAULT


def pick(texts: Mapping[Language, str], language: Language) -> str:
    """A translated text for a reader: theirs, else kk, ru, en in this order."""
    return next((texts[lang] for lang in (language, *LANGUAGES) if lang in texts), "")
