"""Award 表彰奖励：a title proposed for a child, a member of staff, a class, a carer or a sponsor, and granted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Check, Judged, Problem, Unique
from app.models._validation import Look, is_given
from app.models.management._vetoes import standing_veto

#: Exactly one of them is honoured.
RECIPIENTS = ("student_id", "staff_id", "caregiver_id", "sponsor_id", "school_class_id", "facility_id")


class AwardLevel(Choice):
    """Who honours."""

    CLASS = "class", "班级", "Class"
    SCHOOL = "school", "学校", "School"
    TOWNSHIP = "township", "乡镇", "Township"
    COUNTY = "county", "县", "County"
    CITY = "city", "市", "City"
    PROVINCE = "province", "省", "Province"
    NATION = "nation", "国家", "Nation"


class AwardOccasion(Choice):
    """When such titles are given (V21)."""

    LABOUR_DAY = "labour-day", "五一", "Labour Day"
    CHILDRENS_DAY = "childrens-day", "六一", "Children's Day"
    TERM_END = "term-end", "学期末", "End of term"
    YEAR_END = "year-end", "年终", "End of the year"
    OTHER = "other", "其他", "Other"


class AwardStatus(Choice):
    """A proposal becomes an award when the principal grants it."""

    PROPOSED = "proposed", "已提名", "Proposed"
    GRANTED = "granted", "已决定", "Granted"
    DECLINED = "declined", "未采纳", "Declined"


def _has_one_recipient(row: Any) -> bool:
    return sum(is_given(row, column) for column in RECIPIENTS) == 1


def _is_not_vetoed(row: Award, look: Look) -> Problem | None:
    """A veto of the year's assessment bars staff and classes from titles until the principal lifts it (A06)."""
    if row.status == AwardStatus.DECLINED:
        return None
    for column in ("staff_id", "school_class_id"):
        found = standing_veto(look, row, column, row.awarded_on)
        if found is not None:
            return Problem(column, found)
    return None


def _is_granted_by_somebody(row: Any) -> bool:
    return row.status != AwardStatus.GRANTED or row.granted_on is not None


class Award(SchoolEntity):
    """A title; it never says why a child needed help, only what it did well."""

    spec = Spec(
        label=Label("表彰奖励", "Award"),
        chapter=Chapter.MANAGEMENT,
        group=Group.AWARDS,
        title="title",
        owner="proposed_by_id",
        listed=("awarded_on", "title", "level", "occasion", "student_id", "staff_id", "school_class_id", "status"),
        searched=("title", "certificate_no"),
        filtered=("awarded_on", "level", "occasion", "status", "student_id", "staff_id", "school_class_id"),
        order="-awarded_on",
        indexes=(("school_id", "awarded_on"),),
        systems=("A06", "J06", "J07", "M01", "M02", "M03", "M04", "M05", "M06", "M07"),
        rules=(
            Check(
                "one_recipient",
                " + ".join(f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in RECIPIENTS) + " = 1",
                _has_one_recipient,
                Label(
                    "学生、教职工、监护人、资助方、班级、阵地请选且只选一项作为获奖者。",
                    "Choose one recipient: child, staff, carer, sponsor, class or facility.",
                ),
                "student_id",
            ),
            Check(
                "granted_on_a_day",
                "status <> 'granted' OR granted_on IS NOT NULL",
                _is_granted_by_somebody,
                Label("表彰由校长在“表彰”页决定。", "The principal grants it on the page of awards."),
                "status",
            ),
            Unique(
                ("school_id", "certificate_no"),
                Label("这个证书编号已经用过，请换一个。", "This certificate number is taken."),
            ),
            Judged(_is_not_vetoed),
        ),
    )  # fmt: skip

    title: Mapped[str] = c.text("荣誉称号", "Title", length=60, required=True)
    awarded_on: Mapped[dt.date] = c.day("日期", "Date", required=True)
    level: Mapped[AwardLevel] = c.choice(
        "级别", "Level", AwardLevel, required=True, default=AwardLevel.SCHOOL
    )
    occasion: Mapped[AwardOccasion | None] = c.choice("时机", "Occasion", AwardOccasion)
    body: Mapped[str | None] = c.text(
        "颁发单位", "Given by", length=60, hint=Label("本校颁发请留空。", "Empty: this school.")
    )
    reason: Mapped[str | None] = c.text(
        "事迹", "Deed", length=200,
        hint=Label("只写做得好的地方，不写家境和受助情况。", "What was done well; nothing about need or aid."),
    )  # fmt: skip
    student_id: Mapped[int | None] = c.ref("学生", "Child", "Student")
    staff_id: Mapped[int | None] = c.ref("教职工", "Staff", "Staff")
    caregiver_id: Mapped[int | None] = c.ref("监护人", "Carer", "Caregiver")
    sponsor_id: Mapped[int | None] = c.ref("资助方", "Sponsor", "Sponsor")
    school_class_id: Mapped[int | None] = c.ref("班级", "Class", "SchoolClass")
    facility_id: Mapped[int | None] = c.ref("关爱阵地", "Facility", "CareFacility")
    certificate_no: Mapped[str | None] = c.text("证书编号", "Certificate no.", length=30)
    proposed_by_id: Mapped[int] = c.ref("提名人", "Proposed by", "Staff", required=True)
    status: Mapped[AwardStatus] = c.choice(
        "状态", "Status", AwardStatus, required=True, default=AwardStatus.PROPOSED, derived=True
    )
    granted_by_id: Mapped[int | None] = c.ref("决定人", "Granted by", "Staff", derived=True)
    granted_on: Mapped[dt.date | None] = c.day("决定日期", "Granted on", derived=True)
