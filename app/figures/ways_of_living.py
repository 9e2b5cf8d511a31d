"""Section 一，how the children live: by sex, by who is away and by who looks after them, a figure for each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from app.access.vocabulary import Label
from app.figures._conditions import in_force, left_behind, registered, standing
from app.figures._registry import Figure, Reading, Rows, Sum, figure
from app.figures.guardianship import standings, unguarded, untold
from app.figures.small_groups import SMALLEST_GROUP, WITHHELD, is_told, told_from_five
from app.models.people.care_delegation import CareDelegation
from app.models.people.care_registration import AbsenceKind, CareRegistration, GuardianshipKind
from app.models.people.caregiver import Caregiver
from app.models.people.id_numbers import Gender
from app.models.people.parent_absence import ParentAbsence
from app.models.people.special_category import CategoryGroup, SpecialCategory
from app.models.people.student import Student
from app.models.people.student_caregiver import StudentCaregiver
from app.models.people.student_special_status import StudentSpecialStatus
from app.standards.as_of import AsOf

#: The columns from which it follows whether a child is left behind on a day.
_FACTS = (
    *(CareRegistration.meets_definition, CareRegistration.override_reason, CareRegistration.left_on),
    *(StudentCaregiver.is_parent, StudentCaregiver.relation, StudentCaregiver.emergency_order),
    *(StudentCaregiver.valid_from, StudentCaregiver.valid_to, Student.birth_date),
    *(Caregiver.is_unable_to_care, Caregiver.unable_since),
    *(ParentAbsence.away_since, ParentAbsence.returned_on),
)
#: The columns from which it follows who was told of entrusted care.
_ENTRUSTED = (
    *(StudentCaregiver.guard_role, StudentCaregiver.valid_from, StudentCaregiver.valid_to),
    *(CareDelegation.starts_on, CareDelegation.ends_on, CareDelegation.agreed_on),
    *(CareDelegation.school_notified_on, CareDelegation.village_notified_on),
)


def _share_of_registered(column: Any, kind: Any) -> Callable[[Any, AsOf], Rows]:
    def measure(_session: Any, at: AsOf) -> Rows:
        return Rows(CareRegistration, (*registered(at), column == kind), registered(at))

    return measure


def _share_of_children(gender: Gender) -> Callable[[Any, AsOf], Rows]:
    def measure(_session: Any, at: AsOf) -> Rows:
        children: tuple[ColumnElement[bool], ...] = (Student.id.in_(left_behind(at)),)
        return Rows(Student, (*children, Student.gender == gender), children)

    return measure


def _formula(zh: str, en: str) -> Label:
    return Label(f"{zh} ÷ 留守儿童", f"{en} / left-behind children")


BY_GENDER: dict[Gender, Figure] = {
    kind: figure(
        f"gender-{kind.value}",
        Label(f"留守儿童：{kind.label.zh}", f"Left-behind: {kind.label.en}"),
        _formula(f"性别为{kind.label.zh}的留守儿童", f"Of gender {kind.label.en.lower()}"),
        1,
    )(_share_of_children(kind))
    for kind in Gender
}
BY_ABSENCE: dict[AbsenceKind, Figure] = {
    kind: figure(
        f"absence-{kind.value}",
        Label(f"外出情况：{kind.label.zh}", f"Who is away: {kind.label.en}"),
        _formula(f"登记为“{kind.label.zh}”的留守儿童", f"Registered as: {kind.label.en}"),
        1,
    )(_share_of_registered(CareRegistration.absence_kind, kind))
    for kind in AbsenceKind
}
#: Nobody to look after a child is a figure of its own, "unguarded".
BY_GUARDIANSHIP: dict[GuardianshipKind, Figure] = {
    kind: figure(
        f"guardian-{kind.value}",
        Label(f"监护类型：{kind.label.zh}", f"Looked after by: {kind.label.en}"),
        _formula(f"监护类型为“{kind.label.zh}”的留守儿童", f"Kind of guardianship: {kind.label.en}"),
        1,
    )(_share_of_registered(CareRegistration.guardianship_kind, kind))
    for kind in GuardianshipKind
    if kind is not GuardianshipKind.NOBODY
}


@figure(
    "three-special",
    Label("三特生", "Special pupils"),
    Label(
        f"统计日属于三特生任一类别的留守儿童，每人只计一次；少于 {SMALLEST_GROUP} 人不列",
        f"In any of the three special categories on the day, each once; not told under {SMALLEST_GROUP}",
    ),
    1,
    systems=("B11",),
)
def three_special(session: Any, at: AsOf) -> Sum:
    found = (
        select(StudentSpecialStatus.student_id)
        .distinct()
        .join(SpecialCategory, SpecialCategory.id == StudentSpecialStatus.category_id)
        .where(
            in_force(StudentSpecialStatus, at, "since", "until"),
            SpecialCategory.kind == CategoryGroup.THREE_SPECIAL,
            StudentSpecialStatus.student_id.in_(left_behind(at)),
        )
    )
    ids = tuple(session.scalars(found.order_by(StudentSpecialStatus.student_id)))
    by_kind = select(SpecialCategory.id, func.count(StudentSpecialStatus.student_id.distinct()))
    numbers = session.execute(found.with_only_columns(*by_kind.selected_columns).group_by(SpecialCategory.id))
    if not all(is_told(number) for _kind, number in numbers):
        # Beside the other kinds, which are told, the whole would tell the one that is not.
        return Sum(Student, WITHHELD, (), (found,))
    return told_from_five(Student, ids, (found,))


@figure(
    "nobody-in-charge",
    Label("无人监护", "Nobody in charge"),
    Label(
        "登记为无人监护，或监护人已终止、外出、无力照护，统计日没有成年人照管的在册儿童",
        "Registered children with no adult in charge on the day: nobody named, or the one named ended, left or cannot",
    ),
    1,
    systems=("B10",),
)
def nobody_in_charge(_session: Any, at: AsOf) -> Rows:
    """By the facts of the day, and also of children surveyed as not left behind; `unguarded` is what the survey wrote."""
    row = CareRegistration
    stays = or_(row.left_on.is_(None), row.left_on >= at.day)
    of_term = (*standing(row, at), row.term_id == at.term_id, row.surveyed_on <= at.day, stays)
    on_list = select(row.student_id).where(*of_term)
    return Rows(Student, (*standing(Student, at), unguarded(on_list, at.day)))


@figure(
    "found-otherwise",
    Label("认定与事实不符", "Registered otherwise than the facts"),
    Label(
        "本学期登记的儿童中，按统计日的外出事实应认定为留守而没有认定，或反之的",
        "Registered children whom the facts of the day make left behind and the survey does not, or the reverse",
    ),
    1,
    systems=("B01",),
)
def found_otherwise(session: Any, at: AsOf) -> Sum:
    ids = tuple(sorted(each.id for each in standings(session, at.term_id, at.day) if each.differs))
    return Sum(Student, Reading(len(ids)), ids, _FACTS)


@figure(
    "care-untold",
    Label("委托照护未告知", "Entrusted care not told"),
    Label(
        "统计日由他人受委托照护、学校或村委会有一方没有被告知的儿童",
        "Children in entrusted care on the day of which the school or the village was not told",
    ),
    3,
)
def care_untold(session: Any, at: AsOf) -> Sum:
    ids = tuple(sorted({each.student_id for each in untold(session, at.day)}))
    return Sum(Student, Reading(len(ids)), ids, _ENTRUSTED)
