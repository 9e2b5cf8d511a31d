"""What may stand in a few places only stands nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.architecture import allowed, places
from tests.architecture.source import ROOT, Source, sources

HOUSE = ("app", "wsgi.py")
Check = Callable[[Source], Iterator[str]]
LISTED: tuple[tuple[Check, dict[str, str]], ...] = (
    (places.commits, allowed.COMMITS),
    (places.role_comparisons, allowed.ROLES),
    (places.current_users, {}),
    (places.named_elsewhere, {}),
)


@pytest.mark.parametrize(("check", "listed"), LISTED, ids=lambda value: getattr(value, "__name__", ""))
def test_it_stands_only_where_the_list_says(check: Check, listed: dict[str, str]) -> None:
    assert [f for source in sources(*HOUSE) if source.path not in listed for f in check(source)] == []


@pytest.mark.parametrize(("check", "listed"), LISTED, ids=lambda value: getattr(value, "__name__", ""))
def test_no_listed_place_is_stale(check: Check, listed: dict[str, str]) -> None:
    assert [s.path for s in sources(*HOUSE) if s.path in listed and not list(check(s))] == []
    assert [path for path in listed if not (ROOT / path).exists()] == []


def entry_of(path: str) -> str:
    """The key of RAW_SQL that speaks of a file: the file itself, or its folder."""
    folder = f"{path.rpartition('/')[0]}/"
    return path if path in allowed.RAW_SQL else folder


def test_raw_sql_stands_only_where_the_list_says() -> None:
    found = [(entry_of(s.path), kind, where) for s in sources(*HOUSE) for kind, where in places.raw_sql(s)]
    assert [where for entry, kind, where in found if kind not in allowed.RAW_SQL.get(entry, {})] == []
    used = {(entry, kind) for entry, kind, _where in found}
    assert {(entry, kind) for entry, kinds in allowed.RAW_SQL.items() for kind in kinds} - used == set()


def test_templates_compare_no_role() -> None:
    pages = [
        (p.relative_to(ROOT).as_posix(), p.read_text("utf-8"))
        for p in sorted((ROOT / "templates").rglob("*.html"))
    ]
    assert [
        finding for path, text in pages for finding in places.role_comparisons_in_template(path, text)
    ] == []


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (places.commits, "app/roster/commit.py", "session.commit()"),
        (places.commits, "app/access/audit.py", "db.session().commit()"),
        (places.current_users, "app/access/guard.py", "from flask_login import current_user"),
        (places.current_users, "app/figures/care.py", "flask_login.current_user.id"),
        (places.role_comparisons, "app/pages/home.py", "if Role.MENTOR in actor.roles: pass"),
        (places.role_comparisons, "app/admin/base.py", "x = actor.roles & wanted == {Role.OFFICE}"),
        (places.role_comparisons, "app/pages/home.py", "if grant.role == 'mentor': pass"),
        (places.role_comparisons, "app/pages/home.py", "if 'it-admin' in actor.roles: pass"),
        (places.role_comparisons, "app/pages/home.py", "match role:\n    case Role.MENTOR: pass"),
        (places.named_elsewhere, "app/admin/forms.py", "from flask_admin.contrib.sqla import ModelView"),
        (
            places.named_elsewhere,
            "app/pages/home.py",
            "import flask_admin\nflask_admin.contrib.sqla.ModelView",
        ),
        (places.named_elsewhere, "app/reports/charts.py", "def f():\n    import weasyprint"),
        (places.named_elsewhere, "app/roster/template.py", "from openpyxl import Workbook"),
        (places.named_elsewhere, "app/roster/read.py", "from python_calamine import load_workbook"),
    ],
)
def test_a_planted_one_is_found(check: Check, path: str, text: str) -> None:
    assert list(check(Source(path, text)))


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (places.commits, "app/pages/entry.py", "db.session.commit()"),
        (places.commits, "app/figures/care.py", "commit = 1"),
        (places.current_users, "app/pages/home.py", "from flask_login import current_user"),
        (places.role_comparisons, "app/access/grants.py", "if Role.MENTOR in roles: pass"),
        (places.role_comparisons, "app/pages/home.py", "if role is None: pass"),
        (places.role_comparisons, "app/models/people/link.py", "row.guard_role != GuardRole.CURRENT"),
        (places.role_comparisons, "app/models/school/teaching.py", "row.role == TeachingRole.HOMEROOM"),
        (places.role_comparisons, "app/cli/users.py", "grant(Role.MENTOR)"),
        (places.named_elsewhere, "app/admin/base.py", "from flask_admin.contrib.sqla import ModelView"),
    ],
)
def test_an_allowed_one_is_left_alone(check: Check, path: str, text: str) -> None:
    assert list(check(Source(path, text))) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text", "from sqlalchemy import text\nsession.execute(text('DELETE FROM students'))"),
        ("text", "from sqlalchemy.sql import text\ntext('1')"),
        ("__table__", "Student.__table__.select()"),
        ("engine", "from app.extensions import db\ndb.engine.connect()"),
        ("engine", "db.engines[None]"),
        ("connection", "db.session.connection().execute(x)"),
        ("raw_connection", "session.raw_connection()"),
        ("exec_driver_sql", "connection.exec_driver_sql('SELECT 1')"),
    ],
)
def test_planted_raw_sql_is_found(kind: str, text: str) -> None:
    assert [found for found, _where in places.raw_sql(Source("app/figures/care.py", text))] == [kind]


def test_a_planted_role_in_a_template_is_found() -> None:
    planted = "<p>\n{% if 'principal' in actor.roles %}"
    assert list(places.role_comparisons_in_template("home.html", planted)) == [
        "home.html:2 compares a role in a template"
    ]
    assert not list(
        places.role_comparisons_in_template("home.html", "{% for role in roles %}{{ role }}{% endfor %}")
    )
