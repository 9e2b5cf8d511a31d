"""Children who leave and who arrive: the list of the term, and the hand-over sheet with all that hangs on it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import load_only
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app import clock
from app.access import departures
from app.access.departures import Departure
from app.access.guard import Actor, actor_of
from app.extensions import db
from app.models._columns import LONG_TEXT
from app.models._rules import Invalid
from app.models.people.enrollment import Enrollment
from app.models.people.hand_over import Direction, HandedOver, HandOver, MoveReason
from app.models.people.student import Student, StudentStatus
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.models.school.term import Term
from app.pages.form_problems import put_problems
from app.standards.moves import moves_of, open_matters

bp = Blueprint("moves", __name__, url_prefix="/moves")


class HandOverForm(FlaskForm):
    """The hand-over sheet."""

    handed_on = DateField(_l("交接日期"), [InputRequired(_l("请填写日期。"))])
    reason = RadioField(_l("原因"), [InputRequired(_l("请选择原因。"))])
    school_class_id = SelectField(_l("编入班级"), [Optional()], coerce=str)
    other_school = StringField(_l("对方学校"), [Length(max=60)])
    other_person = StringField(_l("对方经办人"), [Length(max=40)])
    other_phone = StringField(_l("对方电话"), [Length(max=20)], render_kw={"inputmode": "tel"})
    items = SelectMultipleField(
        _l("移交材料"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    handled_by_id = SelectField(_l("本校经办人"), [InputRequired(_l("请选择经办人。"))])
    note = TextAreaField(
        _l("备注"),
        [Optional(), Length(max=LONG_TEXT)],
        description=_l("需要新学校继续关注的事项。"),
        render_kw={"rows": 3, "maxlength": LONG_TEXT},
    )

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self.reason.choices = [(each.value, str(each.label)) for each in MoveReason]
        self.items.choices = [(each.value, str(each.label)) for each in HandedOver]
        here = select(Staff.id, Staff.name).where(Staff.archived_at.is_(None), Staff.left_on.is_(None))
        self.handled_by_id.choices = [
            ("", ""),
            *((str(key), name) for key, name in db.session.execute(here.order_by(Staff.name))),
        ]
        self.school_class_id.choices = [("", "")]
        if not self.is_submitted():
            self.handed_on.data, self.handled_by_id.data = clock.today(), str(actor.staff_id or "")


@bp.route("/", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Who left and who came this term, and finding the child of a new sheet; names never stand in an address."""
    _keeper()
    term = db.session.scalars(select(Term).where(Term.is_current)).first()
    wanted = request.form.get("q", "").strip()[:40]
    return render_template(
        "pages/moves.html",
        term=term,
        moves=moves_of(db.session, term) if term else [],
        wanted=wanted,
        found=_named(wanted) if wanted else [],
    )


@bp.route("/<int:student_id>/leave", methods=["GET", "POST"])
def leave(student_id: int) -> ResponseReturnValue:
    """The sheet of a child who leaves; saving it ends stay, registration and pairs."""
    actor, child = _keeper(), _child(student_id)
    if child.status is not StudentStatus.ENROLLED:
        flash(_("这名学生已经不在校，不能再次办理转出。"), "warn")
        return redirect(url_for("moves.show"))
    form = HandOverForm(actor)
    if form.validate_on_submit():
        sheet = _let_go(form, actor, child)
        if sheet is not None:
            return redirect(url_for("sheets.choose", slug="hand-over", row=sheet))
    matters = open_matters(db.session, student_id)
    return _page(form, _child(student_id), Direction.OUT, matters)


@bp.route("/<int:student_id>/arrive", methods=["GET", "POST"])
def arrive(student_id: int) -> ResponseReturnValue:
    """The sheet of a child who has come; one that was away before is enrolled again."""
    actor, child = _keeper(), _child(student_id)
    form = HandOverForm(actor)
    form.school_class_id.choices = [("", ""), *_classes()]
    if form.validate_on_submit():
        sheet = _take_in(form, child)
        if sheet is not None:
            return redirect(url_for("sheets.choose", slug="hand-over", row=sheet))
    return _page(form, _child(student_id), Direction.IN, ())


def _keeper() -> Actor:
    actor = actor_of(db.session)
    if not departures.may_let_go(actor):
        abort(403)
    return actor


def _child(student_id: int) -> Student:
    shown = load_only(
        Student.name, Student.status, Student.school_id, Student.school_class_id, Student.archived_at
    )
    child: Student | None = db.session.get(Student, student_id, options=[shown])
    if child is None or child.archived_at is not None:
        abort(404)
    return child


def _named(text: str) -> list[Any]:
    """At most 20 pupils the person sees whose name holds the text: (id, name, class, status)."""
    found = (
        select(Student.id, Student.name, SchoolClass.label, Student.status)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(Student.name.contains(text, autoescape=True), Student.archived_at.is_(None))
    )
    return list(db.session.execute(found.order_by(Student.name).limit(20)))


def _classes() -> list[tuple[str, str]]:
    """The classes of the current school year."""
    found = (
        select(SchoolClass.id, SchoolClass.label)
        .where(
            SchoolClass.school_year_id.in_(select(Term.school_year_id).where(Term.is_current)),
            SchoolClass.archived_at.is_(None),
        )
        .order_by(SchoolClass.grade, SchoolClass.number)
    )
    return [(str(key), label) for key, label in db.session.execute(found)]


def _let_go(form: HandOverForm, actor: Actor, child: Student) -> int | None:
    """The id of the sheet; None when a rule refused it, and the form says which."""
    name, departure = child.name, _departure(form, child.id)
    db.session.rollback()
    try:
        sheet = departures.let_go(actor, departure)
    except Invalid as invalid:
        put_problems(form, invalid)
        return None
    flash(_("%(name)s 的转出已登记，在班、登记和结对已按这一天结束。", name=name), "good")
    return sheet


def _departure(form: HandOverForm, student_id: int) -> Departure:
    return Departure(
        student_id=student_id,
        day=form.handed_on.data,
        reason=MoveReason(form.reason.data),
        handled_by_id=int(form.handled_by_id.data),
        other_school=(form.other_school.data or "").strip(),
        other_person=(form.other_person.data or "").strip(),
        other_phone=(form.other_phone.data or "").strip(),
        items=frozenset(HandedOver(each) for each in form.items.data or ()),
        note=form.note.data or "",
    )


def _take_in(form: HandOverForm, child: Student) -> int | None:
    """The id of the sheet of an arrival, with the stay it begins; None when a rule refused it."""
    sheet, day = HandOver(student_id=child.id, direction=Direction.IN), form.handed_on.data
    sheet.handed_on, sheet.reason = day, MoveReason(form.reason.data)
    sheet.other_school, sheet.other_person = form.other_school.data or None, form.other_person.data or None
    sheet.other_phone, sheet.note = form.other_phone.data or None, form.note.data or None
    sheet.items = frozenset(HandedOver(each) for each in form.items.data or ())
    sheet.handled_by_id = int(form.handled_by_id.data)
    db.session.add(sheet)
    if form.school_class_id.data:
        stay = Enrollment(student_id=child.id, school_class_id=int(form.school_class_id.data), starts_on=day)
        db.session.add(stay)
    child.status = StudentStatus.ENROLLED
    name = child.name
    try:
        db.session.flush()
    except Invalid as invalid:
        db.session.rollback()
        put_problems(form, invalid, {"starts_on": "school_class_id", "student_id": "school_class_id"})
        return None
    key = int(sheet.id)
    db.session.commit()
    flash(_("%(name)s 的转入已登记。", name=name), "good")
    return key


def _page(
    form: HandOverForm, child: Student, direction: Direction, matters: tuple[Any, ...]
) -> ResponseReturnValue:
    page = render_template(
        "pages/hand-over.html",
        form=form,
        child=child,
        direction=direction,
        is_leaving=direction is Direction.OUT,
        is_in_class=child.school_class_id is not None,
        matters=matters,
        notice=HandOver.spec.notice,
    )
    return page, 400 if form.errors or form.form_errors else 200
