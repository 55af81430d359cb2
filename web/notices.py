"""The archivists' pages: what is owed in writing, one answer from draft to publication, the directory of departments.

Plain forms, which work without a script. Each says at which revision of the notice it was filled in and carries the id
of its command; what is refused comes back with all that was typed, what happened, and the present state.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import ValidationError

from qa import notice_desk
from qa.departments import Department, Details, suggested
from qa.moderation import Draft
from qa.moderation import personal as names_somebody
from qa.notices import OPEN, Notice, Step, overdue
from qa.notices import personal as told_too_much
from qa.question import Question, current
from studio.archive import past
from studio.archive.queries import Owed, Sieve
from studio.briefing import KEY, Briefing, Translated
from studio.events import Language, is_rehearsal
from studio.log import Act, Done, decode
from studio.records import Refusal, key
from web.context import AnyRequest, Context, context
from web.dates import Dates
from web.errors import Problem
from web.i18n import LANGUAGES, NAMES, pick
from web.i18n import known as chosen
from web.pages import language, render
from web.records import Tried, archivist, directory, of_form, person_name, sent
from web.regions import REGIONS, known

PAGE = 100
"""Notices a page."""
STATES = {
    "owed": "Nothing written yet", "drafted": "Drafted", "approved": "Approved, not published",
    "published": "Published", "void": "Not owed any more",
}  # fmt: skip
"""How far an answer is; msgids of the `records` catalogue, as all below."""
STEPS = {
    "noticed": "Promised", "void": "Not owed any more", "handed_over": "Given to {department}", "drafted": "Drafted",
    "draft_approved": "Draft approved", "answer_published": "Published",
}  # fmt: skip
WHY_NOT = {
    "changed_since": "Somebody has done something since you opened this page. Below is how it stands now; "
    "what you wrote is kept.",
    "not_owed": "No answer is owed any more.",
    "bad_department": "Choose a department that is not retired.",
    "text_empty": "Something is missing that is needed here.",
    "text_too_long": "The text is too long.",
    "no_draft": "There is no draft yet.",
    "already_decided": "It is approved already.",
    "not_approved": "Approve the draft first.",
    "personal_data": "There are personal data in it. Look once more, and tick the box if they are to stay.",
    "private": "A consultation is for its asker alone.",
    "department_twice": "Another department has this name.",
    "too_many": "There are too many departments.",
    "malformed": "The e-mail address is none, or a name is too long.",
    "not_found": "There is no such wording.",
}
"""What to say of each refusal."""
FIELDS = (
    "act", "seen", "department", "reason", "kk", "ru", "en", "wording", "own", "language", "sure",
)  # fmt: skip
Outcome = Done | Refusal


# -- what is owed -------------------------------------------------------------------------------------


@get("/records")
async def owed(request: AnyRequest) -> Response[Any]:
    """What is owed: overdue first, then by the day on which it is due."""
    await archivist(request)
    own, lang, asked = context(request), language(request), request.query_params
    state = asked.get("state", "open")
    skip = int(asked["skip"]) if asked.get("skip", "").isdecimal() and len(asked["skip"]) < 7 else 0
    wanted = Sieve(
        states=(state,) if state in STATES else OPEN, department=asked.get("department", "")[:40],
        region=known(asked.get("region", "")), soonest=state != "published", most=PAGE + 1, skip=skip,
    )  # fmt: skip
    found, counts = await own.archive.owed(wanted)
    of, who = await past.bodies(own.archive.engine, {row.briefing for row in found}), await directory(own)
    return render(
        request, "records_owed.html", rows=[_line(own, row, of.get(row.briefing), who, lang) for row in found[:PAGE]],
        counts={**counts, "open": sum(counts.get(s, 0) for s in OPEN)}, state=state, words=STATES,
        department=wanted.department, region=asked.get("region", ""), who=_sorted(who, lang), regions=REGIONS,
        before=max(0, skip - PAGE) if skip else None, after=skip + PAGE if len(found) > PAGE else None,
    )  # fmt: skip


def _line(
    own: Context, row: Owed, of: Mapping[str, Any] | None, who: Mapping[str, Department], lang: Language
) -> dict[str, Any]:  # fmt: skip
    notice, question = Notice.model_validate(row.notice), Question.model_validate(row.question)
    wording, details = current(question), of["details"] if of else {}
    return {
        "briefing": row.briefing, "id": row.id, "number": question.number, "consultation": notice.consultation,
        "text": wording.text if wording else "", "language": wording.language if wording else lang,
        "region": question.region or "", "department": pick(_named(who, notice.department), lang),
        "due": Dates(lang, own.settings.timezone).day(notice.due) if notice.due else "",
        "overdue": overdue(notice, own.clock()), "word": STATES[notice.state], "state": notice.state,
        "slug": details.get("slug", ""), "title": pick(details.get("title", {}), lang) or row.briefing,
        "objected": question.objected_at is not None,
    }  # fmt: skip


def _sorted(who: Mapping[str, Department], lang: Language) -> list[tuple[str, str, bool]]:
    """Id, name and whether retired; by name, those last."""
    lines = [(d.id, pick(d.name, lang), d.retired) for d in who.values()]
    return sorted(lines, key=lambda line: (line[2], line[1].casefold()))


# -- one answer ---------------------------------------------------------------------------------------


class Opened(NamedTuple):
    """What a notice's page shows, as it lies in the store at this moment."""

    briefing: str
    id: str
    record: Briefing
    question: Question
    notice: Notice


async def _opened(own: Context, briefing: str, question: str) -> Opened:
    """Reads it anew.

    Raises:
        Problem: 404 where there is none, or it is of a rehearsal, of which nothing is owed to anybody.
    """
    if is_rehearsal(briefing) or len(briefing) > 40 or len(question) > 40:
        raise Problem(404)
    names = (KEY, key("question", question), key("notice", question))
    stored = await own.log.read(briefing, names)
    record, asked, notice = (decode(own.kinds, k, stored[k]) for k in names)
    if record is None or asked is None or notice is None or asked.state == "diverted":
        raise Problem(404)
    return Opened(briefing, question, record, asked, notice)


@get("/records/notices/{briefing:str}/{question:str}")
async def notice_page(request: AnyRequest, briefing: FromPath[str], question: FromPath[str]) -> Response[Any]:
    """One answer: who owes it, its draft, what was done."""
    await archivist(request)
    return await _page(request, await _opened(context(request), briefing, question), None)


@post("/records/notices/{briefing:str}/{question:str}", status_code=200)
async def notice_step(request: AnyRequest, briefing: FromPath[str], question: FromPath[str]) -> Response[Any]:
    """One step: 303 to the page, or the page again with all that was typed and why not."""
    own = context(request)
    seat, fields = await sent(request, FIELDS)
    await _opened(own, briefing, question)
    step = ACTS.get(fields["act"])
    if step is None or not fields["seen"].isdecimal() or len(fields["seen"]) > 9:
        raise Problem(400)
    outcome = await step(own, own.act(briefing, seat.person, fields["command"]), question, fields)
    if isinstance(outcome, Refusal):
        return await _page(request, await _opened(own, briefing, question), Tried(fields, outcome.code))
    return Redirect(f"/records/notices/{briefing}/{question}", status_code=303)


Act_ = Callable[[Context, Act, str, Mapping[str, str]], Awaitable[Outcome]]


async def _hand(own: Context, act: Act, question: str, fields: Mapping[str, str]) -> Outcome:
    to = (await directory(own)).get(fields["department"])
    return await notice_desk.hand_over(act, question, int(fields["seen"]), to, fields["reason"])


async def _draft(own: Context, act: Act, question: str, fields: Mapping[str, str]) -> Outcome:
    texts: dict[Language, str] = {lang: fields[lang] for lang in LANGUAGES}
    return await notice_desk.draft(act, question, int(fields["seen"]), texts)


async def _approve(own: Context, act: Act, question: str, fields: Mapping[str, str]) -> Outcome:
    return await notice_desk.approve(act, question, int(fields["seen"]), bool(fields["sure"]))


async def _publish(own: Context, act: Act, question: str, fields: Mapping[str, str]) -> Outcome:
    tongue = chosen(fields["language"]) or "kk"
    wordings: dict[str, Draft | int | None] = {"asked": 0, "own": Draft(fields["own"], tongue, "clarified")}
    wording = wordings.get(fields["wording"])
    return await notice_desk.publish(act, question, int(fields["seen"]), wording, bool(fields["sure"]))


ACTS: Mapping[str, Act_] = {"hand": _hand, "draft": _draft, "approve": _approve, "publish": _publish}


async def _page(request: AnyRequest, opened: Opened, tried: Tried | None) -> Response[Any]:
    own, lang = context(request), language(request)
    notice, question, who = opened.notice, opened.question, await directory(own)
    say, dates = partial(own.texts.translate, lang), Dates(lang, own.settings.timezone)
    typed = tried.fields if tried else {}
    proposed = suggested(who.values(), known(question.region or ""))
    wordings = [w for w in question.wordings if w.revision in question.approvals.values()]
    return render(
        request, "records_notice.html", **of_form(request, tried.code if tried else "", WHY_NOT),
        names=NAMES, opened=opened, notice=notice, question=question,
        slug=opened.record.details.slug, title=pick(opened.record.details.title, lang),
        act=typed.get("act", ""), typed=typed, word=say(STATES[notice.state]),
        open=notice.state in OPEN, due=dates.day(notice.due) if notice.due else "",
        late=overdue(notice, own.clock()), department=pick(_named(who, notice.department), lang),
        proposed=notice.department or (proposed.id if proposed else ""), who=_sorted(who, lang),
        wordings=wordings, draft={lang: typed.get(lang, notice.texts.get(lang, "")) for lang in LANGUAGES},
        ask_sure=told_too_much(notice), ask_named=any(names_somebody(question, w) for w in question.wordings),
        asked_on=dates.moment(question.asked_at), steps=[_step(own, s, who, dates) for s in notice.steps],
        objected=dates.day(question.objected_at) if question.objected_at else "",
    )  # fmt: skip


def _step(own: Context, step: Step, who: Mapping[str, Department], dates: Dates) -> dict[str, str]:
    say = partial(own.texts.translate, dates.language)
    name = pick(_named(who, step.department), dates.language) or (step.department or "")
    return {
        "what": say(STEPS[step.what]).replace("{department}", name), "at": dates.moment(step.at),
        "by": person_name(own, step.by), "reason": step.reason or "",
    }  # fmt: skip


def _named(who: Mapping[str, Department], id: str | None) -> Translated:
    """A department's name; empty where nobody is asked yet."""
    found = who.get(id or "")
    return found.name if found else {}


# -- the directory ------------------------------------------------------------------------------------


@get("/records/departments")
async def departments_page(request: AnyRequest) -> Response[Any]:
    """The departments: all of them, and a form for a new one."""
    await archivist(request)
    return _directory(request, await directory(context(request)), None)


@post("/records/departments", status_code=200)
async def department_put(request: AnyRequest) -> Response[Any]:
    """Makes, changes or retires a department: 303 to the page, or the page again with what was typed."""
    own = context(request)
    seat, fields = await sent(request, ("id", "kk", "ru", "en", "email", "retired"))
    chosen = [str(region) for region in (await request.form()).getall("regions", [])]
    fields["regions"] = "\n".join(r for r in chosen if known(r) == r)
    there = await directory(own)
    # A new one is called after the command that makes it: sent again, it is the same.
    id = fields["id"] if fields["id"] in there else fields["command"]
    outcome = await _put(own.office(seat.person, fields["command"]), id, fields)
    if isinstance(outcome, Refusal):
        return _directory(request, there, Tried(fields, outcome.code))
    return Redirect("/records/departments", status_code=303)


async def _put(act: Act, id: str, fields: Mapping[str, str]) -> Outcome:
    name: Translated = {lang: text for lang in LANGUAGES if (text := " ".join(fields[lang].split()))}
    try:
        details = Details(
            name=name, regions=tuple(filter(None, fields["regions"].split("\n"))), email=fields["email"].strip()
        )  # fmt: skip
    except ValidationError:
        return Refusal(code="malformed")
    return await notice_desk.put_department(act, id, details, retired=bool(fields["retired"]))


def _directory(request: AnyRequest, all: Mapping[str, Department], tried: Tried | None) -> Response[Any]:
    lang = language(request)
    edited = all.get(tried.fields["id"] if tried else request.query_params.get("edit", ""))
    fields = tried.fields if tried else _fields(edited)
    rows = [
        {"id": id, "name": name, "retired": retired, "email": all[id].email, "regions": all[id].regions}
        for id, name, retired in _sorted(all, lang)
    ]
    return render(
        request, "records_departments.html", **of_form(request, tried.code if tried else "", WHY_NOT),
        rows=rows, form=fields, edited=edited, regions=REGIONS, chosen=fields["regions"].split("\n"),
        names={names["kk"]: pick(names, lang) for names in REGIONS},
    )  # fmt: skip


def _fields(department: Department | None) -> Mapping[str, str]:
    if department is None:
        return dict.fromkeys(("id", "kk", "ru", "en", "email", "regions", "retired"), "")
    return {
        "id": department.id, "email": department.email, "regions": "\n".join(department.regions),
        "retired": "yes" if department.retired else "", **{str(lang): t for lang, t in department.name.items()},
    }  # fmt: skip


ROUTES = [owed, notice_page, notice_step, departments_page, department_put]
