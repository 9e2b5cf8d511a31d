"""Seals bytes under a 256-bit key, bound to where they stand; a value moved elsewhere does not open (security V-02)."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.crypto.parts import Part, joined

KEY_BYTES = 32
#: The first byte of every sealed value.
AES256_GCM = b"\x01"
_NONCE_BYTES = 12
#: Texts are padded to a multiple of this, so that a length tells little about a note.
_PAD_BYTES = 256


class CannotOpen(Exception):
    """The key is another one, or the bytes were changed or moved; which of these is not known and not said."""


def new_key() -> bytes:
    """A random 256-bit key."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, data: bytes, *place: Part) -> bytes:
    """format byte, 96-bit random nonce, ciphertext with its 128-bit tag; 29 bytes longer than `data`."""
    nonce = os.urandom(_NONCE_BYTES)
    return AES256_GCM + nonce + AESGCM(key).encrypt(nonce, data, joined(*place))


def unseal(key: bytes, sealed: bytes, *place: Part) -> bytes:
    """What was sealed for that place. Raises CannotOpen."""
    if sealed[:1] != AES256_GCM or len(sealed) < 1 + _NONCE_BYTES:
        raise CannotOpen
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, joined(*place))
    except InvalidTag as error:
        raise CannotOpen from error


def seal_text(key: bytes, text: str, *place: Part) -> bytes:
    """`seal` of a text padded so that its length shows only to the next 256 bytes."""
    data = text.encode("utf-8") + b"\x80"
    return seal(key, data + b"\x00" * (-len(data) % _PAD_BYTES), *place)


def unseal_text(key: bytes, sealed: bytes, *place: Part) -> str:
    """The text that `seal_text` sealed. Raises CannotOpen."""
    return unseal(key, sealed, *place).rstrip(b"\x00")[:-1].decode("utf-8")
