"""Plans, awards, assessments and the office's open matters through their pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.access.guard import system_session
from app.models.management.assessment import Assessment
from app.models.management.award import Award, AwardStatus
from app.models.management.inspection import Inspection
from app.models.management.situation_report import SituationReport
from app.models.management.suggestion import Suggestion
from app.models.management.work_plan import WorkPlan
from app.models.management.work_plan_item import WorkPlanItem
from app.models.school.school import School
from app.models.school.school_year import SchoolYear
from app.models.school.staff import Staff
from app.models.school.term import Term
from app.models.school.user import User
from tests import office_factories as makes
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]
Made = Callable[[Callable[[Any], Any]], int]
DAY = dt.timedelta(days=1)


@pytest.fixture
def made(app: Flask, place: Place) -> Made:
    """`made(lambda session: …)` writes a row round every right and gives its key."""

    def write(make_row: Callable[[Any], Any]) -> int:
        with app.app_context(), system_session("a row of the school's work") as session:
            key = int(make_row(session).id)
            session.commit()
        return key

    return write


def staff_of(session: Any, place: Place, username: str) -> int:
    return int(session.get(User, place.users[username]).staff_id)


# ---- plans


@pytest.fixture
def plan(made: Made, place: Place) -> int:
    return made(lambda s: makes.make_work_plan(s, s.get(Term, place.term), title="关爱工作计划"))


@pytest.mark.system("A13", "A14")
def test_a_template_is_previewed_and_its_ticked_tasks_are_added_once(
    signed_in: SignIn, plan: int, stored: Stored
) -> None:
    browser, address = signed_in("principal"), f"/plans/{plan}/template/village-autumn"
    assert "召开一次留守儿童家长会" in browser.get(address).text
    browser.post(address, {"tasks": ["11-1", "12-1"]}, page=address)
    assert [(row["month"], row["task"]) for row in stored(WorkPlanItem)] == [
        (11, "召开一次留守儿童家长会"),
        (12, "工作总结"),
    ]
    assert "召开一次留守儿童家长会" not in browser.get(address).text


@pytest.mark.system("A04", "A14")
def test_the_calendar_tells_done_and_overdue_tasks_apart(
    signed_in: SignIn, made: Made, plan: int, stored: Stored
) -> None:
    past = (clock.today().replace(day=1) - DAY).month

    def items(session: Any) -> Any:
        own = session.get(WorkPlan, plan)
        makes.make_plan_item(
            session, own, month=past, task="已经办好的事", done_on=clock.today(), evidence="照片"
        )
        return makes.make_plan_item(session, own, month=past, task="忘记了的事")

    key = made(items)
    browser = signed_in("principal")
    answer = browser.post(
        f"/plans/items/{key}/done",
        {"done_on": clock.today().isoformat()},
        page="/plans/",
        follow_redirects=True,
    )
    assert "登记完成须写明凭据" in answer.text
    browser.post(
        f"/plans/items/{key}/done",
        {"done_on": clock.today().isoformat(), "evidence": "会议记录"},
        page="/plans/",
    )
    assert stored(WorkPlanItem, id=key)[0]["evidence"] == "会议记录"


def test_a_mentor_sees_the_plan_and_changes_no_task(signed_in: SignIn, made: Made, plan: int) -> None:
    def item(session: Any) -> Any:
        return makes.make_plan_item(session, session.get(WorkPlan, plan))

    key, browser = made(item), signed_in("mentor")
    assert "召开座谈会" in browser.get("/plans/").text
    sent = {"done_on": clock.today().isoformat(), "evidence": "照片"}
    assert browser.post(f"/plans/items/{key}/done", sent).status_code == 403


def test_a_class_teacher_marks_the_task_he_owns_in_the_plan_of_the_school(
    signed_in: SignIn, made: Made, place: Place, plan: int, stored: Stored
) -> None:
    def item(session: Any) -> Any:
        owner = staff_of(session, place, "homeroom")
        return makes.make_plan_item(session, session.get(WorkPlan, plan), owner_id=owner)

    key = made(item)
    sent = {"done_on": clock.today().isoformat(), "evidence": "照片"}
    assert signed_in("homeroom").post(f"/plans/items/{key}/done", sent, page="/plans/").status_code == 302
    assert stored(WorkPlanItem, id=key)[0]["done_on"] == clock.today()


# ---- awards


def proposed(browser: Browser, recipient: str) -> Any:
    data = {
        "recipient": recipient, "title": "进步之星", "awarded_on": clock.today().isoformat(), "level": "school",
        "occasion": "term-end", "reason": "作业进步",
    }  # fmt: skip
    return browser.post("/awards/propose", data, page="/awards/propose", follow_redirects=True)


@pytest.mark.system("M01", "M03", "M04", "M06")
def test_a_mentor_proposes_and_the_principal_grants(signed_in: SignIn, place: Place, stored: Stored) -> None:
    assert "已提名，等待校长决定。" in proposed(signed_in("mentor"), f"student-{place.child}").text
    row = stored(Award)[0]
    assert (row["status"], row["proposed_by_id"]) == (AwardStatus.PROPOSED, place.mentor)
    signed_in("principal").post(
        "/awards/decide", {"ids": [str(row["id"])], "decision": "grant"}, page="/awards/"
    )
    row = stored(Award)[0]
    assert row["status"] is AwardStatus.GRANTED
    assert row["certificate_no"] and row["granted_on"] == clock.today()


def test_nobody_but_the_principal_grants(signed_in: SignIn, place: Place, stored: Stored) -> None:
    proposed(signed_in("mentor"), f"student-{place.child}")
    key = str(stored(Award)[0]["id"])
    for who in ("mentor", "homeroom", "it-admin", "office"):
        assert signed_in(who).post("/awards/decide", {"ids": [key], "decision": "grant"}).status_code == 403
    assert stored(Award)[0]["status"] is AwardStatus.PROPOSED


@pytest.mark.system("A06", "M05")
def test_a_veto_set_after_the_proposal_holds_it_back_until_the_principal_lifts_it(
    signed_in: SignIn, made: Made, place: Place, stored: Stored
) -> None:
    principal = signed_in("principal")
    assert proposed(principal, f"staff-{place.mentor}").status_code == 200
    award = str(stored(Award)[0]["id"])

    def veto(session: Any) -> Any:
        term, teacher = session.get(Term, place.term), session.get(Staff, place.mentor)
        return makes.make_assessment(
            session, session.get(SchoolYear, term.school_year_id), teacher, is_vetoed=True, veto_reason="不实",
            veto_decided_by_id=teacher.id, veto_decided_on=clock.today(),
        )  # fmt: skip

    key = made(veto)
    sent = {"ids": [award], "decision": "grant"}
    assert (
        "决定一票否决" in principal.post("/awards/decide", sent, page="/awards/", follow_redirects=True).text
    )
    lift = f"/assessments/{key}/lift"
    answer = principal.post(lift, {"reason": ""}, page="/assessments/", follow_redirects=True)
    assert "撤销否决须由校长写明理由。" in answer.text
    principal.post(lift, {"reason": "复核后不实"}, page="/assessments/")
    assert stored(Assessment, id=key)[0]["lift_reason"] == "复核后不实"
    principal.post("/awards/decide", sent, page="/awards/")
    assert stored(Award)[0]["status"] is AwardStatus.GRANTED


@pytest.mark.system("A05", "A25")
def test_the_page_of_assessments_says_that_no_workload_makes_a_mark(signed_in: SignIn) -> None:
    assert "工作量多少不能单独作为评差的理由。" in signed_in("principal").get("/assessments/").text


@pytest.mark.system("A05")
def test_a_teacher_sees_his_own_assessment_and_no_other(signed_in: SignIn, made: Made, place: Place) -> None:
    def assess(session: Any) -> Any:
        year = session.get(SchoolYear, session.get(Term, place.term).school_year_id)
        other = session.get(Staff, staff_of(session, place, "homeroom"))
        makes.make_assessment(session, year, other)
        return makes.make_assessment(session, year, session.get(Staff, place.mentor))

    made(assess)
    text = signed_in("mentor").get("/assessments/").text
    table = text[text.index("<table") :]
    assert "高建国" in table
    assert "马秀英" not in table
    assert signed_in("mentor").post("/assessments/1/lift", {"reason": "x"}).status_code == 403


# ---- the office


@pytest.mark.system("A19", "A20", "A24", "L04")
def test_an_overdue_inspection_stands_on_the_list_until_it_is_put_right(
    signed_in: SignIn, made: Made, place: Place, stored: Stored
) -> None:
    long_ago = {"inspected_on": clock.today() - 20 * DAY, "rectify_by": clock.today() - 4 * DAY}
    key = made(
        lambda s: makes.make_inspection(s, s.get(School, place.school), target="营养餐台账", **long_ago)
    )
    browser = signed_in("principal")
    assert "逾期 4 天" in browser.get("/office/").text
    answer = browser.post(
        f"/office/inspections/{key}/rectified", {"how": ""}, page="/office/", follow_redirects=True
    )
    assert "登记整改完成须写明怎样整改的。" in answer.text
    browser.post(f"/office/inspections/{key}/rectified", {"how": "已补齐"}, page="/office/")
    assert stored(Inspection, id=key)[0]["rectified_on"] == clock.today()
    assert "营养餐台账" not in browser.get("/office/").text


@pytest.mark.system("A07", "A08")
def test_a_report_leaves_the_school_once_the_principal_has_approved_it(
    signed_in: SignIn, made: Made, place: Place, stored: Stored
) -> None:
    key = made(lambda s: makes.make_situation_report(s, s.get(Staff, place.mentor)))
    assert "等待校长审定" in signed_in("mentor").get("/office/").text
    assert signed_in("mentor").post(f"/office/reports/{key}/approve").status_code == 403
    signed_in("principal").post(f"/office/reports/{key}/approve", page="/office/")
    assert stored(SituationReport, id=key)[0]["approved_on"] == clock.today()


@pytest.mark.system("A20")
def test_a_suggestion_is_answered_by_its_addressee(
    signed_in: SignIn, made: Made, place: Place, stored: Stored
) -> None:
    key = made(lambda s: makes.make_suggestion(s, s.get(School, place.school)))
    signed_in("principal").post(
        f"/office/suggestions/{key}/reply", {"reply": "周六上午开放。", "adopted": "yes"}, page="/office/"
    )
    row = stored(Suggestion, id=key)[0]
    assert (row["reply"], row["is_adopted"], row["replied_on"]) == ("周六上午开放。", True, clock.today())


def test_a_suggestion_for_the_principal_does_not_exist_for_a_class_teacher(
    signed_in: SignIn, made: Made, place: Place
) -> None:
    key = made(lambda s: makes.make_suggestion(s, s.get(School, place.school), content="给校长的话"))
    browser = signed_in("homeroom")
    assert "给校长的话" not in browser.get("/office/").text
    assert browser.post(f"/office/suggestions/{key}/reply", {"reply": "x"}).status_code == 404
