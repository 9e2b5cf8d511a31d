"""The left-behind children of a paper with their families and mentors, as plain text, in a fixed number of statements.

Only columns that the person's roles may read are asked for, so a paper for a mentor is as poor as his screens are.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from app.access.grants import Roles, allowed, readable_columns, seen_columns
from app.access.guard import Actor
from app.access.narrowing import readable_value
from app.access.vocabulary import Action, Mask
from app.figures._conditions import enrolled, in_force, registered, standing
from app.models._base import Entity, facts_of
from app.models.care.mentoring import Mentoring
from app.models.people.care_registration import CareRegistration
from app.models.people.caregiver import Caregiver
from app.models.people.enrollment import Enrollment
from app.models.people.parent_absence import ParentAbsence
from app.models.people.special_category import SpecialCategory
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole, Relation, StudentCaregiver
from app.models.people.student_special_status import StudentSpecialStatus
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.models.school.village import Village
from app.reports.sheet import NothingToPrint
from app.reports.sheets import Ask
from app.standards.as_of import AsOf

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Adult:
    """Somebody of a child's family on the day; `facts` are the caregiver's readable columns as text."""

    relation: Relation
    guard_role: GuardRole
    order: int | None
    may_be_told: bool
    may_fetch: bool
    facts: Row
    #: Work away from home on the day: readable columns of ParentAbsence as text, empty while at home.
    work: Row

    @property
    def is_guardian(self) -> bool:
        return self.guard_role in (GuardRole.CURRENT, GuardRole.ENTRUSTED)


@dataclass(frozen=True, slots=True)
class Mentor:
    """Somebody who mentors the child on the day."""

    name: str
    phone: str
    kind: str
    is_primary: bool
    starts_on: dt.date


@dataclass(frozen=True, slots=True)
class Child:
    """A registered child; `facts` and `registration` are readable columns as text."""

    id: int
    name: str
    class_id: int | None
    class_label: str
    birth_date: dt.date | None
    facts: Row
    registration: Row
    registration_id: int
    adults: tuple[Adult, ...]
    mentors: tuple[Mentor, ...]
    categories: tuple[str, ...]
    updated_on: dt.date

    @property
    def title(self) -> str:
        return f"{self.class_label} {self.name}".strip()

    def adult(self, relation: Relation) -> Adult | None:
        return next((each for each in self.adults if each.relation is relation), None)

    @property
    def guardian(self) -> Adult | None:
        """The guardian of today; one entrusted by the parents where no other is on record."""
        order = (GuardRole.CURRENT, GuardRole.ENTRUSTED)
        return next((a for role in order for a in self.adults if a.guard_role is role), None)


def age_on(born: dt.date, day: dt.date) -> int:
    """Full years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def children(session: Any, actor: Actor, at: AsOf, ask: Ask, *more: ColumnElement[bool]) -> tuple[Child, ...]:
    """The registered children asked for, by class and name; NothingToPrint when there are none.

    *more* are conditions over Student and CareRegistration.
    """
    found = _found(session, actor.roles, at, (*_asked(ask), *more))
    if not found:
        raise NothingToPrint("没有符合条件的留守儿童。请核对班级和学期，或先做本学期的登记。")
    keys = [row["id"] for row in found]
    adults, mentors = _adults(session, actor.roles, at, keys), _mentors(session, actor.roles, at, keys)
    categories = _categories(session, at, keys)
    return tuple(_child(row, adults, mentors, categories) for row in found)


def _asked(ask: Ask) -> tuple[ColumnElement[bool], ...]:
    wanted = (
        (Student.id, ask.student_id),
        (SchoolClass.id, ask.school_class_id),
        (SchoolClass.grade, ask.grade),
        (Student.village_id, ask.village_id),
    )
    return tuple(column == value for column, value in wanted if value is not None)


def _found(session: Any, roles: Roles, at: AsOf, conditions: Iterable[ColumnElement[bool]]) -> list[Row]:
    own = select(Enrollment.student_id, Enrollment.school_class_id).where(*enrolled(at)).subquery()
    found = (
        select(
            *columns(roles, Student),
            *columns(roles, CareRegistration, "r_"),
            SchoolClass.id.label("class_id"),
            SchoolClass.label.label("class_label"),
            Village.name.label("village"),
        )
        .join(CareRegistration, CareRegistration.student_id == Student.id)
        .outerjoin(own, own.c.student_id == Student.id)
        .outerjoin(SchoolClass, SchoolClass.id == own.c.school_class_id)
        .outerjoin(Village, Village.id == Student.village_id)
        .where(*registered(at), *conditions)
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name, Student.id)
    )
    return [dict(row) for row in session.execute(found).mappings()]


def columns(roles: Roles, entity: type[Entity], prefix: str = "") -> list[Any]:
    """The columns of the entity that the roles may read, labelled with a prefix."""
    return [
        readable_value(entity, roles, name, entity).label(prefix + name)
        for name in seen_columns(roles, entity)
    ]


def texts(roles: Roles, entity: type[Entity], row: Row, prefix: str = "") -> Row:
    """The readable columns of a row as text; numbers of phones stay whole only for those who may see them whole."""
    facts, whole = facts_of(entity), allowed(roles, entity, Action.SEE_FULL)
    return {
        name: _text(row[prefix + name], facts[name].mask, whole=whole) for name in seen_columns(roles, entity)
    }


def _text(value: Any, mask: Mask | None, *, whole: bool) -> str:
    if value is None:
        return ""
    # Nobody needs a whole ID number on paper, nor the student number that holds it.
    if mask in (Mask.ID_NUMBER, Mask.STUDENT_NO) or (mask is not None and not whole):
        return mask.apply(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}"
    label = getattr(value, "label", None)
    return label.zh if label is not None else str(value)


def _child(
    row: Row,
    adults: Mapping[int, list[Adult]],
    mentors: Mapping[int, list[Mentor]],
    categories: Mapping[int, list[str]],
) -> Child:
    key = row["id"]
    return Child(
        id=key,
        name=row["name"],
        class_id=row["class_id"],
        class_label=row["class_label"] or "",
        birth_date=row.get("birth_date"),
        facts={**_own_texts(row, Student), "village": row["village"] or ""},
        registration=_own_texts(row, CareRegistration, "r_"),
        registration_id=row["r_id"],
        adults=tuple(adults.get(key, ())),
        mentors=tuple(mentors.get(key, ())),
        categories=tuple(categories.get(key, ())),
        updated_on=max(row["updated_at"], row["r_updated_at"]).date(),
    )


def _own_texts(row: Row, entity: type[Entity], prefix: str = "") -> Row:
    """As `texts`, of the columns that were selected; phones are no part of these entities."""
    facts = facts_of(entity)
    return {
        name: _text(row[prefix + name], facts[name].mask, whole=False)
        for name in facts
        if prefix + name in row
    }


def _adults(session: Any, roles: Roles, at: AsOf, keys: list[int]) -> dict[int, list[Adult]]:
    """child -> family of the day, in the order in which they are called."""
    tie = StudentCaregiver
    found = (
        select(
            tie.student_id, tie.relation, tie.guard_role, tie.emergency_order, tie.may_be_told, tie.may_fetch
        )
        .add_columns(*columns(roles, Caregiver, "c_"))
        .join(Caregiver, Caregiver.id == tie.caregiver_id)
        .where(tie.student_id.in_(keys), in_force(tie, at, "valid_from", "valid_to"))
        .order_by(tie.emergency_order.is_(None), tie.emergency_order, tie.is_parent.desc(), tie.id)
    )
    rows = list(session.execute(found).mappings())
    works = _works(session, roles, at)
    family: dict[int, list[Adult]] = defaultdict(list)
    for row in rows:
        family[row["student_id"]].append(
            Adult(
                relation=row["relation"],
                guard_role=row["guard_role"],
                order=row["emergency_order"],
                may_be_told=row["may_be_told"],
                may_fetch=row["may_fetch"],
                facts=texts(roles, Caregiver, row, "c_"),
                work=works.get(row["c_id"], {}),
            )
        )
    return family


def _works(session: Any, roles: Roles, at: AsOf) -> dict[int, Row]:
    """caregiver -> work away from home on the day."""
    away = in_force(ParentAbsence, at, "away_since", "returned_on")
    found = select(*columns(roles, ParentAbsence)).where(away).order_by(ParentAbsence.away_since)
    rows = session.execute(found).mappings()
    return {row["caregiver_id"]: texts(roles, ParentAbsence, row) for row in rows}


def _mentors(session: Any, roles: Roles, at: AsOf, keys: list[int]) -> dict[int, list[Mentor]]:
    """child -> mentors of the day, the primary one first."""
    sees_phone = "phone" in readable_columns(roles, Staff)
    whole = allowed(roles, Staff, Action.SEE_FULL)
    found = (
        select(
            Mentoring.student_id,
            Staff.name,
            Staff.phone,
            Mentoring.kind,
            Mentoring.is_primary,
            Mentoring.starts_on,
        )
        .join(Staff, Staff.id == Mentoring.mentor_id)
        .where(in_force(Mentoring, at), Mentoring.student_id.in_(keys))
        .order_by(Mentoring.is_primary.desc(), Mentoring.starts_on, Mentoring.id)
    )
    made: dict[int, list[Mentor]] = defaultdict(list)
    for key, name, phone, kind, is_primary, starts_on in session.execute(found):
        shown = _text(phone, Mask.PHONE, whole=whole) if sees_phone else ""
        made[key].append(Mentor(name, shown, kind.label.zh, is_primary, starts_on))
    return made


def _categories(session: Any, at: AsOf, keys: list[int]) -> dict[int, list[str]]:
    """child -> names of the special categories in force."""
    found = (
        select(StudentSpecialStatus.student_id, SpecialCategory.name)
        .join(SpecialCategory, SpecialCategory.id == StudentSpecialStatus.category_id)
        .where(
            in_force(StudentSpecialStatus, at, "since", "until"),
            StudentSpecialStatus.student_id.in_(keys),
            *standing(SpecialCategory, at),
        )
        .order_by(SpecialCategory.id)
    )
    made: dict[int, list[str]] = defaultdict(list)
    for key, name in session.execute(found):
        made[key].append(name)
    return made
