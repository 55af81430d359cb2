"""Tip-offs told as a story: one text for each rule, what takes it back, and where it is told."""

from __future__ import annotations

import pytest

from qa.lexicon import tip_off
from qa.stories import IN_ONE_CLAUSE, IN_ONE_SENTENCE, TURNS_ON, VETOES, WORDS, stories

RULES = IN_ONE_CLAUSE + IN_ONE_SENTENCE

TOLD = {
    "мы отдали декану 200 тысяч": ("we", "gave", "money", "in office"),
    "отдаём завучу надбавку": ("we", "gave", "salary", "in office"),
    "we give back the bonus every quarter": ("we", "give back", "salary"),
    "сунула ей конверт": ("slipped", "money"),
    "занесли преподу, иначе бы отчислили": ("slipped", "in office"),
    "the officer stopped us, took 50 dollars from my brother": ("in office", "took", "money", "from us"),
    "кезек үшін бізден 100 мың теңге алды": ("favour", "took", "money", "from us"),
    "за зачёт велели скинуть 15 тысяч": ("told", "to give", "money", "favour"),
    "сказали, верни 10% наличными, иначе работы не будет": ("told", "to give", "money", "or else"),
    "есть запись, врач просит деньги": ("have", "recording", "took", "money"),
}


def told(text: str) -> list[str]:
    small = text.lower().replace("ё", "е")
    return [text[start:end] for start, end in stories(small)]


@pytest.mark.parametrize("text", TOLD)
def test_every_rule_knows_its_story_and_the_gate_asks_about_it(text: str) -> None:
    assert told(text)
    assert tip_off(text)


def test_there_is_a_story_for_every_rule() -> None:
    assert set(TOLD.values()) == set(RULES)


def test_rules_name_listed_classes_and_each_class_is_named() -> None:
    named = {name for rule in RULES for name in rule}
    listed = {name for names in WORDS for name in names.split(" + ")}
    assert named | VETOES | {"opening", "why", "lawful payment", "instead", "another clause"} == listed
    assert all(TURNS_ON.intersection(rule) for rule in RULES)


@pytest.mark.parametrize(
    "text",
    [
        "мы отдали декану 200 тысяч штрафа",
        "что делать, мы отдали декану 200 тысяч",
        "врач не взял с нас деньги",
        "почему врач взял с меня 20 тысяч",
        "где видео, на котором депутат просит деньги",
        "мұғалім бізден ақша туралы сұрады",
    ],
)
def test_a_lawful_payment_a_question_or_a_denial_takes_it_back(text: str) -> None:
    assert told(text) == []


def test_who_begins_with_what_was_given_tells_of_themselves() -> None:
    assert told("отдала врачу 50 тысяч, приняли сразу") == ["отдала врачу 50 тысяч"]
    assert told("мама отдала врачу 50 тысяч, приняли сразу")
    assert told("фонд отдал врачу 50 тысяч, приняли сразу") == []


def test_what_is_paid_instead_of_a_lawful_payment_is_told() -> None:
    assert told("муж заплатил пожарнику 100 000 вместо штрафа")


@pytest.mark.parametrize(
    "text",
    [
        "я заплатил 20 тысяч, а врач не принял",
        "I paid 20 000 tenge and the doctor never came",
        "директор, я отдал школе 20 лет, а зарплата 100 тысяч",
        "учителя получают 200 тысяч, а мы платим за всё",
        "мы заплатили за билеты 20 тысяч. Врач молодец.",
        "мы отдали за ремонт дома по улице на самой окраине нашего села ещё в том году 200 тысяч и директор доволен",
        "снег занёс дорогу к школе, директор молчит",
    ],
)
def test_what_stands_in_another_clause_or_far_away_makes_no_story(text: str) -> None:
    assert told(text) == []


def test_a_story_stands_where_its_words_do_once_a_sentence() -> None:
    text = "Кеше инспекторға 50.000 теңге бердім, 20 мың теңге бердім инспекторға! Ол алды. Мы декану дали 5к вчера"
    assert told(text) == ["инспекторға 50.000 теңге бердім", "Мы декану дали 5к"]
