"""The rules of the places, their timetable, their openings and the roll call."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from app import clock
from app.models._rules import Invalid
from app.models.facilities.care_facility import CareFacility, FacilityKind
from app.models.facilities.facility_equipment import EquipmentItem, FacilityEquipment
from app.models.facilities.opening_attendance import Leaving, OpeningAttendance
from app.models.facilities.opening_session import OpeningSession
from app.models.facilities.opening_slot import OpeningSlot, Weekday
from app.models.people.student_caregiver import GuardRole, Relation
from app.models.school.staff import Staff
from tests import facility_factories as makes
from tests import factories as make
from tests.models.conftest import TODAY, Place
from tests.models.refusals import column_refused, is_refused_by_the_database

DAY = dt.timedelta(days=1)


@pytest.fixture
def home(system: Any, place: Place) -> CareFacility:
    return makes.make_facility(system, place.school, name="阳光之家")


@pytest.fixture
def colleague(system: Any, place: Place) -> Staff:
    return make.make_staff(system, place.school)


@pytest.fixture
def opening(system: Any, place: Place, home: CareFacility, colleague: Staff) -> OpeningSession:
    return makes.make_opening(system, home, place.teacher, colleague, starts=dt.time(16))


@pytest.fixture
def child(system: Any, place: Place) -> Any:
    return make.make_student(system, school_class=place.school_class)


def new_opening(home: CareFacility, first: Staff, second: Staff | None, **values: Any) -> OpeningSession:
    given = {"held_on": TODAY, "starts": dt.time(16)} | values
    duty = {"first_duty_id": first.id, "second_duty_id": second.id if second else None}
    return OpeningSession(school_id=home.school_id, facility_id=home.id, **(duty | given))


@pytest.mark.system("J01", "I08")
def test_a_place_of_the_same_kind_and_name_is_refused(system: Any, place: Place, home: CareFacility) -> None:
    twin = CareFacility(school_id=place.school.id, kind=FacilityKind.HOME, name="阳光之家")
    assert column_refused(system, twin) == "name"


@pytest.mark.system("J02")
def test_an_item_stands_once_on_the_equipment_list_and_says_its_gap(system: Any, home: CareFacility) -> None:
    line = makes.make_equipment(system, home, quantity=6, target=10)
    assert line.gap == 4
    assert makes.make_equipment(system, home, item=EquipmentItem.TV, quantity=2, target=1).gap == 0
    twin = FacilityEquipment(
        school_id=home.school_id, facility_id=home.id, item=EquipmentItem.COMPUTER, quantity=1
    )
    assert column_refused(system, twin) == "item"


@pytest.mark.system("J03")
def test_two_slots_of_a_place_at_one_time_are_refused(system: Any, home: CareFacility) -> None:
    makes.make_slot(system, home)
    given = {
        "school_id": home.school_id,
        "facility_id": home.id,
        "weekday": Weekday.of(TODAY),
        "starts": dt.time(16),
        "ends": dt.time(17),
        "activity": "影视",
        "valid_from": TODAY,
    }
    assert column_refused(system, OpeningSlot(**given)) == "valid_from"


@pytest.mark.system("J03")
def test_a_slot_that_ends_before_it_begins_is_refused(system: Any, home: CareFacility) -> None:
    slot = OpeningSlot(
        school_id=home.school_id, facility_id=home.id, weekday=Weekday.MONDAY, starts=dt.time(17),
        ends=dt.time(16), activity="影视", valid_from=TODAY,
    )  # fmt: skip
    assert column_refused(system, slot) == "ends"


def test_a_slot_whose_days_end_before_they_begin_is_refused(system: Any, home: CareFacility) -> None:
    slot = OpeningSlot(
        school_id=home.school_id, facility_id=home.id, weekday=Weekday.MONDAY, starts=dt.time(16),
        ends=dt.time(17), activity="影视", valid_from=TODAY, valid_to=TODAY - DAY,
    )  # fmt: skip
    assert column_refused(system, slot) == "valid_to"


@pytest.mark.system("J04")
def test_an_opening_with_one_teacher_only_is_refused(system: Any, place: Place, home: CareFacility) -> None:
    assert column_refused(system, new_opening(home, place.teacher, None)) == "second_duty_id"


@pytest.mark.system("J04")
def test_one_teacher_is_enough_where_the_standard_of_the_school_says_so(
    system: Any, place: Place, home: CareFacility, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.models.facilities.opening_session.number_of", lambda *_given: Decimal(1))
    assert makes.make_opening(system, home, place.teacher, None).id


@pytest.mark.system("J04")
def test_the_two_on_duty_are_two_persons(system: Any, place: Place, home: CareFacility) -> None:
    assert column_refused(system, new_opening(home, place.teacher, place.teacher)) == "second_duty_id"


@pytest.mark.system("J04", "J05")
def test_an_opening_entered_twice_is_refused(
    system: Any, place: Place, home: CareFacility, colleague: Staff, opening: OpeningSession
) -> None:
    assert column_refused(system, new_opening(home, place.teacher, colleague)) == "starts"


def test_an_opening_of_tomorrow_is_refused(
    system: Any, place: Place, home: CareFacility, colleague: Staff
) -> None:
    ahead = new_opening(home, place.teacher, colleague, held_on=TODAY + DAY)
    assert column_refused(system, ahead) == "held_on"


def test_an_opening_that_ends_before_it_begins_is_refused(
    system: Any, place: Place, home: CareFacility, colleague: Staff
) -> None:
    wrong = new_opening(home, place.teacher, colleague, ends=dt.time(15))
    assert column_refused(system, wrong) == "ends"


@pytest.mark.system("I05")
def test_an_opening_is_not_closed_before_power_and_windows_are_checked(
    system: Any, opening: OpeningSession
) -> None:
    assert is_refused_by_the_database(
        system, opening, closed_at=clock.now(), starts=dt.time(7), is_power_off=False
    )
    opening.closed_at, opening.is_power_off = clock.now(), True
    with pytest.raises(Invalid, match="切断电源、关好门窗"):
        system.flush()


@pytest.mark.system("H09", "I05")
def test_an_opening_is_not_closed_while_a_child_is_inside(
    system: Any, opening: OpeningSession, child: Any
) -> None:
    line = makes.make_attendance(system, opening, child)
    opening.is_power_off = opening.are_windows_closed = True
    opening.closed_at = clock.now()
    with pytest.raises(Invalid, match="还有 1 名孩子没有登记离开"):
        system.flush()
    line.leaving, line.left_at = Leaving.TO_CLASS, clock.now()
    system.flush()
    assert opening.closed_at is not None


@pytest.mark.system("H09")
def test_a_child_stands_once_on_a_roll(system: Any, opening: OpeningSession, child: Any) -> None:
    makes.make_attendance(system, opening, child)
    twin = OpeningAttendance(school_id=opening.school_id, opening_session_id=opening.id, student_id=child.id)
    assert column_refused(system, twin) == "student_id"


def leaving(opening: OpeningSession, child: Any, **values: Any) -> OpeningAttendance:
    given = {"leaving": Leaving.FETCHED, "left_at": clock.now()} | values
    return OpeningAttendance(
        school_id=opening.school_id, opening_session_id=opening.id, student_id=child.id, **given
    )


@pytest.mark.system("H09")
def test_a_child_that_was_not_there_does_not_leave(system: Any, opening: OpeningSession, child: Any) -> None:
    assert column_refused(system, leaving(opening, child, is_present=False)) == "left_at"


@pytest.mark.system("H09")
def test_a_child_leaves_at_a_time_and_in_a_way(system: Any, opening: OpeningSession, child: Any) -> None:
    assert column_refused(system, leaving(opening, child, left_at=None)) == "leaving"


@pytest.mark.system("H09")
def test_who_fetched_the_child_is_named(system: Any, opening: OpeningSession, child: Any) -> None:
    assert column_refused(system, leaving(opening, child)) == "fetched_by_id"


@pytest.mark.system("H09")
def test_an_adult_marked_as_one_who_may_fetch_needs_no_reason(
    system: Any, opening: OpeningSession, child: Any
) -> None:
    adult = make.make_caregiver(system, child, guard_role=GuardRole.CURRENT)
    system.add(leaving(opening, child, fetched_by_id=adult.id))
    system.flush()


@pytest.mark.system("H09")
@pytest.mark.parametrize("tie", [{"may_fetch": False}, {"valid_to": TODAY - DAY}])
def test_an_adult_who_may_not_fetch_that_day_needs_a_reason(
    system: Any, place: Place, opening: OpeningSession, child: Any, tie: dict[str, Any]
) -> None:
    adult = make.make_caregiver(system, make.make_student(system, school_class=place.school_class))
    make.tie(system, child, adult, Relation.UNCLE_OR_AUNT, **tie)
    assert column_refused(system, leaving(opening, child, fetched_by_id=adult.id)) == "fetch_reason"


@pytest.mark.system("H09")
def test_somebody_off_the_list_needs_a_reason(system: Any, opening: OpeningSession, child: Any) -> None:
    stranger = leaving(opening, child, fetched_by_name="邻居赵某")
    assert column_refused(system, stranger) == "fetch_reason"


@pytest.mark.system("H09")
def test_somebody_off_the_list_with_a_reason_is_recorded(
    system: Any, opening: OpeningSession, child: Any
) -> None:
    system.add(leaving(opening, child, fetched_by_name="邻居赵某", fetch_reason="奶奶来电委托。"))
    system.flush()
