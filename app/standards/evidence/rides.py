"""Evidence of rides: no vehicle carries more pupils than it has seats for (R93)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from app.models.management.care_standard_item import RuleAction, RuleSubject
from app.models.safety.ride_registration import RideRegistration
from app.models.safety.vehicle import Vehicle
from app.standards.as_of import AsOf
from app.standards.evidence._lines import cases_of_school
from app.standards.evidence._registry import evidence
from app.standards.evidence.shapes import Case, Evidence
from app.standards.rules import Rule


@evidence(RuleAction.RIDE, RuleSubject.SCHOOL, entity=Vehicle)
def vehicles(session: Any, at: AsOf, _rule: Rule) -> Mapping[int, Evidence]:
    """Each vehicle of the term whose seats are known, with the pupils registered for it; it warns and refuses nobody."""
    ride = RideRegistration
    found = (
        select(Vehicle.id, Vehicle.seats, func.count(ride.student_id.distinct()))
        .join(ride, ride.vehicle_id == Vehicle.id)
        .where(
            Vehicle.school_id == at.school_id,
            Vehicle.archived_at.is_(None),
            Vehicle.seats.is_not(None),
            ride.archived_at.is_(None),
            ride.term_id == at.term_id,
        )
        .group_by(Vehicle.id, Vehicle.seats)
    )
    lines = session.execute(found)
    return cases_of_school(at, (Case(row, at.day, pupils <= seats) for row, seats, pupils in lines))
