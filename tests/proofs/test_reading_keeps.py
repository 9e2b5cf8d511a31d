"""Everything a person can ask for leaves the database as it was, but for the log and his session (security W-05)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import clock
from app.access import sealing
from app.access.guard import system_session
from app.extensions import db
from app.selftest import oracle
from app.selftest.addresses import Addresses
from app.selftest.answers import Asked, ask
from tests import open_vault
from tests.applications import application, migrated_database
from tests.proofs import people, world
from tests.proofs.conftest import Place
from tests.proofs.people import PEOPLE
from tests.proofs.writing import stored


@pytest.fixture(scope="module")
def lasting(backend: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The world on a database of its own, where every request has a connection and a transaction of its own."""
    folder: Path = tmp_path_factory.mktemp("lasting")
    with migrated_database(backend, folder) as url, application(url, folder) as app:
        with (
            app.app_context(),
            clock.set_to(people.TODAY),
            system_session("the world of the proofs") as session,
            sealing.holding(open_vault.KEYS),
        ):
            made = world.build(session)
            session.commit()
            rows = oracle.copy_of(session)
        yield Place(app, made, rows)


def _rows(app: Flask) -> dict[str, dict[int, dict[str, object]]]:
    with app.app_context(), system_session("what a crawl left", reads_only=True) as session:
        return stored(session.connection())


def _addresses(place: Place, name: str) -> Iterator[Asked]:
    canaries = place.world.canaries
    return Addresses(place.app, place.oracle(name), canaries, 1, is_lean=True).all()


@pytest.mark.slow
@pytest.mark.security("T-07", "W-05")
@pytest.mark.parametrize("name", [name for name in PEOPLE if "+" not in name])
def test_no_page_changes_a_row_or_fails_for_wanting_to(lasting: Place, name: str) -> None:
    with clock.set_to(people.TODAY):
        client, before = lasting.enter(name), _rows(lasting.app)
        asked = list(dict.fromkeys(_addresses(lasting, name)))
        reads = [each for each in asked if each.data is None]
        failed = [str(each) for each in reads if ask(client, each).status >= 500]
        assert failed == []
        assert len(reads) > 100
        assert _rows(lasting.app) == before


@pytest.mark.slow
@pytest.mark.security("T-07", "W-05")
def test_a_page_that_writes_is_stopped_by_the_database(
    lasting: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.models.school.village import Village

    def writes() -> str:
        db.session.add(
            Village(school_id=lasting.world.people["it-admin"].school_id, name="写", township="写")
        )
        db.session.commit()
        return "written"

    monkeypatch.setitem(lasting.app.view_functions, "entry.mine", writes)
    with clock.set_to(people.TODAY):
        client, before = lasting.enter("it-admin"), _rows(lasting.app)
        assert client.get("/mine").status_code == 500
        assert _rows(lasting.app) == before
