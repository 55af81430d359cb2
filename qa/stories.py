"""Tip-offs told as a story, without the word for a bribe: who gave or asked, the money, and the post.

Each word belongs to some classes or to none (`WORDS`), and a rule is the classes that must all be met near the money,
in any order. To teach it another story, add words to a class, or a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.skeleton import tree

NEAR = 12
"""So many words before what a story turns on, and after it, are looked at."""
TURNS_ON = frozenset({"money", "salary", "slipped"})
"""Every rule names one of these."""

IN_ONE_CLAUSE: tuple[tuple[str, ...], ...] = (
    ("we", "gave", "money", "in office"),
    ("we", "gave", "salary", "in office"),
    ("we", "give back", "salary"),
    ("slipped", "money"),
    ("slipped", "in office"),
)
"""Who gives says to whom in one breath: "I paid 20 000, and the doctor never came" tells nothing."""
IN_ONE_SENTENCE: tuple[tuple[str, ...], ...] = (
    ("in office", "took", "money", "from us"),
    ("favour", "took", "money", "from us"),
    ("told", "to give", "money", "favour"),
    ("told", "to give", "money", "or else"),
    ("have", "recording", "took", "money"),
)
VETOES = frozenset({"question", "not asked", "papers"})
"""A sentence with one of these tells none, nor does one with a lawful payment, unless something was paid instead."""

WORDS: dict[str, str] = {
    "we": """я мы сам сама сами пришлось заставили муж мужа жена мама папа отец брат сын дочь дочка сестра родители
        знакомый знакомая i we""",
    "gave": "дали дать отдать gave give handed slipped passed paid",
    "gave + opening": """дал дала отдал отдала отдали передал передала передали вручил вручила вручили скинул скинула
        скинули кинул кинула кинули отнес отнесла отнесли заплатил заплатила заплатили платил платила платили перевел
        перевела перевели приплатил*""",
    "we + gave": """даю даем отдаю отдаем бердім бердік бергенмін бергенбіз қыстырдым berdim berdik bergenmin скидываем
        береміз беремін beremiz плачу платим собираем сдаем скидываемся төледім төледік жинаймыз toledim toledik сдавал
        сдавала""",
    "give back": "give_back kick_back hand_back",
    "we + give back": "возвращаю возвращаем откатываем отстегиваем қайтарамыз qaitaramyz qaytaramyz",
    "slipped": "занес занесла занесли занести занесешь занесу сунул* сунуть подсун* отстегн* отстегив* подмаз*",
    "from us": """меня нас мне нам мамы отца мужа жены сына дочери брата моего моей моих родителей студента студентов
        менен бізден бизден маған бізге анамнан әкемнен ағамнан баламнан menen bizden magan maghan bizge me us
        from_my""",
    "we + from us": "my_mother my_father my_brother my_sister my_husband my_wife my_son my_parents",
    "took": """взял взяла взяли берет берут брал брала содрал содрали забирает забирают забрал* собирают собирает просит
        просят попросил* требует требуют потребовал* требовал* вымог* запросил* хочет алды алған алып алады сұрады сұрап
        сұрайды талап дәмет* took takes taking demand* want wants wanted expects asked_for asks_for asking_for aldy
        alady surady surap talap делят делит sharing бөліс* передает передают получает получают считают""",
    "took + from us": "asked_my",
    "told": "велел* сказал* говорят говорит намекнул* деді дейді told said forced dedi deydi asked_to",
    "told + from us": "was_told were_told was_asked were_asked being_asked",
    "to give": """верни верните вернуть занеси неси принеси принести дать давай дай кинуть кинь скинуть скинь скиньте
        перевести переведи переведите заплатить доплатить положить отстегни әкел* апар* бер беріңіз бересің төле pay
        bring transfer give send akel*""",
    "money": """деньги деньгами денег бабки бабла бабло тысяч* тыс тенге тг штук* доллар* баксов миллион миллиона
        миллионов млн сумму % ақша* акша* мың теңге money thousand dollar* tenge mln aqsha* aksha* myn наличк* наличными
        налом cash конверт* откат* взятк* на_лапу пачку қолма-қол envelope* kickback* bribe* konvert*""",
    "salary": """зарплат* преми* оклад* бонус* надбав* стипенди* сыйақы* жалақы* айлық* айлығ* bonus* salary salaries
        wages""",
    "in office": """врач* хирург* доктор* гинеколог* медсестр* санитар* главврач* инспектор* гаи гаишник* полицейск*
        участков* патрульн* мент менту менты ментам следовател* судья судье судью прокурор* пристав* начальник*
        начальниц* шеф* босс* директор* завуч* учител* воспитател* препод* декан* ректор* экзаменатор* инструктор*
        заведующ* чиновник* аким акиму замакима депутат депутату руководител* сотрудник* кадровик* бригадир* мастер
        прораб* охранник* эксперт* военком* таможенник* пожарник* проверяющ* комиссии ревизор* налоговик* дәрігер*
        бастық* бастығ* басшы* мұғалім* ұстаз* оқытушы* полиц* тергеуші* әкім әкімге меңгеруші* тәрбиеші* шенеунік*
        тексеруші* қызметкер* doctor doctors surgeon* nurse inspector* cop cops policeman police officer officers
        teacher professor* prof lecturer examiner dean principal director headmaster boss manager supervisor official
        officials clerk judge prosecutor* investigator* gai dariger* inspektor* bastyq* bastyg* basshy* mugalim* ustaz*
        oqytushy* direktor* tergeushi* dekan* qyzmetker*""",
    "favour": """экзамен* сесси* зачет* оценк* диплом* общежити* должност* место места подпис* акт разрешени* емтихан*
        жатақхана* орын* жұмысқа кезек* рұқсат* exam exams diploma* grade grades dormitory dorm job position place
        signature permit* emtihan* jumysqa zhumysqa jatakhana* jataqhana* orynga kezek* ruqsat*""",
    "or else": "иначе әйтпесе otherwise aitpese",
    "have": "есть имеется сохранил* снял* бар сақтадым have has got bar",
    "recording": """видео* запись записи аудио* диктофон* голосов* переписк* скрин* жазба* бейнежазба* аудиожазба*
        video* recording* voice screenshot* chat""",
    "another clause": ", ; : — – а но and but",
    "lawful payment": """госпошлин* пошлин* штраф* налог* тариф* квитанц* кредит* ипотек* аренд* квартир* коммунал* свет
        газ воду мусор* отоплени* проезд* парковк* касс* пенси* пособи* субсиди* алимент* подъемн* грант* билет* питани*
        обед* экскурси* нотариус* магазин* банк* долг* платн* частн* тетрад* учебник* форму айыппұл* салық* зейнетақы*
        жәрдемақы* несие* пәтер* жалдау алым* қарыз* fee fees fine fines tax taxes ticket* rent mortgage loan food bank*
        debt aiyppul*""",
    "instead": "вместо без чтобы_не чтоб_не орнына instead without avoid ornyna",
    "question": """ли что_делать как_быть қашан не_істеу ақша_туралы what_should what_to_do what_if how_much when_will
        will_you do_people""",
    "papers": "занес_документы занесла_документы занесли_документы занести_документы занесли_заявление",
    "not asked": """не_взял не_взяла не_взяли не_берет не_берут не_брал не_просит не_просят не_просил не_попросил
        не_требует не_требуют not_want not_take""",
    "why": "почему зачем когда неге қашан why when",
}
"""The words of a class, or of two at once; one that ends with `*` takes any ending, `_` is a space.

Who begins a sentence with an "opening" word leaves out the "we"; who begins it with "why" asks.
"""


def _by_entry(*, open_ended: bool) -> dict[str, set[str]]:
    """The classes of each entry that takes any ending, or of each that takes none."""
    found: dict[str, set[str]] = {}
    for names, listed in WORDS.items():
        for entry in listed.split():
            if entry.endswith("*") == open_ended:
                found.setdefault(entry.rstrip("*").replace("_", " "), set()).update(names.split(" + "))
    return found


_WHOLE, _BEGINNINGS = _by_entry(open_ended=False), _by_entry(open_ended=True)
_LENGTHS = range(max(map(len, _BEGINNINGS)), min(map(len, _BEGINNINGS)) - 1, -1)
_NONE: set[str] = set()

_SENTENCE = re.compile(r"(?:[^.!?\n]|(?<=\d)\.(?=\d))++")
_WORD = re.compile(r"\d{1,3}(?:[ .,]000)++(?!\w)|[\w-]++|[%,;:—–]")
_SUM = re.compile(r"\d{1,3}(?:[ .,]?000)+|\d{1,6}[кk]")
_TURNS = ({entry for entry, classes in listed.items() if classes & TURNS_ON} for listed in (_WHOLE, _BEGINNINGS))
_TURN = re.compile(rf"(?<!\w){tree(*_TURNS)}|000|\d[кk]\b|%")
"""A first look, since most sentences have nothing that a story turns on."""


def stories(text: str) -> Iterator[tuple[int, int]]:
    """Where a text in small letters tells one; of a sentence, the first."""
    for sentence in _SENTENCE.finditer(text):
        if not _TURN.search(sentence[0]):
            continue
        words = list(_WORD.finditer(text, *sentence.span()))
        following = [*(word[0] for word in words[1:]), ""]
        told = _told([_classes(word[0], after) for word, after in zip(words, following, strict=True)])
        if told:
            yield words[told[0]].start(), words[told[-1]].end()


def _classes(word: str, following: str) -> set[str]:
    """Of a word with the one that follows, else of itself, else of the longest beginning that is listed."""
    if _SUM.fullmatch(word):
        return {"money"}
    found = _WHOLE.get(f"{word} {following}") or _WHOLE.get(word)
    return found or next((_BEGINNINGS[word[:n]] for n in _LENGTHS if word[:n] in _BEGINNINGS), _NONE)


def _told(sentence: list[set[str]]) -> list[int]:
    """The places of the words that tell a story, by the classes of each word."""
    if _vetoed(sentence):
        return []
    left_out = {"we"} if "opening" in sentence[0] else _NONE
    for turn in (place for place, classes in enumerate(sentence) if classes & TURNS_ON):
        near = range(max(turn - NEAR, 0), min(turn + NEAR + 1, len(sentence)))
        for rules, places in ((IN_ONE_CLAUSE, _clause(sentence, near, turn)), (IN_ONE_SENTENCE, near)):
            met = left_out.union(*(sentence[place] for place in places))
            rule = next(filter(met.issuperset, rules), None)
            if rule:
                return [place for place in places if sentence[place].intersection(rule)]
    return []


def _vetoed(sentence: list[set[str]]) -> bool:
    met = _NONE.union(*sentence)
    lawful = "lawful payment" in met and "instead" not in met
    return lawful or "why" in sentence[0] or bool(met & VETOES)


def _clause(sentence: list[set[str]], near: range, turn: int) -> range:
    """What is near in the same clause."""
    bounds = [place for place in near if "another clause" in sentence[place]]
    first = max([near.start, *(bound + 1 for bound in bounds if bound < turn)])
    return range(first, min([near.stop, *(bound for bound in bounds if bound > turn)]))
