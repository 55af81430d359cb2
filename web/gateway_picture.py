"""What a gateway knows of one briefing: the public's views and each author's own; no I/O.

A view with a `text` is everybody's. A view that carries `author` and no text is that author's alone: it
says what became of a question that nobody else may see, and takes the question away from everybody else.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from studio.log import Stored

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
    """

    key: str
    public: bytes | None
    author: str = ""
    own: bytes | None = None


def order(version: str) -> tuple[int, int]:
    """A stream id as something that sorts."""
    ms, _, seq = version.partition("-")
    return int(ms), int(seq or 0)


BRIEFING = "briefing/briefing"


class Picture:
    """Views by record key, encoded once for all."""

    def __init__(self) -> None:
        self.views: dict[str, bytes] = {}
        self.own: dict[str, dict[str, bytes]] = {}
        self._versions: dict[str, str] = {}
        self._answered: dict[str, None] = {}
        self._ended = False

    @property
    def known(self) -> bool:
        """Whether there is such a briefing."""
        return BRIEFING in self.views

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
        for key, (version, body) in sorted(stored.items(), key=lambda item: order(item[1].version)):
            if self._versions.get(key) != version:
                changes.append(self.learn(version, body))
        return changes

    def _forget(self, key: str) -> Change:
        kind, _, id = key.partition("/")
        return self.learn(self._versions[key], _encode({"kind": kind, "id": id, "gone": True}))

    def learn(self, version: str, body: bytes) -> Change:
        """Takes one view as `air` carries it."""
        view = _decode(body)
        key = f"{view['kind']}/{view['id']}"
        author = str(view.pop("author", None) or "")
        view["version"] = version
        if view.get("gone"):
            self._versions.pop(key, None)
            return self._gone(key, view)
        self._versions[key] = version
        if key == BRIEFING:
            self._ended = view.get("state") == "ended"
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

    def _gone(self, key: str, view: dict[str, Any]) -> Change:
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
