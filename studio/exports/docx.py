"""The record as a document for a word processor: real headings and styles, its language and title said."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from studio.events import Language
from studio.exports.outline import Block, outline
from studio.exports.words import latest, line
from studio.exports.zips import Member, zipped
from studio.minutes import Minutes, Reader

TAGS: dict[Language, str] = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
FONT = "Arial"
"""On every office machine, or with a twin of the same widths, and with all Kazakh letters."""
INK, DIM, ACCENT = RGBColor(0x0F, 0x1B, 0x2A), RGBColor(0x56, 0x65, 0x7A), RGBColor(0x06, 0x78, 0x91)
STYLES = {"title": "Title", "section": "Heading 1", "entry": "Heading 2", "quote": "Quote", "note": "Subtitle"}
"""The built-in style of each kind of block, by which a screen reader and a table of contents find them."""
LOOKS: dict[str, tuple[float, bool, RGBColor, float, float]] = {
    "Normal": (11, False, INK, 0, 6),
    "Title": (24, True, INK, 0, 12),
    "Heading 1": (16, True, ACCENT, 24, 8),
    "Heading 2": (12, True, INK, 16, 4),
    "Quote": (12, False, INK, 0, 6),
    "Subtitle": (9.5, False, DIM, 0, 6),
}
"""Size in points, weight, colour, space before and after in points."""


def docx(minutes: Minutes, reader: Reader) -> bytes:
    """The document, A4."""
    document = Document()
    _dress(document, reader.language)
    blocks = list(outline(minutes, reader))
    for block in blocks:
        _write(document, block, reader.language)
    _properties(document, blocks[0].text, minutes, reader)
    _footer(document, blocks[0].text)
    out = io.BytesIO()
    document.save(out)
    return _dated(out.getvalue(), minutes)


def _dress(document: Doc, language: Language) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(22)
    for name, (size, bold, colour, before, after) in LOOKS.items():
        style: Any = document.styles[name]
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = colour
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), FONT)
        for spacing in style.element.rPr.findall(qn("w:spacing")):
            style.element.rPr.remove(spacing)
    title: Any = document.styles["Title"]
    for border in title.element.pPr.findall(qn("w:pBdr")):
        title.element.pPr.remove(border)
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), TAGS[language])


def _write(document: Doc, block: Block, language: Language) -> None:
    """Adds a paragraph before the section's properties, which end the body."""
    end: Any = document.element.body.sectPr
    # By hand, since python-docx looks through the whole document for the place, and through all styles for the name.
    paragraph = Paragraph(end.makeelement(qn("w:p")), document._body)
    end.addprevious(paragraph._p)
    if block.kind in STYLES:
        paragraph._p.style = STYLES[block.kind].replace(" ", "")  # its id
    if block.label:
        paragraph.add_run(f"{block.label}: ").bold = True
    run = paragraph.add_run(block.text)
    if block.language and block.language != language:
        _in_language(run, block.language)
    if block.kind == "fact":
        paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.keep_with_next = block.kind in {"section", "entry", "quote"}


def _in_language(run: Any, language: Language) -> None:
    """Says in which language these words are, for screen readers and spelling."""
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), TAGS[language])
    run._element.get_or_add_rPr().append(mark)


def _properties(document: Doc, title: str, minutes: Minutes, reader: Reader) -> None:
    own, when = document.core_properties, latest(minutes).replace(tzinfo=None)
    own.title, own.language = title[:255], TAGS[reader.language]
    own.author = own.last_modified_by = own.comments = own.keywords = ""
    own.subject = line("; ".join(speaker.name for speaker in minutes.speakers))[:255]
    own.created = own.modified = when
    own.revision = 1


def _footer(document: Doc, title: str) -> None:
    """The title and the page's number, on each page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = "Subtitle"
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(f"{title[:90]} · ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    shown, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    shown.append(text)
    field.append(shown)
    paragraph._p.append(field)


def _dated(body: bytes, minutes: Minutes) -> bytes:
    """The same parts, each dated by the record: such a file is a ZIP, which remembers when it was written."""
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        found = [Member(part, parts.read(part)) for part in parts.namelist()]
    return zipped(found, latest(minutes))
