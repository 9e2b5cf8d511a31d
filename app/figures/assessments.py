"""Assessments of a school year as they are shown: who, the items that people scored, the grade, and the veto."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.models.management.assessment import Assessment, AssessmentTarget
from app.models.management.assessment_item import AssessmentItem
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.models.school.term import Term


@dataclass(frozen=True, slots=True)
class Item:
    """One scored line of an assessment."""

    name: str
    full: Decimal
    score: Decimal


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """One assessment; `veto_by` and the days are empty without a veto."""

    id: int
    target: AssessmentTarget
    name: str
    term: str
    items: tuple[Item, ...]
    total: Decimal | None
    grade: str
    is_vetoed: bool
    veto_reason: str
    veto_by: str
    veto_on: dt.date | None
    lifted_on: dt.date | None
    lift_reason: str
    assessed_by: str
    assessed_on: dt.date

    @property
    def is_barred(self) -> bool:
        """Whether the veto stands."""
        return self.is_vetoed and self.lifted_on is None


def assessment_lines(session: Any, year_id: int) -> list[AssessmentLine]:
    """The standing assessments of the school year that the person sees: the school, its classes, its teachers."""
    decider, assessor = aliased(Staff), aliased(Staff)
    found = (
        select(Assessment, Staff.name, SchoolClass.label, Term.label, decider.name, assessor.name)
        .outerjoin(Staff, Staff.id == Assessment.staff_id)
        .outerjoin(SchoolClass, SchoolClass.id == Assessment.school_class_id)
        .outerjoin(Term, Term.id == Assessment.term_id)
        .outerjoin(decider, decider.id == Assessment.veto_decided_by_id)
        .outerjoin(assessor, assessor.id == Assessment.assessed_by_id)
        .where(Assessment.school_year_id == year_id, Assessment.archived_at.is_(None))
        .order_by(Assessment.target, SchoolClass.grade, SchoolClass.number, Staff.name, Assessment.id)
    )
    rows = session.execute(found).all()
    items = _items(session, [row[0].id for row in rows])
    return [_line(row, tuple(items.get(row[0].id, ()))) for row in rows]


def _items(session: Any, keys: list[int]) -> dict[int, list[Item]]:
    found = (
        select(AssessmentItem)
        .where(AssessmentItem.assessment_id.in_(keys), AssessmentItem.archived_at.is_(None))
        .order_by(AssessmentItem.id)
    )
    made: dict[int, list[Item]] = {}
    for item in session.scalars(found):
        made.setdefault(item.assessment_id, []).append(Item(item.name, item.full, item.score))
    return made


def _line(row: Any, items: tuple[Item, ...]) -> AssessmentLine:
    own, staff, school_class, term, decider, assessor = row
    return AssessmentLine(
        own.id, own.target, staff or school_class or "", term or "", items, own.total,
        str(own.grade.label) if own.grade else "", own.is_vetoed, own.veto_reason or "", decider or "",
        own.veto_decided_on, own.lifted_on, own.lift_reason or "", assessor or "", own.assessed_on,
    )  # fmt: skip


def in_points(number: Decimal | None) -> str:
    """92.5, 20; empty without a number."""
    return "" if number is None else format(Decimal(number).normalize(), "f")
