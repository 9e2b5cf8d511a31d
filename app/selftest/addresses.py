"""Every address there is, from the application's own map, filled with own, foreign and nonsensical values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask
from werkzeug.routing import Rule

from app.admin.menu import address_of
from app.models._base import Entity, all_entities, facts_of
from app.models._columns import Kind
from app.selftest.answers import Asked
from app.selftest.canaries import Canaries
from app.selftest.oracle import Oracle

#: What an argument of a page's address names.
_ARGUMENTS = {
    "student_id": "Student",
    "user_id": "User",
    "grant_id": "UserRole",
    "term_id": "Term",
    "summary_id": "TermSummary",
}
_WORDS = {
    "kind": ("csv", "xlsx", "json"),
    "job_id": ("0" * 32, "..%2f..%2fsecret.key"),
    "slug": ("unguarded", "without-mentor", "silent", "without-guardian", "without-id", "without-class", "x"),
}
#: A file is taken along for something.
_PURPOSE = (("reason", "自检"),)
_JUNK = ("0", "x", "99999999999999999999")


class Addresses:
    """The requests of one person; `few` keys of each kind, all of them when None.

    Lean, each question is asked once: one own and one foreign row, one word, and one knock at a closed screen.
    """

    def __init__(
        self,
        app: Flask,
        oracle: Oracle,
        canaries: Canaries,
        few: int | None = 2,
        entities: Iterable[str] | None = None,
        *,
        is_lean: bool = False,
    ) -> None:
        self._app, self._oracle, self._canaries = app, oracle, canaries
        self._few, self._is_lean = few, is_lean
        self._tables = {f"admin_{e.__tablename__}": e for e in all_entities()}
        self._wanted = None if entities is None else set(entities)

    def all(self) -> Iterator[Asked]:
        for rule in sorted(self._app.url_map.iter_rules(), key=lambda rule: rule.rule):
            entity = self._tables.get(rule.endpoint.partition(".")[0])
            if rule.endpoint == "static" or self._is_unwanted(entity):
                continue
            if "GET" in (rule.methods or ()):
                yield from self._screen(rule, entity) if entity else self._page(rule)
            elif entity is not None and rule.rule.endswith("/search/"):
                yield from self._searches(rule.rule, entity)
            elif entity is not None and "<kind>" in rule.rule:
                yield from self._files(rule.rule, entity)

    def _is_unwanted(self, entity: type[Entity] | None) -> bool:
        return self._wanted is not None and (entity is None or entity.__name__ not in self._wanted)

    def keys(self, entity: str) -> list[str]:
        """Own keys, foreign keys."""
        own = sorted(self._oracle.all_reached(entity))
        foreign = sorted(self._oracle.rows[entity].keys() - set(own))
        asked = (*own[: self._few], *foreign[: self._few], *own[-1:], *foreign[-1:])
        return [str(key) for key in ((*own[:1], *foreign[-1:]) if self._is_lean else asked)]

    def _page(self, rule: Rule) -> Iterator[Asked]:
        if not rule.arguments:
            yield Asked(rule.rule)
        for name in list(rule.arguments)[:1]:
            values = _WORDS.get(name) or (*self.keys(_ARGUMENTS.get(name, "Student")), *_JUNK)
            for value in dict.fromkeys(values):
                start, _, rest = rule.rule.partition("<")
                yield Asked(start + value + rest.partition(">")[2])

    def _screen(self, rule: Rule, entity: type[Entity]) -> Iterator[Asked]:
        path = rule.rule
        if not self._oracle.reads(entity.__name__, "id"):
            yield from self._closed(path, entity)
        elif path.endswith(("/details/", "/edit/")):
            junk = () if self._is_lean else _JUNK[: self._few]
            for key in dict.fromkeys((*self.keys(entity.__name__), *junk)):
                yield Asked(f"{path}?id={key}")
        elif "<column>" in path:
            yield from self._lookups(path, entity)
        elif path.endswith("/new/"):
            yield Asked(path)
            yield Asked(f"{path}?{urlencode(self._foreign_links(entity))}")
        else:
            yield from self._lists(path, entity)

    def _closed(self, path: str, entity: type[Entity]) -> Iterator[Asked]:
        """A screen the person may not open: one try of each page."""
        if self._is_lean and path != address_of(entity):
            return
        refs = [name for name, facts in facts_of(entity).items() if facts.kind is Kind.REF]
        key = (*self.keys(entity.__name__), "1")[0]
        yield Asked(path.replace("<column>", (*refs, "id")[0]) + f"?id={key}")

    def _files(self, path: str, entity: type[Entity]) -> Iterator[Asked]:
        """The list as a file; of a screen the person may not open one try."""
        if not self._oracle.reads(entity.__name__, "id"):
            if not self._is_lean:
                yield Asked(path.replace("<kind>", "csv"), _PURPOSE)
            return
        for kind in _WORDS["kind"][: self._few]:
            yield Asked(path.replace("<kind>", kind), _PURPOSE)
        yield Asked(f"{path.replace('<kind>', 'csv')}?archived=1&sort=-id", _PURPOSE)

    def _foreign_links(self, entity: type[Entity]) -> dict[str, str]:
        refs = ((n, f.target or "") for n, f in facts_of(entity).items() if f.kind is Kind.REF)
        return {name: self.keys(target)[-1] for name, target in refs if self.keys(target)}

    def _lookups(self, path: str, entity: type[Entity]) -> Iterator[Asked]:
        for name, facts in facts_of(entity).items():
            if facts.kind is Kind.REF:
                address, target = path.replace("<column>", name), facts.target or ""
                for words in ("", "CNY", self._secret_of(target))[: 1 if self._is_lean else 3]:
                    yield Asked(f"{address}?q={quote(words)}")
        yield Asked(path.replace("<column>", "id") + "?q=1")

    def _lists(self, path: str, entity: type[Entity]) -> Iterator[Asked]:
        yield Asked(path)
        yield Asked(f"{path}?archived=1&size=100")
        if not self._is_lean:
            yield Asked(f"{path}?page=99999999999&size=x&sort=x&s=x")
            yield Asked(f"{path}?id=1&id__gt=0&school_id=2&q=CNY")
        for name in facts_of(entity):
            if (
                self._few is None
                or not self._oracle.reads(entity.__name__, name)
                or facts_of(entity)[name].mask
            ):
                value = quote(self._value_of(entity, name))
                yield from (Asked(f"{path}?sort={name}"),) if self._few is None else ()
                yield Asked(f"{path}?sort=-{name}&{name}={value}&{name}_from={value}")
        yield Asked(f"{path}?{urlencode(self._foreign_links(entity))}")

    def _searches(self, path: str, entity: type[Entity]) -> Iterator[Asked]:
        is_closed = not self._oracle.reads(entity.__name__, "id")
        for words in ("CNY", self._secret_of(entity.__name__))[is_closed or self._is_lean :]:
            yield Asked(path, (("q", words),))

    def _secret_of(self, entity: str) -> str:
        """The real value of a cell of the entity that the person may not read, where there is one."""
        cells = self._canaries.cells.items()
        secrets = (value for value, cell in cells if cell.entity == entity and not self._oracle.may_see(cell))
        return next(secrets, "CNY99999")

    def _value_of(self, entity: type[Entity], name: str) -> str:
        value: Any = next(
            (row[name] for row in self._oracle.rows[entity.__name__].values() if row.get(name) is not None),
            None,
        )
        keys = sorted(self._oracle.rows[entity.__name__])
        planted = self._canaries.of(entity.__name__, name, keys[0]) if keys else None
        plain = value.date() if isinstance(value, dt.datetime) else getattr(value, "value", value)
        return planted or str(plain or "x")
