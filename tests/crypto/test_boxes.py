"""What is sealed opens with its key in its place, and nowhere else; T-12 of the security catalogue."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import boxes, equal
from app.crypto.boxes import CannotOpen
from app.crypto.parts import joined

KEY, OTHER = b"k" * 32, b"o" * 32
PLACE = ("counseling_sessions.matter", 7, 3)
PARTS = st.lists(st.one_of(st.text(max_size=6), st.integers(-9, 9), st.binary(max_size=6)), max_size=4)


@given(st.text())
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert boxes.unseal_text(KEY, boxes.seal_text(KEY, text, *PLACE), *PLACE) == text


@given(st.binary(max_size=600))
def test_bytes_come_back_as_they_were(data: bytes) -> None:
    assert boxes.unseal(KEY, boxes.seal(KEY, data, *PLACE), *PLACE) == data


@given(PARTS, PARTS)
def test_two_places_are_the_same_bytes_only_when_they_are_the_same_place(one: list, two: list) -> None:  # type: ignore[type-arg]
    assert (joined(*one) == joined(*two)) == ([(type(p), p) for p in one] == [(type(p), p) for p in two])


@pytest.mark.parametrize(
    "place",
    [
        ("counseling_sessions.advice", 7, 3),
        ("counseling_sessions.matter", 8, 3),
        ("counseling_sessions.matter", 7, 4),
        ("counseling_sessions.matter", 73),
        ("counseling_sessions.matter", "7", 3),
    ],
)
def test_a_value_moved_to_another_column_row_or_case_does_not_open(place: tuple[str | int, ...]) -> None:
    with pytest.raises(CannotOpen):
        boxes.unseal_text(KEY, boxes.seal_text(KEY, "不能移动", *PLACE), *place)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(CannotOpen):
        boxes.unseal(OTHER, boxes.seal(KEY, b"x"))


def test_no_changed_bit_opens() -> None:
    sealed = boxes.seal(KEY, "一字不差".encode(), *PLACE)
    for place in range(8 * len(sealed)):
        changed = bytearray(sealed)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(CannotOpen):
            boxes.unseal(KEY, bytes(changed), *PLACE)


@pytest.mark.parametrize("length", range(29))
def test_a_cut_value_does_not_open(length: int) -> None:
    with pytest.raises(CannotOpen):
        boxes.unseal(KEY, boxes.seal(KEY, b"", *PLACE)[:length], *PLACE)


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    assert len({boxes.seal_text(KEY, "同一句话", *PLACE) for _ in range(1000)}) == 1000


def test_the_length_of_a_note_shows_only_to_the_next_256_bytes() -> None:
    lengths = {len(boxes.seal_text(KEY, "字" * count)) for count in range(85)}
    assert lengths == {1 + 12 + 256 + 16}


def test_the_first_byte_names_the_cipher() -> None:
    assert boxes.seal(KEY, b"x")[:1] == boxes.AES256_GCM
    assert equal.seal_number(KEY, 1)[:1] == equal.AES_SIV


@given(st.integers(0, 2**63))
def test_a_sealed_number_comes_back_and_is_equal_for_equal_numbers(number: int) -> None:
    sealed = equal.seal_number(KEY, number, "child")
    assert equal.unseal_number(KEY, sealed, "child") == number
    assert sealed == equal.seal_number(KEY, number, "child")
    assert sealed != equal.seal_number(OTHER, number, "child")
    assert sealed != equal.seal_number(KEY, number, "letter")


@pytest.mark.parametrize("sealed", [b"", b"\x02", b"\x01" + b"0" * 24, b"\x02" + b"0" * 24])
def test_bytes_that_are_no_sealed_number_do_not_open(sealed: bytes) -> None:
    with pytest.raises(CannotOpen):
        equal.unseal_number(KEY, sealed, "child")


def test_an_index_tells_equal_values_and_nothing_of_others() -> None:
    assert equal.index_of(KEY, "10000000001", "phone") == equal.index_of(KEY, "10000000001", "phone")
    others = {equal.index_of(k, v, p) for k in (KEY, OTHER) for v in ("1", "2") for p in ("phone", "id")}
    assert len(others) == 8 and all(len(index) == 16 for index in others)
