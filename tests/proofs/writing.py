"""Posts what the real forms hold, with every other column and foreign key injected, and reads in the database what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from lxml import html as lxml_html
from sqlalchemy import Connection, LargeBinary, select

from app.access import sealing
from app.access.vocabulary import Role
from app.admin.menu import address_of, screen_entities
from app.models._base import Entity, all_entities, entity_named, facts_of
from app.models._columns import Kind
from app.selftest.matrix import right
from app.selftest.oracle import Oracle
from tests import open_vault
from tests.proofs.conftest import Place

#: Filled by the program itself at every write, or beside it.
_BY_ITSELF = frozenset({"version", "updated_at", "created_at", "created_by_id", "id"})
_BESIDE = frozenset({"AuditLog", "UserSession", "SignInThrottle", "FormSubmission"})


@dataclass
class Tries:
    """How many posts were made and accepted, and what was written that may not be."""

    made: int = 0
    accepted: int = 0
    wrong: list[str] = field(default_factory=list)
    #: The database before each post: every post is undone, so it is read once.
    before: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict, repr=False)


def typed(page: str) -> dict[str, str]:
    """What a browser would post of the page's entity form."""
    forms = [f for f in lxml_html.fromstring(page).forms if f.xpath('.//input[@name="form-of"]')]
    return {name: str(value) for name, value in forms[0].form_values()} if forms else {}


def stored(connection: Connection) -> dict[str, dict[int, dict[str, Any]]]:
    """Every row as the database holds it, sealed bytes included."""
    found = {}
    for entity in all_entities():
        if entity.__name__ not in _BESIDE:
            table = entity.__table__
            raw = [column.cast(LargeBinary()) if _is_sealed(column) else column for column in table.c]
            names = [column.name for column in table.c]
            with sealing.holding(open_vault.KEYS):
                rows = connection.execute(select(*raw)).all()
            found[entity.__name__] = {
                row[names.index("id")]: dict(zip(names, row, strict=True)) for row in rows
            }
    return found


def _is_sealed(column: Any) -> bool:
    return type(column.type).__name__ == "SealedText"


def probe(
    place: Place, connection: Connection, name: str, few: int = 2, entities: set[str] | None = None
) -> Tries:
    """Every form of every screen the person can open, honest once and forged once, and every other post."""
    oracle, client, tries = place.oracle(name), place.enter(name), Tries()
    for entity in screen_entities():
        if entities is not None and entity.__name__ not in entities:
            continue
        own = sorted(oracle.all_reached(entity.__name__))[:few]
        foreign = sorted(place.rows[entity.__name__].keys() - oracle.all_reached(entity.__name__))[-1:]
        for key in own:
            _edit(tries, oracle, connection, client, entity, key)
        _create(tries, oracle, connection, client, entity)
        for key in foreign:
            _direct(tries, oracle, connection, client, entity, key)
    return tries


def _edit(
    tries: Tries, oracle: Oracle, connection: Connection, client: FlaskClient, entity: type[Entity], key: int
) -> None:
    address = f"{address_of(entity)}edit/?id={key}"
    page = client.get(address)
    form = typed(page.text) if page.status_code == 200 else {}
    if not form:
        _post(tries, oracle, connection, client, address, {"name": "夺来", "version": "1"})
        return
    _post(tries, oracle, connection, client, address, {**form, **_harmless(entity, form)})
    _post(tries, oracle, connection, client, address, {**_injected(oracle, entity, form), **form})
    for column, value in _foreign_links(oracle, entity, form).items():
        _post(tries, oracle, connection, client, address, {**form, column: value})


def _create(
    tries: Tries, oracle: Oracle, connection: Connection, client: FlaskClient, entity: type[Entity]
) -> None:
    address = f"{address_of(entity)}new/"
    page = client.get(address)
    form = typed(page.text) if page.status_code == 200 else {}
    begun = {n: v or _usual(oracle, entity, n) for n, v in form.items()}
    _post(tries, oracle, connection, client, address, begun)
    _post(tries, oracle, connection, client, address, {**_injected(oracle, entity, form), **begun})
    for column, value in _foreign_links(oracle, entity, form).items():
        _post(tries, oracle, connection, client, address, {**begun, column: value})


def _direct(
    tries: Tries, oracle: Oracle, connection: Connection, client: FlaskClient, entity: type[Entity], key: int
) -> None:
    base = address_of(entity)
    _post(
        tries,
        oracle,
        connection,
        client,
        f"{base}archive/",
        {"ids": str(key), "reason": "x", "confirmed": "yes"},
    )
    _post(tries, oracle, connection, client, f"{base}restore/", {"ids": str(key), "reason": "x"})
    _post(tries, oracle, connection, client, f"{base}edit/?id={key}", {"name": "夺来", "version": "1"})
    for path in ("delete/", "action/", "ajax/update/"):
        _post(
            tries,
            oracle,
            connection,
            client,
            base + path,
            {"id": str(key), "rowid": str(key), "action": "delete", "list_form_pk": str(key)},
        )


def _harmless(entity: type[Entity], form: dict[str, str]) -> dict[str, str]:
    texts = (
        n
        for n, f in facts_of(entity).items()
        if f.kind in (Kind.LONG_TEXT, Kind.SEALED, Kind.TEXT) and n in form and f.mask is None
    )
    return {next(texts, "x"): "CNY99998"}


def _injected(oracle: Oracle, entity: type[Entity], form: dict[str, str]) -> dict[str, str]:
    """A value for every column that is not on the form: of refs a foreign row's."""
    made = {
        name: "2020-01-01" if f.kind in (Kind.DAY, Kind.MOMENT) else "2"
        for name, f in facts_of(entity).items()
    }
    made |= _foreign_links(oracle, entity, made) | {
        "school_id": "2",
        "id": "1",
        "archived_at": "2020-01-01 00:00",
    }
    return {name: value for name, value in made.items() if name not in form}


def _foreign_links(oracle: Oracle, entity: type[Entity], form: dict[str, str]) -> dict[str, str]:
    refs = {n: f.target or "" for n, f in facts_of(entity).items() if f.kind is Kind.REF and n in form}
    closed = {
        n: sorted(oracle.rows[target].keys() - oracle.all_reached(target)) for n, target in refs.items()
    }
    return {name: str(keys[-1]) for name, keys in closed.items() if keys}


def _usual(oracle: Oracle, entity: type[Entity], name: str) -> str:
    facts = facts_of(entity).get(name)
    if facts is None:
        return ""
    if facts.kind is Kind.REF:
        keys = sorted(oracle.all_reached(facts.target or ""))
        return str(keys[-1]) if keys else ""
    if facts.kind is Kind.CHOICE and facts.choices is not None:
        return next(iter(facts.choices)).value
    return {
        Kind.DAY: "2025-10-14",
        Kind.MOMENT: "2025-10-14T08:30",
        Kind.NUMBER: "9",
        Kind.PHONE: "10099999999",
        Kind.ID_NUMBER: "",
    }.get(facts.kind, "CNY99997")


def _post(
    tries: Tries,
    oracle: Oracle,
    connection: Connection,
    client: FlaskClient,
    address: str,
    data: dict[str, str],
) -> None:
    """Post inside a savepoint, judge every change of the database, and undo it."""
    tries.made += 1
    with connection.begin_nested() as one:
        before = tries.before = tries.before or stored(connection)
        answer = client.post(address, data=data)
        if answer.status_code >= 500:
            tries.wrong.append(f"{address}: {answer.status_code}")
        is_saved = answer.status_code == 302 and not re.search(r"/(search|archive|restore)/", address)
        after = stored(connection) if answer.status_code not in (403, 404, 405, 422) else before
        tries.accepted += is_saved and after != before
        tries.wrong += [f"{address}: {what}" for what in _forbidden(oracle, before, after)]
        one.rollback()


def _forbidden(oracle: Oracle, before: Any, after: Any) -> list[str]:
    found = []
    for entity, rows in after.items():
        for key, row in rows.items():
            old = before[entity].get(key)
            if old == row:
                continue
            found += [f"{entity} {key} {what}" for what in _wrong_with(oracle, entity, row, old)]
        found += [f"{entity} {key} is gone" for key in before[entity].keys() - rows.keys()]
    return found


def _wrong_with(oracle: Oracle, entity: str, row: dict[str, Any], old: dict[str, Any] | None) -> list[str]:
    letters = {letter for role in oracle.person.roles for letter in right(role, entity).letters}
    school = row["id"] if entity == "School" else row.get("school_id")
    wrong = (
        []
        if letters & ({"C"} if old is None else {"E", "A"}) or _follows(entity, oracle)
        else ["is not for the person to write"]
    )
    wrong += [] if school == oracle.person.school_id else ["is of another school"]
    if old is not None:
        wrong += [] if row["id"] in oracle.all_reached(entity) else ["was out of reach"]
        wrong += (
            [f"school changed from {old['school_id']}"]
            if old.get("school_id") != row.get("school_id")
            else []
        )
    changed = {n for n in row if (old is None or row[n] != old[n]) and row[n] is not None} - _BY_ITSELF
    return wrong + _wrong_links(oracle, entity, row, changed)


def _follows(entity: str, oracle: Oracle) -> bool:
    """A pupil's enrollment and class follow from each other."""
    writes = {letter for role in oracle.person.roles for letter in right(role, "Enrollment").letters}
    return entity in ("Student", "Enrollment") and bool(writes & {"C", "E"})


def _wrong_links(oracle: Oracle, entity: str, row: dict[str, Any], changed: set[str]) -> list[str]:
    facts = facts_of(entity_named(entity))
    refs = {n: facts[n].target or "" for n in changed if facts[n].kind is Kind.REF and not facts[n].derived}
    return [
        f"{name} points at {target} {row[name]} out of reach"
        for name, target in refs.items()
        if row[name] not in oracle.all_reached(target)
        and row[name] in oracle.rows[target]
        and not _by_directory(oracle, entity, name, row[name])
    ]


def _by_directory(oracle: Oracle, entity: str, name: str, key: int) -> bool:
    in_room = entity in ("CounselingCase", "CounselingReferral") and name == "student_id"
    return (
        in_room
        and Role.COUNSELOR in oracle.person.roles
        and oracle.rows["Student"][key]["school_id"] == oracle.person.school_id
    )
