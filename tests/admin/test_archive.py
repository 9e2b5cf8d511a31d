"""Archiving instead of deleting: with a reason, only rows within reach, and back again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.access.vocabulary import Role
from app.models.people.student import Student
from app.models.system.audit_log import AuditAction
from tests.admin.conftest import Browser, World
from tests.admin.test_details import _log
from tests.admin.test_forms import stored

SignIn = Callable[..., Browser]


def test_several_rows_are_archived_with_one_reason_that_is_logged(
    app: Flask, sign_in: SignIn, world: World
) -> None:
    asked = {"ids": [str(world.mine), str(world.other)], "reason": "重复登记"}
    assert sign_in(Role.IT_ADMIN).post("students/archive/", asked).status_code == 302
    assert stored(app, Student, world.mine, "archived_at") and stored(
        app, Student, world.other, "archived_at"
    )
    assert [entry.reason for entry in _log(app, AuditAction.ARCHIVE)[-2:]] == ["重复登记", "重复登记"]


def test_without_a_reason_nothing_is_archived(app: Flask, sign_in: SignIn, world: World) -> None:
    sign_in(Role.IT_ADMIN).post("students/archive/", {"ids": str(world.mine), "reason": " "})
    assert stored(app, Student, world.mine, "archived_at") is None


@pytest.mark.parametrize("ids", [["far"], ["junk"], ["huge"], []])
def test_rows_out_of_reach_are_passed_over(ids: list[str], app: Flask, sign_in: SignIn, world: World) -> None:
    keys = {"far": str(world.far), "junk": "1 OR 1", "huge": "9" * 30}
    asked = {"ids": [keys[name] for name in ids], "reason": "试试"}
    assert sign_in(Role.IT_ADMIN).post("students/archive/", asked).status_code == 302
    assert stored(app, Student, world.far, "archived_at") is None


@pytest.mark.parametrize("role", [Role.PRINCIPAL, Role.HOMEROOM, Role.MENTOR, Role.COUNSELOR, Role.TOWNSHIP])
def test_who_may_not_archive_gets_403(role: Role, app: Flask, sign_in: SignIn, world: World) -> None:
    for path in ("archive/", "restore/"):
        answer = sign_in(role).post(f"students/{path}", {"ids": str(world.mine), "reason": "试试"})
        assert answer.status_code == 403
    assert stored(app, Student, world.mine, "archived_at") is None


def test_an_archived_row_comes_back(app: Flask, sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.IT_ADMIN)
    browser.post("students/archive/", {"ids": str(world.mine), "reason": "弄错"})
    assert "已归档" in browser.get("students/details/", id=world.mine).text
    browser.post("students/restore/", {"ids": str(world.mine)})
    assert stored(app, Student, world.mine, "archived_at") is None


def test_no_address_archives_by_following_a_link(sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.IT_ADMIN)
    for path in ("archive/", "restore/", "reveal/", "search/"):
        assert browser.get(f"students/{path}", ids=world.mine, reason="x").status_code == 405


def test_archiving_asks_first_and_needs_no_inline_script(sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.IT_ADMIN)
    for page in (browser.get("students/").text, browser.get("students/details/", id=world.mine).text):
        assert (
            "data-confirm=" in page
            and "onclick" not in page
            and "javascript:" not in page
            and " style=" not in page
        )


def test_an_archived_row_is_read_but_not_edited(sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.IT_ADMIN)
    browser.post("students/archive/", {"ids": str(world.mine), "reason": "弄错"})
    assert browser.get("students/details/", id=world.mine).status_code == 200
    assert browser.get("students/edit/", id=world.mine).status_code == 404
