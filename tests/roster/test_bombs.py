"""Workbooks made to fill the memory, to read this machine's files or to keep it busy: refused in words, within two seconds."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from collections.abc import Callable, Iterator

import pytest

from app.roster.read import FileRefused, read_workbook
from tests.roster.books import book

pytestmark = pytest.mark.security("T-20")

SECONDS = 2.0
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
DOCTYPES = {
    "laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
    "quadratic": f'<!DOCTYPE x [<!ENTITY l11 "{"a" * 50_000}">]>',
    "a file": '<!DOCTYPE x [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE x [<!ENTITY l11 SYSTEM "http://127.0.0.1:9/x">]>',
    "a parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p; <!ENTITY l11 "x">]>',
}
SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def zipped(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def honest() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book({"a": [["x"]]}))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet_of(rows: str, before: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>'.encode()
    )


def with_sheet(rows: str, before: str = "") -> bytes:
    return zipped(honest() | {SHEET: sheet_of(rows, before)})


def lying_about_sizes() -> bytes:
    """The list at the end of the zip says that each member unpacks to ten bytes."""
    content = bytearray(zipped(honest() | {"xl/media/a.bin": bytes(80_000_000)}))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 24 : at + 28] = struct.pack("<I", 10)
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def nested(depth: int) -> bytes:
    inner = zipped({"zeros": bytes(30_000_000)})
    for level in range(depth):
        inner = zipped({f"{level}-{copy}.zip": inner for copy in range(8)})
    return inner


CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l11;</t></is></c></row>'
BOMBS: dict[str, Callable[[], bytes]] = {
    "the last cell of Excel": lambda: with_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "the first and the last cell": lambda: with_sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "a zip of zeros": lambda: zipped(honest() | {"xl/media/a.bin": bytes(100_000_000)}),
    "a sheet of blanks": lambda: with_sheet(" " * 70_000_000),
    "many members": lambda: zipped(honest() | {f"xl/media/{number}": b"x" for number in range(201)}),
    "zips in zips": lambda: nested(3),
    "no workbook": lambda: zipped({"a.txt": b"x"}),
    "a million elements inside each other": lambda: with_sheet("<a>" * 1_000_000),
    "half a file": lambda: with_sheet(CELL)[:900],
    "the letters of a zip": lambda: b"PK\x03\x04" + b"\x00" * 1000,
    "nothing": bytes,
}  # fmt: skip


def why_not(content: bytes) -> str:
    """The sentence; fails where the file was read, or took its time."""
    started = time.monotonic()
    with pytest.raises(FileRefused) as refused:
        read_workbook(content, "名单.xlsx")
    assert time.monotonic() - started < SECONDS
    return str(refused.value)


@pytest.mark.slow
@pytest.mark.parametrize("made", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_with_a_sentence_within_two_seconds(made: Callable[[], bytes]) -> None:
    assert why_not(made()).endswith("。")


def texts_of(content: bytes) -> Iterator[str]:
    """Every text that is read of the file; none when it is refused."""
    try:
        sheets = read_workbook(content, "名单.xlsx").sheets
    except FileRefused:
        return
    for sheet in sheets:
        yield from (str(cell) for row in sheet.rows for cell in row if cell is not None)


def test_the_frame_of_these_files_is_read_when_nothing_hostile_is_in_it() -> None:
    assert list(texts_of(with_sheet(CELL.replace("&l11;", "好")))) == ["好"]


@pytest.mark.slow
@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES)
def test_what_a_workbook_names_is_neither_multiplied_nor_fetched(doctype: str) -> None:
    started = time.monotonic()
    read = "".join(texts_of(with_sheet(CELL * 1000, doctype)))
    assert time.monotonic() - started < SECONDS
    assert "root:" not in read
    assert "ha" not in read and "aaaa" not in read


@pytest.mark.slow
def test_a_zip_that_lies_about_its_sizes_does_not_fill_the_memory() -> None:
    started = time.monotonic()
    list(texts_of(lying_about_sizes()))
    assert time.monotonic() - started < SECONDS
