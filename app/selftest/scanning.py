"""Looks for planted texts in the bytes of every file of the scratch folder: databases, logs, temporary files."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.access.vocabulary import Group
from app.models._base import entity_named, facts_of
from app.models._sealed import Enciphered, EncipheredNumber, SealedText
from app.selftest.canaries import Cell
from app.selftest.findings import Finding
from app.selftest.planting import Planted
from app.selftest.unpacking import unpacked

#: By so many first bytes a text is looked for; an alternation of all whole texts takes minutes.
_BEGINNING = 4
#: Hexadecimal digits are many in a database (marks, hashes), and escapes in JSON: four of them tell nothing.
_BEGINNING_OF_DIGITS = 8
_DIGITS = re.compile(rb"[0-9a-fA-F]+|\\u.*")
_ADVICE = "请停止使用，保留现有备份，并把本证书交给维护人员。"


def scan(folder: Path, planted: Planted) -> tuple[int, list[Finding]]:
    """(how many files were read, what stood in the clear that may stand sealed only)."""
    secrets = {text: cell for text, cell in planted.canaries.cells.items() if is_secret(cell)}
    finder = Finder(secrets)
    found: dict[tuple[str, str], set[str]] = {}
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in files:
        for text in finder.found_in(path.read_bytes()):
            cell = secrets[text]
            found.setdefault((path.name, f"{cell.entity}.{cell.column}"), set()).add(text)
    return len(files), [
        Finding("只应密封保存的内容以明文写在磁盘上", f"{name} {column}，{len(texts)} 段", _ADVICE)
        for (name, column), texts in found.items()
    ]


def is_secret(cell: Cell) -> bool:
    """Whether the cell stands sealed only: texts of the counseling room, ID numbers, phones."""
    column = entity_named(cell.entity).__table__.c[cell.column].type
    if isinstance(column, (SealedText, Enciphered, EncipheredNumber)):
        # What was released, or told the principal, is told in a text of its own that is not sealed.
        return True
    is_room = entity_named(cell.entity).spec.group is Group.COUNSELING
    return is_room and facts_of(entity_named(cell.entity))[cell.column].is_sealed


def forms_of(text: str) -> Iterator[bytes]:
    """The text as bytes in every encoding it might have been written in."""
    for name in ("utf-8", "utf-16-le", "utf-16-be", "gbk"):
        coded = text.encode(name)
        yield coded
        yield coded.hex().encode()
        yield coded.hex().upper().encode()
    yield json.dumps(text)[1:-1].encode()
    for shift in range(3):
        # Inside a longer text base64 depends on where it begins; the first and last signs hold bytes of neighbours.
        coded = base64.b64encode(b"\0" * shift + text.encode()).rstrip(b"=")
        yield coded[-(-shift * 4 // 3) + (shift > 0) : -1]


class Finder:
    """Looks for texts in bytes: by their few beginnings, then whole at each such place. Made once, used on every file."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._written = {
            form: text for text in texts for typed in {text, text.lower()} for form in forms_of(typed) if form
        }
        self._by_start: dict[bytes, list[bytes]] = {}
        for form in self._written:
            self._by_start.setdefault(form[: _beginning_of(form)], []).append(form)
        self._starts = re.compile(_any_of(self._by_start), re.DOTALL)

    def found_in(self, content: bytes) -> set[str]:
        """The texts that stand in the bytes, or in what is packed in them."""
        found = set(self._in_the_clear(content))
        for part in unpacked(content):
            found.update(self._in_the_clear(part))
        return found

    def _in_the_clear(self, content: bytes) -> Iterator[str]:
        found: set[bytes] = set()
        match = self._starts.search(content) if self._by_start else None
        while match:
            at = match.start()
            match = self._starts.search(content, at + 1)
            for length in (_BEGINNING, _BEGINNING_OF_DIGITS):
                here = self._by_start.get(content[at : at + length], ())
                found.update(form for form in here if content.startswith(form, at))
        return (self._written[form] for form in found)


def _any_of(starts: Iterable[bytes]) -> bytes:
    """A pattern for any of them, by first byte. No look-ahead: so the search skips to the next byte that begins one."""
    by_first: dict[bytes, list[bytes]] = {}
    for start in starts:
        by_first.setdefault(start[:1], []).append(start[1:])
    return b"|".join(
        re.escape(first) + b"(?:" + b"|".join(map(re.escape, rest)) + b")" for first, rest in by_first.items()
    )


def _beginning_of(form: bytes) -> int:
    return _BEGINNING_OF_DIGITS if _DIGITS.fullmatch(form[:_BEGINNING_OF_DIGITS]) else _BEGINNING
