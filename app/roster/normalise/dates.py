"""Dates as schools write them: Excel dates and serials, 2013-09-19, 20171208, 2018年8月; nothing is made up."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from app.roster.findings import Parsed, Remark, refused
from app.roster.normalise.text import without_blanks
from app.roster.reasons import Reason
from app.roster.sheets import CellValue

#: Excel counts days from here (its day 60, 29 February 1900, never was; no date before that matters).
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_SERIALS = range(14_611, 73_051)  # 1940-01-01 to 2099-12-31
_YEARS = range(1900, 2100)
_PARTED = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})[日号]?)?[月]?(?:\d{2}:\d{2}(?::\d{2})?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as far as it was written; `months` has two members where 2018.1 may be January or October."""

    text: str
    year: int
    months: tuple[int, ...]
    day: int | None = None

    @property
    def whole(self) -> dt.date | None:
        """The date, when year, month and day are all certain."""
        return dt.date(self.year, self.months[0], self.day) if self.day else None

    def is_part_of(self, date: dt.date) -> bool:
        """Whether `date` agrees with everything that was written."""
        return date.year == self.year and date.month in self.months and self.day in (None, date.day)


def parse_date(value: CellValue, today: dt.date) -> Parsed[WrittenDate]:
    """What the cell says; refused when it is no date, lunar, or later than `today`."""
    if isinstance(value, dt.date):
        written: WrittenDate | None = WrittenDate(f"{value:%Y-%m-%d}", value.year, (value.month,), value.day)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        written = _from_number(value)
    else:
        text = without_blanks(value)
        if not text:
            return Parsed()
        if "农历" in text or "阴历" in text:
            return refused(Reason.DATE_LUNAR, text=text)
        written = _from_text(text)
    if written is None:
        return refused(Reason.DATE_UNREADABLE, text=str(value))
    if dt.date(written.year, min(written.months), written.day or 1) > today:
        return refused(Reason.DATE_IN_FUTURE, text=written.text)
    return Parsed(written)


def parse_day(value: CellValue, today: dt.date) -> Parsed[dt.date]:
    """As `parse_date`, for a date that must name its day."""
    parsed = parse_date(value, today)
    if parsed.value is None:
        return Parsed(None, parsed.remarks)
    if parsed.value.whole is None:
        return Parsed(None, (Remark(Reason.DATE_INCOMPLETE, {"text": parsed.value.text}),))
    return Parsed(parsed.value.whole)


def _from_text(text: str) -> WrittenDate | None:
    match = _PARTED.fullmatch(text) or _COMPACT.fullmatch(text)
    return _written(text, *match.groups()) if match else None


def _from_number(number: float) -> WrittenDate | None:
    """20171208 as written, 43170 as Excel's serial, 2018.1 as January or October (2018.10 loses its 0)."""
    if float(number).is_integer():
        whole = int(number)
        if whole in _SERIALS:
            date = _EXCEL_EPOCH + dt.timedelta(days=whole)
            return WrittenDate(f"{date:%Y-%m-%d}", date.year, (date.month,), date.day)
        return _from_text(str(whole))
    text = repr(number)
    if re.fullmatch(r"\d{4}\.1", text):
        year = int(text[:4])
        return WrittenDate(text, year, (1, 10)) if year in _YEARS else None
    return _from_text(text) if re.fullmatch(r"\d{4}\.\d{1,2}", text) else None


def _written(text: str, year: str, month: str, day: str | None) -> WrittenDate | None:
    try:
        date = dt.date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return (
        WrittenDate(text, date.year, (date.month,), int(day) if day else None)
        if date.year in _YEARS
        else None
    )
