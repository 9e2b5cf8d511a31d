"""A small world of two schools for the attacks on the guard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection

from app import clock
from app.access.guard import Actor, bind, system_session
from app.access.vocabulary import Role
from app.extensions import db
from app.models.school.school import School
from app.models.school.school_class import SchoolClass
from app.models.school.school_year import SchoolYear
from tests import factories as make

TODAY = dt.date(2025, 10, 15)


@dataclass(frozen=True)
class World:
    """Ids of what stands in the world; own_* is of the first school, foreign_* of the second."""

    teacher: Actor
    mentor: Actor
    counselor: Actor
    admin: Actor
    principal: Actor
    own: tuple[int, ...]
    neighbours: tuple[int, ...]
    foreign: tuple[int, ...]
    own_contact: int
    foreign_contact: int
    case: int
    own_class: int


def _children(session: Any, year: SchoolYear, number: int) -> tuple[int, tuple[Any, ...]]:
    school_class = make.make_class(session, year, number=number)
    return school_class.id, tuple(make.make_student(session, school_class=school_class) for _ in range(3))


def _school(session: Any) -> tuple[School, SchoolYear]:
    school = make.make_school(session)
    year = make.make_school_year(session, school)
    make.make_term(session, school, year)
    return school, year


@pytest.fixture
def world(app: Flask, transaction: Connection) -> Iterator[World]:
    """One class taught by the teacher, another beside it, and a whole foreign school."""
    with app.app_context(), clock.set_to(TODAY):
        with system_session("the world of a test") as session:
            school, year = _school(session)
            _, other_year = _school(session)
            own_class, own = _children(session, year, 1)
            _, neighbours = _children(session, year, 2)
            _, foreign = _children(session, other_year, 1)
            staff = {role: make.make_staff(session, school) for role in Role}
            stranger = make.make_staff(session, session.get(School, other_year.school_id))
            make.make_homeroom(session, staff[Role.HOMEROOM], session.get(SchoolClass, own_class))
            make.make_mentoring(session, staff[Role.MENTOR], neighbours[0])
            contact = make.make_contact(session, own[0], staff[Role.HOMEROOM])
            foreign_contact = make.make_contact(session, foreign[0], stranger)
            case = make.make_case(session, own[0], staff[Role.COUNSELOR])
            users = {role: make.make_user(session, staff[role]) for role in Role}
            made = World(
                teacher=make.actor_for(users[Role.HOMEROOM], Role.HOMEROOM),
                mentor=make.actor_for(users[Role.MENTOR], Role.MENTOR),
                counselor=make.actor_for(users[Role.COUNSELOR], Role.COUNSELOR),
                admin=make.actor_for(users[Role.IT_ADMIN], Role.IT_ADMIN),
                principal=make.actor_for(users[Role.PRINCIPAL], Role.PRINCIPAL),
                own=tuple(child.id for child in own),
                neighbours=tuple(child.id for child in neighbours),
                foreign=tuple(child.id for child in foreign),
                own_contact=contact.id,
                foreign_contact=foreign_contact.id,
                case=case.id,
                own_class=own_class,
            )
            session.commit()
        yield made
        db.session.rollback()


@pytest.fixture
def as_(world: World) -> Callable[[Actor], Any]:
    """`as_(actor)` is the person's session."""

    def give(actor: Actor) -> Any:
        bind(db.session, actor)
        return db.session

    return give
