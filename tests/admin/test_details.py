"""The page of one row: what is read, masked and revealed, why, and what is not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.access import revealing
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.models.people.student import Student
from app.models.system.audit_log import AuditAction, AuditLog
from tests.admin.conftest import Browser, World

SignIn = Callable[..., Browser]


def _log(app: Flask, action: AuditAction) -> list[AuditLog]:
    with app.app_context(), system_session("read the log") as session:
        found = session.scalars(select(AuditLog).where(AuditLog.action == action).order_by(AuditLog.id)).all()
        session.expunge_all()
    return list(found)


def _id_number(app: Flask, key: int) -> str:
    with app.app_context(), system_session("read a number") as session:
        return str(session.scalar(select(Student.id_card_no).where(Student.id == key)))


def test_a_row_of_the_own_class_is_shown_with_the_reason(app: Flask, sign_in: SignIn, world: World) -> None:
    page = sign_in(Role.HOMEROOM).get("students/details/", id=world.mine)
    assert page.status_code == 200
    assert "花生过敏" in page.text and "您今天是这个班的班主任" in page.text


@pytest.mark.parametrize("key", ["other", "far", "none", "junk", "huge", "pair", "empty"])
def test_a_row_out_of_reach_is_not_found_like_one_that_is_not_there(
    key: str, sign_in: SignIn, world: World
) -> None:
    keys = {
        "other": world.other,
        "far": world.far,
        "none": 999_999,
        "junk": "abc",
        "huge": "9" * 30,
        "pair": "1,2",
        "empty": "",
    }
    answer = sign_in(Role.HOMEROOM).get("students/details/", id=keys[key])
    assert answer.status_code == 404
    assert "冯雨澄" not in answer.text and "远方的周" not in answer.text


def test_numbers_of_people_are_masked_on_every_page(app: Flask, sign_in: SignIn, world: World) -> None:
    browser, number = sign_in(Role.IT_ADMIN), _id_number(app, world.mine)
    for page in ("details", "edit"):
        text = browser.get(f"students/{page}/", id=world.mine).text
        assert number not in text and f"{number[:3]}***********{number[-4:]}" in text


def test_columns_beyond_the_level_are_absent(app: Flask, sign_in: SignIn, world: World) -> None:
    text = sign_in(Role.MENTOR).get("students/details/", id=world.mine).text
    assert "身份证号" not in text and "花生过敏" in text


def test_a_number_is_revealed_once_for_a_reason_that_is_logged(
    app: Flask, sign_in: SignIn, world: World
) -> None:
    browser, number = sign_in(Role.IT_ADMIN), _id_number(app, world.mine)
    asked = {"id": str(world.mine), "column": "id_card_no"}
    assert number not in browser.post("students/reveal/", asked).text
    answer = browser.post("students/reveal/", asked | {"reason": "办理学籍"})
    assert number in answer.text and "no-store" in answer.headers["Cache-Control"]
    assert number not in browser.get("students/details/", id=world.mine).text
    entry = _log(app, AuditAction.REVEAL)[-1]
    assert (entry.entity, entry.entity_id, entry.fields, entry.reason) == (
        "Student",
        world.mine,
        "id_card_no",
        "办理学籍",
    )


@pytest.mark.security("T-02")
def test_a_revealed_number_is_covered_again_after_a_minute(app: Flask, sign_in: SignIn, world: World) -> None:
    browser, number = sign_in(Role.IT_ADMIN), _id_number(app, world.mine)
    asked = {"id": str(world.mine), "column": "id_card_no", "reason": "办理学籍"}
    answer = browser.post("students/reveal/", asked)
    assert number in answer.text and "一分钟后自动遮盖" in answer.text
    seconds, address = answer.headers["Refresh"].split("; url=")
    assert int(seconds) == 60 and address == f"/admin/students/details/?id={world.mine}"
    covered = browser.get("students/details/", id=world.mine)
    assert number not in covered.text and "Refresh" not in covered.headers


@pytest.mark.security("T-16")
def test_somebody_who_looks_at_many_whole_numbers_has_to_wait(
    app: Flask, sign_in: SignIn, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revealing, "MOST", 3)
    browser, number = sign_in(Role.IT_ADMIN), _id_number(app, world.mine)
    asked = {"id": str(world.mine), "column": "id_card_no", "reason": "核对"}
    shown = [number in browser.post("students/reveal/", asked).text for _ in range(5)]
    assert shown == [True, True, True, False, False]
    with clock.set_to(clock.now() + dt.timedelta(minutes=11)):
        assert number in browser.post("students/reveal/", asked).text


@pytest.mark.parametrize(
    ("role", "column", "expected"),
    [
        (Role.HOMEROOM, "id_card_no", 403),
        (Role.IT_ADMIN, "name", 403),
        (Role.IT_ADMIN, "password_hash", 403),
        (Role.TOWNSHIP, "id_card_no", 403),
    ],
)
def test_only_a_masked_column_with_the_right_is_revealed(
    role: Role, column: str, expected: int, sign_in: SignIn, world: World
) -> None:
    asked = {"id": str(world.mine), "column": column, "reason": "想看看"}
    assert sign_in(role).post("students/reveal/", asked).status_code == expected


def test_a_number_of_a_row_out_of_reach_is_not_revealed(sign_in: SignIn, world: World) -> None:
    asked = {"id": str(world.far), "column": "id_card_no", "reason": "想看看"}
    assert sign_in(Role.IT_ADMIN).post("students/reveal/", asked).status_code == 404


def test_reading_a_child_is_logged_by_numbers_only(app: Flask, sign_in: SignIn, world: World) -> None:
    sign_in(Role.HOMEROOM).get("students/details/", id=world.mine)
    entry = _log(app, AuditAction.READ)[-1]
    assert (entry.entity, entry.entity_id, entry.student_id) == ("Student", world.mine, world.mine)
    assert "周小溪" not in f"{entry.fields}{entry.reason}"


def test_a_row_leads_to_the_lists_of_what_belongs_to_it(sign_in: SignIn, world: World) -> None:
    text = sign_in(Role.HOMEROOM).get("students/details/", id=world.mine).text
    assert f"/admin/contact-records/?student_id={world.mine}" in text
    assert f"/admin/contact-records/new/?student_id={world.mine}" in text


def test_nothing_of_the_counseling_room_shows_from_a_child(sign_in: SignIn, world: World) -> None:
    for role in (Role.IT_ADMIN, Role.PRINCIPAL, Role.HOMEROOM, Role.MENTOR):
        text = sign_in(role).get("students/details/", id=world.mine).text
        assert "counseling-cases" not in text and "counseling-sessions" not in text


def test_the_way_back_to_the_list_is_never_taken_from_outside(sign_in: SignIn, world: World) -> None:
    hostile = "//evil.example/\\@x\r\nX: y&gender=female&page=2"
    text = sign_in(Role.IT_ADMIN).get("students/details/", id=world.mine, back=hostile).text
    assert "evil.example" not in text and "gender=female" in text
