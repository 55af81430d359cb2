"""The record as PDF/UA: tagged, with title, language, bookmarks and page numbers, in the house's own letters."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import HTML  # type: ignore[import-untyped]
from weasyprint.urls import URLFetcherResponse  # type: ignore[import-untyped]

from studio.exports.outline import outline
from studio.exports.words import latest
from studio.minutes import Minutes, Reader

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip


def pdf(minutes: Minutes, reader: Reader, fonts: Sequence[Path]) -> bytes:
    """The document, A4.

    Args:
        minutes: what is printed.
        reader: for whom.
        fonts: files of one typeface, each with some of its letters; the system's own where there are none.
    """
    when = latest(minutes)
    # fontTools dates the letters that it cuts out.
    os.environ["SOURCE_DATE_EPOCH"] = str(int(when.timestamp()))
    blocks = list(outline(minutes, reader))
    # A name for each file: under one for all of them, WeasyPrint mixes up which letter is which when text is copied.
    faces = [(f"House {number}", font.as_uri()) for number, font in enumerate(fonts)]
    html = _ENVIRONMENT.get_template("record.html").render(
        lang=reader.language, title=blocks[0].text, when=when.isoformat(), blocks=blocks, faces=faces
    )
    files = {font.as_uri(): font for font in fonts}

    def fetch(url: str) -> URLFetcherResponse:
        # The letters and nothing else: neither a page nor a file is ever read for a record.
        return URLFetcherResponse(url, files[url].read_bytes())

    identifier = hashlib.sha256(html.encode()).digest()[:16]
    document = HTML(string=html, url_fetcher=fetch)
    out = io.BytesIO()
    document.write_pdf(out, pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return out.getvalue()
