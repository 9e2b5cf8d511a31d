"""The rival: stock Flask-Admin 2.2.1 over the same tables, as its documentation would have one write it.

`python -m bench.stock DATABASE`. Nobody signs in, every row is everybody's, nothing is logged: all that our
pages do beyond showing rows is a gift to it. The Bootstrap theme is its default one.
"""

from __future__ import annotations

import sys
from typing import Any, ClassVar

from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Table
from sqlalchemy.orm import DeclarativeBase, relationship

from app.database import sqlite_driver
from bench import serving

PAGE_SIZE = 50


class Base(DeclarativeBase):
    """What the rival's entities are made from."""


class ChildView(ModelView):
    """The list, search and filters of our own screen of children."""

    page_size = PAGE_SIZE
    can_view_details = can_export = True
    column_list = ("name", "gender", "school_class", "birth_date", "student_no", "village", "status")
    # Sealed in our table: the rival shows as many letters as the number has, and opens nothing.
    column_formatters_export = {"student_no": lambda _view, _context, row, _name: row.student_no.hex()[:10]}  # noqa: RUF012
    column_searchable_list = ("name", "student_no")
    column_filters = ("gender", "status", "birth_date", "school_class_id", "village_id")
    column_sortable_list = ("name", "gender", "birth_date", "student_no", "status")
    column_default_sort = "name"


class ContactView(ModelView):
    """The list and filters of our own screen of contact records."""

    page_size = PAGE_SIZE
    can_view_details = can_export = True
    column_list = ("happened_at", "student", "parties", "channel", "staff", "reached", "content")
    column_filters = ("happened_at", "channel", "parties", "reached", "occasion")
    column_default_sort = ("happened_at", True)


class PairView(ModelView):
    """The plain form of a pair of mentor and child."""

    can_view_details = True
    column_list = ("student", "mentor", "kind", "is_primary", "starts_on", "ends_on")


class ContactViewWithLookup(ContactView):
    """The same with the look-up that its documentation advises for large tables."""

    form_ajax_refs: ClassVar[dict[str, Any]] = {"student": {"fields": ("name",), "page_size": 20}}


def build(database: str) -> Flask:
    app = Flask("stock")
    app.config.update(
        SECRET_KEY="measured",  # noqa: S106
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{database}",
        SQLALCHEMY_ENGINE_OPTIONS={"module": sqlite_driver()},
    )
    Babel(app)  # Flask-Admin asks for it wherever Flask-Babel is installed
    db: Any = SQLAlchemy(app, model_class=Base, disable_autonaming=True)
    admin = Admin(app, name="stock")
    with app.app_context():
        entities = _entities(db)
        admin.add_view(ChildView(entities["students"], db, endpoint="children"))
        admin.add_view(ContactView(entities["contact_records"], db, endpoint="contacts"))
        admin.add_view(PairView(entities["mentorings"], db, endpoint="pairs"))
        admin.add_view(ContactViewWithLookup(entities["contact_records"], db, endpoint="contacts_by_lookup"))
    return app


def _entities(db: Any) -> dict[str, Any]:
    """Plain classes read off the tables, with the references that the lists show."""

    def mapped(table: str, title: str, **references: str) -> Any:
        columns = Table(table, db.metadata, autoload_with=db.engine)
        links = {
            name: relationship(target, foreign_keys=columns.c[f"{name}_id"])
            for name, target in references.items()
        }
        body = {"__table__": columns, "__str__": lambda row: str(getattr(row, title)), **links}
        return type(table, (db.Model,), body)

    made = [
        mapped("school_classes", "label"),
        mapped("villages", "name"),
        mapped("staffs", "name"),
        mapped("students", "name", school_class="school_classes", village="villages"),
        mapped("contact_records", "id", student="students", staff="staffs"),
        mapped("mentorings", "id", student="students", mentor="staffs"),
    ]
    return {entity.__name__: entity for entity in made}


def filter_number(app: Flask, endpoint: str, column: str, operation: str) -> int:
    """The number by which an address names a filter of a view."""
    view = next(view for view in app.extensions["admin"][0]._views if view.endpoint == endpoint)
    names = [(str(f.column.name), str(f.operation())) for f in view._filters]
    return names.index((column, operation))


def main(database: str) -> None:
    app = build(database)
    with app.test_request_context():
        asked = [("children", "gender"), ("children", "status"), ("contacts", "channel")]
        filters = {f"{view}.{column}": filter_number(app, view, column, "equals") for view, column in asked}
    serving.serve(app, filters=filters)


if __name__ == "__main__":
    main(*sys.argv[1:])
