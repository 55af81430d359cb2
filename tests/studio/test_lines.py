"""The transcript's lines: captioned live, imported, corrected with a reason, published once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio import lines
from studio.briefing import Briefing, Details
from studio.events import LineForgotten, LineRemoved, TranscriptPublished
from studio.kinds import KINDS
from studio.lines import Draft, Line, Transcript, Vocabulary
from studio.records import Refusal, fold, touched

DETAILS = Details(slug="hearing", title={"ru": "Т"}, starts_at=1)
SCHEDULED = Briefing(id="briefing", details=DETAILS)
LIVE = SCHEDULED.model_copy(update={"state": "live", "opened_at": 100_000})
ENDED = LIVE.model_copy(update={"state": "ended", "ended_at": 900_000})
SAID = Draft("Добрый день", "Ким", 101_000, 103_000)
OUT = Transcript(id="transcript", published_at=1_000, by="archivist")


class World:
    """A briefing's records, and what its commands do to them."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}
        self.at = 0

    def do(self, events: Any, by: str = "captioner", after: int = 1) -> Any:
        """Folds what was decided; gives it back."""
        self.at += after
        if not isinstance(events, Refusal):
            states = {k: self.records.get(k) for k in touched(KINDS, events)}
            self.records |= {k: r for k, r in fold(KINDS, states, events, self.at, by).items() if r is not None}
        return events

    def caption(self, id: str, draft: Draft = SAID, language: Any = "ru") -> Any:
        return self.do(lines.caption(LIVE, self.line(id), id, language, draft))

    def line(self, id: str) -> Any:
        return self.records.get(f"line/{id}")

    @property
    def lines(self) -> list[Line]:
        return [r for r in self.records.values() if isinstance(r, Line)]

    @property
    def transcript(self) -> Any:
        return self.records.get(lines.KEY)

    def publish(self) -> Any:
        return self.do(lines.publish(ENDED, self.transcript, len(self.lines)))


def code(outcome: Any) -> str | None:
    return outcome.code if isinstance(outcome, Refusal) else None


@pytest.fixture
def world() -> World:
    return World()


def shown(world: World, language: str = "ru") -> list[tuple[str, str, str]]:
    record = world.records.get(f"captions/{language}")
    return [(line.id, line.speaker, line.text) for line in record.lines] if record else []


def test_a_line_is_written_and_viewers_see_the_latest(world: World):
    for n in range(5):
        world.caption(f"l{n}", SAID._replace(text=f"{n}"))
    world.caption("k1", SAID._replace(text="Қайырлы күн", speaker=""), "kk")
    assert shown(world) == [("l2", "Ким", "2"), ("l3", "Ким", "3"), ("l4", "Ким", "4")]
    assert shown(world, "kk") == [("k1", "", "Қайырлы күн")]
    held = world.line("l0")
    assert (held.text, held.speaker, held.since, held.until, held.by) == ("0", "Ким", 101_000, 103_000, "captioner")
    view = lines.public_captions(world.records["captions/kk"])
    assert view == {
        "kind": "captions", "id": "kk", "lines": [{"id": "k1", "at": 6, "text": "Қайырлы күн", "speaker": ""}],
    }  # fmt: skip


def test_a_line_corrected_live_changes_where_it_stands_and_keeps_its_times(world: World):
    world.caption("l1")
    world.caption("l2", SAID._replace(text="два"))
    world.caption("l1", Draft("Добрый вечер", "", 200_000, 201_000))
    assert shown(world) == [("l1", "", "Добрый вечер"), ("l2", "Ким", "два")]
    held = world.line("l1")
    assert (held.text, held.since, held.until) == ("Добрый вечер", 101_000, 103_000)
    (before,) = held.revisions
    assert (before.text, before.speaker, before.by, before.reason) == ("Добрый день", "Ким", "captioner", "")


def test_a_corrected_line_that_has_gone_from_the_screen_does_not_come_back_as_the_newest(world: World):
    for n in range(4):
        world.caption(f"l{n}", SAID._replace(text=f"{n}"))
    world.caption("l0", SAID._replace(text="поздно"))
    assert [text for _, _, text in shown(world)] == ["1", "2", "3"]
    assert world.line("l0").text == "поздно"


def test_the_same_line_twice_is_nothing(world: World):
    world.caption("l1")
    assert world.caption("l1") == []


def test_what_is_taken_out_or_edited_while_live_is_seen_so(world: World):
    world.caption("l1")
    world.caption("l2", SAID._replace(text="два"))
    world.do(lines.edit(world.line("l2"), None, 0, SAID._replace(text="2"), "цифрой"))
    world.do(lines.remove(world.line("l1"), None, 0, "оговорка"))
    assert shown(world) == [("l2", "Ким", "2")]
    assert code(world.caption("l1")) == "not_found", "what was taken out is not written again"


@pytest.mark.parametrize(
    ("briefing", "line", "draft", "expected"),
    [
        (None, None, SAID, "not_found"),
        (SCHEDULED, None, SAID, "not_open"),
        (ENDED, None, SAID, "ended"),
        (LIVE, "kk", SAID, "not_found"),
        (LIVE, None, SAID._replace(text=""), "text_empty"),
        (LIVE, None, SAID._replace(text="а" * 401), "text_too_long"),
        (LIVE, None, SAID._replace(speaker="а" * 81), "text_too_long"),
        (LIVE, None, SAID._replace(until=SAID.since), "bad_times"),
        (LIVE, None, SAID._replace(until=SAID.since + 60_001), "bad_times"),
    ],
    ids=["unknown", "scheduled", "ended", "language", "empty", "long", "name", "no-time", "too-long"],
)
def test_what_is_no_caption(briefing: Briefing | None, line: Any, draft: Draft, expected: str):
    other = Line(id="l1", language="kk", by="c", at=1, **SAID._asdict()) if line else None
    assert code(lines.caption(briefing, other, "l1", "ru", draft)) == expected


def test_the_longest_line_and_the_longest_time_are_taken(world: World):
    assert code(world.caption("l1", Draft("а" * 400, "б" * 80, 100_000, 160_000))) is None


@given(st.integers(-(10**6), 10**7), st.integers(-(10**6), 10**7), st.integers(0, 10**6))
def test_a_draft_is_brought_within_the_briefing(since: int, until: int, now: int):
    moved = lines.within(LIVE, SAID._replace(since=since, until=until), now)
    assert lines.unfit(moved) is None
    assert moved.since >= 100_000
    assert moved.until <= max(now, 100_001)


def test_a_draft_that_lies_within_is_left_alone():
    assert lines.within(LIVE, SAID, 103_000) == SAID
    assert lines.within(SCHEDULED, SAID, 103_000) == SAID


def bring(world: World, drafts: list[tuple[str, Draft]], language: Any = "ru") -> Any:
    old = [line for line in world.lines if line.language == language]
    return world.do(lines.bring(ENDED, world.transcript, language, drafts, old), "archivist")


def test_an_import_replaces_what_the_language_had_and_shows_viewers_nothing(world: World):
    world.caption("l1")
    world.caption("k1", language="kk")
    bring(world, [("a", SAID._replace(text="раз")), ("b", SAID._replace(text="два", since=200_000, until=201_000))])
    assert world.line("l1").removed
    assert not world.line("k1").removed
    assert shown(world) == []
    world.publish()
    assert [p.text for p in lines.passages(world.lines, world.transcript) if p.language == "ru"] == ["раз", "два"]


def test_an_import_twice_is_once_and_one_that_brings_a_line_back_restores_it(world: World):
    first = [("a", SAID), ("b", SAID._replace(since=200_000, until=201_000))]
    bring(world, first)
    assert bring(world, first) == []
    bring(world, first[:1])
    assert world.line("b").removed
    assert [e.line for e in bring(world, first)] == ["b"]
    assert not world.line("b").removed


def test_nothing_is_imported_over_a_published_transcript_nor_what_is_no_line(world: World):
    world.caption("l1")
    assert code(bring(world, [("a", SAID), ("b", SAID._replace(text=""))])) == "text_empty"
    assert code(lines.bring(LIVE, None, "ru", [("a", SAID)], [])) == "not_ended"
    assert code(lines.bring(None, None, "ru", [("a", SAID)], [])) == "not_found"
    world.publish()
    assert code(bring(world, [("a", SAID)])) == "published"


def test_a_line_that_was_missed_is_added_with_a_reason(world: World):
    assert code(lines.add(None, "a", "ru", SAID, " ")) == "no_reason"
    assert code(lines.add(None, "a", "ru", SAID._replace(text=""), "why")) == "text_empty"
    world.do(lines.add(None, "a", "ru", SAID, "не слышно было"), "archivist")
    held = world.line("a")
    assert (held.text, held.speaker, held.by, held.removed) == ("Добрый день", "Ким", "archivist", False)
    assert [(r.text, r.reason, r.public) for r in held.revisions] == [("", "не слышно было", False)]
    assert shown(world) == []
    assert code(lines.edit(held, None, 0, SAID._replace(text="иначе"), "why")) == "changed_since"


def test_a_line_added_to_a_published_transcript_is_a_visible_change(world: World):
    world.caption("l1")
    world.publish()
    world.do(lines.add(world.transcript, "a", "ru", SAID._replace(since=102_000), "пропущена"))
    assert [(p.id, p.corrected) for p in lines.passages(world.lines, world.transcript)] == [("l1", False), ("a", True)]
    (correction,) = lines.corrections(world.lines, world.transcript)
    assert (correction.line, correction.before, correction.after) == ("a", "", "Добрый день")


def test_a_correction_needs_a_reason_the_present_state_and_a_line(world: World):
    world.caption("l1")
    line, other = world.line("l1"), SAID._replace(text="иначе")
    assert code(lines.edit(None, None, 0, other, "why")) == "not_found"
    assert code(lines.edit(line, None, 1, other, "why")) == "changed_since"
    assert code(lines.edit(line, None, 0, other, "  ")) == "no_reason"
    assert code(lines.remove(line, None, 0, "а" * 201)) == "no_reason"
    assert code(lines.edit(line, None, 0, other._replace(text=""), "why")) == "text_empty"
    assert lines.edit(line, None, 0, SAID, "why") == []
    world.do(lines.remove(line, None, 0, "why"))
    assert code(lines.remove(world.line("l1"), None, 1, "why")) == "not_found"


def test_it_is_published_once_after_the_end_and_never_empty():
    assert code(lines.publish(None, None, 1)) == "not_found"
    assert code(lines.publish(LIVE, None, 1)) == "not_ended"
    assert code(lines.publish(ENDED, OUT, 1)) == "published"
    assert code(lines.publish(ENDED, None, 0)) == "nothing_to_publish"
    assert lines.publish(ENDED, None, 1) == [TranscriptPublished()]


def test_a_correction_at_the_very_moment_of_publishing_or_by_a_slow_clock_is_seen(world: World):
    world.caption("l1")
    world.publish()
    world.do(lines.edit(world.line("l1"), world.transcript, 0, SAID._replace(text="иначе"), "слух"), after=-5)
    (passage,) = lines.passages(world.lines, world.transcript)
    assert passage.corrected
    (correction,) = lines.corrections(world.lines, world.transcript)
    assert (correction.before, correction.after, correction.reason) == ("Добрый день", "иначе", "слух")


def test_another_speaker_is_a_change_that_names_both(world: World):
    world.caption("l1")
    world.publish()
    world.do(lines.edit(world.line("l1"), world.transcript, 0, SAID._replace(speaker=""), "не он"))
    (correction,) = lines.corrections(world.lines, world.transcript)
    assert (correction.before, correction.after) == ("Ким: Добрый день", "—: Добрый день")


def test_an_event_about_a_line_that_is_not_there_makes_none():
    event = LineRemoved(line="l1", language="ru", public=False)
    assert lines.evolve(None, event, 1, "a") is None


def test_the_words_at_hand_are_set_each_once(world: World):
    world.do(lines.set_vocabulary(None, ["Қызылорда", "акимат", "Қызылорда"]))
    held: Vocabulary = world.records["vocabulary/vocabulary"]
    assert held.words == ("Қызылорда", "акимат")
    assert lines.set_vocabulary(held, ["Қызылорда", "акимат"]) == []
    assert code(lines.set_vocabulary(held, [str(n) for n in range(61)])) == "too_many_words"


TEXTS = st.sampled_from(["а", "б", "в"])
STEP = st.tuples(
    st.sampled_from(["caption", "bring", "edit", "add", "remove", "publish"]), st.sampled_from(["l1", "l2", "l3"]),
    st.builds(Draft, TEXTS, st.sampled_from(["", "Ким"]), st.integers(1, 5), st.integers(6, 9)), st.integers(-3, 3),
)  # fmt: skip


def step(world: World, what: str, id: str, draft: Draft, after: int) -> Any:
    """One command, on a clock that may also go backwards."""
    line, transcript = world.line(id), world.transcript
    revision = len(line.revisions) if line else 0
    decided: Any = {
        # Nothing is captioned after the end, and nothing published before it.
        "caption": lambda: lines.caption(ENDED if transcript else LIVE, line, id, "ru", draft),
        "bring": lambda: lines.bring(ENDED, transcript, "ru", [(id, draft)], world.lines),
        "edit": lambda: lines.edit(line, transcript, revision, draft, "why"),
        # Whoever adds a line gives it an id of its own.
        "add": lambda: lines.add(transcript, id, "ru", draft, "why") if line is None else [],
        "remove": lambda: lines.remove(line, transcript, revision, "why"),
        "publish": lambda: lines.publish(ENDED, transcript, len(world.lines)),
    }[what]()
    return world.do(decided, after=after)


@given(st.lists(STEP, max_size=30))
def test_a_published_transcript_shows_every_later_change_with_what_stood_before(steps: list[Any]):
    world, changes = World(), list[tuple[str, str, str]]()
    for what, id, draft, after in steps:
        published, before = world.transcript is not None, world.line(id)
        done = step(world, what, id, draft, after)
        if published and done and not isinstance(done, Refusal):
            changes.append((id, before.text if before else "", "" if what == "remove" else draft.text))
        if world.transcript is None:
            assert lines.passages(world.lines, None) == ()
            assert lines.corrections(world.lines, None) == ()
    passages = lines.passages(world.lines, world.transcript)
    assert [p.id for p in passages] == [p.id for p in sorted(passages, key=lambda p: (p.since, p.until, p.id))]
    assert not {p.id for p in passages} & {line.id for line in world.lines if line.removed}
    corrections = lines.corrections(world.lines, world.transcript)
    found = [(c.line, c.before.rpartition(": ")[2], c.after.rpartition(": ")[2]) for c in corrections]
    assert sorted(found) == sorted(changes)
    assert {p.id for p in passages if p.corrected} == {c.line for c in corrections} & {p.id for p in passages}
    assert [c.at for c in corrections] == sorted((c.at for c in corrections), reverse=True)


def test_what_is_taken_out_for_good_can_be_read_nowhere_and_that_it_was_is_seen():
    published = Transcript(id="transcript", published_at=5, by="p1")
    state = Line(id="l1", since=1, until=2, language="ru", text="Иванов живёт там", speaker="Ведущий", by="c1", at=1)
    for event in (
        lines.edit(state, None, 0, lines.Draft("Иванов, Абая 5", "Ведущий", 1, 2), "точнее"),
        lines.forget(state, published, "данные"),
    ):  # fmt: skip
        assert isinstance(event, list)
        state = lines.evolve(state, event[0], 9, "p1")  # type: ignore[assignment]
    assert "Иванов" not in state.model_dump_json()
    assert (state.removed, state.text, len(state.revisions)) == (True, "", 2)
    (seen,) = lines.corrections([state], published)
    assert (seen.before, seen.after, seen.reason) == ("", "", "данные")
    assert lines.passages([state], published) == ()
    assert lines.forget(state, published, "ещё раз") == []
    for line, reason, code in ((None, "данные", "not_found"), (state, " ", "no_reason")):
        refused = lines.forget(line, published, reason)
        assert isinstance(refused, Refusal)
        assert refused.code == code
    assert lines.evolve(None, LineForgotten(line="l1", language="ru", public=True), 9, "p1") is None


def test_a_transcript_is_another_one_with_each_line_and_each_change_in_whatever_order_it_is_read():
    one = lines.edition([("a", 0), ("b", 1)])
    assert one == lines.edition([("b", 1), ("a", 0)])
    others = [[("a", 0)], [("a", 1), ("b", 1)], [("a", 0), ("b", 1), ("c", 0)], [("a", 0), ("c", 1)], []]
    assert len({one, *map(lines.edition, others)}) == 6
