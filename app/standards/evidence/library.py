"""Evidence of the library: how many books at a time, for how long, and nothing lent before all is returned (R86-R89)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from app.models.facilities.book import Book
from app.models.facilities.book_loan import BookLoan
from app.models.management.care_standard_item import RuleAction, RuleSubject
from app.standards.as_of import AsOf
from app.standards.evidence._lines import cases
from app.standards.evidence._registry import evidence
from app.standards.evidence.shapes import Case, Evidence
from app.standards.rules import Rule


@evidence(RuleAction.LENDING, RuleSubject.LOAN, entity=BookLoan)
def loans(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """Each loan of the term (and those still out from before), by what the rule's `kinds` asks of it."""
    found = _loans(session, at)
    kind = next(iter(rule.filters.get("kinds") or ("days",)))
    return cases((case.row_id, case) for case in _JUDGES[kind](found, rule, at.day))


def _loans(session: Any, at: AsOf) -> list[Any]:
    loan = BookLoan
    found = (
        select(
            loan.id, loan.student_id, loan.borrowed_on, loan.due_on, loan.returned_on, Book.registered_on
        )
        .join(Book, Book.id == loan.book_id)
        .where(
            loan.school_id == at.school_id,
            loan.archived_at.is_(None),
            loan.borrowed_on <= at.day,
            or_(loan.returned_on.is_(None), loan.returned_on >= at.starts_on),
        )
        .order_by(loan.borrowed_on, loan.id)
    )  # fmt: skip
    return list(session.execute(found))


def _books(found: Sequence[Any], rule: Rule, _day: dt.date) -> list[Case]:
    """R86: so many books of one child at one time."""
    together = Counter((row.student_id, row.borrowed_on) for row in found)
    return [
        Case(
            row.id,
            row.borrowed_on,
            rule.count_max is None or together[row.student_id, row.borrowed_on] <= rule.count_max,
        )
        for row in found
    ]


def _days(found: Sequence[Any], rule: Rule, day: dt.date) -> list[Case]:
    """R87: lent on the 1st for seven days is due on the 8th."""
    return [_returned(row, rule, day) for row in found]


def _returned(row: Any, rule: Rule, day: dt.date) -> Case:
    days = rule.count_max
    due_on = row.due_on if days is None else row.borrowed_on + dt.timedelta(days=int(days))
    if row.returned_on is not None and row.returned_on <= day:
        return Case(row.id, due_on, row.returned_on <= due_on)
    return Case(row.id, due_on, None if day <= due_on else False)


def _all_returned(found: Sequence[Any], rule: Rule, _day: dt.date) -> list[Case]:
    """R88: on the day of a new loan no more books lent earlier were out than the rule allows, which is none."""
    most, of_child = int(rule.count_max or 0), defaultdict(list)
    for row in found:
        of_child[row.student_id].append(row)
    return [Case(row.id, row.borrowed_on, _out_on(of_child[row.student_id], row) <= most) for row in found]


def _out_on(loans_of_the_child: Sequence[Any], new: Any) -> int:
    return sum(
        row.borrowed_on < new.borrowed_on and (row.returned_on is None or row.returned_on > new.borrowed_on)
        for row in loans_of_the_child
    )


def _registered(found: Sequence[Any], _rule: Rule, _day: dt.date) -> list[Case]:
    """R89: the book stood in the register when it was lent."""
    return [Case(row.id, row.borrowed_on, row.registered_on <= row.borrowed_on) for row in found]


_JUDGES: dict[str, Callable[[Sequence[Any], Rule, dt.date], list[Case]]] = {
    "books": _books,
    "days": _days,
    "return": _all_returned,
    "registered": _registered,
}
