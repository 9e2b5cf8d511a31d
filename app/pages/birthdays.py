"""Birthdays of the left-behind children by month, and the month's party made from them."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.figures.birthdays import Birthday, birthdays, missed
from app.models._rules import Invalid
from app.models.events.event import Event, EventKind
from app.models.events.event_student import EventRole, EventStudent
from app.pages.months import month_asked
from app.pages.overview import current_term
from app.standards.as_of import AsOf

bp = Blueprint("birthdays", __name__)


@bp.get("/birthdays/")
def show() -> ResponseReturnValue:
    """The children of the month, and those whose month went by without a party."""
    actor, at = _planner()
    month = month_asked(actor.today)
    rows = birthdays(db.session, at)
    return render_template(
        "pages/birthdays.html",
        month=month,
        rows=[row for row in rows if row.month == month.month],
        counts=[(number, sum(row.month == number for row in rows)) for number in range(1, 13)],
        missed=missed(db.session, at),
        usual=min(max(month, actor.today), _last_of(month)),
    )


@bp.post("/birthdays/party")
def hold() -> ResponseReturnValue:
    """One event for the ticked children; each gets the role of the one whose day it is."""
    actor, at = _planner()
    month = month_asked(actor.today)
    asked = set(request.form.getlist("student", type=int))
    children = [row for row in birthdays(db.session, at) if row.student_id in asked]
    day = request.form.get("day", type=dt.date.fromisoformat)
    if not children or day is None:
        flash(_("请勾选过生日的孩子，并填写日期。"), "warn")
        return redirect(url_for("birthdays.show", month=f"{month:%Y-%m}"))
    event = _party(actor, day, children)
    return redirect(
        url_for("events.one", event_id=event) if event else url_for("birthdays.show", month=f"{month:%Y-%m}")
    )


def _party(actor: Actor, day: dt.date, children: list[Birthday]) -> int | None:
    """The id of the new event; None when a rule refused it, and the page says which."""
    event = Event(
        kind=EventKind.BIRTHDAY,
        title=_("%(month)s 月集体生日会", month=children[0].month),
        starts_at=clock.from_china(dt.datetime.combine(day, dt.time(15))),
        organiser_id=actor.staff_id,
        for_left_behind_only=True,
    )
    try:
        db.session.add(event)
        db.session.flush()
        named = [
            EventStudent(event_id=event.id, student_id=row.student_id, role=EventRole.BIRTHDAY)
            for row in children
        ]
        db.session.add_all(named)
        db.session.flush()
    except Invalid as invalid:
        db.session.rollback()
        for problem in invalid.problems:
            flash(str(problem.message), "bad")
        return None
    key = int(event.id)
    db.session.commit()
    flash(_("生日会已登记，共 %(count)s 名孩子。", count=len(children)), "good")
    return key


def _planner() -> tuple[Actor, AsOf]:
    """Who sees whole classes; a mentor does not know which of other people's parties named his child."""
    actor = actor_of(db.session)
    may = all(allowed(actor.roles, Event, each) for each in (Action.CREATE, Action.PRINT))
    if actor.staff_id is None or not may:
        abort(403)
    term = current_term(db.session)
    if term is None:
        flash(_("没有当前学期。请系统管理员先在“学期”里登记，并勾选“当前学期”。"), "warn")
        abort(404)
    return actor, AsOf.of(term, actor.today)


def _last_of(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
