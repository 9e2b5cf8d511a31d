"""Looks for planted texts in the bytes of every file of the scratch folder: databases, logs, temporary files."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

from app.access.vocabulary import Group
from app.models._base import entity_named, facts_of
from app.models._sealed import Enciphered, EncipheredNumber, SealedText
from app.selftest.canaries import Cell
from app.selftest.findings import Finding
from app.selftest.planting import Planted

#: By so many first bytes a text is looked for; an alternation of all whole texts takes minutes.
_BEGINNING = 4
_ADVICE = "请停止使用，保留现有备份，并把本证书交给维护人员。"


def scan(folder: Path, planted: Planted) -> tuple[int, list[Finding]]:
    """(how many files were read, what stood in the clear that may stand sealed only)."""
    secrets = {text: cell for text, cell in planted.canaries.cells.items() if is_secret(cell)}
    written = _written(secrets)
    found: dict[tuple[str, str], set[str]] = {}
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in files:
        for text in _found_in(path.read_bytes(), written):
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
    yield text.encode()
    yield text.encode("utf-16-le")
    yield text.encode("utf-16-be")
    yield text.encode("gbk")
    for shift in range(3):
        # Inside a longer text base64 depends on where it begins; the first and last signs hold bytes of neighbours.
        coded = base64.b64encode(b"\0" * shift + text.encode()).rstrip(b"=")
        yield coded[-(-shift * 4 // 3) + (shift > 0) : -1]


def _written(secrets: dict[str, Cell]) -> dict[bytes, str]:
    return {
        form: text for text in secrets for typed in {text, text.lower()} for form in forms_of(typed) if form
    }


def _found_in(content: bytes, written: dict[bytes, str]) -> Iterator[str]:
    """The texts that stand in the bytes: looked for by their few beginnings, then whole at each such place."""
    by_start: dict[bytes, list[bytes]] = {}
    for form in written:
        by_start.setdefault(form[:_BEGINNING], []).append(form)
    if not by_start:
        return
    starts = re.compile(b"(?=(" + b"|".join(map(re.escape, by_start)) + b"))", re.DOTALL)
    found: set[bytes] = set()
    for match in starts.finditer(content):
        at = match.start()
        found.update(form for form in by_start[match[1]] if content.startswith(form, at))
    for form in found:
        yield written[form]
