"""Deleting a child's data: by two persons, after seven days, from the files too, and again after a restore (security T-38)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.access import erasing, erasures
from app.access.guard import Actor, bind, system_session
from app.access.vocabulary import Role
from app.database import write_over_what_was_deleted
from app.extensions import db
from app.models._rules import Invalid
from app.models.law.erasure import Erasure, ErasureReason
from app.models.people.student import Student
from app.models.school.user_role import UserRole
from tests import factories as make
from tests.access.conftest import World

pytestmark = [pytest.mark.security("T-38"), pytest.mark.slow]

ASKED = ErasureReason.ASKED


@pytest.fixture
def two(world: World) -> tuple[Actor, Actor]:
    """The administrator and the principal."""
    with system_session("roles of a test") as session:
        for actor, role in ((world.admin, Role.IT_ADMIN), (world.principal, Role.PRINCIPAL)):
            session.add(
                UserRole(user_id=actor.user_id, school_id=actor.school_id, role=role, granted_at=clock.now())
            )
        session.commit()
    return world.admin, world.principal


def on_list(actor: Actor) -> list[int]:
    return [row.id for row in erasures.waiting(actor)]


def test_one_proposes_another_confirms_and_seven_days_pass(
    world: World, two: tuple[Actor, Actor], tmp_path: Path
) -> None:
    admin, principal = two
    erasures.propose(admin, world.own[0], ASKED)
    (row,) = on_list(admin)
    assert erasures.run_due(tmp_path / "kept") == 0
    due = erasures.confirm(principal, row)
    assert due - clock.now() == dt.timedelta(days=7)
    assert erasures.run_due(tmp_path / "kept") == 0
    with clock.set_to(clock.today() + dt.timedelta(days=8)):
        assert erasures.run_due(tmp_path / "kept") == 1
        assert erasures.run_due(tmp_path / "kept") == 0
    with system_session("look", reads_only=True) as session:
        assert session.get_one(Student, world.own[0]).name == erasing.STUB
        assert session.get_one(Student, world.own[1]).name != erasing.STUB
        done = session.get_one(Erasure, row)
        assert done.done_at is not None and (done.rows or 0) > 0


def test_nobody_confirms_what_he_proposed(world: World, two: tuple[Actor, Actor]) -> None:
    admin, principal = two
    for one in two:
        erasures.propose(one, world.own[1 if one is admin else 2], ASKED)
    for row in erasures.waiting(admin):
        proposer = admin if row.student_id == world.own[1] else principal
        with pytest.raises(Invalid, match="两个人"):
            erasures.confirm(proposer, row.id)


def test_two_administrators_without_the_principal_are_not_enough(
    world: World, two: tuple[Actor, Actor]
) -> None:
    admin, _principal = two
    erasures.propose(admin, world.own[0], ASKED)
    other = replace(world.teacher, roles=frozenset({Role.IT_ADMIN}))
    with pytest.raises(Invalid, match="校长"):
        erasures.confirm(other, on_list(admin)[0])


def test_a_deletion_is_taken_back_until_it_is_done(
    world: World, two: tuple[Actor, Actor], tmp_path: Path
) -> None:
    admin, principal = two
    erasures.propose(principal, world.own[0], ASKED)
    (row,) = on_list(admin)
    erasures.confirm(admin, row)
    erasures.cancel(principal, row)
    with clock.set_to(clock.today() + dt.timedelta(days=8)):
        assert erasures.run_due(tmp_path / "kept") == 0
    assert on_list(admin) == []


def test_a_child_of_another_school_is_not_proposed_and_one_only_once(
    world: World, two: tuple[Actor, Actor]
) -> None:
    admin, _principal = two
    with pytest.raises(Invalid):
        erasures.propose(admin, world.foreign[0], ASKED)
    erasures.propose(admin, world.own[0], ASKED)
    with pytest.raises(Invalid, match="已在"):
        erasures.propose(admin, world.own[0], ASKED)


def test_a_teacher_takes_no_part(world: World) -> None:
    assert not erasures.may_take_part(world.teacher)
    assert erasures.may_take_part(world.principal)


def test_after_an_old_backup_the_child_goes_again(
    world: World, two: tuple[Actor, Actor], tmp_path: Path
) -> None:
    admin, principal = two
    kept = tmp_path / "kept"
    erasures.propose(admin, world.own[0], ASKED)
    erasures.confirm(principal, on_list(admin)[0])
    with clock.set_to(clock.today() + dt.timedelta(days=8)):
        erasures.run_due(kept)
    assert erasures.reapply(kept) == 0
    with system_session("an old backup") as session:
        table: Any = Student.__table__
        session.connection().execute(table.update().where(table.c.id == world.own[0]).values(name="王小溪"))
        session.commit()
    assert erasures.reapply(kept) == 1
    bind(db.session, principal)
    assert db.session.scalar(select(Student.name).where(Student.id == world.own[0])) in (None, erasing.STUB)
    assert kept.stat().st_mode & 0o077 == 0 and "王" not in kept.read_text("utf-8")


@pytest.mark.sqlite_only(reason="reads the files of the database")
def test_nothing_of_the_child_is_left_in_the_files(live_app: Flask, tmp_path: Path) -> None:
    with live_app.app_context():
        with system_session("a child with a text of its own") as session:
            school = make.make_school(session)
            child = make.make_student(
                session, school, health_note="XQZHEALTH对花生过敏", interests="XQZHOME河边钓鱼"
            )
            make.make_caregiver(session, child, occupation="XQZADULT石匠")
            session.commit()
            key = child.id
        files = [Path(str(db.engine.url.database) + end) for end in ("", "-wal")]
        assert any(b"XQZHOME" in file.read_bytes() for file in files if file.exists())
        with system_session("deleted") as session:
            erasing.erase(session.connection(), key)
            session.commit()
            write_over_what_was_deleted(session)
        assert [
            word
            for word in (b"XQZHEALTH", b"XQZHOME", b"XQZADULT")
            for f in files
            if f.exists() and word in f.read_bytes()
        ] == []
