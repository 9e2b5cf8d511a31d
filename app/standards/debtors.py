"""Who owes: for each subject of a rule those to whom its condition applies, with the days on which they owe (domain 3.1)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from app.models.management.care_standard_item import RuleAction, RuleRole, RuleSubject
from app.models.people.special_category import CategoryGroup, SpecialCategory
from app.models.people.student_caregiver import GuardRole, StudentCaregiver
from app.models.people.student_special_status import StudentSpecialStatus
from app.models.school.school_class import SchoolClass
from app.models.school.school_year import SchoolYear
from app.models.school.staff import Staff
from app.models.school.teaching_assignment import TeachingRole
from app.standards.as_of import AsOf
from app.standards.calendar import Span, window
from app.standards.evidence._registry import once, students_asked
from app.standards.people import (
    Pair,
    Registered,
    assignments_of,
    classes_of,
    grades_of,
    on_day,
    pairs_of,
    registered_of,
)
from app.standards.rules import Rule

#: Whoever holds one of these roles answers for the whole school, so that no child's teacher is charged.
_OF_THE_SCHOOL = frozenset(
    {RuleRole.SCHOOL, RuleRole.OFFICE, RuleRole.LEADING_GROUP, RuleRole.LIBRARIAN, RuleRole.COUNSELOR}
)


@dataclass(frozen=True, slots=True)
class Debtor:
    """One who owes. `keys` are the ids under which its evidence is found."""

    subject_id: int
    keys: tuple[int, ...]
    days: Span
    student_id: int | None = None
    staff_id: int | None = None
    class_id: int | None = None
    #: The beginning of a pair or of a service: nothing before it counts, in periods that reach before the term too.
    since: dt.date | None = None


def debtors_of(session: Any, at: AsOf, rule: Rule, found: Iterable[int]) -> tuple[Debtor, ...]:
    """Those who owe under the rule, of what the session's actor sees; `found` are the subjects that have evidence.

    An incident or a loan owes by being there: those are the ones with evidence.
    """
    if rule.subject in (RuleSubject.INCIDENT, RuleSubject.LOAN):
        term = Span(at.starts_on, at.ends_on)
        return tuple(Debtor(key, (key,), term) for key in sorted(found))
    if students_asked() is not None and rule.subject not in _OF_CHILDREN:
        return ()
    return tuple(_OWING[rule.subject](session, at, rule))


def _children(session: Any, at: AsOf, rule: Rule) -> Iterator[Debtor]:
    school, registered = _school(session, at), registered_of(session, at)
    kind = rule.role if rule.role in _OF_THE_SCHOOL or rule.role is RuleRole.MENTOR else RuleRole.HOMEROOM
    for debtor in _all_children(session, at, kind, rule.action is RuleAction.REGISTRATION):
        if school.applies(rule, registered[debtor.keys[0]], debtor.keys[0]):
            yield debtor


@once
def _all_children(session: Any, at: AsOf, role: RuleRole, by_entry: bool) -> tuple[Debtor, ...]:
    """Every registered child; several rules share them. A registration is owed from the beginning of the term,
    or from the day on which the child came to the school, and not only from the survey."""
    school, term = _school(session, at), Span(at.starts_on, at.ends_on)
    found = []
    for key, child in registered_of(session, at).items():
        days = window(term, [school.entry(key) if by_entry else child.surveyed_on], [child.left_on])
        if days is not None:
            found.append(
                Debtor(child.id, (key,), days, key, school.responsible(role, key), school.class_of(key))
            )
    return tuple(found)


def _pairs(session: Any, at: AsOf, rule: Rule) -> Iterator[Debtor]:
    school, registered = _school(session, at), registered_of(session, at)
    for pair, debtor in _all_pairs(session, at):
        child = registered.get(pair.student_id)
        if _is_of_kind(rule, pair) and school.applies(rule, child, pair.student_id):
            yield debtor


@once
def _all_pairs(session: Any, at: AsOf) -> tuple[tuple[Pair, Debtor], ...]:
    school, registered, term = (
        _school(session, at),
        registered_of(session, at),
        Span(at.starts_on, at.ends_on),
    )
    found = []
    for pair in pairs_of(session, at):
        child = registered.get(pair.student_id)
        surveyed, left = (child.surveyed_on, child.left_on) if child else (None, None)
        days = window(term, [surveyed, pair.starts_on], [left, pair.ends_on])
        if days is not None:
            class_id = school.class_of(pair.student_id)
            found.append((pair, Debtor(
                pair.id, (pair.id,), days, pair.student_id, pair.mentor_id, class_id, pair.starts_on
            )))  # fmt: skip
    return tuple(found)


def _is_of_kind(rule: Rule, pair: Pair) -> bool:
    kinds = rule.condition.get("pairing_kinds")
    return not kinds or pair.kind in kinds


def _households(session: Any, at: AsOf, rule: Rule) -> Iterator[Debtor]:
    """Children with the same guardian are one household; a child without a guardian on record is one by itself."""
    guardians = _guardians(session, at)
    homes: dict[tuple[str, int], list[Debtor]] = defaultdict(list)
    for child in _children(session, at, rule):
        key = child.keys[0]
        homes[("guardian", guardians[key]) if key in guardians else ("child", key)].append(child)
    for children in homes.values():
        first = min(children, key=lambda child: child.keys)
        days = Span(min(c.days.starts_on for c in children), max(c.days.ends_on for c in children))
        keys = tuple(key for child in children for key in child.keys)
        yield Debtor(first.keys[0], keys, days, first.student_id, first.staff_id, first.class_id)


@once
def _guardians(session: Any, at: AsOf) -> dict[int, int]:
    tie = StudentCaregiver
    found = select(tie.student_id, tie.caregiver_id).where(
        tie.school_id == at.school_id, tie.archived_at.is_(None), tie.guard_role == GuardRole.CURRENT,
        tie.valid_from <= at.day, or_(tie.valid_to.is_(None), tie.valid_to >= at.day),
    )  # fmt: skip
    return dict(session.execute(found.order_by(tie.id.desc())).all())


def _staff(session: Any, at: AsOf, rule: Rule) -> Iterator[Debtor]:
    term, post = Span(at.starts_on, at.ends_on), rule.condition.get("post")
    for staff_id, joined_on, left_on, held in _employees(session, at):
        days = window(term, [joined_on], [left_on])
        if days is not None and (post is None or post in (held or "")):
            yield Debtor(staff_id, (staff_id,), days, staff_id=staff_id, since=joined_on)


@once
def _employees(session: Any, at: AsOf) -> list[Any]:
    """Whoever is employed, teaching or not; helpers from outside are no staff of the school (domain 8, Q4)."""
    found = select(Staff.id, Staff.joined_on, Staff.left_on, Staff.post).where(
        Staff.school_id == at.school_id, Staff.archived_at.is_(None), Staff.is_employee.is_(True)
    )
    return list(session.execute(found.order_by(Staff.id)))


def _classes(session: Any, at: AsOf, rule: Rule) -> Iterator[Debtor]:
    school, term = _school(session, at), Span(at.starts_on, at.ends_on)
    for class_id, grade in _classes_of_the_year(session, at):
        if _is_between(grade, rule.condition):
            staff_id = None if rule.role in _OF_THE_SCHOOL else school.head_of(class_id)
            yield Debtor(class_id, (class_id,), term, staff_id=staff_id, class_id=class_id)


@once
def _classes_of_the_year(session: Any, at: AsOf) -> list[Any]:
    row = SchoolClass
    found = (
        select(row.id, row.grade)
        .join(SchoolYear, row.school_year_id == SchoolYear.id)
        .where(
            row.school_id == at.school_id, row.archived_at.is_(None), SchoolYear.starts_on <= at.starts_on,
            SchoolYear.ends_on >= at.starts_on,
        )
    )  # fmt: skip
    return list(session.execute(found.order_by(row.grade, row.number, row.id)))


def _whole_school(_session: Any, at: AsOf, _rule: Rule) -> Iterator[Debtor]:
    yield Debtor(at.school_id, (at.school_id,), Span(at.starts_on, at.ends_on))


_OWING: dict[RuleSubject, Callable[[Any, AsOf, Rule], Iterator[Debtor]]] = {
    RuleSubject.CHILD: _children,
    RuleSubject.PAIR: _pairs,
    RuleSubject.HOUSEHOLD: _households,
    RuleSubject.MENTOR: _staff,
    RuleSubject.CLASS: _classes,
    RuleSubject.SCHOOL: _whole_school,
}
_OF_CHILDREN = frozenset({RuleSubject.CHILD, RuleSubject.PAIR, RuleSubject.HOUSEHOLD})


@once
def _school(session: Any, at: AsOf) -> _School:
    return _School(session, at)


class _School:
    """To whom a condition applies and who answers for a child, as things stand on the day."""

    def __init__(self, session: Any, at: AsOf) -> None:
        self._session, self._at = session, at
        self.classes = classes_of(session, at)
        heads = assignments_of(session, at, TeachingRole.HOMEROOM)
        self._heads = {class_id: on_day(spans, at.day) for class_id, spans in heads.items()}
        self._class = {key: on_day(spans, at.day) or spans[-1][0] for key, spans in self.classes.items()}

    def class_of(self, student_id: int) -> int | None:
        """The class on the day, or the last one of a child that has left."""
        return self._class.get(student_id)

    def entry(self, student_id: int) -> dt.date | None:
        """When the child came to the school."""
        classes = self.classes.get(student_id)
        return classes[0][1].starts_on if classes else None

    def head_of(self, class_id: int | None) -> int | None:
        return None if class_id is None else self._heads.get(class_id)

    def responsible(self, role: RuleRole, student_id: int) -> int | None:
        """The mentor or homeroom teacher on the day; None where the school as a whole is meant, or nobody is there."""
        if role in _OF_THE_SCHOOL:
            return None
        if role is RuleRole.MENTOR:
            return _mentors(self._session, self._at).get(student_id)
        return self.head_of(self.class_of(student_id))

    def applies(self, rule: Rule, child: Registered | None, student_id: int) -> bool:
        """Whether the rule's condition holds for the child; what only a registration tells, holds for no other child."""
        asked = rule.condition
        if not asked:
            return True
        if asked.get("triggered") and student_id not in _triggered(self._session, self._at):
            return False
        if "grade_least" in asked or "grade_most" in asked:
            grade = grades_of(self._session, self._at).get(self.class_of(student_id) or 0)
            if not _is_between(grade, asked):
                return False
        told = [name for name in ("boarding", "key_target", "guardianship") if name in asked]
        return not told or (child is not None and all(_holds(name, asked[name], child) for name in told))


def _holds(name: str, asked: Any, child: Registered) -> bool:
    match name:
        case "boarding":
            return child.is_boarding is asked
        case "key_target":
            return child.is_key_target is asked
        case _:
            return child.guardianship_kind in asked


def _is_between(grade: int | None, asked: Mapping[str, Any]) -> bool:
    least, most = asked.get("grade_least"), asked.get("grade_most")
    if grade is None:
        return least is None and most is None
    return (least is None or grade >= least) and (most is None or grade <= most)


@once
def _mentors(session: Any, at: AsOf) -> dict[int, int]:
    """student -> the mentor on the day: the primary one, else the one who has been it longest."""
    open_pairs = (
        pair
        for pair in pairs_of(session, at)
        if pair.starts_on <= at.day and (pair.ends_on is None or pair.ends_on >= at.day)
    )
    found: dict[int, int] = {}
    for pair in sorted(open_pairs, key=lambda each: (not each.is_primary, each.starts_on, each.id)):
        found.setdefault(pair.student_id, pair.mentor_id)
    return found


@once
def _triggered(session: Any, at: AsOf) -> frozenset[int]:
    """Children with a special status for which a plan of their own is asked (重点, domain 3.2 R18)."""
    row = StudentSpecialStatus
    found = (
        select(row.student_id)
        .join(SpecialCategory, row.category_id == SpecialCategory.id)
        .where(
            row.school_id == at.school_id, row.archived_at.is_(None),
            SpecialCategory.kind == CategoryGroup.PRIORITY,
            row.since <= at.day, or_(row.until.is_(None), row.until >= at.day),
        )
    )  # fmt: skip
    return frozenset(session.scalars(found))
