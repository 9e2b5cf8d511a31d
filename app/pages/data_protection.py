"""The year's account as a workbook, and which children an incident with personal data concerns."""

from __future__ import annotations

import io

import xlsxwriter
from flask import Blueprint, abort, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import or_, select

from app import clock
from app.access import taken_along
from app.access.audit import Entry, listing_of, record_read
from app.access.fresh import dangerous
from app.access.grants import allowed
from app.access.guard import Actor, actor_of, system_session
from app.access.vocabulary import Action
from app.extensions import db
from app.figures import data_protection
from app.models.law.data_incident import DataIncident
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.system.audit_log import AuditAction, AuditLog
from app.pages.log_check import state_of_log

bp = Blueprint("data_protection", __name__, url_prefix="/law")

_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def is_open_to(actor: Actor) -> bool:
    """Whoever keeps the register of incidents answers for the account too."""
    return allowed(actor.roles, DataIncident, Action.READ)


def _actor() -> Actor:
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    return actor


@bp.get("/year/")
def show() -> ResponseReturnValue:
    """The account on a page; paper and workbook say the same."""
    actor = _actor()
    year = data_protection.year_of(_number(actor), actor.today)
    db.session.rollback()
    return render_template(
        "pages/law-year.html",
        year=year,
        sections=data_protection.account(actor, year, state_of_log()),
        this_year=actor.today.year,
    )


@bp.post("/year.xlsx")
@dangerous
def book() -> ResponseReturnValue:
    """The same as a workbook."""
    actor = _actor()
    year = data_protection.year_of(_number(actor), actor.today)
    db.session.rollback()
    sections = data_protection.account(actor, year, state_of_log())
    record_read(
        actor, Entry(AuditAction.EXPORT, "Erasure", fields=f"data-protection-year {year.starts_on.year} xlsx")
    )
    file = io.BytesIO()
    with xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as made:
        bold, sheet = made.add_format({"bold": True}), made.add_worksheet(_("合规审计材料"))
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 1, 50)
        title = _("未成年人个人信息保护合规审计材料")
        sheet.write_string(0, 0, taken_along.said(title, actor, _("年度合规审计")))
        sheet.write_row(1, 0, [title, f"{year.starts_on} — {year.ends_on}"], bold)
        row = 2
        for section in sections:
            sheet.write(row + 1, 0, str(section.title), bold)
            for row, line in enumerate(section.lines, row + 2):  # noqa: B020 - the next free row goes on from here
                sheet.write_row(row, 0, [str(line.label), line.value])
    file.seek(0)
    return send_file(
        file, _BOOK, as_attachment=True, download_name=_("合规审计材料") + f"{year.starts_on.year}.xlsx"
    )


@bp.get("/incidents/<int:incident_id>")
def concerned(incident_id: int) -> ResponseReturnValue:
    """Which children the account concerned saw, changed or took along in that time, by the log."""
    actor = _actor()
    incident = db.session.get(DataIncident, incident_id)
    if incident is None:
        abort(404)
    told = incident.kind.label, incident.known_at, incident.began_at, incident.ended_at, incident.account_id
    db.session.rollback()
    keys = _seen(actor, told[4], told[2], told[3])
    found = (
        select(Student.id, Student.name, SchoolClass.label)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(Student.id.in_(keys))
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    children = [(key, name, label or "") for key, name, label in db.session.execute(found)]
    return render_template("pages/law-incident.html", incident_id=incident_id, told=told, children=children)


def _seen(actor: Actor, account: int | None, begin: object, end: object) -> set[int]:
    if account is None or begin is None:
        return set()
    log = AuditLog
    found = select(log.student_id, log.entity, log.fields).where(
        log.school_id == actor.school_id, log.user_id == account, log.at >= begin, log.at <= (end or clock.now()),
        or_(log.student_id.is_not(None), log.entity == "Student"),
    )  # fmt: skip
    with system_session("children an incident concerns", reads_only=True) as session:
        lines = session.execute(found).all()
    listings = [listing_of(entity, fields) for _id, entity, fields in lines]
    # Whom a counselor looks up leads to nobody (lookers.py).
    listed = [children for kind, children in listings if kind != "directory"]
    return {line.student_id for line in lines if line.student_id is not None}.union(*listed)


def _number(actor: Actor) -> int:
    text = request.form.get("year", "") or request.args.get("year", "")
    return int(text) if text in {str(actor.today.year - back) for back in range(10)} else actor.today.year
