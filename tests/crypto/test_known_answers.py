"""The published answers of RFC 9180 (HPKE) and RFC 9106 (Argon2id), given by what the program is built on (security V-04)."""

from __future__ import annotations

import json
from pathlib import Path

from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.crypto import identities, wraps

HPKE = json.loads(Path(__file__).with_name("rfc9180-x25519-sha256-aes256gcm.json").read_text())


def test_the_suite_in_use_gives_the_answer_of_rfc_9180() -> None:
    private = X25519PrivateKey.from_private_bytes(bytes.fromhex(HPKE["skRm"]))
    assert private.public_key().public_bytes_raw().hex() == HPKE["pkRm"]
    (first,) = HPKE["encryptions"]
    sealed = bytes.fromhex(HPKE["enc"] + first["ct"])
    told = bytes.fromhex(HPKE["info"]), bytes.fromhex(first["aad"])
    opened = openssl.hpke._decrypt_with_aad(wraps._SUITE, sealed, private, *told)
    assert opened.hex() == first["pt"]


def test_argon2id_gives_the_answer_of_rfc_9106() -> None:
    made = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=b"\x04" * 12,
        secret=b"\x03" * 8,
    ).derive(b"\x01" * 32)
    assert made.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_a_passphrase_costs_what_the_threat_model_counts_with() -> None:
    assert identities.Cost(rounds=3, kibibytes=64 * 1024) == identities.TODAYS_COST
