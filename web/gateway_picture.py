"""What a gateway knows of one briefing: the public's views and each author's own; no I/O.

A view with a `text` is everybody's. A view that carries `author` and no text is that author's alone: it
says what became of a question that nobody else may see, and takes the question away from everybody else.
That of a merged question says also where the last one of its chain stands (`became`), and never what that one asks:
its words, where everyone may read them, are in the public's view of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from studio.log import Stored, place

ANSWERED = 200
"""Answered questions in a snapshot, the latest: with every approved one and the one on air, so that a long day's
snapshot stays some tens of KiB. The archive has them all."""

_decode = msgspec.json.Decoder(dict[str, Any]).decode
_encode = msgspec.json.Encoder().encode


class Change(NamedTuple):
    """What one view changed.

    Attributes:
        key: the record's key.
        public: JSON for everybody (which may say `gone`), or None when nobody else saw a change.
        author: whose question it is, or nothing.
        own: JSON for that author.
        merged: authors whose questions were merged into it, each with the JSON for them.
    """

    key: str
    public: bytes | None
    author: str = ""
    own: bytes | None = None
    merged: tuple[tuple[str, bytes], ...] = ()

    def told(self) -> Iterator[tuple[str, bytes]]:
        """Every author who is told something, and what."""
        if self.own is not None:
            yield self.author, self.own
        yield from self.merged


class Stand(NamedTuple):
    """Where a question stands.

    Attributes:
        state: its state.
        reason: why it was refused.
        master: what it was merged into, if it is merged.
        author: whose it is.
    """

    state: str
    reason: str | None
    master: str | None
    author: str


class Chains:
    """What was merged into what."""

    def __init__(self) -> None:
        self._stands: dict[str, Stand] = {}
        self._merged: dict[str, dict[str, None]] = {}  # by what they were merged into

    def learn(self, id: str, stand: Stand | None) -> bool:
        """Takes where a question stands now, None if it is gone; says whether it stood otherwise before."""
        before = self._stands.pop(id, None)
        if before is not None and before.master is not None:
            self._merged[before.master].pop(id)
            if not self._merged[before.master]:
                del self._merged[before.master]
        if stand is not None:
            self._stands[id] = stand
            if stand.master is not None:
                self._merged.setdefault(stand.master, {})[id] = None
        return before != stand

    def became(self, id: str) -> dict[str, Any] | None:
        """Where the last one of a merged question's chain stands, as far as it is known."""
        seen, at = {id}, id
        while (master := self._stands[at].master) in self._stands and master not in seen:
            seen.add(at := master)
        return None if at == id else {"id": at, "state": self._stands[at].state, "reason": self._stands[at].reason}

    def below(self, id: str) -> Iterator[tuple[str, str]]:
        """Every question that was merged into this one, over however many others, with its author."""
        seen, left = {id}, [id]
        while left:
            for merged in self._merged.get(left.pop(), ()):
                if merged not in seen:
                    seen.add(merged)
                    left.append(merged)
                    yield merged, self._stands[merged].author


BRIEFING = "briefing/briefing"


class Picture:
    """Views by record key, encoded once for all."""

    def __init__(self) -> None:
        self.views: dict[str, bytes] = {}
        self.own: dict[str, dict[str, bytes]] = {}
        self._versions: dict[str, str] = {}
        self._answered: dict[str, None] = {}
        self._chains = Chains()
        self._ended = False
        self._until: int | None = None

    @property
    def known(self) -> bool:
        """Whether there is such a briefing."""
        return BRIEFING in self.views

    def over(self, now: int) -> bool:
        """Whether it is a rehearsal that has ended or run out; `now` in ms since the epoch."""
        return self._until is not None and (self._ended or now >= self._until)

    def votable(self, question: str) -> bool:
        """Whether the public sees this question, it was not answered yet, and the briefing is not over."""
        key = f"question/{question}"
        return key in self.views and key not in self._answered and not self._ended

    def replace(self, stored: dict[str, Stored]) -> list[Change]:
        """Takes a whole snapshot of the store; says what differs from what was known."""
        changes = [
            self._forget(key)
            for key in [key for key in self._versions if key not in stored]
        ]  # fmt: skip
        for key, (version, body) in sorted(stored.items(), key=lambda item: place(item[1].version)):
            if self._versions.get(key) != version:
                changes.append(self.learn(version, body))
        return changes

    def _forget(self, key: str) -> Change:
        kind, _, id = key.partition("/")
        return self.learn(self._versions[key], _encode({"kind": kind, "id": id, "gone": True}))

    def learn(self, version: str, body: bytes) -> Change:
        """Takes one view as `air` carries it."""
        view = _decode(body)
        author = str(view.pop("author", None) or "")
        view["version"] = version
        moved = view["kind"] == "question" and self._stands(view, author)
        change = self._gone(view) if view.get("gone") else self._shows(view, author)
        return change._replace(merged=tuple(self._told_again(view["id"]))) if moved else change

    def _stands(self, view: dict[str, Any], author: str) -> bool:
        """Notes where a question stands, and adds to its view what it became; says whether it stood otherwise."""
        if view.get("gone"):
            return self._chains.learn(view["id"], None)
        state = str(view.get("state"))
        master = view.get("master") if state == "merged" else None
        moved = self._chains.learn(view["id"], Stand(state, view.get("reason"), master, author))
        if became := self._chains.became(view["id"]):
            view["became"] = became
        return moved

    def _told_again(self, question: str) -> Iterator[tuple[str, bytes]]:
        """The own views of those that were merged into this question, where they say something else now."""
        for merged, author in self._chains.below(question):
            key, states = f"question/{merged}", self.own.get(author, {})
            if key not in states:
                continue
            view = _decode(states[key])
            view.pop("became", None)
            if became := self._chains.became(merged):
                view["became"] = became
            if (encoded := _encode(view)) != states[key]:
                states[key] = encoded
                yield author, encoded

    def _shows(self, view: dict[str, Any], author: str) -> Change:
        key, version = f"{view['kind']}/{view['id']}", view["version"]
        self._versions[key] = version
        if key == BRIEFING:
            self._ended = view.get("state") == "ended"
            self._until = view.get("until")
        encoded = _encode(view)
        if author:
            self.own.setdefault(author, {})[key] = encoded
        if author and "text" not in view:
            return Change(key, self._hide(key, version), author, encoded)
        self.views[key] = encoded
        if view.get("state") == "answered" and view["kind"] == "question":
            self._answered[key] = None
        else:
            self._answered.pop(key, None)
        return Change(key, encoded, author, encoded if author else None)

    def _hide(self, key: str, version: str) -> bytes | None:
        self._answered.pop(key, None)
        if self.views.pop(key, None) is None:
            return None
        kind, _, id = key.partition("/")
        return _encode({"kind": kind, "id": id, "version": version, "gone": True})

    def _gone(self, view: dict[str, Any]) -> Change:
        key = f"{view['kind']}/{view['id']}"
        self._versions.pop(key, None)
        public = self._hide(key, view["version"])
        for author, states in self.own.items():
            if states.pop(key, None) is not None:
                return Change(key, public, author, _encode(view))
        return Change(key, public)

    def snapshot(self, seq: int, now: int) -> bytes:
        """The JSON of a `snapshot` message: all that everybody may see.

        Args:
            seq: of the last `views` that this snapshot includes.
            now: ms since the epoch.
        """
        left_out: set[str] = set()
        for key in list(self._answered)[:-ANSWERED]:
            left_out |= {key, f"tally/{key.partition('/')[2]}"}
        views = b",".join([view for key, view in self.views.items() if key not in left_out])
        return b'{"type":"snapshot","seq":%d,"now":%d,"me":{},"views":[%b]}' % (seq, now, views)


def views_message(seq: int, views: list[bytes]) -> bytes:
    """The JSON of a `views` message."""
    return b'{"type":"views","seq":%d,"views":[%b]}' % (seq, b",".join(views))


def own_message(views: list[bytes]) -> bytes:
    """The JSON of an `own` message."""
    return b'{"type":"own","views":[%b]}' % b",".join(views)
