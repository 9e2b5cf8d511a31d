"""Families of the left-behind children: parents away, guardians at home, and the registrations of the two terms."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.database import ClosedSession
from app.demo.dates import DemoDates
from app.demo.names import Names
from app.demo.pupils import LEAVERS, Pupil
from app.demo.rows import insert_all, insert_named
from app.demo.township import TOWNSHIP, Place
from app.models.people.care_registration import (
    AbsenceKind,
    CareRegistration,
    FamilyEconomy,
    GuardianshipKind,
    LeaveReason,
    SurveyMethod,
)
from app.models.people.caregiver import Caregiver
from app.models.people.id_numbers import Gender
from app.models.people.parent_absence import ParentAbsence
from app.models.people.student_caregiver import GuardRole, Relation, StudentCaregiver
from app.models.people.student_special_status import StudentSpecialStatus
from app.models.school.staff import Staff
from app.models.school.term import Term

_PLACES = (
    *("浙江省宁波市", "浙江省温州市", "广东省深圳市", "广东省东莞市", "江苏省苏州市", "上海市", "北京市"),
    *("福建省泉州市", "重庆市", "湖北省武汉市"),
)
_EMPLOYERS = ("第三建筑工程队", "华兴制衣厂", "顺达物流", "明达电子厂", "东方玩具厂", "个体经营", "")
_ABSENCES = {
    AbsenceKind.BOTH: 60,
    AbsenceKind.FATHER: 22,
    AbsenceKind.MOTHER: 8,
    AbsenceKind.SINGLE_PARENT: 10,
}
_ELDERS = {
    Relation.GRANDMOTHER: 38,
    Relation.GRANDFATHER: 26,
    Relation.MATERNAL_GRANDMOTHER: 12,
    Relation.MATERNAL_GRANDFATHER: 10,
    Relation.UNCLE_OR_AUNT: 14,
}
_MEN = (Relation.FATHER, Relation.GRANDFATHER, Relation.MATERNAL_GRANDFATHER)
_SINCE = dt.timedelta(days=900)


@dataclass(slots=True)
class Tie:
    """An adult of a family: who it is to the child, and whether in charge of it."""

    relation: Relation
    is_guardian: bool
    caregiver_id: int = 0

    @property
    def is_parent(self) -> bool:
        return self.relation in (Relation.FATHER, Relation.MOTHER)


@dataclass(slots=True)
class Child:
    """A left-behind child with its family."""

    pupil: Pupil
    absence: AbsenceKind
    guardianship: GuardianshipKind
    ties: list[Tie]
    is_boarding: bool
    is_key_target: bool
    left_on: dt.date | None = None
    was_registered_before: bool = True

    @property
    def id(self) -> int:
        return self.pupil.id

    @property
    def parent_id(self) -> int:
        """The parent who is called: one who is away."""
        return next(tie.caregiver_id for tie in self.ties if tie.is_parent)

    @property
    def guardian_id(self) -> int | None:
        return next((tie.caregiver_id for tie in self.ties if tie.is_guardian), None)


def make_families(
    session: ClosedSession,
    place: Place,
    pupils: Sequence[Pupil],
    dates: DemoDates,
    names: Names,
    chance: random.Random,
) -> list[Child]:
    """The left-behind children of the school with all that a registration tells of them."""
    children: list[Child] = []
    by_pupil: dict[int, Child] = {}
    left_behind = [pupil for pupil in pupils if pupil.is_left_behind]
    # Elder brothers and sisters come first: the younger ones share their adults.
    for pupil in sorted(left_behind, key=lambda each: each.elder is not None):
        child = _child(pupil, by_pupil.get(pupil.elder.id) if pupil.elder else None, chance)
        by_pupil[pupil.id] = child
        children.append(child)
    _mark_exceptions(place, children, dates)
    _write_adults(session, place, children, names, chance)
    _write_ties(session, place, children, dates)
    _write_registrations(session, place, children, chance)
    _write_special(session, place, children, dates)
    return children


def _child(pupil: Pupil, elder: Child | None, chance: random.Random) -> Child:
    is_boarding = chance.random() < (0.45 if pupil.place_in_school[0] >= 4 else 0.15)
    is_key = chance.random() < 0.08
    if elder is not None:
        return Child(pupil, elder.absence, elder.guardianship, elder.ties, is_boarding, is_key)
    absence = chance.choices(list(_ABSENCES), list(_ABSENCES.values()))[0]
    guardian = _guardian(absence, chance)
    parents = [Relation.FATHER, Relation.MOTHER]
    if absence is AbsenceKind.SINGLE_PARENT:
        parents = [chance.choice(parents)]
    away_first = sorted(parents, key=lambda relation: relation is guardian)
    ties = [Tie(relation, relation is guardian) for relation in away_first]
    if guardian not in parents:
        ties.append(Tie(guardian, is_guardian=True))
    return Child(pupil, absence, _kind(guardian), ties, is_boarding, is_key)


def _guardian(absence: AbsenceKind, chance: random.Random) -> Relation:
    if absence in (AbsenceKind.FATHER, AbsenceKind.MOTHER) and chance.random() < 0.3:
        return Relation.MOTHER if absence is AbsenceKind.FATHER else Relation.FATHER
    return chance.choices(list(_ELDERS), list(_ELDERS.values()))[0]


def _kind(guardian: Relation) -> GuardianshipKind:
    if guardian in (Relation.FATHER, Relation.MOTHER):
        return GuardianshipKind.ONE_PARENT
    if guardian is Relation.UNCLE_OR_AUNT:
        return GuardianshipKind.RELATIVES
    return GuardianshipKind.GRANDPARENTS


def _mark_exceptions(place: Place, children: list[Child], dates: DemoDates) -> None:
    """What a school has of everything: a child alone, one with its teacher, some who left, some who are new."""
    single = [child for child in children if child.pupil.elder is None and child.absence is AbsenceKind.BOTH]
    singles = [child for child in single if not any(other.pupil.elder is child.pupil for other in children)]
    if place.is_central:
        alone, with_teacher = singles[2], singles[5]
        alone.ties = [tie for tie in alone.ties if not tie.is_guardian]
        alone.guardianship, alone.is_key_target = GuardianshipKind.NOBODY, True
        with_teacher.ties[-1].relation = Relation.TEACHER
        with_teacher.guardianship = GuardianshipKind.TEACHER
        for number, child in enumerate(singles[-LEAVERS:]):
            child.left_on = dates.current.days.starts_on + dt.timedelta(days=31 + 9 * number)
    for child in singles[7:20:4]:
        child.was_registered_before = False
    if dates.is_new_year:
        for child in children:
            child.was_registered_before &= child.pupil.class_before is not None


def _write_adults(
    session: ClosedSession, place: Place, children: list[Child], names: Names, chance: random.Random
) -> None:
    ties = [(child, tie) for child in children if child.pupil.elder is None for tie in child.ties]
    adults = [_adult(place, child, tie, names, chance) for child, tie in ties]
    for (_child, tie), key in zip(ties, insert_named(session, Caregiver, adults), strict=True):
        tie.caregiver_id = key
    # Of every fortieth family nobody has found out yet where the parents are: an incomplete archive.
    known = [(child, tie) for number, (child, tie) in enumerate(ties) if number % 120 > 2]
    away = [_absence(place, tie, chance) for child, tie in known if _is_away(child, tie)]
    insert_all(session, ParentAbsence, _with_visits(place, away))


def _with_visits(place: Place, away: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two parents are expected home this Saturday; a third came home and leaves again then."""
    saturday = place.current.starts_on + dt.timedelta(weeks=10, days=5)
    for row in away[7:30:15]:
        row["expected_return_on"] = saturday
    home = away[-1]
    home["returned_on"] = saturday - dt.timedelta(days=12)
    return [*away, home | {"away_since": saturday, "returned_on": None}]


def _is_away(child: Child, tie: Tie) -> bool:
    """The parent works elsewhere; where one parent is away the other is not."""
    at_home = {AbsenceKind.FATHER: Relation.MOTHER, AbsenceKind.MOTHER: Relation.FATHER}.get(child.absence)
    return tie.is_parent and not tie.is_guardian and tie.relation is not at_home


def _adult(place: Place, child: Child, tie: Tie, names: Names, chance: random.Random) -> dict[str, Any]:
    gender = Gender.MALE if tie.relation in _MEN else Gender.FEMALE
    teacher: Staff | None = None
    if tie.relation is Relation.TEACHER:
        teacher = place.heads[child.pupil.school_class.id]
        gender = teacher.gender or gender
    is_of_fathers_line = tie.relation in (Relation.FATHER, Relation.GRANDFATHER)
    surname = child.pupil.surname if is_of_fathers_line and "·" not in child.pupil.name else ""
    age = 66 if not tie.is_parent and teacher is None else 36
    # A parent's number that nobody has found out yet: an incomplete archive.
    has_phone = tie.is_guardian or chance.random() > 0.04
    return {
        "school_id": place.school.id,
        "name": teacher.name if teacher else names.adult(gender, surname),
        "gender": gender,
        "birth_year": place.current.starts_on.year - age - chance.randrange(9),
        "phone": teacher.phone if teacher else names.phone() if has_phone else None,
        "phone2": None,
        "address": f"{TOWNSHIP}{place.villages[child.pupil.village].name}",
        "occupation": "教师" if teacher else "务工" if tie.is_parent else "务农",
        "health": None
        if tie.is_parent or teacher
        else chance.choice(("良好", "良好", "高血压", "腿脚不便", "听力差")),
        "staff_id": teacher.id if teacher else None,
    }


def _absence(place: Place, tie: Tie, chance: random.Random) -> dict[str, Any]:
    return {
        "school_id": place.school.id,
        "caregiver_id": tie.caregiver_id,
        "work_place": chance.choice(_PLACES),
        "employer": chance.choice(_EMPLOYERS) or None,
        "away_since": place.last.starts_on - dt.timedelta(days=chance.randrange(60, 1200)),
        "expected_return_on": None,
        "returned_on": None,
    }


def _write_ties(session: ClosedSession, place: Place, children: list[Child], dates: DemoDates) -> None:
    rows = [
        {
            "school_id": place.school.id,
            "student_id": child.id,
            "caregiver_id": tie.caregiver_id,
            "relation": tie.relation,
            "is_parent": tie.is_parent,
            "guard_role": GuardRole.CURRENT if tie.is_guardian else GuardRole.NONE,
            "emergency_order": order,
            "may_be_told": True,
            "may_fetch": True,
            "valid_from": dates.last.days.starts_on - _SINCE,
        }
        for child in children
        for order, tie in enumerate(sorted(child.ties, key=lambda tie: not tie.is_guardian), 1)
    ]
    insert_all(session, StudentCaregiver, rows)


def _write_registrations(
    session: ClosedSession, place: Place, children: list[Child], chance: random.Random
) -> None:
    before = [
        _registration(place, place.last, child, None, chance)
        for child in children
        if child.was_registered_before
    ]
    now = [_registration(place, place.current, child, child.left_on, chance) for child in children]
    insert_all(session, CareRegistration, [*before, *now])


def _registration(
    place: Place, term: Term, child: Child, left_on: dt.date | None, chance: random.Random
) -> dict[str, Any]:
    # A few are found out about late, as parents leave after the harvest.
    delay = (
        chance.randrange(38, 50) if chance.random() < 0.03 and left_on is None else chance.randrange(1, 12)
    )
    surveyed_on = term.starts_on + dt.timedelta(days=delay)
    is_poor = chance.random() < 0.12
    return {
        "school_id": place.school.id,
        "student_id": child.id,
        "term_id": term.id,
        "absence_kind": child.absence,
        "meets_definition": True,
        "guardianship_kind": child.guardianship,
        "survey_method": chance.choice(
            (SurveyMethod.HOME, SurveyMethod.HOME, SurveyMethod.MEETING, SurveyMethod.PHONE)
        ),
        "surveyed_by_id": place.heads[child.pupil.school_class.id].id,
        "surveyed_on": surveyed_on,
        "current_residence": f"{TOWNSHIP}{place.villages[child.pupil.village].name}",
        "is_boarding": child.is_boarding,
        "family_size": chance.randrange(3, 7),
        "family_economy": FamilyEconomy.POOR
        if is_poor
        else chance.choice((FamilyEconomy.AVERAGE, FamilyEconomy.GOOD)),
        "is_key_target": child.is_key_target,
        "key_reason": "家庭变故，需要多方关心。" if child.is_key_target else None,
        "vaccination_complete": None if chance.random() < 0.05 else True,
        "vaccination_checked_on": surveyed_on,
        "archive_no": f"{place.plan.code[-1]}-{term.starts_on:%Y%m}-{child.id:04d}",
        "archived_on": surveyed_on + dt.timedelta(days=10),
        "left_on": left_on,
        "leave_reason": LeaveReason.PARENTS_RETURNED if left_on else None,
    }


def _write_special(session: ClosedSession, place: Place, children: list[Child], dates: DemoDates) -> None:
    kinds = (
        ("特困生", 11, "低保家庭，已登记。"),
        ("特长生", 9, "擅长绘画，参加兴趣小组。"),
        ("残障生", 2, "听力残疾，佩戴助听器。"),
    )
    rows = [
        {
            "school_id": place.school.id,
            "student_id": child.id,
            "category_id": place.categories[name].id,
            "detail": detail,
            "since": dates.last.days.starts_on,
            "recorded_by_id": place.heads[child.pupil.school_class.id].id,
        }
        for start, (name, count, detail) in enumerate(kinds)
        for child in children[start :: max(len(children) // count, 3)][: count if place.is_central else 1]
    ]
    insert_all(session, StudentSpecialStatus, rows)
