"""Records, the table of kinds that folds events into them, and refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from studio.events import Frozen, Id


class Record(Frozen):
    """What Redis holds of one entity now. `id` is unique within its kind and briefing."""

    id: Id


class Refusal(Frozen):
    """Why a command was not carried out; `key` is the record that it was about, which the answer shows as it is now.

    `code` is a word of `docs/protocol.md`; the browser turns it into a sentence in the user's language.
    """

    code: str
    retry_after_ms: int | None = None
    key: str | None = None  # such as "question/abc"


class Evolve(Protocol):
    """Folds one event into one record; None where there is none."""

    def __call__(self, state: Any, event: Any, at: int, by: str) -> Any:
        """The record after the event."""


@dataclass(frozen=True)
class Kind:
    """How one kind of record comes about.

    Attributes:
        name: the word before the slash in a record's key.
        model: the record's pydantic model.
        touches: the ids of the records of this kind that an event changes.
        evolve: folds one event into one record.
        public: what the public may see of the record, or None; carries `author` where the gateway must route.
    """

    name: str
    model: type[Record]
    touches: Callable[[Any], Iterable[str]]
    evolve: Evolve
    public: Callable[[Any], dict[str, Any] | None]


Kinds = Mapping[str, Kind]


def key(kind: str, id: str) -> str:
    """The key of a record within its briefing: `question/abc`."""
    return f"{kind}/{id}"


def touched(kinds: Kinds, events: Iterable[Any]) -> tuple[str, ...]:
    """The keys of all records that these events change, each once, in order."""
    return tuple(dict.fromkeys(key(k.name, i) for e in events for k in kinds.values() for i in k.touches(e)))


def fold(kinds: Kinds, states: Mapping[str, Any], events: Iterable[Any], at: int, by: str) -> dict[str, Any]:
    """The records after these events, by key; only those that an event touched.

    Args:
        kinds: the table.
        states: the records before, None where there is none; must hold every touched key.
        events: what happened, in order.
        at: when, ms since the epoch.
        by: who did it.
    """
    after: dict[str, Any] = {}
    for event in events:
        for kind in kinds.values():
            for id in kind.touches(event):
                k = key(kind.name, id)
                after[k] = kind.evolve(after.get(k, states.get(k)), event, at, by)
    return after
