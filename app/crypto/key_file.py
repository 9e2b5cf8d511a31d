"""The file of an installation's own key: two keys while the older one is being replaced, the first of them the writer's."""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from app.crypto import boxes, paper_codes

_RECORD = 1 + boxes.KEY_BYTES
_NUMBERS = 255
#: Bound to a code on paper, so that it is not taken for one of the counselors'.
_PAPER = "server key"


class BadKeyFile(Exception):
    """The key file cannot be used; the sentence says which one and what to do."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A key of 32 bytes and the number (1 to 255) that stands in every value it sealed."""

    number: int
    key: bytes

    @classmethod
    def new(cls, after: int | None = None) -> Numbered:
        """A random key; the first of an installation has a random number, so that two schools' keys are told apart."""
        number = secrets.randbelow(_NUMBERS) + 1 if after is None else after % _NUMBERS + 1
        return cls(number, boxes.new_key())

    @classmethod
    def of_paper(cls, code: str) -> Numbered:
        """The key that was printed so. Raises paper_codes.Miscopied."""
        record = paper_codes.read(code, _RECORD, _PAPER)
        return cls(record[0], record[1:])

    @property
    def on_paper(self) -> str:
        """The code by which the key can be typed in again when the file is lost (C-04)."""
        return paper_codes.printed(self._record, _PAPER)

    @property
    def _record(self) -> bytes:
        return bytes([self.number]) + self.key


Keys = tuple[Numbered, ...]


def load_or_make(path: Path) -> Keys:
    """The keys of the file, which is made with a new one where there is none; the first one seals. Raises BadKeyFile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with contextlib.suppress(FileExistsError):  # another process was faster
            _write_new(path, (Numbered.new(),))
    return load(path)


def load(path: Path) -> Keys:
    """The keys of the file. Raises BadKeyFile."""
    data = path.read_bytes()
    found = tuple(
        Numbered(data[at], data[at + 1 : at + _RECORD]) for at in range(0, len(data) - _RECORD + 1, _RECORD)
    )
    if not found or len(data) % _RECORD or len({each.number for each in found}) != len(found):
        raise BadKeyFile(
            f"密钥文件 {path.name} 已损坏。请从密钥备份放回，或执行 flask --app wsgi keys enter 输入纸上的密钥码。"
        )
    return found


def replace(path: Path, keys: Keys) -> None:
    """Write these keys in place of what the file holds; at no moment is there half a file."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    _write_new(fresh, keys)
    fresh.replace(path)


def _write_new(path: Path, keys: Keys) -> None:
    """Readable by its owner from its first moment on; on the disk before it is used."""
    part = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(part, "wb") as file:
        file.write(b"".join(each._record for each in keys))
        file.flush()
        os.fsync(file.fileno())
