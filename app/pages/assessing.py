"""Assessments of a school year beside each other, and the veto: decided by people, lifted by the principal with a reason."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.figures.assessments import assessment_lines
from app.models._rules import Invalid
from app.models.management.assessment import Assessment
from app.models.school.school_year import SchoolYear

bp = Blueprint("assessing", __name__, url_prefix="/assessments")

_REASON_LENGTH = 200


def is_open_to(actor: Actor) -> bool:
    """Whoever reads assessments: teachers only their own."""
    return allowed(actor.roles, Assessment, Action.READ)


@bp.get("/")
def show() -> ResponseReturnValue:
    """The assessments of a school year that the person sees, vetoes first told apart."""
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    years = list(
        db.session.scalars(
            select(SchoolYear).where(SchoolYear.archived_at.is_(None)).order_by(SchoolYear.starts_on.desc())
        )
    )
    wanted = request.args.get("year", type=int)
    year = next((each for each in years if each.id == wanted), years[0] if years and wanted is None else None)
    if wanted is not None and year is None:
        abort(404)
    return render_template(
        "pages/assessments.html",
        years=years,
        year=year,
        lines=assessment_lines(db.session, year.id) if year else [],
        may_lift=_may_lift(actor),
        may_write=allowed(actor.roles, Assessment, Action.CREATE),
        may_print=allowed(actor.roles, Assessment, Action.PRINT),
        notice=Assessment.spec.notice,
    )


@bp.post("/<int:assessment_id>/lift")
def lift(assessment_id: int) -> ResponseReturnValue:
    """The principal lifts a veto; the reason stays with it."""
    actor = actor_of(db.session)
    if not _may_lift(actor):
        abort(403)
    row: Any = db.session.get(Assessment, assessment_id) or abort(404)
    reason = request.form.get("reason", "").strip()[:_REASON_LENGTH]
    row.lifted_on, row.lifted_by_id, row.lift_reason = actor.today, actor.staff_id, reason or None
    year_id = row.school_year_id
    try:
        db.session.commit()
    except Invalid as invalid:
        db.session.rollback()
        flash("; ".join(str(problem.message) for problem in invalid.problems), "bad")
    else:
        flash(_("已撤销否决，理由已留存。"), "good")
    return redirect(url_for("assessing.show", year=year_id))


def _may_lift(actor: Actor) -> bool:
    return actor.staff_id is not None and allowed(actor.roles, Assessment, Action.APPROVE)
