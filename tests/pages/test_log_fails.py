"""When the log cannot be written, nothing is shown and nothing is done (security L-02, T-31): asked of every page and of acts of each kind.

What must have a line is not listed here: an act that writes one when the log works must come to nothing when it does not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from app.access.guard import actor_of
from app.access.vocabulary import Group
from app.admin.menu import address_of
from app.extensions import db
from app.models._base import all_entities
from app.models.system.audit_log import AuditLog
from app.pages.report_work import print_workload
from app.pages.sheet_work import print_at_once
from app.reports.sheets import Ask, sheets
from tests.pages.conftest import Browser, Place, enter
from tests.pages.test_entry import typed

pytestmark = [pytest.mark.security("T-31", "L-02")]

NAMES = ("周小㛃", "周小溪", "吴雨桐", "陈玉兰", "李桂香")
#: When somebody was last there, guesses counted, and drafts of one's own are not acts the log tells of.
_NO_ACTS = {"user_sessions", "sign_in_throttles", "drafts"}
Enter = Callable[[str], Browser]


@contextmanager
def failing(connection: Connection, backend: str) -> Iterator[None]:
    """As long as this lasts the database takes no line into the log."""
    if backend == "sqlite":
        connection.execute(
            text("CREATE TRIGGER full BEFORE INSERT ON audit_logs BEGIN SELECT RAISE(ABORT, 'full'); END")
        )
    else:
        body = "CREATE FUNCTION full_log() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'full'; END $$ LANGUAGE plpgsql"
        connection.execute(text(body))
        connection.execute(
            text('CREATE TRIGGER "full" BEFORE INSERT ON audit_logs FOR EACH ROW EXECUTE FUNCTION full_log()')
        )
    try:
        yield
    finally:
        on = "" if backend == "sqlite" else " ON audit_logs"
        connection.execute(text(f'DROP TRIGGER "full"{on}'))
        if backend != "sqlite":
            connection.execute(text("DROP FUNCTION full_log()"))


@pytest.fixture
def breaks(app: Flask, transaction: Connection, backend: str) -> Callable[[], Any]:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return lambda: failing(transaction, backend)


def stands(connection: Connection) -> dict[str, str]:
    """A digest of every table but the log and what is no act."""
    found = {}
    for entity in all_entities():
        table = entity.__table__
        if table.name not in _NO_ACTS and entity is not AuditLog:
            rows = connection.execute(text(f'SELECT * FROM "{table.name}" ORDER BY 1')).all()
            found[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found


def lines(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM audit_logs")).scalar_one())


def first_of(connection: Connection, entity: Any) -> int | None:
    table = entity.__table__
    key: int | None = connection.scalar(select(table.c.id).order_by(table.c.id).limit(1))
    return key


def pages(app: Flask, place: Place, connection: Connection) -> Iterator[str]:
    """Every page without a number in its address, those of a child, and list, row and form of every screen."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith("/admin/"):
            continue
        if not rule.arguments or rule.arguments == {"student_id"}:
            yield rule.rule.replace("<int:student_id>", str(place.child))
    for entity in all_entities():
        yield address_of(entity)
        if (key := first_of(connection, entity)) is not None:
            yield f"{address_of(entity)}details/?id={key}"
            yield f"{address_of(entity)}edit/?id={key}"
    yield f"{address_of(AuditLog)}details/?id=999999"


@pytest.mark.parametrize(
    "who", ["principal", *(pytest.param(each, marks=pytest.mark.slow) for each in ("homeroom", "it-admin"))]
)
def test_a_page_whose_line_cannot_be_written_shows_nothing(
    app: Flask,
    place: Place,
    transaction: Connection,
    signed_in: Enter,
    breaks: Callable[[], Any],
    who: str,
) -> None:
    browser, wrong, told = signed_in(who), [], 0
    before = stands(transaction)
    for path in pages(app, place, transaction):
        with breaks():
            broken = browser.get(path)
        count = lines(transaction)
        browser.get(path)
        if lines(transaction) == count:
            continue
        told += 1
        if broken.status_code < 400 or any(name in broken.text for name in NAMES):
            wrong.append((path, broken.status_code))
    assert wrong == []
    assert told > 15, "the walk reached hardly anything the log tells of"
    assert stands(transaction) == before


def acts(place: Place, connection: Connection) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(whose, where, what is sent): archiving a row of every screen, and one act of each other kind."""
    child, users = str(place.child), place.users
    yield "homeroom", "/admin/students/archive/", {"ids": child, "reason": "测试"}
    yield "homeroom", "/admin/students/export/csv/", {"reason": "核对"}
    yield "principal", "/admin/students/export/xlsx/", {"reason": "核对"}
    yield (
        "principal",
        "/admin/caregivers/reveal/",
        {"id": str(place.mother), "column": "phone", "reason": "家访"},
    )
    yield "principal", f"/children/{child}/copy.json", {}
    yield "principal", "/log-check/reviewed", {"through": "1"}
    yield "it-admin", f"/accounts/{users['office']}/reset", {}
    yield "it-admin", f"/accounts/{users['office']}/active", {}
    yield "it-admin", f"/accounts/{users['office']}/roles", {"role": "mentor"}
    yield "it-admin", f"/accounts/{users['office']}/sessions/end", {}
    yield "mentor", f"/children/{child}/record", typed()
    yield "mentor", "/sign-out", {}
    for entity in all_entities():
        if (key := first_of(connection, entity)) is not None and entity.spec.group is not Group.ACCOUNTS:
            yield "it-admin", f"{address_of(entity)}archive/", {"ids": str(key), "reason": "测试"}


def test_an_act_whose_line_cannot_be_written_is_not_done_and_hands_nothing_out(
    app: Flask, place: Place, transaction: Connection, breaks: Callable[[], Any]
) -> None:
    kinds, wrong = set(), []
    for who, path, sent in list(acts(place, transaction)):
        browser, before = enter(app, place.users[who]), stands(transaction)
        with breaks():
            broken = browser.post(path, sent)
        if stands(transaction) != before:
            wrong.append(("written", path))
        if "attachment" in broken.headers.get("Content-Disposition", ""):
            wrong.append(("handed out", path))
        count = lines(transaction)
        browser.post(path, sent)
        if lines(transaction) == count:
            continue
        kinds |= set(transaction.scalars(text(f"SELECT action FROM audit_logs WHERE id > {count}")))
        if any(name in broken.text for name in NAMES):
            wrong.append(("shown", path))
    assert wrong == []
    assert kinds >= {"archive", "export", "reveal", "create", "approve", "password", "logout"}


def test_no_paper_is_set_and_no_report_made_when_its_print_cannot_be_told(
    app: Flask, place: Place, breaks: Callable[[], Any]
) -> None:
    browser = enter(app, place.users["principal"])
    token = browser.client.get_cookie("sw_sid")
    assert token is not None
    with app.test_request_context("/", headers={"Cookie": f"sw_sid={token.value}"}):
        app.preprocess_request()
        actor = actor_of(db.session)
        kind = sheets()["contact-card"]
        with breaks():
            with pytest.raises(DBAPIError):
                print_at_once(actor, kind, Ask(student_id=place.child))
            work = print_workload(actor, place.term, is_own=False)
            with pytest.raises(DBAPIError):
                work(lambda _percent, _sentence: None)
