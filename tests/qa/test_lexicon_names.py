"""Who is accused where only one word names them: where a sentence begins, by a first name, after a post."""

from __future__ import annotations

import pytest

from qa.lexicon import hints


def accused(text: str) -> list[str]:
    return [text[hint.start : hint.end] for hint in hints(text) if hint.kind == "accusation"]


# None of these had a flag when a review tried them or others like them.
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Иванов взял взятку", "Иванов взял взятку"),
        ("Иванов — вор!", "Иванов — вор"),
        ("Ахметов пара алды", "Ахметов пара алды"),
        ("Akhmetov took a bribe", "Akhmetov took a bribe"),
        ("Ivanov is a thief", "Ivanov is a thief"),
        ("АХМЕТОВ ВОР", "АХМЕТОВ ВОР"),
        ("ПОЧЕМУ СЕРИК УКРАЛ ДЕНЬГИ", "СЕРИК УКРАЛ"),
        ("Почему Ким украл миллионы?", "Ким украл"),
        ("Неге Серік пара алды?", "Серік пара алды"),
        ("Ержан берет взятки", "Ержан берет взятки"),
        ("министр ахметов вор", "министр ахметов вор"),
        ("директор школы ахметова берет взятки", "директор школы ахметова берет взятки"),
        ("Тулегенова снова берёт взятки", "Тулегенова снова берёт взятки"),
        ("Есімов пара алып жүр", "Есімов пара алып"),
        ("Is Brown corrupt?", "Brown corrupt"),
        ("Why did Serik steal the money?", "Serik steal"),
        ("Yerzhan takes bribes", "Yerzhan takes bribes"),
        ("Правда, что Досжан ворует?", "Досжан ворует"),
        ("Петров обокрал пенсионеров", "Петров обокрал"),
        ("Неге Қайрат бюджетті жеп қойды?", "Қайрат бюджетті жеп"),
        ("ахметов вор", "ахметов вор"),
        ("почему серик ворует?", "серик ворует"),
        ("Когда судью Петрову арестуют за хищение?", "судью Петрову арестуют за хищение"),
    ],
)
def test_one_word_names_who_did_it(text: str, place: str) -> None:
    assert accused(text) == [place]


@pytest.mark.parametrize(
    "text",
    [
        "Снова украли люки",
        "СНОВА УКРАЛИ ЛЮКИ",
        "Снова украл кто-то люк",
        "Основа закона о краже украла время",
        "КТО УКРАЛ ДЕНЬГИ НАРОДА",
        "МОЖЕТ ЛИ АКИМ ВОРОВАТЬ",
        "Кризис украл наши деньги",
        "Городская больница украла время",
        "Российский вор пойман",
        "Мектептегі ұры",
        "Деньги украли",
        "Аким вор",
        "министр финансов взял взятку",
        "глава отдела доходов вор",
        "Петров, почему воры на свободе?",
        "Медведев здравствуйте, вчера у меня украли сумку",
        "Серік, ұры ұсталды ма?",
        "У Серика вор украл машину",
        "В Алматы украли люк",
        "В Семее вор украл велосипед",
        "Біздің Сайрамда ұры көп",
        "Почему МВД украл эфир",
        "Бүгін Түркістаннан ұры ұсталды",
        "Is it corrupt?",
        "Yesterday thief took my bike",
        "Did Kazakhstan take bribes",
        "Вор пойман?",
        "Вор Аскар",
        "ⓥⓞⓡ",
        "ⓥⓞⓡ Аскар",
        "Сколько депутатов ворует?",
        "сколько директоров-акимов ворует",
        "Bekov arrested a thief yesterday",
        "Will Bekov punish those who stole money?",
        "Министр Иванов сказал, что вор будет наказан",
        "Әкім Сәрсенов ұрыларды ұстап, ұры қамалды",
        "Голова украла сон",
        "Иванов взял кредит и не отдал",
    ],
)
def test_a_capital_alone_names_nobody(text: str) -> None:
    assert accused(text) == []
