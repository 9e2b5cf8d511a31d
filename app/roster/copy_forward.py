"""Copies the registrations of the term before into the term that begins, each part of them to be confirmed (domain 7.1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app import clock
from app.access.guard import Actor
from app.access.vocabulary import Label
from app.database import ClosedSession
from app.models._rules import Invalid
from app.models.people._survey import SurveyPart
from app.models.people.care_registration import CareRegistration, LeaveReason
from app.models.people.enrollment import Enrollment
from app.models.people.student import Student, StudentStatus
from app.models.school.school_class import SchoolClass
from app.models.school.term import Term
from app.models.system.rollover import RolloverKind
from app.roster.holdings import Holdings
from app.roster.rollovers import About, RolloverRefused, digest_of, keep, refuse_unless_seen

#: What a term's survey found and the next one has to ask again, and where the child's papers are kept.
_COPIED = (
    "absence_kind", "meets_definition", "override_reason", "guardianship_kind", "current_residence",
    "is_boarding", "boarding_wanted", "boarding_granted_on", "lunch_at_school", "family_size", "family_economy",
    "is_key_target", "key_reason", "study_category", "vaccination_complete", "vaccination_checked_on",
    "archive_no", "archive_location", "archived_on",
)  # fmt: skip

_NO_TERM = Label(
    "本校还没有当前学期。请先在“学期”中登记并设为当前学期。",
    "The school has no current term. Enter one and make it current first.",
)
_CLOSED = Label("这个学期已经归档，不能再结转登记。", "This term is closed; nothing can be copied into it.")
_NO_BEFORE = Label(
    "没有更早的学期，没有可以结转的登记。请用花名册导入，或逐个登记。",
    "There is no earlier term to copy from. Import a roster, or register the children one by one.",
)
_ALREADY = Label("本学期已经登记", "registered for this term already")
_LEFT = {
    LeaveReason.PARENTS_RETURNED: Label("父母已返乡，不再留守", "the parents have returned"),
    LeaveReason.TRANSFERRED: Label("已转学", "went to another school"),
    LeaveReason.GRADUATED: Label("已毕业", "graduated"),
    LeaveReason.DROPPED_OUT: Label("已辍学", "dropped out"),
    LeaveReason.OTHER: Label("上学期已注销", "taken off the register last term"),
}
_NOT_HERE = {
    StudentStatus.NOT_ENROLLED: Label("未入学", "not enrolled"),
    StudentStatus.TRANSFERRED: Label("已转出", "went to another school"),
    StudentStatus.GRADUATED: Label("已毕业", "graduated"),
    StudentStatus.DROPPED_OUT: Label("已辍学", "dropped out"),
}
_NO_CLASS = Label("不在任何班级，请先登记在班记录", "in no class; enter an enrollment first")
_ARCHIVED = Label("学生档案已归档", "the pupil is archived")


@dataclass(frozen=True, slots=True)
class Child:
    """A child of the preview, with the reason where it is not copied."""

    name: str
    class_label: str
    reason: Label | None = None


@dataclass(frozen=True, slots=True)
class Forward:
    """What copying would do: the children copied, those not and why; `holdings` carries the writes."""

    term_id: int
    term_label: str
    before_label: str
    copied: tuple[Child, ...]
    left_out: tuple[Child, ...]
    holdings: Holdings
    digest: str


def preview_forward(session: ClosedSession, school_id: int, term_id: int | None = None) -> Forward:
    """What would be copied into the term (the current one unless named); RolloverRefused when it cannot be."""
    holdings = Holdings(session, school_id)
    term = _term(holdings, term_id)
    before = _before(holdings, term)
    copied, left_out = [], []
    for old in holdings.rows(CareRegistration, term_id=before.id):
        child = _child(holdings, old)
        reason = _why_not(holdings, old, term) or _copy(holdings, old, term)
        if reason is None:
            copied.append(child)
        else:
            left_out.append(Child(child.name, child.class_label, reason))
    return Forward(
        term.id, term.label, before.label, _in_order(copied), _in_order(left_out), holdings, digest_of(holdings)
    )  # fmt: skip


def copy_forward(
    session: ClosedSession,
    school_id: int,
    term_id: int | None = None,
    *,
    by: Actor | None = None,
    seen_digest: str | None = None,
) -> tuple[int, int]:
    """Write the copies in the caller's transaction: (id of the Rollover, how many); nothing to copy is refused."""
    forward = preview_forward(session, school_id, term_id)
    refuse_unless_seen(forward.digest, seen_digest)
    if not forward.copied:
        raise RolloverRefused(
            Label("没有需要结转的登记，什么也没有写入。", "Nothing is left to copy; nothing was written.")
        )
    about = About(
        RolloverKind.REGISTRATIONS, f"{forward.before_label} → {forward.term_label}", forward.term_id
    )
    return keep(session, forward.holdings, about, by=by), len(forward.copied)


def _term(holdings: Holdings, term_id: int | None) -> Any:
    found = holdings.rows(Term, is_current=True) if term_id is None else holdings.rows(Term, id=term_id)
    if not found:
        raise RolloverRefused(_NO_TERM)
    if found[0].closed_at is not None:
        raise RolloverRefused(_CLOSED)
    return found[0]


def _before(holdings: Holdings, term: Any) -> Any:
    earlier = [each for each in holdings.rows(Term) if each.starts_on < term.starts_on]
    if not earlier:
        raise RolloverRefused(_NO_BEFORE)
    return max(earlier, key=lambda each: each.starts_on)


def _why_not(holdings: Holdings, old: Any, term: Any) -> Label | None:
    """Why the child is not copied; None when it is."""
    student = next(iter(holdings.rows(Student, id=old.student_id)), None)
    if student is None:
        return _ARCHIVED
    if student.status is not StudentStatus.ENROLLED:
        return _NOT_HERE[student.status]
    if old.left_on is not None:
        return _LEFT[old.leave_reason]
    if holdings.rows(CareRegistration, student_id=old.student_id, term_id=term.id):
        return _ALREADY
    stays = holdings.rows(Enrollment, student_id=old.student_id)
    return None if Enrollment.latest_open(stays, clock.today()) else _NO_CLASS


def _copy(holdings: Holdings, old: Any, term: Any) -> Label | None:
    """Copy the registration; the sentence of the rule that refuses it."""
    day = min(max(clock.today(), term.starts_on - dt.timedelta(days=30)), term.ends_on)
    values = {name: getattr(old, name) for name in _COPIED}
    own = {"student_id": old.student_id, "term_id": term.id, "surveyed_on": day, "copied_from_id": old.id}
    try:
        with holdings.attempt():
            holdings.make(CareRegistration, **values, **own, unconfirmed=frozenset(SurveyPart))
    except Invalid as invalid:
        return invalid.problems[0].message
    return None


def _child(holdings: Holdings, old: Any) -> Child:
    student = next(iter(holdings.rows(Student, id=old.student_id)), None)
    classes = holdings.rows(SchoolClass, id=student.school_class_id) if student else []
    return Child(student.name if student else f"#{old.student_id}", classes[0].label if classes else "")


def _in_order(children: list[Child]) -> tuple[Child, ...]:
    return tuple(sorted(children, key=lambda child: (child.class_label, child.name)))
