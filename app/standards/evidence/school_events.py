"""Evidence of the school's meetings, lectures, outings, visits and commendations (R50-R62, R65, R66, R70, R76)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app import clock
from app.models.events.event import Event, EventKind
from app.models.management.award import Award, AwardStatus
from app.models.management.care_standard_item import RuleAction, RuleSubject
from app.standards.as_of import AsOf
from app.standards.evidence._lines import dated, days, kinds_of, moments
from app.standards.evidence._registry import evidence
from app.standards.evidence.shapes import Evidence
from app.standards.rules import Rule


@evidence(RuleAction.EVENT, RuleSubject.SCHOOL, entity=Event)
def events_held(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """What took place up to the day; a class's event counts for the school unless the rule asks for `whole_school`."""
    found = select(Event.starts_at, Event.id).where(
        Event.school_id == at.school_id,
        Event.archived_at.is_(None),
        Event.kind.in_(kinds_of(rule, EventKind)),
        *moments(at, rule, Event.starts_at),
    )
    if rule.filters.get("left_behind_only"):
        found = found.where(Event.for_left_behind_only.is_(True))
    if rule.filters.get("whole_school"):
        found = found.where(Event.school_class_id.is_(None), Event.grade.is_(None))
    held = ((clock.in_china(starts_at).date(), row) for starts_at, row in session.execute(found))
    return dated(at, rule, ((at.school_id, day, row) for day, row in held))


@evidence(RuleAction.AWARD, RuleSubject.SCHOOL, entity=Award)
def awards_granted(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """R66: commendations that were decided, on their day; proposals count nothing."""
    found = select(Award.school_id, Award.awarded_on, Award.id).where(
        Award.school_id == at.school_id,
        Award.archived_at.is_(None),
        Award.status == AwardStatus.GRANTED,
        *days(at, rule, Award.awarded_on),
    )
    return dated(at, rule, session.execute(found))
