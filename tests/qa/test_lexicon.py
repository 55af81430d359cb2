"""Insults, accusations, threats and tip-offs: what is found, and what must stay clean.

The words here are what the gate is for; they are nobody's opinion of anybody.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.lexicon import Hint, hints, insults, tip_off


def found(text: str, kind: str) -> list[str]:
    return [text[hint.start : hint.end] for hint in hints(text) if hint.kind == kind]


INSULTS = [
    # ru
    ("Вы там дураки все?", "дураки"),
    ("Дурак ты, а не министр", "Дурак"),
    ("какой идиот это придумал", "идиот"),
    ("Эта тварь опять в эфире", "тварь"),
    ("мрази вы", "мрази"),
    ("Сволочи, верните пенсии!", "Сволочи"),
    ("Скотина, отвечай", "Скотина"),
    ("Суки, когда дадут воду?", "Суки"),
    ("пошли вы все на хуй", "хуй"),
    ("Нахуя нам эта дорога?", "Нахуя"),
    ("хуёвая дорога", "хуёвая"),
    ("заебали ваши обещания", "заебали"),
    ("Ёбаный ремонт", "Ёбаный"),
    ("пиздец, а не больница", "пиздец"),
    ("всё спиздили", "спиздили"),
    ("бля, сколько можно", "бля"),
    ("блядский акимат", "блядский"),
    ("Мудаки в министерстве", "Мудаки"),
    ("пидоры", "пидоры"),
    ("ублюдки", "ублюдки"),
    ("ты козёл", "ты козёл"),
    ("Козлы вы!", "Козлы вы"),
    ("Вы просто бараны", "Вы просто бараны"),
    ("заткнись уже", "заткнись"),
    ("сплошное быдло", "быдло"),
    ("придурок", "придурок"),
    ("говно, а не асфальт", "говно"),
    ("Дураков нет, дураков там", "дураков"),
    # hidden
    ("х*й вам", "х*й"),
    ("п**дец дорогам", "п**дец"),
    ("с#ка", "с#ка"),
    ("xуй вам", "xуй"),
    ("х у й вам", "х у й"),
    ("х.у.й", "х.у.й"),
    ("бл.ядь", "бл.ядь"),
    ("с_у_к_а", "с_у_к_а"),
    ("дууурак", "дууурак"),
    ("суууукааа", "суууукааа"),
    ("п1дор", "п1дор"),
    ("д0лбо3б", "д0лбо3б"),
    ("мр@зь", "мр@зь"),
    ("6лядь", "6лядь"),
    ("cyka", "cyka"),
    ("cукa", "cукa"),
    ("ДУРА́К", "ДУРА́К"),
    ("𝐝𝐮𝐫𝐚𝐤", "𝐝𝐮𝐫𝐚𝐤"),
    ("ｆｕｃｋ", "ｆｕｃｋ"),
    ("👋 дурак 👋", "дурак"),
    # kk
    ("сен ақымақсың", "ақымақсың"),
    ("Ақымақтар ғой бұлар", "Ақымақтар"),
    ("Есуас неме", "Есуас"),
    ("оңбағандар", "оңбағандар"),
    ("нақұрыс", "нақұрыс"),
    ("сен есек", "сен есек"),
    ("Есексің!", "Есексің"),
    ("итсің сен", "итсің"),
    ("Иттің баласы", "Иттің баласы"),
    ("малсың", "малсың"),
    ("сен нағыз мал екенсің", "сен нағыз мал"),
    ("көтіңді қыс", "көтіңді"),
    ("қотақ", "қотақ"),
    ("сіктір", "сіктір"),
    ("жәлеп", "жәлеп"),
    ("малғұндар", "малғұндар"),
    ("сұмырай", "сұмырай"),
    ("хайуансың", "хайуансың"),
    ("sen aqymaqsyn", "aqymaqsyn"),
    ("aqımaq", "aqımaq"),
    ("siktir", "siktir"),
    # en
    ("you idiot", "idiot"),
    ("What a bunch of idiots", "idiots"),
    ("fucking roads", "fucking"),
    ("this is bullshit", "bullshit"),
    ("sh1t", "sh1t"),
    ("f*ck you", "f*ck"),
    ("f u c k", "f u c k"),
    ("bastards", "bastards"),
    ("you are stupid", "you are stupid"),
    ("Shut up!", "Shut up"),
    ("asshole", "asshole"),
    ("a$$hole", "a$$hole"),
    ("nahuy", "nahuy"),
    ("blyat", "blyat"),
    ("you pig!", "you pig"),
    # Seen to be missed by a review.
    ("ёб твою мать", "ёб твою"),
    ("бл@ть", "бл@ть"),
    ("кутак", "кутак"),
    ("kutak", "kutak"),
    ("kotakbas", "kotakbas"),
    ("анаңды ұрайын", "анаңды ұрайын"),
    ("аузыңды ұрайын", "аузыңды ұрайын"),
    ("жалап!", "жалап"),
    ("сен жалапсың", "жалапсың"),
    ("b!tch", "b!tch"),
    ("п!здец", "п!здец"),
    ("fck you", "fck"),
    ("motherf***er", "motherf***er"),
    ("пиzдец", "пиzдец"),
    ("министр козёл", "министр козёл"),
    ("аким баран", "аким баран"),
    ("Министр образования — осёл", "Министр образования — осёл"),
    ("The mayor is a clown", "mayor is a clown"),
    ("тупые овцы", "тупые овцы"),
    ("депутаты — бараны", "депутаты — бараны"),
    ("этот аким — полный баран", "аким — полный баран"),
    ("ақмақ", "ақмақ"),
]


@pytest.mark.parametrize(("text", "word"), INSULTS)
def test_an_insult_is_found_where_it_stands(text: str, word: str) -> None:
    assert found(text, "insult") == [word] or word in found(text, "insult")
    assert insults(text) == [hint for hint in hints(text) if hint.kind == "insult"]


CLEAN = """
Нельзя употреблять и злоупотреблять
злоупотребление
Scunthorpe
assessment of the class, pass the glass
команда, мандат, мандарин
страховка, подстрахуй
нет хлеба и рублей
у корабля сабля, дебет, колебание, потребление
не психуй
рыба хек
ебелек
Ебін тауып, екі асау
себе, тебе, небо, гребля, скипидар
мудрый мудрец, в чём суть
Хуршида Каримова и Хуан Карлос
гора Пидан
бляха от ремня
оскорблять ансамбля учебник сосуд
лохматый пёс в лохани
Хватит нас дурачить
козлёнок и козёл на ферме
Сергей Козлов спрашивает
Дураков Иван Петрович
Сукаева Айгуль, нора барсука, сучок
сөк, итмұрын, итбалық
Үйде ит бар, ит асыраймыз
мал басы көбейді, мал екен
есек мінген қожа
шошқа еті
көтеру, көтерме сауда, баға көтерілді, көтен
Көтібар батыр
акимат, акимы, Әкімат
Hitchcock, cockpit, peacock
Dickens and medical help, Dick Cheney
Shitov is a surname
Fukushima and Slutsk
Her dress
худой, хуже, хурма, плохую, сухую, художник, хутор
Херсон
ребёнок, требования, потребность, хлебный
веб-сайт, ebay, e-banking
падлежит, надлежит
гадать, гадалка
жидкий, жиделі
стервятник
болванка
страна, странный
педагог, педиатр, педикюр
трахея, страх
крупный рогатый скот
сосиски
Ахуново, Эпоха, сноху, кроху
мандаты депутатов
жалап кетті
ауыл шаруашылығы, ұн, нан
Қотанқарағай, қотан
алматылық, сүт, ет, балық
боқырау
1. 2. 3. 4. 5
А. Б. В. Г.
т.е. т.д. и т.п.
2*2=4 и 5 * 6
*важно*
#астана #жол
C# and F#
г.Уральск, ул.Абая, с.Урджар
5G, 4К, 3D, COVID-19
IT-компания
класс 5А
рублей.Хлеб
обстрел
п*** и к**
Тупицын, мразек
tvarog, debility
Who assassinated trust in the tender system, and how will you restore it?
вы баранов разводите?
сен мал бағасың ба
собаки кусают детей
Котакбаев
Котакбаева спрашивает о школе
наука, рубля, застрахуй
Собака акима
У министра собака
Министр келді қой
Аким подарил барана
Министр, собаки кусают детей
аким Баранов открыл школу
Ура!наконец
стоит 5000тг!!!
клоун приехал в город
""".strip().splitlines()


@pytest.mark.parametrize("text", CLEAN)
def test_an_innocent_word_stays_clean(text: str) -> None:
    assert hints(text) == []
    assert insults(text) == []


ACCUSATIONS = [
    ("Почему Айдар Серіков взял взятку?", "Айдар Серіков взял взятку"),
    ("Министр Иванов взяточник!", "Министр Иванов взяточник"),
    ("Скажите, аким Досаев украл деньги?", "аким Досаев украл"),
    ("Вор Петров И.И. ещё на свободе?", "Вор Петров И.И."),
    ("А. Б. Смагулов присвоил миллион", "А. Б. Смагулов присвоил"),
    ("Правда ли, что Смагулов ворует?", "Смагулов ворует"),
    ("Директор школы Ахметова берёт взятки", "Директор школы Ахметова берёт взятки"),
    ("Аким Алматы берет откаты", "Аким Алматы берет откаты"),
    ("Почему судья Каримова получает взятки от бизнеса?", "судья Каримова получает взятки"),
    ("Мошенник Ерлан Сапаров опять строит дом", "Мошенник Ерлан Сапаров"),
    ("Кайрат Нуртас убийца", "Кайрат Нуртас убийца"),
    ("Ерлан Сапаров пара алды", "Ерлан Сапаров пара алды"),
    ("Алматы әкімі Досаев жемқор", "әкімі Досаев жемқор"),
    ("Неге Асқар Жұмабаев ақшаны ұрлады?", "Асқар Жұмабаев ақшаны ұрлады"),
    ("Серік Болатұлы ұры", "Серік Болатұлы ұры"),
    ("Алаяқ Қанат Омаров қайда?", "Алаяқ Қанат Омаров"),
    ("әкім Қасымов бюджетті жымқырды", "әкім Қасымов бюджетті жымқырды"),
    ("akim Kasymov para aldy", "akim Kasymov para aldy"),
    ("Нұрлан Бейсенов взятка алады", "Нұрлан Бейсенов взятка алады"),
    ("Когда судью Петрову арестуют за хищение?", "судью Петрову арестуют за хищение"),
    ("Mayor Smith took a bribe", "Mayor Smith took a bribe"),
    ("Is it true that John Brown stole the money?", "John Brown stole"),
    ("Minister Brown is corrupt", "Minister Brown is corrupt"),
    ("That thief Peter White must go", "thief Peter White"),
    ("Judge Adams committed fraud", "Judge Adams committed fraud"),
]


@pytest.mark.parametrize(("text", "place"), ACCUSATIONS)
def test_an_accused_person_is_shown_from_name_to_deed(text: str, place: str) -> None:
    assert found(text, "accusation") == [place]


@pytest.mark.parametrize(
    "text",
    [
        "Антикоррупционная служба украла эфир?",
        "Комитет по борьбе с коррупцией",
        "Агентство Республики Казахстан по противодействию коррупции поймало мошенников?",
        "Почему украли люки на дороге?",
        "Снова украли люки",
        "Президент Токаев присвоил звание героя",
        "Министр Иванов, почему мошенники звонят пенсионерам?",
        "Министр Иванов, как вы боретесь с коррупцией?",
        "Айдар Серіков, когда построят школу?",
        "Кто украл деньги? Иван Петров ответит на вопрос",
        "Аким Досаев открыл школу и парк, дорогу, мост, сквер и новую большую светлую больницу там, где был пойман вор",
        "Сыбайлас жемқорлықпен күрес қалай жүріп жатыр?",
        "Алматыда алаяқтар көбейді",
        "How does Minister Smith fight corruption?",
        "Who stole the manhole covers?",
        "Городские ворота Астаны",
        "Мошенник Аскар снова звонит",
    ],
)
def test_a_question_about_crime_accuses_nobody(text: str) -> None:
    assert found(text, "accusation") == []


def test_who_is_named_is_accused_and_only_an_unnamed_post_makes_it_a_report() -> None:
    assert [hint.kind for hint in hints("Директор школы берёт взятки")] == ["tip_off"]
    assert [hint.kind for hint in hints("Директор школы Ахметова берёт взятки")] == ["accusation"]
    both = {hint.kind for hint in hints("Хочу сообщить о взятке: судья Каримова взяла взятку")}
    assert both == {"accusation", "tip_off"}
    assert tip_off("Директор школы берёт взятки")
    assert not tip_off("Директор школы Ахметова берёт взятки")


def test_a_name_far_from_the_deed_or_in_another_sentence_is_not_accused() -> None:
    assert found("Иван Петров один два три четыре пять шесть семь восемь украл", "accusation")
    assert not found("Иван Петров один два три четыре пять шесть семь восемь девять украл", "accusation")
    assert not found("Спасибо, Иван Петров! Кто украл?", "accusation")
    assert found("Кто такой А. Петров: он украл", "accusation") == ["А. Петров: он украл"]
    near = "Айгуль Серикова сказала, что украл Иван Петров"
    assert found(near, "accusation") == ["украл Иван Петров"]


HOSTILE = """
дурак|сууу|х*|х* |х у |а.|с_|вор Иван Петров |вор |Аким |А. |хочу сообщить |у меня взяли |директор собирает |
менен пара |para |i will |we have |пара |вас |ты козёл |ты |козлы |3|aа|é|́|ﷺ|видел |есть доказательства |куда мне |
вас взорву |i want to report |took a |требует |Иван |И.|@|*|_| |взял взятку |за место |бомба в |асты ал|заебза|пере|
нене|Серик вор |Ахметов а |ахметов вор|уб*ю |а!б|жалап |министр а козел|есть информация |меня просят дать |
знаю кто |мәлімет бер|мне сказали деньги |дал врачу тысяч |мың |тысяч |параға |i bring a |балаң |қайда |кому можно |
за деньги |серик из |х. а
""".replace("\n", "")


@pytest.mark.parametrize("piece", HOSTILE.split("|"))
def test_four_times_as_long_takes_about_four_times_as_long(piece: str) -> None:
    def cost(length: int) -> float:
        text = (piece * length)[:length]
        best = float("inf")
        for _ in range(3):
            begun = time.process_time()
            hints(text)
            best = min(best, time.process_time() - begun)
        return best

    # Were it the square, it would be sixteen times; what is over at once measures nothing.
    assert cost(4_000) < max(9 * cost(1_000), 0.02)


def test_hints_come_in_order_and_in_code_points() -> None:
    text = "👨‍👩‍👧 Дурак! Я вас убью, су_ка"
    assert [(h.kind, text[h.start : h.end]) for h in hints(text)] == [
        ("insult", "Дурак"),
        ("threat", "убью"),
        ("insult", "су_ка"),
    ]
    assert hints("") == []


def test_of_two_that_overlap_the_longer_stays() -> None:
    assert hints("пошли вы все") == [Hint("insult", 0, 12)]


PIECES = st.sampled_from(
    [
        "дурак",
        "Иван Петров",
        "Аким",
        "вор",
        "взял взятку",
        "хочу сообщить ",
        "о взятке",
        "х*й",
        ".",
        "А. ",
        "убью ",
        "вас ",
        *("İ", "ﬃ", "\u0301", "ё", "\U0001d41d", "сен", "есек", "_", "x", "0", "\n", " "),
    ]
)


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map("".join)))
@example("İ дурак")
@example("\u0301\u0301")
@example("ﬃ сука")
def test_whatever_is_written_hints_lie_within_it(text: str) -> None:
    last = 0
    for hint in hints(text):
        assert last <= hint.start < hint.end <= len(text)
        last = hint.start
    assert all(hint.kind == "insult" for hint in insults(text))
