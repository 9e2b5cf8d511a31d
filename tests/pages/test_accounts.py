"""Accounts, roles and the second person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.access.guard import system_session
from app.access.vocabulary import Role
from app.models.school.user import User
from app.models.school.user_role import UserRole
from app.models.system.audit_log import AuditLog
from tests import factories as make
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def free_staff(app: Flask, place: Place) -> int:
    """Somebody of the staff without an account."""
    with app.app_context(), system_session("new teacher") as session:
        staff = make.make_staff(session, session.get_one(make.School, place.school), name="沈小燕")
        session.commit()
        return staff.id


def grant_of(stored: Stored, user_id: int, role: Role) -> dict[str, Any]:
    return next(row for row in stored(UserRole, user_id=user_id) if row["role"] is role)


def test_an_account_is_opened_with_a_password_for_one_use(
    signed_in: SignIn, free_staff: int, stored: Stored
) -> None:
    form = {"staff_id": free_staff, "username": "Shen", "roles": ["mentor", "homeroom"]}
    answer = signed_in("it-admin").post("/accounts/new", form, page="/accounts/new")
    assert "只显示这一次" in answer.text, answer.text
    user = stored(User, username="shen")[0]
    assert user["must_change_password"]
    assert {row["role"] for row in stored(UserRole, user_id=user["id"])} == {Role.MENTOR, Role.HOMEROOM}


def test_a_taken_username_is_told_at_its_field(signed_in: SignIn, free_staff: int) -> None:
    form = {"staff_id": free_staff, "username": "mentor", "roles": ["mentor"]}
    answer = signed_in("it-admin").post("/accounts/new", form)
    assert answer.status_code == 400
    assert "这个登录名已经用过" in answer.text


@pytest.mark.parametrize("who", ["principal", "office", "homeroom", "mentor", "counselor", "township"])
def test_only_the_administrator_opens_accounts(
    signed_in: SignIn, place: Place, stored: Stored, who: str
) -> None:
    browser, count = signed_in(who), len(stored(User))
    other = place.users["office"]
    assert browser.get("/accounts/new").status_code == 403
    assert browser.post("/accounts/new", {"username": "x", "roles": ["it-admin"]}).status_code == 403
    assert browser.post(f"/accounts/{other}/reset").status_code == 403
    assert browser.post(f"/accounts/{other}/roles", {"role": "it-admin"}).status_code == 403
    assert browser.post(f"/accounts/{other}/active", {"active": "no"}).status_code == 403
    assert len(stored(User)) == count


def test_a_counselor_has_no_effect_before_another_person_confirms(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    """Acceptance 6 of domain 6.4: the administrator makes himself a counselor."""
    admin, admin_id = signed_in("it-admin"), place.users["it-admin"]
    assert admin.post(f"/accounts/{admin_id}/roles", {"role": "counselor"}).status_code == 302
    grant = grant_of(stored, admin_id, Role.COUNSELOR)
    assert admin.get("/admin/counseling-cases/").status_code == 403
    admin.post(f"/accounts/roles/{grant['id']}/confirm")
    assert grant_of(stored, admin_id, Role.COUNSELOR)["confirmed_by_id"] is None
    principal = signed_in("principal")
    assert "等待确认的心理辅导教师" in principal.get("/").text
    assert principal.post(f"/accounts/roles/{grant['id']}/confirm").status_code == 302
    assert grant_of(stored, admin_id, Role.COUNSELOR)["confirmed_by_id"] == place.users["principal"]
    assert admin.get("/").status_code == 302, "the old session ended"
    assert signed_in("it-admin").get("/admin/counseling-cases/").status_code == 200
    actions = [(line["action"].value, line["user_id"]) for line in stored(AuditLog, entity="UserRole")]
    assert actions[-2:] == [("grant", admin_id), ("grant", place.users["principal"])]


def test_who_asked_cannot_confirm_even_as_principal(
    app: Flask, signed_in: SignIn, place: Place, stored: Stored
) -> None:
    with app.app_context(), system_session("administrator is principal too") as session:
        session.add(UserRole(school_id=place.school, user_id=place.users["it-admin"], role=Role.PRINCIPAL))
        session.commit()
    admin = signed_in("it-admin")
    admin.post(f"/accounts/{place.users['office']}/roles", {"role": "counselor"})
    grant = grant_of(stored, place.users["office"], Role.COUNSELOR)
    assert admin.post(f"/accounts/roles/{grant['id']}/confirm").status_code == 302
    assert "须由另一人确认" in admin.get("/accounts/").text
    assert grant_of(stored, place.users["office"], Role.COUNSELOR)["confirmed_by_id"] is None


@pytest.mark.parametrize("who", ["it-admin", "office", "mentor", "homeroom", "counselor", "township"])
def test_nobody_but_a_principal_confirms(
    signed_in: SignIn, place: Place, stored: Stored, app: Flask, who: str
) -> None:
    with app.app_context(), system_session("waiting grant") as session:
        row = UserRole(school_id=place.school, user_id=place.users["nobody"], role=Role.COUNSELOR)
        session.add(row)
        session.commit()
        key = row.id
    signed_in(who).post(f"/accounts/roles/{key}/confirm")
    assert stored(UserRole, id=key)[0]["confirmed_by_id"] is None


def test_a_principal_of_another_school_confirms_nothing_here(
    signed_in: SignIn, place: Place, stored: Stored, app: Flask
) -> None:
    with app.app_context(), system_session("grant elsewhere") as session:
        row = UserRole(
            school_id=make.make_school(session).id, user_id=place.users["nobody"], role=Role.COUNSELOR
        )
        session.add(row)
        session.commit()
        key = row.id
    signed_in("principal").post(f"/accounts/roles/{key}/confirm")
    assert stored(UserRole, id=key)[0]["confirmed_by_id"] is None


def test_a_confirmed_role_cannot_pass_to_another_person(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    grant = grant_of(stored, place.users["counselor"], Role.COUNSELOR)
    admin = signed_in("it-admin")
    page = admin.get(f"/admin/user-roles/edit/?id={grant['id']}")
    data = {"version": grant["version"], "user_id": place.users["it-admin"], "role": "counselor"}
    admin.post(f"/admin/user-roles/edit/?id={grant['id']}", data)
    assert page.status_code in (200, 403, 404)
    assert grant_of(stored, place.users["counselor"], Role.COUNSELOR)["user_id"] == place.users["counselor"]


def test_a_reset_counselor_waits_for_the_second_person_again(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    counselor = place.users["counselor"]
    before = signed_in("counselor")
    answer = signed_in("it-admin").post(f"/accounts/{counselor}/reset")
    assert "只显示这一次" in answer.text
    assert before.get("/").status_code == 302
    grant = grant_of(stored, counselor, Role.COUNSELOR)
    assert (grant["confirmed_by_id"], grant["granted_by_id"]) == (None, place.users["it-admin"])


def test_a_refused_grant_is_gone_and_its_reason_logged(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    signed_in("it-admin").post(f"/accounts/{place.users['office']}/roles", {"role": "counselor"})
    grant = grant_of(stored, place.users["office"], Role.COUNSELOR)
    signed_in("principal").post(f"/accounts/roles/{grant['id']}/refuse", {"reason": "不是心理教师"})
    assert grant_of(stored, place.users["office"], Role.COUNSELOR)["archived_at"] is not None
    assert stored(AuditLog)[-1]["reason"] == "不是心理教师"


def test_a_closed_account_is_signed_out_at_once(signed_in: SignIn, place: Place) -> None:
    mentor, admin = signed_in("mentor"), signed_in("it-admin")
    admin.post(f"/accounts/{place.users['mentor']}/active", {"active": "no"})
    assert mentor.get("/").status_code == 302
    admin.post(f"/accounts/{place.users['it-admin']}/active", {"active": "no"})
    assert admin.get("/").status_code == 200, "nobody locks himself out"


def test_a_role_taken_back_is_gone_with_the_session(signed_in: SignIn, place: Place, stored: Stored) -> None:
    office = signed_in("office")
    grant = grant_of(stored, place.users["office"], Role.OFFICE)
    signed_in("it-admin").post(f"/accounts/roles/{grant['id']}/end")
    assert office.get("/").status_code == 302
    assert "还没有授权" in signed_in("office").get("/").text


def test_accounts_of_another_school_do_not_exist_here(signed_in: SignIn, app: Flask, place: Place) -> None:
    with app.app_context(), system_session("far account") as session:
        far = make.make_user(session, make.make_staff(session, make.make_school(session))).id
        session.commit()
    admin = signed_in("it-admin")
    assert admin.get(f"/accounts/{far}").status_code == 404
    assert admin.post(f"/accounts/{far}/reset").status_code == 404
    assert admin.post(f"/accounts/{far}/roles", {"role": "mentor"}).status_code == 404
