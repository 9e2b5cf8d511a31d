"""Section 八, the home for left-behind children and the library: openings, who came, loans and what is overdue."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import or_, select

from app.access.vocabulary import Label
from app.figures._conditions import archived_students, in_term, left_behind, since, standing
from app.figures._registry import Conditions, Rows, figure
from app.models.facilities.book import Book
from app.models.facilities.book_loan import BookLoan
from app.models.facilities.care_facility import CareFacility, FacilityKind
from app.models.facilities.opening_attendance import OpeningAttendance
from app.models.facilities.opening_session import OpeningSession
from app.models.people.student import Student
from app.standards.as_of import AsOf


def _openings(at: AsOf) -> Conditions:
    return (*standing(OpeningSession, at), in_term(OpeningSession.held_on, at))


@figure(
    "homes",
    Label("留守儿童之家", "Homes for left-behind children"),
    Label("统计日已建立的之家", "Set up by the day"),
    8,
    systems=("J01",),
)
def homes(_session: Any, at: AsOf) -> Rows:
    is_home = CareFacility.kind == FacilityKind.HOME
    return Rows(CareFacility, (*since(CareFacility, CareFacility.set_up_on, at), is_home))


@figure(
    "openings",
    Label("之家开放次数", "Openings of the home"),
    Label(
        "本学期到统计日之家和各活动室登记的开放次数",
        "Openings of the home and its rooms recorded in the term",
    ),
    8,
    systems=("J03",),
    rules=("R63", "R63b"),
)
def openings(_session: Any, at: AsOf) -> Rows:
    return Rows(OpeningSession, _openings(at))


@figure(
    "openings-with-two",
    Label("两名教师值班的开放", "Openings with two on duty"),
    Label("有两名教师值班的开放 ÷ 本学期的开放", "Openings with two teachers on duty / openings of the term"),
    8,
    systems=("J04",),
    rules=("R64",),
)
def openings_with_two(_session: Any, at: AsOf) -> Rows:
    by_two = OpeningSession.second_duty_id.is_not(None)
    return Rows(OpeningSession, (*_openings(at), by_two), _openings(at))


@figure(
    "openings-checked",
    Label("结束检查完成", "Closing checks done"),
    Label(
        "断电、关窗锁门、清查三项都已做的开放 ÷ 本学期的开放",
        "Openings with power off, doors shut and stock checked / openings of the term",
    ),
    8,
    systems=("I05",),
    rules=("R90",),
)
def openings_checked(_session: Any, at: AsOf) -> Rows:
    row = OpeningSession
    checked = (row.is_power_off.is_(True), row.are_windows_closed.is_(True), row.is_stock_checked.is_(True))
    return Rows(row, (*_openings(at), *checked), _openings(at))


@figure(
    "home-attendance",
    Label("之家到场人次", "Attendance at the home"),
    Label("本学期开放签到表上到场的人次", "Children ticked as present at the openings of the term"),
    8,
    systems=("J01",),
)
def home_attendance(_session: Any, at: AsOf) -> Rows:
    return Rows(OpeningAttendance, _present(at))


@figure(
    "children-at-home",
    Label("到过之家的儿童", "Children who came to the home"),
    Label(
        "本学期至少到场一次的留守儿童 ÷ 留守儿童",
        "Left-behind children present at least once in the term / left-behind children",
    ),
    8,
    systems=("J01",),
)
def children_at_home(_session: Any, at: AsOf) -> Rows:
    came = select(OpeningAttendance.student_id).where(*_present(at))
    children = (Student.id.in_(left_behind(at)),)
    return Rows(Student, (*children, Student.id.in_(came)), children)


def _present(at: AsOf) -> Conditions:
    of_term = select(OpeningSession.id).where(*_openings(at))
    row = OpeningAttendance
    return (
        *standing(row, at),
        row.is_present.is_(True),
        row.opening_session_id.in_(of_term),
        row.student_id.not_in(archived_students()),
    )


@figure(
    "books",
    Label("图书册数", "Books"),
    Label("统计日已登记、没有注销的册数", "Registered by the day and not withdrawn"),
    8,
    systems=("I01",),
)
def books(_session: Any, at: AsOf) -> Rows:
    is_there = or_(Book.withdrawn_on.is_(None), Book.withdrawn_on > at.day)
    return Rows(Book, (*standing(Book, at), Book.registered_on <= at.day, is_there))


@figure(
    "loans",
    Label("图书借阅", "Loans"),
    Label("本学期到统计日借出的册次", "Books lent in the term up to the day"),
    8,
    systems=("I02",),
)
def loans(_session: Any, at: AsOf) -> Rows:
    return Rows(BookLoan, _loans(at))


@figure(
    "loans-overdue",
    Label("逾期未还", "Loans overdue"),
    Label("统计日已过应还日期、还没有归还的册次", "Past their day of return on the day and not returned"),
    8,
    systems=("I02",),
    rules=("R87",),
)
def loans_overdue(_session: Any, at: AsOf) -> Rows:
    return Rows(BookLoan, (BookLoan.school_id == at.school_id, *overdue_on(at.day)))


def overdue_on(day: dt.date) -> Conditions:
    """Loans out on the day whose day of return is over; the library's desk asks the same."""
    row = BookLoan
    is_out = or_(row.returned_on.is_(None), row.returned_on > day)
    return (row.archived_at.is_(None), row.borrowed_on <= day, row.due_on < day, is_out)


@figure(
    "borrowers",
    Label("借过书的儿童", "Children who borrowed"),
    Label(
        "本学期至少借过一册的留守儿童 ÷ 留守儿童",
        "Left-behind children with at least one loan of the term / left-behind children",
    ),
    8,
    systems=("I02",),
)
def borrowers(_session: Any, at: AsOf) -> Rows:
    borrowed = select(BookLoan.student_id).where(*_loans(at))
    children = (Student.id.in_(left_behind(at)),)
    return Rows(Student, (*children, Student.id.in_(borrowed)), children)


def _loans(at: AsOf) -> Conditions:
    return (*standing(BookLoan, at), in_term(BookLoan.borrowed_on, at))
