"""What a person may not read is not even asked of the database, and the refusals leave a trace."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from app.access.grants import readable_columns
from app.access.vocabulary import Action, Role
from app.admin.menu import address_of, screen_entities
from app.admin.screen import screen_for
from app.models._base import facts_of
from app.models.people.student import Student
from app.models.system.audit_log import AuditAction
from tests.admin.conftest import Browser, World
from tests.admin.test_details import _log
from tests.admin.test_forms import typed

SignIn = Callable[..., Browser]


@pytest.mark.parametrize("role", [Role.MENTOR, Role.COUNSELOR])
def test_hidden_columns_stand_in_no_statement_of_a_page(
    role: Role, sign_in: SignIn, world: World, count_statements: Callable[[], list[str]]
) -> None:
    hidden = set(facts_of(Student)) - set(readable_columns(frozenset({role}), Student))
    assert "id_card_no" in hidden
    browser = sign_in(role)
    with count_statements() as statements:  # type: ignore[attr-defined]
        for path in ("students/", "students/details/", "contact-records/", "contact-records/new/"):
            browser.get(path, id=world.mine, sort="id_card_no", id_card_no="9", student_id=world.mine)
    assert statements and not [s for s in statements for name in hidden if re.search(rf"\b{name}\b", s)]


@pytest.mark.parametrize("role", list(Role))
def test_a_screen_never_offers_more_than_is_granted(role: Role) -> None:
    for entity in screen_entities():
        screen = screen_for(entity, frozenset({role}))
        readable = set(readable_columns(frozenset({role}), entity))
        open_ = {name for name in readable if facts_of(entity)[name].mask is None}
        assert readable.issuperset({*screen.listed, *screen.shown, *screen.edited})
        assert (open_ | {"id"}).issuperset(
            {*screen.searched, *screen.filtered, *screen.sortable, screen.order.lstrip("-")}
        )
        assert not screen.listed or screen.may(Action.READ)


def test_a_screen_is_one_object_for_all_who_have_the_same_roles() -> None:
    roles = frozenset({Role.MENTOR, Role.HOMEROOM})
    assert screen_for(Student, roles) is screen_for(Student, frozenset({Role.HOMEROOM, Role.MENTOR}))


def test_a_refused_change_is_403_and_logged(app: Flask, sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.HOMEROOM)
    data = typed(browser.get("contact-records/new/", student_id=world.mine).text)
    data |= {
        "parties": "staff-child",
        "channel": "in-person",
        "happened_at": "2025-11-03T08:30",
        "content": "谈心。",
    }
    answer = browser.post("contact-records/new/", data | {"staff_id": str(world.mentor)})
    assert answer.status_code == 403 and "ContactRecord" not in answer.text
    entry = _log(app, AuditAction.REFUSE)[-1]
    assert (entry.entity, entry.result) == ("ContactRecord", "refused")


def test_the_menu_holds_what_the_person_may_open_and_nothing_else(sign_in: SignIn, world: World) -> None:
    for role in (Role.MENTOR, Role.COUNSELOR, Role.TOWNSHIP):
        text = sign_in(role).get("").text
        for entity in screen_entities():
            may = screen_for(entity, frozenset({role})).may(Action.READ)
            assert (f'href="{address_of(entity)}"' in text) is may, (role, entity.__name__)


def test_every_screen_speaks_english_when_asked(sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.HOMEROOM)
    browser.client.set_cookie("sw_language", "en")
    page = browser.get("students/").text
    assert "Student number" in page and "学籍号" not in page
    assert "homeroom teacher of this class" in browser.get("students/details/", id=world.mine).text


def test_a_hostile_text_is_shown_as_text(app: Flask, sign_in: SignIn, world: World) -> None:
    browser, hostile = sign_in(Role.HOMEROOM), '<script>alert(1)</script>"><img src=x>'
    data = typed(browser.get("students/edit/", id=world.mine).text) | {"name": hostile}
    assert browser.post("students/edit/", data, id=world.mine).status_code == 302
    for path in ("students/", "students/details/", "students/edit/"):
        text = browser.get(path, id=world.mine).text
        assert "<script>alert" not in text and "<img src=x" not in text and "&lt;script&gt;" in text
