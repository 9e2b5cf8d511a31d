"""Drawings and scans of a case: taken in sealed, given out to the holder of the case and never shown inside a page (V-15)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.access import sealing
from app.access.audit import Entry, record_read
from app.access.fresh import dangerous
from app.access.guard import system_session
from app.access.sessions import SignedIn
from app.access.vault import attaching
from app.access.vault.attaching import File
from app.access.vault.opened import OpenRoom
from app.database import ClosedSession, Refused, write_over_what_was_deleted
from app.extensions import db
from app.models.counseling.case_attachment import CaseAttachment, Media, Removal
from app.models.counseling.counseling_case import CounselingCase
from app.models.counseling.counseling_session import CounselingSession
from app.models.people.student import Student
from app.models.school.staff import Staff
from app.models.system.audit_log import AuditAction
from app.pages.room_keys import counselor, needed_room
from app.photos import PhotoRefused, re_encoded

bp = Blueprint("room_files", __name__, url_prefix="/counseling/files")

MOST_BYTES = 8 * 1024 * 1024
_PDF = b"%PDF-"
_LONGEST_NAME = 60
_ENDS = {Media.JPEG: ".jpg", Media.PDF: ".pdf"}
#: A file that is opened beside the program runs nothing and asks for nothing.
_SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@bp.route("/<int:case_id>/", methods=["GET", "POST"])
def show(case_id: int) -> ResponseReturnValue:
    """What lies in the case, and the form that puts more into it."""
    who = counselor()
    data = _page_data(case_id)
    if request.method == "GET":
        return render_template("pages/room-files.html", **data)
    db.session.rollback()
    if len(_title()) > _LONGEST_NAME:
        sentence = _("文件名超过 %(most)s 个字。请先把文件改成短一些的名字，再选择一次。", most=_LONGEST_NAME)
        return render_template("pages/room-files.html", **data, problem=sentence), 400
    try:
        file = _uploaded()
    except PhotoRefused as refused:
        return render_template("pages/room-files.html", **data, problem=str(refused.sentence)), 400
    if file is None:
        sentence = _("请选择一个不超过 8 MB 的 PDF，或一张 5 MB 以内的图片。")
        return render_template("pages/room-files.html", **data, problem=sentence), 400
    card = request.form.get("card", type=int)
    attaching.attach(who.actor, case_id, card or None, file)
    flash(_("附件已密封保存。"), "good")
    return redirect(url_for("room_files.show", case_id=case_id))


@bp.get("/<int:case_id>/<int:file_id>")
def download(case_id: int, file_id: int) -> ResponseReturnValue:
    """The file, to be saved; 404 for whoever does not see the case."""
    who = counselor()
    file = attaching.taken_out(db.session, case_id, file_id)
    if file is None:
        abort(404)
    record_read(who.actor, Entry(AuditAction.READ, "CaseAttachment", file_id))
    answer = send_file(
        io.BytesIO(file.content), mimetype=file.media.value, as_attachment=True, download_name=file.name
    )
    answer.headers["Content-Security-Policy"] = _SANDBOX
    return answer


@bp.post("/<int:case_id>/<int:file_id>/remove")
@dangerous
def remove(case_id: int, file_id: int) -> ResponseReturnValue:
    """The file goes for good, for one of the reasons; a line stays that says when, by whom and why."""
    who = counselor()
    why = request.form.get("why", "")
    if why not in set(Removal):
        flash(_("请选择移除的原因。"), "bad")
        return redirect(url_for("room_files.show", case_id=case_id))
    with _act(who, "remove a file of a case") as (session, room):
        attaching.remove(session, room, who.actor, case_id, file_id, Removal(why))
    flash(
        _("文件已彻底移除，这个个案也换了新钥匙。以前的备份里还有这个文件，请按保存期限销毁旧备份。"), "good"
    )
    return redirect(url_for("room_files.show", case_id=case_id))


@bp.post("/<int:case_id>/key")
@dangerous
def new_key(case_id: int) -> ResponseReturnValue:
    """Everything in the case is sealed anew under a new key: whoever kept a copy of the old one opens nothing of it."""
    who = counselor()
    with _act(who, "give a case a new key") as (session, room):
        left = attaching.new_key(session, room, who.actor, case_id)
    if left:
        flash(
            _("已换新钥匙。有 %(count)s 处内容已损坏，打不开，保留原样；请联系技术支持。", count=left), "bad"
        )
    else:
        flash(_("这个个案已换新钥匙，全部内容已重新密封。"), "good")
    return redirect(url_for("room_files.show", case_id=case_id))


@contextmanager
def _act(who: SignedIn, reason: str) -> Iterator[tuple[ClosedSession, OpenRoom]]:
    """One act with the counselor's keys on one case: whole, or as if it had not begun; 404 for who may not."""
    keys = sealing.held()
    db.session.rollback()
    try:
        with system_session(reason) as session, sealing.holding(keys):
            yield session, needed_room(session, who)
            session.commit()
            write_over_what_was_deleted(session)
    except Refused:
        abort(404)


def _page_data(case_id: int) -> dict[str, Any]:
    """The counselor's own case, or one he covers; 404 for any other. Locked leads to the door."""
    case = db.session.get(CounselingCase, case_id)
    if case is None or case.archived_at is not None:
        abort(404)
    own, card = CaseAttachment, CounselingSession
    files = (
        select(own.id, own.name, own.media, own.created_at, card.started_at)
        .outerjoin(card, card.id == own.counseling_session_id)
        .where(own.case_id == case_id, own.archived_at.is_(None), own.removed_at.is_(None))
        .order_by(own.id.desc())
    )
    gone = (
        select(own.removed_at, own.removed_for, Staff.name)
        .join(Staff, Staff.id == own.removed_by_id)
        .where(own.case_id == case_id, own.removed_at.is_not(None))
        .order_by(own.removed_at.desc())
    )
    cards = select(card.id, card.started_at).where(card.case_id == case_id).order_by(card.started_at.desc())
    return {
        "case_id": case.id,
        "case_no": case.case_no,
        "is_own": case.counselor_id == counselor().actor.staff_id,
        "child": db.session.scalar(select(Student.name).where(Student.id == case.student_id)) or "",
        "files": [(row, Media(str(row.media)).label) for row in db.session.execute(files)],
        "gone": [(when, Removal(str(why)).label, name) for when, why, name in db.session.execute(gone)],
        "reasons": [(each.value, each.label) for each in Removal],
        "cards": [(key, clock.in_china(begun)) for key, begun in db.session.execute(cards)],
    }


def _uploaded() -> File | None:
    """The file that was sent, a picture made anew; None for one that is missing or too large, PhotoRefused for another kind."""
    upload = request.files.get("file")
    if upload is None:
        return None
    content = upload.read(MOST_BYTES + 1)
    if not content or len(content) > MOST_BYTES:
        return None
    media = Media.PDF if content.startswith(_PDF) else Media.JPEG
    made = content if media is Media.PDF else re_encoded(content)
    return File((_title() or "附件") + _ENDS[media], media, made)


def _title() -> str:
    """The last part of what the browser called the file, without its ending."""
    upload = request.files.get("file")
    given = (upload.filename if upload is not None else None) or ""
    last = re.split(r"[\\/]", given)[-1].rpartition(".")[0] or given
    return re.sub(r"[\x00-\x1f\x7f\"<>|:*?;]", "", last).strip(". ")
