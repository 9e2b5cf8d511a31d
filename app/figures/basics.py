"""Section 一, the basic situation: how many pupils and left-behind children, and how these live."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.access.vocabulary import Label
from app.figures._conditions import enrolled, in_force, left_behind, registered, registrations, standing
from app.figures._registry import Reading, Rows, Sum, figure
from app.figures.small_groups import is_told
from app.models.people.care_registration import AbsenceKind, CareRegistration, GuardianshipKind
from app.models.people.enrollment import Enrollment
from app.models.people.special_category import CategoryGroup, SpecialCategory
from app.models.people.student import Student
from app.models.people.student_special_status import StudentSpecialStatus
from app.models.school.class_headcount import ClassHeadcount
from app.models.school.term import Term
from app.standards.as_of import AsOf


@figure(
    "pupils",
    Label("在校学生", "Pupils"),
    Label(
        "统计日在班的学生；登记了班级人数的班按登记的人数",
        "Enrolled on the day; by headcount where one is recorded",
    ),
    1,
)
def pupils(session: Any, at: AsOf) -> Sum:
    by_class = pupils_by_class(session, at)
    ids = session.scalars(select(Enrollment.student_id).where(*enrolled(at)).order_by(Enrollment.student_id))
    return Sum(
        Student, Reading(sum(by_class.values())), tuple(ids), (*enrolled(at), ClassHeadcount.enrolled_total)
    )


def pupils_by_class(session: Any, at: AsOf) -> dict[int, int]:
    """class -> pupils: the headcount of the term, or the enrollments on the day where none is recorded."""
    counted = select(Enrollment.school_class_id, func.count(Enrollment.id)).where(*enrolled(at))
    found = dict(session.execute(counted.group_by(Enrollment.school_class_id)).all())
    headcounts = select(ClassHeadcount.school_class_id, ClassHeadcount.enrolled_total).where(
        *standing(ClassHeadcount, at), ClassHeadcount.term_id == at.term_id
    )
    return found | dict(session.execute(headcounts).all())


@figure(
    "left-behind",
    Label("留守儿童", "Left-behind children"),
    Label(
        "本学期登记并认定、统计日没有注销的儿童",
        "Registered in the term, found left behind, and not left by the day",
    ),
    1,
)
def children(_session: Any, at: AsOf) -> Rows:
    return Rows(Student, (Student.id.in_(left_behind(at)),))


@figure(
    "left-behind-share",
    Label("留守儿童占在校学生", "Share of left-behind children"),
    Label("在校的留守儿童 ÷ 在校学生", "Enrolled left-behind children / pupils"),
    1,
    systems=("N09",),
)
def children_share(session: Any, at: AsOf) -> Sum:
    at_school = select(Enrollment.student_id).where(*enrolled(at), Enrollment.student_id.in_(left_behind(at)))
    ids = tuple(session.scalars(at_school.order_by(Enrollment.student_id)))
    by = (at_school, ClassHeadcount.enrolled_total)
    return Sum(Student, Reading(len(ids), pupils.read(session, at).count), ids, by)


@figure(
    "boarding",
    Label("寄宿", "Boarding"),
    Label("留守儿童中寄宿的 ÷ 留守儿童", "Boarding / left-behind children"),
    1,
)
def boarding(_session: Any, at: AsOf) -> Rows:
    return Rows(CareRegistration, (*registered(at), CareRegistration.is_boarding.is_(True)), registered(at))


@figure(
    "unguarded",
    Label("登记为无人监护", "Registered without a guardian"),
    Label("监护类型登记为无人监护的留守儿童", "Left-behind children registered as having nobody"),
    1,
    systems=("B10",),
)
def unguarded(_session: Any, at: AsOf) -> Rows:
    alone = CareRegistration.guardianship_kind == GuardianshipKind.NOBODY
    return Rows(CareRegistration, (*registered(at), alone))


@figure(
    "key-targets",
    Label("重点帮扶对象", "Key targets"),
    Label("登记为重点帮扶对象的留守儿童", "Registered as key targets"),
    1,
)
def key_targets(_session: Any, at: AsOf) -> Rows:
    return Rows(CareRegistration, (*registered(at), CareRegistration.is_key_target.is_(True)))


@figure(
    "new-children",
    Label("本学期新增", "New this term"),
    Label("本学期登记、上一学期没有登记的儿童", "Registered in this term and not in the one before"),
    1,
)
def new_children(session: Any, at: AsOf) -> Rows:
    before = select(CareRegistration.student_id).where(
        *standing(CareRegistration, at),
        CareRegistration.meets_definition.is_(True),
        CareRegistration.term_id == previous_term(session, at),
    )
    return Rows(CareRegistration, (*registrations(at), CareRegistration.student_id.not_in(before)))


@figure(
    "children-gone",
    Label("本学期离开", "Left this term"),
    Label("本学期登记后到统计日已注销的儿童", "Registered in the term and left by the day"),
    1,
)
def children_gone(_session: Any, at: AsOf) -> Rows:
    return Rows(CareRegistration, (*registrations(at), CareRegistration.left_on < at.day))


def previous_term(session: Any, at: AsOf) -> int | None:
    """The id of the school's term before this one; None where there is none on record."""
    earlier = select(Term.id).where(*standing(Term, at), Term.ends_on < at.starts_on)
    found: int | None = session.scalar(earlier.order_by(Term.starts_on.desc()).limit(1))
    return found


def by_absence(session: Any, at: AsOf) -> dict[AbsenceKind, int]:
    """Left-behind children by who is away; every kind, also with nobody."""
    return _split(session, at, CareRegistration.absence_kind, AbsenceKind)


def by_guardianship(session: Any, at: AsOf) -> dict[GuardianshipKind, int]:
    """Left-behind children by kind of guardianship; every kind, also with nobody."""
    return _split(session, at, CareRegistration.guardianship_kind, GuardianshipKind)


def _split(session: Any, at: AsOf, column: Any, kinds: Any) -> dict[Any, int]:
    counted = select(column, func.count(CareRegistration.id)).where(*registered(at)).group_by(column)
    return dict.fromkeys(kinds, 0) | dict(session.execute(counted).all())


def special_pupils(session: Any, at: AsOf) -> tuple[tuple[str, int | None], ...]:
    """(category, children) of the three special kinds among the left-behind children; None under five."""
    counted = (
        select(SpecialCategory.name, func.count(StudentSpecialStatus.student_id.distinct()))
        .join(SpecialCategory, SpecialCategory.id == StudentSpecialStatus.category_id)
        .where(
            in_force(StudentSpecialStatus, at, "since", "until"),
            SpecialCategory.kind == CategoryGroup.THREE_SPECIAL,
            StudentSpecialStatus.student_id.in_(left_behind(at)),
        )
        .group_by(SpecialCategory.name, SpecialCategory.code)
        .order_by(SpecialCategory.code)
    )
    return tuple((name, n if is_told(n) else None) for name, n in session.execute(counted))
