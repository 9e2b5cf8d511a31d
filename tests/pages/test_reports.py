"""The page of reports: who may write, approve and print; what approving freezes; the job that prints."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pdfplumber
import pytest
from flask import Flask

from app.access.guard import system_session
from app.models.management.term_summary import SummaryStatus, TermSummary
from app.models.people.student import Student
from app.models.system.audit_log import AuditLog
from tests import factories as make
from tests.pages.conftest import Browser, Place, build_place, enter

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]


@pytest.mark.parametrize(
    ("who", "buttons"),
    [
        ("it-admin", {"打印草稿", "填写文字", "提交校长审定", "打印全校"}),
        ("principal", {"打印草稿", "填写文字", "审定", "打印全校"}),
        ("office", set()),
        ("mentor", {"打印我的一页"}),
        ("homeroom", {"打印我的一页"}),
        ("township", set()),
    ],
)
def test_each_role_has_its_own_buttons(signed_in: SignIn, who: str, buttons: set[str]) -> None:
    text = signed_in(who).get("/reports/").text
    body = text[text.index("<main") : text.index("</main>")]
    every = {"打印草稿", "填写文字", "提交校长审定", "审定", "打印全校", "打印我的一页"}
    found = {label for label in every if f">{label}<" in body or f"</svg>{label}<" in body}
    staff = {"打印我的一页"} if who == "principal" else set()
    assert found - staff == buttons


def test_others_have_no_page_of_reports(signed_in: SignIn) -> None:
    assert signed_in("nobody").get("/reports/").status_code == 403


FORBIDDEN = {
    "it-admin": ("approve",),
    "office": ("text", "submit", "approve", "print", "workload"),
    "mentor": ("text", "submit", "approve", "print", "workload"),
    "homeroom": ("text", "submit", "approve", "print", "workload"),
    "counselor": ("text", "submit", "approve", "print", "workload"),
    "township": ("text", "submit", "approve", "print", "workload", "own"),
}


@pytest.mark.parametrize("who", FORBIDDEN)
def test_a_right_is_asked_for_again_when_the_button_is_pressed(
    signed_in: SignIn, place: Place, stored: Stored, who: str
) -> None:
    browser, before = signed_in(who), f"/reports/term-summary/{place.term}"
    addresses = {name: (f"{before}/{name}", {}) for name in ("text", "submit", "approve", "print")}
    workload = f"/reports/mentor-workload/{place.term}/print"
    addresses |= {"workload": (workload, {"whose": "all"}), "own": (workload, {"whose": "own"})}
    for name in FORBIDDEN[who]:
        path, data = addresses[name]
        assert browser.post(path, data).status_code == 403, name
    assert stored(TermSummary) == []


def test_the_texts_are_kept_section_by_section(signed_in: SignIn, place: Place, stored: Stored) -> None:
    browser, path = signed_in("it-admin"), f"/reports/term-summary/{place.term}/text"
    answer = browser.post(
        path, {"section-1": " 本学期情况稳定。 ", "section-14": "加强家访。", "section-2": " "}, page=path
    )
    assert answer.headers["Location"] == f"/reports/?term={place.term}"
    row = stored(TermSummary)[0]
    assert (row["sections"], row["status"]) == (
        {"1": "本学期情况稳定。", "14": "加强家访。"},
        SummaryStatus.DRAFT,
    )
    assert "本学期情况稳定。" in browser.get(path).text
    browser.post(f"/reports/term-summary/{place.term}/submit")
    assert stored(TermSummary)[0]["status"] is SummaryStatus.SUBMITTED


def test_too_long_a_text_is_told_and_stays(signed_in: SignIn, place: Place, stored: Stored) -> None:
    browser, path = signed_in("it-admin"), f"/reports/term-summary/{place.term}/text"
    answer = browser.post(path, {"section-3": "长" * 2001, "section-1": "短的。"}, page=path)
    assert answer.status_code == 400
    assert "太长了" in answer.text
    assert "长" * 2001 in answer.text
    assert stored(TermSummary) == []


def test_approving_freezes_texts_and_figures(
    signed_in: SignIn, app: Flask, place: Place, stored: Stored
) -> None:
    principal, before = signed_in("principal"), f"/reports/term-summary/{place.term}"
    principal.post(f"{before}/text", {"section-1": "签字前的文字。"})
    assert principal.post(f"{before}/approve").status_code == 302
    row = stored(TermSummary)[0]
    assert (row["status"], row["approved_by_id"]) == (SummaryStatus.APPROVED, place.users["principal"])
    assert row["figures"]["imprint"]["approved_on"] is not None
    with app.app_context(), system_session("one child more") as session:
        one = session.get_one(Student, place.child)
        make.make_student(session, school_class=one.school_class)
        session.commit()
    assert principal.get(f"{before}/text").status_code == 302
    principal.post(f"{before}/text", {"section-1": "签字后的文字。"})
    principal.post(f"{before}/approve")
    principal.post(f"{before}/submit")
    assert stored(TermSummary)[0]["figures"] == row["figures"]
    assert stored(TermSummary)[0]["sections"] == {"1": "签字前的文字。"}
    assert [line["action"].value for line in stored(AuditLog, entity="TermSummary")].count("approve") == 1


def test_the_township_opens_approved_summaries_only(signed_in: SignIn, place: Place, stored: Stored) -> None:
    principal, township = signed_in("principal"), signed_in("township")
    principal.post(f"/reports/term-summary/{place.term}/text", {"section-1": "文字。"})
    key = stored(TermSummary)[0]["id"]
    assert township.get(f"/reports/summaries/{key}").status_code == 404
    assert township.post(f"/reports/summaries/{key}/print").status_code == 404
    principal.post(f"/reports/term-summary/{place.term}/approve")
    shown = township.get(f"/reports/summaries/{key}")
    assert shown.status_code == 200
    assert "周小溪" not in shown.text


def test_a_term_of_another_school_does_not_exist(signed_in: SignIn, app: Flask) -> None:
    with app.app_context(), system_session("another school") as session:
        far = make.make_term(session, make.make_school(session)).id
        session.commit()
    principal = signed_in("principal")
    for path in (
        f"/reports/term-summary/{far}/print",
        f"/reports/term-summary/{far}/approve",
        f"/reports/mentor-workload/{far}/print",
    ):
        assert principal.post(path, {"whose": "all"}).status_code == 404


def printed(browser: Browser, path: str, data: dict[str, str]) -> tuple[str, str]:
    """(address of the job, text of the paper) of a print that ran to its end."""
    job = browser.post(path, data).headers["Location"]
    assert browser.get(job).status_code == 200
    deadline = time.monotonic() + 60
    while (state := browser.get(f"{job}.json").get_json())["status"] == "running":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert state["status"] == "done", state
    with browser.get(f"{job}/file") as answer:
        assert answer.mimetype == "application/pdf"
        assert quote("学期") in answer.headers["Content-Disposition"]
        return job, text_of(answer.data)


def text_of(pdf: bytes) -> str:
    with pdfplumber.open(BytesIO(pdf)) as opened:
        return "".join(page.extract_text() for page in opened.pages)


@pytest.fixture
def printing(live_app: Flask) -> tuple[Flask, Place]:
    return live_app, build_place(live_app)


def test_a_draft_is_printed_in_the_background_for_its_owner_only(printing: tuple[Flask, Place]) -> None:
    app, place = printing
    principal = enter(app, place.users["principal"])
    principal.post(f"/reports/term-summary/{place.term}/text", {"section-1": "情况稳定，孩子们都好。"})
    job, text = printed(principal, f"/reports/term-summary/{place.term}/print", {})
    for expected in ("平安镇中心小学", "关爱工作总结", "情况稳定", "草稿", "少于5人"):
        assert expected in text
    assert "下载" in principal.get(job).text
    for other in ("it-admin", "mentor"):
        for address in (job, f"{job}.json", f"{job}/file"):
            assert enter(app, place.users[other]).get(address).status_code == 404
    with app.app_context(), system_session("look at the log") as session:
        actions = [line.action.value for line in session.query(AuditLog).order_by(AuditLog.id)]
    assert actions[-1] != "read"
    assert "print" in actions


def test_a_mentor_prints_his_own_page_and_nobody_elses(printing: tuple[Flask, Place]) -> None:
    app, place = printing
    mentor = enter(app, place.users["mentor"])
    text = printed(mentor, f"/reports/mentor-workload/{place.term}/print", {"whose": "own"})[1]
    assert "高建国" in text
    assert "马秀英" not in text


@pytest.mark.slow
def test_an_approved_summary_is_printed_as_it_was_signed(printing: tuple[Flask, Place]) -> None:
    app, place = printing
    principal = enter(app, place.users["principal"])
    principal.post(f"/reports/term-summary/{place.term}/approve")
    with app.app_context(), system_session("ten more children") as session:
        one = session.get_one(Student, place.child)
        for _ in range(10):
            make.make_student(session, school_class=one.school_class)
        session.commit()
        key = session.query(TermSummary.id).scalar()
    as_signed = printed(principal, f"/reports/term-summary/{place.term}/print", {})[1]
    assert "已审定" in as_signed
    assert "13" not in as_signed.partition("基本情况")[0].partition("在校学生")[2][:60]
    township = enter(app, place.users["township"])
    assert "已审定" in printed(township, f"/reports/summaries/{key}/print", {})[1]
