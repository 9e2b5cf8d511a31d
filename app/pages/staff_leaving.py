"""A colleague leaves: the children, incidents and duties he has in hand, and a new mentor for each child, one by one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from app import clock
from app.access.fresh import dangerous
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.models._rules import Invalid
from app.models.care.mentoring import Mentoring
from app.models.people.student import Student
from app.models.safety.incident import Incident
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.models.school.teaching_assignment import TeachingAssignment
from app.pages.my_children import holds_today

bp = Blueprint("staff_leaving", __name__, url_prefix="/staff-leaving")

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mentee:
    """A child in the hands of the one who leaves; `has_another` when somebody else mentors it too."""

    pair_id: int
    name: str
    class_label: str
    has_another: bool


@bp.get("/")
def show() -> ResponseReturnValue:
    """Colleagues who are here, with how many children each mentors."""
    _actor()
    pairs = _open_pairs().subquery()
    counted = (
        select(Staff.id, Staff.name, Staff.post, func.count(pairs.c.id))
        .outerjoin(pairs, pairs.c.mentor_id == Staff.id)
        .where(Staff.left_on.is_(None), Staff.archived_at.is_(None))
        .group_by(Staff.id, Staff.name, Staff.post)
        .order_by(Staff.name)
    )
    return render_template("pages/staff-leaving-list.html", staff=db.session.execute(counted).all())


@bp.get("/<int:staff_id>")
def person(staff_id: int) -> ResponseReturnValue:
    """What the person has in hand, child by child, with the colleagues who have the fewest children."""
    actor, staff = _actor(), _staff(staff_id)
    return render_template(
        "pages/staff-leaving.html",
        staff=staff,
        today=actor.today,
        mentees=_mentees(staff_id),
        colleagues=_colleagues(staff_id),
        incidents=_incidents(staff_id),
        duties=_duties(staff_id),
        may_close=allowed(actor.roles, Staff, Action.EDIT),
    )


@bp.post("/<int:staff_id>/reassign")
def reassign(staff_id: int) -> ResponseReturnValue:
    """End one pair today and begin one with the colleague chosen tomorrow."""
    actor = _actor()
    pair: Mentoring | None = db.session.get(Mentoring, request.form.get("pair", 0, int))
    new: Staff | None = db.session.get(Staff, request.form.get("mentor", 0, int))
    if pair is None or new is None or pair.mentor_id != staff_id or pair.ends_on is not None:
        abort(404)
    try:
        _hand_on(pair, new, actor.today)
        db.session.commit()
        flash(_("已换成 %(name)s。", name=new.name), "good")
    except Invalid as invalid:
        db.session.rollback()
        flash("；".join(str(problem.message) for problem in invalid.problems), "bad")
    return redirect(url_for("staff_leaving.person", staff_id=staff_id))


@bp.post("/<int:staff_id>/incident")
def hand_incident(staff_id: int) -> ResponseReturnValue:
    """Give one open incident to the colleague chosen."""
    _actor()
    incident: Incident | None = db.session.get(Incident, request.form.get("incident", 0, int))
    new: Staff | None = db.session.get(Staff, request.form.get("mentor", 0, int))
    if incident is None or new is None or incident.handled_by_id != staff_id:
        abort(404)
    incident.handled_by_id = new.id
    db.session.commit()
    flash(_("已交给 %(name)s 处置。", name=new.name), "good")
    return redirect(url_for("staff_leaving.person", staff_id=staff_id))


@bp.post("/<int:staff_id>/close")
@dangerous
def close(staff_id: int) -> ResponseReturnValue:
    """Write the day of leaving; refused by name while a child has nobody else."""
    _actor()
    staff = _staff(staff_id)
    if not allowed(actor_of(db.session).roles, Staff, Action.EDIT):
        abort(403)
    staff.left_on = _day_given() or clock.today()
    name = staff.name
    try:
        db.session.commit()
    except Invalid as invalid:
        db.session.rollback()
        flash("；".join(str(problem.message) for problem in invalid.problems), "bad")
        return redirect(url_for("staff_leaving.person", staff_id=staff_id))
    flash(_("%(name)s 的离校日期已登记。请到“账号与授权”停用其账号。", name=name), "good")
    return redirect(url_for("staff_leaving.show"))


def _day_given() -> dt.date | None:
    try:
        return dt.date.fromisoformat(request.form.get("left_on", ""))
    except ValueError:
        return None


def _actor() -> Actor:
    """Whoever has the whole staff list and may pair: reassigning needs to see every colleague's load."""
    actor = actor_of(db.session)
    if not (allowed(actor.roles, Staff, Action.EXPORT) and allowed(actor.roles, Mentoring, Action.CREATE)):
        abort(403)
    return actor


def _staff(staff_id: int) -> Staff:
    staff: Staff | None = db.session.get(Staff, staff_id)
    if staff is None or staff.archived_at is not None:
        abort(404)
    return staff


def _open_pairs() -> Any:
    open_end = or_(Mentoring.ends_on.is_(None), Mentoring.ends_on > clock.today())
    return select(Mentoring.id, Mentoring.mentor_id, Mentoring.student_id).where(
        open_end, Mentoring.archived_at.is_(None)
    )


def _mentees(staff_id: int) -> list[Mentee]:
    pairs = db.session.execute(_open_pairs()).all()
    elsewhere = {pair.student_id for pair in pairs if pair.mentor_id != staff_id}
    found = (
        select(Mentoring.id, Mentoring.student_id, Student.name, SchoolClass.label)
        .join(Student, Student.id == Mentoring.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(Mentoring.id.in_([pair.id for pair in pairs if pair.mentor_id == staff_id]))
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    rows = db.session.execute(found)
    return [Mentee(key, name, label or "", child in elsewhere) for key, child, name, label in rows]


def _colleagues(staff_id: int) -> list[tuple[int, str, int]]:
    """(id, name, children) of everybody else who is here, the fewest children first."""
    pairs = _open_pairs().subquery()
    count = func.count(pairs.c.id)
    found = (
        select(Staff.id, Staff.name, count)
        .outerjoin(pairs, pairs.c.mentor_id == Staff.id)
        .where(Staff.left_on.is_(None), Staff.archived_at.is_(None), Staff.is_employee, Staff.id != staff_id)
        .group_by(Staff.id, Staff.name)
        .order_by(count, Staff.name)
    )
    return [(key, name, children) for key, name, children in db.session.execute(found)]


def _incidents(staff_id: int) -> list[Incident]:
    found = select(Incident).where(
        Incident.handled_by_id == staff_id, Incident.closed_at.is_(None), Incident.archived_at.is_(None)
    )
    return list(db.session.scalars(found))


def _duties(staff_id: int) -> list[tuple[int, str, Any]]:
    found = (
        select(TeachingAssignment.id, SchoolClass.label, TeachingAssignment.role)
        .join(SchoolClass, SchoolClass.id == TeachingAssignment.school_class_id)
        .where(TeachingAssignment.staff_id == staff_id, holds_today(TeachingAssignment, clock.today()))
    )
    return [(key, label, role.label) for key, label, role in db.session.execute(found)]


def _hand_on(pair: Mentoring, new: Staff, today: dt.date) -> None:
    """The old pair ends first: the database allows a child one open primary pair."""
    pair.ends_on, pair.end_reason = max(today, pair.starts_on), "帮扶人离校"
    db.session.flush()
    begun = Mentoring(student_id=pair.student_id, mentor_id=new.id, starts_on=pair.ends_on + _DAY)
    begun.kind, begun.is_primary, begun.focus = pair.kind, pair.is_primary, pair.focus
    db.session.add(begun)
    db.session.flush()
