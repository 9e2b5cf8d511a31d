"""日志核验，what stands out in the log, its monthly review, and who looked at a child."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.access import alerts, anchors, lookers, reviews
from app.access.audit import Entry, record_read, record_unseen
from app.access.grants import allowed
from app.access.guard import Actor, actor_of, system_session
from app.access.verifying import KEPT_NAME, Kept, State, line_with, verify_and_keep
from app.access.vocabulary import Action
from app.extensions import db
from app.models.people.student import Student
from app.models.system.audit_log import AuditAction, AuditLog
from app.pages.signing_in import settings

bp = Blueprint("log_check", __name__)

_DAYS_OF_LOOKS = 366
#: As many as a sheet has.
_MOST_CODES = 24


def is_open_to(actor: Actor) -> bool:
    """Whoever may read the log; nobody can change it."""
    return allowed(actor.roles, AuditLog, Action.READ)


def state_of_log() -> State:
    """What the last verification found."""
    return _kept().read()


def _kept() -> Kept:
    return Kept(settings().instance_dir / KEPT_NAME)


def _reader() -> Actor:
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    return actor


def _head_of_school() -> Actor:
    actor = _reader()
    if not lookers.is_head(actor):
        abort(403)
    return actor


@bp.get("/log-check/")
def show() -> ResponseReturnValue:
    """State of the log; heads that somebody wrote down, one a line, are looked for."""
    actor, written = _reader(), request.args.get("written", "").strip()
    codes = [code for line in written.splitlines()[:_MOST_CODES] if (code := line.strip())]
    with system_session("head of the audit log", reads_only=True) as session:
        head = anchors.head_of(session.connection())
        found = [(code, line_with(session.connection(), code)) for code in codes]
    is_head = lookers.is_head(actor)
    return render_template(
        "pages/log-check.html",
        state=state_of_log(),
        verified_at=_moment(state_of_log().at),
        head=head,
        written=written,
        found=found,
        is_head=is_head,
        alerts=alerts.alerts(actor, reviews.begin(actor)) if is_head else [],
        reviews=reviews.reviews(actor) if is_head else [],
        is_overdue=is_head and reviews.is_overdue(actor),
    )


def _moment(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


@bp.post("/log-check/verify")
def verify_now() -> ResponseReturnValue:
    """Verify from the last good line on."""
    _reader()
    db.session.rollback()
    with system_session("verify the audit log", reads_only=True) as session:
        state = verify_and_keep(session.connection(), _kept())
    if state.is_broken:
        flash(_("核验发现问题：第 %(line)s 行。", line=state.broken_at), "bad")
    else:
        flash(_("核验完成，日志完好。"), "good")
    return redirect(url_for("log_check.show"))


@bp.post("/log-check/reviewed")
def review() -> ResponseReturnValue:
    """The principal has looked through what stood out up to the line the page ended with; the log says so."""
    actor = _head_of_school()
    db.session.rollback()
    with system_session("head of the audit log", reads_only=True) as session:
        head = anchors.head_of(session.connection())
    through = request.form.get("through", 0, type=int)
    if head is None or not 0 < through <= head.seq:
        abort(400)
    seen = reviews.review(actor, through)
    flash(_("已记录：您已查阅到第 %(line)s 行，值得过问的 %(count)s 项。", line=through, count=seen), "good")
    return redirect(url_for("log_check.show"))


@bp.get("/children/<int:student_id>/who-looked")
def who_looked(student_id: int) -> ResponseReturnValue:
    """Staff, role, day and what, of the past year; reading it is a line of the log too."""
    actor = actor_of(db.session)
    if not lookers.may_ask(db.session, actor, student_id):
        db.session.rollback()
        record_unseen(actor, Student, student_id)
        abort(404)
    name = db.session.scalar(select(Student.name).where(Student.id == student_id))
    db.session.rollback()
    rows = lookers.who_looked(actor, student_id, actor.today - dt.timedelta(days=_DAYS_OF_LOOKS))
    record_read(actor, Entry(AuditAction.READ, "AuditLog", student_id=student_id, fields="who-looked"))
    return render_template("pages/who-looked.html", name=name, rows=rows, student_id=student_id)
