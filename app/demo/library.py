"""The demo's library: a catalogue, eight weeks of loans with some overdue, and a damage register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import update

from app.database import ClosedSession
from app.demo.dates import DemoDates
from app.demo.families import Child
from app.demo.rows import insert_all, insert_named
from app.demo.township import Place
from app.models.facilities._lending import BookState, Harm, Resolution
from app.models.facilities.book import Book
from app.models.facilities.book_incident import BookIncident
from app.models.facilities.book_loan import BookLoan
from app.models.people.student import Student

_DAY = dt.timedelta(days=1)
#: (category, shelf, titles): invented books, several copies of each.
_CATALOGUE = (
    ("文学", "A1", ("山那边的信", "河口小镇", "外婆的菜园", "风筝飞过屋顶", "一只叫豆豆的羊", "雨天的伞")),
    ("童话", "A2", ("会说话的石桥", "月亮磨坊", "小刺猬的面包店", "云朵邮局", "睡在树上的鱼")),
    ("科普", "B1", ("地下的秘密", "星空漫步", "身边的昆虫", "天气从哪里来", "种子旅行记", "人体小百科")),
    ("历史", "B2", ("古时候的一天", "纸的故事", "丝路上的孩子")),
    ("安全", "C1", ("平安回家路", "水边的约定", "家里没有大人时")),
    ("作文", "C2", ("写给远方", "我的一天", "看图说话五十篇")),
)
_BOOKS, _LENT, _OVERDUE, _RETURNED = 300, 18, 6, 126
#: (index of the book, what, cause, result, state it is left in): books that are never lent in the demo.
_HARM = (
    (0, Harm.DAMAGED, "封面脱落，第12页撕破。", Resolution.OPEN, BookState.REPAIR),
    (1, Harm.DAMAGED, "被雨淋湿，已晾干粘补。", Resolution.REPAIRED, BookState.ON_SHELF),
    (2, Harm.LOST, "清查时不在架，原因待查。", Resolution.OPEN, BookState.LOST),
    (3, Harm.LOST, "搬家时丢失，家长赔偿。", Resolution.COMPENSATED, BookState.WITHDRAWN),
    (4, Harm.LOST, "丢失，已购同一本补齐。", Resolution.REPLACED, BookState.ON_SHELF),
)


def make_library(session: ClosedSession, place: Place, here: Sequence[Child], dates: DemoDates) -> None:
    """Cards for the children, books, loans and incidents; a tenth of it in the small schools."""
    share = 1 if place.is_central else 10
    _give_cards(session, here)
    books = _books(session, place, _BOOKS // share)
    librarian = place.staff[6 if place.is_central else -1].id
    late, current = max(_OVERDUE // share, 1), max(_LENT // share, 1)
    rows = [
        _loan(place, book, child, dates.today - days * _DAY, None, librarian)
        for (book, child), days in zip(
            zip(books[len(_HARM) :], here, strict=False),
            [20] * late + [3] * current,
            strict=False,
        )
    ]
    rows += _returned(place, books[len(_HARM) + len(rows) :], here[late + current :], dates, librarian, share)
    insert_all(session, BookLoan, rows)
    insert_all(session, BookIncident, [_incident(place, books, line, dates) for line in _HARM])


def _give_cards(session: ClosedSession, here: Sequence[Child]) -> None:
    for child in here:
        session.execute(
            update(Student).where(Student.id == child.id).values(library_card_no=f"K{child.id:04d}")
        )


def _books(session: ClosedSession, place: Place, count: int) -> list[int]:
    titles = [(category, shelf, title) for category, shelf, found in _CATALOGUE for title in found]
    share = 1 if place.is_central else 10
    out = range(len(_HARM), len(_HARM) + max(_OVERDUE // share, 1) + max(_LENT // share, 1))
    harmed = {index: state for index, _kind, _cause, _result, state in _HARM}
    rows = [
        {
            "school_id": place.school.id,
            "accession_no": f"T{number + 1:05d}",
            "title": titles[number % len(titles)][2],
            "category": titles[number % len(titles)][0],
            "shelf": titles[number % len(titles)][1],
            "price": Decimal(12 + number % len(titles)),
            "registered_on": place.last.starts_on,
            "state": BookState.LENT if number in out else harmed.get(number, BookState.ON_SHELF),
        }
        for number in range(count)
    ]
    return insert_named(session, Book, rows)


def _returned(
    place: Place,
    books: Sequence[int],
    readers: Sequence[Child],
    dates: DemoDates,
    librarian: int,
    share: int,
) -> list[dict[str, Any]]:
    """Loans of the last weeks that came back within four days, each child in a week of its own."""
    monday = dates.today - (dates.today.weekday() + 8 * 7) * _DAY
    rows: list[dict[str, Any]] = []
    for number in range(_RETURNED // share if readers else 0):
        week, child = number % 8, readers[(number // 8 + number) % len(readers)]
        day = monday + week * 7 * _DAY
        back = day + (2 + number % 3) * _DAY
        rows.append(_loan(place, books[number % len(books)], child, day, back, librarian))
    return rows


def _loan(
    place: Place, book: int, child: Child, day: dt.date, back: dt.date | None, librarian: int
) -> dict[str, Any]:
    return {
        "school_id": place.school.id,
        "book_id": book,
        "student_id": child.id,
        "borrowed_on": day,
        "due_on": day + 7 * _DAY,
        "returned_on": back,
        "lent_by_id": librarian,
    }


def _incident(place: Place, books: Sequence[int], line: tuple[Any, ...], dates: DemoDates) -> dict[str, Any]:
    index, kind, cause, result, _state = line
    found_on = dates.today - (6 + 3 * index) * _DAY
    return {
        "school_id": place.school.id,
        "book_id": books[index],
        "kind": kind,
        "cause": cause,
        "found_on": found_on,
        "resolved": result,
        "resolved_on": None if result is Resolution.OPEN else found_on + 3 * _DAY,
    }
