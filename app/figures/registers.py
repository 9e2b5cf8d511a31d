"""Section 三, survey and archives: who was surveyed, whose archive is complete, and the rates at term end."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from app.access.vocabulary import Label
from app.figures._conditions import in_force, registered, registrations, standing
from app.figures._registry import Rows, figure
from app.models.people.care_registration import CareRegistration, GuardianshipKind
from app.models.people.caregiver import Caregiver
from app.models.people.enrollment import Enrollment, EnrollmentEnd
from app.models.people.parent_absence import ParentAbsence
from app.models.people.student import Student, StudentStatus
from app.models.people.student_caregiver import GuardRole, StudentCaregiver
from app.standards.as_of import AsOf
from app.standards.survey import SURVEY_DAYS, deadline_of


@figure(
    "surveyed",
    Label("开学摸底", "Surveyed in time"),
    Label(
        f"开学后限期内（制度没有规定时 {SURVEY_DAYS} 天）完成登记的 ÷ 本学期登记的儿童",
        f"Surveyed within the school's limit ({SURVEY_DAYS} days where it has none) / registered",
    ),
    3,
    systems=("B01",),
    rules=("R13",),
)
def surveyed(session: Any, at: AsOf) -> Rows:
    in_time = CareRegistration.surveyed_on <= deadline_of(session, at.school_id, at.starts_on)
    # Copied from the term before is registered, but nobody has asked the family yet.
    asked = or_(CareRegistration.copied_from_id.is_(None), CareRegistration.confirmed_on.is_not(None))
    return Rows(CareRegistration, (*registrations(at), in_time, asked), registrations(at))


@figure(
    "archives-complete",
    Label("建档率", "Archives complete"),
    Label(
        "现居住地、父母电话、务工地点、监护人（关系、电话）齐全的 ÷ 留守儿童；无人监护的不要求监护人",
        "Residence, a parent's phone, place of work, guardian with phone on record / left-behind children",
    ),
    3,
    systems=("N01",),
)
def archives_complete(_session: Any, at: AsOf) -> Rows:
    return Rows(CareRegistration, (*registered(at), has_archive(at)), registered(at))


def has_archive(at: AsOf) -> ColumnElement[bool]:
    """The registration's child has every fact that the standard's card asks for (domain 4.4, column A)."""
    child, is_parent = CareRegistration.student_id, StudentCaregiver.is_parent.is_(True)
    has_phone = or_(Caregiver.phone.is_not(None), Caregiver.phone2.is_not(None))
    guarded = child.in_(_tied(at, StudentCaregiver.guard_role == GuardRole.CURRENT, has_phone))
    away = select(ParentAbsence.caregiver_id).where(in_force(ParentAbsence, at, "away_since", "returned_on"))
    return and_(
        child.in_(_tied(at, is_parent, has_phone)),
        child.in_(_tied(at, is_parent, StudentCaregiver.caregiver_id.in_(away))),
        or_(CareRegistration.guardianship_kind == GuardianshipKind.NOBODY, guarded),
    )


def _tied(at: AsOf, *conditions: ColumnElement[bool]) -> Any:
    return (
        select(StudentCaregiver.student_id)
        .join(Caregiver, Caregiver.id == StudentCaregiver.caregiver_id)
        .where(
            in_force(StudentCaregiver, at, "valid_from", "valid_to"),
            Caregiver.archived_at.is_(None),
            *conditions,
        )
    )


@figure(
    "at-school",
    Label("入学率", "At school"),
    Label(
        "登记的留守儿童中没有未入学的 ÷ 登记的留守儿童", "Registered children who are at school / registered"
    ),
    3,
    systems=("N02", "K23"),
)
def at_school(_session: Any, at: AsOf) -> Rows:
    kept_out = select(Student.id).where(Student.status == StudentStatus.NOT_ENROLLED)
    inside = CareRegistration.student_id.not_in(kept_out)
    return Rows(CareRegistration, (*registered(at), inside), registered(at))


@figure(
    "retained",
    Label("巩固率", "Retained"),
    Label(
        "本学期在班、到统计日没有辍学的 ÷ 本学期在班的学生",
        "In a class this term and not dropped out / in a class",
    ),
    3,
    systems=("N03", "K23"),
)
def retained(_session: Any, at: AsOf) -> Rows:
    # Somebody who moved from class to class is counted once: by the pupil, not by the enrollment.
    during = select(Enrollment.student_id).where(*_enrolled_in_term(at))
    dropped = select(Enrollment.student_id).where(
        *_ended(at, EnrollmentEnd.DROPPED_OUT), Enrollment.student_id.in_(during)
    )
    whole = (*standing(Student, at), Student.id.in_(during))
    return Rows(Student, (*whole, Student.id.not_in(dropped)), whole)


@figure(
    "graduated",
    Label("毕业率", "Graduated"),
    Label("本学期离校的毕业和辍学学生中毕业的", "Graduated / graduated or dropped out this term"),
    3,
    systems=("N04",),
)
def graduated(_session: Any, at: AsOf) -> Rows:
    left = _ended(at, EnrollmentEnd.GRADUATED, EnrollmentEnd.DROPPED_OUT)
    return Rows(Enrollment, (*left, Enrollment.end_reason == EnrollmentEnd.GRADUATED), left)


@figure(
    "vaccinated",
    Label("计划免疫接种率", "Vaccinated"),
    Label(
        "预防接种查验齐全的 ÷ 留守儿童；没有查验的算未齐全", "Vaccinations complete / left-behind children"
    ),
    3,
    systems=("N05", "G06"),
)
def vaccinated(_session: Any, at: AsOf) -> Rows:
    complete = CareRegistration.vaccination_complete.is_(True)
    return Rows(CareRegistration, (*registered(at), complete), registered(at))


def _enrolled_in_term(at: AsOf) -> tuple[ColumnElement[bool], ...]:
    ends_on = Enrollment.ends_on
    return (
        *standing(Enrollment, at),
        Enrollment.starts_on <= at.day,
        or_(ends_on.is_(None), ends_on >= at.starts_on),
    )


def _ended(at: AsOf, *reasons: EnrollmentEnd) -> tuple[ColumnElement[bool], ...]:
    return (
        *standing(Enrollment, at),
        Enrollment.ends_on >= at.starts_on,
        Enrollment.ends_on <= at.day,
        Enrollment.end_reason.in_(reasons),
    )
