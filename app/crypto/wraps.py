"""Hands a key to the holder of a public key: HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from app.crypto.boxes import CannotOpen
from app.crypto.parts import Part, joined

#: The first byte of every wrap.
HPKE_X25519 = b"\x03"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def wrap(key: bytes, public: bytes, *place: Part) -> bytes:
    """`key` for the holder of `public` (32 raw bytes), bound to `place`; 81 bytes for a 256-bit key."""
    return HPKE_X25519 + _SUITE.encrypt(key, X25519PublicKey.from_public_bytes(public), joined(*place))


def unwrap(wrapped: bytes, private: X25519PrivateKey, *place: Part) -> bytes:
    """The key that was wrapped for that place. Raises CannotOpen."""
    if wrapped[:1] != HPKE_X25519:
        raise CannotOpen
    try:
        return _SUITE.decrypt(wrapped[1:], private, joined(*place))
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error
