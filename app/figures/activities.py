"""Section 八, activities: events by kind, children who took part, birthdays kept, and the ten ones."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.access.vocabulary import Label
from app.figures._conditions import held, left_behind, standing
from app.figures._registry import Reading, Rows, Sum, figure
from app.figures.birthdays import BY, birthdays, missed, months_over
from app.figures.ten_ones import BY as TEN_BY
from app.figures.ten_ones import ten_ones
from app.models.events.event import Event, EventKind
from app.models.events.event_student import EventStudent
from app.models.people.student import Student
from app.models.school.school import School
from app.standards.as_of import AsOf


@figure(
    "events",
    Label("活动与会议", "Events and meetings"),
    Label("本学期到统计日开展的各类活动与会议合计", "Of every kind, held in the term up to the day"),
    8,
)
def events(_session: Any, at: AsOf) -> Rows:
    return Rows(Event, held(at))


def events_by_kind(session: Any, at: AsOf) -> dict[EventKind, int]:
    """Events of the term by kind, only the kinds of which there was one, in the order of the list."""
    found = dict(
        session.execute(select(Event.kind, func.count(Event.id)).where(*held(at)).group_by(Event.kind)).all()
    )
    return {kind: found[kind] for kind in EventKind if kind in found}


@figure(
    "excursions",
    Label("校外游览", "Excursions"),
    Label("本学期到统计日组织的次数", "Held in the term up to the day"),
    8,
    systems=("K07",),
    rules=("R57",),
)
def excursions(_session: Any, at: AsOf) -> Rows:
    return Rows(Event, held(at, EventKind.EXCURSION))


@figure(
    "children-in-events",
    Label("参加活动的儿童", "Children who took part"),
    Label(
        "本学期在至少一次活动的名单上的留守儿童 ÷ 留守儿童",
        "Left-behind children on the list of at least one event of the term / left-behind children",
    ),
    8,
)
def children_in_events(_session: Any, at: AsOf) -> Rows:
    of_term = select(Event.id).where(*held(at))
    took_part = select(EventStudent.student_id).where(
        *standing(EventStudent, at), EventStudent.event_id.in_(of_term)
    )
    children = (Student.id.in_(left_behind(at)),)
    return Rows(Student, (*children, Student.id.in_(took_part)), children)


@figure(
    "birthdays-kept",
    Label("过了生日的儿童", "Birthdays kept"),
    Label(
        "生日在本学期已过完的月份里、本年在生日会名单上的留守儿童 ÷ 生日在这些月份里的留守儿童",
        "Named at a birthday party of this year / children with a birthday in the months of the term that are over",
    ),
    8,
    systems=("K04",),
    rules=("R19", "R47"),
)
def birthdays_kept(session: Any, at: AsOf) -> Sum:
    over = months_over(at)
    whole = {each.student_id for each in birthdays(session, at) if each.month in over}
    kept = whole - {each.student_id for each in missed(session, at)}
    return Sum(Student, Reading(len(kept), len(whole)), tuple(sorted(kept)), (left_behind(at), *BY))


@figure(
    "ten-ones",
    Label("十个一", "The ten ones"),
    Label(
        "已做到的条数 ÷ 十条；逐条见十个一清单", "Those kept / ten; one by one on the list of the ten ones"
    ),
    8,
    systems=("K13",),
)
def ten_ones_kept(session: Any, at: AsOf) -> Sum:
    """Its ten lines are counted over ten different things, so it opens into no one list."""
    ones = ten_ones(session, at)
    return Sum(
        School,
        Reading(sum(one.is_kept for one in ones), len(ones)),
        (),
        (left_behind(at), *TEN_BY),
    )
