"""Puts each known hole back by hand and demands that a proof sees it: a proof nothing can fail proves nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, true
from sqlalchemy.orm import joinedload

from app.access import actors, grants, guard, narrowing, rows, sealing
from app.access.guard import RowGuard, bind
from app.access.vocabulary import Action, Group, Level, Mask, Role
from app.admin import base, cells, forms, screen
from app.extensions import db
from app.models._base import entity_named, facts_of
from tests import open_vault
from tests.proofs import attacks, authorizer, doors
from tests.proofs.conftest import Patch, Place, forget
from tests.proofs.crawl import crawl, leaks
from tests.proofs.test_matrix import operations
from tests.proofs.writing import probe

pytestmark = pytest.mark.sqlite_only(reason="the holes are the program's own, and the authorizer is SQLite's")


def rows_seen(place: Place, name: str, entity: str, door: doors.Door) -> list[int]:
    """Keys beyond the oracle that one door of the session gives."""
    oracle, cls = place.oracle(name), entity_named(entity)
    with place.app.app_context():
        bind(db.session, oracle.person.actor)
        found = set(door(db.session, cls, place.rows[entity])) - oracle.all_reached(entity)
        db.session.remove()
    return sorted(found)


def came_along(place: Place, name: str, entity: str) -> list[Any]:
    oracle = place.oracle(name)
    with place.app.app_context():
        bind(db.session, oracle.person.actor)
        reached = list(doors.loaded_along(db.session, entity_named(entity), joinedload))
        db.session.remove()
    return [row for row in reached if row[1] not in oracle.all_reached(row[0])]


def read_beyond(place: Place, undone: Connection, name: str, entity: str) -> list[str]:
    """What the canaries and the authorizer say of one screen."""
    with authorizer.Reads(undone).listening() as reads:
        made = crawl(place, name, few=1, entities={entity}, reads=reads)
    return [*leaks(place, name, made.answers), *made.told()]


def with_screen(hole: Patch, change: Callable[[screen.Screen], dict[str, Any]]) -> None:
    """Make the screens with something changed in them."""
    real = screen._make

    def made(entity: Any, roles: Any) -> screen.Screen:
        one = real(entity, roles)
        return replace(one, **change(one))

    hole.setattr(screen, "_make", made)


@pytest.mark.parametrize(
    ("attribute", "is_seen"), [("propagate_to_loaders", came_along), ("include_aliases", None)]
)
def test_a_guard_without_it_is_noticed(place: Place, hole: Patch, attribute: str, is_seen: Any) -> None:
    def found() -> list[Any]:
        return (
            came_along(place, "homeroom", "PeerPairing")
            if is_seen
            else rows_seen(place, "homeroom", "Student", doors.joined_to_itself)
        )

    assert not found()
    hole.setattr(RowGuard, attribute, False)
    forget(place)
    assert found()


def test_rows_open_to_everybody_are_noticed(place: Place, hole: Patch, undone: Connection) -> None:
    hole.setattr(rows, "readable", lambda *_given, **_how: true())
    assert rows_seen(place, "mentor", "Student", doors.selected)
    assert read_beyond(place, undone, "mentor", "Student")


@pytest.mark.parametrize(
    ("name", "attack"),
    [("_stands", attacks.colleagues_record), ("_check_link", attacks.foreign_link)],
)
def test_a_removed_check_of_writes_is_noticed(place: Place, hole: Patch, name: str, attack: Any) -> None:
    assert attacks.is_refused(place, attack)
    hole.setattr(guard, name, lambda *_given: True)
    assert not attacks.is_refused(place, attack)


def test_links_to_rows_out_of_reach_are_noticed_by_the_write_probe(
    place: Place, hole: Patch, undone: Connection
) -> None:
    hole.setattr(rows, "readable", lambda *_given, **_how: true())
    hole.setattr(guard, "_check_link", lambda *_given: None)
    assert probe(place, undone, "homeroom", few=1, entities={"ContactRecord"}).wrong


_NARROWED = ((narrowing, "seen_columns"), (narrowing, "readable_columns"))


def test_columns_of_every_level_are_noticed(place: Place, hole: Patch, undone: Connection) -> None:
    for module, name in ((screen, "seen_columns"), (cells, "seen_columns"), *_NARROWED):
        hole.setattr(module, name, lambda _roles, entity: tuple(facts_of(entity)))
    found = read_beyond(place, undone, "it-admin", "IndividualPlan")
    assert any("IndividualPlan.content" in line for line in found)


def test_an_id_number_in_the_title_is_noticed(place: Place, hole: Patch, undone: Connection) -> None:
    real = cells.title_column
    hole.setattr(
        cells,
        "title_column",
        lambda entity, roles: "id_card_no" if entity.__name__ == "Student" else real(entity, roles),
    )
    assert read_beyond(place, undone, "mentor", "ContactRecord")


def test_numbers_without_their_mask_are_noticed(place: Place, hole: Patch, undone: Connection) -> None:
    hole.setattr(Mask, "apply", lambda _mask, value: value or "")
    assert any("phone" in line for line in read_beyond(place, undone, "it-admin", "Caregiver"))


def test_a_removed_check_of_written_columns_is_noticed(place: Place, hole: Patch) -> None:
    """With a homeroom teacher who types what is personal and no identity numbers."""
    lowered = tuple(
        replace(g, write_level=Level.PERSONAL) if (g.role, g.group) == (Role.HOMEROOM, Group.CHILDREN) else g
        for g in grants.GRANTS
    )
    hole.setattr(grants, "GRANTS", lowered)
    forget(place)
    assert attacks.is_refused(place, attacks.column_beyond)
    hole.setattr(guard, "writable_columns", lambda _roles, entity: tuple(facts_of(entity)))
    assert attacks.is_refused(place, attacks.column_beyond), "each row is judged by its own grants"
    hole.setattr(guard, "_height", lambda _row: Level.PUBLIC)
    assert not attacks.is_refused(place, attacks.column_beyond)


_BY_SCREEN = {
    "order by": ("it-admin", "IndividualPlan", lambda s: {"order": "content"}),
    "sort": (
        "it-admin",
        "IndividualPlan",
        lambda s: {"sortable": s.sortable | {"content"}, "listed": (*s.listed, "content")},
    ),
    "filter": ("homeroom", "CounselingReferral", lambda s: {"filtered": (*s.filtered, "received_at")}),
    "search": ("it-admin", "User", lambda s: {"searched": (*s.searched, "password_hash")}),
    "export": ("it-admin", "IndividualPlan", lambda s: {"listed": (*s.listed, "content")}),
    "details": ("it-admin", "IndividualPlan", lambda s: {"shown": tuple(facts_of(s.entity))}),
    "form": ("it-admin", "User", lambda s: {"edited": (*s.edited, "password_hash")}),
}


@pytest.mark.parametrize("way", _BY_SCREEN)
def test_a_hidden_column_on_a_screen_is_noticed(
    place: Place, hole: Patch, undone: Connection, way: str
) -> None:
    name, entity, change = _BY_SCREEN[way]
    with_screen(hole, lambda one: change(one) if one.entity.__name__ == entity else {})
    # A form asks once more, row by row, what may be typed; the hole goes through both.
    hole.setattr(forms, "typed_columns_of_row", lambda *given: given[-1])
    assert read_beyond(place, undone, name, entity)


def test_a_removed_check_of_operations_is_noticed(place: Place, hole: Patch) -> None:
    before = operations(place, "mentor", {"SchoolClass", "Student"})
    with_screen(hole, lambda one: {"actions": frozenset(Action)})
    forget(place)
    hole.setattr(base.EntityView, "is_accessible", lambda _view: True)
    assert operations(place, "mentor", {"SchoolClass", "Student"}) != before


def test_a_counselor_nobody_confirmed_is_noticed(place: Place, hole: Patch) -> None:
    assert attacks.unconfirmed_counselor_is_none(place)
    hole.setattr(actors, "counts", lambda _grant: True)
    assert not attacks.unconfirmed_counselor_is_none(place)


def _hold_all(hold: Callable[[Any], None], _keys: Any) -> None:
    """Whoever it is, the room stands open to him."""
    hold(open_vault.KEYS)


def test_sealed_texts_open_to_everybody_are_noticed(place: Place, hole: Patch) -> None:
    assert attacks.sealed_stay_sealed(place, "it-admin")
    hole.setattr(guard.sealing, "hold", partial(_hold_all, sealing.hold))
    assert not attacks.sealed_stay_sealed(place, "it-admin")


@pytest.mark.parametrize("attack", attacks.ATTACKS)
def test_each_attack_on_writes_is_refused_and_an_honest_write_is_not(place: Place, attack: Any) -> None:
    assert attacks.is_refused(place, attack)
    assert not attacks.is_refused(place, attacks.honest)
