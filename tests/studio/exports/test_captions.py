"""SRT, TTML and FFMETADATA: what stands in them; the tools that read them are in `test_outside`."""

from xml.etree import ElementTree

from ttconv.imsc.reader import to_model

from studio.exports.captions import ffmetadata, srt, ttml
from studio.exports.words import line
from studio.transcript import passages
from tests.studio.exports.samples import HOSTILE, careful, hostile, reader


def test_srt_names_the_speaker_and_has_no_marks():
    first, _, third = srt(careful(), reader()).split("\n\n")
    assert first == "1\n00:00:05,000 --> 00:00:09,500\nӘсел Құрманғазы: Қайырлы күн, құрметті көрермендер!"
    assert third.startswith("3\n00:00:20,000 --> 00:00:30,000\nБарлық әріп")
    assert "\na --› b: a --› b\n" in srt(hostile("a --> b"), reader())


def said(track: str) -> list[tuple[float, float, str, str]]:
    """Begin and end in seconds, language, text, as ttconv reads them."""
    document = to_model(ElementTree.ElementTree(ElementTree.fromstring(track)))
    paragraphs = [p for division in document.get_body() for p in division]
    return [
        (float(p.get_begin()), float(p.get_end()), p.get_lang(), "".join(t.get_text() for span in p for t in span))
        for p in paragraphs
    ]


def test_ttml_is_read_back_with_times_languages_and_agents():
    track = ttml(careful(), reader())
    first, second, _ = said(track)
    assert first == (5.0, 9.5, "kk", "Қайырлы күн, құрметті көрермендер!")
    assert second[:3] == (10.0, 18.25, "ru")
    assert "imsc1.1/text" in track
    assert track.count("<ttm:agent ") == 2
    assert track.count('ttm:agent="speaker1"') == 1


def test_no_hostile_text_breaks_ttml():
    whole = hostile(*HOSTILE)
    assert [text for *_, text in said(ttml(whole, reader()))] == [line(p.passage.text) for p in passages(whole)]


def test_ffmetadata_escapes_its_marks():
    text = ffmetadata(hostile(";x=#y\\"), reader())
    assert text.startswith(";FFMETADATA1\ntitle=\\;x\\=\\#y\\\\ \n\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=180000\n")
    assert text.endswith("title=№ 0. \\;x\\=\\#y\\\\ \n")
