"""Parent training from its register through attendance to test and opinions, on one page for each session."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.figures import all_figures
from app.figures.training import GOAL_PERCENT, trainings
from app.models._rules import Invalid
from app.models.events.parent_training import ParentTraining
from app.models.events.training_attendance import TrainingAttendance
from app.pages import training_register
from app.pages.overview import current_term
from app.pages.training_register import RegisterLine
from app.standards.as_of import AsOf

bp = Blueprint("training", __name__, url_prefix="/training")


@bp.get("/")
def show() -> ResponseReturnValue:
    """The sessions of the term with what each still lacks, and how many families were reached."""
    actor, term = _reader(), current_term(db.session)
    at = AsOf.of(term, actor.today) if term else None
    return render_template(
        "pages/trainings.html",
        term=term,
        lines=trainings(db.session, at) if at else [],
        reached=all_figures()["families-trained"].read(db.session, at) if at else None,
        goal=GOAL_PERCENT,
        may_create=allowed(actor.roles, ParentTraining, Action.CREATE),
    )


@bp.get("/<int:training_id>")
def one(training_id: int) -> ResponseReturnValue:
    """The register of a session, and the families who can be put on it."""
    return _page(_reader(), _training(training_id), {})


@bp.post("/<int:training_id>/register")
def register(training_id: int) -> ResponseReturnValue:
    """Put the ticked families on the register; `student-caregiver` names each."""
    _writer()
    training = _training(training_id)
    offered = {line.key for line in training_register.families_to_register(db.session, training.id)}
    keys = [key for key in request.form.getlist("family") if key in offered]
    rows = []
    for key in keys:
        student, caregiver = (int(part) for part in key.split("-"))
        rows.append(TrainingAttendance(training_id=training.id, student_id=student, caregiver_id=caregiver))
    db.session.add_all(rows)
    _commit(ngettext("已登记 %(num)d 户。", "已登记 %(num)d 户。", len(rows)))
    return redirect(url_for("training.one", training_id=training_id))


@bp.post("/<int:training_id>/attendance")
def attend(training_id: int) -> ResponseReturnValue:
    """Take attendance, scores and opinions of the lines shown; a line that is refused keeps what was typed."""
    actor, training = _writer(), _training(training_id)
    shown = set(request.form.getlist("line", type=int))
    problems: dict[int, list[str]] = {}
    for line in training_register.lines_of(db.session, training.id):
        if line.id in shown:
            _take(actor, line, problems)
    if problems:
        return _page(actor, training, problems), 400
    db.session.commit()
    flash(_("考勤和反馈已保存。"), "good")
    return redirect(url_for("training.one", training_id=training_id))


def _take(actor: Actor, line: RegisterLine, problems: dict[int, list[str]]) -> None:
    """Write one line, in a step of its own so that one refusal does not undo the others."""
    row = db.session.get(TrainingAttendance, line.id)
    typed = (request.form.get(f"score-{line.id}") or "").strip()
    try:
        score = Decimal(typed) if typed else None
    except InvalidOperation:
        problems[line.id] = [_("成绩请填数字，例如 85。")]
        return
    present = f"present-{line.id}" in request.form
    opinion = (request.form.get(f"opinion-{line.id}") or "").strip()[:200] or None
    if row is None or (row.is_present, row.score, row.opinion) == (present, score, opinion):
        return
    try:
        with db.session.begin_nested():
            row.is_present, row.score, row.opinion = present, score, opinion
            row.checked_by_id = actor.staff_id
            db.session.flush()
    except Invalid as invalid:
        problems[line.id] = [str(problem.message) for problem in invalid.problems]


def _page(actor: Actor, training: ParentTraining, problems: dict[int, list[str]]) -> str:
    may_write = allowed(actor.roles, TrainingAttendance, Action.CREATE)
    families = training_register.families_to_register(db.session, training.id) if may_write else []
    return render_template(
        "pages/training.html",
        training=training,
        lines=training_register.lines_of(db.session, training.id),
        families=families,
        problems=problems,
        may_write=may_write,
        may_edit=allowed(actor.roles, ParentTraining, Action.EDIT),
        may_print=allowed(actor.roles, ParentTraining, Action.PRINT),
    )


def _commit(sentence: str) -> None:
    try:
        db.session.flush()
    except Invalid as invalid:
        db.session.rollback()
        for problem in invalid.problems:
            flash(str(problem.message), "bad")
        return
    db.session.commit()
    flash(sentence, "good")


def _reader() -> Actor:
    actor = actor_of(db.session)
    if not allowed(actor.roles, ParentTraining, Action.READ):
        abort(403)
    return actor


def _writer() -> Actor:
    actor = actor_of(db.session)
    if not allowed(actor.roles, TrainingAttendance, Action.CREATE):
        abort(403)
    return actor


def _training(training_id: int) -> Any:
    training: ParentTraining | None = db.session.get(ParentTraining, training_id)
    if training is None or training.archived_at is not None:
        abort(404)
    return training
