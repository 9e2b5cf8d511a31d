"""Colleagues of the counseling room: let in after four words were compared by voice, and everything handed over at leaving (V-06, V-08)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.access import audit
from app.access.audit import Entry
from app.access.fresh import dangerous
from app.access.guard import system_session
from app.access.vault import cases, doors, founding, leaving
from app.access.vault.refusals import NO_RECUSAL, VaultRefused
from app.database import ClosedSession
from app.models.counseling.counselor_recusal import CounselorRecusal
from app.models.school.staff import Staff
from app.models.school.user import User
from app.models.system.audit_log import AuditAction
from app.models.system.vault_identity import VaultIdentity
from app.pages.room_keys import counselor, needed_room, typed_codes
from app.pages.signing_in import signed_in

bp = Blueprint("room_members", __name__, url_prefix="/counseling/members")


@bp.post("/<int:identity_id>/admit")
@dangerous
def admit(identity_id: int) -> ResponseReturnValue:
    """Let a colleague in whose four words were the same on both screens."""
    who = counselor()
    try:
        with system_session("let a colleague into the room") as session:
            _of_this_school(session, identity_id, who.actor.school_id)
            room = needed_room(session, who)
            founding.admit(room, session, identity_id, _fingerprint())
            audit.record(session, Entry(AuditAction.GRANT, "VaultIdentity", identity_id), by=who.actor)
            session.commit()
    except VaultRefused as refusal:
        flash(str(refusal.label), "bad")
    else:
        flash(_("已把同事加入心理室。以后的转介他也能打开；您的个案仍然只有您能看。"), "good")
    return redirect(url_for("room_keys.show"))


@bp.post("/<int:identity_id>/hand-over")
@dangerous
def hand_over(identity_id: int) -> ResponseReturnValue:
    """All cases, letters and surveys go to this colleague; the one who hands over opens them no longer."""
    who = counselor()
    try:
        with system_session("hand the cases over") as session:
            to = _of_this_school(session, identity_id, who.actor.school_id)
            room = needed_room(session, who)
            if to.id == room.identity_id:
                abort(400)
            count = cases.hand_over(room, session, to)
            audit.record(
                session, Entry(AuditAction.GRANT, "VaultWrap", to.id, fields="hand-over"), by=who.actor
            )
            session.commit()
    except VaultRefused as refusal:
        flash(str(refusal.label), "bad")
    except IntegrityError:
        flash(_("这位同事已有同一学生的未结束个案，请先由他结案，再移交。"), "bad")
    else:
        flash(_("已移交 %(count)s 个个案及信件、问卷。您的钥匙不再能打开它们。", count=count), "good")
    return redirect(url_for("room_keys.show"))


@bp.post("/<int:identity_id>/cover")
@dangerous
def cover(identity_id: int) -> ResponseReturnValue:
    """While one steps back, a colleague opens one's cases as well; pressed again afterwards it ends."""
    who = counselor()
    try:
        with system_session("lend the cases for a cover") as session:
            to = _of_this_school(session, identity_id, who.actor.school_id)
            room = needed_room(session, who)
            if request.form.get("ends"):
                cases.end_cover(room, session, to)
            else:
                boxes = cases.case_boxes(session, who.actor.school_id, who.actor.staff_id or 0)
                _needs_recusal(session, who.actor.staff_id or 0, cases.staff_of(session, to))
                leaving.lend(room, boxes, to)
            fields = "cover ends" if request.form.get("ends") else "cover"
            audit.record(session, Entry(AuditAction.GRANT, "VaultWrap", to.id, fields=fields), by=who.actor)
            session.commit()
    except VaultRefused as refusal:
        flash(str(refusal.label), "bad")
    else:
        flash(
            _("代班钥匙已收回。") if request.form.get("ends") else _("代班期间同事可以打开您的个案。"), "good"
        )
    return redirect(url_for("room_keys.show"))


@bp.route("/take-over", methods=["GET", "POST"])
@dangerous
def take_over() -> ResponseReturnValue:
    """By two papers: the cases of a counselor who is gone go to one who is there. The principal and the papers' keepers do it."""
    who = signed_in()
    if who is None or not doors.may_oversee(who.actor):
        abort(403)
    with system_session("counselors of the school", reads_only=True) as found:
        gone, standing = _counselors(found, who.actor.school_id)
    problem = ""
    if request.method == "POST":
        problem = _taken_over(who.actor.school_id, {key for key, _name in gone}, who)
        if not problem:
            return redirect(url_for("home.show"))
    page = render_template(
        "pages/room-take-over.html", gone=gone, standing=standing, problem=problem, typed=typed_codes()
    )
    return page, 400 if problem else 200


def _taken_over(school_id: int, gone: set[int], who: object) -> str:
    from_staff, to_id = request.form.get("gone", 0, type=int), request.form.get("to", 0, type=int)
    if from_staff not in gone:
        return _("请选择离开的心理教师。")
    try:
        with system_session("take over the cases by papers") as session:
            to = _of_this_school(session, to_id, school_id)
            count = cases.take_over(session, typed_codes(), from_staff, to)
            entry = Entry(AuditAction.GRANT, "VaultWrap", to.id, fields="papers")
            audit.record(session, entry, by=getattr(who, "actor", None))
            session.commit()
    except VaultRefused as refusal:
        return str(refusal.label)
    except (IntegrityError, ValueError):
        return _("没有移交成功：请填写两张恢复码；接手的老师不能已有同一学生的未结束个案。")
    flash(_("已移交 %(count)s 个个案。", count=count), "good")
    return ""


def _counselors(
    session: ClosedSession, school_id: int
) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """(staff, name) of all who ever had keys, and (keys, name) of those who are let in now."""
    found = (
        select(
            VaultIdentity.id, VaultIdentity.admitted_at, VaultIdentity.archived_at, User.staff_id, Staff.name
        )
        .join(User, User.id == VaultIdentity.user_id)
        .join(Staff, Staff.id == User.staff_id)
        .where(VaultIdentity.school_id == school_id)
        .order_by(Staff.name, VaultIdentity.id)
    )
    people = session.execute(found).all()
    gone = dict.fromkeys((row.staff_id, row.name) for row in people)
    standing = [
        (row.id, row.name) for row in people if row.admitted_at is not None and row.archived_at is None
    ]
    return list(gone), standing


def _of_this_school(session: ClosedSession, identity_id: int, school_id: int) -> VaultIdentity:
    row = session.get(VaultIdentity, identity_id)
    if row is None or row.school_id != school_id or row.archived_at is not None:
        abort(404)
    return row


def _needs_recusal(session: ClosedSession, staff_id: int, cover_id: int | None) -> None:
    """The keys follow the written recusal, which names who covers (F05)."""
    own = (CounselorRecusal.counselor_id == staff_id) & (CounselorRecusal.cover_id == cover_id)
    if (
        session.scalars(
            select(CounselorRecusal.id).where(own, CounselorRecusal.archived_at.is_(None))
        ).first()
        is None
    ):
        raise VaultRefused(NO_RECUSAL)


def _fingerprint() -> bytes:
    try:
        return bytes.fromhex(request.form.get("fingerprint", ""))
    except ValueError:
        abort(400)
