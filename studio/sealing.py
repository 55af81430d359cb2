"""Sealing: whoever has the public key can close an envelope, only the private key opens it.

A tip-off is sealed on its way in, and so is an asker's address: what is stored can be read in one process alone. Each
envelope has its own ephemeral X25519 key; HKDF-SHA256 makes of the shared secret the key of one AES-256-GCM. Both
public keys are bound into it, so an envelope can't be readdressed, and a changed bit is noticed.
"""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CONTEXT = b"tynda confidential channel 1"
MAIL = b"tynda mail 1"
"""What these keys are for, and the envelope's version: a key derived for anything else is another."""
KEY, NONCE, TAG = 32, 12, 16
"""Bytes of a key of either kind, of GCM's nonce and of its tag."""


class SealError(Exception):
    """A key or an envelope can't be used; the text says why and shows neither."""


class WrongKeyError(SealError):
    """The envelope was sealed for another key, or was changed."""


def make_key() -> str:
    """A new private key, base64."""
    return _text(X25519PrivateKey.generate().private_bytes_raw())


def key_of(secret: str) -> str:
    """The private key that 32 bytes in hex are, such as `studio.settings.derive` makes, base64."""
    return _text(bytes.fromhex(secret))


def public_key(private: str) -> str:
    """The public key that belongs to a private one, base64.

    Raises:
        SealError: `private` is no key.
    """
    return _text(_private(private).public_key().public_bytes_raw())


def seal(public: str, payload: bytes, purpose: bytes = CONTEXT) -> str:
    """An envelope that only the private key opens: ephemeral public key, nonce and ciphertext, base64.

    Raises:
        SealError: `public` is no key.
    """
    to = _key(public)
    once = X25519PrivateKey.generate()
    sender, nonce = once.public_key().public_bytes_raw(), os.urandom(NONCE)
    try:
        secret = once.exchange(X25519PublicKey.from_public_bytes(to))
    except ValueError:  # a point of small order
        raise SealError("this public key can't be used") from None
    closed = AESGCM(_derived(secret, sender, to, purpose)).encrypt(nonce, payload, purpose)
    return _text(sender + nonce + closed)


def open_sealed(private: str, sealed: str, purpose: bytes = CONTEXT) -> bytes:
    """What was sealed.

    Raises:
        WrongKeyError: it was sealed for another key, or changed since.
        SealError: `private` is no key, or `sealed` no envelope.
    """
    own, envelope = _private(private), _bytes(sealed)
    if envelope is None or len(envelope) < KEY + NONCE + TAG:
        raise SealError("this is no sealed envelope")
    sender, nonce, closed = envelope[:KEY], envelope[KEY : KEY + NONCE], envelope[KEY + NONCE :]
    try:
        secret = own.exchange(X25519PublicKey.from_public_bytes(sender))
        key = _derived(secret, sender, own.public_key().public_bytes_raw(), purpose)
        return AESGCM(key).decrypt(nonce, closed, purpose)
    except (InvalidTag, ValueError):
        raise WrongKeyError("sealed for another key, or changed since") from None


def _derived(secret: bytes, sender: bytes, to: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY, salt=None, info=purpose + sender + to).derive(secret)


def _private(text: str) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(_key(text))


def _key(text: str) -> bytes:
    raw = _bytes(text)
    if raw is None or len(raw) != KEY:
        raise SealError(f"a key has {KEY} bytes, written in base64")
    return raw


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
