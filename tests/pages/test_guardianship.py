"""Who is in charge of each child: unguarded children come first, entrusted care without notice is listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.access.guard import system_session
from app.models.people.care_registration import CareRegistration, GuardianshipKind
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from app.models.people.student_caregiver import ChangeReason, GuardRole, Relation, StudentCaregiver
from tests import factories as make
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
PAGE = "/guardianship/"


@pytest.fixture
def change(app: Flask, place: Place) -> Callable[[Callable[[Any], None]], None]:
    """`change(lambda session: …)` alters the school before a page is looked at."""

    def run(work: Callable[[Any], None]) -> None:
        with app.app_context(), system_session("the facts of a test") as session:
            work(session)
            session.commit()

    return run


def unguarded_names(browser: Browser) -> str:
    """The part of the page about children nobody is in charge of."""
    text = browser.get(PAGE).text
    return text[text.index("无人监护") : text.index("委托照护没有告知")]


def test_a_guarded_child_is_not_on_the_list(signed_in: SignIn, place: Place) -> None:
    assert "周小㛃" not in unguarded_names(signed_in("principal"))


def test_the_home_page_of_the_principal_names_a_child_whose_guardian_went_away(
    signed_in: SignIn, place: Place, change: Any
) -> None:
    change(lambda session: make.make_absence(session, session.get_one(Caregiver, place.grandmother)))
    browser = signed_in("principal")
    assert "周小㛃" in unguarded_names(browser)
    assert "无人监护，请今天就落实" in browser.get("/").text


def test_a_child_whose_guardianship_ended_without_another_is_unguarded(
    signed_in: SignIn, place: Place, change: Any
) -> None:
    def end(session: Any) -> None:
        link = session.query(StudentCaregiver).filter_by(caregiver_id=place.grandmother).one()
        link.valid_to, link.change_reason = clock.today() - dt.timedelta(days=1), ChangeReason.DECEASED

    change(end)
    assert "周小㛃" in unguarded_names(signed_in("principal"))


def test_a_child_whose_guardian_is_unable_to_care_is_unguarded(
    signed_in: SignIn, place: Place, change: Any
) -> None:
    def fall_ill(session: Any) -> None:
        adult = session.get_one(Caregiver, place.grandmother)
        adult.is_unable_to_care, adult.unable_reason, adult.unable_since = True, "重病卧床", clock.today()

    change(fall_ill)
    assert "周小㛃" in unguarded_names(signed_in("principal"))


def test_a_child_registered_as_unguarded_leaves_the_list_once_somebody_is_in_charge(
    signed_in: SignIn, place: Place, change: Any
) -> None:
    def register(session: Any) -> None:
        row = session.query(CareRegistration).filter_by(student_id=place.silent).one()
        row.guardianship_kind = GuardianshipKind.NOBODY

    change(register)
    assert "吴雨桐" in unguarded_names(signed_in("principal"))
    change(
        lambda session: make.make_caregiver(
            session, session.get_one(Student, place.silent), guard_role=GuardRole.CURRENT
        )
    )
    assert "吴雨桐" not in unguarded_names(signed_in("principal"))


def test_an_entrusted_guardian_without_an_agreement_is_listed(
    signed_in: SignIn, place: Place, change: Any
) -> None:
    def entrust(session: Any) -> None:
        child = session.get_one(Student, place.silent)
        make.make_caregiver(session, child, Relation.NEIGHBOUR, guard_role=GuardRole.ENTRUSTED, name="何守田")

    change(entrust)
    page = signed_in("homeroom").get(PAGE).text
    assert "何守田" in page
    assert "没有登记委托书" in page


def test_an_agreement_of_which_the_village_was_not_told_is_listed_until_it_was(
    signed_in: SignIn, place: Place, change: Any
) -> None:
    def agree(session: Any) -> None:
        child = session.get_one(Student, place.child)
        adult = session.get_one(Caregiver, place.grandmother)
        make.make_care_delegation(session, child, adult, school_notified_on=clock.today())

    change(agree)
    page = signed_in("principal").get(PAGE).text
    assert "未告知村（居）委会" in page
    assert "未告知学校" not in page


def test_the_finding_of_the_survey_is_compared_with_the_facts_of_the_day(
    signed_in: SignIn, place: Place, change: Any
) -> None:
    """The survey found 周小溪 left behind; no absence of her mother is on record."""
    assert "周小溪" in signed_in("principal").get(PAGE).text
    since = clock.today() - dt.timedelta(days=200)
    change(
        lambda session: make.make_absence(session, session.get_one(Caregiver, place.mother), away_since=since)
    )
    assert "周小溪" not in signed_in("principal").get(PAGE).text
    before = since - dt.timedelta(days=1)
    assert "周小溪" in signed_in("principal").get(f"{PAGE}?on={before}").text


@pytest.mark.parametrize("name", ["mentor", "counselor", "township", "nobody"])
def test_the_page_is_for_those_who_answer_for_families(signed_in: SignIn, place: Place, name: str) -> None:
    assert signed_in(name).get(PAGE).status_code == 403


def test_a_day_that_is_none_means_today(signed_in: SignIn, place: Place) -> None:
    assert clock.today().isoformat() in signed_in("principal").get(f"{PAGE}?on=2025-13-99").text
