"""Checks between the rows of a workbook: a person twice, sheets that disagree, two homeroom teachers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

from app.roster.columns import Meaning
from app.roster.findings import Remark
from app.roster.plan import Child, ReadRow, RosterRow, Source, StaffRow, StudentRow
from app.roster.reasons import Reason

_CHILD_FACTS = {
    "name": Meaning.NAME,
    "sex": Meaning.SEX,
    "born": Meaning.BIRTH_DATE,
    "student_no": Meaning.STUDENT_NO,
    "id_card_no": Meaning.ID_NUMBER,
    "class_label": Meaning.CLASS,
    "home_address": Meaning.HOME_ADDRESS,
}
_ROW_FACTS = {
    "absence": Meaning.ABSENCE,
    "father": Meaning.FATHER,
    "mother": Meaning.MOTHER,
    "guardian": Meaning.GUARDIAN,
    "away": Meaning.WORK_PLACE,
    "away_since": Meaning.AWAY_SINCE,
    "residence": Meaning.RESIDENCE,
    "is_boarding": Meaning.BOARDING,
    "mentors": Meaning.MENTOR,
    "staff_no": Meaning.STAFF_NO,
    "category": Meaning.CATEGORY,
    "post": Meaning.POST,
    "homeroom": Meaning.HOMEROOM_CLASS,
    "subject": Meaning.SUBJECT,
    "phone": Meaning.PHONE,
    "qualification": Meaning.QUALIFICATION,
}
#: What the pupil register and the roster must say alike of one child.
_SHARED_FACTS = ("name", "sex", "id_card_no", "student_no", "class_label")


def check_rows(rows: Iterable[ReadRow]) -> tuple[ReadRow, ...]:
    """The rows with what was found between them; rows already refused or skipped are left alone."""
    return tuple(_homeroom_once(_sheets_agree(_each_person_once(rows))))


def _each_person_once(rows: Iterable[ReadRow]) -> Iterator[ReadRow]:
    """Of equal rows the first is taken, the others are skipped; one that differs is refused."""
    seen: dict[Hashable, ReadRow] = {}
    for row in rows:
        if not row.is_planned:
            yield row
            continue
        keys = [(row.source.sheet, key) for key in _keys(row)]
        first = next((seen[key] for key in keys if key in seen), None)
        for key in keys:
            seen.setdefault(key, row)
        if first is None or _are_different(first, row):
            yield row
        else:
            # What else was remarked about a second copy has been said of the first.
            yield replace(row, findings=(_duplicate(first, row).at(row.source.at(Meaning.NAME)),))


def _keys(row: ReadRow) -> list[Hashable]:
    """What tells one person from another: numbers, else the name with birth and class, or phone."""
    said = row.said
    if isinstance(said, StaffRow):
        pairs = [("no", said.staff_no), ("phone", said.phone and (said.name, said.phone))]
        return [pair for pair in pairs if pair[1]] or [("name", said.name)]
    return child_keys(said.child) if said else []


def child_keys(child: Child) -> list[Hashable]:
    """Strongest first: ID number, student number, then name with birth date and class."""
    numbers = [("id", child.id_card_no), ("no", child.student_no)]
    return [pair for pair in numbers if pair[1]] + [("name", child.name, child.birth_date, child.class_label)]


def _are_different(first: ReadRow, second: ReadRow) -> bool:
    """Namesakes with two ID numbers (or staff numbers) are two people."""
    one, two = _number(first), _number(second)
    return one is not None and two is not None and one != two and not _share_a_number(first, second)


def _share_a_number(first: ReadRow, second: ReadRow) -> bool:
    strong = {key for key in _keys(first) if isinstance(key, tuple) and key[0] in ("id", "no")}
    return bool(strong & set(_keys(second)))


def _number(row: ReadRow) -> str | None:
    said = row.said
    if isinstance(said, StaffRow):
        return said.staff_no
    return said.child.id_card_no if said else None


def _duplicate(first: ReadRow, second: ReadRow) -> Remark:
    different = [meaning.label.zh for meaning in _differences(first.said, second.said)]
    number = str(first.source.number)
    if different:
        return Remark(Reason.DUPLICATE_DIFFERS, {"row": number, "columns": "、".join(different)})
    return Remark(Reason.DUPLICATE_ROW, {"row": number})


def _differences(first: Any, second: Any) -> Iterator[Meaning]:
    for field in fields(first):
        one, two = getattr(first, field.name), getattr(second, field.name)
        if field.name == "child":
            yield from _differences(one, two)
        elif one != two and field.name in _CHILD_FACTS | _ROW_FACTS:
            yield (_CHILD_FACTS | _ROW_FACTS)[field.name]


def _sheets_agree(rows: Iterable[ReadRow]) -> Iterator[ReadRow]:
    """A child whom register and roster describe differently is refused until both say the same."""
    rows = tuple(rows)
    register: dict[Hashable, tuple[Source, Child]] = {}
    for row in rows:
        if row.is_planned and isinstance(row.said, StudentRow):
            for key in child_keys(row.said.child):
                register.setdefault(key, (row.source, row.said.child))
    for row in rows:
        if row.is_planned and isinstance(row.said, RosterRow):
            found = next((register[key] for key in child_keys(row.said.child) if key in register), None)
            yield _compared(row, row.said.child, *found) if found else row
        else:
            yield row


def _compared(row: ReadRow, child: Child, source: Source, other: Child) -> ReadRow:
    for name in _SHARED_FACTS:
        mine, theirs = getattr(child, name), getattr(other, name)
        if mine and theirs and mine != theirs:
            meaning = _CHILD_FACTS[name]
            words = {"cell": source.at(meaning), "column": meaning.label.zh, "other": _word(theirs)}
            row = row.with_finding(Remark(Reason.SHEETS_DISAGREE, words).at(row.source.at(meaning)))
    return row


def _word(value: Any) -> str:
    return str(getattr(value, "label", value))


def _homeroom_once(rows: Iterable[ReadRow]) -> Iterator[ReadRow]:
    taken: dict[object, ReadRow] = {}
    for row in rows:
        first = row
        if row.is_planned and isinstance(row.said, StaffRow) and row.said.homeroom:
            first = taken.setdefault(row.said.homeroom, row)
        yield row if first is row else _not_homeroom(row, first)


def _not_homeroom(row: ReadRow, first: ReadRow) -> ReadRow:
    """The second one is registered as staff all the same, only not as homeroom teacher."""
    cell, taken = row.source.at(Meaning.HOMEROOM_CLASS), first.source.at(Meaning.HOMEROOM_CLASS)
    if not isinstance(row.said, StaffRow):
        return row
    remark = Remark(Reason.HOMEROOM_TWICE, {"class_label": str(row.said.homeroom), "cell": taken})
    return replace(row, said=replace(row.said, homeroom=None)).with_finding(remark.at(cell))
