"""Event 活动（会议）：a festival, a lecture, a party or a meeting, with its plan, its attendance and its minutes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, Problem, Rests, not_before
from app.models._validation import Look, is_given


class EventKind(Choice):
    """What took place (domain 2.9)."""

    FLAG = "flag", "升国旗", "Flag raising"
    CLASS_MEETING = "class-meeting", "主题班队会", "Theme class meeting"
    FESTIVAL = "festival", "节日庆祝", "Festival"
    BIRTHDAY = "birthday", "生日会", "Birthday party"
    SPEECH = "speech", "演讲", "Speech contest"
    CONTEST = "contest", "竞赛与征文书画", "Essay, painting or other contest"
    PERFORMANCE = "performance", "文艺演出", "Performance"
    SPORTS = "sports", "文体活动", "Arts, games and sports"
    SOCIAL_PRACTICE = "social-practice", "社会实践", "Social practice"
    SOCIAL_SERVICE = "social-service", "社会服务", "Social service"
    EXCURSION = "excursion", "校外游览", "Excursion"
    FILM = "film", "励志片", "Inspiring film"
    READING = "reading", "读书活动", "Reading"
    VISIT = "visit", "亲情见面", "Family reunion"
    HEALTH_LECTURE = "health-lecture", "健康讲座", "Health lecture"
    HEALTH_PUBLICITY = "health-publicity", "卫生宣传", "Health publicity"
    LAW_SAFETY_PSYCH_LECTURE = "law-safety-psych-lecture", "法制安全心理讲座", "Law, safety and mind lecture"
    TRAFFIC_LECTURE = "traffic-lecture", "交通安全讲座", "Traffic safety lecture"
    DRIVER_MEETING = "driver-meeting", "司机座谈", "Drivers' forum"
    HEART_TALK = "heart-talk", "恳谈会", "Heart-to-heart meeting"
    FORUM = "forum", "三方座谈会", "Forum of mentor, child and guardian"
    GUARDIAN_MEETING = "guardian-meeting", "监护人会议", "Guardians' meeting"
    PARENT_MEETING = "parent-meeting", "家长会", "Parents' meeting"
    OPEN_DAY = "open-day", "家长开放日", "Open day"
    LAUNCH = "launch", "结对仪式", "Pairing ceremony"
    LEADING_GROUP_MEETING = "leading-group-meeting", "领导小组会", "Leading group meeting"
    STAFF_MEETING = "staff-meeting", "教职工大会", "All-staff meeting"
    MENTOR_MEETING = "mentor-meeting", "班主任（帮扶教师）工作会", "Mentors' meeting"
    SEMINAR = "seminar", "研讨会", "Seminar"
    EXCHANGE = "exchange", "经验交流", "Exchange of experience"
    CONSOLATION = "consolation", "慰问", "Comfort visit"
    COMMENDATION = "commendation", "表彰会", "Commendation"
    SOCIAL = "social", "联谊会", "Social of teachers, children and parents"
    LIAISON = "liaison", "社会联络", "Liaison with society"
    EDUCATION = "education", "感恩与四项教育", "Gratitude and the four educations"
    OTHER = "other", "其他", "Other"


#: Which registers of the 制度 (domain 1) an event of each kind keeps.
KIND_SYSTEMS: dict[EventKind, tuple[str, ...]] = {
    EventKind.FLAG: ("K01",),
    EventKind.CLASS_MEETING: ("K02", "K19", "K21"),
    EventKind.FESTIVAL: ("K03",),
    EventKind.BIRTHDAY: ("K04",),
    EventKind.SPEECH: ("K09",),
    EventKind.CONTEST: ("K14",),
    EventKind.PERFORMANCE: ("K08", "K19"),
    EventKind.SPORTS: ("K05", "K08", "K20"),
    EventKind.SOCIAL_PRACTICE: ("K06", "K22"),
    EventKind.SOCIAL_SERVICE: ("K06", "K18"),
    EventKind.EXCURSION: ("K07",),
    EventKind.FILM: ("J09",),
    EventKind.READING: ("I07",),
    EventKind.VISIT: ("D08", "K12"),
    EventKind.HEALTH_LECTURE: ("G02",),
    EventKind.HEALTH_PUBLICITY: ("G04",),
    EventKind.LAW_SAFETY_PSYCH_LECTURE: ("H07",),
    EventKind.TRAFFIC_LECTURE: ("H06",),
    EventKind.DRIVER_MEETING: ("H05",),
    EventKind.HEART_TALK: ("D24",),
    EventKind.FORUM: ("D17",),
    EventKind.GUARDIAN_MEETING: ("D16",),
    EventKind.PARENT_MEETING: ("D18",),
    EventKind.OPEN_DAY: ("E03",),
    EventKind.LAUNCH: ("C15",),
    EventKind.LEADING_GROUP_MEETING: ("A10",),
    EventKind.STAFF_MEETING: ("A11",),
    EventKind.MENTOR_MEETING: ("C22",),
    EventKind.SEMINAR: ("A16",),
    EventKind.EXCHANGE: ("A17", "E05"),
    EventKind.CONSOLATION: ("L06",),
    EventKind.COMMENDATION: ("M01",),
    EventKind.SOCIAL: ("D25",),
    EventKind.LIAISON: ("A07", "A27"),
    EventKind.EDUCATION: ("F14", "K11"),
    EventKind.OTHER: (),
}


def _is_one_class_or_one_grade(row: Event, _look: Look) -> Problem | None:
    if row.grade is None or not is_given(row, "school_class_id"):
        return None
    return Problem(
        "grade",
        Label(
            "已选班级，就不必再填年级；整个年级的活动请把班级留空。",
            "A class is named already; leave it empty for an event of the whole grade.",
        ),
    )


def _has_minutes_once_over(row: Event, _look: Look) -> Problem | None:
    """What lies ahead is a plan: nobody has attended it yet, and it has no minutes."""
    is_ahead = row.starts_at is not None and row.starts_at > clock.now()
    told = [name for name in ("minutes", "headcount_children", "headcount_adults") if getattr(row, name)]
    if not is_ahead or not told:
        return None
    return Problem(
        told[0],
        Label(
            "活动还没有开始，人数和纪要请在活动后填写；打算怎么办请写在“方案”里。",
            "It has not begun; attendance and minutes come afterwards, what is intended goes into the plan.",
        ),
    )


class Event(SchoolEntity):
    """One activity or meeting; without a class it is the whole school's. Children are counted or named."""

    spec = Spec(
        label=Label("活动与会议", "Event"),
        chapter=Chapter.EVENTS,
        group=Group.EVENTS,
        title="title",
        reach=Reach("class", "school_class_id"),
        owner="organiser_id",
        listed=(
            "starts_at",
            "title",
            "kind",
            "school_class_id",
            "place",
            "organiser_id",
            "headcount_children",
        ),
        searched=("title", "place"),
        filtered=("kind", "starts_at", "school_class_id", "organiser_id", "for_left_behind_only"),
        order="-starts_at",
        indexes=(("school_id", "starts_at"), ("school_id", "kind", "starts_at")),
        systems=tuple(sorted({code for codes in KIND_SYSTEMS.values() for code in codes})),
        rules=(
            not_before(
                "ends_at", "starts_at", Label("结束时间不能早于开始时间。", "It ends before it begins.")
            ),
            Judged(_is_one_class_or_one_grade),
            Judged(_has_minutes_once_over),
            Rests("starts_at"),
        ),
    )

    kind: Mapped[EventKind] = c.choice("类别", "Kind", EventKind, required=True)
    title: Mapped[str] = c.text("名称", "Title", length=80, required=True)
    starts_at: Mapped[dt.datetime] = c.moment("开始时间", "Starts at", required=True)
    ends_at: Mapped[dt.datetime | None] = c.moment("结束时间", "Ends at")
    place: Mapped[str | None] = c.text("地点", "Place")
    school_class_id: Mapped[int | None] = c.ref(
        "班级", "Class", "SchoolClass", hint=Label("全校活动留空。", "Empty for the whole school.")
    )
    grade: Mapped[int | None] = c.number("年级", "Grade", least=0, most=9)
    organiser_id: Mapped[int] = c.ref("负责人", "Organiser", "Staff", required=True)
    for_left_behind_only: Mapped[bool] = c.flag("专为留守儿童", "For left-behind children only")
    plan: Mapped[str | None] = c.long_text("方案", "Plan")
    minutes: Mapped[str | None] = c.long_text("纪要（总结）", "Minutes")
    headcount_children: Mapped[int | None] = c.number(
        "儿童人数", "Children", least=0, most=9999,
        hint=Label("点名的活动不必填，按名单计算。", "Not needed where the children are named."),
    )  # fmt: skip
    headcount_adults: Mapped[int | None] = c.number("成人人数", "Adults", least=0, most=9999)
