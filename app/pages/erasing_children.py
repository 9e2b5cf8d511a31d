"""删除孩子的信息: who has been kept long enough, what was proposed, and the second person's yes (security P-07 to P-09)."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access import erasing, erasures
from app.access.fresh import dangerous
from app.access.guard import Actor, actor_of
from app.extensions import db
from app.models._rules import Invalid
from app.models.law.erasure import Erasure, ErasureReason
from app.models.law.retention import KEPT, YEARS_AFTER_LEAVING
from app.models.people.enrollment import Enrollment
from app.models.people.student import Student, StudentStatus
from app.pages.signing_in import settings
from app.typed import key_of

bp = Blueprint("erasing_children", __name__, url_prefix="/law/erasures")

_DONE_SHOWN = 20


def is_open_to(actor: Actor) -> bool:
    """Principal and administrator."""
    return erasures.may_take_part(actor)


def _actor() -> Actor:
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    return actor


@bp.get("/")
def show() -> ResponseReturnValue:
    """What waits, what is due to be proposed, and what was done."""
    actor = _actor()
    due, child = _kept_long_enough(actor), _child(request.args.get("child", ""))
    done = db.session.scalars(
        select(Erasure)
        .where(Erasure.done_at.is_not(None))
        .order_by(Erasure.done_at.desc())
        .limit(_DONE_SHOWN)
    ).all()
    shown = [(row.student_number, row.reason.label, row.done_at, row.rows) for row in done]
    db.session.rollback()
    return render_template(
        "pages/law-erasures.html", waiting=erasures.waiting(actor), due=due, child=child, done=shown, reasons=list(ErasureReason),
        kept=KEPT, years=YEARS_AFTER_LEAVING, days=erasures.GRACE.days,
    )  # fmt: skip


@bp.post("/")
@dangerous
def propose() -> ResponseReturnValue:
    """Put a child on the list."""
    actor = _actor()
    child = _child(request.form.get("child", ""))
    if child is None:
        abort(404)
    db.session.rollback()
    try:
        erasures.propose(actor, child[0], ErasureReason(request.form.get("reason", "")))
    except ValueError:
        flash(_("请选择删除的原因。"), "bad")
    except Invalid as invalid:
        flash(str(invalid.problems[0].message), "bad")
    else:
        flash(_("已列入删除名单，请由另一人登录后在本页确认。"), "good")
    return redirect(url_for("erasing_children.show"))


@bp.post("/<int:erasure_id>/confirm")
@dangerous
def confirm(erasure_id: int) -> ResponseReturnValue:
    """The second person's yes; from then on the days of grace run."""
    actor = _actor()
    db.session.rollback()
    try:
        due = erasures.confirm(actor, erasure_id)
    except Invalid as invalid:
        flash(str(invalid.problems[0].message), "bad")
    else:
        flash(_("已确认。%(day)s 起执行删除，此前随时可以取消。", day=due.date().isoformat()), "good")
    return redirect(url_for("erasing_children.show"))


@bp.post("/<int:erasure_id>/cancel")
def cancel(erasure_id: int) -> ResponseReturnValue:
    """Off the list."""
    actor = _actor()
    db.session.rollback()
    try:
        erasures.cancel(actor, erasure_id)
    except Invalid as invalid:
        flash(str(invalid.problems[0].message), "bad")
    else:
        flash(_("已取消，这个孩子的信息照常保存。"), "good")
    return redirect(url_for("erasing_children.show"))


@bp.post("/run")
@dangerous
def run() -> ResponseReturnValue:
    """Carry out what is due, for whom the nightly command does not run."""
    actor = _actor()
    db.session.rollback()
    done = erasures.run_due(settings().instance_dir / erasures.KEPT_NAME, school_id=actor.school_id)
    flash(_("已删除 %(count)s 名孩子的信息。", count=done), "good" if done else "warn")
    return redirect(url_for("erasing_children.show"))


def _child(text: str) -> tuple[int, str] | None:
    key = key_of(text)
    if key is None:
        return None
    found = db.session.execute(
        select(Student.id, Student.name).where(Student.id == key, Student.name != erasing.STUB)
    ).first()
    return (found[0], found[1]) if found else None


def _kept_long_enough(actor: Actor) -> list[tuple[int, str, dt.date]]:
    """(key, name, last day here) of those who left longer ago than the rule says, who are not on the list."""
    left = (
        select(Enrollment.student_id, func.max(Enrollment.ends_on).label("on"))
        .group_by(Enrollment.student_id)
        .subquery()
    )
    limit = actor.today.replace(year=actor.today.year - YEARS_AFTER_LEAVING, day=min(actor.today.day, 28))
    listed = select(Erasure.student_number).where(Erasure.cancelled_at.is_(None))
    found = (
        select(Student.id, Student.name, left.c.on)
        .join(left, left.c.student_id == Student.id)
        .where(left.c.on <= limit, Student.status != StudentStatus.ENROLLED, Student.name != erasing.STUB)
        .where(Student.id.not_in(listed))
        .order_by(left.c.on)
    )
    return [(key, name, on) for key, name, on in db.session.execute(found)]
