"""Who may print which paper of whom, and what the log says of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.access import sessions
from app.access.guard import bind, system_session
from app.access.vocabulary import Role
from app.extensions import db
from app.models.people.student import Student
from app.models.school.staff import Staff
from app.models.school.term import Term
from app.models.system.audit_log import AuditAction, AuditLog
from app.pages.sheet_work import as_printer
from app.reports.sheet import NothingToPrint
from app.reports.sheets import Ask, sheets
from tests import factories as make
from tests.pages.collecting import Collect, collector, counseling
from tests.pages.conftest import Browser, Place, build_place, enter
from tests.pages.test_reports import text_of

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def collected(app: Flask, place: Place) -> Collect:
    return collector(app, place)


@pytest.mark.parametrize(
    ("who", "has", "lacks"),
    [
        ("principal", {"contact-card", "roster", "class-statistics", "individual-plan"}, {"counseling-card"}),
        ("homeroom", {"contact-card", "child-archive", "talk-card", "individual-plan"}, {"counseling-card"}),
        ("mentor", {"contact-card", "mentor-phones", "talk-card"}, {"individual-plan", "counseling-card"}),
        ("it-admin", {"roster"}, {"individual-plan", "talk-card", "counseling-card"}),
        ("counselor", {"counseling-card"}, {"contact-card", "roster", "child-archive", "talk-card"}),
    ],
)
def test_each_role_prints_its_own_papers(signed_in: SignIn, who: str, has: set[str], lacks: set[str]) -> None:
    browser = signed_in(who)
    listed = browser.get("/sheets/").text
    for slug in has:
        assert f'href="/sheets/{slug}"' in listed
        assert browser.get(f"/sheets/{slug}").status_code == 200
    for slug in lacks:
        assert f'href="/sheets/{slug}"' not in listed
        assert browser.get(f"/sheets/{slug}").status_code == 403
        assert browser.post(f"/sheets/{slug}").status_code == 403


def test_nobody_and_the_township_print_no_papers_of_children(signed_in: SignIn) -> None:
    for who in ("nobody", "township"):
        assert signed_in(who).get("/sheets/").status_code == 403
    assert signed_in("principal").get("/sheets/no-such-paper").status_code == 404


def test_a_child_one_does_not_see_does_not_exist(signed_in: SignIn, place: Place) -> None:
    browser = signed_in("homeroom")
    for wrong in (place.stranger, 999_999, "abc", "-1", "1" * 30):
        assert browser.get(f"/sheets/contact-card?student={wrong}").status_code == 404
        assert browser.post("/sheets/contact-card", {"student": str(wrong)}).status_code == 404
    assert browser.get(f"/sheets/contact-card?student={place.child}").status_code == 200
    assert browser.post("/sheets/individual-plan").status_code == 404


def test_a_paper_of_a_class_waits_until_one_is_chosen(signed_in: SignIn) -> None:
    browser = signed_in("principal")
    assert "请先在上面选择班级" in browser.get("/sheets/child-archive").text
    assert browser.post("/sheets/child-archive").headers["Location"] == "/sheets/child-archive"
    assert "请先选择班级或孩子" in browser.get("/sheets/child-archive").text


def test_the_page_of_a_child_leads_to_its_papers(signed_in: SignIn, place: Place) -> None:
    text = signed_in("homeroom").get(f"/admin/students/details/?id={place.child}").text
    for slug in ("contact-card", "child-archive"):
        assert f"/sheets/{slug}?student={place.child}" in text


@pytest.mark.system("C13", "C14")
def test_who_may_not_print_plans_does_not_learn_that_there_is_one(
    app: Flask, collected: Collect, place: Place
) -> None:
    with app.app_context(), system_session("a plan") as session:
        child, term = session.get_one(Student, place.child), session.get_one(Term, place.term)
        plan = make.make_plan(session, child, term, session.get_one(Staff, place.mentor))
        make.make_stage(session, plan, goal="每天读十分钟。")
        session.commit()
        key = plan.id
    assert "方案目录" not in repr(collected("office", "child-archive", student_id=place.child))
    assert "方案目录" not in repr(collected("mentor", "child-archive", student_id=place.child))
    printed = collected("homeroom", "individual-plan", row_id=key)
    assert "每天读十分钟。" in repr(printed)


def test_a_role_that_sees_more_lends_nothing_to_the_one_that_prints(app: Flask, place: Place) -> None:
    """An IT administrator sees the rows of plans, a homeroom teacher prints those of the class: together no more."""
    with app.app_context(), system_session("a plan in another class") as session:
        term = session.get_one(Term, place.term)
        other = make.make_class(session, term.school_year, 5, 1)
        child = make.make_student(session, school_class=other)
        key = make.make_plan(session, child, term, session.get_one(Staff, place.mentor)).id
        session.commit()
    with app.app_context():
        with system_session("test sign-in") as session:
            _token, actor = sessions.open_session(session, place.users["homeroom"])
            session.commit()
        kind, both = sheets()["individual-plan"], replace(actor, roles=actor.roles | {Role.IT_ADMIN})
        printer = as_printer(both, kind)
        assert printer.roles == frozenset({Role.HOMEROOM})
        bind(db.session, printer)
        with pytest.raises(NothingToPrint):
            kind.collect(db.session, printer, Ask(row_id=key))
        db.session.rollback()


@pytest.mark.system("F06", "F02")
def test_a_counseling_card_is_for_the_counselor_and_leaves_no_file(
    app: Flask, signed_in: SignIn, stored: Stored, place: Place, instance_dir: Path
) -> None:
    key = counseling(app, place)
    before = {path for path in instance_dir.rglob("*") if path.is_file()}
    answer = signed_in("counselor").post("/sheets/counseling-card", {"row": str(key)})
    assert answer.mimetype == "application/pdf"
    text = text_of(answer.data)
    assert "想爸爸，晚上睡不着。" in text
    assert "保密" in text
    assert "周小㛃" not in text
    made = {path for path in instance_dir.rglob("*") if path.is_file()} - before
    assert not [path for path in made if path.suffix in (".pdf", ".result", ".json")]
    for other in ("principal", "it-admin", "homeroom", "mentor", "office"):
        assert signed_in(other).post("/sheets/counseling-card", {"row": str(key)}).status_code == 403
    assert signed_in("counselor").post("/sheets/counseling-card").status_code == 404
    lines = stored(AuditLog, action=AuditAction.PRINT)
    assert [(line["entity"], line["student_id"]) for line in lines] == [("CounselingSession", None)]


@pytest.fixture
def printing(live_app: Flask) -> tuple[Flask, Place]:
    return live_app, build_place(live_app)


def test_a_class_is_printed_in_the_background_and_logged(printing: tuple[Flask, Place]) -> None:
    app, place = printing
    homeroom = enter(app, place.users["homeroom"])
    done = _printed(homeroom, "contact-card", {})
    text = text_of(done)
    for expected in ("周小㛃", "周小溪", "吴雨桐", "第 3 页 / 共 3 页"):
        assert expected.replace(" ", "") in text.replace(" ", "")
    _printed(homeroom, "contact-card", {"student": str(place.child)})
    with app.app_context(), system_session("look at the log") as session:
        lines = session.query(AuditLog).filter_by(action=AuditAction.PRINT).order_by(AuditLog.id).all()
        found = [(line.entity, line.entity_id, line.student_id, line.fields) for line in lines]
    assert found == [
        ("Student", None, None, "contact-card leaves=3"),
        ("Student", place.child, place.child, "contact-card leaves=1"),
    ]


def test_a_paper_without_rows_says_why(printing: tuple[Flask, Place]) -> None:
    app, place = printing
    browser = enter(app, place.users["principal"])
    job = browser.post("/sheets/roster-key").headers["Location"]
    state = _finished(browser, job)
    assert (state["status"], "没有符合条件的留守儿童" in state["sentence"]) == ("failed", True)


def _printed(browser: Browser, slug: str, data: dict[str, str]) -> bytes:
    job = browser.post(f"/sheets/{slug}", data).headers["Location"]
    state = _finished(browser, job)
    assert state["status"] == "done", state
    with browser.get(f"{job}/file") as answer:
        return answer.data


def _finished(browser: Browser, job: str) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while (state := browser.get(f"{job}.json").get_json())["status"] == "running":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return dict(state)
