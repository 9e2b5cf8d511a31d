"""The glass is broken: two papers, one case, a day, read-only, and every counselor sees that it happened (V-12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.access.actors import actor_for
from app.access.guard import system_session
from app.figures.data_protection import account, year_of
from app.models.school.user import User
from app.models.system.audit_log import AuditLog
from app.models.system.vault_breaking import VaultBreaking
from tests.pages.conftest import Browser, Place, enter
from tests.pages.room.conftest import PASSWORD, Counselor, give_password, let_in, open_case

pytestmark = [pytest.mark.security("T-15"), pytest.mark.slow]

Stored = Callable[..., list[dict[str, Any]]]
GLASS, OPEN, ALL = "/counseling/glass/", "/counseling/glass/open/", "/counseling/glass/all/"
WHY = "孩子离家未归，心理教师住院联系不上。"
BANNER = "紧急开封中"


@pytest.fixture
def principal(app: Flask, place: Place) -> Browser:
    give_password(app, place.users["principal"])
    return enter(app, place.users["principal"])


def _break(principal: Browser, li: Counselor, *pair: int, **more: str) -> Any:
    data = {"name": "周小㛃", "reason": WHY, "confirm_password": PASSWORD, **li.two_papers(*pair), **more}
    return principal.post(GLASS, data)


@pytest.mark.parametrize("pair", [(1, 2), (2, 3)])
def test_two_papers_open_the_one_case_to_be_read(
    place: Place, li: Counselor, principal: Browser, pair: tuple[int, int]
) -> None:
    open_case(li, place.child)
    open_case(li, place.sibling, issue="另一个孩子的事。")
    assert _break(principal, li, *pair).status_code == 302
    text = principal.get(OPEN).text
    assert "夜里总想妈妈。" in text and "周小㛃" in text
    assert "另一个孩子的事" not in text


def test_it_gives_the_principal_no_screen_of_the_room(
    place: Place, li: Counselor, principal: Browser
) -> None:
    address = open_case(li, place.child)
    _break(principal, li, 1, 2)
    for path in (address, address.replace("details", "edit"), "/admin/counseling-cases/"):
        answer = principal.get(path)
        assert answer.status_code == 403 and "夜里总想妈妈" not in answer.text, path


@pytest.mark.parametrize("papers", [(1,), ()])
def test_fewer_than_two_papers_open_nothing_and_the_try_is_in_the_log(
    place: Place, li: Counselor, principal: Browser, stored: Stored, papers: tuple[int, ...]
) -> None:
    open_case(li, place.child)
    codes = {f"paper_{number}": li.codes[number - 1] for number in papers}
    data = {"name": "周小㛃", "reason": WHY, "confirm_password": PASSWORD, **codes}
    assert principal.post(GLASS, data).status_code == 400
    assert stored(VaultBreaking) == []
    assert [line["result"] for line in stored(AuditLog, entity="VaultBreaking")] == ["refused"]


@pytest.mark.parametrize("more", [{"reason": "急"}, {"name": "没有这人"}, {"name": "周小溪"}])
def test_without_a_reason_or_a_case_nothing_is_opened(
    place: Place, li: Counselor, principal: Browser, stored: Stored, more: dict[str, str]
) -> None:
    open_case(li, place.child)
    assert _break(principal, li, 1, 2, **more).status_code == 400
    assert stored(VaultBreaking) == []


def test_the_years_account_counts_it_and_names_no_child(
    app: Flask, place: Place, li: Counselor, principal: Browser
) -> None:
    def counted() -> list[tuple[str, int | str]]:
        with app.app_context(), system_session("who asks", reads_only=True) as session:
            actor = actor_for(session, session.get_one(User, place.users["principal"]), place.school)
        with app.app_context():
            sections = account(actor, year_of(clock.today().year, clock.today()), None)
        return [
            (line.label.zh, line.value)
            for each in sections
            if each.title.zh == "心理室"
            for line in each.lines
        ]

    open_case(li, place.child)
    assert counted() == [("紧急开封", 0)]
    _break(principal, li, 1, 2)
    assert counted() == [("紧急开封", 1)]


def test_after_a_day_it_is_closed_by_itself(place: Place, li: Counselor, principal: Browser) -> None:
    open_case(li, place.child)
    begun = clock.now()
    _break(principal, li, 1, 2)
    with clock.set_to(begun + dt.timedelta(hours=24, minutes=1)):
        assert _read_by_itself(principal) is None


def _read_by_itself(principal: Browser) -> str | None:
    """The page, where the session of the browser itself has not ended."""
    answer = principal.get(OPEN)
    return answer.text if answer.status_code == 200 else None


def test_another_browser_of_the_principal_reads_nothing(
    app: Flask, place: Place, li: Counselor, principal: Browser
) -> None:
    open_case(li, place.child)
    _break(principal, li, 1, 2)
    assert enter(app, place.users["principal"]).get(OPEN).status_code == 302


def test_all_counselors_and_the_principal_see_it_on_every_page_and_nobody_else(
    app: Flask, place: Place, li: Counselor, wang: Counselor, principal: Browser
) -> None:
    open_case(li, place.child)
    let_in(li, wang)
    _break(principal, li, 1, 2)
    for browser in (li.browser, wang.browser, principal):
        assert BANNER in browser.get("/password").text
    assert WHY in li.browser.get(ALL).text and WHY in wang.browser.get(ALL).text
    assert WHY not in principal.get(ALL).text
    assert "近 30 天内用恢复码打开过 1 次" in principal.get("/").text
    for name in ("it-admin", "office", "homeroom", "mentor", "township"):
        other = enter(app, place.users[name])
        assert BANNER not in other.get("/password").text
        assert other.get(ALL).status_code == other.get(OPEN).status_code == 403


def test_closed_early_it_is_over_and_stays_on_record(
    place: Place, li: Counselor, principal: Browser, stored: Stored
) -> None:
    open_case(li, place.child)
    _break(principal, li, 1, 2)
    assert principal.post("/counseling/glass/close/").status_code == 302
    assert principal.get(OPEN).status_code == 302
    assert BANNER not in li.browser.get("/password").text
    (row,) = stored(VaultBreaking)
    assert row["key"] is None and "高" not in str(row["reason"])
    assert len(stored(AuditLog, entity="VaultBreaking", action="grant")) == 1


@pytest.mark.security("T-14")
def test_what_stands_in_the_database_opens_nothing_and_tells_no_reason(
    place: Place, li: Counselor, principal: Browser, stored: Stored
) -> None:
    open_case(li, place.child)
    _break(principal, li, 1, 2)
    (row,) = stored(VaultBreaking)
    assert WHY.encode() not in row["reason"] and WHY not in str(stored(AuditLog))
    assert len(row["key"]) == 1 + 12 + 32 + 8 + 16
