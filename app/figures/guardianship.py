"""Children nobody is in charge of, entrusted care without notice, and who counts as left behind on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.figures.left_behind import Findings, Parent, Stay, away_on, findings_of
from app.models.people.care_delegation import CareDelegation
from app.models.people.care_registration import CareRegistration, GuardianshipKind
from app.models.people.caregiver import Caregiver
from app.models.people.parent_absence import ParentAbsence
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole, StudentCaregiver
from app.models.school.school_class import SchoolClass


@dataclass(frozen=True, slots=True)
class Standing:
    """A registered child with what the facts of the day say; `registered` is what the survey found."""

    id: int
    name: str
    school_class: str
    findings: Findings
    parents: tuple[Parent, ...]
    registered: bool
    override_reason: str

    @property
    def differs(self) -> bool:
        """Whether the survey found something else than the facts, by the school's own reading."""
        return self.findings.own.holds is not None and self.findings.own.holds != self.registered


@dataclass(frozen=True, slots=True)
class Untold:
    """Entrusted care of which school or village was not told."""

    student_id: int
    name: str
    guardian: str
    agreed_on: dt.date | None
    #: None where no agreement was recorded at all.
    delegation_id: int | None
    lacks_school: bool
    lacks_village: bool


def in_charge(day: dt.date) -> Any:
    """Ids of children with an adult in charge on the day who is able to care and not away himself."""
    away = exists().where(
        ParentAbsence.caregiver_id == Caregiver.id,
        ParentAbsence.archived_at.is_(None),
        _holds(ParentAbsence.away_since, ParentAbsence.returned_on, day),
    )
    return (
        select(StudentCaregiver.student_id)
        .join(Caregiver, Caregiver.id == StudentCaregiver.caregiver_id)
        .where(
            StudentCaregiver.guard_role != GuardRole.NONE,
            StudentCaregiver.archived_at.is_(None),
            _holds(StudentCaregiver.valid_from, StudentCaregiver.valid_to, day),
            Caregiver.is_unable_to_care.is_(False),
            ~away,
        )
    )


def unguarded(registered: Any, day: dt.date) -> ColumnElement[bool]:
    """Students nobody is in charge of: the survey said so, or whoever was in charge ended, left or cannot.

    `registered` selects the ids of the children registered now. Where nothing about guardians was ever
    entered the archive has a gap; that is another list.
    """
    was_guarded = select(StudentCaregiver.student_id).where(
        StudentCaregiver.guard_role != GuardRole.NONE, StudentCaregiver.archived_at.is_(None)
    )
    said_so = registered.where(CareRegistration.guardianship_kind == GuardianshipKind.NOBODY)
    return and_(
        Student.id.in_(registered),
        Student.id.not_in(in_charge(day)),
        or_(Student.id.in_(said_so), Student.id.in_(was_guarded)),
    )


def standings(session: Any, term_id: int, day: dt.date) -> list[Standing]:
    """Every child registered in the term whom the session's actor sees, by class and name."""
    found = (
        select(
            Student.id, Student.name, Student.birth_date, SchoolClass.label,
            CareRegistration.meets_definition, CareRegistration.override_reason,
        )
        .join(CareRegistration, CareRegistration.student_id == Student.id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(
            CareRegistration.term_id == term_id,
            CareRegistration.archived_at.is_(None),
            Student.archived_at.is_(None),
            or_(CareRegistration.left_on.is_(None), CareRegistration.left_on >= day),
        )
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )  # fmt: skip
    parents = _parents(session, day)
    return [
        Standing(
            key,
            name,
            label or "",
            findings_of(parents.get(key, ()), born, day),
            tuple(parents.get(key, ())),
            bool(counts),
            reason or "",
        )
        for key, name, born, label, counts, reason in session.execute(found)
    ]


def untold(session: Any, day: dt.date) -> list[Untold]:
    """Children with an entrusted guardian or an agreement in force, of which school or village was not told."""
    agreements = {row.student_id: row for row in _agreements(session, day)}
    entrusted = (
        select(Student.id, Student.name, Caregiver.name)
        .join(StudentCaregiver, StudentCaregiver.student_id == Student.id)
        .join(Caregiver, Caregiver.id == StudentCaregiver.caregiver_id)
        .where(
            StudentCaregiver.guard_role == GuardRole.ENTRUSTED,
            StudentCaregiver.archived_at.is_(None),
            Student.archived_at.is_(None),
            _holds(StudentCaregiver.valid_from, StudentCaregiver.valid_to, day),
        )
        .order_by(Student.name)
    )
    found = [
        Untold(key, name, guardian, None, None, lacks_school=True, lacks_village=True)
        for key, name, guardian in session.execute(entrusted)
        if key not in agreements
    ]
    lacking = (row for row in agreements.values() if not (row.school_notified_on and row.village_notified_on))
    return [*found, *(_untold(row) for row in lacking)]


def _untold(row: Any) -> Untold:
    return Untold(
        row.student_id, row.name, row.guardian, row.agreed_on, row.id,
        lacks_school=row.school_notified_on is None, lacks_village=row.village_notified_on is None,
    )  # fmt: skip


def _agreements(session: Any, day: dt.date) -> Iterable[Any]:
    made = CareDelegation
    found = (
        select(
            made.id, made.student_id, made.agreed_on, made.school_notified_on, made.village_notified_on,
            Student.name, Caregiver.name.label("guardian"),
        )
        .join(Student, Student.id == made.student_id)
        .join(Caregiver, Caregiver.id == made.caregiver_id)
        .where(made.archived_at.is_(None), Student.archived_at.is_(None), _holds(made.starts_on, made.ends_on, day))
        .order_by(Student.name)
    )  # fmt: skip
    return list(session.execute(found))


def _parents(session: Any, day: dt.date) -> dict[int, list[Parent]]:
    """child -> its parents of the day with how long they have been away."""
    stays: dict[int, list[Stay]] = defaultdict(list)
    away = select(ParentAbsence.caregiver_id, ParentAbsence.away_since, ParentAbsence.returned_on)
    for key, since, until in session.execute(away.where(ParentAbsence.archived_at.is_(None))):
        stays[key].append(Stay(since, until))
    link = StudentCaregiver
    found = (
        select(
            link.student_id, link.relation, Caregiver.id, Caregiver.is_unable_to_care, Caregiver.unable_since
        )
        .join(Caregiver, Caregiver.id == link.caregiver_id)
        .where(link.is_parent, link.archived_at.is_(None), _holds(link.valid_from, link.valid_to, day))
        .order_by(link.student_id, link.emergency_order, link.id)
    )
    parents: dict[int, list[Parent]] = defaultdict(list)
    for child, relation, key, is_unable, since in session.execute(found):
        cannot = is_unable and (since is None or since <= day)
        parents[child].append(Parent(str(relation.label), away_on(stays.get(key, ()), day), cannot))
    return parents


def _holds(start: Any, end: Any, day: dt.date) -> ColumnElement[bool]:
    return and_(start <= day, or_(end.is_(None), end >= day))
