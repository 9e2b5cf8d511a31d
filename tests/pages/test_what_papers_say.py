"""What stands on each paper, and what never does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.access.guard import system_session
from app.models.people.care_registration import CareRegistration, GuardianshipKind
from app.models.people.short_code import short_code
from app.models.people.student import Student
from app.models.people.student_caregiver import Relation, StudentCaregiver
from app.models.school.staff import Staff
from app.models.school.term import Term
from app.models.school.village import Village
from app.reports.sheet import NothingToPrint
from tests import factories as make
from tests.pages.collecting import Collect, collector, counseling, names
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def collected(app: Flask, place: Place) -> Collect:
    return collector(app, place)


@pytest.mark.system("B04")
def test_a_card_has_the_family_in_call_order_and_marks_what_is_missing(
    collected: Collect, place: Place
) -> None:
    data = collected("homeroom", "contact-card", student_id=place.child)
    words = repr(data)
    assert names(data) == ["三(2)班 周小㛃"]
    for expected in ("陈玉兰", "李桂香", "马秀英", "高建国", "待补", "1. "):
        assert expected in words
    for gap in ("父亲", "家庭地址", "监护人职业", "监护人身体状况"):
        assert f"{gap}" in words.split("待补：")[1]


@pytest.mark.system("B04")
def test_who_may_not_be_told_is_not_among_those_to_call(app: Flask, collected: Collect, place: Place) -> None:
    with app.app_context(), system_session("a father who may not be told") as session:
        child = session.get_one(Student, place.child)
        father = make.make_caregiver(session, child, Relation.FATHER, name="不可告知的人")
        session.scalars(select(StudentCaregiver).filter_by(caregiver_id=father.id)).one().may_be_told = False
        session.commit()
    card = next(leaf for leaf in collected("homeroom", "contact-card", student_id=place.child).leaves)
    order = next(
        field.value
        for block in card.blocks
        for field in getattr(block, "fields", ())
        if field.label == "紧急联系"
    )
    assert "李桂香" in order
    assert "不可告知的人" not in order
    assert "不可告知的人（不可告知）" in repr(card)


@pytest.mark.system("B05")
def test_a_class_prints_into_one_file_in_the_order_of_names(collected: Collect, place: Place) -> None:
    assert len(collected("homeroom", "contact-card").leaves) == 3
    assert names(collected("mentor", "contact-card")) == names(collected("principal", "contact-card"))
    rows = collected("principal", "roster").leaves[0].blocks[0].rows  # type: ignore[union-attr]
    assert [row[1] for row in rows] == sorted(row[1] for row in rows)
    assert {row[1] for row in rows} == {"周小㛃", "周小溪", "吴雨桐"}


@pytest.mark.system("B05", "B10", "C01")
def test_parts_of_the_register_hold_their_children_only(app: Flask, collected: Collect, place: Place) -> None:
    with app.app_context(), system_session("a child whom nobody guards") as session:
        term = session.get_one(Term, place.term)
        lonely = make.make_student(
            session, school_class=session.get_one(Student, place.child).school_class, name="独居"
        )
        registration = make.make_registration(session, lonely, term)
        registration.guardianship_kind = GuardianshipKind.NOBODY
        registration.is_boarding = True
        session.commit()
    for slug in ("roster-unguarded", "roster-unpaired", "roster-boarding"):
        rows = collected("principal", slug).leaves[0].blocks[0].rows  # type: ignore[union-attr]
        assert [row[1] for row in rows] == ["独居"], slug
    assert "独居" in repr(collected("principal", "roster-unarchived"))
    with pytest.raises(NothingToPrint, match="没有符合条件"):
        collected("principal", "roster-key")


@pytest.mark.system("B05")
def test_a_register_is_of_a_grade_or_a_village_where_asked(
    app: Flask, signed_in: SignIn, collected: Collect, place: Place
) -> None:
    with app.app_context(), system_session("a village") as session:
        village = Village(school_id=place.school, name="青石村")
        session.add(village)
        session.flush()
        session.get_one(Student, place.child).village_id = village.id
        key = village.id
        session.commit()
    of_village, of_grade = (
        collected("principal", "roster", village_id=key),
        collected("principal", "roster", grade=3),
    )
    assert [row[1] for row in of_village.leaves[0].blocks[0].rows] == ["周小㛃"]  # type: ignore[union-attr]
    assert (of_village.imprint.subject, of_grade.imprint.subject) == ("青石村", "三年级")
    assert len(of_grade.leaves[0].blocks[0].rows) == 3  # type: ignore[union-attr]
    with pytest.raises(NothingToPrint):
        collected("principal", "roster", grade=4)
    page = signed_in("principal").get("/sheets/roster").text
    assert "青石村" in page
    assert signed_in("principal").get("/sheets/roster?grade=x").status_code == 404


@pytest.mark.system("B05", "K04")
def test_a_list_for_the_wall_has_names_and_classes_and_nothing_to_hide(
    app: Flask, collected: Collect, place: Place
) -> None:
    with app.app_context(), system_session("what must not hang on a wall") as session:
        child = session.get_one(Student, place.child)
        child.home_address, child.student_no = "青石村八组九号", "G-SECRET-1"
        category = make.make_category(session, child.school_class.school_year.school, name="特困生甲")
        make.make_special_status(session, child, category, session.get_one(Staff, place.mentor))
        phones = [adult.phone for adult in session.query(make.Caregiver).all()]
        born = child.birth_date
        session.commit()
    roster = repr(collected("principal", "posted-roster"))
    birthdays = repr(collected("principal", "posted-birthdays", month=born.replace(day=1)))
    for words in (roster, birthdays):
        assert "周小㛃" in words
        for secret in ("青石村", "G-SECRET-1", "特困生甲", *phones):
            assert secret not in words
    assert "高建国" in roster
    assert str(born.year) not in birthdays.replace(f"{clock.today():%Y}", "")


@pytest.mark.system("B03")
def test_an_archive_lists_its_sections_in_order_and_nothing_ofcounseling(
    app: Flask, collected: Collect, place: Place
) -> None:
    counseling(app, place)
    data = collected("principal", "child-archive", student_id=place.child)
    captions = [block.caption for block in data.leaves[1].blocks]  # type: ignore[union-attr]
    assert captions[:5] == ["一、学生信息", "二、父母与外出务工", "三、监护人", "四、学期登记", "五、结对"]
    assert [caption.split("、")[1] for caption in captions[-3:]] == ["方案目录", "资助", "表彰"]
    words = repr(data)
    for secret in ("咨询", "心理", "个案", "想爸爸", "转介"):
        assert secret not in words


@pytest.mark.system("D03")
def test_a_blank_card_has_the_name_and_the_code_of_its_child(collected: Collect, place: Place) -> None:
    data = collected("mentor", "talk-card", is_blank=True)
    codes = {leaf.name: leaf.code.code for leaf in data.leaves if leaf.code}
    assert codes["三(2)班 周小㛃"] == short_code(place.child)
    assert len(set(codes.values())) == 3
    assert short_code(place.child) in repr(collected("homeroom", "weekly-calls"))
    assert short_code(place.child) in repr(collected("homeroom", "survey-form", student_id=place.child))


@pytest.mark.system("D12")
def test_the_list_beside_the_phone_shows_no_number(app: Flask, collected: Collect, place: Place) -> None:
    with app.app_context(), system_session("all numbers") as session:
        phones = [adult.phone for adult in session.query(make.Caregiver).all()]
    words = repr(collected("principal", "weekly-calls"))
    assert "周小㛃" in words
    assert not [phone for phone in phones if phone in words]


@pytest.mark.system("D03")
def test_talk_cards_are_those_of_the_month(collected: Collect, place: Place) -> None:
    first = clock.today().replace(day=1)
    long_ago = (first - dt.timedelta(days=200)).replace(day=1)
    assert "周小㛃" in repr(collected("mentor", "talk-card", student_id=place.child, month=first))
    with pytest.raises(NothingToPrint, match="没有谈心记录"):
        collected("mentor", "talk-card", student_id=place.child, month=long_ago)


@pytest.mark.system("D15")
def test_a_letter_to_the_guardian_has_its_topics_a_seal_and_a_receipt(
    app: Flask, collected: Collect, place: Place
) -> None:
    with app.app_context(), system_session("a report") as session:
        child, term = session.get_one(Student, place.child), session.get_one(Term, place.term)
        make.make_guardian_report(
            session, child, term, session.get_one(Staff, place.mentor), advice="多打电话。"
        )
        session.commit()
    words = repr(collected("homeroom", "guardian-report", student_id=place.child))
    for expected in ("学习情况", "生活情况", "品德表现", "心理状态", "多打电话。", "has_seal=True", "回执"):
        assert expected in words


@pytest.mark.system("C01", "C09", "C17")
def test_lists_of_pairs_are_those_of_today(app: Flask, collected: Collect, place: Place) -> None:
    with app.app_context(), system_session("pairs of children") as session:
        child, friend = session.get_one(Student, place.child), session.get_one(Student, place.silent)
        make.make_peer_pairing(session, child, friend, session.get_one(Staff, place.mentor))
        session.commit()
    listed = repr(collected("homeroom", "pairing-list"))
    assert listed.count("高建国") >= 3
    assert names(collected("homeroom", "hand-in-hand-card")) == ["周小㛃和吴雨桐"]
    assert "陈玉兰" in repr(collected("mentor", "mentor-phones"))
    with pytest.raises(NothingToPrint):
        collected("principal", "mentor-phones")


@pytest.mark.system("B06", "B03")
def test_statistics_count_the_classes_one_sees(collected: Collect) -> None:
    classes, villages = (leaf.blocks[0] for leaf in collected("homeroom", "class-statistics").leaves)
    assert [row[:3] for row in classes.rows] == [("三(2)", "3", "3")]  # type: ignore[union-attr]
    assert [row[:2] for row in villages.rows] == [("未填村（社区）", "3")]  # type: ignore[union-attr]
    assert villages.total[:2] == ("合计", "3")  # type: ignore[union-attr]


def test_parents_away_are_listed_with_how_long(app: Flask, collected: Collect, place: Place) -> None:
    with app.app_context(), system_session("a mother away") as session:
        make.make_absence(session, session.get_one(make.Caregiver, place.mother), work_place="广东东莞")
        session.commit()
    rows = collected("homeroom", "homecoming-list").leaves[0].blocks[0].rows  # type: ignore[union-attr]
    assert {(row[2], row[3], row[5]) for row in rows} == {
        ("周小㛃", "母亲 陈玉兰", "广东东莞"),
        ("周小溪", "母亲 陈玉兰", "广东东莞"),
    }
    assert all(row[7].endswith("个月") for row in rows)


def test_registrations_are_untouched_by_printing(stored: Stored, collected: Collect) -> None:
    before = stored(CareRegistration)
    collected("principal", "roster")
    assert stored(CareRegistration) == before
