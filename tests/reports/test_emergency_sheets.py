"""The papers of emergencies: what was recorded is printed, and nobody who may not be told is on the phone list."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection

from app import clock
from app.access.guard import bind, system_session
from app.access.vocabulary import Role
from app.extensions import db
from app.models.people.student_caregiver import GuardRole, Relation, StudentCaregiver
from app.models.safety._kinds import Addressee
from app.models.safety.incident_attempt import AttemptResult
from app.reports.document import Table
from app.reports.sheet import NothingToPrint, SheetData
from app.reports.sheets import Ask, sheets
from tests import factories as make


@pytest.fixture
def school(app: Flask, transaction: Connection) -> Any:
    """Ids: the incident of a mentor, told late; the actor is that mentor, and another school's principal."""
    with app.app_context():
        with system_session("an incident to print") as session:
            made = _make(session)
            session.commit()
        yield made


def _make(session: Any) -> dict[str, Any]:
    school = make.make_school(session)
    year = make.make_school_year(session, school)
    term = make.make_term(session, school, year)
    child = make.make_student(session, school_class=make.make_class(session, year), name="周小溪")
    make.make_registration(session, child, term)
    guardian = make.make_caregiver(session, child, guard_role=GuardRole.CURRENT, phone="10044443333")
    hidden = make.make_caregiver(session, child, Relation.FATHER, phone="10066665555")
    session.query(StudentCaregiver).filter_by(caregiver_id=hidden.id).one().may_be_told = False
    mentor = make.make_staff(session, school, name="高建国")
    make.make_mentoring(session, mentor, child)
    begun = clock.now() - dt.timedelta(minutes=50)
    incident = make.make_incident(session, mentor, child, known_at=begun, occurred_at=begun)
    notice = make.notices_of(session, incident, Addressee.GUARDIAN)[0]
    notice.late_reason = "手机没有信号。"
    make.make_incident_attempt(
        session, notice, mentor, caregiver_id=guardian.id, phone=guardian.phone, result=AttemptResult.REACHED,
        at=begun + dt.timedelta(minutes=40),
    )  # fmt: skip
    brief = make.make_incident_brief(session, incident, mentor)
    user = make.make_user(session, mentor, roles=(Role.MENTOR,))
    other = make.make_user(
        session, make.make_staff(session, make.make_school(session)), roles=(Role.PRINCIPAL,)
    )
    return {
        "incident": incident.id,
        "brief": brief.id,
        "mentor": make.actor_for(user, Role.MENTOR),
        "stranger": make.actor_for(other, Role.PRINCIPAL),
    }


def collected(slug: str, actor: Any, **asked: Any) -> SheetData:
    bind(db.session, actor)
    return sheets()[slug].collect(db.session, actor, Ask(**asked))


def cells(data: SheetData) -> list[tuple[str, ...]]:
    """The rows of all tables of the paper."""
    blocks = (block for leaf in data.leaves for block in leaf.blocks)
    return [row for block in blocks if isinstance(block, Table) for row in block.rows]


@pytest.mark.system("H01", "H02")
def test_the_register_of_notices_prints_limit_minutes_and_the_reason_of_being_late(school: Any) -> None:
    rows = cells(collected("incident-notices", school["mentor"], row_id=school["incident"]))
    guardian = next(row for row in rows if row[0] == "委托监护人" and len(row) == 8)
    assert guardian[5:] == ("40", "10", "手机没有信号。")
    assert any("10044443333" in row for row in rows)


@pytest.mark.parametrize("slug", ["incident-notices", "incident-report"])
def test_a_paper_of_another_school_does_not_exist(school: Any, slug: str) -> None:
    row = school["incident" if slug == "incident-notices" else "brief"]
    with pytest.raises(NothingToPrint):
        collected(slug, school["stranger"], row_id=row)


def test_a_report_prints_what_was_kept(school: Any) -> None:
    data = collected("incident-report", school["mentor"], row_id=school["brief"])
    assert "某生课间摔伤，已送医。" in repr(data)


@pytest.mark.system("H03")
def test_the_phone_list_names_nobody_who_may_not_be_told(school: Any) -> None:
    printed = repr(collected("emergency-phones", school["mentor"]))
    assert "10044443333" in printed
    assert "10066665555" not in printed
