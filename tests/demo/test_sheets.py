"""Every paper can be printed from the demo, and no paper names what its reader may not see."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from app.access.guard import bind, system_session
from app.extensions import db
from app.models._base import all_entities, facts_of
from app.models._columns import Kind
from app.models.people.student import Student
from app.pages.sheet_work import as_printer
from app.reports import _html
from app.reports.sheet import NothingToPrint, SheetData
from app.reports.sheets import Ask, Asked, SheetKind, sheets
from tests.demo.conftest import Demo

pytestmark = pytest.mark.sqlite_first

#: Who has the most to print first.
_PEOPLE = ("principal", "homeroom", "mentor", "counselor", "office", "admin")
_WHOLE = {Asked.SCHOOL, Asked.CLASS, Asked.STUDENT}


def asks_of(kind: SheetKind, session: Any) -> list[Ask]:
    """All that may be printed, one class, and the newest row: whichever the paper knows."""
    asks = [Ask()] if Asked.SCHOOL in kind.asks or not {*_WHOLE, Asked.ROW} & set(kind.asks) else []
    if Asked.CLASS in kind.asks:
        asks += [Ask(school_class_id=key) for key in range(1, 12)]
    if Asked.STUDENT in kind.asks and Asked.CLASS not in kind.asks:
        asks += [
            Ask(student_id=key) for key in session.scalars(select(Student.id).order_by(Student.id).limit(3))
        ]
    if Asked.ROW in kind.asks:
        newest = select(kind.entity_class.id).where(kind.entity_class.archived_at.is_(None))
        asks += [
            Ask(row_id=key) for key in session.scalars(newest.order_by(kind.entity_class.id.desc()).limit(3))
        ]
    return asks


def first_paper(kind: SheetKind, as_user: Any) -> SheetData | None:
    """The first that anybody gets of the kind."""
    for who in _PEOPLE:
        session, actor = as_user(who)
        if not kind.is_open_to(actor.roles):
            continue
        printer = as_printer(actor, kind)
        bind(session, printer)
        for ask in asks_of(kind, session):
            try:
                return kind.collect(session, printer, ask)
            except NothingToPrint:
                continue
            finally:
                db.session.rollback()
    return None


@pytest.mark.parametrize("slug", sheets())
def test_the_demo_has_rows_for_the_paper(demo: Demo, as_user: Any, slug: str) -> None:
    data = first_paper(sheets()[slug], as_user)
    assert data is not None, f"nobody can print {slug} in the demo school"
    assert data.leaves
    html = _html.to_html("sheet", data)
    assert "None" not in re.sub(r"<style>.*</style>", "", html, flags=re.DOTALL)


@pytest.mark.parametrize("slug", [slug for slug, kind in sheets().items() if kind.is_posted])
def test_no_number_of_anybody_is_on_a_posted_paper(demo: Demo, as_user: Any, slug: str) -> None:
    data = first_paper(sheets()[slug], as_user)
    assert data is not None
    html = _html.to_html("sheet", data)
    with demo.app.app_context(), system_session("all numbers of the demo", reads_only=True) as session:
        for entity in all_entities():
            for name, facts in facts_of(entity).items():
                if facts.mask is not None and facts.kind is not Kind.REF:
                    numbers = session.scalars(select(getattr(entity, name)).distinct())
                    found = [number for number in numbers if number and number in html]
                    assert not found, (entity.__name__, name)
