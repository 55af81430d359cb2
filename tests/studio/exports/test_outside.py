"""What LibreOffice, poppler and FFmpeg read of our files: every Kazakh letter, and hostile texts as texts."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from studio.exports.captions import ffmetadata, srt
from studio.exports.docx import docx
from studio.exports.pdf import pdf
from studio.exports.table import questions_csv
from studio.exports.words import line
from studio.exports.workbook import xlsx
from studio.minutes import Minutes, chapters
from studio.transcript import passages, spoken
from tests.studio.exports.samples import HOSTILE, KAZAKH, careful, hostile, reader
from web.downloads import fonts

pytestmark = pytest.mark.integration

RECORDS = pytest.mark.parametrize("whole", [careful(), hostile(*HOSTILE)], ids=["careful", "hostile"])


def run(*words: str | Path, **more: Any) -> str:
    done = subprocess.run([str(w) for w in words], capture_output=True, check=True, timeout=240, **more)
    return done.stdout.decode("utf-8", "replace")


def office(path: Path, to: str) -> Path:
    """What LibreOffice makes of a file, with a profile of its own; a CSV is read as UTF-8 with commas."""
    read = ["--infilter=CSV:44,34,76"] if path.suffix == ".csv" else []
    home = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    run("soffice", home, "--headless", *read, "--convert-to", to, "--outdir", path.parent / "made", path)
    (made,) = (path.parent / "made").iterdir()
    return made


def probed(path: Path, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("ffprobe", "-v", "error", *words, "-of", "json", path))
    return found


def squeezed(text: str) -> str:
    """Without the spaces, which are a matter of the page's lines."""
    return "".join(text.split())


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_letter_survives_the_pdf(tmp_path: Path, language: Any):
    assert len(fonts()) == 4, "the front end is not built"
    path = tmp_path / "record.pdf"
    path.write_bytes(pdf(careful(), reader(language), fonts()))
    text, info = squeezed(run("pdftotext", path, "-")), run("pdfinfo", path)
    assert text.count(KAZAKH) == 2
    assert squeezed("Сегодня мы отвечаем на вопросы об открытом бюджете.") in text
    assert squeezed(reader(language).pick(careful().title)) in text
    for said in (f"Title:           {reader(language).pick(careful().title)}", "Tagged:          yes", "Page size:"):
        assert said in info
    listed = run("pdffonts", path).splitlines()[2:]
    assert listed
    assert all("House" in font and " yes yes yes " in font for font in listed), "a letter is not of the house's"


def test_the_pdf_has_language_bookmarks_and_page_numbers(tmp_path: Path):
    path = tmp_path / "record.pdf"
    path.write_bytes(pdf(careful(), reader("kk"), fonts()))
    structure = run("pdfinfo", "-struct-text", path)
    for tag in ("H1", "H2", "H3", "P"):
        assert f"  {tag}" in structure
    assert "1/2" in squeezed(run("pdftotext", "-l", "1", path, "-"))
    assert "pdfuaid:part" in run("pdfinfo", "-meta", path)
    outline = run("pdftohtml", "-xml", "-stdout", path).partition("<outline>")[2]
    assert ">Қоғамдық тыңдау: ашық бюджет<" in outline
    assert ">Эфирдегі сұрақтар<" in outline
    assert ">00:04:00 № 4<" in outline


def test_a_hostile_pdf_is_read_too_and_is_the_same_each_time(tmp_path: Path):
    path, whole = tmp_path / "record.pdf", hostile(*HOSTILE)
    path.write_bytes(pdf(whole, reader("kk"), fonts()))
    assert f"№{len(HOSTILE) - 1}" in squeezed(run("pdftotext", path, "-"))
    assert "<b>&amp;</b>" in run("pdftotext", path, "-")
    assert pdf(careful(), reader(), fonts()) == pdf(careful(), reader(), fonts())


@RECORDS
def test_libreoffice_opens_the_word_file(tmp_path: Path, whole: Minutes):
    path = tmp_path / "record.docx"
    path.write_bytes(docx(whole, reader("kk")))
    text = office(path, "txt:Text (encoded):UTF8").read_text(encoding="utf-8-sig")
    for question in whole.questions:
        assert f"№ {question.number}" in text
        for shown in question.texts.values():
            assert squeezed(line(shown)) in squeezed(text)
    assert whole.slug == "hostile" or text.count(KAZAKH) == 2


def test_every_letter_survives_the_word_file_on_paper(tmp_path: Path):
    path = tmp_path / "record.docx"
    path.write_bytes(docx(careful(), reader("kk")))
    text = run("pdftotext", office(path, "pdf"), "-")
    assert squeezed(text).count(KAZAKH) == 2


@RECORDS
@pytest.mark.parametrize("name", ["record.xlsx", "questions.csv"])
def test_libreoffice_opens_the_tables_and_carries_nothing_out(tmp_path: Path, whole: Minutes, name: str):
    path, to = tmp_path / name, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    path.write_bytes(
        xlsx(whole, reader("kk")) if name.endswith("xlsx") else questions_csv(whole, reader("kk")).encode()
    )
    text = squeezed(office(path, to).read_text(encoding="utf-8"))
    for shown in [shown for question in whole.questions for shown in question.texts.values()]:
        # From a CSV a spreadsheet reads digits as a number, and `true` as TRUE.
        if name.endswith("xlsx") or not any(c.isdigit() for c in shown):
            assert squeezed(line(shown)).replace('"', '""').casefold() in text.casefold()
    assert "#NAME?" not in text
    assert "Err:" not in text


@RECORDS
def test_ffprobe_reads_every_caption(tmp_path: Path, whole: Minutes):
    for name, body in (("captions.srt", srt(whole, reader())), ("captions.vtt", spoken(whole))):
        path = tmp_path / name
        path.write_text(body, encoding="utf-8")
        packets = probed(path, "-show_packets")["packets"]
        times = [(round(float(p["pts_time"]) * 1000), round(float(p["duration_time"]) * 1000)) for p in packets]
        assert times == [(p.start, p.end - p.start) for p in passages(whole)]


@RECORDS
def test_ffprobe_reads_every_chapter(tmp_path: Path, whole: Minutes):
    path = tmp_path / "chapters.ffmeta"
    path.write_text(ffmetadata(whole, reader()), encoding="utf-8")
    found = probed(path, "-show_chapters", "-show_format", "-f", "ffmetadata")
    wanted = [(c.start, c.end, line(f"№ {c.question.number}. {c.text}")) for c in chapters(whole)]
    assert [(c["start"], c["end"], c["tags"]["title"].rstrip()) for c in found["chapters"]] == wanted
    assert found["format"]["tags"]["title"] == line(reader().pick(whole.title))
