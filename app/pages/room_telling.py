"""Secrecy is broken in two steps: the counselor writes the least that has to be known, sees what leaves, and sends it (V-14)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.guard import system_session
from app.access.sessions import SignedIn
from app.access.vault import disclosing
from app.access.vault.disclosing import Receiver, Telling
from app.extensions import db
from app.models.counseling.counseling_case import CounselingCase
from app.models.counseling.disclosure import Ground
from app.models.people.student import Student
from app.pages.room_keys import counselor

bp = Blueprint("room_telling", __name__, url_prefix="/counseling/tell")

#: In the list of receivers: somebody outside the school, who is told by hand.
OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Case:
    """The case as the page names it."""

    id: int
    case_no: str
    child: str


@bp.route("/<int:case_id>/", methods=["GET", "POST"])
def tell(case_id: int) -> ResponseReturnValue:
    """The form, then the page that shows what leaves; sent only from there."""
    who = counselor()
    case = _case(case_id)
    db.session.rollback()  # the question is answered; its transaction would be in the way of the writing
    with system_session("who can be told", reads_only=True) as found:
        receivers = disclosing.receivers(found, who.actor)
    if request.method == "GET":
        return _form(case, receivers)
    told, problems = _typed(case_id, receivers)
    if problems or told is None:
        return _form(case, receivers, problems), 400
    if not request.form.get("sure"):
        return _form(case, receivers) if request.form.get("change") else _shown(who, case, told, receivers)
    disclosing.tell(who.actor, told)
    flash(_("已告知，并记入个案。告知的内容不能再修改。"), "good")
    return redirect(url_for("home.show"))


def _form(case: Case, receivers: list[Receiver], problems: list[tuple[str, str]] | None = None) -> str:
    return render_template(
        "pages/room-tell.html", case=case, receivers=receivers, grounds=list(Ground), typed=request.form,
        problems=problems or [], outside=OUTSIDE, longest=disclosing.LONGEST, longest_body=disclosing.LONGEST_BODY,
    )  # fmt: skip


def _shown(who: SignedIn, case: Case, told: Telling, receivers: list[Receiver]) -> str:
    known = next((each for each in receivers if each.staff_id == told.receiver_id), None)
    return render_template(
        "pages/room-tell-check.html", case=case, told=told, receiver=known, typed=request.form,
        sender=who.actor.name,
    )  # fmt: skip


def _case(case_id: int) -> Case:
    """The counselor's own case, or one he covers; 404 for any other. Locked leads to the door."""
    row = db.session.get(CounselingCase, case_id)
    if row is None or row.archived_at is not None:
        abort(404)
    child = db.session.scalar(select(Student.name).where(Student.id == row.student_id))
    return Case(row.id, row.case_no, child or "")


def _typed(case_id: int, receivers: list[Receiver]) -> tuple[Telling | None, list[tuple[str, str]]]:
    """What was typed, and (field, sentence) of all that is wrong with it."""
    text, to = request.form.get("text", "").strip(), request.form.get("to", "")
    body = request.form.get("body", "").strip() if to == OUTSIDE else ""
    ground = request.form.get("ground", "")
    staff = next((each.staff_id for each in receivers if str(each.staff_id) == to), None)
    wrong = {
        "to": (staff is None and to != OUTSIDE, _("请选择告诉谁。")),
        "body": (to == OUTSIDE and not body, _("请写明校外单位或监护人。")),
        "ground": (ground not in set(Ground), _("请选择依据。没有依据不能突破保密。")),
        "text": (not text, _("请写明要告知的内容：只写对方采取行动必须知道的。")),
        "length": (
            len(text) > disclosing.LONGEST or len(body) > disclosing.LONGEST_BODY,
            _("内容太长，最多 %(n)s 字。", n=disclosing.LONGEST),
        ),
    }
    problems = [(name, sentence) for name, (is_wrong, sentence) in wrong.items() if is_wrong]
    return (None if problems else Telling(case_id, Ground(ground), text, staff, body)), problems
