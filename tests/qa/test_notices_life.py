"""A question that may be answered in writing, whatever moderators and archivists do in whatever order."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from qa import moderation as rules
from qa import notices
from qa.departments import Department
from qa.moderation import Draft
from qa.notices import OPEN, Case, Notice
from qa.question import readable
from studio.briefing import KEY as BRIEFING
from studio.records import Refusal, key
from tests.qa.samples import AT, AUTHOR, COLLEAGUE, ENDED, LIVE, ME, Table

PEOPLE = st.sampled_from([ME, COLLEAGUE])
SECRET = "құпияжауап"
WORDINGS: tuple[Any, ...] = (None, None, 0, 1, Draft("Қашан?", "kk"), Draft("Когда?", "ru"))
DECISIONS: tuple[tuple[Any, tuple[Any, ...]], ...] = (
    (rules.approve, (0,)), (rules.edit, (Draft("Қай жылы?", "kk"), True)), (rules.edit, (Draft("Кім?", "kk"),)),
    (rules.reject, ("insult",)), (rules.notice, (AT,)), (rules.notice, (AT + 1,)), (rules.answered, ()),
    (rules.unmerge, ()), (rules.divert, ("YQ==",)),
)  # fmt: skip


class Life(RuleBasedStateMachine):
    """Everything that anybody may try; what is refused changes nothing."""

    @initialize(consultation=st.booleans(), noticed=st.booleans())
    def asked(self, consultation: bool, noticed: bool) -> None:
        self.table = Table(consultation=consultation)
        self.table.ask("q2")
        self.decided: list[tuple[str, str]] = []
        self.approved_drafts: set[str] = set()
        self.ever_approved: set[str] = set()
        self.published: str | None = None
        self.count = 0
        if noticed and not consultation:
            self.decide((rules.notice, (AT,)), ME)

    def _fold(self, events: Any, by: str) -> None:
        assert SECRET not in "".join(e.model_dump_json() for e in events), "the log holds an answer"
        for event in events:
            if event.type == "draft_approved":
                self.approved_drafts.add(event.hash)
            if event.type == "approved":
                assert not self.table.question.consultation, "private, and approved"
                self.ever_approved.add(event.text)
            if event.type == "answer_published":
                assert self.published is None, "published twice"
                self.published = event.hash
        self.table.at += 1
        self.table.fold(events, by)

    @rule(which=st.sampled_from(DECISIONS), by=PEOPLE)
    def decide(self, which: Any, by: str) -> None:
        self.count += 1
        decision = f"d{self.count}"
        events = which[0](self.table.card(by, decision=decision), *which[1])
        if not isinstance(events, Refusal):
            self.decided.append((decision, by))
            self._fold(events, by)

    @rule(by=PEOPLE)
    def merge(self, by: str) -> None:
        self.count += 1
        decision = f"d{self.count}"
        events = rules.merge(self.table.card(by, decision=decision), self.table.card(by, "q2"))
        if not isinstance(events, Refusal):
            self.decided.append((decision, by))
            self._fold(events, by)

    @rule(by=PEOPLE)
    def thinks_again(self, by: str) -> None:
        """Refuses it, and takes that back: what was owed is owed again."""
        before, count = self.table.question.state, len(self.decided)
        self.decide((rules.reject, ("insult",)), by)
        if len(self.decided) > count:
            self.undo()
            assert self.table.question.state == before

    @rule()
    def undo(self) -> None:
        if self.decided:
            decision, by = self.decided.pop()
            events = rules.undo(self.table.card(by), decision)
            if not isinstance(events, Refusal):
                self._fold(events, by)

    @rule()
    def withdraw(self) -> None:
        events = rules.withdraw(self.table.card(AUTHOR))
        if not isinstance(events, Refusal):
            self._fold(events, AUTHOR)

    @rule(over=st.booleans())
    def ends(self, over: bool) -> None:
        self.table.records[BRIEFING] = ENDED if over else LIVE

    @rule(on=st.booleans())
    def air(self, on: bool) -> None:
        question = self.table.question
        if on and question.state == "approved":
            self.table.take(next(iter(question.approvals.values())))
        elif not on and question.state in {"on_air", "answered"}:
            self.table.clear()

    @rule(
        step=st.sampled_from(["hand", "draft", "draft", "approve", "approve", "publish", "publish"]), by=PEOPLE,
        wording=st.sampled_from(WORDINGS), late=st.integers(0, 9), text=st.sampled_from(["1", "2"]),
    )  # fmt: skip
    def answer(self, step: str, by: str, wording: Any, late: int, text: str) -> None:
        notice = self.table.records.get(key("notice", "q1"))
        now = notice.revision if notice else 0
        seen = now - 1 if late == 0 else now
        case = Case("q1", notice, self.table.question, by, self.table.at, f"n{self.count}", seen)
        steps: dict[str, Any] = {
            "hand": lambda: notices.hand_over(case, Department(id=f"d{text}", name={"en": "D"}, email="a@b.kz"), "x"),
            "draft": lambda: notices.draft(case, {"kk": SECRET + text}),
            "approve": lambda: notices.approve(case, sure=True),
            "publish": lambda: notices.publish(case, wording, sure=True),
        }
        events = steps[step]()
        if not isinstance(events, Refusal):
            assert seen == now, "done on what was not seen"
            self._fold(events, by)

    @invariant()
    def it_is_owed_exactly_while_the_question_is_on_notice(self) -> None:
        notice: Notice | None = self.table.records.get(key("notice", "q1"))
        question = self.table.question
        assert (notice is not None and notice.state in OPEN) == (question.state == "on_notice")
        assert (notice is not None and notice.state == "published") == (question.answered_by == "writing")
        if question.answered_by:
            assert question.state == "answered"

    @invariant()
    def exactly_what_was_approved_is_published(self) -> None:
        notice: Notice | None = self.table.records.get(key("notice", "q1"))
        if notice and notice.state in {"approved", "published"}:
            assert notice.hash in self.approved_drafts
        if self.published:
            assert notice
            assert notice.hash == self.published

    @invariant()
    def nothing_is_public_that_nobody_approved(self) -> None:
        view = self.table.view
        assert SECRET not in str(view)
        if "text" in view:
            assert view["text"] in self.ever_approved
            assert not self.table.question.consultation
        assert readable(self.table.question) == ("text" in view)
        notice: Notice | None = self.table.records.get(key("notice", "q1"))
        if notice and notice.state == "published":
            assert notice.public == ("text" in view)
        else:
            assert not (notice and notice.public)

    @invariant()
    def every_step_is_counted(self) -> None:
        notice: Notice | None = self.table.records.get(key("notice", "q1"))
        if notice:
            assert notice.revision == len(notice.steps)
            handed = [s.department for s in notice.steps if s.what == "handed_over"]
            assert notice.handovers == max(0, len(handed) - 1)
            assert notice.department == (handed[-1] if handed else None)


Life.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestLife = Life.TestCase
