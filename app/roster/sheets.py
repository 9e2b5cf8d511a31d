"""What a spreadsheet is once read: sheets of plain values, each with its address as Excel shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

#: From here on a number has lost digits: shown as Excel does, never with digits nobody typed.
_EXACT = 1e15
CellValue = str | float | bool | dt.date | None


def column_letters(index: int) -> str:
    """0 is "A", 25 is "Z", 26 is "AA"."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Area:
    """A merged block; all four are 0-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows[r][c]` are 0-based, None is an empty cell; rows are as wide as the sheet."""

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    merged: tuple[Area, ...] = ()
    is_hidden: bool = False

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def address(self, row: int, column: int) -> str:
        """`留守儿童花名册!G6` for row 5, column 6."""
        return f"{self.name}!{column_letters(column)}{row + 1}"

    def column(self, index: int, first_row: int) -> Iterator[CellValue]:
        """The values below the header that are not empty."""
        return (row[index] for row in self.rows[first_row:] if row[index] is not None)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as read: its name for people, its digest (SHA-256, hex) and its sheets in order."""

    file_name: str
    digest: str
    sheets: tuple[Sheet, ...]


def text_of(value: CellValue) -> str:
    """The cell as a person would read it aloud: no outer blanks, whole numbers without ".0"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, (int, float)) and abs(value) >= _EXACT:
        return f"{value:.14G}"
    if isinstance(value, (int, float)):
        return str(int(value)) if float(value).is_integer() else repr(value)
    return value.strip()
