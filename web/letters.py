"""Puts letters into words: to an asker, in the language of the page where they asked for it; to a department, in two.

Mail is no private place: a letter says that there is something to read and where, never what was asked or answered.
"""

from __future__ import annotations

import hashlib
from functools import partial
from zoneinfo import ZoneInfo

from qa import mailer, mailing
from qa.departments import Department
from qa.mailer import Due
from qa.mailing import Calendar, Case, Envelope, Outcome
from studio import workdays
from studio.archive.engine import connect
from studio.archive.queries import Archive
from studio.briefing import Briefing
from studio.events import Language
from studio.mail import Letter, Server
from studio.redis_log import RedisLog
from studio.settings import Settings
from web.clock import now
from web.dates import Dates
from web.i18n import Catalogues, pick
from web.kinds import KINDS

SUBJECT = "Your question № {number}: there is an outcome"
HELLO = "You asked to be told when there is an answer to your question № {number} at the briefing “{title}”."
SAID: dict[Outcome, str] = {
    "speech": "It was answered in speech.",
    "writing": "It was answered in writing. The answer stands on the page of your receipt.",
    "rejected": "A moderator decided not to put it to the speakers.",
    "aired": "It was on the screen; no answer was marked.",
    "not_reached": "The briefing ended before it was put to the speakers.",
}
"""What became of a question; msgids of the catalogues, as all that is said here."""
REASON = "Reason: {reason}"
LINK = "The page of your receipt:"
LAST = "This is the only letter. Your address has been deleted. Nobody reads what is sent to this address."

DUE = "An answer is due on {day}: question № {number}"
OVERDUE = "An answer is overdue since {day}: question № {number}"
OWED = "Your department owes an answer in writing to question № {number} of the briefing “{title}”. It is due on {day}."
WAS_OWED = (
    "Your department owes an answer in writing to question № {number} of the briefing “{title}”. "
    "It was due on {day} and is overdue."
)
WHERE = "The question and the draft, for archivists:"
DEPARTMENT: tuple[Language, ...] = ("kk", "ru")
"""A department is written to in both, since nobody knows who opens its mail."""


class Letters:
    """The letters of one installation."""

    def __init__(self, texts: Catalogues, public_url: str, timezone: str) -> None:
        self._texts, self._url, self._timezone = texts, public_url.rstrip("/"), timezone

    def outcome(self, envelope: Envelope, case: Case, briefing: Briefing) -> Letter:
        """Tells an asker what became of their question, and where it stands."""
        waiting, question, followed = case.mailing, case.question, case.followed
        if waiting is None or question is None or followed is None:
            raise ValueError("nothing to write about")
        lang = waiting.language
        say = partial(self._said, lang, number=str(question.number), title=pick(briefing.details.title, lang))
        found = mailing.outcome(followed, case.ended)
        reason = next((r.text for r in briefing.details.reasons if r.id == followed.reason), None)
        paragraphs = [
            say(HELLO),
            *([say(SAID[found])] if found else []),
            *([say(REASON, reason=pick(reason, lang))] if reason and found == "rejected" else []),
            f"{say(LINK)}\n{self._url}/r/{envelope.receipt}?lang={lang}",
            say(LAST),
        ]
        name = _name("outcome", case.id, str(waiting.asked_at))
        return Letter(envelope.to, say(SUBJECT), _text(paragraphs), lang, name)

    def reminder(self, to: Department, due: Due) -> Letter:
        """Reminds a department of an answer; of the question it says the number."""
        place, reminded, question, briefing = due
        late = reminded.stage > 0
        subjects, paragraphs = [], []
        for lang in DEPARTMENT:
            say = partial(
                self._said, lang, number=str(question.number), title=pick(briefing.details.title, lang),
                day=Dates(lang, self._timezone).day(reminded.due),
            )  # fmt: skip
            subjects.append(say(OVERDUE if late else DUE))
            paragraphs += [pick(to.name, lang), say(WAS_OWED if late else OWED), say(WHERE)]
        paragraphs.append(f"{self._url}/records/notices/{place}/{question.id}")
        name = _name("reminder", question.id, reminded.department, str(reminded.due), str(reminded.stage))
        return Letter(to.email, " / ".join(subjects), _text(paragraphs), ", ".join(DEPARTMENT), name)

    def _said(self, lang: Language, msgid: str, **values: str) -> str:
        text = self._texts.translate(lang, msgid)
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", " ".join(value.split()))
        return text


def _text(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs) + "\n"


def _name(*parts: str) -> str:
    """What makes a Message-ID: the same for the same letter, and nothing can be read out of it."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


def office(settings: Settings, log: RedisLog) -> mailer.Office:
    """What the archive process sends letters with."""
    url = settings.smtp_url.get_secret_value() if settings.smtp_url else ""
    calendar = Calendar(settings.reminder_working_days, workdays.kazakhstan(), ZoneInfo(settings.timezone))
    return mailer.Office(
        log=log, archive=Archive(connect(settings.database_url.get_secret_value())), kinds=KINDS, clock=now,
        server=Server(url, settings.mail_from), key=settings.mail_key.get_secret_value(), calendar=calendar,
        letters=Letters(Catalogues(), settings.public_url, settings.timezone),
    )  # fmt: skip
