"""Silence first: every left-behind child with what nobody does for it, however many rows there are about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from app import clock
from app.access.vocabulary import Choice
from app.figures.guardianship import unguarded
from app.models.care.contact_record import ContactRecord
from app.models.care.mentoring import Mentoring
from app.models.management.care_standard_item import RuleSubject
from app.models.people.care_registration import CareRegistration
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole, StudentCaregiver
from app.standards.as_of import AsOf
from app.standards.debtors import debtors_of
from app.standards.evidence._registry import run
from app.standards.rules import Rule, Timeline


class Silence(Choice):
    """What is missing around a child, the gravest first."""

    NOBODY_GUARDS = "nobody-guards", "无人监护", "Nobody in charge"
    NEVER_CONTACTED = "never-contacted", "从未联系", "Never contacted"
    NO_MENTOR = "no-mentor", "没有帮扶人", "Without a mentor"
    NO_GUARDIAN = "no-guardian", "没有登记监护人", "No guardian on record"
    NO_NUMBER = "no-number", "没有能打通的电话", "No number to call"
    NO_RULE = "no-rule", "没有制度管到", "Covered by no rule"


#: The gravest counts more than all that come after it together.
_WEIGHT = {kind: 1 << place for place, kind in enumerate(reversed(Silence))}
#: Within so many days nearly every child has been reached; only of the others is the whole past read.
_LATELY = dt.timedelta(days=28)
_OF_CHILDREN = frozenset({RuleSubject.CHILD, RuleSubject.PAIR, RuleSubject.HOUSEHOLD})


@dataclass(frozen=True, slots=True)
class SilentChild:
    """A registered child: what is missing around it, and for how many days nobody reached it or its family.

    Days of a child never contacted count from the day of its survey. `class_id` is that of today.
    """

    student_id: int
    registration_id: int
    name: str
    class_id: int | None
    kinds: tuple[Silence, ...]
    last_contact_on: dt.date | None
    days: int
    overdue: int

    @property
    def is_silent(self) -> bool:
        """Whether anything at all is missing around it."""
        return bool(self.kinds)

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """Sorts the most forgotten first: kinds of silence, days of silence, what is overdue; then by number."""
        return -sum(_WEIGHT[kind] for kind in self.kinds), -self.days, -self.overdue, self.student_id


def silent_children(
    session: Any,
    at: AsOf,
    timeline: Timeline,
    students: Collection[int] | None = None,
    overdue: Mapping[int, int] | None = None,
) -> list[SilentChild]:
    """Every child registered on the day whom the session's actor sees (or those of `students`), most forgotten first.

    The question starts from the children, so that one about whom there is not a single row comes first.
    `overdue` is the number of ordinary duties missing by child; it decides between children equally forgotten.
    """
    rows = session.execute(_children(at, students)).all()
    alone = _nobody_guards(session, at, students)
    covered = covered_children(session, at, timeline, {row.student_id for row in rows})
    long_ago = _long_ago(session, at, [row.student_id for row in rows if row.last_at is None])
    late = overdue or {}
    found = (
        _silent_child(
            row,
            at,
            _day(row.last_at or long_ago.get(row.student_id)),
            is_alone=row.student_id in alone,
            is_covered=row.student_id in covered,
            overdue=late.get(row.student_id, 0),
        )
        for row in rows
    )
    return sorted(found, key=lambda each: each.rank)


def _day(moment: dt.datetime | None) -> dt.date | None:
    return clock.in_china(moment).date() if moment else None


def covered_children(session: Any, at: AsOf, timeline: Timeline, asked: Collection[int]) -> set[int]:
    """Those of the children asked about for whom some rule with a number is in force on the day.

    Words such as 定期 notice nobody: a child whom only they mention may be forgotten.
    """
    standard = timeline.on(at.day)
    rules = [rule for rule in standard.rules if rule.is_judged] if standard else []
    left = set(asked)
    with run():
        for rule in sorted(rules, key=_reaches_few):
            if not left:
                break
            left -= set(_owed_to(session, at, rule))
    return set(asked) - left


def _reaches_few(rule: Rule) -> bool:
    """The rules for every child are asked first; mostly there is nothing left to ask the others."""
    return bool(rule.condition) or rule.subject is not RuleSubject.CHILD


def _owed_to(session: Any, at: AsOf, rule: Rule) -> Iterator[int]:
    if rule.subject not in _OF_CHILDREN:
        return
    for debtor in debtors_of(session, at, rule, ()):
        if debtor.days.holds(at.day):
            yield from debtor.keys if rule.subject is RuleSubject.HOUSEHOLD else (debtor.student_id or 0,)


def _children(at: AsOf, students: Collection[int] | None) -> Any:
    """One row a child, with the last moment somebody was reached and whether the others are there."""
    child = CareRegistration.student_id
    lately = _last_reached(at).where(ContactRecord.happened_at >= at.closes_at - _LATELY).subquery()
    return (
        select(
            CareRegistration.id,
            child.label("student_id"),
            CareRegistration.surveyed_on,
            Student.name,
            Student.school_class_id,
            lately.c.last_at,
            exists(_mentored(at)).label("has_mentor"),
            exists(_tied(at, StudentCaregiver.guard_role != GuardRole.NONE)).label("has_guardian"),
            exists(_tied(at, StudentCaregiver.may_be_told.is_(True), _has_phone())).label("has_number"),
        )
        .join(Student, Student.id == child)
        .outerjoin(lately, lately.c.student_id == child)
        .where(*_registered(at, students))
    )


def _registered(at: AsOf, students: Collection[int] | None) -> tuple[ColumnElement[bool], ...]:
    row = CareRegistration
    return (
        row.school_id == at.school_id,
        row.term_id == at.term_id,
        row.archived_at.is_(None),
        row.meets_definition.is_(True),
        or_(row.left_on.is_(None), row.left_on >= at.day),
        Student.archived_at.is_(None),
        *(() if students is None else (row.student_id.in_(students),)),
    )


def _last_reached(at: AsOf) -> Any:
    """child -> the last moment up to the day at which it or its family was reached."""
    contact = ContactRecord
    return (
        select(contact.student_id, func.max(contact.happened_at).label("last_at"))
        .where(
            contact.school_id == at.school_id,
            contact.archived_at.is_(None),
            contact.reached.is_(True),
            contact.happened_at < at.closes_at,
        )
        .group_by(contact.student_id)
    )


def _long_ago(session: Any, at: AsOf, students: Collection[int]) -> dict[int, dt.datetime]:
    """The same of those whom nobody reached lately: all contacts are read of these few only."""
    if not students:
        return {}
    found = _last_reached(at).where(ContactRecord.student_id.in_(students))
    return dict(session.execute(found).all())


def _mentored(at: AsOf) -> Any:
    return select(Mentoring.id).where(
        Mentoring.student_id == CareRegistration.student_id,
        Mentoring.archived_at.is_(None),
        _holds(Mentoring.starts_on, Mentoring.ends_on, at.day),
    )


def _tied(at: AsOf, *conditions: ColumnElement[bool]) -> Any:
    tie = StudentCaregiver
    return (
        select(tie.id)
        .join(Caregiver, Caregiver.id == tie.caregiver_id)
        .where(
            tie.student_id == CareRegistration.student_id,
            tie.archived_at.is_(None),
            Caregiver.archived_at.is_(None),
            _holds(tie.valid_from, tie.valid_to, at.day),
            *conditions,
        )
    )


def _has_phone() -> ColumnElement[bool]:
    return or_(Caregiver.phone != "", Caregiver.phone2 != "")


def _holds(start: Any, end: Any, day: dt.date) -> ColumnElement[bool]:
    return and_(start <= day, or_(end.is_(None), end >= day))


def _nobody_guards(session: Any, at: AsOf, students: Collection[int] | None) -> set[int]:
    """The children without anybody in charge (无人监护) by the one definition there is of it."""
    registered = (
        select(CareRegistration.student_id)
        .join(Student, Student.id == CareRegistration.student_id)
        .where(*_registered(at, students))
    )
    return set(session.scalars(select(Student.id).where(unguarded(registered, at.day))))


def _silent_child(
    row: Any, at: AsOf, last_on: dt.date | None, *, is_alone: bool, is_covered: bool, overdue: int
) -> SilentChild:
    missing = {
        Silence.NOBODY_GUARDS: is_alone,
        Silence.NEVER_CONTACTED: last_on is None,
        Silence.NO_MENTOR: not row.has_mentor,
        Silence.NO_GUARDIAN: not row.has_guardian,
        Silence.NO_NUMBER: not row.has_number,
        Silence.NO_RULE: not is_covered,
    }
    return SilentChild(
        row.student_id,
        row.id,
        row.name,
        row.school_class_id,
        tuple(kind for kind, is_missing in missing.items() if is_missing),
        last_on,
        max(0, (at.day - (last_on or row.surveyed_on)).days),
        overdue,
    )
