"""The rows of the role matrix: every route and every message, and who may use it."""

from __future__ import annotations

from typing import Any

from studio.people import Right

ANYONE = "anyone"
OWN_PAGE = "a page of ours"  # anyone, but from our own origin alone
READS = "a control key"  # of either scope
OPERATES = "a control key that operates"

HTTP: dict[tuple[str, str], str] = {
    ("GET", "/"): ANYONE,
    ("GET", "/b/{slug:str}"): ANYONE,
    ("POST", "/b/{slug:str}"): OWN_PAGE,
    ("GET", "/r"): ANYONE,
    ("GET", "/r/{code:str}"): ANYONE,
    ("POST", "/r/{code:str}"): OWN_PAGE,
    ("POST", "/r/{code:str}/letter"): OWN_PAGE,
    ("GET", "/join"): ANYONE,
    ("POST", "/join"): OWN_PAGE,
    ("GET", "/desk/{briefing:str}"): "desk",
    ("GET", "/desk/{briefing:str}/chain.json"): "desk",
    ("GET", "/desk/{briefing:str}/chain.csv"): "desk",
    ("GET", "/console/{briefing:str}"): "console",
    ("GET", "/speaker/{briefing:str}"): "speaker",
    ("GET", "/captions/{briefing:str}"): "captions",
    ("GET", "/confidential/{briefing:str}"): "confidential",
    ("GET", "/office"): "office",
    ("GET", "/screen"): ANYONE,  # the key is in the fragment: the page shows nothing without one
    ("GET", "/records/{briefing:str}"): "archive",
    ("GET", "/records/{briefing:str}/transcript"): "archive",
    ("POST", "/records/{briefing:str}/transcript"): "archive",
    ("GET", "/records/{briefing:str}/import"): "archive",
    ("POST", "/records/{briefing:str}/import"): "archive",
    ("GET", "/records/{briefing:str}/publish"): "archive",
    ("POST", "/records/{briefing:str}/publish"): "archive",
    ("GET", "/records"): "archive",
    ("GET", "/records/notices/{briefing:str}/{question:str}"): "archive",
    ("POST", "/records/notices/{briefing:str}/{question:str}"): "archive",
    ("GET", "/records/departments"): "archive",
    ("POST", "/records/departments"): "archive",
    ("GET", "/archive"): ANYONE,
    ("GET", "/archive/feed.atom"): ANYONE,
    ("GET", "/sitemap.xml"): ANYONE,
    ("GET", "/robots.txt"): ANYONE,
    ("GET", "/archive/{slug:str}"): ANYONE,
    ("GET", "/archive/{slug:str}/{name:str}"): ANYONE,
    ("GET", "/ledger"): ANYONE,
    ("GET", "/ledger.json"): ANYONE,
    ("GET", "/ledger.csv"): ANYONE,
    ("GET", "/ledger/schema.json"): ANYONE,
    ("GET", "/ledger/{slug:str}"): ANYONE,
    ("GET", "/ledger/{slug:str}/{chart:str}"): ANYONE,
    ("GET", "/recordings/{name:str}"): ANYONE,
    ("HEAD", "/recordings/{name:str}"): ANYONE,
    ("GET", "/health/live"): ANYONE,
    ("GET", "/health/ready"): ANYONE,
    ("GET", "/metrics"): ANYONE,
    ("GET", "/static/{file_path:path}"): ANYONE,
    ("HEAD", "/static/{file_path:path}"): ANYONE,
    ("GET", "/brand.css"): ANYONE,
    ("GET", "/brand/logo"): ANYONE,
    ("GET", "/graphics"): ANYONE,
    ("GET", "/graphics/frame"): ANYONE,
    ("GET", "/graphics/{graphic:str}/{file:path}"): ANYONE,  # a screen has no session; what it shows is public
    ("GET", "/api/v1/openapi.json"): ANYONE,
    ("GET", "/api/v1/state"): READS,
    ("GET", "/api/v1/feed"): READS,
    ("GET", "/api/v1/screens/{screen:str}/tally.png"): READS,
    ("POST", "/api/v1/panic"): OPERATES,
    ("POST", "/api/v1/screens/{screen:str}/take"): OPERATES,
    ("POST", "/api/v1/screens/{screen:str}/cut"): OPERATES,
    ("POST", "/api/v1/screens/{screen:str}/next"): OPERATES,
    ("POST", "/api/v1/screens/{screen:str}/previous"): OPERATES,
    ("POST", "/api/v1/screens/{screen:str}/clear"): OPERATES,
    ("POST", "/api/v1/screens/{screen:str}/clear/{layer:str}"): OPERATES,
    ("POST", "/api/v1/screens/{screen:str}/clear-all"): OPERATES,
    ("POST", "/api/v1/screens/{screen:str}/cue/{number:str}"): OPERATES,
    ("POST", "/api/v1/screens/{screen:str}/items/{item:str}/cue"): OPERATES,
    ("POST", "/api/v1/screens/{screen:str}/message"): OPERATES,
    ("POST", "/api/v1/screens/{screen:str}/timer/start"): OPERATES,
    ("POST", "/api/v1/screens/{screen:str}/timer/pause"): OPERATES,
    ("POST", "/api/v1/screens/{screen:str}/timer/set/{seconds:str}"): OPERATES,
    ("POST", "/api/v1/screens/{screen:str}/timer/add/{seconds:str}"): OPERATES,
}
"""Every HTTP route of web, and who may use it: a right of `studio.people`, a key, or anyone."""

SOCKETS: dict[str, tuple[str, Right]] = {
    "/desk/{briefing:str}/ws": ("moderator", "desk"),
    "/console/{briefing:str}/ws": ("producer", "console"),
    "/speaker/{briefing:str}/ws": ("speaker", "speaker"),
    "/captions/{briefing:str}/ws": ("captioner", "captions"),
    "/confidential/{briefing:str}/ws": ("confidential", "confidential"),
    "/office/ws": ("office", "office"),
    "/screen/ws": ("screen", "screen"),
}
"""Every WebSocket of web: its seat, and the right that it takes."""

KEYED_SOCKETS = {"/api/v1/ws": READS}
"""... and those for programs, whose commands are the verbs above."""

GATEWAY = {"/health/live": ANYONE, "/health/ready": ANYONE, "/metrics": ANYONE, "/b/{briefing}": "viewer"}
"""Every path of the gateway."""

Q = {"id": "matrix-0001", "question": "q1"}
ITEM = {"id": "matrix-0001", "item": "q1"}
PLACE = {"id": "matrix-0001", "screen": "main", "layer": "question", "cue": "c"}
MESSAGES: dict[tuple[str, str], dict[str, Any]] = {
    ("viewer", "ask"): {"id": "matrix-0001", "text": "Why?"},
    ("viewer", "vote"): Q,
    ("viewer", "withdraw"): Q,
    ("viewer", "again"): {},
    ("moderator", "claim"): Q,
    ("moderator", "release"): Q,
    ("moderator", "approve"): {**Q, "revision": 0, "sure": True},
    ("moderator", "approve_all"): {"id": "matrix-0001", "questions": ["q1"]},
    ("moderator", "edit"): {**Q, "text": "x", "language": "en"},
    ("moderator", "reject"): {**Q, "reason": "insult"},
    ("moderator", "reject_all"): {"id": "matrix-0001", "questions": ["q1"], "reason": "insult"},
    ("moderator", "notice"): Q,
    ("moderator", "merge"): {**Q, "into": "q2"},
    ("moderator", "unmerge"): Q,
    ("moderator", "divert"): Q,
    ("moderator", "mark"): {"id": "matrix-0001", "questions": ["q1"], "held": True},
    ("moderator", "put_label"): {"id": "matrix-0001", "label": {"id": "la", "name": "x"}},
    ("moderator", "drop_label"): {"id": "matrix-0001", "label": "la"},
    ("moderator", "undo"): {"id": "matrix-0001", "decision": "matrix-0002"},
    ("moderator", "restrain"): {**Q, "how": "mute"},
    ("moderator", "intake"): {"id": "matrix-0001", "intake": "paused", "message": {"en": "A break"}},
    ("moderator", "look"): {"id": "matrix-0001", "list": "all"},
    ("moderator", "about"): Q,
    ("moderator", "again"): {},
    ("producer", "move"): ITEM,
    ("producer", "prepare"): {**ITEM, "graphic": "message", "title": "x", "data": {}},
    ("producer", "duplicate"): ITEM,
    ("producer", "skip"): ITEM,
    ("producer", "put_back"): ITEM,
    ("producer", "remove"): ITEM,
    ("producer", "cue"): {**ITEM, "screen": "main"},
    ("producer", "take"): {"id": "matrix-0001", "screen": "main", "cue": "c", "expected": None},
    ("producer", "revise"): PLACE,
    ("producer", "time"): {**PLACE, "action": "pause"},
    ("producer", "hide"): {**PLACE, "after_s": 9},
    ("producer", "step"): {**PLACE, "step": 1},
    ("producer", "perform"): {**PLACE, "action": "flash"},
    ("producer", "clear"): {"id": "matrix-0001", "screen": "main"},
    ("producer", "panic"): {"id": "matrix-0001"},
    ("producer", "answered"): Q,
    ("producer", "again"): {},
    ("speaker", "again"): {},
    ("captioner", "caption"): {
        "id": "matrix-0001", "line": "l1", "language": "ru", "text": "x", "since": 1, "until": 2,
    },
    ("captioner", "set_vocabulary"): {"id": "matrix-0001", "words": ["x"]},
    ("captioner", "again"): {},
    ("confidential", "read_tip_off"): Q,
    ("confidential", "again"): {},
    ("screen", "hello"): {"key": "k" * 32},
    ("screen", "painted"): {"revision": 1},
    ("screen", "killed"): {"revision": 1},
    ("screen", "again"): {},
    ("office", "save_briefing"): {
        "id": "matrix-0001", "briefing": "b", "details": {"slug": "abc", "title": {"en": "x"}, "starts_at": 0},
    },
    ("office", "rehearse"): {"id": "matrix-0001", "briefing": "b"},
    ("office", "open_briefing"): {"id": "matrix-0001", "briefing": "b"},
    ("office", "set_intake"): {"id": "matrix-0001", "briefing": "b", "intake": "open"},
    ("office", "end_briefing"): {"id": "matrix-0001", "briefing": "b"},
    ("office", "invite"): {"id": "matrix-0001", "role": "owner", "name": "x"},
    ("office", "revoke"): {"id": "matrix-0001", "person": "p"},
    ("office", "again"): {},
}  # fmt: skip
"""Every message type of every seat, with what makes it valid."""
