"""Pupils of the demo schools: who they are, in which class, and which of them are left behind."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from itertools import cycle

from app.database import ClosedSession
from app.demo.dates import DemoDates
from app.demo.names import RARE, Names
from app.demo.rows import insert_all, insert_named
from app.demo.township import TOWNSHIP, Place
from app.models.people.enrollment import Enrollment, EnrollmentEnd
from app.models.people.id_numbers import Gender
from app.models.people.student import Student, StudentStatus
from app.models.school.school_class import SchoolClass

#: Children who stop being left behind in the current term, over and above those in force.
LEAVERS = 3
#: Every so many-th left-behind child has an elder brother or sister among the others.
_SIBLING_STEP = 10


@dataclass(slots=True)
class Pupil:
    """A pupil as the rest of the demo needs him; `id` is set once he is written."""

    name: str
    gender: Gender
    born: dt.date
    place_in_school: tuple[int, int]
    school_class: SchoolClass
    class_before: SchoolClass | None
    village: int
    is_left_behind: bool
    elder: Pupil | None = None
    id: int = 0

    @property
    def surname(self) -> str:
        return self.name[0]


def make_pupils(
    session: ClosedSession, place: Place, dates: DemoDates, names: Names, chance: random.Random
) -> list[Pupil]:
    """All pupils of the school; of the left-behind ones the last few leave in the course of the term."""
    keys = list(place.classes)
    chance.shuffle(keys)
    # Left-behind children are spread unevenly, as in life: two parts go round all classes, the third stays in half.
    round_all, round_half = cycle(keys), cycle(keys[: max(len(keys) // 2, 1)])
    count = place.plan.children + (LEAVERS if place.is_central else 0)
    pupils: list[Pupil] = []
    for number in range(place.plan.pupils):
        is_left_behind = number < count
        key = next(round_half) if is_left_behind and number % 3 == 0 else next(round_all)
        pupils.append(_pupil(place, key, is_left_behind, dates, names, chance))
    _give_rare_names(place, pupils)
    _make_siblings(pupils, names)
    _write(session, place, pupils, dates, names)
    return pupils


def _pupil(
    place: Place,
    key: tuple[int, int],
    is_left_behind: bool,
    dates: DemoDates,
    names: Names,
    chance: random.Random,
) -> Pupil:
    gender = chance.choice(list(Gender))
    youngest = dt.date(dates.current.first_year - 5 - key[0], 8, 31)
    return Pupil(
        name=names.child(gender),
        gender=gender,
        born=youngest - dt.timedelta(days=chance.randrange(364)),
        place_in_school=key,
        school_class=place.classes[key],
        class_before=place.classes_before.get(key),
        village=chance.randrange(len(place.villages)),
        is_left_behind=is_left_behind,
    )


def _give_rare_names(place: Place, pupils: list[Pupil]) -> None:
    if place.is_central:
        for pupil, name in zip(pupils[4:60:9], RARE, strict=False):
            pupil.name = name
            pupil.gender = Gender.FEMALE if name in ("王㛃", RARE[-1]) else Gender.MALE


def _make_siblings(pupils: list[Pupil], names: Names) -> None:
    """A younger child takes the family name of an elder one of the same village."""
    children = [pupil for pupil in pupils if pupil.is_left_behind and pupil.name not in RARE]
    for younger in children[::_SIBLING_STEP]:
        elder = next(
            (
                other
                for other in children
                if other.place_in_school[0] > younger.place_in_school[0]
                and other.village == younger.village
                and other.elder is None
            ),
            None,
        )
        if elder is not None:
            younger.elder = elder
            younger.name = names.child(younger.gender, elder.surname)


def _write(session: ClosedSession, place: Place, pupils: list[Pupil], dates: DemoDates, names: Names) -> None:
    ids = insert_named(session, Student, [_student(place, pupil, names) for pupil in pupils])
    for pupil, key in zip(pupils, ids, strict=True):
        pupil.id = key
    insert_all(session, Enrollment, [row for pupil in pupils for row in _enrollments(place, pupil, dates)])


def _student(place: Place, pupil: Pupil, names: Names) -> dict[str, object]:
    number = names.id_number(pupil.born, pupil.gender)
    village = place.villages[pupil.village]
    return {
        "school_id": place.school.id,
        "name": pupil.name,
        "gender": pupil.gender,
        "birth_date": pupil.born,
        "school_class_id": pupil.school_class.id,
        "student_no": f"G{number}",
        "id_card_no": number,
        "village_id": village.id,
        "home_address": f"{TOWNSHIP}{village.name}{1 + pupil.born.day % 9}组",
        "status": StudentStatus.ENROLLED,
    }


def _enrollments(place: Place, pupil: Pupil, dates: DemoDates) -> list[dict[str, object]]:
    new_year = dates.current.days.starts_on
    now = _stay(
        place, pupil, pupil.school_class, new_year if dates.is_new_year else dates.last.days.starts_on
    )
    if not dates.is_new_year or pupil.class_before is None:
        return [now]
    before = _stay(place, pupil, pupil.class_before, dates.last.days.starts_on)
    ended = {"ends_on": new_year - dt.timedelta(days=1), "end_reason": EnrollmentEnd.PROMOTED}
    return [before | ended, now]


def _stay(place: Place, pupil: Pupil, of: SchoolClass, starts_on: dt.date) -> dict[str, object]:
    return {
        "school_id": place.school.id,
        "student_id": pupil.id,
        "school_class_id": of.id,
        "starts_on": starts_on,
        "ends_on": None,
        "end_reason": None,
    }
