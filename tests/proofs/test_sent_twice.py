"""Every screen with a form for a new row: the same form sent twice makes exactly one, and leads to it (security R-14)."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, func, select

from app.access.vocabulary import Action, Role
from app.admin.menu import address_of, screen_entities
from app.admin.screen import screen_for
from app.models._base import Entity
from tests.proofs.conftest import Place
from tests.proofs.writing import _usual, typed

pytestmark = pytest.mark.security("T-36")
#: Forms that invented values alone can fill: fewer, and this asks nothing.
FILLED = {Role.IT_ADMIN: 8, Role.PRINCIPAL: 1, Role.HOMEROOM: 2, Role.COUNSELOR: 1}


def begun(place: Place, name: str, entity: type[Entity], page: str) -> dict[str, str]:
    oracle = place.oracle(name)
    return {column: value or _usual(oracle, entity, column) for column, value in typed(page).items()}


def count_of(connection: Connection, entity: type[Entity]) -> int:
    counted = connection.execute(select(func.count()).select_from(entity.__table__))
    return int(counted.scalar() or 0)


def creating(role: Role) -> list[type[Entity]]:
    return [e for e in screen_entities() if screen_for(e, frozenset({role})).may(Action.CREATE)]


@pytest.mark.parametrize("role", FILLED)
def test_every_form_for_a_new_row_has_an_id_and_makes_one_row(
    place: Place, undone: Connection, role: Role
) -> None:
    client, filled = place.enter(role.value), 0
    for entity in creating(role):
        address = f"{address_of(entity)}new/"
        page = client.get(address).text
        assert re.search(r'name="once_token" value="[\w-]{22}"', page), address
        filled += _sent_twice(client, undone, entity, address, begun(place, role.value, entity, page))
    assert filled >= FILLED[role]


def _sent_twice(
    client: FlaskClient, connection: Connection, entity: type[Entity], address: str, form: dict[str, str]
) -> bool:
    """Whether invented values filled the form; then it must have made one row, both times."""
    with connection.begin_nested() as one:
        before = count_of(connection, entity)
        first = client.post(address, data=form)
        made = count_of(connection, entity) - before
        if first.status_code == 302:
            again = client.post(address, data=form)
            assert (again.status_code, count_of(connection, entity) - before) == (302, made), address
            _leads_on(first.headers["Location"], again.headers["Location"], entity)
        one.rollback()
    return first.status_code == 302


def _leads_on(first: str, again: str, entity: type[Entity]) -> None:
    base = address_of(entity)
    assert again in (first.partition("&")[0], base), f"{again} is not where {first} was"
