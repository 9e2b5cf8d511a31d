"""The counselor's search in his own cases: asked by POST, so that the words stand in no address and no log (V-10)."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.access import audit, sealing
from app.access.audit import Entry
from app.access.vault import searching
from app.extensions import db
from app.models.system.audit_log import AuditAction
from app.pages.room_keys import counselor

bp = Blueprint("room_search", __name__, url_prefix="/counseling/search")

_LONGEST = 60


@bp.route("/", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """The form, and the rows in which all the words stand."""
    who = counselor()
    if sealing.held() is None:
        raise sealing.Locked
    words = request.form.get("q", "").strip()[:_LONGEST]
    hits = searching.find(db.session, words) if words else None
    db.session.rollback()
    if hits is not None:
        audit.record_read(who.actor, Entry(AuditAction.SEARCH, "CounselingCase", fields=f"room {len(hits)}"))
    return render_template("pages/room-search.html", words=words, hits=hits, most=searching.MOST)
