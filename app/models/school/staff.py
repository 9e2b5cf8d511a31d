"""Staff 教职工及帮扶人员：everybody who helps children, employed by the school or not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import inspect, or_, select
from sqlalchemy.orm import Mapped, object_session

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec, entity_named
from app.models._rules import Judged, Problem, Unique, not_before
from app.models._validation import Look
from app.models.people.id_numbers import Gender

#: So many children are named in a refusal; the rest is a number.
_NAMED = 8


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


def _leaves_no_child_without_a_mentor(row: Staff, look: Look) -> Problem | None:
    """Whoever is a child's only mentor hands the child over before leaving (domain C01)."""
    if row.left_on is None or row.id is None or not inspect(row).attrs.left_on.history.has_changes():
        return None
    pairs = [
        pair
        for pair in look.standing(entity_named("Mentoring"), mentor_id=row.id)
        if _outlasts(pair, row.left_on)
    ]
    lonely = {pair.student_id for pair in pairs if not _has_another_mentor(pair, row, look)}
    if not lonely:
        return None
    found = [child for key in sorted(lonely) for child in look.rows(entity_named("Student"), id=key)]
    names = [child.name for child in found[:_NAMED]]
    return Problem(
        "left_on",
        Label(
            f"还有 {len(lonely)} 名儿童只有此人帮扶：{'、'.join(names)}{'等' if len(lonely) > len(names) else ''}。"
            "请先在“教职工离校”页为每名儿童换好帮扶人，再填离校日期。",
            f"{len(lonely)} children have no other mentor: {', '.join(names)}. Give each a new one first.",
        ),
    )


def _leaves_no_incident_unattended(row: Staff, look: Look) -> Problem | None:
    """An emergency that still runs has somebody who sees to it."""
    if row.left_on is None or row.id is None or not inspect(row).attrs.left_on.history.has_changes():
        return None
    found = look.standing(entity_named("Incident"), handled_by_id=row.id)
    places = [incident.place for incident in found if incident.closed_at is None]
    if not places:
        return None
    return Problem(
        "left_on",
        Label(
            f"还有 {len(places)} 起突发事件由此人处置（{'、'.join(places[:_NAMED])}），请先在“教职工离校”页交给别人。",
            f"{len(places)} incidents are still in this person's hands; hand them on first.",
        ),
    )


def _outlasts(pair: Any, day: dt.date | None) -> bool:
    return pair.ends_on is None or (day is not None and pair.ends_on > day)


def _has_another_mentor(pair: Any, row: Staff, look: Look) -> bool:
    others = look.standing(entity_named("Mentoring"), student_id=pair.student_id)
    return any(other.mentor_id != row.id and _outlasts(other, row.left_on) for other in others)


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
        systems=("A22", "A27", "C06", "C07", "D19", "F13"),
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
            Judged(_leaves_no_child_without_a_mentor),
            Judged(_leaves_no_incident_unattended),
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
    phone: Mapped[str] = c.phone("电话", "Phone", place="staffs.phone", required=True)
    qualification: Mapped[str | None] = c.text("资格证", "Qualification", length=60)
    is_counselor_qualified: Mapped[bool] = c.flag("具备心理辅导资格", "Qualified counselor")
    joined_on: Mapped[dt.date | None] = c.day("到校日期", "Joined on")
    left_on: Mapped[dt.date | None] = c.day("离校日期", "Left on")

    def complete(self) -> None:
        """End the pairs of one who leaves, where the child has another mentor; the rest is refused by name."""
        session = object_session(self)
        is_leaving = self.left_on is not None and inspect(self).attrs.left_on.history.has_changes()
        if session is None or self.id is None or not is_leaving:
            return
        mentoring: Any = entity_named("Mentoring")
        outlasting = or_(mentoring.ends_on.is_(None), mentoring.ends_on > self.left_on)
        standing = select(mentoring).where(outlasting, mentoring.archived_at.is_(None))
        for pair in session.scalars(standing.where(mentoring.mentor_id == self.id)).all():
            others = standing.where(mentoring.student_id == pair.student_id, mentoring.mentor_id != self.id)
            if session.scalars(others).first() is not None:
                pair.ends_on, pair.end_reason = max(self.left_on, pair.starts_on), "帮扶人离校"

    def is_here(self, day: dt.date) -> bool:
        """Whether the person works here on the day; unknown days of joining and leaving do not count against it."""
        return (self.joined_on is None or self.joined_on <= day) and (
            self.left_on is None or day <= self.left_on
        )
