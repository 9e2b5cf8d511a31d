"""`flask term` and `flask rollover`: the change of a term and of a school year from the console."""

from __future__ import annotations

import datetime as dt

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app import clock
from app.access.guard import system_session
from app.models.people.care_registration import CareRegistration
from app.models.people.student import Student, StudentStatus
from app.models.school.term import Term
from tests import factories as make

MARCH, AUGUST = dt.date(2026, 3, 2), dt.date(2026, 8, 20)


@pytest.fixture
def school(live_app: Flask) -> Flask:
    """A school in its second term, with a child registered in the first."""
    with live_app.app_context(), clock.set_to(MARCH), system_session("test school") as session:
        school = make.make_school(session, code="001", name="平安镇中心小学")
        year = make.make_school_year(session, school)
        before = make.make_term(
            session, school, year, half="first", label="上学期", is_current=False,
            starts_on=dt.date(2025, 9, 1), ends_on=dt.date(2026, 1, 20),
        )  # fmt: skip
        make.make_term(
            session, school, year, half="second", label="下学期", starts_on=dt.date(2026, 2, 20),
            ends_on=dt.date(2026, 7, 10),
        )  # fmt: skip
        child = make.make_student(session, school_class=make.make_class(session, year, 6), name="周小㛃")
        make.make_registration(session, child, before, surveyed_on=before.starts_on)
        session.commit()
    return live_app


def run(app: Flask, on: dt.date, *arguments: str) -> Result:
    with clock.set_to(on):
        return app.test_cli_runner().invoke(args=list(arguments))


def registrations(app: Flask) -> int:
    with app.app_context(), system_session("count", reads_only=True) as session:
        return len(session.scalars(select(CareRegistration)).all())


@pytest.mark.system("B07")
def test_a_dry_run_copies_nothing_and_the_real_one_says_how_to_take_it_back(school: Flask) -> None:
    dry = run(school, MARCH, "term", "copy-forward", "--dry-run")
    assert "上学期 → 下学期：1 名儿童" in dry.output
    assert registrations(school) == 1
    done = run(school, MARCH, "term", "copy-forward")
    assert done.exit_code == 0, done.output
    assert registrations(school) == 2
    key = done.output.split("编号 ")[1].split("，", maxsplit=1)[0]
    assert "已整批撤销" in run(school, MARCH, "rollover", "--undo", key).output
    assert registrations(school) == 1


@pytest.mark.system("B18")
def test_a_term_with_unfinished_work_is_closed_only_when_told_so(school: Flask) -> None:
    refused = run(school, MARCH, "term", "close", "--term", "上学期")
    assert refused.exit_code == 1
    assert "请加 --yes" in refused.output
    assert run(school, MARCH, "term", "close", "--term", "上学期", "--yes").exit_code == 0
    assert "已经结档" in run(school, MARCH, "term", "close", "--term", "上学期", "--yes").output
    with school.app_context(), system_session("look", reads_only=True) as session:
        closed = session.scalars(select(Term.label).where(Term.closed_at.is_not(None))).all()
    assert closed == ["上学期"]


def test_the_year_is_shown_then_begun_and_too_early_refused(school: Flask) -> None:
    shown = run(school, AUGUST, "rollover", "--preview")
    assert "六(1)班 1 人 → 毕业离校" in shown.output
    assert "三个月之内" in run(school, MARCH, "rollover", "--commit").output
    assert run(school, AUGUST, "rollover", "--commit").exit_code == 0
    with school.app_context(), system_session("look", reads_only=True) as session:
        assert session.scalars(select(Student.status)).all() == [StudentStatus.GRADUATED]


def test_one_of_the_three_is_asked_for(school: Flask) -> None:
    assert run(school, AUGUST, "rollover").exit_code == 2
