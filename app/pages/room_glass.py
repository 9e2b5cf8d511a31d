"""Breaking the glass: the principal and two keepers of papers open one case for a day; all counselors see that it happened (V-12)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.access import audit, sealing
from app.access.audit import Entry
from app.access.fresh import dangerous
from app.access.guard import Actor, system_session
from app.access.sessions import SignedIn
from app.access.vault import breaking, doors
from app.access.vault.breaking import Broken, Candidate
from app.access.vault.refusals import VaultRefused
from app.extensions import db
from app.models.counseling.counseling_case import CounselingCase
from app.models.system.audit_log import AuditAction
from app.pages.arriving import settings
from app.pages.room_keys import typed_codes
from app.pages.signing_in import signed_in

bp = Blueprint("room_glass", __name__, url_prefix="/counseling/glass")

COOKIE = "sw_glass"
_ENTITY = "VaultBreaking"
_LONGEST = 300


@bp.route("/", methods=["GET", "POST"])
@dangerous
def show() -> ResponseReturnValue:
    """Two codes, the child's name and the reason; where the child has several cases, one of them is chosen."""
    who = _principal()
    if request.method == "GET":
        return _form()
    codes, reason = typed_codes(), request.form.get("reason", "").strip()[:_LONGEST]
    try:
        with system_session("break the glass") as session:
            name = request.form.get("name", "").strip()
            found = breaking.candidates(session, who.actor.school_id, codes, name)
            chosen = _chosen(found)
            if chosen is None:
                return _form(found)
            row, cookie = breaking.break_glass(session, who.actor, codes, chosen, reason)
            audit.record(session, Entry(AuditAction.GRANT, _ENTITY, row.id, fields="papers"), by=who.actor)
            session.commit()
    except VaultRefused as refusal:
        audit.record_read(who.actor, Entry(AuditAction.GRANT, _ENTITY, fields="papers", result="refused"))
        return _form(problem=str(refusal.label)), 400
    answer = redirect(url_for("room_glass.read"))
    lasts = int(breaking.LASTS.total_seconds())
    answer.set_cookie(COOKIE, cookie, lasts, httponly=True, samesite="Strict", secure=settings().has_tls)
    return answer


@bp.get("/open/")
def read() -> ResponseReturnValue:
    """The opened case; there is no form on this page, for nothing of it can be written."""
    who = _principal()
    with system_session("read behind the broken glass", reads_only=True) as found:
        opened = breaking.read(found, who.actor, request.cookies.get(COOKIE, ""))
        data = {} if opened is None else {"until": opened[0].ends_at, "child": opened[1], "sheets": opened[2]}
        key = opened[0].id if opened else None
    if key is None:
        flash(_("没有打开的个案，或者 24 小时已过。"), "warn")
        return redirect(url_for("room_glass.show"))
    audit.record_read(who.actor, Entry(AuditAction.READ, _ENTITY, key))
    return render_template("pages/room-glass-open.html", **data)


@bp.post("/close/")
def close() -> ResponseReturnValue:
    """Over before its day is."""
    who = _principal()
    with system_session("close what was opened") as session:
        breaking.close(session, who.actor)
        audit.record(session, Entry(AuditAction.LOGOUT, _ENTITY, fields="close"), by=who.actor)
        session.commit()
    flash(_("已重新封上。"), "good")
    answer = redirect(url_for("home.show"))
    answer.delete_cookie(COOKIE, httponly=True, samesite="Strict", secure=settings().has_tls)
    return answer


@bp.get("/all/")
def all_of_them() -> ResponseReturnValue:
    """Every breaking of the glass: who, when, why. For the principal and all counselors of the school."""
    who, office = _told(), _office()
    with system_session("when the glass was broken", reads_only=True) as found:
        broken = breaking.told(found, who.actor.school_id, office=office)
    own = {} if not doors.may_have_keys(who.actor) else _own_cases(broken)
    return render_template("pages/room-glass-all.html", broken=broken, own=own, now=clock.now())


def alarms(actor: Actor) -> list[tuple[str, str]]:
    """(address, sentence) while a case stands open: for every counselor of the school and the principal."""
    return [
        (
            url_for("room_glass.all_of_them"),
            _("紧急开封中：%(name)s 用两张恢复码打开了一个咨询个案，到 %(day)s %(time)s 为止", name=each.by,
              day=f"{clock.in_china(each.ends_at):%m-%d}", time=f"{clock.in_china(each.ends_at):%H:%M}"),
        )
        for each in running(actor)
    ]  # fmt: skip


def running(actor: Actor) -> list[Broken]:
    """What stands open now, asked once in a request; nothing for whoever may not know."""
    if not (doors.may_have_keys(actor) or doors.may_oversee(actor)):
        return []
    if "broken_glass" not in g:
        with system_session("when the glass was broken", reads_only=True) as found:
            g.broken_glass = breaking.told(found, actor.school_id, clock.now())
    return list(g.broken_glass)


def of_late(actor: Actor) -> list[Broken]:
    """The breakings of the last month, for the principal's home page."""
    with system_session("when the glass was broken", reads_only=True) as found:
        return breaking.told(found, actor.school_id, clock.now() - breaking.TOLD_FOR)


def _form(found: list[Candidate] | None = None, problem: str = "") -> str:
    return render_template(
        "pages/room-glass.html", found=found or [], problem=problem, typed=typed_codes(), form=request.form,
        longest=_LONGEST,
    )  # fmt: skip


def _chosen(found: list[Candidate]) -> int | None:
    if len(found) == 1:
        return found[0].id
    asked = request.form.get("case", 0, type=int)
    return asked if asked in {each.id for each in found} else None


def _own_cases(broken: list[Broken]) -> dict[int, str]:
    """Numbers of the counselor's own cases among them."""
    found = select(CounselingCase.id, CounselingCase.case_no).where(
        CounselingCase.id.in_({each.case_id for each in broken})
    )
    return dict(db.session.execute(found).all())


def _office() -> bytes | None:
    """The room's key where this counselor's room stands open."""
    held: Any = sealing.held()
    try:
        return held.office() if held is not None else None
    except sealing.SealedRefusal:
        return None


def _principal() -> SignedIn:
    who = signed_in()
    if who is None or not doors.may_oversee(who.actor):
        abort(403)
    return who


def _told() -> SignedIn:
    who = signed_in()
    if who is None or not (doors.may_oversee(who.actor) or doors.may_have_keys(who.actor)):
        abort(403)
    return who
