"""Imports run down only, as the table in docs/architecture.md says."""

from __future__ import annotations

import pytest

from tests.architecture import allowed
from tests.architecture.layers import FLOORS, broken_layers, line_of
from tests.architecture.source import Source, sources

HOUSE = ("app", "wsgi.py")
ENTITY = "from app.models._base import Entity\n{}\nclass Student(Entity):\n    spec = 1\n"


def test_every_file_imports_only_from_floors_below() -> None:
    assert [finding for source in sources(*HOUSE) for finding in broken_layers(source)] == []


def test_every_file_stands_on_a_floor() -> None:
    top = FLOORS[-2][1]
    assert [s.path for s in sources(*HOUSE) if (line := line_of(s.module)) is None or line[1] == top] == [
        "app/__init__.py",
        "wsgi.py",
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/clock.py", "import app.models"),
        ("app/extensions.py", "from app.access.guard import Actor"),
        ("app/access/vocabulary.py", "import sqlalchemy"),
        ("app/access/sealing.py", "from flask import request"),
        ("app/models/people/student.py", "from app.access.guard import Actor"),
        ("app/models/people/student.py", "from flask import current_app"),
        ("app/models/people/student.py", ENTITY.format("from app.models.people.caregiver import Caregiver")),
        ("app/access/guard.py", "from flask import request"),
        ("app/access/guard.py", "def f():\n    from app.figures import counts"),
        ("app/figures/care.py", "from app.reports import charts"),
        ("app/figures/care.py", "from app.roster import read"),
        ("app/roster/read.py", "import flask_babel"),
        ("app/reports/term_summary.py", "from ..pages import reports"),
        ("app/reports/term_summary.py", "from flask import request"),
        ("app/jobs.py", "from app.reports import charts"),
        ("app/pages/home.py", "from app.admin import menu"),
        ("app/cli/users.py", "from app.pages import accounts"),
        ("app/admin/base.py", "from app import create_app"),
    ],
)
def test_a_planted_import_upwards_is_found(path: str, text: str) -> None:
    assert len(list(broken_layers(Source(path, text)))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/extensions.py", "from app.database import Base"),
        ("app/access/sealing.py", "from cryptography.exceptions import InvalidTag\nimport os"),
        ("app/models/people/student.py", ENTITY.format("from app.models.people.id_numbers import Gender")),
        ("app/access/guard.py", "from app.access import rows\nfrom app.models._base import Entity"),
        ("app/figures/care.py", "from app.standards import evaluation"),
        ("app/pages/home.py", "from flask import request\nfrom app.jobs import Jobs"),
        ("app/__init__.py", "from app import pages, admin, cli\nfrom flask import Flask"),
    ],
)
def test_an_allowed_import_is_left_alone(path: str, text: str) -> None:
    assert list(broken_layers(Source(path, text))) == []


def test_no_exception_outlives_its_need() -> None:
    used = {(s.path, name.partition(".")[0]) for s in sources(*HOUSE) for _line, name in s.imports()}
    assert set(allowed.WEB) - used == set()
