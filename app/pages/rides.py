"""Rides: the vehicles with how full they are, and who rides in one; a full one is shown in red, not refused."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.ride_loads import riders_by_vehicle
from app.access.vocabulary import Action
from app.extensions import db
from app.models._rules import Invalid
from app.models.people.student import Student
from app.models.safety.ride_registration import RideRegistration
from app.models.safety.vehicle import Vehicle
from app.models.school.school_class import SchoolClass
from app.models.school.term import Term
from app.pages.overview import current_term

bp = Blueprint("rides", __name__, url_prefix="/rides")


def is_open_to(actor: Actor) -> bool:
    """Whether the person sees the vehicles."""
    return allowed(actor.roles, Vehicle, Action.READ)


@bp.get("/")
def show() -> ResponseReturnValue:
    """The vehicles of the term, those too full first."""
    actor, term = _reader(), current_term(db.session)
    counts = riders_by_vehicle(actor, term.id) if term else {}
    found = select(Vehicle).where(Vehicle.archived_at.is_(None)).order_by(Vehicle.plate)
    lines = [(vehicle, counts.get(vehicle.id, 0)) for vehicle in db.session.scalars(found)]
    lines.sort(key=lambda line: not is_too_full(*line))
    return render_template(
        "pages/rides.html", lines=lines, term=term, is_too_full=is_too_full,
        may_add=allowed(actor.roles, Vehicle, Action.CREATE),
        may_print=allowed(actor.roles, RideRegistration, Action.PRINT),
    )  # fmt: skip


@bp.get("/<int:vehicle_id>")
def one(vehicle_id: int) -> ResponseReturnValue:
    """One vehicle: the children one sees, and the form that adds another."""
    actor, vehicle, term = _reader(), _vehicle(vehicle_id), current_term(db.session)
    count = riders_by_vehicle(actor, term.id).get(vehicle.id, 0) if term else 0
    return render_template(
        "pages/ride.html", vehicle=vehicle, term=term, count=count, is_too_full=is_too_full(vehicle, count),
        riders=_riders(vehicle, term) if term else [],
        may_write=term is not None and allowed(actor.roles, RideRegistration, Action.CREATE),
    )  # fmt: skip


@bp.post("/<int:vehicle_id>/add")
def add(vehicle_id: int) -> ResponseReturnValue:
    """Register a child in the vehicle; too many children are said, and written all the same."""
    actor, vehicle, term = _reader(), _vehicle(vehicle_id), current_term(db.session)
    if term is None or not allowed(actor.roles, RideRegistration, Action.CREATE):
        abort(403)
    child = _child()
    if child is None:
        flash(_("没有找到这名学生，请从列表中选择。"), "bad")
        return redirect(url_for("rides.one", vehicle_id=vehicle_id))
    stop = (request.form.get("stop") or "").strip()[:60] or None
    db.session.add(RideRegistration(student_id=child.id, vehicle_id=vehicle.id, term_id=term.id, stop=stop))
    try:
        db.session.flush()
    except Invalid as invalid:
        db.session.rollback()
        for problem in invalid.problems:
            flash(str(problem.message), "bad")
    else:
        name, term_id = child.name, term.id
        db.session.commit()
        flash(_("已登记：%(name)s。", name=name), "good")
        _warn(actor, vehicle_id, term_id)
    return redirect(url_for("rides.one", vehicle_id=vehicle_id))


def is_too_full(vehicle: Vehicle, count: int) -> bool:
    """R93: more children than seats; a vehicle whose seats nobody entered is never called full."""
    return vehicle.seats is not None and count > vehicle.seats


def _warn(actor: Actor, vehicle_id: int, term_id: int) -> None:
    vehicle, count = _vehicle(vehicle_id), riders_by_vehicle(actor, term_id).get(vehicle_id, 0)
    if is_too_full(vehicle, count):
        sentence = _(
            "%(plate)s 已登记 %(count)s 人，超过核定的 %(seats)s 人。严禁超载，请调整车辆或分批接送。",
            plate=vehicle.plate,
            count=count,
            seats=vehicle.seats,
        )
        flash(sentence, "bad")


def _riders(vehicle: Vehicle, term: Term) -> list[tuple[int, str, str, str]]:
    found = (
        select(RideRegistration.id, Student.name, SchoolClass.label, RideRegistration.stop)
        .join(Student, Student.id == RideRegistration.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(
            RideRegistration.vehicle_id == vehicle.id,
            RideRegistration.term_id == term.id,
            RideRegistration.archived_at.is_(None),
        )
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    return [(key, name, label or "", stop or "") for key, name, label, stop in db.session.execute(found)]


def _child() -> Student | None:
    """The child chosen from the list, or the only one of the name typed where no script ran."""
    key = request.form.get("student_id", type=int)
    name = (request.form.get("student_id-text") or "").strip()
    where = Student.id == key if key else Student.name == name
    found = list(db.session.scalars(select(Student).where(where, Student.archived_at.is_(None)).limit(2)))
    return found[0] if len(found) == 1 else None


def _reader() -> Actor:
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    return actor


def _vehicle(vehicle_id: int) -> Vehicle:
    found: Vehicle | None = db.session.get(Vehicle, vehicle_id)
    if found is None or found.archived_at is not None:
        abort(404)
    return found
