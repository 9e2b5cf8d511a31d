"""When the database itself refuses, the person reads the rule's own sentence and none of the database's words."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app import clock
from app.access.guard import system_session
from app.admin import forms, writing
from app.models.school.school_class import SchoolClass
from app.models.school.village import Village
from tests.admin.conftest import World


def _refusal_of(app: Flask, entity: Any, values: dict[str, Any]) -> str:
    """What the database says to a second row that only its index notices."""
    stamped = values | {"created_at": clock.now(), "updated_at": clock.now(), "version": 1}
    with app.app_context(), system_session("write past the rules") as session:
        with pytest.raises(IntegrityError) as refused:
            session.connection().execute(insert(entity.__table__), [stamped, stamped])
        return str(refused.value.orig)


def test_an_index_that_refuses_speaks_with_the_sentence_of_its_rule(app: Flask, world: World) -> None:
    with app.app_context(), system_session("which year") as session:
        year = session.get(SchoolClass, world.class_1).school_year_id  # type: ignore[union-attr]
    values = {"school_id": world.school, "school_year_id": year, "grade": 6, "number": 9, "label": "六(9)班"}
    complaint = _refusal_of(app, SchoolClass, values)
    form = forms.EntityForm({}, "")
    writing._tell_clash(SchoolClass, form, complaint)
    assert form.problems == ["这个学年已有同年级同班号的班级。"]


def test_any_other_refusal_tells_no_more_than_that_there_is_a_clash(app: Flask, world: World) -> None:
    form = forms.EntityForm({}, "")
    with app.app_context():
        writing._tell_clash(
            Village, form, "FOREIGN KEY constraint failed: villages.school_id [parameters: 周小溪]"
        )
    assert len(form.problems) == 1 and "周小溪" not in form.problems[0] and "FOREIGN" not in form.problems[0]
