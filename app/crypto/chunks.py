"""A file under one key in pieces of 64 KiB: a piece changed, moved, left out or cut off at the end does not open (security V-15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.crypto import boxes
from app.crypto.parts import Part

PIECE = 64 * 1024
#: With format byte, nonce and tag.
SEALED_PIECE = PIECE + 1 + 12 + 16


def seal(key: bytes, data: bytes, *place: Part) -> bytes:
    """The pieces one after another, each bound to the place, its number and whether it is the last."""
    pieces = [data[start : start + PIECE] for start in range(0, len(data), PIECE)] or [b""]
    last = len(pieces) - 1
    return b"".join(
        boxes.seal(key, piece, *place, number, int(number == last)) for number, piece in enumerate(pieces)
    )


def unseal(key: bytes, sealed: bytes, *place: Part) -> bytes:
    """The file again. Raises CannotOpen."""
    pieces = list(_pieces(sealed)) or [b""]
    last = len(pieces) - 1
    return b"".join(
        boxes.unseal(key, piece, *place, number, int(number == last)) for number, piece in enumerate(pieces)
    )


@dataclass(frozen=True, slots=True, repr=False)
class Turn:
    """From one key and place to another."""

    old_key: bytes
    old_place: tuple[Part, ...]
    new_key: bytes
    new_place: tuple[Part, ...]


def resealed(sealed: bytes, first: int, is_end: bool, turn: Turn) -> bytes:
    """Some sealed pieces of a file under the other key; `first` is the number of the first. Raises CannotOpen."""
    pieces = list(_pieces(sealed))
    made = []
    for number, piece in enumerate(pieces, first):
        told = number, int(is_end and number == first + len(pieces) - 1)
        opened = boxes.unseal(turn.old_key, piece, *turn.old_place, *told)
        made.append(boxes.seal(turn.new_key, opened, *turn.new_place, *told))
    return b"".join(made)


def _pieces(sealed: bytes) -> Iterator[bytes]:
    return (sealed[start : start + SEALED_PIECE] for start in range(0, len(sealed), SEALED_PIECE))
