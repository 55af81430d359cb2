"""The shipped store: a snapshot and what follows it is the same as a fresh snapshot."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.browser.shipped import Frame, Stores, bundled

pytestmark = [pytest.mark.browser]
MASKED = Path(__file__).with_name("masked.mjs")

ids = st.sampled_from(["a", "b", "c", "__proto__"])
kinds = st.sampled_from(["question", "tally", "briefing"])
views = st.fixed_dictionaries({"kind": kinds, "id": ids, "n": st.integers(0, 9)}, optional={"text": st.text()})
gone = st.fixed_dictionaries({"kind": kinds, "id": ids, "gone": st.just(True)})
batches = st.lists(st.lists(views | gone, min_size=1, max_size=4), max_size=8)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    started = Stores(tmp_path_factory.mktemp("store"))
    yield started
    started.close()


class Server:
    """What a server holds, and the frames it would send."""

    def __init__(self) -> None:
        self.views: dict[str, Any] = {}
        self.seq = 0

    def snapshot(self) -> Frame:
        return {"type": "snapshot", "seq": self.seq, "now": 0, "me": {}, "views": list(self.views.values())}

    def change(self, changed: list[dict[str, Any]]) -> Frame:
        for view in changed:
            key = f"{view['kind']}/{view['id']}"
            self.views.pop(key, None)
            if not view.get("gone"):
                self.views[key] = view
        self.seq += 1
        return {"type": "views", "seq": self.seq, "views": changed}


@settings(max_examples=300, deadline=None)
@given(before=batches, after=batches, again=batches)
def test_a_snapshot_and_later_frames_are_a_fresh_snapshot(stores, before, after, again):
    server = Server()
    for changed in before:
        server.change(changed)
    frames = [server.snapshot(), *map(server.change, after), server.snapshot(), *map(server.change, again)]
    followed, fresh = stores.after(frames), stores.after([server.snapshot()])
    assert set(followed.answers) <= {"ok"}
    assert followed.views == fresh.views == server.views


@settings(max_examples=200, deadline=None)
@given(changes=st.lists(st.lists(views | gone, min_size=1, max_size=3), min_size=2, max_size=8), data=st.data())
def test_a_lost_frame_is_noticed_and_nothing_is_believed_until_the_next_snapshot(stores, changes, data):
    server = Server()
    first = server.snapshot()
    frames = [server.change(changed) for changed in changes]
    lost = data.draw(st.integers(0, len(frames) - 2))
    got = [first, *frames[:lost], *frames[lost + 1 :]]
    held = stores.after(got)
    assert held.answers == ["ok"] * (lost + 1) + ["gap"] * (len(frames) - lost - 1)
    assert held.stale
    assert held.views == stores.after([first, *frames[:lost]]).views
    healed = stores.after([*got, server.snapshot()])
    assert not healed.stale
    assert healed.views == server.views


def test_a_frame_twice_or_before_the_snapshot_is_a_gap(stores):
    server = Server()
    first = server.snapshot()
    frame = server.change([{"kind": "tally", "id": "a", "n": 1}])
    assert stores.after([first, frame, frame]).answers == ["ok", "ok", "gap"]
    assert stores.after([frame]).answers == ["gap"]


def test_own_states_stand_beside_and_outside_the_count(stores):
    server = Server()
    own = {"type": "own", "views": [{"kind": "question", "id": "a", "state": "received"}]}
    held = stores.after([server.snapshot(), own, server.change([{"kind": "tally", "id": "a", "n": 1}])])
    assert held.answers == ["ok"] * 3
    assert held.own == {"a": own["views"][0]}
    assert list(held.views) == ["tally/a"]
    assert stores.after([own, {**own, "views": [{"kind": "question", "id": "a", "gone": True}]}]).own == {}


def test_only_the_servers_masked_text_of_this_very_wording_stands_for_it(tmp_path):
    node, bundle = bundled("desk/card_model", tmp_path)
    said = subprocess.run([node, MASKED, bundle], check=True, capture_output=True, timeout=20)
    own = "Call •••, please"
    assert json.loads(said.stdout) == ["by the server", own, own, own, ""]
