"""乘车登记表：a leaf a vehicle, with driver, phone, direction, the children and their number (domain 4.8)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.access.guard import Actor
from app.access.ride_loads import riders_by_vehicle
from app.access.vocabulary import Label
from app.models.people.student import Student
from app.models.safety.ride_registration import RideRegistration
from app.models.safety.vehicle import Vehicle
from app.models.school.school_class import SchoolClass
from app.models.school.term import Term
from app.reports import _terms
from app.reports.document import Column, Table
from app.reports.sheet import Field, Fields, Leaf, Note, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "学生乘车登记表"
_COLUMNS = (Column("序号", 0.4, is_number=True), Column("姓名"), Column("班级"), Column("上下车地点", 2))


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The vehicles in which children are registered in the term."""
    term = _terms.term_of(session, ask)
    vehicles = session.scalars(select(Vehicle).where(Vehicle.archived_at.is_(None)).order_by(Vehicle.plate))
    riders = {vehicle: _riders(session, vehicle, term) for vehicle in vehicles}
    # A class teacher lists her own children; how full the vehicle is, is the whole number.
    counts = riders_by_vehicle(actor, term.id)
    leaves = tuple(_leaf(car, term, rows, counts[car.id]) for car, rows in riders.items() if rows)
    if not leaves:
        raise NothingToPrint("这个学期还没有乘车登记。")
    return SheetData(imprint(session, actor, _TITLE, term.label), leaves)


def _leaf(vehicle: Vehicle, term: Term, rows: tuple[tuple[str, ...], ...], count: int) -> Leaf:
    seats = "" if vehicle.seats is None else str(vehicle.seats)
    facts = (
        Field("车牌号码", vehicle.plate),
        Field("乘车方向", vehicle.direction),
        Field("司机姓名", vehicle.driver_name),
        Field("司机电话", vehicle.driver_phone),
        Field("核定载客数", seats),
        Field("登记人数", str(count)),
    )
    excess = count - (vehicle.seats or count)
    warning = (Note(f"超过核定人数 {excess} 人。严禁超载，请调整车辆或分批接送。"),) if excess > 0 else ()
    blocks = (Fields(facts), *warning, Table("", _COLUMNS, rows), Signatures(("司机", "学校负责人")))
    return Leaf(_TITLE, blocks, subtitle=term.label, name=vehicle.plate)


def _riders(session: Any, vehicle: Vehicle, term: Term) -> tuple[tuple[str, ...], ...]:
    found = (
        select(Student.name, SchoolClass.label, RideRegistration.stop)
        .select_from(RideRegistration)
        .join(Student, Student.id == RideRegistration.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(
            RideRegistration.vehicle_id == vehicle.id,
            RideRegistration.term_id == term.id,
            RideRegistration.archived_at.is_(None),
        )
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    lines = enumerate(session.execute(found), 1)
    return tuple((str(place), name, label or "", stop or "") for place, (name, label, stop) in lines)


SHEET = SheetKind(
    slug="ride-list",
    label=Label("学生乘车登记表", "Ride list"),
    entity="RideRegistration",
    asks=(Asked.SCHOOL, Asked.TERM),
    collect=collect,
    about=Label("每辆车一页：司机、电话、方向、乘车学生和人数。", "A page a vehicle with driver and riders."),
    systems=("H04",),
)
