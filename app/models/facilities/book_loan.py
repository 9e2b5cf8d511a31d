"""BookLoan 图书借阅：a book lent to a child, when it is due and when it came back."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, object_session

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, Unique, not_before
from app.models.facilities._lending import (
    is_not_ahead,
    is_short_enough,
    keep_book_in_step,
    may_lend,
    most_days,
)


class BookLoan(SchoolEntity):
    """One book with one child; the number of volumes is the number of rows of a child and day."""

    spec = Spec(
        label=Label("图书借阅", "Book loan"),
        chapter=Chapter.FACILITIES,
        group=Group.LIBRARY,
        title="book_id",
        reach=Reach("child", "student_id"),
        listed=("borrowed_on", "student_id", "book_id", "due_on", "returned_on", "lent_by_id"),
        filtered=("student_id", "book_id", "borrowed_on", "due_on", "returned_on"),
        order="-borrowed_on",
        indexes=(("school_id", "returned_on", "due_on"), ("student_id", "returned_on")),
        systems=("I02", "I03"),
        rules=(
            Unique(
                ("book_id",),
                Label("这本书已经借出，还没有归还。", "The book is out and not returned yet."),
                where={"returned_on": None},
            ),
            not_before(
                "due_on", "borrowed_on", Label("应还日期不能早于借出日期。", "Due before it was lent.")
            ),
            not_before(
                "returned_on",
                "borrowed_on",
                Label("归还日期不能早于借出日期。", "Returned before it was lent."),
            ),
            Judged(is_not_ahead("borrowed_on")),
            Judged(is_not_ahead("returned_on")),
            Judged(may_lend),
            Judged(is_short_enough),
        ),
    )

    book_id: Mapped[int] = c.ref("图书", "Book", "Book", required=True)
    student_id: Mapped[int] = c.ref("借阅学生", "Borrower", "Student", required=True)
    borrowed_on: Mapped[dt.date] = c.day("借出日期", "Borrowed on", required=True)
    due_on: Mapped[dt.date] = c.day(
        "应还日期", "Due on", required=True, hint=Label("按本校借期。", "As the school's standard says.")
    )
    returned_on: Mapped[dt.date | None] = c.day("归还日期", "Returned on")
    lent_by_id: Mapped[int | None] = c.ref("经办人", "Lent by", "Staff")

    def complete(self) -> None:
        session = object_session(self)
        if self.due_on is None and self.borrowed_on is not None and session is not None:
            days = most_days(session, self.school_id, self.borrowed_on)
            self.due_on = self.borrowed_on + dt.timedelta(days=days)
        keep_book_in_step(self)
