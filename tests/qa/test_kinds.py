"""Which records an event touches, and that the desk's own are not public."""

from __future__ import annotations

from qa.departments import Department
from qa.history import History
from qa.kinds import KINDS
from qa.notices import Notice
from qa.question import Claim, Cursor
from qa.tip_off import TipOff
from studio import events as e
from studio.records import touched
from tests.qa.samples import asked

H = "0" * 32
LIES = {"held": True, "pinned": False, "speaker": None, "labels": (), "public_labels": (), "hidden": ()}


def test_what_touches_what():
    approved = e.Approved(question="q", number=1, revision=0, language="kk", hash=H)
    taken = e.Taken(cue="c", question="q", revision=0, hash=H, screen="main", layer="question", program=1)
    for event, keys in [
        (asked("q"), ("question/q",)),
        (approved, ("question/q", "tally/q", "notice/q")),
        (asked("q", consultation=True), ("question/q", "notice/q")),
        (e.Rejected(question="q", decision="d", reason="r"), ("question/q", "notice/q")),
        (e.Noticed(question="q", decision="d"), ("question/q", "notice/q")),
        (e.HandedOver(question="q", department="d"), ("notice/q",)),
        (e.Drafted(question="q", hash=H), ("notice/q",)),
        (e.DraftApproved(question="q", hash=H), ("notice/q",)),
        (e.AnswerPublished(question="q", hash=H), ("notice/q",)),
        (e.Answered(question="q", how="writing"), ("question/q",)),
        (e.Objected(question="q"), ("question/q",)),
        (e.DepartmentSet(department="d"), ("department/d",)),
        (e.MailAsked(question="q", language="kk"), ("mailing/q",)),
        (e.MailTried(question="q"), ("mailing/q",)),
        (e.MailEnded(question="q", how="sent"), ("mailing/q",)),
        (e.Reminded(question="q", department="d", due=1, stage=0), ("reminder/q",)),
        (e.Merged(question="q", decision="d", master="m"), ("question/q", "question/m", "notice/q")),
        (
            e.Undone(question="q", person="p", decision="d", master="m"),
            ("question/q", "question/m", "history/p", "notice/q"),
        ),
        (e.Undone(question="q", master="m"), ("question/q", "question/m", "notice/q")),
        (e.Marked(question="q", decision="d", language="kk", **LIES), ("question/q",)),
        (e.Unmarked(question="q", person="p", decision="d"), ("question/q", "history/p")),
        (e.Decided(person="p", decision="d", what="approved", questions=("q",)), ("history/p",)),
        (e.Diverted(question="q", number=1), ("question/q", "notice/q", "tip_off/q", "mailing/q")),
        (e.TipOffRead(question="q"), ("tip_off/q",)),
        (e.LabelsSet(), ("labels/labels",)),
        (e.Restrained(author="a", question="q", how="ban"), ("restraint/a",)),
        (taken, ("question/q",)),
        (e.Claimed(question="q", holder="m", until=1), ("claim/q",)),
        (e.Released(question="q"), ("claim/q",)),
        (e.Tallied(votes={"q": 1, "r": 2}), ("tally/q", "tally/r", "cursor/desk")),
        (e.Numbered(cursor="1-0", numbered=1), ("cursor/desk",)),
        (e.Moved(item="q", rank="a"), ()),
    ]:
        assert touched(KINDS, [event]) == keys, event.type


def test_the_desks_own_records_are_not_public():
    for record in (
        Claim(id="q", holder="m", initials="АС", until=1),
        Cursor(id="desk"),
        History(id="m"),
        Notice(id="q", since=1, texts={"kk": "Иә"}, state="published"),
        Department(id="d", name={"kk": "Білім"}, email="b@example.kz"),
        TipOff(id="q", number=1, received_at=1, sealed="YQ=="),
    ):
        name = {"TipOff": "tip_off"}.get(type(record).__name__, type(record).__name__.lower())
        assert KINDS[name].public(record) is None
