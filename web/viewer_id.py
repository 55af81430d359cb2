"""The viewer's cookie: a random id that nobody else can make, and the pseudonyms that follow from it.

A viewer has no account. The cookie carries 128 random bits and a signature, so the gateway knows a
viewer without reading any store. A question carries the *author*: a keyed hash of that id for one
briefing, so that the same person's questions in two briefings can't be put together by whoever reads them.
"""

from __future__ import annotations

import hmac
import re
import secrets

_VERSION = "v1"
_VALUE = re.compile(r"v1\.([A-Za-z0-9_-]{22})\.([0-9a-f]{64})")


def _sign(key: bytes, message: str) -> str:
    if not key:
        raise ValueError("the viewer key is empty: set VIEWER_KEY or SECRET_KEY")
    return hmac.digest(key, message.encode(), "sha256").hex()


def issue(key: bytes) -> str:
    """A new cookie value: version, 128 random bits, signature.

    Args:
        key: the signing key (`settings.viewers`).

    Raises:
        ValueError: when the key is empty.
    """
    body = f"{_VERSION}.{secrets.token_urlsafe(16)}"
    return f"{body}.{_sign(key, body)}"


def verify(key: bytes, value: str) -> str | None:
    """The viewer id inside a cookie value, or None when it was not signed with this key.

    Args:
        key: the signing key.
        value: what the browser sent; anything at all.

    Raises:
        ValueError: when the key is empty.
    """
    match = _VALUE.fullmatch(value)
    if match is None:
        return None
    body, _, signature = value.rpartition(".")
    return match[1] if hmac.compare_digest(signature, _sign(key, body)) else None


def author(key: bytes, briefing: str, viewer: str) -> str:
    """The viewer's pseudonym in one briefing: 128 bits of a keyed hash, as 32 hex digits.

    A cookie's signed text holds no `|`, so no signature can stand for an author or the reverse.

    Args:
        key: the signing key.
        briefing: the briefing's id.
        viewer: the id from `verify`.

    Raises:
        ValueError: when the key is empty.
    """
    return _sign(key, f"{briefing}|{viewer}")[:32]
