"""A deed, a diary page, a progress check or a service, written down about one's own child on a phone."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import load_only

from app import clock
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.models._rules import Invalid
from app.models.care.care_service import CareDomain, CareService, CareServiceKind
from app.models.care.growth_record import GrowthKind, GrowthRecord
from app.models.people.student import Student
from app.pages.care_forms import SERVICE, CareForm
from app.pages.form_problems import put_problems

bp = Blueprint("care_entry", __name__)

#: Notes shown under the form.
_RECENT = 5


@bp.route("/children/<int:student_id>/note", methods=["GET", "POST"])
def note(student_id: int) -> ResponseReturnValue:
    """The form, and saving it; whatever is refused stays typed."""
    actor, child = _writer(), _child(student_id)
    name, form = child.name, CareForm()
    if request.method == "GET":
        form.day.data = clock.today()
        asked = request.args.get("kind")
        form.kind.data = asked if asked in dict(form.kind.choices) else form.kind.data
    elif form.validate() and _save(form, actor, child.id):
        flash(_("已保存：%(name)s。", name=name), "good")
        return redirect(url_for("care_entry.note", student_id=student_id, kind=form.kind.data))
    page = render_template(
        "pages/note.html",
        form=form,
        child=_child(student_id),
        recent=_recent(student_id),
        notice=GrowthRecord.spec.notice,
    )
    return page, 400 if form.errors or form.form_errors else 200


def _writer() -> Actor:
    actor = actor_of(db.session)
    if actor.staff_id is None or not allowed(actor.roles, GrowthRecord, Action.CREATE):
        abort(403)
    return actor


def _child(student_id: int) -> Student:
    shown = load_only(Student.name, Student.school_id, Student.school_class_id, Student.archived_at)
    child: Student | None = db.session.get(Student, student_id, options=[shown])
    if child is None or child.archived_at is not None:
        abort(404)
    return child


def _recent(student_id: int) -> list[GrowthRecord]:
    found = (
        select(GrowthRecord)
        .where(GrowthRecord.student_id == student_id, GrowthRecord.archived_at.is_(None))
        .order_by(GrowthRecord.recorded_on.desc(), GrowthRecord.id.desc())
        .limit(_RECENT)
    )
    return list(db.session.scalars(found))


def _save(form: CareForm, actor: Actor, student_id: int) -> bool:
    """Whether it was written; the form says at which field a rule refused it."""
    is_service = form.kind.data == SERVICE
    row = _service(form, actor, student_id) if is_service else _growth(form, actor, student_id)
    db.session.add(row)
    try:
        db.session.flush()
    except Invalid as invalid:
        db.session.rollback()
        put_problems(
            form, invalid, {"recorded_on": "day", "done_on": "day", "note": "text", "pairing_id": "subject"}
        )
        return False
    db.session.commit()
    return True


def _growth(form: CareForm, actor: Actor, student_id: int) -> GrowthRecord:
    kind = GrowthKind(form.kind.data)
    is_check = kind is GrowthKind.PROGRESS_CHECK
    return GrowthRecord(
        student_id=student_id,
        recorded_on=form.day.data,
        kind=kind,
        author_id=actor.staff_id,
        text=form.text.data,
        subject=(form.subject.data or None) if is_check else None,
        before=(form.before.data or None) if is_check else None,
        after=(form.after.data or None) if is_check else None,
        kept_at=(form.kept_at.data or None) if kind is GrowthKind.PORTFOLIO else None,
    )


def _service(form: CareForm, actor: Actor, student_id: int) -> CareService:
    return CareService(
        student_id=student_id,
        done_on=form.day.data,
        domain=CareDomain(form.domain.data),
        kind=CareServiceKind(form.service.data),
        staff_id=actor.staff_id,
        minutes=form.minutes.data,
        note=form.text.data or None,
    )
