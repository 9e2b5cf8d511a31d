"""Writes the rows of a list as CSV or XLSX: the same rows, columns and order, numbers of people masked.

Files are made in memory and then sent: nothing is left in a folder for temporary files, and no query runs
while the answer is on its way (security X-03, X-04). Rows go from the database into the file one by one.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from app.admin.cells import Selection
from app.admin.listing import ListState, every_row
from app.models._base import facts_of
from app.models._columns import ColumnFacts, Kind

#: More rows than any school has of anything; a list longer than this is narrowed by a filter first.
MOST_ROWS = 100_000
#: A cell that begins so would be taken for a formula by some spreadsheet program.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

#: Characters that XML has no place for.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHEET = "xl/worksheets/sheet1.xml"

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export(state: ListState, kind: str, told: str) -> tuple[io.BytesIO, int]:
    """The file of this kind ("csv" or "xlsx"), wound back to its beginning, and how many rows it holds.

    Its first row is *told*, the second the heads.
    """
    made, rows = every_row(state, MOST_ROWS)
    facts = facts_of(state.screen.entity)
    heads = [str(facts[name].label) for name in state.screen.listed]
    file, written = io.BytesIO(), itertools.count()
    counted = (row for row, _number in zip(rows, written, strict=False))
    {"csv": _csv, "xlsx": _xlsx}[kind](file, told, heads, _cells(made, state.screen.listed, facts, counted))
    file.seek(0)
    return file, next(written)


def _cells(
    made: Selection, names: Sequence[str], facts: dict[str, ColumnFacts], rows: Iterable[Any]
) -> Iterator[list[Any]]:
    """Numbers as numbers, everything else as the text the list shows."""
    numbers = (Kind.NUMBER, Kind.DECIMAL)
    readers = [itemgetter(made.values[n]) if facts[n].kind in numbers else made.readers[n] for n in names]
    return ([read(row) for read in readers] for row in rows)


def without_formula(cell: Any) -> Any:
    """The cell so that no spreadsheet program runs it: an apostrophe before any text like a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _csv(file: io.BytesIO, told: str, heads: list[str], rows: Iterable[list[Any]]) -> None:
    # The mark at the beginning makes spreadsheet programs read it as UTF-8.
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([without_formula(told)])
    writer.writerow(heads)
    writer.writerows([without_formula(cell) for cell in row] for row in rows)
    text.detach()


def _xlsx(file: io.BytesIO, told: str, heads: list[str], rows: Iterable[list[Any]]) -> None:
    """XlsxWriter makes the book around its rows, which it would keep in memory several times over: 300 MB for 100,000."""
    letters = [xl_col_to_name(place) for place in range(len(heads))]
    with (
        zipfile.ZipFile(_book_of(told, heads)) as empty,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as full,
    ):
        for part in empty.infolist():
            content = empty.read(part)
            if part.filename != _SHEET:
                full.writestr(part.filename, content)
                continue
            before, end, after = content.partition(b"</sheetData>")
            # How far the sheet goes is not known yet, and nobody needs to be told.
            start, _, rest = before.partition(b"<dimension ")
            with full.open(_SHEET, "w") as sheet:
                sheet.write(start + rest.partition(b"/>")[2])
                for number, row in enumerate(rows, 3):
                    sheet.write(_row_xml(letters, number, row).encode())
                sheet.write(end + after)


def _book_of(told: str, heads: list[str]) -> io.BytesIO:
    """A workbook with one sheet that has nothing but its first two rows."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(2, 0)
        sheet.write_string(0, 0, told)
        sheet.write_row(1, 0, heads, book.add_format({"bold": True}))
    return made


def _row_xml(letters: list[str], number: int, row: list[Any]) -> str:
    cells = (_cell_xml(f"{letter}{number}", cell) for letter, cell in zip(letters, row, strict=True))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell_xml(at: str, cell: Any) -> str:
    """A text is stored in the cell itself, and so never is a formula, a link or a number."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        text = escape(_UNWRITABLE.sub("", cell))
        return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f'<c r="{at}"><v>{cell}</v></c>'
