"""What anyone may look up: a receipt by its code, and a briefing's ledger of moderation."""

from __future__ import annotations

from functools import partial
from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from qa.ledger import count
from qa.question import Question
from qa.receipts import parse, receipt_hash
from studio.briefing import KEY, Briefing
from studio.events import Language
from studio.log import Unavailable, decode
from studio.records import key
from web.archivists import airtime, archived, listed
from web.context import Context, context
from web.dates import Dates
from web.i18n import pick
from web.pages import language, render
from web.record import clock

AnyRequest = Request[Any, Any, State]

WORDS = {
    "received": ("Received", "A moderator will read it."),
    "approved": ("Approved", "It can be put to the speakers at any moment."),
    "on_air": ("On air", "It is on the screen now."),
    "answered": ("Answered", "It was answered in speech."),
    "rejected": ("Not taken on air", "A moderator decided not to put it to the speakers."),
    "withdrawn": ("Withdrawn", "Its author took it back."),
}
"""State to its word and its meaning; both are msgids of the `public` catalogue."""

AFTERWARDS = {
    "received": ("Received", "The briefing ended before a moderator had read it."),
    "approved": ("Not reached", "The briefing ended before it was put to the speakers."),
}
"""What stands instead once the briefing is over, where the other words would promise something."""
AIRED = ("Shown on air", "It was on the screen; no answer was marked.")


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
    question, briefing = found
    return render(
        request, "receipt.html", receipt=_receipt(own, printed, question, briefing, lang), typed=printed, wrong=""
    )


async def _looked_up(own: Context, hashed: str) -> tuple[Question, Briefing] | None:
    """The question and its briefing: from the store, and while that is away from the archive."""
    try:
        where = await own.log.receipt(hashed)
        if where is None:
            return None
        briefing, question = where
        keys = [key("question", question), KEY]
        stored = await own.log.read(briefing, keys)
        states = [decode(own.kinds, k, stored[k]) for k in keys]
        return (states[0], states[1]) if all(states) else None
    except Unavailable:
        found = await own.archive.find("question", hashed)
        record = await archived(own, found.briefing) if found else None
        return (Question.model_validate(found.body), record.briefing) if found and record else None


def _said(question: Question, *, ended: bool) -> tuple[str, str]:
    if not ended or question.state not in {"received", "approved", "on_air"}:
        return WORDS[question.state]
    return AIRED if question.airings else AFTERWARDS.get(question.state, WORDS[question.state])


def _receipt(own: Context, code: str, question: Question, briefing: Briefing, lang: Language) -> dict[str, Any]:
    say = partial(own.texts.translate, lang)
    details, dates, timer = briefing.details, Dates(lang, own.settings.timezone), clock(briefing)
    recording = str(details.recording_url) if details.recording_url and briefing.state == "ended" else None
    reason = next((r.text for r in details.reasons if r.id == question.reason), None)
    asked = question.wordings[0]
    approved = question.approvals.get(question.language)
    word, meaning = _said(question, ended=briefing.state == "ended")
    return {
        "code": code,
        "state": question.state,
        "word": say(word),
        "meaning": say(meaning),
        "text": asked.text,
        "language": question.language,
        "edited": question.wordings[approved].text if approved else "",  # revision 0 is what was asked
        "reason": pick(reason, lang) if reason else "",
        "airings": [airtime(airing.since, timer, recording, dates) for airing in question.airings],
        "number": question.number,
        "asked": dates.moment(question.asked_at),
        "slug": details.slug,
        "title": pick(details.title, lang),
    }


@get("/ledger/{slug:str}")
async def ledger_page(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
    """Counts by outcome, reason and language; never a text."""
    own, lang = context(request), language(request)
    say = partial(own.texts.translate, lang)
    id, line = await listed(own, slug)
    record = await archived(own, id)
    ledger = count(record.questions if record else ())
    reasons = {r.id: pick(r.text, lang) for r in record.briefing.details.reasons} if record else {}
    names = {"kk": say("Kazakh"), "ru": say("Russian"), "en": say("English")}
    outcomes = [(say(word), ledger.outcomes[state]) for state, (word, _) in WORDS.items() if state in ledger.outcomes]
    tables = [
        (say("By outcome"), [(say("Asked in all"), ledger.total), *outcomes]),
        (say("Refused, by reason"), [(reasons.get(id, id), n) for id, n in ledger.reasons.items()]),
        (say("By language"), [(names[tongue], n) for tongue, n in ledger.languages.items()]),
    ]
    return render(request, "ledger.html", slug=slug, title=pick(line.listing.title, lang), tables=tables)


ROUTES = [receipt_form, receipt_page, ledger_page]
