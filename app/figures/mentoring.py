"""Section 四, pairs and plans: who has a mentor and a helper, which staff take part, how many plans there are."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import and_, func, or_, select

from app.access.vocabulary import Label
from app.figures._conditions import archived_students, in_force, in_term, left_behind, standing, students
from app.figures._registry import Conditions, Rows, figure
from app.figures.small_groups import is_told
from app.models.care.care_service import CareService
from app.models.care.growth_record import GrowthKind, GrowthRecord
from app.models.care.individual_plan import IndividualPlan, PlanKind, PlanTrigger
from app.models.care.mentoring import Mentoring
from app.models.care.peer_pairing import PeerPairing, PeerPairingKind
from app.models.care.plan_stage import PlanStage
from app.models.people.student import Student
from app.models.school.staff import Staff
from app.standards.as_of import AsOf


def pairs_in_force(at: AsOf) -> Conditions:
    """The pairs of staff and child on the day."""
    return (in_force(Mentoring, at), Mentoring.student_id.in_(students(at)))


def helped_by_peers(at: AsOf, *kinds: PeerPairingKind) -> Conditions:
    """The pairs of pupils on the day, of these kinds."""
    return (in_force(PeerPairing, at), PeerPairing.kind.in_(kinds), PeerPairing.student_id.in_(students(at)))


def employees(at: AsOf) -> Conditions:
    """Staff of the school's own who are here on the day; outside helpers are not counted."""
    is_here = and_(
        or_(Staff.joined_on.is_(None), Staff.joined_on <= at.day),
        or_(Staff.left_on.is_(None), Staff.left_on >= at.day),
    )
    return (*standing(Staff, at), Staff.is_employee.is_(True), is_here)


def mentors(at: AsOf) -> Any:
    """Ids of those who mentor somebody on the day."""
    return select(Mentoring.mentor_id).where(*pairs_in_force(at))


@figure(
    "pairs",
    Label("师生结对", "Pairs"),
    Label("统计日有效的教职工与儿童的结对", "Pairs of staff and child in force on the day"),
    4,
    systems=("C01",),
)
def pairs(_session: Any, at: AsOf) -> Rows:
    return Rows(Mentoring, pairs_in_force(at))


@figure(
    "children-mentored",
    Label("结对覆盖", "Children with a mentor"),
    Label("有帮扶教师的留守儿童 ÷ 留守儿童", "Left-behind children with a mentor / left-behind children"),
    4,
    systems=("N10", "C02"),
    rules=("R14",),
)
def children_mentored(_session: Any, at: AsOf) -> Rows:
    mentored = select(Mentoring.student_id).where(*pairs_in_force(at))
    all_children = (Student.id.in_(left_behind(at)),)
    return Rows(Student, (*all_children, Student.id.in_(mentored)), all_children)


@figure(
    "children-in-pairs",
    Label("结对帮扶的学生", "Pupils in pairs"),
    Label(
        "统计日有帮扶教师的学生，每人只计一次，不是留守儿童的也计入",
        "Pupils with a mentor on the day, each once, also those not left behind",
    ),
    4,
    systems=("C01",),
)
def children_in_pairs(_session: Any, at: AsOf) -> Rows:
    mentored = select(Mentoring.student_id).where(*pairs_in_force(at))
    return Rows(Student, (*standing(Student, at), Student.id.in_(mentored)))


@figure(
    "staff-taking-part",
    Label("教职工参与率", "Staff taking part"),
    Label("至少帮扶一名儿童的在岗教职工 ÷ 在岗教职工", "Employees who mentor somebody / employees"),
    4,
    systems=("N08", "A22"),
)
def staff_taking_part(_session: Any, at: AsOf) -> Rows:
    return Rows(Staff, (*employees(at), Staff.id.in_(mentors(at))), employees(at))


@figure(
    "peer-pairs",
    Label("同伴结对", "Peer pairs"),
    Label("统计日有效的学生与学生的结对", "Pairs of pupils in force on the day"),
    4,
    systems=("C09",),
    rules=("R16",),
)
def peer_pairs(_session: Any, at: AsOf) -> Rows:
    return Rows(PeerPairing, helped_by_peers(at, *PeerPairingKind))


@figure(
    "study-helpers",
    Label("有学习帮手的儿童", "Children with a study helper"),
    Label(
        "有学习帮手的留守儿童 ÷ 留守儿童", "Left-behind children with a study helper / left-behind children"
    ),
    4,
    systems=("C02", "C08"),
    rules=("R15",),
)
def helped_in_study(_session: Any, at: AsOf) -> Rows:
    helped = select(PeerPairing.student_id).where(*helped_by_peers(at, PeerPairingKind.STUDY_HELPER))
    all_children = (Student.id.in_(left_behind(at)),)
    return Rows(Student, (*all_children, Student.id.in_(helped)), all_children)


def _plans(at: AsOf, kind: PlanKind) -> Conditions:
    return (
        *standing(IndividualPlan, at),
        IndividualPlan.term_id == at.term_id,
        IndividualPlan.kind == kind,
        IndividualPlan.made_on <= at.day,
    )


@figure(
    "study-plans",
    Label("学习帮扶计划", "Study-help plans"),
    Label("本学期制定的份数", "Made in the term"),
    4,
    systems=("C13",),
    rules=("R17",),
)
def study_plans(_session: Any, at: AsOf) -> Rows:
    return Rows(IndividualPlan, _plans(at, PlanKind.STUDY_HELP))


@figure(
    "education-plans",
    Label("个别教育方案", "Individual education plans"),
    Label("本学期制定的份数；只计份数", "Made in the term; only their number"),
    4,
    systems=("C14",),
    rules=("R18",),
)
def education_plans(_session: Any, at: AsOf) -> Rows:
    return Rows(IndividualPlan, _plans(at, PlanKind.INDIVIDUAL_EDUCATION))


@figure(
    "stages-checked",
    Label("方案阶段检查", "Plan stages checked"),
    Label("本学期方案中到期阶段已检查的 ÷ 到期的阶段", "Stages checked / stages due by the day"),
    4,
    systems=("C14",),
)
def stages_checked(_session: Any, at: AsOf) -> Rows:
    of_term = select(IndividualPlan.id).where(
        *standing(IndividualPlan, at), IndividualPlan.term_id == at.term_id
    )
    due = (*standing(PlanStage, at), PlanStage.plan_id.in_(of_term), PlanStage.due_on <= at.day)
    return Rows(PlanStage, (*due, PlanStage.checked_on <= at.day), due)


@figure(
    "progress-checks",
    Label("进步检查", "Progress checks"),
    Label(
        "本学期到统计日登记的结对效果（进步）检查",
        "Of the effect of the pairs, recorded in the term up to the day",
    ),
    4,
    systems=("C16",),
    rules=("R25",),
)
def progress_checks(_session: Any, at: AsOf) -> Rows:
    return Rows(GrowthRecord, _grown(at, GrowthKind.PROGRESS_CHECK))


@figure(
    "diary-entries",
    Label("成长日记", "Entries of the diary"),
    Label("本学期到统计日教师所写的成长日记篇数", "Written by the staff in the term up to the day"),
    4,
    systems=("B15",),
    rules=("R34",),
)
def diary_entries(_session: Any, at: AsOf) -> Rows:
    return Rows(GrowthRecord, _grown(at, GrowthKind.DIARY))


def _grown(at: AsOf, kind: GrowthKind) -> Conditions:
    row = GrowthRecord
    of_term = (in_term(row.recorded_on, at), row.student_id.not_in(archived_students()))
    return (*standing(row, at), row.kind == kind, *of_term)


@figure(
    "care-services",
    Label("四优先服务", "Services given first"),
    Label(
        "本学期到统计日登记的辅导、就医、食宿、生活指导等服务次数",
        "Tutoring, doctor, lodging, living skills and the like, recorded in the term up to the day",
    ),
    4,
    systems=("C20",),
)
def care_services(_session: Any, at: AsOf) -> Rows:
    row = CareService
    of_term = (in_term(row.done_on, at), row.student_id.not_in(archived_students()))
    return Rows(row, (*standing(row, at), *of_term))


def plans_by_trigger(session: Any, at: AsOf) -> tuple[tuple[PlanTrigger, int], ...]:
    """Education plans by what called for them, only where five or more have it in common."""
    found = session.scalars(select(IndividualPlan.triggers).where(*_plans(at, PlanKind.INDIVIDUAL_EDUCATION)))
    counted = Counter(trigger for triggers in found for trigger in triggers or ())
    return tuple((kind, counted[kind]) for kind in PlanTrigger if is_told(counted[kind]))


def children_per_mentor(session: Any, at: AsOf) -> dict[int, int]:
    """staff -> children mentored on the day; everybody here on the day is in it, also with none."""
    counted = select(Mentoring.mentor_id, func.count(Mentoring.student_id.distinct())).where(
        *pairs_in_force(at)
    )
    here = session.scalars(select(Staff.id).where(*employees(at)))
    found = dict(session.execute(counted.group_by(Mentoring.mentor_id)).all())
    return dict.fromkeys(here, 0) | found
