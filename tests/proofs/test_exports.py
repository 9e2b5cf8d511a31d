"""Every list that can be taken as a file, with texts like formulas planted in every table: nothing in a file runs (security T-21)."""

from __future__ import annotations

import csv
import io
import itertools
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, String, Text, literal, update
from sqlalchemy.exc import DBAPIError

from app.models._base import all_entities, facts_of
from app.models._columns import Kind
from tests.proofs.conftest import Place
from tests.proofs.people import PEOPLE

pytestmark = [pytest.mark.security("T-21"), pytest.mark.slow]

LIKE_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
IS_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
#: Telephones and ID numbers of the invented people, whole.
WHOLE = re.compile(r"(?<![0-9])(100[0-9]{8}|999999[0-9]{11}[0-9X])(?![0-9])")
RUNS = re.compile(rb"<f[ >/]|<hyperlink|<ddeLink|<oleObject|<externalReference")


def plant(connection: Connection) -> int:
    """Put a text like a formula before every text the database lets us change; gives how many columns took it."""
    prefixes, planted = itertools.cycle(LIKE_FORMULAS), 0
    for entity in all_entities():
        table, facts = entity.__table__, facts_of(entity)
        for name, fact in facts.items():
            column = table.c.get(name)
            if column is None or fact.kind not in (Kind.TEXT, Kind.LONG_TEXT):
                continue
            if type(column.type) not in (String, Text):
                continue  # enciphered: what is written there is not read as it stands
            planted += is_planted(
                connection, update(table).values({column: literal(next(prefixes)) + column})
            )
    return planted


def is_planted(connection: Connection, change: object) -> bool:
    try:
        with connection.begin_nested():
            connection.execute(change)  # type: ignore[call-overload]
    except DBAPIError:  # a rule of the table or its triggers
        return False
    return True


def files_of(place: Place, kind: str) -> Iterator[tuple[str, bytes]]:
    """Each route's file, as the first person gets it who may take it."""
    rules = [str(r) for r in place.app.url_map.iter_rules() if str(r).endswith("/export/<kind>/")]
    clients = {name: place.enter(name) for name in PEOPLE}
    for rule in rules:
        content = first_file(clients, rule.replace("<kind>", kind))
        if content is not None:
            yield rule, content


def first_file(clients: dict[str, FlaskClient], path: str) -> bytes | None:
    for client in clients.values():
        answer = client.post(path, data={"reason": "核对"})
        if answer.status_code == 200:
            return answer.data
        assert answer.status_code in (302, 403), (path, answer.status_code)
    return None


@pytest.fixture
def hostile(
    place: Place, undone: Connection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Place]:
    assert plant(undone) > 100
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield place
    assert list(tmp_path.iterdir()) == [], "a file of rows was left behind"


def test_no_cell_of_any_text_file_begins_like_a_formula(hostile: Place) -> None:
    routes, defused, wrong = 0, 0, []
    for rule, content in files_of(hostile, "csv"):
        routes += 1
        text = content.decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        wrong += [(rule, c) for c in cells if c.startswith(LIKE_FORMULAS) and not IS_NUMBER.fullmatch(c)]
        wrong += [(rule, found[0]) for found in WHOLE.finditer(text)]
        defused += sum(cell.startswith(tuple(f"'{each}" for each in LIKE_FORMULAS)) for cell in cells)
    assert wrong == []
    assert routes > 50
    assert defused > 200


def test_no_cell_of_any_workbook_is_more_than_a_text_or_a_number(hostile: Place) -> None:
    routes, texts, wrong = 0, 0, []
    for rule, content in files_of(hostile, "xlsx"):
        routes += 1
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        wrong += [(rule, name) for name, part in parts.items() if RUNS.search(part) or "vba" in name.lower()]
        sheet = parts["xl/worksheets/sheet1.xml"].decode()
        wrong += [(rule, kind) for kind in set(re.findall(r'<c [^>]*t="(\w+)"', sheet)) - {"inlineStr", "s"}]
        wrong += [(rule, found[0]) for found in WHOLE.finditer(sheet)]
        texts += sheet.count('t="inlineStr"')
    assert wrong == []
    assert routes > 50
    assert texts > 500
