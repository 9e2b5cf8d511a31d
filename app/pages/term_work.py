"""The term as a path: opened, registrations copied forward, surveyed, closed; with who still waits, class by class."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.access.fresh import dangerous
from app.access.grants import allowed
from app.access.guard import Actor, actor_of, system_session
from app.access.vocabulary import Action
from app.extensions import db
from app.models._rules import Invalid
from app.models.people.care_registration import CareRegistration
from app.models.people.hand_over import HandOver
from app.models.school.term import Term
from app.models.system.rollover import Rollover, RolloverKind, RolloverState
from app.roster import rollovers
from app.roster.copy_forward import copy_forward, preview_forward
from app.roster.rollovers import RolloverRefused
from app.standards.closing import unfinished
from app.standards.survey import Survey, survey_of

bp = Blueprint("term_work", __name__, url_prefix="/term")


def is_open_to(actor: Actor) -> bool:
    """Whoever surveys children or closes terms."""
    return allowed(actor.roles, CareRegistration, Action.CREATE) or allowed(actor.roles, Term, Action.EDIT)


@bp.get("/")
def show() -> ResponseReturnValue:
    """The current term, or the one asked for."""
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    terms = list(
        db.session.scalars(select(Term).where(Term.archived_at.is_(None)).order_by(Term.starts_on.desc()))
    )
    term = _asked(terms)
    survey = survey_of(db.session, term) if term else None
    return render_template(
        "pages/term-work.html",
        term=term,
        terms=terms,
        survey=survey,
        is_late=survey is not None and survey.is_late(actor.today),
        step=_step(term, survey),
        may_survey=allowed(actor.roles, CareRegistration, Action.CREATE),
        may_copy=allowed(actor.roles, Rollover, Action.CREATE),
        may_close=allowed(actor.roles, Term, Action.EDIT),
        sees_moves=allowed(actor.roles, HandOver, Action.CREATE),
        rollovers=_rollovers(actor),
    )


def _asked(terms: list[Term]) -> Term | None:
    wanted = request.args.get("term", type=int)
    if wanted is not None:
        return next((term for term in terms if term.id == wanted), None) or abort(404)
    return next((term for term in terms if term.is_current), None)


def _step(term: Term | None, survey: Survey | None) -> int:
    """Where the term is: 1 not open, 2 to be surveyed, 3 surveyed and running, 4 closed."""
    if term is None or survey is None:
        return 1
    if term.is_closed:
        return 5
    return 4 if survey.due and survey.done == survey.due else 3


def _rollovers(actor: Actor) -> list[Rollover]:
    if not allowed(actor.roles, Rollover, Action.READ):
        return []
    return rollovers.recent(db.session, RolloverKind)


@bp.get("/forward")
def forward() -> ResponseReturnValue:
    """Which registrations would be copied into the current term, which not and why."""
    actor = _carrier()
    found, problem = None, ""
    try:
        with system_session("preview of registrations copied forward", reads_only=True) as session:
            found = preview_forward(session, actor.school_id)
    except RolloverRefused as refused:
        problem = str(refused.sentence)
    return render_template("pages/term-forward.html", forward=found, problem=problem)


@bp.post("/forward")
def commit_forward() -> ResponseReturnValue:
    """Copy what the person has just seen."""
    actor = _carrier()
    db.session.rollback()
    try:
        with system_session("registrations copied forward") as session:
            digest = request.form.get("digest", "")
            key, count = copy_forward(session, actor.school_id, by=actor, seen_digest=digest)
            session.commit()
    except RolloverRefused as refused:
        flash(str(refused.sentence), "bad")
        return redirect(url_for("term_work.forward"))
    flash(_("已结转 %(count)s 名儿童的登记，每项都标为待确认。", count=count), "good")
    return redirect(url_for("term_work.result", rollover_id=key))


@bp.get("/rollovers/<int:rollover_id>")
def result(rollover_id: int) -> ResponseReturnValue:
    """What one of them did, and whether it can still be undone."""
    actor = _carrier()
    row: Rollover = db.session.get(Rollover, rollover_id) or abort(404)
    obstacle = None
    if row.state is RolloverState.DONE:
        with system_session("whether a rollover can be undone", reads_only=True) as session:
            obstacle = rollovers.why_not_undone(session, row.id, actor.school_id)
    return render_template("pages/rollover-result.html", row=row, obstacle=obstacle)


@bp.post("/rollovers/<int:rollover_id>/undo")
@dangerous
def undo(rollover_id: int) -> ResponseReturnValue:
    """Take it back as a whole, unless something was built on it."""
    actor = _carrier()
    if db.session.get(Rollover, rollover_id) is None:
        abort(404)
    db.session.rollback()
    try:
        with system_session("undo of a rollover") as session:
            rollovers.undo(session, rollover_id, actor.school_id, by=actor)
            session.commit()
    except RolloverRefused as refused:
        flash(str(refused.sentence), "bad")
    else:
        flash(_("已整批撤销，学校的数据恢复到结转之前。"), "good")
    return redirect(url_for("term_work.result", rollover_id=rollover_id))


def _carrier() -> Actor:
    """Whoever imports rosters also carries them over."""
    actor = actor_of(db.session)
    if not allowed(actor.roles, Rollover, Action.CREATE):
        abort(403)
    return actor


@bp.route("/<int:term_id>/close", methods=["GET", "POST"])
def close(term_id: int) -> ResponseReturnValue:
    """What is unfinished, and closing all the same: from then on the term's records rest (domain B18)."""
    if not allowed(actor_of(db.session).roles, Term, Action.EDIT):
        abort(403)
    term: Term = db.session.get(Term, term_id) or abort(404)
    if request.method == "GET":
        return render_template("pages/term-close.html", term=term, checks=unfinished(db.session, term))
    if not term.is_closed:
        term.closed_at = clock.now()
        try:
            db.session.commit()
        except Invalid as invalid:
            db.session.rollback()
            flash("；".join(str(problem.message) for problem in invalid.problems), "bad")
            return redirect(url_for("term_work.close", term_id=term_id))
    flash(_("%(term)s 已结档，其中的记录不能再改。", term=term.label), "good")
    return redirect(url_for("term_work.show", term=term_id))
