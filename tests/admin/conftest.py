"""A school of two classes and the people who work there, each signed in with a browser of his own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event
from werkzeug.test import TestResponse

from app.access import sessions
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.models.school.school import School
from tests import factories as make
from tests.applications import prepared


@dataclass(frozen=True, slots=True)
class World:
    """Keys of rows the tests speak of: `mine` is in class three (1), `other` in three (2), `far` in another school."""

    school: int
    class_1: int
    class_2: int
    term: int
    mine: int
    other: int
    far: int
    teacher: int
    mentor: int
    contact: int
    users: dict[Role, int]


@dataclass(frozen=True, slots=True)
class Browser:
    """A signed-in person: the answers to addresses under /admin/."""

    client: FlaskClient

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(f"/admin/{path}", query_string=query or None)

    def take(self, path: str, **query: Any) -> TestResponse:
        """The file of a list, taken along for a purpose."""
        return self.post(path, {"reason": "核对名单"}, **query)

    def post(self, path: str, data: dict[str, Any], **query: Any) -> TestResponse:
        return self.client.post(f"/admin/{path}", data=data, query_string=query or None)


@pytest.fixture(autouse=True)
def _without_form_tokens(app: Flask) -> Iterator[None]:
    """Forms are posted without the token here; that it is demanded is tested by itself."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture(scope="session")
def app(backend: str, instance_dir: Path) -> Iterator[Flask]:
    """The application on a database where the world stands: built once, not before each of three hundred tests."""
    with prepared(backend, instance_dir, "world", build_world) as made:
        yield made


@pytest.fixture
def world(app: Flask, transaction: Connection) -> World:
    made: World = app.extensions["world"]
    return made


def build_world(app: Flask) -> World:
    with app.app_context(), system_session("test world") as session:
        made = _world(session)
        session.commit()
    return made


def _world(session: Any) -> World:
    school, far_school = make.make_school(session), make.make_school(session)
    year = make.make_school_year(session, school)
    class_1, class_2 = make.make_class(session, year, 3, 1), make.make_class(session, year, 3, 2)
    teacher = make.make_staff(session, school, name="马秀英", phone="10037236514")
    mentor = make.make_staff(session, school, name="高建国")
    make.make_homeroom(session, teacher, class_1)
    mine = make.make_student(
        session, school_class=class_1, name="周小溪", student_no="L2018001", health_note="花生过敏"
    )
    other = make.make_student(session, school_class=class_2, name="冯雨澄", student_no="L2018002")
    far_year = make.make_school_year(session, far_school)
    far = make.make_student(session, school_class=make.make_class(session, far_year), name="远方的周")
    make.make_mentoring(session, mentor, mine)
    contact = make.make_contact(session, mine, mentor)
    return World(
        school=school.id, class_1=class_1.id, class_2=class_2.id, term=make.make_term(session, school, year).id,
        mine=mine.id, other=other.id, far=far.id, teacher=teacher.id, mentor=mentor.id, contact=contact.id,
        users=_users(session, school, teacher, mentor),
    )  # fmt: skip


def _users(session: Any, school: School, teacher: Any, mentor: Any) -> dict[Role, int]:
    staff = {Role.HOMEROOM: teacher, Role.MENTOR: mentor}
    people = {role: staff.get(role) or make.make_staff(session, school) for role in Role}
    return {
        role: make.make_user(session, person, roles=(role,), must_change_password=False).id
        for role, person in people.items()
    }


@pytest.fixture
def sign_in(app: Flask, world: World) -> Callable[..., Browser]:
    """`sign_in(Role.MENTOR)` gives the browser of that person."""

    def enter(role: Role) -> Browser:
        with app.app_context(), system_session("test sign-in") as session:
            token, _actor = sessions.open_session(session, world.users[role])
            session.commit()
        client = app.test_client()
        client.set_cookie("sw_sid", token)
        return Browser(client)

    return enter


@pytest.fixture
def count_statements(transaction: Connection) -> Callable[[], Any]:
    """`with count_statements() as statements:` collects every statement sent meanwhile."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if "SAVEPOINT" not in statement:
                statements.append(statement)

        event.listen(transaction, "before_cursor_execute", note)
        yield statements
        event.remove(transaction, "before_cursor_execute", note)

    return counting
