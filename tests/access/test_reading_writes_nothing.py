"""A request that only reads cannot write: the database itself refuses, on either one (security W-05)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from app import database
from app.access.guard import system_session
from app.models.system.sign_in_throttle import SignInThrottle


@pytest.fixture
def asking() -> Iterator[None]:
    """As while a GET is answered."""
    token = database.only_reads.set(True)
    yield
    database.only_reads.reset(token)


def _write(session: object) -> None:
    session.add(SignInThrottle(key="written by a GET"))  # type: ignore[attr-defined]
    session.flush()  # type: ignore[attr-defined]


@pytest.mark.security("T-07", "W-05")
def test_a_session_that_only_reads_is_refused_by_the_database(app: Flask) -> None:
    with (
        app.app_context(),
        system_session("try to write", reads_only=True) as session,
        pytest.raises(DBAPIError, match=r"(?i)read-?only"),
    ):
        _write(session)


@pytest.mark.security("T-07", "W-05")
def test_the_same_connection_writes_again_afterwards(app: Flask, asking: None) -> None:
    """The log of a read goes through a short transaction of its own, which may write."""
    with app.app_context():
        with system_session("read", reads_only=True) as session:
            assert session.get(SignInThrottle, 0) is None
        with system_session("log of the read") as session:
            _write(session)
            session.rollback()
        with system_session("read again", reads_only=True) as session, pytest.raises(DBAPIError):
            _write(session)
