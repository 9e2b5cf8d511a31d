"""What the library's rules say: how many books, for how long, of which book, to whom; and what a book's state is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import object_session

from app import clock
from app.access.vocabulary import Choice, Label
from app.models._base import Entity, entity_named
from app.models._rules import Problem
from app.models._standard import number_of
from app.models._validation import Look

if TYPE_CHECKING:
    from app.models.facilities.book_loan import BookLoan

#: At most so many books at a time (R86) for so many days (R87), where the school's standard says nothing.
MOST_BOOKS = 2
MOST_DAYS = 7


class BookState(Choice):
    """Where a copy is; follows from its loans and incidents."""

    ON_SHELF = "on-shelf", "在架", "On the shelf"
    LENT = "lent", "借出", "Lent"
    REPAIR = "repair", "修补", "Under repair"
    LOST = "lost", "丢失", "Lost"
    WITHDRAWN = "withdrawn", "注销", "Withdrawn"


class Harm(Choice):
    """What happened to a book."""

    LOST = "lost", "丢失", "Lost"
    DAMAGED = "damaged", "破损", "Damaged"


class Resolution(Choice):
    """What was done about it."""

    OPEN = "open", "未处理", "Open"
    REPAIRED = "repaired", "修复", "Repaired"
    REPLACED = "replaced", "补齐", "Replaced"
    COMPENSATED = "compensated", "赔偿", "Compensated"


_NOT_LENDABLE = {
    BookState.REPAIR: Label(
        "这本书正在修补，不能外借；修好后请先在损毁登记里填写处理结果。", "The book is under repair."
    ),
    BookState.LOST: Label(
        "这本书登记为丢失，不能外借；找到后请先在损毁登记里处理。", "The book is recorded as lost."
    ),
    BookState.WITHDRAWN: Label("这本书已注销，不能外借。", "The book is withdrawn."),
}


def most_books(source: Any, school_id: int, on: dt.date) -> int:
    """How many books a child may have at a time (R86)."""
    return int(number_of(source, school_id, "R86", on, MOST_BOOKS))


def most_days(source: Any, school_id: int, on: dt.date) -> int:
    """How many days a book may be away (R87)."""
    return int(number_of(source, school_id, "R87", on, MOST_DAYS))


def state_after(book: Any, loans: Iterable[Any], incidents: Iterable[Any]) -> BookState:
    """The state that the standing loans and incidents of a book leave it in."""
    if book.withdrawn_on is not None:
        return BookState.WITHDRAWN
    told = list(incidents)
    if any(each.resolved == Resolution.COMPENSATED for each in told):
        return BookState.WITHDRAWN
    open_kinds = {each.kind for each in told if each.resolved == Resolution.OPEN}
    if Harm.LOST in open_kinds:
        return BookState.LOST
    if any(loan.returned_on is None for loan in loans):
        return BookState.LENT
    return BookState.REPAIR if Harm.DAMAGED in open_kinds else BookState.ON_SHELF


def keep_book_in_step(row: Any) -> None:
    """Give the book of a loan or incident the state that follows from what this flush writes."""
    session = object_session(row)
    book = session.get(entity_named("Book"), row.book_id) if session and row.book_id else None
    if book is not None:
        keep_state(book)


def keep_state(book: Any) -> None:
    """Give the book the state that follows from its loans and incidents."""
    session = object_session(book)
    if session is None:
        return
    state = state_after(book, _of(session, "BookLoan", book), _of(session, "BookIncident", book))
    if book.state != state:
        book.state = state


def _of(session: Any, name: str, book: Any) -> list[Any]:
    """The standing loans or incidents of the book, as they are in the session."""
    entity: Any = entity_named(name)
    new = [row for row in session.new if isinstance(row, entity) and _book_of(row) == book.id]
    found = session.scalars(select(entity).where(entity.book_id == book.id))
    return [row for row in (*found, *new) if row.archived_at is None]


def _book_of(row: Any) -> int | None:
    given: Entity | None = row.__dict__.get("book")
    return given.id if given is not None else row.book_id


def may_lend(row: BookLoan, look: Look) -> Problem | None:
    """R86, R88, R89, I03: who may borrow, how many, and which book; asked when the loan begins."""
    if not inspect(row).pending or row.returned_on is not None or row.student_id is None:
        return None
    return _of_the_book(row, look) or _of_the_card(row, look) or _of_the_borrower(row, look)


def _of_the_book(row: BookLoan, look: Look) -> Problem | None:
    book = look.referred(row, "book_id")
    if book is None or book.registered_on > row.borrowed_on:
        return Problem(
            "book_id",
            Label("这本书还没有登记入册，不能外借。", "The book is not registered, so it cannot be lent."),
        )
    damaged = look.rows(entity_named("BookIncident"), book_id=row.book_id, resolved=Resolution.OPEN)
    state = BookState.REPAIR if damaged and book.state == BookState.LENT else book.state
    message = _NOT_LENDABLE.get(state)
    return Problem("book_id", message) if message else None


def _of_the_card(row: BookLoan, look: Look) -> Problem | None:
    student = look.referred(row, "student_id")
    if student is not None and student.library_card_no:
        return None
    return Problem(
        "student_id",
        Label(
            "该生还没有借书证号，请先在学生资料里登记再借书。",
            "The child has no library card yet; enter it first.",
        ),
    )


def _of_the_borrower(row: BookLoan, look: Look) -> Problem | None:
    open_loans = look.standing(type(row), student_id=row.student_id, returned_on=None)
    others = [loan for loan in open_loans if loan is not row]
    earlier = [loan for loan in others if loan.borrowed_on < row.borrowed_on]
    if earlier:
        return Problem(
            "student_id",
            Label(
                f"该生还有 {len(earlier)} 本以前借的书没有还，全部归还后方可再借。",
                f"{len(earlier)} books borrowed earlier are still out; all must be returned first.",
            ),
        )
    most = most_books(look, row.school_id, row.borrowed_on)
    if len(others) < most:
        return None
    return Problem(
        "student_id",
        Label(f"每人每次最多借 {most} 本，该生已借 {len(others)} 本。", f"At most {most} books at a time."),
    )


def is_short_enough(row: BookLoan, look: Look) -> Problem | None:
    """R87: a loan is due after at most so many days."""
    if row.borrowed_on is None or row.due_on is None:
        return None
    most = most_days(look, row.school_id, row.borrowed_on)
    if (row.due_on - row.borrowed_on).days <= most:
        return None
    return Problem(
        "due_on",
        Label(
            f"借期最长 {most} 天，应还日期不能晚于 {row.borrowed_on + dt.timedelta(days=most)}。",
            f"A loan lasts {most} days at most.",
        ),
    )


def is_not_ahead(column: str) -> Any:
    """A judge refusing a day to come in the column."""

    def judge(row: Any, _look: Look) -> Problem | None:
        day = getattr(row, column)
        if day is None or day <= clock.today():
            return None
        return Problem(column, Label("日期不能晚于今天。", "Not a day to come, please."))

    return judge
