"""The demo's vehicles with the children who ride in them, one of them too full, and the pledges, some unsigned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.database import ClosedSession
from app.demo.families import Child
from app.demo.rows import add_all, insert_all
from app.demo.township import Place
from app.models.safety.ride_registration import RideRegistration
from app.models.safety.safety_pledge import SIGNER_OF, PledgeLayer, SafetyPledge
from app.models.safety.vehicle import Vehicle

#: (plate, driver, phone, direction, seats, riders): plates of a letter that no province gives out.
_VEHICLES = (
    ("演A10001", "孙师傅", "10036710001", "柳树村方向", 18, 14),
    ("演A10002", "钱师傅", "10036710002", "河口村方向", 18, 17),
    ("演A10003", "吴师傅", "10036710003", "青石村方向", 7, 9),
)
#: Every so many-th of a layer has not signed yet.
_UNSIGNED = {
    PledgeLayer.TOWNSHIP_SCHOOL: 0,
    PledgeLayer.SCHOOL_STAFF: 8,
    PledgeLayer.SCHOOL_DRIVER: 3,
    PledgeLayer.SCHOOL_PARENT: 5,
}


def make_rides(session: ClosedSession, place: Place, here: Sequence[Child]) -> None:
    """Vehicles, riders and pledges of the current term and year."""
    lines = _VEHICLES if place.is_central else ()
    vehicles = [
        Vehicle(
            school_id=place.school.id,
            plate=plate,
            driver_name=driver,
            driver_phone=phone,
            direction=direction,
            seats=seats,
        )
        for plate, driver, phone, direction, seats, _riders in lines
    ]
    add_all(session, vehicles)
    riders = iter([child for child in here if not child.is_boarding] + list(here))
    rows = [
        {
            "school_id": place.school.id,
            "student_id": next(riders).id,
            "vehicle_id": vehicle.id,
            "term_id": place.current.id,
            "stop": line[3].replace("方向", "口") if number % 2 else "公路站牌",
        }
        for vehicle, line in zip(vehicles, lines, strict=True)
        for number in range(line[5])
    ]
    insert_all(session, RideRegistration, rows)
    _pledges(session, place, here, vehicles)


def _pledges(
    session: ClosedSession, place: Place, here: Sequence[Child], vehicles: Sequence[Vehicle]
) -> None:
    guardians = sorted({child.guardian_id for child in here if child.guardian_id is not None})
    signers: dict[PledgeLayer, list[Any]] = {
        PledgeLayer.TOWNSHIP_SCHOOL: [place.staff[0].id],
        PledgeLayer.SCHOOL_STAFF: [person.id for person in place.staff],
        PledgeLayer.SCHOOL_DRIVER: [vehicle.id for vehicle in vehicles],
        PledgeLayer.SCHOOL_PARENT: guardians,
    }
    rows = [
        _pledge(place, layer, key, number)
        for layer, keys in signers.items()
        for number, key in enumerate(keys, 1)
    ]
    insert_all(session, SafetyPledge, rows)


def _pledge(place: Place, layer: PledgeLayer, key: int, number: int) -> dict[str, Any]:
    step = _UNSIGNED[layer]
    is_signed = not step or number % step > 0
    signers: dict[str, Any] = {"staff_id": None, "caregiver_id": None, "vehicle_id": None}
    return {
        **signers,
        SIGNER_OF[layer]: key,
        "school_id": place.school.id,
        "school_year_id": place.current.school_year_id,
        "layer": layer,
        "signed_on": place.current.starts_on if is_signed else None,
        "file_no": f"安责{number:03d}" if is_signed else None,
    }
