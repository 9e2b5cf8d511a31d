"""Evidence of members of staff: whom they mentor, what they signed, which diaries they keep, what they wrote late (R30-R34)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from app import clock
from app.models.care.contact_record import ContactRecord
from app.models.care.growth_record import GrowthKind, GrowthRecord
from app.models.care.mentoring import Mentoring, MentoringKind
from app.models.management.care_standard_item import RuleAction, RuleSubject
from app.models.people.care_registration import CareRegistration
from app.models.people.student import Student
from app.models.people.student_special_status import StudentSpecialStatus
from app.models.safety.safety_pledge import PledgeLayer, SafetyPledge
from app.standards.as_of import AsOf
from app.standards.evidence._china_day import china_day
from app.standards.evidence._lines import cases, dated, days, kinds_of, lasting, moments
from app.standards.evidence._registry import evidence
from app.standards.evidence.shapes import Case, Evidence
from app.standards.rules import Rule

#: A contact entered later than this is listed (R31), where the rule names no number.
_ENTERED_WITHIN_DAYS = 14


@evidence(RuleAction.MENTORING, RuleSubject.MENTOR, entity=Mentoring)
def children_mentored(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R30: the children each mentors, one span a child though it be in two kinds of pair."""
    found = (
        select(Mentoring.mentor_id, Mentoring.student_id, Mentoring.starts_on, Mentoring.ends_on, Mentoring.id)
        .join(Student, Student.id == Mentoring.student_id)
        .where(
            Mentoring.school_id == at.school_id,
            Mentoring.archived_at.is_(None),
            Mentoring.kind.in_(kinds_of(rule, MentoringKind)),
            Student.archived_at.is_(None),
            *_of_whom(at, rule),
        )
    )  # fmt: skip
    return lasting(_children_once(session.execute(found)))


def _of_whom(at: AsOf, rule: Rule) -> Iterator[ColumnElement[bool]]:
    if rule.filters.get("left_behind_only"):
        yield Mentoring.student_id.in_(_registered(at))
    if rule.filters.get("statuses"):
        yield troubled(at, Mentoring.student_id)


def troubled(at: AsOf, student_id: Any) -> ColumnElement[bool]:
    """R30d, poor or troubled children: the survey's key targets and those with a special status of the day."""
    status = StudentSpecialStatus
    special = select(status.student_id).where(
        status.archived_at.is_(None),
        status.since <= at.day,
        or_(status.until.is_(None), status.until >= at.day),
    )
    key = _registered(at).where(CareRegistration.is_key_target.is_(True))
    return or_(student_id.in_(key), student_id.in_(special))


def _registered(at: AsOf) -> Any:
    return select(CareRegistration.student_id).where(
        CareRegistration.term_id == at.term_id,
        CareRegistration.archived_at.is_(None),
        CareRegistration.meets_definition.is_(True),
    )


def _children_once(pairs: Iterable[Any]) -> Iterator[tuple[int, dt.date, dt.date, int]]:
    """(mentor, from, until, row) with the spans of one child that touch each other made one."""
    spans: dict[tuple[int, int], list[tuple[dt.date, dt.date, int]]] = defaultdict(list)
    for mentor_id, student_id, starts_on, ends_on, row_id in pairs:
        spans[mentor_id, student_id].append((starts_on, ends_on or dt.date.max, row_id))
    for (mentor_id, _student), own in spans.items():
        own.sort()
        starts_on, ends_on, row_id = own[0]
        for next_starts, next_ends, next_row in own[1:]:
            if next_starts > ends_on:
                yield mentor_id, starts_on, ends_on, row_id
                starts_on, ends_on, row_id = next_starts, next_ends, next_row
            ends_on = max(ends_on, next_ends)
        yield mentor_id, starts_on, ends_on, row_id


@evidence(RuleAction.PLEDGE, RuleSubject.MENTOR, entity=SafetyPledge)
def pledges_signed(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R32: the safety letters between school and staff, on the day they were signed."""
    pledge = SafetyPledge
    found = select(pledge.staff_id, pledge.signed_on, pledge.id).where(
        pledge.school_id == at.school_id,
        pledge.archived_at.is_(None),
        pledge.layer == PledgeLayer.SCHOOL_STAFF,
        pledge.staff_id.is_not(None),
        *days(at, rule, pledge.signed_on),
    )
    return dated(at, rule, session.execute(found))


@evidence(RuleAction.GROWTH, RuleSubject.MENTOR, entity=GrowthRecord)
def growth_written(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R34: the diaries and other growth records that each wrote."""
    growth = GrowthRecord
    found = select(growth.author_id, growth.recorded_on, growth.id).where(
        growth.school_id == at.school_id,
        growth.archived_at.is_(None),
        growth.kind.in_(kinds_of(rule, GrowthKind)),
        *days(at, rule, growth.recorded_on),
    )
    return dated(at, rule, session.execute(found))


@evidence(RuleAction.CARE_CARD, RuleSubject.MENTOR, entity=Mentoring)
def care_cards(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R33: a mentor's care card is filled once every one of his pairs says what its care aims at.

    The card is as old as his newest pair; a card of the year before counts on the first day that the rule names.
    """
    pairs = select(Mentoring.mentor_id, Mentoring.starts_on, Mentoring.id, Mentoring.focus).where(
        Mentoring.school_id == at.school_id,
        Mentoring.archived_at.is_(None),
        Mentoring.starts_on <= at.day,
        or_(Mentoring.ends_on.is_(None), Mentoring.ends_on >= at.day),
    )
    newest: dict[int, tuple[dt.date, int]] = {}
    unfilled = set()
    for mentor_id, starts_on, row_id, focus in session.execute(pairs):
        pair = max(starts_on, at.starts_on, _first_day(at, rule)), row_id
        newest[mentor_id] = max(newest.get(mentor_id, pair), pair)
        if not focus:
            unfilled.add(mentor_id)
    return dated(at, rule, ((key, *newest[key]) for key in newest if key not in unfilled))


def _first_day(at: AsOf, rule: Rule) -> dt.date:
    between = rule.filters.get("between")
    return dt.date.fromisoformat(f"{at.day.year}-{between[0]}") if between else at.starts_on


@evidence(RuleAction.CONTACT, RuleSubject.MENTOR, entity=ContactRecord)
def entered_late(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R31: only the talks and calls that were written down long after they took place; each is a case not in order."""
    most_days = _ENTERED_WITHIN_DAYS if rule.count_max is None else int(rule.count_max)
    contact = ContactRecord
    found = select(contact.staff_id, contact.happened_at, contact.id).where(
        contact.school_id == at.school_id,
        contact.archived_at.is_(None),
        contact.staff_id.is_not(None),
        contact.student_id.in_(select(Student.id).where(Student.school_id == at.school_id)),
        *moments(at, rule, contact.happened_at),
        china_day(contact.created_at) - china_day(contact.happened_at) > most_days,
    )
    return cases(
        (staff_id, Case(row, clock.in_china(happened_at).date(), False))
        for staff_id, happened_at, row in session.execute(found)
    )
