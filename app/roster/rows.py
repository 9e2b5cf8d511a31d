"""Reads the rows below a header, and tells rows of people from blanks, totals and signatures."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from app.models._numbers import half_width
from app.roster.columns import Meaning, SheetKind, plain_header
from app.roster.findings import Parsed, Remark
from app.roster.normalise.dates import parse_day
from app.roster.plan import ReadRow, Source, Title
from app.roster.reasons import Reason
from app.roster.recognise import SheetMapping
from app.roster.row_kinds.cells import RowCells
from app.roster.row_kinds.children import read_student
from app.roster.row_kinds.families import read_registration
from app.roster.row_kinds.staff import read_staff
from app.roster.sheets import CellValue, Sheet, text_of

_READERS = {
    SheetKind.STAFF: read_staff,
    SheetKind.STUDENTS: read_student,
    SheetKind.ROSTER: read_registration,
}
_TOTAL = re.compile(r"(合|小|总|共)\s*计|总人数")
_SIGNATURE = re.compile(
    r"签字|签名|签章|盖章|填表人|填报人|审核人|负责人|制表|填表日期|[校园]长:|^(注|说明|备注|填表说明):"
)


def read_rows(sheet: Sheet, mapping: SheetMapping, today: dt.date) -> Iterator[ReadRow]:
    """Every row below the header, in order; `today` is the last day a date may name."""
    if mapping.kind is None:
        return
    read = _READERS[mapping.kind]
    columns = {column.meaning: column.index for column in mapping.columns if column.meaning}
    header = tuple(plain_header(column.header) for column in mapping.columns)
    rows = _with_merged_cells(sheet)
    for index in range(mapping.first_row, len(rows)):
        source = Source(sheet.name, index + 1, columns)
        skipped = _why_skipped(rows[index], columns, header)
        if skipped:
            yield ReadRow(source, None, (skipped.at(sheet.address(index, 0)),))
        else:
            cells = RowCells(source, rows[index], today)
            said = read(cells)
            yield ReadRow(source, said, tuple(cells.findings))


def read_title(sheet: Sheet, mapping: SheetMapping, today: dt.date) -> Title:
    """School, day and author from the lines above the header; a date that cannot be read is left out."""
    words = [
        text_of(cell)
        for row in sheet.rows[: max(mapping.first_row - 1, 0)]
        for cell in row
        if cell is not None
    ]
    text = half_width(" ".join(words))
    school = re.search(
        r"(?:单位(?:\([^)]*\))?:\s*)?([^\s\d:()]{2,20}?(?:小学|中学|学校|幼儿园|教学点))", text
    )
    author = re.search(r"(?:填报人|填表人|制表人):\s*(\S{2,10})", text)
    day = re.search(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?", text)
    filled_on: Parsed[dt.date] = parse_day(day[0], today) if day else Parsed()
    return Title(school and school[1], filled_on.value, author and author[1])


def _why_skipped(
    row: tuple[CellValue, ...], columns: dict[Meaning, int], header: tuple[str, ...]
) -> Remark | None:
    texts = [half_width(text_of(cell)) for cell in row]
    filled = [text for text in texts if text]
    # A serial number typed ahead with nothing behind it is a blank row as well.
    serial = texts[columns[Meaning.SERIAL]] if Meaning.SERIAL in columns else ""
    if not filled or filled == [serial]:
        return Remark(Reason.BLANK_ROW)
    if tuple(map(plain_header, texts)) == header:
        return Remark(Reason.REPEATED_HEADER)
    if _TOTAL.search(filled[0]) or _TOTAL.search(texts[columns[Meaning.NAME]]):
        return Remark(Reason.TOTAL_ROW, {"text": filled[0]})
    if len(filled) <= 4 and any(map(_SIGNATURE.search, filled)):
        return Remark(Reason.SIGNATURE_ROW, {"text": filled[0]})
    return None


def _with_merged_cells(sheet: Sheet) -> list[tuple[CellValue, ...]]:
    """The rows, with a value merged downwards (one class over many children) repeated in each row."""
    rows = [list(row) for row in sheet.rows]
    for area in sheet.merged:
        if area.left == area.right:
            for row in rows[area.top + 1 : area.bottom + 1]:
                row[area.left] = rows[area.top][area.left]
    return [tuple(row) for row in rows]
