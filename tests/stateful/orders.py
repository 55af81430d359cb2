"""What staff may command in tests/test_stateful.py, as drawn at random."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, NamedTuple

from hypothesis import strategies as st

from overlays import console, paint
from overlays.cue import content_hash
from overlays.program import Place
from overlays.rundown import Content
from overlays.screens import Report
from qa import desk
from qa.desk import Bulk
from qa.marks import MOST_LABELS, Change, Label
from qa.moderation import Draft
from studio.log import Act, Done
from studio.presence import Sitter, present
from studio.records import Refusal

LANGUAGES = ("kk", "ru")
SCREENS = ["main", "hall"]
Outcome = Done | Bulk | Refusal
Doing = Coroutine[Any, Any, Outcome]


class Order(NamedTuple):
    """One staff member's command; what it does not need it ignores."""

    name: str
    who: int
    screen: str
    revision: int
    language: Any
    flag: bool
    pick: int


class Scene(NamedTuple):
    """What somebody who commands sees before them.

    Attributes:
        act: the command; its id is also the decision's.
        question: the card.
        other: another card, perhaps the same.
        mine: ids of the decisions this person made, whatever became of them, latest last.
        text: writes a text that was never written before, for this question.
    """

    act: Act
    question: str
    other: str
    mine: list[str]
    text: Callable[[], str]

    @property
    def id(self) -> str:
        return str(self.act.command)


LABELS = [Label(id=f"l{n}", name=f"№{n}", public=n % 2 == 0) for n in range(MOST_LABELS + 1)]
CHANGES = (
    Change(held=True), Change(held=False, pinned=True), Change(speaker="s1"), Change(speaker="", add=("l0", "l1")),
    Change(add=("l2",), remove=("l0",)), Change(language="kk"), Change(language="ru"), Change(hidden=("name",)),
    Change(hidden=()), Change(hidden=("region", "name"), pinned=False),
)  # fmt: skip


def _mark(s: Scene, o: Order) -> Doing:
    return desk.mark(s.act, s.id, [s.question, s.other] if o.flag else [s.question], CHANGES[o.pick % len(CHANGES)])


def _undo(s: Scene, o: Order) -> Doing:
    return desk.undo(s.act, s.mine[-1 - o.pick % min(len(s.mine), 3)] if s.mine else "nothing")


def _edit(s: Scene, o: Order) -> Doing:
    return desk.edit(s.act, s.id, s.question, Draft(s.text(), o.language, "typo"), o.flag, sure=True)


async def _divert(s: Scene, o: Order) -> Outcome:
    outcome = await desk.divert(s.act, s.question, "YQ==")
    if isinstance(outcome, Done):
        await console.drop(replace(s.act, command=None), s.question)
    return outcome


def _restrain(s: Scene, o: Order) -> Doing:
    how: Any = ("none", "none", "time_out", "mute", "ban")[o.pick % 5]
    return desk.restrain(s.act, s.question, how, 10)


def _intake(s: Scene, o: Order) -> Doing:
    return desk.set_intake(s.act, "paused" if o.pick == 0 else "open", {"kk": "Үзіліс"} if o.flag else None)


DESK: dict[str, Callable[[Scene, Order], Doing]] = {
    "approve": lambda s, o: desk.approve(s.act, s.id, s.question, o.revision, sure=True),
    "approve_all": lambda s, o: desk.approve_all(s.act, s.id, [s.question, s.other]),
    "edit": _edit,
    "reject": lambda s, o: desk.reject(s.act, s.id, s.question, "insult"),
    "reject_all": lambda s, o: desk.reject_all(s.act, s.id, [s.question, s.other], "insult"),
    "notice": lambda s, o: desk.notice(s.act, s.id, s.question),
    "merge": lambda s, o: desk.merge(s.act, s.id, s.question, s.other),
    "unmerge": lambda s, o: desk.unmerge(s.act, s.question),
    "divert": _divert,
    "mark": _mark,
    "put_label": lambda s, o: desk.put_label(s.act, LABELS[o.pick % len(LABELS)]),
    "drop_label": lambda s, o: desk.drop_label(s.act, LABELS[o.pick % len(LABELS)].id),
    "undo": _undo,
    "restrain": _restrain,
    "intake": _intake,
    "claim": lambda s, o: desk.claim(s.act, s.question, o.flag, "АС"),
    "release": lambda s, o: desk.release(s.act, s.question),
    "present": lambda s, o: present(s.act, Sitter("desk", "АС", "Айгүл Сейітқызы"), o.flag),
    "read_tip_off": lambda s, o: desk.read_tip_off(s.act, s.question),
}


def _take(s: Scene, o: Order, seen: Any) -> Doing:
    """Takes what this producer saw last, which may be long gone."""
    preview = seen.preview.id if seen and seen.preview else "none"
    on_air = seen.layers.get(seen.preview.layer) if seen and seen.preview else None
    return console.take(s.act, o.screen, preview, on_air.id if on_air else None, cut=o.flag)


def _prepare(s: Scene, o: Order, seen: Any) -> Doing:
    graphic, layer = ("question-wall", "question") if o.flag else ("message", "message")
    data = {"text": s.text(), "language": o.language}
    content = Content(graphic=graphic, layer=layer, title="x", data=data, hash=content_hash(graphic, data))
    return console.prepare(s.act, f"i{o.pick % 3}", content)


def _place(o: Order, seen: Any) -> Place:
    layer = ("question", "message")[o.pick % 2]
    there = seen.layers.get(layer) if seen else None
    return Place(screen=o.screen, layer=layer, cue=there.id if there else "none")


CONSOLE: dict[str, Callable[[Scene, Order, Any], Doing]] = {
    "answered": lambda s, o, seen: desk.answered(s.act, s.question),
    "cue": lambda s, o, seen: console.cue(s.act, o.screen, s.question),
    "take": _take,
    "clear": lambda s, o, seen: console.clear(s.act, o.screen),
    "prepare": _prepare,
    "cue_prepared": lambda s, o, seen: console.cue(s.act, o.screen, f"i{o.pick % 3}"),
    "duplicate": lambda s, o, seen: console.duplicate(s.act, s.question),
    "skip": lambda s, o, seen: console.skip(s.act, s.question),
    "put_back": lambda s, o, seen: console.put_back(s.act, s.question),
    "remove": lambda s, o, seen: console.remove(s.act, f"i{o.pick % 3}"),
    "revise": lambda s, o, seen: console.revise(s.act, _place(o, seen)),
    "hide": lambda s, o, seen: console.hide(s.act, _place(o, seen), 30 if o.flag else None),
    "expire": lambda s, o, seen: console.expire(s.act, o.screen),
    "panic": lambda s, o, seen: console.kill(s.act, o.screen, seen.revision if seen and o.flag else None),
    "painted": lambda s, o, seen: paint.painted(
        s.act, o.screen, Report(page="a", revision=seen.revision if seen else 1)
    ),
}
OFTEN = ("approve", "approve", "take", "take", "merge", "merge", "undo", "undo", "undo", "mark", "notice")
orders = st.builds(
    Order, st.sampled_from([*DESK, *CONSOLE, *OFTEN]), st.integers(0, 1), st.sampled_from(SCREENS),
    st.integers(0, 2), st.sampled_from(LANGUAGES), st.booleans(), st.integers(0, 9),
)  # fmt: skip
