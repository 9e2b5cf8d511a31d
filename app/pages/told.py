"""What a counselor told somebody: shown to that person alone, and put off his home page once he says he has read it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.audit import Entry, record_read
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vault import disclosing
from app.access.vocabulary import Action
from app.extensions import db
from app.models.counseling.disclosure_notice import DisclosureNotice
from app.models.school.staff import Staff
from app.models.system.audit_log import AuditAction

bp = Blueprint("told", __name__, url_prefix="/told")


@bp.get("/<int:notice_id>")
def show(notice_id: int) -> ResponseReturnValue:
    """The words, from whom and on what ground; nothing else of the case is there to be shown."""
    actor = actor_of(db.session)
    if not _may_be_told(actor):
        abort(404)
    found = _addressed_to(actor).where(DisclosureNotice.id == notice_id)
    notice = db.session.execute(found.add_columns(DisclosureNotice.text, DisclosureNotice.ground)).first()
    if notice is None:
        abort(404)
    record_read(actor, Entry(AuditAction.READ, "DisclosureNotice", notice_id))
    return render_template("pages/told.html", notice=notice)


@bp.post("/<int:notice_id>/read")
def acknowledge(notice_id: int) -> ResponseReturnValue:
    """Take it off the home page; it stays on the list of notices."""
    disclosing.acknowledge(actor_of(db.session), notice_id)
    flash(_("已确认收到。请按告知的内容办理，不要转告他人。"), "good")
    return redirect(url_for("home.show"))


def waiting(actor: Actor) -> list[Any]:
    """(id, sent_at, sender, read_at) of what was told to the person and is not acknowledged yet, the oldest first."""
    if not _may_be_told(actor):
        return []
    unread = _addressed_to(actor).where(DisclosureNotice.read_at.is_(None))
    return list(db.session.execute(unread.order_by(DisclosureNotice.sent_at)))


def _may_be_told(actor: Actor) -> bool:
    return allowed(actor.roles, DisclosureNotice, Action.READ)


def _addressed_to(actor: Actor) -> Any:
    own = DisclosureNotice
    found = select(own.id, own.sent_at, Staff.name.label("sender"), own.read_at)
    return found.outerjoin(Staff, Staff.id == own.from_id).where(
        own.receiver_id == (actor.staff_id or 0), own.archived_at.is_(None)
    )
