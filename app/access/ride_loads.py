"""How many children ride in each vehicle: a number a class teacher needs whole, though she sees her own children only."""

from __future__ import annotations

from sqlalchemy import func, select

from app.access.grants import allowed
from app.access.guard import Actor, system_session
from app.access.vocabulary import Action
from app.database import Refused
from app.models.safety.ride_registration import RideRegistration
from app.models.safety.vehicle import Vehicle


def riders_by_vehicle(actor: Actor, term_id: int) -> dict[int, int]:
    """Vehicle -> children registered in the term; Refused to who may not read vehicles. No child is named."""
    if not allowed(actor.roles, Vehicle, Action.READ):
        raise Refused("rides are not open to this person")
    found = (
        select(RideRegistration.vehicle_id, func.count(RideRegistration.id))
        .where(
            RideRegistration.school_id == actor.school_id,
            RideRegistration.term_id == term_id,
            RideRegistration.archived_at.is_(None),
        )
        .group_by(RideRegistration.vehicle_id)
    )
    with system_session("children per vehicle", reads_only=True) as session:
        return {row[0]: row[1] for row in session.execute(found)}
