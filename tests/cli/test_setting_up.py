"""The commands that set a school up without the page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Connection, select

from app.access import first_start
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.models.school.school import School
from app.models.school.staff import Staff
from app.models.school.term import Term
from app.models.school.user import User
from app.models.school.user_role import UserRole

SETUP = (
    "setup",
    "--school",
    "平安镇中心小学",
    "--term",
    "2026秋",
    "--starts",
    "2026-09-01",
    "--ends",
    "2027-01-20",
)


def run(app: Flask, *arguments: str, typed: str | None = None) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments), input=typed)


@pytest.fixture
def empty(app: Flask, transaction: Connection) -> Flask:
    return app


@pytest.fixture
def school(empty: Flask) -> Flask:
    assert run(empty, *SETUP).exit_code == 0
    return empty


def test_it_makes_the_school_and_its_current_term(school: Flask) -> None:
    with school.app_context(), system_session("look") as session:
        found = session.execute(
            select(School.name, School.code, Term.label, Term.starts_on, Term.is_current).join(
                Term, Term.school_id == School.id
            )
        ).one()
    assert tuple(found) == ("平安镇中心小学", "001", "2026秋", dt.date(2026, 9, 1), True)


def test_a_second_school_needs_its_own_code(school: Flask) -> None:
    again = run(school, *SETUP)
    assert again.exit_code == 1
    assert "学校代码已经用过" in again.output
    village = [word if word != "平安镇中心小学" else "石桥教学点" for word in SETUP]
    assert run(school, *village, "--code", "002", "--kind", "point").exit_code == 0


def test_a_day_that_is_none_is_told(empty: Flask) -> None:
    wrong = [word if word != "2026-09-01" else "9月1日" for word in SETUP]
    assert run(empty, *wrong).exit_code == 2


def test_a_term_that_ends_before_it_begins_is_refused(empty: Flask) -> None:
    wrong = run(empty, *[word if word != "2027-01-20" else "2026-08-30" for word in SETUP])
    assert wrong.exit_code == 1
    assert "结束日期不能早于开始日期" in wrong.output


def test_an_account_gets_its_roles_and_a_password_for_one_use(school: Flask) -> None:
    done = run(
        school,
        "user",
        "create",
        "--username",
        "Li",
        "--name",
        "李春燕",
        "--phone",
        "10037236514",
        "--role",
        "it-admin",
        "--role",
        "office",
    )
    assert done.exit_code == 0, done.output
    assert "一次性密码" in done.output
    with school.app_context(), system_session("look") as session:
        user = session.scalars(select(User)).one()
        assert (user.username, user.must_change_password) == ("li", True)
        assert session.scalars(select(Staff.name)).all() == ["李春燕"]
        assert set(session.scalars(select(UserRole.role))) == {Role.IT_ADMIN, Role.OFFICE}


def test_an_account_finds_its_member_of_staff_by_name(school: Flask) -> None:
    with school.app_context(), system_session("staff") as session:
        place = session.scalars(select(School.id)).one()
        session.add(Staff(school_id=place, name="高建国", phone="10037236515", category="teacher"))
        session.commit()
    assert (
        run(school, "user", "create", "--username", "gao", "--name", "高建国", "--role", "mentor").exit_code
        == 0
    )
    with school.app_context(), system_session("look") as session:
        assert session.scalars(select(User.staff_id)).one() == session.scalars(select(Staff.id)).one()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("--password", "short"), "至少 10 个字符"),
        (("--school", "999"), "没有代码为 999 的学校"),
        (("--staff-no", "T77"), "没有这名教职工"),
        (("--phone", "12"), "电话格式不对"),
    ],
)
def test_what_is_refused_is_told_in_a_sentence(school: Flask, changed: tuple[str, str], said: str) -> None:
    done = run(school, "user", "create", "--username", "li", "--name", "李春燕", "--role", "office", *changed)
    assert done.exit_code == 1
    assert said in done.output
    with school.app_context(), system_session("look") as session:
        assert session.scalars(select(User)).all() == []


def test_an_account_needs_a_school(empty: Flask) -> None:
    done = run(empty, "user", "create", "--username", "li", "--name", "李春燕", "--role", "office")
    assert done.exit_code == 1
    assert "flask --app wsgi setup" in done.output


def test_a_counselor_needs_the_principals_own_password(school: Flask) -> None:
    for username, role in (("wang", "principal"), ("yu", "counselor")):
        assert (
            run(
                school,
                "user",
                "create",
                "--username",
                username,
                "--name",
                username,
                "--role",
                role,
                "--password",
                "河边的三棵柳树和石桥",
            ).exit_code
            == 0
        )
    confirm = ("user", "confirm", "--username", "yu", "--by")
    assert run(school, *confirm, "yu", "--by-password", "河边的三棵柳树和石桥").exit_code == 1
    assert "登录名或密码不对" in run(school, *confirm, "wang", "--by-password", "猜的密码猜的密码").output
    done = run(school, *confirm, "wang", typed="河边的三棵柳树和石桥\n")
    assert done.exit_code == 0, done.output
    with school.app_context(), system_session("look") as session:
        grant = session.scalars(select(UserRole).where(UserRole.role == Role.COUNSELOR)).one()
        assert grant.confirmed_by_id == session.scalars(select(User.id).where(User.username == "wang")).one()
    assert (
        "没有等待确认的授权" in run(school, *confirm, "wang", "--by-password", "河边的三棵柳树和石桥").output
    )


def test_a_reset_password_works_once(school: Flask) -> None:
    run(school, "user", "create", "--username", "li", "--name", "李春燕", "--role", "office")
    done = run(school, "user", "reset", "--username", "LI")
    assert "一次性密码" in done.output
    assert run(school, "user", "reset", "--username", "nobody").exit_code == 1


def test_a_new_code_is_shown_only_before_the_first_account(empty: Flask, instance_dir: Path) -> None:
    shown = run(empty, "setup-code").output.strip()
    assert first_start.is_right_code(instance_dir, shown)
    run(empty, *SETUP)
    run(empty, "user", "create", "--username", "li", "--name", "李春燕", "--role", "office")
    closed = run(empty, "setup-code")
    assert closed.exit_code == 1
    assert "永久关闭" in closed.output
