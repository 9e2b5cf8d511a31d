"""What the office still owes an answer: inspections not put right, reports not approved, suggestions without a reply."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import load_only

from app.access.grants import allowed, readable_columns
from app.access.guard import Actor, actor_of
from app.access.reach import changeable
from app.access.vocabulary import Action
from app.extensions import db
from app.models._base import Entity
from app.models._rules import Invalid
from app.models.management.inspection import Inspection
from app.models.management.situation_report import SituationReport
from app.models.management.suggestion import Suggestion

bp = Blueprint("office_work", __name__, url_prefix="/office")

_SHOWN = 50


def is_open_to(actor: Actor) -> bool:
    """Whoever reads inspections or suggestions."""
    return allowed(actor.roles, Inspection, Action.READ) or allowed(actor.roles, Suggestion, Action.READ)


@bp.get("/")
def show() -> ResponseReturnValue:
    """What is open, the longest overdue first."""
    actor = _insider()
    inspections, reports, suggestions = _inspections(), _reports(), _suggestions(actor)
    return render_template(
        "pages/office.html",
        inspections=inspections,
        reports=reports,
        suggestions=suggestions,
        may_rectify=_changeable(actor, Inspection, inspections),
        may_reply=_changeable(actor, Suggestion, suggestions),
        may_answer=_changeable(actor, SituationReport, reports),
        may_approve=actor.staff_id is not None and allowed(actor.roles, SituationReport, Action.APPROVE),
        reads={
            each.__name__: allowed(actor.roles, each, Action.READ)
            for each in (Inspection, SituationReport, Suggestion)
        },
        writes={
            each.__name__: allowed(actor.roles, each, Action.CREATE)
            for each in (Inspection, SituationReport, Suggestion)
        },
        today=actor.today,
    )


@bp.post("/inspections/<int:inspection_id>/rectified")
def rectify(inspection_id: int) -> ResponseReturnValue:
    """The matter was put right, on a day and in this way."""
    actor = _insider()
    row: Any = db.session.get(Inspection, inspection_id) or abort(404)
    row.rectified_on, row.rectified_how = _day(actor), request.form.get("how", "").strip()[:200] or None
    return _saved(_("已登记整改完成。"))


@bp.post("/reports/<int:report_id>/approve")
def approve(report_id: int) -> ResponseReturnValue:
    """The principal approves a report before it leaves the school."""
    actor = _insider()
    if actor.staff_id is None or not allowed(actor.roles, SituationReport, Action.APPROVE):
        abort(403)
    row: Any = db.session.get(SituationReport, report_id) or abort(404)
    row.approved_on, row.approved_by_id = actor.today, actor.staff_id
    return _saved(_("已审定，可以报送。"))


@bp.post("/suggestions/<int:suggestion_id>/reply")
def reply(suggestion_id: int) -> ResponseReturnValue:
    """Answer a suggestion, and say whether it is taken up."""
    actor = _insider()
    row: Any = db.session.get(Suggestion, suggestion_id) or abort(404)
    row.reply, row.replied_on = request.form.get("reply", "").strip()[:1000] or None, _day(actor)
    row.is_adopted = request.form.get("adopted") == "yes"
    return _saved(_("已登记答复。"))


def _insider() -> Actor:
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    return actor


def _inspections() -> list[Inspection]:
    found = select(Inspection).where(
        Inspection.archived_at.is_(None),
        Inspection.rectify_by.is_not(None),
        Inspection.rectified_on.is_(None),
    )
    return list(db.session.scalars(found.order_by(Inspection.rectify_by, Inspection.id).limit(_SHOWN)))


def _reports() -> list[SituationReport]:
    """Reports not approved yet, or approved and not answered."""
    found = select(SituationReport).where(
        SituationReport.archived_at.is_(None), SituationReport.replied_on.is_(None)
    )
    rows = db.session.scalars(found.order_by(SituationReport.reported_on, SituationReport.id).limit(_SHOWN))
    return [row for row in rows if row.leaves_the_school]


def _suggestions(actor: Actor) -> list[Suggestion]:
    """Those without an answer that the person reads, without columns closed to him (who wrote)."""
    open_ = readable_columns(actor.roles, Suggestion)
    if not open_:
        return []
    found = select(Suggestion).where(Suggestion.archived_at.is_(None), Suggestion.replied_on.is_(None))
    found = found.options(load_only(*(getattr(Suggestion, name) for name in open_)))
    return list(db.session.scalars(found.order_by(Suggestion.made_on, Suggestion.id).limit(_SHOWN)))


def _changeable(actor: Actor, entity: type[Entity], rows: list[Any]) -> frozenset[int]:
    return changeable(db.session, actor, entity, Action.EDIT, [row.id for row in rows])


def _saved(sentence: str) -> ResponseReturnValue:
    try:
        db.session.commit()
    except Invalid as invalid:
        db.session.rollback()
        flash("; ".join(str(problem.message) for problem in invalid.problems), "bad")
    else:
        flash(sentence, "good")
    return redirect(url_for("office_work.show"))


def _day(actor: Actor) -> dt.date:
    """The day typed, or today."""
    try:
        return dt.date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        return actor.today
