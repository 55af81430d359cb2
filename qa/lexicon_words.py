"""The words the safety gate knows, in Kazakh, Russian and English. Only data; the rules are in `lexicon`.

All in small letters, `ё` as `е`; Kazakh also in the Latin letters people type, without their diacritics.
"""

from __future__ import annotations


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


def _words(*groups: str) -> frozenset[str]:
    return frozenset(word for group in groups for word in group.split())


def _phrases(*groups: str) -> frozenset[str]:
    return frozenset(phrase.strip() for group in groups for phrase in group.replace("\n", "|").split("|")) - {""}


# What may stand before `еб`: only what makes no clean word ("себе", "небо", "хлеб", "учебник", "веб" stay clean).
_BEFORE_EB = _listed("за на до по про вы у от отъ въ съ подъ разъ изъ объ при пере взъ недо мозго")
# What follows it: spelled out, since Kazakh has "ебін табу" and "ебелек", and shops are called "ебэй".
_AFTER_EB = _listed("ат ал ан аш ар ись ет ел ен ешь ла ли ло лан лив ну нут нул нт нат ош уч ок к ыр ырь")
_MAT = frozenset(
    f"{before}еб{after}"
    for before in ("", *_BEFORE_EB)
    for after in _AFTER_EB
    # "недоебет" is no word, and bare these begin clean ones or say nothing.
    if before or after not in {"ен", "к", "ел", "нт", "ет"}
)
_BEFORE_HUY = _listed("на по ни до о а за вы под пере рас от не")
_MAT_HUY = frozenset(f"{before}ху{after}" for before in ("", *_BEFORE_HUY) for after in "йяеию")
_BEFORE_PIZD = _listed("с о за при рас от на вы до пере под у по")
_MAT_PIZD = frozenset(f"{before}пиз{after}" for before in ("", *_BEFORE_PIZD) for after in "дж")

_RU_STEMS = """
    бляд блят блеат выбляд наебн ебут ебуч ебаный йобан йоба долбоеб долбаеб далбаеб дебилоид пезда пезду пезды пездец
    пездюк пиздец пидор пидар пидрил пидрас педрил педераст охренел мудак мудач мудил мудоз мудозвон мудло мудня муден
    сучий сучья сучье сучар сученыш сучонок ссучи гандон гондон залуп мандавош дрочи дрочу дрочил трахну трахат трахал
    оттрахат жополиз жополиз говн гавно гавню дерьм насрал насрат обосра засран засранец сраный сраная сраное сраные
    сраных сраного обоссан обосс шлюх шалав потаскух курвы блядск ублюд выродок выродк подонок подонк мерзав негодя
    сволоч мразот скотин паскуд падлюк чмошн гнид быдл отморозок отморозк ничтожеств лошар стервоз узкоглаз калбит
    колбит чурбан черножоп пиндос идиот дебил кретин имбецил тупорыл тупоголов безмозгл балбес остолоп недоумок недоумк
    придурок придурк подлец лжец лгун мразин уебищ уебан уебок хуесос отсос долбан козлин скотобаз педофилищ
"""
# Whole words, where more letters make a clean one: "мандат", "Сукаева", "лохматый", "падлежит", "болванка".
_RU_WORDS = """
    бля блать бладь ебу сука суки суку суке сукой сукою сукам суками сцуко сцука сучка сучку сучкой сучке манда манду
    манде мандой жопа жопу жопы жопе жопой жоп срать срал пиздить хер хера херу херня херни херню хреносос херов херово
    херовый херовая нахер похер охерел охерели дурак дурака дураку дураком дураки дураков дуракам дураками дура дуры
    дуру дурой дуре дурень дурни дурында болван болвана болваны болванов болваном болванам олух олухи олухов олухами
    тварь твари тварью тварей тварям тварями мразь мрази мразью мразей мразям мразями скоты скотов скотам гад гады гадов
    гада гадина гадины гадину гаденыш гадюка подлюка подлюги падла падлы падлу падлой стерва стервы стерву стервой чмо
    чмом чмыри чмырь урод урода уроды уродов уродам уродами уродина уродины лохи лохов лохам лохами лохом шваль швали
    жид жиды жидов жидам чурка чурки чурок чуркам хачи хачей хач хохлы хохлов хохлам мамбет мамбеты мамбетов тупица
    тупицы тупицу тупицей тупицам тупицами сукин сукины сукина сукиной заткнись заткнитесь сдохни сдохните соси сосите
    хуле хули педик педики педиков пидр епта епть епать врун вруны врунов шавки шавка дегенерат дегенераты дегенератов
"""
_RU_PHRASES = """
    тупые овцы|тупая овца|продажные шкуры|продажная шкура|эй козлы|эй козел|еб твою|еб твою мать|еб вашу
    еб вашу мать|еб вас|йоб твою|eb tvoyu|еби вас|еби тебя
    пошел ты|пошла ты|пошли вы все|пошли вы на|пошел на х|пошли на х|иди в жо|идите в жо|пошел в жо|иди нах
    идите нах
    иди к черту|идите к черту|пошел к черту|чтоб ты сдох|чтоб вы сдохли|чтобы вы сдохли|закрой рот|закройте рты
    закрой пасть|закрой свой рот|тупая башка|тупая корова|тупой баран|тупые бараны|старый пердун|сукин сын
    совсем тупой|ты тупой|ты тупая|вы тупые|они тупые|тупые чиновники|безмозглые
"""

# Stems take any Kazakh ending: ақымақсың, ақымақтар, ақымағым.
_KK_STEMS = """
    ақымақ ақымағ акымак ақмақ акмак нақұрыс накурыс есуас оңбаған онбаган мәңгүрт мангурт маңқұрт малғұн малгун
    антұрған арамтамақ арамза көргенсіз коргенсиз сұмырай сумырай кәззап қотақ қотағ котак котаг қотақбас қотақтай
    кутакбас жалапсы жалаптар сіктір сиктир сігейін сигейин сігейн сиктим сіктім сіктің сікті сікпе сігіп сігем сігіл
    жәлеп жалеп жәләп қаншық каншык амжалақ амжалак әумесер есерсоқ есерсок есалаң есалан миғұла мигула ақылсыз жексұрын
    жексурын найсап сұмпайы сайқал боқсың боқмұрын боқжеп сатқынсың сатқындар сатқынсыз жындысың жындысыз топассың
    топассыз топастар надансың надансыз нақұрысым оттама қатынбас шошқасың шошқасыз хайуансың айуансың малсың малсыңдар
    малсыз итсің итсіз итсіңдер есексің есексіз есексіңдер доңызсың қойсың маубас маубассың бейшарасың
"""
# "көт" only in its own forms: көтеру, көтерме, көтерілді, көтен and Көтібар stay clean. "боқ" so too.
_KK_WORDS = """
    көт көтің көтіңді көтіңе көтіне көтіңнің көтімді көтіме көтке көттен көтлақ көтақ көтпас көттер көтті кутак кутағ
    кутагы кутагым боқ боқты боғы боғын боқтар боқжегір боқжегірлер топас жынды сатқын амың амыңды хайуан хайуандар
    айуан арсыз арсыздар итбас итшілеген қарабет сволочтар дурактар дебилдер сасыма
"""
_KK_PHRASES = """
    иттің баласы|иттің балалары|иттин баласы|ит баласы|шошқаның баласы|итке ұқсаған|сасық ит|сасық шошқа|көк ит
    мал екенсің|ит екенсің|есек екенсің|шошқа екенсің|аузыңды жап|аузынды жап|өшір үніңді|әкеңнің аузын
    шешеңнің амы|атаңа нәлет|анаңды ұрайын|ананды урайын|аузыңды ұрайын|аузынды ұрайын|аузынды урайын|әкеңді ұрайын
    шешеңді ұрайын|басыңды ұрайын
    анаңның амы|анаңды сигейін|анаңды сігейін|жалап екен|жалап екенсің|жалап қатын|жалап қыз
    боқ жеген|боқ жегір|құдай алғыр|жер жұтқыр|аузыңа боқ|миың жоқ|басың істемейді
"""
_KK_LATIN_STEMS = """
    aqmaq aqymaq aqymag akymak akymag akimaksin naqurys nakurys esuas onbagan onbaghan mangurt malgun malghun sumyrai
    qotaq qotag kotaks kotagy kotakbas kotagym kutakbas zhalapsy jalapsy qotaqbas siktir siktim sikting sigeiin sigeyin
    sigein zhalep jalepsin qanshyq kanshyk zheksuryn jeksuryn naisap nayisap zhyndysyn jyndysyn jyndysyng topassyn itsin
    itsing esekshin eseksin eseksing malsyn malsyng shoshqasyn shoshkasyn aqylsyz akylsyz korgensiz
"""
_KK_LATIN_WORDS = (
    "kotak kotaq kutak kutagym jalep zhyndy jyndy qotaq haiuan khaiuan koting kotindi boq topas satqyn arsyz"
)
_KK_LATIN_PHRASES = """
    ittin balasy|anandy urayin|anandy uraiyn|anandy urayyn|auzyndy urayin|auzyndy uraiyn|auzyndy urayyn|sen it
    itting balasy|mal ekensin|it ekensin|esek ekensin|auzyndy jap|auzyndy zhap
"""

# Russian in Latin letters, as typed by those without a Cyrillic keyboard or past a filter.
_TRANSLIT_STEMS = """
    blyat bliat blyad bliad pidor pidar pidoras pizd huynya huinya huyn huinu huesos nahuy naxuy nahui nahuj nexuy pohuy
    poxuy pohui ahuel ohuel oxuel ebanut yeban yobany zaeba zaebal uebok uebk uebishch uebisch eblan mudak mudil svoloch
    dolboeb dolbaeb daunich gandon gondons urodi ublyud ubludok padonk podonok durak duraki idioty tvari suchka suchar
    govno govnyu derjmo shlyuh shluha zatkni pridurok pridurk tupica
"""
_TRANSLIT_WORDS = (
    "suka suki suku cyka cyka blya blja huy hui huj xuy xuj xyu xer chmo debil debily debilov mraz "
    "mrazi urod pezdec ebat eban ebany dermo"
)

_EN_STEMS = """
    fuck motherfuck mothafuck bullshit shithead shithole shitbag bitch asshole arsehole dumbass jackass smartass
    dickhead cocksuck bastard idiot imbecile scumbag whore faggot nigger nigga wanker pussies dumbfuck douchebag dipshit
    retards retarded dirtbag halfwit shitfac cretin
"""
# Whole words: "assessment", "class", "cockpit", "Dickens", "Shitov", "retardant", "scummy" are other words.
_EN_WORDS = """
    fck fcking fckn fcker fcuk fuk fuking btch biotch moron morons slut sluts slutty ass arse shit shits shitty shite
    cunt cunts dick dicks prick pricks twat twats pussy fag fags scum moronic retard scoundrel scoundrels dumbo nitwit
    dimwit dimwits biatch stfu gtfo
"""
_EN_PHRASES = """
    shut up|shut your mouth|go to hell|piece of trash|piece of garbage|you are stupid|you're stupid|you stupid
    you fool|you fools|you liar|you liars|you clown|you clowns|you loser|you losers|you are a liar|you're a liar
    you are liars|you are dumb|you're dumb|you are pathetic|stupid people|stupid man|stupid woman
    stupid minister|stupid officials|stupid deputies|stupid government
    you are trash|you jerk|you are a joke|you are garbage|you pig|you pigs|you are pigs|drop dead|brain dead
"""


INSULT_STEMS: frozenset[str] = (
    _MAT | _MAT_HUY | _MAT_PIZD | _words(_RU_STEMS, _KK_STEMS, _KK_LATIN_STEMS, _TRANSLIT_STEMS, _EN_STEMS)
)
INSULT_WORDS: frozenset[str] = _words(_RU_WORDS, _KK_WORDS, _KK_LATIN_WORDS, _TRANSLIT_WORDS, _EN_WORDS)
INSULT_PHRASES: frozenset[str] = _phrases(_RU_PHRASES, _KK_PHRASES, _KK_LATIN_PHRASES, _EN_PHRASES)
ALSO_NAMES: frozenset[str] = _words("дураков мамбет мамбетов хохлов скотов гад гадов хач жид dick hui huy suka")
"""Insults that are also surnames or first names: with a capital letter they are left alone."""

MASKED: tuple[str, ...] = _listed(
    """
    хуй хуя хуе хуи пизд бляд блят сука суки суку сукин пидор пидар педик мудак мудил гандон гондон говн дерьм ебан ебат
    ебал заеба долбоеб уебок жопа жопу шлюх дурак дура идиот дебил тварь мразь сволоч ублюд мраз урод козел нахуй похуй
    хуев хуйн охуе ахуе заебал уебищ пидорас котак кутак сиктир жәлеп жалап қотақ сіктір ақымақ motherfuck wank bullshit
    dickhead whore fuck shit bitch cunt asshole bastard suka blya pizd huy
    """
)
"""What is recognised with letters replaced by stars, from its beginning on."""

MASKED_THREATS: tuple[str, ...] = _listed(
    """
    убью убьем убьют убить прибью зарежу застрелю взорву взорвем сожгу подожгу повешу порежу порешу сдохнешь бомба
    өлтіремін өлтірем олтиремин kill shoot murder bomb stab burn
    """
)
"""Words of threats that are recognised with letters replaced by stars."""

# Animals insult only whom they are said to: "ит" is a dog, "мал" cattle, "есек" a donkey, козёл and осёл as well.
ANIMALS: frozenset[str] = _words(
    """
    козел козлы козлов козлина осел ослы баран бараны баранов свинья свиньи собака собаки крыса крысы шакал шакалы ишак
    ишаки пес псы скот животное животные обезьяна обезьяны корова овца лох гадюка клоун клоуны ит иттер есек есектер мал
    шошқа шошқалар доңыз хайуан айуан қой сиыр esek shoshqa shoshka donkey pig pigs dog dogs rat rats monkey monkeys
    swine animal animals clown loser liar fool jerk
    """
)
BESIDE_AN_OFFICE: frozenset[str] = _words(
    """
    козел козлина осел баран свинья скотина собака крыса шакал ишак пес клоун лох обезьяна корова животное гадюка козлы
    ослы бараны свиньи крысы шакалы ишаки псы клоуны обезьяны животные есектер шошқалар есек доңыз шошқа хайуан айуан
    esek donkey pig dog rat monkey swine clown loser liar fool jerk animal
    """
)
"""Of these animals those that nothing else in a sentence about somebody's post is ("қой" is also a particle)."""
HOLDERS: frozenset[str] = _words(
    """
    аким министр судья директор мэр депутат начальник прокурор ректор президент премьер губернатор глава әкім төраға
    бастық mayor minister judge governor director president akim chief
    """
)
ADDRESSED: frozenset[str] = _words(
    "ты вы сам сами этот эти они он она сен сендер сіз сіздер сендердің мынау мыналар ол sen sender siz you"
)

# Without one of these words nothing accuses, threatens or reports, so the patterns need not be tried. Beginnings.
TRIGGERS: frozenset[str] = _words(
    """
    взятк взяточ вор украл обворов разворов своров навор присвои вымог отмы похити растрат нажил откат распил пилит
    крышу корру казнокрад мошенн аферист жулик преступни убийц педофил насильник хищен краж поборы поборах махинац
    подкуп незакон злоупотр деньг денег сумму бюджетн заминир заставля вынужда принужда намека показания аноним боюсь
    конверт видел берут бізден менен сұра пара бопсала мәжбүр куә дәлел жасырын көресің сабай соғам ұрам табам тауып жем
    сыбайлас ұрла ұры урла алая қымқыр жымқыр жырымда ақша акша қылмыскер тона para jem zhem zem urla alai alay sybai
    sybay aqsha aksha bribe bribing kickback corrupt took taking take accept pocketed stole steal embezzl launder
    swindle thief crook fraud con murder extort blackmail theft misconduct money cash tenge anonymous funds fuel
    medicine vzya крадет крал лапу порешу прикончу перебью оторву отрежу проломлю снесу сломаю выбью сверну вырву выколю
    башку break cut slit jarym басын coming жағып порву грохн гроб закопа обокрал обманул присваива бюджетт imma gonna
    ury отблагодар remain stay жди устрою подорву приду приеду принесу найдем достанем hope shoot мың миллион vor
    moshennik ukral korrup vymog trebu убью убье прибью прибье зареж застрел пристрел задуш изобью покалеч перестрел
    перереж поубив взорв подож сожгу сожжем спалю уничтож урою пореж отравлю повешу повесим завалю замочу расстрел
    достану порвем мочить перебить повесить сжечь убить жить конец крышка хана труп покойник сдохне знаю знаем найду
    набью побью переломаю разобью поплат пожалее ходи голову ноги шею бомб автомат ружь нож оружи берегитесь кровь
    собира берет заложил подложил налич налом занес суну подсун бакс тыс доллар dollar euro тенг теңге млн mln жинайды
    жинап жинады торгу туысына бауырына ағасына jinai zhinai satt satyp sell sold gave brother прикарман қалтасына бұра
    қыр qyr smash wreck разнесу разгромлю вырежу пулю мылтық пышақ балта gun knife bat shame байқа айтуға білем встречу
    брат купил прода раздал раздае слил сливае оформил переписал отдал отдае сатады сатты сатып сатқ сындыр случится
    envelope запис өлтір олтір олтир жарып өрте ортей бауызда атып сойып басыңды көзіңді құрта соям жоям көмем атам аяма
    тірі өлесің сендерге саған қаныңды oltir jaryp zharyp zaryp jharyp ortei ortey ortep bauyzda atyp tiri ubyu ubiu
    zarezhu vzorvu sozhgu konec kill stab slaughter strangle hang beat destroy behead poison hurt burn bomb blow torch
    set planted know sorry dead die regret pay watch myn find домой menen обналич подкараул подстерег выслеж сгорит
    қанжоса shoulder карман отстегн подмаз бабк бабл зарплат преми бонус надбав оклад стипенд сыйақы жалақы айлық айлығ
    bonus salar wages konvert
    """
)

OFFICES: frozenset[str] = _words(
    """
    аким министр судья судьи судью судьей директор мэр депутат начальник прокурор ректор губернатор президент премьер
    глава сенатор полковник генерал майор следователь замакима вице-министр чиновник врач главврач завуч учитель әкім
    сот бастығы бастық басшысы басшы төраға төрағасы мұғалім дәрігер орынбасары mayor minister judge governor director
    president senator head chief deputy prosecutor principal officer colonel general akim mp doctor teacher
    """
)
"""What somebody is, before the name or after it; with up to four more letters for the ending."""

# Capitalised, and nobody: a place, a body, a party; and what questions begin with, where a capital says nothing.
NOBODY: frozenset[str] = _words(
    """
    казахстан қазақстан республика республики республикасы алматы астана астане астаны шымкент шымкенте қарағанды
    караганда караганде актобе ақтөбе атырау актау ақтау павлодар павлодаре семей семее костанай қостанай тараз таразе
    туркестан түркістан кызылорда қызылорда уральск орал кокшетау көкшетау талдыкорган усть-каменогорск россия россии
    китай китая рк мвд кнб правительство парламент мажилис сенат конституция агентство агентства министерство
    министерства комитет комитета антикор антикоррупционная служба служба банк банка области район района kazakhstan
    almaty astana republic ministry agency committee bank city government parliament region russia china police customs
    akimat akimats congress court полиция таможня прокуратура цон egov жезказган экибастуз риддер темиртау балхаш аксай
    сарань каскелен талгар конаев шымкенттегі алматыда астанада ростов киев саратов тамбов псков азов могилев львов
    """
)
COMMON: frozenset[str] = _words(
    """
    почему зачем когда где куда кто что как какой какая какие сколько правда неужели разве если в на с у о об за из по
    до для от при а и но не ни это этот эта эти наш наша наши ваш ваша мой моя мы вы он она они я все вчера сегодня
    уважаемый уважаемая уважаемые господин господа скажите здравствуйте пусть ли будет есть был была были так вот еще
    неге қашан қайда кім не қалай қандай қанша бұл осы біздің сіздің мен сіз біз олар ол құрметті егер сәлеметсіз бүгін
    кеше ертең қазір завтра сейчас недавно опять снова теперь why when where who what how which is are was were did does
    do will would can could should if in on at the a an my our your we you he she they i this that dear has have mr mrs
    ms please hello today yesterday now again
    """
)
SURNAME_ENDINGS: tuple[str, ...] = _listed(
    """
    ов ова ову ову овым овой ев ева еву евым евой ин ина ину иным иной ский ская ского баев беков ұлы қызы улы кызы тегі
    ович евич овна евна ов-та ов-тың овтың евтің ov ova ev eva uly kyzy qyzy sky
    """
)

NOT_A_DOER: frozenset[str] = _words(
    "у в во на из от с со для к при за под о об про по без до at in from of to for with near by"
)
"""After one of these stands a victim or a place."""
ADJECTIVES: tuple[str, ...] = ("ский", "ская", "ского", "sky", "тегі")
"""Surnames end so, and what a sentence begins with when it speaks of a town or a body."""
ORDINARY: frozenset[str] = _words(
    """
    снова основа слова голова корова королева половина причина машина мужчина женщина гражданин господин магазин
    магазина бензин бензина один одина готов готова здоров здорова новая дрова условиев подкова вдова сова трава родина
    община долина вершина картина глубина величина судьбина старшина сердцевина середина дисциплина медицина вакцина
    резина паутина древесина свинина говядина доктрина витрина квартина турбина кабина хозяин крестьянин татарин армянин
    карантин термин витамин финансов кадров доходов госдоходов районов городов налогов профсоюзов выборов аулов акимов
    судов судей банков депутатов сенаторов заводов рынков автобусов вокзалов лесов ресурсов контрактов закупов отделов
    органов вопросов проектов домов дворов парков работников чиновников учеников студентов спортсменов детдомов складов
    фондов архивов отходов расходов тарифов миллионов миллиардов законов годов часов долгов процентов штрафов
    пенсионеров министров директоров прокуроров инспекторов врачей преступников мошенников воров взяточников
    коррупционеров голосов договоров документов медикаментов продуктов поставщиков подрядчиков округов языков детсадов
    садов классов институтов университетов колледжей лицеев музеев героев боев краев ручьев сыновей случаев хлебозаводов
    электросетей участков сотрудников сирот вузов волков кланов итогов поборов откатов актов фактов
    """
)
"""Words that end as surnames do."""
FIRST_NAMES: frozenset[str] = _words(
    """
    айдар айдос айбек айгуль айгул айжан айгерим айнур алия алмас алмат алибек аманжол амангельды аскар аслан асель асел
    асем асет асхат бахытжан бауыржан бекзат бекжан берик болат болатбек галым галымжан гульнара гульнар гулнар гульмира
    гулмира гаухар дана данияр даурен даулет дархан даниял динара дина досжан дидар дамир ерлан ержан ермек ербол
    ерболат еркебулан есен есет жанар жанат жандос жанибек жаслан жумабек зарина зауре ильяс кайрат канат карлыгаш касым
    кенжебек куаныш лаура ляззат мадина мадияр максат марат мейрам мейиржан меруерт мухтар мурат муратбек назгуль назгул
    назым нариман нурбек нурболат нургуль нургул нуржан нурлан нурсултан олжас оразбек ораз райхан рауан рахат ринат
    рустам рустем сабит сагынтай салтанат самат санжар сауле саян серик серикбай сериккали сымбат талгат тимур тлеген
    толеген турар улан улжан ускен хамит шолпан шынар эльмира ырыс александр алексей анатолий андрей анна антон борис
    вадим валентина василий виктор виталий владимир галина геннадий григорий дмитрий евгений екатерина елена иван игорь
    ирина константин ксения людмила марина мария михаил наталья николай оксана олег ольга павел петр роман светлана
    семен сергей станислав татьяна юлия юрий карим керим рахим салим айдын абылай аян ансар арсен асылбек алихан бауржан
    баглан ернар ерасыл жалгас жасулан кайсар марлен мирас нуралы рамазан руслан сакен темирлан шынгыс бибигуль ботагоз
    жазира индира куралай маржан молдир фатима бекжан ермухан ким пак цой хван шин
    """
)
"""As in Russian letters; who bears one of these, or a surname as short, is accused by it alone."""

REPORTED: tuple[str, ...] = tuple(
    sorted(
        _words(
            """
            взят вымог корру откат хищ краж краду воров ворую ворует обналич фальсиф подделы побор махин подкуп незакон
            злоупотр мошен распил деньг денег тысяч тенге доллар миллион сумму намека показан аноним боюсь наз заставля
            вынужда принужда требу требова потребова запрос попрос просят просит собира лапу бюджетны 0 1 2 3 4 5 6 7 8
            9 прода отказ занести пилит отблагодар sells remain stay grades крадут крадет отдава делить мың пара сыбай
            жемқ жемк ұрлық жымқыр қымқыр алаяқ бопса ақша акша теңге мәжбүр жасырын анонимді para aqsha aksha emqor
            emkor emqorl sybai sybay vymoga trebu vzyal prosyat vzyatk korrup brib corrupt extort kickback embezzl fraud
            theft steal stole launder misconduct money cash tenge thousand dollar fund fuel medicine budget anonymous
            blackmail зане сунул конверт налич преми bonus надбав сыйақы жалақы зарплат envelop суну айлы anonim jasyryn
            zhasyryn купил отстегн подмаз подсун бабк бабл налом бонус оклад стипенд salar wages konvert
            """
        )
    )
)
"""A part of a word that some pattern of a tip-off asks for; without any of them a text is none."""
