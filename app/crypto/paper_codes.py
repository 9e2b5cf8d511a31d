"""Secrets as codes on paper: groups of four letters that have one reading, with a check against slips of the pen."""

from __future__ import annotations

import hashlib
import re

from app.crypto.parts import Part, joined

#: Crockford's: no I, L, O or U, so that a copied code has one reading.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans("ILO", "110")
_GROUP = 4
_GROUP_BITS = 5 * _GROUP
#: At least so many bits tell whether it was copied well.
_CHECKS = 12


class Miscopied(ValueError):
    """Not a code that was ever printed."""


def printed(secret: bytes, *paper: Part) -> str:
    """ "7Q2M-…": the secret and its check for this paper, in groups of four."""
    bits = _check_bits(len(secret))
    value = int.from_bytes(secret, "big") << bits | _check(secret, bits, *paper)
    length = (8 * len(secret) + bits) // 5
    letters = "".join(_LETTERS[value >> 5 * place & 31] for place in reversed(range(length)))
    return "-".join(letters[start : start + _GROUP] for start in range(0, length, _GROUP))


def read(code: str, size: int, *paper: Part) -> bytes:
    """The `size` bytes of a typed code; blanks, small letters and look-alikes do not matter. Raises Miscopied."""
    bits = _check_bits(size)
    letters = re.sub(r"[\s-]", "", code).upper().translate(_LOOK_ALIKES)
    if len(letters) != (8 * size + bits) // 5 or not set(letters) <= set(_LETTERS):
        raise Miscopied
    value = 0
    for letter in letters:
        value = value << 5 | _LETTERS.index(letter)
    secret = (value >> bits).to_bytes(size, "big")
    if value & (1 << bits) - 1 != _check(secret, bits, *paper):
        raise Miscopied
    return secret


def _check_bits(size: int) -> int:
    """As many as fill the last group of letters, but no fewer than `_CHECKS`."""
    return _CHECKS + -(8 * size + _CHECKS) % _GROUP_BITS


def _check(secret: bytes, bits: int, *paper: Part) -> int:
    """Ties a code to its paper: a slip, or the codes of two papers exchanged, shows at once."""
    return int.from_bytes(hashlib.sha256(joined(*paper, secret)).digest()[:4], "big") >> 32 - bits
