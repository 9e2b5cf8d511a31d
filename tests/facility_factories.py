"""Makes single rows of the places, the library, the rides and the pledges for tests."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

from app import clock
from app.models.facilities._lending import Harm
from app.models.facilities.book import Book
from app.models.facilities.book_incident import BookIncident
from app.models.facilities.book_loan import BookLoan
from app.models.facilities.care_facility import CareFacility, FacilityKind
from app.models.facilities.facility_equipment import EquipmentItem, FacilityEquipment
from app.models.facilities.opening_attendance import OpeningAttendance
from app.models.facilities.opening_session import OpeningSession
from app.models.facilities.opening_slot import OpeningSlot, Weekday
from app.models.people.student import Student
from app.models.safety.ride_registration import RideRegistration
from app.models.safety.safety_pledge import PledgeLayer, SafetyPledge
from app.models.safety.vehicle import Vehicle
from app.models.school.school import School
from app.models.school.school_year import SchoolYear
from app.models.school.staff import Staff
from app.models.school.term import Term
from tests.factories import _about, _add, phone

_numbers = count(1)


def make_facility(session: Any, school: School, **values: Any) -> CareFacility:
    given = {"kind": FacilityKind.HOME, "name": f"留守儿童之家{next(_numbers)}"} | values
    return _add(session, CareFacility(school_id=school.id, **given))


def make_equipment(session: Any, facility: CareFacility, **values: Any) -> FacilityEquipment:
    given = {"item": EquipmentItem.COMPUTER, "quantity": 6, "target": 10} | values
    return _add(session, FacilityEquipment(school_id=facility.school_id, facility_id=facility.id, **given))


def make_slot(session: Any, facility: CareFacility, **values: Any) -> OpeningSlot:
    """From four to five on the weekday it is."""
    given = {
        "weekday": Weekday.of(clock.today()),
        "starts": dt.time(16),
        "ends": dt.time(17),
        "activity": "读书、下棋",
        "valid_from": clock.today() - dt.timedelta(days=30),
    } | values
    return _add(session, OpeningSlot(school_id=facility.school_id, facility_id=facility.id, **given))


def make_opening(
    session: Any, facility: CareFacility, first: Staff, second: Staff | None, **values: Any
) -> OpeningSession:
    """An opening of today that is under way."""
    given = {
        "held_on": clock.today(),
        "starts": dt.time(8, next(_numbers) % 60),
        "first_duty_id": first.id,
        "second_duty_id": second.id if second else None,
    } | values
    return _add(session, OpeningSession(school_id=facility.school_id, facility_id=facility.id, **given))


def make_attendance(
    session: Any, opening: OpeningSession, student: Student, **values: Any
) -> OpeningAttendance:
    return _about(session, OpeningAttendance, student, opening_session_id=opening.id, **values)


def make_book(session: Any, school: School, **values: Any) -> Book:
    given = {
        "accession_no": f"T{next(_numbers):05d}",
        "title": "森林里的早晨",
        "category": "文学",
        "price": Decimal("18.00"),
        "registered_on": clock.today() - dt.timedelta(days=300),
    } | values
    return _add(session, Book(school_id=school.id, **given))


def make_loan(session: Any, book: Book, student: Student, **values: Any) -> BookLoan:
    given = {"borrowed_on": clock.today()} | values
    return _about(session, BookLoan, student, book_id=book.id, **given)


def make_book_incident(session: Any, book: Book, **values: Any) -> BookIncident:
    given = {"kind": Harm.DAMAGED, "cause": "封面撕破。", "found_on": clock.today()} | values
    return _add(session, BookIncident(school_id=book.school_id, book_id=book.id, **given))


def make_vehicle(session: Any, school: School, **values: Any) -> Vehicle:
    given = {
        "plate": f"皖X{next(_numbers):05d}",
        "driver_name": "赵师傅",
        "driver_phone": phone(),
        "direction": "李家村方向",
        "seats": 18,
    } | values
    return _add(session, Vehicle(school_id=school.id, **given))


def make_ride(
    session: Any, vehicle: Vehicle, student: Student, term: Term, **values: Any
) -> RideRegistration:
    return _about(session, RideRegistration, student, vehicle_id=vehicle.id, term_id=term.id, **values)


def make_pledge(session: Any, year: SchoolYear, **values: Any) -> SafetyPledge:
    given = {"layer": PledgeLayer.SCHOOL_STAFF} | values
    return _add(session, SafetyPledge(school_id=year.school_id, school_year_id=year.id, **given))
