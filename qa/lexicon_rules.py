"""What accuses, threatens or reports, as patterns over small letters; gaps are bounded, so every search is linear.

`_` stands for up to three words between, `…` for what remains of a short stretch of the same sentence.
"""

from __future__ import annotations

import re

_FEW = r"(?:[ ,]{1,2}[\w№-]{1,24}+){0,3}?[ ,]{1,2}"
_STRETCH = r"[^.?!\n]{0,60}?"


def patterns(lines: str) -> str:
    """One alternative from many lines, each a pattern that begins a word."""
    whole = re.sub(r"\n\s*\|", "|", lines.strip())  # a line that begins with "|" goes on with the one before
    made = (line.strip().replace("_", _FEW).replace("…", _STRETCH) for line in whole.splitlines())
    return r"(?<!\w)(?:" + "|".join(f"(?:{line})" for line in made) + ")"


# An accusing word says that one did it: "мошенники звонят", "борьба с ворами", "присвоил звание" accuse nobody.
ACCUSING = patterns(
    r"""
    вз(?:ял|яла|яли)_взятк\w*+|(?:бер[её]т|брал|брала|получил|получила|получал|получает|вымогал|вымогает)_взятк\w*+
    взяточни(?:к|ца|ком|цей)\b|вор(?:ом|юга|овка)?\b|ворь[её]\b|казнокрад(?:ом)?\b|коррупционер(?:ка|ом|кой)?\b
    мошенни(?:к|ца|ком|цей)\b|аферист(?:ка|ом)?\b|жули(?:к|ком)\b|преступни(?:к|ца|ком)\b|убийц[аы]\b
    педофил(?:ом)?\b
    украл[аи]?\b|вору(?:ет|ют)\b|воровал[аи]?\b|[нс]воровал[аи]?\b|обворовал\w*+|разворовал\w*+|разворовывает\b
    присвои(?:л|ла|ли)\b(?! (?:звани|ученую|степен|статус|имя|номер|чин|ранг|класс|квалиф|категор))
    вымога(?:ет|л|ла|ли|ют)\b|вымогатель\b|отмыва(?:ет|л|ла)\b|отмыл\b|похити(?:л|ла)\b|растрати(?:л|ла)\b
    нажил(?:ся|ась)\b
    (?:бер[её]т|взял|получил|получает|просит|требует|требовал)_откат\w*+|распили(?:л|ла|вает)\b|пилит_бюджет\w*+
    крышу(?:ет|ют)\b|коррумпирован(?:а|ный|ная)?\b|продажн(?:ый|ая)\b|продал(?:ся|ась)\b|насильник(?:ом)?\b
    на откатах\b
    пара ал(?:ды|ады|ған|ып|атын|у)\w*+|пара сұра\w++|пара талап\w*+|пара же(?:ді|йді|ген)\w*+|пара_алды
    пара(?:қор|кор)(?!лық)\w*+|жем(?:қор|кор)(?!лы)\w*+|ұрла(?:ды|п|ған|йды|ды ма)\b|урлады\b|ұры(?:сың|сы)?\b
    алая[қк](?!т|п)\w*+
    қымқыр(?:ды|ған|ып)\w*+|жымқыр(?:ды|ған|ып)\w*+|жырымдады\b|ақша(?:ны|сын)?_(?:жеді|жеп|жейді|ұрлады)
    қылмыскер\b|тонады\b
    para al(?:dy|ady|gan|ghan|yp|di)\w*+|para sura\w++|paraqor\w*+|parakor\w*+|[jz]h?em[qk]or(?!ly)\w*+|urlady\b
    ala[iy]a[qk]\b
    t(?:ook|akes|aking|ake)_(?:bribes?|kickbacks?)|accept(?:ed|s|ing)?_bribes?|bribe[- ]?takers?|bribed\b|pocketed\b
    stole\b|steals\b|stealing\b|has stolen\b|embezzl(?:ed|es|ing|er)\b|launder(?:ed|s|ing)_money|swindle[rd]\b
    (?:is|was|are|so|totally|completely|a|the most)_corrupt\b
    corrupt (?:mayor|minister|judge|governor|akim|director)
    thief\b|crook(?:s|ed)?\b|(?:is|a|committed|of)_fraud\b|fraudster\b|con ?man\b|murderer\b|extort(?:s|ed|ing)\b
    (?:vzyal|beret|bral|poluchil)_vzyatk\w*+|vzyatochnik\b|korrupcioner\b|vor\b|moshennik\b|ukral\b|voruet\b
    """
)

_VICTIM = (
    r"(?:вас|тебя|его|ее|их|всех|вам|тебе|вашу?|ваше|твою?|твое|здание|дом|школу|акимат|студию|министерство|офис|машину"
    r"|суд|полицию|мэрию|редакцию|семью)\b"
)
_PERSON = r"(?:you|him|her|them|everyone|everybody|all of|your|this|these|that|those|the (?!process|bill|idea|virus))"
_PLACE = (
    r"(?:you|your|them|everyone|down|the (?:building|school|house|studio|station|office|ministry|akimat|place|court))"
)
_WILL = r"(?:i|we)(?:'ll|’ll| will| shall|(?: am|'m|’m| are|'re|’re)? (?:going to|gonna))(?: \w{1,12}+)?"

# Who threatens does so in the first person or to somebody: "Убьёт ли реформа бизнес?", "цены убивают" don't.
THREAT = patterns(
    rf"""
    (?:убью|прибью|зарежу|застрелю|пристрелю|придушу|задушу|изобью|покалечу|перестреляю|перережу
    |поубиваю)\b(?! (?:время|двух|зайц|таракан|клещ|сорняк|борщевик))
    (?:взорву|подожгу|сожгу|спалю|уничтожу|закопаю|урою|порежу|отравлю|повешу|завалю|грохну|замочу|расстреляю
    |достану)_{_VICTIM}
    {_VICTIM[:-2]}_(?:взорву|подожгу|сожгу|спалю|уничтожу|закопаю|урою|порежу|отравлю|повешу|завалю|грохну|замочу
    |расстреляю|достану)\b
    (?:убьем|прибьем|зарежем|взорвем|подожжем|сожжем|перестреляем|застрелим|повесим|закопаем|уничтожим
    |порвем)_{_VICTIM}
    (?:вас|тебя|их|его|всех)_(?:убьем|прибьем|зарежем|взорвем|подожжем|сожжем|перестреляем|застрелим|повесим
    |закопаем|убьют|прибьют|зарежут|порвем)\b
    (?:вам|тебе)(?: всем)? (?:не жить|конец\b|крышка\b|хана\b|не поздоровится)|не жить (?:вам|тебе)\b
    (?:вы|ты)_(?:покойник|труп)\w*+|ты_сдохнешь|вы_сдохнете
    знаю,? где (?:ты|вы|он|твой|твоя|твои|ваша?|ваши|его)_\w{{1,10}}+|я (?:тебя|вас) (?:найду|достану)
    найду и (?:убью|прикончу)
    (?:вас|тебя|их|его|всех)_(?:надо|нужно|пора)_(?:расстрелять|повесить|убить|сжечь|взорвать|перебить|мочить)
    голову_(?:оторву|отрежу|проломлю)|ноги_переломаю|шею_сверну
    (?:я|мы)_(?:заминировал|заложил|подложил)\w*+|(?:здание|школа|студия|акимат)_заминирован\w*+
    (?:в|под) \w{{1,15}}+ (?:заложена )?бомба\b|бомба (?:в|под) \w++
    (?:принесу|приду с|взорвется)_(?:бомб\w++|автомат\w*+|ружь\w++|нож\w*+|оружи\w++)
    берегитесь,? (?:твари|гады|суки)|кровь(?:ю)?_(?:пущу|умоетесь|умоешься)
    өлтірем\w*+|өлтірейін\b|олтирем\w*+|өлтіріп тастай\w++|жарып жібер(?:ем|ей)\w*+|жарып жибер\w++
    өрте(?:ймін|йміз|п жіберем\w*+)|ортеймин\b|бауызда(?:ймын|ймыз)|бауыздап таста\w++
    атып таста(?:ймын|ймыз|йын)|атып өлтір\w++|пышақта(?:ймын|п таста\w++)|сойып таста(?:ймын|ймыз)
    басыңды (?:аламын|жарамын|кесемін|алам)|көзіңді (?:құртамын|құртам|ояам|оямын)
    (?:сені|сендерді|сізді|сіздерді|бәріңді)_(?:құртам\w*+|соям\w*+|жоям\w*+|көмем\w*+|атам(?:ын)?\b|аяма\w++)
    тірі қалмай\w++|өлесің\w*+|сендерге өлім|саған өлім|қаныңды (?:ішем|төгем)\w*+
    oltirem\w*+|oltirip tasta\w++|[jz]h?aryp [jz]h?iber\w++|orte[iy]min\b|ortep [jz]h?iber\w++|bauyzda(?:i|y)myn
    atyp tasta\w++|tiri qalma\w++
    (?:tebya|vas|vseh)_(?:ubyu|ubiu|zarezhu|vzorvu|sozhgu)|(?:ubyu|ubiu|zarezhu|vzorvu|sozhgu)_(?:tebya|vas|vseh)
    tebe konec|vam konec
    {_WILL} (?:kill|murder|shoot|stab|slaughter|strangle|hang|beat up|destroy|behead|poison|hurt|find) {_PERSON}
    {_WILL} (?:burn|bomb|blow up|torch|set fire to|blow) {_PLACE}|i(?:'ll|’ll| will) be coming for you
    (?:planted|there is|there's) a bomb\b
    you(?:'re| are) (?:a )?dead\b|you(?:'ll| will| are going to) (?:die\b|regret this|pay with)|watch your back\b
    i know where you live|you deserve to die|kill you all\b
    """
)

_CRIME = (
    r"(?:взят\w++|вымога\w++|коррупц\w++|коррумп\w++|откат\w*+|хищени\w++|краж\w++|воровств\w++|поборах?\b|поборы\b"
    r"|махинаци\w++|подкуп\w*+|незаконн\w++|злоупотребл\w++|мошенни\w++|распил\w*+)"
)
_ROLE = (
    r"(?:директор|завуч|учительница|учитель|воспитательница|воспитатель|заведующ\w++|врач|главврач|полицейский"
    r"|участковый"
    r"|инспектор|следователь|судья|прокурор|аким|начальник|чиновник|декан|ректор|преподаватель|сотрудник|таможенник"
    r"|секретарь|заместитель|замдиректора|бухгалтер|мэр|депутат|министр|глава|руководитель|медсестра|классный)"
)
_FOR = (
    r"(?:справк\w++|при[её]м\w*+|оценк\w++|подпис\w++|мест[оа]\w*+|экзамен\w*+|диплом\w*+|лечени\w++"
    r"|операци\w++|зач[её]т\w*+"
    r"|устройств\w++|поступлени\w++|сад\w*+|школ\w++|должност\w++|работу|решени\w++|разрешени\w++|лицензи\w++"
    r"|очеред\w++)"
)
_ME = r"(?:меня|нас|моего|моей|моих|нашей|нашего|наших|мамы|отца|мужа|жены|сына|дочери|соседа|родителей|студентов)"
_KK_CRIME = (
    r"(?:пара\b|парақор\w*+|паракор\w*+|сыбайлас\w*+|жемқор\w*+|жемкор\w*+|бопсала\w++|ұрлық\w*+|жымқыр\w++"
    r"|қымқыр\w++|алаяқ\w*+)"
)
_KK_TELL = (
    r"(?:хабарла(?:ғым|гым|йын|ймын|ймыз|мақ|уым|у үшін)|хабарлай|айтқым|айткым|айтайын|шағымдан(?:ғым|амын"
    r"|айын)|шағым айт|арызданғым"
    r"|мәлімде(?:гім|ймін|йін)|жеткізгім|білдіргім|хабар бер)\w*+"
)
_KK_ROLE = (
    r"(?:директор\w*+|мұғалім\w*+|дәрігер\w*+|әкім\w*+|тәрбиеші\w*+|меңгеруші\w*+|басшы\w*+|бастық\w*+"
    r"|бастығы\w*+|полиц\w++|тергеуші\w*+"
    r"|сот\w*+|судья\w*+|декан\w*+|ректор\w*+|оқытушы\w*+|прокурор\w*+|инспектор\w*+|қызметкер\w*+|шенеунік\w*+)"
)
_MENEN = (
    r"(?:менен|бізден|бизден|анамнан|әкемнен|баламнан|ұлымнан|қызымнан|ата-аналардан|студенттерден|адамдардан|халықтан)"
)
_EN_CRIME = (
    r"(?:brib\w++|corrupt\w*+|extort\w*+|kickbacks?|embezzl\w++|fraud\w*+|theft|stealing|money laundering|misconduct)"
)
_EN_ROLE = (
    r"(?:principal|director|headmaster|teacher|doctor|nurse|officer|policeman|judge|mayor|akim|head|inspector|official"
    r"|dean|professor|manager|boss|chief|prosecutor|clerk)"
)
_EN_WANT = (
    r"(?:i|we)(?:'d| would|’d)? (?:want|like|wish|need|have|am here|am writing|am ready|must|can|decided"
    r"|prefer)(?: like)?"
)

# A report or the wish to make one, of something that happened. How many cases there were, or what is done against
# them, is a question; where to report is asked by who has something to report.
TIP_OFF = patterns(
    rf"""
    (?:хочу|хотим|хотела?|хотели|хотелось|могу|можем|желаю|готова?|готовы|прошу|решила?|решили|должна?|надо|нужно
    |буду)_(?:сообщить|заявить|рассказать|донести|пожаловаться|проинформировать|поведать|принять
    |передать)…\b{_CRIME}
    (?:сообщаю|сообщаем|заявляю|заявляем|информирую|довожу до сведения|докладываю|свидетельствую|жалуюсь)…\b{_CRIME}
    (?:куда|кому|где|как)(?: можно| мне| нам| нужно| надо| лучше| анонимно){{0,3}} (?:сообщить|пожаловаться|заявить
    |обратиться|донести|сообщать)(?: анонимно)? (?:о|об|на|по поводу|про)…\b{_CRIME}
    [ус] {_ME}_(?:вымога\w++|требу\w++|требовал\w*+|потребовал\w*+)
    [ус] {_ME}_(?:прос(?:ят|ит|или|ила|ил)|взяли?|взяла|берут|бер[её]т|брали|попросил\w*+|хотят)_взятк\w*+
    [ус] {_ME}_(?:прос(?:ят|ит|или|ила|ил)|взяли?|взяла|берут|бер[её]т|попросил\w*+|собирают|собрали)_(?:деньги
    |денег|\d{{1,9}}|тысяч|тенге|сумму)…\bза {_FOR}
    (?<!если )(?:требу(?:ет|ют)|вымога(?:ет|ют)|потребовал[аи]?|требовал[аи]?|попросил[аи]?)_(?:взятк\w++|откат\w*+)
    {_ROLE}_(?:собира(?:ет|ют|л|ла)|вымогает|вымогал|требует|требовал|потребовал|просит|попросил|попросила|берет
    |взял|взяла|присвоил|ворует|украл)_(?:деньги|денег|взятк\w++|откат\w*+|бюджетные)
    {_ROLE}_(?:получает|получил|получила|брал|берет|взял)_(?:взятк\w++|откат\w*+)
    {_ROLE}_(?:ворует|вымогает|берет на лапу)\b
    (?:видел[аи]?|стал[аи]? свидетел\w++|был[аи]? свидетел\w++|являюсь свидетел\w++|я свидетел\w++
    |свидетель того)…\b(?:взят\w++|вымога\w++|откат\w*+|хищени\w++|краж\w++|воров\w++|ворую\w++)
    (?:у меня|у нас|я|мы)_(?:доказательств\w++|видео|запись|записи|документы|располагаю|знаю|известно
    |факты)…\b(?:взят\w++|вымогат\w++|коррупци\w++|откат\w*+|хищени\w++|краж\w++)
    мне известно о (?:факте|фактах|взят|вымог|хищ)…\b
    (?:я|мы|мне|нам|пришлось|заставили|вынудили|моя мама|мой муж)_(?:дала?|дали|дать|заплатила?|заплатить|заплатили
    |даю)_взятк\w*+
    (?:мне|нам)_(?:предложил[аи]?|предлага\w++|намекнул[аи]?|намека\w++)_(?:взятк\w++|откат\w*+)
    {_KK_CRIME}…(?<!\w){_KK_TELL}
    {_KK_TELL}…(?<!\w){_KK_CRIME}
    {_MENEN}_(?:пара|ақша|акша|бопсала\w++)…(?<!\w)(?:сұра|сура|талап|алды|алып|дәме|жина|өндір)\w*+
    пара (?:сұра(?:ды|п|йды)|талап ет|сурады|сурайды|беруге мәжбүр|беруімді|бердім|бердік|бер деді|дәметті
    |дәметеді)\w*+
    {_KK_ROLE}_пара (?:ал(?:ды|ып|ады)|жеді|жеп)\w*+
    {_KK_ROLE}…(?<!\w)(?:ақша|акша)(?:ны|сын)? (?:жина|сұра|талап|жеп|ұрла|алып)\w*+|мені бопсала\w++
    para (?:sura(?:d|i|y|p)|talap e|berd|bereu|ber dedi|dametti)\w*+
    (?:menen|bizden)_(?:para|aqsha|aksha)…(?<!\w)(?:sura|talap|ald|alyp|jina|zhina)\w*+
    (?:para|[jz]h?em[qk]orly[qkg]\w*+|sybailas\w*+|sybaylas\w*+)…(?<!\w)(?:habarla|khabarla|xabarla|aitqym|aytqym
    |aitkym|shagymdan|aitaiyn)\w*+
    (?:direktor|mugalim|akim|dariger|bastyq)\w*+_(?:para|aqsha|aksha)(?:ny)? (?:al|jina|zhina|sura|talap|jep
    |zhep)\w*+
    (?:u menya|s menya|u nas|s nas)_(?:vymoga|trebu|vzyali|prosyat)\w*+
    (?:hochu|xochu|khochu)_(?:soobshit|soobschit|zayavit|rasskazat)…\b(?:vzyatk|korrup|vymog)\w*+
    trebu(?:et|yut)_vzyatk\w*+
    {_EN_WANT}_(?:report|disclose|tell you|tell|inform|complain|blow the whistle|expose)…\b{_EN_CRIME}
    (?:i am|i'm|we are|we're|i’m) (?:reporting|here to report|writing to report)…\b{_EN_CRIME}
    (?:where|how|to whom) (?:can|do|should|could) (?:i|we) (?:anonymously )?report…\b{_EN_CRIME}
    (?:demand|ask|request|extort|solicit|want|tak|took|take)(?:ed|ing|s|en|e)?_(?:bribes?|kickbacks?|money
    |cash)_from (?:me|us|my|our)\b
    (?:demand(?:ed|ing|s)?|solicited|requested|extorted)_(?:bribes?|kickbacks?)
    (?:asked|forced|told|made|want|wants|pressured) (?:me|us|my \w{{1,12}}+)_(?:for|pay|give|bring)_(?:bribes?
    |kickbacks?)
    (?:i|we) (?:had to|was forced to|were forced to|was asked to|were asked to|was told to|must|have to) (?:pay
    |give)_(?:bribes?|kickbacks?)
    (?:i|we) (?:paid|gave)_bribes?
    (?:i|we)(?: have|'ve)? (?:witness\w*+|saw|seen|know about|know of|overheard)…\b(?:brib\w++|extort\w*+
    |kickbacks?|embezzl\w++|stealing)
    (?:i|we) have_(?:evidence|proof|recordings?|documents?|video)…\b{_EN_CRIME}
    (?:our|my|the|a|school) {_EN_ROLE}_(?:(?:collects?|collecting|demands?|demanding|extorts?|extorting|takes
    |taking|took|asks for|asked for|asking for|pocketed|stole)_(?:money|cash|bribes?|kickbacks?))
    i (?:was|am) being (?:extorted|blackmailed)
    (?:they|he|she) (?:extorted|extort|are extorting|is extorting)_(?:me|us|money)
    """
)
