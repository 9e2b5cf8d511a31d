"""The papers of the library, the home, the rides and the pledges, printed from rows and read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection

from app import clock
from app.access.guard import Actor, bind, system_session
from app.access.vocabulary import Role
from app.extensions import db
from app.models.facilities._lending import Harm
from app.models.facilities.opening_attendance import Leaving
from app.models.safety.safety_pledge import PledgeLayer
from app.reports.printing import print_sheet
from app.reports.sheet import NothingToPrint
from app.reports.sheets import Ask, sheets
from tests import facility_factories as makes
from tests import factories as make
from tests.reports import reading

TODAY = dt.date(2025, 10, 15)
DAY = dt.timedelta(days=1)
SLUGS = (
    "book-catalogue", "loan-list", "overdue-list", "damage-register", "opening-record", "opening-timetable",
    "room-rules", "equipment-list", "ride-list", "unsigned-pledges",
)  # fmt: skip
Printed = Callable[..., str]


@pytest.fixture
def school(app: Flask, transaction: Connection) -> Iterator[tuple[dict[str, int], Actor]]:
    """A school with one row for every paper, looked at by its principal."""
    with app.app_context(), clock.set_to(TODAY):
        with system_session("rows for papers") as session:
            keys = _rows(session)
            session.commit()
        actor = Actor(9_999, None, keys["school"], frozenset({Role.PRINCIPAL}), TODAY, "张校长")
        bind(db.session, actor)
        yield keys, actor
        db.session.rollback()


@pytest.fixture
def printed(school: tuple[dict[str, int], Actor]) -> Printed:
    """`printed(slug, …)`: all the words of the paper."""

    def words(slug: str, **asked: Any) -> str:
        data = sheets()[slug].collect(db.session, school[1], Ask(**asked))
        return "".join(reading.page_texts(print_sheet(data).content))

    return words


def _rows(session: Any) -> dict[str, int]:
    school = make.make_school(session)
    year = make.make_school_year(session, school)
    term = make.make_term(session, school, year, is_current=True)
    classes = [make.make_class(session, year, 3, number) for number in (1, 2)]
    first, second = (make.make_staff(session, school, name=name) for name in ("马秀英", "高建国"))
    child, other = (
        make.make_student(session, school_class=each, name=name, library_card_no=name)
        for each, name in zip(classes, ("周小溪", "吴雨桐"), strict=True)
    )
    _library(session, school, child, other)
    home = makes.make_facility(session, school, name="阳光之家", rules_text="一、爱护图书。\n二、按时离开。")
    makes.make_equipment(session, home)
    makes.make_slot(session, home)
    opening = makes.make_opening(session, home, first, second, content="下棋")
    told = {"fetched_by_name": "邻居赵某", "fetch_reason": "奶奶委托", "leaving": Leaving.FETCHED}
    makes.make_attendance(session, opening, child, left_at=clock.now(), **told)
    car = makes.make_vehicle(session, school, plate="演A90001", seats=1, driver_phone="10037236514")
    makes.make_ride(session, car, child, term, stop="村口")
    makes.make_ride(session, car, other, term)
    makes.make_pledge(session, year, staff_id=first.id, signed_on=TODAY)
    makes.make_pledge(session, year, staff_id=second.id)
    makes.make_pledge(session, year, layer=PledgeLayer.SCHOOL_DRIVER, vehicle_id=car.id)
    return {"school": school.id, "opening": opening.id, "home": home.id, "class": classes[0].id}


def _library(session: Any, school: Any, child: Any, other: Any) -> None:
    books = [
        makes.make_book(session, school, title=title) for title in ("山那边的信", "星空漫步", "雨天的伞")
    ]
    makes.make_loan(session, books[0], child, borrowed_on=TODAY - 12 * DAY)
    makes.make_loan(session, books[1], other)
    makes.make_book_incident(session, books[2], kind=Harm.DAMAGED, cause="被雨淋湿。")


@pytest.mark.system("I01", "I02", "I04")
def test_the_library_s_papers_hold_what_is_lent_late_and_damaged(printed: Printed) -> None:
    assert all(title in printed("book-catalogue") for title in ("山那边的信", "星空漫步", "18.00"))
    assert all(text in printed("loan-list") for text in ("周小溪", "2025年10月3日", "2025年10月10日"))
    late = printed("overdue-list")
    assert "山那边的信" in late
    assert "星空漫步" not in late
    assert all(text in printed("damage-register") for text in ("雨天的伞", "被雨淋湿。", "未处理"))


@pytest.mark.system("I02")
def test_the_loans_of_one_class_are_printed_for_that_class(
    printed: Printed, school: tuple[dict[str, int], Actor]
) -> None:
    text = printed("loan-list", school_class_id=school[0]["class"])
    assert "周小溪" in text
    assert "吴雨桐" not in text


@pytest.mark.system("H09", "I05", "J04")
def test_the_record_of_an_opening_says_who_fetched_whom_and_why(
    printed: Printed, school: tuple[dict[str, int], Actor]
) -> None:
    text = printed("opening-record", row_id=school[0]["opening"])
    for expected in ("马秀英、高建国", "周小溪", "邻居赵某", "奶奶委托", "切断电源", "下棋"):
        assert expected in text


@pytest.mark.system("J02", "J03", "I06")
def test_timetable_and_rules_are_for_the_wall_and_equipment_says_its_gap(printed: Printed) -> None:
    week, rules = printed("opening-timetable"), printed("room-rules")
    assert all(text in week for text in ("周三", "16:00至17:00", "阳光之家", "读书、下棋"))
    assert all(text in rules for text in ("阳光之家管理制度", "二、按时离开。"))
    assert all("张贴版" in text and "马秀英" not in text for text in (week, rules))
    assert "电脑6104" in printed("equipment-list").replace("\n", "").replace(" ", "")


@pytest.mark.system("H04")
def test_the_ride_list_has_driver_phone_and_a_warning_when_too_full(printed: Printed) -> None:
    text = printed("ride-list")
    for expected in ("演A90001", "赵师傅", "10037236514", "周小溪", "村口", "超过核定人数1人"):
        assert expected in text.replace(" ", "")


@pytest.mark.system("A09")
def test_the_unsigned_are_listed_by_layer_and_the_signed_only_counted(printed: Printed) -> None:
    text = printed("unsigned-pledges")
    for expected in ("学校与教职工：应签2份，已签1份", "高建国", "赵师傅演A90001"):
        assert expected in text.replace(" ", "")
    assert "马秀英" not in text


@pytest.mark.parametrize("slug", SLUGS)
def test_where_there_is_nothing_a_sentence_says_so(app: Flask, transaction: Connection, slug: str) -> None:
    with app.app_context(), clock.set_to(TODAY):
        with system_session("an empty school") as session:
            key = make.make_school(session).id
            session.commit()
        actor = Actor(9_999, None, key, frozenset({Role.PRINCIPAL}), TODAY, "张校长")
        bind(db.session, actor)
        with pytest.raises(NothingToPrint, match="。"):
            sheets()[slug].collect(db.session, actor, Ask())
        db.session.rollback()
