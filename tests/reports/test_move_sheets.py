"""The hand-over sheet of a child and the list of changes of a term, printed from rows and read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection

from app import clock
from app.access.guard import Actor, bind, system_session
from app.access.vocabulary import Role
from app.extensions import db
from app.models.people.care_registration import LeaveReason
from app.models.people.hand_over import Direction, HandedOver
from app.models.people.student_caregiver import GuardRole, Relation
from app.reports.printing import print_sheet
from app.reports.sheet import NothingToPrint
from app.reports.sheets import Ask, sheets
from tests import factories as make
from tests.reports import reading

TODAY = dt.date(2025, 10, 15)


@pytest.fixture
def keys(app: Flask, transaction: Connection) -> Iterator[dict[str, int]]:
    """A school from which one child went and to which another came, looked at by its principal."""
    with app.app_context(), clock.set_to(TODAY):
        with system_session("rows for papers") as session:
            made = _rows(session)
            session.commit()
        bind(db.session, Actor(9_999, None, made["school"], frozenset({Role.PRINCIPAL}), TODAY, "张校长"))
        yield made
        db.session.rollback()


def _rows(session: Any) -> dict[str, int]:
    school = make.make_school(session)
    year = make.make_school_year(session, school)
    term = make.make_term(session, school, year)
    school_class, teacher = (
        make.make_class(session, year, 3, 2),
        make.make_staff(session, school, name="马秀英"),
    )
    gone, come, home = (
        make.make_student(session, school_class=school_class, name=name)
        for name in ("周小溪", "吴雨桐", "郑可欣")
    )
    make.make_registration(session, gone, term)
    make.make_registration(session, home, term, left_on=TODAY, leave_reason=LeaveReason.PARENTS_RETURNED)
    make.make_mentoring(session, teacher, gone)
    make.make_caregiver(session, home, guard_role=GuardRole.CURRENT, name="李桂香")
    adult = make.make_caregiver(session, come, name="陈玉兰")
    make.tie(session, come, adult, Relation.OTHER, valid_from=TODAY, guard_role=GuardRole.CURRENT)
    sheet = make.make_hand_over(
        session, gone, teacher, items=frozenset({HandedOver.ARCHIVE}), note="请继续关注视力。"
    )
    make.make_hand_over(session, come, teacher, direction=Direction.IN)
    empty = make.make_school(session)
    make.make_term(session, empty)
    found = {"school": school, "empty": empty, "sheet": sheet}
    return {name: int(row.id) for name, row in found.items()}


def _printed(slug: str, ask: Ask, school: int) -> str:
    actor = Actor(9_999, None, school, frozenset({Role.PRINCIPAL}), TODAY, "张校长")
    paper = print_sheet(sheets()[slug].collect(db.session, actor, ask))
    return "".join(reading.page_texts(paper.content))


@pytest.mark.system("B08")
def test_the_hand_over_sheet_says_what_goes_along_and_never_the_counseling(keys: dict[str, int]) -> None:
    text = _printed("hand-over", Ask(row_id=keys["sheet"]), keys["school"])
    for words in (
        "周小溪",
        "县城第三小学",
        "马秀英",
        "请继续关注视力。",
        "双亲外出",
        "心理辅导记录不随本单移交",
    ):
        assert words in text
    assert text.count("√") == 2  # the heading and the archive


@pytest.mark.system("B08")
def test_the_list_of_changes_names_who_came_who_left_and_who_is_registered_no_more(
    keys: dict[str, int],
) -> None:
    text = _printed("change-list", Ask(), keys["school"])
    for words in ("转入（新来）", "吴雨桐", "转出（离开）", "周小溪", "不再登记", "郑可欣", "父母返乡"):
        assert words in text
    assert "陈玉兰" in text
    assert "李桂香" not in text  # in charge for a year already


def test_a_term_without_changes_prints_nothing_and_says_so(keys: dict[str, int]) -> None:
    actor = Actor(9_999, None, keys["empty"], frozenset({Role.PRINCIPAL}), TODAY, "张校长")
    bind(db.session, actor)
    with pytest.raises(NothingToPrint, match="没有转入、转出或注销的孩子"):
        sheets()["change-list"].collect(db.session, actor, Ask())


def test_a_hand_over_sheet_of_another_school_does_not_exist(keys: dict[str, int]) -> None:
    actor = Actor(9_999, None, keys["empty"], frozenset({Role.PRINCIPAL}), TODAY, "张校长")
    bind(db.session, actor)
    with pytest.raises(NothingToPrint, match="没有这张交接单"):
        sheets()["hand-over"].collect(db.session, actor, Ask(row_id=keys["sheet"]))
