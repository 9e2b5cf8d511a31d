"""The rules of vehicles, of who rides in them, and of the safety pledges."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.models.safety.ride_registration import RideRegistration
from app.models.safety.safety_pledge import PledgeLayer, SafetyPledge
from app.models.safety.vehicle import Vehicle
from tests import facility_factories as makes
from tests import factories as make
from tests.models.conftest import TODAY, Place
from tests.models.refusals import column_refused


@pytest.mark.system("H04")
def test_a_plate_is_registered_once(system: Any, place: Place) -> None:
    first = makes.make_vehicle(system, place.school)
    twin = Vehicle(
        school_id=place.school.id, plate=first.plate, driver_name="孙师傅", driver_phone=make.phone(),
        direction="x",
    )  # fmt: skip
    assert column_refused(system, twin) == "plate"


@pytest.mark.system("H04")
@pytest.mark.parametrize("driver_phone", ["", "12", "不知道"])
def test_a_driver_can_be_called(system: Any, place: Place, driver_phone: str) -> None:
    vehicle = Vehicle(
        school_id=place.school.id, plate="皖X99999", driver_name="孙师傅", driver_phone=driver_phone,
        direction="x",
    )  # fmt: skip
    assert column_refused(system, vehicle) == "driver_phone"


@pytest.mark.system("H04")
def test_a_child_is_registered_once_in_a_vehicle_and_term(system: Any, place: Place) -> None:
    child = make.make_student(system, school_class=place.school_class)
    vehicle = makes.make_vehicle(system, place.school)
    makes.make_ride(system, vehicle, child, place.term)
    twin = RideRegistration(
        school_id=place.school.id, student_id=child.id, vehicle_id=vehicle.id, term_id=place.term.id
    )
    assert column_refused(system, twin) == "vehicle_id"


@pytest.mark.system("H04")
def test_a_vehicle_fuller_than_its_seats_takes_the_registration_all_the_same(
    system: Any, place: Place
) -> None:
    vehicle = makes.make_vehicle(system, place.school, seats=1)
    for _each in range(2):
        child = make.make_student(system, school_class=place.school_class)
        assert makes.make_ride(system, vehicle, child, place.term).id


def pledge(place: Place, **values: Any) -> SafetyPledge:
    given = {"layer": PledgeLayer.SCHOOL_STAFF} | values
    return SafetyPledge(school_id=place.school.id, school_year_id=place.year.id, **given)


@pytest.mark.system("A09")
def test_a_pledge_has_one_signer_and_that_of_its_layer(system: Any, place: Place) -> None:
    assert column_refused(system, pledge(place)) == "staff_id"


@pytest.mark.system("A09")
def test_a_pledge_of_a_driver_signed_by_a_teacher_is_refused(system: Any, place: Place) -> None:
    wrong = pledge(place, layer=PledgeLayer.SCHOOL_DRIVER, staff_id=place.teacher.id)
    assert column_refused(system, wrong) == "vehicle_id"


@pytest.mark.system("A09")
def test_a_pledge_with_two_signers_is_refused(system: Any, place: Place) -> None:
    vehicle = makes.make_vehicle(system, place.school)
    wrong = pledge(place, staff_id=place.teacher.id, vehicle_id=vehicle.id)
    assert column_refused(system, wrong) == "staff_id"


@pytest.mark.system("A09")
@pytest.mark.parametrize(
    "layer", [PledgeLayer.SCHOOL_STAFF, PledgeLayer.SCHOOL_DRIVER, PledgeLayer.SCHOOL_PARENT]
)
def test_a_signer_has_one_pledge_of_a_layer_and_year(system: Any, place: Place, layer: PledgeLayer) -> None:
    child = make.make_student(system, school_class=place.school_class)
    signer = {
        PledgeLayer.SCHOOL_STAFF: {"staff_id": place.teacher.id},
        PledgeLayer.SCHOOL_DRIVER: {"vehicle_id": makes.make_vehicle(system, place.school).id},
        PledgeLayer.SCHOOL_PARENT: {"caregiver_id": make.make_caregiver(system, child).id},
    }[layer]
    makes.make_pledge(system, place.year, layer=layer, **signer)
    assert column_refused(system, pledge(place, layer=layer, **signer)) == next(iter(signer))


@pytest.mark.system("A09")
def test_a_pledge_is_not_signed_ahead(system: Any, place: Place) -> None:
    ahead = pledge(place, staff_id=place.teacher.id, signed_on=TODAY + dt.timedelta(days=1))
    assert column_refused(system, ahead) == "signed_on"
