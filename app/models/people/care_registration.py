"""CareRegistration 留守儿童登记: what the survey of one term found; the only place that says who is left behind then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import inspect
from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, Problem, Unique, not_before
from app.models._terms import in_open_term
from app.models._validation import Look
from app.models.people._survey import SurveyPart, parts_touched

#: A survey may be made this many days before the term it is for.
_EARLIEST_SURVEY = dt.timedelta(days=30)


class AbsenceKind(Choice):
    """Who works away."""

    BOTH = "both-parents", "双亲外出", "Both parents away"
    FATHER = "father", "父亲外出", "Father away"
    MOTHER = "mother", "母亲外出", "Mother away"
    SINGLE_PARENT = "single-parent", "单亲且外出", "Single parent, away"
    OTHER = "other", "其他", "Other"


class GuardianshipKind(Choice):
    """With whom the child lives (domain 2.9)."""

    GRANDPARENTS = "grandparents", "祖辈", "Grandparents"
    RELATIVES = "relatives", "亲戚", "Relatives"
    TEACHER = "teacher", "教师", "Teacher"
    ONE_PARENT = "one-parent", "父母一方", "One parent"
    OTHER_CARE = "other-care", "其他寄养", "Other care"
    NOBODY = "nobody", "无人监护", "Nobody"


class SurveyMethod(Choice):
    """How the facts were found out."""

    HOME = "home", "上门调查", "At the home"
    NEIGHBOURS = "neighbours", "走访群众", "Asking neighbours"
    MEETING = "meeting", "家长会", "Parents' meeting"
    PHONE = "phone", "电话", "By phone"
    OTHER = "other", "其他", "Other"


class FamilyEconomy(Choice):
    """How the family is off."""

    GOOD = "good", "好", "Good"
    AVERAGE = "average", "一般", "Average"
    POOR = "poor", "困难", "Poor"
    VERY_POOR = "very-poor", "特困", "Very poor"


class LeaveReason(Choice):
    """Why the child is no longer cared for as left behind."""

    PARENTS_RETURNED = "parents-returned", "父母返乡", "Parents returned"
    TRANSFERRED = "transferred", "转学", "Transferred"
    GRADUATED = "graduated", "毕业", "Graduated"
    DROPPED_OUT = "dropped-out", "辍学", "Dropped out"
    OTHER = "other", "其他", "Other"


def meets_definition(absence: AbsenceKind) -> bool:
    """Whether a child counts as left behind when one parent is away (domain 8, Q2: the reading that loses nobody)."""
    return absence != AbsenceKind.OTHER


def _departure_from_definition_has_a_reason(row: CareRegistration, _look: Look) -> Problem | None:
    if row.override_reason or row.meets_definition == meets_definition(row.absence_kind):
        return None
    return Problem(
        "override_reason",
        Label(
            "认定结果与外出情况不一致，请写明理由。", "The finding departs from the rule; give the reason."
        ),
    )


def _surveyed_for_this_term(row: CareRegistration, look: Look) -> Problem | None:
    term = look.referred(row, "term_id")
    if term is None or row.surveyed_on >= term.starts_on - _EARLIEST_SURVEY:
        return None
    return Problem(
        "surveyed_on",
        Label(
            "调查日期早于开学前 30 天，不能作为本学期的登记，请重新调查。",
            "Surveyed over 30 days before the term.",
        ),
    )


def _leaving_has_a_reason(row: CareRegistration, _look: Look) -> Problem | None:
    if (row.left_on is None) == (row.leave_reason is None):
        return None
    return Problem(
        "leave_reason" if row.left_on else "left_on",
        Label("注销日期和注销原因请一起填写。", "Give both the day and the reason of leaving, or neither."),
    )


class CareRegistration(SchoolEntity):
    """One child in one term; roster, card, archive and statistics are reports over these rows."""

    spec = Spec(
        label=Label("留守儿童登记", "Care registration"),
        chapter=Chapter.CHILDREN,
        group=Group.CHILDREN,
        level=Level.PERSONAL,
        title="student_id",
        reach=Reach("child", "student_id"),
        listed=("student_id", "term_id", "absence_kind", "guardianship_kind", "is_boarding", "is_key_target", "left_on"),
        filtered=(
            "term_id", "student_id", "absence_kind", "meets_definition", "guardianship_kind", "is_boarding",
            "family_economy", "is_key_target", "surveyed_on", "left_on", "leave_reason",
        ),
        indexes=(("school_id", "term_id"),),
        rules=(
            Unique(
                ("student_id", "term_id"),
                Label("该生本学期已经登记，请修改原登记。", "The child is registered for this term already; edit that row."),
            ),
            not_before("left_on", "surveyed_on", Label("注销日期不能早于调查日期。", "Left before the survey.")),
            Judged(_departure_from_definition_has_a_reason),
            Judged(_surveyed_for_this_term),
            Judged(_leaving_has_a_reason),
            in_open_term,
        ),
        systems=tuple(
            "A26 B01 B02 B03 B07 B10 B21 C18 D06 G06 G09 J08".split()
        ),
    )  # fmt: skip

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True)
    absence_kind: Mapped[AbsenceKind] = c.choice("外出情况", "Who is away", AbsenceKind, required=True)
    meets_definition: Mapped[bool | None] = c.flag(
        "认定为留守儿童",
        "Counts as left behind",
        default=None,
        hint=Label(
            "留空时按外出情况判定；与之不同须写理由。", "Empty: follows from who is away; otherwise say why."
        ),
    )
    override_reason: Mapped[str | None] = c.long_text("认定理由", "Reason for another finding")
    guardianship_kind: Mapped[GuardianshipKind] = c.choice(
        "监护类型", "Guardianship", GuardianshipKind, required=True
    )
    survey_method: Mapped[SurveyMethod | None] = c.choice("调查方式", "How surveyed", SurveyMethod)
    surveyed_by_id: Mapped[int | None] = c.ref(
        "调查人",
        "Surveyed by",
        "Staff",
        hint=Label("从花名册导入的登记可以以后补填。", "Imported rows may lack it."),
    )
    surveyed_on: Mapped[dt.date] = c.day("调查日期", "Surveyed on", required=True)
    current_residence: Mapped[str] = c.address(
        "现居住地", "Current residence", place="care_registrations.current_residence", required=True
    )
    is_boarding: Mapped[bool] = c.flag("寄宿", "Boarding")
    boarding_wanted: Mapped[bool | None] = c.flag("希望寄宿", "Wants to board", default=None)
    boarding_granted_on: Mapped[dt.date | None] = c.day("批准寄宿日期", "Boarding granted on")
    lunch_at_school: Mapped[bool | None] = c.flag("在校午餐", "Lunch at school", default=None)
    family_size: Mapped[int | None] = c.number("家庭人口", "Family size", least=1, most=30)
    family_economy: Mapped[FamilyEconomy | None] = c.choice("家庭经济状况", "Family's means", FamilyEconomy)
    is_key_target: Mapped[bool] = c.flag("重点帮扶对象", "Key target of care")
    key_reason: Mapped[str | None] = c.long_text("重点帮扶原因", "Why a key target")
    study_category: Mapped[str | None] = c.text("分类分组", "Study group", length=40)
    vaccination_complete: Mapped[bool | None] = c.flag("预防接种齐全", "Vaccinations complete", default=None)
    vaccination_checked_on: Mapped[dt.date | None] = c.day("接种查验日期", "Vaccinations checked on")
    archive_no: Mapped[str | None] = c.text("档案号", "Archive number", length=30, level=Level.INTERNAL)
    archive_location: Mapped[str | None] = c.text("档案存放位置", "Kept at", level=Level.INTERNAL)
    archived_on: Mapped[dt.date | None] = c.day("建档日期", "Archive made on")
    left_on: Mapped[dt.date | None] = c.day("注销日期", "Left on")
    leave_reason: Mapped[LeaveReason | None] = c.choice("注销原因", "Why left", LeaveReason)
    copied_from_id: Mapped[int | None] = c.ref(
        "结转自", "Copied from", "CareRegistration", level=Level.INTERNAL, derived=True
    )
    #: Parts of a copied registration that nobody has asked about this term; empty once it is a survey.
    unconfirmed: Mapped[frozenset[SurveyPart] | None] = c.choices(
        "待确认", "To be confirmed", SurveyPart, level=Level.INTERNAL, derived=True
    )
    confirmed_on: Mapped[dt.date | None] = c.day(
        "确认日期", "Confirmed on", level=Level.INTERNAL, derived=True
    )

    def confirm(self, parts: Iterable[SurveyPart], on: dt.date) -> None:
        """These parts hold this term as well; with the last of them the copied row becomes a survey of that day."""
        left = frozenset(self.unconfirmed or ()) - frozenset(parts)
        if left != self.unconfirmed:
            self.unconfirmed = left
        if not left and self.copied_from_id is not None and self.confirmed_on is None:
            self.confirmed_on = self.surveyed_on = on

    def complete(self) -> None:
        if self.unconfirmed and inspect(self).persistent:
            changed = {each.key for each in inspect(self).attrs if each.history.has_changes()}
            self.confirm(parts_touched(changed), clock.today())
        if self.meets_definition is None and self.absence_kind is not None:
            self.meets_definition = meets_definition(self.absence_kind)
