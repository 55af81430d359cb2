"""Subtitles of others: made by the outside libraries, read to the millisecond, and hostile ones refused."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ttconv import model
from ttconv.imsc.writer import from_model
from webvtt import Caption, WebVTT

from studio import subtitles
from studio.lines import LONGEST_MS, MOST_CHARS, Draft, unfit
from studio.minutes import Clock
from studio.records import Refusal
from studio.transcript import stamp

OPENED = 1_760_000_000_000
CLOCK = Clock(opened_at=OPENED, ended_at=OPENED + 3_600_000, offset_ms=-5_000)
ZERO = OPENED - 5_000


def read(body: str | bytes, clock: Clock = CLOCK) -> subtitles.Read:
    found = subtitles.read(body.encode() if isinstance(body, str) else body, clock, str.strip)
    assert isinstance(found, subtitles.Read), found
    return found


def code(body: str | bytes) -> str:
    found = subtitles.read(body.encode() if isinstance(body, str) else body, CLOCK, str.strip)
    assert isinstance(found, Refusal), found
    return found.code


def ttml(inside: str) -> str:
    return f'<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="ru"><body><div>{inside}</div></body></tt>'


WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=60).filter(
    lambda text: text.strip() and "-->" not in text
)
CUES = st.lists(st.tuples(st.integers(0, 3_000_000), st.integers(1, LONGEST_MS), WORDS), min_size=1, max_size=8)

SIGNS = st.sampled_from(["Сәлем!", "1 < 2", "а & б"])
PLAIN = st.lists(st.tuples(st.integers(0, 3_000_000), st.integers(1, LONGEST_MS), SIGNS), min_size=1)
HEAD = "WEBVTT\n\n00:01.000 --> 00:02.000\n"


def drafts(cues: list[tuple[int, int, str]], clean: Any = lambda text: " ".join(text.split())) -> list[Draft]:
    made = [Draft(clean(text), "", ZERO + since, ZERO + since + lasts) for since, lasts, text in cues]
    return sorted(made, key=lambda d: (d.since, d.until))


def vtt_of(cues: list[tuple[int, int, str]]) -> str:
    track = WebVTT()
    track.captions += [Caption(stamp(s), stamp(s + lasts), escape(text)) for s, lasts, text in cues]
    return str(track.content)


def srt_of(cues: list[tuple[int, int, str]]) -> str:
    track, out = WebVTT(), io.StringIO()
    track.captions += [Caption(stamp(s), stamp(s + lasts), text) for s, lasts, text in cues]
    track.write(out, format="srt")
    return out.getvalue()


def imsc_of(cues: list[tuple[int, int, str]]) -> bytes:
    document = model.ContentDocument()
    body, div = model.Body(document), model.Div(document)
    document.set_body(body)
    body.push_child(div)
    for since, lasts, text in cues:
        paragraph, span = model.P(document), model.Span(document)
        div.push_child(paragraph)
        paragraph.push_child(span)
        span.push_child(model.Text(document, text))
        paragraph.set_begin(Fraction(since, 1000))
        paragraph.set_end(Fraction(since + lasts, 1000))
    out = io.BytesIO()
    from_model(document).write(out, encoding="utf-8", xml_declaration=True)
    return out.getvalue()


@settings(deadline=None, max_examples=60)
@given(CUES)
def test_webvtt_of_another_library_loses_no_text_and_no_millisecond(cues: Any):
    assert list(read(vtt_of(cues)).drafts) == drafts(cues)


@settings(deadline=None, max_examples=60)
@given(CUES)
def test_imsc_of_another_library_loses_no_text_and_no_millisecond(cues: Any):
    assert list(read(imsc_of(cues)).drafts) == drafts(cues)


@settings(deadline=None, max_examples=60)
@given(PLAIN)
def test_srt_of_another_library_loses_no_text_and_no_millisecond(cues: Any):
    assert list(read(srt_of(cues)).drafts) == drafts(cues)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: (HEAD + text).encode()))
def test_whatever_is_sent_is_lines_or_a_refusal(body: bytes):
    found = subtitles.read(body, CLOCK, str.strip)
    assert isinstance(found, Refusal) or all(unfit(draft) is None for draft in found.drafts)


def test_who_speaks_is_told_by_voices_and_two_in_one_cue_are_two_lines():
    found = read(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud А. Ким &amp; К>Да, <i>конечно</i></v>\n<v Сапарова>Нет\n\n"
        "00:03.000 --> 00:04.000\n— Кто?\n<v Ким>Я\n"
    )
    assert [(d.speaker, d.text) for d in found.drafts] == [
        ("А. Ким & К", "Да, конечно"), ("Сапарова", "Нет"), ("", "— Кто?"), ("Ким", "Я"),
    ]  # fmt: skip
    assert [d.since - ZERO for d in found.drafts] == [1000, 1000, 3000, 3000]


def test_the_words_of_a_paragraph_that_stand_at_the_same_time_are_one_line():
    found = read(
        ttml(
            '<p begin="1s" end="4s"><span>раз </span>два<br/>три'
            '<span begin="2s" end="9s"> и <span>четыре</span></span></p><p begin="2s" end="3s"> </p>'
            '<div begin="10s" end="12s"><p begin="1s">пять</p><p begin="1s" end="1s">ноль</p></div>'
        )
    )
    assert [(d.text, d.since - ZERO, d.until - ZERO) for d in found.drafts] == [
        ("раз два три", 1000, 4000), ("и четыре", 3000, 4000), ("пять", 11_000, 12_000),
    ]  # fmt: skip


def test_what_is_left_out_is_told_with_why():
    found = read(
        "WEBVTT\n\n00:02.000 --> 00:01.000\nназад\n\n00:03.000 --> 00:04.000\n<b></b>\n\n"
        "10:00:00.000 --> 10:00:01.000\nпоздно\n\n"
        "0x:00.000 --> 00:01.000\nсломано\n\n00:05.000 --> 00:06.000\nцело\n"
    )
    assert [d.text for d in found.drafts] == ["цело"]
    assert {(left.why, left.lines, left.first) for left in found.left} == {
        ("unreadable", 1, ""), ("times", 1, "назад"), ("empty", 1, "00:00:03.000"), ("late", 1, "поздно"),
    }  # fmt: skip


def test_times_of_ttml_that_cannot_be_read_put_no_line_at_the_beginning():
    found = read(ttml('<p begin="abc" end="2s">раз</p><p begin="1s" end="2s">два</p><p begin="5s">без конца</p>'))
    assert [d.text for d in found.drafts] == ["два"]
    assert {(left.why, left.lines) for left in found.left} == {("unreadable", 1), ("times", 1)}


def test_lines_that_overlap_stay_and_a_line_that_never_ends_is_cut():
    found = read("WEBVTT\n\n00:00.000 --> 00:59:00.000\nдолго\n\n00:01.000 --> 00:02.000\nрядом\n")
    assert [(d.text, d.until - d.since) for d in found.drafts] == [("долго", LONGEST_MS), ("рядом", 1000)]
    assert found.cut == 1


@pytest.mark.parametrize("text", ["слово " * 200, "а" * 1001, "б" * 400 + " в"], ids=["words", "no-space", "just"])
def test_a_text_that_is_too_long_stands_in_several_lines_one_after_another(text: str):
    found = read(f"WEBVTT\n\n00:00.000 --> 00:30.000\n{text}\n")
    assert found.split == 1
    assert "".join(d.text for d in found.drafts).replace(" ", "") == text.replace(" ", "")
    assert all(len(d.text) <= MOST_CHARS for d in found.drafts)
    assert [d.since for d in found.drafts[1:]] == [d.until for d in found.drafts[:-1]]
    assert (found.drafts[0].since, found.drafts[-1].until) == (ZERO, ZERO + 30_000)


def test_parts_of_a_line_that_lasts_no_time_have_some():
    found = read(f"WEBVTT\n\n00:00.000 --> 00:00.001\n{'а' * 1000}\n")
    assert all(unfit(draft) is None for draft in found.drafts)


def test_windows_writes_utf_16_and_marks_utf_8():
    text = "1\n00:00:01,000 --> 00:00:02,000\nҚайырлы күн\n"
    for body in (text.encode("utf-16"), b"\xef\xbb\xbf" + text.encode(), text.replace("\n", "\r\n").encode()):
        assert [d.text for d in read(body).drafts] == ["Қайырлы күн"]
    assert [d.text for d in read(ttml('<p begin="1s" end="2s">Қайырлы</p>').encode("utf-16")).drafts] == ["Қайырлы"]


BILLION = '<!DOCTYPE tt [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + ttml('<p begin="1s" end="2s">&b;</p>')
OUTSIDE = '<!DOCTYPE tt [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + ttml('<p begin="1s" end="2s">&a;</p>')


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (BILLION, "no_subtitles"),
        (OUTSIDE, "no_subtitles"),
        (ttml('<p begin="1s" end="2s">' + "<span>" * 60 + "а" + "</span>" * 60 + "</p>"), "no_subtitles"),
        (ttml('<p begin="1s" end="2s">а</p>' + "<p/>" * 80_000), "no_subtitles"),
        ("<html><body>нет</body></html>", "no_subtitles"),
        ('<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="ru"/>', "no_subtitles"),
        ("Просто текст", "no_subtitles"),
        ("WEBVTT\n", "nothing_to_import"),
        (b"\xcf\xf0\xe8\xe2\xe5\xf2", "not_text"),
        (b"WEBVTT" + b"\n" * subtitles.MOST_BYTES, "too_big"),
        ("WEBVTT\n\n" + "00:01.000 --> 00:02.000\na\n\n" * 20_001, "too_many_lines"),
    ],
    ids=["billion", "outside", "deep", "many", "html", "empty", "words", "nothing", "cp1251", "big", "lines"],
)
def test_what_is_hostile_or_no_subtitles_is_refused(body: str | bytes, expected: str):
    assert code(body) == expected
