"""The demo is believable, keeps all rules, is the same every time, and never stands beside a real school."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from app import clock
from app.access import passwords, sealing
from app.access.guard import system_session
from app.demo.accounts import USERNAMES
from app.demo.dates import dates_for
from app.demo.making import make_demo
from app.models._base import all_entities
from app.models._validation import Look, validate
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student, StudentStatus
from app.models.school.staff import Staff
from app.models.school.term import TermHalf
from tests import factories as make
from tests import open_vault
from tests.applications import application, migrated_database
from tests.demo.conftest import PASSWORD, TODAY, Demo

SAMPLE = 40


def test_the_township_has_three_schools_with_all_that_a_visitor_looks_for(demo: Demo) -> None:
    assert demo.one("SELECT count(*) FROM schools") == 3
    assert demo.one("SELECT count(*) FROM students WHERE status = 'enrolled'") == 315
    assert demo.one("SELECT count(*) FROM staffs") == 30
    standing = "SELECT count(*) FROM care_registrations r JOIN terms t ON t.id = r.term_id WHERE t.is_current"
    assert demo.one(f"{standing} AND (r.left_on IS NULL OR r.left_on >= :day)", day=TODAY) == 126
    assert demo.one(f"{standing} AND r.guardianship_kind = 'nobody'") == 1
    assert demo.one("SELECT count(*) FROM caregivers WHERE staff_id IS NOT NULL") == 1
    assert demo.one("SELECT count(*) FROM contact_records") > 4000


def test_brothers_and_sisters_share_their_adults(demo: Demo) -> None:
    shared = "SELECT count(*) FROM (SELECT caregiver_id FROM student_caregivers GROUP BY caregiver_id HAVING count(*) > 1) s"
    assert demo.one(shared) >= 8


def test_one_mentor_has_too_many_children_and_one_records_nothing(demo: Demo) -> None:
    loads = dict(
        demo.sql("SELECT mentor_id, count(*) FROM mentorings WHERE ends_on IS NULL GROUP BY mentor_id")
    )
    assert max(loads.values()) == 13
    talking = {row[0] for row in demo.sql("SELECT DISTINCT staff_id FROM contact_records")}
    assert len(set(loads) - talking) == 1


def test_the_counseled_children_are_enough_for_totals_in_the_central_school_only(demo: Demo) -> None:
    counted = dict(
        demo.sql("SELECT school_id, count(DISTINCT student_id) FROM counseling_cases GROUP BY school_id")
    )
    assert sorted(counted.values()) == [9]


def test_rare_characters_are_in_the_class_lists(demo: Demo) -> None:
    names = {row[0] for row in demo.sql("SELECT name FROM students")}
    assert {"李䶮", "王㛃", "陈𬭛", "张𬀩", "周𣲗", "阿依古丽·买买提"} <= names


def test_nobody_of_the_demo_can_be_a_real_person(demo: Demo) -> None:
    with demo.app.app_context(), system_session("the numbers of the demo", reads_only=True) as session:
        phones = [each for each in session.scalars(select(Staff.phone)) if each]
        phones += [each for each in session.scalars(select(Caregiver.phone)) if each]
        numbers = [each for each in session.scalars(select(Student.id_card_no)) if each]
    assert phones and numbers
    assert all(re.fullmatch(r"100\d{8}", phone) for phone in phones)
    assert all(number.startswith("999999") for number in numbers)


def test_what_was_written_in_bulk_keeps_every_rule(demo: Demo) -> None:
    with (
        demo.app.app_context(),
        system_session("the rules of the demo", reads_only=True) as session,
        sealing.holding(open_vault.KEYS),
    ):
        look = Look(session.raw_connection())
        for entity in all_entities():
            ids = list(session.scalars(select(entity.id)))
            for key in ids[:: len(ids) // SAMPLE + 1]:
                validate(session.get(entity, key), look)
        session.rollback()


def test_a_child_is_found_by_a_piece_of_its_name(demo: Demo) -> None:
    assert demo.one("SELECT count(*) FROM name_grams WHERE kind = 'Student' AND gram = '买提'") == 1


def test_every_account_is_told_with_its_password_and_opens(demo: Demo) -> None:
    kept = dict(demo.sql("SELECT username, password_hash FROM users"))
    assert set(kept) == set(USERNAMES)
    assert all(re.search(rf"^{name} +{PASSWORD} ", demo.said, re.MULTILINE) for name in USERNAMES)
    assert passwords.is_right(PASSWORD, kept["mentor"])
    assert demo.one("SELECT count(*) FROM users WHERE must_change_password") == 0


def test_both_counselors_were_confirmed_by_somebody_else(demo: Demo) -> None:
    roles = demo.sql(
        "SELECT user_id, granted_by_id, confirmed_by_id FROM user_roles WHERE role = 'counselor'"
    )
    assert len(roles) == 2
    assert all(confirmed and confirmed not in (user, granted) for user, granted, confirmed in roles)


def test_the_people_who_sign_in_have_children_to_look_after(demo: Demo) -> None:
    mentees = "SELECT count(*) FROM mentorings m JOIN users u ON u.staff_id = m.mentor_id WHERE u.username = 'mentor'"
    assert 6 <= demo.one(f"{mentees} AND m.ends_on IS NULL") <= 9
    own = (
        "SELECT count(*) FROM students s JOIN teaching_assignments a ON a.school_class_id = s.school_class_id"
        " JOIN users u ON u.staff_id = a.staff_id JOIN care_registrations r ON r.student_id = s.id"
        " JOIN terms t ON t.id = r.term_id"
        " WHERE u.username = 'homeroom' AND a.ends_on IS NULL AND t.is_current AND r.left_on IS NULL"
    )
    assert demo.one(own) >= 8


def test_a_second_time_changes_nothing_and_says_so(demo: Demo) -> None:
    before = demo.one("SELECT count(*) FROM contact_records"), demo.sql("SELECT password_hash FROM users")
    again = demo.app.test_cli_runner().invoke(args=["demo"])
    assert again.exit_code == 0
    assert "已经有演示学校" in again.output
    assert before == (
        demo.one("SELECT count(*) FROM contact_records"),
        demo.sql("SELECT password_hash FROM users"),
    )


def test_a_real_school_is_never_joined_by_the_demo(backend: str, instance_dir: Path) -> None:
    with migrated_database(backend, instance_dir) as url, application(url, instance_dir) as app:
        with app.app_context(), system_session("a real school") as session:
            make.make_school(session)
            session.commit()
        done = app.test_cli_runner().invoke(args=["demo"])
        assert done.exit_code == 1
        assert "已经有真实的学校" in done.output
        with app.app_context(), system_session("still alone", reads_only=True) as session:
            assert session.scalars(select(Student.id)).all() == []


@pytest.mark.sqlite_only(reason="what is made does not depend on the database")
def test_the_same_day_makes_the_same_rows(demo: Demo, backend: str, instance_dir: Path) -> None:
    asked = (
        "SELECT name, birth_date FROM students ORDER BY id",
        "SELECT student_id, happened_at, content FROM contact_records ORDER BY id",
        "SELECT student_id, mentor_id, starts_on FROM mentorings ORDER BY id",
    )
    with migrated_database(backend, instance_dir) as url, application(url, instance_dir) as app:
        with app.app_context(), system_session("a second demo") as session:
            make_demo(session, PASSWORD)
            session.commit()
        twin = Demo(app, "", create_engine(url))
        assert all(twin.sql(each) == demo.sql(each) for each in asked)
        twin.engine.dispose()


@pytest.mark.sqlite_only(reason="what is made does not depend on the database")
@pytest.mark.parametrize("day", [dt.date(2026, 4, 15), dt.date(2026, 7, 20)])
def test_it_can_be_made_in_any_season(backend: str, instance_dir: Path, day: dt.date) -> None:
    with (
        clock.set_to(day),
        migrated_database(backend, instance_dir) as url,
        application(url, instance_dir) as app,
        app.app_context(),
        system_session("a demo of another season") as session,
    ):
        make_demo(session, PASSWORD)
        enrolled = select(Student.id).where(Student.status == StudentStatus.ENROLLED)
        assert len(session.scalars(enrolled).all()) == 315


@pytest.mark.parametrize("days", range(0, 366, 3))
def test_the_terms_lie_half_over_and_side_by_side_on_any_day(days: int) -> None:
    today = dt.date(2025, 1, 1) + dt.timedelta(days=days)
    dates = dates_for(today)
    assert dates.last.days.ends_on < dates.current.days.starts_on < today < dates.current.days.ends_on
    assert {dates.last.half, dates.current.half} == set(TermHalf)
    for first, second in itertools.pairwise(dates.years()):
        assert first[1].ends_on < second[1].starts_on
    by_year = dict(dates.years())
    for term in (dates.last, dates.current):
        year = by_year[term.first_year]
        assert year.starts_on <= term.days.starts_on
        assert term.days.ends_on <= year.ends_on
        breaks = sorted((free.starts_on, free.ends_on) for _name, free in term.breaks)
        assert all(a[1] < b[0] for a, b in itertools.pairwise(breaks))
