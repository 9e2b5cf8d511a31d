"""Proof 4: no post writes a row, a column or a link that the requirement closes; and honest posts are accepted."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from app.access.vocabulary import Role
from tests.proofs.conftest import Place
from tests.proofs.writing import probe, typed

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


#: Those whose rows are the narrowest; the slow run lets everybody try.
_IN_EVERY_RUN = frozenset({Role.MENTOR, Role.TOWNSHIP})


def test_a_mentor_records_a_talk_and_corrects_the_phone_of_a_family(place: Place) -> None:
    """The positive control of the mentor: what he is there for goes through his own forms."""
    oracle, client = place.oracle("mentor"), place.enter("mentor")
    talk = "/admin/contact-records/new/"
    said = {
        "student_id": str(min(oracle.mentees)), "parties": "staff-child", "channel": "in-person",
        "happened_at": "2025-10-14T08:30", "content": "聊了聊这周的学习。",
    }  # fmt: skip
    assert client.post(talk, data={**typed(client.get(talk).text), **said}).status_code == 302
    adult = f"/admin/caregivers/edit/?id={min(oracle.reached(Role.MENTOR, 'Caregiver'))}"
    form = typed(client.get(adult).text)
    assert client.post(adult, data={**form, "phone": "10012345678"}).status_code == 302
    assert client.post(adult, data={**form, "phone": "12"}).status_code in (409, 422)


@pytest.mark.sqlite_first(reason="four hundred posts a role, and the guard above the database is the same")
@pytest.mark.parametrize(
    "role",
    [role if role in _IN_EVERY_RUN else pytest.param(role, marks=pytest.mark.slow) for role in Role],
)
def test_no_post_writes_what_is_closed(place: Place, undone: Connection, role: Role) -> None:
    tries = probe(place, undone, role.value, few=1)
    assert tries.wrong == []
    assert tries.accepted >= WRITERS[role], f"only {tries.accepted} of {tries.made} posts were accepted"
