"""Receipt codes: proof that a question arrived, short enough to read aloud, without an account.

A code is twelve Crockford base-32 symbols, 60 random bits, and a check symbol: `7QKF-3M2P-XW4T-C`. The check is
linear over the field of 32 elements with a different weight for every place. So it finds any one wrong symbol (no
weight is zero) and any two that changed places (no two weights are equal), which Crockford's own check modulo 37
does too, but with check symbols outside the alphabet, that are no letters.
"""

from __future__ import annotations

import base64
import hashlib

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ENTROPY = 8
"""Bytes of randomness that `code` takes; it uses 60 bits of them."""
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None, "\u2013": None, "\u2014": None})
_SYMBOLS = 12


def _double(value: int) -> int:
    """Multiplies by x in GF(2)[x] modulo x⁵ + x² + 1, which is primitive: the powers of x are all different."""
    return (value << 1) ^ (0b100101 if value & 0b10000 else 0)


def _check(values: list[int]) -> int:
    """Horner's rule: the place counted from the check symbol is the power of x."""
    total = 0
    for value in values:
        total = _double(total ^ value)
    return total


def code(entropy: bytes) -> str:
    """The code for `ENTROPY` random bytes."""
    bits = int.from_bytes(entropy[:ENTROPY], "big")
    values = [bits >> 5 * place & 31 for place in range(_SYMBOLS)]
    symbols = "".join(ALPHABET[value] for value in values)
    return f"{symbols[:4]}-{symbols[4:8]}-{symbols[8:]}-{ALPHABET[_check(values)]}"


def parse(text: str) -> str | None:
    """The code as printed, from what someone typed: case, spaces, dashes, O for 0, I and L for 1 are forgiven.

    Returns:
        None where it is no code, or one with a slip in it.
    """
    symbols = text.upper().translate(_READ_AS).strip()
    if len(symbols) != _SYMBOLS + 1 or any(symbol not in _VALUE for symbol in symbols):
        return None
    *values, check = (_VALUE[symbol] for symbol in symbols)
    if check != _check(values):
        return None
    return f"{symbols[:4]}-{symbols[4:8]}-{symbols[8:12]}-{symbols[12]}"


def receipt_hash(code: str) -> str:
    """What the store holds in place of a code, as printed: SHA-256, in hex."""
    return hashlib.sha256(code.encode()).hexdigest()


def question_id(author: str, command: str) -> str:
    """The id of the question that this author's command asks: the same however often it is sent."""
    digest = hashlib.sha256(f"{author}|{command}".encode()).digest()
    return base64.b32encode(digest[:10]).decode().lower()
