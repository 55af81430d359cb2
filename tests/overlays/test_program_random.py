"""Whatever is done with a program in whatever order: what is on air was approved, and nothing killed comes back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from overlays import clearance as clearances
from overlays.cue import Ask, Cue, of_question
from overlays.program import (
    Grounds,
    Place,
    Program,
    clear,
    cue,
    evolve,
    hide,
    kill,
    revise,
    take,
)
from studio.events import Cued, Killed, Taken, Undone
from studio.records import Refusal
from tests.overlays.samples import AT, approved
from tests.overlays.test_program import CLEAR, MESSAGE, WORDS, order

STEP = st.one_of(
    st.tuples(st.just("cue"), st.sampled_from(["q1", "q2", "i1"]), st.booleans()),
    st.tuples(st.just("take"), st.just(""), st.booleans()),
    st.tuples(st.just("revise"), st.just("question"), st.booleans()),
    st.tuples(st.just("clear"), st.sampled_from(["question", "message", None]), st.booleans()),
    st.tuples(st.just("kill"), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("undo"), st.sampled_from(["q1", "q2"]), st.booleans()),
    st.tuples(st.just("approve"), st.sampled_from(["q1", "q2"]), st.booleans()),
    st.tuples(st.just("hide"), st.just("question"), st.booleans()),
)


class Desk:
    """The program and the approvals, as one step after another leaves them."""

    def __init__(self) -> None:
        self.program, self.clear_now = Program(id="main"), dict(CLEAR)

    def cue(self, which: str, id: str, flag: bool, at: int):
        if which == "i1":
            return cue("main", Cue(id=id, item="i1", graphic="message", layer="message", data=WORDS, hash=MESSAGE.hash))
        return cue("main", of_question(self.clear_now[which], Ask(id=id, screen="main", item=which)))

    def take(self, which: str, id: str, flag: bool, at: int):
        ready = self.program.preview
        seen = self.program.layers.get(ready.layer) if ready else None
        wanted = order(ready.id if ready else id, seen and seen.id)
        return take(self.program, Grounds(clearances=self.clear_now, item=MESSAGE), wanted)

    def place(self, layer: str) -> tuple[Place, Cue | None]:
        there = self.program.layers.get(layer)
        return Place(screen="main", layer=layer, cue=there.id if there else "none"), there

    def revise(self, which: str, id: str, flag: bool, at: int):
        place, there = self.place(which)
        return revise(self.program, self.clear_now.get(there.question if there else None), place, id)

    def hide(self, which: str, id: str, flag: bool, at: int):
        return hide(self.program, self.place(which)[0], 3 if flag else None, at)

    def clear(self, which: str | None, id: str, flag: bool, at: int):
        return clear(self.program, which, flag)

    def kill(self, which: int, id: str, flag: bool, at: int):
        return kill(self.program, which if flag else None)

    def undo(self, which: str, id: str, flag: bool, at: int):
        self.clear_now[which] = clearances.evolve(self.clear_now[which], Undone(question=which), AT, "m1")
        return []

    def approve(self, which: str, id: str, flag: bool, at: int):
        event = approved(which, 1, text="Неге?" if flag else "Неге олай?")
        self.clear_now[which] = clearances.evolve(self.clear_now[which], event, AT, "m1")
        return []


@given(st.lists(STEP, max_size=40))
def test_whatever_is_done_in_whatever_order_nothing_unapproved_is_taken(steps):
    desk = Desk()
    for count, (what, which, flag) in enumerate(steps):
        at, before = AT + count * 1000, desk.program
        events = getattr(desk, what)(which, f"c{count}", flag, at)
        if isinstance(events, Refusal):
            continue
        for event in events:
            desk.program = evolve(desk.program, event, at, "p1")
        program = desk.program
        changes = [e for e in events if not isinstance(e, Cued | Killed)]
        assert program.revision == before.revision + bool(changes)
        assert all(program.killed < cue.taken <= program.revision for cue in program.layers.values())
        for taken in (e for e in events if isinstance(e, Taken)):
            assert program.layers[taken.layer].id == taken.cue
            if taken.question:
                assert taken.hash in {w.hash for w in desk.clear_now[taken.question].wordings.values()}
