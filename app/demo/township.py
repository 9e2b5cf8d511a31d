"""The three schools of the invented township: calendar, classes, staff, settings; written through all rules."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from app.database import ClosedSession
from app.demo.dates import DemoDates, DemoTerm
from app.demo.names import Names
from app.demo.rows import add_all
from app.models.people.id_numbers import Gender
from app.models.people.special_category import CategoryGroup, SpecialCategory
from app.models.school.contact_channel import ChannelKind, ContactChannel
from app.models.school.leading_group import GroupLevel, LeadingGroup
from app.models.school.leading_group_member import GroupPost, LeadingGroupMember
from app.models.school.school import School, SchoolKind
from app.models.school.school_class import SchoolClass
from app.models.school.school_year import SchoolYear
from app.models.school.staff import Staff, StaffCategory
from app.models.school.teaching_assignment import TeachingAssignment, TeachingRole
from app.models.school.term import Term
from app.models.school.term_break import TermBreak
from app.models.school.village import Village

TOWNSHIP = "平安镇"
#: Codes no real school has: by them a demo database is known.
CODE = "DEMO-"

_SUBJECTS = ("语文", "数学", "英语", "科学", "体育", "音乐")
_CATEGORIES = (
    ("T1", "特困生", CategoryGroup.THREE_SPECIAL, True),
    ("T2", "特长生", CategoryGroup.THREE_SPECIAL, False),
    ("T3", "残障生", CategoryGroup.THREE_SPECIAL, True),
    ("Z1", "潜能生", CategoryGroup.PRIORITY, True),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a school is to be: its classes as (grade, how many), its pupils and the left-behind among them."""

    code: str
    name: str
    kind: SchoolKind
    classes: tuple[tuple[int, int], ...]
    pupils: int
    children: int
    staff: int
    villages: tuple[str, ...]


PLANS = (
    Plan(
        f"{CODE}1",
        "平安镇中心小学（演示）",
        SchoolKind.CENTRAL,
        tuple((grade, 2) for grade in range(1, 7)),
        252,
        104,
        24,
        ("柳树村", "河口村", "青石村", "老街社区"),
    ),
    Plan(
        f"{CODE}2",
        "柳林村小学（演示）",
        SchoolKind.COMPLETE,
        tuple((grade, 1) for grade in range(1, 7)),
        42,
        14,
        4,
        ("柳林村", "上坝村"),
    ),
    Plan(
        f"{CODE}3",
        "石桥村教学点（演示）",
        SchoolKind.POINT,
        tuple((grade, 1) for grade in range(1, 4)),
        21,
        8,
        2,
        ("石桥村",),
    ),
)


@dataclass(slots=True)
class Place:
    """A school with the rows that the rest of the demo refers to."""

    plan: Plan
    school: School
    last: Term
    current: Term
    staff: list[Staff]
    #: (grade, number) -> class of the current year, and of the year of the last term.
    classes: dict[tuple[int, int], SchoolClass] = field(default_factory=dict)
    classes_before: dict[tuple[int, int], SchoolClass] = field(default_factory=dict)
    #: class id -> homeroom teacher
    heads: dict[int, Staff] = field(default_factory=dict)
    villages: list[Village] = field(default_factory=list)
    categories: dict[str, SpecialCategory] = field(default_factory=dict)

    @property
    def is_central(self) -> bool:
        return self.plan.kind is SchoolKind.CENTRAL


def make_place(
    session: ClosedSession, plan: Plan, dates: DemoDates, names: Names, chance: random.Random
) -> Place:
    """A school with its calendar, staff and classes."""
    school = School(
        code=plan.code,
        name=plan.name,
        kind=plan.kind,
        township=TOWNSHIP,
        cluster="东片" if plan.kind is SchoolKind.CENTRAL else "西片",
        address=f"{TOWNSHIP}{plan.villages[0]}",
        superior_edu_name="云山县教育局（演示）",
        superior_edu_phone="10000001001",
        privacy_officer="李老师（演示）",
        privacy_phone="10000001009",
        complaint_place="云山县教育局（演示）",
        township_gov_phone="10000001002",
    )
    add_all(session, [school])
    years = _years(session, school, dates)
    last, current = (
        _term(session, school, years[term.first_year], term, is_current=term is dates.current)
        for term in (dates.last, dates.current)
    )
    place = Place(plan, school, last, current, _staff(session, school, plan, names, chance))
    place.classes = _classes(session, place, years[dates.current.first_year], years_back=0)
    place.classes_before = (
        _classes(session, place, years[dates.last.first_year], years_back=1)
        if dates.is_new_year
        else place.classes
    )
    _assign_heads(session, place, dates)
    _settings(session, place)
    _leading_group(session, place)
    return place


def _years(session: ClosedSession, school: School, dates: DemoDates) -> dict[int, SchoolYear]:
    years = {
        first: SchoolYear(
            school_id=school.id, label=f"{first}-{first + 1}", starts_on=days.starts_on, ends_on=days.ends_on
        )
        for first, days in dates.years()
    }
    add_all(session, years.values())
    return years


def _term(
    session: ClosedSession, school: School, year: SchoolYear, term: DemoTerm, *, is_current: bool
) -> Term:
    row = Term(
        school_id=school.id,
        school_year_id=year.id,
        half=term.half,
        label=term.label,
        starts_on=term.days.starts_on,
        ends_on=term.days.ends_on,
        midterm_exam_on=term.days.starts_on + dt.timedelta(weeks=9, days=2),
        final_exam_on=term.days.ends_on - dt.timedelta(days=2),
        is_current=is_current,
    )
    add_all(session, [row])
    breaks = (
        TermBreak(
            school_id=school.id, term_id=row.id, name=name, starts_on=free.starts_on, ends_on=free.ends_on
        )
        for name, free in term.breaks
    )
    add_all(session, breaks)
    return row


def _staff(
    session: ClosedSession, school: School, plan: Plan, names: Names, chance: random.Random
) -> list[Staff]:
    staff = [_member(school, plan, number, names, chance) for number in range(plan.staff)]
    add_all(session, staff)
    return staff


#: (post, category, qualification) of the first members of the central school; the others teach.
_POSTS = (
    ("校长", StaffCategory.ADMINISTRATION, None),
    ("心理辅导教师", StaffCategory.TEACHER, "国家二级心理咨询师"),
    ("心理辅导教师（兼）", StaffCategory.TEACHER, "中小学心理健康教育教师资格"),
    ("教务主任", StaffCategory.ADMINISTRATION, None),
    ("信息技术教师", StaffCategory.TEACHER, None),
    ("政教主任", StaffCategory.STUDENT_AFFAIRS, None),
    ("总务", StaffCategory.LOGISTICS, None),
    ("生活老师", StaffCategory.LOGISTICS, None),
)
_VILLAGE_POSTS = (
    ("负责人", StaffCategory.ADMINISTRATION, None),
    ("教师", StaffCategory.TEACHER, "心理健康教育C证"),
)


def _member(school: School, plan: Plan, number: int, names: Names, chance: random.Random) -> Staff:
    posts = _POSTS if plan.kind is SchoolKind.CENTRAL else _VILLAGE_POSTS
    post, category, qualification = (
        posts[number]
        if number < len(posts)
        else (f"{chance.choice(_SUBJECTS)}教师", StaffCategory.TEACHER, None)
    )
    gender = chance.choice(list(Gender))
    return Staff(
        school_id=school.id,
        staff_no=f"{'ABC'[int(plan.code[-1]) - 1]}{number + 1:03d}",
        name=names.adult(gender),
        gender=gender,
        category=category,
        post=post,
        phone=names.phone(),
        qualification=qualification,
        is_counselor_qualified=qualification is not None,
    )


def _classes(
    session: ClosedSession, place: Place, year: SchoolYear, years_back: int
) -> dict[tuple[int, int], SchoolClass]:
    """By the place a class has today: third grade now was second grade a year before; first grade was not here."""
    made = {
        (grade, number): SchoolClass(
            school_id=place.school.id,
            school_year_id=year.id,
            grade=grade - years_back,
            number=number if count > 1 else 0,
        )
        for grade, count in place.plan.classes
        for number in range(1, count + 1)
        if grade > years_back
    }
    add_all(session, made.values())
    return made


def _assign_heads(session: ClosedSession, place: Place, dates: DemoDates) -> None:
    """The teachers at the end of the list head the classes, and keep theirs over the years."""
    border = dates.current.days.starts_on - dt.timedelta(days=1)
    teachers = place.staff[-len(place.classes) :]
    rows = []
    for index, key in enumerate(place.classes):
        head = teachers[index % len(teachers)]
        now, before = place.classes[key], place.classes_before.get(key)
        place.heads[now.id] = head
        if before is not None:
            place.heads[before.id] = head
        starts_on = dates.current.days.starts_on if dates.is_new_year else dates.last.days.starts_on
        rows.append(_homeroom(head, now, starts_on, None))
        if dates.is_new_year and before is not None:
            rows.append(_homeroom(head, before, dates.last.days.starts_on, border))
    add_all(session, rows)


def _homeroom(
    staff: Staff, of: SchoolClass, starts_on: dt.date, ends_on: dt.date | None
) -> TeachingAssignment:
    return TeachingAssignment(
        school_id=of.school_id,
        staff_id=staff.id,
        school_class_id=of.id,
        role=TeachingRole.HOMEROOM,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _settings(session: ClosedSession, place: Place) -> None:
    key = place.school.id
    place.villages = [Village(school_id=key, name=name, township=TOWNSHIP) for name in place.plan.villages]
    place.categories = {
        name: SpecialCategory(school_id=key, code=code, name=name, kind=kind, is_sensitive=is_sensitive)
        for code, name, kind, is_sensitive in _CATEGORIES
    }
    number = int(place.plan.code[-1])
    channels = (
        (ChannelKind.FAMILY_PHONE, f"0999-100010{number}", True),
        (ChannelKind.FAMILY_VIDEO, f"亲情视频室{number}号机", True),
        (ChannelKind.COUNSELING_LINE, f"0999-100020{number}", True),
        (ChannelKind.LETTER_BOX, "知心信箱（一楼楼梯口）", True),
    )
    lines = [
        ContactChannel(
            school_id=key,
            kind=kind,
            number=text,
            is_public=is_public,
            keeper_id=place.staff[-1].id,
            opened_on=place.last.starts_on,
        )
        for kind, text, is_public in channels[: 4 if place.is_central else 1]
    ]
    add_all(session, [*place.villages, *place.categories.values(), *lines])


def _leading_group(session: ClosedSession, place: Place) -> None:
    for term in (place.last, place.current):
        group = LeadingGroup(
            school_id=place.school.id,
            level=GroupLevel.SCHOOL,
            term_id=term.id,
            name="留守儿童关爱工作领导小组",
        )
        add_all(session, [group])
        posts = (GroupPost.LEADER, GroupPost.DEPUTY, *[GroupPost.MEMBER] * 4)
        members = [
            LeadingGroupMember(
                school_id=place.school.id,
                leading_group_id=group.id,
                staff_id=staff.id,
                post=post,
                office=staff.post,
            )
            for staff, post in zip(place.staff, posts, strict=False)
        ]
        outsider = LeadingGroupMember(
            school_id=place.school.id,
            leading_group_id=group.id,
            outside_name="村委会妇女主任",
            post=GroupPost.MEMBER,
            office=f"{place.plan.villages[0]}村委会",
        )
        add_all(session, [*members, outsider])
