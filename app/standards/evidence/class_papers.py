"""Evidence of the five papers of a class: which of them are complete for every registered child in it (R46)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.figures.registers import has_archive
from app.models.care.mentoring import Mentoring
from app.models.management.care_standard_item import RuleAction, RuleSubject
from app.models.people.care_registration import CareRegistration
from app.models.people.caregiver import Caregiver
from app.models.people.enrollment import Enrollment
from app.models.people.student import Student
from app.models.people.student_caregiver import StudentCaregiver
from app.standards.as_of import AsOf
from app.standards.calendar import Span
from app.standards.evidence._registry import evidence
from app.standards.evidence.shapes import Evidence, Lasting
from app.standards.rules import Rule


@evidence(RuleAction.REGISTRATION, RuleSubject.CLASS, entity=CareRegistration)
def papers_complete(session: Any, at: AsOf, _rule: Rule) -> Mapping[int, Evidence]:
    """As many facts as papers are complete: 档案, 联系卡, 登记表, 结对登记卡 and 统计表.

    The statistics are made of what every registration has; they stand as soon as the class has a registered child.
    """
    lacking: dict[int, list[bool]] = defaultdict(lambda: [False] * 5)
    for class_id, *papers in session.execute(_papers(at)):
        lacking[class_id] = [
            lacks or not has for lacks, has in zip(lacking[class_id], (*papers, True), strict=True)
        ]
    whole = Span(at.starts_on, dt.date.max)
    return {key: Lasting([whole] * lacks.count(False)) for key, lacks in lacking.items()}


def _papers(at: AsOf) -> Any:
    """Class of each registered child, and whether archive, contact card, survey and pair are there."""
    row = CareRegistration
    asked = or_(row.copied_from_id.is_(None), row.confirmed_on.is_not(None))
    return (
        select(Enrollment.school_class_id, has_archive(at), exists(_telephone(at)), asked, exists(_pair(at)))
        .join(Enrollment, Enrollment.student_id == row.student_id)
        .join(Student, Student.id == row.student_id)
        .where(
            row.school_id == at.school_id,
            row.term_id == at.term_id,
            row.archived_at.is_(None),
            row.meets_definition.is_(True),
            or_(row.left_on.is_(None), row.left_on >= at.day),
            Student.archived_at.is_(None),
            Enrollment.archived_at.is_(None),
            _holds(Enrollment.starts_on, Enrollment.ends_on, at.day),
        )
    )


def _telephone(at: AsOf) -> Any:
    """Somebody who may be told about the child, with a number: what the contact card is for."""
    tie = StudentCaregiver
    return (
        select(tie.id)
        .join(Caregiver, Caregiver.id == tie.caregiver_id)
        .where(
            tie.student_id == CareRegistration.student_id,
            tie.archived_at.is_(None),
            tie.may_be_told.is_(True),
            or_(Caregiver.phone != "", Caregiver.phone2 != ""),
            _holds(tie.valid_from, tie.valid_to, at.day),
        )
    )


def _pair(at: AsOf) -> Any:
    return select(Mentoring.id).where(
        Mentoring.student_id == CareRegistration.student_id,
        Mentoring.archived_at.is_(None),
        _holds(Mentoring.starts_on, Mentoring.ends_on, at.day),
    )


def _holds(start: Any, end: Any, day: dt.date) -> ColumnElement[bool]:
    return and_(start <= day, or_(end.is_(None), end >= day))
