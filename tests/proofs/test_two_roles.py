"""A person with two roles at the real screens: the rows of both, and in each row the columns and verbs of its own role."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from app.admin import cells, listing
from tests.proofs.conftest import Patch, Place, forget
from tests.proofs.crawl import crawl, leaks

BOTH = "homeroom+mentor"


def _name(place: Place, child: int) -> str:
    found = place.world.canaries.of("Student", "name", child)
    assert found
    return found


def _children(place: Place) -> tuple[int, int]:
    """A child of the own class, and a mentee of another class."""
    oracle = place.oracle(BOTH)
    return min(oracle.class_children), min(oracle.mentees - oracle.class_children)


def test_a_mentee_of_another_class_stands_in_the_list_beside_the_own_class(place: Place) -> None:
    page = place.enter(BOTH).get("/admin/students/?size=100").text
    assert all(_name(place, child) in page for child in _children(place))


@pytest.mark.parametrize("kind", ["details", "edit"])
def test_the_id_number_stands_in_the_rows_of_the_own_class_only(place: Place, kind: str) -> None:
    own, mentee = _children(place)
    client = place.enter(BOTH)
    pages = {child: client.get(f"/admin/students/{kind}/?id={child}") for child in (own, mentee)}
    assert "999*****" in pages[own].text and "999*****" not in pages[mentee].text
    assert pages[mentee].status_code == (200 if kind == "details" else 403)


def test_the_export_of_a_homeroom_teacher_holds_no_child_he_only_mentors(place: Place) -> None:
    own, mentee = _children(place)
    text = place.enter(BOTH).post("/admin/students/export/csv/", data={"reason": "核对"}).text
    assert _name(place, own) in text and _name(place, mentee) not in text


def test_an_export_that_forgot_whose_verb_it_is_is_noticed(place: Place, hole: Patch) -> None:
    hole.setattr(listing, "where_granted", lambda *_given: None)
    _own, mentee = _children(place)
    assert (
        _name(place, mentee)
        in place.enter(BOTH).post("/admin/students/export/csv/", data={"reason": "核对"}).text
    )


@pytest.mark.sqlite_only(reason="the crawl is the same")
def test_columns_lent_by_one_role_to_the_rows_of_another_are_noticed(
    place: Place, undone: Connection, hole: Patch
) -> None:
    """An administrator with a class of his own reads the plans of his class, and no texts of other plans."""

    def seen() -> list[str]:
        made = crawl(place, "homeroom+it-admin", few=6, is_lean=False, entities={"IndividualPlan"})
        return leaks(place, "homeroom+it-admin", made.answers)

    assert seen() == []
    hole.setattr(cells, "readable_value", lambda _entity, _roles, name, target: getattr(target, name))
    hole.setattr(cells, "where_readable", lambda *_given: None)
    forget(place)
    assert any("IndividualPlan.content" in line for line in seen())
