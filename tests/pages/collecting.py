"""Papers as a person gets them, before they are printed; and a case that must be on none of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from app.access import sessions
from app.access.guard import bind, system_session
from app.extensions import db
from app.models.people.student import Student
from app.models.school.staff import Staff
from app.reports.sheet import SheetData
from app.reports.sheets import Ask, sheets
from tests import factories as make
from tests.pages.conftest import Place

Collect = Callable[..., SheetData]


def collector(app: Flask, place: Place) -> Collect:
    """`collect("homeroom", "roster", student_id=…)` gives the data of a paper as that person gets it."""

    def collect(who: str, slug: str, **ask: Any) -> SheetData:
        with app.app_context():
            with system_session("test sign-in") as session:
                _token, actor = sessions.open_session(session, place.users[who])
                session.commit()
            bind(db.session, actor)
            try:
                return sheets()[slug].collect(db.session, actor, Ask(**ask))
            finally:
                db.session.rollback()
                db.session.remove()

    return collect


def names(data: SheetData) -> list[str]:
    return [leaf.name for leaf in data.leaves]


def counseling(app: Flask, place: Place) -> int:
    """A case of the counselor's with a session; gives the session's key."""
    with app.app_context(), system_session("a case") as session:
        user = session.get_one(make.User, place.users["counselor"])
        counselor = session.get_one(Staff, user.staff_id)
        case = make.make_case(session, session.get_one(Student, place.child), counselor)
        key = make.make_session(session, case, matter="想爸爸，晚上睡不着。").id
        session.commit()
    return key
