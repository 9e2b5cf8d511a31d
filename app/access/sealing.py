"""Sealed columns of the counseling room: how a value is written, and whose keys open it in this context (decision 0012).

A sealed text leads to its key by itself: format byte, number of the box, the row's mark, then the ciphertext,
which is bound to table.column, box and mark. Where no keyring is held, nothing can be read or written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from app.crypto import boxes, equal

#: The first byte of every sealed text.
IN_A_BOX = b"\x04"
_BOX_BYTES = 8
#: Hexadecimal digits of a row's mark.
SEAT_LENGTH = 32
_HEAD = 1 + _BOX_BYTES + SEAT_LENGTH // 2


class SealedRefusal(Exception):
    """The room is locked, the reader does not hold this box, or the sealed bytes were moved or changed."""


class Locked(SealedRefusal):
    """No keys are held here: a counselor can open the room, anybody else cannot."""


class Keyring(Protocol):
    """The keys that one person holds at this moment."""

    def key(self, box: int) -> bytes:
        """The key of a box; SealedRefusal when it is not held."""
        ...

    def office(self) -> bytes:
        """The key under which children are sealed; SealedRefusal when it is not held."""
        ...


class Placed(str):  # noqa: SLOT000 - a value that carries its place has to have room for it
    """A text that knows where it stands: the number of its box and the mark of its row."""

    box: int
    seat: str

    def __new__(cls, text: str, box: int, seat: str) -> Placed:
        placed = super().__new__(cls, text)
        placed.box, placed.seat = box, seat
        return placed


class PlacedKey(int):
    """The key of a row that knows where it stands, as `Placed` does."""

    box: int
    seat: str

    def __new__(cls, key: int, box: int, seat: str) -> PlacedKey:
        placed = super().__new__(cls, key)
        placed.box, placed.seat = box, seat
        return placed


_keyring: ContextVar[Keyring | None] = ContextVar("sealing_keyring", default=None)
#: Keys of boxes made in this flush by somebody who will not hold them: the author of a referral.
_fresh: ContextVar[dict[int, bytes] | None] = ContextVar("sealing_fresh", default=None)


def hold(keyring: Keyring | None) -> None:
    """Hold these keys in the current context (one request, one job), or none."""
    _keyring.set(keyring)
    _fresh.set(None)


@contextmanager
def holding(keyring: Keyring | None) -> Iterator[None]:
    """Hold these keys, or none, inside the block."""
    token, fresh = _keyring.set(keyring), _fresh.set(None)
    try:
        yield
    finally:
        _keyring.reset(token)
        _fresh.reset(fresh)


def held() -> Keyring | None:
    """The keys held here."""
    return _keyring.get()


def lend_fresh(box: int, key: bytes) -> None:
    """Let the rows of this flush be sealed with the key of a box just made, whoever holds it afterwards."""
    _fresh.set({**(_fresh.get() or {}), box: key})


def forget_fresh() -> None:
    """The flush is over: its author holds nothing of it."""
    _fresh.set(None)


def placed(value: str | int, box: int, seat: str) -> Placed | PlacedKey:
    """The value as one that knows its place."""
    return PlacedKey(value, box, seat) if isinstance(value, int) else Placed(value, box, seat)


def seal(value: str | int, place: str) -> bytes:
    """A placed value as sealed bytes; TypeError for one that nobody has placed, Locked without a key."""
    if not isinstance(value, (Placed, PlacedKey)):
        raise TypeError(f"{place} is written through the guard, which knows its box")
    key = (_fresh.get() or {}).get(value.box) or _ring().key(value.box)
    head = head_of(value.box) + bytes.fromhex(value.seat)
    return head + boxes.seal_text(key, str(value), place, value.box, value.seat)


def unseal(sealed: bytes, place: str) -> Placed:
    """The text again with its place. Raises Locked, or SealedRefusal when bytes or place do not fit."""
    if sealed[:1] != IN_A_BOX or len(sealed) < _HEAD:
        raise SealedRefusal(place)
    box = box_of(sealed)
    seat = sealed[1 + _BOX_BYTES : _HEAD].hex()
    try:
        text = boxes.unseal_text(_ring().key(box), sealed[_HEAD:], place, box, seat)
    except boxes.CannotOpen as error:
        raise SealedRefusal(place) from error
    return Placed(text, box, seat)


def head_of(box: int) -> bytes:
    """With these bytes every text begins that lies in the box."""
    return IN_A_BOX + box.to_bytes(_BOX_BYTES, "big")


def box_of(sealed: bytes) -> int:
    """The box that a sealed text leads to; 0 for bytes that lead nowhere."""
    is_whole = sealed[:1] == IN_A_BOX and len(sealed) >= _HEAD
    return int.from_bytes(sealed[1 : 1 + _BOX_BYTES], "big") if is_whole else 0


def resealed(sealed: bytes, place: str, old_key: bytes, box: int, key: bytes) -> bytes:
    """The same text of the same row in another box (V-09). Raises CannotOpen for bytes that the old key does not open."""
    mark = sealed[1 + _BOX_BYTES : _HEAD]
    text = boxes.unseal_text(old_key, sealed[_HEAD:], place, box_of(sealed), mark.hex())
    return head_of(box) + mark + boxes.seal_text(key, text, place, box, mark.hex())


def seal_child(key: int, place: str) -> bytes:
    """The key of a row so that equal ones are equal, and only the room knows which it is."""
    return equal.seal_number(_ring().office(), key, place)


def unseal_child(sealed: bytes, place: str) -> int:
    """The key of the row again."""
    try:
        return equal.unseal_number(_ring().office(), sealed, place)
    except boxes.CannotOpen as error:
        raise SealedRefusal(place) from error


def _ring() -> Keyring:
    keyring = _keyring.get()
    if keyring is None:
        raise Locked
    return keyring
