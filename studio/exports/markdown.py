"""The record as Markdown."""

from __future__ import annotations

from studio.exports.outline import Block, outline
from studio.exports.words import line
from studio.minutes import Minutes, Reader

_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]<>#|!~"})
_MARKS = {"title": "# ", "section": "## ", "entry": "### "}


def plain(text: str) -> str:
    """A text as Markdown that shows it literally, on one line."""
    shown = line(text).translate(_SPECIAL)
    # Only at a line's beginning do these begin a list or a heading.
    return f"\\{shown}" if shown.startswith(("-", "+", "=")) else shown


def markdown(minutes: Minutes, reader: Reader) -> str:
    """The record as Markdown: the facts as a list, a heading a question."""
    written: list[str] = []
    before: Block | None = None
    for block in outline(minutes, reader):
        if before and (block.kind, before.kind) != ("fact", "fact"):
            written.append("")
        written.append(_one(block))
        before = block
    return "\n".join(written) + "\n"


def _one(block: Block) -> str:
    if block.kind in _MARKS:
        return _MARKS[block.kind] + plain(block.text)
    text = f"**{plain(block.label)}:** {plain(block.text)}" if block.label else _unnumbered(plain(block.text))
    return f"* {text}" if block.kind == "fact" else text


def _unnumbered(text: str) -> str:
    """The text with its first number's full stop escaped, by which it would be an item of a list."""
    digits = len(text) - len(text.lstrip("0123456789"))
    return f"{text[:digits]}\\{text[digits:]}" if digits and text[digits : digits + 1] in {".", ")"} else text
