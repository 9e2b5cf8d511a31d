"""The rules of the library: which book, to whom, how many and how long; and the state a book is left in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from app.models._rules import Invalid
from app.models.facilities._lending import BookState, Harm, Resolution
from app.models.facilities.book import Book
from app.models.facilities.book_incident import BookIncident
from app.models.facilities.book_loan import BookLoan
from tests import facility_factories as makes
from tests import factories as make
from tests.models.conftest import TODAY, Place
from tests.models.refusals import column_refused, is_refused_by_the_database

DAY = dt.timedelta(days=1)


@pytest.fixture
def child(system: Any, place: Place) -> Any:
    return make.make_student(system, school_class=place.school_class, library_card_no="K0001")


@pytest.fixture
def book(system: Any, place: Place) -> Book:
    return makes.make_book(system, place.school)


def loan(book: Book, child: Any, **values: Any) -> BookLoan:
    given = {"borrowed_on": TODAY} | values
    return BookLoan(school_id=book.school_id, book_id=book.id, student_id=child.id, **given)


def refusal(system: Any, row: Any) -> str:
    system.add(row)
    with pytest.raises(Invalid) as refused:
        system.flush()
    return refused.value.problems[0].message.zh


@pytest.mark.system("I01")
def test_each_copy_has_a_number_of_its_own(system: Any, place: Place, book: Book) -> None:
    twin = Book(
        school_id=place.school.id, accession_no=book.accession_no, title="x", category="x",
        price=Decimal(1), registered_on=TODAY,
    )  # fmt: skip
    assert column_refused(system, twin) == "accession_no"


@pytest.mark.parametrize(
    ("days", "column"),
    [
        ({"registered_on": TODAY + DAY}, "registered_on"),
        ({"registered_on": TODAY, "withdrawn_on": TODAY - DAY}, "withdrawn_on"),
    ],
)
def test_a_book_is_neither_registered_ahead_nor_withdrawn_before(
    system: Any, place: Place, days: dict[str, Any], column: str
) -> None:
    given = {"accession_no": "T9", "title": "x", "category": "x", "price": Decimal(1)} | days
    assert column_refused(system, Book(school_id=place.school.id, **given)) == column


@pytest.mark.system("I02")
def test_a_loan_is_due_after_a_week_and_the_book_is_out_until_it_is_back(
    system: Any, book: Book, child: Any
) -> None:
    lent = makes.make_loan(system, book, child)
    assert lent.due_on == TODAY + 7 * DAY
    assert book.state is BookState.LENT
    lent.returned_on = TODAY
    system.flush()
    assert book.state is BookState.ON_SHELF


@pytest.mark.system("I02")
def test_a_loan_longer_than_a_week_is_refused(system: Any, book: Book, child: Any) -> None:
    assert "借期最长 7 天" in refusal(system, loan(book, child, due_on=TODAY + 8 * DAY))


@pytest.mark.system("I02")
def test_the_standard_of_the_school_says_how_long_and_how_many(
    system: Any, place: Place, book: Book, child: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = {"R86": 1, "R87": 14}
    monkeypatch.setattr(
        "app.models.facilities._lending.number_of", lambda _look, _school, code, *_more: numbers[code]
    )
    assert makes.make_loan(system, book, child).due_on == TODAY + 14 * DAY
    assert "最多借 1 本" in refusal(system, loan(makes.make_book(system, place.school), child))


@pytest.mark.system("I02")
def test_a_third_book_is_refused(system: Any, place: Place, child: Any) -> None:
    books = [makes.make_book(system, place.school) for _each in range(3)]
    makes.make_loan(system, books[0], child)
    makes.make_loan(system, books[1], child)
    assert "每人每次最多借 2 本" in refusal(system, loan(books[2], child))


@pytest.mark.system("I02")
def test_nothing_is_lent_while_a_book_of_an_earlier_day_is_out(
    system: Any, place: Place, book: Book, child: Any
) -> None:
    makes.make_loan(system, book, child, borrowed_on=TODAY - DAY)
    other = makes.make_book(system, place.school)
    assert "还有 1 本以前借的书没有还" in refusal(system, loan(other, child))


@pytest.mark.system("I02")
def test_a_book_that_is_out_is_not_lent_again(system: Any, place: Place, book: Book, child: Any) -> None:
    first = makes.make_loan(system, book, child)
    other = make.make_student(system, school_class=place.school_class, library_card_no="K0002")
    assert is_refused_by_the_database(system, first, student_id=other.id)
    assert "已经借出" in refusal(system, loan(book, other))


@pytest.mark.system("I03")
def test_a_child_without_a_card_borrows_nothing(system: Any, place: Place, book: Book) -> None:
    child = make.make_student(system, school_class=place.school_class)
    assert "还没有借书证号" in refusal(system, loan(book, child))


@pytest.mark.system("I01", "I02")
def test_a_book_not_yet_registered_is_not_lent(system: Any, place: Place, child: Any) -> None:
    book = makes.make_book(system, place.school, registered_on=TODAY)
    assert "还没有登记入册" in refusal(system, loan(book, child, borrowed_on=TODAY - DAY))


@pytest.mark.system("I04")
@pytest.mark.parametrize(
    ("kind", "state", "sentence"),
    [
        (Harm.DAMAGED, BookState.REPAIR, "正在修补"),
        (Harm.LOST, BookState.LOST, "登记为丢失"),
    ],
)
def test_a_damaged_or_lost_book_is_not_lent(
    system: Any, book: Book, child: Any, kind: Harm, state: BookState, sentence: str
) -> None:
    makes.make_book_incident(system, book, kind=kind)
    assert book.state is state
    assert sentence in refusal(system, loan(book, child))


@pytest.mark.system("I04")
def test_a_withdrawn_book_is_not_lent(system: Any, book: Book, child: Any) -> None:
    book.withdrawn_on = TODAY
    system.flush()
    assert book.state is BookState.WITHDRAWN
    assert "已注销" in refusal(system, loan(book, child))


@pytest.mark.parametrize(
    ("days", "column"),
    [
        ({"borrowed_on": TODAY + DAY}, "borrowed_on"),
        ({"due_on": TODAY - DAY}, "due_on"),
        ({"returned_on": TODAY - DAY}, "returned_on"),
        ({"borrowed_on": TODAY - DAY, "returned_on": TODAY + DAY}, "returned_on"),
    ],
)
def test_the_days_of_a_loan_follow_each_other(
    system: Any, book: Book, child: Any, days: dict[str, Any], column: str
) -> None:
    assert column_refused(system, loan(book, child, **days)) == column


def harm(book: Book, **values: Any) -> BookIncident:
    given = {"kind": Harm.LOST, "cause": "搬家时丢失。", "found_on": TODAY} | values
    return BookIncident(school_id=book.school_id, book_id=book.id, **given)


@pytest.mark.system("I04")
def test_a_lost_book_that_was_replaced_ends_its_loan_and_stands_on_the_shelf(
    system: Any, book: Book, child: Any
) -> None:
    lent = makes.make_loan(system, book, child)
    lost = makes.make_book_incident(system, book, kind=Harm.LOST, student_id=child.id)
    assert book.state is BookState.LOST
    lost.resolved, lost.resolved_on = Resolution.REPLACED, TODAY
    system.flush()
    assert (lent.returned_on, book.state) == (TODAY, BookState.ON_SHELF)


@pytest.mark.system("I04")
def test_a_lost_book_that_was_paid_for_is_withdrawn(system: Any, book: Book) -> None:
    makes.make_book_incident(system, book, kind=Harm.LOST, resolved=Resolution.COMPENSATED, resolved_on=TODAY)
    assert book.state is BookState.WITHDRAWN


@pytest.mark.system("I04")
@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"resolved": Resolution.REPLACED}, "resolved_on"),
        ({"resolved_on": TODAY}, "resolved_on"),
        ({"resolved": Resolution.REPAIRED, "resolved_on": TODAY}, "resolved"),
        ({"resolved": Resolution.REPLACED, "resolved_on": TODAY - DAY}, "resolved_on"),
        ({"found_on": TODAY + DAY}, "found_on"),
        ({"resolved": Resolution.REPLACED, "resolved_on": TODAY + DAY}, "resolved_on"),
        ({"cause": ""}, "cause"),
    ],
)
def test_an_entry_of_the_damage_register_is_whole(
    system: Any, book: Book, values: dict[str, Any], column: str
) -> None:
    assert column_refused(system, harm(book, **values)) == column


@pytest.mark.system("I04")
def test_one_open_entry_of_a_kind_stands_for_a_book(system: Any, book: Book) -> None:
    makes.make_book_incident(system, book)
    assert column_refused(system, harm(book, kind=Harm.DAMAGED)) == "kind"
