"""The pages of the log: its state, what stands out, and who looked at a child."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.access.verifying import KEPT_NAME, Fault, Kept, State
from app.models.system.audit_anchor import AuditAnchor
from app.models.system.audit_log import AuditLog
from tests.pages.conftest import Browser, Place

Enter = Callable[..., Browser]


@pytest.fixture
def kept(app: Flask) -> Iterator[Kept]:
    """What the last verification found; forgotten afterwards."""
    made = Kept(Path(app.instance_path) / KEPT_NAME)
    made.forget()
    yield made
    made.forget()


def test_the_principal_verifies_the_log_and_sees_the_head_to_write_down(
    signed_in: Enter, place: Place, kept: Kept
) -> None:
    principal = signed_in("principal")
    principal.get(f"/admin/students/details/?id={place.child}")
    answer = principal.post("/log-check/verify", page="/log-check/", follow_redirects=True)
    assert "日志完好" in answer.text
    assert kept.read().seq > 0
    assert kept.read().hash[:4] in answer.text


def test_a_broken_log_is_told_on_every_page_to_the_principal_and_to_no_teacher(
    signed_in: Enter, place: Place, kept: Kept
) -> None:
    kept.write(State(seq=3, fault=Fault.CHANGED.value, broken_at=4))
    assert "操作日志核验未通过" in signed_in("principal").get("/").text
    assert "操作日志核验未通过" not in signed_in("mentor").get("/").text


def test_only_readers_of_the_log_open_its_page(signed_in: Enter, place: Place) -> None:
    assert signed_in("mentor").get("/log-check/").status_code == 403


def test_the_administrator_verifies_but_does_not_review(signed_in: Enter, place: Place, kept: Kept) -> None:
    admin = signed_in("it-admin")
    assert admin.get("/log-check/").status_code == 200
    assert admin.post("/log-check/reviewed", page="/log-check/").status_code == 403


def test_the_principal_reads_who_looked_at_a_child(signed_in: Enter, place: Place) -> None:
    signed_in("mentor").get(f"/admin/students/details/?id={place.child}")
    page = signed_in("principal").get(f"/children/{place.child}/who-looked").text
    assert "高建国" in page
    assert "帮扶教师" in page


def test_a_homeroom_teacher_asks_for_the_own_class_and_a_mentor_for_nobody(
    signed_in: Enter, place: Place
) -> None:
    assert signed_in("homeroom").get(f"/children/{place.child}/who-looked").status_code == 200
    assert signed_in("homeroom").get(f"/children/{place.stranger}/who-looked").status_code == 404
    assert signed_in("mentor").get(f"/children/{place.child}/who-looked").status_code == 404


def test_the_look_of_a_counselor_leads_to_no_child(signed_in: Enter, place: Place) -> None:
    signed_in("counselor").get(f"/admin/students/details/?id={place.child}")
    assert "心理辅导教师" not in signed_in("principal").get(f"/children/{place.child}/who-looked").text


def test_work_at_night_stands_out_and_the_review_is_in_the_log(
    signed_in: Enter, place: Place, stored: Callable[..., Any]
) -> None:
    night = clock.from_china(dt.datetime.combine(clock.today() - dt.timedelta(days=1), dt.time(23)))
    with clock.set_to(night):
        signed_in("mentor").get(f"/admin/students/details/?id={place.child}")
    principal = signed_in("principal")
    assert "夜间" in principal.get("/log-check/").text
    through = stored(AuditLog)[-1]["id"]
    principal.post("/log-check/reviewed", {"through": through}, page="/log-check/")
    line = stored(AuditLog)[-1]
    assert (line["fields"], line["user_id"]) == (
        f"review alerts=1 through={through}",
        place.users["principal"],
    )
    assert f"第 {through} 行" in principal.get("/log-check/").text


def test_the_anchor_of_a_command_is_signed(
    app: Flask, place: Place, signed_in: Enter, stored: Callable[..., Any]
) -> None:
    signed_in("principal").get(f"/admin/students/details/?id={place.child}")
    result = app.test_cli_runner().invoke(args=["audit", "anchor"])
    assert (result.exit_code, "行" in result.output) == (0, True)
    assert stored(AuditAnchor)[-1]["user_id"] is None


@pytest.mark.parametrize(
    ("path", "entity"),
    [
        ("/admin/students/details/?id={stranger}", "Student"),
        ("/admin/students/edit/?id={stranger}", "Student"),
        ("/children/{stranger}/who-looked", "Student"),
    ],
)
def test_one_try_at_a_child_of_another_school_is_shown_to_the_principal_alone(
    signed_in: Enter, place: Place, stored: Callable[..., Any], path: str, entity: str
) -> None:
    assert signed_in("homeroom").get(path.format(stranger=place.stranger)).status_code == 404
    line = stored(AuditLog)[-1]
    assert (line["action"].value, line["result"], line["entity"]) == ("refuse", "refused", entity)
    assert line["student_id"] == place.stranger
    assert "超出本人范围" in signed_in("principal").get("/log-check/").text
    assert "超出本人范围" not in signed_in("it-admin").get("/log-check/").text


def test_a_number_that_nothing_has_is_a_line_and_no_alert(
    signed_in: Enter, place: Place, stored: Callable[..., Any]
) -> None:
    assert signed_in("homeroom").get("/admin/students/details/?id=999999").status_code == 404
    assert stored(AuditLog)[-1]["result"] == "missing"
    assert "超出本人范围" not in signed_in("principal").get("/log-check/").text


def test_a_page_that_is_not_ones_own_is_one_line_for_each_try(
    signed_in: Enter, place: Place, stored: Callable[..., Any]
) -> None:
    before = len(stored(AuditLog))
    assert signed_in("mentor").get("/log-check/").status_code == 403
    lines = stored(AuditLog)[before:]
    assert [(line["action"].value, line["entity"]) for line in lines] == [("refuse", "log_check.show")]


def test_a_review_tells_how_much_stood_out_up_to_the_line_the_page_ended_with(
    signed_in: Enter, place: Place, stored: Callable[..., Any]
) -> None:
    principal = signed_in("principal")
    signed_in("homeroom").get(f"/admin/students/details/?id={place.stranger}")
    through = stored(AuditLog)[-1]["id"]
    signed_in("mentor").get(f"/admin/students/details/?id={place.stranger}")
    principal.post("/log-check/reviewed", {"through": through}, page="/log-check/")
    assert stored(AuditLog)[-1]["fields"] == f"review alerts=1 through={through}"


@pytest.mark.parametrize("through", ["", "0", "-1", "99999999", "x"])
def test_a_review_of_lines_that_are_not_there_is_refused(
    signed_in: Enter, place: Place, stored: Callable[..., Any], through: str
) -> None:
    principal = signed_in("principal")
    principal.get(f"/admin/students/details/?id={place.child}")
    answer = principal.post("/log-check/reviewed", {"through": through}, page="/log-check/")
    assert answer.status_code == 400
    assert not [line for line in stored(AuditLog) if line["fields"].startswith("review")]


def test_a_review_that_is_overdue_stands_on_the_principals_home_page_until_it_is_done(
    signed_in: Enter, place: Place, stored: Callable[..., Any]
) -> None:
    overdue, then = "操作日志该查阅了", clock.now() - dt.timedelta(days=32)
    with clock.set_to(then):
        signed_in("mentor").get(f"/admin/students/details/?id={place.stranger}")
    principal = signed_in("principal")
    page = principal.get("/").text
    assert overdue in page
    assert "还没有查阅过" in page
    assert "超出本人范围" in principal.get("/log-check/").text, "older than a month, and never reviewed"
    assert overdue not in signed_in("it-admin").get("/").text
    principal.post("/log-check/reviewed", {"through": stored(AuditLog)[-1]["id"]}, page="/log-check/")
    assert overdue not in principal.get("/").text
    with clock.set_to(clock.now() + dt.timedelta(days=32)):
        assert overdue in signed_in("principal").get("/").text


def test_a_young_log_asks_for_no_review_yet(signed_in: Enter, place: Place) -> None:
    signed_in("mentor").get(f"/admin/students/details/?id={place.child}")
    assert "操作日志该查阅了" not in signed_in("principal").get("/").text
