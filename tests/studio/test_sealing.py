"""Sealing: only the private key opens, any change is noticed, errors show nothing."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio import sealing
from studio.sealing import KEY, NONCE, SealError, WrongKeyError

PRIVATE = sealing.make_key()
PUBLIC = sealing.public_key(PRIVATE)
TEXT = "Хочу сообщить о взятке".encode()


@settings(max_examples=30)
@given(st.binary(max_size=4000))
def test_what_was_sealed_comes_back(payload: bytes) -> None:
    assert sealing.open_sealed(PRIVATE, sealing.seal(PUBLIC, payload)) == payload


def test_keys_are_made_anew_and_have_one_public_half() -> None:
    assert sealing.make_key() != PRIVATE
    assert sealing.public_key(PRIVATE) == PUBLIC
    assert PUBLIC != PRIVATE
    for key in (PRIVATE, PUBLIC):
        assert len(base64.b64decode(key)) == KEY


def test_the_same_text_sealed_twice_looks_different_and_shows_nothing() -> None:
    one, two = (base64.b64decode(sealing.seal(PUBLIC, TEXT)) for _ in range(2))
    assert one[:KEY] != two[:KEY]
    assert one[KEY + NONCE :] != two[KEY + NONCE :]
    assert TEXT not in one


def test_another_key_does_not_open_it() -> None:
    sealed = sealing.seal(PUBLIC, TEXT)
    with pytest.raises(WrongKeyError):
        sealing.open_sealed(sealing.make_key(), sealed)
    with pytest.raises(WrongKeyError):
        sealing.open_sealed(PUBLIC, sealed)  # who knows the public key alone can seal, not open


@pytest.mark.parametrize("at", [0, 31, KEY, KEY + NONCE - 1, KEY + NONCE, -1])
def test_a_changed_bit_is_noticed(at: int) -> None:
    envelope = bytearray(base64.b64decode(sealing.seal(PUBLIC, TEXT)))
    envelope[at] ^= 1
    with pytest.raises(WrongKeyError):
        sealing.open_sealed(PRIVATE, base64.b64encode(envelope).decode())


def test_an_envelope_from_a_point_of_small_order_is_refused() -> None:
    envelope = bytes(KEY) + base64.b64decode(sealing.seal(PUBLIC, TEXT))[KEY:]
    with pytest.raises(WrongKeyError):
        sealing.open_sealed(PRIVATE, base64.b64encode(envelope).decode())
    with pytest.raises(SealError):
        sealing.seal(base64.b64encode(bytes(KEY)).decode(), TEXT)


@pytest.mark.parametrize(
    "text",
    ["", "AAAA", "not base64!", "ключ", PRIVATE + "\n", PRIVATE[:-4]],
    ids=("empty", "short", "no base64", "letters", "a line", "cut"),
)
def test_what_is_no_key_is_named_as_such_and_not_shown(text: str) -> None:
    for use in (
        sealing.public_key,
        lambda t: sealing.seal(t, TEXT),
        lambda t: sealing.open_sealed(t, ""),
    ):
        with pytest.raises(SealError) as caught:
            use(text)
        assert str(caught.value) == "a key has 32 bytes, written in base64"


@pytest.mark.parametrize("text", ["", "AAAA", "%%%", base64.b64encode(bytes(KEY + NONCE + 15)).decode()])
def test_what_is_no_envelope_is_named_as_such(text: str) -> None:
    with pytest.raises(SealError, match="no sealed envelope"):
        sealing.open_sealed(PRIVATE, text)


def test_an_error_carries_no_key_and_no_text() -> None:
    """Whatever a traceback shows of the error and what caused it."""
    with pytest.raises(WrongKeyError) as caught:
        sealing.open_sealed(sealing.make_key(), sealing.seal(PUBLIC, TEXT))
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
