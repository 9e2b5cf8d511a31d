"""Finds in a sheet the header, the kind of register and what every column means, by header and content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from app.access.vocabulary import Choice
from app.roster.columns import BY_HEADER, UNDERSTOOD, Meaning, SheetKind, plain_header
from app.roster.normalise.choices import parse_absence, parse_sex
from app.roster.normalise.class_labels import parse_class_label
from app.roster.normalise.names import parse_name
from app.roster.normalise.people import parse_person
from app.roster.sheets import CellValue, Sheet, text_of

_HEADER_SEARCH_ROWS = 40
_SAMPLES = 200
_FEWEST_SAMPLES = 3
_FEWEST_HEADERS = 3
#: Content decides a column when this share of it reads as one kind of value.
_CLEAR_SHARE = 0.8
#: A header is doubted when no more than this share of the column fits it.
_DOUBT_SHARE = 0.1


class Basis(Choice):
    """Why a column was given its meaning."""

    HEADER = "header", "按表头", "By its header"
    CONTENT = "content", "按内容", "By its content"
    PERSON = "person", "人工指定", "Chosen by a person"
    DOUBTED = "doubted", "内容与表头不符，不导入", "The content does not fit the header"
    UNKNOWN = "unknown", "不认识，不导入", "Not understood"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header as written, what it means (None: not imported), and why."""

    index: int
    header: str
    meaning: Meaning | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How one sheet is read; kind None where it holds no register. `first_row` is the one below the header."""

    sheet: str
    kind: SheetKind | None
    first_row: int = 0
    columns: tuple[Column, ...] = ()

    def index_of(self, meaning: Meaning) -> int | None:
        return next((column.index for column in self.columns if column.meaning is meaning), None)

    @property
    def signature(self) -> str:
        """The same for every file with these headers, so that a correction is remembered for the next one."""
        headers = "\n".join(plain_header(column.header) for column in self.columns)
        return hashlib.sha256(headers.encode()).hexdigest()


def recognise(sheet: Sheet) -> SheetMapping:
    """The mapping of a sheet; kind None where no header is found, and always for a hidden sheet."""
    header = None if sheet.is_hidden else _find_header(sheet)
    if header is None:
        return SheetMapping(sheet.name, None)
    headers, first_row = header
    columns = _unique(_column(sheet, index, text, first_row) for index, text in enumerate(headers))
    kind = _kind({column.meaning for column in columns if column.meaning})
    understood = UNDERSTOOD[kind] if kind else ()
    columns = tuple(
        c if c.meaning in understood else replace(c, meaning=None, basis=_lost(c)) for c in columns
    )
    return SheetMapping(sheet.name, kind, first_row, columns)


def corrected(
    mapping: SheetMapping, kind: SheetKind | None, meanings: Mapping[int, Meaning | None]
) -> SheetMapping:
    """The mapping as a person corrected it; columns not named keep what they had."""
    understood = UNDERSTOOD[kind] if kind else ()
    columns = []
    for column in mapping.columns:
        meaning = meanings.get(column.index, column.meaning)
        basis = column.basis if meaning is column.meaning else Basis.PERSON
        columns.append(replace(column, meaning=meaning if meaning in understood else None, basis=basis))
    return replace(mapping, kind=kind, columns=_unique(iter(columns)))


def _find_header(sheet: Sheet) -> tuple[tuple[str, ...], int] | None:
    """The headers and the row below them: the row, or pair of rows, in which most headers are known."""
    best: tuple[int, tuple[str, ...], int] | None = None
    for row in range(min(len(sheet.rows), _HEADER_SEARCH_ROWS)):
        for headers, first_row in _candidates(sheet, row):
            known = {BY_HEADER[h] for h in map(plain_header, headers) if h in BY_HEADER}
            if (
                Meaning.NAME in known
                and len(known) >= _FEWEST_HEADERS
                and (best is None or len(known) > best[0])
            ):
                best = (len(known), headers, first_row)
    return best[1:] if best else None


def _candidates(sheet: Sheet, row: int) -> Iterator[tuple[tuple[str, ...], int]]:
    upper = tuple(map(text_of, sheet.rows[row]))
    yield upper, row + 1
    if row + 1 < len(sheet.rows):
        spread = _spread(sheet, row)
        lower = tuple(map(text_of, sheet.rows[row + 1]))
        yield tuple(top + below for top, below in zip(spread, lower, strict=True)), row + 2


def _spread(sheet: Sheet, row: int) -> tuple[str, ...]:
    """The texts of a row with those of cells merged sideways repeated over their whole width."""
    texts = list(map(text_of, sheet.rows[row]))
    for area in sheet.merged:
        if area.top == row:
            texts[area.left : area.right + 1] = [texts[area.left]] * (
                min(area.right + 1, len(texts)) - area.left
            )
    return tuple(texts)


def _column(sheet: Sheet, index: int, header: str, first_row: int) -> Column:
    samples = tuple(islice(sheet.column(index, first_row), _SAMPLES))
    meaning = BY_HEADER.get(plain_header(header))
    if meaning in (None, Meaning.REMARK):
        by_content = _by_content(samples)
        if by_content:
            return Column(index, header, by_content, Basis.CONTENT)
    if meaning is None:
        return Column(index, header, None, Basis.UNKNOWN)
    is_doubted = (
        meaning in _FITS
        and len(samples) >= _FEWEST_SAMPLES
        and _share(samples, _FITS[meaning]) <= _DOUBT_SHARE
    )
    return (
        Column(index, header, None, Basis.DOUBTED)
        if is_doubted
        else Column(index, header, meaning, Basis.HEADER)
    )


def _unique(columns: Iterator[Column]) -> tuple[Column, ...]:
    """The first column of a meaning keeps it: two of them could only overwrite each other."""
    seen: set[Meaning] = set()
    kept = []
    for column in columns:
        if column.meaning in seen:
            kept.append(replace(column, meaning=None, basis=Basis.UNKNOWN))
            continue
        if column.meaning:
            seen.add(column.meaning)
        kept.append(column)
    return tuple(kept)


def _lost(column: Column) -> Basis:
    return Basis.UNKNOWN if column.meaning else column.basis


_OF_ROSTER = {Meaning.ABSENCE, Meaning.FATHER, Meaning.MOTHER, Meaning.GUARDIAN, Meaning.MENTOR}
_OF_STAFF = {
    Meaning.STAFF_NO,
    Meaning.POST,
    Meaning.CATEGORY,
    Meaning.SUBJECT,
    Meaning.QUALIFICATION,
    Meaning.HOMEROOM_CLASS,
}
_OF_STUDENTS = {Meaning.STUDENT_NO, Meaning.ID_NUMBER, Meaning.BIRTH_DATE, Meaning.CLASS}


def _kind(meanings: set[Meaning]) -> SheetKind | None:
    if meanings & _OF_ROSTER:
        return SheetKind.ROSTER
    if meanings & _OF_STAFF:
        return SheetKind.STAFF
    return SheetKind.STUDENTS if meanings & _OF_STUDENTS else None


def _by_content(samples: Sequence[CellValue]) -> Meaning | None:
    if len(samples) < _FEWEST_SAMPLES:
        return None
    clear = (meaning for meaning in _TELLING if _share(samples, _FITS[meaning]) >= _CLEAR_SHARE)
    return next(clear, None)


def _share(samples: Sequence[CellValue], fits: Callable[[CellValue], bool]) -> float:
    return sum(map(fits, samples)) / len(samples)


def _looks_like_id(value: CellValue) -> bool:
    return bool(re.fullmatch(r"\d{14,18}[\dXx]?|\d\.\d+[eE]\+?1[5-9]", text_of(value).replace(" ", "")))


def _looks_like_date(value: CellValue) -> bool:
    return not isinstance(value, str) or bool(re.search(r"(19|20)\d\d", value))


_FITS: dict[Meaning, Callable[[CellValue], bool]] = {
    Meaning.ID_NUMBER: _looks_like_id,
    Meaning.ABSENCE: lambda value: parse_absence(value).value is not None,
    Meaning.SEX: lambda value: parse_sex(value).value is not None,
    Meaning.CLASS: lambda value: parse_class_label(value) is not None or "班" in text_of(value),
    Meaning.BIRTH_DATE: _looks_like_date,
    Meaning.NAME: lambda value: parse_name(value).value is not None,
    Meaning.GUARDIAN: lambda value: parse_person(value).value is not None,
}
#: What content alone can prove: a name could be anybody's, a date any day.
_TELLING = (Meaning.ID_NUMBER, Meaning.ABSENCE, Meaning.SEX)
