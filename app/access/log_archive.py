"""A year of the log as a signed file of its own, to be kept outside the computer (security L-08).

No line ever leaves the database: nobody can purge, and the chain stays whole. The file is what still stands when the
database does not: it is checked alone, by its chain and signature, and against the lines the database has now.

A file is gzipped JSON lines: [number, hash, the CHAINED values] of each line, and last the seal of the whole.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from app import clock
from app.access import anchors
from app.access.audit import digest_of
from app.access.verifying import rows_after
from app.access.vocabulary import Choice
from app.crypto.identities import Public
from app.models.system.audit_log import AuditLog

#: L-08; the law asks for six months. Nothing removes a line, so this is what a school may rely on.
KEPT_YEARS = 3


class Finding(Choice):
    """What a look at such a file found."""

    GOOD = (
        "good",
        "文件完好，与数据库中的日志一致",
        "The file is whole and agrees with the log of the database",
    )
    BROKEN = "broken", "文件被改动或不完整", "The file was changed or is not whole"
    UNSIGNED = "unsigned", "文件的签名不是本系统的", "The file is not signed by this installation"
    DIFFERS = "differs", "数据库中的日志与文件不同", "The log of the database differs from the file"


@dataclass(frozen=True, slots=True)
class Seal:
    """The last line of a file: which lines it has, the hash before the first and of the last, and who signed that."""

    first: int
    last: int
    before: str
    head: str
    lines: int
    signs: str = ""
    signature: str = ""

    @property
    def body(self) -> tuple[str | int | bytes, ...]:
        return "audit archive", self.first, self.last, self.before, self.head, self.lines


class NothingToKeep(Exception):
    """The year has no line, or is not over; the sentence says which."""


def write(connection: Connection, path: Path, year: int) -> Seal:
    """Write the year's lines to a new file, readable by its owner only; NothingToKeep and FileExistsError."""
    if clock.today().year <= year:
        raise NothingToKeep(f"{year} 年还没有结束，请到下一年再归档。")
    first, last = _last_before(connection, year) + 1, _last_before(connection, year + 1)
    if last < first:
        raise NothingToKeep(f"{year} 年没有日志。")
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as file:
        before, head, lines = "", "", 0
        for key, previous, made, values in _lines(connection, first, last):
            before = before if lines else previous
            file.write(_text([key, made, *values]))
            head, lines = made, lines + 1
        seal = _signed(Seal(first, last, before, head, lines))
        file.write(_text(asdict(seal)))
    return seal


def check(connection: Connection, path: Path) -> Finding:
    """Whether the file is whole, signed here, and says what the database says; reads it line by line."""
    seal = _sealed(path)
    if seal is None:
        return Finding.BROKEN
    public = anchors.installation_key().public
    if seal.signs != public.signs.hex() or not _has_signed(public, seal):
        return Finding.UNSIGNED
    log = AuditLog.__table__
    found = select(log.c.hash).where(log.c.id == seal.last)
    return Finding.GOOD if connection.scalar(found) == seal.head else Finding.DIFFERS


def _sealed(path: Path) -> Seal | None:
    """The seal of a file whose lines make the chain that it says; None for any other file."""
    begin: tuple[int, str, list[Any]] | None = None
    last, previous, count = 0, "", 0
    try:
        for told in _read(path):
            if isinstance(told, dict):
                return _fitting(Seal(**told), begin, (last, previous, count))
            last, made, *values = told
            begin = begin or (last, made, list(values))
            if count and made != digest_of(previous, values):
                return None
            previous, count = made, count + 1
    except (OSError, EOFError, ValueError, TypeError, AttributeError):
        return None
    return None


def _fitting(seal: Seal, begin: tuple[int, str, list[Any]] | None, end: tuple[int, str, int]) -> Seal | None:
    """The seal, when the file begins and ends as it says."""
    if begin is None or begin[1] != digest_of(seal.before, begin[2]):
        return None
    return seal if (begin[0], *end) == (seal.first, seal.last, seal.head, seal.lines) else None


def _has_signed(public: Public, seal: Seal) -> bool:
    try:
        return public.has_signed(bytes.fromhex(seal.signature), *seal.body)
    except ValueError:
        return False


def _signed(seal: Seal) -> Seal:
    key = anchors.installation_key()
    told = asdict(seal) | {"signs": key.public.signs.hex(), "signature": key.sign(*seal.body).hex()}
    return Seal(**told)


def _lines(connection: Connection, first: int, last: int) -> Iterator[tuple[int, str, str, list[Any]]]:
    """(number, hash before, hash, values) as the chain has them, the moment as text in UTC."""
    for key, before, made, *values in rows_after(connection, first - 1):
        if key > last:
            return
        digest_of(before, values)  # writes the moment the way it is hashed
        yield key, before, made, values


def _last_before(connection: Connection, year: int) -> int:
    """The last line written before the year began in China; 0 when none was."""
    begin = clock.from_china(dt.datetime(year, 1, 1))  # noqa: DTZ001 - the wall clock in China
    log = AuditLog.__table__
    return connection.scalar(select(func.max(log.c.id)).where(log.c.at < begin)) or 0


def _text(told: Any) -> bytes:
    return (json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _read(path: Path) -> Iterator[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
