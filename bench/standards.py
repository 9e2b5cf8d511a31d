"""How long the judge of care standards takes: a township of 5,000 children with a term of 300,000 contacts, a school of 200."""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import flask_migrate

from app import clock, create_app
from app.access.guard import Actor, bind, system_session
from app.access.vocabulary import Role
from app.config import Settings
from app.database import refresh_statistics
from app.demo.rows import add_all, insert_all
from app.extensions import db
from app.models.care.contact_record import Channel, ContactRecord, Parties
from app.models.care.mentoring import Mentoring, MentoringKind
from app.models.people.care_registration import AbsenceKind, CareRegistration, GuardianshipKind
from app.models.people.enrollment import Enrollment
from app.models.people.id_numbers import Gender
from app.models.people.student import Student, StudentStatus
from app.models.school.school import School, SchoolKind
from app.models.school.school_class import SchoolClass
from app.models.school.school_year import SchoolYear
from app.models.school.staff import Staff, StaffCategory
from app.models.school.teaching_assignment import TeachingAssignment, TeachingRole
from app.models.school.term import Term, TermHalf
from app.standards.adopting import adopt
from app.standards.as_of import AsOf
from app.standards.evaluate import evaluate
from app.standards.presets import presets
from bench.once import Figure

_ROUNDS = 9
_FIRST = dt.date(2025, 9, 1)
_LAST = dt.date(2026, 1, 16)
_CLASS, _CHILDREN_PER_MENTOR = 40, 6
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Schools of so many registered children each, with so many contacts a child in the term."""

    name: str
    schools: int
    children: int
    contacts: int
    budget: str


PLACES = (
    Place("a school of 200 children, 12,000 contacts", 1, 200, 60, "100 ms"),
    Place("a township of 10 schools, 5,000 children, 300,000 contacts", 10, 500, 60, "2 s"),
    Place("one school of 5,000 children, 300,000 contacts", 1, 5_000, 60, "2 s"),
)


def figures(url: str = "") -> list[Figure]:
    """The medians, on SQLite, or on the empty database of `url`."""
    return [Figure(place.name, _measured(place, url), place.budget) for place in PLACES]


def _measured(place: Place, url: str) -> str:
    with tempfile.TemporaryDirectory() as folder, clock.set_to(_LAST + 3 * _DAY):
        settings = Settings(
            database_url=url or f"sqlite:///{Path(folder) / 'bench.db'}",
            instance_dir=Path(folder),
            secret_key="not a secret",  # noqa: S106
        )
        app = create_app(settings)
        with app.app_context():
            flask_migrate.upgrade()
            with system_session("rows to be judged") as session:
                terms = [_school(session, place, number) for number in range(place.schools)]
                session.commit()
                refresh_statistics(session)
                session.commit()
            return _median(terms)


def _median(terms: list[AsOf]) -> str:
    wall, cpu, outcomes = [], [], 0
    for _round in range(_ROUNDS):
        began, worked = time.perf_counter(), time.process_time()
        for at in terms:
            bind(db.session, Actor(1, None, at.school_id, frozenset({Role.PRINCIPAL}), at.day))
            outcomes += len(evaluate(db.session, at).outcomes)
            db.session.rollback()
        wall.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - worked))
    times = f"{statistics.median(wall):,.0f} ms (least {min(wall):,.0f}, CPU {statistics.median(cpu):,.0f})"
    return f"{times}, {outcomes // _ROUNDS:,} outcomes of PS1"


def _school(session: Any, place: Place, number: int) -> AsOf:
    """A school with its term, standard, staff, children and contacts; the last day of the term is looked at."""
    school = School(code=f"B{number}", name=f"平安镇第{number + 1}小学", kind=SchoolKind.COMPLETE)
    add_all(session, [school])
    year = SchoolYear(
        school_id=school.id, label="2025-2026", starts_on=dt.date(2025, 8, 1), ends_on=dt.date(2026, 7, 31)
    )
    add_all(session, [year])
    term = Term(
        school_id=school.id, school_year_id=year.id, label="第一学期", half=TermHalf.FIRST, starts_on=_FIRST,
        ends_on=_LAST, is_current=True,
    )  # fmt: skip
    add_all(session, [term])
    adopt(session, school.id, presets()["ps01"], _FIRST)
    classes, staff = _classes(session, year, place), _staff(session, school, place)
    children = _children(session, term, classes, place)
    _pairs(session, staff, children)
    insert_all(session, ContactRecord, list(_contacts(term, staff, children, place, Random(number))))
    return AsOf.of(term, _LAST)


def _classes(session: Any, year: SchoolYear, place: Place) -> list[SchoolClass]:
    numbers = -(-place.children // _CLASS)
    rows = [
        SchoolClass(school_id=year.school_id, school_year_id=year.id, grade=1 + at % 6, number=1 + at // 6)
        for at in range(numbers)
    ]
    add_all(session, rows)
    return rows


def _staff(session: Any, school: School, place: Place) -> list[Staff]:
    rows = [
        Staff(school_id=school.id, name=f"教师{at}", category=StaffCategory.TEACHER, phone=f"100{at:08d}")
        for at in range(-(-place.children // _CHILDREN_PER_MENTOR))
    ]
    add_all(session, rows)
    return rows


def _children(session: Any, term: Term, classes: list[SchoolClass], place: Place) -> list[int]:
    first = (session.query(db.func.max(Student.id)).scalar() or 0) + 1
    keys = list(range(first, first + place.children))
    insert_all(session, Student, [
        {"id": key, "school_id": term.school_id, "name": f"学生{key}", "gender": Gender.MALE,
         "birth_date": dt.date(2016, 5, 1), "school_class_id": classes[at % len(classes)].id,
         "status": StudentStatus.ENROLLED}
        for at, key in enumerate(keys)
    ])  # fmt: skip
    insert_all(session, Enrollment, [
        {"school_id": term.school_id, "student_id": key, "school_class_id": classes[at % len(classes)].id,
         "starts_on": _FIRST}
        for at, key in enumerate(keys)
    ])  # fmt: skip
    insert_all(session, CareRegistration, [
        {"school_id": term.school_id, "student_id": key, "term_id": term.id, "absence_kind": AbsenceKind.BOTH,
         "meets_definition": True, "guardianship_kind": GuardianshipKind.GRANDPARENTS,
         "surveyed_on": _FIRST + (key % 5) * _DAY, "current_residence": "平安镇", "is_boarding": False,
         "is_key_target": False}
        for key in keys
    ])  # fmt: skip
    return keys


def _pairs(session: Any, staff: list[Staff], children: list[int]) -> None:
    insert_all(session, Mentoring, [
        {"school_id": staff[0].school_id, "student_id": key, "mentor_id": staff[at // _CHILDREN_PER_MENTOR].id,
         "kind": MentoringKind.TEACHER, "is_primary": True, "starts_on": _FIRST}
        for at, key in enumerate(children)
    ])  # fmt: skip
    heads = session.query(SchoolClass.id).filter(SchoolClass.school_id == staff[0].school_id)
    insert_all(session, TeachingAssignment, [
        {"school_id": staff[0].school_id, "staff_id": staff[at % len(staff)].id, "school_class_id": key,
         "role": TeachingRole.HOMEROOM, "starts_on": _FIRST}
        for at, (key,) in enumerate(heads)
    ])  # fmt: skip


def _contacts(
    term: Term, staff: list[Staff], children: list[int], place: Place, pick: Random
) -> Iterator[dict[str, Any]]:
    """A third talks of the mentor, a third calls between child and parents, the rest visits, calls and letters."""
    kinds = (
        (Parties.STAFF_CHILD, Channel.IN_PERSON), (Parties.CHILD_PARENT, Channel.VIDEO),
        (Parties.STAFF_PARENT, Channel.PHONE), (Parties.STAFF_CHILD, Channel.IN_PERSON),
        (Parties.CHILD_PARENT, Channel.PHONE), (Parties.STAFF_GUARDIAN, Channel.HOME_VISIT),
    )  # fmt: skip
    days = (_LAST - _FIRST).days
    turns = count()
    for at, child in enumerate(children):
        mentor = staff[at // _CHILDREN_PER_MENTOR].id
        for _contact in range(place.contacts):
            parties, channel = kinds[next(turns) % len(kinds)]
            noon = dt.datetime.combine(_FIRST + pick.randrange(days) * _DAY, dt.time(12, pick.randrange(60)))
            happened_at = clock.from_china(noon)
            yield {
                "school_id": term.school_id, "student_id": child, "staff_id": mentor, "parties": parties,
                "channel": channel, "happened_at": happened_at, "reached": True,
                "created_at": happened_at + _DAY,
                "content": "谈了这一周的学习和生活。", "term_id": term.id,
            }  # fmt: skip
