"""制度落实: clause by clause of the school's own 制度 what was due, done and missing, on any day; each number opens."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.access import audit, taken_along
from app.access.audit import Entry
from app.access.fresh import dangerous
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.models.care.contact_record import ContactRecord
from app.models.management.care_standard import CareStandard
from app.models.people.care_registration import CareRegistration
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.models.school.term import Term
from app.models.system.audit_log import AuditAction
from app.pages import compliance_work
from app.pages.compliance_book import MEDIA_TYPE, book_of
from app.pages.compliance_lines import (
    child_lines,
    class_lines,
    clause_lines,
    may_name,
    owing_line,
    owing_lines,
    staff_lines,
)
from app.pages.figure_rows import row_list
from app.pages.report_work import start
from app.standards.as_of import AsOf
from app.standards.clauses import Ledger, Narrowed, ledger_of, sees_the_school
from app.standards.evaluate import rows_behind
from app.standards.in_words import number_in_words
from app.standards.names import names_of
from app.typed import key_of

bp = Blueprint("compliance", __name__, url_prefix="/compliance")

#: Rows of one page of the list behind a number.
_ROWS = 200
_VIEWS = ("clauses", "classes", "staff", "children")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: the term and day, from when on, whose; `unknown` when a name in it is of nobody."""

    term: Term
    at: AsOf
    narrowed: Narrowed
    unknown: bool

    def args(self, **more: Any) -> dict[str, Any]:
        """The same question for another address."""
        told = {
            "on": self.at.asked.isoformat(),
            "from": self.at.from_on.isoformat() if self.at.from_on else None,
            "class": self.narrowed.class_id,
            "staff": self.narrowed.staff_id,
            "child": self.narrowed.student_id,
        }
        return {name: value for name, value in (told | more).items() if value is not None}


def is_open_to(actor: Actor) -> bool:
    """Whoever prints the register of children: the whole school, the own class, the own children.

    What somebody may not judge by rows of his own he is not shown (`ledger_of`).
    """
    return allowed(actor.roles, CareRegistration, Action.PRINT)


def may_export(actor: Actor) -> bool:
    """Whether the person may take the lines away as a workbook."""
    return any(allowed(actor.roles, each, Action.EXPORT) for each in (CareRegistration, ContactRecord))


@bp.get("/")
def show() -> ResponseReturnValue:
    """The clauses, or the classes, teachers or children they are kept for."""
    actor, asked = _reader(), _asked()
    if asked is None:
        return render_template("pages/compliance.html", asked=None)
    view = request.args.get("by", "clauses")
    ledger = ledger_of(db.session, asked.at)
    return render_template(
        "pages/compliance.html",
        asked=asked,
        ledger=ledger,
        view=view if view in _VIEWS else "clauses",
        lines=_lines(view, ledger, asked.narrowed),
        tabs=_tabs(view, asked),
        days=_quick_days(asked, actor.today),
        classes=_choices(_classes_of(asked.term)),
        staff=_choices(_staff_of(asked.term)),
        is_partial=not sees_the_school(actor.roles),
        chips=_chips(asked),
        can_export=may_export(actor),
    )


@bp.get("/clauses/<code>")
def clause(code: str) -> ResponseReturnValue:
    """One clause: everybody who owes something under it, with the periods that lack it."""
    _reader()
    asked = _asked() or abort(404)
    ledger = ledger_of(db.session, asked.at)
    rule = ledger.rule(code, request.args.get("subject", "")) or abort(404)
    of_rule = (code, rule.subject.value)
    kept = next(each for each in clause_lines(ledger, asked.narrowed) if (each.code, each.subject) == of_rule)
    return render_template(
        "pages/compliance-clause.html",
        asked=asked,
        rule=rule,
        kept=kept,
        lines=owing_lines(db.session, ledger, rule, asked.narrowed),
        chips=_chips(asked),
    )


@bp.get("/clauses/<code>/<int:subject_id>")
def rows(code: str, subject_id: int) -> ResponseReturnValue:
    """What counted for one who owes: period by period, and the records themselves."""
    actor = _reader()
    asked = _asked() or abort(404)
    ledger = ledger_of(db.session, asked.at)
    rule = ledger.rule(code, request.args.get("subject", "")) or abort(404)
    outcome = ledger.of_subject(rule, subject_id) or abort(404)
    found = rows_behind(db.session, asked.at, rule, subject_id)
    entity, ids = found or (None, ())
    return render_template(
        "pages/compliance-rows.html",
        asked=asked,
        rule=rule,
        number=number_in_words(rule),
        line=owing_line(outcome, names_of(db.session, [outcome]).of(outcome)),
        owed=outcome.owed,
        next=outcome.next,
        entity=entity.spec.label if entity else "",
        rows=row_list(db.session, actor.roles, entity, ids[:_ROWS]) if entity else None,
        more=max(0, len(ids) - _ROWS),
    )


@bp.post("/export")
@dangerous
def export() -> ResponseReturnValue:
    """The same lines as a workbook; the log says who took it."""
    actor = _reader()
    if not may_export(actor):
        abort(403)
    asked = _asked() or abort(404)
    why = taken_along.purpose(request.form.get("reason", ""))
    if not why:
        flash(_("请写明导出的文件用来做什么。"), "warn")
        return redirect(url_for("compliance.show", **asked.args()))
    ledger = ledger_of(db.session, asked.at)
    said = taken_along.said(_("制度落实"), actor, why)
    content = book_of(db.session, ledger, asked.narrowed, asked.term.label, said)
    name, told = f"{_('制度落实')}-{asked.term.label}-{asked.at.day}.xlsx", _told(asked, "xlsx")
    # The log has a transaction of its own, which must not wait for the reading one.
    db.session.rollback()
    audit.record_read(actor, Entry(AuditAction.EXPORT, CareStandard.__name__, fields=told, reason=why))
    return send_file(io.BytesIO(content), mimetype=MEDIA_TYPE, as_attachment=True, download_name=name)


@bp.post("/print")
def print_() -> ResponseReturnValue:
    """The same lines as a paper, made in the background."""
    actor = _reader()
    asked = _asked() or abort(404)
    work = compliance_work.print_work(actor, asked.term.label, asked.at, asked.narrowed, _told(asked, "pdf"))
    return redirect(url_for("jobs.show", job_id=start("compliance", actor, work)))


def _reader() -> Actor:
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    return actor


def _asked() -> Asked | None:
    """What the address (or the form that prints) asks; None where the school has no term yet."""
    args = request.form if request.method == "POST" else request.args
    today = actor_of(db.session).today
    day = _day(args.get("on", "")) or today
    term = _term_on(day)
    if term is None:
        return None
    at, first = AsOf.of(term, day), _day(args.get("from", ""))
    if first is not None and at.starts_on < first <= at.day:
        at = at.since(first)
    wanted = Narrowed(key_of(args.get("class")), key_of(args.get("staff")), key_of(args.get("child")))
    is_there = may_name(db.session, wanted)
    return Asked(term, at, wanted if is_there else Narrowed(), not is_there)


def _term_on(day: dt.date) -> Term | None:
    """The term of the day; between two terms the one before, before the first one that one."""
    standing = select(Term).where(Term.archived_at.is_(None))
    earlier = standing.where(Term.starts_on <= day).order_by(Term.starts_on.desc())
    found: Term | None = db.session.scalars(earlier.limit(1)).first()
    return found or db.session.scalars(standing.order_by(Term.starts_on).limit(1)).first()


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _lines(view: str, ledger: Ledger, narrowed: Narrowed) -> Any:
    if view == "classes":
        return class_lines(db.session, ledger, narrowed)
    if view == "staff":
        return staff_lines(db.session, ledger, narrowed)
    if view == "children":
        return child_lines(db.session, ledger, narrowed)
    return clause_lines(ledger, narrowed)


def _tabs(view: str, asked: Asked) -> list[tuple[Any, str, bool, str]]:
    names = {"clauses": _("按条款"), "classes": _("按班级"), "staff": _("按教师"), "children": _("按学生")}
    return [
        (name, url_for("compliance.show", **asked.args(by=key)), key == view, "")
        for key, name in names.items()
    ]


def _quick_days(asked: Asked, today: dt.date) -> list[tuple[str, str, bool]]:
    """Days that are often asked for: today, a week ago, the last day of the term before."""
    before = select(Term).where(Term.ends_on < asked.at.starts_on, Term.archived_at.is_(None))
    last: Term | None = db.session.scalars(before.order_by(Term.ends_on.desc()).limit(1)).first()
    days = [(_("今天"), today), (_("一周前"), today - dt.timedelta(days=7))]
    if last is not None:
        days.append((_("%(term)s末", term=last.label), last.ends_on))
    here = request.args.get("by", "clauses")
    return [
        (label, url_for("compliance.show", **asked.args(on=day.isoformat(), by=here) | {"from": None}), day == asked.at.asked)
        for label, day in days
    ]  # fmt: skip


def _classes_of(term: Term) -> Any:
    found = select(SchoolClass.id, SchoolClass.label).where(
        SchoolClass.school_year_id == term.school_year_id, SchoolClass.archived_at.is_(None)
    )
    return found.order_by(SchoolClass.grade, SchoolClass.number)


def _staff_of(term: Term) -> Any:
    """Those who were at the school in the term."""
    found = select(Staff.id, Staff.name).where(
        Staff.school_id == term.school_id,
        Staff.archived_at.is_(None),
        or_(Staff.left_on.is_(None), Staff.left_on >= term.starts_on),
    )
    return found.order_by(Staff.staff_no, Staff.id)


def _choices(found: Any) -> list[tuple[int, str]]:
    return [(key, name) for key, name in db.session.execute(found)]


def _chips(asked: Asked) -> list[tuple[str, str]]:
    """(what narrows, the address without it)."""
    narrowed = asked.narrowed
    asked_for = (
        ("class", SchoolClass, SchoolClass.label, narrowed.class_id),
        ("staff", Staff, Staff.name, narrowed.staff_id),
        ("child", Student, Student.name, narrowed.student_id),
    )
    return [
        (db.session.scalar(select(title).where(entity.id == key)) or "", _without(asked, name))
        for name, entity, title, key in asked_for
        if key is not None
    ]


def _without(asked: Asked, name: str) -> str:
    return url_for(
        request.endpoint or "compliance.show",
        **(request.view_args or {}),
        **asked.args(**{name: None, "by": request.args.get("by")}),
    )


def _told(asked: Asked, kind: str) -> str:
    """What the log keeps of the question: days and keys, no names."""
    return " ".join(["compliance", kind, *(f"{name}={value}" for name, value in asked.args().items())])
