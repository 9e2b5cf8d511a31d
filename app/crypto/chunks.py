"""A file under one key in pieces of 64 KiB: a piece changed, moved, left out or cut off at the end does not open (security V-15)."""

from __future__ import annotations

from app.crypto import boxes
from app.crypto.parts import Part

PIECE = 64 * 1024
#: Format byte, nonce and tag of each piece.
_OVER = 1 + 12 + 16


def seal(key: bytes, data: bytes, *place: Part) -> bytes:
    """The pieces one after another, each bound to the place, its number and whether it is the last."""
    pieces = [data[start : start + PIECE] for start in range(0, len(data), PIECE)] or [b""]
    last = len(pieces) - 1
    return b"".join(
        boxes.seal(key, piece, *place, number, int(number == last)) for number, piece in enumerate(pieces)
    )


def unseal(key: bytes, sealed: bytes, *place: Part) -> bytes:
    """The file again. Raises CannotOpen."""
    size = PIECE + _OVER
    pieces = [sealed[start : start + size] for start in range(0, len(sealed), size)] or [b""]
    last = len(pieces) - 1
    return b"".join(
        boxes.unseal(key, piece, *place, number, int(number == last)) for number, piece in enumerate(pieces)
    )
