"""A description of every route in OpenAPI, made from the application's own map: what a page takes, by name and kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from werkzeug.routing import Rule

from app.access.grants import Roles
from app.admin.screen import screen_for
from app.models._base import Entity, all_entities, facts_of
from app.models._columns import ColumnFacts, Kind
from tests.proofs.conftest import Place
from tests.proofs.odd import names_of

Json = dict[str, Any]

#: Signing out and giving up the session would end the questions; the others start a process or hash slowly.
LEFT = re.compile(
    r"static|sign_out|my_sessions\.(?:end|sign)|sign_in|password|confirm_identity|first_start|setting_up|second_factor"
    r"|room_keys|room_door\.(?:unlock|lock)|demo|self_test|print$|jobs|importing|year_end\.begin|log_check\.verify"
)
#: What the pages say; whatever else comes back is a failure.
ANSWERS = (200, 204, 302, 303, 304, 400, 403, 404, 405, 409, 410, 413, 422, 428, 429)
_TEXT: Json = {"type": "string", "maxLength": 40}
_KEY: Json = {"type": "integer", "minimum": 1, "maximum": 40}
_BY_KIND: dict[Kind, Json] = {
    Kind.NUMBER: {"type": "integer"},
    Kind.DECIMAL: {"type": "number"},
    Kind.DAY: {"type": "string", "format": "date"},
    Kind.MOMENT: {"type": "string", "pattern": r"^20[0-9]{2}-(0[1-9]|1[0-2])-[0-2][1-8]T[01][0-9]:[0-5][0-9]$"},
    Kind.TIME: {"type": "string", "pattern": r"^[01][0-9]:[0-5][0-9]$"},
    Kind.FLAG: {"type": "string", "enum": ["", "1", "y"]},
    Kind.REF: _KEY,
}  # fmt: skip


def describe(place: Place, name: str) -> Json:
    """The routes as the person may use them; each screen with the columns he may filter, order and write."""
    roles = frozenset(place.world.people[name].roles)
    screens = {f"admin_{entity.__tablename__}": entity for entity in all_entities()}
    paths: dict[str, Json] = {}
    for rule in sorted(place.app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if LEFT.search(rule.endpoint) or LEFT.search(rule.rule):
            continue
        entity = screens.get(rule.endpoint.partition(".")[0])
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        for verb in sorted((rule.methods or set()) & {"GET", "POST"}):
            paths.setdefault(path, {})[verb.lower()] = _operation(place, rule, verb, entity, roles)
    return {"openapi": "3.1.0", "info": {"title": "守望", "version": "1"}, "paths": paths}


def _operation(place: Place, rule: Rule, verb: str, entity: type[Entity] | None, roles: Roles) -> Json:
    made: Json = {
        "operationId": f"{verb} {rule.rule}",
        "parameters": [*_arguments(rule, entity), *_queries(rule, entity, roles)],
        "responses": {str(status): {"description": "-"} for status in ANSWERS},
    }
    if verb == "POST":
        fields = dict(_fields(place, rule, entity, roles))
        form = {"type": "object", "properties": fields, "maxProperties": len(fields) + 2}
        made["requestBody"] = {"content": {"application/x-www-form-urlencoded": {"schema": form}}}
    return made


def _arguments(rule: Rule, entity: type[Entity] | None) -> Iterator[Json]:
    words: dict[str, list[str]] = {
        "kind": ["csv", "xlsx"],
        "column": [n for n, f in facts_of(entity).items() if f.kind is Kind.REF] if entity else [],
        "slug": ["unguarded", "without-mentor", "silent", "without-guardian", "without-id"],
    }
    for argument in sorted(rule.arguments):
        is_number = type(rule._converters[argument]).__name__ == "IntegerConverter"
        taken = words.get(argument) or None
        schema = (
            {"type": "string", "enum": taken} if taken else _KEY if is_number else {**_TEXT, "minLength": 1}
        )
        yield {"name": argument, "in": "path", "required": True, "schema": schema}


def _queries(rule: Rule, entity: type[Entity] | None, roles: Roles) -> Iterator[Json]:
    if entity is None:
        return
    facts, screen = facts_of(entity), screen_for(entity, roles)
    taken: dict[str, Json] = {}
    if rule.rule.endswith(("/edit/", "/details/")):
        taken["id"] = _KEY
    elif rule.rule.endswith("/new/"):
        taken |= {n: _KEY for n in screen.created if facts[n].kind is Kind.REF}
    elif "<column>" in rule.rule:
        taken |= {"q": _TEXT, "page": {"type": "integer", "minimum": 1, "maximum": 3}}
    elif "GET" in (rule.methods or ()):
        orders = sorted({*screen.sortable, *(f"-{each}" for each in screen.sortable)})
        taken |= {
            "page": {"type": "integer"},
            "size": {"enum": ["20", "50", "100"]},
            "archived": {"enum": ["1"]},
        }
        taken |= {"sort": {"enum": orders}} if orders else {}
        for name in screen.filtered:
            kind = _schema_of(facts[name])
            taken[name] = kind
            if facts[name].kind in (Kind.DAY, Kind.MOMENT, Kind.NUMBER):
                taken |= {f"{name}_from": kind, f"{name}_to": kind}
    for name, schema in taken.items():
        yield {"name": name, "in": "query", "schema": schema}


def _fields(
    place: Place, rule: Rule, entity: type[Entity] | None, roles: Roles
) -> Iterator[tuple[str, Json]]:
    if entity is None:
        for name in names_of(place.app, rule.endpoint):
            is_key = (
                name == "id" or name.endswith("_id") or name in ("term", "class", "row", "student", "version")
            )
            yield name, _KEY if is_key else _TEXT
        return
    facts = facts_of(entity)
    for name in screen_for(entity, roles).created:
        yield name, _schema_of(facts[name])
    yield "form-of", {"const": entity.__name__}
    yield "version", {"type": "integer", "minimum": 1, "maximum": 2}
    yield from (("ids", _KEY), ("reason", _TEXT), ("confirmed", {"const": "1"}), ("q", _TEXT))


def _schema_of(facts: ColumnFacts) -> Json:
    if facts.choices:
        return {"type": "string", "enum": sorted(str(each.value) for each in facts.choices)}
    return _BY_KIND.get(facts.kind, _TEXT)
