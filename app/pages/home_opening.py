"""The home's openings: today's from the timetable, the roll by tick, who fetched each child, and the closing check."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import or_, select

from app import clock
from app.access import roll_call
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.roll_call import Departure
from app.access.vocabulary import Action
from app.extensions import db
from app.models._rules import Invalid
from app.models.facilities.care_facility import CareFacility
from app.models.facilities.opening_attendance import Leaving
from app.models.facilities.opening_session import OpeningSession
from app.models.facilities.opening_slot import OpeningSlot, Weekday
from app.models.school.staff import Staff

bp = Blueprint("home_opening", __name__, url_prefix="/home-opening")

#: Openings of the past shown on the page; all stand in the register.
_PAST = 20


def is_open_to(actor: Actor) -> bool:
    """Whether the person may read openings at all."""
    return allowed(actor.roles, OpeningSession, Action.READ)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Today's slots, the openings under way, the last ones, and the form that starts another."""
    actor = _reader()
    recent = _recent()
    started = {(each.facility_id, each.starts) for each in recent if each.held_on == actor.today}
    return render_template(
        "pages/home-opening.html",
        slots=[slot for slot in _slots(actor.today) if (slot.facility_id, slot.starts) not in started],
        running=[each for each in recent if each.closed_at is None],
        past=[each for each in recent if each.closed_at is not None],
        may_start=allowed(actor.roles, OpeningSession, Action.CREATE),
        facilities=_facilities(),
        staff=_staff(),
        me=actor.staff_id,
        today=actor.today,
        now=clock.in_china(clock.now()),
    )


@bp.post("/start")
def start() -> ResponseReturnValue:
    """Open a place: now, with its teachers on duty."""
    actor = _reader()
    slot: OpeningSlot | None = db.session.get(OpeningSlot, request.form.get("slot", 0, type=int))
    opening = OpeningSession(
        facility_id=slot.facility_id if slot else request.form.get("facility", type=int),
        held_on=actor.today,
        starts=slot.starts if slot else _time(request.form.get("starts")),
        content=slot.activity if slot else (request.form.get("content") or "").strip()[:120] or None,
        first_duty_id=request.form.get("first", type=int) or actor.staff_id,
        second_duty_id=request.form.get("second", type=int),
    )
    db.session.add(opening)
    if not _saved():
        return redirect(url_for("home_opening.show"))
    return redirect(url_for("home_opening.one", opening_id=opening.id))


@bp.get("/<int:opening_id>")
def one(opening_id: int) -> ResponseReturnValue:
    """The opening: who is inside in red until it left, the roll to tick, the closing check."""
    actor = _reader()
    # Before the request's own session begins: the look at the names is written down beside it.
    lines = roll_call.roll(actor, opening_id) if roll_call.keeps(actor, opening_id) else None
    opening = _opening(opening_id)
    return render_template(
        "pages/home-opening-one.html",
        opening=opening,
        keeps=lines is not None,
        inside=[line for line in lines or () if line.is_inside],
        left=[line for line in lines or () if line.left_at is not None],
        lately=[line for line in lines or () if line.is_present or line.came_lately],
        classes=_by_class([line for line in lines or () if not (line.is_present or line.came_lately)]),
        now=clock.in_china(clock.now()),
    )


@bp.post("/<int:opening_id>/roll")
def call(opening_id: int) -> ResponseReturnValue:
    """Write who is there."""
    count = roll_call.call(_keeper(), opening_id, request.form.getlist("present", type=int))
    flash(ngettext("到场 %(num)d 名孩子。", "到场 %(num)d 名孩子。", count), "good")
    return redirect(url_for("home_opening.one", opening_id=opening_id))


@bp.post("/<int:opening_id>/leave")
def leave(opening_id: int) -> ResponseReturnValue:
    """Write how a child left: with an adult of its list, with somebody else and why, or over the road."""
    actor, how = _keeper(), request.form.get("leaving", Leaving.FETCHED.value)
    if how not in {each.value for each in Leaving}:
        abort(400)
    departure = Departure(
        Leaving(how),
        request.form.get("adult", type=int),
        (request.form.get("name") or "").strip()[:40],
        (request.form.get("reason") or "").strip()[:120],
    )
    everybody = bool(request.form.get("everybody")) and departure.leaving is not Leaving.FETCHED
    children = roll_call.still_inside(actor, opening_id) if everybody else _chosen()
    try:
        roll_call.leave(actor, opening_id, children, departure)
    except Invalid as invalid:
        _flash(invalid)
    return redirect(url_for("home_opening.one", opening_id=opening_id))


@bp.post("/<int:opening_id>/close")
def close(opening_id: int) -> ResponseReturnValue:
    """End the opening after its check; refused while a child is inside or the check is not done."""
    opening = _opening(opening_id)
    opening.is_power_off = bool(request.form.get("power"))
    opening.are_windows_closed = bool(request.form.get("windows"))
    opening.is_stock_checked = bool(request.form.get("stock"))
    opening.note = (request.form.get("note") or "").strip()[:500] or None
    opening.ends = _time(request.form.get("ends")) or clock.in_china(clock.now()).time().replace(
        second=0, microsecond=0
    )
    opening.closed_at = clock.now()
    if _saved():
        flash(_("已结束，检查登记完毕。"), "good")
        return redirect(url_for("home_opening.show"))
    return redirect(url_for("home_opening.one", opening_id=opening_id))


def _recent() -> list[OpeningSession]:
    found = select(OpeningSession).where(OpeningSession.archived_at.is_(None))
    order = (
        OpeningSession.closed_at.is_not(None),
        OpeningSession.held_on.desc(),
        OpeningSession.starts.desc(),
    )
    return list(db.session.scalars(found.order_by(*order).limit(_PAST)))


def _slots(today: dt.date) -> list[OpeningSlot]:
    found = select(OpeningSlot).where(
        OpeningSlot.weekday == Weekday.of(today),
        OpeningSlot.valid_from <= today,
        or_(OpeningSlot.valid_to.is_(None), OpeningSlot.valid_to >= today),
        OpeningSlot.archived_at.is_(None),
    )
    return list(db.session.scalars(found.order_by(OpeningSlot.starts)))


def _facilities() -> list[tuple[int, str]]:
    found = select(CareFacility.id, CareFacility.name).where(CareFacility.archived_at.is_(None))
    return [(key, name) for key, name in db.session.execute(found.order_by(CareFacility.kind))]


def _staff() -> list[tuple[int, str]]:
    found = select(Staff.id, Staff.name).where(Staff.archived_at.is_(None), Staff.left_on.is_(None))
    return [(key, name) for key, name in db.session.execute(found.order_by(Staff.name))]


def _by_class(lines: list[roll_call.RollLine]) -> list[tuple[str, list[roll_call.RollLine]]]:
    classes: dict[str, list[roll_call.RollLine]] = {}
    for line in lines:
        classes.setdefault(line.school_class, []).append(line)
    return list(classes.items())


def _chosen() -> list[int]:
    return request.form.getlist("student", type=int)


def _time(text: str | None) -> dt.time | None:
    try:
        return dt.time.fromisoformat(text or "")
    except ValueError:
        return None


def _reader() -> Actor:
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    return actor


def _keeper() -> Actor:
    """Who may write openings; which ones, the roll decides by itself before the session is touched."""
    actor = _reader()
    if not allowed(actor.roles, OpeningSession, Action.EDIT):
        abort(403)
    return actor


def _opening(opening_id: int) -> OpeningSession:
    found: OpeningSession | None = db.session.get(OpeningSession, opening_id)
    if found is None or found.archived_at is not None:
        abort(404)
    return found


def _saved() -> bool:
    try:
        db.session.flush()
    except Invalid as invalid:
        db.session.rollback()
        _flash(invalid)
        return False
    db.session.commit()
    return True


def _flash(invalid: Invalid) -> None:
    for problem in invalid.problems:
        flash(str(problem.message), "bad")
