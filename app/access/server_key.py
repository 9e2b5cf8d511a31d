"""The server's own key: seals what must not be read from a stolen database or backup, but is the program's daily work.

ID numbers, phone numbers, drafts. Whoever holds both the database and the key file reads them; counseling is sealed
otherwise (`sealing.py`). The file is readable by its owner only and is never part of a backup of the data (C-04).
While a key is being replaced there are two: the new one seals, both open, and a search asks under both.
"""

from __future__ import annotations

import hmac
from pathlib import Path

from app.crypto import boxes, equal, key_file
from app.crypto.boxes import CannotOpen
from app.crypto.key_file import BadKeyFile, Keys, Numbered

_FIELDS, _INDEX, _NUMBERS = b"fields", b"index", b"numbers"
#: The first byte of a sealed text; the second names the key, as in a sealed number.
_FIELD = b"\x04"
#: By so many last characters a number can be asked for without its beginning.
ENDING = 4


class OtherKey(BadKeyFile, CannotOpen):
    """The value was sealed by a key that the file does not hold: the file and the database are not of one time."""


class ServerKey:
    """The key file of an installation, read or made at the first use, and again when it has changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._keys: Keys = ()
        self._stamp: tuple[int, int] | None = None
        self._derived: dict[tuple[int, bytes], bytes] = {}

    @property
    def keys(self) -> Keys:
        """The active keys, the one that seals first."""
        if self._stamp is None or self._stamp != self._stamp_now():
            self._keys, self._derived = key_file.load_or_make(self.path), {}
            self._stamp = self._stamp_now()
        return self._keys

    def seal(self, text: str, place: str) -> bytes:
        """The text sealed for table.column."""
        writer = self.keys[0]
        box = boxes.seal(self._key(writer, _FIELDS), text.encode("utf-8"), "field", place)
        return _FIELD + bytes([writer.number]) + box

    def unseal(self, sealed: bytes, place: str) -> str:
        """The text again; CannotOpen when the key is another one or the bytes were moved."""
        if sealed[:1] != _FIELD:
            raise CannotOpen
        opener = self._of(sealed)
        return boxes.unseal(self._key(opener, _FIELDS), sealed[2:], "field", place).decode("utf-8")

    def seal_number(self, text: str, place: str) -> bytes:
        """An ID or phone number sealed for table.column: equal numbers to equal bytes, found by ending (C-01, C-02)."""
        return self._number_under(self.keys[0], text, place)

    def every_seal_of(self, text: str, place: str) -> tuple[bytes, ...]:
        """The bytes to which the number may have been sealed: one for each active key."""
        return tuple(self._number_under(each, text, place) for each in self.keys)

    def unseal_number(self, sealed: bytes, place: str) -> str:
        """The number again; CannotOpen when the key is another one or the bytes were moved."""
        return equal.unseal_short(self._key(self._of(sealed), _NUMBERS), sealed, "number", place)

    def tags_of_ending(self, text: str, place: str) -> tuple[bytes, ...]:
        """4 bytes for each active key, by which numbers with the same last four characters are found."""
        return tuple(self._tag(each, text, place) for each in self.keys)

    def _number_under(self, key: Numbered, text: str, place: str) -> bytes:
        tag = self._tag(key, text, place)
        return equal.seal_short(self._key(key, _NUMBERS), key.number, text, tag, "number", place)

    def _tag(self, key: Numbered, text: str, place: str) -> bytes:
        found = equal.index_of(self._key(key, _INDEX), text[-ENDING:], "ending", place)
        return found[: equal.TAG_BYTES]

    def _of(self, sealed: bytes) -> Numbered:
        """The key named in the value; the file is read again before it is said to be missing."""
        number = sealed[1] if len(sealed) > 1 else 0
        for keys in (self._keys, self.keys):
            for each in keys:
                if each.number == number:
                    return each
        held = "、".join(str(each.number) for each in self.keys)
        raise OtherKey(
            f"这条数据是用第 {number} 号密钥加密的，密钥文件 {self.path.name} 里只有第 {held} 号："
            "数据库和密钥文件不是同一时候的。请把当时的密钥文件放回，"
            "或执行 flask --app wsgi keys enter 输入纸上的密钥码。"
        )

    def _key(self, key: Numbered, purpose: bytes) -> bytes:
        found = self._derived.get((key.number, purpose))
        if found is None:
            found = self._derived[key.number, purpose] = hmac.digest(key.key, purpose, "sha256")
        return found

    def _stamp_now(self) -> tuple[int, int] | None:
        """Which file it is: rotation puts another in its place while this process runs."""
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return None
        return stat.st_ino, stat.st_mtime_ns


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
