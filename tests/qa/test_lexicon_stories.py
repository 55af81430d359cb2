"""Tip-offs told as a story, without their words; accusations and threats as strangers wrote them; clean neighbours."""

from __future__ import annotations

import pytest

from qa.lexicon import hints, tip_off


def found(text: str, kind: str) -> list[str]:
    return [text[hint.start : hint.end] for hint in hints(text) if hint.kind == kind]


# Who gave or was asked, money, and somebody in office or something that costs nothing. None had a flag.
@pytest.mark.parametrize(
    "text",
    [
        # gave to somebody in office
        "я отдал гаишнику 15 тысяч чтобы не писал протокол",
        "вчера пришлось дать инспектору двадцать тысяч тенге",
        "мы хирургу передали конверт перед операцией",
        "занесли декану, иначе бы отчислили",
        "муж заплатил пожарнику 100 000 вместо штрафа",
        "I slipped the inspector 200 dollars to get the paper",
        "We paid the surgeon 300 000 tenge in cash before he agreed to operate",
        "My mother gave money to the doctor so he would operate",
        "полицейге 20 мың теңге бердім, хаттама толтырмады",
        "бастыққа ақша бердік, әйтпесе жұмысқа алмайды",
        "inspektorga 50 myn tenge berdim",
        "mugalimge aqsha berdik emtihan ushin",
        # somebody in office took or asked
        "участковый взял с меня 30 тысяч и отпустил",
        "The police officer took 50 dollars from my brother and let him go",
        "the dean wants 100 000 tenge from us for every exam",
        "гаишник менен 10 мың теңге алды",
        "дәрігер бізден операция үшін 300 мың теңге алды",
        "tergeushi menen aqsha aldy",
        # what costs nothing
        "за зачёт велели скинуть 15 тысяч на карту старосте",
        "I was told to pay 500 dollars for the job at the akimat",
        "We were asked for 1000 dollars to get a place in the dormitory",
        "балабақшаға кезек үшін бізден 100 мың теңге алды",
        "нам сказали переведите 20% наличными, иначе договор не закроют",
        "маған 200 мың теңге әкел деді, әйтпесе рұқсат бермейді",
        # an envelope, a share
        "каждый квартал сдаём конверт для комиссии",
        "we give back half of the bonus every quarter",
        "половину премии возвращаем начальнику",
        "сыйақының жартысын бастыққа қайтарамыз",
        "отдаём часть надбавки завучу",
        # who has seen it and asks whom to tell
        "есть запись где врач просит деньги",
        "у меня переписка, там начальник требует 200 тысяч",
        "I have voice messages of our manager asking for cash",
        "менде видео бар, инспектор ақша алып жатыр",
        "кому можно анонимно рассказать про нашего директора",
        "who can I tell anonymously about our boss",
        "кімге жасырын айтуға болады, бастығымыз туралы",
        "мой брат купил права, могу рассказать как",
        "за деньги ставят зачёты в нашем колледже",
    ],
)
def test_a_story_of_money_and_office_is_a_report(text: str) -> None:
    assert tip_off(text)
    assert found(text, "tip_off")


@pytest.mark.parametrize(
    "text",
    [
        "заплатил госпошлину 500 тенге, справки нет",
        "I paid the fee and got no receipt",
        "айыппұл төледім, неге базада тұр",
        "инспектор взял с меня штраф 20 тысяч тенге, как обжаловать",
        "полицейге айыппұл төледім 15 мың теңге",
        "I paid the fine of 20 000 tenge to the officer, where is the receipt",
        "учитель попросил у нас 500 тенге на экскурсию",
        "мы сдаём деньги на питание каждый месяц",
        "отдаём половину зарплаты за аренду квартиры",
        "мы отдаём половину зарплаты за коммуналку",
        "Что делать если врач просит деньги у меня",
        "можно ли дать учителю деньги на подарок",
        "Когда нашим врачам дадут по 100 тысяч тенге",
        "нам обещали 100 тысяч тенге подъёмных, директор не даёт",
        "дали врачам премию 50 тысяч, а медсёстрам нет",
        "The state gave our teachers 100 000 tenge, will nurses get it",
        "teacher asked us how much money the school received",
        "занесли документы инспектору две недели назад",
        "снег занёс дорогу, когда почистят",
        "мұғалім бізден ақша туралы сұрады",
        "мұғалімдерге 100 мың теңге берді дейді, рас па",
        "ата-анама зейнетақы 80 мың теңге берді",
        "Есть ли видео заседания, где просят деньги на дорогу",
        "I have a video of the flooded road, when will you send money",
        "how can I ask a question anonymously",
        "кому передать предложение по дороге",
        "когда вернут половину премии",
        "will you give back half of the bonus",
        "я заплатил 50 тысяч, директор магазина не отвечает",
        "менде видео бар, жолға ақша қашан бөлінеді",
        "субсидия алдық 2 млн теңге, әкімге рахмет",
        "мне дали кредит 2 миллиона, начальник банка хороший",
        "балабақшаға ай сайын 20 мың теңге төлейміз",
        "за коммуналку с нас взяли 20 тысяч, куда обращаться",
    ],
)
def test_a_fee_a_question_or_a_gift_of_the_state_is_no_report(text: str) -> None:
    assert not tip_off(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        # in small letters, the full name or initials; apart from the deed by whom one works for
        ("ахметов серик из отдела земли украл участок", "ахметов серик из отдела земли украл"),
        ("серик ахметов из акимата ворует", "серик ахметов из акимата ворует"),
        ("тулегенов б.к. берет взятки", "тулегенов б.к. берет взятки"),
        ("Тулегенов из управления земли каждый год берет взятки", None),
        ("сарсенов из полиции крышует казино", "сарсенов из полиции крышует"),
        ("Есенжолов деген кісі біздің ауылда пара алады", None),
        # what is done for a bribe, or sold, or given to one's own
        ("бөлім бастығы Сәрсенов параға үй салды", None),
        ("әкім Есенжолов жерді параға берді", None),
        ("директор Омарова орынды ақшаға сатады", None),
        ("мектеп директоры Омарова ақша жинайды", None),
        ("ректор Жақсыбеков диплом сатады", None),
        ("akim Esenzholov jerdi paraga satty", None),
        ("rektor Zhaksybekov para jinaidy", None),
        ("Ректор Жаксыбеков продаёт дипломы", None),
        ("декан Петров торгует зачётами", None),
        ("аким Сарсенов отдал тендер своему брату", None),
        ("Сарсенов из акимата за взятку подписал акт", None),
        ("министр Омаров прикарманил бюджет", None),
        ("Mayor Smith gave the contract to his brother", None),
        ("Dean Adams sells diplomas", None),
        ("әкім Сәрсенов тендерді туысына берді", None),
    ],
)
def test_a_strangers_way_to_accuse_is_seen(text: str, place: str | None) -> None:
    assert len(found(text, "accusation")) == 1
    assert place is None or found(text, "accusation") == [place]


@pytest.mark.parametrize(
    "text",
    [
        "пять вагонов из китая украли",
        "роман основа фильма о том как вор украл",
        "Тараз деген қалада пара алу көп пе",
        "аким Сарсенов отдал школе новый автобус",
        "директор Омарова ақша бөлді",
        "министр Омаров продал билеты на концерт",
        "The mayor gave the contract to a local firm",
        "чиновник за взятку подписал акт",
        "әкім Сәрсенов тендерді жариялады",
        "ректор Жақсыбеков диплом тапсырды",
        "серик из отдела земли помог нам",
    ],
)
def test_what_reads_like_an_accusation_accuses_nobody(text: str) -> None:
    assert found(text, "accusation") == []


@pytest.mark.parametrize(
    "text",
    [
        "сендердің бәріңді қырамын",
        "barindi qyryp tastaimyn",
        "I will bring a knife to your office",
        "next week I come with a gun to your office",
        "I'm coming with a bat",
        "I'll smash your windows",
        "we will smash up this office",
        "i will kill anyone who signs this",
        "I will shoot whoever is responsible",
        "приду с ножом в ваш офис",
        "ждите меня с топором",
        "встречу тебя вечером с арматурой",
        "жди гостей",
        "я знаю что вы живете на Абая, ждите",
        "знаю в какой школе учится твой сын",
        "балаңның қай мектепке баратынын білемін, байқа",
        "үйіңнің қайда екенін білемін",
        "қайда тұратыныңды білем",
        "аяғыңды сындырамын",
        "мойныңды бұрап тастаймын",
        "сендерге мылтық алып барамын",
        "разнесу ваш цон",
        "зарежу того кто подписал",
        "расстреляю всех кто там сидит",
        "получишь пулю в лоб",
        "it would be a shame if something happened to your family",
        "жалко будет если с твоей дочкой что-нибудь случится",
        "вырежу всю вашу семью",
    ],
)
def test_a_strangers_threat_is_found(text: str) -> None:
    assert len(found(text, "threat")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "сақалымды қырып тастаймын",
        "Can I bring a gun to the hunting range?",
        "may we bring a knife on the train",
        "I bring a bag of documents",
        "we will smash the record",
        "жди автобус на остановке",
        "ждём гостей на праздник",
        "знаю где находится школа",
        "пикникке пышақ алып барамын",
        "қалай барарын білемін",
        "қайда оқитынын білмеймін",
        "Берегите детей на дорогах",
        "разнесу листовки по домам",
        "приду с мужем",
        "приду с ребёнком к вам в офис",
        "I will shoot every wedding in the city as a photographer",
        "зарезервирую место",
        "қыруар қаржы бөлінді",
        "балабақша қайда салынатынын білемін",
    ],
)
def test_what_a_strangers_threat_resembles_stays_clean(text: str) -> None:
    assert found(text, "threat") == []
