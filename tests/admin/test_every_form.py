"""Every entity's form, by itself: opened and saved untouched it changes nothing, whatever the kinds of its columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.access.guard import system_session
from app.access.vocabulary import Action, Role
from app.admin.menu import address_of, screen_entities
from app.admin.screen import screen_for
from app.models.people.student import Student
from app.models.school.school import School
from app.models.school.staff import Staff
from app.models.school.term import Term
from app.models.school.user import User
from tests import factories as make
from tests.admin.conftest import Browser, World
from tests.admin.test_forms import stored, typed


@pytest.fixture
def full_world(app: Flask, world: World) -> World:
    """At least one row of every entity that is typed into a form."""
    with app.app_context(), system_session("a row of everything") as session:
        child, teacher = session.get(Student, world.mine), session.get(Staff, world.teacher)
        _add_family(session, world, child, teacher)
        _add_counseling(session, world, child, teacher)
        session.commit()
    return world


def _add_family(session: Any, world: World, child: Any, teacher: Any) -> None:
    term, school = session.get(Term, world.term), session.get(School, world.school)
    make.make_absence(session, make.make_caregiver(session, child))
    make.make_registration(session, child, term)
    make.make_special_status(session, child, make.make_category(session, school), teacher)
    make.make_peer_pairing(session, child, session.get(Student, world.other), teacher)
    make.make_stage(session, make.make_plan(session, child, term, teacher))
    make.make_guardian_report(session, child, term, teacher)


def _add_counseling(session: Any, world: World, child: Any, teacher: Any) -> None:
    counselor = session.get(Staff, session.get(User, world.users[Role.COUNSELOR]).staff_id)
    make.make_referral(session, child, teacher)
    case = make.make_case(session, child, counselor)
    make.make_session(session, case)
    later = clock.now() + dt.timedelta(minutes=5)
    make.make_crisis(session, case, alerted_principal_at=later, alert_text="请注意安全。")
    make.make_recusal(session, counselor)


@pytest.mark.sqlite_first(reason="every form of the program, and the forms know no database")
@pytest.mark.parametrize("role", [Role.IT_ADMIN, Role.COUNSELOR, Role.HOMEROOM])
def test_a_form_saved_untouched_changes_nothing(
    role: Role, app: Flask, sign_in: Callable[..., Browser], full_world: World
) -> None:
    browser, tried = sign_in(role), 0
    for entity in screen_entities():
        if not screen_for(entity, frozenset({role})).may(Action.EDIT):
            continue
        base = address_of(entity).removeprefix("/admin/")
        for key in re.findall(r'<a href="edit/\?id=(\d+)', browser.get(base).text)[:1]:
            before = stored(app, entity, int(key), "updated_at")
            answer = browser.post(f"{base}edit/", typed(browser.get(f"{base}edit/", id=key).text), id=key)
            assert answer.status_code == 302, entity.__name__
            assert stored(app, entity, int(key), "updated_at") == before, entity.__name__
            tried += 1
    assert tried >= 5
