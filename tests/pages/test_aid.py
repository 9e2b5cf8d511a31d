"""Aid through its page: the class teacher applies, the principal approves, one pays, another verifies; the wall list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.access.guard import system_session
from app.models.aid.aid_grant import AidGrant
from app.models.aid.aid_notice import AidNotice
from app.models.people.student import Student
from app.models.school.school import School
from tests import office_factories as makes
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def program(app: Flask, place: Place) -> int:
    """The key of a program of the school."""
    with app.app_context(), system_session("a program") as session:
        made = makes.make_program(session, session.get(School, place.school), name="生活补助").id
        session.commit()
    return made


def applied(browser: Browser, place: Place, program: int, *children: int) -> Any:
    data = {
        "aid_program_id": str(program), "children": [str(key) for key in children], "amount": "500",
        "applied_on": clock.today().isoformat(),
    }  # fmt: skip
    return browser.post("/aid/apply", data, page="/aid/apply", follow_redirects=True)


def step(browser: Browser, name: str, *keys: int) -> Any:
    data = {"step": name, "ids": [str(key) for key in keys], "day": clock.today().isoformat()}
    return browser.post("/aid/steps", data, page="/aid/", follow_redirects=True)


@pytest.mark.system("L03", "L04", "L08")
def test_a_grant_goes_from_the_class_teacher_to_the_check_by_another(
    signed_in: SignIn, place: Place, program: int, stored: Stored
) -> None:
    answer = applied(signed_in("homeroom"), place, program, place.child, place.sibling)
    assert "已为 2 名学生登记申请，等待校长批准。" in answer.text
    keys = [row["id"] for row in stored(AidGrant)]
    assert "2 份已登记为“已批准”。" in step(signed_in("principal"), "approved", *keys).text
    assert "2 份已登记为“已发放”。" in step(signed_in("it-admin"), "paid", *keys).text
    assert "核查人不能是申请人或发放人" in step(signed_in("it-admin"), "verified", *keys).text
    assert "2 份已登记为“已核查”。" in step(signed_in("principal"), "verified", *keys).text
    rows = stored(AidGrant)
    assert all(row["verified_on"] == clock.today() for row in rows)
    assert {row["paid_by_id"] for row in rows}.isdisjoint({row["verified_by_id"] for row in rows})


@pytest.mark.system("L03")
def test_a_skipped_step_is_told_by_the_childs_name(
    signed_in: SignIn, place: Place, program: int, stored: Stored
) -> None:
    applied(signed_in("homeroom"), place, program, place.sibling)
    key = stored(AidGrant)[0]["id"]
    answer = step(signed_in("it-admin"), "paid", key)
    assert "周小溪" in answer.text and "前面的步骤还没有完成" in answer.text
    assert stored(AidGrant)[0]["paid_on"] is None


@pytest.mark.system("L03")
def test_only_the_principal_approves(signed_in: SignIn, place: Place, program: int, stored: Stored) -> None:
    applied(signed_in("homeroom"), place, program, place.child)
    key = stored(AidGrant)[0]["id"]
    assert step(signed_in("it-admin"), "approved", key).status_code == 403
    assert step(signed_in("homeroom"), "approved", key).status_code == 403
    assert stored(AidGrant)[0]["approved_on"] is None


def test_a_class_teacher_cannot_apply_for_a_child_of_another_school(
    signed_in: SignIn, place: Place, program: int, stored: Stored
) -> None:
    applied(signed_in("homeroom"), place, program, place.stranger)
    assert stored(AidGrant) == []


def test_a_second_application_is_refused_with_the_childs_name(
    signed_in: SignIn, place: Place, program: int, stored: Stored
) -> None:
    browser = signed_in("homeroom")
    applied(browser, place, program, place.sibling)
    answer = applied(browser, place, program, place.sibling)
    assert "周小溪" in answer.text and "已有一份还没发放的申请" in answer.text
    assert len(stored(AidGrant)) == 1


@pytest.mark.parametrize("who", ["mentor", "counselor", "office", "township"])
def test_the_page_is_closed_to_those_who_neither_apply_nor_pay(signed_in: SignIn, who: str) -> None:
    assert signed_in(who).get("/aid/").status_code == 403


@dataclass(frozen=True)
class Wall:
    """What a list is made of."""

    title: str = "生活补助公示"
    text: str = "如有意见请向校长室反映。"

    def form(self) -> dict[str, str]:
        today = clock.today()
        week = today + dt.timedelta(days=7)
        return {
            "title": self.title,
            "text": self.text,
            "posted_on": today.isoformat(),
            "expires_on": week.isoformat(),
        }


def approved_grant(app: Flask, place: Place, program: int) -> None:
    with app.app_context(), system_session("an approved grant") as session:
        session.add(
            AidGrant(
                school_id=place.school, student_id=place.sibling, aid_program_id=program, term_id=place.term,
                amount=Decimal(500), applied_on=clock.today(), applied_by_id=place.mentor,
                approved_on=clock.today(), approved_by_id=place.mentor,
            )
        )  # fmt: skip
        session.commit()


@pytest.mark.system("L03", "L08")
def test_the_list_for_the_wall_holds_hidden_name_class_and_program_only(
    app: Flask, signed_in: SignIn, place: Place, program: int, stored: Stored
) -> None:
    approved_grant(app, place, program)
    signed_in("it-admin").post("/aid/notices", Wall().form(), page="/aid/notices")
    rows = stored(AidNotice)[0]["rows"]
    assert rows == [{"name": "周*溪", "class_label": rows[0]["class_label"], "program": "生活补助"}]
    assert stored(Student, id=place.sibling)[0]["name"] not in str(rows)


def test_a_list_with_a_phone_in_its_text_is_not_made(
    app: Flask, signed_in: SignIn, place: Place, program: int, stored: Stored
) -> None:
    approved_grant(app, place, program)
    answer = signed_in("it-admin").post(
        "/aid/notices", Wall(text="有意见请打 10037236514。").form(), page="/aid/notices"
    )
    assert answer.status_code == 400
    assert "公示内容里有像身份证号或电话的数字" in answer.text
    assert stored(AidNotice) == []


def test_a_list_is_printable_only_once_the_principal_has_approved_it(
    app: Flask, signed_in: SignIn, place: Place, program: int, stored: Stored
) -> None:
    approved_grant(app, place, program)
    clerk = signed_in("it-admin")
    clerk.post("/aid/notices", Wall().form(), page="/aid/notices")
    key = stored(AidNotice)[0]["id"]
    assert clerk.post(f"/aid/notices/{key}/approve", page="/aid/notices").status_code == 403
    assert f"/sheets/aid-notice?row={key}" not in clerk.get("/aid/notices").text
    signed_in("principal").post(f"/aid/notices/{key}/approve", page="/aid/notices")
    assert stored(AidNotice)[0]["approved_on"] == clock.today()
    assert f"/sheets/aid-notice?row={key}" in clerk.get("/aid/notices").text
