"""Proof 4: no post writes a row, a column or a link that the requirement closes; and honest posts are accepted."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from app.access.vocabulary import Role
from tests.proofs.conftest import Place
from tests.proofs.writing import probe

#: Roles whose forms must let something through, or the probe proves nothing.
WRITERS = {
    Role.IT_ADMIN: 15,
    Role.PRINCIPAL: 3,
    Role.OFFICE: 2,
    Role.HOMEROOM: 8,
    Role.MENTOR: 1,
    Role.COUNSELOR: 3,
    Role.TOWNSHIP: 0,
}


@pytest.mark.sqlite_first(reason="four hundred posts a role, and the guard above the database is the same")
@pytest.mark.parametrize("role", list(Role))
def test_no_post_writes_what_is_closed(place: Place, undone: Connection, role: Role) -> None:
    tries = probe(place, undone, role.value, few=1)
    assert tries.wrong == []
    assert tries.accepted >= WRITERS[role], f"only {tries.accepted} of {tries.made} posts were accepted"
