"""The work plan as a calendar of months: what is done, overdue and to come, and the templates of other schools."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.reach import changeable
from app.access.vocabulary import Action
from app.extensions import db
from app.figures.work_plans import PlanMonth, TaskState, plan_months
from app.models._rules import Invalid
from app.models.management.work_plan import WorkPlan
from app.models.management.work_plan_item import WorkPlanItem
from app.models.school.term import Term
from app.standards.work_calendars import items_of, missing_tasks, work_calendars

bp = Blueprint("plans", __name__, url_prefix="/plans")

#: Plans of earlier terms are found in the list of plans.
_SHOWN_PLANS = 40


def is_open_to(actor: Actor) -> bool:
    """Whoever reads work plans."""
    return allowed(actor.roles, WorkPlanItem, Action.READ)


@bp.get("/")
def show() -> ResponseReturnValue:
    """One plan: the one asked for, or the newest of the current term."""
    actor = _reader()
    plans = _plans()
    plan, term = _asked(plans)
    months = plan_months(db.session, plan, term, actor.today) if plan and term else []
    return render_template(
        "pages/plans.html",
        plan=plan,
        term=term,
        plans=plans,
        months=months,
        overdue=[line for month in months for line in month.lines if line.state is TaskState.OVERDUE],
        total=sum(len(month.lines) for month in months),
        done=sum(month.done for month in months),
        editable=_editable(actor, months),
        may_create=_may_fill(actor, plan),
        may_begin=allowed(actor.roles, WorkPlan, Action.CREATE),
        templates=list(work_calendars().values()),
        today=actor.today,
    )


@bp.post("/items/<int:item_id>/done")
def done(item_id: int) -> ResponseReturnValue:
    """The task is done, on a day and with the evidence; without a day it is open again."""
    _reader()
    item: Any = db.session.get(WorkPlanItem, item_id) or abort(404)
    plan_id, day = item.work_plan_id, _day()
    item.done_on = day
    item.evidence = request.form.get("evidence", "").strip()[:500] or None
    try:
        db.session.commit()
    except Invalid as invalid:
        db.session.rollback()
        flash("; ".join(str(problem.message) for problem in invalid.problems), "bad")
    else:
        flash(_("已登记完成。") if day else _("已改回未完成。"), "good")
    return redirect(url_for("plans.show", plan=plan_id))


@bp.get("/<int:plan_id>/template/<slug>")
def preview(plan_id: int, slug: str) -> ResponseReturnValue:
    """Which tasks of a template would be added."""
    plan, calendar = _filled(plan_id, slug)
    tasks = missing_tasks(db.session, plan, calendar)
    return render_template("pages/plan-template.html", plan=plan, calendar=calendar, tasks=tasks)


@bp.post("/<int:plan_id>/template/<slug>")
def use(plan_id: int, slug: str) -> ResponseReturnValue:
    """Add the tasks of the template that the plan has not yet and that are ticked."""
    plan, calendar = _filled(plan_id, slug)
    ticked = set(request.form.getlist("tasks"))
    tasks = [
        task for task in missing_tasks(db.session, plan, calendar) if f"{task.month}-{task.no}" in ticked
    ]
    db.session.add_all(items_of(plan, tasks))
    db.session.commit()
    flash(_("已加入 %(count)s 项任务。", count=len(tasks)), "good")
    return redirect(url_for("plans.show", plan=plan_id))


def _reader() -> Actor:
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    return actor


def _plans() -> list[tuple[WorkPlan, Term]]:
    found = (
        select(WorkPlan, Term)
        .join(Term, Term.id == WorkPlan.term_id)
        .where(WorkPlan.archived_at.is_(None))
        .order_by(
            Term.is_current.desc(), Term.starts_on.desc(), WorkPlan.school_class_id.is_not(None), WorkPlan.id
        )
    )
    return [(plan, term) for plan, term in db.session.execute(found.limit(_SHOWN_PLANS))]


def _asked(plans: list[tuple[WorkPlan, Term]]) -> tuple[WorkPlan | None, Term | None]:
    wanted = request.args.get("plan", type=int)
    if wanted is None:
        return plans[0] if plans else (None, None)
    plan: WorkPlan = db.session.get(WorkPlan, wanted) or abort(404)
    return plan, db.session.get(Term, plan.term_id)


def _editable(actor: Actor, months: list[PlanMonth]) -> frozenset[int]:
    keys = [line.id for month in months for line in month.lines]
    return changeable(db.session, actor, WorkPlanItem, Action.EDIT, keys)


def _may_fill(actor: Actor, plan: WorkPlan | None) -> bool:
    """Whether tasks may be added: whoever may change the plan may."""
    if plan is None or not allowed(actor.roles, WorkPlanItem, Action.CREATE):
        return False
    return plan.id in changeable(db.session, actor, WorkPlan, Action.EDIT, [plan.id])


def _filled(plan_id: int, slug: str) -> tuple[WorkPlan, Any]:
    """The plan that is to be filled and the template."""
    actor = _reader()
    plan: WorkPlan = db.session.get(WorkPlan, plan_id) or abort(404)
    if not _may_fill(actor, plan):
        abort(403)
    return plan, work_calendars().get(slug) or abort(404)


def _day() -> dt.date | None:
    """The day typed; none where it was left empty."""
    try:
        return dt.date.fromisoformat(request.form.get("done_on", ""))
    except ValueError:
        return None
