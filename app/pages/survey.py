"""The survey of one child on a phone: each part of what was known is confirmed with a tap, or changed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import load_only

from app import clock
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action, Label
from app.extensions import db
from app.models._base import facts_of
from app.models._rules import Invalid
from app.models.people._survey import SurveyPart
from app.models.people.care_registration import CareRegistration, LeaveReason, SurveyMethod
from app.models.people.student import Student
from app.models.school.term import Term
from app.pages.form_problems import put_problems
from app.pages.survey_forms import CHANGED, FIELDS_OF, RETURNED, SAME, SurveyForm
from app.standards.survey import survey_of, term_before

bp = Blueprint("survey", __name__, url_prefix="/term")


@bp.route("/survey/<int:student_id>", methods=["GET", "POST"])
def show(student_id: int) -> ResponseReturnValue:
    """The form, and saving it; a part that was not answered waits for the next time."""
    actor, term, child = _surveyor(), _current_term(), _child(student_id)
    row = _registration(child.id, term.id)
    if row is not None and not _waits(row):
        return _done(child, row)
    form = SurveyForm()
    if request.method == "GET":
        form.surveyed_on.data = clock.today()
        form.begin(row or _last(child.id, term))
    elif form.validate() and _save(form, actor, child, term, row):
        return redirect(_next(term))
    return _page(form, child, term, row)


def _surveyor() -> Actor:
    actor = actor_of(db.session)
    if not allowed(actor.roles, CareRegistration, Action.CREATE):
        abort(403)
    return actor


def _current_term() -> Term:
    term: Term | None = db.session.scalars(select(Term).where(Term.is_current)).first()
    if term is None or term.is_closed:
        flash(_("没有开放的当前学期，不能登记调查。请先在“学期”中登记。"), "warn")
        abort(404)
    return term


def _child(student_id: int) -> Student:
    shown = load_only(Student.name, Student.school_id, Student.school_class_id, Student.archived_at)
    child: Student | None = db.session.get(Student, student_id, options=[shown])
    if child is None or child.archived_at is not None:
        abort(404)
    return child


def _registration(student_id: int, term_id: int) -> CareRegistration | None:
    found = select(CareRegistration).where(
        CareRegistration.student_id == student_id,
        CareRegistration.term_id == term_id,
        CareRegistration.archived_at.is_(None),
    )
    row: CareRegistration | None = db.session.scalars(found).first()
    return row


def _last(student_id: int, term: Term) -> CareRegistration | None:
    before = term_before(db.session, term)
    return _registration(student_id, before.id) if before else None


def _waits(row: CareRegistration) -> bool:
    return bool(row.unconfirmed) and row.left_on is None


def _done(child: Student, row: CareRegistration) -> ResponseReturnValue:
    """Nothing left to ask; the full form changes what was found."""
    facts = [fact for part in SurveyPart for fact in _facts(row, part)]
    return render_template("pages/survey-done.html", child=child, row=row, facts=facts)


def _page(form: SurveyForm, child: Student, term: Term, row: CareRegistration | None) -> ResponseReturnValue:
    waiting = row.unconfirmed or frozenset() if row is not None else frozenset(SurveyPart)
    parts = [(part, FIELDS_OF[part], _facts(row, part)) for part in SurveyPart if part in waiting]
    page = render_template(
        "pages/survey.html",
        form=form,
        child=child,
        term=term,
        parts=parts,
        is_copied=row is not None,
        confirmed=[part.label for part in SurveyPart if part not in waiting],
    )
    return page, 400 if form.errors or form.form_errors else 200


def _facts(row: CareRegistration | None, part: SurveyPart) -> list[tuple[Label, str]]:
    """(label, value in words) of a part as it is on record."""
    return [
        (facts_of(CareRegistration)[name].label, _words(getattr(row, name)))
        for name in FIELDS_OF[part]
        if row is not None
    ]


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return "" if value is None else str(getattr(value, "label", value))


def _save(form: SurveyForm, actor: Actor, child: Student, term: Term, row: CareRegistration | None) -> bool:
    name, had = child.name, row is not None
    if row is None:
        row = CareRegistration(student_id=child.id, term_id=term.id, surveyed_on=form.surveyed_on.data)
        db.session.add(row)
    _answer(form, row, had)
    row.survey_method = SurveyMethod(form.survey_method.data)
    row.surveyed_by_id = actor.staff_id
    try:
        db.session.flush()
    except Invalid as invalid:
        db.session.rollback()
        put_problems(form, invalid)
        return False
    left = [part.label for part in SurveyPart if part in (row.unconfirmed or ())] if _waits(row) else []
    db.session.commit()
    if left:
        words = "、".join(str(label) for label in left)
        flash(_("已保存：%(name)s。还有待确认：%(parts)s。", name=name, parts=words), "info")
    else:
        flash(_("%(name)s 的调查已完成。", name=name), "good")
    return True


def _answer(form: SurveyForm, row: CareRegistration, had: bool) -> None:
    """Put what was answered into the row and confirm those parts."""
    day = form.surveyed_on.data
    if form.outcome.data == RETURNED:
        row.left_on, row.leave_reason = day, LeaveReason.PARENTS_RETURNED
    all_same = request.form.get("all") == SAME
    answered = []
    for part in (row.unconfirmed or ()) if had else tuple(SurveyPart):
        answer = SAME if all_same else form.answer(part)
        if not had or answer == CHANGED:
            for name, value in form.values(part).items():
                setattr(row, name, value)
            if part is SurveyPart.ABSENCE and not row.override_reason:
                row.meets_definition = None  # follows from who is away now
        if answer:
            answered.append(part)
    if had:
        row.confirm(answered, day)


def _next(term: Term) -> str:
    """The next child of the same person who waits, where the button asks for it."""
    if request.form.get("then") == "next":
        for each in survey_of(db.session, term).classes:
            if each.waiting:
                return url_for("survey.show", student_id=each.waiting[0].student_id)
    return url_for("term_work.show")
