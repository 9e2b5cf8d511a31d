"""Staff 教职工及帮扶人员: everybody who helps children, employed by the school or not."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Unique, not_before
from app.models.people.id_numbers import Gender


class StaffCategory(Choice):
    """What kind of helper it is (domain 2.2)."""

    TEACHER = "teacher", "专任教师", "Teacher"
    STUDENT_AFFAIRS = "student-affairs", "政教", "Student affairs"
    LOGISTICS = "logistics", "后勤", "Logistics"
    ADMINISTRATION = "administration", "行政", "Administration"
    RETIRED = "retired", "退休教师", "Retired teacher"
    VILLAGE_CADRE = "village-cadre", "村干部", "Village cadre"
    VOLUNTEER = "volunteer", "志愿者", "Volunteer"
    PARENT = "parent", "学生家长", "Pupil's parent"
    OUTSIDE_COUNSELLOR = "outside-counsellor", "校外辅导员", "Outside youth leader"
    BENEFACTOR = "benefactor", "爱心人士", "Benefactor"
    OTHER = "other", "其他", "Other"


class Staff(SchoolEntity):
    """A helper; phones here are duty numbers, printed on the contact card (domain 2.2)."""

    spec = Spec(
        label=Label("教职工", "Staff"),
        chapter=Chapter.SCHOOL,
        group=Group.ORGANISATION,
        title="name",
        owner="id",
        listed=("staff_no", "name", "gender", "category", "post", "phone", "left_on"),
        searched=("name", "staff_no"),
        filtered=("category", "is_employee", "is_counselor_qualified", "gender", "left_on"),
        order="name",
        grams="name",
        indexes=(("school_id", "name"),),
        rules=(
            Unique(
                ("school_id", "staff_no"),
                Label("这个工号已经用过，请核对。", "This staff number is taken; check it."),
            ),
            Unique(
                ("school_id", "name", "phone"),
                Label(
                    "同名同电话的人员已经登记，请勿重复登记。",
                    "A person of this name and phone is registered.",
                ),
            ),
            not_before(
                "left_on",
                "joined_on",
                Label(
                    "离校日期不能早于到校日期，请改正。", "The day of leaving must not come before joining."
                ),
            ),
        ),
    )

    staff_no: Mapped[str | None] = c.text("工号", "Staff number", length=20)
    name: Mapped[str] = c.text("姓名", "Name", length=40, required=True)
    gender: Mapped[Gender | None] = c.choice("性别", "Sex", Gender)
    category: Mapped[StaffCategory] = c.choice("类别", "Category", StaffCategory, required=True)
    is_employee: Mapped[bool] = c.flag(
        "本校在编在岗",
        "Employed here",
        default=True,
        hint=Label("教职工参与率只计本校人员。", "Counted in the rate of staff taking part."),
    )
    post: Mapped[str | None] = c.text("职务", "Post", length=40)
    phone: Mapped[str] = c.phone("电话", "Phone", required=True)
    qualification: Mapped[str | None] = c.text("资格证", "Qualification", length=60)
    is_counselor_qualified: Mapped[bool] = c.flag("具备心理辅导资格", "Qualified counselor")
    joined_on: Mapped[dt.date | None] = c.day("到校日期", "Joined on")
    left_on: Mapped[dt.date | None] = c.day("离校日期", "Left on")

    def is_here(self, day: dt.date) -> bool:
        """Whether the person works here on the day; unknown days of joining and leaving do not count against it."""
        return (self.joined_on is None or self.joined_on <= day) and (
            self.left_on is None or day <= self.left_on
        )
