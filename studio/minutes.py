"""The minutes: what the public may read of a briefing that has ended; every page and export is made from this value.

Nothing that was never approved can stand in it. Moments are ms since the epoch; `Clock` makes them the recording's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from studio.briefing import Speaker, Translated
from studio.events import Frozen, Id, Language

Outcome = Literal["answered", "written", "aired", "noticed", "approved"]
"""Answered in speech; in writing; shown on air, no answer marked; to be answered in writing; approved, not reached."""

OUTCOMES: dict[Outcome, str] = {
    "answered": "Answered in speech",
    "written": "Answered in writing",
    "aired": "Shown on air",
    "noticed": "To be answered in writing",
    "approved": "Not reached",
}
"""Each outcome in words: msgids of the `public` catalogue."""

Translate = Callable[[str], str]
"""From the English text of a label to the reader's language."""


class Reader(NamedTuple):
    """For whom something is written out.

    Attributes:
        language: theirs.
        say: labels in it.
        day: a moment's date in words.
        time: a moment's hour, `14:05`.
    """

    language: Language
    say: Translate
    day: Callable[[int], str]
    time: Callable[[int], str]

    def pick(self, texts: Translated | dict[Language, str]) -> str:
        """A text in the reader's language, else kk, ru, en in this order; empty where there is none."""
        order: tuple[Language, ...] = (self.language, "kk", "ru", "en")
        return next((texts[language] for language in order if language in texts), "")


class Clock(Frozen):
    """How the briefing's time becomes the recording's.

    Attributes:
        opened_at: when the briefing went live.
        ended_at: when it ended.
        offset_ms: the recording's zero on the briefing's clock: positive when it began later than the briefing.
    """

    opened_at: int
    ended_at: int
    offset_ms: int = 0

    def recorded(self, at: int) -> int:
        """Milliseconds from the recording's start; 0 for what came before it."""
        return max(0, at - self.opened_at - self.offset_ms)

    def moment(self, recorded: int) -> int:
        """The briefing's time, ms since the epoch, of a place in the recording, ms from its start."""
        return self.opened_at + self.offset_ms + recorded


class Aired(Frozen):
    """One time on air, with the wording that was shown then."""

    since: int
    until: int
    text: str
    language: Language


class Answer(Frozen):
    """A written answer as it was published, and the department that gave it."""

    texts: dict[Language, str]
    at: int
    department: Translated = {}


class Asked(Frozen):
    """A question as the record shows it.

    Attributes:
        id: of the question, for links within the house.
        number: its permanent number.
        outcome: what became of it.
        language: of what was asked.
        texts: the approved wordings, by language; never the asked one unless it was approved.
        edited: whether a moderator worded any of them.
        asker: name and place as shown; empty for an anonymous asker.
        airings: when it was on air.
        answered_at: when it was marked answered in speech.
        answer: the written one.
        department: who owes the answer, while it is owed.
        due: until when it is owed.
        handovers: how often it was handed from one department to another.
    """

    id: Id
    number: int
    outcome: Outcome
    language: Language
    texts: dict[Language, str]
    edited: bool = False
    asker: str = ""
    airings: tuple[Aired, ...] = ()
    answered_at: int | None = None
    answer: Answer | None = None
    department: Translated = {}
    due: int | None = None
    handovers: int = 0


class Passage(Frozen):
    """A line of the published transcript.

    Attributes:
        id: of the line.
        since: when it began.
        until: when it ended.
        language: in which it was said.
        text: what was said.
        speaker: whose words these are, as shown; empty where nobody is named.
        corrected: whether it was changed after the transcript was published.
    """

    id: Id
    since: int
    until: int
    language: Language
    text: str
    speaker: str = ""
    corrected: bool = False


class Correction(Frozen):
    """A visible change of a published transcript: which line, when, why, and what stood before."""

    line: Id
    at: int
    reason: str
    before: str
    after: str


class Minutes(Frozen):
    """All of it.

    Attributes:
        briefing: the briefing's id.
        slug: its address.
        title: by language.
        languages: the briefing's.
        clock: when it was, and the recording's zero.
        speakers: who answered.
        total: how many questions were asked in all, whatever became of them.
        answered: how many of them were answered; a confidential or an erased one counts, and stands in no list.
        recording_url: where the recording lies.
        questions: those on air by their moment, then the others by number.
        passages: the transcript in order; empty until it was published.
        published_at: when the transcript was.
        corrections: what was changed in it since, the latest first.
    """

    briefing: Id
    slug: str
    title: Translated
    languages: tuple[Language, ...]
    clock: Clock
    speakers: tuple[Speaker, ...] = ()
    total: int = 0
    answered: int = 0
    recording_url: str | None = None
    questions: tuple[Asked, ...] = ()
    passages: tuple[Passage, ...] = ()
    published_at: int | None = None
    corrections: tuple[Correction, ...] = ()

    def facts(self, reader: Reader) -> list[tuple[str, str]]:
        """What stands at the top, label and value: date, hours, speakers, counts."""
        say, clock = reader.say, self.clock
        speakers = [f"{s.name} ({reader.pick(s.office)})" if s.office else s.name for s in self.speakers]
        facts = [
            (say("Date"), reader.day(clock.opened_at)),
            (say("On air"), f"{reader.time(clock.opened_at)} – {reader.time(clock.ended_at)}"),
            (say("Speakers"), "; ".join(speakers)),
            (say("Questions asked"), str(self.total)),
            (say("Answered"), str(self.answered)),
        ]
        return [(label, value) for label, value in facts if value]


class Chapter(NamedTuple):
    """A question's time in the recording, ms from its start, with the wording as aired."""

    start: int
    end: int
    question: Asked
    text: str


def chapters(minutes: Minutes) -> list[Chapter]:
    """A chapter for each time a question came on air, in order; each lasts until the next begins.

    A question shown on two screens at once, or again at once, is one chapter; what lies before the recording's start
    has none.
    """
    clock, ordered = minutes.clock, list[tuple[Aired, Asked]]()
    every = [(airing, question) for question in minutes.questions for airing in question.airings]
    for airing, question in sorted(every, key=lambda pair: (pair[0].since, pair[1].number)):
        if not ordered or ordered[-1][1] is not question:
            ordered.append((airing, question))
    ends = [*(airing.since for airing, _ in ordered), clock.ended_at][1:]
    found = [
        Chapter(clock.recorded(airing.since), clock.recorded(end), question, airing.text)
        for (airing, question), end in zip(ordered, ends, strict=True)
    ]
    return [chapter for chapter in found if chapter.end > chapter.start]
