"""What a workbook says, row by row, before anything is compared with the database: plain frozen data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.models.people.id_numbers import Gender
from app.roster.columns import Meaning
from app.roster.findings import Finding
from app.roster.normalise.class_labels import ClassLabel
from app.roster.normalise.dates import WrittenDate
from app.roster.reasons import Severity
from app.roster.sheets import column_letters


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row stands; `number` is Excel's row number. `columns` is shared by all rows of a sheet."""

    sheet: str
    number: int
    columns: Mapping[Meaning, int]

    def at(self, meaning: Meaning) -> str:
        """`留守儿童花名册!G6`; the row's first cell for a meaning that has no column."""
        return f"{self.sheet}!{column_letters(self.columns.get(meaning, 0))}{self.number}"


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One member of staff."""

    name: str
    staff_no: str | None = None
    sex: Gender | None = None
    category: str | None = None
    post: str | None = None
    homeroom_text: str | None = None
    homeroom: ClassLabel | None = None
    subject: str | None = None
    phone: str | None = None
    qualification: str | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """Who a child is. `class_label` is None until a label nobody can read has been answered for."""

    name: str
    sex: Gender | None = None
    born: WrittenDate | None = None
    student_no: str | None = None
    id_card_no: str | None = None
    class_text: str = ""
    class_label: ClassLabel | None = None
    home_address: str | None = None

    @property
    def birth_date(self) -> dt.date | None:
        return self.born.whole if self.born else None


@dataclass(frozen=True, slots=True)
class StudentRow:
    """One pupil of the register."""

    child: Child


@dataclass(frozen=True, slots=True)
class Person:
    """A parent or guardian as written; `relation` is a word of the closed list, set for guardians only."""

    name: str
    phones: tuple[str, ...] = ()
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """Where a parent works; `parent` is 父亲 or 母亲."""

    parent: str
    place: str
    employer: str | None = None


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One left-behind child with its family for the term; words are those of the closed lists."""

    child: Child
    absence: str
    guardianship: str
    father: Person | None = None
    mother: Person | None = None
    guardian: Person | None = None
    away: tuple[Away, ...] = ()
    away_since: dt.date | None = None
    residence: str | None = None
    is_boarding: bool | None = None
    mentors: tuple[str, ...] = ()


Said = StaffRow | StudentRow | RosterRow


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row below a header: what it says (None when it says nothing usable) and what is remarked."""

    source: Source
    said: Said | None
    findings: tuple[Finding, ...] = ()

    @property
    def is_skipped(self) -> bool:
        return self._has(Severity.SKIPPED)

    @property
    def is_refused(self) -> bool:
        return not self.is_skipped and (self.said is None or self._has(Severity.ROW_REFUSED))

    @property
    def is_planned(self) -> bool:
        return not (self.is_skipped or self.is_refused)

    def _has(self, severity: Severity) -> bool:
        return any(finding.severity is severity for finding in self.findings)

    def with_finding(self, finding: Finding) -> ReadRow:
        return replace(self, findings=(*self.findings, finding))


@dataclass(frozen=True, slots=True)
class ClassQuestion:
    """A class label that only a person can decide; `choices` is empty when any class may be meant."""

    text: str
    choices: tuple[ClassLabel, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """What stands above the header of a sheet, as far as it was recognised."""

    school: str | None = None
    filled_on: dt.date | None = None
    filled_by: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole workbook: every row asked for is done, skipped or refused, and the three add up."""

    rows: tuple[ReadRow, ...]
    title: Title = Title()
    questions: tuple[ClassQuestion, ...] = ()
    #: Sheets in which no register was found.
    ignored_sheets: tuple[str, ...] = field(default=())

    @property
    def asked(self) -> int:
        return len(self.rows)
