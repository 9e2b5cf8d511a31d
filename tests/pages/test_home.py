"""The home page says first what each role should look at first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.access.guard import system_session
from app.models.management.term_summary import SummaryStatus, TermSummary
from app.models.people.care_registration import CareRegistration, GuardianshipKind
from app.models.people.student import Student
from app.models.school.school import School
from app.models.school.staff import Staff
from app.models.system.reminder_run import ReminderRun
from tests import factories as make
from tests.pages.conftest import Browser, Place
from tests.standards.written import TALKS, adopt

SignIn = Callable[[str], Browser]


def names_in_order(text: str) -> list[str]:
    return re.findall(r'<div class="who"><strong>([^<]+)</strong>', text)


@pytest.mark.parametrize("who", ["mentor", "homeroom"])
def test_a_teacher_sees_his_children_the_longest_silence_first(
    signed_in: SignIn, place: Place, who: str
) -> None:
    text = signed_in(who).get("/").text
    assert names_in_order(text) == ["吴雨桐", "周小溪", "周小㛃"]
    assert "31 天前" in text
    assert text.index('class="is-late"') < text.index("吴雨桐")
    assert f'href="/children/{place.silent}/record"' in text


def test_a_child_nobody_was_ever_in_touch_with_comes_first(
    signed_in: SignIn, app: Flask, place: Place
) -> None:
    with app.app_context(), system_session("new child") as session:
        child = make.make_student(session, session.get_one(make.School, place.school), name="新来的孩子")
        make.make_mentoring(session, session.get_one(Staff, place.mentor), child)
        session.commit()
    text = signed_in("mentor").get("/").text
    assert names_in_order(text)[0] == "新来的孩子"
    assert "还没有联系过" in text


@pytest.mark.system("D04")
def test_a_call_nobody_answered_is_no_contact(signed_in: SignIn, app: Flask, place: Place) -> None:
    with app.app_context(), system_session("unanswered") as session:
        child, mentor = session.get_one(Student, place.silent), session.get_one(Staff, place.mentor)
        make.make_contact(session, child, mentor, reached=False)
        session.commit()
    assert names_in_order(signed_in("mentor").get("/").text)[0] == "吴雨桐"


def test_a_child_whose_pair_ended_is_not_on_the_list(signed_in: SignIn) -> None:
    browser = signed_in("mentor")
    assert len(names_in_order(browser.get("/mine").text)) == 3
    with clock.set_to(clock.now() - dt.timedelta(days=61)):
        assert names_in_order(browser.get("/mine").text) == []


@pytest.mark.parametrize("who", ["it-admin", "principal", "office"])
def test_the_school_at_a_glance(signed_in: SignIn, who: str) -> None:
    text = signed_in(who).get("/").text
    assert re.search(r"在校学生</span><b>3</b>", text)
    assert re.search(r"留守儿童</span><b>3</b>", text)
    assert "占 100.0%" in text


@pytest.mark.system("B10", "C02", "N10")
def test_gaps_open_into_the_children_they_counted(signed_in: SignIn, app: Flask, place: Place) -> None:
    with app.app_context(), system_session("a gap") as session:
        row = session.scalars(make_select(place)).one()
        row.guardianship_kind = GuardianshipKind.NOBODY
        session.commit()
    principal = signed_in("principal")
    text = principal.get("/").text
    assert re.search(r'href="/gaps/unguarded"><span class="label">无人监护</span><b>1</b>', text)
    listed = principal.get("/gaps/unguarded").text
    assert "周小溪" in listed
    assert "周小㛃" not in listed
    silent = principal.get("/gaps/silent").text
    assert "吴雨桐" in silent
    assert "周小溪" not in silent


def make_select(place: Place) -> Any:
    from sqlalchemy import select

    return select(CareRegistration).where(CareRegistration.student_id == place.sibling)


@pytest.mark.parametrize("who", ["mentor", "homeroom", "counselor", "township", "nobody"])
def test_gaps_of_the_whole_school_are_closed_to_others(signed_in: SignIn, who: str) -> None:
    assert signed_in(who).get("/gaps/unguarded").status_code == 403


def test_an_empty_school_is_shown_where_to_begin(signed_in: SignIn, app: Flask) -> None:
    admin = signed_in("it-admin")
    assert "从哪里开始" not in admin.get("/").text
    with app.app_context(), system_session("a second, empty school") as session:
        empty = make.make_school(session)
        from app.access.vocabulary import Role
        from app.models.school.user_role import UserRole

        user = session.scalars(user_named("it-admin")).one()
        session.add(UserRole(school_id=empty.id, user_id=user.id, role=Role.IT_ADMIN))
        session.commit()
        key = empty.id
    admin.post("/school", {"school_id": key})
    assert "从哪里开始" in admin.get("/").text


def user_named(username: str) -> Any:
    from sqlalchemy import select

    from app.models.school.user import User

    return select(User).where(User.username == username)


def test_the_counselor_sees_referrals_and_own_cases(signed_in: SignIn, app: Flask, place: Place) -> None:
    with app.app_context(), system_session("counseling") as session:
        child, mentor = session.get_one(Student, place.child), session.get_one(Staff, place.mentor)
        make.make_referral(session, child, mentor, is_urgent=True, reason="夜里总哭")
        user = session.scalars(user_named("counselor")).one()
        case = make.make_case(
            session, session.get_one(Student, place.sibling), session.get_one(Staff, user.staff_id)
        )
        session.commit()
        number = case.case_no
    text = signed_in("counselor").get("/").text
    assert "紧急" in text
    assert number in text
    assert "夜里总哭" not in text
    for who in ("principal", "it-admin", "mentor", "homeroom", "office", "township"):
        other = signed_in(who).get("/").text
        assert number not in other
        assert "等待接收的转介" not in other


def test_the_township_sees_figures_of_approved_summaries_and_no_name(
    signed_in: SignIn, app: Flask, place: Place
) -> None:
    figures = {"headline": [{"label": "留守儿童", "value": "126 人", "note": "", "fraction": None}]}
    with app.app_context(), system_session("approved") as session:
        row = TermSummary(
            school_id=place.school, term_id=place.term, sections={}, figures=figures,
            status=SummaryStatus.APPROVED, approved_by_id=place.users["principal"], approved_at=clock.now(),
        )  # fmt: skip
        session.add(row)
        session.commit()
    text = signed_in("township").get("/").text
    assert "平安镇中心小学" in text
    assert "126 人" in text
    for name in ("周小溪", "吴雨桐", "陈玉兰", "高建国"):
        assert name not in text


def test_the_township_sees_how_each_school_keeps_its_own_standard(
    signed_in: SignIn, app: Flask, place: Place
) -> None:
    assert "还没有选定" in signed_in("township").get("/").text
    with app.app_context(), system_session("a standard and its day") as session:
        adopt(session, session.get_one(School, place.school), TALKS)
        now = clock.now()
        counts = {str(place.mentor): {"due": 1, "overdue": 1}, "rules": [["R03a", 8, 6]]}
        session.add(
            ReminderRun(
                school_id=place.school, day=clock.today(), leased_until=now, finished_at=now, counts=counts
            )
        )
        session.commit()
    text = signed_in("township").get("/").text
    assert "关爱制度" in text
    assert re.search(r"帮扶教师谈心[^<]*</th><td [^>]*><span [^>]*>75.0% <span [^>]*>6/8<", text)
    for name in ("周小溪", "吴雨桐", "陈玉兰", "高建国"):
        assert name not in text


@pytest.mark.parametrize(
    "who", ["it-admin", "principal", "office", "homeroom", "mentor", "counselor", "township"]
)
def test_every_link_of_the_home_page_and_menu_can_be_opened(signed_in: SignIn, who: str) -> None:
    browser = signed_in(who)
    links = set(re.findall(r'<a[^>]* href="(/[^"#]*)"', browser.get("/").text))
    assert len(links) > 1
    for link in sorted(links):
        answer = browser.get(link.replace("&amp;", "&"))
        assert answer.status_code == 200, (who, link)
