"""Keys of last resort: an identity that two of three papers open, none of them alone (security §3a).

Three pairwise seals instead of a secret-sharing scheme: three codes have three pairs, and each pair seals the
identity once. Fewer moving parts, and nothing beyond AES-GCM to trust.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from app.crypto import boxes, paper_codes
from app.crypto.identities import Identity, Public
from app.crypto.parts import joined

CODES = (1, 2, 3)
PAIRS = ((1, 2), (1, 3), (2, 3))
_CODE_BYTES = 16


class BadCode(ValueError):
    """Not a code that was ever printed: mistyped. `number` says which paper."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True, slots=True)
class Papers:
    """What stays in the database (`public`, `seals` by pair) and the three codes, which are printed and then forgotten."""

    public: Public
    seals: Mapping[tuple[int, int], bytes]
    codes: tuple[str, str, str]


def new() -> Papers:
    """A new identity of last resort with its three codes."""
    identity = Identity.new()
    secrets_ = {number: secrets.token_bytes(_CODE_BYTES) for number in CODES}
    public = identity.public
    seals = {
        pair: boxes.seal(_key_of(pair, secrets_), identity.private, "recovery", *pair, public.fingerprint)
        for pair in PAIRS
    }
    return Papers(public, seals, tuple(_printed(number, secrets_[number]) for number in CODES))  # type: ignore[arg-type]


def recover(public: Public, seals: Mapping[tuple[int, int], bytes], codes: Mapping[int, str]) -> Identity:
    """The identity, from the codes of two papers by their numbers. Raises BadCode for one that was mistyped, CannotOpen otherwise."""
    read = {number: _read(number, code) for number, code in codes.items()}
    first, second = sorted(read)
    pair = (first, second)
    private = boxes.unseal(_key_of(pair, read), seals[pair], "recovery", *pair, public.fingerprint)
    return Identity(private)


def is_well_copied(number: int, code: str) -> bool:
    """Whether the code of that paper was typed without a mistake; says nothing about whether it opens anything."""
    try:
        _read(number, code)
    except BadCode:
        return False
    return True


def _key_of(pair: tuple[int, int], codes: Mapping[int, bytes]) -> bytes:
    """Both codes are random 128-bit values: a hash of the two is a key, no slow one is needed."""
    first, second = pair
    return hmac.digest(joined("recovery", codes[first]), joined(codes[second]), "sha256")


def _printed(number: int, code: bytes) -> str:
    return paper_codes.printed(code, "recovery code", number)


def _read(number: int, code: str) -> bytes:
    try:
        return paper_codes.read(code, _CODE_BYTES, "recovery code", number)
    except paper_codes.Miscopied as slip:
        raise BadCode(number) from slip
