"""Compares a child with the pupils of the school: who it is, what is new about it, and in which class it sits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app import clock
from app.models.people.enrollment import Enrollment, EnrollmentEnd
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.roster.columns import Meaning
from app.roster.compare.classes import class_for, village_for
from app.roster.compare.drafting import Draft
from app.roster.plan import Child
from app.roster.reasons import Reason


def compare_child(draft: Draft, child: Child) -> tuple[Any, bool]:
    """The student made or changed, and whether it was made."""
    known = _find(draft, child)
    if known is None:
        return _make(draft, child), True
    if known.id in draft.holdings.put_away(clock.today()):
        raise draft.refuse(Meaning.NAME, Reason.CHILD_PUT_AWAY, name=known.name)
    draft.change(
        known,
        Student,
        name=child.name,
        gender=child.sex,
        birth_date=child.birth_date,
        student_no=child.student_no,
        id_card_no=child.id_card_no,
        home_address=child.home_address,
        village_id=village_for(draft, child.home_address),
    )
    _move(draft, known, child)
    return known, False


def _find(draft: Draft, child: Child) -> Any | None:
    """By ID number, by student number, then by name with birth date; two different finds refuse the row."""
    by_id = draft.rows(Student, id_card_no=child.id_card_no) if child.id_card_no else []
    by_no = draft.rows(Student, student_no=child.student_no) if child.student_no else []
    if by_id and by_no and by_id[0].id != by_no[0].id:
        raise draft.refuse(
            Meaning.STUDENT_NO, Reason.NUMBERS_CONFLICT, name=by_id[0].name, other=by_no[0].name
        )
    if by_no and child.id_card_no and by_no[0].id_card_no not in (None, child.id_card_no):
        raise draft.refuse(Meaning.ID_NUMBER, Reason.ID_DIFFERS, name=by_no[0].name)
    return next(iter(by_id or by_no), None) or _find_by_name(draft, child)


def _find_by_name(draft: Draft, child: Child) -> Any | None:
    namesakes = [student for student in draft.rows(Student, name=child.name) if _may_be(student, child)]
    if len(namesakes) > 1:
        namesakes = [s for s in namesakes if s.school_class_id == _class_id(draft, child)]
        if len(namesakes) != 1:
            raise draft.refuse(Meaning.NAME, Reason.CHILD_AMBIGUOUS, name=child.name)
    if namesakes and child.born is None and namesakes[0].school_class_id != _class_id(draft, child):
        return None
    return namesakes[0] if namesakes else None


def _may_be(student: Any, child: Child) -> bool:
    """Not contradicted by a number or by what is written of the birth date."""
    for mine, theirs in ((child.id_card_no, student.id_card_no), (child.student_no, student.student_no)):
        if mine and theirs and mine != theirs:
            return False
    return child.born is None or child.born.is_part_of(student.birth_date)


def _class_id(draft: Draft, child: Child) -> int | None:
    if child.class_label is None:
        return None
    year_id, number = draft.target.school_year_id, child.class_label.number or 0
    found = draft.rows(SchoolClass, school_year_id=year_id, grade=child.class_label.grade, number=number)
    return found[0].id if found else None


def _make(draft: Draft, child: Child) -> Any:
    if child.sex is None:
        raise draft.refuse(Meaning.SEX, Reason.SEX_MISSING)
    if child.birth_date is None:
        raise draft.refuse(Meaning.BIRTH_DATE, Reason.BIRTH_MISSING)
    if child.class_label is None:
        raise draft.refuse(Meaning.CLASS, Reason.CLASS_MISSING)
    class_id = class_for(draft, child.class_label).id
    student = draft.make(
        Student,
        name=child.name,
        gender=child.sex,
        birth_date=child.birth_date,
        student_no=child.student_no,
        id_card_no=child.id_card_no,
        home_address=child.home_address,
        village_id=village_for(draft, child.home_address),
        school_class_id=class_id,
    )
    _enroll(draft, student.id, class_id, draft.target.term_starts_on)
    return student


def _move(draft: Draft, student: Any, child: Child) -> None:
    """End the stay in another class and begin one in the class written."""
    if child.class_label is None:
        return
    class_id = class_for(draft, child.class_label).id
    day = draft.target.day
    stays = draft.rows(Enrollment, student_id=student.id)
    current = Enrollment.latest_open(stays, day)
    if current is None:
        _enroll(draft, student.id, class_id, day)
    elif current.school_class_id == class_id:
        return
    elif current.starts_on >= day:
        draft.change(current, Enrollment, school_class_id=class_id)
    else:
        reason = EnrollmentEnd.PROMOTED if _is_of_another_year(draft, current) else EnrollmentEnd.OTHER
        draft.change(current, Enrollment, ends_on=day - dt.timedelta(days=1), end_reason=reason)
        _enroll(draft, student.id, class_id, day)
    draft.change(student, Student, school_class_id=class_id)


def _is_of_another_year(draft: Draft, stay: Any) -> bool:
    found = draft.rows(SchoolClass, id=stay.school_class_id)
    return bool(found) and found[0].school_year_id != draft.target.school_year_id


def _enroll(draft: Draft, student_id: int, class_id: int, day: dt.date) -> None:
    draft.make(Enrollment, student_id=student_id, school_class_id=class_id, starts_on=day)
