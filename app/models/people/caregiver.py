"""Caregiver 家长/监护人: an adult of a child's family or in its place; siblings share the one row."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec, entity_named
from app.models._rules import Judged, Problem
from app.models._validation import Look
from app.models.people.id_numbers import Gender

CURRENT_GUARDIAN = "current-guardian"


class Education(Choice):
    """Schooling of an adult (文化水平)."""

    ILLITERATE = "illiterate", "不识字", "Cannot read"
    PRIMARY = "primary", "小学", "Primary school"
    JUNIOR = "junior", "初中", "Junior middle school"
    SENIOR = "senior", "高中（中专）", "Senior or vocational school"
    COLLEGE = "college", "大专及以上", "College or higher"


def _stays_reachable(row: Caregiver, look: Look) -> Problem | None:
    """The last phone of somebody who is a child's guardian today cannot be taken away."""
    if row.id is None or row.phone or row.phone2:
        return None
    links = look.standing(entity_named("StudentCaregiver"), caregiver_id=row.id, guard_role=CURRENT_GUARDIAN)
    if not any(link.valid_to is None or link.valid_to >= clock.today() for link in links):
        return None
    return Problem(
        "phone",
        Label(
            "此人是学生的现监护人，必须留一个能打通的电话。", "A child's guardian must have a phone number."
        ),
    )


def _inability_has_reason_and_day(row: Caregiver, _look: Look) -> Problem | None:
    if not row.is_unable_to_care or (row.unable_reason and row.unable_since):
        return None
    return Problem(
        "unable_since" if row.unable_reason else "unable_reason",
        Label("登记为无力照护的，请写明原因和起始日期。", "Unable to care: give the reason and since when."),
    )


class Caregiver(SchoolEntity):
    """What an adult is to a child stands in StudentCaregiver; namesakes are allowed, age follows from the birth year."""

    spec = Spec(
        label=Label("家长/监护人", "Caregiver"),
        chapter=Chapter.CHILDREN,
        group=Group.CHILDREN,
        level=Level.PERSONAL,
        title="name",
        reach=Reach("caregiver", "id"),
        listed=("name", "gender", "phone", "occupation", "address"),
        searched=("name",),
        filtered=("gender", "education", "staff_id"),
        order="name",
        grams="name",
        systems=("B03", "B04", "B19", "C17", "H03"),
        indexes=(("school_id", "name"), ("school_id", "phone")),
        rules=(Judged(_stays_reachable), Judged(_inability_has_reason_and_day)),
    )

    name: Mapped[str] = c.text("姓名", "Name", length=40, required=True)
    gender: Mapped[Gender | None] = c.choice("性别", "Sex", Gender)
    birth_year: Mapped[int | None] = c.number("出生年份", "Birth year", least=1900, most=2100)
    phone: Mapped[str | None] = c.phone("电话", "Phone", place="caregivers.phone")
    phone2: Mapped[str | None] = c.phone("备用电话", "Second phone", place="caregivers.phone2")
    phone_verified_on: Mapped[dt.date | None] = c.day("电话核实日期", "Phone verified on")
    address: Mapped[str | None] = c.address("详细地址", "Address", place="caregivers.address")
    occupation: Mapped[str | None] = c.text("职业", "Occupation", length=40)
    education: Mapped[Education | None] = c.choice("文化水平", "Education", Education)
    health: Mapped[str | None] = c.text("身体状况", "Health", length=120)
    is_unable_to_care: Mapped[bool] = c.flag(
        "无力照护",
        "Unable to care",
        hint=Label("如重病、重残、服刑、失联；影响留守儿童的认定。", "Illness, prison, missing; decides who is left behind."),
    )  # fmt: skip
    unable_reason: Mapped[str | None] = c.text("无力照护的原因", "Why unable", length=120)
    unable_since: Mapped[dt.date | None] = c.day("无力照护起始日期", "Unable since")
    online_account: Mapped[str | None] = c.address(
        "网络账号", "Online account", place="caregivers.online_account", length=60
    )
    staff_id: Mapped[int | None] = c.ref(
        "本校教职工",
        "Member of staff",
        "Staff",
        hint=Label("监护人是本校教师时选择。", "When a teacher is the guardian."),
    )
