"""What the library's desk looks up: whose card or which book was scanned, open and overdue loans, the damage register."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from app.figures.homes import overdue_on
from app.models.facilities._lending import BookState, Resolution
from app.models.facilities.book import Book
from app.models.facilities.book_incident import BookIncident
from app.models.facilities.book_loan import BookLoan
from app.models.facilities.opening_session import OpeningSession
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass

#: Children of the same name offered to choose from, and overdue loans on one page.
_NAMESAKES, _OVERDUE = 12, 500
_WEEK = dt.timedelta(days=7)


def recognised(session: Any, code: str, child: Student | None) -> Book | Student | list[Student] | None:
    """The book or child of the code; several children when it is a name of several; None when nothing.

    While a child is chosen a number is first taken for a book, else for a card.
    """
    if not code:
        return None
    if child is not None:
        return book_numbered(session, code) or _child_of(session, code)
    holder = _holder(session, code)
    return holder or book_numbered(session, code) or _child_of(session, code)


def book_numbered(session: Any, code: str) -> Book | None:
    """The standing book with this accession number."""
    found: Book | None = session.scalar(
        select(Book).where(Book.accession_no == code, Book.archived_at.is_(None)).limit(1)
    )
    return found


def _holder(session: Any, code: str) -> Student | None:
    found: Student | None = session.scalar(
        select(Student).where(Student.library_card_no == code, Student.archived_at.is_(None)).limit(1)
    )
    return found


def _child_of(session: Any, code: str) -> Student | list[Student] | None:
    named = children_called(session, code)
    holder = _holder(session, code)
    if holder is not None:
        return holder
    return named[0] if len(named) == 1 else named or None


def children_called(session: Any, text: str) -> list[Student]:
    """Standing children whose name begins with the text, by class."""
    if not text.strip():
        return []
    found = (
        select(Student)
        .where(Student.name.startswith(text.strip(), autoescape=True), Student.archived_at.is_(None))
        .order_by(Student.name, Student.id)
        .limit(_NAMESAKES)
    )
    return list(session.scalars(found))


def open_loans(session: Any, child: Student) -> list[BookLoan]:
    """What the child has at home, the oldest first."""
    found = select(BookLoan).where(
        BookLoan.student_id == child.id, BookLoan.returned_on.is_(None), BookLoan.archived_at.is_(None)
    )
    return list(session.scalars(found.order_by(BookLoan.due_on)))


def open_loan_of(session: Any, book: Book) -> BookLoan | None:
    """The loan in which the book is out."""
    found: BookLoan | None = session.scalar(
        select(BookLoan).where(
            BookLoan.book_id == book.id, BookLoan.returned_on.is_(None), BookLoan.archived_at.is_(None)
        )
    )
    return found


def overdue_count(session: Any, today: dt.date) -> int:
    """How many books should be back."""
    return int(session.scalar(select(func.count(BookLoan.id)).where(*overdue_on(today))))


def overdue_loans(session: Any, today: dt.date) -> list[Any]:
    """(class, child, book, accession number, due on) of every book that should be back, by class and child."""
    found = (
        select(SchoolClass.label, Student.name, Book.title, Book.accession_no, BookLoan.due_on)
        .select_from(BookLoan)
        .join(Student, Student.id == BookLoan.student_id)
        .join(Book, Book.id == BookLoan.book_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(*overdue_on(today))
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name, BookLoan.due_on)
        .limit(_OVERDUE)
    )
    return list(session.execute(found))


def by_class(lines: list[Any]) -> list[tuple[str, list[Any]]]:
    """Lines under the class they begin with."""
    return [(label or "", list(group)) for label, group in groupby(lines, lambda line: line[0])]


def books_by_state(session: Any) -> list[tuple[BookState, int]]:
    """How many standing books are in each state."""
    counted = select(Book.state, func.count(Book.id)).where(Book.archived_at.is_(None)).group_by(Book.state)
    counts = {row[0]: row[1] for row in session.execute(counted)}
    return [(state, counts.get(state, 0)) for state in BookState]


def open_incidents(session: Any) -> list[BookIncident]:
    """Lost and damaged books about which nothing was done yet."""
    found = select(BookIncident).where(
        BookIncident.resolved == Resolution.OPEN, BookIncident.archived_at.is_(None)
    )
    return list(session.scalars(found.order_by(BookIncident.found_on)))


def unchecked_openings(session: Any, today: dt.date) -> list[OpeningSession]:
    """Openings of the last week after which nobody has checked the books."""
    found = select(OpeningSession).where(
        OpeningSession.held_on.between(today - _WEEK, today),
        OpeningSession.is_stock_checked.is_(False),
        OpeningSession.archived_at.is_(None),
    )
    return list(session.scalars(found.order_by(OpeningSession.held_on.desc())))
