"""Receipt codes: every single slip is caught, kind reading is forgiven."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from qa import receipts

codes = st.binary(min_size=receipts.ENTROPY, max_size=receipts.ENTROPY).map(receipts.code)
places = st.integers(0, 12)


def spread(symbols: str) -> str:
    return f"{symbols[:4]}-{symbols[4:8]}-{symbols[8:12]}-{symbols[12:]}"


@given(codes)
def test_a_code_is_read_back(code: str):
    assert receipts.parse(code) == code
    assert len(code) == len("7QKF-3M2P-XW4T-C")


@given(codes, places, st.sampled_from(receipts.ALPHABET))
def test_any_one_wrong_symbol_is_found(code: str, place: int, wrong: str):
    symbols = code.replace("-", "")
    slip = spread(symbols[:place] + wrong + symbols[place + 1 :])
    assert receipts.parse(slip) == (code if wrong == symbols[place] else None)


@given(codes, places, places)
def test_any_two_symbols_that_changed_places_are_found(code: str, one: int, other: int):
    symbols = list(code.replace("-", ""))
    symbols[one], symbols[other] = symbols[other], symbols[one]
    slip = spread("".join(symbols))
    assert receipts.parse(slip) == (code if slip == code else None)


@given(codes, st.sampled_from(["lower", "spaces", "none", "dashes"]))
def test_the_way_people_write_is_forgiven(code: str, way: str):
    typed = {
        "lower": code.lower().replace("0", "o").replace("1", "l"),
        "spaces": f" {code.replace('-', ' ')} ".replace("1", "I").replace("0", "O"),
        "none": code.replace("-", ""),
        "dashes": code.replace("-", "–"),
    }[way]
    assert receipts.parse(typed) == code


def test_what_is_no_code():
    for text in ("", "7QKF", "7QKF-3M2P-XW4T-CC", "7QKF-3M2P-XW4T-U", "ҚҚҚҚ-ҚҚҚҚ-ҚҚҚҚ-Қ", "0" * 5000):
        assert receipts.parse(text) is None


def test_all_sixty_bits_count():
    seen = {receipts.code((1 << bit).to_bytes(receipts.ENTROPY, "big")) for bit in range(60)}
    assert len(seen) == 60


def test_the_store_holds_a_hash():
    assert receipts.receipt_hash("7QKF") == hashlib.sha256(b"7QKF").hexdigest()


def test_a_question_sent_again_has_the_same_id():
    one = receipts.question_id("author", "command-1")
    assert one == receipts.question_id("author", "command-1")
    assert one not in {receipts.question_id("author", "command-2"), receipts.question_id("other", "command-1")}
    assert len(one) == 16
    assert one == one.lower()
