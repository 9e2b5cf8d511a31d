"""Awards: anybody of the staff proposes, the principal grants or declines, and a certificate is printed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app import clock, typed
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.figures.awards import award_lines
from app.models._rules import Invalid
from app.models.management.award import Award, AwardLevel, AwardOccasion, AwardStatus
from app.models.people.student import Student, StudentStatus
from app.models.school.school_class import SchoolClass
from app.models.school.school_year import SchoolYear
from app.models.school.staff import Staff
from app.pages.aid_work import put, written
from app.pages.form_problems import put_problems

bp = Blueprint("awarding", __name__, url_prefix="/awards")

_COLUMNS = {"student": "student_id", "staff": "staff_id", "class": "school_class_id"}


class ProposalForm(FlaskForm):
    """Who deserves which title, and for what."""

    recipient = SelectField(_l("获奖者"), [InputRequired(_l("请选择获奖者。"))])
    title = StringField(_l("荣誉称号"), [InputRequired(_l("请填写称号。")), Length(max=60)])
    awarded_on = DateField(_l("表彰日期"), [InputRequired(_l("请填写日期。"))])
    level = SelectField(_l("级别"), [InputRequired()])
    occasion = SelectField(_l("时机"), [Optional()])
    reason = StringField(
        _l("事迹"), [Optional(), Length(max=200)], description=_l("只写做得好的地方，不写家境和受助情况。")
    )

    def __init__(self, recipients: list[tuple[str, str]]) -> None:
        super().__init__()
        self.recipient.choices = [("", ""), *recipients]
        self.level.choices = [(each.value, str(each.label)) for each in AwardLevel]
        self.occasion.choices = [("", ""), *((each.value, str(each.label)) for each in AwardOccasion)]
        if not self.is_submitted():
            self.awarded_on.data, self.level.data = clock.today(), AwardLevel.SCHOOL.value


def is_open_to(actor: Actor) -> bool:
    """Whoever reads awards."""
    return allowed(actor.roles, Award, Action.READ)


@bp.get("/")
def show() -> ResponseReturnValue:
    """What is proposed, and what was granted in the school year asked for."""
    actor = _reader()
    years = list(
        db.session.scalars(
            select(SchoolYear).where(SchoolYear.archived_at.is_(None)).order_by(SchoolYear.starts_on.desc())
        )
    )
    year = _year(years, actor)
    inside = (Award.awarded_on >= year.starts_on, Award.awarded_on <= year.ends_on) if year else ()
    lines = award_lines(db.session, *inside)
    return render_template(
        "pages/awards.html",
        years=years,
        year=year,
        proposed=[line for line in lines if line.status is AwardStatus.PROPOSED],
        granted=[line for line in lines if line.status is AwardStatus.GRANTED],
        declined=[line for line in lines if line.status is AwardStatus.DECLINED],
        may_grant=_may_grant(actor),
        may_propose=_may_propose(actor),
        may_print=allowed(actor.roles, Award, Action.PRINT),
    )


@bp.post("/decide")
def decide() -> ResponseReturnValue:
    """Grant or decline what is ticked; a veto holds a proposal back with its sentence."""
    actor = _reader()
    if not _may_grant(actor):
        abort(403)
    status = AwardStatus.GRANTED if request.form.get("decision") == "grant" else AwardStatus.DECLINED
    keys = typed.keys_of(request.form.getlist("ids"))
    found = select(Award).where(Award.id.in_(keys), Award.status == AwardStatus.PROPOSED)
    refused = [each for row in db.session.scalars(found).all() if (each := _decide(actor, row, status))]
    db.session.commit()
    if len(keys) > len(refused):
        flash(_("已登记为“%(status)s”。", status=status.label), "good")
    for sentence in refused:
        flash(sentence, "bad")
    return redirect(url_for("awarding.show"))


def _decide(actor: Actor, row: Award, status: AwardStatus) -> str | None:
    values: dict[str, Any] = {"status": status, "granted_by_id": actor.staff_id, "granted_on": actor.today}
    if status is AwardStatus.GRANTED and not row.certificate_no:
        values["certificate_no"] = f"{row.awarded_on.year}-{row.id:04d}"
    return written(lambda: put(row, values), row.title, row)


@bp.route("/propose", methods=["GET", "POST"])
def propose() -> ResponseReturnValue:
    """A proposal by the person himself."""
    actor = _reader()
    if not _may_propose(actor):
        abort(403)
    form = ProposalForm(_recipients())
    if form.validate_on_submit():
        row = _proposal(actor, form)
        db.session.add(row)
        try:
            db.session.commit()
        except Invalid as invalid:
            db.session.rollback()
            put_problems(form, invalid, dict.fromkeys(_COLUMNS.values(), "recipient"))
        else:
            flash(_("已提名，等待校长决定。"), "good")
            return redirect(url_for("awarding.show"))
    return render_template("pages/award-propose.html", form=form), 400 if form.errors else 200


def _proposal(actor: Actor, form: ProposalForm) -> Award:
    kind, _dash, key = form.recipient.data.partition("-")
    recipient: dict[str, Any] = {_COLUMNS[kind]: int(key)}
    return Award(
        title=form.title.data, awarded_on=form.awarded_on.data, level=AwardLevel(form.level.data),
        occasion=AwardOccasion(form.occasion.data) if form.occasion.data else None,
        reason=form.reason.data or None, proposed_by_id=actor.staff_id, **recipient,
    )  # fmt: skip


def _reader() -> Actor:
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    return actor


def _may_grant(actor: Actor) -> bool:
    return actor.staff_id is not None and allowed(actor.roles, Award, Action.APPROVE)


def _may_propose(actor: Actor) -> bool:
    return actor.staff_id is not None and allowed(actor.roles, Award, Action.CREATE)


def _year(years: list[SchoolYear], actor: Actor) -> SchoolYear | None:
    wanted = request.args.get("year", type=int)
    if wanted is not None:
        return next((year for year in years if year.id == wanted), None) or abort(404)
    today = actor.today
    return next(
        (year for year in years if year.starts_on <= today <= year.ends_on), years[0] if years else None
    )


def _recipients() -> list[tuple[str, str]]:
    """The classes, staff and pupils that the person sees."""
    classes = select(SchoolClass.id, SchoolClass.label).where(SchoolClass.archived_at.is_(None))
    staff = select(Staff.id, Staff.name).where(Staff.archived_at.is_(None), Staff.left_on.is_(None))
    pupils = (
        select(Student.id, Student.name, SchoolClass.label)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(Student.archived_at.is_(None), Student.status == StudentStatus.ENROLLED)
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    return [
        *((f"student-{key}", f"{name}（{label or ''}）") for key, name, label in db.session.execute(pupils)),
        *((f"staff-{key}", name) for key, name in db.session.execute(staff.order_by(Staff.name))),
        *(
            (f"class-{key}", label)
            for key, label in db.session.execute(classes.order_by(SchoolClass.grade, SchoolClass.number))
        ),
    ]
