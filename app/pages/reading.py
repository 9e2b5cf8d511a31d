"""The reading month: who has read which book, who owes the essay, entered for a class on one page."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.figures.reading import Reader, readers
from app.models._rules import Invalid
from app.models.care.reading_record import ReadingRecord
from app.pages.months import month_after, month_asked, month_before
from app.pages.overview import current_term
from app.standards.as_of import AsOf

bp = Blueprint("reading", __name__)


@bp.route("/reading/", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """One row a child: a new title makes a record, the tick says that the essay was handed in."""
    actor = actor_of(db.session)
    if not allowed(actor.roles, ReadingRecord, Action.READ):
        abort(403)
    month, may_write = month_asked(actor.today), allowed(actor.roles, ReadingRecord, Action.CREATE)
    rows = _readers(actor, month)
    problems: dict[int, list[str]] = {}
    if request.method == "POST":
        if not may_write:
            abort(403)
        saved = sum(_save(actor, row, month, problems) for row in rows)
        db.session.commit()
        if not problems:
            flash(_("已保存 %(count)s 名学生的读书记录。", count=saved), "good")
            return redirect(url_for("reading.show", month=f"{month:%Y-%m}"))
        rows = _readers(actor, month)
    page = render_template(
        "pages/reading.html",
        month=month,
        before=month_before(month),
        after=month_after(month) if month < actor.today.replace(day=1) else None,
        rows=rows,
        problems=problems,
        may_write=may_write,
    )
    return page, 400 if problems else 200


def _readers(actor: Actor, month: dt.date) -> list[Reader]:
    term = current_term(db.session)
    return readers(db.session, AsOf.of(term, actor.today), month) if term else []


def _save(actor: Actor, row: Reader, month: dt.date, problems: dict[int, list[str]]) -> bool:
    """Whether anything of the child was written; a refusal undoes only this child's."""
    title = (request.form.get(f"title-{row.student_id}") or "").strip()
    handed_in = set(request.form.getlist(f"essay-{row.student_id}", type=int))
    due = [book for book in row.books if book.id in handed_in and book.response_on is None]
    if not title and not due:
        return False
    try:
        with db.session.begin_nested():
            for book in due:
                record = db.session.get(ReadingRecord, book.id)
                if record is not None:
                    record.response_on = _written_on(actor, month)
            if title:
                db.session.add(
                    ReadingRecord(
                        student_id=row.student_id, month=month, title=title, guide_id=actor.staff_id
                    )
                )
            db.session.flush()
    except Invalid as invalid:
        problems[row.student_id] = [str(problem.message) for problem in invalid.problems]
        return False
    return True


def _written_on(actor: Actor, month: dt.date) -> dt.date:
    """Today; for an earlier month its last day, so that the essay stays in its month."""
    return min(actor.today, month_after(month) - dt.timedelta(days=1))
