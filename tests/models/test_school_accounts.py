"""The rules of accounts and of the roles granted to them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm.exc import StaleDataError

from app import clock
from app.access.vocabulary import Role
from app.models.school.user import User
from app.models.school.user_role import UserRole
from tests import factories
from tests.models.conftest import Place
from tests.models.refusals import column_refused, is_refused_by_the_database


@pytest.fixture
def user(system: Any, place: Place) -> User:
    return factories.make_user(system, place.teacher)


@pytest.fixture
def principal(system: Any, place: Place) -> User:
    return factories.make_user(system, factories.make_staff(system, place.school), roles=(Role.PRINCIPAL,))


def a_grant(user: User, role: Role = Role.MENTOR, **values: Any) -> UserRole:
    return UserRole(school_id=user.school_id, user_id=user.id, role=role, **values)


def test_a_username_is_taken_whatever_its_capitals(system: Any, place: Place, user: User) -> None:
    same = User(school_id=place.school.id, username=f"  {user.username.upper()} ")
    assert column_refused(system, same) == "username"
    assert is_refused_by_the_database(system, user, staff_id=None)


def test_a_username_is_taken_in_every_school(system: Any, user: User) -> None:
    other = factories.make_school(system)
    assert column_refused(system, User(school_id=other.id, username=user.username)) == "username"


def test_a_username_has_no_spaces(system: Any, place: Place) -> None:
    assert column_refused(system, User(school_id=place.school.id, username="lin xi")) == "username"


def test_a_member_of_staff_has_one_account(system: Any, place: Place, user: User) -> None:
    second = User(school_id=place.school.id, username="second", staff_id=place.teacher.id)
    assert column_refused(system, second) == "staff_id"
    assert is_refused_by_the_database(system, user, username="second")


def test_any_number_of_accounts_belong_to_no_staff(system: Any, place: Place) -> None:
    system.add_all([User(school_id=place.school.id, username=name) for name in ("township1", "township2")])
    system.flush()


def test_a_new_account_has_no_password_and_must_choose_one(user: User) -> None:
    assert user.password_hash is None
    assert user.must_change_password
    assert user.is_active


@pytest.mark.system("B09")
def test_a_role_is_granted_once_at_a_school(system: Any, user: User) -> None:
    first = a_grant(user)
    system.add(first)
    system.flush()
    assert column_refused(system, a_grant(user)) == "school_id"
    assert is_refused_by_the_database(system, first)


def test_a_role_taken_away_can_be_granted_again(system: Any, user: User) -> None:
    first = a_grant(user)
    system.add(first)
    system.flush()
    first.archived_at = clock.now()
    system.add(a_grant(user))
    system.flush()


@pytest.mark.system("F11", "F13")
def test_who_granted_a_role_cannot_confirm_it(system: Any, user: User, principal: User) -> None:
    grant = a_grant(user, Role.COUNSELOR, granted_by_id=principal.id, confirmed_by_id=principal.id)
    assert column_refused(system, grant) == "confirmed_by_id"


@pytest.mark.system("F11", "F13")
def test_who_receives_a_role_cannot_confirm_it(system: Any, user: User, principal: User) -> None:
    grant = a_grant(user, Role.COUNSELOR, granted_by_id=principal.id, confirmed_by_id=user.id)
    assert column_refused(system, grant) == "confirmed_by_id"


def test_the_database_knows_that_a_second_person_confirms(system: Any, user: User, principal: User) -> None:
    grant = a_grant(user, Role.COUNSELOR, granted_by_id=principal.id)
    system.add(grant)
    system.flush()
    for same in (principal.id, user.id):
        assert is_refused_by_the_database(system, grant, role=Role.OFFICE, confirmed_by_id=same)


def test_a_grant_remembers_when_and_by_whom(system: Any, user: User, principal: User) -> None:
    grant = a_grant(user)
    grant.created_by_id = principal.id
    system.add(grant)
    system.flush()
    assert (grant.granted_by_id, grant.granted_at) == (principal.id, clock.now())


def test_a_row_changed_by_somebody_else_meanwhile_is_not_overwritten(system: Any, user: User) -> None:
    table: Any = User.__table__
    changed = table.update().where(table.c.id == user.id).values(version=user.version + 1)
    system.connection().execute(changed)
    user.is_active = False
    with pytest.raises(StaleDataError):
        system.flush()


def test_each_change_raises_the_version_by_one(system: Any, user: User) -> None:
    before = user.version
    user.is_active = False
    system.flush()
    assert user.version == before + 1
