"""Seals and opens the text of confidential columns; who holds the key is decided by a pluggable keyring."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: The first byte of every sealed value, so that a later format can stand beside this one.
FORMAT_AES256_GCM = b"\x01"
_NONCE_BYTES = 12
#: Texts are padded to this many bytes, so that a length tells nothing about a note.
_PAD_BYTES = 256


class SealedRefusal(Exception):
    """The text is sealed and the reader holds no key, or the sealed bytes were moved or changed."""


class Keyring(Protocol):
    """Gives the 256-bit key for a place ("table.column"), or raises SealedRefusal."""

    def key_for_writing(self, place: str) -> bytes: ...

    def key_for_reading(self, place: str) -> bytes: ...


class FileKeyring:
    """One key for the installation in a file only its owner may read.

    Keeps the text out of the database file and its backups. It does not keep it from somebody
    who holds both the database and this file; keys of the counselors' own take its place later.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._key: bytes | None = None

    def key_for_writing(self, place: str) -> bytes:
        if self._key is None:
            self._key = self._load_or_make()
        return self._key

    def key_for_reading(self, place: str) -> bytes:
        if not _is_open.get():
            raise SealedRefusal(place)
        return self.key_for_writing(place)

    def _load_or_make(self) -> bytes:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            key = self._path.read_bytes()
            if len(key) != 32:
                raise SealedRefusal(
                    f"密钥文件 {self._path.name} 已损坏：应为 32 字节，请从备份恢复。"
                ) from None
            return key
        with os.fdopen(handle, "wb") as file:
            key = AESGCM.generate_key(bit_length=256)
            file.write(key)
        return key


_is_open: ContextVar[bool] = ContextVar("sealed_texts_are_open", default=False)
_keyring: Keyring | None = None


def use_keyring(keyring: Keyring) -> None:
    """Plug in the keyring of this process; called once by the application factory."""
    global _keyring
    _keyring = keyring


@contextmanager
def opened(is_allowed: bool) -> Iterator[None]:
    """Sealed texts can be read inside the block when `is_allowed`; the guard calls this, nobody else."""
    token = _is_open.set(is_allowed)
    try:
        yield
    finally:
        _is_open.reset(token)


def set_open(is_allowed: bool) -> None:
    """Open or close sealed texts for the current context (one request, one job)."""
    _is_open.set(is_allowed)


def seal(text: str, place: str) -> bytes:
    """`text` as sealed bytes bound to `place`, so that they cannot be moved to another column."""
    data = text.encode("utf-8") + b"\x80"
    data += b"\x00" * (-len(data) % _PAD_BYTES)
    nonce = os.urandom(_NONCE_BYTES)
    return (
        FORMAT_AES256_GCM
        + nonce
        + AESGCM(_ring().key_for_writing(place)).encrypt(nonce, data, place.encode())
    )


def unseal(sealed: bytes, place: str) -> str:
    """The text again; SealedRefusal without the key, or when bytes or place do not fit."""
    if sealed[:1] != FORMAT_AES256_GCM:
        raise SealedRefusal(place)
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        data = AESGCM(_ring().key_for_reading(place)).decrypt(nonce, body, place.encode())
    except InvalidTag as error:
        raise SealedRefusal(place) from error
    return data.rstrip(b"\x00")[:-1].decode("utf-8")


def _ring() -> Keyring:
    if _keyring is None:
        raise SealedRefusal("no keyring is plugged in")
    return _keyring
