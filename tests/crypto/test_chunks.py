"""A file sealed in pieces opens whole, or not at all (V-15)."""

from __future__ import annotations

import os

import pytest

from app.crypto import boxes, chunks
from app.crypto.boxes import CannotOpen

pytestmark = pytest.mark.security("T-12")

KEY = boxes.new_key()
PLACE = ("case_attachments.content", 7, "ab")
SIZE = chunks.PIECE + 29


@pytest.mark.parametrize(
    "length", [0, 1, chunks.PIECE - 1, chunks.PIECE, chunks.PIECE + 1, 3 * chunks.PIECE + 5]
)
def test_a_file_of_any_length_opens_again(length: int) -> None:
    data = os.urandom(length)
    assert chunks.unseal(KEY, chunks.seal(KEY, data, *PLACE), *PLACE) == data


@pytest.mark.parametrize(
    "bend",
    [
        lambda sealed: sealed[:SIZE],
        lambda sealed: sealed[SIZE:],
        lambda sealed: sealed[SIZE : 2 * SIZE] + sealed[:SIZE] + sealed[2 * SIZE :],
        lambda sealed: sealed + sealed[-SIZE:],
        lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]),
        lambda sealed: b"",
    ],
    ids=["cut off", "without its head", "pieces exchanged", "lengthened", "one bit", "nothing"],
)
def test_a_file_that_was_bent_does_not_open(bend: object) -> None:
    sealed = chunks.seal(KEY, os.urandom(3 * chunks.PIECE), *PLACE)
    with pytest.raises(CannotOpen):
        chunks.unseal(KEY, bend(sealed), *PLACE)  # type: ignore[operator]


@pytest.mark.parametrize(
    "place", [("case_attachments.content", 8, "ab"), ("case_attachments.content", 7, "ac")]
)
def test_a_file_moved_to_another_row_or_case_does_not_open(place: tuple[str, int, str]) -> None:
    with pytest.raises(CannotOpen):
        chunks.unseal(KEY, chunks.seal(KEY, b"x", *PLACE), *place)
