"""Who has read a book in a month, and who still owes the essay that goes with it from grade 3 on (R20)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from app.access.vocabulary import Label
from app.figures._conditions import archived_students, left_behind, standing
from app.figures._registry import Conditions, Rows, figure
from app.models.care.reading_record import ReadingRecord, asks_essay
from app.models.people.enrollment import Enrollment
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.standards.as_of import AsOf


@dataclass(frozen=True, slots=True)
class Book:
    """A book read in the month: `id` of its record, and the day of the essay."""

    id: int
    title: str
    response_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Reader:
    """A child in the class it was in that month, with its books; `asks_essay` follows from that class's grade."""

    student_id: int
    name: str
    class_label: str
    asks_essay: bool
    books: tuple[Book, ...]

    @property
    def owes_book(self) -> bool:
        return not self.books

    @property
    def owes_essay(self) -> bool:
        return self.asks_essay and bool(self.books) and not any(book.response_on for book in self.books)


def readers(session: Any, at: AsOf, month: dt.date) -> list[Reader]:
    """The left-behind children whom the person sees, in the order of their classes; `month` is its first day."""
    books = _books(session, month)
    return [
        Reader(key, name, label or "", asks_essay(grade), tuple(books[key]))
        for key, name, label, grade in _children(session, at, month)
    ]


def _books(session: Any, month: dt.date) -> dict[int, list[Book]]:
    found = (
        select(ReadingRecord)
        .where(ReadingRecord.month == month, ReadingRecord.archived_at.is_(None))
        .order_by(ReadingRecord.id)
    )
    books: dict[int, list[Book]] = defaultdict(list)
    for row in session.scalars(found):
        books[row.student_id].append(Book(row.id, row.title, row.response_on))
    return books


def _children(session: Any, at: AsOf, month: dt.date) -> list[Any]:
    """(id, name, class, grade) as they stood in the month: next year's grade asks nothing of last year's book."""
    last = (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    then = (Enrollment.starts_on <= last, or_(Enrollment.ends_on.is_(None), Enrollment.ends_on >= month))
    found = (
        select(Student.id, Student.name, SchoolClass.label, SchoolClass.grade, SchoolClass.number)
        .join(Enrollment, Enrollment.student_id == Student.id)
        .join(SchoolClass, SchoolClass.id == Enrollment.school_class_id)
        .where(Student.id.in_(left_behind(at)), Enrollment.archived_at.is_(None), *then)
        .order_by(Enrollment.starts_on)
    )
    newest = {row[0]: row for row in session.execute(found)}
    return [row[:4] for row in sorted(newest.values(), key=lambda row: (row[3], row[4], row[1]))]


def _read_in_term(at: AsOf) -> Conditions:
    row = ReadingRecord
    months = (row.month >= at.starts_on.replace(day=1), row.month <= at.day)
    return (*standing(row, at), *months, row.student_id.not_in(archived_students()))


@figure(
    "books-read",
    Label("读书", "Books read"),
    Label("本学期各月到统计日登记读完的册次", "Recorded as read in the months of the term up to the day"),
    7,
    systems=("I07",),
    rules=("R20a",),
)
def books_read(_session: Any, at: AsOf) -> Rows:
    return Rows(ReadingRecord, _read_in_term(at))


@figure(
    "children-reading",
    Label("读了书的儿童", "Children who read"),
    Label(
        "本学期至少登记读完一册的留守儿童 ÷ 留守儿童",
        "Left-behind children with at least one book of the term / left-behind children",
    ),
    7,
    systems=("I07",),
    rules=("R20a",),
)
def children_reading(_session: Any, at: AsOf) -> Rows:
    read = select(ReadingRecord.student_id).where(*_read_in_term(at))
    children = (Student.id.in_(left_behind(at)),)
    return Rows(Student, (*children, Student.id.in_(read)), children)


@figure(
    "essays",
    Label("读后感", "Essays on books"),
    Label(
        "已写读后感的 ÷ 本学期登记读完的册次",
        "Books with an essay written by the day / books read in the term",
    ),
    7,
    systems=("I07",),
    rules=("R20b",),
)
def essays(_session: Any, at: AsOf) -> Rows:
    return Rows(ReadingRecord, (*_read_in_term(at), ReadingRecord.response_on <= at.day), _read_in_term(at))
