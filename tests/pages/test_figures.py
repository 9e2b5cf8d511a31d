"""The page 指标口径: every figure stands on it with its words, and every number opens into the rows it counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask

from app.access.vocabulary import Role, language
from app.figures import all_figures
from app.pages import figure_places
from app.pages.menu import label_of
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
ALL = "/figures/?section=all"
#: Numbers of acts or of yuan: they open into the rows among which they are counted.
SUMS = {
    "talks-done",
    "calls-done",
    "visits-done",
    "family-attendance",
    "ten-ones",
    "mind-hours",
    "health-hours",
}

#: Figures that stand on no paper and no other page, each with the reason.
UNPRINTED: dict[str, str] = {}


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def rows_of(page: str) -> dict[str, str]:
    """Figure's name -> the text of its row."""
    found = re.findall(r'<tr id="([a-z-]+)">(.*?)</tr>', page, re.DOTALL)
    return {name: text_of(row) for name, row in found}


def numbers_that_open(page: str) -> dict[str, str]:
    found = re.findall(r'<a href="/figures/([a-z-]+)" aria-label="[^"]*"><b>([^<]+)</b>', page)
    return dict(found)


def test_every_figure_stands_on_the_page_with_its_words(signed_in: SignIn) -> None:
    rows = rows_of(signed_in("principal").get(ALL).text)
    assert rows.keys() == all_figures().keys()
    for name, figure in all_figures().items():
        assert figure.label.zh in rows[name]
        assert figure.formula.zh in rows[name]


def test_a_section_shows_its_own_figures_and_the_first_one_stands_open(signed_in: SignIn) -> None:
    principal = signed_in("principal")
    for address, section in (("/figures/", 1), ("/figures/?section=9", 9)):
        names = {name for name, figure in all_figures().items() if figure.section == section}
        assert rows_of(principal.get(address).text).keys() == names
    assert "没有找到" in principal.get("/figures/?section=99").text


def test_every_number_opens_into_as_many_rows_as_it_says(signed_in: SignIn) -> None:
    principal = signed_in("principal")
    numbers = numbers_that_open(principal.get(ALL).text)
    assert {"left-behind", "talks", "children-visited", "gender-male"} - numbers.keys() <= {
        "children-visited"
    }
    for name in numbers.keys() - SUMS:
        total = re.search(r"共 (\d+) 条", principal.get(f"/figures/{name}").text)
        assert total is not None, name
        assert total[1] == numbers[name].partition("/")[0], name


def test_the_rows_behind_a_number_are_named_and_lead_to_their_details(
    signed_in: SignIn, place: Place
) -> None:
    page = signed_in("principal").get("/figures/left-behind").text
    for key, name in ((place.child, "周小㛃"), (place.silent, "吴雨桐")):
        assert re.search(rf'href="/admin/students/details/\?id={key}">{name}</a>', page)


def test_a_share_opens_into_those_it_does_not_count_as_well(signed_in: SignIn) -> None:
    principal = signed_in("principal")
    number = text_of(principal.get("/figures/talks-done").text)
    assert "没有计入的" not in number
    page = principal.get("/figures/guardian-reports?show=missing").text
    assert "共 3 条" in text_of(page)
    assert "吴雨桐" in page
    assert re.search(r'href="/figures/guardian-reports\?show=missing" aria-label', principal.get(ALL).text)


def test_figures_are_found_by_name_formula_rule_and_register(signed_in: SignIn) -> None:
    principal = signed_in("principal")
    for wanted, name in (
        ("家访", "home-visits"),
        ("见到人", "home-visits"),
        ("R107", "staff-taking-part"),
        ("n09", "left-behind-share"),
    ):
        assert name in rows_of(principal.get(f"/figures/?q={wanted}").text), wanted
    page = principal.get("/figures/?q=没有这个指标").text
    assert rows_of(page) == {}
    assert "没有找到" in page


def test_a_teacher_is_told_what_he_sees_and_not_what_he_may_not_read(signed_in: SignIn) -> None:
    mentor = signed_in("mentor")
    rows = rows_of(mentor.get(ALL).text)
    assert rows["pairs"].endswith(" C01 ")
    assert " 3 " in rows["pairs"]
    assert " — " in rows["legal-aid"]
    assert mentor.get("/figures/legal-aid").status_code == 403


def test_who_counsels_how_many_is_told_to_the_principal_alone(signed_in: SignIn) -> None:
    assert "少于 5 人" in rows_of(signed_in("principal").get(ALL).text)["counseling-children"]
    for role in set(Role) - {Role.PRINCIPAL, Role.OFFICE}:
        browser = signed_in(role.value)
        if browser.get("/figures/").status_code == 200:
            assert " — " in rows_of(browser.get("/figures/?section=6").text)["counseling-children"], role
            assert browser.get("/figures/counseling-children").status_code == 403, role


def test_the_township_reads_the_words_and_no_number(signed_in: SignIn) -> None:
    page = signed_in("township").get(ALL).text
    assert rows_of(page).keys() == all_figures().keys()
    assert numbers_that_open(page) == {}


def test_who_may_read_no_report_is_turned_away(signed_in: SignIn) -> None:
    nobody = signed_in("nobody")
    assert nobody.get("/figures/").status_code == 403
    assert nobody.get("/figures/talks").status_code == 403
    assert signed_in("principal").get("/figures/no-such-figure").status_code == 404


@pytest.mark.parametrize(
    ("source", "used"),
    [
        ("from app.figures import contact\nx = contact.talks\n", {"talks"}),
        ("from app.figures.contact import home_visits as v\nprint(v)\n", {"home-visits"}),
        (
            'from app.figures import all_figures\nx = all_figures()["families-trained"]\n',
            {"families-trained"},
        ),
        (
            "from app.figures.ways_of_living import BY_GENDER\nx = list(BY_GENDER)\n",
            {"gender-male", "gender-female"},
        ),
        ('SLUG = "talks"\n', set()),
    ],
)
def test_what_a_source_takes_from_the_figures_is_found(source: str, used: set[str]) -> None:
    assert figure_places.used_in(source) == used


def test_each_place_is_called_as_the_menu_and_the_papers_call_it(app: Flask) -> None:
    with app.test_request_context():
        language.set("zh")
        told = {str(place) for places in figure_places.places().values() for place in places}
        assert {"学期总结", str(label_of("training"))} <= told


def test_every_figure_is_printed_or_shown_somewhere_or_says_why_not(app: Flask) -> None:
    with app.test_request_context():
        unused = {name for name in all_figures() if not figure_places.places().get(name)}
    assert unused - UNPRINTED.keys() == set()
    assert UNPRINTED.keys() <= all_figures().keys()


def test_rates_name_the_rule_that_judges_them() -> None:
    assert figure_places.rules_of(all_figures()["archives-complete"]) == ("R100",)
