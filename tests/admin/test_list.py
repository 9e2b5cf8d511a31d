"""The lists: whose rows, which columns, order, filters, search, pages, archived rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

import pytest
from flask import Flask

from app.access.grants import Roles
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.admin.screen import Screen, screen_for
from app.models._base import Entity
from app.models.school.school import School
from tests import factories as make
from tests.admin.conftest import Browser, World

SignIn = Callable[..., Browser]


def test_a_homeroom_teacher_lists_the_own_class_only(sign_in: SignIn, world: World) -> None:
    page = sign_in(Role.HOMEROOM).get("students/").text
    assert "周小溪" in page and "冯雨澄" not in page and "远方的周" not in page


def test_an_administrator_lists_the_own_school_only(sign_in: SignIn, world: World) -> None:
    page = sign_in(Role.IT_ADMIN).get("students/").text
    assert "周小溪" in page and "冯雨澄" in page and "远方的周" not in page


def test_a_reference_reads_as_the_title_of_its_row(sign_in: SignIn, world: World) -> None:
    assert "三(2)班" in sign_in(Role.IT_ADMIN).get("students/").text


def test_a_search_finds_a_part_of_a_name_and_keeps_it_out_of_the_address(
    sign_in: SignIn, world: World
) -> None:
    browser = sign_in(Role.IT_ADMIN)
    for part in ("周", "小溪", "周小溪"):
        answer = browser.post("students/search/", {"q": part})
        assert answer.status_code == 302 and part not in unquote(answer.headers["Location"])
        found = browser.client.get(answer.headers["Location"]).text
        assert "L***********8001" in found and "*8002" not in found


@pytest.mark.security("T-02")
@pytest.mark.parametrize("typed", ["L2018002", "ｌ2018 002", "8002"])
def test_a_student_number_is_found_whole_or_by_its_end(typed: str, sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.IT_ADMIN)
    found = browser.client.get(browser.post("students/search/", {"q": typed}).headers["Location"]).text
    assert "冯雨澄" in found and "周小溪" not in found and "L2018001" not in found


def test_a_student_number_is_not_found_by_its_beginning(sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.IT_ADMIN)
    found = browser.client.get(browser.post("students/search/", {"q": "L20180"}).headers["Location"]).text
    assert "冯雨澄" not in found


def test_a_search_finds_records_by_the_name_of_the_child(sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.MENTOR)
    for words, is_found in (("小溪", True), ("雨澄", False)):
        found = browser.client.get(
            browser.post("contact-records/search/", {"q": words}).headers["Location"]
        ).text
        assert (f"details/?id={world.contact}&" in found) is is_found


def test_a_search_token_of_somebody_else_or_damaged_searches_nothing(sign_in: SignIn, world: World) -> None:
    address = sign_in(Role.IT_ADMIN).post("students/search/", {"q": "冯雨澄"}).headers["Location"]
    assert "周小溪" in sign_in(Role.PRINCIPAL).client.get(address).text
    assert "周小溪" in sign_in(Role.IT_ADMIN).get("students/", s="x%00é").text


def test_a_masked_number_can_be_neither_sorted_nor_filtered(
    app: Flask, sign_in: SignIn, world: World
) -> None:
    browser = sign_in(Role.IT_ADMIN)
    plain = browser.get("staffs/").text
    assert "10037236514" not in plain and "100****6514" in plain
    assert browser.get("staffs/", sort="phone").text.count("row-title") == plain.count("row-title")
    assert _order(browser.get("staffs/", sort="phone").text) == _order(
        browser.get("staffs/", sort="-phone").text
    )
    assert browser.get("staffs/", phone="10037236514").text.count("row-title") == plain.count("row-title")


@pytest.mark.security("T-02")
def test_a_number_is_found_whole_or_by_its_last_four_and_by_no_other_part(
    sign_in: SignIn, world: World
) -> None:
    browser = sign_in(Role.IT_ADMIN)
    for typed, count in (
        ("10037236514", 1),
        ("100 3723 6514", 1),
        ("6514", 1),
        ("3723", 0),
        ("1003723651", 0),
    ):
        found = browser.client.get(browser.post("staffs/search/", {"q": typed}).headers["Location"]).text
        assert found.count("row-title") == count, typed
        assert ("100****6514" in found) is bool(count)


def test_who_may_not_see_a_number_whole_cannot_guess_it_in_the_search(
    monkeypatch: pytest.MonkeyPatch, sign_in: SignIn, world: World
) -> None:
    monkeypatch.setattr("app.admin.searching.screen_for", _without_reveal)
    browser = sign_in(Role.IT_ADMIN)
    for typed, count in (("10037236514", 0), ("6514", 1)):
        found = browser.client.get(browser.post("staffs/search/", {"q": typed}).headers["Location"]).text
        assert found.count("row-title") == count, typed


def _without_reveal(entity: type[Entity], roles: Roles) -> Screen:
    return replace(screen_for(entity, roles), revealed=frozenset())


def _order(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split("details/?id=")[1:]]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"gender": "male"}, None),
        ({"birth_date_from": "1990-01-01"}, "周小溪"),
        ({"birth_date_from": "2190-01-01"}, ""),
        ({"birth_date_to": "2190-12-31"}, "周小溪"),
    ],
)
def test_filters_narrow_by_choice_and_by_day(
    query: dict[str, str], shown: str | None, sign_in: SignIn, world: World
) -> None:
    page = sign_in(Role.IT_ADMIN).get("students/", **query)
    assert page.status_code == 200
    if shown is not None:
        assert ("周小溪" in page.text) is bool(shown)


def test_a_filter_by_class_narrows_and_one_by_a_row_out_of_reach_finds_nothing(
    sign_in: SignIn, world: World
) -> None:
    browser = sign_in(Role.IT_ADMIN)
    page = browser.get("students/", school_class_id=world.class_1).text
    assert "周小溪" in page and "冯雨澄" not in page
    assert "row-title" not in browser.get("contact-records/", student_id=world.far).text
    assert "远方的周" not in browser.get("contact-records/", student_id=world.far).text


@pytest.mark.parametrize(
    "query",
    [
        {"gender": "x'--"},
        {"school_class_id": "99999999999999999999"},
        {"school_class_id": "1,2"},
        {"birth_date_from": "9999-99-99"},
        {"birth_date_to": "9999-12-31"},
        {"birth_date_to": "一月"},
    ],
)
def test_a_filter_value_that_cannot_be_is_a_clear_400(
    query: dict[str, str], sign_in: SignIn, world: World
) -> None:
    assert sign_in(Role.IT_ADMIN).get("students/", **query).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        {"page": "99999999999999999999"},
        {"page": "-1"},
        {"page": "²"},
        {"page": "abc"},
        {"size": "100000"},
        {"size": "0"},
        {"sort": "id_card_no"},
        {"sort": "password_hash"},
        {"s": "\x00"},
        {"archived": "2"},
        {"no-such-column": "\x00\r\n"},
    ],
)
def test_odd_pages_sizes_and_orders_fall_back_to_the_usual(
    query: dict[str, str], sign_in: SignIn, world: World
) -> None:
    page = sign_in(Role.IT_ADMIN).get("students/", **query)
    assert page.status_code == 200 and "周小溪" in page.text


def test_a_control_character_in_a_search_is_dropped(sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.IT_ADMIN)
    answer = browser.post("students/search/", {"q": "周\x00小溪\r\nX: y"[:4] + "\ud7ff"[:0]})
    assert browser.client.get(answer.headers["Location"]).status_code == 200


def test_pages_follow_each_other_without_gap_or_repeat(app: Flask, sign_in: SignIn, world: World) -> None:
    _add_students(app, world, 45)
    browser = sign_in(Role.IT_ADMIN)
    seen = [key for page in (1, 2, 3) for key in _keys(browser.get("students/", page=page, size=20).text)]
    assert len(seen) == len(set(seen)) == 47
    assert _keys(browser.get("students/", page=4000).text) == _keys(browser.get("students/", page=3).text)


def test_far_pages_hold_the_same_rows_as_near_ones(
    app: Flask, sign_in: SignIn, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add_students(app, world, 45)
    browser = sign_in(Role.IT_ADMIN)
    near = [
        _keys(browser.get("students/", page=page, sort=sort).text)
        for page in (1, 2)
        for sort in ("name", "-name")
    ]
    monkeypatch.setattr("app.admin.listing._FAR", 0)
    far = [
        _keys(browser.get("students/", page=page, sort=sort).text)
        for page in (1, 2)
        for sort in ("name", "-name")
    ]
    assert near == far


def test_a_count_stops_at_its_limit(
    app: Flask, sign_in: SignIn, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add_students(app, world, 45)
    monkeypatch.setattr("app.admin.listing.COUNTED", 30)
    page = sign_in(Role.IT_ADMIN).get("students/", page=2).text
    assert "30+" in page and 'rel="next"' in page


def test_archived_rows_are_listed_only_for_those_who_may_archive(sign_in: SignIn, world: World) -> None:
    admin, principal = sign_in(Role.IT_ADMIN), sign_in(Role.PRINCIPAL)
    assert (
        admin.post("students/archive/", {"ids": [str(world.other)], "reason": "重复登记"}).status_code == 302
    )
    assert "冯雨澄" not in admin.get("students/").text
    assert "冯雨澄" in admin.get("students/", archived="1").text
    assert "冯雨澄" not in principal.get("students/", archived="1").text


def test_a_list_asks_as_many_questions_at_any_length(
    app: Flask, sign_in: SignIn, world: World, count_statements: Callable[[], list[int]]
) -> None:
    browser = sign_in(Role.IT_ADMIN)
    browser.get("students/")
    with count_statements() as few:  # type: ignore[attr-defined]
        browser.get("students/", size=100)
    _add_students(app, world, 90)
    with count_statements() as many:  # type: ignore[attr-defined]
        page = browser.get("students/", size=100).text
    assert len(_keys(page)) == 92
    assert len(few) == len(many) <= 14


def _add_students(app: Flask, world: World, number: int) -> None:
    with app.app_context(), system_session("more children") as session:
        for _ in range(number):
            make.make_student(session, session.get(School, world.school))
        session.commit()


def _keys(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('name="ids" value="')[1:]]


def test_the_township_office_lists_every_school_and_no_child(sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.TOWNSHIP)
    assert browser.get("schools/").text.count("row-title") >= 2
    assert browser.get("students/").status_code == 403
