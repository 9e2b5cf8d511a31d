"""同意与处理依据: which children have none, by class; and the copy of a child's data for its guardian as a file."""

from __future__ import annotations

import json
from itertools import groupby

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.access import lookers
from app.access.audit import Entry, record_read, record_unseen
from app.access.fresh import dangerous
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.figures.data_protection import without_ground
from app.models._put_away import seen_put_away
from app.models.law.consent import Consent
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.system.audit_log import AuditAction
from app.pages import overview
from app.reports import guardian_copy

bp = Blueprint("consents", __name__)


def is_open_to(actor: Actor) -> bool:
    """Whoever writes down what families agreed to."""
    return allowed(actor.roles, Consent, Action.CREATE)


@bp.get("/law/consents/")
def show() -> ResponseReturnValue:
    """The children in the person's reach of whom no ground stands today."""
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    found = (
        select(SchoolClass.label, Student.id, Student.name)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(overview.enrolled(), without_ground(actor.today))
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    rows = [(label or "", key, name) for label, key, name in db.session.execute(found)]
    classes = [(label, [row[1:] for row in group]) for label, group in groupby(rows, lambda row: row[0])]
    away = set(db.session.scalars(seen_put_away(actor.today)))
    return render_template("pages/law-consents.html", classes=classes, total=len(rows), away=away)


@bp.post("/children/<int:student_id>/copy.json")
@dangerous
def copy(student_id: int) -> ResponseReturnValue:
    """What the program keeps of the child, for its guardian, in a form another program can read."""
    actor = actor_of(db.session)
    if not lookers.may_ask(db.session, actor, student_id):
        db.session.rollback()
        record_unseen(actor, Student, student_id)
        abort(404)
    parts = guardian_copy.parts(db.session, actor, student_id)
    db.session.rollback()
    record_read(
        actor,
        Entry(
            AuditAction.EXPORT,
            "Student",
            entity_id=student_id,
            student_id=student_id,
            fields="guardian-copy json",
        ),
    )
    told = [
        {"entity": part.name, "label": part.label, "rows": [dict(row) for row in part.rows]} for part in parts
    ]
    body = json.dumps({"made_on": actor.today.isoformat(), "parts": told}, ensure_ascii=False, indent=1)
    answer = Response(body, mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"child-{student_id}.json")
    return answer
