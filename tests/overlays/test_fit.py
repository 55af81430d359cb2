"""The estimate errs on the safe side; tests/browser/test_fit.py holds it against the graphics themselves."""

from __future__ import annotations

import pytest

from overlays.fit import QR_BYTES, fit, lines, width

LONG = "Почему приём граждан перенесли на вторую половину дня? "
CASES = [
    ("question-card", {"text": "Неге?"}, "fits"),
    ("question-card", {"text": "Ауылдағы өзіне-өзі қызмет көрсету бұрышы неге сенбіде жұмыс істемейді?"}, "fits"),
    ("question-card", {"text": "Почему приём граждан перенесли? " * 12}, "fits"),
    ("question-card", {"text": "щ" * 500}, "small"),
    ("question-card", {"text": "Щ" * 500}, "small"),
    ("question-card", {"text": "Щ" * 500, "name": "Айдана"}, "cut"),
    ("question-card", {"text": "a " * 250}, "fits"),
    ("question-card", {"text": "字" * 500}, "cut"),
    ("question-card", {"text": "👩‍👩‍👧‍👦" * 200}, "cut"),
    ("question-card", {"text": "щ" * 320}, "fits"),
    ("question-card", {"text": "щ" * 360, "votes": 7}, "small"),
    ("question-card", {"text": "щ" * 310, "name": "Айдана", "region": "Қызылорда облысы"}, "fits"),
    ("question-card", {"text": "Неге?", "name": "Щ" * 80, "region": "Щ" * 80}, "cut"),
    ("lower-third", {"name": "Айгүл Сейітқызы", "title": "Қоғамдық қабылдау бөлімінің басшысы"}, "fits"),
    ("lower-third", {"name": "Щ" * 40}, "small"),
    ("lower-third", {"name": "Щ" * 60}, "cut"),
    ("lower-third", {"name": "Е. Ким", "title": LONG * 4}, "cut"),
    ("message", {"text": "Үзіліс"}, "fits"),
    ("message", {"title": "Үзіліс", "text": "Бірнеше минуттан соң жалғастырамыз"}, "fits"),
    ("message", {"title": LONG, "text": "x"}, "small"),
    ("message", {"title": LONG * 3, "text": "x"}, "cut"),
    ("message", {"text": LONG * 12}, "cut"),
    ("message", {"title": "Үзіліс", "text": LONG, "style": "bumper"}, "fits"),
    ("message", {"title": LONG * 2, "text": LONG, "style": "bumper"}, "small"),
    ("message", {"title": "Үзіліс", "text": LONG * 6, "style": "bumper"}, "small"),
    ("message", {"title": "Үзіліс", "text": LONG * 20, "style": "bumper"}, "cut"),
    ("question-wall", {"title": "Топ", "questions": [{"text": "Неге?", "votes": 3}]}, "fits"),
    ("question-wall", {"questions": [{"text": LONG}, {"text": "щ" * 64}]}, "small"),
    ("question-wall", {"questions": [{"text": LONG * 3}]}, "cut"),
    ("question-wall", {"questions": [{"text": "x"}] * 6}, "cut"),
    ("question-wall", {"title": LONG * 2, "questions": [{"text": "x"}]}, "cut"),
    ("question-wall", {}, "fits"),
    ("qr", {"url": "https://example.kz/b/demo", "label": "Сұрақ қойыңыз"}, "fits"),
    ("qr", {"url": "x" * QR_BYTES, "label": "щ " * 17}, "fits"),
    ("qr", {"url": "x", "label": "щ" * 29}, "small"),
    ("qr", {"url": "x" * (QR_BYTES + 1)}, "cut"),
    ("qr", {"url": "қ" * 56}, "cut"),
    ("countdown", {"label": "Жауап", "seconds": 60}, "fits"),
    ("countdown", {"label": "щ" * 60, "seconds": 60}, "cut"),
    ("ticker", {"items": [LONG] * 9}, "fits"),
    ("somebody-elses", {"text": "Щ" * 5000}, "fits"),
]


@pytest.mark.parametrize(("graphic", "data", "found"), CASES)
def test_fit(graphic, data, found):
    assert fit(graphic, data) == found


def test_marks_and_invisible_characters_are_no_wider():
    assert width("z̷̡̢̧") == width("z")
    assert width("a\u200db\u202e") == width("ab")


def test_long_words_are_broken_and_short_ones_are_not():
    assert lines("", 56, 1626) == 1
    assert lines("көрсету " * 3, 56, 1626) == 1
    assert lines("щ" * 60, 56, 1626) == 2
    assert lines("а " + "щ" * 31, 56, 1626) == 2
    assert lines("а " * 3 + "щ" * 70, 56, 1626) == 4
