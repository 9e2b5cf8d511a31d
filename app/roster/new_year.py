"""Begins a school year: classes go up, stays end and begin, graduates leave, pairs and homerooms as decided; all or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app import clock
from app.access.guard import Actor
from app.access.vocabulary import Label
from app.database import ClosedSession
from app.models._rules import Invalid
from app.models.care.mentoring import Mentoring
from app.models.care.peer_pairing import PeerPairing
from app.models.people.enrollment import Enrollment, EnrollmentEnd
from app.models.people.student import Student, StudentStatus
from app.models.school.school_class import SchoolClass
from app.models.school.school_year import SchoolYear
from app.models.school.teaching_assignment import TeachingAssignment, TeachingRole
from app.models.system.rollover import RolloverKind
from app.roster.holdings import Holdings
from app.roster.rollovers import About, RolloverRefused, digest_of, keep, refuse_unless_seen
from app.roster.year_plan import Choices, ClassPlan, PairChoice, YearPlan, plan_year

#: A year is begun when it is near: else a second click in October would send the classes up once more.
EARLIEST_DAYS = 92


@dataclass(frozen=True, slots=True)
class Preview:
    """The plan, what it would come to in rows, and what stands in its way."""

    plan: YearPlan
    holdings: Holdings
    digest: str
    moved: int
    graduated: int
    #: Sentences of the rules that refuse a pupil, by name; such a pupil stays as it is until this is mended.
    refused: tuple[tuple[str, Label], ...]

    @property
    def is_too_early(self) -> bool:
        return (self.plan.starts_on - clock.today()).days > EARLIEST_DAYS


def preview_year(session: ClosedSession, school_id: int, choices: Choices | None = None) -> Preview:
    """What beginning the next year would do; nothing is written. RolloverRefused when no class has pupils."""
    holdings = Holdings(session, school_id)
    plan = plan_year(holdings, choices or Choices())
    year_id = plan.year_id or _make_year(holdings, plan)
    classes = _make_classes(holdings, plan, year_id)
    refused: list[tuple[str, Label]] = []
    for each in plan.classes:
        target = classes[each.to] if each.to else None
        _change_teachers(holdings, plan, each, target)
        for student_id in each.pupils:
            problem = _move(holdings, plan, student_id, target)
            if problem:
                refused.append((holdings.get(Student, student_id).name, problem))
    for pair in plan.pairs:
        if pair.choice is PairChoice.END:
            _end_pair(holdings, plan, Mentoring, pair.id, "学年结束")
    leaving = sum(len(each.pupils) for each in plan.classes if each.to is None)
    moved = sum(len(each.pupils) for each in plan.classes) - leaving
    return Preview(plan, holdings, digest_of(holdings), moved, leaving, tuple(refused))


def begin_year(
    session: ClosedSession,
    school_id: int,
    choices: Choices | None = None,
    *,
    by: Actor | None = None,
    seen_digest: str | None = None,
) -> int:
    """Write it in the caller's transaction; gives the id of the Rollover. Too early, or a pupil refused: nothing."""
    preview = preview_year(session, school_id, choices)
    refuse_unless_seen(preview.digest, seen_digest)
    if preview.is_too_early:
        raise RolloverRefused(_too_early(preview.plan))
    if preview.refused:
        name, problem = preview.refused[0]
        raise RolloverRefused(Label(f"{name}：{problem.zh}", f"{name}: {problem.en}"))
    plan = preview.plan
    postponed = tuple(pair.id for pair in plan.pairs if pair.choice is PairChoice.LATER)
    title = f"{plan.from_label} → {plan.year_label}"
    about = About(RolloverKind.SCHOOL_YEAR, title, postponed=postponed)
    return keep(session, preview.holdings, about, by=by)


def _too_early(plan: YearPlan) -> Label:
    return Label(
        f"{plan.year_label} 学年 {plan.starts_on} 才开始，升级请在开学前三个月之内办理；现在可以先预览。",
        f"The year {plan.year_label} begins on {plan.starts_on}; do this within the three months before it.",
    )


def _make_year(holdings: Holdings, plan: YearPlan) -> int:
    with holdings.attempt():
        made = holdings.make(
            SchoolYear, label=plan.year_label, starts_on=plan.starts_on, ends_on=plan.ends_on
        )
    return int(made.id)


def _make_classes(holdings: Holdings, plan: YearPlan, year_id: int) -> dict[tuple[int, int], int]:
    """The classes of the new year by (grade, number), those that stand already among them."""
    wanted = {each.to for each in plan.classes if each.to} | set(plan.new_first_grades)
    found = {}
    with holdings.attempt():
        for grade, number in sorted(wanted):
            rows = holdings.rows(SchoolClass, school_year_id=year_id, grade=grade, number=number)
            row = rows[0] if rows else _make_class(holdings, year_id, grade, number)
            found[grade, number] = int(row.id)
    return found


def _make_class(holdings: Holdings, year_id: int, grade: int, number: int) -> Any:
    return holdings.make(SchoolClass, school_year_id=year_id, grade=grade, number=number)


def _change_teachers(holdings: Holdings, plan: YearPlan, each: ClassPlan, target: int | None) -> None:
    """All duties in the old class end with it; its homeroom teacher is entered in the new one."""
    with holdings.attempt():
        for duty in holdings.rows(TeachingAssignment, school_class_id=each.id):
            if duty.ends_on is None or duty.ends_on > plan.last_day:
                ends_on = max(plan.last_day, duty.starts_on)
                holdings.change(TeachingAssignment, duty.id, ends_on=ends_on)
        if target is not None and each.homeroom_id is not None and not _is_headed(holdings, target):
            holdings.make(
                TeachingAssignment,
                staff_id=each.homeroom_id,
                school_class_id=target,
                role=TeachingRole.HOMEROOM,
                starts_on=plan.starts_on,
            )


def _is_headed(holdings: Holdings, class_id: int) -> bool:
    duties = holdings.rows(TeachingAssignment, school_class_id=class_id)
    return any(duty.role is TeachingRole.HOMEROOM and duty.ends_on is None for duty in duties)


def _move(holdings: Holdings, plan: YearPlan, student_id: int, target: int | None) -> Label | None:
    """The pupil into the new class or out of the school; the sentence of the rule that refuses it."""
    stay = next(row for row in holdings.rows(Enrollment, student_id=student_id) if row.ends_on is None)
    reason = EnrollmentEnd.PROMOTED if target else EnrollmentEnd.GRADUATED
    try:
        with holdings.attempt():
            if stay.starts_on > plan.last_day and target:
                holdings.change(Enrollment, stay.id, school_class_id=target)
            else:
                ends_on = max(plan.last_day, stay.starts_on)
                holdings.change(Enrollment, stay.id, ends_on=ends_on, end_reason=reason)
                _begin(holdings, student_id, target, plan.starts_on)
            _follow(holdings, student_id, has_left=target is None)
            if target is None:
                _end_pairs(holdings, plan, student_id)
    except Invalid as invalid:
        return invalid.problems[0].message
    return None


def _begin(holdings: Holdings, student_id: int, target: int | None, day: dt.date) -> None:
    if target is not None:
        holdings.make(Enrollment, student_id=student_id, school_class_id=target, starts_on=day)


def _follow(holdings: Holdings, student_id: int, *, has_left: bool) -> None:
    """The pupil's own class follows the stays, as `Enrollment.complete` has it."""
    latest = Enrollment.latest_open(holdings.rows(Enrollment, student_id=student_id), clock.today())
    values: dict[str, Any] = {"school_class_id": latest.school_class_id if latest else None}
    if has_left:
        values["status"] = StudentStatus.GRADUATED
    holdings.change(Student, student_id, **values)


def _end_pairs(holdings: Holdings, plan: YearPlan, student_id: int) -> None:
    """A graduate's mentors and helpers, and the pairs in which the graduate is the helper."""
    for pair in holdings.rows(Mentoring, student_id=student_id):
        _end_pair(holdings, plan, Mentoring, pair.id, "毕业")
    helped, helping = (
        holdings.rows(PeerPairing, student_id=student_id),
        holdings.rows(PeerPairing, helper_id=student_id),
    )
    for pair in (*helped, *helping):
        _end_pair(holdings, plan, PeerPairing, pair.id)


def _end_pair(holdings: Holdings, plan: YearPlan, entity: Any, pair_id: int, reason: str = "") -> None:
    pair = holdings.get(entity, pair_id)
    if pair.ends_on is None or pair.ends_on > plan.last_day:
        why = {"end_reason": reason} if reason else {}
        holdings.change(entity, pair_id, ends_on=max(plan.last_day, pair.starts_on), **why)
