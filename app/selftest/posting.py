"""Sends the forms: without a token, with rows of other people and schools, and too much at once; then reads what came of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import closing
from typing import Any

from flask import Flask

from app.admin.menu import address_of, screen_entities
from app.database import sqlite_driver
from app.models._base import Entity, all_entities, facts_of
from app.models._columns import Kind
from app.selftest.answers import Asked
from app.selftest.browsing import Browser
from app.selftest.forms import typed_in
from app.selftest.oracle import Oracle

#: table -> key -> (school, the row as it is stored).
Stored = dict[str, dict[int, tuple[int | None, tuple[Any, ...]]]]

UNTOKENED = "没有令牌的表单被接受"
CHANGED = "改动了无权改动的数据"
LINKED = "写入了指向外校的数据"
#: Signing out, and giving up the room or other sessions, would end the walk.
_LEFT = re.compile(r"sign_out|lock|my_sessions|password|second_factor|first_start|demo|room_keys|static")
#: What the program writes by itself at any request.
_BESIDE = frozenset(
    {
        "audit_logs",
        "audit_anchors",
        "user_sessions",
        "sign_in_throttles",
        "users",
        "drafts",
        "form_submissions",
        "vault_openings",
    }
)
_NAMES = (
    "student_id",
    "student",
    "staff_id",
    "user_id",
    "row",
    "class",
    "school_class_id",
    "term",
    "mentor_id",
    "id",
)


def send_without_token(app: Flask, browser: Browser) -> None:
    """Every form there is, without the token that only our own pages hold: none may be accepted."""
    for address in _posts(app, ("1",)):
        got = browser.ask(Asked(address, (("name", "x"),)))
        if got is not None and got[1].status < 300:
            browser.walk.note(UNTOKENED, browser.name, f"POST {address}")


def send_foreign(
    app: Flask, browser: Browser, oracle: Oracle, entities: Collection[str] | None = None
) -> None:
    """Forms with a right token about rows out of reach; afterwards no such row is changed, and no row leads there."""
    file = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    before = stored(file)
    for entity in screen_entities():
        if entities is None or entity.__name__ in entities:
            _send_screen(browser, oracle, entity)
    if entities is None:
        foreign = _foreign(oracle, "Student")
        for address in _posts(app, (foreign, "2")):
            browser.page(address, dict.fromkeys(_NAMES, foreign))
    after = stored(file)
    for table, key in beyond(before, after, oracle):
        browser.walk.note(CHANGED, browser.name, f"{table} 第 {key} 行")
    for table, key, column in led_away(before, after, oracle.person.school_id):
        browser.walk.note(LINKED, browser.name, f"{table} 第 {key} 行", column)


def send_too_much(app: Flask, browser: Browser, *, is_somebody: bool = True) -> None:
    """Pages for what fails: unknown, not allowed, too large, and a failure of the program itself."""
    # Who is not signed in is sent to sign in, whatever he asks for.
    wanted = {"/no-such-page": 404, "/account/sessions/?x=%00": 200} if is_somebody else {}
    for address, status in wanted.items():
        got = browser.ask(Asked(address))
        if got is not None and got[1].status != status:
            browser.walk.note(f"出错页不对（应为 {status}）", browser.name, address)
    browser.ask(Asked("/", (("csrf_token", browser.token),)))
    most = int(app.config["MAX_CONTENT_LENGTH"])
    got = browser.ask(Asked("/sign-in", ()), data=b"x" * (most + 1), content_type="application/octet-stream")
    if got is not None and got[1].status not in (400, 413):
        browser.walk.note("过大的请求被接受", browser.name, "POST /sign-in")
    if is_somebody:
        _fail_on_purpose(app, browser)


def _fail_on_purpose(app: Flask, browser: Browser) -> None:
    """A page that breaks must say a number, and nothing of what it broke on."""
    secret, kept = "SELECT secret FROM broken", app.view_functions["home.show"]

    def broken() -> str:
        raise RuntimeError(secret)

    app.view_functions["home.show"] = broken
    try:
        got = browser.ask(Asked("/"), may_fail=True)
    finally:
        app.view_functions["home.show"] = kept
    if got is None or got[1].status != 500 or "broken" in got[1].text:
        browser.walk.note("出错页泄露程序内部信息", browser.name, "/")


def _send_screen(browser: Browser, oracle: Oracle, entity: type[Entity]) -> None:
    base, own = address_of(entity), sorted(oracle.all_reached(entity.__name__))
    foreign = _foreign(oracle, entity.__name__)
    links = {name: _foreign(oracle, target) for name, target in _refs(entity)}
    if foreign:
        browser.page(
            f"{base}edit/?id={foreign}", {"name": "夺来", "version": "1", "form-of": entity.__name__}
        )
        browser.page(f"{base}archive/", {"ids": foreign, "id": foreign, "reason": "x"})
    if own and links:
        _relink(browser, f"{base}edit/?id={own[0]}", links)
    _relink(browser, f"{base}new/", links)


def _relink(browser: Browser, address: str, links: dict[str, str]) -> None:
    """An honest form of one's own in which one key leads out of the person's reach."""
    status, page, _where = browser.page(address)
    form = typed_in(page) if status == 200 else {}
    for name in form.keys() & links.keys():
        if links[name]:
            browser.page(address, form | {name: links[name]})


def _refs(entity: type[Entity]) -> Iterator[tuple[str, str]]:
    for name, facts in facts_of(entity).items():
        if facts.kind is Kind.REF and facts.target:
            yield name, facts.target


def _foreign(oracle: Oracle, entity: str) -> str:
    """The key of a row out of reach, of another school where there is one."""
    rows = oracle.rows[entity]
    beyond_reach = rows.keys() - oracle.all_reached(entity)
    away = [key for key in beyond_reach if rows[key].get("school_id") != oracle.person.school_id]
    return str(max(away or beyond_reach, default=""))


def _posts(app: Flask, values: tuple[str, ...]) -> Iterator[str]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "POST" in (rule.methods or ()) and not _LEFT.search(rule.endpoint):
            for value in values if rule.arguments else values[:1]:
                yield re.sub(r"<(?:[^:<>]+:)?[^<>]+>", value, rule.rule)


def _tables() -> list[Any]:
    return [entity.__table__ for entity in all_entities() if entity.__tablename__ not in _BESIDE]


def stored(file: str) -> Stored:
    """Every row as the file holds it, sealed bytes included."""
    found: Stored = {}
    # By the program's own driver: a second SQLite in one process takes away the first one's locks on the file.
    driver = sqlite_driver()
    with closing(driver.connect(file)) as connection:
        connection.row_factory = driver.Row
        for table in _tables():
            rows = connection.execute(str(table.select()))
            found[table.name] = {row["id"]: (_school_of(table.name, row), tuple(row)) for row in rows}
    return found


def _school_of(table: str, row: Any) -> int | None:
    if table == "schools":
        return int(row["id"])
    return row["school_id"] if "school_id" in row.keys() else None  # noqa: SIM118 - a row is no mapping


def beyond(before: Stored, after: Stored, oracle: Oracle) -> Iterator[tuple[str, int]]:
    """Rows out of the person's reach that were changed or are gone."""
    names = {entity.__tablename__: entity.__name__ for entity in all_entities()}
    for table, rows in before.items():
        reached = oracle.all_reached(names[table])
        for key, row in rows.items():
            is_own = key in reached and row[0] in (None, oracle.person.school_id)
            if not is_own and after[table].get(key) != row:
                yield table, key


def led_away(before: Stored, after: Stored, school_id: int) -> Iterator[tuple[str, int, str]]:
    """Links written now from a row of this school to a row of another."""
    for table in _tables():
        names = [column.name for column in table.c]
        for key, (owner, row) in after[table.name].items():
            old = before[table.name].get(key)
            if owner != school_id or (old is not None and old[1] == row):
                continue
            for column in table.c:
                value = row[names.index(column.name)]
                for link in column.foreign_keys:
                    there = (
                        after.get(link.column.table.name, {}).get(value) if isinstance(value, int) else None
                    )
                    is_new = old is None or old[1][names.index(column.name)] != value
                    if there and is_new and there[0] not in (None, school_id):
                        yield table.name, key, column.name
