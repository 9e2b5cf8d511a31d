"""A person's pair of key pairs: one to receive keys, one to sign; both sealed under a passphrase only he knows."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.crypto import boxes, passphrases, wraps
from app.crypto.parts import Part, joined

_SALT_BYTES = 16
_HALF = 32


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try of a passphrase costs: rounds, and KiB of memory (RFC 9106)."""

    rounds: int = 3
    kibibytes: int = 64 * 1024


TODAYS_COST = Cost()


@dataclass(frozen=True, slots=True)
class Public:
    """What everybody may know of an identity; 32 raw bytes each."""

    receives: bytes
    signs: bytes

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of both public keys: who has the same has the same keys."""
        return hashlib.sha256(joined("identity", self.receives, self.signs)).digest()

    @property
    def spoken(self) -> tuple[str, ...]:
        """The fingerprint as four words, to be compared over the telephone (44 bits)."""
        return passphrases.words_of(self.fingerprint, 4)

    def has_signed(self, signature: bytes, *parts: Part) -> bool:
        """Whether the signature is of these parts by this identity."""
        try:
            Ed25519PublicKey.from_public_bytes(self.signs).verify(signature, joined(*parts))
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Identity:
    """An opened identity. Lives in local variables for as long as it is used, never in a module or on an object that stays."""

    private: bytes

    @classmethod
    def new(cls) -> Identity:
        """A random one."""
        return cls(os.urandom(2 * _HALF))

    @property
    def public(self) -> Public:
        return Public(
            self._receiving.public_key().public_bytes_raw(), self._signing.public_key().public_bytes_raw()
        )

    def unwrap(self, wrapped: bytes, *place: Part) -> bytes:
        """The key wrapped for this identity at that place. Raises CannotOpen."""
        return wraps.unwrap(wrapped, self._receiving, *place)

    def sign(self, *parts: Part) -> bytes:
        """64 bytes over the parts."""
        return self._signing.sign(joined(*parts))

    @property
    def _receiving(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self.private[:_HALF])

    @property
    def _signing(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.private[_HALF:])

    def __repr__(self) -> str:
        return "Identity(sealed)"


@dataclass(frozen=True, slots=True)
class Locked:
    """An identity as it stands in the database: of no use without the passphrase."""

    public: Public
    salt: bytes
    cost: Cost
    sealed: bytes

    def open(self, passphrase: str) -> Identity:
        """The identity; takes a fifth of a second by intent. Raises CannotOpen for a wrong passphrase or changed bytes."""
        key = _key_of(passphrase, self.salt, self.cost)
        identity = Identity(boxes.unseal(key, self.sealed, "identity", self.public.fingerprint))
        if identity.public != self.public:
            raise boxes.CannotOpen
        return identity


def lock(identity: Identity, passphrase: str, cost: Cost = TODAYS_COST) -> Locked:
    """The identity under a passphrase; a new one for a changed passphrase, with the same keys (security V-07)."""
    public, salt = identity.public, os.urandom(_SALT_BYTES)
    key = _key_of(passphrase, salt, cost)
    return Locked(public, salt, cost, boxes.seal(key, identity.private, "identity", public.fingerprint))


def _key_of(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    made = Argon2id(
        salt=salt, length=boxes.KEY_BYTES, iterations=cost.rounds, lanes=1, memory_cost=cost.kibibytes
    )
    return made.derive(passphrases.plain(passphrase).encode("utf-8"))
