"""Meetings of a term: those that run the work (section 二), and those to which families come (section 五)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select

from app.access.vocabulary import Label
from app.figures._conditions import held
from app.figures._registry import Reading, Rows, Sum, figure
from app.models.events.event import Event, EventKind
from app.models.events.event_adult import EventAdult
from app.standards.as_of import AsOf

#: To these the families are invited.
FAMILY_MEETINGS = (
    EventKind.PARENT_MEETING,
    EventKind.GUARDIAN_MEETING,
    EventKind.FORUM,
    EventKind.HEART_TALK,
    EventKind.OPEN_DAY,
    EventKind.SOCIAL,
)


@figure(
    "group-meetings",
    Label("领导小组会", "Leading group meetings"),
    Label("本学期到统计日召开的领导小组会", "Of the leading group, held in the term up to the day"),
    2,
    ("A10",),
    ("R58",),
)
def group_meetings(_session: Any, at: AsOf) -> Rows:
    return Rows(Event, held(at, EventKind.LEADING_GROUP_MEETING))


@figure(
    "staff-meetings",
    Label("全校教职工大会", "All-staff meetings"),
    Label("本学期到统计日召开的全校教职工大会", "Of all staff, held in the term up to the day"),
    2,
    ("A11",),
    ("R59",),
)
def staff_meetings(_session: Any, at: AsOf) -> Rows:
    return Rows(Event, held(at, EventKind.STAFF_MEETING))


@figure(
    "seminars",
    Label("留守儿童教育研讨会", "Seminars"),
    Label("本学期到统计日召开的研讨会", "Seminars held in the term up to the day"),
    2,
    ("A16",),
    ("R52",),
)
def seminars(_session: Any, at: AsOf) -> Rows:
    return Rows(Event, held(at, EventKind.SEMINAR))


@figure(
    "mentor-meetings",
    Label("班主任（帮扶教师）工作会", "Mentors' meetings"),
    Label(
        "本学期到统计日召开的班主任（帮扶教师）工作会",
        "Of homeroom teachers and mentors, held in the term up to the day",
    ),
    2,
)
def mentor_meetings(_session: Any, at: AsOf) -> Rows:
    return Rows(Event, held(at, EventKind.MENTOR_MEETING))


@figure(
    "exchanges",
    Label("经验交流", "Exchanges of experience"),
    Label("本学期到统计日举办的经验交流", "Exchanges of experience held in the term up to the day"),
    2,
    ("A17",),
    ("R70",),
)
def exchanges(_session: Any, at: AsOf) -> Rows:
    return Rows(Event, held(at, EventKind.EXCHANGE))


@figure(
    "family-meetings",
    Label("家长、监护人会议", "Meetings with families"),
    Label(
        "本学期召开的家长会、监护人会议、三方座谈会、恳谈会、家长开放日、联谊会",
        "Parents' and guardians' meetings, forums, heart-to-heart meetings, open days and socials of the term",
    ),
    5,
    systems=("D16", "D17", "D18"),
    rules=("R50", "R51", "R61", "R76"),
)
def family_meetings(_session: Any, at: AsOf) -> Rows:
    return Rows(Event, held(at, *FAMILY_MEETINGS))


@figure(
    "family-attendance",
    Label("家长、监护人到会人次", "Attendance at meetings with families"),
    Label(
        "以上会议登记的成人到会人数合计；没有登记人数的按签到名单",
        "Adults at these meetings: the headcount recorded, or the list of those present",
    ),
    5,
    systems=("D18",),
)
def family_attendance(session: Any, at: AsOf) -> Sum:
    meetings = held(at, *FAMILY_MEETINGS)
    listed = _present(session, meetings)
    found = session.execute(
        select(Event.id, Event.headcount_adults).where(*meetings).order_by(Event.id)
    ).all()
    by = (
        *meetings,
        Event.headcount_adults,
        EventAdult.is_present,
        EventAdult.caregiver_id,
        EventAdult.outside_name,
    )
    came = {key: listed.get(key, 0) if number is None else number for key, number in found}
    return Sum(Event, Reading(sum(came.values())), tuple(key for key, number in came.items() if number), by)


def _present(session: Any, meetings: Any) -> dict[int, int]:
    """meeting -> families and guests ticked as present; the staff of the school are no guests."""
    counted = (
        select(EventAdult.event_id, func.count(EventAdult.id))
        .where(
            EventAdult.event_id.in_(select(Event.id).where(*meetings)),
            EventAdult.archived_at.is_(None),
            EventAdult.is_present.is_(True),
            or_(EventAdult.caregiver_id.is_not(None), EventAdult.outside_name.is_not(None)),
        )
        .group_by(EventAdult.event_id)
    )
    return dict(session.execute(counted).all())


@figure(
    "reunions",
    Label("亲情见面", "Family reunions"),
    Label(
        "本学期组织的孩子与父母见面的活动：父母来校或孩子去父母务工地",
        "Reunions arranged in the term: parents came, or children went to where they work",
    ),
    5,
    systems=("D08",),
)
def reunions(_session: Any, at: AsOf) -> Rows:
    return Rows(Event, held(at, EventKind.VISIT))
