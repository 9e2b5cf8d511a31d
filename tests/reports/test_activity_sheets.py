"""The papers of activities, trainings and growth, printed from rows and read back."""

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
from app.models.care.growth_record import GrowthKind
from app.models.events.event import EventKind
from app.models.events.event_student import EventRole
from app.models.events.parent_training import EvaluationForm
from app.reports.printing import print_sheet
from app.reports.sheet import NothingToPrint, Table
from app.reports.sheets import Ask, sheets
from tests import activity_factories as makes
from tests import factories as make
from tests.reports import reading

TODAY = dt.date(2025, 10, 15)


@pytest.fixture
def keys(app: Flask, transaction: Connection) -> Iterator[dict[str, int]]:
    """A school with a child, an event, a training and a plan, looked at by its principal."""
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
    child = make.make_student(
        session, school_class=school_class, name="周小溪", birth_date=dt.date(2016, 10, 3)
    )
    make.make_registration(session, child, term)
    event = makes.make_event(session, teacher, kind=EventKind.BIRTHDAY, plan="唱歌", title="十月生日会")
    makes.make_event_student(session, event, child, role=EventRole.BIRTHDAY)
    makes.make_event_adult(session, event, outside_name="王来宾")
    makes.make_photo(session, event, caption="没有同意的合影")
    makes.make_photo(session, event, caption="吹蜡烛", has_consent=True, consent_by="监护人")
    adult = make.make_caregiver(session, child, name="李桂香", phone="10037236514")
    training = makes.make_training(session, teacher, evaluation_form=EvaluationForm.TEST)
    makes.make_attendance(session, training, child, adult, is_present=True, score=85)
    makes.make_lesson(session, school_class, teacher)
    plan = makes.make_class_plan(session, school_class, term, teacher)
    makes.make_growth_record(session, child, teacher)
    check = {"kind": GrowthKind.PROGRESS_CHECK, "subject": "数学", "before": "不及格", "after": "及格"}
    makes.make_growth_record(session, child, teacher, **check)
    makes.make_score(session, child, term)
    makes.make_care_service(session, child, teacher, note="送到镇卫生院")
    make.make_plan(session, child, term, teacher, subject="数学", help_time="周三课后")
    found = {"school": school, "event": event, "training": training, "plan": plan, "child": child}
    return {name: int(row.id) for name, row in found.items()}


Printed = Callable[..., str]


@pytest.fixture
def printed(keys: dict[str, int]) -> Printed:
    """`printed(slug, …)`: all the words of the paper."""

    def words(slug: str, **asked: Any) -> str:
        data = sheets()[slug].collect(db.session, db.session().info["actor"], Ask(**asked))
        return "".join(reading.page_texts(print_sheet(data).content))

    return words


@pytest.mark.system("K03", "K04", "D16")
def test_a_record_names_who_came_and_only_pictures_with_consent(
    printed: Printed, keys: dict[str, int]
) -> None:
    text = printed("event-record", row_id=keys["event"])
    for expected in ("十月生日会", "唱歌", "周小溪", "王来宾", "吹蜡烛"):
        assert expected in text
    assert "没有同意的合影" not in text


@pytest.mark.system("K04")
def test_the_birthday_register_says_the_day_and_never_the_year(printed: Printed) -> None:
    text = printed("birthday-register")
    assert "10月3日" in text
    assert "已过" in text
    assert "2016" not in text


@pytest.mark.system("G01")
def test_the_hours_of_each_class_stand_against_what_is_asked(printed: Printed) -> None:
    text = printed("health-hours")
    assert "三(2)班117未达到" in text
    assert "18课时" in text


@pytest.mark.system("E01")
def test_a_register_tells_attendance_and_score_and_no_phone(printed: Printed, keys: dict[str, int]) -> None:
    text = printed("training-register", row_id=keys["training"])
    for expected in ("李桂香", "周小溪", "已到", "85"):
        assert expected in text
    assert "10037236514" not in text


@pytest.mark.system("C12")
def test_a_class_plan_leaves_room_for_its_summary(printed: Printed, keys: dict[str, int]) -> None:
    text = printed("class-care-plan", row_id=keys["plan"])
    assert "每周谈心一次。" in text
    assert "期末总结" in text


@pytest.mark.system("B14", "C16")
def test_a_progress_sheet_compares_before_and_after(printed: Printed, keys: dict[str, int]) -> None:
    text = printed("progress-sheet", student_id=keys["child"])
    assert "不及格及格" in text
    assert "80" in text


@pytest.mark.system("B13", "B15", "K10")
def test_a_diary_has_the_deeds_and_not_the_checks(printed: Printed, keys: dict[str, int]) -> None:
    text = printed("growth-diary", student_id=keys["child"])
    assert "扶老人过桥" in text
    assert "不及格" not in text


@pytest.mark.parametrize("slug", ["event-record", "training-register", "class-care-plan"])
def test_what_is_not_there_is_said_in_a_sentence(keys: dict[str, int], slug: str) -> None:
    with pytest.raises(NothingToPrint, match=r"请"):
        sheets()[slug].collect(db.session, db.session().info["actor"], Ask(row_id=999_999))


def test_a_sign_in_sheet_has_room_for_more_names(keys: dict[str, int]) -> None:
    data = sheets()["event-record"].collect(db.session, db.session().info["actor"], Ask(row_id=keys["event"]))
    table = data.leaves[1].blocks[0]
    assert isinstance(table, Table)
    assert table.rows[0][1] == "王来宾"
    assert [row[1] for row in table.rows[2:]] == [""] * 12


@pytest.mark.system("L01", "L02", "K16", "K17", "G07", "G09")
def test_services_are_listed_and_counted_by_priority(printed: Printed, keys: dict[str, int]) -> None:
    text = printed("care-services", student_id=keys["child"])
    assert "1000" in text, "one service for study, none for the other three"
    assert "送到镇卫生院" in text


@pytest.mark.system("B21", "C13")
def test_a_study_group_names_the_teacher_of_the_help_plan(printed: Printed) -> None:
    text = printed("study-groups")
    for expected in ("周小溪", "数学", "马秀英", "周三课后"):
        assert expected in text


@pytest.mark.system("K13")
def test_the_ten_ones_stand_on_one_page(printed: Printed) -> None:
    text = printed("ten-ones")
    assert "9办一次集体生日会11已落实" in text
    assert "7每人参加一项阳光舞台活动01未落实" in text
