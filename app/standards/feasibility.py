"""Rules nobody could keep, with the arithmetic: they are named and shown, and charged to no person (domain 7, 10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import select

from app.access.vocabulary import Label
from app.models.management.care_standard_item import RuleAction, RuleSubject
from app.models.people.student import Student
from app.standards.as_of import AsOf
from app.standards.calendar import Span
from app.standards.debtors import Debtor, debtors_of
from app.standards.evaluate import calendar_of
from app.standards.evidence._registry import run
from app.standards.evidence.staff import troubled
from app.standards.people import pairs_of, registered_of
from app.standards.rules import Rule, Standard, Timeline

#: More class hours than this no school day has; a rule that asks for more asks for the impossible.
HOURS_A_DAY = 8


@dataclass(frozen=True, slots=True)
class Infeasible:
    """A rule that cannot be kept by everybody, whatever they do, and why.

    At most `most_who_can` of `out_of` (staff, children, classes) can be served by it; for all of them `needed`
    children, staff or days would have to be there.
    """

    rule: Rule
    sentence: Label
    most_who_can: int
    out_of: int
    needed: int


def infeasible(session: Any, at: AsOf, timeline: Timeline) -> tuple[Infeasible, ...]:
    """The rules of the standard in force on the day that arithmetic alone forbids, in the order of their codes.

    Only what is certain is said: a mentor with many children may talk with all of them in one afternoon.
    Counted over what the session's actor sees; ask it for those who see the whole school.
    """
    standard = timeline.on(at.day)
    if standard is None:
        return ()
    with run():
        world = _World(session, at, standard)
        return tuple(
            found
            for rule in standard.rules
            if rule.is_judged and (check := _CHECKS.get((rule.action, rule.subject))) is not None
            for found in check(world, rule)
        )


def is_charged(rule: Rule, found: Collection[Infeasible]) -> bool:
    """Whether what is missing under the rule may be held against anybody; `found` is what `infeasible` said."""
    return all(each.rule.code != rule.code for each in found)


class _World:
    """The school as it stands on the day: whom a rule is asked of, and what there is to keep it with."""

    def __init__(self, session: Any, at: AsOf, standard: Standard) -> None:
        self.session, self.at, self.standard = session, at, standard

    def owing(self, rule: Rule) -> list[Debtor]:
        """Those who owe under the rule on the day."""
        return [each for each in debtors_of(self.session, self.at, rule, ()) if each.days.holds(self.at.day)]

    @cached_property
    def children(self) -> set[int]:
        """The children registered on the day, and those whom somebody mentors though they are not."""
        day, found = self.at.day, registered_of(self.session, self.at)
        registered = {key for key, child in found.items() if child.left_on is None or child.left_on >= day}
        return registered.union(*self.mentored.values())

    @cached_property
    def mentored(self) -> dict[int, set[int]]:
        """mentor -> the children he has on the day."""
        found: dict[int, set[int]] = defaultdict(set)
        for pair in pairs_of(self.session, self.at):
            if Span(pair.starts_on, pair.ends_on or self.at.ends_on).holds(self.at.day):
                found[pair.mentor_id].add(pair.student_id)
        return found

    @cached_property
    def troubled(self) -> set[int]:
        """Those of the children who are key targets or have a special status."""
        found = select(Student.id).where(troubled(self.at, Student.id))
        return self.children & set(self.session.scalars(found))

    @cached_property
    def school_days(self) -> int:
        """How many school days the term has."""
        return calendar_of(self.session, self.at).school_days(Span(self.at.starts_on, self.at.ends_on))


def _children_for_staff(world: _World, rule: Rule) -> Iterator[Infeasible]:
    """R30a: 30 staff with at least 6 children each need 180; of 126 children 21 can have their 6."""
    yield from _too_few_children(world, rule)
    yield from _contradicted(world, rule)
    yield from _too_few_staff(world, rule)


def _too_few_children(world: _World, rule: Rule) -> Iterator[Infeasible]:
    each, staff = int(rule.count_min or 0), world.owing(rule)
    children = world.troubled if rule.filters.get("statuses") else world.children
    if each < 1 or each * len(staff) <= len(children):
        return
    most = len(children) // each
    if sum(len(world.mentored.get(one.subject_id, ())) >= each for one in staff) > most:
        return  # They share children and keep the rule: what is done is possible.
    yield Infeasible(
        rule,
        Label(
            f"每人至少帮扶 {each} 名儿童，{len(staff)} 名教职工共需 {each * len(staff)} 名；"
            f"现有 {len(children)} 名，最多 {most} 人能达到，其余不计入个人。",
            f"{len(staff)} staff with at least {each} children each need {each * len(staff)};"
            f" there are {len(children)}, so at most {most} can comply. Nobody is charged.",
        ),
        most,
        len(staff),
        each * len(staff),
    )


def _contradicted(world: _World, rule: Rule) -> Iterator[Infeasible]:
    """At least 6 and at most 2 are both in force: nobody keeps both."""
    for other in world.standard.rules:
        same = (other.action, other.subject, other.filters, other.condition)
        if same != (rule.action, rule.subject, rule.filters, rule.condition):
            continue
        least, most = rule.count_min, other.count_max
        if other is not rule and least is not None and most is not None and most < least:
            yield Infeasible(
                rule,
                Label(
                    f"本条要求至少 {_plain(least)} 名，{other.code} 又要求最多 {_plain(most)} 名，"
                    "没有人能同时做到，请在关爱标准里停用其中一条。",
                    f"This asks for at least {_plain(least)}, {other.code} for at most {_plain(most)}:"
                    " nobody can keep both. Switch one of them off.",
                ),
                0,
                len(world.owing(rule)),
                int(least),
            )


def _too_few_staff(world: _World, rule: Rule) -> Iterator[Infeasible]:
    """R30b, R30c: where each has two children at most, 126 children need 63 staff; with one each, 126."""
    each, staff, children = most_each(rule), len(world.owing(rule)), len(world.children)
    if each is None or rule.filters.get("statuses") or rule.condition or each * staff >= children:
        return
    needed = -(-children // each)
    yield Infeasible(
        rule,
        Label(
            f"每人帮扶 {each} 名，{children} 名儿童需要 {needed} 名教职工；"
            f"现有 {staff} 名，最多 {each * staff} 名儿童有人帮扶。",
            f"With {each} each, {children} children need {needed} staff;"
            f" there are {staff}, so at most {each * staff} children have a mentor.",
        ),
        each * staff,
        children,
        needed,
    )


def most_each(rule: Rule) -> int | None:
    """How many children one may have; 「帮扶一名」 of R30c means one, though more than one is not held against him."""
    if rule.code == "R30c":
        return int(rule.count_max or rule.count_min or 1)
    return int(rule.count_max) if rule.count_max else None


def _mentors_for_children(world: _World, rule: Rule) -> Iterator[Infeasible]:
    """R14: every child has its mentors, though those in force allow each of the staff only so many children."""
    each = int(rule.count_min or 0)
    children = len(world.owing(rule))
    for other in world.standard.rules:
        most = most_each(other) if other.action is RuleAction.MENTORING else None
        if other.subject is not RuleSubject.MENTOR or most is None or other.condition:
            continue
        places = most * len(world.owing(other))
        if each * children > places:
            yield Infeasible(
                rule,
                Label(
                    f"{children} 名儿童每名要有 {each} 名帮扶人；按 {other.code} 每人最多 {most} 名，"
                    f"全校教职工只能帮扶 {places} 名。",
                    f"{children} children are to have {each} each; by {other.code} (at most {most} each)"
                    f" the staff has room for {places}.",
                ),
                places // max(each, 1),
                children,
                -(-each * children // most),
            )


def _hours(world: _World, rule: Rule) -> Iterator[Infeasible]:
    """R42: a term has only so many school days, and a day so many hours."""
    hours, room = rule.count_min or Decimal(0), world.school_days * HOURS_A_DAY
    if hours > room:
        days = -(-int(hours) // HOURS_A_DAY)
        yield Infeasible(
            rule,
            Label(
                f"要求 {_plain(hours)} 课时；本学期 {world.school_days} 个教学日，每天最多 {HOURS_A_DAY} 课时，"
                f"共 {room} 课时。",
                f"{_plain(hours)} hours are asked for; {world.school_days} school days of at most"
                f" {HOURS_A_DAY} hours have {room}.",
            ),
            0,
            len(world.owing(rule)),
            days,
        )


def _plain(number: Decimal) -> Decimal | int:
    return int(number) if number == int(number) else number


_CHECKS: dict[tuple[RuleAction, RuleSubject], Callable[[_World, Rule], Iterator[Infeasible]]] = {
    (RuleAction.MENTORING, RuleSubject.MENTOR): _children_for_staff,
    (RuleAction.MENTORING, RuleSubject.CHILD): _mentors_for_children,
    (RuleAction.LESSON, RuleSubject.CLASS): _hours,
}
