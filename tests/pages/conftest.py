"""A school with a week behind it, and people who use its pages with a browser of their own, form tokens and all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from werkzeug.test import TestResponse

from app import clock
from app.access import sessions
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.models._base import Entity
from app.models.people.student_caregiver import GuardRole, Relation
from tests import factories as make
from tests.applications import prepared


@dataclass(frozen=True, slots=True)
class Place:
    """Keys of rows: `child` and `sibling` share a mother; `silent` was last heard of a month ago."""

    school: int
    term: int
    child: int
    sibling: int
    silent: int
    stranger: int
    mother: int
    grandmother: int
    mentor: int
    users: dict[str, int]


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser; its forms carry the token that the page gave it."""

    client: FlaskClient

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, page: str = "/password", **more: Any
    ) -> TestResponse:
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', self.get(page).text)
        assert found is not None, f"no form on {page}"
        return self.client.post(path, data={"csrf_token": found[1], **(data or {})}, **more)


@pytest.fixture(scope="session")
def app(backend: str, instance_dir: Path) -> Iterator[Flask]:
    """The application on a database where the place stands: built once, not before each of a thousand tests."""
    with prepared(backend, instance_dir, "place", build_place) as made:
        yield made


@pytest.fixture
def place(app: Flask, transaction: Connection) -> Place:
    found: Place | None = app.extensions.get("place")
    return found or build_place(app)


def build_place(app: Flask) -> Place:
    with app.app_context(), system_session("test school") as session:
        made = _place(session)
        session.commit()
    return made


def _place(session: Any) -> Place:
    school, other = make.make_school(session, name="平安镇中心小学"), make.make_school(session)
    year = make.make_school_year(session, school)
    term = make.make_term(session, school, year)
    school_class = make.make_class(session, year, 3, 2)
    mentor, homeroom = (
        make.make_staff(session, school, name="高建国"),
        make.make_staff(session, school, name="马秀英"),
    )
    make.make_homeroom(session, homeroom, school_class)
    children = [
        make.make_student(session, school_class=school_class, name=n) for n in ("周小㛃", "周小溪", "吴雨桐")
    ]
    child, sibling, silent = children
    mother = make.make_caregiver(session, child, Relation.MOTHER, name="陈玉兰")
    make.tie(session, sibling, mother, Relation.MOTHER)
    grandmother = make.make_caregiver(session, child, guard_role=GuardRole.CURRENT, name="李桂香")
    for each in children:
        make.make_registration(session, each, term)
        make.make_mentoring(session, mentor, each, starts_on=clock.today() - dt.timedelta(days=60))
    make.make_contact(session, child, mentor)
    make.make_contact(session, sibling, mentor, happened_at=clock.now() - dt.timedelta(days=3))
    make.make_contact(session, silent, mentor, happened_at=clock.now() - dt.timedelta(days=31))
    stranger = make.make_student(session, other, name="远方的孩子")
    return Place(
        school.id, term.id, child.id, sibling.id, silent.id, stranger.id, mother.id, grandmother.id, mentor.id,
        users=_users(session, school, mentor, homeroom),
    )  # fmt: skip


def _users(session: Any, school: Any, mentor: Any, homeroom: Any) -> dict[str, int]:
    people = {Role.MENTOR: mentor, Role.HOMEROOM: homeroom}
    users = {}
    for role in Role:
        staff = people.get(role) or make.make_staff(session, school)
        user = make.make_user(session, staff, roles=(role,), username=role.value, must_change_password=False)
        users[role.value] = user.id
    nobody = make.make_user(
        session, make.make_staff(session, school), username="nobody", must_change_password=False
    )
    return users | {"nobody": nobody.id}


@pytest.fixture
def signed_in(app: Flask, place: Place) -> Callable[[str], Browser]:
    """`signed_in("mentor")` gives that person's browser."""

    return lambda username: enter(app, place.users[username])


def enter(app: Flask, user_id: int) -> Browser:
    """A browser in which the user has signed in."""
    with app.app_context(), system_session("test sign-in") as session:
        token, _actor = sessions.open_session(session, user_id)
        session.commit()
    client = app.test_client()
    client.set_cookie("sw_sid", token)
    return Browser(client)


@pytest.fixture
def stored(app: Flask) -> Callable[..., list[dict[str, Any]]]:
    """`stored(Entity, column=value)` reads rows from the database, round every right, as plain values."""

    def read(entity: type[Entity], /, **equal: Any) -> list[dict[str, Any]]:
        with app.app_context(), system_session("look at what a test stored") as session:
            found = session.scalars(select(entity).filter_by(**equal).order_by(entity.id)).all()
            return [{c.key: getattr(row, c.key) for c in type(row).__mapper__.column_attrs} for row in found]

    return read
