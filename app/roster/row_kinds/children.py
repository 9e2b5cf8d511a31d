"""Reads who a child is, and checks birth date and sex against the ID number."""

from __future__ import annotations

import datetime as dt

from app.models._numbers import canonical_code
from app.models.people.id_numbers import Gender, birth_date_of, gender_of
from app.roster.columns import Meaning
from app.roster.normalise.choices import parse_sex
from app.roster.normalise.class_labels import ClassLabel, parse_class_label
from app.roster.normalise.dates import WrittenDate, parse_date
from app.roster.normalise.id_numbers import parse_id_number
from app.roster.normalise.text import tidy
from app.roster.plan import Child, StudentRow
from app.roster.reasons import Reason
from app.roster.row_kinds.cells import RowCells
from app.roster.row_kinds.staff import read_name


def read_student(cells: RowCells) -> StudentRow | None:
    """The pupil; None without a usable name."""
    child = read_child(cells)
    say_remark(cells)
    return StudentRow(child) if child else None


def read_child(cells: RowCells) -> Child | None:
    """The child as far as the row says; what a new child needs is asked for when it turns out new."""
    name = read_name(cells)
    id_card_no = cells.take(Meaning.ID_NUMBER, parse_id_number(cells.value(Meaning.ID_NUMBER)))
    sex = _sex(cells, id_card_no)
    born = _born(cells, id_card_no)
    class_text, class_label = _class(cells)
    if name is None:
        return None
    return Child(
        name=name,
        sex=sex,
        born=born,
        student_no=_student_no(cells),
        id_card_no=id_card_no,
        class_text=class_text,
        class_label=class_label,
        home_address=cells.text(Meaning.HOME_ADDRESS, 120),
    )


def _student_no(cells: RowCells) -> str | None:
    """As it is kept, so that it is found whatever blanks and small letters the workbook has."""
    return canonical_code(cells.text(Meaning.STUDENT_NO, 30) or "") or None


def say_remark(cells: RowCells) -> None:
    """A remark has no place of its own; it is not stored, and that is said."""
    remark = cells.text(Meaning.REMARK, 60)
    if remark:
        cells.say(Meaning.REMARK, Reason.REMARK_NOT_STORED, text=remark)


def _sex(cells: RowCells, id_card_no: str | None) -> Gender | None:
    sex = cells.take(Meaning.SEX, parse_sex(cells.value(Meaning.SEX)))
    if id_card_no is None:
        return sex
    proven = gender_of(id_card_no)
    if sex is None:
        cells.say(Meaning.SEX, Reason.SEX_FROM_ID, sex=proven.label.zh)
    elif sex is not proven:
        cells.say(Meaning.SEX, Reason.SEX_DISAGREES, sex=sex.label.zh, other=proven.label.zh)
    return proven


def _born(cells: RowCells, id_card_no: str | None) -> WrittenDate | None:
    parsed = parse_date(cells.value(Meaning.BIRTH_DATE), cells.today)
    written = cells.take(Meaning.BIRTH_DATE, parsed)
    proven = birth_date_of(id_card_no) if id_card_no else None
    if proven is None:
        return written
    _compare(cells, written, proven)
    return WrittenDate(f"{proven:%Y-%m-%d}", proven.year, (proven.month,), proven.day)


def _compare(cells: RowCells, written: WrittenDate | None, proven: dt.date) -> None:
    if written is None:
        cells.say(Meaning.BIRTH_DATE, Reason.BIRTH_FROM_ID, date=f"{proven:%Y-%m-%d}")
    elif not written.is_part_of(proven):
        cells.say(Meaning.BIRTH_DATE, Reason.BIRTH_DISAGREES, text=written.text, date=f"{proven:%Y-%m-%d}")
    elif written.whole is None:
        cells.say(Meaning.BIRTH_DATE, Reason.BIRTH_COMPLETED, text=written.text, date=f"{proven:%Y-%m-%d}")


def _class(cells: RowCells) -> tuple[str, ClassLabel | None]:
    """The label as written and as understood; a grade in its own column is put before it where needed."""
    alone, grade = tidy(cells.value(Meaning.CLASS)), tidy(cells.value(Meaning.GRADE))
    grade = f"{grade}年级" if grade.isdigit() else grade
    text = alone or grade
    label = parse_class_label(text)
    if label is None and alone and grade:
        text = f"{grade}({alone})班" if alone.isdigit() else f"{grade}{alone}"
        label = parse_class_label(text)
    if not text:
        cells.say(Meaning.CLASS, Reason.CLASS_MISSING)
    return text, label
