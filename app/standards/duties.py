"""What was due, done and missing: rules x evidence x calendar x a day, for all pairs and children at once (domain 3.1)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import clock
from app.access.vocabulary import Choice, Label
from app.models.care.contact_record import Channel, ContactRecord, Parties
from app.models.care.mentoring import Mentoring
from app.models.management.care_standard_item import RulePer
from app.models.people.care_registration import CareRegistration
from app.models.people.enrollment import Enrollment
from app.models.people.student import Student
from app.models.school.teaching_assignment import TeachingAssignment, TeachingRole
from app.models.school.term_break import TermBreak
from app.standards.as_of import AsOf
from app.standards.calendar import Period, Span, TermCalendar, window


class Subject(Choice):
    """For whom a duty is counted, and whose records fulfil it."""

    #: Each pair owes its own; only the mentor's records of the child count.
    PAIR = "pair", "每对结对", "Each pair"
    #: Each registered child; records of whoever was its homeroom teacher on the day count.
    CHILD = "child", "每名儿童", "Each child"


@dataclass(frozen=True, slots=True)
class Rule:
    """A duty: `count` contacts of these kinds `per` period. A contact nobody answered never counts."""

    code: str
    name: Label
    text: Label
    subject: Subject
    per: RulePer
    count: int
    parties: frozenset[Parties]
    channels: frozenset[Channel]


@dataclass(frozen=True, slots=True)
class Standard:
    """A school's set of duties and where it comes from."""

    name: Label
    rules: tuple[Rule, ...]
    #: How many children each member of staff should mentor (R30a).
    children_per_staff: int


_FAMILY = frozenset({Parties.STAFF_PARENT, Parties.STAFF_GUARDIAN})

TALKS = Rule(
    "R03a",
    Label("谈心", "Talks"),
    Label("帮扶教师每周与每名儿童谈心不少于一次", "The mentor talks with each child every week"),
    Subject.PAIR,
    RulePer.WEEK,
    1,
    frozenset({Parties.STAFF_CHILD}),
    frozenset(Channel),
)
CALLS = Rule(
    "R05a",
    Label("家长通话", "Calls with parents"),
    Label("帮扶教师每月与每名儿童的家长通话不少于一次", "The mentor calls each child's parents every month"),
    Subject.PAIR,
    RulePer.MONTH,
    1,
    frozenset({Parties.STAFF_PARENT}),
    frozenset({Channel.PHONE, Channel.VIDEO, Channel.ONLINE}),
)
VISITS_BY_MENTOR = Rule(
    "R01a",
    Label("家访", "Home visits"),
    Label("帮扶教师每学期到每名儿童家中家访不少于两次", "The mentor visits each home twice a term"),
    Subject.PAIR,
    RulePer.TERM,
    2,
    _FAMILY,
    frozenset({Channel.HOME_VISIT}),
)
VISITS_BY_HOMEROOM = Rule(
    "R01a",
    Label("家访", "Home visits"),
    Label("班主任每学期到每名儿童家中家访不少于两次", "The homeroom teacher visits each home twice a term"),
    Subject.CHILD,
    RulePer.TERM,
    2,
    _FAMILY,
    frozenset({Channel.HOME_VISIT}),
)

YANGTUAN = Standard(
    Label("杨疃中心学校留守儿童关爱制度（2012年）", "Yangtuan Central School (2012)"),
    (TALKS, CALLS, VISITS_BY_MENTOR, VISITS_BY_HOMEROOM),
    children_per_staff=6,
)


@dataclass(frozen=True, slots=True)
class Owed:
    """One period in which something is due: how often it was to be done, and how often it was (more is not banked)."""

    period: Period
    due: int
    done: int

    @property
    def is_missing(self) -> bool:
        return self.done < self.due


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule asked of one pair or child. `row_id` is the Mentoring or the CareRegistration."""

    rule: Rule
    row_id: int
    student_id: int
    mentor_id: int | None
    owed: tuple[Owed, ...]

    @property
    def due(self) -> int:
        return sum(each.due for each in self.owed)

    @property
    def done(self) -> int:
        return sum(each.done for each in self.owed)


@dataclass(frozen=True, slots=True)
class _Debtor:
    """Who owes: a pair, or a child with its homeroom teachers."""

    row_id: int
    student_id: int
    mentor_id: int | None
    days: Span


@dataclass(frozen=True, slots=True)
class _Contact:
    day: dt.date
    student_id: int
    staff_id: int
    parties: Parties
    channel: Channel


def calendar_of(session: Any, at: AsOf) -> TermCalendar:
    """The calendar of the term with its breaks."""
    found = select(TermBreak.starts_on, TermBreak.ends_on).where(
        TermBreak.term_id == at.term_id, TermBreak.archived_at.is_(None)
    )
    breaks = tuple(Span(*row) for row in session.execute(found.order_by(TermBreak.starts_on)))
    return TermCalendar(Span(at.starts_on, at.ends_on), breaks)


def evaluate(session: Any, at: AsOf, rules: Iterable[Rule] = YANGTUAN.rules) -> tuple[Outcome, ...]:
    """Due, done and missing of every pair and child the session's actor sees, in the order of the rules.

    A period is due once it is over on the day, or earlier when it is fulfilled already. A pair or child
    without any due period has an outcome with none (不适用).
    """
    rules = tuple(rules)
    calendar = calendar_of(session, at)
    contacts = _contacts(session, at, rules)
    outcomes: list[Outcome] = []
    for rule in rules:
        debtors = _debtors(session, at, rule.subject)
        evidence = _days_of_evidence(session, at, rule, contacts)
        outcomes.extend(_judge(rule, debtor, calendar, evidence, at.day) for debtor in debtors)
    return tuple(outcomes)


def _judge(
    rule: Rule,
    debtor: _Debtor,
    calendar: TermCalendar,
    evidence: Mapping[tuple[int, int | None], Sequence[dt.date]],
    day: dt.date,
) -> Outcome:
    days = evidence.get((debtor.student_id, debtor.mentor_id), ())
    owed = []
    for period in calendar.periods(debtor.days, rule.per):
        done = min(_times(days, period.span), rule.count)
        if period.is_over(day) or done == rule.count:
            owed.append(Owed(period, rule.count, done))
    return Outcome(rule, debtor.row_id, debtor.student_id, debtor.mentor_id, tuple(owed))


def _times(days: Sequence[dt.date], span: Span) -> int:
    return bisect_right(days, span.ends_on) - bisect_left(days, span.starts_on)


def _contacts(session: Any, at: AsOf, rules: tuple[Rule, ...]) -> list[_Contact]:
    """The contacts of the term up to the day that any of the rules might count."""
    found = select(
        ContactRecord.happened_at,
        ContactRecord.student_id,
        ContactRecord.staff_id,
        ContactRecord.parties,
        ContactRecord.channel,
    ).where(
        ContactRecord.school_id == at.school_id,
        ContactRecord.archived_at.is_(None),
        ContactRecord.reached.is_(True),
        ContactRecord.staff_id.is_not(None),
        ContactRecord.happened_at >= at.begins_at,
        ContactRecord.happened_at < at.closes_at,
        ContactRecord.parties.in_(frozenset[Parties]().union(*(rule.parties for rule in rules))),
    )
    return [_Contact(clock.in_china(moment).date(), *rest) for moment, *rest in session.execute(found)]


def _days_of_evidence(
    session: Any, at: AsOf, rule: Rule, contacts: list[_Contact]
) -> dict[tuple[int, int | None], list[dt.date]]:
    """The days of the contacts that fulfil the rule, sorted, by child and (for pairs) mentor."""
    fitting = [each for each in contacts if each.parties in rule.parties and each.channel in rule.channels]
    found: dict[tuple[int, int | None], list[dt.date]] = defaultdict(list)
    if rule.subject is Subject.PAIR:
        for each in fitting:
            found[each.student_id, each.staff_id].append(each.day)
    else:
        homeroom = _Homeroom(session, at)
        for each in fitting:
            if homeroom.is_teacher(each.staff_id, each.student_id, each.day):
                found[each.student_id, None].append(each.day)
    for days in found.values():
        days.sort()
    return found


def _debtors(session: Any, at: AsOf, subject: Subject) -> list[_Debtor]:
    registered = _registrations(session, at)
    if subject is Subject.PAIR:
        return _pairs(session, at, registered)
    return [
        _Debtor(row_id, student_id, None, days)
        for student_id, (row_id, surveyed_on, left_on) in registered.items()
        if (days := window(Span(at.starts_on, at.ends_on), [surveyed_on], [left_on])) is not None
    ]


def _registrations(session: Any, at: AsOf) -> dict[int, tuple[int, dt.date, dt.date | None]]:
    """student -> (registration, surveyed on, left on) of the children who count as left behind in the term."""
    found = select(
        CareRegistration.student_id,
        CareRegistration.id,
        CareRegistration.surveyed_on,
        CareRegistration.left_on,
    ).where(
        CareRegistration.term_id == at.term_id,
        CareRegistration.archived_at.is_(None),
        CareRegistration.meets_definition.is_(True),
        CareRegistration.student_id.not_in(_archived_students()),
    )
    rows = session.execute(found.order_by(CareRegistration.id))
    return {student_id: (row_id, surveyed, left) for student_id, row_id, surveyed, left in rows}


def _pairs(
    session: Any, at: AsOf, registered: Mapping[int, tuple[int, dt.date, dt.date | None]]
) -> list[_Debtor]:
    found = select(
        Mentoring.id, Mentoring.student_id, Mentoring.mentor_id, Mentoring.starts_on, Mentoring.ends_on
    ).where(
        Mentoring.school_id == at.school_id,
        Mentoring.archived_at.is_(None),
        Mentoring.student_id.not_in(_archived_students()),
    )
    debtors = []
    for row_id, student_id, mentor_id, starts_on, ends_on in session.execute(found.order_by(Mentoring.id)):
        _row, surveyed_on, left_on = registered.get(student_id, (0, None, None))
        days = window(Span(at.starts_on, at.ends_on), [surveyed_on, starts_on], [left_on, ends_on])
        if days is not None:
            debtors.append(_Debtor(row_id, student_id, mentor_id, days))
    return debtors


def _archived_students() -> Any:
    return select(Student.id).where(Student.archived_at.is_not(None))


class _Homeroom:
    """Who was a child's homeroom teacher on a day."""

    def __init__(self, session: Any, at: AsOf) -> None:
        self._classes = _spans(session, Enrollment, Enrollment.student_id, Enrollment.school_class_id, at)
        headed = TeachingAssignment.role == TeachingRole.HOMEROOM
        self._heads = _spans(
            session,
            TeachingAssignment,
            TeachingAssignment.staff_id,
            TeachingAssignment.school_class_id,
            at,
            headed,
        )

    def is_teacher(self, staff_id: int, student_id: int, day: dt.date) -> bool:
        inside = {key for key, days in self._classes.get(student_id, ()) if days.holds(day)}
        return any(key in inside and days.holds(day) for key, days in self._heads.get(staff_id, ()))


def _spans(
    session: Any, entity: Any, owner: Any, leads_to: Any, at: AsOf, *more: Any
) -> dict[int, list[tuple[int, Span]]]:
    """owner -> (class, days) of the standing rows that touch the term."""
    found = select(owner, leads_to, entity.starts_on, entity.ends_on).where(
        entity.school_id == at.school_id, entity.archived_at.is_(None), entity.starts_on <= at.ends_on, *more
    )
    spans: dict[int, list[tuple[int, Span]]] = defaultdict(list)
    for key, class_id, starts_on, ends_on in session.execute(found):
        spans[key].append((class_id, Span(starts_on, ends_on or dt.date.max)))
    return spans
