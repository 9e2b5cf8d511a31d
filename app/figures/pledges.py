"""Who must sign a safety pledge in a school year, layer by layer, and who has not yet (A09)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func, or_, select

from app.access.heads import heads_of_school
from app.models._base import entity_named as entity
from app.models._base import facts_of
from app.models.people.care_registration import CareRegistration
from app.models.people.student_caregiver import GuardRole, StudentCaregiver
from app.models.safety.safety_pledge import SIGNER_OF, PledgeLayer, SafetyPledge
from app.models.safety.vehicle import Vehicle
from app.models.school.school_year import SchoolYear
from app.models.school.staff import Staff
from app.models.school.term import Term


def year_on(session: Any, day: dt.date) -> SchoolYear | None:
    """The school year that holds the day."""
    held = SchoolYear.starts_on <= day, SchoolYear.ends_on >= day, SchoolYear.archived_at.is_(None)
    found: SchoolYear | None = session.scalar(select(SchoolYear).where(*held).limit(1))
    return found


def signed_of(session: Any, year_id: int, layer: PledgeLayer) -> tuple[int, int]:
    """(signed, on the list) of the layer in the year."""
    found = select(func.count(SafetyPledge.signed_on), func.count(SafetyPledge.id)).where(
        *_of_layer(year_id, layer)
    )
    signed, listed = session.execute(found).one()
    return int(signed), int(listed)


def unsigned(session: Any, year_id: int, layer: PledgeLayer) -> list[tuple[int, str]]:
    """(pledge, who must sign) of those not signed, by name; a driver stands with his plate."""
    column = SIGNER_OF[layer]
    signer: Any = entity(facts_of(SafetyPledge)[column].target or "")
    name = signer.driver_name + " " + signer.plate if signer is Vehicle else signer.name
    found = (
        select(SafetyPledge.id, name)
        .join(signer, signer.id == getattr(SafetyPledge, column))
        .where(*_of_layer(year_id, layer), SafetyPledge.signed_on.is_(None))
        .order_by(name)
    )
    return [(key, text) for key, text in session.execute(found)]


def signers_without(session: Any, year_id: int, layer: PledgeLayer, today: dt.date) -> list[int]:
    """Keys of the people (or vehicles) who must sign on the layer and are not on its list."""
    column = getattr(SafetyPledge, SIGNER_OF[layer])
    listed = set(session.scalars(select(column).where(*_of_layer(year_id, layer))))
    return sorted(set(session.scalars(_signers(layer, today))) - listed)


def _of_layer(year_id: int, layer: PledgeLayer) -> tuple[Any, ...]:
    return (
        SafetyPledge.school_year_id == year_id,
        SafetyPledge.layer == layer,
        SafetyPledge.archived_at.is_(None),
    )


def _signers(layer: PledgeLayer, today: dt.date) -> Any:
    if layer is PledgeLayer.SCHOOL_DRIVER:
        return select(Vehicle.id).where(Vehicle.archived_at.is_(None))
    if layer is PledgeLayer.SCHOOL_PARENT:
        return _guardians(today)
    staff = select(Staff.id).where(Staff.archived_at.is_(None), Staff.left_on.is_(None))
    return staff.where(Staff.id.in_(heads_of_school())) if layer is PledgeLayer.TOWNSHIP_SCHOOL else staff


def _guardians(today: dt.date) -> Any:
    """The guardians in charge today of the children registered in the term."""
    tie = StudentCaregiver
    term = select(Term.id).where(Term.starts_on <= today, Term.ends_on >= today, Term.archived_at.is_(None))
    registered = select(CareRegistration.student_id).where(
        CareRegistration.term_id.in_(term), CareRegistration.archived_at.is_(None)
    )
    valid = tie.valid_from <= today, or_(tie.valid_to.is_(None), tie.valid_to >= today)
    return select(tie.caregiver_id).where(
        tie.student_id.in_(registered), tie.guard_role == GuardRole.CURRENT, *valid, tie.archived_at.is_(None)
    )
