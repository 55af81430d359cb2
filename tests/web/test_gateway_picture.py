"""What a gateway knows of a briefing: who may see which view."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studio.log import Stored
from web.gateway_picture import ANSWERED, Picture


def view(id: str = "q1", **more: Any) -> bytes:
    return json.dumps({"kind": "question", "id": id, **more}).encode()


def snapshot(picture: Picture) -> list[dict[str, Any]]:
    views: list[dict[str, Any]] = json.loads(picture.snapshot(7, 1000))["views"]
    return views


def test_a_view_without_a_text_is_its_authors_alone():
    picture = Picture()
    change = picture.learn("1-0", view(state="received", author="ann"))
    assert change.public is None
    assert change.author == "ann"
    assert json.loads(change.own or b"") == {"kind": "question", "id": "q1", "state": "received", "version": "1-0"}
    assert snapshot(picture) == []


def test_a_view_with_a_text_is_everybodys_without_its_author():
    picture = Picture()
    change = picture.learn("1-0", view(state="approved", author="ann", text="?"))
    assert change.own == change.public
    assert "author" not in json.loads(change.public or b"")
    assert [v["id"] for v in snapshot(picture)] == ["q1"]
    assert picture.votable("q1")


def test_after_the_end_nothing_is_voted_for():
    picture = Picture()
    picture.learn("1-0", view(state="approved", author="ann", text="?"))
    picture.learn("2-0", json.dumps({"kind": "briefing", "id": "briefing", "state": "ended"}).encode())
    assert not picture.votable("q1")


def test_a_question_that_is_no_longer_public_is_gone_for_others_and_changed_for_its_author():
    picture = Picture()
    picture.learn("1-0", view(state="approved", author="ann", text="?"))
    change = picture.learn("2-0", view(state="received", author="ann"))
    assert json.loads(change.public or b"") == {"kind": "question", "id": "q1", "version": "2-0", "gone": True}
    assert json.loads(change.own or b"")["state"] == "received"
    assert snapshot(picture) == []
    assert not picture.votable("q1")


def test_what_is_gone_is_gone_for_its_author_too():
    picture = Picture()
    picture.learn("1-0", view(state="approved", author="ann", text="?"))
    change = picture.learn("2-0", view(gone=True))
    assert change.author == "ann"
    assert json.loads(change.own or b"")["gone"]
    assert picture.own["ann"] == {}
    assert picture.learn("3-0", view("never", gone=True)).public is None


def test_a_fresh_look_at_the_store_tells_what_differs_and_no_more():
    picture = Picture()
    picture.replace({
        "question/q1": Stored("1-0", view("q1", text="1")),
        "question/q2": Stored("2-0", view("q2", text="2")),
        "question/q3": Stored("3-0", view("q3", state="received", author="ann")),
    })  # fmt: skip
    changes = picture.replace({
        "question/q2": Stored("2-0", view("q2", text="2")),
        "question/q3": Stored("4-0", view("q3", text="3", author="ann")),
    })  # fmt: skip
    assert {c.key: "gone" in json.loads(c.public or b"{}") for c in changes} == {
        "question/q1": True,
        "question/q3": False,
    }
    assert {v["id"] for v in snapshot(picture)} == {"q2", "q3"}


def test_a_snapshot_holds_the_latest_answered_ones_and_all_the_others():
    picture = Picture()
    for n in range(ANSWERED + 50):
        picture.learn(f"{n}-0", view(f"q{n}", state="answered", text="?"))
        picture.learn(f"{n}-0", json.dumps({"kind": "tally", "id": f"q{n}", "votes": 1}).encode())
    for n in range(500):
        picture.learn(f"{n}-1", view(f"a{n}", state="approved", text="?"))
    views = snapshot(picture)
    shown = [v["id"] for v in views if v["kind"] == "question"]
    assert sum(id.startswith("a") for id in shown) == 500
    assert [id for id in shown if id.startswith("q")] == [f"q{n}" for n in range(50, ANSWERED + 50)]
    assert sum(v["kind"] == "tally" for v in views) == ANSWERED
    # Shown again, it is whole again.
    picture.learn("9999-0", view("q0", state="approved", text="?"))
    assert "q0" in {v["id"] for v in snapshot(picture)}
    assert picture.votable("q0")


# -- what became of what was merged -------------------------------------------------------------------


class Story:
    """Questions a, b, c ... of authors of the same names with a capital, in one picture."""

    def __init__(self) -> None:
        self.picture = Picture()
        self.at = 0

    def now(self, id: str, state: str, **more: Any) -> list[tuple[str, dict[str, Any] | None]]:
        """A question's next state; gives which authors of others are told what became of theirs."""
        self.at += 1
        body = view(id, gone=True) if state == "gone" else view(id, state=state, author=id.upper(), **more)
        return [
            (author, json.loads(own).get("became")) for author, own in self.picture.learn(f"{self.at}-0", body).merged
        ]

    def became(self, id: str) -> dict[str, Any] | None:
        """What its author is shown, as it stands behind a snapshot."""
        own: dict[str, Any] = json.loads(self.picture.own[id.upper()][f"question/{id}"])
        return own.get("became")


def into(master: str) -> dict[str, Any]:
    return {"state": "merged", "master": master}


PUBLIC = {"text": "somebody else's words"}


@pytest.mark.parametrize(
    ("steps", "became"),
    [
        pytest.param([("b", {"state": "received"}), ("a", into("b"))], ("b", "received", None), id="one hop"),
        pytest.param([("a", into("b")), ("b", {"state": "received"})], ("b", "received", None), id="known later"),
        pytest.param([("a", into("b"))], None, id="never known"),
        pytest.param(
            [("c", {"state": "approved", **PUBLIC}), ("b", into("c")), ("a", into("b")),
             ("c", {"state": "on_air", **PUBLIC})],
            ("c", "on_air", None), id="two hops",
        ),
        pytest.param(
            [("c", {"state": "received"}), ("b", {"state": "received"}), ("a", into("b")), ("b", into("c"))],
            ("c", "received", None), id="the second hop later",
        ),
        pytest.param(
            [("b", {"state": "received"}), ("a", into("b")), ("b", {"state": "rejected", "reason": "off_topic"})],
            ("b", "rejected", "off_topic"), id="the head is refused",
        ),
        pytest.param(
            [("b", {"state": "on_air", **PUBLIC}), ("a", into("b")), ("b", {"state": "answered", **PUBLIC})],
            ("b", "answered", None), id="the head is answered",
        ),
        pytest.param(
            [("b", {"state": "received"}), ("a", into("b")), ("a", {"state": "received"}),
             ("b", {"state": "withdrawn"})],
            None, id="a withdrawn head sets it free",
        ),
        pytest.param(
            [("c", {"state": "on_air", **PUBLIC}), ("b", into("c")), ("a", into("b")), ("b", {"state": "received"})],
            ("b", "received", None), id="the hop between is taken out again",
        ),
        pytest.param([("a", into("b")), ("b", into("a"))], ("b", "merged", None), id="a circle"),
        pytest.param([("a", into("a"))], None, id="itself"),
        pytest.param(
            [("b", {"state": "approved", **PUBLIC}), ("a", into("b")), ("b", {"state": "gone"})],
            None, id="the head is gone",
        ),
    ],
)  # fmt: skip
def test_an_author_is_told_where_the_last_of_the_chain_stands(
    steps: list[tuple[str, dict[str, Any]]], became: tuple[str, str, str | None] | None
) -> None:
    story = Story()
    for id, step in steps:
        story.now(id, **step)
    expected = dict(zip(("id", "state", "reason"), became, strict=True)) if became else None
    assert story.became("a") == expected
    other = Picture()  # and one that comes anew, with all of it at once, sees the same
    other.replace({
        f"question/{id}": Stored(f"{n}-0", view(id, author=id.upper(), **step))
        for n, (id, step) in enumerate(dict(steps).items(), 1) if step["state"] != "gone"
    })  # fmt: skip
    assert json.loads(other.own["A"]["question/a"]).get("became") == expected
    assert b"words" not in b"".join(other.own["A"].values())


def test_the_authors_of_all_that_was_merged_are_told_at_once_and_nobody_is_told_nothing_new() -> None:
    story = Story()
    for id in ("a", "b", "d"):
        assert story.now(id, "received") == []
    assert story.now("c", "received") == []
    story.now("a", **into("b"))
    assert story.now("b", **into("c")) == [("A", {"id": "c", "state": "received", "reason": None})]
    story.now("d", **into("c"))
    told = {"id": "c", "state": "approved", "reason": None}
    assert sorted(story.now("c", "approved", **PUBLIC)) == [("A", told), ("B", told), ("D", told)]
    assert story.now("c", "approved", text="worded otherwise") == []
    assert story.now("b", "received") == [("A", {"id": "b", "state": "received", "reason": None})]
    assert sorted(story.now("c", "gone")) == [("D", None)]
    assert story.now("a", "received") == []
    assert story.now("b", "rejected") == []


def test_of_a_change_the_author_is_told_and_then_those_who_were_merged() -> None:
    picture = Picture()
    picture.learn("1-0", view("b", state="received", author="B"))
    picture.learn("2-0", view("a", state="merged", master="b", author="A"))
    change = picture.learn("3-0", view("b", state="rejected", reason="spam", author="B"))
    assert [author for author, _ in change.told()] == ["B", "A"]
    assert json.loads(dict(change.told())["A"]) == {
        "kind": "question", "id": "a", "version": "2-0", "state": "merged", "master": "b",
        "became": {"id": "b", "state": "rejected", "reason": "spam"},
    }  # fmt: skip
    assert [*picture.learn("4-0", json.dumps({"kind": "tally", "id": "b", "votes": 1}).encode()).told()] == []
