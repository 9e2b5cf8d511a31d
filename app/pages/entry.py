"""Quick entry on a phone: a contact with one's own child in three taps, and the way to the counselor."""

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
from app.access.vocabulary import Action
from app.extensions import db
from app.models._rules import Invalid
from app.models.care.contact_record import ContactRecord, Parties
from app.models.counseling.counseling_referral import CounselingReferral
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from app.models.people.student_caregiver import StudentCaregiver
from app.pages import home_children, my_children
from app.pages.contact_ways import WAYS
from app.pages.entry_forms import ContactForm, ReferralForm
from app.pages.form_problems import put_problems
from app.typed import key_of

bp = Blueprint("entry", __name__)


@bp.get("/mine")
def mine() -> ResponseReturnValue:
    """All children of the teacher, the most forgotten first."""
    return render_template("pages/mine.html", data=home_children.today_of(db.session, _writer()))


@bp.route("/children/<int:student_id>/record", methods=["GET", "POST"])
def record(student_id: int) -> ResponseReturnValue:
    """The form, and saving it; whatever is refused stays typed."""
    actor, child = _writer(), _child(student_id)
    form, last = _contact_form(child), _last_of(actor, child)
    if request.method == "GET":
        _begin(form, last)
    elif form.validate() and (row := _save_contact(form, actor, child)) is not None:
        return redirect(_next_page(actor, child, row))
    page = render_template(
        "pages/record.html",
        form=form,
        child=child,
        last=last,
        last_on=clock.in_china(last.happened_at).date() if last is not None else None,
        siblings=my_children.siblings_of(db.session, actor, child.id),
        may_refer=allowed(actor.roles, CounselingReferral, Action.CREATE),
        notice=ContactRecord.spec.notice,
    )
    return page, 400 if form.errors or form.form_errors else 200


@bp.route("/children/<int:student_id>/refer", methods=["GET", "POST"])
def refer(student_id: int) -> ResponseReturnValue:
    """To the counselors: written here, read by nobody else, not even by its author."""
    actor, child = _writer(), _child(student_id)
    if not allowed(actor.roles, CounselingReferral, Action.CREATE):
        abort(403)
    form = ReferralForm()
    if form.validate_on_submit() and _save(_referral_from(form, actor, child), form) is not None:
        flash(_("已转给心理教师。原因只有心理教师能看到；您可以在首页看到处理状态。"), "good")
        return redirect(url_for("home.show"))
    page = render_template("pages/refer.html", form=form, child=child, notice=CounselingReferral.spec.notice)
    return page, 400 if form.errors else 200


def _writer() -> Actor:
    actor = actor_of(db.session)
    if actor.staff_id is None or not allowed(actor.roles, ContactRecord, Action.CREATE):
        abort(403)
    return actor


def _child(student_id: int) -> Student:
    # Not the whole row: its ID number is not for mentors and counselors.
    shown = load_only(Student.name, Student.school_id, Student.school_class_id, Student.archived_at)
    child: Student | None = db.session.get(Student, student_id, options=[shown])
    if child is None or child.archived_at is not None:
        abort(404)
    return child


def _contact_form(child: Student) -> ContactForm:
    form = ContactForm()
    form.way.choices = [(way.slug, str(way.label)) for way in WAYS.values()]
    form.caregiver_id.choices = [("", _("（没有指定）")), *_family_of(child)]
    return form


def _family_of(child: Student) -> list[tuple[str, str]]:
    """The adults of the child today: parents first, because most ways need one."""
    today = clock.today()
    found = (
        select(Caregiver.id, Caregiver.name, StudentCaregiver.relation)
        .join(StudentCaregiver, StudentCaregiver.caregiver_id == Caregiver.id)
        .where(
            StudentCaregiver.student_id == child.id,
            StudentCaregiver.archived_at.is_(None),
            StudentCaregiver.valid_to.is_(None) | (StudentCaregiver.valid_to >= today),
        )
        .order_by(StudentCaregiver.is_parent.desc(), StudentCaregiver.emergency_order, Caregiver.id)
    )
    return [(str(key), f"{relation.label} {name}") for key, name, relation in db.session.execute(found)]


def _last_of(actor: Actor, child: Student) -> ContactRecord | None:
    """The teacher's own last entry about the child."""
    own = (
        ContactRecord.student_id == child.id,
        ContactRecord.staff_id == actor.staff_id,
        ContactRecord.archived_at.is_(None),
    )
    newest = select(ContactRecord).where(*own).order_by(ContactRecord.happened_at.desc()).limit(1)
    found: ContactRecord | None = db.session.scalar(newest)
    return found


def _begin(form: ContactForm, last: ContactRecord | None) -> None:
    """Now, in the way of the last time; or what was just written about a brother or sister."""
    form.happened_at.data = clock.in_china(clock.now()).replace(tzinfo=None, second=0, microsecond=0)
    copied = request.args.get("copy", type=_key)
    row = db.session.get(ContactRecord, copied) if copied else None
    if row is not None:
        _as_before(form, row)
        form.happened_at.data = clock.in_china(row.happened_at).replace(tzinfo=None)
        form.topics.data = [topic.value for topic in row.topics or ()]
        form.content.data, form.minutes.data = row.content, row.minutes
    elif last is not None:
        _as_before(form, last)


def _as_before(form: ContactForm, row: ContactRecord) -> None:
    """The same way, the same adult, the same place as in that row."""
    form.way.data = next(
        (w.slug for w in WAYS.values() if (w.parties, w.channel) == (row.parties, row.channel)), "talk"
    )
    known = {key for key, _label in form.caregiver_id.choices}
    form.caregiver_id.data = str(row.caregiver_id) if str(row.caregiver_id) in known else ""
    form.place.data = row.place


def _key(text: str) -> int:
    """A row's key as both databases can hold it; ValueError for anything else."""
    key = key_of(text)
    if key is None:
        raise ValueError(text)
    return key


def _contact_from(form: ContactForm, actor: Actor, child: Student) -> ContactRecord:
    way = WAYS[form.way.data]
    # The adult chosen before the way was changed to a talk is not meant.
    has_adult = way.parties is not Parties.STAFF_CHILD
    return ContactRecord(
        student_id=child.id,
        happened_at=clock.from_china(form.happened_at.data),
        parties=way.parties,
        channel=way.channel,
        staff_id=actor.staff_id,
        caregiver_id=int(form.caregiver_id.data) if form.caregiver_id.data and has_adult else None,
        reached=not form.not_reached.data,
        minutes=form.minutes.data,
        place=form.place.data or None,
        topics=frozenset(form.topics.data or ()),
        content=form.content.data,
        difficulty=form.difficulty.data or None,
        action=form.action.data or None,
        follow_up_on=form.follow_up_on.data,
    )


def _referral_from(form: ReferralForm, actor: Actor, child: Student) -> CounselingReferral:
    return CounselingReferral(
        student_id=child.id,
        referred_by_id=actor.staff_id,
        referred_at=clock.now(),
        is_urgent=form.is_urgent.data,
        reason=form.reason.data,
    )


def _save_contact(form: ContactForm, actor: Actor, child: Student) -> int | None:
    """The id of the row, saved now or by the first of two clicks; None when a rule refused it."""
    row = _contact_from(form, actor, child)
    twin = my_children.recorded_as(db.session, row)
    key = twin or _save(row, form)
    if twin:
        flash(_("这条记录已经保存过，没有重复登记。"), "info")
    elif key is not None:
        flash(_("已记录：%(name)s。", name=child.name), "good")
    return key


def _save(row: Any, form: Any) -> int | None:
    """The id of the saved row; None when a rule refused it, and the form says which."""
    db.session.add(row)
    try:
        db.session.flush()
    except Invalid as invalid:
        db.session.rollback()
        put_problems(form, invalid)
        return None
    key = int(row.id)
    db.session.commit()
    return key


def _next_page(actor: Actor, child: Student, row: int) -> str:
    """Where the button leads: a brother or sister with the same text, the next child, or home."""
    wanted = request.form.get("then", "")
    sibling = key_of(wanted.removeprefix("sibling-")) if wanted.startswith("sibling-") else None
    if sibling is not None:
        return url_for("entry.record", student_id=sibling, copy=row)
    if wanted == "next":
        others = [other for other in my_children.my_children(db.session, actor) if other.id != child.id]
        if others:
            return url_for("entry.record", student_id=others[0].id)
    return url_for("home.show")
