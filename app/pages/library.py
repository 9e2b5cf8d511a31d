"""The library's desk: a card, a book, done; what is overdue, and what was lost or damaged."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.models._rules import Invalid
from app.models.care.reading_record import ReadingRecord, asks_essay
from app.models.facilities._lending import Harm, Resolution
from app.models.facilities.book import Book
from app.models.facilities.book_incident import BookIncident
from app.models.facilities.book_loan import BookLoan
from app.models.facilities.opening_session import OpeningSession
from app.models.people.student import Student
from app.pages import library_desk as desk

bp = Blueprint("library", __name__, url_prefix="/library")


def is_open_to(actor: Actor) -> bool:
    """Whether the person lends books."""
    return allowed(actor.roles, BookLoan, Action.CREATE)


@bp.get("/desk")
def show() -> ResponseReturnValue:
    """The desk: one field for cards and books; the child chosen with its loans, the last act with its undo."""
    actor = _librarian()
    child = _child(request.args.get("child", type=int))
    last = _loan(request.args.get("last", type=int))
    return render_template(
        "pages/library-desk.html",
        child=child,
        loans=desk.open_loans(db.session, child) if child else [],
        last=last,
        offers_reading=last is not None and _offers_reading(actor, last),
        asks_essay=last is not None and asks_essay(_grade_of(last.student)),
        found=desk.children_called(db.session, request.args.get("name", "")),
        overdue=desk.overdue_count(db.session, actor.today),
        today=actor.today,
    )


@bp.post("/desk")
def scan() -> ResponseReturnValue:
    """Take what was typed or scanned: a card or name chooses the child, a book is lent to it or taken back."""
    actor = _librarian()
    child = _child(request.form.get("child", type=int))
    code = (request.form.get("code") or "").strip()[:40]
    seen = desk.recognised(db.session, code, child)
    if isinstance(seen, Book):
        return _lend_or_return(actor, seen, child)
    if isinstance(seen, Student):
        return redirect(url_for("library.show", child=seen.id))
    if code and seen:
        return redirect(url_for("library.show", name=code))
    flash(_("没有找到“%(code)s”：不是借书证号、学生姓名或图书编号。请核对后再输入。", code=code), "bad")
    return _desk(child)


@bp.post("/desk/undo")
def undo() -> ResponseReturnValue:
    """Take the last act back: a book just lent is returned, one just returned is out again."""
    _librarian()
    loan = _loan(request.form.get("loan", type=int)) or abort(404)
    loan.returned_on = None if loan.returned_on else clock.today()
    if _saved():
        flash(_("已撤销：《%(book)s》。", book=loan.book.title), "info")
    return _desk(loan.student)


@bp.post("/desk/read")
def read() -> ResponseReturnValue:
    """Make the returned book a reading record of the month, with or without an essay."""
    actor = _librarian()
    loan = _loan(request.form.get("loan", type=int)) or abort(404)
    if not allowed(actor.roles, ReadingRecord, Action.CREATE):
        abort(403)
    written = actor.today if request.form.get("essay") else None
    db.session.add(
        ReadingRecord(
            student_id=loan.student_id, month=actor.today, title=loan.book.title, response_on=written
        )
    )
    if _saved():
        flash(_("已记入读书记录：《%(book)s》。", book=loan.book.title), "good")
    return _desk(loan.student)


@bp.get("/overdue")
def overdue() -> ResponseReturnValue:
    """Books that should be back, by class."""
    actor = actor_of(db.session)
    if not allowed(actor.roles, BookLoan, Action.READ):
        abort(403)
    lines = desk.overdue_loans(db.session, actor.today)
    return render_template(
        "pages/library-overdue.html", classes=desk.by_class(lines), today=actor.today, count=len(lines),
        may_print=allowed(actor.roles, BookLoan, Action.PRINT), may_lend=is_open_to(actor),
    )  # fmt: skip


@bp.get("/stock")
def stock() -> ResponseReturnValue:
    """The stock check: how many books are where, what is open in the damage register, which openings wait for it."""
    actor = _librarian()
    return render_template(
        "pages/library-stock.html", states=desk.books_by_state(db.session), today=actor.today,
        incidents=desk.open_incidents(db.session), openings=desk.unchecked_openings(db.session, actor.today),
        harms=[(harm.value, harm.label) for harm in Harm],
        results=[(each.value, each.label) for each in Resolution if each is not Resolution.OPEN],
    )  # fmt: skip


@bp.post("/stock/harm")
def report() -> ResponseReturnValue:
    """Enter a lost or damaged book; who has it on loan is named with it."""
    _librarian()
    number = (request.form.get("code") or "").strip()
    book = desk.book_numbered(db.session, number)
    kind = request.form.get("kind")
    if book is None or kind not in {harm.value for harm in Harm}:
        flash(_("没有编号为“%(code)s”的图书，请核对编号。", code=number[:20]), "bad")
        return redirect(url_for("library.stock"))
    loan = desk.open_loan_of(db.session, book)
    borrower = loan.student_id if loan else None
    cause = (request.form.get("cause") or "").strip()[:120]
    db.session.add(
        BookIncident(
            book_id=book.id, kind=Harm(kind), cause=cause, found_on=clock.today(), student_id=borrower
        )
    )
    if _saved():
        flash(_("已登记：《%(book)s》。", book=book.title), "good")
    return redirect(url_for("library.stock"))


@bp.post("/stock/settle")
def settle() -> ResponseReturnValue:
    """Write what was done about a lost or damaged book."""
    _librarian()
    found: Any = db.session.get(BookIncident, request.form.get("incident", 0, type=int))
    result = request.form.get("resolved")
    if found is None or result not in {each.value for each in Resolution}:
        abort(404)
    found.resolved, found.resolved_on = Resolution(result), clock.today()
    if _saved():
        flash(_("已处理：《%(book)s》。", book=found.book.title), "good")
    return redirect(url_for("library.stock"))


@bp.post("/stock/checked")
def checked() -> ResponseReturnValue:
    """Tick the stock check of an opening."""
    _librarian()
    opening: OpeningSession | None = db.session.get(OpeningSession, request.form.get("opening", 0, type=int))
    if opening is None:
        abort(404)
    opening.is_stock_checked = True
    if _saved():
        flash(_("已登记清查。"), "good")
    return redirect(url_for("library.stock"))


def _lend_or_return(actor: Actor, book: Book, child: Student | None) -> ResponseReturnValue:
    loan = desk.open_loan_of(db.session, book)
    if loan is not None:
        loan.returned_on, sentence = actor.today, _("已归还：《%(book)s》。", book=book.title)
    elif child is not None:
        loan = BookLoan(
            book_id=book.id, student_id=child.id, borrowed_on=actor.today, lent_by_id=actor.staff_id
        )
        db.session.add(loan)
        sentence = _("已借出：《%(book)s》。", book=book.title)
    else:
        flash(_("《%(book)s》在架上。要借出，请先刷借书证或输入学生姓名。", book=book.title), "warn")
        return _desk(None)
    if not _saved():
        return _desk(child)
    flash(sentence, "good")
    return redirect(url_for("library.show", child=loan.student_id, last=loan.id))


def _saved() -> bool:
    """Write; where a rule refuses, its sentence is flashed and nothing stays."""
    try:
        db.session.flush()
    except Invalid as invalid:
        db.session.rollback()
        for problem in invalid.problems:
            flash(str(problem.message), "bad")
        return False
    db.session.commit()
    return True


def _offers_reading(actor: Actor, loan: Any) -> bool:
    return loan.returned_on is not None and allowed(actor.roles, ReadingRecord, Action.CREATE)


def _grade_of(child: Any) -> int | None:
    return child.school_class.grade if child is not None and child.school_class is not None else None


def _librarian() -> Actor:
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    return actor


def _child(key: int | None) -> Student | None:
    found: Student | None = db.session.get(Student, key) if key else None
    return found if found is not None and found.archived_at is None else None


def _loan(key: int | None) -> Any:
    """The loan of this key, or None."""
    return db.session.get(BookLoan, key) if key else None


def _desk(child: Student | None) -> ResponseReturnValue:
    return redirect(url_for("library.show", child=child.id if child else None))
