"""The server's own key: seals what must not be read from a stolen database or backup, but is the program's daily work.

ID numbers, phone numbers, drafts. Whoever holds both the database and this file reads them; counseling is sealed
otherwise (`sealing.py`). The file is readable by its owner only and is never part of a backup of the data (C-04).
"""

from __future__ import annotations

import hmac
import os
from pathlib import Path

from app.crypto import boxes, equal

_FIELDS, _INDEX, _NUMBERS = b"fields", b"index", b"numbers"
#: By so many last characters a number can be asked for without its beginning.
ENDING = 4


class ServerKey:
    """The key file of an installation, read or made at the first use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keys: dict[bytes, bytes] = {}

    def seal(self, text: str, place: str) -> bytes:
        """The text sealed for table.column."""
        return boxes.seal(self._key(_FIELDS), text.encode("utf-8"), "field", place)

    def unseal(self, sealed: bytes, place: str) -> str:
        """The text again; CannotOpen when the key is another one or the bytes were moved."""
        return boxes.unseal(self._key(_FIELDS), sealed, "field", place).decode("utf-8")

    def index_of(self, text: str, place: str) -> bytes:
        """16 bytes by which an equal text of this place is found (C-02)."""
        return equal.index_of(self._key(_INDEX), text, "index", place)

    def seal_number(self, text: str, place: str) -> bytes:
        """An ID or phone number sealed for table.column: equal numbers to equal bytes, found by ending (C-01, C-02)."""
        return equal.seal_short(self._key(_NUMBERS), text, self.tag_of_ending(text, place), "number", place)

    def unseal_number(self, sealed: bytes, place: str) -> str:
        """The number again; CannotOpen when the key is another one or the bytes were moved."""
        return equal.unseal_short(self._key(_NUMBERS), sealed, "number", place)

    def tag_of_ending(self, text: str, place: str) -> bytes:
        """4 bytes by which numbers with the same last four characters are found."""
        found = equal.index_of(self._key(_INDEX), text[-ENDING:], "ending", place)
        return found[: equal.TAG_BYTES]

    def _key(self, purpose: bytes) -> bytes:
        if purpose not in self._keys:
            self._keys[purpose] = hmac.digest(self._load_or_make(), purpose, "sha256")
        return self._keys[purpose]

    def _load_or_make(self) -> bytes:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return self._load()
        with os.fdopen(handle, "wb") as file:
            key = boxes.new_key()
            file.write(key)
        return key

    def _load(self) -> bytes:
        key = self._path.read_bytes()
        if len(key) != boxes.KEY_BYTES:
            raise BadKeyFile(f"密钥文件 {self._path.name} 已损坏：应为 32 字节，请从备份恢复。")
        return key


class BadKeyFile(Exception):
    """The key file cannot be used; the sentence says which one and what to do."""


_server_key: ServerKey | None = None


def use(key: ServerKey) -> None:
    """Plug in the key of this process; called once by the application factory."""
    global _server_key
    _server_key = key


def server_key() -> ServerKey:
    """The key of this process."""
    if _server_key is None:
        raise BadKeyFile("no server key is plugged in")
    return _server_key
