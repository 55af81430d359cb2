"""Personal data in a text: found where they stand, as they are written; other numbers left alone."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import flags
from qa.personal import MASK, find, masked

FOUND = [
    ("iin", "Мой ИИН {870412300456}, почему мне отказали?"),
    ("iin", "ЖСН {8704 1230 0456} бойынша жауап жоқ"),
    ("iin", "IIN {8704-1230-0456} please"),
    ("iin", "ИИН {８７０４１２３００４５６}"),
    ("iin", "ИИН {٨٧٠٤١٢٣٠٠٤٥٦}"),
    ("bin", "БИН {120940001946}, фирма не платит"),
    ("card", "Верните на карту {4400 4301 2345 6789}"),
    ("card", "card {4400430123456789}"),
    ("iban", "Счёт {KZ86125KZT5004100100}"),
    ("iban", "на {KZ86 125K ZT50 0410 0100} перечислите"),
    ("iban", "{КZ86125КZТ5004100100} Cyrillic look-alikes"),
    ("phone", "звоните {+7 701 234 56 78} после обеда"),
    ("phone", "тел. {8(701)234-56-78}"),
    ("phone", "Нөмірім {87012345678}"),
    ("phone", "пишите {701 234 56 78}"),
    ("phone", "позвоните по номеру {22-33-44}"),
    ("phone", "call me at {+44 20 7946 0018}"),
    ("email", "ответ на {a.user+kz@mail.example.kz} жду"),
    ("email", "пишите {ivan собака mail точка ru}"),
    ("email", "write to {ivan (at) mail.ru} please"),
    ("plate", "машина {123 ABC 02} паркуется"),
    ("plate", "{123АВС02} Cyrillic"),
    ("plate", "госномер {231-SKB-10} на посту"),
    ("plate", "{123abc02} нарушает"),
    ("plate", "водитель {777кан01} спешит"),
    ("plate", "старый {A123BCD}"),
    ("address", "Живу на {ул. Абая, дом 5, кв. 12} без воды"),
    ("address", "{Абай көшесі, 5-үй} алдындағы жол"),
    ("address", "{Абай көшесі, 45-үй, 12-пәтер} жылу жоқ"),
    ("address", "{улица Тәуелсіздік 34, кв 5} не освещена"),
    ("address", "{проспект Назарбаева 223а} затоплен"),
    ("address", "at {12 Abay Street} the lights are off"),
    ("address", "в доме холодно: {дом 5, кв. 12}"),
    ("address", "{12-үй, 34-пәтер} суық"),
    # Seen to be missed, or found in part, by a review.
    ("iin", "ИИН {870412‑300456} U+2011"),
    ("iin", "ИИН {870412—300456}"),
    ("iin", "ИИН {870412 - 300456}"),
    ("iin", "{870412 – 300456} ЖСН"),
    ("phone", "{+7‑701‑234‑56‑78}"),
    ("phone", "{+7 – 701 – 234 – 56 – 78}"),
    ("phone", "пишите {(701) 234 56 78}"),
    ("phone", "Телефон: {(7172) 55-44-33}"),
    ("phone", "{(72533) 4-12-34} наш"),
    ("phone", "мой номер {55-44-33}"),
    ("phone", "номер телефона: {55 44 33}"),
    ("phone", "сотка {7012345678}"),
    ("phone", "Нөмірім: {55-44-33}"),
    ("phone", "из России {8 916 123-45-67}"),
    ("email", "{ivan Собака mail.ru}"),
    ("email", "@akimat молчит, пишите {ivan собака mail.ru}"),
    ("email", "{ivan @ mail.ru}"),
    ("email", "{ivan @mail.ru}"),
    ("email", "{ivan [at] mail [dot] ru}"),
    ("email", "{ivan(собака)mail.ru}"),
    ("email", "write to {ivan.petrov at gmail.com}"),
    ("email", "{иван собака мейл точка ру}"),
    ("email", "{ivan sobaka gmail com}"),
    ("plate", "машина {123 abc 02} стоит"),
    ("plate", "{KZ123ABC02}"),
    ("plate", "{KZ 123 ABC 02}"),
    ("plate", "{а123все} на тротуаре"),
    ("plate", "{а123ве77}"),
    ("plate", "{A 123 BC 77}"),
    ("address", "{12 Abay Street, apt 5}"),
    ("address", "{12 abay street apt 5}"),
    ("address", "{мкрн Аксай 4, 12-45} без воды"),
    ("address", "{5 мкр, д. 12, кв. 6}"),
    ("address", "{8 микрорайон, 23–45}"),
    ("address", "{мкр 5, дом 12, кв. 4}"),
    ("address", "{микрорайон Самал 2, дом 77}"),
    ("address", "{ул абая 5 кв 12}"),
    ("address", "{ул толе би 155} топит"),
    ("address", "на {улице абая, дом 5} нет света"),
    ("address", "Живу на {Абая 12 квартира 5}"),
    ("address", "Живу на {Абая 12} нет света"),
    ("address", "{Абая 150, кв 12}"),
    ("address", "{Kenesary street 40, apartment 15}"),
    ("address", "{Dostyk Ave 5, apt 10}"),
    ("address", "{Абай көш 12 үй}"),
    ("address", "{Сәтбаев к-сі 22, 15 пәтер}"),
    ("address", "{Қабанбай батыр даңғылы, 11/5, 45 пәтер}"),
    ("address", "{Абай көшесіндегі 5-үй} суық"),
    ("address", "{Abai koshesi 27 ui, 14 pater}"),
    ("address", "{ул.Абая5}"),
    ("address", "{УЛ. АБАЯ 5 КВ 12}"),
    ("address", "{ул. 9 Мая 5, кв 2}"),
    ("address", "{ул. А. Иманова 17, кв. 3}"),
    ("address", "{улица Абая 25А, корпус 2, кв. 7}"),
    ("address", "{пр-т Достык 12/3, подъезд 2, этаж 5, кв 33}"),
    ("address", "{кв. 12, ул. Абая 5}"),
    ("address", "{apt 5, 12 Abay Street}"),
    ("address", "Мекенжайым: {Абай 12, 5 пәтер}"),
    ("address", "Я живу: {Байтурсынова 12, 45}"),
    ("address", "{Аксай-3А, дом 5, кв 7}"),
    ("address", "{Дом 12 по улице Абая}"),
    ("address", "{дом 45 на Сатпаева} без воды"),
    ("address", "{Аксай-4 дом 12}"),
    ("address", "{Розыбакиева 45, подъезд 3}"),
    ("address", "проживаю: г. Алматы, {Абая 12}"),
    # In Latin letters.
    ("address", "{8 mkr 15 ui}, jylu joq"),
    ("address", "{12 mkr, dom 5 kv 30}"),
    ("address", "{ul. Abaya 12, kv 5}"),
    ("address", "{prospekt Abaya 150, kv. 12}"),
    ("address", "{mkr Samal-2, dom 33}"),
    ("address", "{3 moltek audan, 7 ui}"),
    ("address", "zhivu na {Lenina 12}"),
    ("address", "{Абай 12 үйде} тұрамын"),
    ("iin", "ИИН {870412,300456}"),
    ("iban", "{KZ86-125K-ZT50-0410-0100}"),
    ("phone", "{+7_701_234_56_78}"),
    ("phone", "tel: {2345678}"),
    ("phone", "номер {701 2345678}"),
    ("email", "{aigul собачка mail.ru}"),
    ("email", "{ivan_petrov @ gmail . com}"),
    ("plate", "машина {а 123 вс 77}"),
]

CLEAN = [
    "6 mkr 24 jyl boldy",
    "na ulitse Abaya 25 skameek",
    "дом 5 этажей на Абая",
    "дом 5 по Астане обещали",
    "The house 5 at Parliament",
    "Зенит-2, 3-4 дня нет воды",
    "подъезд 3 раза ремонтировали",
    "Казахстан-2, 5-2 счёт",
    "автобус 6 мкр, автобус 24",
    "в 12 подъездах нет света",
    "договор 123456789012 от 2024 года",
    "номер заявки 870412300457, ответа нет",
    "ИИН 879912300450 с месяцем 99",
    "В 2024 году выделили 12 500 000 000 тенге",
    "Стоимость проекта 77 012 345 678 тенге",
    "4400 4301 2345 6788 не по Луну",
    "1111 2222 3333 4444 не карта",
    "KZ87125KZT5004100100 с ошибкой",
    "закон № 410-V от 18 ноября 2015 года, статья 366",
    "Почему по улице Абая дороги плохие в 2024 году?",
    "Почему дом 5 стоит без крыши?",
    "подписка @akimat_official",
    "с 8 до 17 часов, 7 дней в неделю, 365 дней в году",
    "Рейс 120, 45 минут, 3 остановки",
    "1234567 8901234 5678901 слишком длинно",
    "500 KZT 05 мая",
    "300 USD 12 марта",
    "СНиП 123 РК 02",
    "В 100 КМ от Астаны",
    "Машины стоят: 100 for 20 дней",
    "Телефон за 200 000 тенге сломался",
    "звонил 15 раз и ждал 20 минут",
    "Мой номер в очереди 12345",
    "выделили + 12 500 000 000 тенге",
    "подписан на @akimat.kz",
    "look at egov dot kz",
    "На улице Абая 5 месяцев нет света",
    "На улице Абая 25 фонарей не горят",
    "на улице холодно 5 дней",
    "В мкр Аксай 4 нет школы",
    "В 5 мкр 12 домов без света",
    "улица Абая. Почему 5 светофоров не работают?",
    "Живу в Астане 15 лет",
    "улучшить 5 дорог, прошу 5 минут",
    "площадь 60 кв. метров",
    "налог на 2 квартиры 15 тысяч",
    "Абай көшесінде 3 шұңқыр бар",
    "за 4 квартал 12 тысяч",
    "На улице Абая 12 января прорвало трубу",
    "На улице Абая, 5 мая, нет света",
    "Sunday 12 May street market",
    "Dear Sir, the street 5 is dark",
    "",
    "Неге сенбіде жұмыс істемейді?",
]


@pytest.mark.parametrize(("kind", "marked"), FOUND)
def test_it_is_found_where_it_stands(kind, marked):
    before, _, rest = marked.partition("{")
    inside, _, after = rest.partition("}")
    text = before + inside + after
    assert [(p.kind, text[p.start : p.end]) for p in find(text)] == [(kind, inside)]
    assert masked(text, [(p.start, p.end) for p in find(text)]) == before + MASK + after


@pytest.mark.parametrize("text", CLEAN)
def test_other_numbers_are_left_alone(text):
    assert find(text) == []


def test_of_two_numbers_that_share_digits_the_first_counts():
    # Digits 1 to 12 check out, and so do 2 to 13.
    text = "8 8 1 0 3 1 6 2 0 5 2 2 4"
    assert [(p.kind, p.start, p.end) for p in find(text)] == [("iin", 0, 23)]


def test_the_second_row_of_weights_counts_where_the_first_gives_ten():
    assert [p.kind for p in find("ИИН 870112300128")] == ["iin"]
    from qa.personal import _check_digit

    # Ten by both rows: no such number is given out.
    assert not any(_check_digit(f"87671131343{d}") for d in range(10))


PIECES = st.sampled_from([m.replace("{", "").replace("}", "") for _, m in FOUND] + CLEAN)


@given(st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=5).map(" ".join))
def test_what_is_masked_holds_nothing_personal_and_stays(text):
    once = masked(text, [(p.start, p.end) for p in find(text)])
    assert find(once) == []
    assert masked(once, []) == once
    places = find(text)
    assert all(a.end <= b.start for a, b in pairwise(places))


@pytest.mark.parametrize(
    "piece",
    [
        "1 ", "7 - ", "1/", "кв 1 ", "мкр А 1", "ул аб 1", "a @", "123 abc 02 машина ", "Аб 1 st ",
        "ул. А", "a.b-", "+7 ", "8(7", "тел ", "1", "А", "ул. Абая абв абв ", "Абай А А ", "1 A", "1-үй ", "a at ",
    ],
)  # fmt: skip
def test_hostile_texts_take_no_longer_than_their_length(piece):
    def took(length: int) -> float:
        text = (piece * length)[:length] + "11111"
        began = time.process_time()
        find(text)
        return time.process_time() - began

    # Ten times as long takes ten times as long; a square would take a hundred.
    assert min(took(4000) for _ in range(3)) < 30 * max(min(took(400) for _ in range(3)), 2e-4)


def test_flags_say_the_field_and_mask_the_text_alone():
    found = flags.find_all("ИИН 870412300456", "Айдана +7 701 234 56 78", "ул. Абая, дом 5")
    assert [(f.kind, f.field) for f in found] == [("iin", "text"), ("phone", "name"), ("address", "region")]
    assert flags.masked("ИИН 870412300456", found) == f"ИИН {MASK}"
    assert flags.find_all("Неге?", None, None) == ()
