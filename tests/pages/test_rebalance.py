"""The page 结对均衡: loads in the school's order, suggestions with reasons and prefilled forms, and nothing changed by it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from app.access.guard import system_session
from app.models.care.mentoring import Mentoring
from app.models.management.care_standard_item import RuleAction, RulePer, RuleRole, RuleSubject
from app.models.school.school import School
from app.models.school.staff import Staff
from tests.pages.conftest import Browser, Place
from tests.standards.written import adopt, rule

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]
TWO_AT_MOST = rule(
    "R30b", RuleSubject.MENTOR, RulePer.ALWAYS, 1, RuleRole.ANYBODY, RuleAction.MENTORING, count_max=2
)


@pytest.fixture
def crowded(app: Flask, place: Place) -> Place:
    """The mentor of three children may have two."""
    with app.app_context(), system_session("a limit") as session:
        adopt(session, session.get_one(School, place.school), TWO_AT_MOST)
        session.commit()
    return place


def test_the_page_says_who_has_too_many_and_why_a_child_could_go_where(
    crowded: Place, signed_in: SignIn
) -> None:
    page = signed_in("principal").get("/rebalance/").text
    assert "按标准 R30b，每人不超过 2 名。" in page
    assert "超出 1 名" in page
    assert "高建国（3 名）" in page
    assert "采纳后 2 名" in page
    (suggestion,) = re.findall(r"<li.*?</li>", page[page.index('<ol class="people') :], re.DOTALL)
    # The other two are brother and sister: taking them apart would be no help to either.
    assert "吴雨桐" in suggestion
    assert "马秀英（0 名）" in suggestion
    assert "任教于孩子的班级" in suggestion


def test_a_suggestion_opens_the_form_of_a_pair_filled_in(
    crowded: Place, signed_in: SignIn, stored: Stored
) -> None:
    principal = signed_in("principal")
    page = principal.get("/rebalance/").text
    (begins,) = {unescape(url) for url in re.findall(r'href="(/admin/mentorings/new/[^"]+)"', page)}
    (ends,) = {unescape(url) for url in re.findall(r'href="(/admin/mentorings/edit/[^"]+)"', page)}
    (pair,) = stored(Mentoring, student_id=crowded.silent)
    assert parse_qs(urlsplit(ends).query)["id"] == [str(pair["id"])]
    asked = parse_qs(urlsplit(begins).query)
    taker = int(asked["mentor_id"][0])
    form = principal.get(begins).text
    for name, value in (
        ("student_id", crowded.silent),
        ("mentor_id", taker),
        ("starts_on", asked["starts_on"][0]),
    ):
        assert re.search(rf'name="{name}"[^>]*value="{value}"', form), name
    assert stored(Staff, id=taker)[0]["name"] == "马秀英"
    assert principal.get(ends).status_code == 200


def test_looking_changes_no_pair(crowded: Place, signed_in: SignIn, stored: Stored) -> None:
    before = stored(Mentoring)
    signed_in("principal").get("/rebalance/")
    assert stored(Mentoring) == before


def test_a_school_that_needs_no_change_is_told_so(place: Place, signed_in: SignIn) -> None:
    assert "不需要调整" in signed_in("principal").get("/rebalance/").text


@pytest.mark.parametrize("who", ["homeroom", "mentor", "counselor", "office", "township", "nobody"])
def test_whoever_does_not_see_all_pairs_or_may_not_write_them_finds_it_closed(
    place: Place, signed_in: SignIn, who: str
) -> None:
    browser = signed_in(who)
    assert browser.get("/rebalance/").status_code == 403
    assert 'href="/rebalance/"' not in browser.get("/").text


@pytest.mark.parametrize("who", ["principal", "it-admin"])
def test_whoever_may_open_it_finds_it_in_the_menu_and_beside_the_report(
    place: Place, signed_in: SignIn, who: str
) -> None:
    page = signed_in(who).get("/reports/").text
    assert page.count('href="/rebalance/"') == 2
