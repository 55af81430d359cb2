"""What the archivist of the played evening does when it is over: the transcript is published, answers are written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from qa import departments, notice_desk
from studio import lines
from studio.briefing import KEY
from studio.events import OFFICE, Language
from studio.log import Done, decode
from studio.records import Refusal, key
from web.play import Evening, Step

ARCHIVIST = "play-archivist"
DEPARTMENTS = {
    "social": departments.Details(
        name={
            "kk": "Әлеуметтік қорғау басқармасы", "ru": "Управление социальной защиты",
            "en": "Department of social protection",
        },
        regions=("Түркістан облысы",), email="social@example.kz",
    ),
    "housing": departments.Details(
        name={"kk": "Тұрғын үй басқармасы", "ru": "Управление жилья", "en": "Department of housing"},
        regions=("Ақтөбе облысы", "Маңғыстау облысы"), email="housing@example.kz",
    ),
    "utilities": departments.Details(
        name={"kk": "Коммуналдық шаруашылық басқармасы", "ru": "Управление коммунального хозяйства",
              "en": "Department of utilities"},
        email="utilities@example.kz",
    ),
}  # fmt: skip
Texts = Mapping[Language, str]
ANSWERS: tuple[tuple[str, str, Texts], ...] = (
    ("late", "social", {
        "ru": "Выплаты задержал переход на новую систему. Долг за два месяца перечислен 25 числа; тем, кому не "
        "пришло, перезвонят из районного отдела.",
        "kk": "Төлемдер жаңа жүйеге көшу салдарынан кешікті. Екі айдың қарызы 25-і күні аударылды; ақша түспегендерге "
        "аудандық бөлімнен хабарласады.",
    }),
    ("mine", "housing", {"ru": "Марина, ваша заявка восстановлена в очереди с прежней датой. Письмо отправлено."}),
    ("water", "utilities", {}),
)  # fmt: skip
"""Who owes which answer, and what they wrote; nothing where it is still owed."""


def steps(evening: Evening, length: int) -> list[Step]:
    """All of it, in the minute after the end."""
    of = partial(_Work, evening)
    found = [Step(length + 1, "publishing", of(length + 1).publish)]
    found += [Step(length + 2, f"department {id}", partial(of(length + 2).department, id)) for id in DEPARTMENTS]
    for n, (question, department, texts) in enumerate(ANSWERS):
        at = length + 10 + 5 * n
        found.append(Step(at, f"handing over {question}", partial(of(at).hand_over, question, department)))
        if texts:
            found.append(Step(at + 1, f"answering {question}", partial(of(at + 1).answer, question, texts)))
    return found


class _Work:
    """One thing that the archivist does, at a second after the end."""

    def __init__(self, evening: Evening, at: float) -> None:
        self._evening = evening
        self._at = at

    async def publish(self) -> Done | Refusal:
        act = self._evening.at(self._at, ARCHIVIST, "published")
        return await act.commit([KEY, lines.KEY], lambda r: lines.publish(r[KEY], r[lines.KEY], 1))

    async def department(self, id: str) -> Done | Refusal:
        act = self._evening.at(self._at, ARCHIVIST, f"department-{id}", OFFICE)
        return await notice_desk.put_department(act, id, DEPARTMENTS[id])

    async def hand_over(self, question: str, department: str) -> Done | Refusal:
        act, k = self._evening.at(self._at, ARCHIVIST, f"to-{question}"), key("department", department)
        to = decode(act.kinds, k, (await act.log.read(OFFICE, [k]))[k])
        return await notice_desk.hand_over(act, self._evening.question(question), await self._seen(question), to)

    async def answer(self, question: str, texts: Texts) -> Done | Refusal:
        id = self._evening.question(question)
        act = self._evening.at(self._at, ARCHIVIST, f"draft-{question}")
        outcome = await notice_desk.draft(act, id, await self._seen(question), texts)
        if isinstance(outcome, Done):
            act = self._evening.at(self._at + 1, ARCHIVIST, f"approve-{question}")
            outcome = await notice_desk.approve(act, id, await self._seen(question))
        if isinstance(outcome, Done):
            act = self._evening.at(self._at + 2, ARCHIVIST, f"publish-{question}")
            wording = None if question == "mine" else 0  # a consultation is nobody else's
            outcome = await notice_desk.publish(act, id, await self._seen(question), wording)
        return outcome

    async def _seen(self, question: str) -> int:
        act, k = self._evening.act, key("notice", self._evening.question(question))
        notice = decode(act.kinds, k, (await act.log.read(self._evening.briefing, [k]))[k])
        return int(notice.revision)
