"""Threats and tip-offs: what is one, and which questions about crime and danger are none."""

from __future__ import annotations

import pytest

from qa.lexicon import hints, tip_off


def found(text: str, kind: str) -> list[str]:
    return [text[hint.start : hint.end] for hint in hints(text) if hint.kind == kind]


THREATS = [
    "Я вас убью",
    "убью тебя",
    "Зарежу!",
    "взорву здание министерства",
    "подожгу вашу студию",
    "Я сожгу ваш дом",
    "прибью гада",
    "вам не жить",
    "Мы вас найдём и взорвём",
    "тебе конец",
    "Ты покойник",
    "Вас всех надо расстрелять",
    "Я знаю, где ты живёшь",
    "Здание акимата заминировано, берегитесь",
    "Я заминировал школу",
    "у6ью тебя",
    "Өлтіремін сендерді",
    "сені өлтірем",
    "жарып жіберемін",
    "Үйіңді өртеймін",
    "бауыздаймын",
    "тірі қалмайсың",
    "öltiremin seni",
    "zharyp zhiberemin",
    "I will kill you",
    "I'll burn your house",
    "we are going to bomb the station",
    "I'm gonna shoot him",
    "you are dead",
    "I know where you live",
    "We know where your kids are",
    "Вы ещё пожалеете об этом",
    "Мы знаем, где вы работаете",
    "Сендерді тауып алам",
    "Ғимаратта бомба бар",
    "ubyu tebya",
]


@pytest.mark.parametrize("text", THREATS)
def test_a_threat_is_found(text: str) -> None:
    assert len(found(text, "threat")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Убьёт ли эта реформа малый бизнес?",
        "убитые дороги",
        "Дом взорвали по программе сноса",
        "цены убивают",
        "Кто поджёг степь?",
        "Убью время за чтением",
        "Будет ли конец ремонту?",
        "Когда снесут сгоревшее здание?",
        "Сожгу калории и пойду домой",
        "Дала өртенді, кім өртеді?",
        "Мен бұл жұмысқа жараймын",
        "Will this reform kill small business?",
        "We will burn less coal",
        "The dead river",
        "I know where the school is",
        "Как убить тараканов?",
        "Вам конец года отчётный важен?",
        "Я знаю, где вы проводите приём",
        "We will find the money",
        "I will find you a seat",
        "I will hang this poster",
        "You restore it",
    ],
)
def test_what_sounds_like_a_threat_but_is_none_stays_clean(text: str) -> None:
    assert found(text, "threat") == []


TIP_OFFS = [
    "Хочу сообщить о взятке в больнице",
    "Сообщаю о вымогательстве в ЦОНе",
    "У меня вымогают деньги",
    "В поликлинике требуют взятку",
    "С меня взяли деньги за справку",
    "Директор школы собирает деньги с родителей",
    "Мне нужно заявить о факте коррупции",
    "Куда мне сообщить о коррупции?",
    "Куда сообщить о коррупции?",
    "Я видела, как берут взятки",
    "Нам пришлось дать взятку",
    "Врач попросил взятку за операцию",
    "Мне предложили взятку",
    "У меня есть доказательства коррупции в акимате",
    "Пара туралы хабарлағым келеді",
    "Сыбайлас жемқорлық туралы хабарлаймын",
    "Менен пара сұрады",
    "менен ақша талап етті",
    "Дәрігер пара алды",
    "Мектеп директоры ақша жинап жатыр",
    "Мен пара бердім",
    "Хабарлағым келеді: әкімдікте пара алады",
    "menen para suradi",
    "para suradı",
    "jemqorlyq turaly habarlagym keledi",
    "I want to report a bribe",
    "They demanded a bribe from me",
    "Where can I report corruption?",
    "I had to pay a bribe",
    "I have evidence of embezzlement",
    "Our principal is collecting money from parents",
    "hochu soobshit o vzyatke",
    "Инспектор попросил у меня сто тысяч",
    "За место в садике просят 200 тысяч тенге",
    "Нас заставляют сдавать деньги на подарки",
    "Я работаю в акимате и вижу, как воруют",
    "В нашей школе вымогают деньги",
    "Готов дать показания, сообщу анонимно",
    "Бізден екі жүз мың теңге сұрады",
    "Орын үшін ақша талап етеді",
    "Тендерде ақша жымқырғанын көрдім",
    "They asked us for money to sign the paper",
    "I work at the ministry and see bribery",
]


@pytest.mark.parametrize("text", TIP_OFFS)
def test_a_report_is_told_from_a_question(text: str) -> None:
    assert tip_off(text)
    assert found(text, "tip_off")


@pytest.mark.parametrize(
    "text",
    [
        "Сколько дел о взятках в 2025 году?",
        "Как вы боретесь с коррупцией в школах?",
        "Почему чиновники берут взятки?",
        "Что делать, если требуют взятку?",
        "Какое наказание за взятку?",
        "Когда выделят деньги на школу?",
        "Почему с нас берут деньги за вывоз мусора?",
        "Хочу спросить о дороге и воде",
        "Директор школы купил парты?",
        "Можно ли снизить коррупцию?",
        "Сыбайлас жемқорлықпен күрес туралы не айтасыз?",
        "Биыл қанша адам пара үшін сотталды?",
        "Оқушыларға ақша бөлінді ме?",
        "Бір пара аяқ киім",
        "How many bribery cases were there in 2025?",
        "What is being done against corruption?",
        "Will the school get money?",
        "Para todos",
        "Мне нужно сообщить о краже телефона",
        "Хочу пожаловаться на незаконную стройку",
        "Как мне пожаловаться на мошенников?",
        "Министр просит деньги в бюджете",
        "С меня взяли деньги за свет",
        "Прошу принять меры по незаконной свалке",
        "У нас требует ремонта дорога",
        "Жемқорлық туралы қайда хабарласуға болады?",
        "Ерлан Сапаров пара алады, неге тексермейсіздер?",
        "Судья Каримова берёт взятки",
    ],
)
def test_a_general_question_is_no_report(text: str) -> None:
    assert not tip_off(text)
