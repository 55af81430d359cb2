"""Wordings of a question: how long one is, and what a moderator changed, word by word."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Literal, NamedTuple

import regex

LIMIT = 500
"""Characters of a question, as its author counts them."""

_GRAPHEME = regex.compile(r"\X")
_WORD = regex.compile(r"\S+\s*")


def length(text: str) -> int:
    """Characters as people count them: grapheme clusters, so that a family emoji or an accented letter is one."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


class Part(NamedTuple):
    """A run of words: the same in both wordings, only in what was asked (`gone`), or only in the new one (`new`)."""

    what: Literal["same", "gone", "new"]
    text: str


def changed(asked: str, moderated: str) -> list[Part]:
    """What became of a wording, word by word: its parts without the new are `asked`, without the gone `moderated`.

    Where the two are the same but for the space after a word, the word counts as changed.
    """
    before, after = _WORD.findall(asked), _WORD.findall(moderated)
    parts: list[Part] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(before[i1:i2])))
            continue
        if i1 < i2:
            parts.append(Part("gone", "".join(before[i1:i2])))
        if j1 < j2:
            parts.append(Part("new", "".join(after[j1:j2])))
    return parts
