"""Before a dangerous act a person says once more who he is, and types nothing twice (security I-07, I-08)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.access import passwords
from app.access.fresh import is_dangerous
from app.access.guard import system_session
from app.models.school.user import User
from app.models.school.user_role import UserRole
from app.models.system.audit_log import AuditAction, AuditLog
from tests.pages.conftest import Browser, Place, enter
from tests.pages.test_second_factor import bind, code

Stored = Callable[..., list[dict[str, Any]]]
PASSWORD = "河边的三棵柳树"


@pytest.fixture
def admin(app: Flask, place: Place, signed_in: Callable[[str], Browser]) -> Iterator[Browser]:
    """The administrator, who signed in six minutes ago."""
    with app.app_context(), system_session("a password") as session:
        session.get_one(User, place.users["it-admin"]).password_hash = passwords.hash_of(PASSWORD)
        session.commit()
    browser = signed_in("it-admin")
    with clock.set_to(clock.now() + dt.timedelta(minutes=6)):
        yield browser


def answered(browser: Browser, page: str, **more: str) -> Any:
    """Send the form of the page that asks who is there."""
    target = re.search(r'<form class="form card" method="post" action="([^"]+)"', page)
    assert target is not None, page
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return browser.client.post(target[1].replace("&amp;", "&"), data=hidden | more)


def test_a_role_is_given_only_after_the_password_and_the_form_is_kept(
    admin: Browser, place: Place, stored: Stored
) -> None:
    user_id, cookie = place.users["nobody"], admin.client.get_cookie("sw_sid")
    asked = admin.post(f"/accounts/{user_id}/roles", {"role": "mentor"})
    assert asked.status_code == 403
    assert "请再确认一次身份" in asked.text
    assert stored(UserRole, user_id=user_id) == []
    wrong = answered(admin, asked.text, confirm_password="不对的密码不对")
    assert (wrong.status_code, stored(UserRole, user_id=user_id)) == (403, [])
    assert "密码不对" in wrong.text
    done = answered(admin, wrong.text, confirm_password=PASSWORD)
    assert done.status_code == 302
    assert [row["role"].value for row in stored(UserRole, user_id=user_id)] == ["mentor"]
    renewed = admin.client.get_cookie("sw_sid")
    assert cookie is not None and renewed is not None and cookie.value != renewed.value
    assert admin.post(f"/accounts/{user_id}/roles", {"role": "office"}).status_code == 302, "asked once"
    lines = [(line["action"].value, line["fields"]) for line in stored(AuditLog)]
    assert ("failed-login", "confirm") in lines
    assert ("login", "confirm") in lines


def test_the_token_before_the_confirmation_is_dead(admin: Browser, app: Flask, place: Place) -> None:
    old = admin.client.get_cookie("sw_sid")
    asked = admin.post(f"/accounts/{place.users['nobody']}/roles", {"role": "mentor"})
    answered(admin, asked.text, confirm_password=PASSWORD)
    thief = app.test_client()
    assert old is not None
    thief.set_cookie("sw_sid", old.value)
    assert thief.get("/").status_code == 302
    assert admin.get("/").status_code == 200


def test_a_file_is_handed_out_after_the_password_for_the_purpose_typed_before(
    admin: Browser, stored: Stored
) -> None:
    asked = admin.post("/admin/staffs/export/csv/?sort=-name", {"reason": "核对名单"})
    assert asked.status_code == 403 and "attachment" not in asked.headers.get("Content-Disposition", "")
    answer = answered(admin, asked.text, confirm_password=PASSWORD)
    assert answer.headers["Content-Type"].startswith("text/csv") and "核对名单" in answer.text
    assert stored(AuditLog, action=AuditAction.EXPORT)[-1]["reason"] == "核对名单"


@pytest.mark.security("I-08")
def test_whatever_is_marked_takes_forms_only(app: Flask) -> None:
    """A marked page that were opened by an address alone would never ask."""
    rules = (r for r in app.url_map.iter_rules() if is_dangerous(app.view_functions[r.endpoint]))
    own = [rule for rule in rules if getattr(app.view_functions[rule.endpoint], "is_dangerous", False)]
    assert own and [rule.endpoint for rule in own if "POST" not in (rule.methods or ())] == []


def test_the_phone_is_asked_for_too_where_one_is_bound(admin: Browser, app: Flask, place: Place) -> None:
    user_id = place.users["it-admin"]
    bind(app, place, "it-admin")
    # Binding ended every session; this one is his again.
    with clock.set_to(clock.now() - dt.timedelta(minutes=6)):
        browser = enter(app, user_id)
    asked = browser.post(f"/accounts/{place.users['nobody']}/roles", {"role": "mentor"})
    assert answered(browser, asked.text, confirm_password=PASSWORD).status_code == 403
    assert answered(browser, asked.text, confirm_password=PASSWORD, confirm_code=code()).status_code == 302


def test_guessing_at_an_open_browser_is_slowed(admin: Browser, place: Place) -> None:
    asked = admin.post(f"/accounts/{place.users['nobody']}/roles", {"role": "mentor"}).text
    for _try in range(5):
        assert "密码不对" in answered(admin, asked, confirm_password="不对的密码不对").text
    assert "分钟后再试" in answered(admin, asked, confirm_password=PASSWORD).text


@pytest.mark.parametrize(
    "endpoint",
    [
        "accounts.new",
        "accounts.reset",
        "accounts.set_active",
        "accounts.set_expiry",
        "accounts.give_role",
        "accounts.end_role",
        "accounts.confirm",
        "second_factor.reset",
        "second_factor.new_codes",
        "importing.undo",
        "term_work.undo",
        "staff_leaving.close",
        "compliance.export",
        "room_keys.recover",
        "room_members.admit",
        "room_files.remove",
        "room_files.new_key",
        "admin_schools.edit_view",
    ],
)
def test_what_hands_out_rights_or_undoes_work_is_marked(app: Flask, endpoint: str) -> None:
    assert is_dangerous(app.view_functions[endpoint])


def test_every_export_and_every_write_on_accounts_and_roles_is_marked(app: Flask) -> None:
    exports = [view for name, view in app.view_functions.items() if name.endswith(".export")]
    assert len(exports) > 20
    assert all(is_dangerous(view) for view in exports)
    rights = [
        app.view_functions[f"admin_{table}.{view}_view"]
        for table in ("users", "user_roles")
        for view in ("create", "edit", "archive", "restore")
    ]
    assert all(is_dangerous(view) for view in rights)


@pytest.mark.security("T-08", "I-08")
def test_every_act_is_on_the_list_as_dangerous_or_daily(
    app: Flask, approved: Callable[[str, str], None]
) -> None:
    """A new form appears here; whoever approves the list decides which of the two it is."""
    acts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    marked = {name for name in acts if is_dangerous(app.view_functions[name])}
    lines = (f"{name} {'dangerous' if name in marked else 'daily'}" for name in sorted(acts))
    approved("posts.txt", "\n".join(lines) + "\n")


@pytest.mark.security("T-08", "I-08")
def test_every_workbook_of_many_people_asks_again(app: Flask) -> None:
    """Whatever leads to a file of rows is an export, and every one is marked (security X-04)."""
    found = {rule.endpoint for rule in app.url_map.iter_rules() if "export" in rule.rule + rule.endpoint}
    assert [name for name in found if not is_dangerous(app.view_functions[name])] == []


def test_daily_work_asks_nobody_again(app: Flask) -> None:
    assert not is_dangerous(app.view_functions["entry.mine"])
    assert not is_dangerous(app.view_functions["signing_in.leave"])
