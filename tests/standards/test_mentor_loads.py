"""How many children one may have, by the standard and by arithmetic, and what of a school the suggestions go by."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.models.management.care_standard import CareStandard
from app.models.management.care_standard_item import RuleAction, RulePer, RuleRole, RuleSubject
from app.models.people.care_registration import LeaveReason
from app.models.people.student_caregiver import GuardRole, Relation
from app.standards._bonds import Bond
from app.standards.mentor_loads import balance_of as balance
from app.standards.mentor_loads import limits_of
from app.standards.rebalance import Cause, Child, Held, Mentor
from app.standards.rules import Rule
from tests import factories as make
from tests.standards.conftest import FRIDAY, MONDAY, TwentyWeeks
from tests.standards.written import item_of, rule


def load(least: int | None, most: int | None = None, code: str = "R30a", **values: Any) -> Rule:
    number = None if most is None else Decimal(most)
    return rule(
        code, RuleSubject.MENTOR, RulePer.ALWAYS, least, RuleRole.ANYBODY, RuleAction.MENTORING,
        count_max=number, **values,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("staff", "children", "rules", "most"),
    [
        (30, 126, [load(6)], 6),
        (30, 126, [load(1, 2)], 5),
        (63, 126, [load(1, 2)], 2),
        (126, 126, [load(1, code="R30c")], 1),
        (10, 126, [load(6)], 13),
        (30, 0, [], 1),
    ],
)
def test_the_most_one_may_have_is_the_rule_s_where_it_can_be_kept_and_the_share_where_not(
    staff: int, children: int, rules: list[Rule], most: int
) -> None:
    mentors = [Mentor(key) for key in range(staff)]
    held = [Held(child, child % staff, MONDAY) for child in range(children)]
    assert limits_of(rules, mentors, [Child(key) for key in range(children)], held).most == most


def test_without_a_rule_those_who_mentor_share_the_children(weeks: TwentyWeeks) -> None:
    mentors = [make.make_staff(weeks.session, weeks.school) for _ in range(4)]
    for place in range(5):
        make.make_mentoring(weeks.session, mentors[place % 2], weeks.child(), starts_on=MONDAY)
    found = balance(weeks.read(), weeks.at(FRIDAY))
    assert (found.limits.most, found.over, found.plan.moves) == (3, (), ())


def test_staff_stand_in_the_order_of_their_numbers_and_not_of_their_loads(weeks: TwentyWeeks) -> None:
    first = make.make_staff(weeks.session, weeks.school, staff_no="001")
    second = make.make_staff(weeks.session, weeks.school, staff_no="002")
    make.make_mentoring(weeks.session, second, weeks.child(), starts_on=MONDAY)
    loads = balance(weeks.read(), weeks.at(FRIDAY)).loads
    assert [(each.staff_id, each.children) for each in loads] == [(first.id, 0), (second.id, 1)]


def test_pairs_that_are_over_and_children_who_left_are_no_load_and_wait_for_nobody(
    weeks: TwentyWeeks,
) -> None:
    mentor = make.make_staff(weeks.session, weeks.school)
    ended, day = (
        weeks.child(left_on=MONDAY + dt.timedelta(days=30), leave_reason=LeaveReason.PARENTS_RETURNED),
        MONDAY,
    )
    make.make_mentoring(weeks.session, mentor, ended, starts_on=day, ends_on=day + dt.timedelta(days=20))
    found = balance(weeks.read(), weeks.at(FRIDAY))
    assert [each.children for each in found.loads] == [0]
    assert (found.plan.moves, found.plan.unplaced) == ((), ())


def test_one_who_left_or_leaves_before_the_end_of_the_term_is_given_nobody(weeks: TwentyWeeks) -> None:
    make.make_staff(weeks.session, weeks.school, left_on=FRIDAY - dt.timedelta(days=3))
    make.make_staff(weeks.session, weeks.school, left_on=FRIDAY - dt.timedelta(days=60))
    make.make_staff(weeks.session, weeks.school, is_employee=False)
    child = weeks.child()
    found = balance(weeks.read(), weeks.at(FRIDAY - dt.timedelta(days=14)))
    assert [each.is_leaving for each in found.loads] == [True]
    assert (found.plan.moves, found.plan.unplaced) == ((), (child.id,))


def test_children_of_one_mother_or_grandmother_are_a_family_and_a_neighbour_s_are_not(
    weeks: TwentyWeeks,
) -> None:
    session = weeks.session
    mentor, other, third = (make.make_staff(session, weeks.school, staff_no=str(no)) for no in range(3))
    standard = session.scalars(select(CareStandard)).one()
    session.add(item_of(standard, load(1, 2, "R30b")))
    kin = [weeks.child() for _ in range(2)]
    lodgers = [weeks.child() for _ in range(2)]
    grandmother = make.make_caregiver(session, kin[0], Relation.GRANDMOTHER, guard_role=GuardRole.CURRENT)
    make.tie(session, kin[1], grandmother, Relation.GRANDMOTHER, guard_role=GuardRole.CURRENT)
    neighbour = make.make_caregiver(session, lodgers[0], Relation.NEIGHBOUR, guard_role=GuardRole.CURRENT)
    make.tie(session, lodgers[1], neighbour, Relation.NEIGHBOUR, guard_role=GuardRole.CURRENT)
    make.make_mentoring(session, other, kin[0], starts_on=MONDAY)
    make.make_mentoring(session, third, lodgers[0], starts_on=MONDAY)
    moves = balance(weeks.read(), weeks.at(FRIDAY)).plan.moves
    placed = {move.children: (move.taker_id, move.cause, move.bonds) for move in moves}
    assert placed == {
        (kin[1].id,): (other.id, Cause.NOBODY, (Bond.SIBLING,)),
        (lodgers[1].id,): (mentor.id, Cause.NOBODY, ()),
    }


def test_a_teacher_of_the_class_on_the_day_is_known_as_one(weeks: TwentyWeeks) -> None:
    session = weeks.session
    make.make_staff(session, weeks.school, staff_no="1")
    teacher = make.make_staff(session, weeks.school, staff_no="2")
    school_class = make.make_class(session, weeks.year, 3, 2)
    make.make_homeroom(session, teacher, school_class, starts_on=MONDAY)
    child = make.make_student(session, weeks.school)
    make.make_enrollment(session, child, school_class, starts_on=MONDAY)
    make.make_registration(session, child, weeks.term, surveyed_on=MONDAY)
    found = balance(weeks.read(), weeks.at(FRIDAY))
    (move,) = found.plan.moves
    assert (move.taker_id, move.bonds) == (teacher.id, (Bond.CLASS,))
    assert found.names[child.id] == f"三(2)班 {child.name}"
