"""Odd requests made from a seed: every route, every kind of value nobody types, and what no answer to them may be."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.models._base import all_entities, facts_of
from app.pages.safe_redirects import is_own_path
from tests.proofs.conftest import Place

#: Must come back escaped or not at all.
TAG = "<x7731>"
_PRODUCT = "541170049"
_TEXTS = (
    f"{TAG}\"'&", "{{77310007*7}}", "${77310007*7}", "{0.__class__}", "%s%n%d", "%(name)s", "'", "' OR 1=1 --", '"', "\\",
    "\x00", "a\x00b", "\r\nX-Made: 1", "\n", "\u202e", "\ufeff", "\u2028", "𠮷", "é" * 300, "x" * 5000, "=1+1", "../../etc/passwd",
    "%252e%252e%252f", "%00", "%0d%0aX-Made:%201", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)",
    "[]", "{}", "null", "true", "undefined", "NaN", "", " ", "　", "，", "1,2", "1;2", "1 2", "%", "_", "*",
)  # fmt: skip
_NUMBERS = (
    "0", "-0", "-1", "1", "2", "3", "7", "1.5", "1e9", "1e999", "-1e999", "NaN", "Infinity", "2147483648", "9223372036854775807",
    "9223372036854775808", "100000000000000000000", "-9223372036854775809", "0x10", "1_0", "٣", "²", "0" * 400 + "1", "9" * 4400,
)  # fmt: skip
_DAYS = (
    "2025-10-14", "0000-00-00", "0001-01-01", "9999-12-31", "9999-99-99", "2025-02-30", "2025-10-14T25:61", "2025-W01", "-2025-1-1",
    "0001-01-01T00:00", "9999-12-31T23:59", "2025-10-14T08:30+99:99", "2025-10",
)  # fmt: skip
#: No text at all: bytes that are no UTF-8, half a character, a character beyond.
_BYTES = ("%ff", "%ed%a0%80", "%c0%80", "%f5%80%80%80", "%25%32%35", "%u0041", "%", "%zz")
_QUERY = (
    "page", "size", "sort", "s", "q", "id", "ids", "archived", "next", "back", "url", "flt1_1", "flt2_x", "flt99999999999_1",
    "search", "desc", "term", "class", "day", "from", "to", "month", "school_id", "student_id", "kind", "limit", "offset",
)  # fmt: skip
_VERBS = ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE")
_KINDS = (
    "text/plain",
    "application/xml",
    "application/json",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "x",
    "",
)
_JSON = (
    "[]",
    "null",
    "1e999",
    '{"a":',
    '"\\ud800"',
    "[" * 900,
    '{"id": {"id": []}}',
    '{"q": ["x"]}',
    "\x00",
    "true",
)
#: A password hashed on purpose slowly, or a process of its own: asked once in so many times.
_SELDOM = re.compile(
    r"sign-in|password|confirm-identity|counseling/(unlock|keys)|/setup|/print$|/sheets/|/import/$|/photos|log-check/verify"
)
_SELDOM_ONE_IN = 25
#: Work for a process beside the server, which would meet the database of the test half way.
_LEFT = {"static", "setting_up.look_around"}
_NEEDED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_INSIDE = re.compile(
    r"Traceback \(most recent|sqlalchemy\.|sqlite3\.|psycopg\.|\bSELECT\b.{1,300}\bFROM\b|\bINSERT INTO\b|<class (?:'|&#39;)"
    r"|\[SQL: ",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it goes over the wire; `body` None sends none."""

    verb: str
    address: str
    body: bytes | None = None
    kind: str = "application/x-www-form-urlencoded"

    def __str__(self) -> str:
        return (
            f"{self.verb} {self.address[:300]} {self.kind if self.body else ''} {(self.body or b'')[:600]!r}"
        )


@dataclass
class Found:
    """How many were asked, how they were answered, and each failure with the request that brought it."""

    asked: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


class Maker:
    """Requests of one person from one seed: the same seed makes the same ones."""

    def __init__(self, place: Place, seed: str) -> None:
        self._random = Random(seed)  # noqa: S311 - the tests must come again
        self._app = place.app
        self._keys = {e: [str(k) for k in sorted(rows)] for e, rows in place.rows.items() if rows}
        found = (rule for rule in place.app.url_map.iter_rules() if rule.endpoint not in _LEFT)
        self._rules = sorted(found, key=lambda rule: (rule.rule, rule.endpoint))

    def each(self, count: int) -> Iterator[Request]:
        made = 0
        while made < count:
            rule = self._random.choice(self._rules)
            if _SELDOM.search(rule.rule) and self._random.randrange(_SELDOM_ONE_IN):
                continue
            made += 1
            yield self._request(rule)

    def _request(self, rule: Rule) -> Request:
        verbs = sorted((rule.methods or set()) & {"GET", "POST"})
        verb = self._random.choice(verbs * 15 + [self._random.choice(_VERBS)])
        names = names_of(self._app, rule.endpoint)
        address = self._path(rule) + self._query(names)
        if verb in ("GET", "HEAD", "OPTIONS", "TRACE"):
            return Request(verb, address)
        if self._random.random() < 0.1:
            body = self._random.choice(
                (*_JSON, "x" * 100, "--x\r\n\r\n", json.dumps({n: [self._value()] for n in names[:3]}))
            )
            return Request(verb, address, body.encode(), self._random.choice(_KINDS))
        return Request(verb, address, self._form(names).encode())

    def _path(self, rule: Rule) -> str:
        return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda found: self._argument(found[1]), rule.rule)

    def _argument(self, name: str) -> str:
        choice = self._random.random()
        if choice < 0.5:
            return self._random.choice(("1", "2", "3", "4", "5", self._key()))
        if choice < 0.6 or name in ("kind", "column", "slug", "table", "code"):
            words = (
                "csv",
                "xlsx",
                "id",
                "name",
                "student_id",
                "R01a",
                "ps01",
                "contact_records",
                "contact-records",
                "x",
            )
            return self._random.choice((*words, quote(self._value(), safe="")))
        return quote(self._value(), safe="") or "0"

    def _query(self, names: tuple[str, ...]) -> str:
        if self._random.random() < 0.4:
            return ""
        return "?" + self._pairs(self._random.choices(_QUERY * 2 + names, k=self._random.randint(1, 4)))

    def _form(self, names: tuple[str, ...]) -> str:
        wanted = [name for name in names if self._random.random() < 0.7] or ["x"]
        return self._pairs([*wanted, *self._random.choices(_QUERY, k=2)])

    def _pairs(self, names: list[str]) -> str:
        return "&".join(f"{quote_plus(self._name(name))}={self._encoded()}" for name in names)

    def _name(self, name: str) -> str:
        odd = self._random.random()
        if odd < 0.9:
            return name
        return name + self._random.choice(
            ("_from", "_to", "__gt", "[]", "[0]", "-0", "_1", "-0-name", "_99999999999999999999")
        )

    def _encoded(self) -> str:
        if self._random.random() < 0.05:
            return self._random.choice(_BYTES)
        value = quote_plus(self._value())
        return quote_plus(value) if self._random.random() < 0.05 else value

    def _value(self) -> str:
        """Half of the time something that could be right, so that the next step is reached too."""
        pool = self._random.random()
        if pool < 0.3:
            return self._key()
        if pool < 0.45:
            return self._random.choice(_choices())
        if pool < 0.6:
            return self._random.choice(_DAYS)
        return self._random.choice(_NUMBERS if pool < 0.78 else _TEXTS)

    def _key(self) -> str:
        return self._random.choice(self._keys[self._random.choice(sorted(self._keys))])


@cache
def _choices() -> tuple[str, ...]:
    """The words of every choice of every entity: what a field of a form would take."""
    found = {
        str(each.value) for e in all_entities() for f in facts_of(e).values() for each in f.choices or ()
    }
    return tuple(sorted(found | {"yes", "on", "1"}))


def names_of(app: Flask, endpoint: str) -> tuple[str, ...]:
    """The fields that a view may read: of a screen the columns, of a page every word its module and forms hold."""
    view: Any = inspect.unwrap(app.view_functions[endpoint])
    entity = getattr(getattr(view, "__self__", None), "entity", None)
    if entity is not None:
        return (*facts_of(entity), "version", "reason", "confirmed", "form-of", "column")
    return _words_of(view.__module__)


@cache
def _words_of(module: str) -> tuple[str, ...]:
    import sys

    text = inspect.getsource(sys.modules[module]) if module in sys.modules else ""
    read = re.findall(r"""(?:form|args|values|files)(?:\.get|\.getlist|\.get_all)?[\[(]\s*"(\w+)\"""", text)
    fields = re.findall(r"^    (\w+) = \w*Field\(", text, re.MULTILINE)
    beside = [n for m in re.findall(r"from (app\.pages\.\w+_forms) import", text) for n in _words_of(m)]
    return tuple(dict.fromkeys([*read, *fields, *beside, *re.findall(r'"([a-z_]{2,20})"', text)[:20]]))


def ask_odd(place: Place, connection: Connection, name: str, seed: str, count: int) -> Found:
    """Ask as this person; whatever an answer changed is undone, so that each request meets the same rows."""
    found, client = Found(), place.enter(name)
    cookie = client.get_cookie("sw_sid")
    token = cookie.value if cookie else "no cookie"
    for request in Maker(place, f"{name} {seed}").each(count):
        found.asked += 1
        with connection.begin_nested() as one:
            faults = _answered(client, request, token, found)
            one.rollback()
        client.set_cookie("sw_sid", token)
        found.wrong += [f"{name}: {fault}: {request}" for fault in faults]
    return found


def _answered(client: FlaskClient, request: Request, token: str, found: Found) -> list[str]:
    try:
        answer = client.open(
            request.address,
            method=request.verb,
            data=request.body,
            content_type=request.kind if request.body else None,
        )
    except Exception as error:  # noqa: BLE001 - whatever the program dies of is what is looked for
        return [f"no answer at all, {error!r}"[:300]]
    with answer:
        found.statuses[answer.status_code] = found.statuses.get(answer.status_code, 0) + 1
        return faults_of(answer, token)


def faults_of(answer: TestResponse, token: str) -> list[str]:
    """What is wrong with an answer, whatever was asked."""
    is_page = answer.mimetype == "text/html"
    text = answer.get_data(as_text=True) if answer.mimetype.startswith("text/") or answer.is_json else ""
    place = answer.headers.get("Location")
    faults = {
        f"status {answer.status_code}": answer.status_code >= 500,
        "a tag came back as it was": is_page and TAG in text,
        "a template was made of a text": _PRODUCT in text,
        "the inside of the program": bool(_INSIDE.search(text)),
        "the token of the session in the page": token in text,
        "leads to another site": place is not None
        and (not is_own_path(place) or bool(urlsplit(place).netloc)),
        "a made-up header": "X-Made" in answer.headers,
        "a cookie without its limits": any(
            "HttpOnly" not in line or "SameSite" not in line for line in answer.headers.getlist("Set-Cookie")
        ),
    }
    missing = [name for name, value in _NEEDED.items() if answer.headers.get(name) != value]
    if "default-src 'none'" not in answer.headers.get("Content-Security-Policy", ""):
        missing.append("Content-Security-Policy")
    return [fault for fault, is_so in faults.items() if is_so] + [f"without {name}" for name in missing]
