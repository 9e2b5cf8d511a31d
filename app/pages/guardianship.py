"""Who is in charge of each child and who counts as left behind on a day: for whoever answers for children."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.figures import guardianship
from app.models.people.student import Student
from app.models.people.student_caregiver import StudentCaregiver
from app.models.school.school_class import SchoolClass
from app.pages import overview
from app.pages.my_children import registered_now

bp = Blueprint("guardianship", __name__)


@bp.get("/guardianship/")
def show() -> ResponseReturnValue:
    """Unguarded children first, then entrusted care without notice, then what the definitions say, as of a day."""
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    day, term = _day(actor), overview.current_term(db.session)
    found = guardianship.standings(db.session, term.id, day) if term else []
    only_differing = request.args.get("show") != "all"
    return render_template(
        "pages/guardianship.html",
        day=day,
        total=len(found),
        shown=[each for each in found if each.differs or not only_differing],
        only_differing=only_differing,
        unguarded=_unguarded(day),
        untold=guardianship.untold(db.session, day),
    )


def is_open_to(actor: Actor) -> bool:
    """Those who write about families and print: homeroom teachers for their classes, principal and administrator."""
    return allowed(actor.roles, StudentCaregiver, Action.EXPORT)


def _unguarded(day: dt.date) -> list[tuple[int, str, str]]:
    found = (
        select(Student.id, Student.name, SchoolClass.label)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(overview.enrolled(), guardianship.unguarded(registered_now(), day))
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    return [(key, name, label or "") for key, name, label in db.session.execute(found)]


def _day(actor: Actor) -> dt.date:
    """The day asked for; today for anything that is none."""
    try:
        return dt.date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return actor.today
