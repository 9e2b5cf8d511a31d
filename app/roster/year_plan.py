"""What the change of the school year would do: which class becomes which, who leaves, which pairs and homerooms go on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app import clock
from app.access.vocabulary import Choice, Label
from app.models.care.mentoring import Mentoring
from app.models.people.enrollment import Enrollment
from app.models.people.student import Student, StudentStatus
from app.models.school.school_class import SchoolClass, class_label
from app.models.school.school_year import SchoolYear
from app.models.school.staff import Staff
from app.models.school.teaching_assignment import TeachingAssignment, TeachingRole
from app.roster.holdings import Holdings
from app.roster.rollovers import RolloverRefused

_LAST_GRADE = 9
_NO_PUPILS = Label(
    "没有在班学生，没有可以升级的班级。请先导入花名册。",
    "No pupil is in any class; there is nothing to move up. Import a roster first.",
)


class Step(Choice):
    """What becomes of the pupils of a class."""

    UP = "up", "升一级", "Moves up"
    STAY = "stay", "留在本级", "Stays"
    LEAVE = "leave", "毕业离校", "Graduates"


class PairChoice(Choice):
    """What the person decided about a pair."""

    KEEP = "keep", "继续结对", "Goes on"
    END = "end", "结束结对", "Ends"
    LATER = "later", "以后再定", "Decide later"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person changed about the proposal; keys are ids of classes and pairs, a homeroom of 0 is nobody."""

    steps: Mapping[int, Step] = field(default_factory=dict)
    homerooms: Mapping[int, int] = field(default_factory=dict)
    pairs: Mapping[int, PairChoice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """A class and what becomes of it; `to` is the (grade, number) of its next class, None when it leaves."""

    id: int
    label: str
    pupils: tuple[int, ...]
    step: Step
    to: tuple[int, int] | None
    homeroom_id: int | None

    @property
    def to_label(self) -> str:
        return class_label(*self.to) if self.to else ""


@dataclass(frozen=True, slots=True)
class PairPlan:
    """A pair that goes on or is asked about."""

    id: int
    child: str
    class_label: str
    mentor: str
    choice: PairChoice


@dataclass(frozen=True, slots=True)
class YearPlan:
    """The whole proposal; `year_id` is None when the new year does not stand yet."""

    from_label: str
    year_id: int | None
    year_label: str
    starts_on: dt.date
    ends_on: dt.date
    classes: tuple[ClassPlan, ...]
    pairs: tuple[PairPlan, ...]
    #: First grades that stay empty until the new pupils come.
    new_first_grades: tuple[tuple[int, int], ...]

    @property
    def last_day(self) -> dt.date:
        """The last day of the old year."""
        return self.starts_on - dt.timedelta(days=1)


def plan_year(holdings: Holdings, choices: Choices) -> YearPlan:
    """The proposal with the person's changes; RolloverRefused when no class has pupils."""
    pupils = _pupils_by_class(holdings)
    old = _old_year(holdings, pupils)
    year_id, label, starts_on, ends_on = _next_year(holdings, old)
    rows = [each for each in holdings.rows(SchoolClass, school_year_id=old.id) if pupils.get(each.id)]
    rows.sort(key=lambda each: (each.grade, each.number))
    classes = tuple(_class_plan(holdings, each, rows, pupils[each.id], choices) for each in rows)
    taken = {plan.to for plan in classes}
    first = tuple(
        (each.grade, each.number)
        for each in rows
        if each.grade == min(1, rows[-1].grade) and (each.grade, each.number) not in taken
    )
    pairs = _pair_plans(holdings, classes, choices)
    return YearPlan(old.label, year_id, label, starts_on, ends_on, classes, pairs, first)


def _pupils_by_class(holdings: Holdings) -> dict[int, tuple[int, ...]]:
    """Pupils with an open stay, by class."""
    found: dict[int, list[int]] = defaultdict(list)
    for stay in holdings.rows(Enrollment):
        student = next(iter(holdings.rows(Student, id=stay.student_id)), None)
        if stay.ends_on is None and student is not None and student.status is StudentStatus.ENROLLED:
            found[stay.school_class_id].append(stay.student_id)
    return {class_id: tuple(sorted(ids)) for class_id, ids in found.items()}


def _old_year(holdings: Holdings, pupils: Mapping[int, tuple[int, ...]]) -> Any:
    years = {each.school_year_id for each in holdings.rows(SchoolClass) if each.id in pupils}
    if not years:
        raise RolloverRefused(_NO_PUPILS)
    return max((each for each in holdings.rows(SchoolYear) if each.id in years), key=lambda y: y.starts_on)


def _next_year(holdings: Holdings, old: Any) -> tuple[int | None, str, dt.date, dt.date]:
    """(id, name, first and last day) of the year after: the one on record, or one that follows without a gap."""
    later = [each for each in holdings.rows(SchoolYear) if each.starts_on > old.starts_on]
    if later:
        year = min(later, key=lambda each: each.starts_on)
        return year.id, year.label, year.starts_on, year.ends_on
    starts_on = old.ends_on + dt.timedelta(days=1)
    ends_on = _a_year_after(starts_on) - dt.timedelta(days=1)
    return None, f"{starts_on.year}-{starts_on.year + 1}", starts_on, ends_on


def _a_year_after(day: dt.date) -> dt.date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _class_plan(
    holdings: Holdings, own: Any, rows: list[Any], pupils: tuple[int, ...], choices: Choices
) -> ClassPlan:
    step = choices.steps.get(own.id) or _usual_step(own, rows)
    to = {Step.UP: _grade_above(own, rows), Step.STAY: (own.grade, own.number), Step.LEAVE: None}[step]
    homeroom = choices.homerooms.get(own.id, _homeroom_of(holdings, own.id))
    return ClassPlan(own.id, own.label, pupils, step, to, homeroom or None)


def _usual_step(own: Any, rows: list[Any]) -> Step:
    """The top grade leaves; a kindergarten that is one class stays, since only some of its children are six."""
    if own.grade == rows[-1].grade and (own.grade or _is_top_of_kindergarten(own, rows)):
        return Step.LEAVE
    return Step.UP if own.grade or own.number else Step.STAY


def _is_top_of_kindergarten(own: Any, rows: list[Any]) -> bool:
    return bool(own.number) and own.number == max(each.number for each in rows if each.grade == 0)


def _grade_above(own: Any, rows: list[Any]) -> tuple[int, int]:
    """Grade + 1 with the same number; kindergarten classes go up by number, the last into a first grade."""
    if own.grade:
        return min(own.grade + 1, _LAST_GRADE), own.number
    if own.number and not _is_top_of_kindergarten(own, rows):
        return 0, own.number + 1
    return 1, min((each.number for each in rows if each.grade == 1), default=0)


def _homeroom_of(holdings: Holdings, class_id: int) -> int | None:
    """Who heads the class now and does not leave."""
    for each in holdings.rows(TeachingAssignment, school_class_id=class_id):
        is_going_on = each.role is TeachingRole.HOMEROOM and (
            each.ends_on is None or each.ends_on >= clock.today()
        )
        staff = holdings.rows(Staff, id=each.staff_id) if is_going_on else []
        if staff and staff[0].left_on is None:
            return int(each.staff_id)
    return None


def _pair_plans(holdings: Holdings, classes: tuple[ClassPlan, ...], choices: Choices) -> tuple[PairPlan, ...]:
    """The open pairs of children who stay at the school, class by class."""
    found = []
    for plan in classes:
        for student_id in plan.pupils if plan.to else ():
            for pair in holdings.rows(Mentoring, student_id=student_id):
                if pair.ends_on is None:
                    choice = choices.pairs.get(pair.id, PairChoice.KEEP)
                    child = holdings.get(Student, student_id).name
                    mentor = holdings.rows(Staff, id=pair.mentor_id)
                    name = mentor[0].name if mentor else ""
                    found.append(PairPlan(pair.id, child, plan.to_label, name, choice))
    return tuple(found)
