"""The papers of aid and of the school's own work, printed from rows and read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection

from app import clock
from app.access.guard import Actor, bind, system_session
from app.access.vocabulary import Role
from app.extensions import db
from app.models.aid.aid_notice import AidNotice
from app.models.management.award import AwardStatus
from app.models.people.student_caregiver import GuardRole
from app.reports.printing import print_sheet
from app.reports.sheet import NothingToPrint
from app.reports.sheets import Ask, sheets
from app.reports.sheets.aid_notice import PostedAid
from tests import factories as make
from tests import office_factories as makes
from tests.reports import reading

TODAY = dt.date(2025, 10, 15)
DAY = dt.timedelta(days=1)
Keys = dict[str, int]
Printed = Callable[..., str]


@pytest.fixture
def keys(app: Flask, transaction: Connection) -> Iterator[Keys]:
    """A school with aid, a plan, awards and what the office keeps, looked at by its principal."""
    with app.app_context(), clock.set_to(TODAY):
        with system_session("rows for papers") as session:
            made = _rows(session)
            session.commit()
        bind(db.session, Actor(9_999, None, made["school"], frozenset({Role.PRINCIPAL}), TODAY, "张校长"))
        yield made
        db.session.rollback()


def _rows(session: Any) -> Keys:
    school = make.make_school(session, name="平安镇中心小学")
    year = make.make_school_year(session, school)
    term = make.make_term(session, school, year)
    school_class = make.make_class(session, year, 3, 2)
    teacher, other = (make.make_staff(session, school, name=name) for name in ("马秀英", "高建国"))
    child = make.make_student(session, school_class=school_class, name="周小溪")
    make.make_caregiver(session, child, name="李桂香", guard_role=GuardRole.CURRENT)
    made = {"school": school, "child": child, "teacher": teacher, "term": term}
    made |= _aid(session, made, other)
    made |= _management(session, made, year, other)
    return {name: int(row.id) for name, row in made.items()}


def _aid(session: Any, made: dict[str, Any], other: Any) -> dict[str, Any]:
    school, child, term, teacher = made["school"], made["child"], made["term"], made["teacher"]
    program = makes.make_program(session, school, name="生活补助")
    sponsor = makes.make_sponsor(session, school, name="云山商行")
    approved = {"approved_on": TODAY, "approved_by_id": other.id}
    makes.make_grant(session, child, program, term, teacher, sponsor_id=sponsor.id, **approved)
    gift = makes.make_program(session, school, name="学习用品")
    goods: dict[str, Any] = {
        "amount": None,
        "goods": "练习本",
        "quantity": 60,
        "unit": "册",
        "is_approximate": True,
    }
    makes.make_grant(session, child, gift, term, teacher, **goods)
    makes.make_sponsorship(session, child, sponsor, via="镇妇联")
    makes.make_donation(session, school, is_approximate=True, recipients=34, sponsor_id=sponsor.id)
    return {"notice": makes.make_notice(session, term, **approved)}


def _management(session: Any, made: dict[str, Any], year: Any, other: Any) -> dict[str, Any]:
    school, child, term, teacher = made["school"], made["child"], made["term"], made["teacher"]
    plan = makes.make_work_plan(session, term, title="关爱工作计划", goals="建档率100%。")
    makes.make_plan_item(session, plan, month=9, task="忘记了的事")
    makes.make_plan_item(session, plan, month=9, task="办好了的事", done_on=TODAY, evidence="照片")
    granted = {"status": AwardStatus.GRANTED, "granted_on": TODAY, "granted_by_id": other.id}
    award = makes.make_award(session, teacher, student_id=child.id, reason="作业进步", **granted)
    waiting = makes.make_award(session, teacher, student_id=child.id, title="阅读之星")
    veto = {
        "is_vetoed": True,
        "veto_reason": "没有上报",
        "veto_decided_by_id": other.id,
        "veto_decided_on": TODAY,
    }
    above = makes.make_assessment(session, year, teacher, grade="passed", **veto)
    makes.make_assessment_item(session, above, name="家访", full=Decimal(30), score=Decimal("22.5"))
    long_ago = {"inspected_on": TODAY - 20 * DAY, "rectify_by": TODAY - 4 * DAY}
    makes.make_inspection(session, school, target="营养餐台账", **long_ago)
    report = makes.make_situation_report(session, teacher)
    makes.make_work_document(session, teacher, title="谈心的时机")
    return {"plan": plan, "award": award, "waiting": waiting, "report": report}


@pytest.fixture
def printed(keys: Keys) -> Printed:
    """`printed(slug, …)`: all the words of the paper."""

    def words(slug: str, **asked: Any) -> str:
        data = sheets()[slug].collect(db.session, db.session().info["actor"], Ask(**asked))
        return "".join(reading.page_texts(print_sheet(data).content))

    return words


@pytest.mark.system("L03", "L04", "L08")
def test_the_aid_list_has_guardian_steps_and_totals_by_program(printed: Printed) -> None:
    text = printed("aid-list")
    for expected in ("周小溪", "李桂香", "500.00", "云山商行", "马秀英", "高建国", "按项目合计", "约60册"):
        assert expected in text


@pytest.mark.system("L03")
def test_a_line_on_the_wall_has_no_place_for_anything_but_three_cells(printed: Printed, keys: Keys) -> None:
    assert set(PostedAid.__dataclass_fields__) == {"name", "school_class", "program"}
    text = printed("aid-notice", row_id=keys["notice"])
    assert "王*溪" in text and "张贴版" in text
    assert "500" not in text


@pytest.mark.parametrize("day", [TODAY - DAY, TODAY + 8 * DAY])
def test_the_wall_list_is_not_printed_outside_its_days(keys: Keys, day: dt.date) -> None:
    actor = Actor(9_999, None, keys["school"], frozenset({Role.PRINCIPAL}), day, "张校长")
    with pytest.raises(NothingToPrint, match="今天不在公示期内，不能打印"):
        sheets()["aid-notice"].collect(db.session, actor, Ask(row_id=keys["notice"]))


def test_a_wall_list_that_is_not_approved_is_not_printed(keys: Keys) -> None:
    notice: Any = db.session.get(AidNotice, keys["notice"])
    notice.approved_on = None
    with db.session.no_autoflush, pytest.raises(NothingToPrint, match="还没有经校长批准"):
        sheets()["aid-notice"].collect(db.session, db.session().info["actor"], Ask(row_id=keys["notice"]))


@pytest.mark.system("L05")
def test_the_sponsorship_list_adds_up_children_and_money(printed: Printed) -> None:
    text = printed("sponsorship-list")
    for expected in ("云山商行", "10031410009", "周小溪", "1,200.00", "镇妇联", "1人"):
        assert expected in text


@pytest.mark.system("L07", "L09", "A27")
def test_the_donation_list_says_about_sixty(printed: Printed) -> None:
    text = printed("donation-list")
    assert "约60册" in text and "34" in text


@pytest.mark.system("A13", "A14", "A03", "K10")
def test_the_plan_is_printed_with_the_state_of_every_task(printed: Printed, keys: Keys) -> None:
    text = printed("work-plan", row_id=keys["plan"])
    for expected in ("建档率100%。", "忘记了的事", "已过期", "办好了的事", "已完成", "照片"):
        assert expected in text


@pytest.mark.system("A05", "A06", "A04")
def test_the_assessment_summary_lists_items_and_vetoes_and_says_people_decide(printed: Printed) -> None:
    text = printed("assessment-summary")
    for expected in ("22.5/30", "合格（否决）", "没有上报", "高建国", "工作量多少不能单独作为评差的理由"):
        assert expected in text


@pytest.mark.system("M01", "M03", "M04")
def test_a_certificate_says_who_what_and_from_whom(printed: Printed, keys: Keys) -> None:
    text = printed("certificate", row_id=keys["award"])
    for expected in ("周小溪", "进步之星", "作业进步", "平安镇中心小学", "2025年10月15日"):
        assert expected in text


def test_a_proposal_has_no_certificate(printed: Printed, keys: Keys) -> None:
    with pytest.raises(NothingToPrint, match="还没有由校长决定"):
        printed("certificate", row_id=keys["waiting"])


def test_the_certificates_of_a_term_are_one_file_with_a_page_each(keys: Keys) -> None:
    data = sheets()["certificates"].collect(db.session, db.session().info["actor"], Ask())
    assert len(data.leaves) == 1
    assert print_sheet(data).pages == 1


@pytest.mark.system("M05", "M07")
def test_the_list_of_awards_keeps_the_deed_and_the_proposals_to_itself(printed: Printed) -> None:
    text = printed("award-list")
    assert "周小溪" in text and "进步之星" in text
    assert "作业进步" not in text and "阅读之星" not in text


@pytest.mark.system("A19", "A20", "A24")
def test_the_list_of_inspections_says_what_is_overdue(printed: Printed) -> None:
    assert "未整改，逾期4天" in printed("inspection-list")


@pytest.mark.system("A08", "A07", "A21")
def test_a_report_upward_is_not_printed_before_it_is_approved(printed: Printed, keys: Keys) -> None:
    with pytest.raises(NothingToPrint, match="须先由校长审定"):
        printed("situation-report", row_id=keys["report"])


@pytest.mark.system("A17", "A18")
def test_the_list_of_documents_names_title_and_author(printed: Printed) -> None:
    text = printed("document-list")
    assert "谈心的时机" in text and "马秀英" in text


@pytest.mark.system("A01", "A02")
def test_without_a_leading_group_there_is_nothing_to_print(printed: Printed) -> None:
    with pytest.raises(NothingToPrint, match="本学期还没有登记领导小组。"):
        printed("leading-group")
