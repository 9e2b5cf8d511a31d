"""Aid of a term: who applied, what is approved, paid and verified; applications, and the list for the wall."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app import typed
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.figures.aid import AidLine, aid_lines, in_yuan, totals
from app.models._rules import Invalid
from app.models.aid.aid_grant import AidGrant, AidStep
from app.models.aid.aid_notice import AidNotice
from app.models.aid.aid_program import AidProgram
from app.models.people.student import Student, StudentStatus
from app.models.school.school_class import SchoolClass
from app.models.school.term import Term
from app.pages.aid_forms import ApplicationForm, NoticeForm
from app.pages.aid_work import apply_for, steps_open_to, take_step, wall_rows
from app.pages.form_problems import put_problems

bp = Blueprint("aid", __name__, url_prefix="/aid")

#: So many refusals are told one by one.
_TOLD = 8


def is_open_to(actor: Actor) -> bool:
    """Whoever applies for aid or carries it out; who only reads it has the list."""
    return any(allowed(actor.roles, AidGrant, action) for action in (Action.CREATE, Action.EDIT))


@bp.get("/")
def show() -> ResponseReturnValue:
    """The grants of a term, of one program or all, with the steps that the person may take."""
    actor = _insider()
    term, terms = _term()
    lines = aid_lines(db.session, term.id) if term else []
    program = request.args.get("program", type=int)
    shown = [line for line in lines if program in (None, line.program_id)]
    return render_template(
        "pages/aid.html",
        term=term,
        terms=terms,
        program=program,
        programs=_tabs(lines, term.id, program) if term else [],
        lines=shown,
        totals=totals(shown),
        steps=list(AidStep),
        open_steps=steps_open_to(actor),
        in_yuan=in_yuan,
        today=actor.today,
        may_apply=_may_apply(actor),
        sees_notices=allowed(actor.roles, AidNotice, Action.EDIT),
        may_print=allowed(actor.roles, AidGrant, Action.PRINT),
    )


@bp.post("/steps")
def step() -> ResponseReturnValue:
    """Take one step for all grants that are ticked; those a rule holds back are told by name."""
    actor = _insider()
    wanted = next((each for each in steps_open_to(actor) if each.value == request.form.get("step")), None)
    if wanted is None:
        abort(403)
    done, refused = take_step(actor, wanted, _ids("ids"), _day(actor))
    db.session.commit()
    _tell(done, refused, _("%(count)s 份已登记为“%(step)s”。", count=done, step=wanted.label))
    return redirect(
        url_for("aid.show", term=request.form.get("term"), program=request.form.get("program") or None)
    )


@bp.route("/apply", methods=["GET", "POST"])
def apply() -> ResponseReturnValue:
    """One application for several children of the person's own."""
    actor = _insider()
    term, _terms = _term()
    if not _may_apply(actor) or term is None:
        abort(403)
    form = ApplicationForm(_programs(), _children())
    if form.validate_on_submit():
        values = form.values() | {"term_id": term.id}
        done, refused = apply_for(actor, [int(key) for key in form.children.data or ()], values)
        db.session.commit()
        if done:
            _tell(done, refused, _("已为 %(count)s 名学生登记申请，等待校长批准。", count=done))
            return redirect(url_for("aid.show"))
        form.form_errors.extend(refused)
    page = render_template("pages/aid-apply.html", form=form, term=term, notice=AidGrant.spec.notice)
    return page, 400 if form.errors else 200


@bp.route("/notices", methods=["GET", "POST"])
def notices() -> ResponseReturnValue:
    """The lists for the wall: make one from what is approved; who sees them is whoever carries aid out."""
    actor = _insider()
    if not allowed(actor.roles, AidNotice, Action.EDIT):
        abort(403)
    term, _terms = _term()
    may_make = term is not None and allowed(actor.roles, AidNotice, Action.CREATE)
    form = NoticeForm(_programs())
    if may_make and form.validate_on_submit() and _made(form, term):
        return redirect(url_for("aid.notices"))
    found = (
        select(AidNotice)
        .where(AidNotice.archived_at.is_(None))
        .order_by(AidNotice.posted_on.desc(), AidNotice.id.desc())
    )
    page = render_template(
        "pages/aid-notices.html",
        form=form if may_make else None,
        notices=list(db.session.scalars(found.limit(30))),
        today=actor.today,
        may_approve=_may_approve(actor),
    )
    return page, 400 if form.errors else 200


@bp.post("/notices/<int:notice_id>/approve")
def approve_notice(notice_id: int) -> ResponseReturnValue:
    """The principal has read the list; from now on it does not change."""
    actor = _insider()
    if not _may_approve(actor):
        abort(403)
    notice: Any = db.session.get(AidNotice, notice_id) or abort(404)
    notice.approved_on, notice.approved_by_id = actor.today, actor.staff_id
    db.session.commit()
    flash(_("已批准公示，可以打印张贴；到期请撤下。"), "good")
    return redirect(url_for("aid.notices"))


def _insider() -> Actor:
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    return actor


def _may_apply(actor: Actor) -> bool:
    return actor.staff_id is not None and allowed(actor.roles, AidGrant, Action.CREATE)


def _may_approve(actor: Actor) -> bool:
    return actor.staff_id is not None and allowed(actor.roles, AidNotice, Action.APPROVE)


def _made(form: NoticeForm, term: Any) -> bool:
    program = int(form.aid_program_id.data) if form.aid_program_id.data else None
    rows = wall_rows(db.session, term.id, program)
    if not rows:
        form.form_errors.append(_("还没有批准的资助，没有名单可以公示。"))
        return False
    notice = AidNotice(
        title=form.title.data, text=form.text.data or None, term_id=term.id, aid_program_id=program,
        posted_on=form.posted_on.data, expires_on=form.expires_on.data, rows=rows,
    )  # fmt: skip
    db.session.add(notice)
    try:
        db.session.commit()
    except Invalid as invalid:
        db.session.rollback()
        put_problems(form, invalid)
        return False
    flash(_("公示名单已生成，共 %(count)s 行，等待校长批准。", count=len(rows)), "good")
    return True


def _tell(done: int, refused: list[str], sentence: str) -> None:
    if done:
        flash(sentence, "good")
    for each in refused[:_TOLD]:
        flash(each, "bad")
    if len(refused) > _TOLD:
        flash(_("另有 %(count)s 份没有办理。", count=len(refused) - _TOLD), "bad")
    if not done and not refused:
        flash(_("请先勾选要办理的学生。"), "info")


def _term() -> tuple[Term | None, list[Term]]:
    """The term asked for or the current one, and all there are."""
    found = select(Term).where(Term.archived_at.is_(None)).order_by(Term.starts_on.desc())
    terms = list(db.session.scalars(found))
    wanted = request.args.get("term", type=int)
    if wanted is not None:
        return next((term for term in terms if term.id == wanted), None) or abort(404), terms
    return next((term for term in terms if term.is_current), None), terms


def _tabs(lines: list[AidLine], term_id: int, program: int | None) -> list[tuple[str, str, bool, int]]:
    """A tab for each program that the lines tell of: name, address, whether it is open, how many grants."""
    names = {line.program_id: line.program for line in lines}
    return [
        (
            name,
            url_for("aid.show", term=term_id, program=key),
            key == program,
            sum(line.program_id == key for line in lines),
        )
        for key, name in names.items()
    ]


def _programs() -> list[tuple[str, str]]:
    found = select(AidProgram.id, AidProgram.name).where(AidProgram.archived_at.is_(None))
    return [(str(key), name) for key, name in db.session.execute(found.order_by(AidProgram.code))]


def _children() -> list[tuple[str, str]]:
    """The pupils whom the person sees, by class."""
    found = (
        select(Student.id, Student.name, SchoolClass.label)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(Student.archived_at.is_(None), Student.status == StudentStatus.ENROLLED)
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    return [(str(key), f"{label or ''} {name}".strip()) for key, name, label in db.session.execute(found)]


def _ids(name: str) -> list[int]:
    return typed.keys_of(request.form.getlist(name))


def _day(actor: Actor) -> dt.date:
    """The day typed, or today."""
    try:
        return dt.date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        return actor.today
