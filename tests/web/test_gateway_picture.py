"""What a gateway knows of a briefing: who may see which view."""

from __future__ import annotations

import json
from typing import Any

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
