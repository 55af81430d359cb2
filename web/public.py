"""What anyone may look up: a receipt by its code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from qa import mail_desk, notice_desk
from qa import mailing as mailings
from qa.ledger import outcome_of
from qa.notices import OPEN, Notice, overdue
from qa.question import Question, readable, shown
from qa.receipts import parse, receipt_hash
from qa.wording import changed
from studio.archive.queries import Found as Stored
from studio.briefing import KEY, Briefing, over
from studio.events import Language
from studio.log import Unavailable, decode
from studio.records import Refusal, key
from studio.sealing import MAIL, seal
from web.api_limits import network
from web.archivists import airtime, answered, archived
from web.auth import require_origin
from web.context import AnyRequest, Context, context
from web.dates import Dates
from web.i18n import known, pick
from web.pages import language, render
from web.record import clock
from web.records import department_name

WORDS = {
    "received": ("Received", "A moderator will read it."),
    "approved": ("Approved", "It can be put to the speakers at any moment."),
    "on_air": ("On air", "It is on the screen now."),
    "answered": ("Answered", "It was answered in speech."),
    "on_notice": ("To be answered in writing", "It was taken on notice: the answer comes later, in writing."),
    "merged": ("Merged", "It goes on together with a similar question."),
    "consultation": ("With a department", "It is private: a department answers it; it is never on air."),
    "rejected": ("Not taken on air", "A moderator decided not to put it to the speakers."),
    "withdrawn": ("Withdrawn", "Its author took it back."),
    "diverted": (
        "Handed to the confidential channel",
        "Only the confidential officer can read it; its text stands nowhere else.",
    ),
}
"""State to its word and its meaning; both are msgids of the `public` catalogue."""

AFTERWARDS = {
    "received": ("Received", "The briefing ended before a moderator had read it."),
    "approved": ("Not reached", "The briefing ended before it was put to the speakers."),
}
"""What stands instead once the briefing is over, where the other words would promise something."""
WHY = {
    "typo": "A slip of the pen was corrected.",
    "shortened": "It was shortened.",
    "clarified": "It was made clearer.",
    "data_hidden": "Personal data were hidden.",
    "translated": "It was translated.",
}
"""Why a moderator worded it anew; msgids as above."""

IN_WRITING = ("Answered in writing", "The answer stands below.")
WRITTEN_ELSEWHERE = ("Answered in writing", "It was answered to whoever asked it.")
AIRED = ("Shown on air", "It was on the screen; no answer was marked.")


LETTER_WRONG = {
    "bad_address": "This is not an e-mail address. Check it: only Latin letters, one @, a domain with a dot.",
    "too_fast": "Too many at once. Try again in a minute.",
    "too_late": "There is an outcome already: it stands on this page.",
}
"""Why no letter was noted; msgids as above."""


@get("/r")
async def receipt_form(request: AnyRequest, code: FromQuery[str] = "") -> Response[Any]:
    """The form, or on to the receipt that was typed into it."""
    if found := parse(code[:40]):
        return Redirect(f"/r/{found}", status_code=303)
    return _form(request, code[:40], wrong=bool(code))


def _form(request: AnyRequest, typed: str, *, wrong: bool, status: int = 200) -> Response[Any]:
    say = partial(context(request).texts.translate, language(request))
    what = say("There is no such code. Check each sign: a slip in one is noticed.") if wrong else ""
    return render(request, "receipt.html", status=status, receipt=None, typed=typed, wrong=what)


@get("/r/{code:str}")
async def receipt_page(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """Where a question stands."""
    own, lang = context(request), language(request)
    printed = parse(code[:40])
    found = await _looked_up(own, receipt_hash(printed)) if printed else None
    if printed is None or found is None:
        return _form(request, code[:40], wrong=True, status=404)
    if printed != code:
        return Redirect(f"/r/{printed}", status_code=303)
    said = _receipt(own, printed, found, lang)
    rehearsal = found.briefing.rehearses is not None
    return render(request, "receipt.html", receipt=said, typed=printed, wrong="", rehearsal=rehearsal)


@post("/r/{code:str}")
async def objection(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """Its holder says that the answer was none; then the receipt again, which says so."""
    require_origin(request)
    own, printed = context(request), parse(code[:40])
    where = await own.log.receipt(receipt_hash(printed)) if printed else None
    if printed is None or where is None or await _stored(own, *where) is None:
        return _form(request, code[:40], wrong=True, status=404)
    await notice_desk.object_(own.act(where[0], "viewer"), where[1])
    lang = known(request.query_params.get("lang"))
    return Redirect(f"/r/{printed}{f'?lang={lang}' if lang else ''}", status_code=303)


@post("/r/{code:str}/letter")
async def letter(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """Asks for a letter once there is an outcome, or takes that back; then the receipt again, or what was wrong."""
    require_origin(request)
    own, lang, printed = context(request), language(request), parse(code[:40])
    found = await _looked_up(own, receipt_hash(printed)) if printed else None
    if printed is None or found is None:
        return _form(request, code[:40], wrong=True, status=404)
    form = await request.form()
    wrong = await _letter(request, found, printed, form) if _writable(own, found) else "too_late"
    if wrong:
        said = {**_receipt(own, printed, found, lang), "address": str(form.get("address", ""))[:254]}
        said["wrong_address"] = own.texts.translate(lang, LETTER_WRONG[wrong])
        status = 429 if wrong == "too_fast" else 409 if wrong == "too_late" else 422
        return render(request, "receipt.html", status=status, receipt=said, typed=printed, wrong="")
    tongue = known(request.query_params.get("lang"))
    return Redirect(f"/r/{printed}{f'?lang={tongue}' if tongue else ''}#letter", status_code=303)


async def _letter(request: AnyRequest, found: Found, printed: str, form: Mapping[str, Any]) -> str:
    """What is wrong with the form, as `LETTER_WRONG` has it; nothing when it is done."""
    own, id = context(request), found.question.id
    if own.allowances.letters.take(network(request)):
        return "too_fast"
    act = own.act(found.briefing_id, "viewer")
    if "back" in form:
        await mail_desk.end(act, id, "taken_back", lambda: own.log.forget_soon(act.briefing, id, "mailing"))
        return ""
    to = mailings.address(str(form.get("address", ""))[:400])
    if to is None:
        return "bad_address"
    envelope = mailings.Envelope(to=to, receipt=printed)
    sealed = seal(own.settings.mail_public_key, envelope.model_dump_json().encode(), MAIL)
    done = await mail_desk.ask(act, id, language(request), sealed)
    return "too_late" if isinstance(done, Refusal) else ""


def _writable(own: Context, found: Found) -> bool:
    """Whether a letter can be asked for, or taken back: not of a rehearsal, nor while only the archive answers."""
    return bool(own.settings.mail_public_key) and found.briefing.rehearses is None and bool(found.briefing_id)


def _letters(own: Context, found: Found) -> dict[str, Any]:
    """Whether the form is shown, with nothing in it yet, and whether a letter was asked for already."""
    ended = found.briefing.state == "ended"
    offered = _writable(own, found) and mailings.open_(found.question, found.followed, ended)
    waits = offered and mailings.waits(found.mailing)
    return {"letter": offered and not waits, "letter_waits": waits, "address": "", "wrong_address": ""}


class Found(NamedTuple):
    """What a receipt leads to.

    Attributes:
        question: the one that was asked.
        followed: what it was merged into, to the last; else the same.
        briefing: where it was asked.
        notice: what is owed of the one that was followed.
        briefing_id: the briefing's; empty where only the archive answered.
        mailing: the letter that was asked for.
    """

    question: Question
    followed: Question
    briefing: Briefing
    notice: Notice | None
    briefing_id: str = ""
    mailing: mailings.Mailing | None = None

    @property
    def answer(self) -> Notice | None:
        """The answer in writing, as far as it is for this asker: of what theirs was merged into only a public one."""
        notice = self.notice if self.notice and self.notice.state == "published" and self.notice.texts else None
        return notice if notice and (notice.public or self.question is self.followed) else None


Read = Callable[[str], Awaitable[Question | None]]


async def _looked_up(own: Context, hashed: str) -> Found | None:
    """The question and its briefing: from the store, and while that is away from the archive."""
    try:
        where = await own.log.receipt(hashed)
        return await _stored(own, *where) if where else None
    except Unavailable:
        found = await own.archive.find("question", hashed)
        briefing = await archived(own, found.briefing) if found else None
        return await _archived(own, found, briefing) if found and briefing else None


async def _stored(own: Context, id: str, question: str) -> Found | None:
    async def read(k: str) -> Any:
        return decode(own.kinds, k, (await own.log.read(id, [k]))[k])

    asked, briefing = await read(key("question", question)), await read(KEY)
    if asked is None or briefing is None or over(briefing, own.clock()):
        return None
    followed = await _followed(asked, lambda id: read(key("question", id)))
    return Found(
        asked, followed, briefing, await read(key("notice", followed.id)), id, await read(key("mailing", asked.id))
    )


async def _archived(own: Context, found: Stored, briefing: Briefing) -> Found:
    async def read(id: str) -> Question | None:
        one = await own.archive.one(found.briefing, "question", id)
        return Question.model_validate(one.body) if one else None

    asked = Question.model_validate(found.body)
    followed = await _followed(asked, read)
    notice = await own.archive.one(found.briefing, "notice", followed.id)
    return Found(asked, followed, briefing, Notice.model_validate(notice.body) if notice else None)


async def _followed(question: Question, read: Read) -> Question:
    """What it was merged into, and that in turn, to the last."""
    seen = set[str]()
    while question.state == "merged" and question.master and question.master not in seen:
        seen.add(question.master)
        master = await read(question.master)
        if master is None:
            break
        question = master
    return question


def _said(found: Found) -> tuple[str, str]:
    question, ended = found.followed, found.briefing.state == "ended"
    outcome = outcome_of(question)
    if question.answered_by == "writing":
        return IN_WRITING if found.answer else WRITTEN_ELSEWHERE
    if not ended or outcome not in {"received", "approved", "on_air"}:
        return WORDS[outcome]
    return AIRED if question.airings else AFTERWARDS.get(outcome, WORDS[outcome])


def _receipt(own: Context, code: str, found: Found, lang: Language) -> dict[str, Any]:
    say = partial(own.texts.translate, lang)
    question, followed, briefing = found.question, found.followed, found.briefing
    details, dates, timer = briefing.details, Dates(lang, own.settings.timezone), clock(briefing)
    recording = str(details.recording_url) if details.recording_url and briefing.state == "ended" else None
    reason = next((r.text for r in details.reasons if r.id == followed.reason), None)
    word, meaning = _said(found)
    ended = briefing.state == "ended"
    return {
        "code": code,
        "state": followed.state,
        "word": say(word),
        "meaning": say(meaning),
        "text": question.wordings[0].text if question.wordings else "",
        "erased": dates.day(question.erased_at) if question.erased_at else "",
        "language": question.language,
        "merged": _master(followed) if question.state == "merged" else None,
        **_edited(question, say),
        "reason": pick(reason, lang) if reason else "",
        "airings": [airtime(airing.since, timer, recording, dates) for airing in followed.airings],
        "record": f"/archive/{details.slug}#q{followed.number}" if ended and readable(followed) else "",
        "may_object": followed.state == "answered" and question.objected_at is None,
        "objected": dates.day(question.objected_at) if question.objected_at else "",
        **_written(own, found, dates),
        **_letters(own, found),
        "number": question.number,
        "asked": dates.moment(question.asked_at),
        "slug": details.slug,
        "title": pick(details.title, lang),
    }


def _written(own: Context, found: Found, dates: Dates) -> dict[str, Any]:
    """The answer in the asker's language, else in one that there is; before that who owes it until when."""
    notice, answer = found.notice, found.answer
    step = answer.done("answer_published") if answer else None
    owed = notice if notice and notice.state in OPEN else None
    shown = owed or answer
    return {
        "answer": answered(answer.texts, found.question.language) if answer else None,
        "answered_on": dates.day(step.at) if step else "",
        "department": pick(department_name(own, shown.department), dates.language) if shown else "",
        "due": dates.day(owed.due) if owed and owed.due else "",
        "overdue": owed is not None and overdue(owed, own.clock()),
        "handovers": shown.handovers if shown else 0,
    }


def _master(master: Question) -> dict[str, Any]:
    """What a question was merged into: its words only if everyone may read them, since somebody else wrote them."""
    wording = shown(master) if readable(master) else None
    return {
        "number": master.number,
        "text": wording.text if wording else "",
        "language": wording.language if wording else master.language,
    }


def _edited(question: Question, say: Callable[[str], str]) -> dict[str, Any]:
    """What a moderator made of the wording, word by word, and why."""
    approved = question.approvals.get(question.language)
    wording = next((w for w in question.wordings if w.revision == approved and w.revision > 0), None)
    if wording is None or question.erased_at is not None:
        return {"edited": [], "why": ""}
    return {
        "edited": changed(question.wordings[0].text, wording.text),
        "why": say(WHY[wording.why]) if wording.why else "",
    }


ROUTES = [receipt_form, receipt_page, objection, letter]
