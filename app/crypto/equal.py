"""Values that can be compared without being read: the same value under the same key and place seals to the same bytes.

For keys of children (a case finds its child, and a search for the child finds the case) and for looking up
numbers that are sealed elsewhere. Whoever has the bytes and not the key learns only which rows are equal.
"""

from __future__ import annotations

import hmac
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from app.crypto.boxes import CannotOpen
from app.crypto.parts import Part, joined

#: The first byte of a sealed number.
AES_SIV = b"\x02"
#: The first byte of a sealed short text; the second byte names the key.
SEARCHABLE = b"\x03"
_HEAD_BYTES = 2
TAG_BYTES = 4
#: Where the tag of the ending begins in the bytes, counted from 1 as SQL counts.
TAG_AT = _HEAD_BYTES + 1
_INDEX_BYTES = 16


def seal_number(key: bytes, number: int, *place: Part) -> bytes:
    """25 bytes: format byte, synthetic IV (16), the number (8); equal for equal numbers. `key` has 32 bytes."""
    return AES_SIV + AESSIV(key).encrypt(number.to_bytes(8, "big"), [joined(*place)])


def unseal_number(key: bytes, sealed: bytes, *place: Part) -> int:
    """The number again. Raises CannotOpen."""
    if sealed[:1] != AES_SIV:
        raise CannotOpen
    try:
        return int.from_bytes(AESSIV(key).decrypt(sealed[1:], [joined(*place)]), "big")
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


@lru_cache(maxsize=8)
def _cipher(key: bytes) -> AESSIV:
    """Made once per key: making it takes longer than sealing a number."""
    return AESSIV(key)


def seal_short(key: bytes, number: int, text: str, tag: bytes, *place: Part) -> bytes:
    """Format byte, number of the key, tag (4), synthetic IV (16), text; equal for equal texts. The tag is sealed in as well."""
    head = SEARCHABLE + bytes([number])
    return head + tag + _cipher(key).encrypt(text.encode("utf-8"), [joined(*place, tag)])


def unseal_short(key: bytes, sealed: bytes, *place: Part) -> str:
    """The text again. Raises CannotOpen."""
    body_at = _HEAD_BYTES + TAG_BYTES
    tag, body = sealed[_HEAD_BYTES:body_at], sealed[body_at:]
    if sealed[:1] != SEARCHABLE:
        raise CannotOpen
    try:
        return _cipher(key).decrypt(body, [joined(*place, tag)]).decode("utf-8")
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error


def index_of(key: bytes, value: str, *place: Part) -> bytes:
    """16 bytes by which an equal value is found again; the value cannot be had from them without trying all (C-02)."""
    return hmac.digest(key, joined(*place, value), "sha256")[:_INDEX_BYTES]
