"""Activities of the demo: events of twenty kinds and more with who came, lessons, and a monthly birthday party."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from app import clock
from app.database import ClosedSession
from app.demo.care import COUNSELOR, PRINCIPAL
from app.demo.dates import DemoDates
from app.demo.families import Child
from app.demo.rows import add_all, insert_all
from app.demo.township import Place
from app.models.events.event import Event, EventKind
from app.models.events.event_adult import EventAdult
from app.models.events.event_student import EventRole, EventStudent
from app.models.events.lesson import Lesson, LessonStatus, LessonSubject
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff

_DAY = dt.timedelta(days=1)
#: (kind, title, day of the term, children, adults): each happened in the weeks that lie behind us.
_SCHOOL_EVENTS = (
    (EventKind.STAFF_MEETING, "关爱留守儿童动员会", 2, 0, 24),
    (EventKind.LEADING_GROUP_MEETING, "领导小组第一次会议", 4, 0, 7),
    (EventKind.MENTOR_MEETING, "帮扶教师工作会", 8, 0, 18),
    (EventKind.LAUNCH, "师生结对仪式", 9, 96, 22),
    (EventKind.FLAG, "升国旗仪式", 14, 240, 22),
    (EventKind.GUARDIAN_MEETING, "临时监护人会议", 17, 0, 46),
    (EventKind.HEALTH_LECTURE, "秋冬季传染病预防讲座", 18, 230, 12),
    (EventKind.HEALTH_PUBLICITY, "宣传栏：养成洗手好习惯", 21, 240, 3),
    (EventKind.TRAFFIC_LECTURE, "交警进校园", 23, 238, 15),
    (EventKind.DRIVER_MEETING, "接送车司机座谈会", 24, 0, 9),
    (EventKind.FESTIVAL, "中秋团圆会", 28, 104, 20),
    (EventKind.FORUM, "帮扶教师、学生、监护人座谈会", 31, 20, 30),
    (EventKind.EXCURSION, "参观老街陶艺工坊", 36, 58, 8),
    (EventKind.SPORTS, "趣味运动会", 38, 250, 24),
    (EventKind.LAW_SAFETY_PSYCH_LECTURE, "法制、安全与心理健康讲座", 42, 240, 14),
    (EventKind.READING, "我读一本好书交流会", 45, 64, 6),
    (EventKind.CONTEST, "“写给爸爸妈妈”书信征文", 49, 71, 5),
    (EventKind.FILM, "励志片放映", 51, 120, 6),
    (EventKind.SOCIAL_SERVICE, "清扫老街社区", 54, 40, 5),
    (EventKind.HEART_TALK, "恳谈会", 56, 12, 1),
    (EventKind.SEMINAR, "留守儿童教育研讨会", 58, 0, 21),
    (EventKind.CONSOLATION, "走访慰问", 60, 8, 6),
    (EventKind.EDUCATION, "感恩教育：给家里写一张卡片", 63, 104, 12),
    (EventKind.PARENT_MEETING, "返乡家长会", 65, 0, 52),
    (EventKind.VISIT, "兄弟学校同学来访", 22, 46, 9),
    (EventKind.SOCIAL, "师生家长联谊会", 33, 52, 40),
    (EventKind.SOCIAL_PRACTICE, "学做一道家常菜", 34, 48, 6),
    (EventKind.OPEN_DAY, "家长开放日", 40, 0, 61),
    (EventKind.SPEECH, "“我的梦想”演讲", 43, 96, 12),
    (EventKind.EXCHANGE, "家教经验交流会", 47, 0, 33),
    (EventKind.PERFORMANCE, "阳光舞台文艺演出", 59, 104, 26),
    (EventKind.LIAISON, "派出所、村委会联席会", 61, 0, 11),
    (EventKind.COMMENDATION, "进步之星表彰会", 64, 240, 24),
)
_VILLAGE_EVENTS = (
    (EventKind.FLAG, "升国旗仪式", 14, 20, 2),
    (EventKind.GUARDIAN_MEETING, "监护人会议", 17, 0, 8),
    (EventKind.FESTIVAL, "中秋联欢", 28, 20, 2),
)
_NAMED = (EventKind.EXCURSION, EventKind.CONTEST, EventKind.PERFORMANCE)
_TOPICS = ("饭前便后洗手", "认识龋齿", "近视的预防", "食品安全", "合理作息", "简单外伤的处理")
#: In the half of a term: a class with too few hours (the first), the others on their way to 18.
_HOURS = (6, 10, 11, 9, 12, 10)


def make_activities(
    session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates
) -> None:
    """Events with their children and adults, and the lessons of every class up to today."""
    here = [child for child in children if child.left_on is None]
    lines = _SCHOOL_EVENTS if place.is_central else _VILLAGE_EVENTS
    planned = [_event(place, *line, dates) for line in lines]
    events = [event for event in planned if event.starts_at <= clock.now()]
    add_all(session, events)
    _attended(session, place, events, here)
    _birthdays(session, place, here, dates)
    _class_meetings(session, place, dates)
    insert_all(session, Lesson, _lessons(place, dates))


def _event(
    place: Place, kind: EventKind, title: str, day: int, children: int, adults: int, dates: DemoDates
) -> Event:
    starts_at = _at(dates.current.days.starts_on + day * _DAY, 15)
    head = (
        place.staff[COUNSELOR]
        if kind is EventKind.HEART_TALK and place.is_central
        else place.staff[PRINCIPAL]
    )
    return Event(
        school_id=place.school.id,
        kind=kind,
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=80),
        place="多功能教室" if adults and not children else "操场",
        organiser_id=head.id,
        for_left_behind_only=kind in _NAMED or kind is EventKind.HEART_TALK,
        plan="由负责老师提前一周通知，活动后写纪要。",
        minutes="按方案进行，秩序良好，孩子们积极参加。",
        headcount_children=None if kind in _NAMED else children,
        headcount_adults=adults,
    )


def _attended(session: ClosedSession, place: Place, events: Sequence[Event], here: Sequence[Child]) -> None:
    """Named children of two events, and the sign-in sheets of the meetings."""
    for event in events:
        if event.kind in _NAMED:
            role = EventRole.PERFORMED if event.kind is EventKind.PERFORMANCE else EventRole.TOOK_PART
            rows = [_line(place, event, child, role) for child in here[::2]]
            insert_all(session, EventStudent, rows)
        if event.kind in (EventKind.SEMINAR, EventKind.LEADING_GROUP_MEETING):
            staff = [
                EventAdult(
                    school_id=place.school.id, event_id=event.id, staff_id=each.id, is_present=number % 9 > 0
                )
                for number, each in enumerate(place.staff[:8])
            ]
            add_all(
                session,
                [
                    *staff,
                    EventAdult(school_id=place.school.id, event_id=event.id, outside_name="镇中心校来宾"),
                ],
            )
        if event.kind in (EventKind.GUARDIAN_MEETING, EventKind.FORUM):
            guardians = {child.guardian_id for child in here[:24] if child.guardian_id is not None}
            add_all(
                session,
                [
                    EventAdult(
                        school_id=place.school.id, event_id=event.id, caregiver_id=key, is_present=key % 5 > 0
                    )
                    for key in sorted(guardians)
                ],
            )


def _line(place: Place, event: Event, child: Child, role: EventRole) -> dict[str, object]:
    return {"school_id": place.school.id, "event_id": event.id, "student_id": child.id, "role": role}


def _birthdays(session: ClosedSession, place: Place, here: Sequence[Child], dates: DemoDates) -> None:
    """One party a month up to the last one; this month's is still to be held."""
    first = dates.current.days.starts_on
    month = first.replace(day=1)
    while (month.year, month.month) < (dates.today.year, dates.today.month):
        born = [child for child in here[1:] if child.pupil.born.month == month.month]
        day = max(first, month + 24 * _DAY)
        if born:
            party = _event(place, EventKind.BIRTHDAY, f"{month.month}月集体生日会", 0, 0, 4, dates)
            party.starts_at, party.ends_at = _at(day, 16), _at(day, 17)
            party.headcount_children = None
            add_all(session, [party])
            insert_all(
                session, EventStudent, [_line(place, party, child, EventRole.BIRTHDAY) for child in born]
            )
        month = (month + 32 * _DAY).replace(day=1)


def _class_meetings(session: ClosedSession, place: Place, dates: DemoDates) -> None:
    classes = list(place.classes.values())
    meetings = []
    for number, school_class in enumerate(classes[: len(classes) - 2] if place.is_central else ()):
        meeting = _event(place, EventKind.CLASS_MEETING, "主题班会：我和远方的家", 20 + number, 20, 1, dates)
        meeting.school_class_id, meeting.organiser_id = school_class.id, place.heads[school_class.id].id
        meeting.place = "本班教室"
        meetings.append(meeting)
    add_all(session, meetings)


def _lessons(place: Place, dates: DemoDates) -> list[dict[str, object]]:
    found = []
    for number, school_class in enumerate(place.classes.values()):
        teacher = place.heads.get(school_class.id, place.staff[-1])
        for week in range(_HOURS[number % len(_HOURS)]):
            held_on = dates.current.days.starts_on + (week * 6 + number % 5) * _DAY
            if held_on <= dates.today:
                found.append(_lesson(place, school_class, teacher, held_on, week))
    return found


def _lesson(
    place: Place, school_class: SchoolClass, teacher: Staff, held_on: dt.date, week: int
) -> dict[str, object]:
    is_dropped = week == 3 and school_class.number == 1
    return {
        "school_id": place.school.id,
        "school_class_id": school_class.id,
        "held_on": held_on,
        "subject": LessonSubject.MIND
        if week == 2
        else LessonSubject.LAW
        if week == 4
        else LessonSubject.HEALTH,
        "hours": Decimal(1),
        "teacher_id": teacher.id,
        "topic": _TOPICS[week % len(_TOPICS)],
        "is_plan_ready": True,
        "status": LessonStatus.DIVERTED if is_dropped else LessonStatus.HELD,
        "reason": "全镇统一检测，改上数学。" if is_dropped else None,
    }


def _at(day: dt.date, hour: int) -> dt.datetime:
    return clock.from_china(dt.datetime.combine(day, dt.time(hour)))
