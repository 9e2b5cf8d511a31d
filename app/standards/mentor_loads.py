"""How many children each mentor has on a day against how many one may have, and who could take whom (domain 4.2)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select

from app.access.vocabulary import Label
from app.models.management.care_standard_item import RuleAction, RuleSubject
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole, Relation, StudentCaregiver
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.models.school.teaching_assignment import TeachingRole
from app.standards.as_of import AsOf
from app.standards.evidence._registry import run
from app.standards.feasibility import most_each
from app.standards.people import Pair, assignments_of, classes_of, on_day, pairs_of, registered_of
from app.standards.rebalance import Child, Held, Mentor, Pairings, Plan, suggest
from app.standards.rules import Rule, timeline_of

#: Guardians who may have children of several families.
_NO_KIN = (Relation.TEACHER, Relation.NEIGHBOUR, Relation.OTHER)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many children one may and should have, and where that comes from, in words."""

    most: int
    least: int | None
    sentence: Label
    #: Whether a rule makes every employee a mentor.
    is_for_all: bool


class Load(NamedTuple):
    """One of the staff in the school's order, with the children he mentors on the day."""

    staff_id: int
    name: str
    post: str
    children: int
    #: By how many children it is more than one may have; only employees can be over.
    over: int
    is_leaving: bool


@dataclass(frozen=True)
class Balance:
    """The school on the day, its limits, and what is suggested. Names are those the reader may see."""

    loads: tuple[Load, ...]
    limits: Limits
    plan: Plan
    #: "三(2)班 王小溪"
    names: dict[int, str]
    staff: dict[int, str]
    pairs: dict[tuple[int, int], tuple[Pair, ...]]

    @cached_property
    def over(self) -> tuple[Load, ...]:
        """Who has more children than one may have."""
        return tuple(load for load in self.loads if load.over)

    def load_of(self, staff_id: int) -> int:
        """How many children the person has now."""
        return next(load.children for load in self.loads if load.staff_id == staff_id)


def balance_of(session: Any, at: AsOf) -> Balance:
    """The loads of the whole staff on the day and a plan for them; ask it for those who see the whole school."""
    with run():
        pairs = [
            pair for pair in pairs_of(session, at) if pair.starts_on <= at.day <= (pair.ends_on or at.day)
        ]
        staff = _staff(session, at, {pair.mentor_id for pair in pairs})
        children = _children(session, at, pairs)
        mentors = _mentors(session, at, staff)
        # A pair may still name somebody who left the staff list; nobody can be asked to give or take for him.
        listed = {person.id for person in staff}
        held = tuple(
            Held(pair.student_id, pair.mentor_id, pair.starts_on)
            for pair in pairs
            if pair.mentor_id in listed
        )
        limits = limits_of(_rules(session, at), mentors, children, held)
        plan = suggest(Pairings(_who_may(mentors, held, limits), children, held, limits.most, limits.least))
        return Balance(
            tuple(_load(person, mentor, held, limits) for person, mentor in zip(staff, mentors, strict=True)),
            limits,
            plan,
            _names(session, at, children),
            {person.id: person.name for person in staff},
            _by_child(pairs),
        )


def limits_of(
    rules: Iterable[Rule], mentors: Iterable[Mentor], children: Iterable[Child], held: Iterable[Held]
) -> Limits:
    """By the rules for every member of staff (R30a-R30c); where they leave room for too few children, by arithmetic.

    Nobody who keeps a rule that asks for at least so many is over. Without any rule it is the share of those who
    mentor already.
    """
    loads = _loads(held)
    takers = [mentor.id for mentor in mentors if mentor.may_take]
    alone = len({child.id for child in children} - {each.child_id for each in held})
    rules, places = list(rules), sum(len(loads.get(each, ())) for each in takers) + alone
    least = max((int(rule.count_min) for rule in rules if rule.count_min), default=None)
    most = min((each for rule in rules if (each := most_each(rule)) is not None), default=None)
    if most is not None and most * len(takers) >= places:
        codes = "、".join(rule.code for rule in rules if most_each(rule) == most)
        return Limits(most, least, _by_rule(most, codes), True)
    asked = takers if rules else [each for each in takers if loads.get(each)] or takers
    share = math.ceil(places / max(1, len(asked)))
    sentence = _by_share(places, len(asked), share, most, least)
    return Limits(max(share, least or 0, 1), least, sentence, bool(rules))


def _by_rule(most: int, codes: str) -> Label:
    return Label(f"按标准 {codes}，每人不超过 {most} 名。", f"By {codes} nobody has more than {most}.")


def _by_share(children: int, staff: int, share: int, most: int | None, least: int | None) -> Label:
    share_zh, share_en = (
        f"共需 {children} 个结对，由 {staff} 人分担，每人约 {share} 名",
        f"{children} pairs shared by {staff} are about {share} each",
    )
    if most is not None:
        return Label(
            f"标准规定每人不超过 {most} 名，现有人手做不到：{share_zh}，按此计算。",
            f"The standard allows {most} each, which the staff is too few for: {share_en}.",
        )
    if least is not None and least > share:
        return Label(
            f"标准要求每人不少于 {least} 名，现有儿童不够：{share_zh}；有 {least} 名的不算超出。",
            f"The standard asks for {least} each, and there are too few children: {share_en};"
            f" {least} are not too many.",
        )
    return Label(f"{share_zh}，按此计算。", f"{share_en}.")


def _rules(session: Any, at: AsOf) -> list[Rule]:
    """What the standard says of the number of children of every member of staff."""
    standard = timeline_of(session, at.school_id).on(at.day)
    about = (RuleAction.MENTORING, RuleSubject.MENTOR)
    return [
        rule
        for rule in (standard.rules if standard else ())
        if (rule.action, rule.subject) == about
        and rule.is_judged
        and not (rule.condition or rule.filters.get("statuses"))
    ]


def _who_may(mentors: tuple[Mentor, ...], held: tuple[Held, ...], limits: Limits) -> tuple[Mentor, ...]:
    """Where no rule makes everybody a mentor, only those who are it already are given children."""
    loads = _loads(held)
    if limits.is_for_all or not any(loads.get(each.id) for each in mentors if each.may_take):
        return mentors
    return tuple(
        each if loads.get(each.id) or not each.may_take else each._replace(is_employee=False)
        for each in mentors
    )


def _loads(held: Iterable[Held]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for each in held:
        found[each.mentor_id].add(each.child_id)
    return found


def _staff(session: Any, at: AsOf, mentors: set[int]) -> list[Any]:
    """Whoever works here on the day, and whoever has a pair, in the order of the staff list."""
    here = and_(
        Staff.archived_at.is_(None),
        Staff.is_employee.is_(True),
        or_(Staff.joined_on.is_(None), Staff.joined_on <= at.day),
        or_(Staff.left_on.is_(None), Staff.left_on >= at.day),
    )
    found = select(Staff.id, Staff.name, Staff.post, Staff.is_employee, Staff.left_on, Staff.archived_at)
    found = found.where(Staff.school_id == at.school_id, or_(here, Staff.id.in_(mentors)))
    return list(session.execute(found.order_by(Staff.staff_no, Staff.name, Staff.id)))


def _mentors(session: Any, at: AsOf, staff: Iterable[Any]) -> tuple[Mentor, ...]:
    classes: dict[int, set[int]] = defaultdict(set)
    for role in (TeachingRole.HOMEROOM, TeachingRole.SUBJECT):
        for class_id, assigned in assignments_of(session, at, role).items():
            for staff_id, days in assigned:
                if days.holds(at.day):
                    classes[staff_id].add(class_id)
    return tuple(
        Mentor(each.id, frozenset(classes[each.id]), each.is_employee, _is_leaving(each, at))
        for each in staff
    )


def _is_leaving(person: Any, at: AsOf) -> bool:
    """Gone, or gone before the term is over."""
    return person.archived_at is not None or (person.left_on is not None and person.left_on < at.ends_on)


def _children(session: Any, at: AsOf, pairs: Iterable[Pair]) -> tuple[Child, ...]:
    """The children registered on the day and those whom somebody mentors, by id."""
    registered = {
        key: each
        for key, each in registered_of(session, at).items()
        if each.left_on is None or each.left_on >= at.day
    }
    wanted = registered.keys() | {pair.student_id for pair in pairs}
    found = select(Student.id, Student.village_id).where(Student.school_id == at.school_id)
    villages = dict(session.execute(found).all())
    classes, families = classes_of(session, at), _families(session, at)
    return tuple(
        Child(
            key,
            on_day(classes.get(key, ()), at.day),
            villages.get(key),
            key in registered and registered[key].is_boarding,
            families.get(key),
        )
        for key in sorted(wanted)
    )


def _families(session: Any, at: AsOf) -> dict[int, int]:
    """child -> the lowest id of those with whom it shares a parent or a guardian of the family."""
    tie = StudentCaregiver
    kin = or_(
        tie.is_parent.is_(True), and_(tie.guard_role == GuardRole.CURRENT, tie.relation.not_in(_NO_KIN))
    )
    found = select(tie.student_id, tie.caregiver_id).where(
        tie.school_id == at.school_id, tie.archived_at.is_(None), kin,
        tie.valid_from <= at.day, or_(tie.valid_to.is_(None), tie.valid_to >= at.day),
    )  # fmt: skip
    head: dict[int, int] = {}

    def first(child: int) -> int:
        while head.setdefault(child, child) != child:
            child = head[child]
        return child

    by_adult: dict[int, int] = {}
    for child, adult in session.execute(found):
        one, other = sorted((first(child), first(by_adult.setdefault(adult, child))))
        head[other] = one
    return {child: first(child) for child in head}


def _load(person: Any, mentor: Mentor, held: Iterable[Held], limits: Limits) -> Load:
    children = len({each.child_id for each in held if each.mentor_id == mentor.id})
    over = max(0, children - limits.most) if mentor.may_take else 0
    return Load(person.id, person.name, person.post or "", children, over, mentor.is_leaving)


def _names(session: Any, at: AsOf, children: Iterable[Child]) -> dict[int, str]:
    labels = dict(
        session.execute(select(SchoolClass.id, SchoolClass.label).where(SchoolClass.school_id == at.school_id))
        .all()
    )  # fmt: skip
    known = dict(
        session.execute(select(Student.id, Student.name).where(Student.school_id == at.school_id)).all()
    )
    return {
        child.id: " ".join(filter(None, (labels.get(child.class_id), known[child.id])))
        for child in children
        if child.id in known
    }


def _by_child(pairs: Iterable[Pair]) -> dict[tuple[int, int], tuple[Pair, ...]]:
    found: dict[tuple[int, int], list[Pair]] = defaultdict(list)
    for pair in pairs:
        found[pair.student_id, pair.mentor_id].append(pair)
    return {key: tuple(each) for key, each in found.items()}
