"""A school with three counselors, their keys as cheap to open as tests need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import Connection

from app.access.guard import system_session
from app.access.vault import founding
from app.access.vault.opened import OpenRoom
from app.access.vocabulary import Role
from app.crypto import identities, passphrases, recovery
from app.crypto.identities import Cost
from app.database import ClosedSession
from app.models.system.vault_identity import VaultIdentity
from tests import factories as make


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a guess really costs is asked in tests/crypto."""
    monkeypatch.setattr(identities.lock, "__defaults__", (Cost(rounds=1, kibibytes=64),))


@dataclass
class Room:
    """The school's room as its counselors Li, Wang and Zhao have it."""

    session: ClosedSession
    school_id: int
    users: dict[str, int]
    words: dict[str, str]
    papers: recovery.Papers

    def unlock(self, name: str) -> OpenRoom:
        """The person's room, opened with his passphrase."""
        return founding.unlock(self.session, self.school_id, self.users[name], self.words[name])

    def make_keys(self, name: str) -> VaultIdentity:
        """New keys of the person under a new passphrase."""
        self.words[name] = passphrases.new()
        return founding.make_keys(self.session, self.school_id, self.users[name], self.words[name])

    def let_in(self, name: str, by: str) -> VaultIdentity:
        """Keys for the person, and a colleague lets him in."""
        row = self.make_keys(name)
        fingerprint = identities.Public(row.receives, row.signs).fingerprint
        founding.admit(self.unlock(by), self.session, row.id, fingerprint)
        return row


@pytest.fixture
def room(app: Flask, transaction: Connection) -> Iterator[Room]:
    """Li has founded the room; Wang and Zhao are counselors without keys."""
    with app.app_context(), system_session("the counseling room of a test") as session:
        school = make.make_school(session)
        users = {}
        for name in ("li", "wang", "zhao"):
            staff = make.make_staff(session, school)
            users[name] = make.make_user(session, staff, roles=(Role.COUNSELOR,)).id
        made = Room(session, school.id, users, {}, recovery.new())
        made.make_keys("li")
        made.papers = founding.found_room(made.unlock("li"), session)
        yield made
